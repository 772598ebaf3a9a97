"""Layers in the plane of one computing zone: those in that zone already keep every digit."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from natres.core.crs import ComputingZone, is_in_zone, own_zone, to_lon_lat, to_zone, zone_for

__all__ = ["common_zone", "in_plane", "on_one_plane"]

Shapes = NDArray[np.object_]

#: Plane coordinates of the survey have 4 decimals.
_DECIMALS = 4


def common_zone(shapes: Shapes, crs: CRS) -> ComputingZone:
    """Return the zone a layer is laid on others in: its own, else the nearest to its middle.

    >>> common_zone(np.array([shapely.box(117.1, 39.0, 117.2, 39.1)]), CRS.from_epsg(4490)).central_meridian
    117.0
    """
    own = own_zone(crs)
    if own is not None:
        return own
    bounds = shapely.total_bounds(shapes) if len(shapes) else np.full(4, np.nan)
    if not np.isfinite(bounds).all():
        return ComputingZone(117.0)  # nothing to lay
    middle = np.array([[(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]])
    return zone_for(crs, float(to_lon_lat(middle, crs)[0, 0]))


def in_plane(shapes: Shapes, crs: CRS, zone: ComputingZone) -> Shapes:
    """Return shapes in the plane of ``zone``; a layer that is there already is returned as it is.

    >>> inside = np.array([shapely.box(39505000, 4322000, 39506000, 4323000)])
    >>> in_plane(inside, CRS.from_epsg(4527), ComputingZone(117.0)) is inside
    True
    """
    corner = np.zeros((1, 2))
    if is_in_zone(crs, zone) and not to_zone(corner, crs, zone).any():
        return shapes
    return shapely.transform(shapes, lambda points: to_zone(points, crs, zone))


def on_one_plane(
    first: Shapes, first_crs: Any, second: Shapes, second_crs: Any, zone: ComputingZone
) -> tuple[Shapes, Shapes, bool]:
    """Return both layers in the plane of ``zone``, and whether their vertices were put on the survey's grid.

    Where both come in the same system nothing is rounded. Otherwise the vertices of both go to 4 decimals, as the
    survey writes them: what is one border in two systems is then one border again.

    >>> square = np.array([shapely.box(39505000, 4322000, 39506000, 4323000)])
    >>> crs = CRS.from_epsg(4527)
    >>> on_one_plane(square, crs, square, crs, ComputingZone(117.0))[2]
    False
    """
    one, two = in_plane(first, first_crs, zone), in_plane(second, second_crs, zone)
    if CRS.from_user_input(first_crs).equals(second_crs, ignore_axis_order=True):
        return one, two, False
    if is_in_zone(first_crs, zone) and is_in_zone(second_crs, zone):  # shifted by whole metres alone
        return one, two, False
    return _on_grid(one), _on_grid(two), True


def _on_grid(shapes: Shapes) -> Shapes:
    """Return shapes with vertices of 4 decimals; a shape that this would break keeps its digits."""
    rounded = shapely.transform(shapes, lambda points: np.round(points, _DECIMALS))
    broken = ~shapely.is_valid(rounded) & shapely.is_valid(shapes)
    rounded[broken] = shapes[broken]
    return rounded
