"""Names on a map: each in its area, none over another, none over what stands in the map."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely

from natres.presenters.drawing import Points, Text, text_width
from natres.presenters.sheets.layout import Box

__all__ = ["Wanted", "name_texts", "point_texts"]

#: How far a name may shrink to find room.
_SHRUNK = (1.0, 0.85, 0.72)

#: How fine the raster of places is that are tried for a name: one that must stand, and one that may be left out.
_MOST, _FEW = 21, 6


class Wanted(NamedTuple):
    """A name and its area on paper, in millimetres."""

    text: str
    area: Any


def name_texts(
    wanted: Sequence[Wanted], taken: list[Box], within: Box, size: float, *, colour: str, bold: bool, must: bool
) -> list[Text]:  # fmt: skip
    """Return names in their areas, the largest area first; what they cover is added to ``taken``.

    A name rather becomes smaller than to reach over the border of its area.

    Parameters
    ----------
    must : whether a name without room in its area is drawn all the same, where it covers least; else it is left out
    """
    found: list[Text] = []
    for want in sorted(wanted, key=lambda one: -one.area.area):
        spot = _place(want, taken, within, size, must=must)
        if spot is None:
            continue
        high, box = spot
        taken.append(box)
        base = box.bottom - high * 0.22
        found.append(Text((box.west + box.east) / 2, base, want.text, high, "middle", bold, colour, halo=True))
    return found


def _place(want: Wanted, taken: Sequence[Box], within: Box, size: float, *, must: bool) -> tuple[float, Box] | None:
    """Return how high a name is set and its box; None where it has no room and need not have any."""
    if want.area.is_empty:
        return None
    middles, left_over = _middles(want.area, _MOST if must else _FEW), list[tuple[float, list[Box]]]()
    for high in (size * share for share in _SHRUNK):
        inside, over = _spots(want, middles, high)
        free = next((box for box in inside if _free(box, taken, within)), None)
        if free is not None:
            return high, free
        left_over.append((high, over))
    if not must:
        return None
    for high, over in left_over:
        free = next((box for box in over if _free(box, taken, within)), None)
        if free is not None:
            return high, free
    high = size * _SHRUNK[-1]
    every = [box for boxes in _spots(want, middles, high) for box in boxes]
    return high, min(every, key=lambda box: _covered(box, taken, within))


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


def _spots(want: Wanted, middles: Points, size: float) -> tuple[list[Box], list[Box]]:
    """Return boxes for a name around places: those that lie in its area, those that do not."""
    half = np.array([text_width(want.text, size) / 2, size * 0.62])
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
