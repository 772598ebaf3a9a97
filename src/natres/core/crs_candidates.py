"""Which coordinate systems of the surveys fit coordinates whose file names none: offered, never chosen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from natres.core.crs import to_lon_lat

__all__ = ["Candidate", "crs_candidates"]

#: Longitude and latitude of the land surface of China, generously.
_CHINA = (73.0, 17.0, 136.0, 54.5)
_SHOWN = 3


@dataclass(frozen=True)
class Candidate:
    """A system in which coordinates would lie where they may: its code, and how many of them, 0–1."""

    code: int
    share: float

    @property
    def name(self) -> str:
        """``EPSG:4527 CGCS2000 / 3-degree Gauss-Kruger zone 39``."""
        return f"EPSG:{self.code} {CRS.from_epsg(self.code).name}"


def crs_candidates(
    places: NDArray[np.float64], within: tuple[float, float, float, float] | None = None
) -> tuple[Candidate, ...]:
    """Return the systems in which places would lie in an area, the likeliest first.

    Systems of older datums (Xian 1980, Beijing 1954) have the same numbers some metres away, so numbers cannot tell
    them apart; they are not offered.

    Parameters
    ----------
    places : (n, 2) coordinates as they stand in the file
    within : west, south, east, north in degrees of where they should lie; by default China

    >>> [c.code for c in crs_candidates(np.array([[39517000.0, 4322000.0]]))]
    [4527]
    >>> [c.code for c in crs_candidates(np.array([[517000.0, 4322000.0]]), (116.8, 38.8, 117.4, 39.3))]
    [4548, 4509]
    >>> [c.code for c in crs_candidates(np.array([[117.1, 39.1]]))], crs_candidates(np.array([[5.0, 1e9]]))
    ([4490], ())
    """
    places = places[np.isfinite(places).all(axis=1)]
    if not len(places):
        return ()
    found = [Candidate(code, _share(places, code, within or _CHINA)) for code in _possible(places)]
    fitting = sorted((c for c in found if c.share > 0), key=lambda c: -c.share)
    if within is None and len(fitting) > _SHOWN:  # any meridian fits somewhere in China: nothing is known
        return ()
    return tuple(fitting[:_SHOWN])


def _possible(places: NDArray[np.float64]) -> list[int]:
    """Return the codes whose coordinates have that many digits."""
    middle = float(np.median(places[:, 0]))
    if abs(middle) <= 180 and np.abs(places).max() <= 180:
        return [4490]
    if middle < 1_000_000:
        return [*range(4534, 4555), *range(4502, 4513)]
    zone = int(middle // 1_000_000)
    if 25 <= zone <= 45:
        return [4513 + zone - 25]
    return [4491 + zone - 13] if 13 <= zone <= 23 else [3857]


def _share(places: NDArray[np.float64], code: int, box: tuple[float, float, float, float]) -> float:
    lon, lat = to_lon_lat(places, CRS.from_epsg(code)).T
    west, south, east, north = box
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return float(inside.mean())
