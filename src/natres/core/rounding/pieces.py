"""Areas of rows shared out to their pieces, so that the pieces of every row add up to it."""

import numpy as np
from numpy.typing import NDArray

from natres.core.rounding.remainder import largest_remainder

__all__ = ["scale_units", "share_to_pieces"]

Whole = NDArray[np.int64]

#: Weights are taken in millionths of a square metre.
_PER_M2 = 1_000_000


def share_to_pieces(row: NDArray[np.intp], weight_m2: NDArray[np.float64], total: Whole) -> Whole:
    """Share the whole units of every row out to its pieces in proportion to their areas, by largest remainder.

    Parameters
    ----------
    row : the row of every piece, sorted, shape (n,)
    weight_m2 : area of every piece; negative ones, left by cutting, count as 0
    total : units by row, ≥ 0; a row without pieces keeps what it has to itself

    >>> row, weight = np.array([0, 0, 2]), np.array([1.0, 2.0, 5.0])
    >>> share_to_pieces(row, weight, np.array([100, 7, 9])).tolist()
    [33, 67, 9]
    """
    shares = total[row].astype(np.int64)
    start = np.flatnonzero(np.append(True, row[1:] != row[:-1])) if len(row) else row
    count = np.diff(np.append(start, len(row)))
    weights = np.rint(np.maximum(weight_m2, 0.0) * _PER_M2).astype(np.int64)
    for begin, n in zip(start[count > 1].tolist(), count[count > 1].tolist(), strict=True):
        parts = weights[begin : begin + n].tolist()
        if not any(parts):
            parts[0] = 1
        shares[begin : begin + n] = largest_remainder(parts, int(total[row[begin]]))
    return shares


def scale_units(units: Whole, ratio: NDArray[np.float64]) -> Whole:
    """Return whole units times a ratio, half up: what pieces that lie over one another have between them.

    >>> scale_units(np.array([100, 3]), np.array([1.25, 1.5])).tolist()
    [125, 5]
    """
    return np.floor(units * ratio + 0.5).astype(np.int64)
