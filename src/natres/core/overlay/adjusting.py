"""Measured areas of pieces changed as little as can be so that they add up to what they are pieces of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Sums", "adjusted"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

#: Sums that miss their total by less than this, in m², need no adjustment.
_CLOSED_M2 = 1e-6
_PRECISION, _ROUNDS = 1e-14, 5_000
#: How much more a firm condition weighs than another.
_FIRM = 1e4


@dataclass(frozen=True, eq=False)
class Sums:
    """Conditions of one kind: ``rows`` of parts, the ``number`` of the sum each belongs to, and the sums in m²."""

    rows: Rows
    number: Rows
    totals: Floats
    firm: bool = False


def adjusted(parts: Floats, sums: Sequence[Sums]) -> Floats:
    """Return the areas of parts adjusted to known sums, as a surveyor adjusts observations to conditions.

    The squares of the corrections, each weighted by the inverse of its part's area, are as small as the conditions
    allow. Where conditions contradict one another those that are firm hold, and what is left is shared out between the
    others.

    Parameters
    ----------
    parts : measured areas in m², shape (n,), above 0

    >>> halves, whole = np.array([50.0, 49.0]), Sums(np.array([0, 1]), np.array([0, 0]), np.array([100.0]))
    >>> adjusted(halves, [whole]).round(3).tolist()
    [50.505, 49.495]
    """
    from scipy.sparse import coo_array, diags_array  # waits for a run that needs it
    from scipy.sparse.linalg import lsqr

    start = np.cumsum([0, *(len(one.totals) for one in sums)])
    rows = np.concatenate([one.rows for one in sums])
    which = np.concatenate([one.number + first for one, first in zip(sums, start[:-1], strict=True)])
    totals = np.concatenate([one.totals for one in sums])
    weight = np.concatenate([np.full(len(one.totals), _FIRM if one.firm else 1.0) for one in sums])
    missing = totals - np.bincount(which, parts[rows], len(totals))
    missing[np.bincount(which, minlength=len(totals)) == 0] = 0.0
    if not len(rows) or np.abs(missing).max() < _CLOSED_M2:
        return parts
    width = np.sqrt(np.maximum(parts, 0.0))
    condition: Any = coo_array((weight[which], (which, rows)), shape=(len(totals), len(parts))).tocsr()
    system: Any = condition @ diags_array(width)
    found: Any = lsqr(system, missing * weight, atol=_PRECISION, btol=_PRECISION, iter_lim=_ROUNDS)
    return parts + width * found[0]
