"""Parcels that do not lie in the unit their code names: the edges of each unit held against those of its parcels."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.coverage.edges import EdgeSet, open_edges
from natres.core.coverage.mosaic import LEAST_M2

__all__ = ["Stray", "find_strays"]


@dataclass(frozen=True, eq=False)
class Stray:
    """A parcel of which ``area_m2`` lies outside its unit; ``whole`` where all of it does, ``found_in`` the unit."""

    row: int
    area_m2: float
    whole: bool
    found_in: int | None
    shape: Any


def find_strays(
    shapes: NDArray[np.object_], unit: NDArray[np.intp], units: NDArray[np.object_], *, least_m2: float = LEAST_M2
) -> list[Stray]:
    """Return parcels that reach out of their unit by at least ``least_m2``.

    Parameters
    ----------
    shapes : valid polygons on a plane in metres, shape (n,)
    unit : place in ``units`` of each parcel's unit, −1 where it has none, shape (n,)
    units : valid polygons of the units, shape (m,)

    >>> units = np.array([shapely.box(0, 0, 2, 2), shapely.box(2, 0, 4, 2)])
    >>> [(s.row, s.area_m2, s.found_in) for s in find_strays(units, np.array([0, 0]), units)]
    [(1, 4.0, 1)]
    """
    known = np.flatnonzero(unit >= 0)
    parcels, bounds = EdgeSet.of(shapes[known]), EdgeSet.of(units)
    own, theirs = open_edges(_labelled(parcels, unit[known]), _labelled(bounds, np.arange(len(units))))
    del theirs  # an edge of a unit that no parcel has is a gap, which the whole cover shows
    suspects = known[np.unique(parcels.owner[own])]
    if not len(suspects):
        return []
    rest = shapely.difference(shapes[suspects], units[unit[suspects]])
    tree = shapely.STRtree(units)
    found: list[Stray] = []
    for row, left in zip(suspects.tolist(), rest.tolist(), strict=True):
        area = float(shapely.area(left))
        if area < least_m2:
            continue
        whole = float(shapely.area(shapes[row]))
        places = tree.query(shapely.point_on_surface(left), predicate="intersects")
        within = int(places[0]) if len(places) else None
        found.append(Stray(row, area, area >= whole - least_m2, within, left))
    return found


def _labelled(edges: EdgeSet, label: NDArray[np.intp]) -> EdgeSet:
    """Return the edges shifted apart by label: edges of different units are then never partners."""
    if not len(edges.points):
        return edges
    away = label[edges.owner].astype(np.float64) * 1e6
    return replace(edges, points=edges.points + np.column_stack([away, np.zeros(len(away))]))
