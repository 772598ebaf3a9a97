"""The kilometre grid of a sheet: thin lines over the map, full numbers in its border."""

import math
from dataclasses import dataclass

import numpy as np

from natres.presenters.drawing import Mark, Points, Stroke, Text, text_width
from natres.presenters.sheets.ground import Ground
from natres.presenters.sheets.layout import Box

__all__ = ["grid_marks", "grid_step_m"]

_LINE, _LABEL = "#35566b", "#1c2a31"
_STEPS_M = tuple(base * 10**power for power in range(6) for base in (1, 2, 5))
#: Lines are about so far apart on paper, never nearer than the second; numbers keep so far from one another.
_APART_MM, _NEAREST_MM, _CLEAR_MM = 38.0, 12.0, 0.5
#: So many lines each way tell a scale.
_FEWEST = 2


@dataclass(frozen=True, eq=False)
class _Line:
    """A grid line, and its number at both ends with the room that takes."""

    line: Points
    labels: tuple[Text, Text]
    boxes: tuple[Box, Box]


def grid_step_m(scale: int, apart_mm: float = _APART_MM) -> int:
    """Return how far the lines of a grid are apart on the ground.

    >>> grid_step_m(150_000), grid_step_m(25_000), grid_step_m(175)
    (10000, 1000, 10)
    """
    return next((step for step in _STEPS_M if step * 1000.0 / scale >= apart_mm), _STEPS_M[-1])


def grid_marks(ground: Ground, part: float, border_mm: float) -> list[Mark]:
    """Return grid lines and their numbers in kilometres; an easting keeps the number of its zone.

    Each line has its numbers: where two would meet in a corner of the border one line is left out. On a sheet with
    fewer than two lines one way they stand nearer together.
    """
    step = grid_step_m(ground.scale, _APART_MM * part)
    upright, level = _lines(ground, part, border_mm, step)
    for finer in reversed([one for one in _STEPS_M if one < step and one * ground.mm >= _NEAREST_MM * part]):
        if min(len(upright), len(level)) >= _FEWEST:
            break
        upright, level = _lines(ground, part, border_mm, finer)
    return [mark for line in (*upright, *level) for mark in (Stroke(line.line, _LINE, 0.07), *line.labels)]


def _lines(ground: Ground, part: float, border: float, step: int) -> tuple[list[_Line], list[_Line]]:
    """Return the lines to grid north and those across whose numbers have room in the border."""
    west, south, east, north = ground.shown.bounds
    upright = [_upright(ground, part, border, value, step) for value in _multiples(west, east, step)]
    level = [_level(ground, part, border, value, step) for value in _multiples(south, north, step)]
    frame, taken = ground.box.grown(border - _CLEAR_MM * part), list[Box]()

    def roomy(line: _Line) -> bool:
        free = all(frame.holds(box) and not any(box.meets(other) for other in taken) for box in line.boxes)
        taken.extend(box.grown(_CLEAR_MM * part) for box in line.boxes if free)
        return free

    return [line for line in upright if roomy(line)], [line for line in level if roomy(line)]


def _upright(ground: Ground, part: float, border: float, value: int, step: int) -> _Line:
    box, size, label = ground.box, _size(part), _label(value, step)
    x = float(ground.on_paper(np.array([[value, ground.north]]))[0, 0])
    half, ends = text_width(label, size) / 2, (box.top - border / 2, box.bottom + border / 2)
    first, last = (Text(x, y + size * 0.37, label, size, "middle", colour=_LABEL) for y in ends)
    above, below = (Box(x - half, y - size * 0.4, x + half, y + size * 0.4) for y in ends)
    return _Line(np.array([[x, box.top], [x, box.bottom]]), (first, last), (above, below))


def _level(ground: Ground, part: float, border: float, value: int, step: int) -> _Line:
    box, size, label = ground.box, _size(part), _label(value, step)
    y = float(ground.on_paper(np.array([[ground.west, value]]))[0, 1])
    half, ends = text_width(label, size) / 2, (box.west - border / 2, box.east + border / 2)
    first, last = (Text(x + size * 0.37, y, label, size, "middle", colour=_LABEL, angle=-90) for x in ends)
    left, right = (Box(x - size * 0.4, y - half, x + size * 0.4, y + half) for x in ends)
    return _Line(np.array([[box.west, y], [box.east, y]]), (first, last), (left, right))


def _size(part: float) -> float:
    return max(2.3 * part, 1.9)


def _multiples(low: float, high: float, step: int) -> list[int]:
    return list(range(math.ceil(low / step) * step, math.floor(high / step) * step + 1, step))


def _label(metres: int, step: int) -> str:
    """Return a coordinate in kilometres, with as many decimals as the grid needs.

    >>> _label(39_490_000, 10_000), _label(4_320_500, 500), _label(4_320_520, 20), _label(4_320_525, 5)
    ('39490', '4320.5', '4320.52', '4320.525')
    """
    decimals = next(n for n in range(4) if step % 10 ** (3 - n) == 0)
    return f"{metres / 1000:.{decimals}f}"
