"""Parts of a one-page Word document: fonts both scripts have, tight tables, a file whose bytes stay the same."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

__all__ = ["add_heading", "add_line", "add_table", "new_page", "saved"]

#: A4 in millimetres, and what stays white around it.
_WIDTH, _HEIGHT, _MARGIN = 210, 297, 18
_BODY, _SMALL = 10.0, 8.5
_GREY, _HEAD_FILL = "7F7F7F", "EEF2F0"


def new_page(title: str, *, language: str, moment: datetime, author: str) -> Any:
    """Return an empty A4 document with its fonts; its dates are those of the data, never the clock's."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(_WIDTH), Mm(_HEIGHT)
    section.left_margin = section.right_margin = Mm(_MARGIN)
    section.top_margin, section.bottom_margin = Mm(15), Mm(12)
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(_BODY)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    facts = document.core_properties
    facts.title, facts.author, facts.last_modified_by = title, author, author
    facts.created = facts.modified = moment
    facts.language, facts.comments, facts.revision = {"zh": "zh-CN"}.get(language, "en-GB"), "", 1
    return document


def add_line(
    document: Any, text: str, *, size: float = _BODY, bold: bool = False, centred: bool = False,
    before: float = 0.0, colour: str = "",
) -> None:  # fmt: skip
    """Add a paragraph of one font."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(before)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(size), bold
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)


def add_heading(document: Any, text: str) -> None:
    """Add the heading of a part."""
    add_line(document, text, size=11, bold=True, before=6)


def add_table(document: Any, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
    """Add a table with thin lines; ``widths`` in millimetres, of which an A4 page has 174."""
    from docx.shared import Mm

    table = document.add_table(rows=0, cols=len(head))
    table.style, table.autofit = "Table Grid", False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for n, texts in enumerate([head, *rows]):
        cells = table.add_row().cells
        for cell, text, width in zip(cells, texts, widths, strict=True):
            _fill(cell, text, width, head=n == 0)
    _thin(table)


def _fill(cell: Any, text: str, width: float, *, head: bool) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    cell.width = Mm(width)
    run = cell.paragraphs[0].add_run(text)
    run.font.size, run.font.bold = Pt(_SMALL), head
    if head:
        shade = OxmlElement("w:shd")
        for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", _HEAD_FILL)):
            shade.set(qn(name), value)
        cell._tc.get_or_add_tcPr().append(shade)


def _thin(table: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{edge}")
        for name, value in (("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", _GREY)):
            line.set(qn(name), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def saved(document: Any) -> bytes:
    """Return a document as bytes in which no clock has left a mark."""
    made, out = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(entry, parts.read(name))
    return out.getvalue()
