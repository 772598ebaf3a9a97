"""Noding tile by tile: each tile becomes faces by itself, then the rims between tiles get the same vertices."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.fabric import mesh
from natres.sample.fabric.blocks import first_hit
from natres.sample.fabric.cutting import Pieces

__all__ = ["node_tiles", "stitch"]

_NEAR_M = 0.002  # a vertex on the 1 mm grid lies within 0.71 mm of the line it was made on
_WORKERS = 2


def node_tiles(
    lines: dict[int, NDArray[np.object_]], large: Pieces, pieces: Pieces
) -> list[tuple[NDArray[np.object_], NDArray[np.int64]]]:
    """Return per tile its faces and, per face, the number of the piece it belongs to."""

    def work(tile: int) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
        frame = large.shape[large.tile == tile]
        number = np.flatnonzero(pieces.tile == tile)
        drawn = np.concatenate([shapely.boundary(frame), lines.get(tile, frame[:0])])
        faces = mesh.faces_of(drawn, frame)
        spot = shapely.point_on_surface(faces)
        hit = first_hit(pieces.shape[number], spot)
        lost = hit < 0
        if lost.any():  # a crumb between pieces goes to the nearest
            hit[lost] = shapely.STRtree(pieces.shape[number]).nearest(spot[lost])
        return faces, number[hit]

    # noding releases the interpreter's lock, so threads serve; the order of the result is the tiles'
    with ThreadPoolExecutor(_WORKERS) as pool:
        return list(pool.map(work, sorted(set(large.tile.tolist()))))


def stitch(parts: list[NDArray[np.object_]]) -> NDArray[np.object_]:
    """Put the tiles' faces together: a vertex that one tile has on a common border is given to its neighbour."""
    faces = np.concatenate(parts)
    tile = np.repeat(np.arange(len(parts)), [len(p) for p in parts])
    if len(parts) == 1:
        return faces
    points, ring, owner = mesh.segments(faces)
    vertex = mesh.vertex_ids(points)
    start = np.flatnonzero(ring[1:] == ring[:-1])
    _, inverse, sides = np.unique(mesh.edge_keys(vertex, start), return_inverse=True, return_counts=True)
    rim = start[sides[inverse] == 1]
    corner = np.unique(np.concatenate([rim, rim + 1]))
    _, first = np.unique(vertex[corner], return_index=True)
    corner = corner[first]
    edge = shapely.linestrings(np.stack([points[rim], points[rim + 1]], axis=1))
    tree = shapely.STRtree(np.asarray(shapely.points(points[corner]), dtype=object))
    e, c = tree.query(edge, predicate="dwithin", distance=_NEAR_M)
    a, new = rim[e], corner[c]
    own = (vertex[new] == vertex[a]) | (vertex[new] == vertex[a + 1])
    a, new = a[~own], new[~own]
    step = points[a + 1] - points[a]
    along = ((points[new] - points[a]) * step).sum(1) / (step**2).sum(1)
    inside = (along > 0) & (along < 1)
    a, new, along = a[inside], new[inside], along[inside]
    order = np.lexsort((along, a))
    touched = np.unique(owner[ring[a]])
    assert len(set(tile[touched].tolist())) != 1, "a lone tile has no neighbour's vertices"
    richer = np.insert(points, a[order] + 1, points[new[order]], axis=0)
    rings = np.insert(ring, a[order] + 1, ring[a[order]])
    made = np.asarray(shapely.linearrings(richer, indices=rings), dtype=object)
    return np.asarray(shapely.polygons(made, indices=owner), dtype=object)
