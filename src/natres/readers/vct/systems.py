"""The coordinate system a VCT header describes: an EPSG code where one fits, else a system of its own."""

import re
from dataclasses import dataclass
from typing import Literal

from pyproj import CRS
from pyproj.crs import ProjectedCRS
from pyproj.crs.coordinate_operation import TransverseMercatorConversion
from pyproj.exceptions import CRSError

from natres.readers.vct.text import VctText

__all__ = ["find_system"]

Datum = Literal["CGCS2000", "Xian 1980", "Beijing 1954", "WGS 84"]
#: EPSG codes per datum: geographic; the first zone of 3° with prefix, without, of 6° with prefix, without.
_CODES: dict[Datum, tuple[int, int, int, int, int]] = {
    "CGCS2000": (4490, 4513, 4534, 4491, 4502),
    "Xian 1980": (4610, 2349, 2370, 2327, 2338),
    "Beijing 1954": (4214, 2401, 2422, 21413, 21453),
    "WGS 84": (4326, 0, 0, 0, 0),
}
_NAMES: tuple[tuple[str, Datum, float], ...] = (
    (r"cgcs\s*_?2000|china.?2000|2000国家|国家2000|大地2000", "CGCS2000", 6378137.0),
    (r"xi.?an|西安|iag|1980|gdz80", "Xian 1980", 6378140.0),
    (r"kras|克拉索夫斯基|克氏|beijing|北京|1954", "Beijing 1954", 6378245.0),
    (r"wgs\s*_?-?(19)?84", "WGS 84", 6378137.0),
)
_GAUSS = re.compile(r"高斯|gauss|kr[uü]e?ger|克吕格|克里格|transverse|横轴墨卡托", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_METRES, _DEGREES = {"", "m", "meter", "metre", "meters", "metres", "米"}, {"d", "degree", "degrees", "度"}


@dataclass(frozen=True)
class _Zone:
    meridian: float
    scale: float
    easting: float
    northing: float
    width: float | None


def find_system(text: VctText, keys: dict[str, tuple[str, int]], separator: str) -> CRS | None:
    """Return the coordinate system of a header; None where it names no spheroid, no parameters, or another projection.

    Raises
    ------
    BadData : ``VCT_SYNTAX`` where spheroid, parameters or units are written so that they mean nothing
    """
    kind = keys.get("coordinatesystemtype", ("P", 0))[0].upper()[:1]
    unit, unit_at = keys.get("xyunit", ("", 0))
    if unit.lower() not in _METRES | _DEGREES:
        raise text.wrong("unit", unit_at)
    spheroid, at = keys.get("spheroid", ("", 0))
    if not spheroid:
        return None
    datum, base = _geographic(text, spheroid, at, separator)
    if kind in ("D", "G") or unit.lower() in _DEGREES:
        return base
    projection, (parameters, at) = keys.get("projection", ("", 0))[0], keys.get("parameters", ("", 0))
    if not parameters or (projection and not _GAUSS.search(projection)):
        return None
    zone = _zone(text, _numbers(text, parameters, at, separator), at)
    try:
        return _known(datum, zone) or _own(base, zone)
    except CRSError:
        raise text.wrong("parameters", at) from None


def _numbers(text: VctText, value: str, at: int, separator: str) -> list[float]:
    parts = [part for part in re.split(f"[,，;\\s{re.escape(separator)}]", value) if part]
    if not all(_NUMBER.fullmatch(part) for part in parts):
        raise text.wrong("parameters", at)
    return [float(part) for part in parts]


def _geographic(text: VctText, spheroid: str, at: int, separator: str) -> tuple[Datum | None, CRS]:
    """Return the datum, where it is a known one, and its system of longitude and latitude."""
    name, *rest = (part.strip() for part in re.split(f"[,，{re.escape(separator)}]", spheroid))
    sizes = [float(part) for part in rest if _NUMBER.fullmatch(part)]
    axis = sizes[0] if sizes else None
    for pattern, datum, expected in _NAMES:
        if re.search(pattern, name, re.IGNORECASE):
            if axis is not None and abs(axis - expected) > 0.5:
                raise text.wrong("spheroid", at)
            return datum, CRS.from_epsg(_CODES[datum][0])
    if axis is None or len(sizes) < 2:
        raise text.wrong("spheroid", at)
    if axis == 6378137.0 and 298.2572 <= sizes[1] <= 298.2573:
        datum = "CGCS2000" if sizes[1] < 298.257223 else "WGS 84"
        return datum, CRS.from_epsg(_CODES[datum][0])
    try:
        own = CRS.from_proj4(f"+proj=longlat +a={axis} +rf={sizes[1]} +no_defs")
    except CRSError:
        raise text.wrong("spheroid", at) from None
    return None, own


def _zone(text: VctText, values: list[float], at: int) -> _Zone:
    """Return the zone of the parameters: in their usual order, else each known by its size."""
    if len(values) >= 4 and abs(values[0]) <= 180 and 0.9 < values[1] < 1.1 and abs(values[2]) >= 1000:
        width = values[4] if len(values) > 4 else None
        return _Zone(values[0], values[1], values[2], values[3], width)
    rest = list(values)

    def take(low: float, high: float) -> float | None:
        found = next((value for value in rest if low <= value <= high), None)
        if found is not None:
            rest.remove(found)
        return found

    easting, meridian, scale = take(10_000, 1e9), take(60, 150), take(0.9, 1.1)
    take(13, 59)  # the number of the zone, which the rest tells too
    width = take(1.5, 6)
    if easting is None or meridian is None or any(rest):
        raise text.wrong("parameters", at)
    return _Zone(meridian, 1.0 if scale is None else scale, easting, 0.0, width)


def _known(datum: Datum | None, zone: _Zone) -> CRS | None:
    if datum is None or datum == "WGS 84" or zone.scale != 1.0 or zone.northing != 0.0:
        return None
    if zone.meridian % 3 or not 75 <= zone.meridian <= 135:
        return None
    _, three, three_bare, six, six_bare = _CODES[datum]
    of_three, of_six = int(zone.meridian // 3) - 25, int(zone.meridian - 75) // 6
    in_six = (zone.meridian - 75) % 6 == 0
    if zone.easting == (of_three + 25) * 1e6 + 5e5:
        return CRS.from_epsg(three + of_three)
    if in_six and zone.easting == (of_six + 13) * 1e6 + 5e5:
        return CRS.from_epsg(six + of_six)
    if zone.easting != 5e5:
        return None
    return CRS.from_epsg(six_bare + of_six if in_six and zone.width == 6 else three_bare + of_three)


def _own(base: CRS, zone: _Zone) -> CRS:
    conversion = TransverseMercatorConversion(
        longitude_natural_origin=zone.meridian,
        false_easting=zone.easting,
        false_northing=zone.northing,
        scale_factor_natural_origin=zone.scale,
    )
    return ProjectedCRS(conversion, name=f"{base.name} / Gauss-Kruger CM {zone.meridian:g}E", geodetic_crs=base)
