"""What a sheet draws of a map page: areas to be painted, lines, dots and names, and the entries of its legend."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.crs import lon_lat_shapes_to_zone, lon_lat_to_zone
from natres.core.outlines import union_of
from natres.labels import words
from natres.presenters.sheets.legend import Entry
from natres.presenters.sheets.painting import Painted
from natres.presenters.sheets.sheet import SheetMaterial
from natres.presenters.table import MOVED
from natres.presenters.web import AreaLayer, BoundaryLayer, Category, PointLayer, text_in

__all__ = ["Content", "Line", "Points", "content_of"]

_GREY = "#d9d9d9"
#: Screen pixels to millimetres on an A3 sheet.
_MM_PER_PIXEL = 0.3
#: How administrative lines are drawn: the limit of all, limits of towns, limits of villages.
_LIMIT, _TOWN, _VILLAGE = (0.7, (4.0, 0.9, 0.7, 0.9)), (0.35, (2.4, 0.7, 0.4, 0.7)), (0.15, ())
_INK = "#2b2b2b"


#: So much ground is shown around places that stand alone, in metres.
_AROUND_PLACES_M = 1000.0


@dataclass(frozen=True, eq=False)
class Line:
    """Lines of one kind, in metres, with their pen in millimetres; ``casing`` draws a light band below."""

    shapes: NDArray[np.object_]
    colour: str
    width: float
    dash: tuple[float, ...] = ()
    casing: bool = False


@dataclass(frozen=True, eq=False)
class Points:
    """Dots of a layer: places in metres, a colour and a name each."""

    places: NDArray[np.float64]
    colours: Sequence[str]
    names: Sequence[str]


@dataclass(frozen=True, eq=False)
class Content:
    """All a sheet shows within its map, and what its legend lists."""

    areas: tuple[Painted, ...]
    lines: tuple[Line, ...]
    points: tuple[Points, ...]
    names: tuple[tuple[str, Any], ...]
    entries: tuple[Entry, ...]
    codes: tuple[tuple[str, Any], ...] = ()

    @property
    def shapes(self) -> NDArray[np.object_]:
        """All areas and lines that are drawn; where there are none, the ground around the places."""
        parts = [part.shapes for part in (*self.areas, *self.lines)]
        places = [np.asarray(shapely.points(part.places), dtype=object) for part in self.points]
        return np.concatenate(parts or [np.asarray(shapely.buffer(each, _AROUND_PLACES_M)) for each in places])


def content_of(material: SheetMaterial) -> Content:
    """Return what a sheet draws of a page, in the order of its layers."""
    areas, lines, points = list[Painted](), list[Line](), list[Points]()
    names, entries, below = list[tuple[str, Any]](), list[Entry](), list[Entry]()
    codes: tuple[tuple[str, Any], ...] = ()
    for layer in material.page.layers:
        if isinstance(layer, AreaLayer):
            areas.append(_painted(layer, material))
            (entries if layer.key == material.subject else below).extend(_area_entries(layer, material))
            codes = _codes(layer, material) if material.codes and layer.key == material.subject else codes
        elif isinstance(layer, PointLayer):
            points.append(_points(layer, material))
            entries += _point_entries(layer, material)
        else:
            found, said = _boundary(layer, material)
            lines += found
            below += said
            if layer.key == "towns":
                names = _town_names(layer, material)
                areas.insert(0, _white(layer, material))
    if material.focus is not None:
        areas.append(_veil(material))
    facts = [Entry(label, note, "alert" if alert else "", "fact") for label, note, alert in material.facts]
    return Content(tuple(areas), tuple(lines), tuple(points), tuple(names), (*facts, *entries, *below), codes)


def _painted(layer: AreaLayer, material: SheetMaterial) -> Painted:
    colouring = layer.colourings[0]
    subject = layer.key == material.subject
    hatches = [material.hatches.get(c.key, "") if subject else "" for c in colouring.categories]
    outline = (layer.outline or "#6a6a6a") if subject else ""
    # What a definition switches off is not drawn, as on the page when it opens.
    off = [n for n, category in enumerate(colouring.categories) if not category.shown]
    seen = ~np.isin(colouring.index, off)
    colours = [category.colour for category in colouring.categories]
    return Painted(layer.geometry[seen], colouring.index[seen], colours, hatches, outline)


def _white(layer: BoundaryLayer, material: SheetMaterial) -> Painted:
    """Return the ground of all towns as white below everything, which sets it off from the ground around."""
    shapes = lon_lat_shapes_to_zone(layer.geometry, material.zone)
    return Painted(shapes, np.zeros(len(shapes), dtype=int), ["#ffffff"], outline="")


def _veil(material: SheetMaterial) -> Painted:
    """Return all ground but the focus, to be drawn pale."""
    focus = material.focus
    far = max(focus.bounds[2] - focus.bounds[0], focus.bounds[3] - focus.bounds[1]) * 3
    around = shapely.difference(shapely.box(*shapely.buffer(focus, far).bounds), focus)
    return Painted(np.array([around], dtype=object), np.zeros(1, dtype=int), ["#f7f8f6"], outline="", alpha=0.68)


def _present(layer: AreaLayer | PointLayer, material: SheetMaterial) -> list[Category]:
    """Return the categories that something in the focus has, in their order; without a focus that anything has."""
    colouring = layer.colourings[0]
    index = colouring.index
    if isinstance(layer, AreaLayer):
        index = index[_in_focus(layer, material)]
    elif material.focus is not None:
        places = _placed(layer, material)
        index = index[np.isfinite(places).all(axis=1) & shapely.contains_xy(material.focus, places)]
    counts = np.bincount(index[index >= 0], minlength=len(colouring.categories))
    named = zip(colouring.categories, counts.tolist(), strict=True)
    return [category for category, count in named if count and category.shown]


def _area_entries(layer: AreaLayer, material: SheetMaterial) -> list[Entry]:
    colouring, subject = layer.colourings[0], layer.key == material.subject
    found = [
        (category, Entry(hatch=material.hatches.get(category.key, "") if subject else "", label=""))
        for category in _present(layer, material)
    ]
    return _worded(text_in(colouring.title, material.language), found, material, subject=subject)


def _point_entries(layer: PointLayer, material: SheetMaterial) -> list[Entry]:
    found = [(category, Entry("", kind="dot")) for category in _present(layer, material)]
    if not found:
        return []
    head, *rows = _worded(text_in(layer.title, material.language), found, material)
    return [replace(head, note=head.note or words(material.language)["sheet.count"]), *rows]


def _worded(
    title: str, found: Sequence[tuple[Category, Entry]], material: SheetMaterial, *, subject: bool = False
) -> list[Entry]:  # fmt: skip
    """Return entries with their words and numbers; the unit that most numbers have stands once, above them."""
    language, figures = material.language, material.figures
    if figures is not None and subject:
        notes = [f"{figures.by_key.get(category.key, '—')} {figures.unit}" for category, _ in found]
    elif material.focus is not None:  # numbers of the whole would be read as those of the part
        notes = [""] * len(found)
    else:
        notes = [text_in(category.note, language) for category, _ in found]
    # The star of a number that closing moved is explained below the tables; a legend has no room for it.
    split = [(number, unit) for number, _, unit in (note.rpartition(" ") for note in notes)]
    shared, times = Counter(unit for _, unit in split).most_common(1)[0] if split else ("", 0)
    shared = shared if times * 2 > len(split) and all(number for number, _ in split) else ""
    said = [_beside(note, shared) for note in notes]
    rows = [
        replace(entry, label=text_in(category.label, language), note=note, colour=category.colour)
        for (category, entry), note in zip(found, said, strict=True)
    ]
    finer = material.finer if subject and shared and material.focus is None else {}
    listed: list[Entry] = []
    for (category, _), row in zip(found, rows, strict=True):
        below = finer.get(category.key, ())
        listed += [row, *(Entry(label, _beside(note, shared), kind="part") for label, note in below)]
    return [Entry(title, shared, kind="head"), *listed]


def _beside(note: str, shared: str) -> str:
    """Return a number as it stands in its row: without the unit that stands above all, without its star.

    >>> _beside("12.34* ha", "ha"), _beside("20.38 m2", "ha"), _beside("22", "")
    ('12.34', '20.38 m2', '22')
    """
    number, _, unit = note.rpartition(" ")
    return number.removesuffix(MOVED) if shared and unit == shared else note.replace(f"{MOVED} ", " ")


def _points(layer: PointLayer, material: SheetMaterial) -> Points:
    places = _placed(layer, material)
    off = [n for n, category in enumerate(layer.colourings[0].categories) if not category.shown]
    there = np.isfinite(places).all(axis=1) & ~np.isin(layer.colourings[0].index, off)
    colouring = layer.colourings[0]
    colours = [colouring.categories[n].colour if n >= 0 else _GREY for n in colouring.index[there].tolist()]
    # Wells have short numbers; names of ledger entries are too long to stand on a map.
    texts = next((c for c in layer.columns if getattr(c, "search", False)), None) if layer.key == "wells" else None
    names = [str(texts.values[n]) if texts else "" for n in np.flatnonzero(there).tolist()]
    return Points(places[there], colours, names)


def _placed(layer: PointLayer, material: SheetMaterial) -> NDArray[np.float64]:
    """Return places in metres; one that is not known stays so."""
    degrees = np.column_stack([np.asarray(layer.lon, dtype=float), np.asarray(layer.lat, dtype=float)])
    there, found = np.isfinite(degrees).all(axis=1), np.full_like(degrees, np.nan)
    found[there] = lon_lat_to_zone(degrees[there], material.zone)
    return found


def _boundary(layer: BoundaryLayer, material: SheetMaterial) -> tuple[list[Line], list[Entry]]:
    shapes = lon_lat_shapes_to_zone(layer.geometry, material.zone)
    title = text_in(layer.title, material.language)
    if layer.key == "villages":
        width, dash = _VILLAGE
        entry = Entry(title, "", "#777777", "line", width=width)
        return [Line(shapely.boundary(shapes), "#777777", width, dash)], [entry]
    if layer.key == "towns":
        return _town_lines(shapes, title, words(material.language)["sheet.limit"])
    width, dash = layer.weight * _MM_PER_PIXEL, tuple(step * _MM_PER_PIXEL for step in layer.dash)
    outlines = np.array([s if "Line" in s.geom_type else s.boundary for s in shapes], dtype=object)
    colour = layer.colour or _INK
    return [Line(outlines, colour, width, dash)], [Entry(title, "", colour, "line", "", width, dash)]


def _town_lines(shapes: NDArray[np.object_], title: str, limit_title: str) -> tuple[list[Line], list[Entry]]:
    """Return the limits of towns once each, and the limit of all of them."""
    limit = shapely.boundary(union_of(shapes))
    between = shapely.line_merge(shapely.difference(shapely.union_all(shapely.boundary(shapes)), limit.buffer(0.5)))
    (wide, dashes), (thin, dots) = _LIMIT, _TOWN
    inner = Line(np.array([between], dtype=object), _INK, thin, dots, casing=True)
    outer = Line(np.array([limit], dtype=object), _INK, wide, dashes, casing=True)
    said = [(limit_title, wide, dashes), (title, thin, dots)]
    return [inner, outer], [Entry(text, "", _INK, "line", "", width, dash) for text, width, dash in said]


def _town_names(layer: BoundaryLayer, material: SheetMaterial) -> list[tuple[str, Any]]:
    shapes = lon_lat_shapes_to_zone(layer.geometry, material.zone)
    codes = layer.codes or [""] * len(shapes)
    names = [text_in(label, material.language) for label in layer.labels]
    said = [material.town_words.get(code, name) for code, name in zip(codes, names, strict=True)]
    return [(text, shape) for text, shape in zip(said, shapes, strict=True) if text]


def _codes(layer: AreaLayer, material: SheetMaterial) -> tuple[tuple[str, Any], ...]:
    """Return the class code of every parcel in the focus, for those that will have room for it."""
    keys = [category.key for category in layer.colourings[0].categories]
    return tuple(
        (keys[n], shape)
        for n, shape, seen in zip(
            layer.colourings[0].index.tolist(), layer.geometry, _in_focus(layer, material), strict=True
        )
        if n >= 0 and seen
    )


def _in_focus(layer: AreaLayer, material: SheetMaterial) -> NDArray[np.bool_]:
    """Return per area whether it lies in the focus of the sheet."""
    if material.focus is None:
        return np.ones(len(layer.geometry), dtype=bool)
    shapely.prepare(material.focus)
    return shapely.contains(material.focus, shapely.point_on_surface(layer.geometry))
