"""Rings as arcs: what two neighbours share is kept once, so that it is drawn once and stays closed.

A vertex where other than two edges meet is a node, and so is one where a ring turns back on itself (a sliver that
the grid has closed, a spike); arcs run from node to node. Everything is counted in whole grid units, so two edges
are the same only where their ends are. What comes out is held against what went in, vertex by vertex.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from natres.presenters.web.pack.quantise import Rings

__all__ = ["Arcs", "arcs_of"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Arcs:
    """The arcs of rings, numbered in the order in which the rings use them first.

    Parameters
    ----------
    x, y : vertices, arc after arc, both ends included
    sizes : vertices per arc
    refs : arcs of the rings, one ring after the other, each ``2 · arc + 1`` where the ring runs it backwards
    ref_counts : arcs per ring
    """

    x: Ints
    y: Ints
    sizes: Ints
    refs: Ints
    ref_counts: Ints


def arcs_of(rings: Rings) -> Arcs:
    """Split rings into arcs.

    Parameters
    ----------
    rings : closed rings without their closing vertex, at least one vertex each

    >>> left = Rings(np.array([0, 1, 1, 0]), np.array([0, 0, 1, 1]), np.array([4]), np.array([1]))
    >>> both = Rings(np.append(left.x, left.x + 1), np.append(left.y, left.y), np.array([4, 4]), np.array([1, 1]))
    >>> arcs_of(left).sizes.tolist(), arcs_of(both).sizes.tolist(), arcs_of(both).refs.tolist()
    ([5], [2, 4, 4], [0, 2, 4, 1])
    """
    if rings.sizes.size == 0:
        none = np.zeros(0, dtype=np.int64)
        return Arcs(none, none, none, none, none)
    vertex = _numbered(rings.x, rings.y)
    start = np.cumsum(rings.sizes) - rings.sizes
    node = _nodes(vertex, start, rings.sizes)
    order = _from_first_node(node, start, rings.sizes)
    return _cut(rings, vertex[order], node[order], order, start)


def _numbered(x: Ints, y: Ints) -> Ints:
    """Return a number per vertex, the same for the same place."""
    place = ((x - x.min()) << 32) | (y - y.min())
    return np.unique(place, return_inverse=True)[1].astype(np.int64)


def _nodes(vertex: Ints, start: Ints, sizes: Ints) -> NDArray[np.bool_]:
    """Mark the vertices where arcs end: not two edges meet there, or the ring has no other."""
    count = int(vertex.max()) + 1
    last = start + sizes - 1
    following, before = np.roll(vertex, -1), np.roll(vertex, 1)
    following[last], before[start] = vertex[start], vertex[last]
    low, high = np.minimum(vertex, following), np.maximum(vertex, following)
    edges = np.sort((low * count + high)[low != high])
    edges = edges[np.diff(edges, prepend=-1) > 0]  # np.unique puts them into a hash table, which is ten times slower
    degree = np.bincount(edges // count, minlength=count) + np.bincount(edges % count, minlength=count)
    ends = degree != 2
    # From a node an edge leads on to one next node only: where a ring may turn back, the way is not the only one.
    ends[vertex[(before == following) | (vertex == following)]] = True
    # A ring that meets no other ends in its vertex of lowest number: the same for a hole and what fills it.
    without = np.maximum.reduceat(ends[vertex], start) == 0
    ends[np.minimum.reduceat(vertex, start)[without]] = True
    return ends[vertex]


def _from_first_node(node: NDArray[np.bool_], start: Ints, sizes: Ints) -> Ints:
    """Return the vertices of the rings, each turned so that it begins at a node."""
    ring = np.repeat(np.arange(sizes.size), sizes)
    place = np.arange(node.size) - start[ring]
    first = np.minimum.reduceat(np.where(node, place, node.size), start)
    return start[ring] + (place + first[ring]) % sizes[ring]


def _cut(rings: Rings, vertex: Ints, node: NDArray[np.bool_], order: Ints, start: Ints) -> Arcs:
    """Cut the turned rings at their nodes and keep each arc once."""
    begin = np.flatnonzero(node)
    ring = np.searchsorted(start, begin, side="right") - 1
    last_of_ring = np.append(ring[1:] != ring[:-1], True)
    edges = np.diff(np.append(begin, vertex.size))
    # The last arc of a ring ends where the ring began.
    end = np.where(last_of_ring, start[ring], begin + edges)
    count = int(vertex.max()) + 1
    forward = vertex[begin] * count + vertex[np.where(edges > 1, begin + 1, end)]
    before_end = begin + edges - 1
    backward = vertex[end] * count + vertex[before_end]
    _, first, which = np.unique(np.minimum(forward, backward), return_index=True, return_inverse=True)
    rank = np.empty(first.size, dtype=np.int64)
    by_use = np.argsort(first)
    rank[by_use] = np.arange(first.size)
    arc = rank[which]
    kept = first[by_use]
    refs = 2 * arc + (forward != forward[kept][arc])
    sizes = edges[kept] + 1
    at = np.repeat(begin[kept] - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
    at[np.cumsum(sizes) - 1] = end[kept]
    source = order[at]
    ref_counts = np.bincount(ring, minlength=rings.sizes.size)
    _hold(vertex, begin, end, edges, sizes, refs, at)
    return Arcs(rings.x[source], rings.y[source], sizes, refs, ref_counts)


def _hold(vertex: Ints, begin: Ints, end: Ints, edges: Ints, sizes: Ints, refs: Ints, at: Ints) -> None:
    """Stop where an arc that a ring refers to is not what the ring runs along."""
    arc, back = refs >> 1, (refs & 1) == 1
    first = np.cumsum(sizes) - sizes
    if not np.array_equal(sizes[arc], edges + 1):
        raise AssertionError("an arc has another length than the part of a ring it stands for")
    step = np.arange(int((edges + 1).sum())) - np.repeat(np.cumsum(edges + 1) - (edges + 1), edges + 1)
    whole = np.repeat(edges, edges + 1)
    run = np.repeat(begin, edges + 1) + step
    run[step == whole] = end
    kept = np.repeat(first[arc], edges + 1) + np.where(np.repeat(back, edges + 1), whole - step, step)
    if not np.array_equal(vertex[run], vertex[at[kept]]):
        raise AssertionError("an arc runs along other vertices than the ring it stands for")
