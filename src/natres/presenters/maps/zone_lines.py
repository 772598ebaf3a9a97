"""Lines of zones above the parcels, each layer in the colour the field knows it by."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.crs import geometry_to_lon_lat
from natres.presenters.maps.material import LineMaterial, MapSet
from natres.presenters.maps.public import coarse_boundary
from natres.presenters.web import BoundaryLayer

__all__ = ["zone_lines"]


@dataclass(frozen=True)
class _Line:
    colour: str
    weight: float
    dash: tuple[float, ...] = ()


#: The lines of the survey's zones; of other layers in turn.
_LINES = {
    "ecological_red_line": _Line("#d7191c", 1.3),
    "basic_farmland": _Line("#2f8f3a", 1.2),
    "urban_boundary": _Line("#2b4fc4", 2.0, (9, 5)),
    "forest_plots": _Line("#0b6e3f", 1.4, (3, 3)),
    "project": _Line("#e60012", 3.0),
}
_OTHERS = (_Line("#7a3fa0", 1.6), _Line("#0f7b7b", 1.6), _Line("#8c510a", 1.6, (9, 5)), _Line("#444444", 1.6, (3, 4)))
#: What lies above other lines.
_ABOVE = {"zone_ecological_red_line": 1, "zone_project": 2}
#: Names of more zones than these would cover the map.
_MOST_NAMES = 12


def zone_lines(maps: MapSet, drawn: LineMaterial) -> list[BoundaryLayer]:
    """Return the lines of every layer; the red line lies above others, that of a project above all."""
    found = [_lines(n, maps, drawn) for n in range(len(drawn.lines))]
    return sorted(found, key=lambda layer: _ABOVE.get(layer.key, 0))


def _lines(number: int, maps: MapSet, drawn: LineMaterial) -> BoundaryLayer:
    layer = drawn.lines[number]
    line = _LINES.get(layer.key, _OTHERS[number % len(_OTHERS)])
    there = [n for n, shape in enumerate(layer.shapes) if shape is not None]
    shapes = np.asarray(layer.shapes, dtype=object)[there]
    shapes = geometry_to_lon_lat(_each_once(shapes) if line.dash else shapes, layer.crs)
    named = len(there) <= _MOST_NAMES and not maps.public
    found = BoundaryLayer(
        key=f"zone_{layer.key}",
        title=drawn.layers[layer.key],
        geometry=shapes,
        labels=[layer.names[n] if named else "" for n in there],
        weight=line.weight,
        colour=line.colour,
        dash=line.dash,
    )
    return coarse_boundary(found) if maps.public else found


def _each_once(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the outlines of zones without what an earlier one has too: two dashes make a whole line.

    >>> squares = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    >>> shapely.length(_each_once(squares)).tolist()
    [4.0, 3.0]
    """
    lines = shapely.boundary(shapes)
    found = lines.copy()
    second, first = shapely.STRtree(lines).query(lines, predicate="intersects")
    for one, other in zip(second.tolist(), first.tolist(), strict=True):
        if other < one:
            found[one] = shapely.difference(found[one], lines[other])
    return shapely.line_merge(found)
