"""Tables as an XLSX workbook, a sheet each, laid out and set up for print like the survey's summary tables."""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from natres.labels import words
from natres.presenters.table import Cell, Column, Table
from natres.presenters.workbook_contents import write_back, write_contents
from natres.presenters.workbook_styles import Styles

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["workbook_bytes"]

_PLAIN_NUMBER = re.compile(r"^-?[0-9]+(\.[0-9]+)?$")
_A4, _A3 = 9, 8
#: From so many columns on a sheet lies on its side, and from so many on it is an A3.
_LANDSCAPE, _LARGE = 6, 12
_COLUMNS_A_PAGE = 24
#: No column is wider in letters; longer texts wrap.
_WIDEST = 44
#: How many letters go across an A3 on its side, and at what scale in percent.
_LETTERS_A_PAGE, _WIDE_SCALE = 250.0, 60
#: And across an upright A4 before it has to shrink.
_LETTERS_UPRIGHT = 100.0


def workbook_bytes(
    tables: Sequence[Table],
    *,
    moment: datetime,
    marks: Sequence[str] = (),
    language: str = "zh",
    contents: str = "",
) -> bytes:
    """Return tables as an XLSX workbook: number formats, frozen header, print set-up.

    Parameters
    ----------
    moment : the date of the data, stored as the file's date, so that two runs give the same bytes
    marks : what stands below every table and at the foot of every page, such as that the data are invented
    language : of the line that names the unit
    contents : title of a first sheet that lists all others, each with a link; empty for none
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": tables[0].title if tables else "", "created": moment, "comments": "; ".join(marks)})
    w, style = words(language), Styles(book)
    taken = {w["table.contents"].casefold()} if contents else set[str]()
    names = [_sheet_name(table.title, taken) for table in tables]
    if contents:
        write_contents(book.add_worksheet(w["table.contents"]), contents, tables, names, style, language)
    for table, name in zip(tables, names, strict=True):
        sheet = book.add_worksheet(name)
        if contents:
            write_back(sheet, table, w["table.contents"], w["table.back"], style)
        first = _head(sheet, table, style, language)
        _body(sheet, table, first, style)
        for n, note in enumerate([*table.notes, *marks]):
            sheet.write_string(first + len(table.rows) + 1 + n, 0, note, style.get("note"))
        _print_setup(sheet, table, first, marks)
    book.close()
    return buffer.getvalue()


def _sheet_name(title: str, taken: set[str]) -> str:
    plain = "".join("_" if letter in r"[]:*?/\'" else letter for letter in title)[:28] or "table"
    name, number = plain, 2
    while name.casefold() in taken:
        name, number = f"{plain[:25]}-{number}", number + 1
    taken.add(name.casefold())
    return name


def _head(sheet: "Worksheet", table: Table, style: Styles, language: str) -> int:
    """Write title, unit and column headings; return the row of the first line below."""
    last = len(table.columns) - 1
    sheet.set_row(0, 30)
    if len(table.columns) > _COLUMNS_A_PAGE:  # at the left, where it stands on every page
        sheet.write_string(0, 0, table.title, style.get("title_left"))
    else:
        _write_across(sheet, 0, 0, 0, last, table.title, style.get("title"))
    top = 1
    if table.unit:  # one unit for all numbers stands once, at the right above the table
        line = words(language)["table.unit"].format(unit=table.unit)
        if len(table.columns) > _COLUMNS_A_PAGE:
            sheet.write_string(1, 0, f"{table.about}  {line}".strip(), style.get("about"))
        else:
            sheet.write_string(1, 0, table.about, style.get("about"))
            _write_across(sheet, 1, max(last - 2, 0), 1, last, line, style.get("unit"))
        top = 2
    elif table.about:  # whose table it is, and of which year
        sheet.write_string(1, 0, table.about, style.get("about"))
        top = 2
    spans = any(column.span for column in table.columns)
    bottom = top + (1 if spans else 0)
    place = 0
    for span, group in groupby(table.columns, key=lambda column: column.span):
        columns = list(group)
        if span:
            _write_across(sheet, top, place, top, place + len(columns) - 1, _broken(span), style.get("head"))
        for i, column in enumerate(columns, start=place):
            _write_across(sheet, bottom if span else top, i, bottom, i, _heading(column, table), style.get("head"))
            sheet.set_column(i, i, _width(table, i))
        place += len(columns)
    if spans:
        sheet.set_row(top, 30)
    sheet.set_row(bottom, 44 if table.unit else 30)
    return bottom + 1


def _heading(column: Column, table: Table) -> str:
    return _broken(column.label) if table.unit or column.span else column.heading


def _broken(label: str) -> str:
    """Put the code of a class on a line of its own."""
    return re.sub(r" \((\w+)\)$", r"\n(\1)", label)


def _write_across(sheet: "Worksheet", r1: int, c1: int, r2: int, c2: int, text: str, style: "Format") -> None:
    if (r1, c1) == (r2, c2):
        sheet.write_string(r1, c1, text, style)
    else:
        sheet.merge_range(r1, c1, r2, c2, "", style)
        sheet.write_string(r1, c1, text, style)


def _body(sheet: "Worksheet", table: Table, first: int, style: Styles) -> None:
    for r, row in enumerate(table.rows, start=first):
        lines = max((-(-_letters(cell.text) // (_WIDEST - 2)) for cell in row.cells), default=1)
        if lines > 1:
            sheet.set_row(r, 14.0 * lines)
        for c, cell in enumerate(row.cells):
            number = _number(cell)
            if number is None:
                long = _letters(cell.text) > _WIDEST - 2
                # A text keeps clear of the number before it.
                indent = int(_number(row.cells[c - 1]) is not None) if c else row.indent
                sheet.write_string(r, c, cell.text, style.get("wrapped" if long else "text", row.mark, indent))
            else:
                shown, star = number, "*" if cell.moved else ""
                decimals = len(shown.partition(".")[2])
                sheet.write_number(r, c, float(shown), style.get(f"number{decimals}{star}", row.mark))


def _number(cell: Cell) -> str | None:
    """Return the printed, closed digits where a cell is a number: what Excel adds up is what was signed."""
    shown = cell.plain.replace(",", "").replace("+", "")
    # 约211.3 and — stay texts.
    return shown if cell.number is not None and _PLAIN_NUMBER.match(shown) else None


def _print_setup(sheet: "Worksheet", table: Table, first: int, marks: Sequence[str]) -> None:
    count = len(table.columns)
    labels = next((i for i in range(count) if any(_number(row.cells[i]) for row in table.rows)), 1)
    sheet.freeze_panes(first, labels)
    sheet.repeat_rows(0, first - 1)
    sheet.repeat_columns(0, max(labels - 1, 0))
    sheet.set_paper(_A3 if count >= _LARGE else _A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.print_area(0, 0, first + len(table.rows) + len(table.notes) + len(marks), count - 1)
    breaks = _breaks(table, labels)
    if breaks:  # a page ends between two main classes, never within one
        sheet.set_print_scale(_WIDE_SCALE)
        sheet.set_v_pagebreaks(breaks)
    else:
        sheet.fit_to_pages(1, 0)
    if count >= _LANDSCAPE or sum(_width(table, i) for i in range(count)) > _LETTERS_UPRIGHT:
        sheet.set_landscape()
    sheet.set_footer("&L" + "; ".join(marks).replace("&", "&&") + "&R&P / &N")


def _breaks(table: Table, labels: int) -> list[int]:
    """Return the columns before which a table too wide for one sheet is broken; none where it fits."""
    if len(table.columns) <= _COLUMNS_A_PAGE:
        return []
    widths = [_width(table, i) for i in range(len(table.columns))]
    head = sum(widths[:labels])
    breaks: list[int] = []
    used, place = head, labels
    for _, group in groupby(table.columns[labels:], key=lambda column: column.span or column.label):
        count = len(list(group))
        needed = sum(widths[place : place + count])
        if used + needed > _LETTERS_A_PAGE and used > head:
            breaks.append(place)
            used = head
        used += needed
        place += count
    return breaks


def _width(table: Table, column: int) -> float:
    """Return the width a column needs; a heading of several lines needs that of its longest."""
    head = table.columns[column]
    lines = _heading(head, table).split("\n") if table.unit else [head.heading]
    texts = [row.cells[column].text + "  " * row.indent * (column == 0) for row in table.rows]
    letters = max(_letters(text) for text in texts) if texts else 0
    heading = max(_letters(line) for line in lines)
    if table.unit and column > 1:
        heading = min(heading, 12)  # it wraps
    return float(min(max(max(letters, heading) + 2, 8), _WIDEST))


def _letters(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)
