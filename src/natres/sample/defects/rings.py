"""Small operations on the outer ring of a parcel: vertices, and pieces cut off between two of them."""

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["Points", "cut_off", "inner_vertices", "point_text", "ring", "with_ring"]

Points = NDArray[np.float64]


def ring(shape: shapely.Polygon) -> Points:
    """Return the outer ring without its closing point."""
    return shapely.get_coordinates(shape.exterior)[:-1]


def with_ring(shape: shapely.Polygon, points: Points) -> shapely.Polygon:
    """Return the polygon with another outer ring and its own holes."""
    return shapely.Polygon(points, [hole.coords for hole in shape.interiors])


def point_text(point: Points) -> str:
    """Return a point as text, to the millimetre."""
    return f"({point[0]:.3f}, {point[1]:.3f})"


def inner_vertices(shape: shapely.Polygon, around: NDArray[np.object_]) -> Iterator[tuple[int, int]]:
    """Yield vertices whose two edges are shared with one and the same neighbour, and that neighbour's place.

    Of all vertices only these can be moved so that nothing but this parcel and its neighbour disagree.
    """
    points = ring(shape)
    triples = np.stack([np.roll(points, 1, axis=0), points, np.roll(points, -1, axis=0)], axis=1)
    lines = shapely.linestrings(triples)
    borders = shapely.boundary(around)
    for k, line in enumerate(np.atleast_1d(np.asarray(lines))):
        for place in np.flatnonzero(shapely.covers(borders, line)):
            yield k, int(place)


def cut_off(shape: shapely.Polygon, low: float, high: float, most: int = 12) -> tuple[shapely.Polygon, shapely.Polygon]:
    """Return the rest of a polygon and a piece of ``low`` to ``high`` m² cut off between two of its vertices.

    No vertex is added, so what the parcel was is still covered exactly. Both are empty where there is no such
    piece with at most ``most`` vertices.
    """
    points = ring(shape)
    n = len(points)
    twice = np.concatenate([points, points])
    sign = 1 if shapely.is_ccw(shape.exterior) else -1
    for size in range(3, min(most, n - 1) + 1):
        areas = sign * _piece_areas(twice, n, size)
        for start in np.flatnonzero((low <= areas) & (areas <= high)):
            last = start + size - 1
            cut = shapely.Polygon(twice[start : last + 1])
            rest = with_ring(shape, np.concatenate([twice[start : start + 1], twice[last : start + n]]))
            if _apart(shape, cut, rest):
                return rest, cut
    return shapely.Polygon(), shapely.Polygon()


def _piece_areas(twice: Points, n: int, size: int) -> NDArray[np.float64]:
    """Return the signed areas of the pieces of ``size`` vertices that begin at each of the ``n`` vertices."""
    x, y = (twice - twice[0]).T
    cross = np.concatenate([[0.0], np.cumsum(x[:-1] * y[1:] - x[1:] * y[:-1])])
    first = np.arange(n)
    last = first + size - 1
    return (cross[last] - cross[first] + x[last] * y[first] - x[first] * y[last]) / 2


def _apart(whole: shapely.Polygon, cut: shapely.Polygon, rest: shapely.Polygon) -> bool:
    if not (cut.is_valid and rest.is_valid and cut.length**2 < 400 * cut.area):
        return False
    return whole.covers(cut) and abs(cut.area + rest.area - whole.area) < 1e-6 * whole.area
