"""Pieces of ground and how they are cut: many straight cuts at once, each drawn as one line."""

from dataclasses import dataclass, fields, replace

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["Drawn", "Pieces", "concat", "cut", "extents", "halve", "long_axis", "street_direction"]


@dataclass(frozen=True)
class Pieces:
    """Ground as parallel arrays.

    ``zone`` is "open" until it is decided; ``code`` is a fixed class ("" where it is drawn later); ``tile`` is
    the part of the district in which a piece is noded; ``block``, ``cell`` and ``leaf`` say from which larger
    piece this one came; ``street`` marks strips that grow into one net.
    """

    shape: NDArray[np.object_]
    unit: NDArray[np.int64]
    zone: NDArray[np.str_]
    code: NDArray[np.str_]
    tile: NDArray[np.int64]
    block: NDArray[np.int64]
    cell: NDArray[np.int64]
    leaf: NDArray[np.int64]
    angle: NDArray[np.float64]
    street: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.shape)

    def take(self, index: NDArray[np.int64] | NDArray[np.bool_]) -> "Pieces":
        """Return some of the pieces."""
        return Pieces(**{f.name: getattr(self, f.name)[index] for f in fields(self)})

    def with_(self, **columns: NDArray[np.generic]) -> "Pieces":
        """Return the pieces with columns replaced."""
        return replace(self, **columns)


class Drawn:
    """The lines drawn so far, with the tile of each."""

    def __init__(self) -> None:
        self._lines: list[NDArray[np.object_]] = []
        self._tiles: list[NDArray[np.int64]] = []

    def add(self, lines: NDArray[np.object_], tile: NDArray[np.int64]) -> None:
        """Add lines; ``tile`` is as long as they are."""
        self._lines.append(np.asarray(lines, dtype=object))
        self._tiles.append(np.asarray(tile, dtype=np.int64))

    def of_tile(self) -> dict[int, NDArray[np.object_]]:
        """Return the lines by tile."""
        lines, tile = np.concatenate(self._lines), np.concatenate(self._tiles)
        order = np.argsort(tile, kind="stable")
        kept, first = np.unique(tile[order], return_index=True)
        return dict(zip(kept.tolist(), np.split(lines[order], first[1:]), strict=True))


def concat(*parts: Pieces) -> Pieces:
    """Return all pieces of the parts, in order."""
    return Pieces(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Pieces)})


def _directions(angle: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    along = np.column_stack([np.cos(angle), np.sin(angle)])
    return along, np.column_stack([-along[:, 1], along[:, 0]])


def extents(shapes: NDArray[np.object_], angle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return, per piece, lowest and highest coordinate along ``angle`` and across it: (n, 4)."""
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    along, across = _directions(angle)
    p = (points * along[owner]).sum(1)
    q = (points * across[owner]).sum(1)
    first = np.searchsorted(owner, np.arange(len(shapes)))
    return np.column_stack([f.reduceat(a, first) for a in (p, q) for f in (np.minimum, np.maximum)])


def street_direction(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the direction (mod 90°) in which most of each outline runs, so that blocks follow their road."""
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    step = np.diff(points, axis=0)
    same = owner[1:] == owner[:-1]
    step, owner = step[same], owner[1:][same]
    length = np.hypot(step[:, 0], step[:, 1])
    turn = np.mod(np.arctan2(step[:, 1], step[:, 0]), np.pi / 2)
    bins = np.minimum((turn / (np.pi / 2) * 18).astype(int), 17)
    weight = np.zeros((len(shapes), 18))
    np.add.at(weight, (owner, bins), length)
    best = np.argmax(weight + 0.4 * (np.roll(weight, 1, 1) + np.roll(weight, -1, 1)), axis=1)
    mine = bins == best[owner]
    total = np.bincount(owner[mine], length[mine], len(shapes))
    mean = np.bincount(owner[mine], (turn * length)[mine], len(shapes)) / np.maximum(total, 1e-9)
    return np.where(total > 0, mean, (best + 0.5) * np.pi / 36)


def long_axis(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the direction in which each piece is longest (principal axis of its vertices)."""
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    count = np.bincount(owner, minlength=len(shapes))
    centre = np.column_stack([np.bincount(owner, points[:, k], len(shapes)) / count for k in (0, 1)])
    d = points - centre[owner]
    xx, yy, xy = (np.bincount(owner, w, len(shapes)) for w in (d[:, 0] ** 2, d[:, 1] ** 2, d[:, 0] * d[:, 1]))
    return 0.5 * np.arctan2(2 * xy, xx - yy)


def _quad(
    middle: NDArray[np.float64], along: NDArray[np.float64], across: NDArray[np.float64],
    reach: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64],
) -> NDArray[np.object_]:  # fmt: skip
    a, b = along * reach[:, None], across
    corners = [middle + s * a + t[:, None] * b for s, t in ((-1, low), (1, low), (1, high), (-1, high))]
    return np.asarray(shapely.polygons(np.stack(corners, axis=1)), dtype=object)


def cut(
    pieces: Pieces, angle: NDArray[np.float64], offset: NDArray[np.float64], gap: NDArray[np.float64], drawn: Drawn
) -> tuple[Pieces, Pieces]:
    """Cut each piece along direction ``angle`` at ``offset`` (coordinate across it); the lines go to ``drawn``.

    Returns the two sides and the strip between (only where ``gap`` > 0). Both neighbours get their common
    border from one line when everything is noded, so it is the lines that count.
    """
    along, across = _directions(angle)
    x0, y0, x1, y1 = shapely.bounds(pieces.shape).T
    reach = 2 * np.hypot(x1 - x0, y1 - y0) + 100
    centre = np.column_stack([(x0 + x1) / 2, (y0 + y1) / 2])
    middle = centre + across * (offset - (centre * across).sum(1))[:, None]
    half = gap / 2
    sides: list[Pieces] = []
    for sign in (-1.0, 1.0):
        low, high = (-reach, -half) if sign < 0 else (half, reach)
        quad = _quad(middle, along, across, reach, low, high)
        sides.append(_exploded(pieces, shapely.intersection(pieces.shape, quad)))
        if sign < 0 or gap.any():
            at = middle + across * (sign * half)[:, None]
            ends = np.stack([at - along * reach[:, None], at + along * reach[:, None]], axis=1)
            drawn.add(shapely.intersection(shapely.linestrings(ends), pieces.shape), pieces.tile)
    wide = np.flatnonzero(gap > 0)
    strip = pieces.take(wide)
    if len(wide):
        quad = _quad(middle[wide], along[wide], across[wide], reach[wide], -half[wide], half[wide])
        strip = _exploded(strip, shapely.intersection(strip.shape, quad))
    return concat(*sides), strip


def halve(
    rng: np.random.Generator, pieces: Pieces, aspect: float | NDArray[np.float64], uneven: float,
    gap: NDArray[np.float64], drawn: Drawn,
) -> tuple[Pieces, Pieces]:  # fmt: skip
    """Cut each piece near its middle, lengthwise where it is wider than ``aspect`` asks for, else across."""
    low_p, high_p, low_q, high_q = extents(pieces.shape, pieces.angle).T
    lengthwise = (high_q - low_q) * aspect > (high_p - low_p)
    at = 0.5 + rng.uniform(-uneven, uneven, len(pieces))
    # across a direction turned by 90° coordinates change sign: p along the piece is -q' of the turned one
    offset = np.where(lengthwise, low_q + at * (high_q - low_q), -(low_p + at * (high_p - low_p)))
    angle = np.where(lengthwise, pieces.angle, pieces.angle + np.pi / 2)
    return cut(pieces, angle, offset, gap, drawn)


def _exploded(pieces: Pieces, shapes: NDArray[np.object_]) -> Pieces:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    solid = (shapely.get_type_id(parts) == 3) & (shapely.area(parts) > 1.0)
    return pieces.take(owner[solid]).with_(shape=parts[solid])
