"""Reading and checking the registers of geothermal wells and of the rights they stand on."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from natres.checks import check_register
from natres.core.crs import geometry_to_lon_lat
from natres.core.issues import Issue, Notice
from natres.core.provenance import Layer
from natres.district import District, LayerEntry
from natres.errors import BadRows
from natres.readers import read_rights, read_spec, read_wells
from natres.readers.tables.registers import TableReading
from natres.workflows.inputs.common import Options, as_written, entry_with, refuse_errors, refuse_repairs
from natres.workflows.inputs.land import open_boundaries
from natres.workflows.notices import register_notices

__all__ = [
    "Place",
    "Wells",
    "check_table",
    "open_wells",
    "place_of",
    "table_reading",
]


@dataclass(frozen=True, eq=False)
class Wells:
    """The well register, and the register of rights where there is one; what is to be said of both."""

    wells: Layer[pd.DataFrame]
    rights: Layer[pd.DataFrame] | None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, eq=False)
class Place:
    """Where and when a district's registers must lie: outline in longitude and latitude, names of towns, last day."""

    outline: Any = None
    towns: tuple[str, ...] = ()
    on: datetime.date | None = None


def open_wells(source: District | str | Path, options: Options) -> Wells:
    """Read and check the register of wells, and the rights a district file names.

    Raises
    ------
    BadRows : rows that cannot go into a table, unless their code is accepted
    """
    if not isinstance(source, District):
        entry = entry_with(LayerEntry(path=str(source)), options)
        wells, notices = check_table(read_wells(entry.path, **table_reading(entry)), "wells", options, Place())
        return Wells(wells, None, notices)
    entry, place = entry_with(source.layer("wells"), options), place_of(source, options)
    tables = {"wells": as_written(read_wells(entry.path, **table_reading(entry)), source)}
    if source.has("rights"):
        own = source.layer("rights")
        tables["rights"] = as_written(read_rights(own.path, **table_reading(own)), source)
    checked, notices, wrong = dict[str, Layer[pd.DataFrame]](), list[Notice](), list[Issue]()
    for kind, read in tables.items():
        try:
            checked[kind], said = check_table(read, kind, options, place)
            notices += said
        except BadRows as error:  # the other register is looked at as well: one round of mending
            wrong += error.issues
    if wrong:
        raise BadRows(wrong)
    return Wells(checked["wells"], checked.get("rights"), tuple(notices))


def table_reading(entry: LayerEntry) -> TableReading:
    """Return how a table is to be read, as the reader's arguments."""
    return {
        "fields": entry.fields, "encoding": entry.encoding, "layer": entry.layer, "crs": entry.crs, "year": entry.year,
    }  # fmt: skip


def check_table(
    layer: Layer[pd.DataFrame], kind: str, options: Options, place: Place
) -> tuple[Layer[pd.DataFrame], tuple[Notice, ...]]:
    """Refuse what is wrong with a register or ledger; return it with what is to be said of it.

    Raises
    ------
    BadRows : its errors, all of them, unless their code is accepted
    BadData : with ``options.strict`` the first repair
    """
    refuse_repairs(layer, options)
    issues = check_register(layer, read_spec(kind), outline=place.outline, on=place.on, known_units=place.towns)
    accepted = refuse_errors([issue for issue in issues if issue.severity == "error"], options.accept)
    warnings = [issue for issue in issues if issue.severity != "error" and issue.code not in options.accept]
    return layer, (*layer.provenance.notices, *register_notices(layer, warnings), *accepted)


def place_of(district: District, options: Options) -> Place:
    """Return where and when the rows of a district's registers must lie, as far as its layers say."""
    bounds = open_boundaries(district, options)
    outline = None
    if bounds:  # towns or, without them, villages: each covers the whole district
        layer, _ = bounds[0]
        outline = shapely.union_all(geometry_to_lon_lat(layer.frame.geometry.to_numpy(), layer.crs))
        shapely.prepare(outline)
    units = [unit for _, found in bounds for unit in found] or list(district.units)
    towns = tuple(unit.name for unit in units if unit.level == "town")
    return Place(outline, towns, datetime.date(district.content.district.year, 12, 31))
