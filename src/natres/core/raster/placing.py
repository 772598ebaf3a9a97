"""Zones brought into the columns and rows of a raster: their edges stay straight in their own system."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from natres.core.crs import to_lon_lat
from natres.core.outlines import areal_parts
from natres.core.places import from_lon_lat
from natres.core.raster.grid import Grid
from natres.errors import BadData

__all__ = ["on_the_grid", "reach_text", "straight_in"]

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]
Move = Callable[[Floats], Floats]

#: An edge may bend this far between two systems before points are put on it, in metres.
BEND_M = 5e-4
_DEGREE_M = 111_320.0


def straight_in(shapes: Shapes, source: CRS, target: CRS) -> Shapes:
    """Return shapes in another system, with so many points on their edges that no edge bends by a millimetre.

    Parameters
    ----------
    shapes : polygons and multipolygons in ``source``, shape (n,)
    source, target : systems on CGCS2000 or WGS 84, taken as one

    Raises
    ------
    BadData : ``GEOM_WIDE`` for a shape that has no place in ``target``

    >>> square = np.array([shapely.box(117.0, 39.0, 117.1, 39.1)])
    >>> [int(shapely.get_num_coordinates(s)) for s in straight_in(square, CRS.from_epsg(4490), CRS.from_epsg(4527))]
    [199]
    """
    if source.equals(target, ignore_axis_order=True):
        return shapes

    def move(points: Floats) -> Floats:
        return from_lon_lat(to_lon_lat(points, source), target)

    unit = _DEGREE_M if target.is_geographic else float(target.axis_info[0].unit_conversion_factor)
    dense = shapely.transform(shapes, lambda points: points)
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    # Leaps between the rings of a shape are taken for edges here: that shape is looked at alone.
    for row in np.unique(owner[:-1][_bends(points, owner, move, unit) > BEND_M]):
        dense[row] = _with_points(shapes[row], move, unit)
    moved = shapely.transform(dense, move)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    lost = np.flatnonzero(there & ~np.isfinite(shapely.bounds(moved)).all(axis=1))
    if len(lost):
        raise BadData("GEOM_WIDE", row=int(lost[0]), value=target.name)
    return moved


def _bends(points: Floats, owner: NDArray[np.intp], move: Move, unit: float) -> Floats:
    """Return by how many metres the middle of each edge leaves the straight line between its moved ends."""
    middle = (points[:-1] + points[1:]) / 2.0
    with np.errstate(invalid="ignore"):
        ends = move(points)
        bend = np.hypot(*(move(middle) - (ends[:-1] + ends[1:]) / 2.0).T) * unit
    return np.where(np.isfinite(bend) & (owner[1:] == owner[:-1]), bend, 0.0)


def _with_points(shape: Any, move: Move, unit: float) -> Any:
    """Return a shape with points on every edge that would bend."""
    points, ring = shapely.get_coordinates(shapely.get_rings(shape), return_index=True)
    bend = _bends(points, ring, move, unit)
    parts = np.ceil(np.sqrt(bend / BEND_M)).astype(np.intp)  # a bend shrinks with the square of the length
    if (parts <= 1).all():
        return shape
    length = np.hypot(*(points[1:] - points[:-1]).T)
    longest = float(np.min((length / np.maximum(parts, 1))[parts > 1]))
    return shapely.segmentize(shape, longest)


def on_the_grid(shapes: Shapes, grid: Grid) -> tuple[Shapes, Shapes]:
    """Return shapes of the raster's system in columns and rows as far as the raster reaches, and what lies beyond it.

    What lies beyond is in the raster's system, None where nothing does.
    """
    cells = shapely.transform(shapes, grid.cells_of)
    bounds = shapely.bounds(cells)
    with np.errstate(invalid="ignore"):
        within = (bounds >= 0.0).all(axis=1) & (bounds[:, 2] <= grid.width) & (bounds[:, 3] <= grid.height)
    beyond = np.full(len(shapes), None, dtype=object)
    box = shapely.box(0.0, 0.0, grid.width, grid.height)
    for row in np.flatnonzero(~within & np.isfinite(bounds).all(axis=1)):
        rest = areal_parts(shapely.difference(cells[row], box))
        beyond[row] = None if rest is None else shapely.transform(rest, grid.points_of)
        cells[row] = areal_parts(shapely.intersection(cells[row], box))
    return shapely.transform(cells, lambda p: np.clip(p, 0.0, [grid.width, grid.height])), beyond


def reach_text(shapes: Sequence[Any] | Shapes, crs: CRS) -> str:
    """Return how far shapes reach in degrees, for a message: west–east, south–north.

    >>> reach_text([shapely.box(117.0, 39.0, 117.1, 39.1)], CRS.from_epsg(4490))
    '117.0000–117.1000°E, 39.0000–39.1000°N'
    """
    points = shapely.get_coordinates(np.asarray(shapes, dtype=object))
    west, south = (degrees := to_lon_lat(points, crs)).min(axis=0)
    east, north = degrees.max(axis=0)
    return f"{west:.4f}–{east:.4f}°E, {south:.4f}–{north:.4f}°N"
