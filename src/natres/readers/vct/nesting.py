"""Which ring of a polygon is an outer one and which a hole: told by what lies in what, not by their order."""

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["TooDeep", "nest_rings"]

_FEW = 24
_AT_ONCE = 100
_PAIRS = 2_000_000


class TooDeep(Exception):
    """So many rings lie over one another in a polygon that they cannot be one; ``owner`` is its number."""

    def __init__(self, owner: int) -> None:
        super().__init__(owner)
        self.owner = owner


def nest_rings(rings: NDArray[np.object_], owner: NDArray[np.int64], count: int) -> NDArray[np.object_]:
    """Return ``count`` polygons from rings; ``owner`` (sorted) says whose each ring is.

    A ring in an even number of other rings is an outer one, any other the hole of the smallest ring around it;
    a polygon with several outer rings becomes a multipart. No ring is lost.

    >>> def square(west, size):
    ...     return shapely.LinearRing([(west, 0), (west + size, 0), (west + size, size), (west, size)])
    >>> rings = np.array([square(0, 9), square(20, 9), square(30, 1), square(21, 1)])
    >>> shapes = nest_rings(rings, np.array([0, 0, 0, 1]), 2)
    >>> [shape.geom_type for shape in shapes], shapes[0].area
    (['MultiPolygon', 'Polygon'], 163.0)
    """
    depth, parent = _depths(rings, owner, count)
    outer = depth % 2 == 0
    shell = np.where(outer, np.arange(len(rings)), parent)
    order = np.lexsort((np.arange(len(rings)), ~outer, shell))
    shells, part = np.unique(shell[order], return_inverse=True)
    parts = np.asarray(shapely.polygons(rings[order], indices=part))
    part_owner = owner[shells]
    shapes = np.empty(count, dtype=object)
    single = np.bincount(part_owner, minlength=count)[part_owner] == 1
    shapes[part_owner[single]] = parts[single]
    if not single.all():
        several, number = np.unique(part_owner[~single], return_inverse=True)
        shapes[several] = shapely.multipolygons(parts[~single], indices=number)
    return shapes


def _depths(
    rings: NDArray[np.object_], owner: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return in how many other rings of its polygon each ring lies, and the smallest of them (-1 without any)."""
    depth, parent = np.zeros(len(rings), dtype=np.int64), np.full(len(rings), -1)
    among = np.flatnonzero(np.bincount(owner, minlength=count)[owner] > 1)
    if not len(among):
        return depth, parent
    filled = np.asarray(shapely.polygons(rings[among]))
    area = np.asarray(shapely.area(filled))
    within = shapely.point_on_surface(filled)
    x, y = np.asarray(shapely.get_x(within)), np.asarray(shapely.get_y(within))
    bounds = np.asarray(shapely.bounds(filled))
    shapely.prepare(filled)
    for inner, around in _pairs(filled, owner[among]):
        low = (bounds[around, :2] <= bounds[inner, :2]).all(axis=1)
        high = (bounds[around, 2:] >= bounds[inner, 2:]).all(axis=1)
        possible = low & high & (area[around] > area[inner])
        inner_left, around_left = inner[possible], around[possible]
        inside = shapely.contains_xy(filled[around_left], x[inner_left], y[inner_left])
        inner_left, around_left = inner_left[inside], around_left[inside]
        depth[among] += np.bincount(inner_left, minlength=len(among))
        order = np.argsort(-area[around_left], kind="stable")  # the smallest is written last
        parent[among[inner_left[order]]] = among[around_left[order]]
    return depth, parent


def _pairs(
    filled: NDArray[np.object_], owner: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield numbers of rings (one, another) of the same polygon of which the first may lie in the other."""
    owners, starts, sizes = np.unique(owner, return_index=True, return_counts=True)
    for size in np.unique(sizes[sizes <= _FEW]):
        begun = starts[sizes == size][:, None]
        one, other = (index.ravel() for index in np.indices((size, size)))
        one, other = one[one != other], other[one != other]
        step = max(1, _PAIRS // len(one))
        for some in (begun[i : i + step] for i in range(0, len(begun), step)):
            yield (some + one).ravel(), (some + other).ravel()
    for number, start, size in zip(owners, starts, sizes, strict=True):
        if size > _FEW:
            yield from _neighbours(filled, int(number), int(start), int(size))


def _neighbours(
    filled: NDArray[np.object_], owner: int, start: int, size: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield the pairs of a polygon of many rings whose boxes meet; each ring comes with all its pairs at once."""
    tree = shapely.STRtree(filled[start : start + size])
    seen = 0
    for begun in range(0, size, _AT_ONCE):
        one, other = tree.query(filled[start + begun : start + min(begun + _AT_ONCE, size)])
        seen += len(one)
        if seen > 100 * size + 10_000:
            raise TooDeep(owner)
        apart = one + begun != other
        yield (start + begun + one[apart]).astype(np.int64), (start + other[apart]).astype(np.int64)
