"""The coordinate system of a layer that was read: stated or given, and fitting its coordinates."""

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from natres.core.crs import is_modern, is_wgs84
from natres.core.crs_candidates import crs_candidates
from natres.core.datums import BALLPARK_ERROR_M, DatumShift, ballpark
from natres.core.issues import Notice
from natres.core.transform_record import transform_record
from natres.errors import BadData, BadUsage
from natres.readers.datum_shifts import read_datum_shift

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


class Placed(NamedTuple):
    """A layer with its coordinate system, how its places come to longitude and latitude, and what is to be said."""

    frame: gpd.GeoDataFrame
    system: CRS
    transform: str
    notices: tuple[Notice, ...]


def with_system(
    frame: gpd.GeoDataFrame, given: str | None, file: str, layer: str, *,
    datum_shift: str | None = None, accept_ballpark: bool = False,
) -> Placed:  # fmt: skip
    """Return a layer with its coordinate system on CGCS2000 (or WGS 84, which is read as that).

    Parameters
    ----------
    given : what the user says of a file that states no system
    datum_shift : file of parameters for a layer on an older datum
    accept_ballpark : whether a layer on an older datum is read without any

    Raises
    ------
    BadData : ``CRS_MISSING``, ``CRS_RANGE``, ``AXIS_SWAPPED``, ``CRS_EASTING_PREFIX``, ``CRS_DATUM``, what the
        parameters refuse
    BadUsage : ``CRS_CONFLICT``, ``CRS_UNKNOWN``
    """
    frame, system = _stated_or_given(frame, given, file, layer)
    _check_range(frame, system, file, layer)
    if is_modern(system):
        notices = (Notice("CRS_WGS84", {"file": file}),) if is_wgs84(system) else ()
        return Placed(frame, system, transform_record(system, CRS.from_epsg(4490)), notices)
    if datum_shift:
        return _shifted(frame, system, file, read_datum_shift(datum_shift))
    if not accept_ballpark:
        raise BadData("CRS_DATUM.shift", file=file, layer=layer or None, value=crs_name(system))
    low, high = BALLPARK_ERROR_M
    told = {"file": file, "value": crs_name(system), "low": f"{low:g}", "high": f"{high:g}"}
    move = partial(ballpark, crs=system)
    moved, target = _moved(frame, move)
    return Placed(
        moved, target, f"no datum shift from {crs_name(system)}; accuracy: unknown", (Notice("CRS_BALLPARK", told),)
    )


def _stated_or_given(frame: gpd.GeoDataFrame, given: str | None, file: str, layer: str) -> tuple[gpd.GeoDataFrame, CRS]:
    stated: CRS | None = frame.crs
    wanted = parse_crs(given) if given else None
    system = wanted if stated is None else stated
    if system is None:
        fitting = crs_candidates(_some_places(frame))
        variant = "CRS_MISSING.candidates" if fitting else "CRS_MISSING"
        first = f"EPSG:{fitting[0].code}" if fitting else ""
        named = "；".join(candidate.name for candidate in fitting)
        choices = [(f"EPSG:{candidate.code}", candidate.name) for candidate in fitting]
        raise BadData(variant, file=file, layer=layer or None, crs=first, value=named, choices=choices)
    if stated is None:
        frame = frame.set_crs(system)
    elif wanted is not None and not stated.equals(wanted, ignore_axis_order=True):
        raise BadUsage("CRS_CONFLICT", file=file, layer=layer or None, value=given, present=crs_name(stated))
    return frame, system


def _shifted(frame: gpd.GeoDataFrame, system: CRS, file: str, shift: DatumShift) -> Placed:
    moved, target = _moved(frame, partial(shift.apply, crs=system))
    told = {"file": file, "value": crs_name(system), "crs": crs_name(target)}
    told |= {"document": shift.document, "accuracy": f"{shift.accuracy_m:g}"}
    definition = re.sub(r'grids="[^"]*[\\/]', 'grids="', shift.pipeline(system))  # the folder is nobody's business
    text = f"{shift.file}; accuracy: {shift.accuracy_m:g} m; definition: {definition}"
    return Placed(moved, target, text, (Notice("DATUM_SHIFT", told),))


def _moved(
    frame: gpd.GeoDataFrame, move: Callable[[NDArray[np.float64]], tuple[NDArray[np.float64], CRS]]
) -> tuple[gpd.GeoDataFrame, CRS]:
    """Return the layer with all vertices moved, its rows as they were."""
    shapes = frame.geometry.to_numpy().copy()
    target: list[CRS] = []

    def points(places: NDArray[np.float64]) -> NDArray[np.float64]:
        moved, system = move(places)
        target.append(system)
        return moved

    shapes = shapely.transform(shapes, points)
    frame = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=None), crs=target[0])
    return frame, target[0]


def _some_places(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return one vertex of each shape."""
    shapes = frame.geometry.to_numpy()
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    places, owner = shapely.get_coordinates(shapes, return_index=True)
    return places[np.flatnonzero(np.diff(owner, prepend=-1))]


#: Farther than this from its central meridian no zone reaches: the next zone's prefix is a million metres away.
_FARTHEST_M = 600_000.0


def _check_range(frame: gpd.GeoDataFrame, crs: CRS, file: str, layer: str) -> None:
    """Refuse coordinates that cannot belong to the stated system: degrees beyond 180, a zone prefix too many."""
    bounds = shapely.bounds(frame.geometry.to_numpy())
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(bounds):
        return
    # The layer is judged by its middle row: single rows elsewhere are for the rules over rows to name.
    west, south, east, north = np.median(bounds, axis=0)
    if crs.is_geographic and (west < -180 or east > 180 or south < -90 or north > 90):
        swapped = south >= -180 and north <= 180 and west >= -90 and east <= 90
        code = "AXIS_SWAPPED" if swapped else "CRS_RANGE"
        raise BadData(code, file=file, layer=layer or None, value=f"{west:.4f}, {south:.4f}", crs=crs_name(crs))
    operation = crs.coordinate_operation
    if not crs.is_projected or operation is None or operation.method_name != "Transverse Mercator":
        return
    easting = next((p.value for p in operation.params if p.name == "False easting"), 500_000.0)
    if abs((west + east) / 2 - easting) > _FARTHEST_M:
        swapped = abs((south + north) / 2 - easting) < _FARTHEST_M
        code = "AXIS_SWAPPED" if swapped else "CRS_EASTING_PREFIX"
        raise BadData(code, file=file, layer=layer or None, value=f"{west:.1f}", crs=crs_name(crs))
