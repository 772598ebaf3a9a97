"""The sheets of an old workbook (.xls, Excel 97 to 2003), cell by cell as the same workbook has them as XLSX."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from natres.errors import BadData
from natres.readers.gate.structures.compound import open_compound
from natres.readers.tables.old_records import Records, look_through

__all__ = ["OldSheet", "read_old_sheets"]

#: From here on a whole number is written with an exponent, and read as a float, in XLSX too.
_LARGEST_WHOLE = 10**15
#: xlrd.XL_CELL_DATE, named here because the library is imported only to read a file.
_DATE = 3


@dataclass(frozen=True)
class OldSheet:
    """A sheet of an old workbook; rows and columns count from 0, as they stand in it.

    Parameters
    ----------
    name : of the sheet
    rows : its cells: text, number, date, truth or None
    hidden : rows a user has hidden
    unstored : (row, column) of formulas without a stored value
    merged : (first row, first column, last row, last column) of merged cells
    """

    name: str
    rows: Sequence[Sequence[Any]]
    hidden: frozenset[int]
    unstored: frozenset[tuple[int, int]]
    merged: tuple[tuple[int, int, int, int], ...]


def read_old_sheets(path: Path, most_rows: int) -> list[OldSheet]:
    """Return the sheets of an old workbook; charts and macros are none.

    Parameters
    ----------
    most_rows : a workbook with more rows in all is no register

    Raises
    ------
    BadData : ``FILE_TRUNCATED``, ``FILE_UNREADABLE``, ``TOO_LARGE``
    """
    records = look_through(open_compound(path), path.name)
    import xlrd

    said = io.StringIO()  # it would print what it thinks of a file
    try:
        book = xlrd.open_workbook(
            file_contents=records.data, logfile=said, formatting_info=True, on_demand=True, ragged_rows=True
        )
        sheets: list[OldSheet] = []
        left_over = most_rows
        for number in range(book.nsheets):
            sheet = book.sheet_by_index(number)
            left_over -= sheet.nrows
            if left_over < 0:
                raise BadData("TOO_LARGE", file=path.name, layer=sheet.name, value=most_rows)
            sheets.append(_sheet(path.name, book, sheet, records))
            book.unload_sheet(number)
    except BadData:
        raise
    except Exception:  # of damaged files it raises whatever its parts do: struct.error, IndexError, AssertionError …
        raise BadData("FILE_UNREADABLE.xls_damaged", file=path.name) from None
    return sheets


def _sheet(file: str, book: Any, sheet: Any, records: Records) -> OldSheet:
    rows = [_row(book, sheet, row) for row in range(sheet.nrows)]
    merged = tuple((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells)
    _clear(file, rows, merged)
    hidden = frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden)
    # The library keeps where a sheet begins to itself.
    unstored = records.unstored.get(book._sh_abs_posn[sheet.number], frozenset())
    for row, column in unstored:
        rows[row][column] = None
    return OldSheet(sheet.name, rows, hidden, unstored, merged)


def _row(book: Any, sheet: Any, row: int) -> list[Any]:
    cells = zip(sheet.row_types(row), sheet.row_values(row), strict=True)
    return [
        _date(value, _form(book, sheet.cell_xf_index(row, column)), book.datemode)
        if kind == _DATE
        else _value(kind, value)
        for column, (kind, value) in enumerate(cells)
    ]


def _clear(file: str, rows: list[list[Any]], merged: Sequence[tuple[int, int, int, int]]) -> None:
    """Empty what lies below a merged cell; merged cells that lie over each other are no workbook of Excel's."""
    width = max(map(len, rows), default=0)
    left_over = len(rows) * width
    for top, left, bottom, right in merged:
        below, beside = min(bottom + 1, len(rows)), min(right + 1, width)
        if below <= top or beside <= left:
            continue
        left_over -= (below - top) * (beside - left)
        if left_over < 0:
            raise BadData("FILE_UNREADABLE.xls_damaged", file=file)
        for row in range(top, below):
            for column in range(left, min(beside, len(rows[row]))):
                if (row, column) != (top, left):
                    rows[row][column] = None


def _value(kind: int, value: Any) -> Any:
    """Return a cell that is no date as openpyxl gives it of an XLSX workbook."""
    import xlrd

    if kind == xlrd.XL_CELL_TEXT:
        return value or None
    if kind == xlrd.XL_CELL_NUMBER:
        return int(value) if value.is_integer() and abs(value) < _LARGEST_WHOLE else value
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    return xlrd.error_text_from_code.get(value, "#VALUE!") if kind == xlrd.XL_CELL_ERROR else None


def _form(book: Any, style: int) -> str:
    """Return the number format of a style."""
    return book.format_map[book.xf_list[style].format_key].format_str


def _date(value: float, form: str, mac: int) -> Any:
    """Return the date, time or duration a number is shown as; the text Excel shows where it is none.

    >>> _date(44926.0, "yyyy-mm-dd", 0), _date(-1.0, "yyyy-mm-dd", 0)
    (datetime.datetime(2022, 12, 31, 0, 0), '#VALUE!')
    """
    from openpyxl.styles.numbers import is_timedelta_format
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

    epoch = CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900
    try:
        return from_excel(value, epoch, timedelta=is_timedelta_format(form)) if value >= 0 else "#VALUE!"
    except (OverflowError, ValueError):
        return "#VALUE!"
