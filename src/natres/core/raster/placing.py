"""Zones brought into the columns and rows of a raster: edges stay straight in their own system, the raster stays still."""

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

__all__ = ["on_the_grid", "straight_in"]

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]

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
    [150]
    """
    if source.equals(target, ignore_axis_order=True):
        return shapes

    def move(points: Floats) -> Floats:
        return from_lon_lat(to_lon_lat(points, source), target)

    unit = _DEGREE_M if target.is_geographic else float(target.axis_info[0].unit_conversion_factor)
    dense = shapely.transform(shapes, lambda points: points)
    rows = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    for row in rows:
        dense[row] = _with_points(shapes[row], move, unit)
    moved = shapely.transform(dense, move)
    for row in rows:
        if not np.isfinite(shapely.bounds(moved[row])).all():
            raise BadData("GEOM_WIDE", row=int(row), value=target.name)
    return moved


def _with_points(shape: Any, move: Any, unit: float) -> Any:
    """Return a shape with points on every edge that would bend."""
    rings = shapely.get_rings(shape)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    middle = (points[:-1] + points[1:]) / 2.0
    with np.errstate(invalid="ignore"):
        ends = move(points)
        bend = np.hypot(*(move(middle) - (ends[:-1] + ends[1:]) / 2.0).T) * unit
    bend[~np.isfinite(bend) | (ring[1:] != ring[:-1])] = 0.0
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
