"""Hatches of land classes whose colours are too near each other: small patterns that repeat over the sheet."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["TILE_MM", "hatch_tile"]

#: Side of a pattern on paper.
TILE_MM = 4.0
#: Half the width of a hatched line, on paper.
_HALF_MM = 0.055

Grid = NDArray[np.floating[Any]]


def _lines(distance: Grid) -> Grid:
    """Return how far from the nearest line each place is, given its place across lines 1 apart, in spacings."""
    return np.abs(distance - np.round(distance))


def _slanted(x: Grid, y: Grid, sign: int, lines: int) -> Grid:
    return _lines((x + sign * y) / TILE_MM * lines) * TILE_MM / lines / np.sqrt(2.0)


def _upright(x: Grid, lines: int) -> Grid:
    return _lines(x / TILE_MM * lines) * TILE_MM / lines


def _staggered(x: Grid, y: Grid) -> tuple[Grid, Grid]:
    """Return places relative to the middle of marks that stand two to a tile, every other row moved by half."""
    row = np.floor(y / (TILE_MM / 2))
    across = np.mod(x - row * TILE_MM / 4, TILE_MM / 2) - TILE_MM / 4
    return across, y - (row + 0.5) * TILE_MM / 2


def _dots(x: Grid, y: Grid) -> Grid:
    across, down = _staggered(x, y)
    return np.hypot(across, down) - 0.1


def _rings(x: Grid, y: Grid) -> Grid:
    across, down = _staggered(x, y)
    return np.abs(np.hypot(across, down) - 0.36)


def _dashes(x: Grid, y: Grid) -> Grid:
    across, down = _staggered(x, y)
    return np.hypot(np.maximum(np.abs(across) - 0.45, 0.0), down)


def _ticks(x: Grid, y: Grid) -> Grid:
    """Two blades of grass that meet at the ground."""
    across, down = _staggered(x, y)
    blade = np.abs(np.abs(across) - 0.45 * np.clip(0.3 - down, 0.0, 0.6)) / 1.1
    return np.where(np.abs(down) > 0.3, np.hypot(blade, np.abs(down) - 0.3), blade)


def _waves(x: Grid, y: Grid) -> Grid:
    return _lines((y + 0.18 * np.sin(2 * np.pi * x / (TILE_MM / 2))) / TILE_MM * 3) * TILE_MM / 3


#: Name of a hatch in a classification → distance of a place on paper (mm) from its ink.
_PATTERNS: Mapping[str, Callable[[Grid, Grid], Grid]] = {
    "/": lambda x, y: _slanted(x, y, 1, 3),
    "\\": lambda x, y: _slanted(x, y, -1, 3),
    "x": lambda x, y: np.minimum(_slanted(x, y, 1, 2), _slanted(x, y, -1, 2)),
    "+": lambda x, y: np.minimum(_upright(x, 3), _upright(y, 3)),
    "|": lambda x, y: _upright(x, 4),
    "-": lambda x, y: _upright(y, 4),
    "=": _dashes,
    ".": _dots,
    "o": _rings,
    "v": _ticks,
    "~": _waves,
}


@lru_cache(maxsize=64)
def hatch_tile(name: str, side: int) -> Grid:
    """Return a pattern as the share of ink (0 to 1) in each of ``side`` × ``side`` pixels; a blank name has none.

    >>> hatch_tile("", 2).tolist(), bool(hatch_tile("/", 48).max() > 0.9), bool(hatch_tile("/", 48).mean() < 0.2)
    ([[0.0, 0.0], [0.0, 0.0]], True, True)
    """
    if not name:
        return np.zeros((side, side))
    pixel = TILE_MM / side
    places = (np.arange(side) + 0.5) * pixel
    across, down = np.broadcast_to(places, (side, side)), np.broadcast_to(places[:, None], (side, side))
    away = _PATTERNS[name](across, down)
    return np.clip((_HALF_MM + pixel / 2 - away) / pixel, 0.0, 1.0)
