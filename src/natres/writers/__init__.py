"""Every file natres makes goes through here, whole or not at all."""

from natres.writers.atomic import write_file
from natres.writers.folder import OutputFolder
from natres.writers.layers import (
    csv_bytes,
    geopackage_bytes,
    geoparquet_bytes,
    geotiff_bytes,
    shapefile_parts,
)
from natres.writers.sheets import sheet_bytes

__all__ = [
    "OutputFolder",
    "csv_bytes",
    "geopackage_bytes",
    "geoparquet_bytes",
    "geotiff_bytes",
    "shapefile_parts",
    "sheet_bytes",
    "write_file",
]
