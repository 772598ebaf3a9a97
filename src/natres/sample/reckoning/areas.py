"""Ellipsoidal areas of plane polygons: the sample's own way (geodesics), apart from the survey formula."""

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer

__all__ = ["geodesic_area", "geodesic_areas", "to_cents", "to_lonlat"]

GEOD = Geod(a=6378137.0, rf=298.257222101)
_TO_LONLAT = Transformer.from_crs(4527, 4490, always_xy=True)
LONGEST_EDGE_M = 70.0


def to_lonlat(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitude and latitude (CGCS2000) of EPSG:4527 points."""
    lon, lat = _TO_LONLAT.transform(points[:, 0], points[:, 1])
    return np.asarray(lon), np.asarray(lat)


def geodesic_areas(polygons: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the area in m² of each polygon in EPSG:4527.

    Edges are straight in the plane, so long ones are first cut to 70 m: a geodesic between distant
    vertices leaves the plane edge.
    """
    dense = shapely.segmentize(np.asarray(polygons, dtype=object), LONGEST_EDGE_M)
    rings, owner = shapely.get_rings(dense, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    if not len(points):
        return np.zeros(len(dense))
    lon, lat = to_lonlat(points)
    starts = np.searchsorted(ring, np.arange(len(rings) + 1))
    sizes = np.empty(len(rings))
    for i in range(len(rings)):
        a, b = starts[i], starts[i + 1] - 1  # the closing vertex is not repeated
        sizes[i] = abs(GEOD.polygon_area_perimeter(lon[a:b], lat[a:b])[0])
    first = np.r_[True, owner[1:] != owner[:-1]]
    signed = np.where(first, sizes, -sizes)
    return np.bincount(owner, signed, minlength=len(dense)).astype(np.float64)


def geodesic_area(polygon: shapely.Geometry) -> float:
    """Return the area in m² of one polygon in EPSG:4527."""
    parts = shapely.get_parts(polygon)
    return float(geodesic_areas(parts).sum())


def to_cents(areas: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return areas in whole 0.01 m², halves up.

    >>> to_cents(np.array([1.005001, 2.0])).tolist()
    [101, 200]
    """
    return np.floor(np.asarray(areas) * 100 + 0.5).astype(np.int64)
