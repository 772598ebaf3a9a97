"""The small map of a site as a drawing in millimetres: areas, lines, texts and dots that SVG and PNG draw alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.outlines import areal_parts
from natres.presenters.drawing import INK, Area, Dot, Mark, Points, Text
from natres.presenters.findings.texts import clipped
from natres.presenters.site.legend import Entry, legend
from natres.presenters.site.map_labels import Box, Wanted, placed
from natres.presenters.site.page import SitePage
from natres.presenters.site.sizes import HEIGHT, MAP_WIDTH, WIDTH

__all__ = ["Drawing", "MapMaterial", "draw_site"]

Shapes = NDArray[np.object_]

#: The site takes no more than this share of the map.
_ROOM = 0.6
_SCALES = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
#: Zone layers: colour, hatch, width of the outline.
_ZONES = {
    "ecological_red_line": ("#c8102e", "/", 0.5),
    "basic_farmland": ("#2e7d32", "\\", 0.35),
    "urban_boundary": ("#7b3fa0", "", 0.7),
}
_OTHER_ZONE = ("#555555", "-", 0.35)
_SITE, _PLOT, _WELL, _PARCEL, _BAD = "#e60012", "#0b6e3f", "#1148a8", "#8c8c8c", "#a8261b"
_PLAIN = "#e6e6e6"
#: Ground inside the site below this is no colour anyone sees.
_SEEN_M2 = 0.01
#: What must stay free of names: the arrow, and the bar of the scale.
_FREE: tuple[Box, ...] = ((MAP_WIDTH - 11.2, 0.0, MAP_WIDTH, 13.8), (0.0, HEIGHT - 11.0, 44.0, HEIGHT))


@dataclass(frozen=True, eq=False)
class Drawing:
    """A picture: its parts in the order they are drawn, and its scale."""

    parts: tuple[Mark, ...]
    scale: int
    title: str
    width: float = WIDTH
    height: float = HEIGHT


@dataclass(frozen=True, eq=False)
class MapMaterial:
    """What is drawn, all of it in the plane of one zone.

    Parameters
    ----------
    site : parts of the site
    names : what they are called
    parcels, classes : shapes around it with their land classes, row for row
    zones : by layer
    plots : forest plots
    wells : their numbers and places (easting, northing)
    """

    site: Shapes
    parcels: Shapes
    classes: Sequence[str]
    zones: Mapping[str, Shapes] = field(default_factory=dict[str, Any])
    plots: Shapes = field(default_factory=lambda: np.zeros(0, dtype=object))
    wells: Sequence[tuple[str, float, float]] = ()
    names: Sequence[str] = ()


def draw_site(page: SitePage, material: MapMaterial) -> Drawing:
    """Return the map of a site with its legend."""
    sheet, w = _Sheet.around(material.site), page.words
    ground, inside, around = _ground(page, sheet, material)
    parts: list[Mark] = [*ground]
    entries = [Entry(w["site.map_site"], "", _SITE, 0.9)]
    for name, shapes in material.zones.items():
        colour, hatch, width = _ZONES.get(name, _OTHER_ZONE)
        found = sheet.areas(shapes)
        parts += [Area(rings, "", colour, width, hatch) for rings in found]
        entries += [Entry(page.zone(name), "", colour, width, hatch)] if found else []
    plots = sheet.areas(material.plots)
    parts += [Area(rings, "", _PLOT, 0.35, ".", dash=True) for rings in plots]
    entries += [Entry(w["site.map_plots"], "", _PLOT, 0.35, ".")] if plots else []
    parts += [Area(rings, "", _SITE, 0.9) for rings in sheet.areas(material.site)]
    wells = _wells(sheet, material.wells)
    parts += [Dot(well.x, well.y, _WELL, rim="#ffffff") for well in wells]
    entries += [Entry(w["site.map_wells"], _WELL, dot=True)] if wells else []
    parts += placed([*_part_names(sheet, material), *wells], _FREE)
    frame = np.array([[0, 0], [MAP_WIDTH, 0], [MAP_WIDTH, HEIGHT], [0, HEIGHT], [0, 0]], dtype=float)
    parts.append(Area((frame,), "", INK, 0.35))
    parts += [*_north(w["site.north"]), *_scale_bar(sheet.scale, w["site.scale"])]
    entries += [_entry(page, code) for code in inside]
    beside, height = legend(entries, [_entry(page, code) for code in around], _foot(page))
    return Drawing((*parts, *beside), sheet.scale, w["site.title_map"], height=height)


def _ground(page: SitePage, sheet: "_Sheet", material: MapMaterial) -> tuple[list[Area], list[str], list[str]]:
    """Return the parcels of the map, the classes inside the site and those around it, each the largest first."""
    site, ground = shapely.union_all(material.site), list[Area]()
    inside, around = dict[str, float](), dict[str, float]()
    shapely.prepare(site)
    for shape, code in zip(material.parcels, material.classes, strict=True):
        clipped = sheet.clipped(shape)
        if clipped is None:
            continue
        key = page.scheme.at_level(code, 2)
        taken = clipped.intersection(site).area if site.intersects(clipped) else 0.0
        inside[key] = inside.get(key, 0.0) + taken
        around[key] = around.get(key, 0.0) + clipped.area - taken
        ground.append(Area(sheet.rings(clipped), _colour(page, code), _PARCEL, 0.1))
    first = sorted((key for key in inside if inside[key] > _SEEN_M2), key=lambda key: -inside[key])
    rest = sorted((key for key in around if key not in first), key=lambda key: -around[key])
    return ground, first, rest


def _entry(page: SitePage, code: str) -> Entry:
    return Entry(page.land_class(code), _colour(page, code), _PARCEL)


def _foot(page: SitePage) -> list[Text]:
    """Return what stands below the legend: the system, the year, and that the data are invented."""
    w = page.words
    said = [Text(0, 0, page.crs_words, 2.1), Text(0, 0, w["site.dated"].format(year=page.year or "—"), 2.1)]
    return [*said, *([Text(0, 0, w["report.invented"], 2.6, bold=True, colour=_BAD)] if page.invented else [])]


def _part_names(sheet: "_Sheet", material: MapMaterial) -> list[Wanted]:
    """Return the names of the parts where there are several, each in the middle of its own."""
    if len(material.site) < 2:
        return []
    middle = sheet.place(shapely.get_coordinates(shapely.point_on_surface(material.site)))
    named = zip(material.names, middle.tolist(), strict=False)
    return [Wanted(x, y, clipped(name, 20), 2.8, _SITE, centred=True) for name, (x, y) in named]


def _wells(sheet: "_Sheet", wells: Sequence[tuple[str, float, float]]) -> list[Wanted]:
    """Return the wells on the map with their numbers."""
    found: list[Wanted] = []
    for number, east, north in wells:
        x, y = (float(value) for value in sheet.place(np.array([[east, north]]))[0])
        if 0 < x < MAP_WIDTH and 0 < y < HEIGHT:
            found.append(Wanted(x, y, clipped(number, 20), 2.4, INK))
    return found


def _colour(page: SitePage, code: str) -> str:
    found = page.scheme.by_code.get(page.scheme.at_level(code, 2))
    return (found.colour if found else "") or _PLAIN


@dataclass(frozen=True)
class _Sheet:
    """Which ground the map shows: its upper left corner, and 1 : scale."""

    west: float
    north: float
    scale: int

    @classmethod
    def around(cls, site: Shapes) -> "_Sheet":
        west, south, east, north = (float(v) for v in shapely.total_bounds(site))
        need = max((east - west) / MAP_WIDTH, (north - south) / HEIGHT) * 1000 / _ROOM
        scale = _nice(need)
        x, y = (west + east) / 2 - MAP_WIDTH * scale / 2000, (south + north) / 2 + HEIGHT * scale / 2000
        return cls(x, y, scale)

    @property
    def box(self) -> Any:
        return shapely.box(
            self.west, self.north - HEIGHT * self.scale / 1000, self.west + MAP_WIDTH * self.scale / 1000, self.north
        )

    def place(self, points: Points) -> Points:
        return (points - np.array([self.west, self.north])) * np.array([1000.0, -1000.0]) / self.scale

    def clipped(self, shape: Any) -> Any:
        """Return what of a shape is on the sheet; None where nothing is."""
        if shape is None or not shapely.intersects(shapely.envelope(shape), self.box):
            return None
        whole = shape if shapely.is_valid(shape) else shapely.make_valid(shape)
        return areal_parts(shapely.intersection(whole, self.box))

    def rings(self, shape: Any) -> tuple[Points, ...]:
        lines = [line for part in shapely.get_parts(shape) for line in (part.exterior, *part.interiors)]
        return tuple(self.place(shapely.get_coordinates(line)) for line in lines)

    def areas(self, shapes: Shapes) -> list[tuple[Points, ...]]:
        found = (self.clipped(shape) for shape in shapes)
        return [self.rings(shape) for shape in found if shape is not None]


def _nice(need: float) -> int:
    """Return the next round scale, at least 1:500.

    >>> [_nice(need) for need in (120.0, 501.0, 2600.0, 81000.0)]
    [500, 600, 3000, 100000]
    """
    size = 100
    while True:
        for step in _SCALES:
            if step * size >= max(need, 500.0):
                return round(step * size)
        size *= 10


def _north(label: str) -> list[Area | Text]:
    x, y = MAP_WIDTH - 7.0, 5.5
    arrow = np.array([[x, y], [x + 2.2, y + 7], [x, y + 5.4], [x - 2.2, y + 7], [x, y]])
    back = np.array([[x - 4, 1.2], [x + 4, 1.2], [x + 4, 13.6], [x - 4, 13.6], [x - 4, 1.2]])
    return [Area((back,), "#ffffff"), Area((arrow,), INK), Text(x, 4.6, label, 2.8, "middle", bold=True)]


def _scale_bar(scale: int, words: str) -> list[Area | Text]:
    """Return a bar of two halves over a round length, with the scale beside it."""
    metres = next(s * 10**k for k in range(6, -1, -1) for s in (5, 2, 1) if s * 10**k * 1000 / scale <= 34)
    length = metres * 1000 / scale
    x, y = 4.0, HEIGHT - 4.5
    width = max(length, 24.0) + 8.0
    back = np.array([[1.2, y - 6.2], [1.2 + width, y - 6.2], [1.2 + width, y + 3.2], [1.2, y + 3.2], [1.2, y - 6.2]])
    halves = [
        np.array([[a, y], [a + length / 2, y], [a + length / 2, y + 1.2], [a, y + 1.2], [a, y]])
        for a in (x, x + length / 2)
    ]
    name = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres} m"
    return [
        Area((back,), "#ffffff"), Area((halves[0],), INK, INK, 0.2), Area((halves[1],), "#ffffff", INK, 0.2),
        Text(x, y - 0.9, "0", 2.2, "middle"), Text(x + length, y - 0.9, name, 2.2, "middle"),
        Text(x - 1.0, y - 3.4, words.format(scale=f"{scale:,}"), 2.3),
    ]  # fmt: skip
