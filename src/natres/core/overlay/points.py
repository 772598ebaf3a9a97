"""Points assigned to shapes, each to one: a point on a border goes to the first of the shapes that meet there."""

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.overlay.pieces import NOWHERE

__all__ = ["assign_points"]


def assign_points(points: NDArray[np.object_], shapes: NDArray[np.object_]) -> NDArray[np.intp]:
    """Return the row of the shape each point lies in, shape (n,); :data:`NOWHERE` outside of all.

    A point inside one shape and on the border of another belongs to the one it is inside of; on the border of several
    to the one that stands first, so that none is counted twice and none is lost.

    Parameters
    ----------
    points : shape (n,); missing and empty ones lie nowhere
    shapes : polygons and multipolygons on the same plane, shape (m,)

    >>> halves = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    >>> assign_points(shapely.points([[0.5, 0.5], [1.0, 0.5], [1.5, 0.5], [3.0, 0.5]]), halves).tolist()
    [0, 0, 1, -1]
    """
    found = np.full(len(points), NOWHERE, dtype=np.intp)
    tree = shapely.STRtree(shapes)
    for predicate in ("within", "intersects"):  # inside first, then on a border
        open_ = np.flatnonzero(found == NOWHERE)
        point, shape = tree.query(points[open_], predicate=predicate)
        least = np.full(len(open_), len(shapes), dtype=np.intp)
        np.minimum.at(least, point, shape)
        found[open_[least < len(shapes)]] = least[least < len(shapes)]
    return found
