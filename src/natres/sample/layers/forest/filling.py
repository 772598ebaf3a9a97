"""Fills each class × tenure cell with plots until its area is met to the square metre."""

from dataclasses import dataclass

import numpy as np
import shapely

from natres.sample.layers.forest.cutting import cut_to_area
from natres.sample.layers.forest.matrix import LEAST_M2, Matrix
from natres.sample.layers.forest.pool import Piece, Pool
from natres.sample.reckoning.areas import geodesic_areas

__all__ = ["Plot", "fill_cells"]

# The survey's classes where plots of a class are looked for first.
_FIRST = {
    "forested": ("0301", "0301K", "0304"),
    "shrub": ("0305", "0306"),
    "nursery": ("0307",),
    "unstocked": ("0307",),
    "other": ("0404", "0307"),
}


@dataclass(frozen=True)
class Plot:
    """A plot: its class and tenure, its ground, its whole m² and the parcel it lies on."""

    name: str
    tenure: str
    shape: shapely.Polygon
    m2: int
    parcel: int


@dataclass(frozen=True)
class _Taken:
    shape: shapely.Polygon
    area: float
    parcel: int


def fill_cells(pool: Pool, matrix: Matrix) -> list[Plot]:
    """Return the plots of every cell: whole pieces while they fit, the last one cut to measure.

    The smallest cells come first: what is left of a cut piece goes back and serves the next cell.
    """
    plots: list[Plot] = []
    for name, tenure in sorted(matrix, key=lambda cell: (matrix[cell], cell)):
        wanted = int(matrix[name, tenure] * 10_000)
        if wanted:
            taken, whole = _cell(pool, tenure, _FIRST[name], wanted)
            plots += [Plot(name, tenure, t.shape, m2, t.parcel) for t, m2 in zip(taken, whole, strict=True)]
    return plots


def _cell(pool: Pool, tenure: str, first: tuple[str, ...], wanted: int) -> tuple[list[_Taken], list[int]]:
    """Return ground and its whole m² (0.0001 ha).

    Where the rounded areas cannot be made to add up with none further than 0.6 m² from its plot (few plots),
    each plot is trimmed to whole m² instead.
    """
    for exact in (False, True):
        before = {key: list(queue) for key, queue in pool.queues.items()}
        taken = _fill(pool, tenure, first, wanted, exact)
        if (whole := _whole_square_metres([t.area for t in taken], wanted)) is not None:
            return taken, whole
        pool.queues = before
    raise AssertionError("trimmed plots always add up")


def _fill(pool: Pool, tenure: str, first: tuple[str, ...], wanted: int, exact: bool) -> list[_Taken]:
    taken: list[_Taken] = []
    left = float(wanted)
    while left > 1e-3:
        piece = pool.pop(tenure, first)
        area = _share(piece.area, left, exact)
        shape = piece.shape
        if area < piece.area:
            cut = cut_to_area(shape, area) if area else None
            if cut is None:
                continue
            shape, rest = cut
            _give_back(pool, piece, rest)
        taken.append(_Taken(shape, area, piece.parcel))
        left -= area
    return taken


def _share(area: float, left: float, exact: bool) -> float:
    """Return how much of a piece is used so that what is then left is nothing, or enough for a plot; 0 if none.

    >>> _share(5000.0, 5000.0, False), _share(5000.0, 5200.0, False), _share(5000.0, 900.0, False)
    (5000.0, 4533.0, 900.0)
    >>> _share(700.0, 900.0, False), _share(5000.7, 9000.0, True)
    (0.0, 5000.0)
    """
    if area >= left:
        return left
    usable = min(area, left - LEAST_M2)
    if usable < LEAST_M2:
        return 0.0
    return float(np.floor(usable)) if exact else usable


def _give_back(pool: Pool, piece: Piece, rest: list[shapely.Polygon]) -> None:
    large = [part for part in rest if part.area >= LEAST_M2]
    sizes = geodesic_areas(np.array(large, dtype=object)).tolist() if large else []
    for part, size in zip(large, sizes, strict=True):
        pool.add(Piece(part, size, piece.parcel, piece.tenure, piece.land))


def _whole_square_metres(areas: list[float], wanted: int) -> list[int] | None:
    """Round areas to whole m² so that they add up; None where one would move by more than 0.6 m²."""
    exact = np.array(areas)
    whole = np.floor(exact + 0.5).astype(int)
    miss = wanted - int(whole.sum())
    sign = 1 if miss > 0 else -1
    error = (exact - whole) * sign  # how much a step in this direction is already asked for
    chosen = np.argsort(-error, kind="stable")[: abs(miss)]
    if len(chosen) and (len(chosen) < abs(miss) or error[chosen].min() < 0.42):
        return None
    whole[chosen] += sign
    return whole.tolist()
