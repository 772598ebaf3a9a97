"""Looking at a layer nobody described: its field names, its plain columns, and which inputs a folder holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, Unpack

import geopandas as gpd
import pandas as pd

from natres.core.provenance import Layer
from natres.errors import BadData, NatresError
from natres.readers.fields import known_fields
from natres.readers.gate.admission import ARCHIVES, admit
from natres.readers.gate.formats import TABLE_FORMATS, VECTOR_FORMATS, find_format
from natres.readers.layers.drivers import driver_of
from natres.readers.layers.points import is_vector
from natres.readers.layers.vectors import Reading, open_layer, read_layer, read_rows
from natres.readers.tables.choosing import table_columns
from natres.readers.tables.table_specs import LEDGER_KINDS, read_spec

__all__ = [
    "FoundLayer", "Kind", "find_kinds", "find_layers", "layer_columns", "look_through", "read_plain_layer",
    "read_plain_rows",
]  # fmt: skip


def layer_columns(path: str | Path, layer: str | None = None, encoding: str | None = None) -> list[str]:
    """Return the field names of a vector layer."""
    return open_layer(path, layer=layer, encoding=encoding).source.fields


def read_plain_layer(path: str | Path, **options: Unpack[Reading]) -> Layer[gpd.GeoDataFrame]:
    """Read a layer with its own field names, for a map of something natres has no name for."""
    return read_layer(path, "plain", **_own_names(path, options))


def read_plain_rows(path: str | Path, **options: Unpack[Reading]) -> Layer[pd.DataFrame]:
    """Read a layer, or a table whose rows have no shapes, with its own field names."""
    return read_rows(path, "plain", **_own_names(path, options))


def _own_names(path: str | Path, options: Reading) -> Reading:
    columns = layer_columns(path, options.get("layer"), options.get("encoding"))
    return {**options, "fields": {name: name for name in columns}}


@dataclass(frozen=True)
class FoundLayer:
    """An input found in a folder: what it is, where, in which layer of its file."""

    kind: str
    path: Path
    layer: str


#: Kind, file and layer of an input.
Kind = tuple[str, Path, str]
Found = TypeVar("Found")
_RASTERS = (".tif", ".tiff")

#: What a layer must have to be taken for that kind.
_SIGNS = {
    "parcels": ("land_class",),
    "forest": ("forest_class", "tenure_code"),
    "units": ("unit_code", "control_area_m2"),
    "wells": ("well_id", "role"),
}
_TABLE_SIGNS = {"wells": ("well_id", "role"), "rights": ("right_id", "right_kind")}


#: Why a file is not read that its owner may miss; of any other file nothing is said.
_WORTH_TELLING = (
    "FILE_TRUNCATED", "FILE_PART_MISSING", "FILE_UNREADABLE", "FILE_PENDING", "ENCODING_UNKNOWN", "VCT_VERSION",
    "VCT_SYNTAX", "DRIVER_NOT_ALLOWED.mdb", "DRIVER_NOT_ALLOWED.packed", "DRIVER_NOT_ALLOWED.cad",
)  # fmt: skip


def find_layers(folder: Path) -> tuple[list[FoundLayer], list[NatresError]]:
    """Return the inputs a folder and its subfolders hold, known by their fields, and why others were not read.

    An archive beside what it holds unpacked is passed over.
    """
    return _walked(folder, _known_in)


def look_through(folder: Path, encoding: str | None = None) -> tuple[list[Kind], list[NatresError]]:
    """Return (kind, file, layer) of every input in a folder, and why others could not be looked into."""
    return _walked(folder, lambda path: find_kinds(path, None, encoding) if _is_read(path) else _refused(path))


def _walked(folder: Path, look: Callable[[Path], Sequence[Found]]) -> tuple[list[Found], list[NatresError]]:
    """Look into every input of a folder, and return what was found and what its owner may miss."""
    found: list[Found] = []
    unread: list[NatresError] = []
    below = [folder] if folder.suffix.lower() == ".gdb" else folder.rglob("*")  # the geodatabase itself was named
    for path in sorted(p for p in below if not p.name.startswith((".", "~$")) and _is_input(p)):
        try:
            found += look(path)
        except NatresError as error:
            worth = error.code in _WORTH_TELLING or error.variant in _WORTH_TELLING
            if worth and path.suffix.lower() != ".json":  # which need not be a layer at all
                unread.append(error)
    return found, unread


def _known_in(path: Path) -> list[FoundLayer]:
    if is_vector(path):
        return _look_into(path)
    if not _is_table(path):
        return _refused(path)
    # Empty forms lie in a folder of that name beside a district file: nothing stands in them yet.
    return [] if path.parent.name == "templates" else _look_at_table(path) or _look_at_ledger(path)


def _is_table(path: Path) -> bool:
    return any(path.suffix.lower() in form.suffixes for form in TABLE_FORMATS)


def _is_read(path: Path) -> bool:
    return is_vector(path) or _is_table(path) or path.suffix.lower() in _RASTERS


def _refused(path: Path) -> list[Any]:
    """Say what to do with a format that is not read; of one that nobody would take for an input there is nothing."""
    find_format(path, VECTOR_FORMATS)
    return []


def _is_input(path: Path) -> bool:
    """Tell whether a path may be an input: a file, or a geodatabase, whose files are none."""
    inside = any(parent.suffix.lower() == ".gdb" for parent in path.parents)
    packed_too = path.suffix.lower() in ARCHIVES and path.with_suffix("").exists()
    return not inside and not packed_too and (path.is_file() or path.suffix.lower() == ".gdb")


def find_kinds(path: Path, layer: str | None = None, encoding: str | None = None) -> list[Kind]:
    """Return (kind, file, layer) of every input in a file; a layer of no known kind is ``plain``.

    Parameters
    ----------
    layer : only this layer or sheet

    Raises
    ------
    NatresError : what the gate refuses
    BadData : ``HEADER`` for a table of no known kind
    """
    if path.suffix.lower() in _RASTERS:
        return [("raster", path, "")]
    if not path.exists() or is_vector(path):
        named = [each for each in _layers_of(path, encoding) if layer in (None, each[0])]
        return [(kind or "plain", path, name) for name, kind in named] or [("plain", path, layer or "")]
    kinds = _look_at_table(path) or _look_at_ledger(path)
    if not kinds:
        raise BadData("HEADER.kinds", file=path.name, layer=layer)
    return [(each.kind, each.path, layer or "") for each in kinds]


def _look_at_ledger(path: Path) -> list[FoundLayer]:
    """Return the kind of ledger most of whose columns a table has, all the required ones among them."""
    present = {kind: table_columns(path, kind) for kind in LEDGER_KINDS}
    fitting = [kind for kind in LEDGER_KINDS if set(read_spec(kind).required) <= present[kind]]
    best = max(fitting, key=lambda kind: len(present[kind]), default=None)
    return [] if best is None else [FoundLayer(best, path, "")]


def _look_into(path: Path) -> list[FoundLayer]:
    layers = _layers_of(path, None)
    return [FoundLayer(kind, path, name if len(layers) > 1 else "") for name, kind in layers if kind]


def _layers_of(path: Path, encoding: str | None) -> list[tuple[str, str]]:
    """Return the layers of a file, each with its kind, empty where its fields tell none."""
    file, form, _ = admit(path, VECTOR_FORMATS)
    if form.driver == "BoundaryPoints":  # a site is no input of a district
        return []
    driver = driver_of(form)
    found: list[tuple[str, str]] = []
    for name in (each.name for each in driver.layers(file)):
        present = {field.casefold() for field in driver.open(file, name, encoding).fields}
        kinds = (kind for kind, signs in _SIGNS.items() if all(_has(kind, sign, present) for sign in signs))
        found.append((name, next(kinds, "") or _by_most_fields(present)))
    return found


def _look_at_table(path: Path) -> list[FoundLayer]:
    for kind, signs in _TABLE_SIGNS.items():
        if set(signs) <= table_columns(path, kind):
            return [FoundLayer(kind, path, "")]
    return []


#: A layer with so many of a kind's fields is one of that kind, though the field is missing that it is known by.
_MOST_FIELDS = {"parcels": 4, "forest": 5}


def _by_most_fields(present: set[str]) -> str:
    """Return the kind whose fields a layer has most of; empty where it has few of any."""
    count = {kind: sum(_has(kind, column, present) for column in known_fields(kind)) for kind in _MOST_FIELDS}
    kind = max(count, key=lambda each: count[each])
    return kind if count[kind] >= _MOST_FIELDS[kind] else ""


def _has(kind: str, column: str, present: set[str]) -> bool:
    return any(name.casefold() in present for name in known_fields(kind)[column])
