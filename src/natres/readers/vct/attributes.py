"""The attribute section: the rows of one table, as texts, whole numbers and numbers."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from natres.readers.vct.head import VctField, VctHead, VctTable, field_role
from natres.readers.vct.text import VctText

__all__ = ["Rows", "read_columns", "read_rows"]

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}(\.0*)?")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


@dataclass
class Rows:
    """The rows of a table: where each stands, the id of its object (none in a table without shapes), its cells."""

    places: list[int]
    ids: list[int]
    cells: list[list[str]]


def read_rows(text: VctText, head: VctHead, table: VctTable) -> Rows:
    """Return the rows of one table in the order of the file.

    Raises
    ------
    BadData : ``VCT_SYNTAX`` for a row with another number of cells or without a proper id

    >>> from natres.readers.vct.example import EXAMPLE
    >>> from natres.readers.vct.head import read_head
    >>> from natres.readers.vct.text import cut_lines
    >>> text = cut_lines(EXAMPLE.encode(), "UTF-8", "a.vct")
    >>> head = read_head(text)
    >>> read_rows(text, head, head.tables[0]).cells
    [['0102', '10000.00'], ['1101', '']]
    """
    places = _places(text, table)
    texts = text.decode(b"\n".join([text.lines[at] for at in places])).split("\n") if places else []
    cells = [line.split(head.separator) for line in texts]
    width = len(table.fields) + 1
    if table.kind == "none" and cells and len(cells[0]) == width - 1:
        # Some writers number the rows of a register as if they had objects, others begin with the first field.
        width -= 1
    for at, row in zip(places, cells, strict=True):
        if len(row) != width:
            raise text.wrong("cells", at, layer=table.name, count=len(row), expected=width)
    ids = [] if table.kind == "none" else [_id(text, table, at, row[0]) for at, row in zip(places, cells, strict=True)]
    return Rows(places, ids, [row[1:] for row in cells] if width > len(table.fields) else cells)


def _places(text: VctText, table: VctTable) -> list[int]:
    places: list[int] = []
    for section in text.parts("Attribute"):
        at = section.start
        while at < section.stop:
            end = text.table_end(at, section.stop)
            if text.at(at).lower() == table.name.lower():
                places.extend(range(at + 1, end))
            at = end + 1
    return places


def _id(text: VctText, table: VctTable, at: int, cell: str) -> int:
    word = cell.strip()
    if not (word.isascii() and word.isdigit() and len(word) <= 18):
        raise text.wrong("row_id", at, layer=table.name)
    return int(word)


def read_columns(text: VctText, table: VctTable, rows: Rows, wanted: Sequence[int]) -> dict[str, pd.Series]:
    """Return the wanted fields (by their numbers) with the values their types say.

    Raises
    ------
    BadData : ``VCT_SYNTAX`` with line, field and id for a value that is no number
    """
    columns: dict[str, pd.Series] = {}
    for place in wanted:
        field = table.fields[place]
        values = [cells[place] for cells in rows.cells]
        role = field_role(field.type)
        if role == "text":
            columns[field.name] = pd.Series(values, dtype=str)
        elif role == "whole":
            columns[field.name] = _whole_numbers(text, table, rows, field, values)
        else:
            columns[field.name] = _numbers(text, table, rows, field, values)
    return columns


def _whole_numbers(text: VctText, table: VctTable, rows: Rows, field: VctField, values: Sequence[str]) -> pd.Series:
    numbers: list[int | None] = []
    for row, value in enumerate(values):
        word = value.strip()
        if word and not _WHOLE.fullmatch(word):
            raise text.wrong("whole", rows.places[row], layer=table.name, field=field.name, cell=word[:60])
        numbers.append(int(word.partition(".")[0]) if word else None)
    return pd.Series(numbers, dtype="Int64" if None in numbers else "int64")


def _numbers(text: VctText, table: VctTable, rows: Rows, field: VctField, values: Sequence[str]) -> pd.Series:
    numbers: list[float] = []
    for row, value in enumerate(values):
        word = value.strip()
        number = float(word) if _NUMBER.fullmatch(word) else math.nan
        if word and not math.isfinite(number):
            raise text.wrong("number", rows.places[row], layer=table.name, field=field.name, cell=word[:60])
        numbers.append(number)
    return pd.Series(numbers, dtype="float64")
