"""Areas of a sheet as a picture of 300 dots an inch: colours, hatches and outlines, smooth at every edge.

Each pixel is the mean of four samples, so an edge is soft without a gap between two neighbours that share it.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
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
_SHADES = 16

Pixels = NDArray[np.uint8]
Floats = NDArray[np.floating[Any]]
Owners = NDArray[np.int32]
Places = NDArray[np.integer[Any]]


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
    """What a layer needs while strips are painted: category → shade of its hatch → colour; category → its hatch."""

    edges: Edges
    category: NDArray[np.int16]
    palette: Pixels
    tiles: NDArray[np.uint8]
    outlined: NDArray[np.bool_]
    outline: Floats
    alpha: float


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


def _shown(layer: Painted, frame: Frame) -> Painted:
    """Return the shapes of a layer that lie in a frame."""
    east, south = frame.west + frame.columns * frame.size_m, frame.north - frame.rows * frame.size_m
    bounds = shapely.bounds(layer.shapes)
    with np.errstate(invalid="ignore"):  # an empty shape has no bounds
        seen = (bounds[:, :2] < (east, frame.north)).all(axis=1) & (bounds[:, 2:] > (frame.west, south)).all(axis=1)
    return replace(layer, shapes=layer.shapes[seen], index=np.asarray(layer.index)[seen])


def _prepared(layer: Painted, frame: Frame, scale: int) -> _Layer:
    layer = _shown(layer, frame)
    colours = [_rgb(colour) for colour in (*layer.colours, "#d9d9d9")]
    side = round(TILE_MM / _MM_PER_INCH * DOTS_PER_INCH)
    hatches = [*layer.hatches, *[""] * (len(colours) - len(layer.hatches))]
    tiles = np.stack([np.rint(hatch_tile(name, side) * (_SHADES - 1)) for name in hatches]).astype(np.uint8)
    shades = 1.0 - np.linspace(0.0, _INK_SHARE, _SHADES)
    palette = np.rint(np.stack(colours)[:, None] * shades[:, None]).astype(np.uint8)
    on_paper = shapely.area(layer.shapes) * (1000.0 / scale) ** 2
    category = np.where(np.asarray(layer.index) < 0, len(colours) - 1, layer.index).astype(np.int16)
    outlined = (on_paper >= _OUTLINED_MM2) & bool(layer.outline)
    outline = _rgb(layer.outline or "#000000")
    return _Layer(edges_of(layer.shapes, frame), category, palette, tiles, outlined, outline, layer.alpha)


def _rgb(colour: str) -> Floats:
    return np.frombuffer(bytes.fromhex(colour[1:]), dtype=np.uint8).astype(np.float32)


def _strip(layers: Sequence[_Layer], frame: Frame, top: int, high: int, paper: str) -> Pixels:
    """Return the pixels of some rows; one more row of samples is looked at, for the outlines along the last."""
    first, count = top * _SAMPLES, high * _SAMPLES
    made = np.empty((high, frame.columns // _SAMPLES, 3), dtype=np.uint8)
    made[:] = _rgb(paper)
    for layer in layers:
        owner = strip(layer.edges, frame, first, min(count + 1, frame.rows - first))
        if owner.max(initial=NOTHING) > NOTHING:
            _fill(made, layer, owner[:count], top)
            _outline(made, layer, owner, count)
    return made


def _fill(made: Pixels, layer: _Layer, owner: Owners, top: int) -> None:
    """Colour pixels: at once where one shape has all four samples, by their mean where a border runs through."""
    samples = [owner[y::_SAMPLES, x::_SAMPLES] for y in range(_SAMPLES) for x in range(_SAMPLES)]
    whole = np.logical_and.reduce([one == samples[0] for one in samples[1:]])
    inside = whole & (samples[0] > NOTHING)
    rows, columns = np.nonzero(inside)
    colour = _coloured(layer, samples[0][inside], rows + top, columns)
    made[inside] = colour if layer.alpha == 1.0 else _blend(made[inside], colour, layer.alpha)
    rows, columns = np.nonzero(~whole)
    total, seen = np.zeros((len(rows), 3)), np.zeros(len(rows))
    for one in samples:
        here = one[rows, columns]
        there = here > NOTHING
        total[there] += _coloured(layer, here[there], rows[there] + top, columns[there])
        seen += there
    mean = total / np.maximum(seen, 1.0)[:, None]
    made[rows, columns] = _blend(made[rows, columns], mean, (seen / len(samples) * layer.alpha)[:, None])


def _coloured(layer: _Layer, owner: Owners, rows: Places, columns: Places) -> Pixels:
    """Return the colours of shapes at pixels, with their hatch."""
    category, side = layer.category[owner], layer.tiles.shape[1]
    return layer.palette[category, layer.tiles[category, rows % side, columns % side]]


def _blend(below: NDArray[Any], above: NDArray[Any], share: Any) -> Pixels:
    return np.rint(below + (above.astype(np.float32) - below) * share).astype(np.uint8)


def _outline(made: Pixels, layer: _Layer, owner: Owners, count: int) -> None:
    """Draw outlines: samples whose right or lower neighbour is another shape, where one of the two is large."""
    large = np.append(layer.outlined, False)
    line = np.zeros((count, owner.shape[1]), dtype=np.uint8)
    for right, down in ((1, 0), (0, 1)):
        here = owner[: min(count, len(owner) - down), : owner.shape[1] - right]
        beside = owner[down : down + len(here), right:]
        rows, columns = np.nonzero(here != beside)
        seen = large[here[rows, columns]] | large[beside[rows, columns]]
        line[rows[seen], columns[seen]] = 1
    part = np.add.reduce([line[y::_SAMPLES, x::_SAMPLES] for y in range(_SAMPLES) for x in range(_SAMPLES)])
    rows, columns = np.nonzero(part)
    share = part[rows, columns][:, None] / _SAMPLES**2
    made[rows, columns] = _blend(made[rows, columns], layer.outline, share)
