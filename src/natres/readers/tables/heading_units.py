"""Units of headings that stand elsewhere: in a row below them, or in a line above the table."""

import re
from dataclasses import replace
from typing import Any

from natres.core.table_spec import table_unit
from natres.readers.tables.headings import BRACKETS, Header, looks_like_unit, plain
from natres.readers.tables.sheets import Grid, is_blank
from natres.readers.tables.table_specs import read_table_words

__all__ = ["with_units"]

_UNIT_LINE = re.compile(r"(?<![报表位用编位])(?:计量|面积|数量)?单位:(.+?)\)?$")


def with_units(grid: Grid, header: Header) -> Header:
    """Return a header with the units that stand below or above it; a unit in the heading itself counts first."""
    return _with_units_above(grid, _with_units_below(grid, header))


def _with_units_below(grid: Grid, header: Header) -> Header:
    """Take a row that holds nothing but units, right below the headings, into the header."""
    below = header.row + header.depth
    said = [_unit_alone(cell) for cell in grid.rows[below]] if below < len(grid.rows) else []
    if None in said or not any(table_unit(text, read_table_words()) for text in said if text):
        return header
    headings, texts = dict(header.headings), list(header.texts)
    for place, inner in enumerate(said):
        heading = header.headings.get(place)
        if not inner or heading is None or heading.stated or heading.column.unit is None:
            continue
        texts[place] = f"{heading.text} {' '.join(str(grid.rows[below][place]).split())}"
        unit = table_unit(inner, read_table_words(), heading.column.unit.family)
        fits = unit is not None and unit.family == heading.column.unit.family
        headings[place] = replace(
            heading, text=texts[place], unit=unit if fits else heading.unit, strange="" if fits else inner, stated=True
        )
    return Header(header.row, header.depth + 1, headings, tuple(texts))


def _unit_alone(cell: Any) -> str | None:
    """Return the unit a cell consists of, without brackets; "" where it is empty or a dash, None where it is more."""
    words = read_table_words()
    folded = "" if is_blank(cell) else plain(cell)
    if not isinstance(cell, str) or not folded or folded in words.marks:
        return "" if is_blank(cell) or isinstance(cell, str) else None
    bracketed = BRACKETS.match(folded)
    inner = (bracketed[1] if bracketed else folded).removeprefix("单位").removeprefix("unit").lstrip(":")
    known = not inner or table_unit(inner, words) is not None  # 单位 alone heads such a row
    return inner if known or (bracketed and looks_like_unit(inner)) else None


def _with_units_above(grid: Grid, header: Header) -> Header:
    """Give headings that name no unit the one a line above the table names: 单位：公顷、万元."""
    words = read_table_words()
    texts = [plain(cell) for row in grid.rows[: header.row] for cell in row if isinstance(cell, str)]
    said = [part for text in texts for found in _UNIT_LINE.findall(text) for part in re.split("[,、;/]", found)]
    if not said:
        return header
    headings = dict(header.headings)
    for place, heading in header.headings.items():
        family = heading.column.unit.family if heading.column.unit else ""
        units = [unit for part in said if (unit := table_unit(part, words, family)) and unit.family == family]
        if units and not heading.stated and len({unit.key for unit in units}) == 1:
            headings[place] = replace(heading, unit=units[0])
    return replace(header, headings=headings)
