"""Printing a table so that its rows, its columns and their trees add up to its printed totals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from natres.core.rounding.controlled import Sum, controlled_rounding
from natres.errors import BadUsage

__all__ = ["ClosedTable", "close_table", "plain_table", "round_alone"]


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
    cells = round_alone(np.column_stack([area_dm2, area_dm2.sum(axis=1)]), unit_dm2)
    return ClosedTable(cells, np.zeros(cells.shape, dtype=bool))


def round_alone(exact: NDArray[np.int64], unit: int) -> NDArray[np.int64]:
    """Return whole units, halves away from zero.

    >>> round_alone(np.array([-15, 14, 15]), 10).tolist()
    [-2, 1, 2]
    """
    return np.sign(exact) * ((2 * np.abs(exact) + unit) // (2 * unit))


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
    altogether (:mod:`natres.core.rounding.controlled`).

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
    cells = _solve(full, children, unit_dm2, {**grand, **wanted}) if wanted else None
    if cells is None:
        cells = _solve(full, children, unit_dm2, grand)
    if cells is None:  # two nested families always have a solution; anything else is a bug of ours
        raise AssertionError("controlled rounding found no solution")
    return ClosedTable(cells, cells != alone)


def _solve(
    full: NDArray[np.int64], children: list[list[int]], unit: int, fixed: Mapping[tuple[int, int], int]
) -> NDArray[np.int64] | None:
    rows, columns = full.shape
    last = columns - 1
    sums = [Sum(row * columns + last, range(row * columns, row * columns + last)) for row in range(rows)]
    for row, below in enumerate(children):
        if below:
            sums += [Sum(row * columns + c, [child * columns + c for child in below]) for c in range(columns)]
    places = {row * columns + column: count for (row, column), count in fixed.items()}
    cells = controlled_rounding(full.ravel(), sums, unit, fixed=places)
    return None if cells is None else cells.reshape(full.shape)


def _children(parents: Sequence[int]) -> list[list[int]]:
    below: list[list[int]] = [[] for _ in parents]
    for row, parent in enumerate(parents):
        if parent >= 0:
            below[parent].append(row)
    return below


def _adds_up(cells: NDArray[np.int64], children: list[list[int]]) -> bool:
    rows = all(np.array_equal(cells[below].sum(axis=0), cells[row]) for row, below in enumerate(children) if below)
    return rows and np.array_equal(cells[:, :-1].sum(axis=1), cells[:, -1])
