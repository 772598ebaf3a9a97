"""From exact areas to printed columns: closes a tree of rows and tells which numbers were moved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

import numpy as np

from natres.core.rounding import ClosedTable, close_table, plain_table
from natres.core.units import decimal_text, round_half_up, unit_fraction
from natres.labels import words
from natres.presenters.table import MOVED, Cell, Row

__all__ = ["Tree", "area_column", "area_columns", "printed_count", "rounding_note", "share_column", "star_note"]


@dataclass(frozen=True)
class Tree:
    """Rows of exact areas: ``parents`` holds each row's parent row, -1 for the root; parents stand first.

    ``areas`` has one tuple per row, one entry per column. A parent whose children do not fill it gets a
    hidden child for the rest, so that the printed parts never claim to be everything.
    """

    areas: tuple[tuple[int, ...], ...]
    parents: tuple[int, ...]

    @classmethod
    def of_parts(cls, whole: int, parts: Sequence[int]) -> Self:
        """Return one column: a whole with its parts below it.

        >>> Tree.of_parts(3, [1, 2]).parents
        (-1, 0, 0)
        """
        return cls(((whole,), *((part,) for part in parts)), (-1, *(0 for _ in parts)))

    def filled(self) -> tuple[list[tuple[int, ...]], list[int]]:
        """Return areas and parents with the hidden rests appended."""
        areas, parents = list(self.areas), list(self.parents)
        for row, whole in enumerate(self.areas):
            below = [self.areas[i] for i, parent in enumerate(self.parents) if parent == row]
            rest = tuple(w - sum(b[c] for b in below) for c, w in enumerate(whole))
            if below and any(rest):
                areas.append(rest)
                parents.append(row)
        return areas, parents


def area_columns(
    tree: Tree, unit: str, decimals: int, rounding: str, *, same: Mapping[tuple[int, int], Cell] | None = None
) -> list[list[Cell]]:
    """Return for each row its printed cells: one per column and the row total last.

    Parameters
    ----------
    tree : exact areas in 0.01 m²
    unit : ``km2``, ``ha``, ``mu`` or ``m2``
    rounding : ``closed`` or ``plain``
    same : (row, column) → how another table of the run prints that number, so that it is printed once
    """
    size = unit_fraction(unit)
    scale = size.denominator * 10**decimals
    last_digit = size.numerator
    areas, parents = tree.filled()
    exact = np.array([[a * scale for a in row] for row in areas], dtype=np.int64)
    kept = {place: printed_count(cell, decimals) for place, cell in (same or {}).items()}
    if exact.shape[1] == 1:  # the only column is the row total too
        kept |= {(row, 1): count for (row, _), count in kept.items()}
    closed = (
        plain_table(exact, last_digit) if rounding == "plain" else close_table(exact, parents, last_digit, same=kept)
    )
    per_unit = float(size)
    return [
        [
            _cell(int(closed.cells[r, c]), bool(closed.moved[r, c]), decimals, total / per_unit)
            for c, total in enumerate([*tree.areas[r], sum(tree.areas[r])])
        ]
        for r in range(len(tree.areas))
    ]


def area_column(tree: Tree, unit: str, decimals: int, rounding: str) -> list[Cell]:
    """Return the printed cells of a tree of one column, row for row; see :func:`area_columns`."""
    return [row[0] for row in area_columns(tree, unit, decimals, rounding)]


def share_column(tree: Tree, whole: int, rounding: str, decimals: int = 2) -> list[Cell]:
    """Return for each row its share of ``whole`` in percent; the root prints 100 where it is the whole."""
    if whole <= 0:
        return [Cell("—") for _ in tree.areas]
    areas, parents = tree.filled()
    exact = np.array([[row[0] * 100 * 10**decimals] for row in areas], dtype=np.int64)
    closed = _round(exact, parents, whole, rounding)
    return [
        _cell(int(closed.cells[r, 0]), bool(closed.moved[r, 0]), decimals, row[0] / whole * 100)
        for r, row in enumerate(tree.areas)
    ]


def printed_count(cell: Cell, decimals: int) -> int:
    """Return a printed number in units of its last digit.

    >>> printed_count(Cell("65.67*", 65.6738), 2)
    6567
    """
    return int(Decimal(cell.plain).scaleb(decimals))


def rounding_note(printed: Sequence[Cell], decimals: int, language: str) -> tuple[str, ...]:
    """Return where the last digits went: parts rounded alone against their total, and the numbers that moved.

    ``printed`` holds the total first, then its parts; nothing is said where rounding alone adds up.
    """
    total, parts = printed[0], printed[1:]
    alone = [round_half_up(Fraction(str(part.number)) * 10**decimals) for part in parts if part.number is not None]
    gap = sum(alone) - printed_count(total, decimals)
    if not gap:
        return ()
    moved = [part for part in parts if part.moved]
    changes = ", ".join(f"{part.number:.{decimals + 2}f} → {part.text}" for part in moved)
    facts = {"sum": decimal_text(sum(alone), decimals), "total": total.text, "gap": decimal_text(gap, decimals)}
    return (words(language)["land.rounding_gap"].format(**facts, changes=changes or "—"),)


def star_note(rows: Iterable[Row], language: str) -> tuple[str, ...]:
    """Return what a star means, where a number of the table has one."""
    starred = any(cell.moved for row in rows for cell in row.cells)
    return (words(language)["land.star_note"],) if starred else ()


def _round(exact: "np.ndarray", parents: Sequence[int], unit: int, rounding: str) -> ClosedTable:
    return plain_table(exact, unit) if rounding == "plain" else close_table(exact, parents, unit)


def _cell(count: int, moved: bool, decimals: int, number: float) -> Cell:
    return Cell(decimal_text(count, decimals) + (MOVED if moved else ""), number)
