"""The legend of the small map: beside it while there is room, what must not be missing below it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from natres.presenters.drawing import Area, Dot, Mark, Text
from natres.presenters.findings.texts import clipped
from natres.presenters.site.sizes import HEIGHT, LEGEND, WIDTH

__all__ = ["Entry", "legend"]

#: Height of a line with its letters, the usual one and a tighter one; columns below the map.
_LINES = ((4.3, 2.5), (3.4, 2.3))
_COLUMNS, _TOP, _FOOT = 4, 1.5, 3.2
#: Chinese letters a line has room for, beside the map and below it.
_WIDE, _NARROW = 17, 13


@dataclass(frozen=True)
class Entry:
    """A line of the legend: what it is called and how it is drawn; a ``dot`` is a round mark."""

    label: str
    fill: str = ""
    stroke: str = ""
    width: float = 0.15
    hatch: str = ""
    dot: bool = False


def legend(needed: Sequence[Entry], more: Sequence[Entry], foot: Sequence[Text]) -> tuple[list[Mark], float]:
    """Return the legend and the height of the picture with it.

    Parameters
    ----------
    needed : lines that stand in it however many they are
    more : lines that stand in it while there is room beside the map
    foot : texts that stand at its end, where they belong but for their height

    >>> marks, height = legend([Entry(str(n), "#ffffff") for n in range(40)], [], [])
    >>> len(marks), height > 74
    (80, True)
    """
    room = HEIGHT - _TOP - _FOOT * len(foot) - 1.0
    pitch, size = next((line for line in _LINES if len(needed) <= room // line[0]), _LINES[-1])
    beside = int(room // pitch)
    marks = [mark for n, entry in enumerate([*needed, *more][:beside])
             for mark in _line(entry, LEGEND, _TOP + n * pitch, pitch, size)]  # fmt: skip
    below = needed[beside:]
    for n, entry in enumerate(below):
        x, y = WIDTH / _COLUMNS * (n % _COLUMNS), HEIGHT + _TOP + n // _COLUMNS * pitch
        marks += _line(entry, x + 0.2, y, pitch, size, most=_NARROW)
    for n, text in enumerate(reversed(foot)):
        marks.append(Text(LEGEND, HEIGHT - 1.0 - _FOOT * n, text.text, text.size, bold=text.bold, colour=text.colour))
    return marks, HEIGHT + (_TOP + -(-len(below) // _COLUMNS) * pitch if below else 0.0)


def _line(entry: Entry, x: float, y: float, pitch: float, size: float, most: int = _WIDE) -> list[Mark]:
    high = pitch * 0.68
    box = np.array([[0, 0], [6, 0], [6, high], [0, high], [0, 0]]) + np.array([x, y])
    symbol = (
        Dot(x + 3, y + high / 2, entry.fill)
        if entry.dot
        else Area((box,), entry.fill, entry.stroke, entry.width, entry.hatch)
    )
    return [symbol, Text(x + 8, y + high / 2 + size * 0.36, clipped(entry.label, 2 * most), size)]
