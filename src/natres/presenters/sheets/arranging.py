"""Where legend and inset go: beside the map, below it, or into corners of it where no ground is covered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from natres.core.map_definition import ORIENTATIONS, SheetWish
from natres.labels import words
from natres.presenters.sheets.content import Content
from natres.presenters.sheets.furniture import arrow_room
from natres.presenters.sheets.ground import Ground, fitting_scale
from natres.presenters.sheets.inset import INSET_MM
from natres.presenters.sheets.layout import Box, Layout, laid_out
from natres.presenters.sheets.legend import Entry, Legend, legend_size
from natres.presenters.sheets.sheet import SheetMaterial

__all__ = ["Arrangement", "Bounds", "arranged"]

Bounds = tuple[float, float, float, float]

#: Legend and inset keep this far from the frame and from the ground, on A3.
_CLEAR_MM = 3.0
_NARROWEST_MM = 30.0
_SQUEEZES = (1.0, 0.92, 0.85, 0.78)


@dataclass(frozen=True, eq=False)
class Arrangement:
    """A sheet's layout with the boxes of legend and inset; ``inside`` tells that they stand within the map."""

    layout: Layout
    ground: Ground
    legend: Legend
    legend_box: Box
    inset_box: Box | None
    inside: bool


def arranged(material: SheetMaterial, content: Content, bounds: Bounds, wish: SheetWish) -> Arrangement:
    """Return the arrangement that shows the ground largest; of two alike, the one with the legend beside the map."""
    ways = (wish.orientation,) if wish.orientation else ORIENTATIONS
    found = [_beside(material, content, bounds, wish, way) for way in ways]
    found += [one for way in ways if (one := _within(material, content, bounds, wish, way))]
    return min(found, key=lambda one: (fitting_scale(bounds, one.layout.map), one.inside, _white(one, bounds)))


def _white(one: Arrangement, bounds: Bounds) -> float:
    """Return how much of the map lies around the ground."""
    covered = (bounds[2] - bounds[0]) * (bounds[3] - bounds[1]) * one.ground.mm**2
    return one.layout.map.width * one.layout.map.height - covered


def _beside(material: SheetMaterial, content: Content, bounds: Bounds, wish: SheetWish, way: str) -> Arrangement:
    """Return the sheet with legend and inset in a column at the right, or in a band below the map."""
    title, draft = words(material.language)["sheet.legend"], laid_out(wish.paper, way, 0.0)
    part, room = draft.part, (INSET_MM * draft.part if material.inset else 0.0)
    gap = 6 * part if material.inset else 0.0
    if way == "landscape":
        legend = _fitting(content.entries, title, part, draft.side.height - room - gap)
        layout = laid_out(wish.paper, way, max(legend.width, room, _NARROWEST_MM * part))
        side = layout.side
        inset = Box(side.west, side.bottom - room, side.west + room, side.bottom)
    else:
        bands = [_spread(content.entries, title, part * s, draft.side.width - room - gap, room) for s in _SQUEEZES]
        layouts = [laid_out(wish.paper, way, max(band.height, room)) for band in bands]
        # Set smaller only where a lower band shows the ground larger.
        scales = [fitting_scale(bounds, layout.map) for layout in layouts]
        best = scales.index(min(scales))
        legend, layout = bands[best], layouts[best]
        side = layout.side
        inset = Box(side.east - room, side.top, side.east, side.top + room)
    ground = Ground.around(bounds, layout.map, wish.scale)
    return Arrangement(layout, ground, legend, side, inset if material.inset else None, inside=False)


def _fitting(entries: Sequence[Entry], title: str, part: float, height: float) -> Legend:
    """Return the legend that fits a height: smaller first, then in several columns."""
    sizes = [(columns, squeeze) for columns in (1, 2, 3) for squeeze in _SQUEEZES]
    tries = (legend_size(entries, title, part, columns=columns, squeeze=squeeze) for columns, squeeze in sizes)
    found = list(tries)
    return next((legend for legend in found if legend.height <= height), found[-1])


def _spread(entries: Sequence[Entry], title: str, part: float, width: float, room: float) -> Legend:
    """Return the legend that makes a band of a width lowest; of those alike one that keeps its groups whole.

    Parameters
    ----------
    room : height of the band in any case
    """
    found = [legend_size(entries, title, part, columns=columns) for columns in range(min(6, len(entries)), 0, -1)]
    fits = [legend for legend in found if legend.width <= width] or found[-1:]
    return min(fits, key=lambda legend: (max(legend.height, room), legend.splits, legend.height))


def _within(
    material: SheetMaterial, content: Content, bounds: Bounds, wish: SheetWish, way: str
) -> Arrangement | None:  # fmt: skip
    """Return the sheet with legend and inset in corners of the map; None where they would cover ground."""
    layout = laid_out(wish.paper, way, 0.0, banded=False)
    ground, part = Ground.around(bounds, layout.map, wish.scale), layout.part
    covers = _Covered.of(content, ground)
    arrow = arrow_room(layout.map, part)
    title, clear = words(material.language)["sheet.legend"], _CLEAR_MM * part
    for columns, squeeze in ((1, 1.0), (2, 1.0), (1, 0.88), (3, 1.0), (2, 0.88), (3, 0.88), (4, 0.88)):
        legend = legend_size(content.entries, title, part, columns=columns, squeeze=squeeze)
        for box in _corners(layout.map, legend.width, legend.height, clear):
            if covers.any(box.grown(clear)) or box.grown(clear).meets(arrow):
                continue
            if not material.inset:
                return Arrangement(layout, ground, legend, box, None, inside=True)
            for share in (1.0, 0.85, 0.7):
                side = INSET_MM * part * share
                for spot in _corners(layout.map, side, side, clear, below=arrow.height):
                    free = not (covers.any(spot) or spot.meets(box.grown(clear)) or spot.meets(arrow))
                    if free:
                        return Arrangement(layout, ground, legend, box, spot, inside=True)
    return None


def _corners(box: Box, width: float, height: float, clear: float, below: float = 0.0) -> Iterator[Box]:
    """Yield boxes of a size in the corners of another; in the upper right also below the arrow."""
    if width + 2 * clear > box.width or height + 2 * clear > box.height:
        return
    west, east = box.west + clear, box.east - clear - width
    top, bottom = box.top + clear, box.bottom - clear - height
    places = [(west, bottom), (east, bottom), (west, top), (east, top), (east, box.top + below + clear)]
    yield from (Box(x, y, x + width, y + height) for x, y in places)


@dataclass(frozen=True, eq=False)
class _Covered:
    """Whether something is drawn in a box."""

    tree: Any
    ground: Ground

    @classmethod
    def of(cls, content: Content, ground: Ground) -> "_Covered":
        return cls(shapely.STRtree(content.shapes), ground)

    def any(self, box: Box) -> bool:
        """Whether ground that is drawn lies within a box on paper."""
        west = self.ground.west + (box.west - self.ground.box.west) / self.ground.mm
        north = self.ground.north - (box.top - self.ground.box.top) / self.ground.mm
        east, south = west + box.width / self.ground.mm, north - box.height / self.ground.mm
        return len(self.tree.query(shapely.box(west, south, east, north), predicate="intersects")) > 0
