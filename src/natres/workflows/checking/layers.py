"""Looking at layers: read as far as possible, held against the boundaries, every rule of their kind run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from natres.checks import (
    CATALOGUE,
    Against,
    Checked,
    ForestCodes,
    RuleSet,
    Subject,
    check_forest_plots,
    check_parcels,
    check_plain,
    check_units,
    check_zones,
    repair_codes,
)
from natres.core.classification import Scheme
from natres.core.coverage import Mosaic
from natres.core.crs import ComputingZone, to_zone
from natres.core.issues import Issue
from natres.core.outlines import union_of
from natres.core.provenance import Layer, Provenance
from natres.core.results import Unit
from natres.core.results.check import CheckedInput, Coverage
from natres.errors import BadData, NatresError
from natres.readers import read_forest_plots, read_forest_scheme, read_parcels, read_units
from natres.readers.layers.looking import read_plain_layer
from natres.readers.layers.vectors import Reading, with_repairs
from natres.workflows.checking.targets import Target
from natres.workflows.inputs.common import Options, field_names_of, reading_of
from natres.workflows.inputs.offsets import offset_notices
from natres.workflows.other_schemes import refuse_other_scheme

__all__ = [
    "Boundary",
    "Look",
    "Looked",
    "against_of",
    "codes_as_numbers",
    "look_at_read",
    "of_notices",
    "of_repairs",
    "read_target",
    "with_offset",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Looked:
    """What looking at one input gave."""

    input: CheckedInput
    issues: tuple[Issue, ...]
    layer: Layer[Any] | None = None
    units: tuple[Unit, ...] = ()


#: What a layer that lies off its district as a whole brings about.
_OF_OFFSET = ("GAP", "OUTSIDE_DISTRICT", "UNIT_CROSSED", "UNIT_WRONG")


@dataclass(frozen=True, eq=False)
class Look:
    """How a layer is looked at: its classification, the rules of the run, what it is held against, the options."""

    scheme: Scheme
    rules: RuleSet
    against: Against
    options: Options


@dataclass(frozen=True, eq=False)
class Boundary:
    """A boundary layer that was read: towns or villages, with their shapes."""

    layer: Layer[Any]
    units: tuple[Unit, ...]


ReadLayer = tuple[Layer[Any], tuple[Unit, ...]]


def read_target(target: Target, rules: RuleSet) -> ReadLayer | Looked:
    """Read a layer as far as it can be read; return what is wrong with it where it cannot."""
    record = Provenance(target.entry.path, target.entry.layer or "")
    try:
        return _read(target)
    except NatresError as error:
        issue = Issue.of(error, file=record.file_name, layer=record.layer)
        severity = rules.severity(issue.code)
        return Looked(CheckedInput(target.kind, record), (replace(issue, severity=severity),))


def look_at_read(target: Target, layer: Layer[Any], units: tuple[Unit, ...], how: Look) -> Looked:
    """Return what is wrong with a layer that was read into natres columns."""
    rules, options = how.rules, how.options
    issues = of_notices(layer, rules)
    subject = Subject(
        layer, _kind(target.kind), _ID.get(target.kind, ""), names=_names(target), rules=rules, scheme=how.scheme,
        against=replace(how.against, outline=None) if target.kind == "towns" else how.against,
    )  # fmt: skip
    if target.kind == "parcels":
        subject = _of_scheme(subject, issues)
        layer = subject.layer
    issues += of_repairs(layer, options)
    try:
        checked = _checked(target, subject)
    except BadData as error:  # a rule that cannot be run is a finding too, and the rest is still told
        checked = Checked((Issue.of(error, file=layer.provenance.file_name, layer=layer.provenance.layer),))
    issues += checked.issues
    rejected = {issue.row for issue in issues if issue.severity == "error" and issue.row is not None}
    found = CheckedInput(
        kind=_kind(target.kind),
        provenance=layer.provenance,
        crs=None if subject.zone is None else subject.zone.named_crs,
        rows_in=len(layer.frame),
        rows_rejected=len(rejected),
        coverage=None if checked.cover is None or target.kind == "forest" else _coverage(checked.cover),
    )
    return Looked(found, tuple(issues), layer, units)


def with_offset(looked: Looked, boundaries: Sequence[Boundary], rules: RuleSet) -> Looked:
    """Tell of parcels that lie beside their district as a whole, and hang below it what that brings about."""
    layer = looked.layer
    if layer is None or layer.crs is None or not boundaries or not rules.runs("CRS_OFFSET"):
        return looked
    sound = Subject(layer, looked.input.kind)
    parcels = replace(layer, frame=layer.frame[sound.valid & ~sound.flat])
    notices = offset_notices(parcels, [(one.layer, one.units) for one in boundaries]) if len(parcels.frame) else ()
    if not notices:
        return looked
    record, (_, _, variant) = layer.provenance, notices[0].code.partition(".")
    below = [issue for issue in looked.issues if issue.code in _OF_OFFSET and issue.severity == "error"]
    severity = rules.severity("CRS_OFFSET", "error" if below else "")
    facts = {key: value for key, value in notices[0].facts.items() if key != "file"}
    root = Issue("CRS_OFFSET", severity, record.file_name, record.layer, facts=facts, variant=variant)
    issues = [_below(issue, root) for issue in looked.issues]
    return replace(looked, issues=(root, *issues))


def _below(issue: Issue, root: Issue) -> Issue:
    """Return a finding below ``root`` where that, or what explains it, comes of a layer that lies elsewhere."""
    if issue.cause is not None:
        return replace(issue, cause=root) if issue.root.code in _OF_OFFSET else issue
    return replace(issue, cause=root) if issue.code in _OF_OFFSET else issue


_ID = {"parcels": "parcel_id", "forest": "plot_id", "units": "unit_code", "towns": "unit_code", "zones": "BSM"}


def _kind(kind: str) -> str:
    return "units" if kind == "towns" else kind


def _names(target: Target) -> Mapping[str, str]:
    kind = {"parcels": "parcels+", "towns": "units"}.get(target.kind, target.kind)
    return field_names_of(kind, target.entry.fields) if kind in ("parcels+", "forest", "units") else {}


def _read(target: Target) -> tuple[Layer[Any], tuple[Unit, ...]]:
    kind = {"towns": "units", "zones": "plain"}.get(target.kind, target.kind)
    reading: Reading = {**reading_of(target.entry, kind), "tolerant": "all"}
    path = target.entry.path
    if kind == "parcels":
        return read_parcels(path, checked=True, **reading), ()
    if kind == "forest":
        return read_forest_plots(path, **reading), ()
    if kind == "units":
        return read_units(path, **reading)
    return read_plain_layer(path, **reading), ()


def _checked(target: Target, subject: Subject) -> Checked:
    if target.kind == "parcels":
        return check_parcels(subject)
    if target.kind == "forest":
        scheme = read_forest_scheme()
        layer = subject.layer
        if subject.has("forest_class"):
            codes = layer.frame["forest_class"].map(scheme.normal_code)
            layer = replace(layer, frame=layer.frame.assign(forest_class=codes))
        tenures = {code for code in set(layer.frame.get("tenure_code", ())) if scheme.tenure_of(code) != _OTHER}
        return check_forest_plots(
            replace(subject, layer=layer), ForestCodes(frozenset(scheme.report_class), frozenset(tenures))
        )
    look = {"units": check_units, "towns": check_units, "zones": check_zones}.get(target.kind, check_plain)
    return look(subject)


#: What a tenure code is that the forestry codes do not have.
_OTHER = "other"


def _of_scheme(subject: Subject, issues: list[Issue]) -> Subject:
    """Give codes back the zero that a spreadsheet took; say so where the codes are those of another scheme."""
    layer, scheme = subject.layer, subject.scheme
    if scheme is None or not subject.has("land_class"):
        return subject
    numeric = codes_as_numbers(layer)
    try:
        refuse_other_scheme(layer, scheme, subject.field("land_class"), numeric=numeric)
    except BadData as error:
        issues.append(Issue.of(error))
        return replace(
            subject, rules=replace(subject.rules, switched={**subject.rules.switched, "CODE_UNKNOWN": "off"})
        )
    if numeric:
        codes, repairs = repair_codes(layer.frame["land_class"], scheme)
        layer = with_repairs(replace(layer, frame=layer.frame.assign(land_class=codes)), repairs)
    return replace(subject, layer=layer)


def codes_as_numbers(layer: Layer[Any]) -> bool:
    """Tell whether the land classes of a layer were stored as numbers, which have no zeros before them."""
    return any(r.code == "CODE_TYPE" and r.field == "land_class" for r in layer.provenance.repairs)


def of_notices(layer: Layer[Any], rules: RuleSet) -> list[Issue]:
    """Return what a reader had to say of a file as findings about it."""
    record = layer.provenance
    found: list[Issue] = []
    for notice in record.notices:
        code, _, variant = notice.code.partition(".")
        if code in CATALOGUE and rules.runs(code):
            facts = {
                key: value for key, value in notice.facts.items() if key not in ("file", "layer", "field", "value")
            }
            column, value = (str(notice.facts.get(key) or "") for key in ("field", "value"))
            place = (record.file_name, record.layer, column)
            found.append(Issue(code, rules.severity(code), *place, value=value, facts=facts, variant=variant))
    return found


def of_repairs(layer: Layer[Any], options: Options) -> list[Issue]:
    """With ``--strict`` a repair is a finding; without, it stands in the record of its input."""
    record = layer.provenance
    return [
        Issue(
            r.code, "error", record.file_name, record.layer, r.field, variant="strict",
            facts={"before": r.before, "after": r.after, "count": r.count},
        )
        for r in record.repairs
        if options.strict and r.code not in options.accept
    ]  # fmt: skip


def _coverage(mosaic: Mosaic) -> Coverage:
    return Coverage(
        parcels_m2=mosaic.rows_m2, overlap_m2=mosaic.overlap_m2, gap_m2=mosaic.gap_m2, outline_m2=mosaic.outline_m2,
        outside_m2=None if mosaic.outline_m2 is None else mosaic.outside_m2, residual_m2=mosaic.residual_m2,
    )  # fmt: skip


def against_of(
    boundaries: Sequence[Boundary], zone: ComputingZone | None, units: Sequence[Unit] = (), **facts: Any
) -> Against:
    """Return what layers are held against: units with their shapes, and the outline of the first boundary layer."""
    shapes: dict[str, Any] = {}
    outline: Any = None
    known = list(units)
    for boundary in boundaries:
        if zone is None or boundary.layer.crs is None:
            continue
        plane = _on_plane(boundary.layer, zone)
        named = zip(boundary.layer.frame["unit_code"], plane, strict=True)
        codes = {unit.code for unit in boundary.units}
        shapes |= {str(code): shape for code, shape in named if shape is not None and code in codes}
        known += [unit for unit in boundary.units if unit.code not in {u.code for u in known}]
        if outline is None and len(boundary.units) == len(boundary.layer.frame):
            outline = _outline(plane)
            shapely.prepare(outline)  # once, before several threads ask it
    return Against(tuple(known), shapes, outline, zone, **facts)


def _on_plane(layer: Layer[Any], zone: ComputingZone) -> np.ndarray:
    shapes = layer.frame.geometry.to_numpy()
    good = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes)) & np.isfinite(shapely.bounds(shapes)).all(axis=1)
    plane = np.full(len(shapes), None, dtype=object)
    plane[good] = shapely.transform(shapes[good], lambda points: to_zone(points, layer.crs, zone))
    plane[good & ~shapely.is_valid(plane)] = None
    return plane


def _outline(plane: np.ndarray) -> Any:
    """Return the ground the units cover; None where one of them is missing or broken."""
    if shapely.is_missing(plane).any():
        return None
    try:
        return union_of(plane)
    except shapely.GEOSException:
        return None
