"""Where plot borders leave the survey's: woods that reach over the edge into a neighbour, or stop short of it."""

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.layers.forest.matrix import LEAST_M2

__all__ = ["moved_borders"]

_MOVED = 0.4  # share of the woods with a neighbour to move against
_OUTWARD = 0.6  # of them reach over the edge, the others stop short
_USUAL_M, _SPREAD = 7.0, 0.8
_SHORTEST_M, _LONGEST_M = 0.4, 45.0


def moved_borders(
    rng: np.random.Generator, shapes: NDArray[np.object_], woods: NDArray[np.int64], free: NDArray[np.bool_]
) -> NDArray[np.object_]:
    """Return the shapes of ``woods``, some with one border moved by a few metres.

    A border moves against one ``free`` parcel only, and no free parcel serves two woods: the shapes never overlap.
    """
    result = shapes[woods].copy()
    wood, other = _pairs(rng, shapes, woods, free)
    far = np.clip(_USUAL_M * np.exp(_SPREAD * rng.standard_normal(len(wood))), _SHORTEST_M, _LONGEST_M)
    outward = rng.random(len(wood)) < _OUTWARD
    own, theirs = result[wood], shapes[other]
    strip = shapely.intersection(theirs, shapely.buffer(own, far, join_style="mitre"))
    belt = shapely.buffer(theirs, far, join_style="mitre")
    moved = np.where(outward, shapely.union(own, strip), shapely.difference(own, belt))
    good = (shapely.get_type_id(moved) == 3) & shapely.is_valid(moved)
    good &= shapely.area(moved) >= np.maximum(LEAST_M2, 0.5 * shapely.area(own))
    result[wood[good]] = moved[good]
    return result


def _pairs(
    rng: np.random.Generator, shapes: NDArray[np.object_], woods: NDArray[np.int64], free: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return places in ``woods`` and the free neighbour of each, no wood and no neighbour twice."""
    neighbours = np.flatnonzero(free)
    if not len(neighbours) or not len(woods):
        return np.array([], dtype=np.int64), np.array([], dtype=np.int64)
    wood, near = shapely.STRtree(shapes[neighbours]).query(shapes[woods], predicate="touches")
    key = np.lexsort((near, wood))
    wood, near = wood[key], near[key]
    order = rng.permutation(len(wood))
    wood, near = wood[order], near[order]
    for column in (0, 1):  # keep the first pair of every wood, then of every neighbour
        _, first = np.unique((wood, near)[column], return_index=True)
        wood, near = wood[np.sort(first)], near[np.sort(first)]
    kept = np.sort(rng.permutation(len(wood))[: round(_MOVED * len(wood))])
    return wood[kept], neighbours[near[kept]]
