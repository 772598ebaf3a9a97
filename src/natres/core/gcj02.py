"""How far GCJ-02, the system of internet maps in China, lies off at a place: to recognise it, never to convert."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["gcj02_offset"]

#: The field is a polynomial and waves around this place, in degrees.
_ORIGIN = (105.0, 35.0)
#: Where the field is laid over coordinates at all: west, south, east, north.
_EXTENT = (72.004, 0.8293, 137.8347, 55.8271)
#: Amplitude in metres and wavelength in degrees of the waves along an axis.
_EAST_WAVES = ((20.0, 2.0), (40.0, 6.0), (150.0, 24.0), (300.0, 60.0))
_NORTH_WAVES = ((20.0, 2.0), (40.0, 6.0), (160.0, 24.0), (320.0, 60.0))
#: Waves along the longitude that move both coordinates.
_BOTH_WAVES = ((20.0, 1.0 / 3.0), (20.0, 1.0))


def gcj02_offset(lon_lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where GCJ-02 puts places, seen from where they are: metres east and north, shape (n, 2).

    Parameters
    ----------
    lon_lat : longitude and latitude in degrees, shape (n, 2); outside of China the offset is 0

    >>> gcj02_offset(np.array([[117.0, 39.0], [2.35, 48.85]])).round(1).tolist()
    [[529.8, 100.7], [0.0, 0.0]]
    """
    x, y = (lon_lat - np.array(_ORIGIN)).T
    both = 2.0 / 3.0 * _waves(x, _BOTH_WAVES)
    root = np.sqrt(np.abs(x))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    east += both + 2.0 / 3.0 * _waves(x, _EAST_WAVES)
    north += both + 2.0 / 3.0 * _waves(y, _NORTH_WAVES)
    west, south, east_end, north_end = _EXTENT
    lon, lat = lon_lat.T
    inside = (lon >= west) & (lon <= east_end) & (lat >= south) & (lat <= north_end)
    return np.where(inside[:, None], np.column_stack([east, north]), 0.0)


def _waves(along: NDArray[np.float64], waves: tuple[tuple[float, float], ...]) -> NDArray[np.float64]:
    total = np.zeros_like(along)
    for amplitude, length in waves:
        total += amplitude * np.sin(2.0 * np.pi * along / length)
    return total
