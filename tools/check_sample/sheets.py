"""A ledger read from its file: CSV by the csv module, workbooks by openpyxl, numbers as exact decimals."""

import csv
import datetime as dt
import io
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import openpyxl

from check_sample.facts import FACTS
from check_sample.folder import Folder

SUM, MARK = "合计", "虚构"
DATES = ("_on", "_q1", "_q2", "_q3", "_q4")


@dataclass(frozen=True)
class Sheet:
    """``rows`` by column key; ``title``, ``sums`` (by column key) and ``signature`` of a workbook."""

    kind: str
    headings: list[str]
    rows: list[dict[str, Any]]
    title: str = ""
    sums: dict[str, Decimal] | None = None
    signature: str = ""

    def amounts(self, column: str, **where: str) -> Decimal:
        """Return the sum of a column over the rows with the given values."""
        mine = [row for row in self.rows if all(row[key] == value for key, value in where.items())]
        return sum((row[column] for row in mine), Decimal(0))

    def count(self, **where: str) -> int:
        """Return the number of rows with the given values."""
        return sum(all(row[key] == value for key, value in where.items()) for row in self.rows)


@lru_cache(maxsize=32)
def read(folder: Folder, kind: str) -> Sheet:
    """Return a ledger of a sample folder."""
    facts = FACTS["ledgers"][kind]
    data = folder.file(facts["path"]).read_bytes()
    keys, digits = list(facts["columns"]), facts["digits"]
    if facts["path"].endswith(".csv"):
        lines = list(csv.reader(io.StringIO(data.decode(facts["encoding"]), newline="")))
        return Sheet(kind, lines[0], [_row(keys, line, digits) for line in lines[1:]])
    name = folder.settings["ledgers"][kind].get("sheet")
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    page = book[name] if name else book.worksheets[0]
    lines = [list(line) for line in page.iter_rows(values_only=True)]
    total = next(i for i, line in enumerate(lines) if line[0] == SUM)
    sums = {key: _decimal(cell, digits[key]) for key, cell in zip(keys, lines[total], strict=True) if key in digits}
    body = [_row(keys, line, digits) for line in lines[2:total]]
    last = str(lines[total + 1][0])
    return Sheet(kind, [str(cell) for cell in lines[1]], body, str(lines[0][0]), sums, last)


def _row(keys: list[str], cells: list[Any], digits: dict[str, int]) -> dict[str, Any]:
    row: dict[str, Any] = dict(zip(keys, cells, strict=True))
    for key in keys:
        if key in digits:
            row[key] = _decimal(row[key], digits[key])
        elif key in ("longitude", "latitude"):
            row[key] = float(row[key])
        elif key.endswith(DATES):
            row[key] = _date(row[key])
    return row


def _decimal(cell: Any, digits: int) -> Decimal:
    """Return a cell as it is, and nothing with more digits than its column has."""
    value = Decimal(str(cell))
    if value != value.quantize(Decimal(1).scaleb(-digits)):
        raise ValueError(f"{cell!r} has more than {digits} decimals")
    return value


def _date(cell: Any) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.date()
    return dt.date.fromisoformat(cell) if cell else None
