"""Land cover rasters of the same district, with the clumped mistakes such rasters have."""

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from natres.sample.layers.scanline import Grid, burn

__all__ = ["CELL_M", "cover_value", "landcover", "landcover_pair"]

CELL_M = 10.0
_CLUMP = 3  # mistakes are drawn on cells three times as wide: they come in clumps, and the field stays small
_WATER = ("1101", "1102", "1103", "1104", "1107")


def cover_value(code: str) -> int:
    """Return the land cover value of a land class.

    >>> [cover_value(c) for c in ("1006", "1104A", "1106", "0402", "1109", "1206")]
    [10, 60, 50, 30, 80, 90]
    """
    if code in ("1105", "1106", "1108"):
        return 50
    if code.startswith(_WATER):
        return 60
    if code in ("1006", "1202", "1203") or code[:2] in ("01", "02"):
        return 10
    if code in ("1204", "1205", "1206", "1207"):
        return 90
    return {"03": 20, "04": 30}.get(code[:2], 80)


Raster = NDArray[np.uint8]
Transform = tuple[float, float, float, float, float, float]
Land = tuple[NDArray[np.object_], list[str]]

# the usual confusions: crops with grass, woods with crops, wetland with water
_MISTAKEN = {10: 30, 20: 10, 30: 10, 50: 60, 60: 50, 80: 90, 90: 80}


def landcover(rng: np.random.Generator, shapes: NDArray[np.object_], codes: list[str]) -> tuple[Raster, Transform]:
    """Return the raster (by cell centre, about 2 % wrong in clumps) and its affine transform."""
    grid = Grid.around(shapely.total_bounds(shapes), CELL_M)
    return _seen(_true(grid, (shapes, codes)), _clumps(rng, grid, 0.02)), _transform(grid)


def landcover_pair(rng: np.random.Generator, before: Land, after: Land) -> tuple[Raster, Raster, Transform]:
    """Return the rasters of two years on one grid: a classifier errs mostly in the same places.

    Parameters
    ----------
    rng : source of the mistakes
    before, after : shapes and class codes of the earlier and of the later year
    """
    bounds = shapely.total_bounds(np.concatenate([before[0], after[0]]))
    grid = Grid.around(bounds, CELL_M)
    always = _clumps(rng, grid, 0.018)
    first = _seen(_true(grid, before), always | _clumps(rng, grid, 0.002))
    second = _seen(_true(grid, after), always | _clumps(rng, grid, 0.002))
    return first, second, _transform(grid)


def _transform(grid: Grid) -> Transform:
    return (grid.cell, 0.0, grid.left, 0.0, -grid.cell, grid.top)


def _true(grid: Grid, land: Land) -> Raster:
    shapes, codes = land
    of_code = {code: cover_value(code) for code in set(codes)}
    return burn(shapes, np.array([of_code[code] for code in codes], dtype=np.uint8), grid)


def _seen(array: Raster, wrong: NDArray[np.bool_]) -> Raster:
    """Return the raster as a classifier saw it: in clumps another cover."""
    table = np.arange(256, dtype=np.uint8)
    for value, mistaken in _MISTAKEN.items():
        table[value] = mistaken
    height, width = array.shape
    fine = np.repeat(np.repeat(wrong, _CLUMP, axis=0), _CLUMP, axis=1)[:height, :width]
    return np.where(fine, table[array], array)


def _clumps(rng: np.random.Generator, grid: Grid, share: float) -> NDArray[np.bool_]:
    """Return coarse cells of which ``share`` are set, in clumps."""
    shape = (-(-grid.height // _CLUMP), -(-grid.width // _CLUMP))
    field = gaussian_filter(rng.standard_normal(shape, dtype=np.float32), 1.5)
    return field > np.quantile(field, 1 - share)
