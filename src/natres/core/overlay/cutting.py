"""Shapes cut with shapes, many pairs at once: on threads, large shapes in parts, and pair by pair where GEOS fails."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.core.outlines import areal_each
from natres.core.overlay.nearby import Nearby
from natres.errors import BadData

__all__ = ["Cut", "cut_pairs", "in_parallel", "subdivided"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Shapes = NDArray[np.object_]
Result = TypeVar("Result")

#: Pairs cut by one thread at a time: enough to make starting it cheap, few enough to keep its results small.
_CHUNK = 500
#: A shape of more vertices than this is cut in parts of at most so many.
_VERTICES = 160
#: The survey's grid: what GEOS cannot cut as it is, is cut on it.
_GRID_M = 1e-4
#: A piece of no more mean width than this is what doubles of eight digits leave of a point on a line.
_NOISE_M = 2e-8
_POLYGON = 3


@dataclass(frozen=True, eq=False)
class Cut:
    """The ground that pairs of rows share: rows, shapes of areas, m² of each, and pairs that were eased onto a grid.

    The areas are those before the shapes were put back to coordinates of eight digits.
    """

    first: Rows
    second: Rows
    shape: Shapes
    area_m2: Floats
    eased: tuple[tuple[int, int], ...] = ()

    @classmethod
    def joined(cls, cuts: "Sequence[Cut]") -> "Cut":
        """Return all pieces of several cuts, one after the other."""
        none = np.zeros(0, dtype=np.intp)
        return cls(
            np.concatenate([none, *(cut.first for cut in cuts)]),
            np.concatenate([none, *(cut.second for cut in cuts)]),
            np.concatenate([np.zeros(0, dtype=object), *(cut.shape for cut in cuts)]),
            np.concatenate([np.zeros(0), *(cut.area_m2 for cut in cuts)]),
            tuple(pair for cut in cuts for pair in cut.eased),
        )


def cut_pairs(first: Shapes, second: Shapes, pairs: tuple[Rows, Rows]) -> Cut:
    """Return what each pair of rows shares; pairs that share no area are left out.

    Parameters
    ----------
    first, second : valid polygons and multipolygons on one plane
    pairs : rows of ``first`` and of ``second``, of the same length

    Raises
    ------
    BadData : ``OVERLAY_FAILED`` for two shapes that cannot be cut even on the survey's grid

    >>> a, b = np.array([shapely.box(0, 0, 2, 2)]), np.array([shapely.box(1, 0, 3, 2), shapely.box(2, 0, 3, 2)])
    >>> cut = cut_pairs(a, b, (np.array([0, 0]), np.array([0, 1])))
    >>> cut.second.tolist(), cut.area_m2.tolist()
    ([0], [2.0])
    """
    rows, left = np.unique(pairs[0], return_inverse=True)
    others, right = np.unique(pairs[1], return_inverse=True)
    near = Nearby.of(first[rows])
    one, two = near.of_shapes(first[rows]), near.of_shapes(second[others])

    def cut(start: int) -> Cut:
        places = slice(start, start + _CHUNK)
        return _chunk(_Work(one, two, rows, others, near), left[places], right[places])

    return Cut.joined(in_parallel(cut, list(range(0, len(left), _CHUNK))))


def in_parallel(work: Callable[[int], Result], items: Sequence[int]) -> list[Result]:
    """Do ``work`` for every item, on threads where there are several, and return the results in their order."""
    if len(items) < 2:
        return [work(item) for item in items]
    with ThreadPoolExecutor(max_workers=min(8, os.cpu_count() or 1)) as pool:
        return list(pool.map(work, items))


@dataclass(frozen=True, eq=False)
class _Work:
    """The shapes that are cut, near the origin, and the rows they are of."""

    one: Shapes
    two: Shapes
    rows: Rows
    others: Rows
    near: Nearby


def _chunk(work: _Work, left: Rows, right: Rows) -> Cut:
    eased: list[tuple[int, int]] = []
    try:
        shared = shapely.intersection(work.one[left], work.two[right])
    except shapely.GEOSException:  # one pair spoils the whole array: go through them one by one
        shared = np.empty(len(left), dtype=object)
        for n, (a, b) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
            shared[n], easy = _one(work, a, b)
            if not easy:
                eased.append((int(work.rows[a]), int(work.others[b])))
    area = shapely.area(shared)
    there = 2.0 * area > _NOISE_M * shapely.length(shared)
    left, right, shared, area = left[there], right[there], shared[there], area[there]
    shared = areal_each(shared)  # without the lines where borders meet
    return Cut(work.rows[left], work.others[right], work.near.back(shared), area, tuple(eased))


def _one(work: _Work, one: int, other: int) -> tuple[shapely.Geometry, bool]:
    """Return what two shapes share, and whether they could be cut as they are."""
    a, b = work.one[one], work.two[other]
    try:
        return shapely.intersection(a, b), True
    except shapely.GEOSException:
        pass
    try:
        return shapely.intersection(shapely.make_valid(a), shapely.make_valid(b), grid_size=_GRID_M), False
    except shapely.GEOSException as error:
        facts = {"row": int(work.rows[one]), "other": int(work.others[other]), "why": str(error)[:200]}
        raise BadData("OVERLAY_FAILED", **facts) from None


def subdivided(shapes: Shapes, vertices: int = _VERTICES) -> tuple[Shapes, Rows]:
    """Return the shapes in parts of at most ``vertices`` vertices, halved across their longer side, and their rows.

    >>> ring = shapely.Point(0, 0).buffer(100, quad_segs=200)
    >>> parts, rows = subdivided(np.array([ring]))
    >>> bool(shapely.get_num_coordinates(parts).max() <= 160), set(rows.tolist())
    (True, {0})
    >>> abs(float(shapely.area(parts).sum()) - ring.area) < 1e-8
    True
    """
    done: list[Shapes] = []
    rows: list[Rows] = []
    todo, owner = shapely.get_parts(shapes, return_index=True)
    while len(todo):
        large = shapely.get_num_coordinates(todo) > vertices
        done.append(todo[~large])
        rows.append(owner[~large])
        todo, owner = _halved(todo[large], owner[large])
    if not done:
        return shapes[:0], np.zeros(0, dtype=np.intp)
    return np.concatenate(done), np.concatenate(rows)


def _halved(shapes: Shapes, owner: Rows) -> tuple[Shapes, Rows]:
    if not len(shapes):
        return shapes, owner
    west, south, east, north = shapely.bounds(shapes).T
    across = (east - west) >= (north - south)
    x, y = np.where(across, (west + east) / 2, east), np.where(across, north, (south + north) / 2)
    lower = shapely.box(west, south, x, y)
    upper = shapely.box(np.where(across, x, west), np.where(across, south, y), east, north)
    halves = np.concatenate([shapely.intersection(shapes, lower), shapely.intersection(shapes, upper)])
    parts, place = shapely.get_parts(halves, return_index=True)
    kept = (shapely.get_type_id(parts) == _POLYGON) & ~shapely.is_empty(parts)
    return parts[kept], np.concatenate([owner, owner])[place[kept]]
