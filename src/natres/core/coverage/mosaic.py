"""Overlaps and gaps of a layer that should cover its ground once, found in the faces between open edges."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.coverage.edges import EdgeSet, open_edges
from natres.core.outlines import areal_parts

__all__ = ["LEAST_M2", "Gap", "Mosaic", "Outside", "Overlap", "compare_coverage", "overlaps_of"]

Shapes = NDArray[np.object_]
Rows = NDArray[np.intp]

#: What the survey itself passes over when two years are laid on one another.
LEAST_M2 = 0.01


#: A share of a face that is none: what noding moves.
_NOTHING = 1e-9
#: What the account may leave: half of what is listed.
_RESIDUAL_M2 = 0.005
#: How much of a face is looked at for a point inside; none is a fraction of a grid.
_FRACTIONS = (0.9 / 2**0.5, 0.8 / 3**0.5, 1.9 / 7**0.5, 0.9 / 5**0.5, 1.0 / 11**0.5, 1.0 / 13**0.5)


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

    ``overlap_m2`` counts ground once for every row beyond the first. Without an outline ``outline_m2`` is None and
    ``faces_m2``, the faces times the rows over each, stands for it; ``dust_m2`` is in pieces too small to be listed.
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
    faces_m2: float = 0.0

    @property
    def residual_m2(self) -> float:
        """What the account leaves; without an outline the faces are held against the rows."""
        if self.outline_m2 is None:
            return self.rows_m2 - self.faces_m2
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
    found = _judged(shapes, outline, _faces(_borders(shapes, outline)), least_m2)
    if abs(found.residual_m2) <= _RESIDUAL_M2 + 1e-12 * found.rows_m2:
        return found
    return _judged(shapes, outline, _faces_of_all(shapes, outline), least_m2)  # noding lost a face: take every edge


def _borders(shapes: Shapes, outline: Any) -> NDArray[np.float64]:
    """Return what parts the ground by how often it is covered: open edges, and the outline, shape (n, 2, 2).

    Where the rows end at the outline and everything else meets, there is nothing to part. Otherwise an edge they
    share with it is still a border: beside it ground covered twice and ground outside covered once look alike.
    """
    edges = EdgeSet.of(shapes)
    own, _ = open_edges(edges)
    if outline is None:
        return _segments(edges, own)
    around = EdgeSet.of(np.array([outline], dtype=object))
    left, theirs = open_edges(edges.some(own), around)
    if not len(left) and not len(theirs):
        return np.zeros((0, 2, 2))
    return np.concatenate([_segments(edges, own), _segments(around, np.flatnonzero(around.turn != 0))])


def _segments(edges: EdgeSet, places: Rows) -> NDArray[np.float64]:
    return np.stack([edges.points[places], edges.points[places + 1]], axis=1)


def overlaps_of(shapes: Shapes, *, least_m2: float = LEAST_M2) -> tuple[Overlap, ...]:
    """Return the overlaps alone, pair by pair: for shapes that lie scattered, whose edges meet nowhere.

    >>> [(o.rows, o.area_m2) for o in overlaps_of(np.array([shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2)]))]
    [((0, 1), 2.0)]
    """
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    shared = shapely.intersection(shapes[first], shapes[second])
    areas = shapely.area(shared)
    found = sorted(
        (int(first[n]), int(second[n]), float(areas[n]), areal_parts(shared[n]))
        for n in np.flatnonzero(areas >= least_m2)
    )
    return tuple(Overlap((one, other), area, shape) for one, other, area, shape in found)


def _faces(segments: NDArray[np.float64]) -> Shapes:
    """Return the faces between segments, shape (f,)."""
    if not len(segments):
        return np.zeros(0, dtype=object)
    noded = shapely.union_all(shapely.linestrings(segments))
    faces = shapely.get_parts(shapely.polygonize([noded]))
    return faces[shapely.area(faces) > 0]


def _faces_of_all(shapes: Shapes, outline: Any) -> Shapes:
    """Return the faces between all rings, snapped together within the tolerance of noding: slow, and never short."""
    rings = shapely.boundary(shapes[~shapely.is_missing(shapes)])
    lines = np.append(rings, [] if outline is None else [shapely.boundary(outline)])
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(lines)]))
    return faces[shapely.area(faces) > 0]


def _judged(shapes: Shapes, outline: Any, faces: Shapes, least: float) -> Mosaic:
    tree = shapely.STRtree(shapes)
    areas = shapely.area(faces)
    points, times = _covered(tree, faces)
    inside = np.ones(len(faces), dtype=bool)
    if outline is not None and len(faces):
        shapely.prepare(outline)
        inside = shapely.intersects(outline, points)
    overlaps = _overlaps(_Pieces.of(faces[times > 1], shapes, tree))
    bare = _joined(faces[(times == 0) & inside])
    gaps = [Gap(float(shapely.area(s)), s, _touching(tree, s), outline is None) for s in bare]
    beyond = _outside(_Pieces.of(faces[~inside & (times > 0)], shapes, tree))
    twice = float((areas * np.maximum(times - 1, 0)).sum())
    out = float(areas[~inside & (times > 0)].sum())
    rows_m2 = float(np.nansum(shapely.area(shapes)))
    outline_m2 = None if outline is None else float(shapely.area(outline))
    dust = sum(one.area_m2 for found in (overlaps, gaps, beyond) for one in found if one.area_m2 < least)
    return Mosaic(
        overlaps=tuple(o for o in overlaps if o.area_m2 >= least), gaps=tuple(g for g in gaps if g.area_m2 >= least),
        outside=tuple(o for o in beyond if o.area_m2 >= least),
        rows_m2=rows_m2, overlap_m2=twice, gap_m2=sum(g.area_m2 for g in gaps), outside_m2=out,
        outline_m2=outline_m2, dust_m2=dust, faces_m2=float((areas * times).sum()),
    )  # fmt: skip


def _covered(tree: shapely.STRtree, faces: Shapes) -> tuple[Shapes, Rows]:
    """Return a point in every face, and how many rows lie over it.

    A point on a border that two rows share would be in both: another one is taken then, off every grid.
    """
    points = shapely.point_on_surface(faces)
    if not len(faces):
        return points, np.zeros(0, dtype=np.intp)
    for fraction in _FRACTIONS:
        touched, inside = (
            np.bincount(tree.query(points, predicate=how)[0], minlength=len(faces)) for how in ("intersects", "within")
        )
        on_border = np.flatnonzero(touched != inside)
        if not len(on_border):
            break
        points[on_border] = [_elsewhere(face, fraction) for face in faces[on_border].tolist()]
    return points, np.bincount(tree.query(points, predicate="within")[0], minlength=len(faces))


def _elsewhere(face: Any, fraction: float) -> Any:
    """Return a point of a face in its lower left, as far as ``fraction`` of its width and height goes."""
    west, south, east, north = shapely.bounds(face)
    box = shapely.box(west, south, west + fraction * (east - west), south + fraction * (north - south))
    part = shapely.intersection(face, box)
    return shapely.point_on_surface(part if shapely.area(part) > 0 else face)


@dataclass(frozen=True, eq=False)
class _Pieces:
    """What of each face each row covers: a face goes over several rows where their common border meets."""

    face: Rows
    row: Rows
    shape: Shapes
    whole: NDArray[np.bool_]

    @classmethod
    def of(cls, faces: Shapes, shapes: Shapes, tree: shapely.STRtree) -> "_Pieces":
        """Cut the faces by the rows over them."""
        face, row = tree.query(faces, predicate="intersects") if len(faces) else np.zeros((2, 0), dtype=np.intp)
        order = np.lexsort((row, face))
        face, row = face[order], row[order]
        piece = shapely.intersection(faces[face], shapes[row])
        area, of_face = shapely.area(piece), shapely.area(faces)[face]
        there = area > _NOTHING * of_face
        whole = area >= (1 - _NOTHING) * of_face
        return cls(face[there], row[there], np.where(whole, faces[face], piece)[there], whole[there])

    def by_face(self) -> list[Rows]:
        """Return the places of the pieces of each face."""
        ends = np.flatnonzero(np.diff(self.face)) + 1
        return np.split(np.arange(len(self.face)), ends) if len(self.face) else []


def _overlaps(pieces: _Pieces) -> list[Overlap]:
    """Return what each pair of rows shares, its pieces together."""
    pairs: dict[tuple[int, int], list[Any]] = {}
    for places in pieces.by_face():
        for one, other in combinations(places.tolist(), 2):
            first, second = pieces.shape[one], pieces.shape[other]
            if pieces.whole[one] or pieces.whole[other]:
                shared = second if pieces.whole[one] else first
            else:
                shared = areal_parts(shapely.intersection(first, second))
            if shapely.area(shared) > 0:
                pairs.setdefault((int(pieces.row[one]), int(pieces.row[other])), []).append(shared)
    found = ((pair, _one(np.array(parts, dtype=object))) for pair, parts in sorted(pairs.items()))
    return [Overlap(pair, float(shapely.area(shape)), shape) for pair, shape in found]


def _outside(pieces: _Pieces) -> list[Outside]:
    found: dict[int, list[Any]] = {}
    for row, shape in zip(pieces.row.tolist(), pieces.shape.tolist(), strict=True):
        found.setdefault(row, []).append(areal_parts(shape))
    joined = ((row, _one(np.array(parts, dtype=object))) for row, parts in sorted(found.items()))
    return [Outside(row, float(shapely.area(shape)), shape) for row, shape in joined]


def _one(faces: Shapes) -> Any:
    return faces[0] if len(faces) == 1 else shapely.union_all(faces)


def _joined(faces: Shapes) -> Sequence[Any]:
    """Return connected pieces: faces that share an edge are one, those that touch in a point are not."""
    if not len(faces):
        return ()
    return shapely.get_parts(shapely.union_all(faces)).tolist()


def _touching(tree: shapely.STRtree, shape: Any) -> tuple[int, ...]:
    return tuple(np.sort(tree.query(shape, predicate="intersects")).tolist())
