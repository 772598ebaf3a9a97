"""The ground: outline, towns, roads and waters, blocks and strips, noded into one clean coverage."""
