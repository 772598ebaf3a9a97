"""What tells scale and direction: the bar, which is drawn from millimetres of paper, and the arrow to grid north."""

from collections.abc import Sequence

import numpy as np

from natres.presenters.drawing import INK, Area, Mark, Stroke, Text, text_width
from natres.presenters.sheets.layout import Box

__all__ = [
    "arrow_room",
    "bar_mm",
    "bar_step_m",
    "blank",
    "filled_lines",
    "north_arrow",
    "plate",
    "plate_mm",
    "ruled",
    "scale_bar",
]

#: Width and height of the arrow's room, on A3.
_ARROW_MM = (15.0, 23.5)
_PARTS = 4
#: A bar of four parts is about so long on A3.
_WISHED_MM = 62.0


def bar_step_m(scale: int, wished_mm: float = _WISHED_MM) -> int:
    """Return how much ground one part of the bar stands for: a round length whose four parts come near the wish.

    >>> bar_step_m(150_000), bar_step_m(25_000), bar_step_m(2_000)
    (2000, 500, 20)
    """
    steps = [base * 10**power for power in range(7) for base in (1, 2, 5)]
    return min(steps, key=lambda step: abs(_PARTS * step * 1000.0 / scale - wished_mm))


def bar_mm(scale: int, part: float) -> float:
    """Return how long the bar is on paper."""
    return _PARTS * bar_step_m(scale, _WISHED_MM * part) * 1000.0 / scale


def scale_bar(x: float, y: float, scale: int, part: float, units: tuple[str, str], caption: str) -> list[Mark]:
    """Return the bar with its middle at x and its upper edge at y, the scale in figures above it.

    Parameters
    ----------
    units : the words for kilometres and metres
    """
    step = bar_step_m(scale, _WISHED_MM * part)
    wide, high, size = step * 1000.0 / scale, 1.4 * part, max(2.5 * part, 2.0)
    west = x - wide * _PARTS / 2
    marks: list[Mark] = [Text(x, y - 2.0 * part, caption, 3.2 * part, "middle", bold=True)]
    for n in range(_PARTS):
        left = west + n * wide
        marks.append(
            Area((Box(left, y, left + wide, y + high).ring,), "#1c2a31" if n % 2 == 0 else "#ffffff", INK, 0.15)
        )
    kilometres = step * _PARTS >= 1000
    for n in range(_PARTS + 1):
        value = n * step / 1000 if kilometres else n * step
        marks.append(Text(west + n * wide, y + high + size * 1.15, f"{value:g}", size, "middle"))
    last = f"{_PARTS * step / 1000:g}" if kilometres else f"{_PARTS * step}"
    beside = west + _PARTS * wide + size * (0.35 * len(last) + 0.6)
    marks.append(Text(beside, y + high + size * 1.15, units[0 if kilometres else 1], size))
    return marks


def arrow_room(box: Box, part: float) -> Box:
    """Return the room of the arrow in the upper right of a map."""
    return Box(box.east - _ARROW_MM[0] * part, box.top, box.east, box.top + _ARROW_MM[1] * part)


def north_arrow(box: Box, part: float, word: str) -> tuple[list[Mark], Box]:
    """Return the arrow in the upper right of a map, and the room it takes."""
    x, top, high, half = box.east - 9.0 * part, box.top + 8.0 * part, 13.0 * part, 3.2 * part
    left = np.array([[x, top], [x - half, top + high], [x, top + high * 0.78], [x, top]])
    right = np.array([[x, top], [x + half, top + high], [x, top + high * 0.78], [x, top]])
    room = arrow_room(box, part)
    marks: list[Mark] = [
        Area((room.grown(-0.9 * part).ring,), "#ffffffd0"),
        Area((left,), INK, INK, 0.12),
        Area((right,), "#ffffff", INK, 0.12),
        Text(x, top - 1.6 * part, word, 4.2 * part, "middle", bold=True),
    ]
    return marks, room


def filled_lines(texts: Sequence[str], between: str, more: str, size: float, room: float, most: int) -> list[str]:
    """Return texts one behind the other in up to ``most`` lines of a width.

    ``more`` counts all of them where some find no room.

    >>> filled_lines(["甲乙", "丙丁", "戊"], "；", "等 {count} 项", 1.0, 5.0, 3)
    ['甲乙；丙丁', '戊']
    >>> filled_lines(["甲乙"] * 9, "；", "等{count}项", 1.0, 5.0, 3)[-1]
    '甲乙等9项'
    """
    lines: list[str] = []
    for text in texts:
        joined = f"{lines[-1]}{between}{text}" if lines else text
        if lines and text_width(joined, size) <= room:
            lines[-1] = joined
        elif len(lines) < most:
            lines.append(text)
        else:
            told = more.format(count=len(texts))
            kept = lines[-1].split(between)
            while len(kept) > 1 and text_width(between.join(kept) + told, size) > room:
                kept.pop()
            lines[-1] = between.join(kept) + told
            return lines
    return lines


def blank(box: Box) -> Area:
    """Return a white plate with a thin rim, for what stands within a map."""
    return Area((box.ring,), "#ffffff", "#9aa3a8", 0.12)


def ruled(box: Box, colour: str, width: float) -> Stroke:
    """Return the outline of a box."""
    return Stroke(box.ring, colour, width)


def plate(x: float, y: float, text: str, size: float, colour: str) -> list[Mark]:
    """Return a text in a box that cannot be overlooked; x is its left edge, y the baseline."""
    box = Box(x, y - size * 1.12, x + plate_mm(text, size), y + size * 0.45)
    return [Area((box.ring,), "#fff1c2", colour, 0.25), Text(x + size / 2, y, text, size, bold=True, colour=colour)]


def plate_mm(text: str, size: float) -> float:
    """Return how wide the box of a text is."""
    return text_width(text, size) + size
