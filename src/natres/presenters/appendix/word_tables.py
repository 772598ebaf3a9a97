"""Tables of a Word document: headings that repeat on every page, rows that stay whole, numbers at the right."""

from collections.abc import Iterator, Sequence
from typing import Any

from natres.presenters.appendix.fitting import FittedTable, HeadCell, Line

__all__ = ["table_element"]

_TWIPS_A_MM, _HALF_POINTS = 56.6929, 2
_GREY, _HEAD_FILL, _RED = "7F7F7F", "EEF2F0", "B00020"
#: White left and right in a cell, in twentieths of a point.
_CELL_MARGIN = 74
#: A table of at most so many rows stays on one page.
_WHOLE = 16


def table_element(table: FittedTable) -> Any:
    """Return a table as an element of a Word document, ready to be put in its body."""
    made = _element("w:tbl")
    made.append(_properties(table))
    grid = _child(made, "w:tblGrid")
    for width in table.widths:
        _child(grid, "w:gridCol", {"w:w": _twips(width)})
    for row in _head_rows(table):
        made.append(row)
    last = len(table.lines) - 1
    for n, line in enumerate(table.lines):
        made.append(_line(table, line, together=n < last and (len(table.lines) <= _WHOLE or n == 0)))
    return made


def _properties(table: FittedTable) -> Any:
    facts = _element("w:tblPr")
    _child(facts, "w:tblW", {"w:w": _twips(sum(table.widths)), "w:type": "dxa"})
    _child(facts, "w:jc", {"w:val": "center"})
    borders = _child(facts, "w:tblBorders")
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _child(borders, f"w:{edge}", {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": _GREY})
    _child(facts, "w:tblLayout", {"w:type": "fixed"})
    margins = _child(facts, "w:tblCellMar")
    for side in ("left", "right"):
        _child(margins, f"w:{side}", {"w:w": str(_CELL_MARGIN), "w:type": "dxa"})
    return facts


def _head_rows(table: FittedTable) -> Iterator[Any]:
    """Yield the rows of the heading; a cell over two of them begins in the first and is empty in the second."""
    places = _places(table.head)
    for n, cells in enumerate(table.head):
        row = _row(head=True)
        at = 0
        own = iter(cells)
        while at < len(table.widths):
            if n and places[at] == 2:
                row.append(_head_cell(table, "", at, 1, merge="continue"))
                at += 1
                continue
            cell = next(own)
            row.append(_head_cell(table, cell.text, at, cell.columns, merge="restart" if cell.rows > 1 else ""))
            at += cell.columns
        yield row


def _places(head: Sequence[Sequence[HeadCell]]) -> list[int]:
    """Return over how many rows the heading of each column's first cell goes."""
    return [cell.rows for cell in head[0] for _ in range(cell.columns)]


def _head_cell(table: FittedTable, text: str, at: int, columns: int, *, merge: str = "") -> Any:
    cell = _element("w:tc")
    facts = _child(cell, "w:tcPr")
    _child(facts, "w:tcW", {"w:w": _twips(sum(table.widths[at : at + columns])), "w:type": "dxa"})
    if columns > 1:
        _child(facts, "w:gridSpan", {"w:val": str(columns)})
    if merge:
        _child(facts, "w:vMerge", {"w:val": merge})
    _child(facts, "w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": _HEAD_FILL})
    _child(facts, "w:vAlign", {"w:val": "center"})
    cell.append(_paragraph(text, table.size, align="center", bold=True, together=True))
    return cell


def _line(table: FittedTable, line: Line, *, together: bool) -> Any:
    row = _row()
    for text, number, width in zip(line.texts, table.numbers, table.widths, strict=True):
        cell = _child(row, "w:tc")
        facts = _child(cell, "w:tcPr")
        _child(facts, "w:tcW", {"w:w": _twips(width), "w:type": "dxa"})
        _child(facts, "w:vAlign", {"w:val": "center"})
        colour = _RED if line.mark == "alert" else ""
        align = "right" if number else "left"
        cell.append(_paragraph(text, table.size, align=align, bold=bool(line.mark), colour=colour, together=together))
    return row


def _row(*, head: bool = False) -> Any:
    row = _element("w:tr")
    facts = _child(row, "w:trPr")
    _child(facts, "w:cantSplit")
    if head:
        _child(facts, "w:tblHeader")
    return row


def _paragraph(text: str, size: float, *, align: str, bold: bool, colour: str = "", together: bool = False) -> Any:
    paragraph = _element("w:p")
    facts = _child(paragraph, "w:pPr")
    _child(facts, "w:pStyle", {"w:val": "TableText"})
    if together:
        _child(facts, "w:keepNext")
    if align != "left":
        _child(facts, "w:jc", {"w:val": align})
    run = _child(paragraph, "w:r")
    look = _child(run, "w:rPr")
    if bold:
        _child(look, "w:b")
    if colour:
        _child(look, "w:color", {"w:val": colour})
    _child(look, "w:sz", {"w:val": f"{size * _HALF_POINTS:.0f}"})
    said = _child(run, "w:t", {"xml:space": "preserve"})
    said.text = text
    return paragraph


def _twips(mm: float) -> str:
    return f"{mm * _TWIPS_A_MM:.0f}"


def _element(name: str) -> Any:
    from docx.oxml import OxmlElement

    return OxmlElement(name)


def _child(parent: Any, name: str, values: dict[str, str] | None = None) -> Any:
    from docx.oxml.ns import qn

    made = _element(name)
    for key, value in (values or {}).items():
        made.set("{http://www.w3.org/XML/1998/namespace}space" if key == "xml:space" else qn(key), value)
    parent.append(made)
    return made
