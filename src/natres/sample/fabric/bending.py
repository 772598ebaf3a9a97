"""Gentle bends: every line gets vertices and sways, straight where people drew it, restless where nature did."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, map_coordinates

from natres.sample.fabric import mesh
from natres.sample.fabric.noise import PlaneWaves

__all__ = ["Manner", "bend", "sway"]

Field = Callable[[NDArray[np.float64]], NDArray[np.float64]]
_LEAST_VERTICES, _MOST_VERTICES = 11, 390  # 10 to 400, and a vertex may be lost to rounding
_SHORTEST_M = 0.25
_CELL_M = 60.0
_TIGHT_M = 3.0


@dataclass(frozen=True)
class Manner:
    """How the borders of every face run: vertices every ``spacing`` m, off the line by ``restless`` m.

    ``parcel`` says which faces are one parcel in the end.
    """

    spacing: NDArray[np.float64]
    restless: NDArray[np.float64]
    parcel: NDArray[np.int64]


@dataclass(frozen=True)
class Sway:
    """Two fields of displacement in m: one bends everything alike, one (of unit size) roughens single borders."""

    whole: Field
    rough: Field


def sway(rng: np.random.Generator, outline: shapely.Polygon, coarse: float = 1.0) -> Sway:
    """Return the fields; both vanish near the outline, which must stay where it is.

    ``coarse`` is how many times longer all lengths are than at 60,000 parcels.
    """
    far, near = 2600.0 * coarse**0.5, 420.0 * coarse
    broad = [(38.0, PlaneWaves(rng, far), PlaneWaves(rng, far)),
             (2.2, PlaneWaves(rng, near, 12), PlaneWaves(rng, near, 12))]  # fmt: skip
    fine = [(0.8, PlaneWaves(rng, 170.0, 8), PlaneWaves(rng, 170.0, 8)),
            (0.45, PlaneWaves(rng, 70.0, 8), PlaneWaves(rng, 70.0, 8))]  # fmt: skip
    calm = _calm(outline)

    def total(waves: list[tuple[float, PlaneWaves, PlaneWaves]]) -> Field:
        def field(points: NDArray[np.float64]) -> NDArray[np.float64]:
            move = np.zeros_like(points)
            for size, x, y in waves:
                move[:, 0] += size * x(points)
                move[:, 1] += size * y(points)
            return move * calm(points)[:, None]

        return field

    return Sway(total(broad), total(fine))


def _calm(outline: shapely.Polygon) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Return a factor: 0 within about 100 m of the outline, 1 from 700 m on, read off a coarse grid."""
    x0, y0, x1, y1 = outline.bounds
    rows, columns = int((y1 - y0) / _CELL_M) + 8, int((x1 - x0) / _CELL_M) + 8
    corner = np.array([x0, y0]) - 3 * _CELL_M
    rim = shapely.get_coordinates(shapely.segmentize(outline.boundary, _CELL_M / 3))
    cell = np.round((rim - corner) / _CELL_M).astype(int)
    free = np.ones((rows, columns), dtype=bool)
    free[cell[:, 1], cell[:, 0]] = False
    away = np.asarray(distance_transform_edt(free), dtype=np.float32) * _CELL_M

    def factor(points: NDArray[np.float64]) -> NDArray[np.float64]:
        at = (points - corner) / _CELL_M
        near = map_coordinates(away, [at[:, 1], at[:, 0]], order=1, mode="nearest")
        return np.clip((near.astype(float) - 1.7 * _CELL_M) / 600.0, 0, 1)

    return factor


class _Skeleton:
    """The coverage as points and edges: each edge once, with the new vertices it gets."""

    def __init__(self, shapes: NDArray[np.object_], manner: Manner, tight: NDArray[np.bool_]) -> None:
        self.count = len(shapes)
        points, ring, owner = mesh.segments(shapes)
        vertex = mesh.vertex_ids(points)
        start = np.flatnonzero(ring[1:] == ring[:-1])
        key = mesh.edge_keys(vertex, start)
        _, first, self.edge, sides = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
        face = owner[ring[start]]
        self.ring, self.owner, self.face = ring[start], owner, face
        self.corner = np.empty((int(vertex.max()) + 1, 2))
        self.corner[vertex] = points
        self.from_, to = vertex[start], vertex[start + 1]
        self.turned = self.from_ > to
        self.low = np.minimum(self.from_, to)[first]
        self.high = np.maximum(self.from_, to)[first]
        self.outer = sides == 1
        self.face_a = np.full(len(first), len(shapes))
        self.face_b = np.full(len(first), -1)
        np.minimum.at(self.face_a, self.edge, face)
        np.maximum.at(self.face_b, self.edge, face)
        self.pieces = self._pieces(manner, tight)
        self.inner = self.pieces - 1
        self.offset = np.cumsum(self.inner) - self.inner
        self.restless = np.where(
            self.outer, 0.0, np.minimum(manner.restless[self.face_a], manner.restless[self.face_b])
        )

    def _pieces(self, manner: Manner, tight: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return into how many pieces each edge goes; a face with many neighbours gets few vertices of its own."""
        step = self.corner[self.high] - self.corner[self.low]
        length = np.hypot(step[:, 0], step[:, 1])
        most = np.where(self.outer, 1, np.maximum(np.floor(length / _SHORTEST_M), 1))
        needed = np.maximum(self._wanted(np.arange(self.count), most), self._wanted(manner.parcel, most))
        needed = np.minimum(needed, most)
        a, b = self.face_a, self.face_b
        around = np.bincount(self.face, length[self.edge], self.count)
        taken = np.bincount(self.face, needed[self.edge], self.count)
        spacing = np.maximum(manner.spacing, around / np.maximum(_MOST_VERTICES - taken, 1))
        spacing = np.where(tight[a] | tight[b], _TIGHT_M, np.maximum(spacing[a], spacing[b]))
        return np.minimum(np.maximum(np.ceil(length / spacing), needed), most).astype(np.int64)

    def _wanted(self, whole: NDArray[np.int64], most: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return into how many pieces each edge must go, so that no ``whole`` of faces has too few vertices."""
        rim = (whole[self.face_a] != whole[self.face_b]) | self.outer
        edges = np.bincount(whole[self.face], rim[self.edge], self.count)
        movable = np.bincount(whole[self.face], (rim & (most > 1))[self.edge], self.count)
        wanted = np.ceil((_LEAST_VERTICES - edges) / np.maximum(movable, 1)) + 1
        return np.where(rim, np.maximum(wanted[whole[self.face_a]], wanted[whole[self.face_b]]), 1)

    def inner_points(self) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Return, per new vertex: its edge, how far along it lies (0–1), where it lies before any bend."""
        edge = np.repeat(np.arange(len(self.pieces)), self.inner)
        along = (np.arange(len(edge)) - self.offset[edge] + 1) / self.pieces[edge]
        a, b = self.corner[self.low[edge]], self.corner[self.high[edge]]
        return edge, along, a + along[:, None] * (b - a)

    def around(self, faces: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the faces that share a corner with the given ones, and these."""
        mark = np.zeros(int(self.face.max()) + 1, dtype=bool)
        mark[faces] = True
        touched = np.zeros(len(self.corner), dtype=bool)
        touched[self.from_[mark[self.face]]] = True
        return np.unique(self.face[touched[self.from_]])

    def polygons(
        self, corner: NDArray[np.float64], inner: NDArray[np.float64], faces: NDArray[np.bool_] | None = None
    ) -> NDArray[np.object_]:
        """Return all or some faces with moved points; both sides of an edge read the same numbers."""
        some = np.arange(len(self.edge)) if faces is None else np.flatnonzero(faces[self.face])
        count = self.pieces[self.edge[some]]
        which = np.repeat(some, count)
        step = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
        e = self.edge[which]
        at = np.where(self.turned[which], self.inner[e] - step, step - 1) + self.offset[e]
        where = np.where(step == 0, self.from_[which], len(corner) + at)
        kept, ring = np.unique(self.ring[which], return_inverse=True)
        first = np.searchsorted(ring, np.arange(len(kept)))
        ends = np.r_[first[1:], len(ring)]
        where, ring = np.insert(where, ends, where[first]), np.insert(ring, ends, ring[first])
        points = np.concatenate([corner, inner])[where]
        once = np.r_[True, (points[1:] != points[:-1]).any(1) | (ring[1:] != ring[:-1])]
        made = np.asarray(shapely.linearrings(points[once], indices=ring[once]), dtype=object)
        owner = np.unique(self.owner[kept], return_inverse=True)[1]
        return np.asarray(shapely.polygons(made, indices=owner), dtype=object)


def bend(shapes: NDArray[np.object_], field: Sway, manner: Manner) -> NDArray[np.object_]:
    """Return the coverage with new vertices, bent; where a face would break, its borders run more simply.

    A long chord cuts a corner of the bend: a face that breaks even without roughness gets its vertices closer.
    """
    tight = np.zeros(len(shapes), dtype=bool)
    while True:
        bent, broken = _bent(_Skeleton(shapes, manner, tight), field)
        if not len(broken):
            return bent
        assert not tight[broken].all(), "the fabric itself is not a clean coverage"
        tight[broken] = True


def _bent(frame: "_Skeleton", field: Sway) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return the bent faces, and those that are broken even where nothing is rough."""
    moves = _Moves(frame, field)
    strength = np.ones(frame.count)
    bent = frame.polygons(*moves.points(strength))
    for fails in (_is_invalid, _breaks_coverage):
        suspects = np.arange(frame.count)
        while len(broken := suspects[fails(bent[suspects])]):
            if strength[broken].max() == 0:
                return bent, broken
            strength[broken] = np.where(strength[broken] > 0.3, 0.2, 0.0)
            moved = frame.around(broken)
            mask = np.zeros(frame.count, dtype=bool)
            mask[moved] = True
            bent[moved] = frame.polygons(*moves.points(strength), mask)
            suspects = frame.around(moved)
    return bent, np.zeros(0, dtype=np.int64)


def _is_invalid(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    return ~np.asarray(shapely.is_valid(shapes))


def _breaks_coverage(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    broken = _is_invalid(shapes)
    return broken if broken.any() else ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))


class _Moves:
    """How far every corner and inner point goes, and how rough its border may be."""

    def __init__(self, frame: _Skeleton, field: Sway) -> None:
        self.frame = frame
        self.edge, self.along, inner = frame.inner_points()
        corner_rough = self._least_around(frame.restless)
        ends = self._between(corner_rough)
        middle = np.minimum(1.0, 4 * self.along * (1 - self.along))
        size = ends + (frame.restless[self.edge] - ends) * middle
        self.corner = frame.corner + field.whole(frame.corner)
        self.inner = inner + field.whole(inner)
        self.rough_corner = corner_rough[:, None] * field.rough(frame.corner)
        self.rough_inner = size[:, None] * field.rough(inner)

    def _least_around(self, of_edge: NDArray[np.float64]) -> NDArray[np.float64]:
        least = np.full(len(self.frame.corner), np.inf)
        np.minimum.at(least, self.frame.low, of_edge)
        np.minimum.at(least, self.frame.high, of_edge)
        return least

    def _between(self, of_corner: NDArray[np.float64]) -> NDArray[np.float64]:
        low, high = of_corner[self.frame.low[self.edge]], of_corner[self.frame.high[self.edge]]
        return (1 - self.along) * low + self.along * high

    def points(self, strength: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return corners and inner points on the 1 mm grid; ``strength`` says per face how rough it may be (0–1)."""
        weak = np.minimum(strength[self.frame.face_a], strength[np.maximum(self.frame.face_b, 0)])
        at_corner = self._least_around(weak)
        corner = self.corner + self.rough_corner * at_corner[:, None]
        held = np.minimum(self._between(at_corner), weak[self.edge])
        inner = self.inner + self.rough_inner * held[:, None]
        return np.round(corner, 3), np.round(inner, 3)
