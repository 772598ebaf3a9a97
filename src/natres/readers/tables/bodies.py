"""Which rows of a sheet are data: titles, totals, signatures, notes and repeated headers are not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from natres.readers.tables.headings import Header, plain
from natres.readers.tables.merges import continues
from natres.readers.tables.sheets import Grid, is_blank
from natres.readers.tables.table_specs import read_table_words

__all__ = ["Aside", "Body", "part_rows"]

_SECTION = re.compile(r"^\(?[一二三四五六七八九十]+[、.)]")
_PLACE = re.compile(r"^\(?\d+\)?$|^[甲乙丙丁戊己庚辛]$")


@dataclass(frozen=True)
class Aside:
    """A row that is no data: ``total``, ``subtotal`` or ``note``, and its first text."""

    place: int
    kind: str
    text: str


@dataclass(frozen=True)
class Body:
    """The places of the data rows in the grid, and the rows left aside."""

    rows: tuple[int, ...]
    asides: tuple[Aside, ...]


def part_rows(grid: Grid, header: Header) -> Body:
    """Part what stands below a header into data and the rest."""
    rows: list[int] = []
    asides: list[Aside] = []
    first = header.row + header.depth
    names = next((place for place, _ in sorted(header.headings.items())), 0)
    for place in range(first, len(grid.rows)):
        cells = [cell for cell in grid.rows[place] if not is_blank(cell)]
        kind = _kind(grid, header, place, cells)
        if not kind and place == first and _counts_columns(cells):
            kind = "note"
        if kind:
            asides.append(Aside(place, kind, str(cells[0]).strip()[:60] if cells else ""))
        else:
            rows.append(place)
    while rows and _is_tail(grid.rows[rows[-1]], names) and not continues(grid, rows[-1]):
        asides.append(Aside(rows[-1], "note", _first(grid.rows[rows[-1]])))
        rows.pop()
    return Body(tuple(rows), tuple(sorted(asides, key=lambda aside: aside.place)))


def _kind(grid: Grid, header: Header, place: int, cells: Sequence[Any]) -> str:
    """Return what kind of a row is no data, empty for data."""
    words = read_table_words()
    if not cells:
        return ""
    first = plain(cells[0]) if isinstance(cells[0], str) else ""
    if _begins(first, words.totals):
        return "total"
    if _begins(first, words.subtotals):
        return "subtotal"
    if _signed(first, words.signatures) or _repeats(grid, header, place):
        return "note"
    alone = len(cells) == 1 and (_SECTION.match(first) or _reaches(grid, place))
    return "note" if alone else ""


def _begins(text: str, words: Sequence[str]) -> bool:
    """Return whether a text is one of the words, alone or before a colon or bracket."""
    return any(text == word or text.startswith((f"{word}:", f"{word}(")) for word in words)


def _signed(text: str, words: Sequence[str]) -> bool:
    return any(text == word or re.match(rf"{re.escape(word)}(\(.{{1,10}}\)|\d+)?[:、.]", text) for word in words)


def _repeats(grid: Grid, header: Header, place: int) -> bool:
    """Return whether a row is the header once more, as it stands on every printed page."""
    levels = grid.rows[header.row : header.row + header.depth]
    return [plain(cell or "") for cell in grid.rows[place]] in [[plain(cell or "") for cell in row] for row in levels]


def _reaches(grid: Grid, place: int) -> bool:
    """Return whether the only cell of a row reaches over three columns or more."""
    return any(top == place and right - left >= 2 for top, left, _, right in grid.merged)


def _counts_columns(cells: Sequence[Any]) -> bool:
    """Return whether a row below the header only numbers the columns, as 甲, 乙, 1, 2, 3."""
    texts = [plain(cell) for cell in cells]
    numbers = [int(text.strip("()")) for text in texts if text.strip("()").isdigit()]
    counted = len(numbers) >= 3 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return counted and numbers[0] in (0, 1) and all(_PLACE.match(text) for text in texts)


def _is_tail(row: Sequence[Any], names: int) -> bool:
    """Return whether a last row holds one cell only, and that not where the first column is."""
    filled = [column for column, cell in enumerate(row) if not is_blank(cell)]
    return len(filled) == 1 and filled[0] != names


def _first(row: Sequence[Any]) -> str:
    return next(str(cell).strip()[:60] for cell in row if not is_blank(cell))
