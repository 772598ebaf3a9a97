"""Which row of a sheet is its header, and which column of it is which natres column in which unit."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from natres.core.table_spec import ColumnSpec, TableSpec, TableUnit, table_unit
from natres.readers.tables.sheets import Grid, is_blank
from natres.readers.tables.table_specs import read_table_words

__all__ = ["BRACKETS", "Header", "Heading", "find_header", "looks_like_unit", "match_heading", "plain"]

#: How many rows of titles may stand above a header, and how many rows a header has at most.
_SEARCHED, _DEEPEST = 60, 3
BRACKETS = re.compile(r"^[(\[{【〔〖<《](.*)[)\]}】〕〗>》]$")
_NUMBER = re.compile(r"^[-+]?[\d.,]+$")


@dataclass(frozen=True)
class Heading:
    """What the heading of a column says.

    ``unit`` is the one it names, the column's own where it names none; ``strange`` the text that should be a unit
    of this column and is not; ``alias`` whether it is none of the standard spellings; ``stated`` whether it names
    a unit at all.
    """

    column: ColumnSpec
    text: str
    unit: TableUnit | None = None
    strange: str = ""
    alias: bool = False
    stated: bool = False


@dataclass(frozen=True)
class Header:
    """A header: its place (first row, rows deep), its headings by column, and the texts of all columns."""

    row: int
    depth: int
    headings: Mapping[int, Heading]
    texts: tuple[str, ...]

    @property
    def keys(self) -> set[str]:
        """The natres columns it has."""
        return {heading.column.key for heading in self.headings.values()}


def plain(text: Any) -> str:
    r"""Return a text in compatibility form, lower case, without blanks and marks of required columns.

    >>> plain("★ 年开采量\n（万m³）"), plain("Well No.")
    ('年开采量(万m3)', 'wellno.')
    """
    folded = unicodedata.normalize("NFKC", str(text)).casefold()
    return re.sub(r"[\s★☆*※\u200b\ufeff]", "", folded)


def find_header(grid: Grid, spec: TableSpec, given: Mapping[str, str], *, least: int = 2) -> Header | None:
    """Return the header of a sheet: the rows that name most columns, the first of them; None where none does.

    ``least`` is how many columns a row must name to be taken for one.
    """
    best: Header | None = None
    for row in range(min(len(grid.rows), _SEARCHED)):
        for depth in range(1, min(_DEEPEST, len(grid.rows) - row) + 1):
            if depth > 1 and not _could_be_header(grid.rows[row + depth - 1]):
                break
            texts = _joined(grid, row, depth)
            headings = _match_all(texts, spec, given)
            header = Header(row, depth, headings, tuple(choices[0] for choices in texts))
            if len(headings) >= least and (best is None or _rank(header) > _rank(best)):
                best = header
    return best


def _rank(header: Header) -> tuple[int, int]:
    return len(header.headings), -header.depth


def _could_be_header(row: Sequence[Any]) -> bool:
    """Return whether a row below a heading may belong to it: it holds texts only."""
    cells = [cell for cell in row if not is_blank(cell)]
    return bool(cells) and all(isinstance(cell, str) and not _NUMBER.match(cell.strip()) for cell in cells)


def _joined(grid: Grid, row: int, depth: int) -> list[list[str]]:
    """Return for each column the texts it may be headed by: all rows joined, the lower ones, the lowest.

    A heading over several columns counts for each of them: merged cells say so, in CSV the empty cells beside it.
    """
    width = max(len(cells) for cells in grid.rows[row : row + depth])
    columns: list[list[str]] = []
    for column in range(width):
        parts: list[str] = []
        for level in range(depth):
            lower = any(_text(grid, row + below, column) for below in range(level + 1, depth))
            text = _text(grid, row + level, column) or (_group(grid, row + level, column) if lower else "")
            if text and text not in parts:
                parts.append(text)
        columns.append([" ".join(parts[start:]) for start in range(len(parts))] or [""])
        if len(parts) > 1:  # 水温(℃) over 井口 is 井口水温(℃), 取水段(m) over 顶 is 取水段顶(m)
            name, unit, low = *_without_unit(parts[-2]), parts[-1]
            columns[-1] += [f"{name}{low}{unit}", f"{low}{name}{unit}"]
    return columns


def _without_unit(text: str) -> tuple[str, str]:
    """Return a heading and what stands in brackets at its end.

    >>> _without_unit("取水段（m）"), _without_unit("坐标")
    (('取水段', '（m）'), ('坐标', ''))
    """
    found = re.fullmatch(r"(.*?)\s*([(（\[【].*[)）\]】])", text)
    return (found[1], found[2]) if found else (text, "")


def _text(grid: Grid, row: int, column: int) -> str:
    cells = grid.rows[row]
    return "" if column >= len(cells) or is_blank(cells[column]) else " ".join(str(cells[column]).split())


def _group(grid: Grid, row: int, column: int) -> str:
    """Return the heading that reaches over an empty cell from the left."""
    for top, left, bottom, right in grid.merged:
        if top <= row <= bottom and left <= column <= right:
            return _text(grid, top, left)
    if grid.is_sheet:
        return ""
    return next((text for c in range(column, -1, -1) if (text := _text(grid, row, c))), "")


def _match_all(texts: Sequence[Sequence[str]], spec: TableSpec, given: Mapping[str, str]) -> dict[int, Heading]:
    """Return column → heading; of several for one natres column the best, given names before all."""
    chosen: dict[str, tuple[tuple[bool, bool, int], int, Heading]] = {}
    wanted = {plain(name): spec.column(key) for key, name in given.items()}
    for place, choices in enumerate(texts):
        named = next((wanted[plain(text)] for text in choices if plain(text) in wanted), None)
        heading = _given_heading(named, choices[0]) if named else None
        heading = heading or next((found for text in choices if (found := match_heading(text, spec))), None)
        if heading is None or (heading.column.key in given and named is None):
            continue
        heading = replace(heading, text=choices[0])
        rank = (heading.unit is not heading.column.unit, heading.alias, place)
        if heading.column.key not in chosen or rank < chosen[heading.column.key][0]:
            chosen[heading.column.key] = (rank, place, heading)
    return {place: heading for _, place, heading in sorted(chosen.values(), key=lambda entry: entry[1])}


def _given_heading(column: ColumnSpec, text: str) -> Heading:
    """Return a heading the user named, with the unit in its brackets or behind its last underscore."""
    family = column.unit.family if column.unit else ""
    for rest in re.findall(r"[(\[【](.*?)[)\]】]|_([^_]*)$", plain(text)):
        unit = table_unit("".join(rest), read_table_words(), family)
        if unit is not None and unit.family == family:
            return Heading(column, text, unit, stated=True)
    return Heading(column, text, column.unit)


def match_heading(text: str, spec: TableSpec) -> Heading | None:
    """Return which column a heading names and in which unit; None where it names none.

    >>> from natres.readers.tables.table_specs import read_spec
    >>> wells = read_spec("wells")
    >>> [match_heading(t, wells).unit.key for t in ("井深(m)", "年开采量（万立方米/年）", "年开采量/m³", "井深_m")]
    ['m', '1e4m3', 'm3', 'm']
    >>> match_heading("年开采量（亩）", wells).strange, match_heading("备用", wells)
    ('亩', None)
    """
    folded = plain(text)
    for name, column, alias in _spellings(spec):
        if folded.startswith(name):
            read = _rest(folded[len(name) :], column)
            if read is not None:
                stated = folded != name or "_" in name
                return Heading(column, text, *read, alias=alias, stated=stated)
    squeezed = re.sub(r"[()\[\]【】_/:-]", "", folded)
    for name, column, alias in _spellings(spec):
        if squeezed == name.replace("_", ""):
            return Heading(column, text, column.unit, alias=alias)
    return None


def _rest(rest: str, column: ColumnSpec) -> tuple[TableUnit | None, str] | None:
    """Return (unit, what is no unit) of what follows a name in a heading; None where the heading goes on."""
    if not rest:
        return column.unit, ""
    bare = rest.lstrip("_/,:;、·-")
    bracketed = BRACKETS.match(bare)
    inner = (bracketed[1] if bracketed else bare).removeprefix("单位").removeprefix("unit").lstrip(":")
    words = read_table_words()
    if column.unit is None:
        return (None, "") if bracketed else None
    named = (table_unit(part, words, column.unit.family) for part in (inner, *re.split(r"[,、;:]", inner)))
    unit = next((unit for unit in named if unit is not None), None)
    if unit is not None and unit.family == column.unit.family:
        return unit, ""
    if unit is not None or (bracketed and looks_like_unit(inner)):
        return column.unit, inner
    return (column.unit, "") if bracketed else None


def looks_like_unit(text: str) -> bool:
    """Return whether a text in brackets must be a unit, though none natres knows: ``ft``, ``千吨``."""
    return len(text) <= 6 and any(letter in read_table_words().unit_signs for letter in text)


@cache
def _spellings(spec: TableSpec) -> tuple[tuple[str, ColumnSpec, bool], ...]:
    """Return the spellings of all columns, the longest first, and whether each is an alias."""
    found: dict[str, tuple[ColumnSpec, bool]] = {}
    for column in spec.columns:
        standard = {plain(column.names[0]), *map(plain, column.label.values()), plain(column.key)}
        for name in (column.names[0], *column.label.values(), column.key, *column.names[1:]):
            found.setdefault(plain(name), (column, plain(name) not in standard))
    return tuple((name, *found[name]) for name in sorted(found, key=lambda name: (-len(name), name)))
