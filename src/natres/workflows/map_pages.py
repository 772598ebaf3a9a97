"""The map pages of a run: what is drawn, under which date, with which charts and sources, in all languages."""

from collections.abc import Container, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from natres.analyses.forest import report_classes
from natres.analyses.wells import roles_of
from natres.core.basis_value import Book, Books
from natres.core.crs import geometry_to_lon_lat
from natres.core.issues import Notice
from natres.core.map_definition import MapDefinition
from natres.core.provenance import Provenance
from natres.district import District
from natres.errors import BadUsage
from natres.labels import LANGUAGES, words
from natres.presenters.change import heat_map
from natres.presenters.forest import tenure_chart
from natres.presenters.ledger_tables import ledger_details
from natres.presenters.maps import (
    ChangeMaterial,
    ForestMaterial,
    Frame,
    LandMaterial,
    LedgerMaterial,
    MapSet,
    WellMaterial,
    compose_map,
    directions,
    wanting,
)
from natres.presenters.web import BoundaryLayer, Chart, IndexEntry, draw_page
from natres.presenters.wells import well_charts
from natres.readers import read_spec, read_well_scheme
from natres.readers.map_definitions import read_map_definition
from natres.workflows.answer import marks_of
from natres.workflows.bases import books_of, refuse_wrong_basis, widest
from natres.workflows.column_words import named_columns
from natres.workflows.inputs import Forest
from natres.workflows.report_parts import ReportParts, badges, page_marks, source_said
from natres.workflows.report_tables import forest_prints, in_language
from natres.workflows.zone_maps import zone_maps, zone_sources

__all__ = ["boundary_layers", "draw_maps", "map_folders", "maps_left_out", "needs_laying", "nothing_drawn"]


def map_folders(district: District) -> list[Path]:
    """Return where a district's own map definitions may lie: in ``maps/`` beside its file."""
    own = district.folder / "maps"
    return [own] if own.is_dir() else []


def draw_maps(
    parts: ReportParts, names: Sequence[str] = (), *, home: str = "../index.html"
) -> dict[str, tuple[IndexEntry, str]]:
    """Return for each map its entry in the index and its page; without names those the district file lists.

    Not all need be drawn: one whose subject is who owns the land is not for everyone; see :func:`maps_left_out`.

    Raises
    ------
    OwnFault : ``BASIS_DISAGREES`` where a number beside a map is not what its rows add up to
    """
    definitions = [d for d in _definitions(parts, names) if not (parts.options.public and d.private)]
    maps = _material(parts, home)
    zoned = any({"zoned", "zone_lines"} & set(definition.drawn) for definition in definitions)
    maps = _with_zones(maps, parts) if zoned else maps
    _refuse_wrong(definitions, maps, parts)
    drawn: dict[str, tuple[IndexEntry, str]] = {}
    colours = {"landuse": "#7fae5a", "quota": "#c0392b", "forest": "#0072b2", "wells": "#e08e2b", "ledgers": "#762a83"}
    colours |= {"change": "#e07a6b", "zones": "#b5008f"}
    for definition in definitions:
        name = definition.key
        page = compose_map(definition, _dated(maps, definition.layer, parts))
        if page is not None:
            title, text = definition.title[parts.language], definition.text[parts.language]
            entry = IndexEntry(title, text, f"maps/{name}.html", colours.get(name, "#5f7a8a"))
            drawn[name] = (entry, draw_page(page))
            if definition.layer == "changes":
                drawn |= _matrix_page(parts)
    return drawn


def _matrix_page(parts: ReportParts) -> dict[str, tuple[IndexEntry, str]]:
    """Return the transition matrix as a heat map of its own beside the map of changes."""
    if parts.change is None:
        return {}
    w = words(parts.language)
    page = parts.change.page.told_in(parts.language)
    years = (parts.change.before.layer.provenance, parts.change.after.layer.provenance)
    sources = _change_sources(years, parts, parts.language)
    html = heat_map(page, {table.key: table for table in parts.tables}, (*badges(parts), *parts.marks), sources).html
    entry = IndexEntry(w["map.change_matrix"], w["map.change_matrix_text"], "maps/change-matrix.html", "#d1603d")
    return {"change-matrix": (entry, html)}


def _refuse_wrong(definitions: Sequence[MapDefinition], maps: MapSet, parts: ReportParts) -> None:
    """Hold every number that will stand beside a map against its rows, in all languages."""
    shown = {key for definition in definitions for key in (*definition.tables, "land_units", "forest_units")}
    for frame in maps.frames.values():
        tables = [t for key, t in frame.tables.items() if key in shown or key.startswith("quota")]
        refuse_wrong_basis(tables, maps.books, within=widest(parts.page))


#: Which table of the district file names what a map draws.
_NEEDS = {
    "parcels": "layers.parcels", "forest": "layers.forest", "wells": "layers.wells", "ledgers": "ledgers.…",
    "changes": "layers.parcels_before", "zoned": "layers.zones.…",
}  # fmt: skip


def maps_left_out(parts: ReportParts, drawn: Container[str], names: Sequence[str] = ()) -> tuple[Notice, ...]:
    """Return why maps that were asked for are not among the drawn ones, and what is missing in those that are.

    That an input is missing is said of maps asked for by name; a district file lists them whatever its inputs are.
    """
    found: list[Notice] = []
    for definition in _definitions(parts, names):
        facts = {"value": definition.title[parts.language]}
        if definition.key in drawn:
            found += _not_there(definition, parts)
            continue
        if parts.options.public and definition.private:
            found.append(Notice("MAP_NOT_PUBLIC", facts))
        elif why := wanting(definition, parts.land.ledger, parts.land.scheme):
            named = {"file": f"{definition.key}.toml"} if definition.own else {}  # a shipped one is nobody's file
            facts |= {**named, "why": words(parts.language)[f"why.{why}"]}
            found.append(Notice("MAP_NOT_COMPUTABLE", facts))
        elif names:
            alone = definition.layer == "site"  # of one project, which no district file has
            needs = {} if alone else {"needs": _NEEDS[definition.layer]}
            found.append(Notice("MAP_EMPTY.site" if alone else "MAP_EMPTY", {**facts, **needs}))
    return tuple(found)


def nothing_drawn(left: Sequence[Notice]) -> BadUsage:
    """Return the mistake of a run that draws no map, from :func:`maps_left_out`."""
    why = next(iter(left), None)
    return BadUsage(why.code, **why.facts) if why else BadUsage("OPTION_MISSING.map", option="NAME")


def _not_there(definition: MapDefinition, parts: ReportParts) -> list[Notice]:
    """Return a notice for each table or chart that a district's own definition names and this run does not have."""
    there = {table.key for table in parts.tables} | {chart.key for chart in _charts(parts)}
    named = (*definition.tables, *definition.charts) if definition.own else ()
    facts = {"file": f"{definition.key}.toml"}
    return [Notice("MAP_TABLE", {**facts, "value": name}) for name in named if name not in there]


#: What is drawn of layers laid on one another.
_LAID = {"changes", "zoned", "zone_lines"}


def needs_laying(district: District, names: Sequence[str]) -> bool:
    """Return whether some of the maps show two years or zones laid on parcels; a district's own may ask for tables."""
    wanted = [read_map_definition(name, map_folders(district)) for name in names or district.content.maps.draw]
    return any(definition.own or _LAID & set(definition.drawn) for definition in wanted)


def _definitions(parts: ReportParts, names: Sequence[str]) -> list[MapDefinition]:
    folders = map_folders(parts.district)
    return [read_map_definition(name, folders) for name in names or parts.district.content.maps.draw]


def _material(parts: ReportParts, home: str) -> MapSet:
    land, woods, register = parts.land, parts.woods, parts.register
    wells = None
    if register and {"longitude", "latitude"} <= set(register.wells.frame):
        wells = WellMaterial(register.wells.frame, roles_of(register.wells.frame, read_well_scheme()))
    languages = dict.fromkeys([parts.language, *LANGUAGES])
    changes = _change_material(parts)
    return MapSet(
        language=parts.language,
        frames={language: _frame(in_language(parts, language)) for language in languages},
        records=_records(parts),
        boundaries=boundary_layers(parts),
        land=LandMaterial(land.layer.frame, land.layer.crs, land.ledger, land.scheme),
        forest=_forest_material(woods) if woods else None,
        changes=changes,
        wells=wells,
        ledgers=_ledger_materials(parts),
        quotas=parts.checks,
        books=_books(parts, changes),
        named=named_columns(
            woods.scheme if woods else None, read_spec("wells"), [one.spec for one in parts.books.opened]
        ),
        rounding=parts.options.rounding,
        home=home,
        public=parts.options.public,
    )


def _with_zones(maps: MapSet, parts: ReportParts) -> MapSet:
    """Return the material with the parcels parted by zones; as it is where the district has none."""
    found = zone_maps(parts)
    if found is None:
        return maps
    frames = {language: found.explained(frame, language) for language, frame in maps.frames.items()}
    books, records = {**maps.books, "zoned": found.book}, {**maps.records, "zoned": found.records}
    return replace(maps, zoned=found.material, lines=found.lines, frames=frames, books=books, records=records)


def _frame(parts: ReportParts) -> Frame:
    """Return what stands around the maps in the language of a run."""
    w, entry = words(parts.language), parts.district.content.district
    simplified = w["report.page_coarse" if parts.options.public else "report.page_simplified"]
    return Frame(
        subtitle=f"{entry.name} · {w['report.as_of'].format(year=entry.year)}",
        tables={table.key: table for table in parts.tables},
        marks=page_marks(parts.language, invented=entry.invented, public=parts.options.public),
        sources=(),
        notes=(*marks_of(parts.district, parts.language), simplified, w["report.boundary_note"]),
        charts={chart.key: chart for chart in _charts(parts)},
    )


def _records(parts: ReportParts) -> dict[str, tuple[Provenance, ...]]:
    """Return where each layer of the maps was read from."""
    found: dict[str, tuple[Provenance, ...]] = {"parcels": (parts.land.layer.provenance,)}
    found |= {"forest": (parts.woods.layer.provenance,)} if parts.woods else {}
    found |= {"wells": (parts.register.wells.provenance,)} if parts.register else {}
    if parts.change:
        years = (parts.change.before, parts.change.after)
        found["changes"] = tuple(land.layer.provenance for land in years)
    return found | {"ledgers": tuple(one.layer.provenance for one in parts.books.opened)}


def _dated(maps: MapSet, layer: str, parts: ReportParts) -> MapSet:
    """Return the material under the date of the layer a map shows: forest plots may be a year older than the land."""
    entry, read = parts.district.content.district, maps.records.get(layer, ())
    years = [record.year for record in read if record.year]
    year = years[0] if len(read) == len(years) == 1 else entry.year
    zones: list[int] = []
    if layer == "zoned" and read:  # the parcels come first, then each layer of zones
        year = read[0].year or entry.year
        zones = sorted({record.year for record in read[1:] if record.year})
    two = {"before": years[0], "after": years[1]} if layer == "changes" and len(years) == 2 else None
    frames = {
        language: replace(
            frame,
            subtitle=f"{entry.name} · "
            + (
                words(language)["report.between"].format(**two)
                if two
                else words(language)["report.as_of"].format(year=year)
            )
            + (f" · {words(language)['report.zones_of'].format(years=_listed(zones, language))}" if zones else ""),
            sources=_source_lines(layer, parts, maps, language),
        )
        for language, frame in maps.frames.items()
    }
    return replace(maps, frames=frames)


def _listed(years: Sequence[int], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(str(year) for year in years)


def _source_lines(layer: str, parts: ReportParts, maps: MapSet, language: str) -> tuple[str, ...]:
    records = maps.records
    if layer == "zoned" and maps.zoned:
        return zone_sources(maps.zoned, records["zoned"], language, public=parts.options.public)
    if layer == "ledgers":
        return tuple(
            source_said(one.spec.title[language], one.layer.provenance, language, public=parts.options.public)
            for one in parts.books.opened
        )
    shown = ("parcels", "wells") if layer == "wells" else (layer,)
    if layer == "changes" and "changes" in records:
        return _change_sources(records["changes"], parts, language)
    return tuple(
        source_said(words(language)[f"map.{key}"], record, language, public=parts.options.public)
        for key in shown
        for record in records.get(key, ())
    )


def _change_sources(years: Sequence[Provenance], parts: ReportParts, language: str) -> tuple[str, ...]:
    """Return the files of the earlier and the later year."""
    said = zip(("parcels_before", "parcels"), years, strict=True)
    return tuple(source_said(words(language)[f"map.{k}"], r, language, public=parts.options.public) for k, r in said)


def _charts(parts: ReportParts) -> tuple[Chart, ...]:
    """Return the charts of a run, for the maps that ask for them."""
    found: list[Chart | None] = []
    if parts.woods and parts.forest:
        found.append(tenure_chart(forest_prints(parts)))
    if parts.register and parts.wells:
        found += well_charts(parts.wells, parts.register.wells.frame, read_well_scheme(), parts.language)
    return tuple(chart for chart in found if chart is not None)


def _forest_material(woods: Forest) -> ForestMaterial:
    plots = woods.layer.frame
    return ForestMaterial(plots, woods.layer.crs, woods.ledger, woods.scheme, report_classes(plots, woods.scheme))


def _change_material(parts: ReportParts) -> ChangeMaterial | None:
    """Return the pieces of another class, each with its direction; nothing where only one year is known."""
    if parts.change is None:
        return None
    layer, page = parts.change.layer, parts.change.page
    areas = np.array([piece.area_dm2 for piece in page.found.pieces], dtype=np.int64)
    frame = layer.assign(area_dm2=areas, direction=directions(layer))
    return ChangeMaterial(frame, layer.crs, page.scheme, page.towns)


def _books(parts: ReportParts, changes: ChangeMaterial | None) -> Books:
    """Return the rows behind the numbers of a run, the pieces of a change among them."""
    books = books_of(parts.land, parts.woods, parts.register, parts.books.opened)
    if changes is None:
        return books
    rows = pd.DataFrame(changes.frame.drop(columns="geometry"))
    return {**books, "changes": Book(rows, (("direction", "area_dm2"),))}


def _ledger_materials(parts: ReportParts) -> tuple[LedgerMaterial, ...]:
    """Return the rows of all ledgers, those without coordinates too; nothing where no row has any."""
    found: list[LedgerMaterial] = []
    for ledger in parts.books.opened:
        frame, spec = ledger.layer.frame, ledger.spec
        nowhere = np.full(len(frame), np.nan)
        placed = {"longitude", "latitude"} <= set(frame)
        lon, lat = (frame[k].to_numpy(dtype=float) if placed else nowhere for k in ("longitude", "latitude"))
        details = {language: ledger_details(frame, spec, language) for language in LANGUAGES}
        names = tuple(frame[spec.identity[0]].astype(str)) if spec.identity else ("",) * len(frame)
        found.append(LedgerMaterial(spec.kind, spec.title, lon, lat, names, details))
    return tuple(found) if any(np.isfinite(one.lon).any() for one in found) else ()


def boundary_layers(parts: ReportParts) -> tuple[BoundaryLayer, ...]:
    """Return boundaries of towns and villages for the maps; towns drawn from the villages where they have no layer."""
    levels = {unit.level for _, units in parts.bounds for unit in units}
    found = [_boundaries("towns", 9, "map.units", 1.6, parts, town_of=None if "town" in levels else "village")]
    if "village" in levels:
        found.append(_boundaries("villages", 12, "map.villages", 0.8, parts))
    return tuple(layer for layer in found if layer.labels)


def _boundaries(
    key: str, digits: int, title: str, weight: float, parts: ReportParts, town_of: str | None = None
) -> BoundaryLayer:
    """Return the outlines of the units of a level, or of what the units of the level below make up together."""
    names = {unit.code: unit.name for _, units in parts.bounds for unit in units}
    names |= {unit.code: unit.name for unit in parts.district.units}
    level = town_of or ("town" if digits == 9 else "village")
    shapes: list[Any] = []
    found: list[str] = []
    for layer, units in parts.bounds:
        outlines = layer.frame["geometry"].to_numpy()
        codes = np.array([unit.code[:digits] for unit in units])
        meant = np.array([unit.level == level for unit in units], dtype=bool)
        for code in dict.fromkeys(codes[meant].tolist()):
            whole = shapely.union_all(outlines[meant & (codes == code)])
            shapes += list(geometry_to_lon_lat(np.array([whole], dtype=object), layer.crs))
            found.append(code)
    outline = np.array(shapes, dtype=object)
    labels = [names.get(code) or code for code in found]
    said = {language: words(language)[title] for language in LANGUAGES}
    return BoundaryLayer(key, said, outline, labels, found, weight)
