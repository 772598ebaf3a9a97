"""Burns a clean coverage into a grid by cell centres, row by row, many polygons at once."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["Grid", "burn"]

_BAND = 256  # rows burnt at a time: what is held in memory is the edges of the parcels in them


@dataclass(frozen=True)
class Grid:
    """Square cells counted from the upper left corner; ``left``, ``top`` and ``cell`` in m."""

    left: float
    top: float
    cell: float
    height: int
    width: int

    @classmethod
    def around(cls, bounds: NDArray[np.float64], cell: float) -> "Grid":
        """Return the grid that covers (west, south, east, north), its lines at whole multiples of ``cell``.

        >>> Grid.around(np.array([5.0, 5.0, 31.0, 25.0]), 10.0)
        Grid(left=0.0, top=30.0, cell=10.0, height=3, width=4)
        """
        west, south, east, north = bounds
        left, top = float(np.floor(west / cell) * cell), float(np.ceil(north / cell) * cell)
        return cls(left, top, cell, int(np.ceil((top - south) / cell)), int(np.ceil((east - left) / cell)))


def burn(shapes: NDArray[np.object_], values: NDArray[np.uint8], grid: Grid) -> NDArray[np.uint8]:
    """Return the value of the polygon at each cell centre, 0 outside all of them.

    The polygons must not overlap and must share the vertices of common borders (a coverage); holes are kept. A
    centre on a border belongs to the polygon on its right, or below it.

    >>> two = np.array([shapely.box(0, 0, 20, 30), shapely.box(20, 0, 30, 30)], dtype=object)
    >>> burn(two, np.array([1, 2], dtype=np.uint8), Grid.around(shapely.total_bounds(two), 10.0))[0].tolist()
    [1, 1, 2]
    """
    result = np.zeros((grid.height, grid.width), dtype=np.uint8)
    _, low, _, high = shapely.bounds(shapes).T
    for first in range(0, grid.height, _BAND):
        last = min(first + _BAND, grid.height)
        mine = np.flatnonzero((high >= grid.top - last * grid.cell) & (low <= grid.top - first * grid.cell))
        result[first:last] = _band(shapes[mine], values[mine], grid, first, last)
    return result


def _band(
    shapes: NDArray[np.object_], values: NDArray[np.uint8], grid: Grid, first: int, last: int
) -> NDArray[np.uint8]:
    """Return rows ``first`` to ``last``: along each row a crossing sets the value until the next crossing."""
    lower, upper, value, enters = _edges(shapes, values)
    top_row, low_row = ((grid.top - end[:, 1]) / grid.cell - 0.5 for end in (upper, lower))
    begin = np.maximum(np.floor(top_row).astype(np.int64) + 1, first)
    count = np.maximum(np.minimum(np.floor(low_row).astype(np.int64), last - 1) - begin + 1, 0)
    edge = np.repeat(np.arange(len(count)), count)
    row = begin[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    y = grid.top - (row + 0.5) * grid.cell
    slope = (upper[:, 0] - lower[:, 0]) / np.where(upper[:, 1] > lower[:, 1], upper[:, 1] - lower[:, 1], 1.0)
    x = lower[edge, 0] + (y - lower[edge, 1]) * slope[edge] - grid.left
    # Both sides of a border cross at the very same x: the one that leaves sorts first, the one that enters stays.
    order = np.lexsort((enters[edge], x, row))
    column = np.clip(np.ceil(x[order] / grid.cell - 0.5).astype(np.int64), 0, grid.width)
    place = (row[order] - first) * grid.width + column
    size = (last - first) * grid.width
    spans = np.diff(np.concatenate([[0], place, [size]]))
    labels = np.concatenate([np.zeros(1, dtype=np.uint8), np.where(enters, value, 0).astype(np.uint8)[edge][order]])
    return np.repeat(labels, spans).reshape(last - first, grid.width)


def _edges(
    shapes: NDArray[np.object_], values: NDArray[np.uint8]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint8], NDArray[np.bool_]]:
    """Return lower and upper end of every edge, its polygon's value, and whether one enters it going east."""
    rings, owner = shapely.get_rings(shapes, return_index=True)
    hole = np.concatenate([np.zeros(min(1, len(owner)), dtype=bool), owner[1:] == owner[:-1]])
    inside_right = shapely.is_ccw(rings) == hole
    points, ring = shapely.get_coordinates(rings, return_index=True)
    start = np.flatnonzero(ring[1:] == ring[:-1])
    a, b, ring = points[start], points[start + 1], ring[start]
    up = b[:, 1] > a[:, 1]
    lower, upper = np.where(up[:, None], a, b), np.where(up[:, None], b, a)
    return lower, upper, values[owner[ring]], up == inside_right[ring]
