"""Sums: a unit whose parcels do not add up hangs below the finding in it that changes the sum most."""

from collections.abc import Mapping

import numpy as np
import shapely

from natres.checks.causes.findings import Findings
from natres.core.issues import Issue

__all__ = ["link_sums"]

#: Roots that change what a unit's parcels add up to.
_CHANGES_SUMS = (
    "AREA_INVALID", "VALUE_MISSING", "FIELD_TYPE", "AREA_MISMATCH", "ROW_DUPLICATE", "GEOM_DUPLICATE", "UNIT_WRONG",
    "UNIT_UNKNOWN_CODE", "GAP", "OVERLAP", "CODE_LENGTH", "UNIT_CROSSED", "OUTSIDE_DISTRICT",
)  # fmt: skip


def link_sums(found: Findings) -> None:
    """Hang sums that do not come out below the finding that changes them most."""
    sums = [n for n, issue in enumerate(found.issues) if issue.code == "UNIT_SUM" and n not in found.cause]
    if not sums:
        return
    changing = [
        (_effect(found, issue), _units(found, issue), number)
        for number, issue in enumerate(found.issues)
        if issue.code in _CHANGES_SUMS and number not in found.cause and _adds(found, issue)
    ]
    for number in sums:
        code = found.issues[number].facts["unit_code"]
        near = [(effect, n) for effect, units, n in changing if not code or any(u.startswith(code) for u in units)]
        if near:
            found.cause[number] = max(near)[1]
        elif (slip := _slip(found, number)) is not None:
            found.cause[number] = slip


def _slip(found: Findings, number: int) -> int | None:
    """Return the NET_AREA in a unit's row that is off by just what the sum of the unit is off."""
    facts = found.issues[number].facts
    for other, issue in enumerate(found.issues):
        if issue.code == "NET_AREA" and other not in found.cause and issue.row is not None:
            off = abs(float(issue.facts["expected"]) - float(issue.value))
            code = facts["unit_code"]
            within = not code or any(unit.startswith(code) for unit in _units(found, issue))
            if within and abs(off - float(facts["off"])) < 0.005:
                return other
    return None


def _adds(found: Findings, issue: Issue) -> bool:
    """Tell whether a finding is about a declared area, a unit or a whole parcel."""
    if issue.code not in ("VALUE_MISSING", "FIELD_TYPE", "CODE_LENGTH"):
        return True
    return issue.field in (found.subject.field("declared_area_m2"), found.subject.field("unit_code"))


def _effect(found: Findings, issue: Issue) -> float:
    facts: Mapping[str, object] = issue.facts
    if "delta" in facts:
        return abs(float(str(facts["delta"])))
    if issue.code in ("GAP", "OVERLAP", "UNIT_CROSSED"):
        return float(str(facts["area"]))
    area = np.nan if issue.row is None else found.subject.measured_m2[issue.row]
    return float(area) if np.isfinite(area) else 0.0


def _units(found: Findings, issue: Issue) -> tuple[str, ...]:
    """Return the codes of the units whose sums a finding changes."""
    rows = [issue.row] if issue.row is not None else list(issue.facts.get("rows", ()))
    codes = [str(code) for code in issue.facts.get("units", ())]
    if found.subject.has("unit_code"):
        codes += [str(found.subject.column("unit_code").iloc[row]) for row in rows]
    places = [found.subject.plane[row] for row in rows] if issue.code != "GAP" else [issue.at]
    for shape in places:
        if shape is not None:
            point = shapely.point_on_surface(shape)
            codes += found.subject.against.units_at(point)
    return tuple(codes)
