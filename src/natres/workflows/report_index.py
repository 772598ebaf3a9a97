"""The first page of a report: its figures, its maps with their print sheets, its files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from natres.core.results import QuotaCheck
from natres.core.units import area_text
from natres.errors import describe_code
from natres.labels import words
from natres.presenters import quota_tables
from natres.presenters.land_tables import group_label
from natres.presenters.maps import figure_table
from natres.presenters.second_table import second_summary
from natres.presenters.web import IndexEntry, IndexPage
from natres.workflows.report_names import ReportNames
from natres.workflows.report_parts import ReportParts, badges, source_lines
from natres.workflows.report_sheets import ReportSheet

__all__ = ["index_page"]

#: Words and name of the files of a report; those for programs are not in one for everyone.
_DOCUMENTS = (("appendix_docx", "appendix.docx"), ("appendix_pdf", "appendix.pdf"), ("workbook", "tables.xlsx"))
_DATA = (("json", "results.json"), ("gpkg", "results.gpkg"), ("run", "run.json"))
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


def index_page(
    parts: ReportParts, maps: Mapping[str, IndexEntry], sheets: Mapping[str, ReportSheet], called: ReportNames
) -> IndexPage:
    """Return the first page of a report: figures, maps with their sheets, every file.

    Parameters
    ----------
    maps : the links of the map pages, by name
    """
    w, entry = words(parts.language), parts.district.content.district
    named = _DOCUMENTS if parts.options.public else (*_DOCUMENTS, *_DATA)
    places = [called.file(name) for _, name in named]
    files = tuple(IndexEntry(w[f"report.{key}"], place, place) for (key, _), place in zip(named, places, strict=True))
    maps = {key: _with_sheet(one, key, sheets, called, parts) for key, one in maps.items()}
    own = [(table.title, called.table(table.key, table.title, n)) for n, table in enumerate(parts.tables, start=1)]
    tables = tuple(IndexEntry(title, place, place) for title, place in own)
    shown = [table for table in parts.tables if table.key in _FIRST]
    notes = [describe_code(n.code, parts.language, **n.facts)[0] for n in parts.notices]
    return IndexPage(
        title=w["report.title"].format(name=entry.name, year=entry.year),
        subtitle=w["report.as_of"].format(year=entry.year),
        language=parts.language,
        headline=tuple(_headline(parts)),
        figures=tuple(figure_table(table) for table in shown),
        maps=tuple(maps.values()),
        files=(*files, *tables),
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
    woods = next((t for t in parts.tables if t.key == "forest"), None)
    if parts.forest and woods:
        rows = woods.rows
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
