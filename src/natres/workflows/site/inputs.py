"""Reading what is held against a site: the site itself, parcels, zones, forest plots and wells near it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from natres.analyses.site import PlotLayer, ZonesNear, near_wells, refuse_overlapping_parts
from natres.checks import Against, RuleSet, Subject, check_zones
from natres.core.crs import ComputingZone, geometry_to_lon_lat
from natres.core.issues import Notice
from natres.core.outlines import untangled
from natres.core.overlay import common_zone, in_plane
from natres.core.places import from_lon_lat, geodesic_m
from natres.core.provenance import Layer
from natres.core.results.site import NearWell
from natres.district import District, LayerEntry
from natres.errors import BadData
from natres.readers import read_forest_plots, read_scheme, read_well_scheme, read_wells
from natres.readers.layers.looking import read_plain_layer
from natres.workflows.inputs import Land, Options, open_land, with_measured_zones
from natres.workflows.inputs.common import (
    as_written,
    on_cgcs2000,
    plain_reading,
    reading_of,
    refuse_errors,
    refuse_repairs,
)
from natres.workflows.inputs.forest import forest_scheme_of
from natres.workflows.inputs.wells import Place, check_table, table_reading

__all__ = ["Neighbours", "SiteInput", "open_neighbours", "open_site", "open_site_land"]

Rows = NDArray[np.intp]
Shapes = NDArray[np.object_]

#: What is looked at reaches this far beyond the site: a share of its longer side, but at least so many metres.
_BEYOND, _BEYOND_M = 2.0, 400.0
#: Metres a degree of longitude has at the least within China.
_DEGREE_M = 60_000.0
#: Columns that name a part of a project, in survey deliveries and in boundary-point files, and those that name it all.
_NAMES = ("plot_name", "DKMC", "地块名称", "XMMC", "项目名称", "plot_number", "DKBH", "地块编号")
_PROJECTS = ("XMMC", "项目名称")
#: Columns that name a zone.
_ZONE_IDS = ("BSM", "HXBH", "YJJBNTTBBH", "OBJECTID")


@dataclass(frozen=True, eq=False)
class SiteInput:
    """A site that was read: its polygons as given, their names, what has to be said; the name of its project."""

    layer: Layer[Any]
    shapes: Shapes
    names: tuple[str, ...]
    notices: tuple[Notice, ...]
    project: str = ""

    def window(self, crs: CRS) -> NDArray[np.float64]:
        """Return the box in a coordinate system within which things can matter for the site or its map."""
        plane = in_plane(self.shapes, self.layer.crs, common_zone(self.shapes, self.layer.crs))
        west, south, east, north = shapely.total_bounds(plane)
        beyond = max(_BEYOND_M, _BEYOND * max(east - west, north - south))
        there = from_lon_lat(shapely.get_coordinates(geometry_to_lon_lat(self.shapes, self.layer.crs)), crs)
        room = beyond / _DEGREE_M if crs.is_geographic else beyond
        return np.concatenate([there.min(axis=0) - room, there.max(axis=0) + room])

    def near(self, layer: Layer[Any]) -> Rows:
        """Return the rows of a layer whose extent reaches into the window."""
        west, south, east, north = self.window(layer.crs)
        box = shapely.bounds(layer.frame.geometry.to_numpy())
        with np.errstate(invalid="ignore"):
            there = (box[:, 0] <= east) & (box[:, 2] >= west) & (box[:, 1] <= north) & (box[:, 3] >= south)
        return np.flatnonzero(there)


def open_site(path: str | Path, options: Options) -> SiteInput:
    """Read a project site from a layer of polygons or a file of boundary points.

    Raises
    ------
    BadRows : shapes that are no areas, or cross themselves; two rows of the same shape
    BadData : ``SITE_OVERLAP``, ``SITE_NO_AREA``, and what the reader refuses
    """
    layer = read_plain_layer(path, **plain_reading(options))
    refuse_repairs(layer, options)
    frame, file = layer.frame, layer.provenance.file_name
    kinds = set(shapely.get_type_id(frame.geometry.to_numpy()).tolist()) - {-1}
    if not kinds & {3, 6}:
        raise BadData("SITE_NO_AREA", file=file, value=", ".join(sorted(set(frame.geometry.geom_type.dropna()))))
    named = next((name for name in _NAMES if name in frame), "")
    subject = Subject(layer, "zones", named, rules=RuleSet(numbers=True))
    notices = refuse_errors(check_zones(subject).issues, options.accept)
    shapes = untangled(frame.geometry.to_numpy())  # those that cross were accepted
    names = tuple(text or str(row + 1) for row, text in enumerate(_part_names(frame)))
    refuse_overlapping_parts(in_plane(shapes, layer.crs, common_zone(shapes, layer.crs)), names, file)
    return SiteInput(layer, shapes, names, (*layer.provenance.notices, *notices), _project(frame))


def _part_names(frame: Any) -> list[str]:
    """Return what each part is called, blank where nothing tells it from the others."""
    for column in (name for name in _NAMES if name in frame):
        texts = _texts(frame, column)
        if len(texts) == 1 or len(set(texts)) > 1:
            return texts
    return [""] * len(frame)


def _project(frame: Any) -> str:
    """Return the name that all rows give their project; blank where they give none, or several."""
    found = (set(_texts(frame, column)) for column in _PROJECTS if column in frame)
    return next((names.pop() for names in found if len(names) == 1), "")


def _texts(frame: Any, column: str) -> list[str]:
    given = frame[column].astype(object).where(frame[column].notna(), "").astype(str)
    return [str(text).strip() for text in given]


def open_site_land(district: District, site: SiteInput, options: Options) -> Land:
    """Read the parcels of a district; where the ledger allows it the shapes near the site alone are looked at.

    A quota that counts the land inside zones needs the shapes of all parcels: its stock is laid here.

    Raises
    ------
    BadData : ``SITE_OUTSIDE`` for a site that no parcel reaches
    """
    measures = [quota.measure for quota in district.quotas]
    scheme = read_scheme(options.scheme or district.scheme_path)
    zoned = any(one.needs_zone for key in measures if (one := scheme.measure(key)))
    land = open_land(district, options, near=None if zoned else site.near)
    land = with_measured_zones(land, district, measures, options)
    rows = site.near(land.layer) if land.near is None else land.near
    shapes = land.layer.frame.geometry.to_numpy()
    there = shapely.transform(
        geometry_to_lon_lat(site.shapes, site.layer.crs), lambda points: from_lon_lat(points, land.layer.crs)
    )
    touching = shapely.STRtree(shapes[rows]).query(there, predicate="intersects")[1] if len(rows) else rows
    if not len(touching):
        raise _outside(site, land, there)
    if land.near is not None:
        said = Notice("SITE_NEAR", {"count": len(rows), "rest": len(shapes) - len(rows)})
        land = replace(land, notices=(*land.notices, said))
    return replace(land, near=rows)


def _outside(site: SiteInput, land: Land, there: Shapes) -> BadData:
    """Return the refusal of a site outside the district, with where both lie and how far apart."""
    shapes = land.layer.frame.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    nearest = shapes[int(tree.nearest(there[0]))]
    ends = geometry_to_lon_lat(np.array([shapely.shortest_line(there[0], nearest)], dtype=object), land.layer.crs)
    start, end = ((float(x), float(y)) for x, y in shapely.get_coordinates(ends[0])[:2])
    facts = {
        "file": site.layer.provenance.file_name, "other": land.layer.provenance.file_name,
        "value": f"{start[0]:.5f}, {start[1]:.5f}", "expected": f"{end[0]:.5f}, {end[1]:.5f}",
        "distance": f"{geodesic_m(start, end) / 1000:.2f}",
    }  # fmt: skip
    return BadData("SITE_OUTSIDE", **facts)


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Zones, plots and wells of a district near a site, in the plane of ``zone``, with their records."""

    zone: ComputingZone
    zones: Mapping[str, ZonesNear]
    plots: PlotLayer | None
    wells: tuple[NearWell, ...] | None
    records: tuple[Layer[Any], ...]
    notices: tuple[Notice, ...]


def open_neighbours(
    district: District, site: SiteInput, zone: ComputingZone, options: Options, near_m: float
) -> Neighbours:
    """Read the zone layers, the forest plots and the wells of a district, and keep what is near the site.

    Raises
    ------
    BadRows : zones and plots near the site that cross themselves or stand twice, unless their code is accepted
    """
    found = _Found()
    zones = {
        name: _zones(district, site, zone, options, given, found)
        for name, given in district.content.layers.zones.items()
    }
    plots = _plots(district, site, zone, options, found) if district.has("forest") else None
    wells = _wells(district, site, zone, options, found, near_m) if district.has("wells") else None
    return Neighbours(zone, zones, plots, wells, tuple(found.records), tuple(found.notices))


@dataclass(frozen=True)
class _Found:
    """What was read on the way, and what has to be said of it."""

    records: list[Layer[Any]] = field(default_factory=list[Layer[Any]])
    notices: list[Notice] = field(default_factory=list[Notice])


def _zones(
    district: District, site: SiteInput, zone: ComputingZone, options: Options, given: LayerEntry, found: _Found
) -> ZonesNear:
    entry = on_cgcs2000(district.located_entry(given), options)
    layer = as_written(read_plain_layer(entry.path, **reading_of(entry, "plain")), district)
    named = _first(layer, _ZONE_IDS)
    shapes, rows = _near_shapes(layer, site, zone, options, named, found)
    ids = layer.frame[named].astype(str) if named else None
    return ZonesNear(shapes, tuple(str(row + 1) if ids is None else ids.iloc[row] for row in rows.tolist()), entry.year)


def _plots(district: District, site: SiteInput, zone: ComputingZone, options: Options, found: _Found) -> PlotLayer:
    entry = on_cgcs2000(district.layer("forest"), options)
    layer = as_written(read_forest_plots(entry.path, **reading_of(entry, "forest")), district)
    shapes, rows = _near_shapes(layer, site, zone, options, "plot_id", found)
    return PlotLayer(layer.frame.iloc[rows].reset_index(drop=True), shapes, forest_scheme_of(district))


def _wells(
    district: District, site: SiteInput, zone: ComputingZone, options: Options, found: _Found, near_m: float
) -> tuple[NearWell, ...] | None:
    """Return the wells near a site; None where the register gives no places."""
    entry = district.layer("wells")
    layer = as_written(read_wells(entry.path, **table_reading(entry)), district)
    checked, said = check_table(layer, "wells", options, Place())
    found.records.append(checked)
    found.notices.extend(said)
    wells, lost = None, len(checked.frame)
    if {"longitude", "latitude"} <= set(checked.frame.columns):
        plane = in_plane(site.shapes, site.layer.crs, zone)
        wells, lost = near_wells(plane, checked.frame, read_well_scheme(), zone, near_m)
    if lost:
        found.notices.append(Notice("SITE_WELLS_UNPLACED", {"file": layer.provenance.file_name, "count": lost}))
    return wells


def _first(layer: Layer[Any], names: tuple[str, ...]) -> str:
    return next((name for name in names if name in layer.frame), "")


def _near_shapes(
    layer: Layer[Any], site: SiteInput, zone: ComputingZone, options: Options, named: str, found: _Found
) -> tuple[Shapes, Rows]:
    """Return the shapes of a layer near a site in the plane, checked, and their rows."""
    refuse_repairs(layer, options)
    rows = site.near(layer)
    shapes = np.full(len(layer.frame), None, dtype=object)
    shapes[rows] = layer.frame.geometry.to_numpy()[rows]
    rules = RuleSet({"GEOM_NULL": "off"}, numbers=True)
    some = replace(layer, frame=layer.frame.set_geometry(shapes, crs=layer.crs))
    subject = Subject(some, "zones", named, rules=rules, against=Against(zone=zone))
    found.records.append(layer)
    found.notices.extend(layer.provenance.notices)
    found.notices.extend(refuse_errors(check_zones(subject).issues, options.accept) if len(rows) else ())
    return in_plane(untangled(shapes[rows]), layer.crs, zone), rows
