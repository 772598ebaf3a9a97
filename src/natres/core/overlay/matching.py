"""Rows of two layers that have the same shape, found by their edges, then compared vertex by vertex."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.coverage.hashes import hash_vertices, mixed
from natres.core.overlay.cutting import in_parallel
from natres.core.rings import Rings

__all__ = ["match_shapes", "shape_keys"]

Rows = NDArray[np.intp]
Flags = NDArray[np.bool_]
Hashes = NDArray[np.uint64]
Shapes = NDArray[np.object_]

#: Shapes taken apart at a time: their vertices fit in the processor's cache, and a city's do not fill the memory.
_CHUNK = 2000


def match_shapes(first: Shapes, second: Shapes) -> tuple[Rows, Rows]:
    """Return the rows of both layers that have the same shape, as pairs in the order of the first, each row once.

    Where a ring starts and which way it runs does not matter. Shapes that stand more than once in a layer match
    nothing: which of them is meant cannot be told from their ground.

    Parameters
    ----------
    first, second : valid polygons and multipolygons on the same plane, shapes (n,) and (m,)

    >>> a = shapely.box(0, 0, 1, 1)
    >>> turned = shapely.Polygon([(1, 1), (1, 0), (0, 0), (0, 1)])
    >>> [rows.tolist() for rows in match_shapes(np.array([shapely.box(5, 5, 6, 6), a]), np.array([turned]))]
    [[1], [0]]
    """
    left, right = _joined(shape_keys(first), shape_keys(second))
    starts = list(range(0, len(left), _CHUNK))

    def compare(start: int) -> Flags:
        return _same(first[left[start : start + _CHUNK]], second[right[start : start + _CHUNK]])

    same = np.concatenate([np.zeros(0, dtype=bool), *in_parallel(compare, starts)])
    return left[same], right[same]


def shape_keys(shapes: Shapes) -> Hashes:
    """Return a number for each shape, the same for the same set of edges, shape (n,); 0 for what has none.

    >>> ring, turned = shapely.Polygon([(0, 0), (2, 0), (2, 1)]), shapely.Polygon([(2, 1), (2, 0), (0, 0)])
    >>> one, two, other, none = shape_keys(np.array([ring, turned, shapely.box(0, 0, 2, 1), None])).tolist()
    >>> one == two, one == other, none
    (True, False, 0)
    """

    def keys(start: int) -> Hashes:
        return _keys(shapes[start : start + _CHUNK])

    return np.concatenate([np.zeros(0, dtype=np.uint64), *in_parallel(keys, list(range(0, len(shapes), _CHUNK)))])


def _keys(shapes: Shapes) -> Hashes:
    rings = Rings(shapes)
    points, ring = rings.points, rings.ring
    found = np.zeros(len(shapes), dtype=np.uint64)
    if not len(points):
        return found
    vertex = hash_vertices(points)
    edge = mixed(vertex + np.append(vertex[1:], vertex[:1]))
    edge[:-1][ring[1:] != ring[:-1]] = 0
    edge[-1] = 0
    owner = rings.owner[ring]
    start = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    found[owner[start]] = np.add.reduceat(edge, start)
    return found


def _joined(first: Hashes, second: Hashes) -> tuple[Rows, Rows]:
    """Return where both have the same number, of numbers that stand once on each side; 0 is no shape."""
    one, in_first = _once(first)
    two, in_second = _once(second)
    _, left, right = np.intersect1d(one, two, assume_unique=True, return_indices=True)
    order = np.argsort(in_first[left], kind="stable")
    return in_first[left][order], in_second[right][order]


def _once(keys: Hashes) -> tuple[Hashes, Rows]:
    """Return the numbers that stand once, and where."""
    found, place, times = np.unique(keys, return_index=True, return_counts=True)
    once = (times == 1) & (found != 0)
    return found[once], place[once]


def _same(one: Shapes, two: Shapes) -> Flags:
    """Tell which shapes are the same, pair by pair; those of several rings are put in order by GEOS."""
    same = np.zeros(len(one), dtype=bool)
    alike = shapely.get_num_coordinates(one) == shapely.get_num_coordinates(two)
    plain = _is_plain(one) & _is_plain(two) & alike
    places = np.flatnonzero(plain)
    if len(places):
        same[places] = _same_rings(_Turned.of(one[places]), _Turned.of(two[places]))
    rest = alike & ~plain
    same[rest] = shapely.equals_exact(one[rest], two[rest], tolerance=0.0, normalize=True)
    return same


def _is_plain(shapes: Shapes) -> Flags:
    return (shapely.get_type_id(shapes) == 3) & (shapely.get_num_interior_rings(shapes) == 0)


@dataclass(frozen=True, eq=False)
class _Turned:
    """Vertices of plain polygons, each gone through from its least hash towards the lesser of the two beside it."""

    points: NDArray[np.float64]
    count: Rows

    @classmethod
    def of(cls, shapes: Shapes) -> Self:
        """Take polygons of one ring each."""
        points, owner = shapely.get_coordinates(shapes, return_index=True)
        open_ring = np.append(owner[1:] == owner[:-1], False)  # the last vertex is the first again
        points, owner = points[open_ring], owner[open_ring]
        count = np.bincount(owner, minlength=len(shapes))
        base = np.cumsum(count) - count
        hashes = hash_vertices(points)
        at = np.flatnonzero(hashes == np.repeat(np.minimum.reduceat(hashes, base), count))
        # A ring that touches itself may have that vertex twice; begun at another of them it matches nothing.
        row, first = np.unique(owner[at], return_index=True)
        begin = at[first] - base[row]
        after, before = (hashes[base + (begin + step) % count] for step in (1, -1))
        way = np.where(after < before, 1, -1)
        onward = np.arange(len(points)) - np.repeat(base, count)
        step = np.repeat(begin, count) + np.repeat(way, count) * onward
        return cls(points[np.repeat(base, count) + step % np.repeat(count, count)], count)


def _same_rings(one: _Turned, two: _Turned) -> Flags:
    different = (one.points != two.points).any(axis=1)
    return ~np.logical_or.reduceat(different, np.cumsum(one.count) - one.count)
