"""Where wells lie: one town each, the zones that hold them, the line of the district, the next well.

Whether a shape holds a well is decided in the coordinates of its own layer, where its edges are straight; what lies
within 1 mm of an edge lies on it, and so inside. Distances are lengths on the ellipsoid of CGCS2000.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from natres.analyses.wells.findings import finding
from natres.analyses.wells.register import Register, Well
from natres.core.crs import ComputingZone, from_zone, nearest_meridian, to_zone
from natres.core.places import PlaceLayers, ShapeLayer, from_lon_lat, geodesic_m
from natres.core.results import WellFinding, WellPlace

__all__ = ["place_findings", "place_wells"]

#: The XY tolerance of survey layers: a place this near to an edge lies on it; in degrees as much.
_ON_EDGE_M, _ON_EDGE_DEGREES = 0.001, 1e-8
#: Edges that are straight in degrees are divided to this length before they go into a plane.
_STEP_DEGREES = 0.001
#: Longitude and latitude of the register.
_LON_LAT = CRS.from_epsg(4490)
#: A name is taken for a town's where this many letters of it are its beginning.
_LETTERS = 2


@dataclass(frozen=True, eq=False)
class _Placed:
    """The wells that have a place, in the order of their numbers, in degrees and in the plane of their zone."""

    wells: tuple[Well, ...]
    lon_lat: NDArray[np.float64]
    points: NDArray[np.float64]
    zone: ComputingZone


def place_wells(register: Register, layers: PlaceLayers) -> tuple[WellPlace, ...]:
    """Return the place of every well, in the order of the register; nothing where it has no places.

    A well on an edge that towns share belongs to the smallest code, whatever the order of towns or wells.
    """
    if not {"longitude", "latitude"} <= register.columns:
        return ()
    placed = sorted((w for w in register.wells if w.place is not None), key=lambda w: w.well_id)
    if not placed:
        return tuple(WellPlace(w.well_id, "not evaluated", written=w.unit_name) for w in register.wells)
    lon_lat = np.array([w.place for w in placed], dtype=float)
    zone = ComputingZone(float(nearest_meridian(np.array([np.median(lon_lat[:, 0])]))[0]))
    plane = _Placed(tuple(placed), lon_lat, to_zone(lon_lat, _LON_LAT, zone), zone)
    towns = _holders(plane, layers.towns)
    lines = _lines(plane, layers.district)
    zones = [(layer.name, _holders(plane, layer)) for layer in layers.zones]
    following = _next_wells(plane)
    found: dict[int, WellPlace] = {}
    for row, well in enumerate(plane.wells):
        inside, line_m = lines[row]
        found[id(well)] = WellPlace(
            well_id=well.well_id,
            **_town(well, towns[row] if layers.towns else None, inside),
            in_district=inside,
            line_m=line_m,
            next_well=following[row][0],
            next_well_m=following[row][1],
            zones=tuple((name, code) for name, holders in zones for code, _ in holders[row]),
        )
    missing = {id(w): WellPlace(w.well_id, "not evaluated", written=w.unit_name) for w in register.wells}
    return tuple((missing | found)[id(w)] for w in register.wells)


def _holders(plane: _Placed, layer: ShapeLayer | None) -> list[list[tuple[str, str]]]:
    """Return for every well the shapes that hold it, edges included, the smallest code first."""
    found: list[list[tuple[str, str]]] = [[] for _ in plane.wells]
    if layer is None:
        return found
    points = shapely.points(from_lon_lat(plane.lon_lat, layer.crs))
    tolerance = _ON_EDGE_DEGREES if layer.crs.is_geographic else _ON_EDGE_M
    for shape in sorted(layer.shapes, key=lambda shape: (shape.code, shape.name)):
        for row in np.flatnonzero(shapely.dwithin(points, shape.geometry, tolerance)).tolist():
            found[row].append((shape.code, shape.name))
    return found


def _town(well: Well, holders: list[tuple[str, str]] | None, in_district: bool | None) -> dict[str, Any]:
    if holders is None:
        return {"status": "not evaluated", "written": well.unit_name}
    if not holders:
        return {"status": "no_town" if in_district else "outside", "written": well.unit_name}
    code, name = holders[0]
    # On an edge the register may name any of the towns that share it.
    agrees = any(_same_town(well.unit_name, *holder) for holder in holders) if well.unit_name else None
    return {
        "status": "inside", "town_code": code, "town_name": name, "written": well.unit_name, "agrees": agrees,
        "on_edge": len(holders) > 1,
    }  # fmt: skip


def _same_town(written: str, code: str, name: str) -> bool:
    """Return whether a register means a town: its name, its code, or the beginning of its name."""
    return written in (code, name) or (len(written) >= _LETTERS and name.startswith(written))


def _lines(plane: _Placed, layer: ShapeLayer | None) -> list[tuple[bool | None, float | None]]:
    """Return for every well whether the district holds it, and how far its line is."""
    if layer is None or not layer.shapes:
        return [(None, None)] * len(plane.wells)
    outline = shapely.union_all([shape.geometry for shape in layer.shapes])
    if layer.crs.is_geographic:
        outline = shapely.segmentize(outline, _STEP_DEGREES)
    edge = shapely.transform(outline.boundary, lambda points: to_zone(points, layer.crs, plane.zone))
    # The foot of the perpendicular is found in the plane, its distance on the ellipsoid.
    lines = shapely.shortest_line(shapely.points(plane.points), edge)
    ends = from_zone(shapely.get_coordinates(shapely.get_point(lines, 1)), plane.zone)
    found: list[tuple[bool | None, float | None]] = []
    for row, holders in enumerate(_holders(plane, layer)):
        foot = (float(ends[row, 0]), float(ends[row, 1]))
        found.append((bool(holders), geodesic_m(plane.wells[row].place or foot, foot)))
    return found


def _next_wells(plane: _Placed) -> list[tuple[str, float | None]]:
    """Return for every well the nearest other one; of several the smallest number, as wells are in that order."""
    found: list[tuple[str, float | None]] = []
    for row, well in enumerate(plane.wells):
        away = np.hypot(*(plane.points - plane.points[row]).T)
        away[row] = np.inf
        if len(plane.wells) == 1 or well.place is None:
            found.append(("", None))
            continue
        nearest = int(np.flatnonzero(away <= away.min() + _ON_EDGE_M)[0])
        other = plane.wells[nearest]
        found.append((other.well_id, geodesic_m(well.place, other.place or well.place)))
    return found


def place_findings(places: Sequence[WellPlace]) -> Iterator[WellFinding]:
    """Yield wells whose town is another than the register says, wells in no town, and two at one place."""
    for place in places:
        if place.agrees is False:
            yield finding("WELL_TOWN", place.well_id, written=place.written, town=place.town_name)
        if place.status == "no_town":
            yield finding("WELL_NO_TOWN", place.well_id)
        elif place.status == "outside" or place.in_district is False:
            far = {} if place.line_m is None else {"line_m": Fraction(place.line_m)}
            yield finding("WELL_OUTSIDE", place.well_id, **far)
        if place.next_well_m is not None and place.next_well_m < _ON_EDGE_M:
            yield finding("WELL_SAME_PLACE", place.well_id, other=place.next_well)
