"""The one place where printed numbers are made to add up.

Two jobs: sharing out whole units by largest remainder (``largest_remainder``), and printing a table so that
its rows and columns add to its printed totals (``close_table``). Unrounded numbers are never touched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from natres.errors import BadUsage

__all__ = ["ClosedTable", "close_shares", "close_table", "largest_remainder", "plain_table"]


def largest_remainder(weights: Sequence[int], total: int) -> list[int]:
    """Share ``total`` whole units out in proportion to ``weights``, the last ones to the largest remainders.

    Ties go to the earlier entry, so the result depends on nothing but the arguments.

    Parameters
    ----------
    weights : whole numbers ≥ 0
    total : the units to give away, ≥ 0; must be 0 where all weights are 0

    Raises
    ------
    BadUsage : ``NUMBER`` for a negative weight or total, or units with nobody to take them

    >>> largest_remainder([1, 1, 1], 100)
    [34, 33, 33]
    >>> largest_remainder([], 0)
    []
    """
    whole = sum(weights)
    if total < 0 or any(weight < 0 for weight in weights) or (whole == 0 and total):
        raise BadUsage("NUMBER", value=total)
    if whole == 0:
        return [0] * len(weights)
    floors = [weight * total // whole for weight in weights]
    rest = [weight * total % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-rest[i], i))
    for i in order[: total - sum(floors)]:
        floors[i] += 1
    return floors


def close_shares(parts: Sequence[int], decimals: int = 2) -> list[int]:
    """Return the percentages of ``parts`` in units of the last digit; they add to exactly 100.

    A negative part (a residual of land mapped twice) is carried: the others then add to more than 100.

    >>> close_shares([25808, 27108, 3620])
    [4565, 4795, 640]
    >>> close_shares([0, 0])
    [0, 0]
    """
    whole = sum(parts)
    if whole == 0:
        return [0] * len(parts)
    scale = 100 * 10**decimals
    return _close_line([Fraction(part * scale, whole) for part in parts], scale)


def _close_line(exact: Sequence[Fraction], total: int) -> list[int]:
    """Round each value down or up so that they add to ``total``, which lies within their reach."""
    floors = [value.__floor__() for value in exact]
    order = sorted(range(len(exact)), key=lambda i: (-(exact[i] - floors[i]), i))
    for i in order[: total - sum(floors)]:
        floors[i] += 1
    return floors


@dataclass(frozen=True)
class ClosedTable:
    """A table in units of its last printed digit.

    ``cells`` has a row for every node of the row tree and a column for every column, and as last column the
    row totals. ``moved`` marks the cells whose print differs from rounding them alone.
    """

    cells: NDArray[np.int64]
    moved: NDArray[np.bool_]


def plain_table(area_dm2: NDArray[np.int64], unit_dm2: int) -> ClosedTable:
    """Round every cell alone, half up; rows need not add up (``--rounding plain``).

    >>> plain_table(np.array([[50, 50]]), 100).cells.tolist()
    [[1, 1, 1]]
    """
    full = np.column_stack([area_dm2, area_dm2.sum(axis=1)])
    cells = np.sign(full) * ((2 * np.abs(full) + unit_dm2) // (2 * unit_dm2))
    return ClosedTable(cells, np.zeros(cells.shape, dtype=bool))


def close_table(
    area_dm2: NDArray[np.int64],
    parents: Sequence[int],
    unit_dm2: int,
    *,
    same: Mapping[tuple[int, int], int] | None = None,
) -> ClosedTable:
    """Print a table so that columns, rows and the row tree add up to their printed totals.

    Every printed cell and every printed total is its exact value rounded down or up to a whole unit, chosen
    so that all sums hold, the grand total is rounded half up, and the cells move as little as possible
    altogether (controlled rounding). The sums form two nested families, so the linear programme has
    whole-number corners.

    Parameters
    ----------
    area_dm2 : shape (rows, columns), exact areas in 0.01 m²; a parent row is the sum of its children
    parents : for each row the index of its parent row, -1 for a root; a parent stands before its children
    unit_dm2 : one unit of the last printed digit in 0.01 m² (0.01 km² = 1,000,000)
    same : (row, column) → count already printed in another table, kept wherever all sums then still hold

    Raises
    ------
    BadUsage : ``TABLE_SUMS`` where a parent row is not the sum of its children

    >>> table = close_table(np.array([[100], [34], [33], [33]]) * 100, [-1, 0, 0, 0], 1000)
    >>> table.cells[:, 0].tolist()
    [10, 4, 3, 3]
    """
    full = np.column_stack([area_dm2, area_dm2.sum(axis=1)]).astype(np.int64)
    children = _children(parents)
    for row, below in enumerate(children):
        if below and not np.array_equal(full[below].sum(axis=0), full[row]):
            raise BadUsage("TABLE_SUMS", row=row)
    alone = plain_table(area_dm2, unit_dm2).cells
    grand = {(row, full.shape[1] - 1): int(alone[row, -1]) for row, parent in enumerate(parents) if parent < 0}
    wanted = {place: count for place, count in (same or {}).items() if 0 <= count - full[place] // unit_dm2 <= 1}
    kept = all(alone[place] == count for place, count in wanted.items())
    if kept and _adds_up(alone, children):
        return ClosedTable(alone, np.zeros(alone.shape, dtype=bool))
    cells = _solve(full, children, unit_dm2, {**wanted, **grand}) if wanted else None
    if cells is None:
        cells = _solve(full, children, unit_dm2, grand)
    if cells is None:  # two nested families always have a solution; anything else is a bug of ours
        raise AssertionError("controlled rounding found no solution")
    return ClosedTable(cells, cells != alone)


def _children(parents: Sequence[int]) -> list[list[int]]:
    below: list[list[int]] = [[] for _ in parents]
    for row, parent in enumerate(parents):
        if parent >= 0:
            below[parent].append(row)
    return below


def _adds_up(cells: NDArray[np.int64], children: list[list[int]]) -> bool:
    rows = all(np.array_equal(cells[below].sum(axis=0), cells[row]) for row, below in enumerate(children) if below)
    return rows and np.array_equal(cells[:, :-1].sum(axis=1), cells[:, -1])


def _solve(
    full: NDArray[np.int64], children: list[list[int]], unit: int, fixed: Mapping[tuple[int, int], int]
) -> NDArray[np.int64] | None:
    """Choose for each cell and total whether its last digit goes down (0) or up (1), at least cost.

    ``fixed`` cells, the grand totals among them, keep their print; None where that leaves no solution.
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    floors = full // unit
    rest = full - floors * unit
    rows, columns = full.shape
    entries: list[tuple[int, int, float]] = []
    right: list[float] = []

    def equation(total: tuple[int, int], parts: list[tuple[int, int]]) -> None:
        # Σ (floor + x) of the parts = floor + x of the total
        line = len(right)
        entries.append((line, total[0] * columns + total[1], -1.0))
        entries.extend((line, r * columns + c, 1.0) for r, c in parts)
        right.append(float(floors[total] - sum(int(floors[part]) for part in parts)))

    for row in range(rows):
        equation((row, columns - 1), [(row, c) for c in range(columns - 1)])
        if children[row]:
            for column in range(columns):
                equation((row, column), [(child, column) for child in children[row]])
    lines, variables, values = zip(*entries, strict=True)
    # Going up costs what it moves the cell, less what going down would; a trace of the position breaks ties.
    cost = (1.0 - 2.0 * rest / unit).ravel() + np.arange(full.size) * 1e-9
    bounds = np.column_stack([np.zeros(full.size), (rest > 0).ravel().astype(float)])
    for (row, column), count in fixed.items():
        bounds[row * columns + column] = count - floors[row, column]
    system = coo_array((values, (lines, variables)), shape=(len(right), full.size)).tocsr()
    # Tighter than the trace that breaks ties: equal remainders always go to the earlier cell.
    tight = {"dual_feasibility_tolerance": 1e-10, "primal_feasibility_tolerance": 1e-10}
    answer = linprog(cost, A_eq=system, b_eq=right, bounds=bounds, method="highs-ds", options=tight)
    if not answer.success:
        return None
    return floors + np.rint(answer.x).astype(np.int64).reshape(full.shape)
