"""The ecological red line: a few huge polygons along rivers and round reservoirs and wetlands."""

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.fabric.weave import Fabric
from natres.sample.layers.zones.shapes import closed, parts_of, solid, wander

__all__ = ["red_line"]

_WATER = ("1101", "1102", "1103", "1106")
_MARGIN_M = 92.0  # the wandering border makes 30 to 150 m of it
_WANDER = ((22.0, 900.0), (6.0, 240.0))
_STEP_M, _VERTICES = 12.0, 5500  # the longest border gets at least so many vertices
_FEW = 6
_LEAST_M2, _LEAST_HOLE_M2 = 200_000.0, 15_000.0


def red_line(rng: np.random.Generator, fabric: Fabric) -> NDArray[np.object_]:
    """Return the polygons (local metres), largest first; villages are left out of them."""
    waters = closed(_whole(fabric.shape[np.isin(fabric.code, _WATER)]), 60.0, _MARGIN_M)
    wetlands = closed(_whole(fabric.shape[(fabric.zone == "wild") & (fabric.code == "")]), 60.0, 35.0)
    villages = closed(_whole(fabric.shape[(fabric.zone == "village") & (fabric.code == "")]), 20.0, 10.0)
    water_parts = _largest(shapely.difference(waters, villages), _FEW - 1)
    away = _largest(shapely.difference(wetlands, shapely.buffer(waters, 40.0, quad_segs=2)), 2)
    chosen = shapely.MultiPolygon([*water_parts, *away][:_FEW])
    step = min(_STEP_M, max(shapely.length(part) for part in chosen.geoms) / _VERTICES)
    drawn = solid(wander(rng, chosen, _WANDER, step), _LEAST_M2 / 2, _LEAST_HOLE_M2)
    parts = parts_of([drawn], fabric.outline)[0]
    return parts[np.argsort(-shapely.area(parts), kind="stable")][:_FEW]


def _whole(shapes: NDArray[np.object_]) -> shapely.Geometry:
    return shapely.coverage_union_all(shapes) if len(shapes) else shapely.Polygon()


def _largest(area: shapely.Geometry, count: int) -> list[shapely.Polygon]:
    parts = shapely.get_parts(solid(area, _LEAST_M2, _LEAST_HOLE_M2)).tolist()
    return sorted(parts, key=lambda p: -p.area)[:count]
