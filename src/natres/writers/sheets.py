"""A table as a workbook laid out as offices do: title, headings, rows, a line of sums, a signature."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

__all__ = ["sheet_bytes"]

_MOMENT = dt.datetime(2000, 1, 1)  # a fixed moment, so that two runs give the same bytes
_WIDTH, _WIDEST = 12.0, 40.0
_DATE = "yyyy-mm-dd"
_FIRST = 2  # row of the first line of data


def sheet_bytes(
    frame: pd.DataFrame,
    *,
    sheet: str,
    title: str,
    sums: tuple[str, Sequence[str]] = ("", ()),
    signature: str = "",
    notes: tuple[str, Sequence[str]] = ("", ()),
    marks: str = "",
) -> bytes:
    """Return a table as XLSX.

    Parameters
    ----------
    frame : cells are texts, dates, exact decimals or None for an empty one
    sheet : the sheet's name
    title : stands above the headings, across the table
    sums : a label, and the columns whose sum stands beside it in a line below the rows, as formulas with values
    signature : the last line, across the table
    notes : name and lines of a second sheet; none without lines
    marks : stored with the file, such as that the data are invented
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": _MOMENT, "comments": marks})
    page = book.add_worksheet(sheet)
    styles = {form: book.add_format({"num_format": form}) for form in _forms(frame)}
    _head(book, page, frame, title)
    for c, name in enumerate(frame.columns):
        for r, cell in enumerate(frame[name], start=_FIRST):
            _write(page, (r, c), cell, styles)
    bottom = _FIRST + len(frame)
    if sums[1]:
        _sums(page, frame, sums, styles)
        bottom += 1
    if signature:
        page.merge_range(bottom, 0, bottom, len(frame.columns) - 1, signature)
    page.freeze_panes(_FIRST, 1)
    if notes[1]:
        beside = book.add_worksheet(notes[0])
        for r, line in enumerate(notes[1]):
            beside.write_string(r, 0, line)
    book.close()
    return buffer.getvalue()


def _form(cell: object) -> str:
    """Return the number format of a cell: a decimal shows the digits it was given with."""
    if isinstance(cell, Decimal):
        places = max(0, -int(cell.as_tuple().exponent))
        return "0." + "0" * places if places else "0"
    return _DATE if isinstance(cell, dt.date) else ""


def _forms(frame: pd.DataFrame) -> list[str]:
    """Return the formats in use, in the order in which they come."""
    return list(dict.fromkeys(form for name in frame.columns for cell in frame[name] if (form := _form(cell))))


def _head(book: "Workbook", page: "Worksheet", frame: pd.DataFrame, title: str) -> None:
    large = book.add_format({"bold": True, "align": "center"})
    style = book.add_format({"bold": True, "text_wrap": True, "border": 1, "align": "center", "valign": "vcenter"})
    page.merge_range(0, 0, 0, len(frame.columns) - 1, title, large)
    for c, name in enumerate(frame.columns):
        page.write_string(_FIRST - 1, c, str(name), style)
        longest = max((len(str(cell)) for cell in frame[name] if cell is not None), default=0)
        page.set_column(c, c, min(max(_WIDTH, 1.6 * longest), _WIDEST))


def _write(page: "Worksheet", at: tuple[int, int], cell: object, styles: "Mapping[str, Format]") -> None:
    if isinstance(cell, Decimal):
        page.write_number(*at, float(cell), styles[_form(cell)])
    elif isinstance(cell, dt.date):
        page.write_datetime(*at, dt.datetime(cell.year, cell.month, cell.day), styles[_DATE])
    elif cell is not None:
        page.write_string(*at, str(cell))


def _sums(
    page: "Worksheet", frame: pd.DataFrame, sums: tuple[str, Sequence[str]], styles: "Mapping[str, Format]"
) -> None:
    from xlsxwriter.utility import xl_col_to_name

    bottom = _FIRST + len(frame)
    page.write_string(bottom, 0, sums[0])
    for name in sums[1]:
        cells = [cell for cell in frame[name] if isinstance(cell, Decimal)]
        place = list(frame.columns).index(name)
        letter = xl_col_to_name(place)
        formula, total = f"=SUM({letter}{_FIRST + 1}:{letter}{bottom})", float(sum(cells, Decimal(0)))
        page.write_formula(bottom, place, formula, styles[_form(cells[0])], total)  # pyright: ignore[reportArgumentType]
