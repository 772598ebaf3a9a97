"""The legend of a sheet: a swatch, a name and a number a row, in as many columns as its room asks for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from natres.presenters.drawing import INK, Area, Dot, Image, Mark, Stroke, Text, text_width
from natres.presenters.sheets.layout import Box
from natres.presenters.sheets.painting import swatch

__all__ = ["Entry", "Legend", "legend_marks", "legend_size"]

_SWATCH, _ROW, _TEXT, _GAP = 8.0, 4.9, 2.75, 3.0
_SOFT, _BAD = "#4a565c", "#a8261b"


@dataclass(frozen=True)
class Entry:
    """A row: an area with its hatch, a line or a dot; a heading has neither.

    Parameters
    ----------
    kind : area, line, dot, head, or fact: words with a number, in red where its colour is ``alert``
    """

    label: str
    note: str = ""
    colour: str = ""
    kind: str = "area"
    hatch: str = ""
    width: float = 0.3
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Legend:
    """A legend set for a sheet: its rows, columns, and the sizes it is drawn in."""

    entries: tuple[Entry, ...]
    columns: int
    row: float
    text: float
    swatch: float
    name: float
    note: float
    title: str

    @property
    def rows(self) -> int:
        """How many rows a column has."""
        return -(-len(self.entries) // self.columns)

    @property
    def column(self) -> float:
        """How wide a column is."""
        return self.swatch + 1.6 + self.name + (self.note + 2.0 if self.note else 0.0)

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.column * self.columns + _GAP * (self.columns - 1)

    @property
    def height(self) -> float:
        """How high it is, with its title."""
        return self.rows * self.row + self.row * 1.5


def legend_size(entries: Sequence[Entry], title: str, part: float, *, columns: int = 1, squeeze: float = 1.0) -> Legend:
    """Return a legend in so many columns; ``squeeze`` below 1 sets it smaller."""
    text = max(_TEXT * part * squeeze, 1.75)
    ratio = text / _TEXT
    indent = _SWATCH * ratio + 1.6
    wide = [text_width(one.label, text) - (indent if one.kind in ("head", "fact") else 0.0) for one in entries]
    notes = [text_width(one.note, text) for one in entries]
    return Legend(
        tuple(entries), columns, _ROW * ratio, text, _SWATCH * ratio, max(wide, default=0.0), max(notes, default=0.0),
        title,
    )  # fmt: skip


def legend_marks(legend: Legend, box: Box) -> list[Mark]:
    """Return a legend drawn from the upper left of a box."""
    marks: list[Mark] = [Text(box.west, box.top + legend.row * 0.75, legend.title, legend.text * 1.35, bold=True)]
    top = box.top + legend.row * 1.5
    for n, entry in enumerate(legend.entries):
        x = box.west + (n // legend.rows) * (legend.column + _GAP)
        y = top + (n % legend.rows) * legend.row
        marks += _row(entry, legend, x, y)
    return marks


def _row(entry: Entry, legend: Legend, x: float, y: float) -> list[Mark]:
    base = y + legend.row / 2 + legend.text * 0.37
    right = x + legend.column
    if entry.kind == "head":
        unit = [Text(right, base, entry.note, legend.text, "end", colour=_SOFT)] if entry.note else []
        return [Text(x, base, entry.label, legend.text, bold=True), *unit]
    if entry.kind == "fact":
        bad, colour = entry.colour == "alert", _BAD if entry.colour == "alert" else INK
        said = Text(right, base, entry.note, legend.text, "end", bad, colour)
        return [Text(x, base, entry.label, legend.text, colour=colour, bold=bad), said]
    marks = _sample(entry, Box(x, y + legend.row * 0.14, x + legend.swatch, y + legend.row * 0.86), legend.row)
    marks.append(Text(x + legend.swatch + 1.6, base, entry.label, legend.text))
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
    corners = [(box.west, box.top), (box.east, box.top), (box.east, box.bottom), (box.west, box.bottom)]
    ring = np.array([*corners, corners[0]])
    filled: Mark = Area((ring,), entry.colour)
    if entry.hatch:  # as the map is painted, so that it looks the same
        pixels = swatch(entry.colour, entry.hatch, box.width, box.height)
        filled = Image(box.west, box.top, box.width, box.height, pixels)
    return [filled, Area((ring,), "", "#5a5a5a", 0.12)]
