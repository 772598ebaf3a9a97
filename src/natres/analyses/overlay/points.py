"""Points of a register in parcels, towns and zones: each in one parcel at most, on a shared border in one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from natres.core.crs import ComputingZone, to_zone
from natres.core.ledger import AreaLedger
from natres.core.overlay import NOWHERE, assign_points, common_zone, in_plane
from natres.core.results.overlay import PointPlace, PointPlaces
from natres.core.zone_layers import ZoneLayer, zones_on_plane

__all__ = ["PointInput", "place_points"]

Shapes = NDArray[np.object_]

_LON_LAT = CRS.from_epsg(4490)


@dataclass(frozen=True, eq=False)
class PointInput:
    """Points by row of their table: what names them, and longitude and latitude in degrees (NaN where missing)."""

    names: tuple[str, ...]
    lon_lat: NDArray[np.float64]


def place_points(
    shapes: Shapes, crs: Any, ledger: AreaLedger, layers: Sequence[ZoneLayer], given: PointInput, *,
    zone: ComputingZone | None = None,
) -> PointPlaces:  # fmt: skip
    """Return the parcel, the town and the zones of every point.

    Parameters
    ----------
    shapes, crs, ledger, layers : as for :func:`natres.analyses.overlay.overlay_parcels`

    Notes
    -----
    On a border that parcels share a point belongs to the one that stands first. It lies in every zone it is inside of,
    where zones of a layer overlap in each; on a border of zones alone, in the first.
    """
    zone = zone or common_zone(shapes, crs)
    placed = np.asarray(np.isfinite(given.lon_lat).all(axis=1), dtype=bool)
    points = np.full(len(placed), None, dtype=object)
    plane = to_zone(given.lon_lat[placed], _LON_LAT, zone)
    points[placed] = shapely.points(plane)
    parcel = assign_points(points, in_plane(shapes, crs, zone))
    inside = [(layer, _zones(points, zones_on_plane(layer, crs, zone))) for layer in layers]
    rows = ledger.parcels
    found: list[PointPlace] = []
    for row, name in enumerate(given.names):
        zones = tuple(
            (layer.key, layer.codes[number], layer.names[number]) for layer, held in inside for number in held[row]
        )
        where = (float(given.lon_lat[row, 0]), float(given.lon_lat[row, 1])) if placed[row] else None
        if parcel[row] == NOWHERE:
            found.append(PointPlace(row, name, bool(placed[row]), where, zones=zones))
            continue
        of = rows.iloc[int(parcel[row])]
        land = (str(of["parcel_id"]), str(of["land_class"]), str(of["ownership_type"]), str(of["unit_code"])[:9])
        found.append(PointPlace(row, name, True, where, *land, zones, True))
    return PointPlaces(tuple(found))


def _zones(points: Shapes, zones: Shapes) -> list[list[int]]:
    """Return the rows of the zones that hold each point."""
    held: list[list[int]] = [[] for _ in points]
    point, number = shapely.STRtree(zones).query(points, predicate="within")
    for row, zone in sorted(zip(point.tolist(), number.tolist(), strict=True)):
        held[row].append(zone)
    for row, zone in enumerate(assign_points(points, zones).tolist()):
        if zone != NOWHERE and not held[row]:
            held[row].append(zone)
    return held
