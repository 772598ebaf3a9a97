"""Where the rows of a table lie: longitude and latitude as they stand, or from plane coordinates."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from natres.core.crs import geographic, to_lon_lat
from natres.readers.tables.cells import Table

__all__ = ["place_rows"]

Values = list[Fraction | None]

#: China, with some sea: longitude and latitude in degrees.
WEST, EAST, SOUTH, NORTH = 73.0, 136.0, 3.0, 54.0
_LARGEST_DEGREES = 1000
#: Eastings with a zone prefix: zone 13 and more.
_LEAST_PREFIXED = 10_000_000
_PACKED_LONGITUDE, _PACKED_LATITUDE = (700_000, 1_360_000), (30_000, 540_000)


def place_rows(table: Table, columns: dict[str, list[Any]], crs: CRS | None) -> dict[str, list[float | None]]:
    """Return longitude and latitude of every row, in degrees; empty where the table has no coordinates.

    Plane coordinates may stand in columns of their own or in those of longitude and latitude; which of the two is
    the easting is found by trying, since surveys call the northing x.

    Parameters
    ----------
    table : takes what is found: ``DMS_PACKED``, ``CRS_MISSING``, ``CRS_EASTING_PREFIX``, ``OUTSIDE_DISTRICT``
    columns : the columns as read; ``x`` and ``y`` are taken out
    crs : of plane coordinates
    """
    east, north = columns.pop("x", None), columns.pop("y", None)
    if not {"longitude", "latitude"} & set(columns) and (east is None or north is None):
        return {}
    count = len(table.body.rows)
    lon: Values = columns.get("longitude") or [None] * count
    lat: Values = columns.get("latitude") or [None] * count
    plane: dict[int, tuple[Fraction, Fraction]] = {}
    for row in range(count):
        a, b = lon[row], lat[row]
        if a is None and b is None and east and north and east[row] is not None and north[row] is not None:
            plane[row] = (east[row], north[row])
        elif _is_packed(a, b) and crs is None:
            _say_packed(table, row, a, b)
            lon[row] = lat[row] = None
        elif a is not None and b is not None and max(abs(a), abs(b)) > _LARGEST_DEGREES:
            plane[row] = (a, b)
            lon[row] = lat[row] = None
    found: dict[str, list[float | None]] = {
        "longitude": [None if v is None else float(v) for v in lon],
        "latitude": [None if v is None else float(v) for v in lat],
    }
    if plane:
        _from_plane(table, plane, crs, found, "x" if east else "longitude")
    return found


def _is_packed(lon: Fraction | None, lat: Fraction | None) -> bool:
    """Return whether degrees, minutes and seconds may stand in one number, 1170123.4: no value is a plane one then."""
    packed = [
        value is not None and low <= value < high
        for value, (low, high) in ((lon, _PACKED_LONGITUDE), (lat, _PACKED_LATITUDE))
    ]
    large = [value is not None and abs(value) > _LARGEST_DEGREES for value in (lon, lat)]
    return any(packed) and packed == large


def _say_packed(table: Table, row: int, lon: Fraction | None, lat: Fraction | None) -> None:
    for column, value, (low, high) in (("longitude", lon, _PACKED_LONGITUDE), ("latitude", lat, _PACKED_LATITUDE)):
        if value is not None and low <= value < high:
            table.say("DMS_PACKED", row, column, f"{float(value):.10g}")


def _from_plane(
    table: Table,
    plane: dict[int, tuple[Fraction, Fraction]],
    crs: CRS | None,
    found: dict[str, list[float | None]],
    column: str,
) -> None:
    rows = list(plane)
    points = np.array([[float(a), float(b)] for a, b in plane.values()])
    first = _pair(points[0])
    if crs is None:
        table.say("CRS_MISSING", rows[0], column, first, variant="register", count=len(rows))
        table.unplaced.update(rows)
        return
    geographic(crs, table.file)
    lon_lat, east = _best_order(points, crs)
    wrong = _other_zone(east, _false_easting(crs))
    if wrong.any():
        at = int(np.argmax(wrong))
        facts: dict[str, Any] = {"crs": crs.name, "count": int(wrong.sum())}
        table.say("CRS_EASTING_PREFIX", rows[at], column, _pair(points[at]), variant="register", **facts)
        table.unplaced.update(row for row, bad in zip(rows, wrong, strict=True) if bad)
    for row, place, point, bad in zip(rows, lon_lat, points, wrong, strict=True):
        if bad:
            continue
        if not np.isfinite(place).all():
            table.say("OUTSIDE_DISTRICT", row, column, _pair(point))
            continue
        found["longitude"][row], found["latitude"][row] = float(place[0]), float(place[1])
        table.repair("CRS_PROJECTED", column, _pair(point), f"{place[0]:.7f}, {place[1]:.7f}")


def _best_order(points: NDArray[np.float64], crs: CRS) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitude and latitude, and the eastings, in the order of columns that puts more points into China."""
    as_named, turned = to_lon_lat(points, crs), to_lon_lat(points[:, ::-1], crs)
    if _in_china(turned).sum() > _in_china(as_named).sum():
        return turned, points[:, 1]
    if _in_china(as_named).any():
        return as_named, points[:, 0]
    largest = points.max(axis=1)  # a northing of China has seven digits at most, an easting six or eight
    return as_named, np.where(largest > _LEAST_PREFIXED, largest, points.min(axis=1))


def _other_zone(east: NDArray[np.float64], false_easting: float) -> NDArray[np.bool_]:
    """Return which eastings have another zone prefix than a system, or one where it has none.

    >>> _other_zone(np.array([39_501_300.0, 501_300.0, 40_501_300.0]), 39_500_000.0).tolist()
    [False, True, True]
    >>> _other_zone(np.array([39_501_300.0, 501_300.0]), 500_000.0).tolist()
    [True, False]
    """
    if false_easting < _LEAST_PREFIXED:
        return east > _LEAST_PREFIXED
    return east // 1_000_000 != false_easting // 1_000_000  # a zone is much narrower than the step of its prefix


def _in_china(lon_lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    lon, lat = lon_lat[:, 0], lon_lat[:, 1]
    return (lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH)


def _false_easting(crs: CRS) -> float:
    operation = crs.coordinate_operation
    values = operation.params if operation else ()
    return next((float(p.value) for p in values if p.name == "False easting"), 0.0)


def _pair(point: Sequence[float] | NDArray[np.float64]) -> str:
    return f"{point[0]:.3f}, {point[1]:.3f}"
