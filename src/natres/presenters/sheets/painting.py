"""Areas of a sheet as a picture of 300 dots an inch: colours, hatches and outlines, smooth at every edge.

Each pixel is the mean of four samples, so an edge is soft without a gap between two neighbours that share it.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.presenters.sheets.hatches import TILE_MM, hatch_tile
from natres.presenters.sheets.scanlines import NOTHING, Edges, Frame, edges_of, strip

__all__ = ["DOTS_PER_INCH", "Painted", "Picture", "paint", "swatch"]

DOTS_PER_INCH = 300
_MM_PER_INCH = 25.4
_SAMPLES = 2
#: So many rows of pixels are painted at a time.
_STRIP = 256
_WORKERS = 2
#: Outlines of areas below this on paper would blacken the sheet.
_OUTLINED_MM2 = 1.6
#: How much darker the ink of a hatch is than the colour below it.
_INK_SHARE = 0.46

Pixels = NDArray[np.uint8]
Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Painted:
    """Areas to be painted: shapes in metres, per shape an index into colours and hatches, -1 for grey.

    Parameters
    ----------
    outline : ``#rrggbb`` of the thin outline; empty for none
    alpha : how much of what lies below is covered, 0 to 1
    """

    shapes: NDArray[np.object_]
    index: NDArray[np.integer[Any]]
    colours: Sequence[str]
    hatches: Sequence[str] = ()
    outline: str = "#5a5a5a"
    alpha: float = 1.0


class Picture(NamedTuple):
    """Rows × columns × red, green, blue, and the size of the picture on paper."""

    pixels: Pixels
    width_mm: float
    height_mm: float


@dataclass(frozen=True, eq=False)
class _Layer:
    """What a layer needs while strips are painted."""

    edges: Edges
    category: NDArray[np.int16]
    colours: NDArray[np.float32]
    tiles: NDArray[np.float32]
    outlined: NDArray[np.bool_]
    outline: NDArray[np.float32] = field(default_factory=lambda: np.zeros(3, dtype=np.float32))
    alpha: float = 1.0


def paint(
    layers: Sequence[Painted],
    west: float,
    north: float,
    scale: int,
    size_mm: tuple[float, float],
    paper: str = "#ffffff",
) -> Picture:
    """Return the ground from its upper left corner at 1 : ``scale`` on ``size_mm`` of paper, the first layer lowest.

    >>> green = Painted(np.array([shapely.box(0, 0, 1000, 1000)]), np.array([0]), ["#00ff00"], outline="")
    >>> picture = paint([green], 0.0, 1000.0, 100_000, (10.0, 10.0))
    >>> picture.pixels.shape, picture.pixels[5, 5].tolist()
    ((118, 118, 3), [0, 255, 0])
    """
    columns, rows = (round(side / _MM_PER_INCH * DOTS_PER_INCH) for side in size_mm)
    width, height = (count * _MM_PER_INCH / DOTS_PER_INCH for count in (columns, rows))
    size = _MM_PER_INCH / DOTS_PER_INCH / _SAMPLES * scale / 1000.0
    frame = Frame(west, north, size, columns * _SAMPLES, rows * _SAMPLES)
    ready = [_prepared(layer, frame, scale) for layer in layers]
    pixels = np.empty((rows, columns, 3), dtype=np.uint8)

    def one(top: int) -> None:
        high = min(_STRIP, rows - top)
        pixels[top : top + high] = _strip(ready, frame, top, high, paper)

    with ThreadPoolExecutor(_WORKERS) as pool:
        list(pool.map(one, range(0, rows, _STRIP)))
    return Picture(pixels, width, height)


def swatch(colour: str, hatch: str, width_mm: float, height_mm: float) -> Pixels:
    """Return a sample of a colour with its hatch, as the map shows it.

    >>> swatch("#ff0000", "", 1.0, 1.0).shape
    (12, 12, 3)
    """
    rows, columns = (round(side / _MM_PER_INCH * DOTS_PER_INCH) for side in (height_mm, width_mm))
    side = round(TILE_MM / _MM_PER_INCH * DOTS_PER_INCH)
    ink = hatch_tile(hatch, side)[np.ix_(np.arange(rows) % side, np.arange(columns) % side)]
    return np.rint(_rgb(colour) * (1.0 - ink * _INK_SHARE)[..., None]).astype(np.uint8)


def _prepared(layer: Painted, frame: Frame, scale: int) -> _Layer:
    colours = np.array([_rgb(colour) for colour in (*layer.colours, "#d9d9d9")], dtype=np.float32)
    side = round(TILE_MM / _MM_PER_INCH * DOTS_PER_INCH)
    hatches = [*layer.hatches, *[""] * (len(colours) - len(layer.hatches))]
    tiles = np.stack([hatch_tile(name, side) for name in hatches]).astype(np.float32)
    on_paper = shapely.area(layer.shapes) * (1000.0 / scale) ** 2
    category = np.where(np.asarray(layer.index) < 0, len(colours) - 1, layer.index).astype(np.int16)
    outlined = (on_paper >= _OUTLINED_MM2) & bool(layer.outline)
    outline = _rgb(layer.outline or "#000000")
    return _Layer(edges_of(layer.shapes, frame), category, colours, tiles, outlined, outline, layer.alpha)


def _rgb(colour: str) -> NDArray[np.float32]:
    return np.frombuffer(bytes.fromhex(colour[1:]), dtype=np.uint8).astype(np.float32)


def _strip(layers: Sequence[_Layer], frame: Frame, top: int, high: int, paper: str) -> Pixels:
    """Return the pixels of some rows; one more row of samples is looked at, for the outlines along the last."""
    first, count = top * _SAMPLES, high * _SAMPLES
    made = np.empty((high, frame.columns // _SAMPLES, 3), dtype=np.float32)
    made[:] = _rgb(paper)
    for layer in layers:
        below = min(count + 1, frame.rows - first)
        owner = strip(layer.edges, frame, first, below)
        if owner.max(initial=NOTHING) == NOTHING:
            continue
        covered, colour = _mean_colour(layer, owner[:count], top)
        made += (colour - made) * (covered * layer.alpha)[..., None]
        edge = _edges(layer, owner, count)[..., None]
        made += (layer.outline - made) * edge
    return np.clip(np.rint(made), 0, 255).astype(np.uint8)


def _mean_colour(
    layer: _Layer, owner: NDArray[np.int32], top: int
) -> tuple[NDArray[np.floating[Any]], NDArray[np.floating[Any]]]:
    """Return per pixel how much of it the layer covers, and the mean colour of that part with its hatch."""
    category = np.append(layer.category, -1)[owner]
    palette = np.vstack([layer.colours, np.zeros((1, 3), dtype=np.float32)])
    rows, columns = owner.shape[0] // _SAMPLES, owner.shape[1] // _SAMPLES
    total = np.zeros((rows, columns, 3), dtype=np.float32)
    seen = np.zeros((rows, columns), dtype=np.float32)
    side = layer.tiles.shape[1]
    down, across = np.ix_((top + np.arange(rows)) % side, np.arange(columns) % side)
    hatched = layer.tiles.any()
    for y in range(_SAMPLES):
        for x in range(_SAMPLES):
            here = category[y::_SAMPLES, x::_SAMPLES]
            colour = palette[here]
            if hatched:
                colour = colour * (1.0 - layer.tiles[here, down, across] * _INK_SHARE)[..., None]
            total += colour
            seen += here >= 0
    whole = np.float32(_SAMPLES**2)
    return seen / whole, total / np.maximum(seen, np.float32(1.0))[..., None]


def _edges(layer: _Layer, owner: NDArray[np.int32], count: int) -> NDArray[np.float32]:
    """Return per pixel how much of it an outline covers: samples whose right or lower neighbour is another shape."""
    outlined = np.append(layer.outlined, False)
    line = np.zeros((count, owner.shape[1]), dtype=bool)
    big = outlined[owner]
    line[:, :-1] = (owner[:count, 1:] != owner[:count, :-1]) & (big[:count, 1:] | big[:count, :-1])
    below = owner[1 : count + 1]
    line[: len(below)] |= (below != owner[: len(below)]) & (big[1 : count + 1] | big[: len(below)])
    shape = (count // _SAMPLES, _SAMPLES, owner.shape[1] // _SAMPLES, _SAMPLES)
    return line.reshape(shape).mean(axis=(1, 3), dtype=np.float32)
