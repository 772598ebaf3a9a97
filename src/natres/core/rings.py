"""The rings of parcels on their way to the formula: brought to a zone, put back on the survey's grid, densified."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from natres.core.crs import ComputingZone, is_in_zone, to_zone
from natres.core.survey_formula import half_up

__all__ = [
    "LONGEST_EDGE_M", "Rings", "densify", "densify_lon_lat", "first_of_rings", "on_the_plane", "unwrapped",
    "with_middles",
]  # fmt: skip

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]

#: Longer edges are divided, because a trapezoid takes an edge as straight in latitude and longitude.
LONGEST_EDGE_M = 70.0
#: Plane coordinates of the survey have 4 decimals.
_DECIMALS = 4
#: How far storage as doubles moves a coordinate of 8 digits before the point, in metres.
_STORAGE_NOISE_M = 2e-8
#: How far longitude and latitude with 10 decimals move one.
_DEGREE_NOISE_M = 1e-5
_MEAN_RADIUS_M = 6371008.8


class Rings:
    """The rings of an array of shapes: vertices, ring of each vertex, shape and sign (+1 outer, −1 hole) of each ring.

    ``points`` has shape (n, 2); ``ring`` (n,); ``owner`` and ``sign`` have one entry per ring. Parts that are
    no areas, and empty or missing shapes, have no rings.
    """

    def __init__(self, shapes: NDArray[Any]) -> None:
        if (shapely.get_type_id(shapes) == 3).all() and not shapely.is_empty(shapes).any():
            self._of_polygons(shapes)
            return
        parts, part_owner = shapely.get_parts(shapes, return_index=True)
        areal = shapely.get_type_id(parts) == 3
        parts, part_owner = parts[areal], part_owner[areal]
        rings, of_part = shapely.get_rings(parts, return_index=True)
        self.points, self.ring = shapely.get_coordinates(rings, return_index=True)
        self.owner = part_owner[of_part]
        # get_rings gives the outer ring of a polygon first, then its holes.
        first = np.ones(len(rings), dtype=bool)
        first[1:] = of_part[1:] != of_part[:-1]
        self.sign = np.where(first, 1.0, -1.0)

    def _of_polygons(self, shapes: NDArray[Any]) -> None:
        """Take plain polygons the short way: an object is made of the rings of those with holes only."""
        self.points = shapely.get_coordinates(shapes)
        rings = 1 + shapely.get_num_interior_rings(shapes)
        self.owner = np.repeat(np.arange(len(shapes)), rings)
        first = np.cumsum(rings) - rings
        self.sign = np.full(len(self.owner), -1.0)
        self.sign[first] = 1.0
        vertices = np.zeros(len(self.owner), dtype=np.intp)
        vertices[first] = shapely.get_num_coordinates(shapes)
        holed = rings > 1
        vertices[holed[self.owner]] = shapely.get_num_coordinates(shapely.get_rings(shapes[holed]))
        self.ring = np.repeat(np.arange(len(vertices)), vertices)


def on_the_plane(rings: Rings, crs: CRS, zone: ComputingZone) -> tuple[Floats, Whole]:
    """Return the densified vertices in ``zone`` with 4 decimals (easting with zone prefix, northing), and their rings.

    A shape whose vertices all lie on the survey's grid of 0.1 mm, up to the noise of storage or of a
    transformation, is first put back on it: the same parcel then has the same vertices whatever system its
    file is in, also half way between two vertices, where the fourth decimal is a tie. Other shapes keep
    their digits until the points are rounded.
    """
    plane = to_zone(rings.points, crs, zone)
    noise = _STORAGE_NOISE_M if is_in_zone(crs, zone) else _DEGREE_NOISE_M
    plane = _back_on_grid(plane, rings, noise * 10.0**_DECIMALS)
    points, ring = densify(plane, rings.ring)
    return half_up(points, _DECIMALS), ring


def _back_on_grid(plane: Floats, rings: Rings, noise: float) -> Floats:
    if not len(plane):
        return plane
    scaled = plane * 10.0**_DECIMALS
    grid = np.rint(scaled)
    scaled -= grid
    off = np.abs(scaled, out=scaled) > noise
    of_ring = np.logical_or.reduceat(off[:, 0] | off[:, 1], first_of_rings(rings.ring))
    keeps = np.zeros(int(rings.owner[-1]) + 1, dtype=bool)
    keeps[rings.owner[of_ring]] = True
    if keeps[rings.owner].all():
        return plane
    grid /= 10.0**_DECIMALS
    if not keeps.any():
        return grid
    kept = keeps[rings.owner][rings.ring]
    return np.column_stack([np.where(kept, plane[:, i], grid[:, i]) for i in (0, 1)])


def first_of_rings(ring: Whole) -> Whole:
    """Return where in a list of vertices each ring begins, shape (rings,)."""
    return np.flatnonzero(np.concatenate([[True], ring[1:] != ring[:-1]]))


def densify(points: Floats, ring: Whole, metres: float = 1.0) -> tuple[Floats, Whole]:
    """Put n = ⌊length / 70 m⌋ equally spaced points on every edge longer than 70 m.

    Parameters
    ----------
    points : vertices, shape (n, 2), rings side by side
    ring : ring of each vertex, shape (n,)
    metres : metres in one unit of the coordinates
    """
    step = points[1:] - points[:-1]
    square = step * step
    # A first sieve without roots; those that pass are measured exactly.
    long = np.flatnonzero(square[:, 0] + square[:, 1] > (LONGEST_EDGE_M / metres) ** 2 * (1 - 1e-9))
    return _divided(points, ring, step, long, np.hypot(step[long, 0], step[long, 1]) * metres)


def with_middles(points: Floats, ring: Whole) -> tuple[Floats, Whole]:
    """Put the middle of every edge between its ends.

    >>> points, ring = with_middles(np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 0.0]]), np.zeros(3, dtype=np.intp))
    >>> points[:, 0].tolist()
    [0.0, 1.0, 2.0, 1.0, 0.0]
    """
    edge = np.flatnonzero(ring[1:] == ring[:-1])
    middle = (points[edge] + points[edge + 1]) / 2.0
    return np.insert(points, edge + 1, middle, axis=0), np.insert(ring, edge + 1, ring[edge])


def densify_lon_lat(points: Floats, ring: Whole) -> tuple[Floats, Whole]:
    """Divide edges of degrees longer than 70 m on the ground; they stay straight in longitude and latitude."""
    step = points[1:] - points[:-1]
    middle = np.radians(points[1:, 1] + points[:-1, 1]) / 2
    length = np.hypot(np.radians(step[:, 0]) * np.cos(middle), np.radians(step[:, 1])) * _MEAN_RADIUS_M
    return _divided(points, ring, step, np.arange(len(step)), length)


def _divided(points: Floats, ring: Whole, step: Floats, edge: Whole, length: Floats) -> tuple[Floats, Whole]:
    """Divide the edges ``edge`` of lengths ``length`` where they are too long and no leap between two rings."""
    extra = np.zeros(len(points), dtype=np.intp)
    long = (length > LONGEST_EDGE_M) & (ring[edge + 1] == ring[edge])
    extra[edge[long]] = (length[long] / LONGEST_EDGE_M).astype(np.intp)
    if not extra.any():
        return points, ring
    start = np.repeat(np.arange(len(points)), extra + 1)
    place = np.arange(len(start)) - np.repeat(np.cumsum(extra + 1) - (extra + 1), extra + 1)
    onward = np.vstack([step, [[0.0, 0.0]]])[start]
    return points[start] + onward * place[:, None] / (extra[start] + 1)[:, None], ring[start]


def unwrapped(points: Floats, ring: Whole) -> Floats:
    """Return degrees in which no ring jumps at the antimeridian: each vertex within 180° of the one before it.

    >>> ring = np.array([[179.0, 0.0], [-179.0, 0.0], [-179.0, 1.0], [179.0, 0.0]])
    >>> unwrapped(ring, np.zeros(4, dtype=np.intp))[:, 0].tolist()
    [179.0, 181.0, 181.0, 179.0]
    """
    turns = np.zeros(len(points))
    jump = np.rint((points[1:, 0] - points[:-1, 0]) / 360.0)
    turns[1:] = np.where(ring[1:] == ring[:-1], -jump, 0.0)
    total = np.cumsum(turns)
    first = first_of_rings(ring)
    total -= np.repeat(total[first], np.diff(np.append(first, len(ring))))
    return points + np.column_stack([360.0 * total, np.zeros(len(points))])
