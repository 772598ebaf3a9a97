"""The attributes of a layer as a table: CSV and XLSX in which no cell is a formula and no code loses a zero."""

import datetime as dt
import io
import math
import re
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from natres.writers.storage import storage_errors

__all__ = ["plain_cell", "write_csv", "write_xlsx"]

#: What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MOMENT = dt.datetime(2000, 1, 1)
_WIDEST = 40


def write_csv(frame: pd.DataFrame, place: Path) -> None:
    """Write a table as CSV that Excel reads as UTF-8; a text that would be a formula gets a ``'`` before it."""
    safe = {name: frame[name] if _is_number(frame[name]) else frame[name].map(_defused) for name in frame.columns}
    pd.DataFrame(safe).to_csv(place, index=False, lineterminator="\r\n", encoding="utf-8-sig")


def write_xlsx(frame: pd.DataFrame, place: Path) -> None:
    """Write a table as XLSX: texts are texts, whatever they begin with."""
    buffer = io.BytesIO()
    # Rows wait in the system's folder for a while, which may lie on another disk than the table.
    with storage_errors(Path(tempfile.gettempdir())):
        _fill(frame, buffer)
    place.write_bytes(buffer.getbuffer())


def _fill(frame: pd.DataFrame, buffer: io.BytesIO) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, {**options, "constant_memory": True})
    book.set_properties({"created": _MOMENT})
    bold = book.add_format({"bold": True, "bottom": 1})
    page = book.add_worksheet()
    page.freeze_panes(1, 0)
    for c, name in enumerate(frame.columns):
        page.set_column(c, c, min(_WIDEST, max(10, len(str(name)) * 2)))
    page.write_row(0, 0, [str(name) for name in frame.columns], bold)
    for r, record in enumerate(frame.itertuples(index=False, name=None), start=1):
        for c, value in enumerate(record):
            cell = plain_cell(value)
            if isinstance(cell, str):
                page.write_string(r, c, _CONTROL.sub("", cell))
            elif cell is not None:
                page.write_number(r, c, cell)
    try:
        book.close()
    except FileCreateError as error:
        raise (error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error))) from None


def plain_cell(value: Any) -> str | int | float | None:
    """Return a value as a cell holds it: a number, a text, or nothing; dates as text.

    >>> plain_cell("0101"), plain_cell(float("nan")), plain_cell(dt.date(2022, 12, 31))
    ('0101', None, '2022-12-31')
    """
    if isinstance(value, str):
        return value
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()  # a day, which geodatabases hold as its midnight
    if isinstance(value, bool | np.bool_):
        return int(value)
    if isinstance(value, int | float | np.integer | np.floating):
        number = value.item() if isinstance(value, np.generic) else value
        return number if abs(number) < 10**15 else str(number)  # a spreadsheet keeps fifteen digits
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _defused(value: Any) -> Any:
    cell = plain_cell(value)
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column)
