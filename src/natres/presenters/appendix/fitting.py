"""A table on paper: widths of its columns in millimetres, a page that lies where it must, blocks of columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from natres.presenters.drawing import SERIF, text_width
from natres.presenters.findings.texts import clean
from natres.presenters.table import Column, Row, Table

__all__ = ["LYING", "STANDING", "FittedTable", "HeadCell", "Line", "fitted"]

#: How wide the text of a page is, standing and lying, in millimetres.
STANDING, LYING = 160.0, 247.0
#: Sizes of letters tried, in points, the larger first.
_SIZES = (9.0, 8.0, 7.0)
_POINT = 25.4 / 72
#: White at both sides of a cell together, and what rounding of a program may take.
_CELL = 3.0
#: A column of words is no narrower than so many letters, where its words are longer; a heading no narrower than this.
_WORDS, _HEAD = 8.0, 4.0
_BLANK = "\u3000"


@dataclass(frozen=True)
class HeadCell:
    """A cell of the heading, over so many columns and rows."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Line:
    """A row of texts; ``mark`` is ``""``, ``total`` or ``alert``."""

    texts: tuple[str, ...]
    mark: str = ""


@dataclass(frozen=True)
class FittedTable:
    """A table, or a block of its columns, that fits on a page.

    Parameters
    ----------
    head : one row of cells, or two where columns share a heading
    numbers : which columns stand at the right
    widths : of the columns, in millimetres; they fill the page
    size : of the letters, in points
    unit : that all numbers have, empty where they differ
    """

    head: tuple[tuple[HeadCell, ...], ...]
    lines: tuple[Line, ...]
    numbers: tuple[bool, ...]
    widths: tuple[float, ...]
    size: float
    landscape: bool
    unit: str


def fitted(table: Table) -> tuple[FittedTable, ...]:
    """Return a table as it fits on a page, upright where it can be; one too wide in blocks that repeat its labels.

    >>> from natres.presenters.table import Cell
    >>> short = Table("t", "T", (Column("名称"), Column("面积", "公顷")), (Row((Cell("甲"), Cell("2.5", 2.5))),))
    >>> [(piece.landscape, piece.size, piece.unit) for piece in fitted(short)]
    [(False, 9.0, '公顷')]
    """
    material = _Material.of(table)
    for room, landscape, sizes in ((STANDING, False, _SIZES[:2]), (LYING, True, _SIZES)):
        for size in sizes:
            widths = material.widths(size, room)
            if widths is not None:
                return (material.piece(widths, size, landscape=landscape),)
    return tuple(_blocks(material))


@dataclass(frozen=True)
class _Material:
    """The texts of a table, its columns and which of them are numbers."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    numbers: tuple[bool, ...]
    unit: str

    @classmethod
    def of(cls, table: Table) -> "_Material":
        count = range(len(table.columns))
        numbers = tuple(any(row.cells[n].number is not None for row in table.rows) for n in count)
        units = {c.unit for c, number in zip(table.columns, numbers, strict=True) if number or c.unit}
        unit = table.unit or (units.pop() if len(units) == 1 else "")
        columns = tuple(replace(c, unit="" if c.unit == unit else c.unit) for c in table.columns)
        return cls(columns, tuple(_line(row) for row in table.rows), numbers, unit)

    def only(self, places: Sequence[int]) -> "_Material":
        """Return a block of the columns."""
        lines = tuple(Line(tuple(line.texts[n] for n in places), line.mark) for line in self.lines)
        columns, numbers = tuple(self.columns[n] for n in places), tuple(self.numbers[n] for n in places)
        return _Material(columns, lines, numbers, self.unit)

    def needs(self, size: float) -> tuple[list[float], list[float]]:
        """Return the least width of every column, and the one in which nothing wraps."""
        least, best = list[float](), list[float]()
        for n, column in enumerate(self.columns):
            texts = [line.texts[n] for line in self.lines]
            widest = max((_wide(text, size) for text in texts), default=0.0)
            head = _wide(_label(column), size)
            narrow = widest if self.numbers[n] else max(min(widest, _letters(_WORDS, size)), _longest(texts, size))
            least.append(max(narrow, min(head, _letters(_HEAD, size)), _longest([_label(column)], size)) + _CELL)
            best.append(max(widest, min(head, _letters(2 * _HEAD, size))) + _CELL)
        return least, best

    def widths(self, size: float, room: float) -> list[float] | None:
        """Return widths that fill the room; None where it is too narrow."""
        least, best = self.needs(size)
        if sum(least) > room:
            return None
        if sum(best) <= room:
            return [width * room / sum(best) for width in best]
        given = (room - sum(least)) / sum(b - s for s, b in zip(least, best, strict=True))
        return [s + (b - s) * given for s, b in zip(least, best, strict=True)]

    def piece(self, widths: Sequence[float], size: float, *, landscape: bool) -> FittedTable:
        return FittedTable(
            _head(self.columns),
            self.lines,
            self.numbers,
            tuple(round(w, 2) for w in widths),
            size,
            landscape,
            self.unit,
        )


def _blocks(material: _Material) -> list[FittedTable]:
    """Break a table too wide for any page between its columns; every block begins with the labels."""
    size = _SIZES[-1]
    labels = next((n for n, number in enumerate(material.numbers) if number), 1)
    least, _ = material.needs(size)
    fixed = sum(least[:labels])
    found: list[list[int]] = [[]]
    used = fixed
    for place in range(labels, len(material.columns)):
        if found[-1] and used + least[place] > LYING:
            found.append([])
            used = fixed
        found[-1].append(place)
        used += least[place]
    blocks = [material.only([*range(labels), *places]) for places in found]
    made: list[FittedTable] = []
    for block in blocks:
        widths = block.widths(size, LYING)
        if widths is None:  # a single column wider than the page
            narrow = block.needs(size)[0]
            widths = [LYING * width / sum(narrow) for width in narrow]
        made.append(block.piece(widths, size, landscape=True))
    return made


def _line(row: Row) -> Line:
    texts = [clean(cell.text, 400) for cell in row.cells]
    place = next((n for n, text in enumerate(texts) if text), 0)  # what is indented is the label of the row
    texts[place] = _BLANK * row.indent + texts[place]
    return Line(tuple(texts), row.mark)


def _head(columns: Sequence[Column]) -> tuple[tuple[HeadCell, ...], ...]:
    if not any(column.span for column in columns):
        return (tuple(HeadCell(_label(column)) for column in columns),)
    upper, lower = list[HeadCell](), list[HeadCell]()
    for span, group in groupby(columns, key=lambda column: column.span):
        under = list(group)
        if span:
            upper.append(HeadCell(clean(span), columns=len(under)))
            lower += [HeadCell(_label(column)) for column in under]
        else:
            upper += [HeadCell(_label(column), rows=2) for column in under]
    return tuple(upper), tuple(lower)


def _label(column: Column) -> str:
    return clean(replace(column, span="").heading)


def _wide(text: str, size: float) -> float:
    return text_width(text, size * _POINT, SERIF)


def _letters(count: float, size: float) -> float:
    return count * size * _POINT


def _longest(texts: Sequence[str], size: float) -> float:
    """Return how wide the longest word is that cannot be broken: Chinese can, between any two letters."""
    words = {word for text in texts for word in "".join(c if ord(c) < 0x2E80 else " " for c in text).split()}
    return max((_wide(word, size) for word in words), default=0.0)
