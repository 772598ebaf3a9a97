"""The head of a sheet: its title between what the data are and how secret they are, the date below it."""

from typing import NamedTuple

from natres.labels import words
from natres.presenters.drawing import Mark, Text, text_width
from natres.presenters.sheets.furniture import plate, plate_mm
from natres.presenters.sheets.layout import Layout
from natres.presenters.sheets.sheet import SheetMaterial
from natres.presenters.sheets.wrapping import broken, widest

__all__ = ["head_marks"]

_SOFT, _ALERT = "#4a565c", "#a8261b"
#: On A3: size of marks, of the title in one line and the least it shrinks to, in two lines, and how far it is apart.
_INVENTED, _SECRET, _ONE, _LEAST, _TWO, _APART = 3.6, 4.2, 8.6, 6.0, 5.8, 4.0
#: Letters of a title are this share of their size apart.
_TRACKING = 0.07
#: A title is broken behind the name of the district where that makes it so much wider at most.
_WIDER = 1.4


class _Title(NamedTuple):
    """A title in one line or two, and the height of its letters."""

    lines: tuple[str, ...]
    size: float


def head_marks(material: SheetMaterial, layout: Layout) -> list[Mark]:
    """Return the title in the middle, what the data are at its left, the secrecy mark at its right."""
    page, part = layout.page, layout.part
    middle, top, at_sides, half = (page.west + page.east) / 2, page.top + 5.0 * part, list[Mark](), page.width / 2
    for mark in material.page.faces[material.language].marks:
        if mark == words(material.language)["report.internal"]:
            size = _SECRET * part
            at_sides.append(Text(page.east, top, mark, size, "end", bold=True, colour=_ALERT))
            taken = text_width(mark, size)
        else:
            size = _INVENTED * part
            at_sides += plate(page.west, top, mark, size, _ALERT)
            taken = plate_mm(mark, size)
        half = min(half, page.width / 2 - taken - _APART * part)
    title = _title(material, half * 2, part)
    bases, below = ((8.0,), 14.6) if len(title.lines) == 1 else ((5.4, 11.7), 16.6)
    marks: list[Mark] = [
        Text(middle, page.top + base * part, line, title.size, "middle", bold=True, tracking=_TRACKING * title.size)
        for line, base in zip(title.lines, bases, strict=True)
    ]
    size = min(3.4 * part, page.width / max(text_width(material.subtitle, 1.0), 1.0))
    marks.append(Text(middle, page.top + below * part, material.subtitle, size, "middle", colour=_SOFT))
    return [*marks, *at_sides]


def _title(material: SheetMaterial, room: float, part: float) -> _Title:
    """Return the title as large as a width lets it be: smaller down to a least size, then in two lines."""
    whole = (material.title,)
    size = room / widest(whole, 1.0, _TRACKING)
    if size >= _LEAST * part:
        return _Title(whole, min(size, _ONE * part))
    rest = [(name, material.title.removeprefix(name).lstrip()) for name in material.whose]
    own = [lines for lines in rest if lines[0] and lines[1] and material.title.startswith(lines[0])]
    lines = broken(material.title, 2)
    most = widest(lines, 1.0) * _WIDER
    lines = min((one for one in own if widest(one, 1.0) <= most), key=lambda one: widest(one, 1.0), default=lines)
    return _Title(lines, min(room / widest(lines, 1.0, _TRACKING), _TWO * part))
