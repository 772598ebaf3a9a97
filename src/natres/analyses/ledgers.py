"""A ledger added up by its own columns, and its rows laid on the parcels they stand on."""

import datetime
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.core.places import from_lon_lat
from natres.core.results import LedgerGroup, LedgerPlace, LedgerTable
from natres.core.table_spec import ColumnSpec, TableSpec

__all__ = ["ledger_table", "places_on_parcels"]


def ledger_table(
    frame: pd.DataFrame, spec: TableSpec, *, year: int | None = None, places: Sequence[LedgerPlace] = ()
) -> LedgerTable:
    """Return the rows of a ledger counted and added up.

    Parameters
    ----------
    frame : natres columns of the kind, numbers as float64 (NaN missing), dates as ``datetime.date`` or None
    spec : what the kind of table holds: which columns are summed, which are choices
    year : the ledger's; rows dated otherwise are counted apart, not left out
    places : see :func:`places_on_parcels`

    Notes
    -----
    Sums are exact: every number is taken at the digits it is written with. Σ groups of a column = Σ rows.

    >>> from natres.readers import read_spec
    >>> rows = pd.DataFrame({"plan": ["甲", "乙"], "plan_kind": ["detailed", "village"]})
    >>> ledger_table(rows, read_spec("plans")).rows
    2
    """
    summed = [column.key for column in spec.columns if column.summed and column.key in frame]
    choices = [column for column in spec.columns if column.kind == "choice" and column.key in frame]
    return LedgerTable(
        kind=spec.kind,
        year=year,
        rows=len(frame),
        sums=_sums(frame, summed),
        groups={column.key: _by_choice(frame, column, summed) for column in choices},
        towns=_by_town(frame, summed),
        places=tuple(places),
        without_place=len(frame) - len(places) if places else 0,
        outside_year={} if year is None else _outside(frame, spec, year),
    )


def _sums(frame: pd.DataFrame, columns: Sequence[str]) -> dict[str, Fraction]:
    return {c: sum((Fraction(str(v)) for v in frame[c].dropna()), Fraction(0)) for c in columns}


def _by_choice(frame: pd.DataFrame, column: ColumnSpec, summed: Sequence[str]) -> tuple[LedgerGroup, ...]:
    """Return the groups in the order of the choices, rows without one last."""
    order = [choice.key for choice in column.choices]
    found = {str(value): part for value, part in frame.groupby(column.key, sort=False)}
    ranked = sorted(found, key=lambda value: (value not in order, order.index(value) if value in order else 0, value))
    return tuple(LedgerGroup(value, len(found[value]), _sums(found[value], summed)) for value in ranked)


def _by_town(frame: pd.DataFrame, summed: Sequence[str]) -> tuple[LedgerGroup, ...]:
    if "unit_name" not in frame:
        return ()
    groups = ((str(name), part) for name, part in frame.groupby("unit_name", sort=True))
    found = [LedgerGroup(name, len(part), _sums(part, summed)) for name, part in groups]
    return tuple(sorted(found, key=lambda group: (not group.value, -group.rows, group.value)))


def _outside(frame: pd.DataFrame, spec: TableSpec, year: int) -> dict[str, int]:
    """Return for each column of dates how many rows lie in another year; columns with none are left out."""
    dates = [column.key for column in spec.columns if column.kind == "date" and column.key in frame]
    count = {key: sum(isinstance(day, datetime.date) and day.year != year for day in frame[key]) for key in dates}
    return {key: number for key, number in count.items() if number}


def places_on_parcels(
    frame: pd.DataFrame,
    name: str,
    parcels: pd.DataFrame,
    shapes: NDArray[Any],
    crs: Any,
    town_of: dict[str, str],
) -> tuple[LedgerPlace, ...]:
    """Return the parcel that every row with coordinates lies on.

    Parameters
    ----------
    frame : a ledger with ``longitude`` and ``latitude`` in degrees
    name : the column that names a row
    parcels : ``parcel_id``, ``land_class``, ``unit_code`` of the parcels, row for row as in ``shapes``
    shapes, crs : their polygons and coordinate system
    town_of : town code (9 digits) → its name, to compare with the row's own town

    Notes
    -----
    On a common edge the parcel with the smaller id is taken, so that the answer does not depend on any order.
    """
    if not {"longitude", "latitude"} <= set(frame):
        return ()
    placed = frame[frame["longitude"].notna() & frame["latitude"].notna()]
    if placed.empty:
        return ()
    points = shapely.points(from_lon_lat(placed[["longitude", "latitude"]].to_numpy(dtype=np.float64), crs))
    row, parcel = shapely.STRtree(shapes).query(points, predicate="intersects")
    ids = parcels["parcel_id"].to_numpy(dtype=object)
    under: dict[int, int] = {}
    for r, p in zip(row.tolist(), parcel.tolist(), strict=True):
        under[r] = p if r not in under else min(under[r], p, key=lambda place: str(ids[place]))
    towns = placed.get("unit_name", pd.Series("", index=placed.index)).tolist()
    names = placed[name].astype(str).tolist()
    return tuple(
        _place(int(at), names[r], towns[r], parcels, under.get(r), town_of) for r, at in enumerate(placed.index)
    )


def _place(
    row: int, name: str, town: str, parcels: pd.DataFrame, parcel: int | None, town_of: dict[str, str]
) -> LedgerPlace:
    if parcel is None:
        return LedgerPlace(row, name, "", "", "")
    ident, code, unit = (str(parcels[key].iloc[parcel]) for key in ("parcel_id", "land_class", "unit_code"))
    there = town_of.get(unit[:9], "")
    return LedgerPlace(row, name, ident, code, unit, bool(town and there and town != there))
