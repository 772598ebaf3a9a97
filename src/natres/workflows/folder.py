"""Filling the report folder: index, maps, tables in three formats, results layer, record of the run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from natres.core.issues import Notice
from natres.core.results import (
    QuotaCheck,
)
from natres.core.units import area_text
from natres.errors import describe_code
from natres.labels import words
from natres.presenters import quota_tables
from natres.presenters.formats import csv_text
from natres.presenters.json_text import json_text, warnings_json
from natres.presenters.land_tables import group_label
from natres.presenters.maps import (
    figure_table,
)
from natres.presenters.second_table import second_summary
from natres.presenters.web import IndexEntry, IndexPage, draw_index
from natres.presenters.workbook import workbook_bytes
from natres.workflows.district_maps import draw_maps, maps_left_out
from natres.workflows.report_names import ReportNames
from natres.workflows.report_parts import ReportParts, badges, source_lines
from natres.workflows.report_sheets import ReportSheet, report_sheets
from natres.workflows.result_layers import results_bytes
from natres.writers import OutputFolder

__all__ = ["write_report"]


def write_report(
    parts: ReportParts, output: Path, environment: Mapping[str, Any], *, force: bool, progress: Callable[[str], None]
) -> tuple[Path, list[Notice]]:
    """Write the report folder as a whole and return where it stands; ``progress`` is told each step.

    Raises
    ------
    CannotCreate, OutputBusy, StorageFailed : see :class:`natres.writers.OutputFolder`
    """
    with OutputFolder(output, force=force) as folder:
        called = ReportNames(chinese=parts.options.language == "zh")
        progress("maps")
        maps = draw_maps(parts, called=called)
        for entry, page in maps.values():
            folder.write(entry.href, page)
        progress("sheets")
        sheets = report_sheets(parts)
        for key, one in sheets.items():
            title = one.definition.title[parts.language]
            folder.write(called.sheet(key, title, ".pdf"), one.pdf)
            folder.write(called.sheet(key, title, ".png"), one.png)
        progress("tables")
        for number, table in enumerate(parts.tables, start=1):
            folder.write(called.table(table.key, table.title, number), csv_text([table], parts.marks))
        title = f"{parts.district.content.district.name} · {words(parts.language)['report.workbook']}"
        workbook = workbook_bytes(
            parts.tables, moment=parts.moment, marks=parts.marks, language=parts.language, contents=title
        )
        folder.write(called.file("tables.xlsx"), workbook)
        folder.write("results.json", json_text(parts.data, parts.marks))
        folder.write(called.file("results.gpkg"), results_bytes(parts))
        entries = {key: _with_sheet(entry, key, sheets, called, parts) for key, (entry, _) in maps.items()}
        folder.write("index.html", draw_index(_index_page(parts, entries, called)))
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


def _with_sheet(
    entry: IndexEntry, key: str, sheets: Mapping[str, ReportSheet], called: ReportNames, parts: ReportParts
) -> IndexEntry:
    """Return the link of a map with those of its print sheet."""
    if key not in sheets:
        return entry
    title, word = sheets[key].definition.title[parts.language], words(parts.language)["report.sheet"]
    beside = tuple((f"{word} {suffix[1:].upper()}", called.sheet(key, title, suffix)) for suffix in (".pdf", ".png"))
    return replace(entry, beside=beside)


def _index_page(parts: ReportParts, maps: Mapping[str, IndexEntry], called: ReportNames) -> IndexPage:
    w, entry = words(parts.language), parts.district.content.district
    files = (
        IndexEntry(w["report.workbook"], called.file("tables.xlsx"), called.file("tables.xlsx")),
        IndexEntry(w["report.json"], "results.json", "results.json"),
        IndexEntry(w["report.gpkg"], called.file("results.gpkg"), called.file("results.gpkg")),
        IndexEntry(w["report.run"], "run.json", "run.json"),
    )
    places = [(table.title, called.table(table.key, table.title, n)) for n, table in enumerate(parts.tables, start=1)]
    sheets = tuple(IndexEntry(title, place, place) for title, place in places)
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
