"""One grid of cells for CSV, XLSX and XLS alike, with the line numbers and cell names a spreadsheet shows."""

import csv
import io
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from natres.errors import BadData
from natres.readers.encodings import decode_text
from natres.readers.gate.archives import check_archive
from natres.readers.gate.disguises import check_disguise
from natres.readers.gate.formats import TABLE_FORMATS, find_format
from natres.readers.tables.old_workbooks import OldSheet, read_old_sheets

__all__ = ["Grid", "column_letter", "delimiter_of", "is_blank", "read_grids"]

MOST_ROWS = 200_000
#: A workbook formatted to its last column has empty cells without end.
_MOST_COLUMNS = 1_000


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet.

    Parameters
    ----------
    rows : cells as they are stored: text, number, date or None; empty rows are left out
    lines : the number each row has in a spreadsheet, from 1
    name : of the sheet; empty for CSV
    driver : CSV, XLSX or XLS
    encoding : of a CSV file
    hidden : places in ``rows`` of the rows a user has hidden
    unstored : (place in ``rows``, column) of formulas without a stored value
    merged : (first row, first column, last row, last column) of merged cells, as places in ``rows``
    """

    rows: Sequence[Sequence[Any]]
    lines: Sequence[int]
    name: str = ""
    driver: str = "CSV"
    encoding: str = ""
    hidden: frozenset[int] = frozenset()
    unstored: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = field(default=())

    @property
    def is_sheet(self) -> bool:
        """Whether it comes from a workbook, whose cells have types and may be merged."""
        return self.driver in ("XLSX", "XLS")


def read_grids(path: Path, encoding: str | None = None) -> list[Grid]:
    """Return the sheets of a table file: one for CSV, TXT and TSV, one for each sheet of an XLSX or XLS workbook.

    Raises
    ------
    BadData : ``DRIVER_NOT_ALLOWED`` for another format (``.et`` has words of its own), ``FILE_UNREADABLE``,
        ``FILE_TRUNCATED``, ``ENCODING_UNKNOWN``, ``TOO_LARGE`` for more than 200,000 rows, and what
        :func:`natres.readers.gate.archives.check_archive` refuses
    """
    if path.suffix.lower() == ".et":
        raise BadData("DRIVER_NOT_ALLOWED.et", file=path.name, value=path.suffix.lower())
    check_disguise(path)
    form = find_format(path, TABLE_FORMATS)
    if form.driver == "XLS":
        return [_old_grid(path, sheet) for sheet in read_old_sheets(path, 4 * MOST_ROWS)]
    return _read_workbook(path) if form.driver == "XLSX" else [_read_csv(path, encoding)]


def is_blank(cell: Any) -> bool:
    """Return whether a cell holds nothing but blanks.

    >>> is_blank(None), is_blank(" \u3000"), is_blank(0)
    (True, True, False)
    """
    return cell is None or (isinstance(cell, str) and not cell.strip())


def column_letter(column: int) -> str:
    """Return the letters of a column counted from 0.

    >>> [column_letter(n) for n in (0, 25, 26, 701, 702)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def delimiter_of(text: str) -> str:
    """Return the separator of a CSV text: comma, semicolon or tab, whichever its first row of cells has most of."""
    for line in text.split("\n", 20):
        best = max(",;\t", key=line.count)
        if line.count(best) and line.strip(",;\t \r"):
            return best
    return ","


def _read_csv(path: Path, encoding: str | None) -> Grid:
    text, used = decode_text(path.read_bytes(), path.name, encoding)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for line, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter_of(text)), start=1):
            if any(cell.strip() for cell in row):
                rows.append(row)
                lines.append(line)
                if len(rows) > MOST_ROWS:
                    raise BadData("TOO_LARGE", file=path.name, value=MOST_ROWS)
    except csv.Error as error:  # an unclosed quote makes one endless cell
        raise BadData("FILE_UNREADABLE", file=path.name, why=str(error)) from None
    return Grid(rows, lines, encoding=used)


def _read_workbook(path: Path) -> list[Grid]:
    if "xl/workbook.xml" not in check_archive(path):
        raise BadData("FILE_UNREADABLE.magic", file=path.name, value="XLSX")
    import warnings

    import openpyxl

    try:
        with warnings.catch_warnings():  # of extensions a register does not need
            warnings.simplefilter("ignore")
            values = openpyxl.load_workbook(path, data_only=True)
            formulas = openpyxl.load_workbook(path)
        return [_sheet_grid(path, sheet, formulas[sheet.title]) for sheet in values.worksheets]
    except BadData:
        raise
    except Exception as error:  # openpyxl raises whatever its parts do; the file's name belongs to it
        raise BadData("FILE_UNREADABLE", file=path.name, why=f"{type(error).__name__} {error}"[:200]) from None


def _sheet_grid(path: Path, values: Any, formulas: Any) -> Grid:
    if values.max_row > 4 * MOST_ROWS:
        raise BadData("TOO_LARGE", file=path.name, layer=values.title, value=MOST_ROWS)
    width = min(values.max_column, _MOST_COLUMNS)
    rows: list[list[Any]] = []
    lines: list[int] = []
    hidden: set[int] = set()
    unstored: set[tuple[int, int]] = set()
    both = zip(values.iter_rows(max_col=width), formulas.iter_rows(max_col=width), strict=True)
    for line, (stored, written) in enumerate(both, start=1):
        empty = [
            c for c, (a, b) in enumerate(zip(stored, written, strict=True)) if a.value is None and b.data_type == "f"
        ]
        if not empty and all(is_blank(cell.value) for cell in stored):
            continue
        if values.row_dimensions[line].hidden:
            hidden.add(len(rows))
        unstored |= {(len(rows), column) for column in empty}
        rows.append([cell.value for cell in stored])
        lines.append(line)
        if len(rows) > MOST_ROWS:
            raise BadData("TOO_LARGE", file=path.name, layer=values.title, value=MOST_ROWS)
    return Grid(
        rows, lines, values.title, "XLSX", hidden=frozenset(hidden), unstored=frozenset(unstored),
        merged=_merged([_area(one) for one in values.merged_cells.ranges], lines),
    )  # fmt: skip


def _old_grid(path: Path, sheet: OldSheet) -> Grid:
    unstored_rows = {row for row, _ in sheet.unstored}
    kept = [at for at, cells in enumerate(sheet.rows) if at in unstored_rows or not all(map(is_blank, cells))]
    if len(kept) > MOST_ROWS:
        raise BadData("TOO_LARGE", file=path.name, layer=sheet.name, value=MOST_ROWS)
    width = max((len(sheet.rows[at]) for at in kept), default=0)
    place = {at: row for row, at in enumerate(kept)}
    lines = [at + 1 for at in kept]
    return Grid(
        [[*sheet.rows[at], *[None] * (width - len(sheet.rows[at]))] for at in kept], lines, sheet.name, "XLS",
        hidden=frozenset(place[at] for at in sheet.hidden if at in place),
        unstored=frozenset((place[at], column) for at, column in sheet.unstored if at in place),
        merged=_merged(((t + 1, left, b + 1, right) for t, left, b, right in sheet.merged), lines),
    )  # fmt: skip


def _area(cells: Any) -> tuple[int, int, int, int]:
    """Return first line, first column, last line, last column of merged cells; columns count from 0."""
    return cells.min_row, cells.min_col - 1, cells.max_row, cells.max_col - 1


def _merged(areas: Iterable[tuple[int, int, int, int]], lines: Sequence[int]) -> tuple[tuple[int, int, int, int], ...]:
    """Return merged ranges (of lines) as places in the kept rows; those that lie in rows left out have none."""
    found: list[tuple[int, int, int, int]] = []
    for top, left, bottom, right in areas:
        first, last = bisect_left(lines, top), bisect_right(lines, bottom) - 1
        if first <= last:
            found.append((first, left, last, right))
    return tuple(sorted(found))
