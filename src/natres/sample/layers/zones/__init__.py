"""The plan's zones: basic farmland, ecological red line, urban development boundary."""

from natres.sample.layers.zones.tables import YEAR, ZONE_FILES, Zones, zone_layers, zone_stream

__all__ = ["YEAR", "ZONE_FILES", "Zones", "zone_layers", "zone_stream"]
