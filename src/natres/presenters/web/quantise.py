"""Coordinates and numbers as few bytes as a zip can make small.

Positions are whole decimetres of spherical Mercator, the plane the browser draws in, so the page scales and
shifts integers and never computes a tangent. Rounding moves a vertex by at most 0.05 m along each axis.
The figures of a report are never taken from these coordinates.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["Rings", "mercator_dm", "pack_rings", "varints", "zigzag"]

EARTH_RADIUS_M = 6378137.0
LATITUDE_LIMIT = 85.0
Ints = NDArray[np.int64]


def mercator_dm(lon: NDArray[np.floating[Any]], lat: NDArray[np.floating[Any]]) -> tuple[Ints, Ints]:
    """Return lon/lat degrees as whole decimetres of spherical Mercator.

    >>> x, y = mercator_dm(np.array([117.0]), np.array([39.0]))
    >>> x.tolist(), y.tolist()
    ([130243804], [47216716])
    >>> mercator_dm(np.array([500000.0]), np.array([4300000.0]))
    Traceback (most recent call last):
    ...
    ValueError: a map page wants finite degrees of longitude and latitude, within ±180 and ±85
    """
    inside = (np.abs(lon) <= 180.0) & (np.abs(lat) <= LATITUDE_LIMIT)  # False for NaN too
    if not inside.all():
        raise ValueError("a map page wants finite degrees of longitude and latitude, within ±180 and ±85")
    x = EARTH_RADIUS_M * np.radians(lon)
    y = EARTH_RADIUS_M * np.arctanh(np.sin(np.radians(lat)))
    return np.rint(x * 10).astype(np.int64), np.rint(y * 10).astype(np.int64)


def zigzag(values: Ints) -> Ints:
    """Return signed numbers as unsigned ones, small ones staying small.

    >>> zigzag(np.array([0, -1, 1, -2])).tolist()
    [0, 1, 2, 3]
    """
    return (values << 1) ^ (values >> 63)


def varints(values: Ints) -> bytes:
    """Return numbers ≥ 0 in base 128, low digit first, the top bit saying that another byte follows.

    >>> varints(np.array([1, 127, 128, 300])).hex()
    '017f8001ac02'
    >>> varints(np.array([], dtype=np.int64))
    b''
    """
    number = values.astype(np.uint64)
    length = np.ones(number.size, dtype=np.int64)
    for digits in range(1, 5):
        length += number >= np.uint64(1 << (7 * digits))
    start = np.cumsum(length) - length
    out = np.zeros(int(length.sum()), dtype=np.uint8)
    for digit in range(int(length.max(initial=0))):
        wanted = length > digit
        low = (number[wanted] >> np.uint64(7 * digit)) & np.uint64(0x7F)
        more = np.where(length[wanted] > digit + 1, 0x80, 0).astype(np.uint64)
        out[start[wanted] + digit] = (low | more).astype(np.uint8)
    return out.tobytes()


@dataclass(frozen=True, eq=False)
class Rings:
    """The vertices of many features, ring after ring, in decimetres.

    Parameters
    ----------
    x, y : vertices, a closed ring without its closing one
    sizes : vertices per ring
    counts : rings per feature
    """

    x: Ints
    y: Ints
    sizes: Ints
    counts: Ints


def pack_rings(geometry: NDArray[np.object_]) -> Rings:
    """Return the rings of polygons: shells counter-clockwise, each followed by its holes clockwise.

    The direction is what tells a hole from a shell, in the browser's fill rule as in the tests.

    >>> square = shapely.box(117, 39, 117.001, 39.001)
    >>> pack_rings(np.array([square, None], dtype=object)).counts.tolist()
    [1, 0]
    """
    empty = shapely.MultiPolygon()
    filled = np.array([empty if g is None else g for g in geometry], dtype=object)
    turned = shapely.orient_polygons(shapely.force_2d(filled), exterior_cw=False)
    parts, feature = shapely.get_parts(turned, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    if rings.size == 0:
        none = np.zeros(0, dtype=np.int64)
        return Rings(none, none, none, np.zeros(len(filled), dtype=np.int64))
    counts = np.bincount(feature[part], minlength=len(filled))
    lonlat, ring = shapely.get_coordinates(rings, return_index=True)
    x, y = mercator_dm(lonlat[:, 0], lonlat[:, 1])
    keep = _distinct(x, y, ring)
    sizes = np.bincount(ring[keep], minlength=rings.size)
    return Rings(x[keep], y[keep], sizes.astype(np.int64), counts.astype(np.int64))


def _distinct(x: Ints, y: Ints, ring: Ints) -> NDArray[np.bool_]:
    """Mark the vertices that differ from the next one of their ring: the closing one falls away so too."""
    last = np.append(ring[1:] != ring[:-1], True)
    same = np.zeros(x.size, dtype=bool)
    same[:-1] = (x[1:] == x[:-1]) & (y[1:] == y[:-1])
    keep = ~last & ~same
    # A ring smaller than the grid keeps its vertices: it must not vanish from the page's count.
    left = np.bincount(ring[keep], minlength=int(ring[-1]) + 1)
    return np.where((left < 3)[ring], ~last, keep)
