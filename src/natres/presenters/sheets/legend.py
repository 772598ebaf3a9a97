"""The legend of a sheet: a swatch, a name and a number a row, in as many columns as its room asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from natres.presenters.drawing import INK, Area, Dot, Image, Mark, Stroke, Text, text_width
from natres.presenters.sheets.layout import Box
from natres.presenters.sheets.painting import swatch

__all__ = ["Entry", "Legend", "legend_marks", "legend_size"]

_SWATCH, _ROW, _TEXT, _GAP = 8.0, 4.9, 2.75, 5.0
#: Between a sample and its words; how much larger the title is than the words.
_APART, _TITLE = 1.6, 1.35
#: How far a finer class is moved in, in heights of its text.
_INDENT = 0.9
_SOFT, _BAD = "#4a565c", "#a8261b"

#: Columns may become so much longer to keep what a heading stands over together.
_LONGER = 1.5


@dataclass(frozen=True)
class Entry:
    """A row: an area with its hatch, a line or a dot; a heading has neither.

    Parameters
    ----------
    kind : area, line, dot, head; part, which is of a finer class than the row above it; or fact, words with a number,
        in red where its colour is ``alert``
    """

    label: str
    note: str = ""
    colour: str = ""
    kind: str = "area"
    hatch: str = ""
    width: float = 0.3
    dash: tuple[float, ...] = ()


class Place(NamedTuple):
    """Column and row of an entry."""

    column: int
    row: int


@dataclass(frozen=True)
class Legend:
    """A legend set for a sheet: its rows, where each stands, and the sizes it is drawn in.

    Parameters
    ----------
    names, notes : per column, how wide its words and its numbers are
    splits : how many columns begin in the middle of what a heading stands over
    """

    entries: tuple[Entry, ...]
    places: tuple[Place, ...]
    row: float
    text: float
    swatch: float
    names: tuple[float, ...]
    notes: tuple[float, ...]
    title: str
    splits: int

    @property
    def rows(self) -> int:
        """How many rows the longest column has."""
        return max((place.row + 1 for place in self.places), default=0)

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self.names)

    def column(self, number: int) -> float:
        """Return how wide a column is."""
        note = self.notes[number]
        return self.swatch + _APART + self.names[number] + (note + 2.0 if note else 0.0)

    def left(self, number: int) -> float:
        """Return how far from the left edge a column begins."""
        return sum(self.column(n) + _GAP for n in range(number))

    @property
    def width(self) -> float:
        """How wide it is."""
        return max(self.left(self.columns) - _GAP, text_width(self.title, self.text * _TITLE))

    @property
    def height(self) -> float:
        """How high it is, with its title."""
        return self.rows * self.row + self.row * 1.5


def legend_size(entries: Sequence[Entry], title: str, part: float, *, columns: int = 1, squeeze: float = 1.0) -> Legend:
    """Return a legend in at most so many columns; ``squeeze`` below 1 sets it smaller."""
    text = max(_TEXT * part * squeeze, 1.75)
    ratio = text / _TEXT
    places, splits = _placed(entries, columns)
    names, notes = [0.0] * (places[-1].column + 1 if places else 1), [0.0] * (places[-1].column + 1 if places else 1)
    for entry, place in zip(entries, places, strict=True):
        indent = _SWATCH * ratio + _APART if entry.kind in ("head", "fact") else 0.0
        indent -= _INDENT * text if entry.kind == "part" else 0.0
        names[place.column] = max(names[place.column], text_width(entry.label, text) - indent)
        notes[place.column] = max(notes[place.column], text_width(entry.note, text))
    return Legend(
        tuple(entries), places, _ROW * ratio, text, _SWATCH * ratio, tuple(names), tuple(notes), title, splits
    )


def _placed(entries: Sequence[Entry], columns: int) -> tuple[tuple[Place, ...], int]:
    """Return where each entry stands in the lowest columns there can be, and how many groups they break.

    What a heading stands over stays below it where the columns are long enough for it.

    >>> from natres.presenters.sheets.legend import Entry, _placed
    >>> wells = [Entry("wells", kind="head"), Entry("production", kind="dot"), Entry("reinjection", kind="dot")]
    >>> ground = [Entry("groups", kind="head"), Entry("agricultural"), Entry("construction")]
    >>> [tuple(place) for place in _placed([*wells, *ground], 2)[0]]
    [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    """
    found: list[tuple[tuple[Place, ...], int]] = []
    low = len(entries)
    for rows in range(-(-len(entries) // columns), len(entries) + 1):
        places, splits = _filled(_groups(entries), rows)
        if places and places[-1].column >= columns:
            continue
        low = low if found else rows
        if splits == 0 and rows <= low * _LONGER:
            return places, splits
        found.append((places, splits))
    return found[0] if found else ((), 0)


def _filled(groups: Sequence[Sequence[int]], rows: int) -> tuple[tuple[Place, ...], int]:
    """Return where entries stand in columns of so many rows, and how many groups begin a new one in their middle."""
    places, column, row, splits = list[Place](), 0, 0, 0
    for pieces in groups:
        size, left = sum(pieces), rows - row
        if row and left < size and (size <= rows or left < 3):  # a heading with one row below it is lonely
            column, row = column + 1, 0
        for n, piece in enumerate(pieces):
            if row and row + piece > rows:
                column, row, splits = column + 1, 0, splits + (n > 0)
            places += [Place(column, row + k) for k in range(piece)]
            row += piece
    return tuple(places), splits


def _groups(entries: Sequence[Entry]) -> list[list[int]]:
    """Return how many entries belong together: a heading with its rows, the figures of a quota, lines.

    Each group is given by its pieces, which no column breaks: a class with its finer ones, a heading with the first.

    >>> kinds = ("head", "area", "part", "area", "part", "part", "line", "line")
    >>> _groups([Entry("", kind=kind) for kind in kinds])
    [[3, 3], [1, 1]]
    """
    groups, before = list[list[int]](), ""
    for entry in entries:
        kind = "row" if entry.kind in ("area", "dot", "part") else entry.kind
        if kind == "head" or before not in (kind, "head") or not groups:
            groups.append([1])
        elif entry.kind == "part" or before == "head":
            groups[-1][-1] += 1
        else:
            groups[-1].append(1)
        before = kind
    return groups


def legend_marks(legend: Legend, box: Box) -> list[Mark]:
    """Return a legend drawn from the upper left of a box."""
    marks: list[Mark] = [Text(box.west, box.top + legend.row * 0.75, legend.title, legend.text * _TITLE, bold=True)]
    top = box.top + legend.row * 1.5
    for entry, place in zip(legend.entries, legend.places, strict=True):
        x, y = box.west + legend.left(place.column), top + place.row * legend.row
        marks += _row(entry, legend, x, y, x + legend.column(place.column))
    return marks


def _row(entry: Entry, legend: Legend, x: float, y: float, right: float) -> list[Mark]:
    base = y + legend.row / 2 + legend.text * 0.37
    if entry.kind == "head":
        unit = [Text(right, base, entry.note, legend.text, "end", colour=_SOFT)] if entry.note else []
        return [Text(x, base, entry.label, legend.text, bold=True), *unit]
    if entry.kind == "fact":
        bad, colour = entry.colour == "alert", _BAD if entry.colour == "alert" else INK
        said = Text(right, base, entry.note, legend.text, "end", bad, colour)
        return [Text(x, base, entry.label, legend.text, colour=colour, bold=bad), said]
    if entry.kind == "part":
        said = Text(x + legend.swatch + _APART + _INDENT * legend.text, base, entry.label, legend.text, colour=_SOFT)
        return [said, Text(right, base, entry.note, legend.text, "end", colour=_SOFT)]
    marks = _sample(entry, Box(x, y + legend.row * 0.14, x + legend.swatch, y + legend.row * 0.86), legend.row)
    marks.append(Text(x + legend.swatch + _APART, base, entry.label, legend.text))
    if entry.note:
        marks.append(Text(right, base, entry.note, legend.text, "end", colour=_SOFT))
    return marks


def _sample(entry: Entry, box: Box, row: float) -> list[Mark]:
    middle = (box.top + box.bottom) / 2
    if entry.kind == "line":
        line = np.array([[box.west, middle], [box.east, middle]])
        return [Stroke(line, entry.colour, entry.width, entry.dash)]
    if entry.kind == "dot":
        return [Dot((box.west + box.east) / 2, middle, entry.colour, row * 0.26, INK)]
    filled: Mark = Area((box.ring,), entry.colour)
    if entry.hatch:  # as the map is painted, so that it looks the same
        pixels = swatch(entry.colour, entry.hatch, box.width, box.height)
        filled = Image(box.west, box.top, box.width, box.height, pixels)
    return [filled, Area((box.ring,), "", "#5a5a5a", 0.12)]
