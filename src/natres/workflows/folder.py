"""Filling the report folder: index, maps, tables in three formats, results layer, record of the run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import geopandas as gpd
import numpy as np
import shapely

from natres.analyses.wells import roles_of
from natres.core.crs import geometry_to_lon_lat
from natres.core.issues import Notice
from natres.core.provenance import Layer, Provenance
from natres.core.results import (
    ClassShares,
    FigureCheck,
    ForestTable,
    LandCoverLook,
    QuotaCheck,
    SecondFigure,
    Unit,
    WellTable,
)
from natres.core.units import area_text
from natres.district import District, LayerEntry
from natres.errors import describe_code
from natres.labels import words
from natres.presenters import quota_tables
from natres.presenters.formats import csv_text
from natres.presenters.json_text import json_text
from natres.presenters.land_tables import LandPage, class_label, group_label
from natres.presenters.maps import (
    ForestMaterial,
    Frame,
    LandMaterial,
    MapSet,
    WellMaterial,
    compose_map,
    figure_table,
)
from natres.presenters.qgis_style import categorised_style
from natres.presenters.second_table import second_summary
from natres.presenters.table import Table
from natres.presenters.web import BoundaryLayer, IndexEntry, IndexPage, draw_index, draw_page
from natres.presenters.workbook import workbook_bytes
from natres.readers import read_well_scheme
from natres.readers.map_definitions import read_map_definition
from natres.workflows.inputs import Forest, Land, Options, Wells
from natres.workflows.subjects.accounts import Accounts
from natres.workflows.subjects.ledgers import Ledgers
from natres.writers import OutputFolder, geopackage_bytes

__all__ = ["ReportParts", "boundary_layers", "draw_maps", "map_folders", "source_line", "write_report"]


@dataclass(frozen=True, eq=False)
class ReportParts:
    """Everything a report is made of, computed before anything is written."""

    district: District
    language: str
    options: Options
    land: Land
    woods: Forest | None
    register: Wells | None
    page: LandPage
    checks: tuple[QuotaCheck, ...]
    forest: ForestTable | None
    wells: WellTable | None
    look: LandCoverLook | None
    figures: tuple[FigureCheck, ...]
    second: tuple[SecondFigure, ...]
    books: Ledgers
    accounts: Accounts
    bounds: tuple[tuple[Layer[Any], tuple[Unit, ...]], ...]
    inputs: tuple[Provenance, ...]
    marks: tuple[str, ...]
    moment: datetime
    tables: tuple[Table, ...] = ()
    notices: tuple[Notice, ...] = ()
    data: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def shares(self) -> ClassShares:
        """The land of the run."""
        return self.page.shares

    def with_words(self, *, tables: tuple[Table, ...], notices: tuple[Notice, ...], data: dict[str, Any]) -> Self:
        """Return the parts with their tables, notices and JSON, which are made from the numbers above."""
        return replace(self, tables=tables, notices=notices, data=data)


def write_report(
    parts: ReportParts, output: Path, environment: Mapping[str, Any], *, force: bool
) -> tuple[Path, list[Notice]]:
    """Write the report folder as a whole and return where it stands.

    Raises
    ------
    CannotCreate, OutputBusy, StorageFailed : see :class:`natres.writers.OutputFolder`
    """
    with OutputFolder(output, force=force) as folder:
        maps = draw_maps(parts)
        for key, (_, page) in maps.items():
            folder.write(f"maps/{key}.html", page)
        for table in parts.tables:
            folder.write(f"tables/{table.key}.csv", csv_text([table], parts.marks))
        workbook = workbook_bytes(parts.tables, moment=parts.moment, marks=parts.marks, language=parts.language)
        folder.write("tables.xlsx", workbook)
        folder.write("results.json", json_text(parts.data, parts.marks))
        folder.write("results.gpkg", _results_layer(parts))
        folder.write("index.html", draw_index(_index_page(parts, {key: entry for key, (entry, _) in maps.items()})))
        record = {"natres": parts.data["natres"], "command": "report", **environment}
        record |= {key: parts.data[key] for key in ("inputs", "warnings")}
        return folder.publish(record)


def map_folders(district: District) -> list[Path]:
    """Return where a district's own map definitions may lie: in ``maps/`` beside its file."""
    own = district.folder / "maps"
    return [own] if own.is_dir() else []


def draw_maps(
    parts: ReportParts, names: Sequence[str] = (), *, home: str = "../index.html"
) -> dict[str, tuple[IndexEntry, str]]:
    """Return for each map its entry in the index and its page; without names those the district file lists."""
    material = _material(parts, home)
    drawn: dict[str, tuple[IndexEntry, str]] = {}
    colours = {"landuse": "#7fae5a", "quota": "#c0392b", "forest": "#0072b2", "wells": "#e08e2b"}
    for name in names or parts.district.content.maps.draw:
        definition = read_map_definition(name, map_folders(parts.district))
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
        marks=_badges(parts),
        sources=_source_lines(parts),
        notes=(*parts.marks, w["report.page_simplified"], w["report.boundary_note"]),
        boundaries=boundary_layers(parts),
        home=home,
    )
    land, woods, register = parts.land, parts.woods, parts.register
    wells = None
    if register and {"longitude", "latitude"} <= set(register.wells.frame):
        wells = WellMaterial(register.wells.frame, roles_of(register.wells.frame, read_well_scheme()))
    return MapSet(
        frame=frame,
        land=LandMaterial(land.layer.frame, land.layer.crs, land.ledger, land.scheme),
        forest=ForestMaterial(woods.layer.frame, woods.layer.crs, woods.ledger, woods.scheme) if woods else None,
        wells=wells,
    )


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


def _badges(parts: ReportParts) -> tuple[str, ...]:
    w = words(parts.language)
    invented = (w["report.invented"],) if parts.district.content.district.invented else ()
    return (*invented, w["report.internal"])


def _source_lines(parts: ReportParts) -> tuple[str, ...]:
    """Return a line for every input of the run, in the order they were read."""
    roles = {"parcels": "map.parcels", "forest": "map.forest", "wells": "map.wells"}
    roles |= {"parcels_before": "map.parcels_before", "forest_before": "map.forest_before"}
    roles |= {"rights": "report.rights", "landcover": "land.second_look", "towns": "map.units"}
    roles["units"] = "map.villages" if parts.district.has("towns") else "map.units"
    named = {entry.path: key for key, entry in parts.district.content.layers if isinstance(entry, LayerEntry)}
    w = words(parts.language)
    return tuple(
        source_line(w[roles[named[record.path]]], record, parts.language)
        for record in parts.inputs
        if record.path in named
    )


def source_line(role: str, record: Provenance, language: str) -> str:
    """Return the footer line of one input: role, file, rows, coordinate system, date."""
    w = words(language)
    crs = w["report.source_crs"].format(crs=record.crs) if record.crs else ""
    return w["report.source"].format(
        role=role, file=record.file_name, rows=record.rows, crs=crs, year=record.year or "—"
    )


def _index_page(parts: ReportParts, maps: Mapping[str, IndexEntry]) -> IndexPage:
    w, entry = words(parts.language), parts.district.content.district
    files = (
        IndexEntry(w["report.workbook"], "tables.xlsx", "tables.xlsx"),
        IndexEntry(w["report.json"], "results.json", "results.json"),
        IndexEntry(w["report.gpkg"], "results.gpkg", "results.gpkg"),
        IndexEntry(w["report.run"], "run.json", "run.json"),
    )
    sheets = tuple(
        IndexEntry(table.title, f"tables/{table.key}.csv", f"tables/{table.key}.csv") for table in parts.tables
    )
    first = ("land_groups", "quotas", "forest", "wells", "published")
    shown = [table for table in parts.tables if table.key in first]
    notes = [describe_code(n.code, parts.language, **n.facts)[0] for n in parts.notices]
    return IndexPage(
        title=w["report.title"].format(name=entry.name, year=entry.year),
        subtitle=w["report.as_of"].format(year=entry.year),
        language=parts.language,
        headline=tuple(_headline(parts)),
        figures=tuple(figure_table(table) for table in shown),
        maps=tuple(maps.values()),
        files=(*files, *sheets),
        marks=_badges(parts),
        sources=_source_lines(parts),
        notes=tuple(dict.fromkeys([*parts.marks, *notes, second_summary(parts.second, parts.language)])),
    )


def _headline(parts: ReportParts) -> Sequence[tuple[str, str, str]]:
    w, shares = words(parts.language), parts.shares
    lines = [(w["land.total"], f"{area_text(shares.whole_dm2)} {w['unit.km2']}", "")]
    table = next(t for t in parts.tables if t.key == "land_groups")
    labels = {group_label(g.key, parts.land.scheme, parts.language) for g in shares.groups}
    for row in [row for row in table.rows if row.cells[0].text in labels]:
        name, area, share = (cell.text for cell in row.cells[:3])
        lines.append((f"{name} · {share}%", f"{area} {w['unit.km2']}", ""))
    for check in parts.checks:
        lines.append(_quota_tile(check, parts.language))
    if parts.forest:
        rows = next(t for t in parts.tables if t.key == "forest").rows
        printed, share = ([cell.plain for cell in row.cells] for row in (rows[0], rows[-1]))
        lines.append((w["forest.total"], f"{printed[len(parts.forest.by_tenure) + 1]} {w['unit.ha']}", ""))
        for place, (key, _) in enumerate(parts.forest.by_tenure[:2], start=1):
            lines.append((f"{w[f'forest_tenure.{key}']} · {share[place]}%", f"{printed[place]} {w['unit.ha']}", ""))
    if parts.wells:
        counts = dict(parts.wells.counts)
        pair = f"{counts['production']} / {counts['reinjection']}"
        lines.append((f"{w['wells.production']} / {w['wells.reinjection']}", pair, ""))
    return lines


def _quota_tile(check: QuotaCheck, language: str) -> tuple[str, str, str]:
    w = words(language)
    status = quota_tables.status_label(check.status, check.quota.kind, language)
    if check.margin_dm2 is None:
        return check.quota.label, status, ""
    sides = {
        ("ceiling", True): "over",
        ("ceiling", False): "left",
        ("floor", True): "short",
        ("floor", False): "above",
    }
    side = w[f"quota.{sides[check.quota.kind, check.margin_dm2 < 0]}"]
    margin = quota_tables.margin_text(check, abs(check.margin_dm2))
    flag = {"exceeded": "alert", "within": "ok"}.get(check.status, "")
    label = f"{check.quota.label} · {status}" if check.status != "within" else check.quota.label
    return label, f"{side} {margin} {w['unit.km2']}", flag


def _results_layer(parts: ReportParts) -> bytes:
    """Return the parcels with group, measures and ledger area, in their own coordinate system, with a style."""
    land, ledger = parts.land, parts.land.ledger.parcels
    columns: dict[str, Any] = {
        "parcel_id": ledger["parcel_id"],
        "land_class": ledger["land_class"],
        "subclass": [land.scheme.at_level(code, 2) for code in ledger["land_class"]],
        "main_class": [land.scheme.at_level(code, 1) for code in ledger["land_class"]],
        "land_group": [land.scheme.group_of(code) or "unclassified" for code in ledger["land_class"]],
        "ownership_type": ledger["ownership_type"],
        "settlement_code": ledger["settlement_code"],
        "unit_code": ledger["unit_code"],
        "area_kind": land.ledger.area_kind,
        "gross_area_m2": ledger["gross_dm2"] / 100.0,
        "closing_m2": (ledger["gross_dm2"] - ledger["measured_dm2"]) / 100.0,
        "deducted_area_m2": ledger["deducted_dm2"] / 100.0,
        "class_area_m2": ledger["class_dm2"] / 100.0,
    }
    for measure in land.scheme.measures:
        computable = not measure.needs_zone and (land.ledger.has_settlement or not measure.needs_settlement)
        if measure.quota and computable:
            columns[f"in_{measure.key}"] = land.scheme.selects(measure, ledger).astype("int16")
    shapes = land.layer.frame["geometry"].to_numpy()
    # One geometry type per layer: a GeoPackage that mixes polygons and multipolygons is refused by some readers.
    if (shapely.get_type_id(shapes) == 6).any():
        shapes = np.array([shapely.multipolygons([s]) if s.geom_type == "Polygon" else s for s in shapes])
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=land.layer.crs)
    used = sorted(set(columns["subclass"]) & set(land.scheme.by_code), key=lambda c: land.scheme.position[c])
    rows = [
        (
            code,
            f"{code} {class_label(code, land.scheme, parts.language)}",
            land.scheme.by_code[code].colour or "#cccccc",
        )
        for code in used
    ]
    return geopackage_bytes(frame, "parcels", categorised_style("subclass", rows))
