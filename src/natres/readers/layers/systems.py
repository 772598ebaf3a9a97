"""The coordinate system of a layer that was read: stated or given, and fitting its coordinates."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from natres.core.crs import geographic, is_wgs84
from natres.core.crs_candidates import crs_candidates
from natres.core.issues import Notice
from natres.errors import BadData, BadUsage

__all__ = ["crs_name", "parse_crs", "with_system"]


def parse_crs(text: str) -> CRS:
    """Return the coordinate system a user named.

    Raises
    ------
    BadUsage : ``CRS_UNKNOWN``
    """
    try:
        return CRS.from_user_input(text)
    except CRSError:
        raise BadUsage("CRS_UNKNOWN", value=text) from None


def crs_name(crs: CRS) -> str:
    """Return ``EPSG:4527`` where a code fits, else the name of the system."""
    authority = crs.to_authority(min_confidence=70)
    return ":".join(authority) if authority else crs.name


def with_system(
    frame: gpd.GeoDataFrame, given: str | None, file: str, layer: str
) -> tuple[gpd.GeoDataFrame, CRS, tuple[Notice, ...]]:
    """Return the frame with its coordinate system, that system, and what is to be said of it."""
    stated: CRS | None = frame.crs
    wanted = parse_crs(given) if given else None
    system = wanted if stated is None else stated
    if system is None:
        fitting = crs_candidates(_some_places(frame))
        variant = "CRS_MISSING.candidates" if fitting else "CRS_MISSING"
        named = "；".join(candidate.name for candidate in fitting)
        raise BadData(
            variant, file=file, layer=layer or None, crs=f"EPSG:{fitting[0].code}" if fitting else "", value=named
        )
    if stated is None:
        frame = frame.set_crs(system)
    elif wanted is not None and not stated.equals(wanted, ignore_axis_order=True):
        raise BadUsage("CRS_CONFLICT", file=file, layer=layer or None, value=given, present=crs_name(stated))
    _check_range(frame, system, file, layer)
    geographic(system, file)
    return frame, system, (Notice("CRS_WGS84", {"file": file}),) if is_wgs84(system) else ()


def _some_places(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return one vertex of each shape."""
    shapes = frame.geometry.to_numpy()
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    places, owner = shapely.get_coordinates(shapes, return_index=True)
    return places[np.flatnonzero(np.diff(owner, prepend=-1))]


def _check_range(frame: gpd.GeoDataFrame, crs: CRS, file: str, layer: str) -> None:
    """Refuse coordinates that cannot belong to the stated system: degrees beyond 180, a zone prefix too many."""
    west, south, east, north = shapely.total_bounds(frame.geometry.to_numpy())
    if not np.isfinite([west, south, east, north]).all():
        return
    if crs.is_geographic and (west < -180 or east > 180 or south < -90 or north > 90):
        swapped = south >= -180 and north <= 180 and west >= -90 and east <= 90
        code = "AXIS_SWAPPED" if swapped else "CRS_RANGE"
        raise BadData(code, file=file, layer=layer or None, value=f"{west:.4f}, {south:.4f}", crs=crs_name(crs))
    operation = crs.coordinate_operation
    if not crs.is_projected or operation is None or operation.method_name != "Transverse Mercator":
        return
    easting = next((p.value for p in operation.params if p.name == "False easting"), 500_000.0)
    if abs((west + east) / 2 - easting) > 1_000_000:
        swapped = abs((south + north) / 2 - easting) < 1_000_000
        code = "AXIS_SWAPPED" if swapped else "CRS_EASTING_PREFIX"
        raise BadData(code, file=file, layer=layer or None, value=f"{west:.1f}", crs=crs_name(crs))
