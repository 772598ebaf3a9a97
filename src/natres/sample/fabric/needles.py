"""Needles: corners so sharp that both sides run within millimetres; they are taken off before anything is bent."""

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.fabric import mesh

__all__ = ["without_needles"]

_WIDTH_M = 0.003  # crossings are rounded to 1 mm: two roundings and a little more


def without_needles(faces: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return the coverage without needles, and which faces are left (one that was a needle itself is gone).

    A needle's tip is cut off where its shorter side ends; the neighbour along the longer side gets that vertex,
    so the coverage stays one and no point of it moves by more than 3 mm.

    >>> needle = shapely.Polygon([(0, 0), (0, 9), (5, 5), (5, 0), (200, -0.001), (5, -0.001), (5, -9), (0, -9)])
    >>> made, kept = without_needles(np.array([needle], dtype=object))
    >>> round(made[0].bounds[2], 3), kept.tolist()
    (5.0, [0])
    """
    rings = _Corners(faces)
    while rings.cut_tips():
        pass
    return rings.faces(faces)


class _Corners:
    """All rings without their closing vertex, as parallel arrays."""

    def __init__(self, faces: NDArray[np.object_]) -> None:
        points, ring, self.owner = mesh.segments(faces)
        closing = np.r_[ring[1:] != ring[:-1], True]
        self.points, self.ring = points[~closing], ring[~closing]
        self.touched = np.zeros(len(faces), dtype=bool)

    def _around(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return, per vertex, the vertex before it and the one after it in its ring."""
        count = len(self.ring)
        first = np.flatnonzero(np.r_[True, self.ring[1:] != self.ring[:-1]])
        last = np.r_[first[1:], count] - 1
        before, after = np.arange(count) - 1, np.arange(count) + 1
        before[first], after[last] = last, first
        return before, after

    def cut_tips(self) -> int:
        """Cut off the needles' tips that do not touch one another; return how many there were."""
        before, after = self._around()
        u, v = self.points[before] - self.points, self.points[after] - self.points
        long = np.sqrt(np.maximum((u**2).sum(1), (v**2).sum(1)))
        cross = np.abs(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])
        tips = np.flatnonzero(((u * v).sum(1) > 0) & (cross < _WIDTH_M * long))
        if not len(tips):
            return 0
        vertex = mesh.vertex_ids(self.points)
        taken: set[int] = set()
        chosen: list[int] = []
        for tip in tips.tolist():
            corners = {int(vertex[before[tip]]), int(vertex[tip]), int(vertex[after[tip]])}
            if not corners & taken:
                taken |= corners
                chosen.append(tip)
        some = np.array(chosen)
        self._give(vertex, after, some, before[some], after[some], (u[some] ** 2).sum(1) <= (v[some] ** 2).sum(1))
        return len(tips)

    def _give(
        self, vertex: NDArray[np.int64], after: NDArray[np.int64], tip: NDArray[np.int64],
        left: NDArray[np.int64], right: NDArray[np.int64], left_is_short: NDArray[np.bool_],
    ) -> None:  # fmt: skip
        """Drop tips; the face on the other side of each long side gets the end of the short one."""
        short, far = np.where(left_is_short, left, right), np.where(left_is_short, right, left)
        base = int(vertex.max()) + 1
        wanted = np.minimum(vertex[tip], vertex[far]) * base + np.maximum(vertex[tip], vertex[far])
        order = np.argsort(wanted, kind="stable")
        key = np.minimum(vertex, vertex[after]) * base + np.maximum(vertex, vertex[after])
        place = np.minimum(np.searchsorted(wanted[order], key), len(wanted) - 1)
        other = wanted[order][place] == key
        other[np.where(left_is_short, tip, left)] = False  # the needle's own long side
        twin = np.flatnonzero(other)
        new = self.points[short[order][place[twin]]]
        self.touched[self.owner[self.ring[np.r_[tip, twin]]]] = True
        points, ring = np.insert(self.points, twin + 1, new, axis=0), np.insert(self.ring, twin + 1, self.ring[twin])
        gone = tip + np.searchsorted(twin, tip)
        keep = np.ones(len(ring), dtype=bool)
        keep[gone] = False
        self.points, self.ring = points[keep], ring[keep]
        self._drop_repeated()

    def _drop_repeated(self) -> None:
        before, _ = self._around()
        again = (self.points == self.points[before]).all(1) & (before != np.arange(len(before)))
        self.points, self.ring = self.points[~again], self.ring[~again]

    def faces(self, faces: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
        """Return the faces, those changed made anew."""
        changed = np.flatnonzero(self.touched)
        if not len(changed):
            return faces, np.arange(len(faces))
        corners = np.bincount(self.ring, minlength=len(self.owner))
        mine = self.touched[self.owner[self.ring]] & (corners[self.ring] >= 3)
        _, ring = np.unique(self.ring[mine], return_inverse=True)
        points = self.points[mine]
        first = np.searchsorted(ring, np.arange(int(ring.max(initial=-1)) + 1))
        ends = np.r_[first[1:], len(ring)]
        points, closed = np.insert(points, ends, points[first], axis=0), np.insert(ring, ends, ring[first])
        made = np.asarray(shapely.linearrings(points, indices=closed), dtype=object)
        kept, owner = np.unique(self.owner[self.ring[mine]][first], return_inverse=True)
        result = faces.copy()
        result[kept] = shapely.polygons(made, indices=owner)
        left = np.setdiff1d(np.arange(len(faces)), np.setdiff1d(changed, kept))
        return result[left], left
