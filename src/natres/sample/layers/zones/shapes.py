"""Smooth borders drawn in an office: closed, rounded, wandering, and cut into parts that never overlap."""

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.fabric import mesh
from natres.sample.fabric.blocks import first_hit
from natres.sample.fabric.noise import PlaneWaves

__all__ = ["closed", "parts_of", "solid", "wander"]

_INSET_M = 0.002  # off the outline: a vertex put on the grid must not stand outside it


def closed(area: shapely.Geometry, reach: float, grow: float, rough: float = 6.0) -> shapely.Geometry:
    """Return ``area`` grown by ``grow`` m, gaps up to twice ``reach`` m bridged; details below ``rough`` m go."""
    wide = shapely.buffer(shapely.simplify(area, rough), reach + grow, quad_segs=3)
    return shapely.buffer(shapely.simplify(wide, rough / 3), -reach, quad_segs=3)


def solid(area: shapely.Geometry, least_m2: float, least_hole_m2: float) -> shapely.Geometry:
    """Return the parts of at least ``least_m2``, without their smaller holes.

    >>> lake = shapely.box(0, 0, 10, 10) - shapely.box(4, 4, 5, 5)
    >>> solid(lake, 50.0, 2.0).area, solid(lake, 50.0, 1.0).area, solid(lake, 500.0, 2.0).is_empty
    (100.0, 99.0, True)
    """
    kept: list[shapely.Polygon] = []
    for part in shapely.get_parts(area):
        if part.geom_type == "Polygon" and part.area >= least_m2:
            holes = [ring for ring in part.interiors if shapely.Polygon(ring).area >= least_hole_m2]
            kept.append(shapely.Polygon(part.exterior, holes))
    return shapely.MultiPolygon(kept)


def wander(
    rng: np.random.Generator, area: shapely.Geometry, waves: tuple[tuple[float, float], ...], step: float
) -> shapely.Geometry:
    """Return ``area`` with a vertex every ``step`` m, moved by smooth fields of (size in m, wavelength in m).

    The fields change by less than they reach over: neighbouring points stay neighbours, so no border folds.
    """
    fields = [(size, PlaneWaves(rng, length), PlaneWaves(rng, length)) for size, length in waves]

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        shift = np.zeros_like(points)
        for size, x, y in fields:
            shift += size * np.column_stack([x(points), y(points)])
        return points + shift

    return shapely.buffer(shapely.transform(shapely.segmentize(area, step), move), 0)


def parts_of(regions: list[shapely.Geometry], outline: shapely.Polygon) -> list[NDArray[np.object_]]:
    """Return the polygons of every region on the 1 mm grid, inside the outline.

    All borders are noded together, so parts share their borders to the last digit and never overlap; where
    regions do, the earlier one has the ground.
    """
    ground = shapely.buffer(outline, -_INSET_M, join_style="mitre")
    # where borders run together an intersection holds lines as well: its polygons alone count
    areas = np.array([solid(shapely.intersection(r, ground), 0.0, 0.0) for r in regions], dtype=object)
    faces = mesh.faces_of(shapely.boundary(areas), outline)
    hit = first_hit(areas, np.asarray(shapely.point_on_surface(faces), dtype=object))
    return [_polygons(faces[hit == k]) for k in range(len(areas))]


def _polygons(faces: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the parts of a union, from north-west to south-east."""
    parts = np.atleast_1d(np.asarray(shapely.get_parts(shapely.coverage_union_all(faces)), dtype=object))
    parts = parts[shapely.area(parts) > 1.0]
    bounds = shapely.bounds(parts)
    return parts[np.lexsort((bounds[:, 0], -bounds[:, 3]))]
