"""Controlled rounding: numbers go down or up to whole units so that given sums hold, moving as little as possible."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

__all__ = ["Sum", "controlled_rounding"]

Whole = NDArray[np.int64]

#: Seconds after which an integer programme that has found no answer is given up.
_PATIENCE_S = 20.0


class Sum(NamedTuple):
    """A sum to hold: the place of the total and the places of its parts."""

    total: int
    parts: Sequence[int]


def controlled_rounding(
    exact: Whole,
    sums: Sequence[Sum],
    unit: int,
    *,
    fixed: Mapping[int, int] | None = None,
    weight: NDArray[np.float64] | None = None,
) -> Whole | None:
    """Return each number in whole units, rounded down or up so that all sums hold, at least movement in all.

    Parameters
    ----------
    exact : shape (n,); every total is the sum of its parts
    sums : the sums to hold
    unit : one unit of the last printed digit
    fixed : place → whole units, for numbers that already stand printed
    weight : shape (n,), how much moving each number counts; by default all the same

    Returns
    -------
    shape (n,), each less than one unit from its exact value; None where the fixed numbers allow no solution

    Notes
    -----
    Sums that form two nested families (a tree of rows over a tree of columns) make a linear programme with
    whole-number corners, and a solution always exists. A third family (owners beside towns beside classes) may
    end in fractions; the same programme is then solved in whole numbers. Ties go to the earlier place.

    >>> controlled_rounding(np.array([10, 4, 3, 3]), [Sum(0, [1, 2, 3])], 10).tolist()
    [1, 1, 0, 0]
    """
    floors = exact // unit
    rest = exact - floors * unit
    low, high = np.zeros(len(exact)), (rest > 0).astype(float)
    for place, count in (fixed or {}).items():
        step = count - int(floors[place])
        if not 0 <= step <= high[place]:
            return None
        low[place] = high[place] = step
    if not sums:
        return floors + np.where(high > 0, np.maximum(low, 2 * rest >= unit), 0).astype(np.int64)
    # Going up costs what it moves the number, less what going down would; a trace of the position breaks ties.
    cost = (1.0 - 2.0 * rest / unit) * (1.0 if weight is None else weight) + np.arange(len(exact)) * (
        1e-5 / max(len(exact), 10_000)
    )
    system, right = _equations(floors, sums)
    ups = _solve(cost, system, right, low, high)
    return None if ups is None else floors + ups


def _equations(floors: Whole, sums: Sequence[Sum]) -> tuple[Any, NDArray[np.float64]]:
    """Return Σ (floor + x) of the parts = floor + x of the total, as a sparse system."""
    from scipy.sparse import coo_array

    count = [len(s.parts) + 1 for s in sums]
    line = np.repeat(np.arange(len(sums)), count)
    column = np.array([place for s in sums for place in (s.total, *s.parts)])
    value = np.ones(len(column))
    value[np.cumsum([0, *count[:-1]])] = -1.0
    system = coo_array((value, (line, column)), shape=(len(sums), len(floors))).tocsr()
    return system, -(system @ floors.astype(float))


def _solve(
    cost: NDArray[np.float64], system: Any, right: NDArray[np.float64], low: Any, high: Any
) -> NDArray[np.int64] | None:
    from scipy.optimize import Bounds, LinearConstraint, linprog, milp

    # Tighter than the trace that breaks ties: equal remainders always go to the earlier place.
    tight = {"dual_feasibility_tolerance": 1e-10, "primal_feasibility_tolerance": 1e-10}
    bounds = np.column_stack([low, high])
    answer = linprog(cost, A_eq=system, b_eq=right, bounds=bounds, method="highs-ds", options=tight)
    if not answer.success:
        return None
    ups = np.rint(answer.x)
    if np.abs(answer.x - ups).max() > 1e-6:
        held = cast(Any, LinearConstraint)(system, right, right)  # takes arrays; its stub says float
        options = {"time_limit": _PATIENCE_S, "mip_rel_gap": 0.0}
        answer = milp(cost, constraints=held, integrality=1, bounds=Bounds(low, high), options=options)
        if answer.x is None:
            return None
        ups = np.rint(answer.x)
    return ups.astype(np.int64)
