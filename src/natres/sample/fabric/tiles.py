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
    if len(parts) == 1:
        return faces
    rings = _Rings(*mesh.segments(faces))
    rings.join_near_vertices()
    rings.share_vertices()
    made = np.asarray(shapely.linearrings(rings.points, indices=rings.ring), dtype=object)
    return np.asarray(shapely.polygons(made, indices=rings.owner), dtype=object)


class _Rings:
    """Closed rings as parallel arrays: vertices, the ring of each, the face of each ring."""

    def __init__(self, points: NDArray[np.float64], ring: NDArray[np.int64], owner: NDArray[np.int64]) -> None:
        self.points, self.ring, self.owner = points, ring, owner

    def _rim(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return vertex numbers, the starts of edges with one side only, and one index per vertex on them."""
        vertex = mesh.vertex_ids(self.points)
        start = np.flatnonzero(self.ring[1:] == self.ring[:-1])
        _, inverse, sides = np.unique(mesh.edge_keys(vertex, start), return_inverse=True, return_counts=True)
        rim = start[sides[inverse] == 1]
        corner = np.unique(np.concatenate([rim, rim + 1]))
        return vertex, rim, corner[np.unique(vertex[corner], return_index=True)[1]]

    def join_near_vertices(self) -> None:
        """Make one of rim vertices that lie within two millimetres: two tiles rounded one crossing differently."""
        vertex, _, corner = self._rim()
        spot = np.asarray(shapely.points(self.points[corner]), dtype=object)
        a, b = shapely.STRtree(spot).query(spot, predicate="dwithin", distance=1.5 * _NEAR_M)
        goes = np.arange(len(corner))
        np.minimum.at(goes, a, b)
        target = np.arange(int(vertex.max()) + 1)
        place = np.empty(len(target), dtype=np.int64)
        place[vertex] = np.arange(len(vertex))
        target[vertex[corner]] = vertex[corner[goes[goes]]]
        self.points = self.points[place[target[vertex]]]
        again = np.r_[False, (self.points[1:] == self.points[:-1]).all(1) & (self.ring[1:] == self.ring[:-1])]
        self.points, self.ring = self.points[~again], self.ring[~again]

    def share_vertices(self) -> None:
        """Insert into every rim edge the vertices that lie on it."""
        vertex, rim, corner = self._rim()
        points = self.points
        edge = np.asarray(shapely.linestrings(np.stack([points[rim], points[rim + 1]], axis=1)), dtype=object)
        tree = shapely.STRtree(np.asarray(shapely.points(points[corner]), dtype=object))
        e, c = tree.query(edge, predicate="dwithin", distance=_NEAR_M)
        a, new = rim[e], corner[c]
        step = points[a + 1] - points[a]
        along = ((points[new] - points[a]) * step).sum(1) / (step**2).sum(1)
        inside = (along > 0) & (along < 1) & (vertex[new] != vertex[a]) & (vertex[new] != vertex[a + 1])
        a, new, along = a[inside], new[inside], along[inside]
        order = np.lexsort((along, a))
        self.points = np.insert(points, a[order] + 1, points[new[order]], axis=0)
        self.ring = np.insert(self.ring, a[order] + 1, self.ring[a[order]])
