"""One raster of classes, or two on one grid, as an analysis asks for them; windows are read ahead on a thread."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from natres.core.raster import Grid, Tile, TileCover, compare_grids
from natres.core.raster.nearest import cells_under
from natres.errors import BadData
from natres.labels import LANGUAGES, words
from natres.readers.rasters.classes import ClassRaster

__all__ = ["RasterValues", "pair_up"]

Codes = NDArray[np.integer[Any]]

#: A window of the second raster larger than this is read in quarters, in cells.
_MOST_CELLS = 16_000_000


@dataclass(frozen=True, eq=False)
class RasterValues:
    """One raster or two; ``offset`` is the second one's first column and row in the grid of the first."""

    first: ClassRaster
    second: ClassRaster | None = None
    offset: tuple[int, int] = (0, 0)
    resampled: bool = False

    @property
    def grid(self) -> Grid:
        """The cells of the first raster."""
        return self.first.grid

    def known(self) -> tuple[Sequence[int], ...]:
        """Return the values met, per date."""
        return tuple(raster.values.known for raster in (self.first, self.second) if raster is not None)

    def windows(self, parts: Iterable[TileCover]) -> Iterator[tuple[TileCover, tuple[Codes, ...]]]:
        """Yield the codes of windows in their order; the next one is read while the last is added up."""
        with ThreadPoolExecutor(max_workers=1) as ahead:
            waiting = None
            for part in parts:
                coming = (part, ahead.submit(self._read, part.tile))
                if waiting is not None:
                    yield waiting[0], waiting[1].result()
                waiting = coming
            if waiting is not None:
                yield waiting[0], waiting[1].result()

    def _read(self, tile: Tile) -> tuple[Codes, ...]:
        codes = self.first.read(tile)
        if self.second is None:
            return (codes,)
        other = _nearest(self.first.grid, self.second, tile) if self.resampled else self._shifted(self.second, tile)
        return codes, other

    def _shifted(self, second: ClassRaster, tile: Tile) -> Codes:
        """Read a window of a raster whose cells lie on cells; beyond it there is no value."""
        moved = Tile(tile.row - self.offset[1], tile.col - self.offset[0], tile.height, tile.width)
        return _within(second, moved)


def _within(raster: ClassRaster, tile: Tile) -> Codes:
    """Read a window that may reach beyond the raster."""
    top, left = max(tile.row, 0), max(tile.col, 0)
    bottom = min(tile.row + tile.height, raster.grid.height)
    right = min(tile.col + tile.width, raster.grid.width)
    codes = np.zeros((tile.height, tile.width), dtype=np.int32)
    if top < bottom and left < right:
        part = raster.read(Tile(top, left, bottom - top, right - left))
        codes[top - tile.row : bottom - tile.row, left - tile.col : right - tile.col] = part
    return codes


def _nearest(grid: Grid, raster: ClassRaster, tile: Tile) -> Codes:
    """Read for each cell of a window the cell of another raster under its middle."""
    rows, cols = cells_under(grid, raster.grid, tile)
    there = (rows >= 0) & (rows < raster.grid.height) & (cols >= 0) & (cols < raster.grid.width)
    codes = np.zeros((tile.height, tile.width), dtype=np.int32)
    if not there.any():
        return codes
    top, left = int(rows[there].min()), int(cols[there].min())
    height, width = int(rows[there].max()) + 1 - top, int(cols[there].max()) + 1 - left
    if height * width > _MOST_CELLS and tile.height * tile.width > 1:
        for part in _quarters(tile):
            at = (slice(part.row - tile.row, part.row - tile.row + part.height), slice(part.col - tile.col, None))
            codes[at][:, : part.width] = _nearest(grid, raster, part)
        return codes
    found = raster.read(Tile(top, left, height, width))
    codes[there] = found[rows[there] - top, cols[there] - left]
    return codes


def _quarters(tile: Tile) -> list[Tile]:
    row, col = (tile.height + 1) // 2, (tile.width + 1) // 2
    parts = [
        Tile(tile.row + top, tile.col + left, height, width)
        for top, height in ((0, row), (row, tile.height - row))
        for left, width in ((0, col), (col, tile.width - col))
    ]
    return [part for part in parts if part.height and part.width]


def pair_up(first: ClassRaster, second: ClassRaster | None, *, resample: bool = False) -> RasterValues:
    """Put two rasters on one grid: cell on cell, or the second by its nearest cells where that was asked for.

    Raises
    ------
    BadData : ``RASTER_GRIDS`` where the cells do not lie on one another, with what differs
    """
    if second is None:
        return RasterValues(first)
    difference = compare_grids(first.grid, second.grid)
    if difference.what and not resample:
        raise BadData("RASTER_GRIDS", file=second.file_name, **_told(first, second, difference.what))
    return RasterValues(first, second, difference.offset, resampled=bool(difference.what))


def _told(first: ClassRaster, second: ClassRaster, what: Sequence[str]) -> dict[str, Any]:
    """Return what two rasters differ in, in words, with both values."""
    said = {language: "；".join(_of(first, second, each, language) for each in what) for language in LANGUAGES}
    return {"other": first.file_name, "value": said}


def _of(first: ClassRaster, second: ClassRaster, what: str, language: str) -> str:
    one, two = (_facts(raster)[what] for raster in (first, second))
    return words(language)[f"zonal.differs_{what}"].format(first=one, second=two)


def _facts(raster: ClassRaster) -> dict[str, str]:
    grid = raster.grid
    digits = ".9f" if grid.crs.is_geographic else ".4f"
    a, b, c, d, e, f = grid.transform
    return {
        "system": raster.provenance.crs,
        "cell": " × ".join(f"{size:.10g}" for size in grid.cell),
        "origin": f"({c:{digits}}, {f:{digits}})",
        "turn": f"{np.degrees(np.arctan2(d, a)):.6g}°" if b or d or e else "0°",
    }
