"""Repairs of single shapes: axes exchanged back, crossing rings taken apart, holes turned, doubled vertices dropped.

Each takes shapes (n,) and the rows to look at and leaves the caller's array alone. A row that needs nothing, and one
that cannot be repaired, keeps its shape and has no record: what is still wrong with it is for a check to say.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.mending.records import Mend, Plane, Shapes, as_they_are
from natres.core.outlines import areal_parts
from natres.core.rings import Rings, first_of_rings

__all__ = ["drop_repeated", "exchange_axes", "make_valid", "plain_areas", "signed_areas", "turn_holes"]

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]

#: Vertices nearer than half the survey's resolution of 0.1 mm are one.
_SAME_M = 5e-5
_LEAST_RING = 3


# --- areas --------------------------------------------------------------------------------------------------------


def plain_areas(shapes: Shapes) -> Floats:
    """Return the area of each shape in m², its shell less its holes, shape (n,); 0 for none, NaN off the projection.

    Of a shell that crosses itself the lobes count against each other: a bow-tie of two equal lobes has no area.

    >>> bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    >>> plain_areas(np.array([bow, shapely.box(0, 0, 2, 1), None], dtype=object)).tolist()
    [0.0, 2.0, 0.0]
    """
    with np.errstate(invalid="ignore"):
        return np.where(shapely.is_missing(shapes), 0.0, shapely.area(shapes))


def signed_areas(shapes: Shapes) -> Floats:
    """Return the sum of the signed areas of all rings as they are written, in m², shape (n,).

    Counter-clockwise rings count positive, clockwise ones negative: for a polygon by the standard that is its area,
    and whatever the direction it says in which way a ring was crossed.

    >>> turned = shapely.Polygon([(0, 0), (0, 1), (2, 1), (2, 0)])
    >>> signed_areas(np.array([shapely.box(0, 0, 2, 1), turned, None], dtype=object)).tolist()
    [2.0, -2.0, 0.0]
    """
    rings = Rings(shapes)
    found = np.zeros(len(shapes))
    if not len(rings.points):
        return found
    first = first_of_rings(rings.ring)
    points = rings.points - rings.points[first][rings.ring]
    cross = np.zeros(len(points))
    cross[:-1] = points[:-1, 0] * points[1:, 1] - points[1:, 0] * points[:-1, 1]
    cross[:-1][rings.ring[1:] != rings.ring[:-1]] = 0.0
    return np.asarray(np.bincount(rings.owner, np.add.reduceat(cross, first) / 2, len(shapes)), dtype=np.float64)


def _recorded(code: str, before: Shapes, after: Shapes, plane: Plane, signed: bool = False) -> tuple[Mend, ...]:
    """Return a record for each row whose shape is another one now, with its areas on the plane."""
    rows = [row for row, (old, new) in enumerate(zip(before, after, strict=True)) if old is not new]
    if not rows:
        return ()
    flat = plane(before[rows]), plane(after[rows])
    areas = zip(*(plain_areas(shapes).tolist() for shapes in flat), strict=True)
    turned = zip(*(signed_areas(shapes).tolist() for shapes in flat), strict=True)
    return tuple(
        Mend(code, row, before=before[row], after=after[row], area_m2=area, signed_m2=turn if signed else None)
        for row, area, turn in zip(rows, areas, turned, strict=True)
    )


# --- repairs ------------------------------------------------------------------------------------------------------


def exchange_axes(shapes: Shapes, rows: Iterable[int]) -> tuple[Shapes, tuple[Mend, ...]]:
    """Exchange x and y of whole shapes; their areas are the same by that, and are not measured where they were.

    >>> after, mends = exchange_axes(np.array([shapely.Point(1, 2)], dtype=object), [0])
    >>> after[0].wkt, mends[0].code
    ('POINT (2 1)', 'AXIS_SWAPPED')
    """
    after = shapes.copy()
    for row in rows:
        deep = bool(shapely.has_z(shapes[row]))
        after[row] = shapely.transform(shapes[row], _exchanged, include_z=deep)
    changed = [row for row, (old, new) in enumerate(zip(shapes, after, strict=True)) if old is not new]
    return after, tuple(Mend("AXIS_SWAPPED", row, before=shapes[row], after=after[row]) for row in changed)


def _exchanged(points: Floats) -> Floats:
    return np.concatenate([points[:, [1, 0]], points[:, 2:]], axis=1)


def make_valid(shapes: Shapes, rows: Iterable[int], *, plane: Plane = as_they_are) -> tuple[Shapes, tuple[Mend, ...]]:
    """Take crossing rings apart: every lobe is ground, a hole outside its shell is none, a spike of no width is none.

    Parameters
    ----------
    plane : brings shapes to metres, for the areas in the records: plain and signed, before and after

    Notes
    -----
    The method is GEOS's ``structure``: shells are united, holes cut out. It makes ground of a hole outside its shell,
    which may be another parcel's: only what lies within the shells is kept, and of that only areas. A shape of which
    nothing is an area stays as it is, without a record.

    >>> bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    >>> line = shapely.Polygon([(0, 0), (5, 5), (10, 10), (0, 0)])
    >>> after, mends = make_valid(np.array([bow, line], dtype=object), [0, 1])
    >>> [(mend.row, mend.area_m2) for mend in mends], after[1] is line
    ([(0, (0.0, 50.0))], True)
    """
    after = shapes.copy()
    for row in rows:
        if not shapely.is_valid(shapes[row]):
            made = _within_shells(areal_parts(_taken_apart(shapes[row])), shapes[row])
            if made is not None and shapely.is_valid(made) and shapely.area(made) > 0:
                after[row] = _like(made, shapes[row])
    return after, _recorded("GEOM_INVALID", shapes, after, plane, signed=True)


def _taken_apart(shape: Any) -> Any:
    return shapely.make_valid(shape, method="structure", keep_collapsed=False)


def _within_shells(made: Any, shape: Any) -> Any:
    """Return what of a shape that was taken apart lies within its shells."""
    parts = shapely.get_parts(shape)
    if made is None or not shapely.get_num_interior_rings(parts).any():
        return made
    shells = shapely.union_all([_taken_apart(shapely.polygons(shapely.get_exterior_ring(part))) for part in parts])
    beyond = shapely.area(shapely.difference(made, shells))
    return areal_parts(shapely.intersection(made, shells)) if beyond > 0 else made


def _like(made: Any, shape: Any) -> Any:
    """Return a multipolygon of one part where the shape was a multipolygon."""
    multi = shapely.get_type_id(shape) == 6 and shapely.get_type_id(made) == 3
    return shapely.multipolygons([made]) if multi else made


def turn_holes(shapes: Shapes, rows: Iterable[int], *, plane: Plane = as_they_are) -> tuple[Shapes, tuple[Mend, ...]]:
    """Let holes run against their shell; no vertex moves, no area changes.

    >>> ring = [(4, 4), (6, 4), (6, 6), (4, 6)]
    >>> after, mends = turn_holes(np.array([shapely.Polygon(shapely.box(0, 0, 9, 9).exterior, [ring])]), [0])
    >>> len(mends), mends[0].difference_m2, after[0].exterior.is_ccw, after[0].interiors[0].is_ccw
    (1, 0.0, True, False)
    """
    after = shapes.copy()
    for row in rows:
        parts = [_turned(part) for part in shapely.get_parts(shapes[row])]
        if any(changed for _, changed in parts):
            after[row] = _joined([part for part, _ in parts], shapes[row])
    return after, _recorded("GEOM_RING_DIRECTION", shapes, after, plane)


def _turned(part: Any) -> tuple[Any, bool]:
    shell, *holes = shapely.get_rings(part).tolist()
    wrong = [shapely.is_ccw(hole) == shapely.is_ccw(shell) for hole in holes]
    turned = [shapely.reverse(hole) if odd else hole for hole, odd in zip(holes, wrong, strict=True)]
    return (shapely.polygons(shell, holes=turned), True) if any(wrong) else (part, False)


def _joined(parts: list[Any], shape: Any) -> Any:
    return shapely.multipolygons(parts) if shapely.get_type_id(shape) == 6 else parts[0]


def drop_repeated(
    shapes: Shapes, rows: Iterable[int], *, plane: Plane = as_they_are, nearest_m: float = _SAME_M
) -> tuple[Shapes, tuple[Mend, ...]]:
    """Drop vertices nearer than ``nearest_m`` to the one before them in their ring.

    Of two such vertices the more western (then southern) one stays, so that two neighbours keep the same one. A
    shape that would be left with a ring of less than three vertices, or would cross itself, stays as it is.

    >>> shape = shapely.Polygon([(0, 0), (4, 0), (4, 0.00001), (4, 4), (4, 4), (0, 4)])
    >>> after, mends = drop_repeated(np.array([shape]), [0])
    >>> after[0].wkt, abs(mends[0].difference_m2) < 1e-4
    ('POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))', True)
    """
    after = shapes.copy()
    for row in rows:
        flat = plane(shapes[[row]])[0]
        pairs = zip(shapely.get_parts(shapes[row]), shapely.get_parts(flat), strict=True)
        parts = [_thinned(part, on_plane, nearest_m) for part, on_plane in pairs]
        if any(part is None for part, _ in parts) or not any(changed for _, changed in parts):
            continue
        made = _joined([part for part, _ in parts], shapes[row])
        if shapely.is_valid(made):
            after[row] = made
    return after, _recorded("GEOM_REPEATED", shapes, after, plane)


def _thinned(part: Any, flat: Any, nearest: float) -> tuple[Any, bool]:
    """Return a polygon without its doubled vertices and whether it had any; None where a ring would be none."""
    rings: list[Any] = []
    changed = False
    for ring, on_plane in zip(shapely.get_rings(part), shapely.get_rings(flat), strict=True):
        points = shapely.get_coordinates(ring, include_z=bool(shapely.has_z(ring)))[:-1]
        kept = _kept(shapely.get_coordinates(on_plane)[:-1], nearest)
        if len(kept) < _LEAST_RING:
            return None, True
        changed = changed or len(kept) < len(points)
        rings.append(shapely.linearrings(points[kept]))
    return (shapely.polygons(rings[0], holes=rings[1:] or None), True) if changed else (part, False)


def _kept(points: Floats, nearest: float) -> Whole:
    """Return which vertices of an open ring stay, in their order."""
    keep = np.arange(len(points))
    while len(keep) >= _LEAST_RING:
        here = points[keep]
        onward = np.roll(here, -1, axis=0) - here
        near = np.hypot(onward[:, 0], onward[:, 1]) < nearest
        if not near.any():
            break
        begins = ~np.roll(near, 1)  # a run of near vertices begins where the edge before is long enough
        if not begins.any():
            return keep[:1]
        run = (np.cumsum(begins) - 1) % int(begins.sum())
        stays = [place for number in range(int(run.max()) + 1) for place in _of_run(here, run == number, nearest)]
        keep = keep[np.sort(np.array(stays, dtype=np.intp))]
    return keep


def _of_run(points: Floats, members: NDArray[np.bool_], nearest: float) -> list[int]:
    """Return which vertices of a run stay: the least of a small one, of a longer one those far enough apart."""
    places = np.flatnonzero(members)
    if len(places) == 1:
        return places.tolist()
    here = points[places]
    if float(np.hypot(*(here.max(axis=0) - here.min(axis=0)))) < 2 * nearest:
        return [int(places[np.lexsort((here[:, 1], here[:, 0]))[0]])]
    stays = [0]
    for place in range(1, len(places)):
        if float(np.hypot(*(here[place] - here[stays[-1]]))) >= nearest:
            stays.append(place)
    return places[stays].tolist()
