"""The urban development boundary: smoothed closures of town and industry, in two kinds that never overlap."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.fabric.weave import Fabric
from natres.sample.layers.zones.shapes import closed, parts_of, solid, wander

__all__ = ["UrbanParts", "built_up", "urban_parts"]

_WANDER = ((9.0, 520.0), (3.0, 170.0))
_STEP_M = 16.0
_LEAST_M2, _LEAST_HOLE_M2 = 500_000.0, 120_000.0
_SPLINTER_M = 14.0
_OVERLAP_M = 18.0  # how far the boundary reaches into the red line: two offices drew them
_EVERY_M = 16_000.0  # of border to one reserve


@dataclass(frozen=True)
class UrbanParts:
    """Polygons in local metres: where building is concentrated (core), and what is held in reserve."""

    core: NDArray[np.object_]
    reserve: NDArray[np.object_]


def built_up(rng: np.random.Generator, fabric: Fabric) -> shapely.Geometry:
    """Return the closure of town and industry: gaps bridged, arms cut off, small holes filled."""
    mine = np.isin(fabric.zone, ["urban", "industrial"])
    if not mine.any():
        return shapely.Polygon()
    wide = closed(shapely.coverage_union_all(fabric.shape[mine]), 110.0, 0.0, 8.0)
    round_off = shapely.buffer(shapely.buffer(wide, -70.0, quad_segs=3), 84.0, quad_segs=3)
    return wander(rng, solid(round_off, _LEAST_M2, _LEAST_HOLE_M2), _WANDER, _STEP_M)


def urban_parts(
    rng: np.random.Generator, built: shapely.Geometry, farmland: NDArray[np.object_], red: NDArray[np.object_],
    outline: shapely.Polygon,
) -> UrbanParts:  # fmt: skip
    """Return the boundary: ``built`` without the basic farmland it must spare, and nearly without the red line."""
    spared = shapely.coverage_union_all(farmland) if len(farmland) else shapely.Polygon()
    waters = shapely.buffer(shapely.union_all(red), -_OVERLAP_M, quad_segs=2)
    left = shapely.difference(shapely.difference(built, spared), waters)
    left = shapely.buffer(left, -_SPLINTER_M, join_style="mitre")
    left = solid(shapely.buffer(left, _SPLINTER_M, join_style="mitre", mitre_limit=2.0), _LEAST_M2 * 0.6, 2000.0)
    left = shapely.difference(left, spared)
    reserve = solid(shapely.intersection(left, _rim_blobs(rng, left)), 40_000.0, 0.0)
    core, kept = parts_of([shapely.difference(left, reserve), reserve], outline)
    return UrbanParts(core, kept)


def _rim_blobs(rng: np.random.Generator, area: shapely.Geometry) -> shapely.Geometry:
    """Return rounded pieces of ground along the outer border of ``area``, some kilometres apart."""
    blobs: list[shapely.Geometry] = []
    for ring in shapely.get_exterior_ring(shapely.get_parts(area)).tolist():
        for at in np.arange(rng.uniform(0, _EVERY_M), ring.length, _EVERY_M):
            spot = shapely.get_coordinates(shapely.line_interpolate_point(ring, at))[0]
            turn = np.linspace(0, 2 * np.pi, 120, endpoint=False)
            away = rng.uniform(350, 800) * (1 + 0.16 * np.cos(3 * turn + rng.uniform(0, 6)) + 0.08 * np.cos(5 * turn))
            blobs.append(shapely.Polygon(spot + away[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])))
    return shapely.union_all(np.array(blobs, dtype=object))
