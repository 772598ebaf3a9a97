"""Where the cells of a raster lie, and what two rasters differ in."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

__all__ = ["Grid", "GridDifference", "Tile", "compare_grids"]

Floats = NDArray[np.float64]

#: Two grids are one where no corner is farther off than this, in cells: 1 cm where a cell has 10 m.
_SAME_PLACE = 1e-3


class Tile(NamedTuple):
    """A window of a raster: its first row and column, its height and width, in cells."""

    row: int
    col: int
    height: int
    width: int


@dataclass(frozen=True, eq=False)
class Grid:
    """The cells of a raster: ``transform`` is (a, b, c, d, e, f) of x = a·column + b·row + c, y = d·column + e·row + f.

    Columns and rows count from 0 at the corner of the first cell, so cell (row, column) reaches to row + 1, column + 1.
    """

    width: int
    height: int
    transform: tuple[float, float, float, float, float, float]
    crs: CRS

    @property
    def turned(self) -> bool:
        """Whether rows and columns run askew to the axes of the system."""
        return self.transform[1] != 0.0 or self.transform[3] != 0.0

    @property
    def cell(self) -> tuple[float, float]:
        """Width and height of a cell in units of the system.

        >>> Grid(3, 2, (10.0, 0.0, 0.0, 0.0, -20.0, 40.0), CRS.from_epsg(4527)).cell
        (10.0, 20.0)
        """
        a, b, _, d, e, _ = self.transform
        return float(np.hypot(a, d)), float(np.hypot(b, e))

    @property
    def planar_cell_m2(self) -> float | None:
        """The area of a cell in the plane of the system in m²; None where the system has degrees."""
        if self.crs.is_geographic:
            return None
        a, b, _, d, e, _ = self.transform
        return abs(a * e - b * d) * float(self.crs.axis_info[0].unit_conversion_factor) ** 2

    @property
    def noise(self) -> float:
        """How far storage as doubles moves a place, in cells."""
        a, b, c, d, e, f = self.transform
        ends = [abs(c), abs(f), abs(c + a * self.width + b * self.height), abs(f + d * self.width + e * self.height)]
        return 4.0 * float(np.spacing(max(ends))) / min(self.cell)

    def cells_of(self, points: Floats) -> Floats:
        """Return places of the system as (column, row), shape (n, 2).

        >>> grid = Grid(3, 2, (10.0, 0.0, 100.0, 0.0, -10.0, 240.0), CRS.from_epsg(4527))
        >>> grid.cells_of(np.array([[100.0, 240.0], [115.0, 220.0]])).tolist()
        [[0.0, -0.0], [1.5, 2.0]]
        """
        a, b, c, d, e, f = self.transform
        x, y = points[:, 0] - c, points[:, 1] - f
        if not self.turned:
            return np.column_stack([x / a, y / e])
        size = a * e - b * d
        return np.column_stack([(e * x - b * y) / size, (a * y - d * x) / size])

    def points_of(self, cells: Floats) -> Floats:
        """Return (column, row) as places of the system, shape (n, 2)."""
        a, b, c, d, e, f = self.transform
        col, row = cells[:, 0], cells[:, 1]
        return np.column_stack([a * col + b * row + c, d * col + e * row + f])

    def outline(self) -> shapely.Polygon:
        """Return the raster as a polygon of its system."""
        ends = np.array([[0, 0], [self.width, 0], [self.width, self.height], [0, self.height]], dtype=np.float64)
        return shapely.Polygon(self.points_of(ends))


class GridDifference(NamedTuple):
    """What keeps two rasters from lying cell on cell; ``offset`` is that of the second one's origin where nothing does.

    ``what`` holds ``system``, ``cell``, ``turn`` or ``origin``; ``shift`` is how far origins are off the common
    lattice, in units of the system.
    """

    what: tuple[str, ...]
    offset: tuple[int, int] = (0, 0)
    shift: tuple[float, float] = (0.0, 0.0)


def compare_grids(first: Grid, second: Grid) -> GridDifference:
    """Return what two rasters differ in; extents may differ as long as cells lie on cells.

    >>> here = Grid(4, 4, (10.0, 0.0, 0.0, 0.0, -10.0, 40.0), CRS.from_epsg(4527))
    >>> moved = Grid(4, 4, (10.0, 0.0, 25.0, 0.0, -10.0, 40.0), CRS.from_epsg(4527))
    >>> compare_grids(here, moved)
    GridDifference(what=('origin',), offset=(0, 0), shift=(5.0, 0.0))
    """
    if not first.crs.equals(second.crs, ignore_axis_order=True):
        return GridDifference(("system",))
    what: list[str] = []
    if first.turned != second.turned:
        what.append("turn")
    longest = max(first.width, first.height, second.width, second.height)
    parts = zip(first.transform, second.transform, strict=True)
    steps = [abs(one - other) for place, (one, other) in enumerate(parts) if place not in (2, 5)]
    if max(steps) * longest > _SAME_PLACE * min(first.cell):
        what.append("cell")
    origin = np.array([[second.transform[2], second.transform[5]]])
    place = first.cells_of(origin)[0]
    off = np.rint(place)
    if np.abs(place - off).max() > _SAME_PLACE:
        what.append("origin")
        back = first.points_of(off[None])[0]
        shift = (float(origin[0, 0] - back[0]), float(origin[0, 1] - back[1]))
        return GridDifference(tuple(what), shift=shift)
    return GridDifference(tuple(what), offset=(int(off[0]), int(off[1])))
