"""Which shape lies under each sample of a picture: even-odd scanlines over all shapes at once, strip by strip.

Every edge is cut by the rows of samples with the same arithmetic whichever shape it belongs to, so two shapes that
share a border share its samples out between them: none is left white, none is painted twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["NOTHING", "Edges", "Frame", "edges_of", "strips"]

#: Where no shape lies.
NOTHING = -1

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Frame:
    """A piece of ground and the samples that show it.

    Parameters
    ----------
    west, north : its upper left corner, in metres
    size_m : side of a sample on the ground, in metres
    columns, rows : how many samples there are
    """

    west: float
    north: float
    size_m: float
    columns: int
    rows: int


@dataclass(frozen=True, eq=False)
class Edges:
    """Edges of shapes in samples from the upper left, the upper end first, by the row they begin in."""

    x0: Floats
    y0: Floats
    slope: Floats
    first: Ints
    last: Ints
    owner: Ints


def edges_of(shapes: NDArray[np.object_], frame: Frame) -> Edges:
    """Return the edges of polygons that cross a row of samples of a frame.

    >>> frame = Frame(0.0, 4.0, 1.0, 4, 4)
    >>> edges_of(np.array([shapely.box(1, 1, 3, 3)]), frame).owner
    array([0, 0])
    """
    rings, owners = _rings(shapes)
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    x = (points[:, 0] - frame.west) / frame.size_m
    y = (frame.north - points[:, 1]) / frame.size_m
    inside = ring_of[1:] == ring_of[:-1]
    ax, ay, bx, by = (values[inside] for values in (x[:-1], y[:-1], x[1:], y[1:]))
    owner = owners[ring_of[:-1][inside]]
    flip = ay > by
    x0, y0, x1, y1 = (np.where(flip, b, a) for a, b in ((ax, bx), (ay, by), (bx, ax), (by, ay)))
    # A row of samples runs through the middles of its pixels.
    first = np.maximum(np.ceil(y0 - 0.5), 0).astype(np.int64)
    last = np.minimum(np.ceil(y1 - 0.5), frame.rows).astype(np.int64)
    kept = np.flatnonzero(first < last)
    kept = kept[np.argsort(first[kept], kind="stable")]
    x0, y0, x1, y1 = (values[kept] for values in (x0, y0, x1, y1))
    return Edges(x0, y0, (x1 - x0) / (y1 - y0), first[kept], last[kept], owner[kept])


def _rings(shapes: NDArray[np.object_]) -> tuple[NDArray[Any], Ints]:
    """Return all rings and the place of the shape each belongs to."""
    parts, part_owner = shapely.get_parts(shapes, return_index=True)
    areal = shapely.get_type_id(parts) == 3
    rings, ring_part = shapely.get_rings(parts[areal], return_index=True)
    return rings, part_owner[areal][ring_part].astype(np.int64)


def strips(edges: Edges, frame: Frame, height: int) -> Iterator[tuple[int, NDArray[np.int32]]]:
    """Yield strips of a picture from the top: the first row of each, and per sample the shape it lies in.

    Where shapes lie over one another the later one is seen.

    >>> frame = Frame(0.0, 2.0, 1.0, 3, 2)
    >>> pair = np.array([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 2, 2)])
    >>> [strip.tolist() for _, strip in strips(edges_of(pair, frame), frame, 2)]
    [[[-1, 1, -1], [0, 1, -1]]]
    """
    for top in range(0, frame.rows, height):
        yield top, strip(edges, frame, top, min(height, frame.rows - top))


def strip(edges: Edges, frame: Frame, top: int, height: int) -> NDArray[np.int32]:
    """Return ``height`` rows of a picture from row ``top``: per sample the shape it lies in, `NOTHING` for none."""
    upto = np.searchsorted(edges.first, top + height)
    near = np.flatnonzero(edges.last[:upto] > top)
    first, last = np.maximum(edges.first[near], top), np.minimum(edges.last[near], top + height)
    count = last - first
    edge = np.repeat(near, count)
    row = np.repeat(first - np.cumsum(count) + count, count) + np.arange(len(edge))
    x = edges.x0[edge] + (row + 0.5 - edges.y0[edge]) * edges.slope[edge]
    column = np.clip(np.ceil(x - 0.5), 0, frame.columns).astype(np.int64)
    return _filled(edges.owner[edge], row - top, column, frame.columns, height)


def _filled(owner: Ints, row: Ints, column: Ints, columns: int, height: int) -> NDArray[np.int32]:
    """Return the rows between pairs of crossings: a shape begins at one and ends at the next."""
    wide = columns + 1
    owners = int(owner.max()) + 1 if len(owner) else 1
    # One number holds row, shape and column, so that plain sorting brings the pairs together.
    keys = np.sort((row * owners + owner) * wide + column)
    begin, end = keys[0::2], keys[1::2]
    wanted = begin != end
    begin, end = begin[wanted], end[wanted]
    line, start, stop = begin // wide // owners, begin % wide, end % wide
    shape = begin // wide % owners
    flat = np.zeros(height * wide + 1, dtype=np.int32)
    order = np.argsort(line * wide + start, kind="stable")
    line, start, stop, shape = line[order], start[order], stop[order], shape[order]
    at, till = line * wide + start, line * wide + stop
    if not len(at) or (at[1:] >= till[:-1]).all():
        flat[at] += (shape + 1).astype(np.int32)
        flat[till] -= (shape + 1).astype(np.int32)
        np.cumsum(flat, out=flat)
    else:
        _paint_over(flat, at, till, shape)
    return flat[:-1].reshape(height, wide)[:, :columns] - 1


def _paint_over(flat: NDArray[np.int32], at: Ints, till: Ints, shape: Ints) -> None:
    """Fill runs that lie over one another, later shapes last."""
    order = np.argsort(shape, kind="stable")
    at, length = at[order], (till - at)[order]
    places = np.repeat(at - np.cumsum(length) + length, length) + np.arange(int(length.sum()))
    flat[places] = np.repeat((shape[order] + 1).astype(np.int32), length)
