"""The CGCS2000 system that stands where a system of an older datum stood, and the same numbers read in it."""

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from natres.core.crs import geographic
from natres.errors import BadData

__all__ = [
    "BALLPARK_ERROR_M", "ballpark", "base_of", "datum_key", "from_degrees", "projection_steps", "to_degrees",
    "twin_crs", "unbound",
]  # fmt: skip

#: How far off, in metres, places commonly are where Beijing 1954 or Xian 1980 is read as CGCS2000. Nobody can say it
#: for one layer without parameters: the published shifts of Beijing 1954 alone give 60 to 70 m in north China.
BALLPARK_ERROR_M = (50.0, 120.0)

_CGCS2000 = 4490
_ALIASES = {
    "北京54": "beijing1954",
    "北京1954": "beijing1954",
    "1954北京": "beijing1954",
    "1954年北京": "beijing1954",
    "beijing54": "beijing1954",
    "西安80": "xian1980",
    "西安1980": "xian1980",
    "1980西安": "xian1980",
    "1980年西安": "xian1980",
    "xian80": "xian1980",
    "新北京54": "newbeijing",
}


def unbound(crs: CRS) -> CRS:
    """Return ``crs`` without the shift to WGS 84 its text may carry: parameters nobody vouches for are not used."""
    return crs.source_crs if crs.is_bound and crs.source_crs is not None else crs


def datum_key(name: str) -> str:
    """Return one spelling for the many of a datum's name.

    >>> [datum_key(name) for name in ("D_Xian_1980", "Xian 1980", "西安80坐标系", "Beijing 1954")]
    ['xian1980', 'xian1980', 'xian1980', 'beijing1954']
    """
    key = re.sub(r"[\W_]", "", re.sub(r"^(?:D|GCS)_", "", name.strip())).lower().removesuffix("坐标系")
    return _ALIASES.get(key, key)


def twin_crs(crs: CRS) -> CRS:
    """Return the CGCS2000 system with the projection of ``crs``: same meridian, same width, same zone prefix.

    A Gauss-Krüger zone of the surveys has a code of its own; any other projection is kept and put on CGCS2000. A
    system of CGCS2000 or WGS 84 is its own twin.

    Raises
    ------
    BadData : ``CRS_DATUM.local`` for a local grid, which has no place on an ellipsoid

    >>> [twin_crs(CRS.from_epsg(code)).to_epsg() for code in (2363, 2384, 2345, 21420, 4610)]
    [4527, 4548, 4509, 4498, 4490]
    """
    plain = unbound(crs)
    if plain.geodetic_crs is None:
        raise BadData("CRS_DATUM.local", value=crs.name)
    if _is_modern(plain):
        return crs
    if plain.is_geographic:
        return CRS.from_epsg(_CGCS2000)
    code = _survey_zone(plain)
    return CRS.from_epsg(code) if code else _same_projection(plain)


def _is_modern(crs: CRS) -> bool:
    try:
        geographic(crs)
    except BadData:
        return False
    return True


def _survey_zone(crs: CRS) -> int | None:
    """Return the code of the CGCS2000 Gauss–Krüger zone with the parameters of ``crs``."""
    operation = crs.coordinate_operation
    metres = all(axis.unit_conversion_factor == 1.0 for axis in crs.axis_info)
    if operation is None or operation.method_name != "Transverse Mercator" or not metres:
        return None
    values = {p.name: float(p.value) for p in operation.params}
    meridian, easting = values["Longitude of natural origin"], values["False easting"]
    others = {
        "Scale factor at natural origin": 1.0,
        "Latitude of natural origin": 0.0,
        "False northing": 0.0,
    }
    if any(values.get(name, usual) != usual for name, usual in others.items()) or easting % 1e6 != 5e5:
        return None
    zone = int(easting // 1e6)
    if zone:
        six = 13 <= zone <= 23 and meridian == 6 * zone - 3
        three = 25 <= zone <= 45 and meridian == 3 * zone
        return 4491 + zone - 13 if six else 4513 + zone - 25 if three else None
    if not 75 <= meridian <= 135 or meridian % 3:
        return None
    # Around 75°, 81°, … both widths have the same numbers; only the name can tell them apart.
    is_six = meridian % 6 == 3 and not re.search(r"(?i)3[-_ ]?(?:degree|度)|三度", crs.name)
    return 4502 + int(meridian - 75) // 6 if is_six else 4534 + int(meridian - 75) // 3


def _same_projection(crs: CRS) -> CRS:
    text = crs.to_json_dict()
    text.pop("id", None)
    base = CRS.from_epsg(_CGCS2000).to_json_dict()
    base.pop("$schema", None)
    return CRS.from_json_dict({**text, "name": f"{crs.name} (CGCS2000)", "base_crs": base})


def to_degrees(points: NDArray[np.float64], crs: CRS) -> NDArray[np.float64]:
    """Return longitude and latitude in degrees on the datum of ``crs`` itself, shape (n, 2): no datum changes."""
    plain = unbound(crs)
    if plain.is_geographic or not len(points):
        return points
    return np.column_stack(_unproject(plain).transform(points[:, 0], points[:, 1]))


def from_degrees(lon_lat: NDArray[np.float64], crs: CRS) -> NDArray[np.float64]:
    """Return coordinates of ``crs``, shape (n, 2), from longitude and latitude on its own datum."""
    plain = unbound(crs)
    if plain.is_geographic or not len(lon_lat):
        return lon_lat
    return np.column_stack(_project(plain).transform(lon_lat[:, 0], lon_lat[:, 1]))


@cache
def _unproject(crs: CRS) -> Transformer:
    return Transformer.from_crs(crs, base_of(crs), always_xy=True, allow_ballpark=False)


@cache
def _project(crs: CRS) -> Transformer:
    return Transformer.from_crs(base_of(crs), crs, always_xy=True, allow_ballpark=False)


def base_of(crs: CRS) -> CRS:
    """Return the longitude/latitude system under ``crs``, whatever its datum.

    Raises
    ------
    BadData : ``CRS_DATUM.local`` for a local grid
    """
    base = crs.geodetic_crs
    if base is None:
        raise BadData("CRS_DATUM.local", value=crs.name)
    return base


def projection_steps(crs: CRS, *, inverse: bool) -> str:
    """Return the steps of a PROJ pipeline from degrees to ``crs``, or back; none for a system in degrees.

    >>> projection_steps(CRS.from_epsg(4548), inverse=False)
    'step proj=unitconvert xy_in=deg xy_out=rad step proj=tmerc lat_0=0 lon_0=117 k=1 x_0=500000 y_0=0 ellps=GRS80'
    """
    plain = unbound(crs)
    if plain.is_geographic:
        return ""
    text = (_unproject if inverse else _project)(plain).definition
    return text.removeprefix("proj=pipeline ") if text.startswith("proj=pipeline") else f"step {text}"


def ballpark(points: NDArray[np.float64], crs: CRS) -> tuple[NDArray[np.float64], CRS]:
    """Return the places of a layer read as if its datum were CGCS2000, and the system they are then in.

    Longitude and latitude keep their numbers and are projected anew on the ellipsoid of CGCS2000. No datum is
    shifted: places are off by an unknown amount, commonly ``BALLPARK_ERROR_M``. Only for whoever accepts that.

    Parameters
    ----------
    points : (n, 2) coordinates in ``crs``, easting or longitude first

    >>> places, target = ballpark(np.array([[505000.0, 4322000.0]]), CRS.from_epsg(2436))
    >>> places.round(1).tolist(), target.to_epsg()
    ([[504999.9, 4321923.5]], 4548)
    """
    target = twin_crs(crs)
    return from_degrees(to_degrees(points, crs), target), target
