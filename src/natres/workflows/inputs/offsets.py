"""Whether parcels lie on the boundary of their district or beside it as a whole, as layers from web maps do."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from natres.core.crs import geometry_to_lon_lat, to_lon_lat
from natres.core.issues import Notice
from natres.core.offsets import find_offset
from natres.core.outlines import union_of
from natres.core.provenance import Layer

__all__ = ["offset_notices"]

#: Extents this near, in degrees (some three metres), leave nothing to look for.
_NEAR = 3e-5


def offset_notices(
    layer: Layer[gpd.GeoDataFrame], bounds: Sequence[tuple[Layer[gpd.GeoDataFrame], Any]]
) -> tuple[Notice, ...]:
    """Tell of a layer that lies off its district by one shift, with what GCJ-02 explains of it.

    Parameters
    ----------
    layer : what fills the district
    bounds : its boundary layers; the first one is taken
    """
    if not bounds:
        return ()
    reference = bounds[0][0]
    if np.abs(_extent(layer) - _extent(reference)).max() < _NEAR:
        return ()
    try:
        offset = find_offset(_outline(layer), _outline(reference))
    except shapely.GEOSException:  # shapes that cross themselves have no outline; the checks tell of them
        return ()
    if offset is None or not offset.code:
        return ()
    return (Notice(offset.code, {"file": layer.provenance.file_name, **offset.facts}),)


def _extent(layer: Layer[gpd.GeoDataFrame]) -> np.ndarray:
    west, south, east, north = shapely.total_bounds(layer.frame.geometry.to_numpy())
    corners = np.array([[west, south], [east, south], [west, north], [east, north]])
    return to_lon_lat(corners, layer.crs)


def _outline(layer: Layer[gpd.GeoDataFrame]) -> shapely.Geometry:
    whole = union_of(layer.frame.geometry.to_numpy())
    return geometry_to_lon_lat(np.array([whole], dtype=object), layer.crs)[0]
