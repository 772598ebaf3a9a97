"""The page of a site as a Word document; two runs give the same bytes."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from natres.presenters.findings.texts import clean
from natres.presenters.findings.word_pages import add_heading, add_line, add_table, new_page, saved
from natres.presenters.site.one_page import OnePage, SmallTable

__all__ = ["site_docx"]

_WIDTH_MM = 174
_BAD, _GOOD, _SOFT, _BADGE = "A8261B", "21693F", "555555", "FFE9A8"
#: One font for both scripts: where it is missing, digits and Chinese fall back alike.
_FONT = "宋体"
#: What the table style leaves white in a cell at each side, in twentieths of a point: by so much a table sticks out.
_CELL_MARGIN = 108


def site_docx(page: OnePage, picture: bytes, *, language: str, moment: datetime) -> bytes:
    """Return the page as a Word document.

    Parameters
    ----------
    picture : the map as PNG
    moment : the date of the data, stored as the file's
    """
    document = new_page(page.title, language=language, moment=moment, author="natres")
    _one_font(document)
    add_line(document, page.title, size=16, bold=True, centred=True)
    add_line(document, clean(page.about, 120), size=9, centred=True, colour=_SOFT)
    if page.badge:
        _badge(document, page.badge)
    add_line(document, page.verdict, size=11, bold=True, before=4, colour=_BAD if page.bad else _GOOD)
    for text in page.findings:
        add_line(document, f"· {text}", size=8.5)
    _picture(document, picture)
    for name, text in page.lines:
        _named_line(document, name, text)
    for table in page.tables:
        _add(document, table)
    for note in page.notes:
        add_line(document, note, size=7, before=1, colour=_SOFT)
    add_line(document, page.signing, size=9, before=10)
    add_line(document, page.foot, size=7, before=3, colour=_SOFT)
    return saved(document)


def _one_font(document: Any) -> None:
    from docx.oxml.ns import qn

    fonts = document.styles["Normal"].element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), _FONT)


def _badge(document: Any, text: str) -> None:
    """Add what must not be overlooked, on a coloured ground."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(f"\u3000{text}\u3000")
    run.font.size, run.font.bold, run.font.color.rgb = Pt(11), True, RGBColor.from_string(_BAD)
    run._r.get_or_add_rPr().append(_element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": _BADGE}))


def _element(name: str, values: Mapping[str, str]) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(key), value)
    return made


def _picture(document: Any, picture: bytes) -> None:
    from docx.shared import Mm, Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
    inline = paragraph.add_run().add_picture(io.BytesIO(picture), width=Mm(_WIDTH_MM))._inline
    for side in ("distT", "distB", "distL", "distR"):  # left out they are an eighth of an inch in some programs
        inline.set(side, "0")


def _named_line(document: Any, name: str, text: str) -> None:
    from docx.shared import Pt, RGBColor

    paragraph = document.add_paragraph()
    for part, grey in ((f"{name}  ", True), (text, False)):
        run = paragraph.add_run(part)
        run.font.size = Pt(8.5)
        if grey:
            run.font.color.rgb = RGBColor.from_string(_SOFT)


def _add(document: Any, table: SmallTable) -> None:
    add_heading(document, table.title)
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    indents: Sequence[int] = table.indents or (0,) * len(table.rows)
    blank = "\u3000"  # a blank as wide as a letter
    rows = [(blank * max(indent - 1, 0) + row[0], *row[1:]) for row, indent in zip(table.rows, indents, strict=True)]
    add_table(document, table.head, rows, table.widths)
    _dress(document.tables[-1], table)


def _dress(made: Any, table: SmallTable) -> None:
    """Set the table flush with the text, numbers to the right, totals in bold, alerts in red."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import RGBColor

    made._tbl.tblPr.append(_element("w:tblInd", {"w:w": str(_CELL_MARGIN), "w:type": "dxa"}))
    words = (2 if len(table.head) == 6 else 1) if table.worded else 0
    last = len(made.rows) - 1
    for place, (row, mark) in enumerate(zip(made.rows, ("head", *table.marks), strict=True)):
        for n, cell in enumerate(row.cells):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.keep_with_next = place < last  # a table stays on one page
            if table.numbers <= n < len(table.head) - words:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            for run in paragraph.runs:
                run.font.bold = run.font.bold or mark == "total"
                if mark == "alert":
                    run.font.color.rgb = RGBColor.from_string(_BAD)
