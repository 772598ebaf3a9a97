"""The map of a site as a page: its ground over the parcels near it, lines, plots, wells, and its tables."""

from dataclasses import replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.core.provenance import Provenance
from natres.core.results.site import UNCOVERED, NearWell
from natres.core.units import to_dm2
from natres.core.zone_layers import ZoneLayer
from natres.district import District
from natres.labels import LANGUAGES, words
from natres.presenters.maps import (
    Frame,
    LandMaterial,
    LineMaterial,
    MapSet,
    SiteMaterial,
    WellMaterial,
    compose_map,
)
from natres.presenters.site import site_tables
from natres.presenters.web import Text, draw_page
from natres.readers.map_definitions import read_map_definition
from natres.workflows.answer import marks_of
from natres.workflows.district_maps import map_folders
from natres.workflows.report_parts import page_marks, source_said
from natres.workflows.site.run import SiteOf

__all__ = ["site_map"]


def site_map(found: SiteOf, language: str) -> str:
    """Return the page of the map, as the definition ``site`` has it: the district's own where it has one.

    Raises
    ------
    BadDistrictFile : what is wrong with a district's own definition
    """
    district = found.district
    maps = MapSet(
        language=language,
        frames={each: _frame(found, district, each) for each in dict.fromkeys([language, *LANGUAGES])},
        records={"site": (_record(found),), "parcels": (found.land.layer.provenance,)},
        land=_land(found),
        site=_ground(found),
        lines=_lines(found),
        wells=_wells(found.found.wells or ()),
    )
    definition = read_map_definition("site", map_folders(district))
    there = maps.frames[language].tables  # a district without protection lines has no table of them
    page = compose_map(replace(definition, tables=tuple(key for key in definition.tables if key in there)), maps)
    assert page is not None  # there is a site
    return draw_page(page)


def _record(found: SiteOf) -> Provenance:
    return found.site.layer.provenance


def _frame(found: SiteOf, district: District, language: str) -> Frame:
    """Return what stands around the map in a language."""
    w, page = words(language), replace(found.page, language=language)
    invented = district.content.district.invented
    roles = ((w["map.site"], _record(found)), (w["map.parcels"], found.land.layer.provenance))
    return Frame(
        subtitle=page.about,
        tables={table.key: table for table in site_tables(page)},
        marks=page_marks(language, invented=invented, public=False),
        sources=tuple(source_said(role, record, language, public=False) for role, record in roles),
        notes=(*marks_of(district, language), w["report.page_simplified"], w["report.boundary_note"]),
    )


def _land(found: SiteOf) -> LandMaterial:
    """Return the parcels near the site, as far as the window reaches: the ground of the map."""
    land, near = found.land, found.land.near
    assert near is not None
    parcels = land.ledger.parcels.iloc[near].reset_index(drop=True)
    frame = land.layer.frame.iloc[near].reset_index(drop=True)
    window = found.site.window(land.layer.crs)
    frame = frame.assign(geometry=shapely.clip_by_rect(frame["geometry"].to_numpy(), *window.tolist()))
    return LandMaterial(frame, land.layer.crs, replace(land.ledger, parcels=parcels), land.scheme)


def _ground(found: SiteOf) -> SiteMaterial:
    """Return the ground of the site by parcel, and what none covers."""
    pieces, scheme, parts = found.pieces, found.land.scheme, found.found.parts
    owners = [scheme.ownership_of(str(code)) for code in pieces.column("ownership_type")]
    frame = pd.DataFrame({
        "parcel_id": pieces.column("parcel_id"),
        "land_class": pieces.column("land_class"),
        "owner": np.where(pieces.covered, np.array(owners, dtype=object), UNCOVERED),
        "unit_code": [str(code)[:9] for code in pieces.column("unit_code")],
        "part": [parts[row].name for row in pieces.pieces.first.tolist()],
        "area_dm2": [to_dm2(area) for area in pieces.pieces.survey_m2.tolist()],
        "geometry": pieces.pieces.shape,
    })  # fmt: skip
    result, units = found.found, {unit.code: unit.name for unit in found.land.units if unit.level == "town"}
    return SiteMaterial(
        frame, found.neighbours.zone.named_crs, scheme, result.entries, to_dm2(result.uncovered.survey_m2), units
    )


def _lines(found: SiteOf) -> LineMaterial:
    """Return the zones near, the forest plots touched, and the project itself."""
    crs, neighbours = found.neighbours.zone.named_crs, found.neighbours
    window = found.site.window(crs).tolist()
    lines = [
        ZoneLayer(key, _within(layer.shapes, window), layer.ids, ("",) * len(layer.ids), crs)
        for key, layer in neighbours.zones.items()
    ]
    if neighbours.plots is not None and found.found.plots:
        touched = {plot.plot_id for plot in found.found.plots}
        ids = [str(text) for text in neighbours.plots.frame["plot_id"]]
        rows = [n for n, text in enumerate(ids) if text in touched]
        named = tuple(ids[n] for n in rows)
        lines.append(ZoneLayer("forest_plots", neighbours.plots.shapes[rows], named, named, crs))
    names = tuple(part.name for part in found.found.parts)
    lines.append(ZoneLayer("project", found.site.shapes, names, names, found.site.layer.crs))
    own = {"forest_plots": "map.forest", "project": "map.site_line"}
    said: dict[str, Text] = {
        line.key: {
            language: words(language)[own[line.key]] if line.key in own
            else words(language).get(f"zones.{line.key}") or line.key
            for language in LANGUAGES
        }
        for line in lines
    }  # fmt: skip
    return LineMaterial(tuple(lines), said)


def _within(shapes: NDArray[np.object_], window: list[float]) -> NDArray[np.object_]:
    """Return what of the outlines of shapes lies in the window; None where nothing does."""
    lines = np.asarray(shapely.clip_by_rect(shapely.boundary(shapes), *window), dtype=object)
    lines[shapely.is_empty(lines)] = None
    return lines


def _wells(near: tuple[NearWell, ...]) -> WellMaterial | None:
    """Return the wells near the site; None where there are none."""
    if not near:
        return None
    frame = pd.DataFrame({
        "well_id": [well.well_id for well in near],
        "role": [well.role for well in near],
        "longitude": [well.longitude for well in near],
        "latitude": [well.latitude for well in near],
    })  # fmt: skip
    return WellMaterial(frame, frame["role"])
