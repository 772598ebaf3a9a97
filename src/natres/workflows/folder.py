"""Filling the report folder: index, maps, tables in three formats, results layer, record of the run."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from natres.core.issues import Notice
from natres.labels import words
from natres.presenters.appendix import appendix_docx, appendix_pdf
from natres.presenters.formats import csv_text
from natres.presenters.json_text import json_text, warnings_json
from natres.presenters.web import draw_index
from natres.presenters.workbook import workbook_bytes
from natres.workflows.district_maps import draw_maps, maps_left_out
from natres.workflows.report_appendix import appendix_of, pictures_of
from natres.workflows.report_index import index_page
from natres.workflows.report_names import ReportNames, names_of
from natres.workflows.report_parts import ReportParts, for_readers
from natres.workflows.report_sheets import report_sheets
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
    public = parts.options.public
    with OutputFolder(output, force=force) as folder:
        called, shown = names_of(parts.options), for_readers(parts)
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
        progress("appendix")
        appendix = appendix_of(shown, pictures_of(sheets, parts.language))
        folder.write(called.file("appendix.docx"), appendix_docx(appendix))
        folder.write(called.file("appendix.pdf"), appendix_pdf(appendix))
        progress("tables")
        _write_tables(folder, shown, called)
        if not public:
            folder.write("results.json", json_text(parts.data, parts.marks))
            folder.write(called.file("results.gpkg"), results_bytes(parts))
        links = {key: entry for key, (entry, _) in maps.items()}
        folder.write("index.html", draw_index(index_page(shown, links, sheets, called)))
        left = maps_left_out(parts, maps)
        place, notices = folder.publish(_record(parts, environment, left))
        return place, [*left, *notices]


def _write_tables(folder: OutputFolder, parts: ReportParts, called: ReportNames) -> None:
    for number, table in enumerate(parts.tables, start=1):
        folder.write(called.table(table.key, table.title, number), csv_text([table], parts.marks))
    title = f"{parts.district.content.district.name} · {words(parts.language)['report.workbook']}"
    marks, language = parts.marks, parts.language
    book = workbook_bytes(parts.tables, moment=parts.moment, marks=marks, language=language, contents=title)
    folder.write(called.file("tables.xlsx"), book)


def _record(parts: ReportParts, environment: Mapping[str, Any], left: Sequence[Notice]) -> dict[str, Any]:
    """Return what ``run.json`` says; one for everyone says nothing of the files it was made from."""
    record: dict[str, Any] = {"natres": parts.data["natres"], "command": "report"}
    if parts.options.public:
        return record | {"profile": "public"}
    warnings = [*parts.data["warnings"], *warnings_json(left, parts.language)]
    return record | {**environment, "inputs": parts.data["inputs"], "warnings": warnings}
