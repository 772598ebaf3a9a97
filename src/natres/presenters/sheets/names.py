"""Names on a map: each in its area, none over another, none over what stands in the map."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely

from natres.presenters.drawing import Points, Text, text_width
from natres.presenters.sheets.layout import Box
from natres.presenters.sheets.wrapping import broken, widest

__all__ = ["Wanted", "name_texts", "point_texts"]

#: How far a name may shrink to find room.
_SHRUNK = (1.0, 0.85, 0.72)
#: A name may take one more line for so many of its letters, and one above these; in one stand at most so many.
_WRAP_AT, _MOST_LINES, _LONGEST = 8.0, 3, 16.0
#: From one line to the next, and how high a line is, in heights of letters.
_PITCH, _LINE = 1.12, 1.24

#: How fine the raster of places is that are tried for a name: one that must stand, and one that may be left out.
_MOST, _FEW = 21, 6


class Wanted(NamedTuple):
    """A name and its area on paper, in millimetres."""

    text: str
    area: Any


class _Set(NamedTuple):
    """A name as it is set: its lines, and how high its letters are."""

    lines: tuple[str, ...]
    size: float

    @property
    def half(self) -> Points:
        """Half its width and height."""
        high = self.size * (_LINE + _PITCH * (len(self.lines) - 1))
        return np.array([widest(self.lines, self.size) / 2, high / 2])


def name_texts(
    wanted: Sequence[Wanted], taken: list[Box], within: Box, size: float, *, colour: str, bold: bool, must: bool
) -> list[Text]:  # fmt: skip
    """Return names in their areas, the largest area first; what they cover is added to ``taken``.

    A name rather becomes smaller than to reach over the border of its area; a long one takes several lines. None
    leaves ``within``.

    Parameters
    ----------
    must : whether a name without room in its area is drawn all the same, where it covers least; else it is left out
    """
    found: list[Text] = []
    for want in sorted(wanted, key=lambda one: -one.area.area):
        spot = _place(want, taken, within, size, must=must)
        if spot is None:
            continue
        (lines, high), box = spot
        taken.append(box)
        for n, line in enumerate(reversed(lines)):
            base = box.bottom - high * (0.22 + n * _PITCH)
            found.append(Text((box.west + box.east) / 2, base, line, high, "middle", bold, colour, halo=True))
    return found


def _place(want: Wanted, taken: Sequence[Box], within: Box, size: float, *, must: bool) -> tuple[_Set, Box] | None:
    """Return how a name is set and its box; None where it has no room and need not have any."""
    if want.area.is_empty:
        return None
    middles, left_over = _middles(want.area, _MOST if must else _FEW), list[tuple[_Set, list[Box]]]()
    for way in _ways(want.text, size, within):
        inside, over = _spots(want, middles, way)
        free = next((box for box in inside if _free(box, taken, within)), None)
        if free is not None:
            return way, free
        left_over.append((way, [_held(box, within) for box in [*inside, *over]]))
    if not must:
        return None
    if len(left_over) > len(_SHRUNK):  # what reaches over the border does so least in many lines of small letters
        left_over.sort(key=lambda one: (-len(one[0].lines), one[0].size))
    for way, boxes in left_over:
        free = next((box for box in boxes if _free(box, taken, within)), None)
        if free is not None:
            return way, free
    way, boxes = min(left_over, key=lambda one: (-len(one[0].lines), one[0].size))
    return way, min(boxes, key=lambda box: _covered(box, taken, within))


def _ways(text: str, size: float, within: Box) -> Iterator[_Set]:
    """Yield how a name may be set, the best first: large before small, few lines before many, narrow ones last."""
    letters = text_width(text, 1.0)
    least, most = 2 if letters > _LONGEST else 1, min(math.ceil(letters / _WRAP_AT), _MOST_LINES)
    usual = [(number, share) for share in _SHRUNK for number in range(least, most + 1)]
    narrow = [(most + 1, share) for share in _SHRUNK] if most > 1 else []
    for number, share in [*usual, *narrow]:
        lines = broken(text, number)
        yield _Set(lines, min(size * share, within.width / max(widest(lines, 1.0), 1.0)))


def _held(box: Box, within: Box) -> Box:
    """Return a box moved into another one."""
    x = min(max(box.west, within.west), max(within.east - box.width, within.west)) - box.west
    y = min(max(box.top, within.top), max(within.bottom - box.height, within.top)) - box.top
    return Box(box.west + x, box.top + y, box.east + x, box.bottom + y)


def point_texts(
    places: Sequence[tuple[float, float, str]], taken: list[Box], within: Box, size: float, away: float, colour: str,
    lines: Any = None,
) -> list[Text]:  # fmt: skip
    """Return names beside points where they find room, rather not across ``lines``; else where they cover least."""
    found: list[Text] = []
    for x, y, text in places:
        wide, near = text_width(text, size), away * 0.6
        beside = ((x + away, y - size / 2), (x - away - wide, y - size / 2), (x - wide / 2, y - away - size),
                  (x - wide / 2, y + away), (x + near, y - near - size), (x + near, y + near),
                  (x - near - wide, y - near - size), (x - near - wide, y + near))  # fmt: skip
        boxes = [Box(west, top, west + wide, top + size) for west, top in beside]
        free = [box for box in boxes if _free(box, taken, within)]
        clear = [box for box in free if lines is None or not shapely.intersects(lines, _shape(box))]
        # A point without its name cannot be found in the register: it stands where it covers least.
        shown = [box for box in boxes if within.holds(box)]
        least = sorted(shown, key=lambda box: _covered(box, taken, within)[1])
        for box in [*clear, *free, *least][:1]:
            taken.append(box)
            found.append(Text(box.west, box.bottom - size * 0.14, text, size, colour=colour, halo=True))
    return found


def _shape(box: Box) -> Any:
    return shapely.box(box.west, box.top, box.east, box.bottom)


def _middles(area: Any, across: int) -> Points:
    """Return places for the middle of a name: the widest place of its area, then others within by their distance."""
    circle: Any = shapely.maximum_inscribed_circle(area, tolerance=np.array(0.5))
    widest = shapely.get_coordinates(circle)[0]
    west, south, east, north = area.bounds
    x, y = np.meshgrid(np.linspace(west, east, across + 2)[1:-1], np.linspace(south, north, across + 2)[1:-1])
    places = np.column_stack([x.ravel(), y.ravel()])
    places = places[shapely.contains_xy(area, places)]
    order = np.argsort(np.hypot(*(places - widest).T), kind="stable")
    return np.vstack([widest, places[order]])


def _spots(want: Wanted, middles: Points, way: _Set) -> tuple[list[Box], list[Box]]:
    """Return boxes for a name around places: those that lie in its area, those that do not."""
    half = way.half
    low, high = middles - half, middles + half
    shapely.prepare(want.area)
    inside = shapely.contains(want.area, shapely.box(*low.T, *high.T)).tolist()
    boxes = [Box(*corners) for corners in np.hstack([low, high]).tolist()]
    return (
        [box for box, fits in zip(boxes, inside, strict=True) if fits],
        [box for box, fits in zip(boxes, inside, strict=True) if not fits],
    )


def _free(box: Box, taken: Sequence[Box], within: Box) -> bool:
    return within.holds(box) and not any(box.meets(other) for other in taken)


def _covered(box: Box, taken: Sequence[Box], within: Box) -> tuple[bool, float]:
    """Return how bad a place is: outside the map worst, then by how much it covers."""
    shared = sum(
        max(min(box.east, o.east) - max(box.west, o.west), 0) * max(min(box.bottom, o.bottom) - max(box.top, o.top), 0)
        for o in taken
    )
    return not within.holds(box), shared
