"""All rules over the other layers: forest plots, survey units, zones, and layers natres has no name for."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely

from natres.checks.areas import check_declared, invalid_areas
from natres.checks.causes import explained
from natres.checks.codes import check_forest_codes
from natres.checks.cover import check_cover, check_duplicates, check_overlaps, check_places
from natres.checks.parcels import Checked
from natres.checks.shapes import check_shapes, check_vertices
from natres.checks.subjects import Subject, m2
from natres.core.issues import Issue

__all__ = ["ForestCodes", "check_forest_plots", "check_plain", "check_units", "check_zones"]

#: A plot below one mu is not mapped.
_LEAST_PLOT_M2 = 2000 / 3
_COVER = (0.0, 1.0)


@dataclass(frozen=True)
class ForestCodes:
    """The forestry codes natres can place, and which tenure codes it knows."""

    classes: frozenset[str]
    tenures: frozenset[str]


def check_forest_plots(subject: Subject, codes: ForestCodes) -> Checked:
    """Return what is wrong with forest plots; the ground between them is none of theirs."""
    issues = [*subject.layer.issues, *check_shapes(subject), *check_forest_codes(subject, codes.classes)]
    if subject.has("declared_area_m2"):
        issues += subject.issues("AREA_INVALID", invalid_areas(subject.column("declared_area_m2")), "declared_area_m2")
    issues += check_duplicates(subject) + check_places(subject)
    issues += check_overlaps(subject)
    if not subject.rules.numbers:
        issues += check_vertices(subject) + check_declared(subject)
        issues += _tenures(subject, codes.tenures) + _forest_ranges(subject) + _beyond(subject)
        area = subject.measured_m2
        issues += subject.issues(
            "AREA_SMALL", np.isfinite(area) & (area < _LEAST_PLOT_M2 - 0.005),
            facts=lambda row: {"area": m2(area[row]), "limit": "666.67"},
        )  # fmt: skip
    return Checked(tuple(explained(subject, issues)))


def _tenures(subject: Subject, known: Iterable[str]) -> list[Issue]:
    if not subject.has("tenure_code"):
        return []
    codes = subject.column("tenure_code").astype(str)
    empty = (codes == "").to_numpy()
    odd = ~codes.isin(list(known)).to_numpy() & ~empty
    issues = subject.issues("TENURE_UNKNOWN", odd, "tenure_code", variant="row")
    return issues + subject.issues("TENURE_UNKNOWN", empty, "tenure_code", variant="empty")


def _forest_ranges(subject: Subject) -> list[Issue]:
    issues: list[Issue] = []
    for column, (low, high) in {"canopy_cover": _COVER, "stock_m3_ha": (0.0, 2000.0)}.items():
        if subject.has(column):
            values = subject.column(column)
            wrong = (values < low) | (values > high)
            issues += subject.issues(
                "RANGE", wrong.to_numpy(), column, facts={"limits": f"{low:g}–{high:g}"}, variant="layer"
            )
    return issues


def _beyond(subject: Subject) -> list[Issue]:
    """Return rows that reach out of the district by more than a square metre, as far as its outline is known."""
    outline = subject.against.outline
    if outline is None or subject.zone is None:
        return []
    there = np.flatnonzero(~shapely.is_missing(subject.plane))
    shapely.prepare(outline)
    rows = there[~shapely.covers(outline, subject.plane[there])]
    rest = shapely.difference(subject.plane[rows], outline)
    area = dict(zip(rows.tolist(), shapely.area(rest).tolist(), strict=True))
    at = dict(zip(rows.tolist(), rest.tolist(), strict=True))
    out = [row for row in rows.tolist() if area[row] >= 1.0]
    return subject.issues(
        "OUTSIDE_DISTRICT", out, variant="row", facts=lambda row: {"area": m2(area[row])}, at=lambda row: at[row],
        severity=lambda row: "warning",
    )  # fmt: skip


def check_units(subject: Subject) -> Checked:
    """Return what is wrong with survey units of one level: they part the district without overlaps and gaps."""
    issues = [*subject.layer.issues, *check_shapes(subject), *check_duplicates(subject), *check_places(subject)]
    cover, mosaic = check_cover(subject)
    issues += cover
    if not subject.rules.numbers:
        issues += check_vertices(subject) + _unit_areas(subject)
    return Checked(tuple(explained(subject, issues)), mosaic)


def _unit_areas(subject: Subject) -> list[Issue]:
    """Return units whose control area is more than a ten-thousandth off the survey area of their shape."""
    if not subject.has("control_area_m2"):
        return []
    control = subject.column("control_area_m2").to_numpy(dtype=float)
    measured = subject.measured_m2
    off = np.abs(control - measured)
    wrong = np.isfinite(off) & (off > np.maximum(1.0, 1e-4 * measured))
    return subject.issues(
        "AREA_MISMATCH", wrong, "control_area_m2", variant="unit_area", severity=lambda row: "warning",
        value=lambda row: m2(control[row]),
        facts=lambda row: {
            "field": subject.field("control_area_m2"), "measured": m2(measured[row]), "off": m2(off[row])
        },
    )  # fmt: skip


def check_zones(subject: Subject) -> Checked:
    """Return what is wrong with protection zones: shapes, doubles, what lies outside the district."""
    issues = [*subject.layer.issues, *check_shapes(subject), *check_duplicates(subject), *check_places(subject)]
    if not subject.rules.numbers:
        issues += check_vertices(subject) + _beyond(subject)
    return Checked(tuple(explained(subject, issues)), None)


def check_plain(subject: Subject) -> Checked:
    """Return what is wrong with the shapes of any layer."""
    issues = [*subject.layer.issues, *check_shapes(subject), *check_places(subject)]
    return Checked(tuple(explained(subject, issues)), None)
