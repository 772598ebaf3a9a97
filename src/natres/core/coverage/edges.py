"""Edges of polygons that have no partner: where neighbours share a border it is there twice, in opposite directions.

The signed sum over the edges of all polygons is the boundary of how often the ground is covered. Where every
edge meets its reverse the cover is constant, so what is left after cancelling bounds each overlap and each gap,
and nothing else need be looked at.
"""

from dataclasses import dataclass
from typing import Any, Self, cast

import numpy as np
from numpy.typing import NDArray

from natres.core.coverage.hashes import hash_vertices, mixed
from natres.core.rings import Rings, first_of_rings

__all__ = ["EdgeSet", "open_edges"]

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]
Hashes = NDArray[np.uint64]

_BUCKETS = 1 << 22


@dataclass(frozen=True, eq=False)
class EdgeSet:
    """The edges of polygons, their insides on the left: vertices (n, 2) ring by ring, and facts per edge.

    Edge ``i`` runs from vertex ``i`` to ``i + 1``; ``turn`` is 1 where its ring runs counter-clockwise as a shell
    and clockwise as a hole, −1 where it runs the other way, 0 where vertex ``i`` ends a ring. ``owner`` is the
    row of its polygon. ``wrong_way`` are rows with a hole that runs in its shell's direction.
    """

    points: Floats
    owner: Whole
    turn: Floats
    wrong_way: Whole

    @classmethod
    def of(cls, shapes: NDArray[Any]) -> Self:
        """Take apart polygons and multipolygons; other parts have no edges.

        >>> import shapely
        >>> edges = EdgeSet.of(np.array([shapely.box(0, 0, 1, 1), None]))
        >>> edges.turn.tolist(), edges.owner.tolist()
        ([1.0, 1.0, 1.0, 1.0, 0.0], [0, 0, 0, 0, 0])
        """
        rings = Rings(shapes)
        if not len(rings.points):
            none = np.zeros(0, dtype=np.intp)
            return cls(np.zeros((0, 2)), none, np.zeros(0), none)
        counter = _signed_areas(rings) > 0
        turn = np.where(counter, 1.0, -1.0) * rings.sign
        of_edge = turn[rings.ring]
        of_edge[np.append(rings.ring[1:] != rings.ring[:-1], True)] = 0.0
        shell = np.maximum.accumulate(np.where(rings.sign > 0, np.arange(len(rings.sign)), 0))
        odd = (rings.sign < 0) & (counter == counter[shell])
        return cls(rings.points, rings.owner[rings.ring], of_edge, np.unique(rings.owner[odd]))

    def some(self, places: Whole) -> Self:
        """Return some of the edges alone, each with a vertex of its own at its end."""
        ends = np.stack([self.points[places], self.points[places + 1]], axis=1).reshape(-1, 2)
        turn = np.column_stack([self.turn[places], np.zeros(len(places))]).ravel()
        return type(self)(ends, np.repeat(self.owner[places], 2), turn, self.wrong_way[:0])

    @property
    def lengths(self) -> Floats:
        """Length of every edge, shape (n,); 0 where a ring ends."""
        if not len(self.points):
            return np.zeros(0)
        step = self.points[1:] - self.points[:-1]
        return np.where(self.turn != 0, np.append(np.hypot(step[:, 0], step[:, 1]), 0.0), 0.0)


def _signed_areas(rings: Rings) -> Floats:
    x, y = (rings.points - rings.points[0]).T
    cross = np.append(x[:-1] * y[1:] - x[1:] * y[:-1], 0.0)
    cross[:-1][rings.ring[1:] != rings.ring[:-1]] = 0.0
    return cast(Floats, np.add.reduceat(cross, first_of_rings(rings.ring)))


def open_edges(edges: EdgeSet, against: EdgeSet | None = None) -> tuple[Whole, Whole]:
    """Return the edges without a partner: places in ``edges``, and in ``against``.

    Parameters
    ----------
    edges : of polygons on a plane in metres
    against : of polygons that the others should fill: an edge in the same direction is a partner too

    Notes
    -----
    An edge is told by the hashes of its ends, whose coordinates are taken as they are: what is left then closes in
    rings, while vertices taken for one though they differ would leave loose ends that bound nothing. The signed hashes
    are added up in buckets; only edges in buckets that are not empty afterwards are compared one by one.

    >>> import shapely
    >>> halves = np.array([shapely.box(0, 0, 1, 2), shapely.box(1, 0, 2, 2)])
    >>> len(open_edges(EdgeSet.of(halves))[0]), len(open_edges(EdgeSet.of(halves), EdgeSet.of(halves))[0])
    (6, 0)
    """
    sets = [(edges, 1.0)] if against is None else [(edges, 1.0), (against, -1.0)]
    keys = [_keys(each) for each, _ in sets]
    sums = np.zeros(_BUCKETS)
    weights: list[Floats] = []
    for (key, sign), (_, side) in zip(keys, sets, strict=True):
        weight = sign * side * ((key >> np.uint64(24)).astype(np.float64) + 1.0)
        sums += np.bincount(_bucket(key), weights=weight, minlength=_BUCKETS)
        weights.append(weight)
    found = [
        np.flatnonzero((sums[_bucket(key)] != 0) & (weight != 0))
        for (key, _), weight in zip(keys, weights, strict=True)
    ]
    key = np.concatenate([k[rows] for (k, _), rows in zip(keys, found, strict=True)])
    sign = np.concatenate([s[rows] * side for (_, s), rows, (_, side) in zip(keys, found, sets, strict=True)])
    _, group = np.unique(key, return_inverse=True)
    left = np.bincount(group, weights=sign)[group] != 0 if len(key) else np.zeros(0, dtype=bool)
    first = len(found[0])
    return found[0][left[:first]], found[1][left[first:]] if against is not None else np.zeros(0, dtype=np.intp)


def _keys(edges: EdgeSet) -> tuple[Hashes, Floats]:
    """Return the hash of every edge, the same in both directions, and its direction times ``turn``."""
    if not len(edges.points):
        return np.zeros(0, dtype=np.uint64), np.zeros(0)
    vertex = hash_vertices(edges.points)
    onward = np.append(vertex[1:], vertex[:1])
    forward = np.where(vertex > onward, 1.0, -1.0)
    return mixed(vertex + onward), np.where(vertex == onward, 0.0, forward * edges.turn)


def _bucket(key: Hashes) -> NDArray[np.int64]:
    return (key & np.uint64(_BUCKETS - 1)).astype(np.int64)
