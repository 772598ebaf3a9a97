"""Coordinates on the grid of the page, and the order in which neighbours stand beside each other.

Positions are whole decimetres of spherical Mercator, the plane the browser draws in, so the page scales and
shifts integers and never computes a tangent. Rounding moves a vertex by at most 0.05 m along each axis.
The figures of a report are never taken from these coordinates.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["EARTH_RADIUS_M", "Ints", "Rings", "extent_dm", "mercator_dm", "morton_order", "pack_rings"]

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


def extent_dm(geometry: NDArray[np.object_]) -> list[int] | None:
    """Return west, south, east, north of all features in decimetres of spherical Mercator; None for no extent.

    >>> extent_dm(np.array([shapely.Point(117, 39), None], dtype=object))
    [130243804, 47216716, 130243804, 47216716]
    """
    west, south, east, north = shapely.total_bounds(geometry) if len(geometry) else (np.nan,) * 4
    if not np.isfinite(west):
        return None
    x, y = mercator_dm(np.array([west, east]), np.array([south, north]))
    return [int(x[0]), int(y[0]), int(x[1]), int(y[1])]


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


def morton_order(geometry: NDArray[np.object_]) -> Ints:
    """Return the order in which features follow each other along a Z-curve through the middles of their boxes.

    What lies together is packed together, so steps stay small; empty features come last.

    >>> boxes = [shapely.box(117 + d, 39 + d, 117.01 + d, 39.01 + d) for d in (0.01, 0.0)]
    >>> morton_order(np.array([None, *boxes], dtype=object)).tolist()
    [2, 1, 0]
    """
    bounds = shapely.bounds(geometry)
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    drawn = np.isfinite(middle).all(axis=1)
    code = np.full(len(bounds), np.uint64(2**64 - 1), dtype=np.uint64)
    if drawn.any():
        low = middle[drawn].min(axis=0)
        side = max(float((middle[drawn] - low).max()), 1e-12)
        cell = ((middle[drawn] - low) / side * 0xFFFF).astype(np.uint64)
        code[drawn] = _spread(cell[:, 0]) | (_spread(cell[:, 1]) << np.uint64(1))
    return np.argsort(code, kind="stable")


def _spread(number: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Put a zero between the bits of numbers of 16 bits."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        number = (number | (number << np.uint64(shift))) & np.uint64(mask)
    return number
