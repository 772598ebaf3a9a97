"""Rules over single shapes: missing, broken, repeated vertices, spikes, slivers."""

from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.checks.subjects import Flags, Subject, m2
from natres.core.issues import Issue

__all__ = ["check_shapes", "check_vertices", "is_sliver"]

#: Vertices nearer than half the survey's resolution of 0.1 mm are one.
_SAME_M = 5e-5
#: The survey's own tolerance; one millimetre itself is still an edge.
SHORT_M = 0.001
_ROUNDING_M = 1e-6
#: A spike: two sides, longer than a hand, that run within twice that tolerance to the end of the shorter one.
SPIKE_WIDTH_M, _SPIKE_SIDE_M = 0.002, 0.10
SLIVER_AREA_M2, SLIVER_WIDTH_M = 10.0, 0.5


def check_shapes(subject: Subject) -> list[Issue]:
    """Return which rows have no shape, one of another kind, or one that is no area."""
    there, areal, finite = ~subject.missing, subject.areal, subject.finite
    issues = subject.issues("GEOM_NULL", subject.missing)
    if subject.kind != "plain":
        issues += subject.issues("GEOM_TYPE", there & ~areal, value=lambda row: subject.raw[row].geom_type)
    issues += subject.issues("GEOM_NONFINITE", there & areal & ~finite)
    crossing = there & areal & finite & ~subject.valid & ~subject.flat
    for issue in subject.issues("GEOM_INVALID", crossing):
        why, at = _reason(subject.raw[issue.row])
        place = subject.brought(np.array([at]))[0] if at is not None and subject.zone is not None else None
        issues.append(replace(issue, facts={"why": why}, at=place))
    issues += subject.issues("GEOM_ZERO_AREA", subject.flat)
    if subject.zone is not None and subject.rules.runs("GEOM_WIDE"):
        wide = subject.valid & ~subject.flat & ~subject.near
        issues += subject.issues("GEOM_WIDE", wide, value=lambda row: _middle(subject.raw[row]))
    if subject.kind != "plain":
        issues += _slivers(subject)
    return issues


def _middle(shape: Any) -> str:
    west, south, east, north = shapely.bounds(shape)
    return f"{(west + east) / 2:.10g}, {(south + north) / 2:.10g}"


def _slivers(subject: Subject) -> list[Issue]:
    good = np.flatnonzero(subject.valid & ~subject.flat & ~shapely.is_missing(subject.plane))
    area, width, thin = _thin(subject.plane[good])
    of = dict(zip(good[thin].tolist(), zip(area[thin], width[thin], strict=True), strict=True))
    return subject.issues("SLIVER", list(of), facts=lambda row: {"area": m2(of[row][0]), "width": f"{of[row][1]:.2f}"})


def _thin(shapes: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.float64], Flags]:
    area = shapely.area(shapes)
    width = 2 * area / shapely.length(shapes)
    return area, width, (area < SLIVER_AREA_M2) | (width < SLIVER_WIDTH_M)


def is_sliver(shape: Any) -> bool:
    """Tell whether a valid polygon on the plane, in metres, is a sliver: small, or narrow all along.

    >>> is_sliver(shapely.box(0, 0, 300, 0.4)), is_sliver(shapely.box(0, 0, 3, 3)), is_sliver(shapely.box(0, 0, 4, 3))
    (True, True, False)
    """
    return bool(_thin(np.array([shape], dtype=object))[2][0])


def check_vertices(subject: Subject) -> list[Issue]:
    """Return which rows have parts, holes that run the wrong way, repeated vertices, short edges and spikes."""
    issues = subject.issues("GEOM_RING_DIRECTION", subject.edges.wrong_way.tolist())
    parts = np.where(subject.valid, shapely.get_num_geometries(subject.raw), 0)
    issues += subject.issues("GEOM_MULTIPART", parts > 1, facts=lambda row: {"count": int(parts[row])})
    edges = subject.edges
    length, real = edges.lengths, edges.turn != 0
    issues += _at_edges(subject, "GEOM_REPEATED", real & (length < _SAME_M))
    short = real & (length >= _SAME_M) & (length < SHORT_M - _ROUNDING_M)
    issues += _at_edges(subject, "GEOM_SHORT_EDGE", short, {"limit": f"{SHORT_M:g}"})
    angle, width = _corners(subject)
    return issues + _at_edges(subject, "GEOM_SPIKE", width < SPIKE_WIDTH_M, angle=angle)


def _at_edges(
    subject: Subject, code: str, where: Flags, facts: dict[str, Any] | None = None,
    angle: NDArray[np.float64] | None = None,
) -> list[Issue]:  # fmt: skip
    """Return a finding for each row that has such edges, at the first of them."""
    edges, places = subject.edges, np.flatnonzero(where)
    rows, first, count = np.unique(edges.owner[places], return_index=True, return_counts=True)
    found: list[Issue] = []
    for row, place, many in zip(rows.tolist(), places[first].tolist(), count.tolist(), strict=True):
        x, y = edges.points[place]
        said = {**(facts or {}), "count": many, "place": f"{x:.3f}, {y:.3f}", "length": f"{edges.lengths[place]:.4f}"}
        if angle is not None:
            said["angle"] = f"{angle[place]:.2f}"
        point = shapely.Point(x, y)
        found += subject.issues(code, [row], facts=said, at=lambda _, point=point: point)
    return found


def _corners(subject: Subject) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return at each vertex the angle between its edges in degrees, and how far they are apart where the shorter ends.

    Where an edge is too short to tell, or the edges run on, they are endlessly far apart.
    """
    edges = subject.edges
    if len(edges.points) < 2:
        return np.zeros(0), np.zeros(0)
    step = np.zeros_like(edges.points)
    step[:-1] = edges.points[1:] - edges.points[:-1]
    ends = np.flatnonzero(edges.turn == 0)  # a ring's last vertex is its first: its edge onward is the ring's first
    starts = np.append(0, ends[:-1] + 1)
    step[ends] = step[starts]
    size = np.hypot(step[:, 0], step[:, 1])
    before = np.arange(len(step)) - 1
    back = -(step * step[before]).sum(axis=1)
    across = np.abs(step[before, 0] * step[:, 1] - step[before, 1] * step[:, 0])
    angle = np.degrees(np.arctan2(across, back))
    told = (np.minimum(size, size[before]) > _SPIKE_SIDE_M) & (back > 0)
    told[starts] = False  # looked at where the ring ends
    longer = np.maximum(size, size[before])
    return angle, np.divide(across, longer, out=np.full(len(step), np.inf), where=told)


#: What GEOS says of an invalid shape, in Chinese.
_REASONS = {
    "Self-intersection": "自相交", "Ring Self-intersection": "环自相交", "Hole lies outside shell": "内环在外环之外",
    "Holes are nested": "内环套内环", "Nested shells": "外环套外环", "Interior is disconnected": "内部不连通",
    "Duplicate Rings": "环重复", "Too few points in geometry component": "点数不足",
    "Ring is not closed": "环没有闭合", "Topology Validation Error": "拓扑错误",
}  # fmt: skip


def _reason(shape: Any) -> tuple[dict[str, str], Any]:
    """Return why a shape is invalid and where, by language, and that place."""
    said, _, place = str(shapely.is_valid_reason(shape)).partition("[")
    said, numbers = said.strip(), place.rstrip("]").split()[:2]
    chinese = _REASONS.get(said, said)
    if not numbers:
        return {"zh": chinese, "en": said}, None
    where = ", ".join(numbers)
    return {"zh": f"{chinese}，在（{where}）附近", "en": f"{said} at ({where})"}, shapely.Point(*map(float, numbers))
