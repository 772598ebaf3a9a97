"""The windows of a raster that zones need, each with the cells they cover in it: memory is bounded by a window."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from natres.core.raster.cover import CellCover
from natres.core.raster.grid import Tile

__all__ = ["TileCover", "tiles_of"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class TileCover:
    """A window and the cells zones cover in it, as places in the window's cells taken row by row.

    ``edge`` are cells on an edge with their share in the plane and their share on the ground; ``inside`` cells that
    lie wholly inside. ``edge_shape`` and ``inside_shape`` count among ``shapes``, those that have cells here.
    """

    tile: Tile
    shapes: Whole
    edge_shape: Whole
    edge: Whole
    share: Floats
    ground: Floats
    inside_shape: Whole
    inside: Whole


def tiles_of(cover: CellCover, height: int = 256, width: int = 1024) -> Iterator[TileCover]:
    """Yield the windows that hold a cell of any zone, from top to bottom; others are never read.

    Parameters
    ----------
    cover : what zones cover of a raster
    height, width : the largest window, in cells; windows begin at multiples of them
    """
    runs = _by_tile(cover, width)
    keys = [_key(cover.row, cover.col, height, width), _key(runs[1], runs[2], height, width)]
    orders = [np.argsort(key, kind="stable") for key in keys]
    sorted_keys = [key[order] for key, order in zip(keys, orders, strict=True)]
    for key in np.unique(np.concatenate([np.unique(key) for key in sorted_keys])).tolist():
        bounds = [np.searchsorted(each, (key, key + 1)) for each in sorted_keys]
        edge, run = (order[low:high] for order, (low, high) in zip(orders, bounds, strict=True))
        yield _tile(cover, edge, tuple(part[run] for part in runs))


def _key(row: Whole, col: Whole, height: int, width: int) -> Whole:
    return (row // height) * (1 << 32) + col // width


def _by_tile(cover: CellCover, width: int) -> tuple[Whole, ...]:
    """Return runs (shape, row, start, stop) divided where windows meet."""
    first = cover.start // width
    count = (cover.stop - 1) // width - first + 1
    run = np.repeat(np.arange(len(count)), count)
    nth = first[run] + np.arange(len(run)) - np.repeat(np.cumsum(count) - count, count)
    start = np.maximum(cover.start[run], nth * width)
    stop = np.minimum(cover.stop[run], (nth + 1) * width)
    return cover.run_shape[run], cover.run_row[run], start, stop


def _tile(cover: CellCover, edge: NDArray[np.intp], runs: tuple[Whole, ...]) -> TileCover:
    shape, run_row, start, stop = runs
    row, col = cover.row[edge], cover.col[edge]
    rows = np.concatenate([row, run_row])
    top, left = int(rows.min()), int(np.concatenate([col, start]).min())
    right = int(np.concatenate([col + 1, stop]).max())
    tile = Tile(top, left, int(rows.max()) + 1 - top, right - left)
    length = stop - start
    ends = np.cumsum(length)
    # The places of a run follow one another; where a run begins, the step leads there from the end of the last.
    first = (run_row - top) * tile.width + start - left
    inside = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(first - (ends - length), length)
    shapes, local = np.unique(np.concatenate([cover.shape[edge], shape]), return_inverse=True)
    return TileCover(
        tile, shapes, local[: len(edge)], (row - top) * tile.width + col - left, cover.share[edge], cover.ground[edge],
        np.repeat(local[len(edge) :], length), inside,
    )  # fmt: skip
