"""The small map of a site as a drawing in millimetres: areas, lines, texts and dots that SVG and PNG draw alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.outlines import areal_parts
from natres.presenters.site.page import SitePage

__all__ = ["Area", "Dot", "Drawing", "MapMaterial", "Stroke", "Text", "draw_site"]

Points = NDArray[np.float64]
Shapes = NDArray[np.object_]
Box = tuple[float, float, float, float]

#: Size of the picture, of the map in it, and where the legend begins, in millimetres.
WIDTH, HEIGHT, MAP_WIDTH, LEGEND = 174.0, 74.0, 122.0, 126.0
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
_SITE, _PLOT, _WELL, _INK, _PARCEL = "#e60012", "#0b6e3f", "#1148a8", "#1c2a31", "#8c8c8c"
_PLAIN = "#e6e6e6"
_CLASSES = 8


@dataclass(frozen=True, eq=False)
class Area:
    """A filled or hatched area; ``rings`` are closed, holes among them, in millimetres from the upper left."""

    rings: tuple[Points, ...]
    fill: str = ""
    stroke: str = ""
    width: float = 0.1
    hatch: str = ""
    dash: bool = False


@dataclass(frozen=True, eq=False)
class Stroke:
    """An open line."""

    points: Points
    colour: str
    width: float


@dataclass(frozen=True)
class Text:
    """A text; ``size`` in millimetres, ``anchor`` start, middle or end; one with ``halo`` has a white border."""

    x: float
    y: float
    text: str
    size: float = 2.6
    anchor: str = "start"
    bold: bool = False
    colour: str = _INK
    halo: bool = False


@dataclass(frozen=True)
class Dot:
    """A round mark."""

    x: float
    y: float
    colour: str
    radius: float = 1.0


@dataclass(frozen=True, eq=False)
class Drawing:
    """A picture: its parts in the order they are drawn, and its scale."""

    parts: tuple[Area | Stroke | Text | Dot, ...]
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


def draw_site(page: SitePage, material: MapMaterial) -> Drawing:
    """Return the map of a site with its legend."""
    sheet = _Sheet.around(material.site)
    w = page.words
    parts: list[Area | Stroke | Text | Dot] = []
    seen: dict[str, float] = {}
    for shape, code in zip(material.parcels, material.classes, strict=True):
        clipped = sheet.clipped(shape)
        if clipped is not None:
            seen[code] = seen.get(code, 0.0) + clipped.area
            parts.append(Area(sheet.rings(clipped), _colour(page, code), _PARCEL, 0.1))
    drawn: set[str] = set()
    for name, shapes in material.zones.items():
        colour, hatch, width = _ZONES.get(name, _OTHER_ZONE)
        found = sheet.areas(shapes)
        parts += [Area(rings, "", colour, width, hatch) for rings in found]
        drawn |= {name} if found else set()
    plots = sheet.areas(material.plots)
    parts += [Area(rings, "", _PLOT, 0.35, ".", dash=True) for rings in plots]
    parts += [Area(rings, "", _SITE, 0.9) for rings in sheet.areas(material.site)]
    wells = _wells(sheet, material.wells)
    drawn |= ({_PLOT} if plots else set()) | ({_WELL} if wells else set())
    parts += wells
    frame = np.array([[0, 0], [MAP_WIDTH, 0], [MAP_WIDTH, HEIGHT], [0, HEIGHT], [0, 0]], dtype=float)
    parts.append(Area((frame,), "", _INK, 0.35))
    parts += [*_north(w["site.north"]), *_scale_bar(sheet.scale, w["site.scale"])]
    parts += _legend(page, material, seen, drawn, w["report.invented"] if page.invented else "")
    return Drawing(tuple(parts), sheet.scale, w["site.title_map"])


def _wells(sheet: "_Sheet", wells: Sequence[tuple[str, float, float]]) -> list[Dot | Text]:
    """Return the wells on the map with their numbers, to the left of those near its right edge."""
    parts: list[Dot | Text] = []
    for number, east, north in wells:
        x, y = (float(value) for value in sheet.place(np.array([[east, north]]))[0])
        if 0 < x < MAP_WIDTH and 0 < y < HEIGHT:
            left = x > MAP_WIDTH - 16
            where = (x - 1.5, "end") if left else (x + 1.5, "start")
            parts += [Dot(x, y, _WELL), Text(where[0], y + 0.9, _short(number, 10), 2.4, where[1], halo=True)]
    return parts


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
    return [Area((back,), "#ffffff"), Area((arrow,), _INK), Text(x, 4.6, label, 2.8, "middle", bold=True)]


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
        Area((back,), "#ffffff"), Area((halves[0],), _INK, _INK, 0.2), Area((halves[1],), "#ffffff", _INK, 0.2),
        Text(x, y - 0.9, "0", 2.2, "middle"), Text(x + length, y - 0.9, name, 2.2, "middle"),
        Text(x - 1.0, y - 3.4, words.format(scale=f"{scale:,}"), 2.3),
    ]  # fmt: skip


def _legend(
    page: SitePage, material: MapMaterial, seen: Mapping[str, float], drawn: set[str], mark: str
) -> list[Area | Text | Dot]:
    """Return the legend: the site, what is drawn of zones, plots and wells, classes by area; system and date below."""
    w, parts, y = page.words, list[Area | Text | Dot](), 1.5
    entries: list[tuple[Area | Dot, str]] = [(_swatch(y, "", _SITE, 0.9), w["site.map_site"])]
    for name in [name for name in material.zones if name in drawn]:
        colour, hatch, width = _ZONES.get(name, _OTHER_ZONE)
        entries.append((_swatch(0, "", colour, width, hatch), page.zone(name)))
    if _PLOT in drawn:
        entries.append((_swatch(0, "", _PLOT, 0.35, "."), w["site.map_plots"]))
    if _WELL in drawn:
        entries.append((Dot(LEGEND + 3, 1.4, _WELL), w["site.map_wells"]))
    by_class: dict[str, float] = {}
    for code, area in seen.items():
        key = page.scheme.at_level(code, 2)
        by_class[key] = by_class.get(key, 0.0) + area
    ranked = sorted(by_class, key=lambda code: -by_class[code])
    for code in ranked[:_CLASSES]:
        entries.append((_swatch(0, _colour(page, code), _PARCEL, 0.15), page.land_class(code)))
    for symbol, label in entries:
        parts += [_moved(symbol, y), Text(LEGEND + 8, y + 2.3, _short(label), 2.5)]
        y += 4.3
    foot = [page.crs_words, w["site.dated"].format(year=page.year or "—"), *([mark] if mark else [])]
    return parts + [Text(LEGEND, HEIGHT - 1.0 - 3.2 * n, text, 2.1) for n, text in enumerate(reversed(foot))]


def _swatch(y: float, fill: str, stroke: str, width: float, hatch: str = "") -> Area:
    box = np.array([[0, 0], [6, 0], [6, 2.9], [0, 2.9], [0, 0]]) + np.array([LEGEND, y])
    return Area((box,), fill, stroke, width, hatch)


def _moved(symbol: Area | Dot, y: float) -> Area | Dot:
    if isinstance(symbol, Dot):
        return Dot(symbol.x, y + symbol.y, symbol.colour, symbol.radius)
    top = float(symbol.rings[0][:, 1].min())
    rings = tuple(ring + np.array([0.0, y - top]) for ring in symbol.rings)
    return Area(rings, symbol.fill, symbol.stroke, symbol.width, symbol.hatch)


def _short(text: str, most: int = 17) -> str:
    wide = sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)
    if wide <= 2 * most:
        return text
    kept, room = "", 2 * most - 1
    for letter in text:
        room -= 2 if ord(letter) > 0x2E80 else 1
        if room < 0:
            break
        kept += letter
    return f"{kept}…"
