"""Where a parcel is measured: the CGCS2000 Gauss–Krüger zone of its district, reached without a datum shift.

CGCS2000 and WGS 84 agree to a few decimetres and are taken as one for longitude and latitude; every other
datum needs parameters that natres does not guess (``datums.py``).
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.crs import ProjectedCRS
from pyproj.crs.coordinate_operation import TransverseMercatorConversion

from natres.errors import BadData

__all__ = [
    "ComputingZone", "from_zone", "geographic", "geometry_to_lon_lat", "geometry_to_zone", "is_in_zone", "is_modern",
    "is_wgs84",
    "lon_lat_shapes_to_zone", "lon_lat_to_zone", "middle_of",
    "nearest_meridian", "own_zone", "to_lon_lat", "to_zone", "zone_for",
]  # fmt: skip

#: CGCS2000 as published: semi-major axis and inverse flattening.
CGCS2000_AXIS_M = 6378137.0
CGCS2000_INVERSE_FLATTENING = 298.257222101

#: EPSG's systems of CGCS2000 with zone prefix: 4513 is zone 25, the westernmost of China.
_FIRST_ZONE, _LAST_ZONE, _FIRST_ZONE_CODE = 25, 45, 4513

_SAME_DATUM = (
    "china 2000",
    "cgcs2000",
    "china_2000",
    "world geodetic system 1984",
    "wgs 84",
    "wgs_1984",
    "wgs84",
)


@dataclass(frozen=True)
class ComputingZone:
    """A 3-degree Gauss–Krüger zone of CGCS2000, known by its central meridian in degrees.

    >>> ComputingZone(117.0).number, ComputingZone(117.0).false_easting_m, ComputingZone(-177.0).number
    (39, 39500000.0, 61)
    """

    central_meridian: float

    @property
    def number(self) -> int:
        """Number of the zone, 1 (3°E) to 120 (0°), counted eastwards."""
        return round(self.central_meridian / 3.0 - 1.0) % 120 + 1

    @property
    def false_easting_m(self) -> float:
        """False easting with the zone prefix, as land-use databases are delivered: 39 500 000 m in zone 39."""
        return self.number * 1_000_000.0 + 500_000.0

    @property
    def crs(self) -> CRS:
        """The zone as a pyproj CRS with zone prefix."""
        return _zone_crs(self.central_meridian, self.false_easting_m)

    @property
    def named_crs(self) -> CRS:
        """The zone as the EPSG system with zone prefix, which files carry; outside China the same without a number.

        >>> ComputingZone(117.0).named_crs.to_epsg(), ComputingZone(3.0).named_crs.to_epsg()
        (4527, None)
        """
        return _named_crs(self)


@cache
def _named_crs(zone: ComputingZone) -> CRS:
    if _FIRST_ZONE <= zone.number <= _LAST_ZONE:
        return CRS.from_epsg(_FIRST_ZONE_CODE + zone.number - _FIRST_ZONE)
    east = TransverseMercatorConversion(0.0, zone.central_meridian, zone.false_easting_m, 0.0, 1.0)
    return ProjectedCRS(east, f"CGCS2000 / {zone.central_meridian:g}°", geodetic_crs=CRS.from_epsg(4490))


@cache
def _zone_crs(central_meridian: float, false_easting_m: float) -> CRS:
    return CRS.from_proj4(
        f"+proj=tmerc +lat_0=0 +lon_0={central_meridian} +k=1 +x_0={false_easting_m} +y_0=0 "
        f"+a={CGCS2000_AXIS_M} +rf={CGCS2000_INVERSE_FLATTENING} +units=m +no_defs"
    )


def geographic(crs: CRS, file: str = "") -> CRS:
    """Return the longitude/latitude system under ``crs``.

    Raises
    ------
    BadData : ``CRS_DATUM`` where its datum is neither CGCS2000 nor WGS 84
    """
    base = crs.geodetic_crs
    name = ((base.datum.name if base is not None and base.datum else "") or crs.name).lower()
    # PROJ names an unknown datum after its shift ("… using towgs84=15,-150,-80"), which does not make it WGS 84.
    name = name.partition("towgs84")[0]
    if base is None or not any(known in name.replace("_", " ") or known in name for known in _SAME_DATUM):
        raise BadData("CRS_DATUM", file=file or None, value=crs.name)
    return base


def is_modern(crs: CRS) -> bool:
    """Return whether ``crs`` stands on CGCS2000 or WGS 84, which are read as one.

    >>> is_modern(CRS.from_epsg(4527)), is_modern(CRS.from_epsg(2363))
    (True, False)
    """
    try:
        geographic(crs)
    except BadData:
        return False
    return True


def is_wgs84(crs: CRS) -> bool:
    """Return whether ``crs`` stands on WGS 84, which natres reads as CGCS2000.

    >>> is_wgs84(CRS.from_epsg(4326)), is_wgs84(CRS.from_epsg(4527))
    (True, False)
    """
    base = crs.geodetic_crs
    return base is not None and "1984" in (base.datum.name if base.datum else "")


def _transverse_mercator(crs: CRS) -> tuple[float, float] | None:
    """Return (central meridian, false easting) where ``crs`` is a CGCS2000 Gauss–Krüger zone in metres."""
    operation = crs.coordinate_operation
    if not crs.is_projected or operation is None or operation.method_name != "Transverse Mercator":
        return None
    values = {p.name: float(p.value) for p in operation.params}
    scale = values.get("Scale factor at natural origin", 1.0)
    if scale != 1.0 or is_wgs84(crs) or any(axis.unit_conversion_factor != 1.0 for axis in crs.axis_info):
        return None
    if values.get("Latitude of natural origin", 0.0) or values.get("False northing", 0.0):
        return None
    return values["Longitude of natural origin"], values["False easting"]


def zone_for(crs: CRS, longitude: float | None = None) -> ComputingZone:
    """Return the zone parcels of ``crs`` are measured in: their own 3-degree zone, else the nearest to ``longitude``.

    >>> zone_for(CRS.from_epsg(4527)).central_meridian, zone_for(CRS.from_epsg(4490), 117.2).central_meridian
    (117.0, 117.0)
    """
    own = _transverse_mercator(crs)
    if own and own[0] % 3 == 0 and (longitude is None or abs(longitude - own[0]) < 2):
        return ComputingZone(own[0])
    if longitude is None:
        raise BadData("CRS_PROJECTED", value=crs.name)
    return ComputingZone(float(nearest_meridian(np.array([longitude]))[0]))


def nearest_meridian(longitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the central meridian of the 3-degree zone each longitude lies in, -180 to 177; an edge goes east.

    >>> nearest_meridian(np.array([117.2, 118.5, -179.9, 179.9])).tolist()
    [117.0, 120.0, -180.0, -180.0]
    """
    return (3.0 * np.floor(longitude / 3.0 + 0.5) + 180.0) % 360.0 - 180.0


def own_zone(crs: CRS) -> ComputingZone | None:
    """Return the 3-degree zone ``crs`` is, with or without zone prefix; None for any other system.

    >>> own_zone(CRS.from_epsg(4548)), own_zone(CRS.from_epsg(4490))
    (ComputingZone(central_meridian=117.0), None)
    """
    own = _transverse_mercator(crs)
    return ComputingZone(own[0]) if own and own[0] % 3 == 0 else None


def to_zone(points: NDArray[np.float64], crs: CRS, zone: ComputingZone) -> NDArray[np.float64]:
    """Return plane coordinates (easting with zone prefix, northing, in metres) in ``zone``, shape (n, 2).

    A layer that is already in that zone is at most shifted by its false easting: no coordinate is recomputed.
    """
    own = _transverse_mercator(crs)
    if own and own[0] == zone.central_meridian:
        shift = zone.false_easting_m - own[1]
        return points + np.array([shift, 0.0]) if shift else points
    return lon_lat_to_zone(to_lon_lat(points, crs), zone)


def lon_lat_to_zone(lon_lat: NDArray[np.float64], zone: ComputingZone) -> NDArray[np.float64]:
    """Return plane coordinates with zone prefix, in metres, of longitudes and latitudes on CGCS2000, shape (n, 2).

    >>> lon_lat_to_zone(np.array([[117.0, 0.0]]), ComputingZone(117.0)).round(3).tolist()
    [[39500000.0, 0.0]]
    """
    forward = _transformer(_plain_lon_lat(), zone.crs)
    return np.column_stack(forward.transform(lon_lat[:, 0], lon_lat[:, 1]))


def is_in_zone(crs: CRS, zone: ComputingZone) -> bool:
    """Return whether coordinates of ``crs`` are those of ``zone`` but for the false easting.

    >>> zone = ComputingZone(117.0)
    >>> [is_in_zone(CRS.from_epsg(code), zone) for code in (4527, 4548, 4498, 4528, 4490)]
    [True, True, True, False, False]
    """
    own = _transverse_mercator(crs)
    return own is not None and own[0] == zone.central_meridian


def to_lon_lat(points: NDArray[np.float64], crs: CRS, file: str = "") -> NDArray[np.float64]:
    """Return longitude and latitude in degrees, CGCS2000 and WGS 84 taken as one, shape (n, 2)."""
    base = geographic(crs, file)
    if crs.is_geographic:
        return points
    lon, lat = _transformer(crs, base).transform(points[:, 0], points[:, 1])
    return np.column_stack([lon, lat])


def from_zone(plane: NDArray[np.float64], zone: ComputingZone) -> NDArray[np.float64]:
    """Return longitude and latitude in degrees on CGCS2000 of plane coordinates with zone prefix, by PROJ."""
    inverse = _transformer(zone.crs, _plain_lon_lat())
    return np.column_stack(inverse.transform(plane[:, 0], plane[:, 1]))


def geometry_to_lon_lat(geometry: NDArray[Any], crs: CRS) -> NDArray[Any]:
    """Return shapes in longitude and latitude, for display."""
    return shapely.transform(geometry, lambda points: to_lon_lat(points, crs))


def middle_of(geometry: NDArray[Any], crs: CRS) -> shapely.Point:
    """Return the middle of the extent of shapes, in longitude and latitude.

    >>> round(middle_of(np.array([shapely.Point(39_490_000, 4_320_000), None, shapely.Point(39_510_000, 4_340_000)]),
    ...                          CRS.from_epsg(4527)).x, 6)
    117.0
    """
    box = np.array([shapely.box(*shapely.total_bounds(geometry).tolist())], dtype=object)
    return shapely.centroid(geometry_to_lon_lat(box, crs))[0]


def geometry_to_zone(geometry: NDArray[Any], crs: CRS, zone: ComputingZone) -> NDArray[Any]:
    """Return shapes in the plane of a zone, with its prefix; those that lie there already are returned as they are."""
    nowhere = np.zeros((1, 2))
    if is_in_zone(crs, zone) and np.array_equal(to_zone(nowhere, crs, zone), nowhere):
        return geometry
    return shapely.transform(geometry, lambda points: to_zone(points, crs, zone))


def lon_lat_shapes_to_zone(geometry: NDArray[Any], zone: ComputingZone) -> NDArray[Any]:
    """Return shapes in degrees of longitude and latitude in the plane of a zone."""
    return shapely.transform(geometry, lambda points: lon_lat_to_zone(points, zone))


def _plain_lon_lat() -> CRS:
    return CRS.from_proj4(f"+proj=longlat +a={CGCS2000_AXIS_M} +rf={CGCS2000_INVERSE_FLATTENING} +no_defs")


@cache
def _transformer(source: CRS, target: CRS) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True, allow_ballpark=False)
