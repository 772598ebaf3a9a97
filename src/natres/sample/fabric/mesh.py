"""The noded fabric: faces, neighbours, merging of slivers."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

__all__ = [
    "Neighbours",
    "connected",
    "edge_keys",
    "enclosing",
    "faces_of",
    "holes_of",
    "merge_small",
    "neighbours",
    "segments",
    "union_groups",
    "vertex_ids",
]


_MOST_NEIGHBOURS = 85  # with more, a street net would have more vertices than a parcel should


@dataclass(frozen=True)
class Neighbours:
    """Pairs of faces that share a border, with its length."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    length: NDArray[np.float64]


def faces_of(lines: NDArray[np.object_], frame: shapely.Geometry | NDArray[np.object_]) -> NDArray[np.object_]:
    """Node all lines on the 1 mm grid and return the faces inside ``frame``, in a fixed order."""
    noded = shapely.union_all(lines, grid_size=0.001)
    faces = shapely.normalize(shapely.get_parts(shapely.polygonize([noded])))
    spot = shapely.point_on_surface(faces)
    frames = np.atleast_1d(np.asarray(frame, dtype=object))
    faces = faces[np.unique(shapely.STRtree(spot).query(frames, predicate="contains")[1])]
    bounds = shapely.bounds(faces)
    return faces[np.lexsort((shapely.area(faces), bounds[:, 2], bounds[:, 1], bounds[:, 0]))]


def segments(
    shapes: NDArray[np.object_],
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return all vertices, the ring of each, and the polygon of each ring."""
    rings, owner = shapely.get_rings(shapes, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    return points, ring, owner


def vertex_ids(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return a number per vertex: the same for vertices on the same millimetre."""
    grid = np.round(points * 1000).astype(np.int64)
    key = grid[:, 0] * (1 << 32) + grid[:, 1]
    return np.unique(key, return_inverse=True)[1].astype(np.int64)


def edge_keys(vertex: NDArray[np.int64], start: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a number per edge (from vertex ``start`` to the next): the same from both sides."""
    a, b = vertex[start], vertex[start + 1]
    return np.minimum(a, b) * (int(vertex.max()) + 1) + np.maximum(a, b)


def neighbours(shapes: NDArray[np.object_]) -> Neighbours:
    """Return which faces touch along an edge."""
    points, ring, owner = segments(shapes)
    start = np.flatnonzero(ring[1:] == ring[:-1])
    key = edge_keys(vertex_ids(points), start)
    face = owner[ring[start]]
    order = np.argsort(key, kind="stable")
    key, face, start = key[order], face[order], start[order]
    twin = np.flatnonzero(key[1:] == key[:-1])
    i, j = face[twin], face[twin + 1]
    step = points[start[twin] + 1] - points[start[twin]]
    length = np.hypot(step[:, 0], step[:, 1])
    low, high = np.minimum(i, j), np.maximum(i, j)
    pair, inverse = np.unique(low * len(shapes) + high, return_inverse=True)
    return Neighbours(pair // len(shapes), pair % len(shapes), np.bincount(inverse, length).astype(np.float64))


def merge_small(
    area: NDArray[np.float64], perimeter: NDArray[np.float64], touching: Neighbours,
    liking: Callable[[int, int], float], wanted: int, smallest: NDArray[np.float64],
    group: NDArray[np.int64], turn: NDArray[np.float64],
) -> NDArray[np.int64]:  # fmt: skip
    """Merge faces that are too small or too thin, then others in the order of ``turn`` until ``wanted`` are left.

    ``liking(i, j)`` weighs the shared border (0: never; below 1 only where a face must go); ``group`` holds
    groups that are already one parcel. Returns the group of every face.
    """
    size, rim, near = _totals(area, perimeter, touching, group)
    into = {g: g for g in size}

    def join(g: int, least: float) -> int | None:
        def like(h: int) -> float:
            crowded = len(near[g]) + len(near[h]) > _MOST_NEIGHBOURS
            return liking(g, h) * (0.02 if crowded else 1.0)

        options = [(like(h) * length, -h) for h, length in near[g].items() if like(h) >= least]
        if not options or (best := max(options))[0] <= 0:
            return None
        h = -best[1]
        _absorb(g, h, near)
        size[h] += size[g]
        rim[h] += rim[g] - 2 * near.pop(g).get(h, 0.0)
        into[g] = h
        return h

    def bad(g: int) -> bool:
        return size[g] < smallest[g] or size[g] < 2.2 * rim[g]

    heap = [(size[g], g) for g in sorted(size) if bad(g)]
    heapq.heapify(heap)
    left = len(size)
    while heap:
        s, g = heapq.heappop(heap)
        if into[g] != g or s != size[g]:
            continue
        h = join(g, 0.0)
        left -= h is not None
        if h is not None and bad(h):
            heapq.heappush(heap, (size[h], h))
    for least in (1.0, 0.0):
        for g in sorted((g for g in size if into[g] == g), key=lambda g: turn[g]):
            if left <= wanted:
                break
            if into[g] == g:
                left -= join(g, least) is not None
    return np.array([_root(into, int(g)) for g in group])


def _totals(
    area: NDArray[np.float64], perimeter: NDArray[np.float64], touching: Neighbours, group: NDArray[np.int64]
) -> tuple[dict[int, float], dict[int, float], dict[int, dict[int, float]]]:
    """Return area, perimeter and the shared borders of every group."""
    size, rim = dict[int, float](), dict[int, float]()
    near: dict[int, dict[int, float]] = {}
    for i, g in enumerate(group.tolist()):
        size[g] = size.get(g, 0.0) + float(area[i])
        rim[g] = rim.get(g, 0.0) + float(perimeter[i])
        near.setdefault(g, {})
    for i, j, length in zip(touching.left.tolist(), touching.right.tolist(), touching.length.tolist(), strict=True):
        a, b = int(group[i]), int(group[j])
        if a == b:
            rim[a] -= 2 * length
        else:
            near[a][b] = near[a].get(b, 0.0) + length
            near[b][a] = near[b].get(a, 0.0) + length
    return size, rim, near


def _absorb(g: int, h: int, near: dict[int, dict[int, float]]) -> None:
    for k, length in near[g].items():
        del near[k][g]
        if k != h:
            near[k][h] = near[k].get(h, 0.0) + length
            near[h][k] = near[h].get(k, 0.0) + length


def _root(into: dict[int, int], g: int) -> int:
    while into[g] != g:
        g = into[g]
    return g


def union_groups(shapes: NDArray[np.object_], group: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return one polygon per group, in ascending order of the group's number."""
    order = np.argsort(group, kind="stable")
    kept, first, count = np.unique(group[order], return_index=True, return_counts=True)
    result = np.empty(len(kept), dtype=object)
    for k, (a, n) in enumerate(zip(first, count, strict=True)):
        mine = shapes[order[a : a + n]]
        result[k] = mine[0] if n == 1 else shapely.coverage_union_all(mine)
    return result


def connected(left: NDArray[np.int64], right: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return which of ``count`` things hang together through pairs: a number per thing, from 0.

    >>> connected(np.array([0, 3]), np.array([2, 1]), 5).tolist()
    [0, 1, 0, 1, 2]
    """
    graph = coo_array((np.ones(len(left), dtype=bool), (left, right)), shape=(count, count))
    return connected_components(graph, directed=False)[1]


def holes_of(shape: Any) -> NDArray[np.object_]:
    """Return the holes of a polygon, as polygons."""
    return np.asarray(shapely.polygons(shapely.get_rings(shape)[1:]), dtype=object)


def enclosing(shapes: NDArray[np.object_], hosts: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
    """Return, per parcel, the outermost parcel (of ``hosts``) in a hole of which it lies; itself where there is none.

    >>> yard = shapely.box(2, 2, 4, 4)
    >>> enclosing(np.array([yard, shapely.box(0, 0, 9, 9).difference(yard)], dtype=object)).tolist()
    [1, 1]
    """
    lead = np.arange(len(shapes))
    ring = shapely.get_num_interior_rings(shapes) > 0
    rings = np.flatnonzero(ring if hosts is None else ring & hosts)
    tree = shapely.STRtree(shapely.point_on_surface(shapes))
    size = shapely.area(shapely.envelope(shapes[rings]))
    for host in rings[np.argsort(size, kind="stable")].tolist():  # the outermost comes last and wins
        lead[tree.query(holes_of(shapes[host]), predicate="contains")[1]] = host
    return lead
