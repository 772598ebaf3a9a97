"""The kilometre grid of a sheet: thin lines over the map, full numbers in its border."""

import math

import numpy as np

from natres.presenters.drawing import Mark, Stroke, Text
from natres.presenters.sheets.ground import Ground

__all__ = ["grid_marks", "grid_step_m"]

_LINE, _LABEL = "#35566b", "#1c2a31"
_STEPS_M = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
#: Lines are at least so far apart on paper, and a number stands so far from the end of the border.
_APART_MM, _CORNER_MM = 38.0, 7.0


def grid_step_m(scale: int, apart_mm: float = _APART_MM) -> int:
    """Return how far the lines of a grid are apart on the ground.

    >>> grid_step_m(150_000), grid_step_m(25_000)
    (10000, 1000)
    """
    return next((step for step in _STEPS_M if step * 1000.0 / scale >= apart_mm), _STEPS_M[-1])


def grid_marks(ground: Ground, part: float, border_mm: float) -> list[Mark]:
    """Return grid lines and their numbers in kilometres; an easting keeps the number of its zone."""
    step = grid_step_m(ground.scale, _APART_MM * part)
    west, south, east, north = ground.shown.bounds
    box, marks = ground.box, list[Mark]()
    size, away = max(2.3 * part, 1.9), border_mm / 2
    for value in _multiples(west, east, step):
        x = float(ground.on_paper(np.array([[value, north]]))[0, 0])
        marks.append(Stroke(np.array([[x, box.top], [x, box.bottom]]), _LINE, 0.07))
        if box.west + _CORNER_MM * part < x < box.east - _CORNER_MM * part:
            label = _label(value, step)
            marks.append(Text(x, box.top - away + size * 0.37, label, size, "middle", colour=_LABEL))
            marks.append(Text(x, box.bottom + away + size * 0.37, label, size, "middle", colour=_LABEL))
    for value in _multiples(south, north, step):
        y = float(ground.on_paper(np.array([[west, value]]))[0, 1])
        marks.append(Stroke(np.array([[box.west, y], [box.east, y]]), _LINE, 0.07))
        if box.top + _CORNER_MM * part < y < box.bottom - _CORNER_MM * part:
            label = _label(value, step)
            marks.append(Text(box.west - away + size * 0.37, y, label, size, "middle", colour=_LABEL, angle=-90))
            marks.append(Text(box.east + away + size * 0.37, y, label, size, "middle", colour=_LABEL, angle=-90))
    return marks


def _multiples(low: float, high: float, step: int) -> list[int]:
    return list(range(math.ceil(low / step) * step, math.floor(high / step) * step + 1, step))


def _label(metres: int, step: int) -> str:
    """Return a coordinate in kilometres, with decimals only where the grid is finer than one.

    >>> _label(39_490_000, 10_000), _label(4_320_500, 500)
    ('39490', '4320.5')
    """
    return f"{metres / 1000:.1f}" if step < 1000 else f"{metres // 1000}"
