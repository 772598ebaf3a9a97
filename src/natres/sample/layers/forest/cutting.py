"""Straight cuts through a polygon: into pieces of moderate size, and to an exact ellipsoidal area."""

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.reckoning.areas import geodesic_area

__all__ = ["cut_to_area", "pieces"]

_TURNS = (0.0, 0.5, 0.25, 0.75)  # × π, against the long axis


def _axis(shape: shapely.Polygon, turn: float = 0.0) -> NDArray[np.float64]:
    """Return the unit vector of the long axis, turned by ``turn`` × π."""
    points = shapely.get_coordinates(shape)
    d = points - points.mean(0)
    angle = 0.5 * np.arctan2(2 * (d[:, 0] * d[:, 1]).sum(), (d[:, 0] ** 2).sum() - (d[:, 1] ** 2).sum())
    return np.array([np.cos(angle + turn * np.pi), np.sin(angle + turn * np.pi)])


def _span(shape: shapely.Polygon, axis: NDArray[np.float64]) -> tuple[float, float]:
    along = shapely.get_coordinates(shape) @ axis
    return float(along.min()) - 1, float(along.max()) + 1


def _clip(shape: shapely.Polygon, axis: NDArray[np.float64], low: float, high: float) -> list[shapely.Polygon]:
    """Return the parts of ``shape`` whose coordinate along ``axis`` lies between low and high."""
    x0, y0, x1, y1 = shape.bounds
    centre = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    base = centre - axis * (centre @ axis)
    side = np.array([-axis[1], axis[0]]) * (np.hypot(x1 - x0, y1 - y0) + 10)
    ring = [base + axis * at + side * sign for at, sign in ((low, -1), (high, -1), (high, 1), (low, 1))]
    parts = shapely.get_parts(shapely.intersection(shape, shapely.Polygon(ring)))
    return [p for p in parts if p.geom_type == "Polygon" and p.area > 0]


def pieces(shape: shapely.Polygon, limit: float) -> list[shapely.Polygon]:
    """Halve a polygon across its long axis until no piece is larger than ``limit`` m².

    >>> [round(p.area) for p in pieces(shapely.box(0, 0, 40, 10), 250)]
    [200, 200]
    """
    if shape.area <= limit:
        return [shape]
    axis = _axis(shape)
    low, high = _span(shape, axis)
    middle = (low + high) / 2
    halves = _clip(shape, axis, low, middle) + _clip(shape, axis, middle, high)
    return [p for half in halves for p in pieces(half, limit)]


def cut_to_area(shape: shapely.Polygon, wanted: float) -> tuple[shapely.Polygon, list[shapely.Polygon]] | None:
    """Cut off ``wanted`` m² (ellipsoidal) in one part by a straight line; return it and what is left.

    Several directions are tried, from both ends; None where each of them would leave the part in pieces.
    """
    for turn in _TURNS:
        for sign in (1, -1):
            axis = _axis(shape, turn) * sign
            part, place = _bisect(shape, axis, wanted)
            if len(part) == 1 and part[0].is_valid:
                return part[0], _clip(shape, axis, place, _span(shape, axis)[1])
    return None


def _bisect(shape: shapely.Polygon, axis: NDArray[np.float64], wanted: float) -> tuple[list[shapely.Polygon], float]:
    """Return the part below the line that leaves ``wanted`` m² there, and where along ``axis`` the line lies."""
    low, high = _span(shape, axis)
    plane = wanted * shape.area / geodesic_area(shape)
    part, b = [shape], high
    for _ in range(4):  # plane bisection is quick; its goal is then corrected by the measured area
        a, b = low, high
        while b - a > 1e-8:
            middle = (a + b) / 2
            size = sum(p.area for p in _clip(shape, axis, low, middle))
            a, b = (middle, b) if size < plane else (a, middle)
        part = _clip(shape, axis, low, b)
        if len(part) != 1 or abs(miss := wanted - geodesic_area(part[0])) < 0.01:
            break
        plane += miss
    return part, b
