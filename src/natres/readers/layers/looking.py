"""Looking at a layer nobody described: its field names, its plain columns, and which inputs a folder holds."""

from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd

from natres.core.provenance import Layer
from natres.errors import NatresError
from natres.readers.encodings import shapefile_encoding
from natres.readers.fields import known_fields
from natres.readers.gate.admission import ARCHIVES, admit
from natres.readers.gate.formats import TABLE_FORMATS, VECTOR_FORMATS
from natres.readers.layers.vectors import field_names, layer_names, read_layer
from natres.readers.tables.choosing import table_columns

__all__ = ["FoundLayer", "find_layers", "layer_columns", "read_plain_layer"]


def layer_columns(path: str | Path, layer: str | None = None, encoding: str | None = None) -> list[str]:
    """Return the field names of a vector layer."""
    file, form, _ = admit(path, VECTOR_FORMATS, layer=layer)
    used = shapefile_encoding(file, encoding)[0] if form.driver == "ESRI Shapefile" else ""
    names = layer_names(file, form)
    return field_names(file, form, layer or names[0], used)


def read_plain_layer(
    path: str | Path, *, layer: str | None = None, crs: str | None = None, encoding: str | None = None
) -> Layer[gpd.GeoDataFrame]:
    """Read a layer with its own field names, for a map of something natres has no name for."""
    columns = layer_columns(path, layer, encoding)
    found = read_layer(path, "plain", layer=layer, crs=crs, encoding=encoding, fields={name: name for name in columns})
    return replace(found, provenance=replace(found.provenance, repairs=()))


@dataclass(frozen=True)
class FoundLayer:
    """An input found in a folder: what it is, where, in which layer of its file."""

    kind: str
    path: Path
    layer: str


#: What a layer must have to be taken for that kind.
_SIGNS = {
    "parcels": ("land_class",),
    "forest": ("forest_class", "tenure_code"),
    "units": ("unit_code", "control_area_m2"),
    "wells": ("well_id", "role"),
}
_TABLE_SIGNS = {"wells": ("well_id", "role"), "rights": ("right_id", "right_kind")}


def find_layers(folder: Path) -> list[FoundLayer]:
    """Return the inputs a folder and its subfolders hold, known by their fields; unreadable files are passed over.

    Of several files of a kind the first in order of path is taken, parcels of the latest name.
    """
    found: list[FoundLayer] = []
    for path in sorted(p for p in folder.rglob("*") if not p.name.startswith(".") and _is_input(p)):
        suffix = path.suffix.lower()
        try:
            if suffix in ARCHIVES or any(suffix in form.suffixes for form in VECTOR_FORMATS):
                found += _look_into(path)
            elif any(suffix in form.suffixes for form in TABLE_FORMATS) and not path.name.startswith("~$"):
                found += _look_at_table(path)
        except NatresError:
            continue
    return found


def _is_input(path: Path) -> bool:
    """Tell whether a path may be an input: a file, or a geodatabase, whose files are none."""
    inside = any(parent.suffix.lower() == ".gdb" for parent in path.parents)
    return not inside and (path.is_file() or path.suffix.lower() == ".gdb")


def _look_into(path: Path) -> list[FoundLayer]:
    file, form, _ = admit(path, VECTOR_FORMATS)
    encoding = shapefile_encoding(file, None)[0] if form.driver == "ESRI Shapefile" else ""
    names = layer_names(file, form)
    found: list[FoundLayer] = []
    for name in names:
        present = {field.casefold() for field in field_names(file, form, name, encoding)}
        for kind, signs in _SIGNS.items():
            if all(_has(kind, sign, present) for sign in signs):
                found.append(FoundLayer(kind, path, name if len(names) > 1 else ""))
                break
    return found


def _look_at_table(path: Path) -> list[FoundLayer]:
    for kind, signs in _TABLE_SIGNS.items():
        if set(signs) <= table_columns(path, kind):
            return [FoundLayer(kind, path, "")]
    return []


def _has(kind: str, column: str, present: set[str]) -> bool:
    return any(name.casefold() in present for name in known_fields(kind)[column])
