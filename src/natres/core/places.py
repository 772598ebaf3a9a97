"""Named shapes of a layer with their coordinate system, and distances on the ellipsoid of CGCS2000."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer

from natres.core.crs import CGCS2000_AXIS_M, CGCS2000_INVERSE_FLATTENING, geographic

__all__ = ["NamedShape", "PlaceLayers", "ShapeLayer", "from_lon_lat", "geodesic_m"]

_GEOD = Geod(a=CGCS2000_AXIS_M, rf=CGCS2000_INVERSE_FLATTENING)


@dataclass(frozen=True, eq=False)
class NamedShape:
    """A polygon with its code and name; ``geometry`` is a shapely polygon or multipolygon."""

    code: str
    name: str
    geometry: Any


@dataclass(frozen=True, eq=False)
class ShapeLayer:
    """The polygons of one layer: in metres of a projected system, or in degrees."""

    name: str
    shapes: tuple[NamedShape, ...]
    crs: CRS


@dataclass(frozen=True, eq=False)
class PlaceLayers:
    """Where wells may lie: towns, the outline of the district, zones; each may be missing."""

    towns: ShapeLayer | None = None
    district: ShapeLayer | None = None
    zones: tuple[ShapeLayer, ...] = ()


def geodesic_m(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the length in metres of the shortest line on the ellipsoid between two (longitude, latitude).

    >>> round(geodesic_m((117.0, 39.0), (117.0, 39.001)), 2), geodesic_m((117.0, 39.0), (117.0, 39.0))
    (111.02, 0.0)
    """
    return float(_GEOD.inv(*start, *end)[2])


def from_lon_lat(lon_lat: NDArray[np.float64], crs: CRS) -> NDArray[np.float64]:
    """Return places in the coordinates of a layer, shape (n, 2), CGCS2000 and WGS 84 taken as one.

    Parameters
    ----------
    lon_lat : longitude and latitude in degrees, shape (n, 2)
    crs : of the layer

    Raises
    ------
    BadData : ``CRS_DATUM`` where the datum of the layer is neither

    >>> from_lon_lat(np.array([[117.0, 39.0]]), CRS.from_epsg(4527)).round(2).tolist()
    [[39500000.0, 4318503.98]]
    """
    base = geographic(crs)
    if crs.is_geographic:
        return lon_lat
    return np.column_stack(_forward(base, crs).transform(lon_lat[:, 0], lon_lat[:, 1]))


@cache
def _forward(base: CRS, crs: CRS) -> Transformer:
    return Transformer.from_crs(base, crs, always_xy=True, allow_ballpark=False)
