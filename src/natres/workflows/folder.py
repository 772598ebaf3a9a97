"""Filling the report folder: index, maps, tables in three formats, results layer, record of the run."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from natres.core.issues import Notice
from natres.core.map_definition import SheetWish
from natres.core.results import (
    QuotaCheck,
)
from natres.core.units import area_text
from natres.errors import describe_code
from natres.labels import words
from natres.presenters import quota_tables
from natres.presenters.appendix import appendix_docx, appendix_pdf
from natres.presenters.formats import csv_text
from natres.presenters.json_text import json_text, warnings_json
from natres.presenters.land_tables import class_label, group_label
from natres.presenters.maps import (
    figure_table,
)
from natres.presenters.qgis_style import categorised_style
from natres.presenters.second_table import second_summary
from natres.presenters.web import IndexEntry, IndexPage, draw_index
from natres.presenters.workbook import workbook_bytes
from natres.workflows.district_maps import draw_maps, maps_left_out
from natres.workflows.district_maps.sheets import draw_sheets
from natres.workflows.report_appendix import appendix_of, pictures_of
from natres.workflows.report_parts import ReportParts, badges, source_lines
from natres.writers import OutputFolder, geopackage_bytes

__all__ = ["write_report"]


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
        appendix = appendix_of(parts, pictures_of(draw_sheets(parts, (), SheetWish("A4")), parts.language))
        folder.write("appendix.docx", appendix_docx(appendix))
        folder.write("appendix.pdf", appendix_pdf(appendix))
        folder.write("results.json", json_text(parts.data, parts.marks))
        folder.write("results.gpkg", _results_layer(parts))
        folder.write("index.html", draw_index(_index_page(parts, {key: entry for key, (entry, _) in maps.items()})))
        left = maps_left_out(parts, maps)
        record = {"natres": parts.data["natres"], "command": "report", **environment}
        record |= {
            "inputs": parts.data["inputs"],
            "warnings": [*parts.data["warnings"], *warnings_json(left, parts.language)],
        }
        place, notices = folder.publish(record)
        return place, [*left, *notices]


#: Tables that stand on the first page of a report.
_FIRST = (
    "land_groups", "quotas", "change_groups", "cropland_flow", "overlay_questions", "illegal_land", "forest",
    "forest_units", "wells", "reinjection", "water", "ledgers", "account_land", "published",
)  # fmt: skip


def _index_page(parts: ReportParts, maps: Mapping[str, IndexEntry]) -> IndexPage:
    w, entry = words(parts.language), parts.district.content.district
    files = (
        IndexEntry(w["report.appendix_docx"], "appendix.docx", "appendix.docx"),
        IndexEntry(w["report.appendix_pdf"], "appendix.pdf", "appendix.pdf"),
        IndexEntry(w["report.workbook"], "tables.xlsx", "tables.xlsx"),
        IndexEntry(w["report.json"], "results.json", "results.json"),
        IndexEntry(w["report.gpkg"], "results.gpkg", "results.gpkg"),
        IndexEntry(w["report.run"], "run.json", "run.json"),
    )
    sheets = tuple(
        IndexEntry(table.title, f"tables/{table.key}.csv", f"tables/{table.key}.csv") for table in parts.tables
    )
    shown = [table for table in parts.tables if table.key in _FIRST]
    notes = [describe_code(n.code, parts.language, **n.facts)[0] for n in parts.notices]
    return IndexPage(
        title=w["report.title"].format(name=entry.name, year=entry.year),
        subtitle=w["report.as_of"].format(year=entry.year),
        language=parts.language,
        headline=tuple(_headline(parts)),
        figures=tuple(figure_table(table) for table in shown),
        maps=tuple(maps.values()),
        files=(*files, *sheets),
        marks=badges(parts),
        sources=source_lines(parts),
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
        if measure.quota and not land.scheme.wanting(measure.key, has_settlement=land.ledger.has_settlement):
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
