"""Ground of several shapes as one, and what some shapes leave of others: worked out near the origin."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.outlines import areal_parts
from natres.core.overlay.nearby import Nearby

__all__ = ["NOTHING_M2", "left_bare", "less", "united"]

Rows = NDArray[np.intp]
Shapes = NDArray[np.object_]

#: Bare or doubled ground below this is what cutting leaves of a vertex between two doubles.
NOTHING_M2 = 1e-4


def united(shapes: Shapes) -> Any:
    """Return the ground of shapes, at least one, each part once; where none of it is an area, the first as it is.

    >>> united(np.array([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)])).area
    3.0
    """
    near = Nearby.of(shapes)
    whole = areal_parts(shapely.union_all(near.of_shapes(shapes)))
    return shapes[0] if whole is None else near.back(whole)


def less(shape: Any, others: Shapes) -> Any:
    """Return what others leave of a shape; None where that is no area.

    >>> less(shapely.box(0, 0, 2, 1), np.array([shapely.box(1, 0, 3, 1)])).area
    1.0
    """
    near = Nearby.of(np.array([shape]))
    rest = areal_parts(shapely.difference(near.of_shapes(shape), shapely.union_all(near.of_shapes(others))))
    return None if rest is None else near.back(rest)


def left_bare(shapes: Shapes, others: Shapes, rows: Rows, pairs: tuple[Rows, Rows]) -> tuple[Rows, Shapes]:
    """Return what the others leave of some rows of shapes, and which rows these are.

    Parameters
    ----------
    rows : of ``shapes``, those that are asked for
    pairs : rows of ``shapes`` and of ``others`` that share ground, in any order

    >>> strip, half = np.array([shapely.box(0, 0, 2, 1)]), np.array([shapely.box(1, 0, 3, 1)])
    >>> [float(found.area) for found in left_bare(strip, half, np.array([0]), (np.array([0]), np.array([0])))[1]]
    [1.0]
    """
    order = np.argsort(pairs[0], kind="stable")
    shape, over = pairs[0][order], pairs[1][order]
    start, end = np.searchsorted(shape, rows), np.searchsorted(shape, rows, side="right")
    found = np.empty(len(rows), dtype=object)
    for n, row in enumerate(rows.tolist()):
        above = others[over[start[n] : end[n]]]
        found[n] = less(shapes[row], above) if len(above) else shapes[row]
    there = ~shapely.is_missing(found) & (shapely.area(found) > 0)
    return rows[there], found[there]
