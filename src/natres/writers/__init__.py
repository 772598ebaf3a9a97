"""Every file natres makes goes through here, whole or not at all."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the same names as in _WHERE, for editors and type checkers
    from natres.writers.atomic import replacing, reserving, write_file
    from natres.writers.folder import OutputFolder
    from natres.writers.layers import (
        LAYER_SUFFIXES,
        TABLE_SUFFIXES,
        PackedLayer,
        changes_of,
        csv_bytes,
        geopackage_bytes,
        geopackage_of,
        geopackage_packed,
        geoparquet_bytes,
        geotiff_bytes,
        refuse_suffix,
        shapefile_parts,
        write_layer,
    )
    from natres.writers.locks import hold_output
    from natres.writers.sheets import sheet_bytes

__all__ = [
    "LAYER_SUFFIXES",
    "TABLE_SUFFIXES",
    "OutputFolder",
    "PackedLayer",
    "changes_of",
    "csv_bytes",
    "geopackage_bytes",
    "geopackage_of",
    "geopackage_packed",
    "geoparquet_bytes",
    "geotiff_bytes",
    "hold_output",
    "refuse_suffix",
    "replacing",
    "reserving",
    "shapefile_parts",
    "sheet_bytes",
    "write_file",
    "write_layer",
]

# Holding an output needs none of the libraries that write layers: a second run must stop at once.
_WHERE = {
    "replacing": "atomic",
    "reserving": "atomic",
    "write_file": "atomic",
    "OutputFolder": "folder",
    "hold_output": "locks",
    "sheet_bytes": "sheets",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE.get(name, 'layers')}"), name)
