"""Yearly accounts as they print: every sum of a row and of a column holds in the last digit.

Opening = unchanged + decrease + boundary out; adjusted = unchanged + decrease + boundary in; closing = unchanged +
increase + boundary in + residual. Opening and closing print as the tables of either year do, wherever sums allow it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from natres.core.results.change import AccountLine
from natres.core.rounding import Sum, controlled_rounding, round_alone
from natres.core.units import DISPLAY, decimal_text, round_half_up, unit_fraction
from natres.presenters.printing import printed_count
from natres.presenters.table import MOVED, Cell

__all__ = ["PrintedLine", "printed_accounts", "printed_cell"]

Whole = NDArray[np.int64]

_PARTS = (
    "opening", "boundary_in", "boundary_out", "adjusted", "increase", "decrease", "persistence", "residual", "closing",
)  # fmt: skip
#: A total of a row and what adds up to it.
_SUMS = {
    "opening": ("persistence", "decrease", "boundary_out"),
    "adjusted": ("persistence", "decrease", "boundary_in"),
    "closing": ("persistence", "increase", "boundary_in", "residual"),
}


@dataclass(frozen=True)
class PrintedLine:
    """One account as it prints: cells by column, and their counts in units of the last digit."""

    cells: Mapping[str, Cell]
    counts: Mapping[str, int]


def printed_accounts(
    lines: Sequence[AccountLine],
    parents: Sequence[int],
    unit: str,
    rounding: str,
    known: Mapping[tuple[int, str], Cell] | None = None,
) -> list[PrintedLine]:
    """Return the lines of a table as they print.

    Parameters
    ----------
    lines : accounts; a parent holds the sums of its children
    parents : row of each line's parent, -1 for none; parents stand first
    unit : of the table, see :data:`natres.core.units.DISPLAY`
    rounding : ``closed``, or ``plain`` for every number alone
    known : (row, column) → how another table of the run prints that number
    """
    size, decimals = unit_fraction(unit), DISPLAY[unit]
    scale, last = size.denominator * 10**decimals, size.numerator
    exact = np.array([[getattr(line, f"{part}_dm2") for part in _PARTS] for line in lines], dtype=np.int64) * scale
    alone = round_alone(exact, last)
    counts = alone if rounding == "plain" else _closed(exact, parents, last, _kept(exact, known or {}, decimals, last))
    return [
        _line(line, row, own, rounding, unit)
        for line, row, own in zip(lines, counts.tolist(), alone.tolist(), strict=True)
    ]


def _line(line: AccountLine, row: Sequence[int], alone: Sequence[int], rounding: str, unit: str) -> PrintedLine:
    """Return one line with net change and swap as printed between its increase and decrease."""
    size, decimals = unit_fraction(unit), DISPLAY[unit]
    plain = dict[str, int](zip(_PARTS, alone, strict=True))
    for part in ("net", "swap"):
        plain[part] = round_half_up(Fraction(getattr(line, f"{part}_dm2")) / size * 10**decimals)
    count = dict[str, int](zip(_PARTS, row, strict=True))
    count["net"] = count["increase"] - count["decrease"]
    count["swap"] = 2 * min(count["increase"], count["decrease"])
    if rounding == "plain":
        count = plain
    cells = {
        part: printed_cell(n, n != plain[part], decimals, getattr(line, f"{part}_dm2"), unit)
        for part, n in count.items()
    }
    return PrintedLine(cells, count)


def printed_cell(count: int, moved: bool, decimals: int, area_dm2: int, unit: str) -> Cell:
    """Return the cell of an area that prints as ``count`` units of its last digit.

    >>> printed_cell(6567, True, 2, 656738, "ha").text
    '65.67*'
    """
    return Cell(decimal_text(count, decimals) + (MOVED if moved else ""), area_dm2 / float(unit_fraction(unit)))


def _kept(exact: Whole, known: Mapping[tuple[int, str], Cell], decimals: int, last: int) -> dict[tuple[int, int], int]:
    """Return the counts of numbers that print elsewhere, as far as they are a rounding of these."""
    found: dict[tuple[int, int], int] = {}
    for (row, part), cell in known.items():
        place = row, _PARTS.index(part)
        count = printed_count(cell, decimals)
        if 0 <= count - int(exact[place]) // last <= 1:
            found[place] = count
    return found


def _closed(exact: Whole, parents: Sequence[int], last: int, kept: Mapping[tuple[int, int], int]) -> Whole:
    rows, columns = exact.shape
    at = {part: n for n, part in enumerate(_PARTS)}
    sums = [
        Sum(row * columns + at[total], [row * columns + at[part] for part in parts])
        for row in range(rows) for total, parts in _SUMS.items()
    ]  # fmt: skip
    for row in range(rows):
        below = [child for child, parent in enumerate(parents) if parent == row]
        if below:
            sums += [Sum(row * columns + c, [child * columns + c for child in below]) for c in range(columns)]
    fixed = {row * columns + column: count for (row, column), count in kept.items()}
    for held in (fixed, {}):
        counts = controlled_rounding(exact.ravel(), sums, last, fixed=held)
        if counts is not None:
            return counts.reshape(exact.shape)
    return round_alone(exact, last)
