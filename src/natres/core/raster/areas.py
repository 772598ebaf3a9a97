"""How large a cell is on the ellipsoid of CGCS2000, to a billionth: by rows in degrees, by a smooth surface elsewhere.

In longitude and latitude a cell is Δλ · ∫ M N cos B dB, the same along a row. In a projected system the ground
under a cell is |∂(λ, B)/∂(column, row)| · M N cos B, averaged over the cell; it changes so smoothly over a district
that a polynomial through a few exact values has it to the last digits, which is tested before it is used.
"""

from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from natres.core.crs import CGCS2000_AXIS_M, CGCS2000_INVERSE_FLATTENING, to_lon_lat
from natres.core.raster.cover import Stretch
from natres.core.raster.grid import Grid, Tile
from natres.errors import BadData

__all__ = ["CellAreas", "cell_areas"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_E2 = (2.0 - 1.0 / CGCS2000_INVERSE_FLATTENING) / CGCS2000_INVERSE_FLATTENING
_GAUSS_POINTS, _GAUSS_WEIGHTS = np.polynomial.legendre.leggauss(6)
#: Central differences of the sixth order: offsets and weights.
_STEPS = np.array([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0])
_WEIGHTS = np.array([-1.0, 9.0, -45.0, 45.0, -9.0, 1.0]) / 60.0
_STEP_M = 20_000.0
#: Degrees of the polynomial that are tried, and what it may be off between its points.
_DEGREES = (5, 9, 15, 27)
_OFF = 1e-10
_DEGREE_M = 111_320.0


def _ground(latitude: Floats) -> Floats:
    """Return M N cos B in m² per square radian."""
    sine = np.sin(latitude)
    return CGCS2000_AXIS_M**2 * (1.0 - _E2) * np.cos(latitude) / (1.0 - _E2 * sine * sine) ** 2


class CellAreas(Protocol):
    """The areas of the cells of a raster in m²."""

    def at(self, row: Whole, col: Whole) -> Floats:
        """Return the areas of single cells, shape (n,)."""
        ...

    def of(self, tile: Tile) -> Floats:
        """Return the areas of the cells of a window, shape (height, width)."""
        ...

    @property
    def stretch(self) -> Stretch | None:
        """How the ground of a row is spread from its top to its bottom; None where evenly."""
        ...


def cell_areas(grid: Grid, window: Tile) -> CellAreas:
    """Return the areas of the cells of a window of a raster.

    Raises
    ------
    BadData : ``RASTER_PROJECTION`` where the projection is not smooth there

    >>> from pyproj import CRS
    >>> zone = Grid(100, 100, (10.0, 0.0, 39_505_000.0, 0.0, -10.0, 4_323_000.0), CRS.from_epsg(4527))
    >>> areas = cell_areas(zone, Tile(0, 0, 100, 100)).of(Tile(0, 0, 100, 100))
    >>> round(float(areas.sum()), 4)
    999999.2533
    """
    return _RowAreas.over(grid) if grid.crs.is_geographic and not grid.turned else _SmoothAreas.over(grid, window)


@dataclass(frozen=True, eq=False)
class _RowAreas:
    """Cells of a raster in longitude and latitude: one area per row, and how the ground leans from top to bottom."""

    area: Floats
    lean: Floats

    @classmethod
    def over(cls, grid: Grid) -> Self:
        edge = np.radians(grid.transform[5] + grid.transform[4] * np.arange(grid.height + 1))
        half, middle = (edge[1:] - edge[:-1]) / 2.0, (edge[1:] + edge[:-1]) / 2.0
        mean = _ground(middle[:, None] + half[:, None] * _GAUSS_POINTS) @ (_GAUSS_WEIGHTS / 2.0)
        lean = (_ground(edge[1:]) - _ground(edge[:-1])) / mean
        return cls(mean * np.abs(2.0 * half) * np.radians(abs(grid.transform[0])), lean)

    def at(self, row: Whole, col: Whole) -> Floats:
        del col
        return self.area[row]

    def of(self, tile: Tile) -> Floats:
        rows = self.area[tile.row : tile.row + tile.height]
        return np.broadcast_to(rows[:, None], (tile.height, tile.width))

    @property
    def stretch(self) -> Stretch:
        return lambda row, down: down - self.lean[row] / 2.0 * down * (1.0 - down)


@dataclass(frozen=True, eq=False)
class _SmoothAreas:
    """Cells of a projected or turned raster: area = Σ left_k(row) · right_k(column), polynomials over a window."""

    window: Tile
    left: Floats
    right: Floats

    @classmethod
    def over(cls, grid: Grid, window: Tile) -> Self:
        rng = np.random.default_rng(0)
        probe = np.column_stack([
            window.col + rng.random(40) * window.width, window.row + rng.random(40) * window.height,
        ])  # fmt: skip
        exact = _mean_areas(grid, probe)
        for degree in _DEGREES:
            found = cls._through(grid, window, degree)
            off = np.abs(found._value(probe[:, 1], probe[:, 0]) / exact - 1.0)
            if bool((off <= _OFF).all()):
                return found
        raise BadData("RASTER_PROJECTION", value=grid.crs.name)

    @classmethod
    def _through(cls, grid: Grid, window: Tile, degree: int) -> Self:
        nodes = chebyshev.chebpts1(degree + 1)
        fit = np.linalg.inv(chebyshev.chebvander(nodes, degree))
        col = window.col + (nodes + 1.0) / 2.0 * window.width
        row = window.row + (nodes + 1.0) / 2.0 * window.height
        places = np.column_stack([np.tile(col, degree + 1), np.repeat(row, degree + 1)])
        values = _mean_areas(grid, places).reshape(degree + 1, degree + 1)
        left, size, right = np.linalg.svd(fit @ values @ fit.T)
        rank = int((size > 1e-14 * size[0]).sum())
        return cls(window, left[:, :rank] * size[:rank], right[:rank].T)

    def _sides(self, row: Floats, col: Floats) -> tuple[NDArray[Any], NDArray[Any]]:
        down = (row - self.window.row) * (2.0 / self.window.height) - 1.0
        along = (col - self.window.col) * (2.0 / self.window.width) - 1.0
        return np.asarray(chebyshev.chebval(down, self.left)), np.asarray(chebyshev.chebval(along, self.right))

    def _value(self, row: Floats, col: Floats) -> Floats:
        left, right = self._sides(row, col)
        return (left * right).sum(axis=0)

    def at(self, row: Whole, col: Whole) -> Floats:
        return self._value(row.astype(np.float64) + 0.5, col.astype(np.float64) + 0.5)

    def of(self, tile: Tile) -> Floats:
        rows = np.arange(tile.height, dtype=np.float64) + (tile.row + 0.5)
        cols = np.arange(tile.width, dtype=np.float64) + (tile.col + 0.5)
        left, right = self._sides(rows, cols)
        return left.T @ right

    @property
    def stretch(self) -> None:
        return None


def _mean_areas(grid: Grid, middle: Floats) -> Floats:
    """Return the areas of cells around (column, row) places in m²: the mean over each, by four points inside."""
    shift = np.array([-1.0, 1.0]) / np.sqrt(12.0)
    inside = [_density(grid, middle + np.array([dx, dy])) for dx in shift for dy in shift]
    return np.mean(inside, axis=0)


def _density(grid: Grid, cells: Floats) -> Floats:
    """Return the ground in m² per cell at (column, row) places."""
    metres = _DEGREE_M if grid.crs.is_geographic else float(grid.crs.axis_info[0].unit_conversion_factor)
    centre = np.radians(to_lon_lat(grid.points_of(cells), grid.crs))
    slopes: list[Floats] = []
    for axis in (0, 1):
        step = _STEP_M / (grid.cell[axis] * metres)
        offset = np.zeros(2)
        offset[axis] = step
        around = np.concatenate([cells + offset * k for k in _STEPS])
        place = np.radians(to_lon_lat(grid.points_of(around), grid.crs)).reshape(len(_STEPS), -1, 2) - centre
        place[:, :, 0] = (place[:, :, 0] + np.pi) % (2.0 * np.pi) - np.pi
        slopes.append(np.einsum("k,knd->nd", _WEIGHTS, place) / step)
    along, down = slopes
    turned = np.abs(along[:, 0] * down[:, 1] - along[:, 1] * down[:, 0])
    area = turned * _ground(centre[:, 1])
    if not np.isfinite(area).all():
        raise BadData("RASTER_PROJECTION", value=grid.crs.name)
    return area
