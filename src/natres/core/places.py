"""Named shapes of a layer with their coordinate system, and distances on the ellipsoid of CGCS2000."""

from dataclasses import dataclass
from typing import Any

from pyproj import CRS, Geod

from natres.core.crs import CGCS2000_AXIS_M, CGCS2000_INVERSE_FLATTENING

__all__ = ["NamedShape", "PlaceLayers", "ShapeLayer", "geodesic_m"]

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
