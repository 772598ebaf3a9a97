"""Rules over registers and ledgers: numbers that cannot be, rows that contradict themselves, places outside."""

import datetime
import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import shapely

from natres.checks.catalogue import CATALOGUE
from natres.checks.relations import broken_relations
from natres.checks.written import beside, figures, joined, signs, written
from natres.core.issues import Issue
from natres.core.provenance import Layer
from natres.core.table_spec import ColumnSpec, TableSpec

__all__ = ["WordRule", "check_register", "check_words"]

#: China, with some sea: longitude and latitude in degrees.
_LONGITUDES, _LATITUDES = (73.0, 136.0), (3.0, 54.0)


#: A number such as 2022.6 in a cell for dates is a day of 1905 to a spreadsheet.
_EARLIEST = 1950


def check_register(
    layer: Layer[Any],
    spec: TableSpec,
    *,
    outline: Any = None,
    on: datetime.date | None = None,
    known_units: Collection[str] = (),
) -> list[Issue]:
    """Return what is wrong with a register or ledger: what its reader found and what its rows say, in their order.

    Parameters
    ----------
    layer : as :func:`natres.readers.read_wells`, ``read_rights`` or ``read_ledger`` return it
    spec : what the kind of table may hold
    outline : the district as a shapely polygon in longitude and latitude (degrees); without it all of China
    on : dates after it lie ahead (``DATE_FUTURE``)
    known_units : names of the district's towns; without them any name will do
    """
    found = [*layer.issues, *_ids(layer, spec), *_blanks(layer, spec), *_coordinates(layer, spec, outline)]
    for column in spec.columns:
        if column.key in layer.frame and column.is_number:
            found += _ranges(layer, spec, column)
        elif column.key in layer.frame and column.kind == "date" and on is not None and not column.future:
            later = [
                row for row, day in enumerate(layer.frame[column.key]) if isinstance(day, datetime.date) and day > on
            ]
            found += _issues(layer, spec, "DATE_FUTURE", later, column.key, limit=on.isoformat())
    for column in spec.columns:
        if column.key in layer.frame and column.kind == "date":
            early = [
                row
                for row, day in enumerate(layer.frame[column.key])
                if isinstance(day, datetime.date) and day.year < _EARLIEST
            ]
            found += _issues(layer, spec, "DATE_EARLY", early, column.key)
    for relation, rows, facts in broken_relations(layer.frame, spec):
        for row, fact in zip(rows, facts, strict=True):
            severity, variant = relation.severity, relation.rule
            code = "DATE_ORDER" if relation.rule == "not_before" else relation.code
            given = figures(layer, spec, row, relation, fact)
            issue = _issue(layer, spec, code, row, relation.left, severity=severity, variant=variant, **given)
            found.append(issue)
    if known_units and "unit_name" in layer.frame:
        names = layer.frame["unit_name"]
        found += _issues(
            layer, spec, "TOWN_UNKNOWN", _rows((names != "") & ~names.isin(list(known_units))), "unit_name"
        )
    return sorted(found, key=lambda issue: (issue.row is None, issue.row or 0))


@dataclass(frozen=True)
class WordRule:
    """Which words a column knows: ``knows`` tells of one, ``shown`` are the usual ones; how bad another one is."""

    column: str
    knows: Callable[[str], object]
    shown: str
    severity: str = "error"


def check_words(layer: Layer[Any], spec: TableSpec, rules: Iterable[WordRule]) -> list[Issue]:
    """Return cells whose word no table can place, and a register of places without a column of them."""
    found: list[Issue] = []
    for rule in rules:
        if rule.column in layer.frame:
            words = layer.frame[rule.column].astype(str).str.strip()
            odd = [row for row, word in enumerate(words) if word and not rule.knows(word)]
            found += [
                _issue(layer, spec, "CHOICE_UNKNOWN", row, rule.column, severity=rule.severity, variant="word",
                       allowed=rule.shown)
                for row in odd
            ]  # fmt: skip
    if spec.coordinates == "expected" and not {"longitude", "latitude"} <= set(layer.frame):
        record = layer.provenance
        found.append(Issue("COORD_MISSING", "warning", record.file_name, record.layer, variant="column"))
    return found


def _rows(flags: Any) -> list[int]:
    return np.flatnonzero(np.asarray(flags)).tolist()


def _issues(
    layer: Layer[Any], spec: TableSpec, code: str, rows: Iterable[int], column: str, variant: str = "", **facts: Any
) -> list[Issue]:
    return [_issue(layer, spec, code, row, column, variant=variant, **facts) for row in rows]


def _issue(
    layer: Layer[Any],
    spec: TableSpec,
    code: str,
    row: int,
    column: str,
    *,
    severity: str = "",
    variant: str = "",
    value: str | None = None,
    **facts: Any,
) -> Issue:
    frame, record, places = layer.frame, layer.provenance, layer.places
    naming = next(key for key in (*spec.identity, *spec.required) if key in frame)
    return Issue(
        code=code,
        severity=severity or CATALOGUE[code].severity,
        file=record.file_name,
        layer=record.layer,
        field=places.fields.get(column, spec.column(column).label["zh"]),
        row=row,
        id=str(frame[naming].iloc[row]),
        value=written(layer, row, column) if value is None and column in frame else value or "",
        facts=facts,
        variant=variant,
        line=places.line(row),
        cell=places.cell(row, column),
    )


def _ids(layer: Layer[Any], spec: TableSpec) -> list[Issue]:
    """Find rows without the columns that tell them apart, and rows these do not tell apart."""
    keys = [key for key in spec.identity if key in layer.frame]
    if not keys:
        return []
    frame = layer.frame[keys]
    found: list[Issue] = []
    missing = (frame[keys[0]] == "").to_numpy()
    found += _issues(layer, spec, "ID_MISSING", _rows(missing), keys[0], "register")
    twins = frame.duplicated().to_numpy() & ~missing
    found += _issues(layer, spec, "ID_DUPLICATE", _rows(twins), keys[0])
    return found + _alike(layer, spec, keys, _rows(~missing & ~twins))


def _alike(layer: Layer[Any], spec: TableSpec, keys: list[str], rows: list[int]) -> list[Issue]:
    """Find rows that only width, case or blanks tell apart from one above: W01, Ｗ０１, w 01."""
    first: dict[tuple[str, ...], int] = {}
    found: list[Issue] = []
    for row in rows:
        folded = tuple(_folded(str(layer.frame[key].iloc[row])) for key in keys)
        if folded in first:
            other = str(layer.frame[keys[0]].iloc[first[folded]])
            found.append(_issue(layer, spec, "ID_ALIKE", row, keys[0], other=other))
        first.setdefault(folded, row)
    return found


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _blanks(layer: Layer[Any], spec: TableSpec) -> list[Issue]:
    """Find empty cells in columns that must be filled in; what a reader could not read is said already."""
    said = {(issue.row, issue.field) for issue in layer.issues}
    said |= {(issue.row, "") for issue in layer.issues if issue.code == "CSV_RAGGED"}
    said |= {(row, issue.field) for issue in layer.issues for row in _merged(issue)}
    found: list[Issue] = []
    for column in spec.columns:
        if not column.required or column.blank or column.key not in layer.frame or column.key in spec.identity[:1]:
            continue
        values = layer.frame[column.key]
        rows = [
            row for row in _rows(values.isna() | (values == ""))
            if not {(row, layer.places.fields.get(column.key, "")), (row, "")} & said
        ]  # fmt: skip
        found += _issues(layer, spec, "VALUE_MISSING", rows, column.key)
    return found


def _merged(issue: Issue) -> range:
    """Return the rows that share one merged cell."""
    if issue.code != "CELL_MERGED" or issue.row is None:
        return range(0)
    return range(issue.row, issue.row + int(issue.facts["over"]))


def _coordinates(layer: Layer[Any], spec: TableSpec, outline: Any) -> list[Issue]:
    """Find rows without a place, with its coordinates swapped, or outside the district (without outline: of China)."""
    if not {"longitude", "latitude"} <= set(layer.frame):
        return []
    lon = layer.frame["longitude"].to_numpy(dtype=float)
    lat = layer.frame["latitude"].to_numpy(dtype=float)
    none = np.isnan(lon) & np.isnan(lat)
    half = np.isnan(lon) ^ np.isnan(lat)
    empty = half | ((lon == 0) & (lat == 0)) | (none if spec.coordinates == "expected" else False)
    said = {issue.row for issue in layer.issues if issue.code in _PLACE_CODES}
    said |= layer.places.unplaced
    places = {layer.places.fields.get(key) for key in ("longitude", "latitude")}
    said |= {row for issue in layer.issues if issue.field in places for row in _merged(issue)}
    missing = [row for row in _rows(empty) if row not in said]
    swapped = ~empty & _within(lon, _LATITUDES) & _within(lat, _LONGITUDES)
    known = ~empty & ~none & ~swapped
    outside = known & ~(_within(lon, _LONGITUDES) & _within(lat, _LATITUDES))
    found = _issues(layer, spec, "COORD_MISSING", missing, "longitude", "register")
    for code, variant, flags in (
        ("AXIS_SWAPPED", "register", swapped),
        ("OUTSIDE_DISTRICT", "china", outside),
        ("OUTSIDE_DISTRICT", "", known & ~outside & ~_inside(lon, lat, outline)),
    ):
        for row in _rows(flags):
            value = f"{lon[row]:.6f}, {lat[row]:.6f}"
            found.append(_issue(layer, spec, code, row, "longitude", variant=variant, value=value))
    return found


#: Findings of the reader after which a place is missing for a reason that was said.
_PLACE_CODES = {"DMS_PACKED", "CRS_EASTING_PREFIX", "OUTSIDE_DISTRICT", "CSV_RAGGED", "GEOM_TYPE", "FORMULA_NO_VALUE"}


def _within(values: Any, limits: tuple[float, float]) -> Any:
    return (values >= limits[0]) & (values <= limits[1])


def _inside(lon: Any, lat: Any, outline: Any) -> Any:
    if outline is None:
        return np.ones(len(lon), dtype=bool)
    return shapely.intersects_xy(outline, np.nan_to_num(lon), np.nan_to_num(lat))


def _ranges(layer: Layer[Any], spec: TableSpec, column: ColumnSpec) -> list[Issue]:
    """Find numbers that cannot be (errors), that are odd, or that stand in another unit (warnings)."""
    values = [None if pd.isna(v) else Fraction(str(float(v))) for v in layer.frame[column.key]]
    found: list[Issue] = []
    for row, value in enumerate(values):
        if value is None:
            continue
        low = column.least is not None and value < column.least
        high = column.most is not None and value > column.most
        if low or high or (column.positive and value <= 0):
            limits = joined(_limits(column, positive=column.positive), beside(layer, spec, row, column.key))
            found.append(_issue(layer, spec, "RANGE", row, column.key, variant="impossible", limits=limits))
        elif column.suspect_above is not None and value > column.suspect_above:
            unit = joined(signs(column), beside(layer, spec, row, column.key))
            facts: dict[str, Any] = {"limit": f"{float(column.suspect_above):g}", "unit": unit}
            found.append(_issue(layer, spec, "UNIT_SUSPECT", row, column.key, **facts))
        elif (column.odd_below is not None and value < column.odd_below) or (
            column.odd_above is not None and value > column.odd_above
        ):
            limits = joined(_limits(column, odd=True), beside(layer, spec, row, column.key))
            found.append(_issue(layer, spec, "RANGE", row, column.key, severity="warning", limits=limits))
    return found


def _limits(column: ColumnSpec, *, positive: bool = False, odd: bool = False) -> dict[str, str]:
    """Return the range a number should lie in, with its unit."""
    low = column.odd_below if odd else column.least
    high = column.odd_above if odd else column.most
    if positive:
        low = Fraction(0)
    units = signs(column)
    text = f"> {low}" if positive else f"{'' if low is None else low} … {'' if high is None else high}".strip()
    return {language: f"{text} {sign}".strip() for language, sign in units.items()}
