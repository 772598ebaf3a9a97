"""Forest plots a site touches, and wells in it or near it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.core.areas import survey_area_m2
from natres.core.crs import ComputingZone, from_zone
from natres.core.forestry import ForestScheme
from natres.core.overlay import cut_pairs
from natres.core.places import from_lon_lat, geodesic_m
from natres.core.results.site import NearWell, TouchedPlot
from natres.core.wells import WellScheme

__all__ = ["PlotLayer", "near_wells", "touched_plots"]

Rows = NDArray[np.intp]
Shapes = NDArray[np.object_]

#: Wells are looked for in the plane this much farther, before their distance on the ellipsoid is taken.
_ROOM = 1.01


@dataclass(frozen=True, eq=False)
class PlotLayer:
    """Forest plots near a site: natres columns, and their shapes in the plane of its zone, row for row."""

    frame: pd.DataFrame
    shapes: Shapes
    scheme: ForestScheme


def touched_plots(site: Shapes, plots: PlotLayer, zone: ComputingZone) -> tuple[TouchedPlot, ...]:
    """Return the plots some of which lies in a site, the largest piece first.

    Parameters
    ----------
    site : its parts in the plane of ``zone``; they do not overlap
    """
    part, plot = shapely.STRtree(plots.shapes).query(site, predicate="intersects")
    cut = cut_pairs(site, plots.shapes, (part, plot))
    survey = survey_area_m2(cut.shape, zone.named_crs, zone=zone) if len(cut.shape) else np.zeros(0)
    found: list[TouchedPlot] = []
    for row in np.unique(cut.second).tolist():
        own, record = cut.second == row, plots.frame.iloc[row]
        code = str(record["forest_class"])
        found.append(TouchedPlot(
            _plot_id(record), plots.scheme.class_of(code) or "", code,
            plots.scheme.tenure_of(str(record["tenure_code"])), float(cut.area_m2[own].sum()),
            float(survey[own].sum()), float(shapely.area(plots.shapes[row])),
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda each: (-each.planar_m2, each.plot_id)))


def _plot_id(record: pd.Series) -> str:
    """Return what names a plot: its number, with its compartment where it has one."""
    named = (str(record[name]) for name in ("compartment", "plot_id") if record.get(name))
    return "-".join(named)


def near_wells(
    site: Shapes, wells: pd.DataFrame, scheme: WellScheme, zone: ComputingZone, near_m: float
) -> tuple[tuple[NearWell, ...], int]:
    """Return the wells in a site or within ``near_m`` of its edge, the nearest first, and how many have no place.

    Parameters
    ----------
    wells : ``well_id``, ``role`` and, in degrees, ``longitude`` and ``latitude``; a name where there is one
    """
    places = wells[["longitude", "latitude"]].to_numpy(dtype=float)
    placed = np.flatnonzero(np.isfinite(places).all(axis=1))
    points: Any = shapely.points(from_lon_lat(places[placed], zone.named_crs))
    whole = shapely.union_all(site)
    close = np.flatnonzero(shapely.dwithin(points, whole, near_m * _ROOM))
    found: list[NearWell] = []
    for n in close.tolist():
        row = int(placed[n])
        inside = bool(shapely.intersects(whole, points[n]))
        foot = shapely.get_coordinates(shapely.get_point(shapely.shortest_line(points[n], whole), 1))
        east, north = (float(value) for value in from_zone(foot, zone)[0])
        lon, lat = float(places[row, 0]), float(places[row, 1])
        away = 0.0 if inside else geodesic_m((lon, lat), (east, north))
        if away <= near_m:
            record = wells.iloc[row]
            role = scheme.role_of(str(record["role"]))
            name = str(record.get("well_name", "") or "")
            found.append(NearWell(str(record["well_id"]), name, role, away, inside, lon, lat))
    return tuple(sorted(found, key=lambda well: (well.distance_m, well.well_id))), len(wells) - len(placed)
