"""The survey's area formula on CGCS2000, as published: Gauss inverse, rounding of B and L, trapezoids.

Source: 国土调查办发〔2008〕32号 and the annex of TD/T 1055-2019. Latitude B and longitude L are rounded to
6 decimals of a second before any area is made of them; an edge is straight in B and L, so edges over 70 m are
divided first (:mod:`natres.core.rings`).
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["arcs_of_parabolas", "gauss_inverse", "half_up", "rounded_arc", "trapezoids"]

Floats = NDArray[np.float64]

# Constants as published for CGCS2000; the formula is only "official" with these digits.
_B_M = 6356752.31414036
_E2 = 0.0066943800229
_EP2 = 0.00673949677548
_C_M = 6399593.62586
_PI = 3.14159265358979
_K = (1.57048761144159e-7, 5.05250178820567e-3, 2.98472900956587e-5, 2.41626669230084e-7, 2.22241238938534e-9)
_TRAPEZOID = (
    1 + 3 / 6 * _E2 + 30 / 80 * _E2**2 + 35 / 112 * _E2**3 + 630 / 2304 * _E2**4,
    1 / 6 * _E2 + 15 / 80 * _E2**2 + 21 / 112 * _E2**3 + 420 / 2304 * _E2**4,
    3 / 80 * _E2**2 + 7 / 112 * _E2**3 + 180 / 2304 * _E2**4,
    1 / 112 * _E2**3 + 45 / 2304 * _E2**4,
    5 / 2304 * _E2**4,
)
_A, _B, _C, _D, _E = _TRAPEZOID
#: The trapezoid's series as a polynomial in sin B: coefficients of sin B, sin³B … sin⁹B.
_Q = (
    _A - 3 * _B + 5 * _C - 7 * _D + 9 * _E,
    4 * _B - 20 * _C + 56 * _D - 120 * _E,
    16 * _C - 112 * _D + 432 * _E,
    64 * _D - 576 * _E,
    256 * _E,
)
_SECONDS_PER_RADIAN = 180.0 * 3600.0 / np.pi
#: Nearer than this to a tie of the sixth decimal of a second, the order of operations decides the rounding:
#: twice the noise that was found between two orders.
_NEAR_TIE = 5e-4


def half_up(value: Floats, decimals: int) -> Floats:
    """Return ``value`` rounded to ``decimals``, halves away from zero.

    >>> half_up(np.array([0.00005, -0.00005, 0.00004]), 4).tolist()
    [0.0001, -0.0001, 0.0]
    """
    scale = 10.0**decimals
    rounded = np.abs(value)
    rounded *= scale
    rounded += 0.5
    np.floor(rounded, out=rounded)
    rounded /= scale
    return np.copysign(rounded, value, out=rounded)


def gauss_inverse(east: Floats, north: Floats, central_meridian: float) -> tuple[Floats, Floats]:
    """Return the sine of the latitude, and the longitude in radians, both from B and L rounded to 1e-6″.

    Parameters
    ----------
    east, north : plane coordinates in metres, shape (n,); ``east`` counts from the central meridian
    central_meridian : degrees

    Notes
    -----
    Sine and cosine are taken once, of the rectifying latitude: the foot point and the latitude lie so near
    that the first terms of the addition theorems give all digits. Where B or L then lies within a few
    thousandths of a tie, it is computed once more term by term in the published order, so that the sixth
    decimal is the one any program gets that follows the text.
    """
    k0, k1, k2, k3, k4 = _K
    E = k0 * north
    s = np.sin(E)
    c = np.sqrt((1.0 - s) * (1.0 + s))
    s2 = s * s
    shift = c * s * (k1 - s2 * (k2 - s2 * (k3 - k4 * s2)))
    foot = E + shift
    s, c = _turned(s, c, shift)
    t = s / c
    t2, n2 = t * t, _EP2 * c * c
    V2 = 1.0 + n2
    y = east * np.sqrt(V2) / _C_M
    y2, v2t = y * y, V2 * t
    drop = v2t * y2 * (0.5 - y2 * ((5 + 3 * t2 + n2 - 9 * n2 * t2) / 24.0 - y2 * (61 + t2 * (90 + 45 * t2)) / 720.0))
    series = (1 + 2 * t2 + n2) / 6.0 - y2 * (5 + t2 * (28 + 24 * t2) + n2 * (6 + 8 * t2)) / 120.0
    latitude, tie_b = _to_arc(foot - drop)
    longitude, tie_l = _to_arc(y * (1.0 - y2 * series) / c + np.radians(central_meridian))
    again = np.flatnonzero(tie_b | tie_l)
    if len(again):
        latitude[again], longitude[again] = _term_by_term(east[again], north[again], central_meridian)
    latitude /= _SECONDS_PER_RADIAN
    longitude /= _SECONDS_PER_RADIAN
    return _turned(s, c, latitude - foot)[0], longitude


def rounded_arc(lon_lat_deg: Floats) -> tuple[Floats, Floats]:
    """Return the sine of the latitude, and the longitude in radians, of degrees rounded to 1e-6″."""
    L, B = (half_up(lon_lat_deg[:, i] * 3600.0, 6) / _SECONDS_PER_RADIAN for i in (0, 1))
    return np.sin(B), L


def trapezoids(sine: Floats, longitude: Floats, ring: NDArray[np.intp]) -> tuple[Floats, NDArray[np.intp]]:
    """Return the signed area in m² between each edge and the meridian of its ring's first vertex, and its ring.

    Parameters
    ----------
    sine : sine of the latitude, shape (n,)
    longitude : radians, shape (n,)
    ring : ring of each vertex, shape (n,), vertices of one ring side by side and closed

    Notes
    -----
    The published sum A·sin(ΔB/2)cos(Bm) − B·sin(3ΔB/2)cos(3Bm) + … is half the difference of
    Q(B) = A sin B − B sin 3B + C sin 5B − D sin 7B + E sin 9B at the two ends, and Q is a polynomial in sin B.
    Over a closed ring the meridian makes no difference; a near one keeps the numbers small and their digits.
    """
    Q, from_first, _ = _spread(sine, longitude, ring)
    inside = ring[1:] == ring[:-1]
    piece = _B_M * _B_M * 0.5 * (from_first[1:] + from_first[:-1]) * (Q[1:] - Q[:-1])
    return piece[inside], ring[:-1][inside]


def arcs_of_parabolas(sine: Floats, longitude: Floats, ring: NDArray[np.intp]) -> tuple[Floats, NDArray[np.intp]]:
    """Return areas like :func:`trapezoids` for edges that carry their middle: each bends as a parabola through it.

    Every second point of a ring is the middle of an edge. An edge that is straight on a plane bends on the ellipsoid;
    with its middle the area is right to 1e-12, where the trapezoid leaves up to 0.004 m² at an edge of 70 m.
    """
    Q, from_first, first = _spread(sine, longitude, ring)
    place = np.arange(len(ring)) - np.repeat(first, np.diff(np.append(first, len(ring))))
    start = np.flatnonzero((place[:-1] % 2 == 0) & (ring[1:] == ring[:-1]))
    l0, l1, l2 = from_first[start], from_first[start + 1], from_first[start + 2]
    q1, q2 = Q[start + 1] - Q[start], Q[start + 2] - Q[start]
    piece = (l0 * (4.0 * q1 - q2) + 4.0 * l1 * q2 + l2 * (3.0 * q2 - 4.0 * q1)) / 6.0
    return _B_M * _B_M * piece, ring[start]


def _spread(sine: Floats, longitude: Floats, ring: NDArray[np.intp]) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Return Q(B), the longitude from each ring's first vertex, and where the rings begin."""
    s2 = sine * sine
    q1, q3, q5, q7, q9 = _Q
    Q = sine * (q1 + s2 * (q3 + s2 * (q5 + s2 * (q7 + s2 * q9))))
    first = np.flatnonzero(np.concatenate([[True], ring[1:] != ring[:-1]]))
    return Q, longitude - np.repeat(longitude[first], np.diff(np.append(first, len(ring)))), first


def _to_arc(radians: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return seconds of arc rounded to 6 decimals, and which of them lie next to a tie."""
    raised = np.abs(radians)
    raised *= _SECONDS_PER_RADIAN * 1e6
    raised += 0.5
    whole = np.floor(raised)
    raised -= whole
    raised -= 0.5
    beside = np.abs(raised, out=raised) > 0.5 - _NEAR_TIE
    whole /= 1e6
    return np.copysign(whole, radians, out=whole), beside


def _term_by_term(east: Floats, north: Floats, central_meridian: float) -> tuple[Floats, Floats]:
    """Return B and L in seconds, rounded to 6 decimals, by the published series in the published order."""
    k0, k1, k2, k3, k4 = _K
    E = k0 * north
    s = np.sin(E)
    foot = E + np.cos(E) * (k1 * s - k2 * s**3 + k3 * s**5 - k4 * s**7)
    t, n2 = np.tan(foot), _EP2 * np.cos(foot) ** 2
    V = np.sqrt(1 + n2)
    y = east / (_C_M / V)
    v2t, sec = V * V * t, 1 / np.cos(foot)
    lat = foot - v2t * y**2 / 2 + (5 + 3 * t * t + n2 - 9 * n2 * t * t) * v2t * y**4 / 24
    lat = lat - (61 + 90 * t * t + 45 * t**4) * v2t * y**6 / 720
    lon = sec * y - (1 + 2 * t * t + n2) * sec * y**3 / 6
    lon = lon + (5 + 28 * t * t + 24 * t**4 + 6 * n2 + 8 * n2 * t * t) * sec * y**5 / 120
    lon = lon + central_meridian * _PI / 180
    return half_up(lat * 180 / _PI * 3600, 6), half_up(lon * 180 / _PI * 3600, 6)


def _turned(sine: Floats, cosine: Floats, by: Floats) -> tuple[Floats, Floats]:
    """Return sine and cosine of an angle turned by a small one (below 0.01 rad), exact to the last digit."""
    b2 = by * by
    small_sine = by * (1.0 - b2 * (1.0 / 6.0 - b2 / 120.0))
    less_cosine = b2 * (0.5 - b2 * (1.0 / 24.0 - b2 / 720.0))
    return sine + (cosine * small_sine - sine * less_cosine), cosine - (sine * small_sine + cosine * less_cosine)
