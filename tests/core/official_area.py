"""The survey's area formula once more, one number at a time, from its text (国土调查办发〔2008〕32号, CGCS2000).

Written apart from ``natres.core.areas``: plain floats, longitude from Greenwich, no arrays.
"""

import math
from itertools import pairwise

import shapely

A_AXIS, B_AXIS = 6378137.0, 6356752.31414036
E2, EP2, C_RADIUS = 0.0066943800229, 0.00673949677548, 6399593.62586
K0, K1, K2 = 1.57048761144159e-7, 5.05250178820567e-3, 2.98472900956587e-5
K3, K4 = 2.41626669230084e-7, 2.22241238938534e-9
PI = 3.14159265358979
SECOND = math.pi / 180 / 3600


def half_up(value: float, decimals: int) -> float:
    return math.copysign(math.floor(abs(value) * 10**decimals + 0.5) / 10**decimals, value)


def inverse(east: float, north: float, meridian: float) -> tuple[float, float]:
    """Plane metres from the central meridian to (latitude, longitude) in radians, term by term as the text has it."""
    e = K0 * north
    s = math.sin(e)
    foot = e + math.cos(e) * (K1 * s - K2 * s**3 + K3 * s**5 - K4 * s**7)
    t, n2 = math.tan(foot), EP2 * math.cos(foot) ** 2
    v = math.sqrt(1 + n2)
    y = east / (C_RADIUS / v)
    v2t, sec = v * v * t, 1 / math.cos(foot)
    b = foot - v2t * y**2 / 2 + (5 + 3 * t * t + n2 - 9 * n2 * t * t) * v2t * y**4 / 24
    b -= (61 + 90 * t * t + 45 * t**4) * v2t * y**6 / 720
    longitude = sec * y - (1 + 2 * t * t + n2) * sec * y**3 / 6
    longitude += (5 + 28 * t * t + 24 * t**4 + 6 * n2 + 8 * n2 * t * t) * sec * y**5 / 120
    longitude += meridian * PI / 180
    return half_up(b * 180 / PI * 3600, 6) * SECOND, half_up(longitude * 180 / PI * 3600, 6) * SECOND


def trapezoid(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Signed area between an edge, two parallels and Greenwich."""
    half, middle = (second[0] - first[0]) / 2, (second[0] + first[0]) / 2
    a = 1 + 3 / 6 * E2 + 30 / 80 * E2**2 + 35 / 112 * E2**3 + 630 / 2304 * E2**4
    b = 1 / 6 * E2 + 15 / 80 * E2**2 + 21 / 112 * E2**3 + 420 / 2304 * E2**4
    c = 3 / 80 * E2**2 + 7 / 112 * E2**3 + 180 / 2304 * E2**4
    d = 1 / 112 * E2**3 + 45 / 2304 * E2**4
    e = 5 / 2304 * E2**4
    sum_of_sines = (
        a * math.sin(half) * math.cos(middle)
        - b * math.sin(3 * half) * math.cos(3 * middle)
        + c * math.sin(5 * half) * math.cos(5 * middle)
        - d * math.sin(7 * half) * math.cos(7 * middle)
        + e * math.sin(9 * half) * math.cos(9 * middle)
    )
    return 2 * B_AXIS**2 * (first[1] + second[1]) / 2 * sum_of_sines


def ring_area(ring, false_easting: float, meridian: float) -> float:
    places = []
    points = list(ring.coords)
    for (x0, y0), (x1, y1) in pairwise(points):
        length = math.hypot(x1 - x0, y1 - y0)
        pieces = int(length / 70) + 1 if length > 70 else 1
        for i in range(pieces):
            x, y = x0 + (x1 - x0) * i / pieces, y0 + (y1 - y0) * i / pieces
            places.append(inverse(half_up(x, 4) - false_easting, half_up(y, 4), meridian))
    places.append(places[0])
    return abs(math.fsum(trapezoid(p, q) for p, q in pairwise(places)))


def official_area_m2(shape: shapely.Geometry, false_easting: float = 39_500_000.0, meridian: float = 117.0) -> float:
    """Unrounded area of a polygon or multipolygon, holes taken off."""
    total = 0.0
    for part in shapely.get_parts(shape):
        total += ring_area(part.exterior, false_easting, meridian)
        total -= sum(ring_area(hole, false_easting, meridian) for hole in part.interiors)
    return total
