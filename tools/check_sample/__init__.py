"""Check an invented district by its specification alone, with nothing of natres."""
