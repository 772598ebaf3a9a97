"""Rows of two layers that have the same shape, found by their edges, then compared by vertex."""

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.coverage.edges import EdgeSet

__all__ = ["match_shapes"]

Rows = NDArray[np.intp]
Shapes = NDArray[np.object_]


def match_shapes(first: Shapes, second: Shapes, edges: tuple[EdgeSet, EdgeSet] | None = None) -> tuple[Rows, Rows]:
    """Return the rows of both layers that have the same shape, as pairs, each row once.

    Where a ring starts and which way it runs does not matter. Shapes that stand more than once in a layer match
    nothing: which of them is meant cannot be told from their ground.

    Parameters
    ----------
    first, second : valid polygons and multipolygons on the same plane, shapes (n,) and (m,)
    edges : their edges, where they are known already

    >>> a = shapely.box(0, 0, 1, 1)
    >>> turned = shapely.Polygon([(1, 1), (1, 0), (0, 0), (0, 1)])
    >>> [rows.tolist() for rows in match_shapes(np.array([shapely.box(5, 5, 6, 6), a]), np.array([turned]))]
    [[1], [0]]
    """
    one, two = edges or (EdgeSet.of(first), EdgeSet.of(second))
    left, right = _joined(one.shape_keys(len(first)), two.shape_keys(len(second)))
    alike = shapely.get_num_coordinates(first[left]) == shapely.get_num_coordinates(second[right])
    left, right = left[alike], right[alike]
    plain = (_rings(first[left]) == 1) & (_rings(second[right]) == 1)
    same = np.zeros(len(left), dtype=bool)
    same[plain] = _same_rings(_Turned(one, left[plain]), _Turned(two, right[plain]))
    rest = ~plain
    same[rest] = shapely.equals_exact(first[left[rest]], second[right[rest]], tolerance=0.0, normalize=True)
    return left[same], right[same]


def _joined(first: NDArray[np.uint64], second: NDArray[np.uint64]) -> tuple[Rows, Rows]:
    """Return where both have the same number, of numbers that stand once on each side; 0 is no shape."""
    one, in_first, times = np.unique(first, return_index=True, return_counts=True)
    two, in_second, again = np.unique(second, return_index=True, return_counts=True)
    in_first, one = in_first[(times == 1) & (one != 0)], one[(times == 1) & (one != 0)]
    in_second, two = in_second[(again == 1) & (two != 0)], two[(again == 1) & (two != 0)]
    _, left, right = np.intersect1d(one, two, assume_unique=True, return_indices=True)
    order = np.argsort(in_first[left], kind="stable")
    return in_first[left][order], in_second[right][order]


def _rings(shapes: Shapes) -> Rows:
    """Return how many rings each shape has; 0 for what is no polygon by itself."""
    return np.where(shapely.get_type_id(shapes) == 3, 1 + shapely.get_num_interior_rings(shapes), 0)


class _Turned:
    """Rows of one ring each, gone through from the vertex with the least hash, counter-clockwise."""

    def __init__(self, edges: EdgeSet, rows: Rows) -> None:
        start = np.searchsorted(edges.owner, rows)
        self.count = np.searchsorted(edges.owner, rows, side="right") - start - 1  # the last vertex is the first again
        place = np.repeat(start, self.count) + self._onward(self.count)
        hashes = edges.vertex_hashes[place]
        base = np.cumsum(self.count) - self.count
        least = np.minimum.reduceat(hashes, base) if len(rows) else hashes[:0]
        at = np.flatnonzero(hashes == np.repeat(least, self.count))
        # A ring that touches itself has a vertex twice: it starts at the first, and may then match nothing.
        owner, first = np.unique(np.repeat(np.arange(len(rows)), self.count)[at], return_index=True)
        del owner
        self.points, self.start, self.begin = edges.points, start, at[first] - base
        self.way = edges.turn[start].astype(np.intp)

    @staticmethod
    def _onward(count: Rows) -> Rows:
        return np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)

    def vertices(self) -> NDArray[np.float64]:
        """Return the vertices in that order, row by row."""
        step = np.repeat(self.begin, self.count) + np.repeat(self.way, self.count) * self._onward(self.count)
        return self.points[np.repeat(self.start, self.count) + step % np.repeat(self.count, self.count)]


def _same_rings(one: _Turned, two: _Turned) -> NDArray[np.bool_]:
    if not len(one.count):
        return np.zeros(0, dtype=bool)
    different = (one.vertices() != two.vertices()).any(axis=1)
    return ~np.logical_or.reduceat(different, np.cumsum(one.count) - one.count)
