"""Areas on the CGCS2000 ellipsoid, by geodesics between points at most 70 m apart."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer

STEP_M = 70.0
GEOD = Geod(a=6378137.0, rf=298.257222101)
TO_DEGREES = Transformer.from_crs(4527, 4490, always_xy=True)


def ellipsoid_areas(shapes: NDArray[Any]) -> NDArray[np.float64]:
    """Return the area of each polygon of EPSG:4527 in square metres, holes taken off."""
    shapes = np.asarray(shapes, dtype=object)
    parts, part_of = shapely.get_parts(shapes, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    outer = np.r_[True, ring_of[1:] != ring_of[:-1]]
    corners, of = shapely.get_coordinates(shapely.segmentize(rings, STEP_M), return_index=True)
    east, north = TO_DEGREES.transform(corners[:, 0], corners[:, 1])
    starts = np.searchsorted(of, np.arange(len(rings) + 1))
    sizes = np.empty(len(rings))
    for i in range(len(rings)):
        a, b = starts[i], starts[i + 1] - 1
        sizes[i] = abs(GEOD.polygon_area_perimeter(east[a:b], north[a:b])[0])
    signed = np.where(outer, sizes, -sizes)
    return np.bincount(part_of[ring_of], signed, minlength=len(shapes))
