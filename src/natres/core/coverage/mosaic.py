"""Overlaps and gaps of a layer that should cover its ground once, found in the faces between open edges."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.coverage.edges import EdgeSet, open_edges

__all__ = ["LEAST_M2", "Gap", "Mosaic", "Outside", "Overlap", "compare_coverage"]

Shapes = NDArray[np.object_]
Rows = NDArray[np.intp]

#: What the survey itself passes over when two years are laid on one another.
LEAST_M2 = 0.01
#: Where a face is cut until a point of it is on no border: shares no grid of parcels has.
_SHARES = (0.7548776662, 0.5698402910, 0.4301597090, 0.3247179572, 0.2451223338)


@dataclass(frozen=True, eq=False)
class Overlap:
    """Ground that two rows share, in m² of the plane."""

    rows: tuple[int, int]
    area_m2: float
    shape: Any


@dataclass(frozen=True, eq=False)
class Gap:
    """Ground that no row covers, in m² of the plane, and the rows that touch it.

    ``enclosed`` is one of which nothing says that it belongs to the district: no outline was given.
    """

    area_m2: float
    shape: Any
    neighbours: tuple[int, ...]
    enclosed: bool = False


@dataclass(frozen=True, eq=False)
class Outside:
    """Ground of a row beyond the outline, in m² of the plane."""

    row: int
    area_m2: float
    shape: Any


@dataclass(frozen=True, eq=False)
class Mosaic:
    """What is wrong with a cover, and its account in m²: Σ rows = outline − gaps + overlaps + outside + residual.

    ``overlap_m2`` counts ground once for every row beyond the first. Without an outline ``outline_m2`` is the
    ground the rows cover, with what they enclose; ``dust_m2`` is what lies in pieces too small to be listed.
    """

    overlaps: tuple[Overlap, ...]
    gaps: tuple[Gap, ...]
    outside: tuple[Outside, ...]
    rows_m2: float
    overlap_m2: float
    gap_m2: float
    outside_m2: float
    outline_m2: float | None
    dust_m2: float

    @property
    def residual_m2(self) -> float:
        """What the account leaves; without an outline there is nothing to hold against it."""
        if self.outline_m2 is None:
            return 0.0
        return self.rows_m2 - (self.outline_m2 - self.gap_m2 + self.overlap_m2 + self.outside_m2)


def compare_coverage(shapes: Shapes, outline: Any = None, *, least_m2: float = LEAST_M2) -> Mosaic:
    """Find the overlaps and gaps of at least ``least_m2``, as intersections and unions would, from open edges alone.

    Parameters
    ----------
    shapes : valid polygons and multipolygons, shape (n,), on a plane in metres; missing and empty ones cover nothing
    outline : the ground they should cover, a valid polygon or multipolygon on the same plane, or None

    Notes
    -----
    Overlaps are by pair of rows, gaps by connected piece (pieces that touch in a point are two), outside by row.
    The account holds to the noding of the open edges: below 1e-9 of the whole.

    >>> a, b, c = shapely.box(0, 0, 2, 2), shapely.box(1.5, 0, 4, 2), shapely.box(5, 0, 6, 2)
    >>> found = compare_coverage(np.array([a, b, c]), shapely.box(0, 0, 6, 2))
    >>> [(o.rows, o.area_m2) for o in found.overlaps], [g.area_m2 for g in found.gaps]
    ([((0, 1), 1.0)], [2.0])
    """
    edges = EdgeSet.of(shapes)
    around = None if outline is None else EdgeSet.of(np.array([outline], dtype=object))
    own, theirs = open_edges(edges, around)
    segments = [_segments(edges, own)] + ([] if around is None else [_segments(around, theirs)])
    faces = _faces(np.concatenate(segments))
    return _judged(shapes, outline, faces, least_m2)


def _segments(edges: EdgeSet, places: Rows) -> NDArray[np.float64]:
    return np.stack([edges.points[places], edges.points[places + 1]], axis=1)


def _faces(segments: NDArray[np.float64]) -> Shapes:
    """Return the faces between segments, shape (f,)."""
    if not len(segments):
        return np.zeros(0, dtype=object)
    noded = shapely.union_all(shapely.linestrings(segments))
    faces = shapely.get_parts(shapely.polygonize([noded]))
    return faces[shapely.area(faces) > 0]


def _judged(shapes: Shapes, outline: Any, faces: Shapes, least: float) -> Mosaic:
    tree = shapely.STRtree(shapes)
    areas = shapely.area(faces)
    points = _points_of(faces, tree)
    face, row = tree.query(points, predicate="intersects") if len(faces) else np.zeros((2, 0), dtype=np.intp)
    times = np.bincount(face, minlength=len(faces))
    inside = np.ones(len(faces), dtype=bool)
    if outline is not None and len(faces):
        shapely.prepare(outline)
        inside = shapely.intersects(outline, points)
    overlaps = _overlaps(faces, areas, face, row, times)
    bare = _joined(faces[(times == 0) & inside])
    gaps = [Gap(float(shapely.area(s)), s, _touching(tree, s), outline is None) for s in bare]
    beyond = _outside(faces, areas, face, row, ~inside)
    twice = float((areas * np.maximum(times - 1, 0)).sum())
    out = float(areas[~inside & (times > 0)].sum())
    rows_m2 = float(np.nansum(shapely.area(shapes)))
    outline_m2 = None if outline is None else float(shapely.area(outline))
    dust = sum(one.area_m2 for found in (overlaps, gaps, beyond) for one in found if one.area_m2 < least)
    return Mosaic(
        overlaps=tuple(o for o in overlaps if o.area_m2 >= least), gaps=tuple(g for g in gaps if g.area_m2 >= least),
        outside=tuple(o for o in beyond if o.area_m2 >= least),
        rows_m2=rows_m2, overlap_m2=twice, gap_m2=sum(g.area_m2 for g in gaps), outside_m2=out,
        outline_m2=outline_m2, dust_m2=dust,
    )  # fmt: skip


def _points_of(faces: Shapes, tree: shapely.STRtree) -> Shapes:
    """Return a point of each face that is on no row's border: a face may reach across borders that cancelled out."""
    points = shapely.point_on_surface(faces)
    for share in _SHARES:
        touched, inside = (tree.query(points, predicate=how)[0] for how in ("intersects", "within"))
        on_border = np.flatnonzero(
            np.bincount(touched, minlength=len(faces)) != np.bincount(inside, minlength=len(faces))
        )
        if not len(on_border):
            break
        points[on_border] = shapely.point_on_surface([_corner(faces[number], share) for number in on_border])
    return points


def _corner(face: Any, share: float) -> Any:
    """Return the south-western part of a face, cut at a share of its width, then of what is left of its height."""
    west, south, east, north = shapely.bounds(face).tolist()
    strip = shapely.intersection(face, shapely.box(west, south, west + share * (east - west), north))
    west, south, east, north = shapely.bounds(strip).tolist()
    return shapely.intersection(strip, shapely.box(west, south, east, south + share * (north - south)))


def _overlaps(
    faces: Shapes, areas: NDArray[np.float64], face: Rows, row: Rows, times: NDArray[np.intp]
) -> list[Overlap]:
    """Return what each pair of rows shares, the faces of a pair together."""
    pairs: dict[tuple[int, int], list[int]] = {}
    order = np.lexsort((row, face))
    face, row = face[order], row[order]
    first = np.searchsorted(face, np.arange(len(times)))
    for number in np.flatnonzero(times > 1):
        rows = row[first[number] : first[number] + times[number]].tolist()
        for pair in combinations(rows, 2):
            pairs.setdefault(pair, []).append(int(number))
    return [Overlap(pair, float(areas[numbers].sum()), _one(faces[numbers])) for pair, numbers in sorted(pairs.items())]


def _outside(faces: Shapes, areas: NDArray[np.float64], face: Rows, row: Rows, out: NDArray[np.bool_]) -> list[Outside]:
    beyond = out[face]
    found: dict[int, list[int]] = {}
    for number, each in zip(face[beyond].tolist(), row[beyond].tolist(), strict=True):
        found.setdefault(each, []).append(number)
    return [Outside(each, float(areas[n].sum()), _one(faces[n])) for each, n in sorted(found.items())]


def _one(faces: Shapes) -> Any:
    return faces[0] if len(faces) == 1 else shapely.union_all(faces)


def _joined(faces: Shapes) -> Sequence[Any]:
    """Return connected pieces: faces that share an edge are one, those that touch in a point are not."""
    if not len(faces):
        return ()
    return shapely.get_parts(shapely.union_all(faces)).tolist()


def _touching(tree: shapely.STRtree, shape: Any) -> tuple[int, ...]:
    return tuple(np.sort(tree.query(shape, predicate="intersects")).tolist())
