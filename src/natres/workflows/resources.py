"""A folder for an office that keeps no parcels: forest land, wells and ledgers as tables, pages and sheets."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from natres.core.map_definition import SheetWish
from natres.district import District, LayerEntry, read_district
from natres.errors import BadUsage
from natres.labels import words
from natres.presenters.drawing import canvas_pdf, canvas_png
from natres.presenters.formats import csv_text
from natres.presenters.json_text import json_text
from natres.presenters.sheets import compose_sheet
from natres.presenters.web import draw_page
from natres.presenters.workbook import workbook_bytes
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.inputs import Options
from natres.workflows.layer_maps import LayerMap, map_of_layer
from natres.workflows.notices import told_once
from natres.workflows.paper_maps import layer_material
from natres.workflows.report_names import ReportNames, names_of
from natres.workflows.subjects import forest, ledgers, wells
from natres.writers import OutputFolder

__all__ = ["resources"]

_DOTS_PER_INCH = 200
#: Layers that are drawn, and what each is coloured by.
_DRAWN = (("forest", "tenure"), ("wells", "role"))


def resources(
    district_file: str | Path,
    output: str | Path,
    options: Options | None = None,
    *,
    force: bool = False,
    progress: Callable[[str], None] = lambda step: None,
) -> Answer:
    """Compute and draw what a district without parcels has, into one folder.

    Parameters
    ----------
    district_file : a district file with forest plots, wells or ledgers
    output : the folder; see :class:`natres.writers.OutputFolder`
    progress : is told each step

    Raises
    ------
    BadUsage : ``RESOURCES_NONE`` for a district file with none of them
    NatresError : whatever is wrong with an input

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     answer = resources("data/xiqing.toml", f"{place}/林地", Options(language="zh"))
    ...     sorted(path.name for path in answer.folder.iterdir())
    ['results.json', 'run.json', '打印图幅', '网页地图', '表格', '附表.xlsx']
    """
    options = options or Options()
    with OutputFolder(Path(output), force=force) as folder:
        district = read_district(district_file)
        language, called = language_of(options, district), names_of(options)
        progress("resources")
        found = _answers(district, district_file, options)
        if not found:
            raise BadUsage("RESOURCES_NONE", file=district.path.name)
        whole = _together(found, district, language)
        progress("maps")
        for term, page, paper in _maps(district, options, language):
            _write_map(folder, called, term, page, paper)
        progress("tables")
        _write_tables(folder, called, whole, district)
        records = [record for answer in found.values() for record in answer.data["inputs"]]
        place, kept = folder.publish({"natres": whole.data["natres"], "command": "resources", "inputs": records})
    return replace(whole, folder=place, notices=(*whole.notices, *kept))


def _answers(district: District, source: str | Path, options: Options) -> dict[str, Answer]:
    """Return what each subject has to say, in the order of a report."""
    found: dict[str, Answer] = {}
    if district.has("forest"):
        found["forest"] = forest(source, options)
    if district.has("wells"):
        found["wells"] = wells(source, options)
    if district.content.ledgers or district.content.water:
        found["ledgers"] = ledgers(source, options)
    return found


def _together(found: Mapping[str, Answer], district: District, language: str) -> Answer:
    answers = list(found.values())
    data: dict[str, Any] = {"natres": answers[0].data["natres"], "command": "resources"}
    data["results"] = {key: answer.data for key, answer in found.items()}
    return Answer(
        language,
        tuple(table for answer in answers for table in answer.tables),
        data,
        told_once(notice for answer in answers for notice in answer.notices),
        tuple(text for answer in answers for text in answer.sentences),
        tuple(dict.fromkeys((*marks_of(district, language), *(mark for answer in answers for mark in answer.marks)))),
        moment_of(district),
        brief=tuple(table for answer in answers for table in (answer.brief or answer.tables)),
    )


def _maps(district: District, options: Options, language: str) -> Iterator[tuple[str, LayerMap, LayerMap]]:
    """Return term, map for a page and map for paper: one in degrees, one in the plane of the sheet."""
    for key, term in _DRAWN:
        if district.has(key):
            entry = district.layer(key)
            page, paper = (
                map_of_layer(entry.path, term, _reading(entry, options), language, on_paper=on_paper)
                for on_paper in (False, True)
            )
            yield term, page, paper


def _reading(entry: LayerEntry, options: Options) -> Options:
    return replace(
        options, layer=entry.layer, crs=entry.crs, encoding=entry.encoding, fields={**options.fields, **entry.fields}
    )


def _write_map(folder: OutputFolder, called: ReportNames, term: str, page: LayerMap, paper: LayerMap) -> None:
    language = page.page.language
    title = page.page.faces[language].title
    canvas = compose_sheet(layer_material(paper, language), SheetWish()).canvas
    folder.write(called.page(term, title), draw_page(page.page))
    folder.write(called.sheet(term, title, ".pdf"), canvas_pdf(canvas))
    folder.write(called.sheet(term, title, ".png"), canvas_png(canvas, _DOTS_PER_INCH))


def _write_tables(folder: OutputFolder, called: ReportNames, whole: Answer, district: District) -> None:
    for number, table in enumerate(whole.tables, start=1):
        folder.write(called.table(table.key, table.title, number), csv_text([table], whole.marks))
    title = f"{district.content.district.name} · {words(whole.language)['report.workbook']}"
    book = workbook_bytes(whole.tables, moment=whole.moment, marks=whole.marks, language=whole.language, contents=title)
    folder.write(called.file("tables.xlsx"), book)
    folder.write("results.json", json_text(whole.data, whole.marks))
