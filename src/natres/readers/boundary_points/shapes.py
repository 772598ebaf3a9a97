"""From the points of a plot to its polygon: rings, which of them are holes, and whether a point may be lost."""

import itertools
import re
from dataclasses import dataclass

import numpy as np
import shapely

from natres.core.issues import Notice
from natres.readers.boundary_points.records import Findings, Plot, Point

__all__ = ["Ring", "check_counts", "make_shape", "split_rings"]

#: Two points nearer than this are one: files give millimetres, and rounding moves a point by one.
_SAME_M = 0.0015


@dataclass(frozen=True)
class Ring:
    """The points of a ring without the repeated first; ``closed`` tells whether the file repeats it."""

    points: tuple[Point, ...]
    closed: bool


def split_rings(plot: Plot, findings: Findings) -> list[Ring]:
    """Return the rings of a plot in the order they are written.

    A ring ends where the number changes, or where its first point comes again: what follows is a ring of its own.
    """
    rings: list[Ring] = []
    runs = [list(points) for _, points in itertools.groupby(plot.points, key=lambda p: p.ring)]
    returning = {n for n in {run[0].ring for run in runs} if sum(run[0].ring == n for run in runs) > 1}
    for run in runs:
        start = 0
        for end in range(2, len(run)):
            if end - start > 2 and _same(run[start], run[end]):
                rings.append(Ring(tuple(run[start:end]), closed=True))
                start = end + 1
        rest = run[start:]
        if not rest:
            continue
        if rest[0].ring in returning:
            findings.error("RING_ORDER", rest[0].line, "地块圈号", str(rest[0].ring), plot)
        rings.append(Ring(tuple(rest), closed=False))
    if not rings:
        findings.error("RING_POINTS", plot.line, "地块圈号", "0", plot)
    for ring in rings:
        _check_ring(ring, plot, findings)
    return rings


def _same(a: Point, b: Point) -> bool:
    return abs(a.x - b.x) <= _SAME_M and abs(a.y - b.y) <= _SAME_M


def _check_ring(ring: Ring, plot: Plot, findings: Findings) -> None:
    first, last = ring.points[0], ring.points[-1]
    distinct = len({(p.x, p.y) for p in ring.points})
    if distinct < 3:
        findings.error("RING_POINTS", first.line, "地块圈号", str(distinct), plot)
        return
    if ring.closed:
        return
    names = [p.name for p in ring.points]
    if first.name and first.name == last.name and names.count(first.name) == 2:
        findings.error("RING_OPEN", last.line, "X, Y", f"{last.x:.3f}, {last.y:.3f}", plot, point=last.name)
        return
    findings.repaired("RING_CLOSED", last.name, first.name)


def check_counts(rings: dict[int, list[Ring]], plots: list[Plot], findings: Findings) -> None:
    """Hold the number of points each plot states against those it has: a point may be lost.

    Files count the repeated first points, or do not. Where most plots of a file do not, one that seems to is
    a plot with a point too few.
    """
    lines = {row: sum(len(r.points) + r.closed for r in of_plot) for row, of_plot in rings.items()}
    repeats = {row: sum(r.closed for r in of_plot) for row, of_plot in rings.items()}
    checked = [p for p in plots if p.row in rings and p.told is not None]
    with_repeats = {p.row for p in checked if repeats[p.row] and p.told == lines[p.row]}
    without = {p.row for p in checked if repeats[p.row] and p.told == lines[p.row] - repeats[p.row]}
    allowed = without if len(without) > len(with_repeats) else without | with_repeats
    for plot in checked:
        if plot.row in allowed or (not repeats[plot.row] and plot.told == lines[plot.row]):
            continue
        facts = {"found": lines[plot.row], "distinct": lines[plot.row] - repeats[plot.row]}
        code = "POINT_COUNT.other" if plot.row in with_repeats else "POINT_COUNT"
        findings.error(code, plot.line, "界址点数", str(plot.told), plot, **facts)
    untold = [p for p in plots if p.told is None and not p.texts.get("界址点数")]
    if untold:
        facts = {"file": findings.file, "at_line": untold[0].line, "count": len(untold), "value": untold[0].number}
        findings.notices.append(Notice("POINT_COUNT.untold", facts))


def make_shape(rings: list[Ring], plot: Plot, findings: Findings) -> shapely.Polygon | shapely.MultiPolygon | None:
    """Return the polygon of a plot: a ring within another is a hole, one within that hole or outside is a part.

    None, with an error, where a ring crosses itself or another, or stands twice.
    """
    if not plot.whole:
        return None
    areas = [shapely.Polygon([(p.y, p.x) for p in ring.points]) for ring in rings]
    for ring, area in zip(rings, areas, strict=True):
        if not area.is_valid:
            _say_invalid(area, ring.points[0].line, plot, findings)
    if not plot.whole:
        return None
    outer, inner = shapely.STRtree(areas).query(areas, predicate="covers")
    pairs = set(zip(outer.tolist(), inner.tolist(), strict=True))
    for a, b in sorted(pairs):
        if a < b and (b, a) in pairs:
            findings.error(
                "GEOM_INVALID.twice", rings[b].points[0].line, "地块圈号", str(rings[b].points[0].ring), plot
            )
            return None
    depth = np.bincount(inner, minlength=len(areas)) - 1
    holes: dict[int, list[int]] = {k: [] for k in np.flatnonzero(depth % 2 == 0).tolist()}
    for a, b in sorted(pairs):
        if depth[b] % 2 and depth[a] == depth[b] - 1:
            holes[a].append(b)
    parts = [shapely.Polygon(areas[k].exterior, [areas[hole].exterior for hole in own]) for k, own in holes.items()]
    shape = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    if not shape.is_valid:
        _say_invalid(shape, plot.line, plot, findings)
        return None
    return shape


def _say_invalid(shape: shapely.Geometry, line: int, plot: Plot, findings: Findings) -> None:
    """Tell where a shape crosses itself, northing first as the file does."""
    place = re.search(r"\[(\S+) (\S+)\]", shapely.is_valid_reason(shape))
    value = f"X={place[2]}, Y={place[1]}" if place else "—"
    findings.error("GEOM_INVALID.points", line, "X, Y", value, plot)
