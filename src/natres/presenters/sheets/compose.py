"""From a map page to a sheet of paper: one readable page that puts every part in its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import shapely

from natres.core.map_definition import SheetWish
from natres.errors import BadUsage
from natres.labels import words
from natres.presenters.drawing import INK, Canvas, Dot, Image, Mark, Points, Stroke, Text, text_width
from natres.presenters.sheets.arranging import Arrangement, Bounds, arranged
from natres.presenters.sheets.content import Content, content_of
from natres.presenters.sheets.furniture import bar_mm, blank, filled_lines, north_arrow, ruled, scale_bar
from natres.presenters.sheets.grid import grid_marks
from natres.presenters.sheets.ground import Ground, fitting_scale
from natres.presenters.sheets.heading import head_marks
from natres.presenters.sheets.inset import inset_marks
from natres.presenters.sheets.layout import Box, Layout
from natres.presenters.sheets.legend import legend_marks
from natres.presenters.sheets.names import Wanted, name_texts, point_texts
from natres.presenters.sheets.painting import paint
from natres.presenters.sheets.sheet import SheetMaterial
from natres.presenters.sheets.wrapping import broken

__all__ = ["Sheet", "compose_sheet"]

#: Per kind of line its runs on paper.
Runs: TypeAlias = Sequence[Sequence[Points]]

_SOFT = "#4a565c"
#: The ground around the subject.
_AROUND = "#f7f8f6"
#: A class code is shown in parcels of at least this on paper.
_CODE_MM2 = 30.0
_MOST_POINT_NAMES = 150
#: Notes and sources below a map have room for so many lines.
_FOOT_LINES = 3
#: A part of a town bears its name too where it is so large beside the largest part, and so far from it on A3.
_LARGE, _AWAY_MM = 0.2, 2.0


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet, ready to be drawn, with where its ground lies on paper."""

    canvas: Canvas
    ground: Ground
    layout: Layout


def compose_sheet(material: SheetMaterial, wish: SheetWish) -> Sheet:
    """Return a map page laid out on paper, to true scale.

    Raises
    ------
    BadUsage : ``SCALE_TOO_LARGE`` where the subject does not fit the paper at the scale wished
    """
    content = content_of(material)
    bounds = _bounds(material, content)
    plan = arranged(material, content, bounds, wish)
    layout, ground = plan.layout, plan.ground
    least = fitting_scale(bounds, layout.map)
    if wish.scale and wish.scale < least:
        raise BadUsage("SCALE_TOO_LARGE", value=wish.scale, least=least, paper=wish.paper)
    arrow, room = north_arrow(layout.map, layout.part, words(material.language)["sheet.north"])
    taken = [room, *([plan.legend_box, plan.inset_box] if plan.inside else [])]
    runs = [[run for shape in line.shapes for run in ground.lines(shape)] for line in content.lines]
    marks: list[Mark] = [
        _painted(content, ground),
        *_lines(content, runs, layout.part),
        *grid_marks(ground, layout.part, (layout.frame.width - layout.map.width) / 2),
        *_dots(content, ground, layout.part),
        *_names(content, ground, layout.part, [box for box in taken if box], runs),
        *arrow,
        ruled(layout.map, INK, 0.15),
        ruled(layout.frame, INK, 0.7 * layout.part),
        *head_marks(material, layout),
        *_legend(material, plan),
        *_foot(material, layout, ground),
    ]
    return Sheet(Canvas(layout.width, layout.height, tuple(marks), material.title, material.language), ground, layout)


def _bounds(material: SheetMaterial, content: Content) -> Bounds:
    """Return the ground to be shown: that of the focus, else all that is drawn."""
    if material.focus is not None:
        return shapely.bounds(material.focus).tolist()
    return shapely.total_bounds(content.shapes).tolist()


def _painted(content: Content, ground: Ground) -> Image:
    box = ground.box
    picture = paint(content.areas, ground.west, ground.north, ground.scale, (box.width, box.height), _AROUND)
    return Image(box.west, box.top, picture.width_mm, picture.height_mm, picture.pixels)


def _lines(content: Content, runs: Runs, part: float) -> list[Mark]:
    marks: list[Mark] = []
    for line, found in zip(content.lines, runs, strict=True):
        if line.casing:
            marks += [Stroke(run, "#ffffffb0", (line.width + 0.9) * part) for run in found]
        dash = tuple(step * part for step in line.dash)
        marks += [Stroke(run, line.colour, line.width * part, dash) for run in found]
    return marks


def _dots(content: Content, ground: Ground, part: float) -> list[Mark]:
    marks: list[Mark] = []
    for points in content.points:
        for (x, y), colour in zip(ground.on_paper(points.places), points.colours, strict=True):
            if ground.box.holds(Box(x, y, x, y)):
                marks.append(Dot(float(x), float(y), colour, 1.15 * part, "#ffffff"))
    return marks


def _names(content: Content, ground: Ground, part: float, taken: Sequence[Box], runs: Runs) -> list[Mark]:
    """Return names of towns, then of points, then class codes, each where there is room."""
    within = ground.box.grown(-0.8)
    spots = [tuple(map(float, spot)) for points in content.points for spot in ground.on_paper(points.places)]
    # A name of a town keeps clear of dots where it can; the dots' own names come after.
    dots = [Box(x - 1.2 * part, y - 1.2 * part, x + 1.2 * part, y + 1.2 * part) for x, y in spots]
    busy = [*taken, *dots]
    found: list[Mark] = []
    for wanted, must in zip(_wanted(content, ground, part), (True, False), strict=True):
        found += name_texts(wanted, busy, within, 3.9 * part, colour="#10181d", bold=True, must=must)
    names = [name for points in content.points for name in points.names]
    if 0 < len(names) <= _MOST_POINT_NAMES:
        places = [(x, y, name) for (x, y), name in zip(spots, names, strict=True) if name]
        found += point_texts(places, busy, within, 1.9 * part, 1.5 * part, "#2a3a42", _limits(runs))
    return [*found, *_codes(content, ground, busy, within, part)]


def _wanted(content: Content, ground: Ground, part: float) -> tuple[list[Wanted], list[Wanted]]:
    """Return each town with its name, then the other large parts of those that lie in several places."""
    first, others = list[Wanted](), list[Wanted]()
    for name, shape in content.names:
        area = _paper(shape, ground)
        if area.is_empty:
            continue
        pieces = sorted((p for p in shapely.get_parts(area) if p.geom_type == "Polygon"), key=lambda p: -p.area)
        named = pieces[:1]
        for piece in pieces[1:]:
            large = piece.area >= _LARGE * pieces[0].area
            if large and min(shapely.distance(piece, named)) >= _AWAY_MM * part:
                named.append(piece)
        first.append(Wanted(name, named[0] if len(named) > 1 else area))
        others += [Wanted(name, piece) for piece in named[1:]]
    return first, others


def _limits(runs: Runs) -> Any:
    """Return the lines of the map on paper as one shape."""
    return shapely.MultiLineString([run for found in runs for run in found if len(run) > 1])


def _codes(content: Content, ground: Ground, busy: list[Box], within: Box, part: float) -> list[Text]:
    least = _CODE_MM2 / ground.mm**2
    shown = [(code, shape) for code, shape in content.codes if shape is not None and shape.area >= least]
    shown = [(code, shape) for code, shape in shown if shape.intersects(ground.shown)]
    wanted = [Wanted(code, _paper(shape, ground)) for code, shape in shown]
    wanted = [one for one in wanted if not one.area.is_empty]
    return name_texts(wanted, busy, within, 1.9 * part, colour="#3a3a3a", bold=False, must=False)


def _paper(shape: Any, ground: Ground) -> Any:
    """Return the part of an area within the map, on paper."""
    seen = shapely.intersection(shapely.simplify(shape, 0.1 / ground.mm), ground.shown)
    return shapely.transform(seen, ground.on_paper)


def _legend(material: SheetMaterial, plan: Arrangement) -> list[Mark]:
    part = plan.layout.part
    marks = legend_marks(plan.legend, plan.legend_box)
    if plan.inside:
        marks = [blank(plan.legend_box.grown(1.6 * part)), *marks]
    if material.inset and plan.inset_box:
        under = [blank(plan.inset_box.grown(0.8 * part))] if plan.inside else []
        marks += [*under, *inset_marks(material.inset, plan.inset_box, part)]
    return marks


def _foot(material: SheetMaterial, layout: Layout, ground: Ground) -> list[Mark]:
    """Return issuer and sources at the left, the scale in the middle, system, date and review number at the right."""
    w, part, page, face = words(material.language), layout.part, layout.page, material.page.faces[material.language]
    size, top = max(2.35 * part, 1.9), page.bottom - 15.0 * part + 4.6 * part
    caption = w["sheet.scale"].format(scale=f"{ground.scale:,}".replace(",", " "))
    middle = (layout.frame.west + layout.frame.east) / 2
    marks = scale_bar(middle, top + 2.6 * part, ground.scale, part, (w["sheet.km"], w["sheet.m"]), caption)
    zone = material.zone
    room = middle - bar_mm(ground.scale, part) / 2 - page.west - 4.0 * part
    issuer = w["sheet.issuer"].format(issuer=material.issuer or w["sheet.blank"])
    notes: Sequence[str] = []
    if face.unplaced and material.focus is None:
        notes = broken(face.unplaced, 1 if text_width(face.unplaced, size) <= room else 2)
    between, more = w["sheet.sources_between"], w["sheet.more_sources"]
    left = [issuer, *notes, *filled_lines(face.sources, between, more, size, room, _FOOT_LINES - len(notes))]
    right = [
        w["sheet.crs"].format(meridian=f"{zone.central_meridian:g}", zone=zone.number),
        w["sheet.issued"].format(date=material.issued or w["sheet.blank_date"]),
    ]
    if material.page.public or material.review:
        right.append(w["sheet.review"].format(number=material.review or w["sheet.pending"]))
    for n, text in enumerate(left):
        marks.append(Text(page.west, top + n * size * 1.45, text, size, colour=_SOFT))
    for n, text in enumerate(right):
        marks.append(Text(page.east, top + n * size * 1.45, text, size, "end", colour=_SOFT))
    return marks
