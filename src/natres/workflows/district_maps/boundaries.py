"""Limits of towns and villages, from their layers or from what the units below them make up."""

from typing import Any

import numpy as np
import shapely

from natres.core.crs import geometry_to_lon_lat
from natres.labels import LANGUAGES, words
from natres.presenters.web import BoundaryLayer
from natres.workflows.report_parts import ReportParts

__all__ = ["boundary_layers"]


def boundary_layers(parts: ReportParts) -> tuple[BoundaryLayer, ...]:
    """Return boundaries of towns and villages for the maps; towns drawn from the villages where they have no layer."""
    levels = {unit.level for _, units in parts.bounds for unit in units}
    found = [_boundaries("towns", 9, "map.units", 1.6, parts, town_of=None if "town" in levels else "village")]
    if "village" in levels:
        found.append(_boundaries("villages", 12, "map.villages", 0.8, parts))
    return tuple(layer for layer in found if layer.labels)


def _boundaries(
    key: str, digits: int, title: str, weight: float, parts: ReportParts, town_of: str | None = None
) -> BoundaryLayer:
    """Return the outlines of the units of a level, or of what the units of the level below make up together."""
    names = {unit.code: unit.name for _, units in parts.bounds for unit in units}
    names |= {unit.code: unit.name for unit in parts.district.units}
    level = town_of or ("town" if digits == 9 else "village")
    shapes: list[Any] = []
    found: list[str] = []
    for layer, units in parts.bounds:
        outlines = layer.frame["geometry"].to_numpy()
        codes = np.array([unit.code[:digits] for unit in units])
        meant = np.array([unit.level == level for unit in units], dtype=bool)
        for code in dict.fromkeys(codes[meant].tolist()):
            whole = shapely.union_all(outlines[meant & (codes == code)])
            shapes += list(geometry_to_lon_lat(np.array([whole], dtype=object), layer.crs))
            found.append(code)
    outline = np.array(shapes, dtype=object)
    labels = [names.get(code) or code for code in found]
    said = {language: words(language)[title] for language in LANGUAGES}
    return BoundaryLayer(key, said, outline, labels, found, weight)
