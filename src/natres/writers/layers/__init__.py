"""Layers as files: what other programs read, with every code as text and every row in its order."""

from natres.writers.layers.dbf_names import short_names
from natres.writers.layers.files import (
    PackedLayer,
    csv_bytes,
    geopackage_bytes,
    geopackage_of,
    geopackage_packed,
    geoparquet_bytes,
    geotiff_bytes,
    shapefile_parts,
)
from natres.writers.layers.whole import LAYER_SUFFIXES, TABLE_SUFFIXES, changes_of, refuse_suffix, write_layer

__all__ = [
    "LAYER_SUFFIXES",
    "TABLE_SUFFIXES",
    "PackedLayer",
    "changes_of",
    "csv_bytes",
    "geopackage_bytes",
    "geopackage_of",
    "geopackage_packed",
    "geoparquet_bytes",
    "geotiff_bytes",
    "refuse_suffix",
    "shapefile_parts",
    "short_names",
    "write_layer",
]
