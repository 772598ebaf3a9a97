"""The survey's area formula once more, term by term as published: what a matrix in survey areas is held to."""

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["survey_areas"]

Floats = NDArray[np.float64]

_MERIDIAN, _FALSE_EASTING_M = 117.0, 39_500_000.0
_B, _E2, _EP2, _C = 6356752.31414036, 0.0066943800229, 0.00673949677548, 6399593.62586
_RHO, _PI = 206264.8062471, 3.14159265358979
_K0, _K1, _K2, _K3, _K4 = (
    1.57048761144159e-07, 5.05250178820567e-03, 2.98472900956587e-05, 2.41626669230084e-07, 2.22241238938534e-09,
)  # fmt: skip
_SERIES = (
    1 + 3 / 6 * _E2 + 30 / 80 * _E2**2 + 35 / 112 * _E2**3 + 630 / 2304 * _E2**4,
    1 / 6 * _E2 + 15 / 80 * _E2**2 + 21 / 112 * _E2**3 + 420 / 2304 * _E2**4,
    3 / 80 * _E2**2 + 7 / 112 * _E2**3 + 180 / 2304 * _E2**4,
    1 / 112 * _E2**3 + 45 / 2304 * _E2**4,
    5 / 2304 * _E2**4,
)
_LONGEST_EDGE_M = 70.0
_CHUNK = 4000


def survey_areas(polygons: NDArray[np.object_]) -> Floats:
    """Return the survey (ellipsoidal) area in m² of polygons in EPSG:4527, before its last rounding.

    >>> survey_areas(np.array([shapely.box(39505000, 4322000, 39506000, 4323000)])).round(2).tolist()
    [999999.26]
    """
    shapes = np.asarray(polygons, dtype=object)
    parts = [_areas(shapes[start : start + _CHUNK]) for start in range(0, len(shapes), _CHUNK)]
    return np.concatenate(parts) if parts else np.zeros(0)


def _areas(shapes: NDArray[np.object_]) -> Floats:
    rings, owner = shapely.get_rings(shapes, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    start, end = points[:-1][ring[1:] == ring[:-1]], points[1:][ring[1:] == ring[:-1]]
    of_edge = ring[:-1][ring[1:] == ring[:-1]]
    pieces = (np.hypot(*(end - start).T) / _LONGEST_EDGE_M).astype(int) + 1
    edge = np.repeat(np.arange(len(start)), pieces)
    nth = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    step = (end - start)[edge]
    one = start[edge] + step * nth[:, None] / pieces[edge][:, None]
    last = nth + 1 == pieces[edge]
    two = np.where(last[:, None], end[edge], start[edge] + step * (nth + 1)[:, None] / pieces[edge][:, None])
    trapezoid = _trapezoid(_arc(_half_up(one, 4)), _arc(_half_up(two, 4)))
    size = np.abs(np.bincount(of_edge[edge], trapezoid, len(rings)))
    first = np.r_[True, owner[1:] != owner[:-1]]
    return np.bincount(owner, np.where(first, size, -size), len(shapes)).astype(np.float64)


def _arc(points: Floats) -> tuple[Floats, Floats]:
    """Return latitude and longitude in radians of plane points, each from its seconds with 6 decimals."""
    E = _K0 * points[:, 1]
    s = np.sin(E)
    foot = E + np.cos(E) * (_K1 * s - _K2 * s**3 + _K3 * s**5 - _K4 * s**7)
    t, n2 = np.tan(foot), _EP2 * np.cos(foot) ** 2
    V = np.sqrt(1 + n2)
    y = (points[:, 0] - _FALSE_EASTING_M) / (_C / V)
    drop = V * V * t * y**2 / 2 - (5 + 3 * t**2 + n2 - 9 * n2 * t**2) * V * V * t * y**4 / 24
    drop += (61 + 90 * t**2 + 45 * t**4) * V * V * t * y**6 / 720
    away = y - (1 + 2 * t**2 + n2) * y**3 / 6 + (5 + 28 * t**2 + 24 * t**4 + 6 * n2 + 8 * n2 * t**2) * y**5 / 120
    B, L = foot - drop, away / np.cos(foot) + _MERIDIAN * _PI / 180
    seconds = (_half_up(angle * 180 / _PI * 3600, 6) for angle in (B, L))
    latitude, longitude = (angle / _RHO for angle in seconds)
    return latitude, longitude


def _trapezoid(one: tuple[Floats, Floats], two: tuple[Floats, Floats]) -> Floats:
    """Return the signed area between each edge and the central meridian; a closed ring has the same from any."""
    (b1, l1), (b2, l2) = one, two
    away = (l1 + l2) / 2 - _MERIDIAN * 3600 / _RHO
    half, middle = (b2 - b1) / 2, (b1 + b2) / 2
    terms = [
        (-1) ** n * factor * np.sin((2 * n + 1) * half) * np.cos((2 * n + 1) * middle)
        for n, factor in enumerate(_SERIES)
    ]
    return 2 * _B**2 * away * sum(terms)


def _half_up(value: Floats, decimals: int) -> Floats:
    return np.copysign(np.floor(np.abs(value) * 10**decimals + 0.5) / 10**decimals, value)
