"""One grid of cells for CSV and XLSX alike, with the line numbers and cell names a spreadsheet shows."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from natres.errors import BadData
from natres.readers.encodings import decode_text
from natres.readers.gate.archives import check_archive
from natres.readers.gate.formats import TABLE_FORMATS, find_format

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
    driver : CSV or XLSX
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


def read_grids(path: Path, encoding: str | None = None) -> list[Grid]:
    """Return the sheets of a table file: one for CSV, TXT and TSV, one for each sheet of an XLSX workbook.

    Raises
    ------
    BadData : ``DRIVER_NOT_ALLOWED`` for another format (``.xls`` has words of its own), ``FILE_UNREADABLE``,
        ``ENCODING_UNKNOWN``, ``TOO_LARGE`` for more than 200,000 rows, and what
        :func:`natres.readers.gate.archives.check_archive` refuses
    """
    if path.suffix.lower() in (".xls", ".et"):
        raise BadData("DRIVER_NOT_ALLOWED.xls", file=path.name, value=path.suffix.lower())
    with path.open("rb") as stream:
        if stream.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":  # an old workbook, or one with a password
            raise BadData("FILE_UNREADABLE.xls", file=path.name)
    form = find_format(path, TABLE_FORMATS)
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
        merged=_merged(values, lines),
    )  # fmt: skip


def _merged(sheet: Any, lines: Sequence[int]) -> tuple[tuple[int, int, int, int], ...]:
    """Return merged ranges as places in the kept rows; those that lie in rows left out have none."""
    place = {line: row for row, line in enumerate(lines)}
    found: list[tuple[int, int, int, int]] = []
    for area in sheet.merged_cells.ranges:
        rows = [place[line] for line in range(area.min_row, area.max_row + 1) if line in place]
        if rows:
            found.append((rows[0], area.min_col - 1, rows[-1], area.max_col - 1))
    return tuple(sorted(found))
