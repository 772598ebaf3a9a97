"""The small map that tells where the ground of a sheet lies."""

from dataclasses import replace

import shapely

from natres.presenters.drawing import INK, Area, Mark, Text
from natres.presenters.sheets.furniture import ruled
from natres.presenters.sheets.ground import Ground
from natres.presenters.sheets.layout import Box
from natres.presenters.sheets.names import Wanted, name_texts
from natres.presenters.sheets.sheet import Inset

__all__ = ["INSET_MM", "inset_marks"]

#: Side of the inset on A3.
INSET_MM = 56.0
#: How far a name may reach over the limit of its area, in heights of its letters.
_OVER = 0.55
_OTHER, _OWN, _LINE, _SOFT = "#eef1ee", "#ee9a82", "#8a949a", "#4a565c"


def inset_marks(inset: Inset, box: Box, part: float) -> list[Mark]:
    """Return the areas around, the own one in colour, with the names that have room."""
    size = 2.3 * part
    inner = Box(box.west, box.top + size * 1.8, box.east, box.bottom)
    ground = Ground.around(tuple(shapely.total_bounds(inset.shapes).tolist()), inner, 0)
    marks: list[Mark] = [Text(box.west, box.top + size, inset.title, size * 1.1, bold=True), ruled(inner, INK, 0.15)]
    for shape, own in zip(inset.shapes, inset.own, strict=True):
        seen = shapely.simplify(shape, 0.06 / ground.mm)
        for part_of in shapely.get_parts(seen):
            rings = tuple(ground.on_paper(shapely.get_coordinates(ring)) for ring in shapely.get_rings(part_of))
            if rings:
                marks.append(Area(rings, _OWN if own else _OTHER, _LINE, 0.1))
    return [*marks, *_names(inset, ground, inner, size)]


def _names(inset: Inset, ground: Ground, inner: Box, size: float) -> list[Text]:
    """Return the own name first, then the names around that have room in their areas, or little beyond."""
    shapes = shapely.transform(inset.shapes, ground.on_paper)
    wanted = [Wanted(name, shape) for name, shape in zip(inset.names, shapes, strict=True)]
    own = [want for want, mine in zip(wanted, inset.own, strict=True) if mine]
    others = [want for want, mine in zip(wanted, inset.own, strict=True) if not mine]
    taken: list[Box] = []
    mine = name_texts(own, taken, inner, size, colour=INK, bold=True, must=True)
    wider = [Wanted(want.text, shapely.buffer(want.area, size * _OVER)) for want in others]
    around = name_texts(wider, taken, inner, size * 0.92, colour=_SOFT, bold=False, must=False)
    return [*(replace(text, halo=False) for text in mine), *(replace(text, halo=False) for text in around)]
