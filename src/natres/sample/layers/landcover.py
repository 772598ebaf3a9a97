"""A land cover raster of the same district, with the clumped mistakes such rasters have."""

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.transform import from_origin
from scipy.ndimage import gaussian_filter

__all__ = ["CELL_M", "cover_value", "landcover"]

CELL_M = 20.0
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


def landcover(
    rng: np.random.Generator, shapes: NDArray[np.object_], codes: list[str]
) -> tuple[NDArray[np.uint8], tuple[float, float, float, float, float, float]]:
    """Return the raster (by cell centre, about 2 % wrong in clumps) and its affine transform."""
    x0, y0, x1, y1 = shapely.total_bounds(shapes)
    left, top = np.floor(x0 / CELL_M) * CELL_M, np.ceil(y1 / CELL_M) * CELL_M
    width, height = int(np.ceil((x1 - left) / CELL_M)), int(np.ceil((top - y0) / CELL_M))
    transform = from_origin(left, top, CELL_M, CELL_M)
    pairs = [(shape, cover_value(code)) for shape, code in zip(shapes, codes, strict=True)]
    burnt = rasterize(pairs, out_shape=(height, width), transform=transform, fill=0, dtype="uint8")
    array = np.asarray(burnt, dtype=np.uint8)
    wrong = _clumps(rng, array.shape) & (array > 0)
    # the usual confusions: crops with grass, woods with crops, wetland with water
    other = {10: 30, 20: 10, 30: 10, 50: 60, 60: 50, 80: 90, 90: 80}
    table = np.arange(256, dtype=np.uint8)
    for value, mistaken in other.items():
        table[value] = mistaken
    array = np.where(wrong, table[array], array).astype(np.uint8)
    a = transform
    return array, (a.a, a.b, a.c, a.d, a.e, a.f)


def _clumps(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    field = gaussian_filter(rng.standard_normal(shape, dtype=np.float32), 2.0)
    return field > np.quantile(field, 0.98)
