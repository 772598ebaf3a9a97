"""Exactly how much of each cell a shape covers: its edges are walked from cell to cell, its inside is runs of cells.

A piece of an edge that drops by Δy in a cell puts Δy·(1 − x̄) of that cell and Δy of every cell to the right of it
inside (x̄ is the piece's middle, from the cell's left side). Summed over the edges of a shape that is its exact share
of every cell; holes and parts need no case of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from natres.core.rings import Rings, first_of_rings

__all__ = ["CellCover", "Stretch", "cover_cells"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

#: So many pieces of edges are walked at once.
_PIECES = 2_000_000
#: A share of a cell that is none: what sums of doubles leave.
_NOTHING = 1e-11


@dataclass(frozen=True, eq=False)
class CellCover:
    """The cells that shapes cover, in the order of the shapes.

    Cells on an edge stand one by one: ``shape``, ``row``, ``col``, the ``share`` of the cell in the plane (0–1] and
    ``ground``, its share on the ellipsoid. Cells that lie wholly inside stand as runs of a row: ``run_shape``,
    ``run_row``, first column ``start`` and the column ``stop`` behind the last.
    """

    shape: Whole
    row: Whole
    col: Whole
    share: Floats
    ground: Floats
    run_shape: Whole
    run_row: Whole
    start: Whole
    stop: Whole

    @classmethod
    def joined(cls, parts: "list[CellCover]") -> Self:
        """Return the cells of several lots of shapes as those of one."""
        fields = list(cls.__dataclass_fields__)
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in fields))


class _Pieces(NamedTuple):
    """Pieces of edges, each in one cell: both ends, and the edge it is of."""

    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats
    edge: NDArray[np.intp]


#: From the row of a piece and how far down in it (0–1) an end lies to the share of the row's ground above that end.
Stretch = Callable[[Whole, Floats], Floats]


def cover_cells(
    shapes: NDArray[Any], width: int, height: int, *, noise: float = 0.0, stretch: Stretch | None = None
) -> CellCover:
    """Return how much of each cell every shape covers.

    Parameters
    ----------
    shapes : valid polygons and multipolygons in columns and rows, inside the raster; shape (n,)
    width, height : of the raster, in cells
    noise : vertices nearer than this to a line between cells are taken as lying on it
    stretch : how the ground of a row is spread from its top to its bottom; by default evenly

    >>> import shapely
    >>> found = cover_cells(np.array([shapely.box(0.5, 0.0, 3.0, 1.0)]), 4, 1)
    >>> list(zip(found.col.tolist(), found.share.tolist())), found.start.tolist(), found.stop.tolist()
    ([(0, 0.5)], [1], [3])
    >>> cover_cells(np.array([shapely.Polygon(), None]), 4, 1).share.tolist()
    []
    """
    rings = Rings(shapes)
    if not len(rings.points):
        return _nothing()
    points = _on_lines(rings.points, noise)
    signs = _signs(rings, points)
    joined = rings.ring[1:] == rings.ring[:-1]
    start, end = points[:-1][joined], points[1:][joined]
    of_ring = rings.ring[:-1][joined]
    weight = np.abs(end - start).sum(axis=1) + 1.0
    parts: list[CellCover] = []
    for first, last in _lots(weight, rings.owner[of_ring]):
        pieces = _cut(start[first:last], end[first:last])
        ring = of_ring[first:last][pieces.edge]
        parts.append(_walked(pieces, rings.owner[ring], signs[ring], (width, height), stretch))
    return CellCover.joined(parts)


def _nothing() -> CellCover:
    none, empty = np.zeros(0, dtype=np.int64), np.zeros(0)
    return CellCover(none, none, none, empty, empty, none, none, none, none)


def _on_lines(points: Floats, noise: float) -> Floats:
    whole = np.rint(points)
    return np.where(np.abs(points - whole) <= noise, whole, points)


def _signs(rings: Rings, points: Floats) -> Floats:
    """Return for each ring what makes its edges count as inside on their right: outer rings either way round."""
    first = first_of_rings(rings.ring)
    local = points - np.repeat(points[first], np.diff(np.append(first, len(points))), axis=0)
    cross = np.zeros(len(points))
    cross[:-1] = local[:-1, 0] * local[1:, 1] - local[1:, 0] * local[:-1, 1]
    cross[np.append(first[1:], len(points)) - 1] = 0.0
    return -np.sign(np.add.reduceat(cross, first)) * rings.sign


def _lots(weight: Floats, owner: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Return ranges of edges that are walked at once; no shape is divided."""
    ends = np.append(np.flatnonzero(np.diff(owner)) + 1, len(owner))
    total = np.cumsum(weight)[ends - 1]
    lots, first, base = list[tuple[int, int]](), 0, 0.0
    for end, reached in zip(ends.tolist(), total.tolist(), strict=True):
        if reached - base > _PIECES or end == len(owner):
            lots.append((first, end))
            first, base = end, reached
    return lots


def _cut(start: Floats, end: Floats) -> _Pieces:
    """Cut edges at the lines between cells; a cut lies on its line to the last digit."""
    edge, at, x, y = _cuts(start, end, 0)
    down, at_down, y_down, x_down = _cuts(start, end, 1)
    edges = np.concatenate([np.arange(len(start)), edge, down])
    order = np.lexsort((np.concatenate([np.zeros(len(start)), at, at_down]), edges))
    edges = edges[order]
    x0 = np.concatenate([start[:, 0], x, x_down])[order]
    y0 = np.concatenate([start[:, 1], y, y_down])[order]
    x1, y1 = np.append(x0[1:], 0.0), np.append(y0[1:], 0.0)
    last = np.append(edges[1:] != edges[:-1], True)
    x1[last], y1[last] = end[edges[last], 0], end[edges[last], 1]
    # A level piece adds nothing, and yet its cell is one on an edge; on a line between rows it is none.
    told = (y0 != y1) | ((x0 != x1) & (y0 != np.floor(y0)))
    return _Pieces(x0[told], y0[told], x1[told], y1[told], edges[told])


def _cuts(start: Floats, end: Floats, axis: int) -> tuple[NDArray[np.intp], Floats, Floats, Floats]:
    """Return where edges cross the lines of one axis: edge, how far along it, the line, the other coordinate."""
    one, other = start[:, axis], end[:, axis]
    first = np.floor(np.minimum(one, other)) + 1.0
    count = np.maximum(np.ceil(np.maximum(one, other)) - first, 0.0).astype(np.intp)
    edge = np.repeat(np.arange(len(start)), count)
    nth = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    line = first[edge] + nth
    at = (line - one[edge]) / (other - one)[edge]
    across = start[edge, 1 - axis] + at * (end - start)[edge, 1 - axis]
    return edge, at, line, across


def _walked(
    pieces: _Pieces, owner: NDArray[np.intp], sign: Floats, size: tuple[int, int], stretch: Stretch | None
) -> CellCover:
    """Add the pieces of edges up cell by cell, and from left to right along every row."""
    width, height = size
    middle = (pieces.x0 + pieces.x1) / 2.0
    row = np.clip(np.floor((pieces.y0 + pieces.y1) / 2.0), 0, height - 1).astype(np.int64)
    col = np.maximum(np.floor(middle), 0).astype(np.int64)
    kept = np.flatnonzero(col < width)  # what lies on the right side of the raster has no cell to the right of it
    line = owner.astype(np.int64) * height + row
    order = kept[np.argsort((line * width + col)[kept], kind="stable")]
    if not len(order):
        return _nothing()
    first = first_of_rings((line * width + col)[order])
    line, col, sign, part = line[order], col[order], sign[order], (col + 1 - middle)[order]
    drop = (pieces.y1 - pieces.y0)[order] * sign
    down = np.add.reduceat(drop, first)
    share = np.add.reduceat(drop * part, first)
    line, col = line[first], col[first]
    before = _before(down, line)
    share += before
    ground = share
    if stretch is not None:
        deep = (stretch(row, pieces.y1 - row) - stretch(row, pieces.y0 - row))[order] * sign
        ground = np.add.reduceat(deep * part, first) + _before(np.add.reduceat(deep, first), line)
    return _cells(line, col, (share, ground), before + down, size)


def _before(down: Floats, line: Whole) -> Floats:
    """Return for each cell what the cells before it in its line add up to."""
    total = np.cumsum(down) - down
    first = first_of_rings(line)
    return total - np.repeat(total[first], np.diff(np.append(first, len(line))))


def _cells(line: Whole, col: Whole, shares: tuple[Floats, Floats], after: Floats, size: tuple[int, int]) -> CellCover:
    """Return cells on edges, and between them the runs of cells that lie inside."""
    width, height = size
    shape, row = np.divmod(line, height)
    stop = np.append(col[1:], width)
    stop[np.append(line[1:] != line[:-1], True)] = width
    share, ground = np.clip(shares, 0.0, 1.0)
    there = share > _NOTHING
    run = (after > 0.5) & (stop > col + 1)
    return CellCover(
        shape[there], row[there], col[there], share[there], ground[there],
        shape[run], row[run], col[run] + 1, stop[run],
    )  # fmt: skip
