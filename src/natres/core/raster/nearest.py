"""Which cell of another raster lies under the middle of each cell: what resampling to the nearest one reads."""

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from natres.core.crs import to_lon_lat
from natres.core.places import from_lon_lat
from natres.core.raster.grid import Grid, Tile

__all__ = ["cells_under"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

#: Of the polynomial that carries a window from one system to another: over a window it is exact to 1e-6 of a cell.
_DEGREE = 8


def cells_under(first: Grid, second: Grid, tile: Tile) -> tuple[Whole, Whole]:
    """Return row and column in ``second`` of the middle of every cell of a window, shape (height, width) each.

    Cells beyond ``second`` have places beyond it.

    >>> from pyproj import CRS
    >>> fine = Grid(4, 4, (10.0, 0.0, 0.0, 0.0, -10.0, 40.0), CRS.from_epsg(4527))
    >>> wide = Grid(2, 2, (20.0, 0.0, 0.0, 0.0, -20.0, 40.0), CRS.from_epsg(4527))
    >>> rows, cols = cells_under(fine, wide, Tile(0, 0, 2, 4))
    >>> rows.tolist(), cols.tolist()
    ([[0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 1, 1], [0, 0, 1, 1]])
    """
    rows = np.arange(tile.height, dtype=np.float64) + (tile.row + 0.5)
    cols = np.arange(tile.width, dtype=np.float64) + (tile.col + 0.5)
    if first.crs.equals(second.crs, ignore_axis_order=True):
        middles = np.column_stack([np.tile(cols, len(rows)), np.repeat(rows, len(cols))])
        place = second.cells_of(first.points_of(middles)).reshape(len(rows), len(cols), 2)
        col, row = place[:, :, 0], place[:, :, 1]
    else:
        row, col = _carried(first, second, tile, rows, cols)
    return np.floor(row).astype(np.int64), np.floor(col).astype(np.int64)


def _carried(first: Grid, second: Grid, tile: Tile, rows: Floats, cols: Floats) -> tuple[Floats, Floats]:
    nodes = chebyshev.chebpts1(_DEGREE + 1)
    fit = np.linalg.inv(chebyshev.chebvander(nodes, _DEGREE))
    at_row = tile.row + (nodes + 1.0) / 2.0 * tile.height
    at_col = tile.col + (nodes + 1.0) / 2.0 * tile.width
    points = first.points_of(np.column_stack([np.tile(at_col, len(nodes)), np.repeat(at_row, len(nodes))]))
    place = second.cells_of(from_lon_lat(to_lon_lat(points, first.crs), second.crs))
    down = chebyshev.chebvander((rows - tile.row) * (2.0 / tile.height) - 1.0, _DEGREE)
    along = chebyshev.chebvander((cols - tile.col) * (2.0 / tile.width) - 1.0, _DEGREE)
    parts = [down @ (fit @ place[:, axis].reshape(len(nodes), -1) @ fit.T) @ along.T for axis in (1, 0)]
    return parts[0], parts[1]
