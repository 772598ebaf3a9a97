"""The small map that tells where the ground of a sheet lies."""

import numpy as np
import shapely

from natres.presenters.drawing import INK, Area, Mark, Text, text_width
from natres.presenters.sheets.furniture import ruled
from natres.presenters.sheets.ground import Ground
from natres.presenters.sheets.layout import Box
from natres.presenters.sheets.sheet import Inset

__all__ = ["INSET_MM", "inset_marks"]

#: Side of the inset on A3.
INSET_MM = 56.0
_OTHER, _OWN, _LINE = "#eef1ee", "#e0735a", "#8a949a"


def inset_marks(inset: Inset, box: Box, part: float) -> list[Mark]:
    """Return the areas around, the own one in colour, with the names that find room."""
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
    for shape, own, name in zip(inset.shapes, inset.own, inset.names, strict=True):
        x, y = ground.on_paper(shapely.get_coordinates(shapely.point_on_surface(shape)))[0]
        west, _, east, _ = (np.array(shapely.bounds(shape)) * ground.mm).tolist()
        if own or text_width(name, size) < (east - west) * 0.8:
            marks.append(Text(float(x), float(y) + size * 0.35, name, size, "middle", bold=own, halo=True))
    return marks
