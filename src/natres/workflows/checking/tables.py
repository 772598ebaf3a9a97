"""Looking at registers, ledgers and rasters."""

from dataclasses import replace
from typing import Any

import shapely
from pyproj import CRS

from natres.checks import RuleSet, WordRule, check_register, check_words
from natres.core.issues import Issue
from natres.core.provenance import Layer, Provenance
from natres.core.results.check import CheckedInput
from natres.errors import BadRows, NatresError
from natres.readers import read_land_cover, read_ledger, read_rights, read_spec, read_well_scheme, read_wells
from natres.workflows.checking.layers import Looked, of_notices, of_repairs
from natres.workflows.checking.targets import Target
from natres.workflows.inputs.common import Options
from natres.workflows.inputs.wells import Place, table_reading

__all__ = ["look_at_raster", "look_at_table"]

_LON_LAT = CRS.from_epsg(4490)


def look_at_table(target: Target, rules: RuleSet, place: Place, options: Options) -> Looked:
    """Read a register or ledger and return what is wrong with its cells and rows."""
    record = Provenance(target.entry.path, target.entry.layer or "")
    try:
        layer = _read(target)
    except BadRows as error:
        return Looked(CheckedInput(target.kind, record), tuple(error.issues))
    except NatresError as error:
        return Looked(CheckedInput(target.kind, record), (Issue.of(error, file=record.file_name, layer=record.layer),))
    spec = read_spec(target.kind)
    found = check_register(layer, spec, outline=place.outline, on=place.on, known_units=place.towns)
    found += check_words(layer, spec, _words_of(target.kind))
    kept = [_worded(i, rules.severity(i.code, i.severity)) for i in found if rules.runs(i.code)]
    issues = [*of_notices(layer, rules), *of_repairs(layer, options), *(_placed(issue, layer) for issue in kept)]
    rejected = {issue.row for issue in issues if issue.severity == "error" and issue.row is not None}
    placed = {"longitude", "latitude"} <= set(layer.frame.columns)
    looked = CheckedInput(target.kind, layer.provenance, _LON_LAT if placed else None, len(layer.frame), len(rejected))
    return Looked(looked, tuple(issues), layer)


def _words_of(kind: str) -> tuple[WordRule, ...]:
    """Return the words that the tables of wells and rights are made by."""
    scheme = read_well_scheme()
    if kind == "wells":
        return (
            WordRule("role", scheme.role_of, "开采、回灌、观测 / production, reinjection, observation"),
            WordRule("state", scheme.state_of, "在用、停用、封存、报废 / in use, idle, sealed, scrapped", "warning"),
            WordRule("reservoir", scheme.knows_reservoir, "雾迷山组、馆陶组、明化镇组…", "warning"),
        )
    return (WordRule("right_kind", scheme.kind_of, "采矿权、探矿权 / mining, exploration"),) if kind == "rights" else ()


def _read(target: Target) -> Layer[Any]:
    entry = target.entry
    if target.kind in ("wells", "rights"):
        return (read_wells if target.kind == "wells" else read_rights)(entry.path, **table_reading(entry))
    return read_ledger(target.kind, entry.path, **table_reading(entry))


#: Words of a register's warnings that tell of many rows at once, and those for one row.
_OF_ROW = {
    ("ID_ALIKE", ""): "row", ("UNIT_SUSPECT", ""): "row", ("DATE_FUTURE", ""): "row", ("TOWN_UNKNOWN", ""): "row",
    ("RANGE", "at_most"): "row_at_most",
}  # fmt: skip


def _worded(issue: Issue, severity: str) -> Issue:
    """Return a finding about a row in the words for one row."""
    return replace(issue, severity=severity, variant=_OF_ROW.get((issue.code, issue.variant), issue.variant))


def _placed(issue: Issue, layer: Layer[Any]) -> Issue:
    """Return a finding with its place, where its row has one in China."""
    frame = layer.frame
    if issue.row is None or not {"longitude", "latitude"} <= set(frame.columns):
        return issue
    lon, lat = (float(frame[name].iloc[issue.row]) for name in ("longitude", "latitude"))
    inside = 73 <= lon <= 136 and 3 <= lat <= 54
    return replace(issue, at=shapely.Point(lon, lat)) if inside else issue


def look_at_raster(target: Target, rules: RuleSet, within: Any, crs: Any) -> Looked:
    """Read a class raster over the district and return what is wrong with it.

    Parameters
    ----------
    within, crs : shapes of the district and their system; None takes the raster as a whole
    """
    record = Provenance(target.entry.path)
    try:
        layer = read_land_cover(target.entry.path, within, crs, year=target.entry.year, crs=target.entry.crs)
    except NatresError as error:
        return Looked(CheckedInput("raster", record), (Issue.of(error, file=record.file_name),))
    looked = CheckedInput("raster", layer.provenance)
    return Looked(looked, tuple(of_notices(layer, rules)))
