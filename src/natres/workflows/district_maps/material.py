"""What the maps of a run are drawn from: its layers, tables, charts and sources, in all languages."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from natres.analyses.forest import report_classes
from natres.analyses.wells import roles_of
from natres.core.basis_value import Book, Books
from natres.core.map_definition import MapDefinition
from natres.core.provenance import Provenance
from natres.labels import LANGUAGES, words
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
    directions,
)
from natres.presenters.maps.change_areas import direction_areas, direction_cells
from natres.presenters.web import Chart
from natres.presenters.wells import well_charts
from natres.readers import read_spec, read_well_scheme
from natres.workflows.answer import marks_of
from natres.workflows.bases import books_of
from natres.workflows.column_words import named_columns
from natres.workflows.district_maps.boundaries import boundary_layers
from natres.workflows.inputs import Forest
from natres.workflows.report_parts import ReportParts, page_marks, source_said
from natres.workflows.report_tables import forest_prints, in_language
from natres.workflows.zone_maps import zone_maps, zone_sources

__all__ = ["change_sources", "charts_of", "dated", "map_set", "map_set_for", "with_zones"]


def map_set(parts: ReportParts, home: str) -> MapSet:
    """Return what all maps of a run are drawn from, but for the zones: see :func:`with_zones`."""
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


def map_set_for(parts: ReportParts, definitions: Sequence[MapDefinition], home: str) -> MapSet:
    """Return what certain maps are drawn from: with the zones only where one of them shows them."""
    zoned = any({"zoned", "zone_lines"} & set(definition.drawn) for definition in definitions)
    maps = map_set(parts, home)
    return with_zones(maps, parts) if zoned else maps


def with_zones(maps: MapSet, parts: ReportParts) -> MapSet:
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
        charts={chart.key: chart for chart in charts_of(parts)},
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


def dated(maps: MapSet, layer: str, parts: ReportParts) -> MapSet:
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
        return change_sources(records["changes"], parts, language)
    return tuple(
        source_said(words(language)[f"map.{key}"], record, language, public=parts.options.public)
        for key in shown
        for record in records.get(key, ())
    )


def change_sources(years: Sequence[Provenance], parts: ReportParts, language: str) -> tuple[str, ...]:
    """Return the files of the earlier and the later year."""
    said = zip(("parcels_before", "parcels"), years, strict=True)
    return tuple(source_said(words(language)[f"map.{k}"], r, language, public=parts.options.public) for k, r in said)


def charts_of(parts: ReportParts) -> tuple[Chart, ...]:
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
    whole = np.array([piece.area_dm2 for piece in page.found.pieces], dtype=np.int64)
    frame = layer.assign(area_dm2=whole, direction=directions(layer))
    areas, cells = direction_areas(page), direction_cells(page)
    booked = {key: (areas[key], cell) for key, cell in cells.items()}
    return ChangeMaterial(frame, layer.crs, page.scheme, page.towns, booked)


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
