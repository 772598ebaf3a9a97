"""The map pages of a run: what is drawn, under which date, with which charts and sources."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from natres.analyses.forest import report_classes
from natres.analyses.wells import roles_of
from natres.core.crs import geometry_to_lon_lat
from natres.district import District
from natres.labels import words
from natres.presenters.forest import ForestPrints, tenure_chart
from natres.presenters.ledger_tables import ledger_details
from natres.presenters.maps import (
    ForestMaterial,
    Frame,
    LandMaterial,
    LedgerMaterial,
    MapSet,
    WellMaterial,
    compose_map,
)
from natres.presenters.web import BoundaryLayer, Chart, IndexEntry, draw_page
from natres.presenters.wells import well_charts
from natres.readers import read_well_scheme
from natres.readers.map_definitions import read_map_definition
from natres.workflows.bases import books_of, refuse_wrong_basis, widest
from natres.workflows.inputs import Forest
from natres.workflows.report_parts import ReportParts, badges, source_line, source_lines

__all__ = ["boundary_layers", "draw_maps", "map_folders"]


def map_folders(district: District) -> list[Path]:
    """Return where a district's own map definitions may lie: in ``maps/`` beside its file."""
    own = district.folder / "maps"
    return [own] if own.is_dir() else []


def draw_maps(
    parts: ReportParts, names: Sequence[str] = (), *, home: str = "../index.html"
) -> dict[str, tuple[IndexEntry, str]]:
    """Return for each map its entry in the index and its page; without names those the district file lists.

    Raises
    ------
    OwnFault : ``BASIS_DISAGREES`` where a number beside a map is not what its rows add up to
    """
    names = names or parts.district.content.maps.draw
    definitions = {name: read_map_definition(name, map_folders(parts.district)) for name in names}
    shown = {key for definition in definitions.values() for key in definition.tables}
    books = books_of(parts.land, parts.woods, parts.register, parts.books.opened)
    refuse_wrong_basis((table for table in parts.tables if table.key in shown), books, within=widest(parts.page))
    material = _material(parts, home)
    drawn: dict[str, tuple[IndexEntry, str]] = {}
    colours = {"landuse": "#7fae5a", "quota": "#c0392b", "forest": "#0072b2", "wells": "#e08e2b", "ledgers": "#762a83"}
    for name, definition in definitions.items():
        page = compose_map(definition, _dated(material, definition.layer, parts))
        if page is not None:
            title, text = definition.title[parts.language], definition.text[parts.language]
            entry = IndexEntry(title, text, f"maps/{name}.html", colours.get(name, "#5f7a8a"))
            drawn[name] = (entry, draw_page(page))
    return drawn


def _sources_of(layer: str, parts: ReportParts) -> tuple[str, ...]:
    w = words(parts.language)
    found = [("parcels", w["map.parcels"], parts.land.layer.provenance)]
    found += [("forest", w["map.forest"], parts.woods.layer.provenance)] if parts.woods else []
    found += [("wells", w["map.wells"], parts.register.wells.provenance)] if parts.register else []
    if layer == "ledgers":
        return tuple(
            source_line(one.spec.title[parts.language], one.layer.provenance, parts.language)
            for one in parts.books.opened
        )
    shown = {"parcels", "wells"} if layer == "wells" else {layer}
    return tuple(source_line(role, record, parts.language) for key, role, record in found if key in shown)


def _dated(material: MapSet, layer: str, parts: ReportParts) -> MapSet:
    """Return the material under the date of the layer a map shows: forest plots may be a year older than the land."""
    w, entry = words(parts.language), parts.district.content.district
    of_layer = {
        "parcels": parts.land.layer.provenance,
        "forest": parts.woods.layer.provenance if parts.woods else None,
        "wells": parts.register.wells.provenance if parts.register else None,
    }
    record = of_layer.get(layer)
    year = record.year if record and record.year else entry.year
    subtitle = f"{entry.name} · {w['report.as_of'].format(year=year)}"
    return replace(material, frame=replace(material.frame, subtitle=subtitle, sources=_sources_of(layer, parts)))


def _material(parts: ReportParts, home: str) -> MapSet:
    w, entry = words(parts.language), parts.district.content.district
    frame = Frame(
        language=parts.language,
        subtitle=f"{entry.name} · {w['report.as_of'].format(year=entry.year)}",
        tables={table.key: table for table in parts.tables},
        marks=badges(parts),
        sources=source_lines(parts),
        notes=(*parts.marks, w["report.page_simplified"], w["report.boundary_note"]),
        boundaries=boundary_layers(parts),
        charts={chart.key: chart for chart in _charts(parts)},
        home=home,
    )
    land, woods, register = parts.land, parts.woods, parts.register
    wells = None
    if register and {"longitude", "latitude"} <= set(register.wells.frame):
        wells = WellMaterial(register.wells.frame, roles_of(register.wells.frame, read_well_scheme()))
    return MapSet(
        frame=frame,
        land=LandMaterial(land.layer.frame, land.layer.crs, land.ledger, land.scheme),
        forest=_forest_material(woods) if woods else None,
        wells=wells,
        ledgers=_ledger_materials(parts),
    )


def _charts(parts: ReportParts) -> tuple[Chart, ...]:
    """Return the charts of a run, for the maps that ask for them."""
    found: list[Chart | None] = []
    if parts.woods and parts.forest:
        found.append(
            tenure_chart(ForestPrints(parts.forest, parts.woods.scheme, parts.language, parts.options.rounding))
        )
    if parts.register and parts.wells:
        found += well_charts(parts.wells, parts.register.wells.frame, read_well_scheme(), parts.language)
    return tuple(chart for chart in found if chart is not None)


def _forest_material(woods: Forest) -> ForestMaterial:
    plots = woods.layer.frame
    return ForestMaterial(plots, woods.layer.crs, woods.ledger, woods.scheme, report_classes(plots, woods.scheme))


def _ledger_materials(parts: ReportParts) -> tuple[LedgerMaterial, ...]:
    """Return the rows of the ledgers that have coordinates."""
    found: list[LedgerMaterial] = []
    for ledger in parts.books.opened:
        frame, spec = ledger.layer.frame, ledger.spec
        if {"longitude", "latitude"} <= set(frame) and spec.identity:
            placed = frame[frame["longitude"].notna() & frame["latitude"].notna()]
            details = ledger_details(placed, spec, parts.language)
            lon, lat = (placed[key].to_numpy(dtype=float) for key in ("longitude", "latitude"))
            names = tuple(placed[spec.identity[0]].astype(str))
            if len(placed):
                found.append(LedgerMaterial(spec.kind, spec.title[parts.language], lon, lat, names, details))
    return tuple(found)


def boundary_layers(parts: ReportParts) -> tuple[BoundaryLayer, ...]:
    """Return town boundaries for the maps, drawn from the villages where a district has no layer of towns."""
    if not parts.bounds:
        return ()
    names = {unit.code: unit.name for _, units in parts.bounds for unit in units}
    names |= {unit.code: unit.name for unit in parts.district.units}
    shapes: list[Any] = []
    labels: list[str] = []
    levels = {unit.level for _, units in parts.bounds for unit in units}
    for layer, units in parts.bounds:
        outlines = layer.frame["geometry"].to_numpy()
        codes = np.array([unit.code[:9] for unit in units])
        town = np.array([unit.level == "town" or "town" not in levels for unit in units], dtype=bool)
        for code in dict.fromkeys(codes[town].tolist()):
            whole = shapely.union_all(outlines[town & (codes == code)])
            shapes += list(geometry_to_lon_lat(np.array([whole], dtype=object), layer.crs))
            labels.append(names.get(code) or code)
    outline = np.array(shapes, dtype=object)
    return (BoundaryLayer("towns", words(parts.language)["map.units"], outline, labels, 1.6),)
