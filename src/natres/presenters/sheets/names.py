"""Names on a map: each in its area, none over another, none over what stands in the map."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely

from natres.presenters.drawing import Text, text_width
from natres.presenters.sheets.layout import Box

__all__ = ["Wanted", "name_texts", "point_texts"]


class Wanted(NamedTuple):
    """A name and its area on paper, in millimetres."""

    text: str
    area: Any


def name_texts(
    wanted: Sequence[Wanted], taken: list[Box], within: Box, size: float, *, colour: str, bold: bool, must: bool
) -> list[Text]:  # fmt: skip
    """Return names in their areas, the largest area first; what they cover is added to ``taken``.

    Parameters
    ----------
    must : whether a name that finds no room is drawn all the same, where it covers least; else it is left out
    """
    found: list[Text] = []
    for want in sorted(wanted, key=lambda one: -one.area.area):
        for high in (size, size * 0.85, size * 0.72):
            spot = next((box for box in _spots(want, high) if _free(box, taken, within)), None)
            if spot is not None:
                break
        else:
            if not must:
                continue
            high = size * 0.72
            spot = min(_spots(want, high), key=lambda box: _covered(box, taken, within), default=None)
        if spot is None:
            continue
        taken.append(spot)
        base = spot.bottom - high * 0.22
        found.append(Text((spot.west + spot.east) / 2, base, want.text, high, "middle", bold, colour, halo=True))
    return found


def point_texts(
    places: Sequence[tuple[float, float, str]], taken: list[Box], within: Box, size: float, away: float, colour: str
) -> list[Text]:  # fmt: skip
    """Return names beside points where they find room: right, left, above, below."""
    found: list[Text] = []
    for x, y, text in places:
        wide = text_width(text, size)
        beside = ((x + away, y - size / 2), (x - away - wide, y - size / 2), (x - wide / 2, y - away - size),
                  (x - wide / 2, y + away))  # fmt: skip
        for west, top in beside:
            box = Box(west, top, west + wide, top + size)
            if _free(box, taken, within):
                taken.append(box)
                found.append(Text(west, box.bottom - size * 0.14, text, size, colour=colour, halo=True))
                break
    return found


def _spots(want: Wanted, size: float) -> Iterator[Box]:
    """Yield boxes for a name: at the widest place of its area first, then over a raster of places within it."""
    area = want.area
    if area.is_empty:
        return
    half = text_width(want.text, size) / 2
    circle: Any = shapely.maximum_inscribed_circle(area, tolerance=np.array(0.5))
    widest = shapely.get_coordinates(circle)[0]
    west, south, east, north = area.bounds
    across, down = np.meshgrid(np.linspace(west, east, 23)[1:-1], np.linspace(south, north, 23)[1:-1])
    places = np.column_stack([across.ravel(), down.ravel()])
    places = places[shapely.contains_xy(area, places)]
    order = np.argsort(np.hypot(*(places - widest).T), kind="stable")
    boxes = [Box(x - half, y - size * 0.62, x + half, y + size * 0.62) for x, y in [widest, *places[order]]]
    shapely.prepare(area)
    inside = [shapely.contains(area, shapely.box(b.west, b.top, b.east, b.bottom)) for b in boxes]
    yield from (box for box, fits in zip(boxes, inside, strict=True) if fits)
    yield from (box for box, fits in zip(boxes, inside, strict=True) if not fits)


def _free(box: Box, taken: Sequence[Box], within: Box) -> bool:
    return within.holds(box) and not any(box.meets(other) for other in taken)


def _covered(box: Box, taken: Sequence[Box], within: Box) -> tuple[bool, float]:
    """Return how bad a place is: outside the map worst, then by how much it covers."""
    shared = sum(
        max(min(box.east, o.east) - max(box.west, o.west), 0) * max(min(box.bottom, o.bottom) - max(box.top, o.top), 0)
        for o in taken
    )
    return not within.holds(box), shared
