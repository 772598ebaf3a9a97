"""What a page for everyone leaves out: exact places, and tables whose rows are single wells, parcels or cases.

Shapes lose detail together: neighbours are simplified as one coverage, then every vertex goes to a node of a coarse
grid that lies away from any surveyed vertex, the same node wherever that vertex occurs.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.presenters.web import BoundaryLayer

__all__ = ["coarse_boundary", "coarse_points", "coarse_shapes", "is_public"]

Places = NDArray[np.float64]
#: Of the grid of shapes and of points, and how far at least a place is moved; on the ground, about.
_SHAPE_GRID_M, _POINT_GRID_M = 20.0, 500.0
_LEAST = 0.05
_METRES_PER_DEGREE = 111_320.0
#: Neighbours of a node, the nearest first.
_AROUND = (
    (0, 0),
    (1, 0),
    (0, 1),
    (-1, 0),
    (0, -1),
    (1, 1),
    (-1, 1),
    (1, -1),
    (-1, -1),
    (2, 0),
    (0, 2),
    (-2, 0),
    (0, -2),
)

#: Tables and charts whose rows are sums over a district or its towns, and which tell nobody's ownership.
_PUBLIC = frozenset({
    "land_groups", "land_classes", "land_measures", "land_cover", "quotas",
    "forest_by_benefit", "forest_by_category", "forest_by_protection", "forest_by_species", "forest_by_mixture",
    "forest_by_age_group", "forest_by_canopy", "forest_by_origin", "forest_stock",
    "overlay_layers", "overlay_combinations", "overlay_questions", "overlay_questions_town",
    "wells", "reinjection", "reservoir_heat", "heat_in_place", "account_recoverable_heat", "water", "account_water",
})  # fmt: skip
#: The same of each quota.
_PUBLIC_OF_QUOTA = ("_measures", "_units", "_classes")


def is_public(key: str) -> bool:
    """Tell whether a table or chart may stand in a page for everyone; one that nobody has looked at may not.

    >>> [is_public(key) for key in ("land_groups", "quota_cropland_units", "well_rights", "forest_tenures")]
    [True, True, False, False]
    """
    return key in _PUBLIC or (key.startswith("quota_") and key.endswith(_PUBLIC_OF_QUOTA))


def coarse_shapes(geometry: NDArray[Any]) -> NDArray[Any]:
    """Return polygons or lines in degrees without their exact vertices; ``None`` and empty ones keep their place.

    >>> square = shapely.box(117.000013, 39.000027, 117.01, 39.01)
    >>> moved = coarse_shapes(np.array([square, None], dtype=object))
    >>> corner, corners = shapely.Point(117.000013, 39.000027), shapely.MultiPoint(moved[0].exterior.coords)
    >>> bool(shapely.distance(corner, corners) > 1e-5)
    True
    """
    drawn = np.flatnonzero(~(shapely.is_missing(geometry) | shapely.is_empty(geometry)))
    if not drawn.size:
        return geometry
    shapes = shapely.force_2d(geometry[drawn])
    if (shapely.get_dimensions(shapes) == 2).all():
        shapes = shapely.coverage_simplify(shapes, _SHAPE_GRID_M / _METRES_PER_DEGREE)
    exact = shapely.get_coordinates(geometry[drawn])
    found = geometry.copy()
    found[drawn] = shapely.transform(shapes, lambda places: _on_grid(places, exact, _SHAPE_GRID_M))
    return found


def coarse_points(lon: Places, lat: Places) -> tuple[Places, Places]:
    """Return places in degrees some hundred metres off; those without a place stay without.

    >>> lon, lat = coarse_points(np.array([117.0, np.nan]), np.array([39.0, np.nan]))
    >>> bool(abs(lon[0] - 117.0) + abs(lat[0] - 39.0) > 1e-4), bool(np.isnan(lon[1]))
    (True, True)
    """
    known = np.isfinite(lon) & np.isfinite(lat)
    places = np.column_stack([lon[known], lat[known]])
    moved = np.full((len(lon), 2), np.nan)
    moved[known] = _on_grid(places, places, _POINT_GRID_M)
    return moved[:, 0], moved[:, 1]


def coarse_boundary(layer: BoundaryLayer) -> BoundaryLayer:
    """Return boundaries without their exact vertices."""
    return replace(layer, geometry=coarse_shapes(np.asarray(layer.geometry, dtype=object)))


def _on_grid(places: Places, exact: Places, grid_m: float) -> Places:
    """Return places at grid nodes near them that lie away from every exact place."""
    if not len(places):
        return places
    stretch = float(np.cos(np.radians(places[:, 1].mean())))
    step = grid_m / _METRES_PER_DEGREE / np.array([stretch, 1.0])
    taken = _nodes_near(exact, step)
    node = np.rint(places / step).astype(np.int64)
    chosen, open_ = node.copy(), np.ones(len(node), dtype=bool)
    for offset in _AROUND:
        free = open_ & ~np.isin(_key(node + offset), taken)
        chosen[free] = node[free] + offset
        open_ &= ~free
    # Where even these are taken the place between four nodes is as good as any.
    return (chosen + np.where(open_, 0.5, 0.0)[:, None]) * step


def _nodes_near(exact: Places, step: Places) -> NDArray[np.int64]:
    """Return the nodes that almost coincide with an exact place."""
    node = np.rint(exact / step)
    near = (np.abs(exact / step - node) < _LEAST).all(axis=1)
    return np.unique(_key(node[near].astype(np.int64)))


def _key(node: NDArray[np.int64]) -> NDArray[np.int64]:
    return (node[:, 0] << 32) + node[:, 1]
