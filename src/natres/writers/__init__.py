"""Every file natres makes goes through here, whole or not at all."""

from natres.writers.atomic import replacing, reserving, write_file
from natres.writers.folder import OutputFolder
from natres.writers.layers import (
    LAYER_SUFFIXES,
    TABLE_SUFFIXES,
    changes_of,
    csv_bytes,
    geopackage_bytes,
    geoparquet_bytes,
    geotiff_bytes,
    refuse_suffix,
    shapefile_parts,
    write_layer,
)
from natres.writers.sheets import sheet_bytes

__all__ = [
    "LAYER_SUFFIXES",
    "TABLE_SUFFIXES",
    "OutputFolder",
    "changes_of",
    "csv_bytes",
    "geopackage_bytes",
    "geoparquet_bytes",
    "geotiff_bytes",
    "refuse_suffix",
    "replacing",
    "reserving",
    "shapefile_parts",
    "sheet_bytes",
    "write_file",
    "write_layer",
]
