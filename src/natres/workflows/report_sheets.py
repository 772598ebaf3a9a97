"""The print sheets of a report: composed one after the other, while those before are set on a second thread."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from natres.core.map_definition import MapDefinition
from natres.presenters.drawing import canvas_pdf, canvas_png
from natres.presenters.sheets import Sheet
from natres.workflows.district_maps.sheets import each_sheet
from natres.workflows.report_parts import ReportParts

__all__ = ["ReportSheet", "report_sheets"]

#: Fine enough for a page of a document; the PDF holds the 300 dots an inch of print.
_DOTS_PER_INCH = 200


@dataclass(frozen=True, eq=False)
class ReportSheet:
    """A sheet with its files."""

    definition: MapDefinition
    sheet: Sheet
    pdf: bytes
    png: bytes


def report_sheets(parts: ReportParts) -> Mapping[str, ReportSheet]:
    """Return the sheets of the maps a district file lists, by name, as PDF and PNG.

    Raises
    ------
    BadData : ``GLYPH_MISSING``
    """
    waiting: list[tuple[MapDefinition, Sheet, Future[bytes], Future[bytes]]] = []
    with ThreadPoolExecutor(1) as pool:
        for one in each_sheet(parts):
            canvas = one.sheet.canvas
            pdf, png = pool.submit(canvas_pdf, canvas), pool.submit(canvas_png, canvas, _DOTS_PER_INCH)
            waiting.append((one.definition, one.sheet, pdf, png))
    return {d.key: ReportSheet(d, sheet, pdf.result(), png.result()) for d, sheet, pdf, png in waiting}
