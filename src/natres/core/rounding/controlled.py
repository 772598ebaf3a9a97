"""Controlled rounding: numbers go down or up to whole units so that given sums hold, moving as little as possible."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

__all__ = ["Sum", "controlled_rounding"]

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]

#: How far from a fraction it is first mended, in sums.
_HOPS = 3
#: What an integer programme may search, and how near its best it may stop: counts, not seconds, so that two
#: machines print the same.
_NODES, _GAP = 500, 0.01
#: More numbers than these at once are not mended: that would take minutes.
_LARGEST = 8_000


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
    end in fractions; they are then mended in whole numbers. Ties go to the earlier place.

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


def _solve(cost: Floats, system: Any, right: Floats, low: Floats, high: Floats) -> Whole | None:
    """Solve the linear programme; where its corner has fractions, mend them in whole numbers, as near by as will do."""
    from scipy.optimize import linprog

    # Tighter than the trace that breaks ties: equal remainders always go to the earlier place.
    tight = {"dual_feasibility_tolerance": 1e-10, "primal_feasibility_tolerance": 1e-10}
    bounds = np.column_stack([low, high])
    answer = linprog(cost, A_eq=system, b_eq=right, bounds=bounds, method="highs-ds", options=tight)
    if not answer.success:
        return None
    found = answer.x.copy()
    broken = np.abs(found - np.rint(found)) > 1e-6
    found[~broken] = np.rint(found[~broken])
    system, movable = system.tocsc(), high > low
    for _ in range(_HOPS):
        for cluster in _clusters(system, broken):
            mended = _mend(cost, system, right, low, high, found, cluster)
            if mended is not None:
                found[cluster] = mended
                broken[cluster] = False
        if not broken.any():
            return found.astype(np.int64)
        # What shares a sum with the numbers still broken may move too, one sum farther each time.
        broken |= (np.abs(system.tocsr()[_rows_of(system, broken)]).sum(axis=0) > 0) & movable
        found[broken] = answer.x[broken]
    return _all_whole(cost, system, right, low, high)


def _all_whole(cost: Floats, system: Any, right: Floats, low: Floats, high: Floats) -> Whole | None:
    """Choose all numbers in whole numbers; where the search for the nearest ends without any, take what holds."""
    everything = np.flatnonzero(high >= low)
    for aim in (cost, np.zeros(len(cost))):
        found = _mend(aim, system, right, low, high, low, everything)
        if found is not None:
            return found.astype(np.int64)
    return None


def _rows_of(system: Any, columns: NDArray[Any]) -> NDArray[np.intp]:
    """Return the sums that hold any of the columns, in their order."""
    return np.unique(system[:, np.flatnonzero(columns)].indices)


def _clusters(system: Any, broken: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """Return the broken numbers in groups that share no sum, each group's places in their order."""
    from scipy.sparse import bmat
    from scipy.sparse.csgraph import connected_components

    places = np.flatnonzero(broken)
    shared = system[:, places]
    _, label = connected_components(bmat([[None, shared], [shared.T, None]]), directed=False)
    of_place = label[system.shape[0] :]
    return [places[of_place == one] for one in dict.fromkeys(of_place.tolist())]


def _mend(
    cost: Floats, system: Any, right: Floats, low: Floats, high: Floats, found: Floats, cluster: NDArray[np.intp]
) -> Floats | None:  # fmt: skip
    """Choose the numbers of a cluster in whole numbers, the others as found; None where that has no solution."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    if len(cluster) > _LARGEST:
        return None
    held = found.copy()
    held[cluster] = 0.0
    rows = _rows_of(system, np.isin(np.arange(len(found)), cluster))
    left = (right - system @ held)[rows]
    if np.abs(left - np.rint(left)).max() > 1e-6:  # a sum that another broken cluster has a part in
        return None
    inside = cast(Any, LinearConstraint)(system[:, cluster].tocsr()[rows], np.rint(left), np.rint(left))
    answer = milp(
        cost[cluster], constraints=inside, integrality=1, bounds=cast(Any, Bounds)(low[cluster], high[cluster]),
        options={"node_limit": _NODES, "mip_rel_gap": _GAP},
    )  # fmt: skip
    return None if answer.x is None else np.rint(answer.x)
