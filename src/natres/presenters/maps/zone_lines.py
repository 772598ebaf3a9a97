"""Lines of zones above the parcels, each layer in the colour the field knows it by."""

from dataclasses import dataclass

import numpy as np

from natres.core.crs import geometry_to_lon_lat
from natres.presenters.maps.material import MapSet, ZonedMaterial
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
    "ecological_red_line": _Line("#d7191c", 2.4),
    "basic_farmland": _Line("#2f8f3a", 1.2),
    "urban_boundary": _Line("#2b4fc4", 2.0, (9, 5)),
}
_OTHERS = (_Line("#7a3fa0", 1.6), _Line("#0f7b7b", 1.6), _Line("#8c510a", 1.6, (9, 5)), _Line("#444444", 1.6, (3, 4)))
#: Names of more zones than these would cover the map.
_MOST_NAMES = 12


def zone_lines(maps: MapSet, zoned: ZonedMaterial) -> list[BoundaryLayer]:
    """Return the lines of every layer of zones; the red line lies on top."""
    found = [_lines(n, maps, zoned) for n in range(len(zoned.lines))]
    return sorted(found, key=lambda layer: layer.key == "zone_ecological_red_line")


def _lines(number: int, maps: MapSet, zoned: ZonedMaterial) -> BoundaryLayer:
    layer = zoned.lines[number]
    line = _LINES.get(layer.key, _OTHERS[number % len(_OTHERS)])
    there = [n for n, shape in enumerate(layer.shapes) if shape is not None]
    shapes = geometry_to_lon_lat(np.asarray(layer.shapes, dtype=object)[there], layer.crs)
    named = len(there) <= _MOST_NAMES and not maps.public
    found = BoundaryLayer(
        key=f"zone_{layer.key}",
        title=zoned.layers[layer.key],
        geometry=shapes,
        labels=[layer.names[n] if named else "" for n in there],
        weight=line.weight,
        colour=line.colour,
        dash=line.dash,
    )
    return coarse_boundary(found) if maps.public else found
