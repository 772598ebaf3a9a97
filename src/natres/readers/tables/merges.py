"""Cells merged over several data rows: words hold for each of them, a number or date for none in particular."""

from collections.abc import Sequence
from typing import Any

from natres.core.table_spec import ColumnSpec
from natres.readers.tables.sheets import Grid, is_blank

__all__ = ["continues", "holds_for_each", "merged_rows"]


def merged_rows(grid: Grid, rows: Sequence[int], place: int) -> dict[int, tuple[int, ...]]:
    """Return first data row → all data rows (from 0) of each filled cell of a column that is merged downwards.

    Parameters
    ----------
    grid : the sheet
    rows : places of the data rows in it; a merge that begins above them, in a header, is none of theirs
    place : of the column; a merge over several columns belongs to its first
    """
    at = {row: number for number, row in enumerate(rows)}
    found: dict[int, tuple[int, ...]] = {}
    for top, left, bottom, _ in grid.merged:
        if left != place or top == bottom or top not in at or is_blank(_cell(grid.rows[top], place)):
            continue
        within = tuple(at[row] for row in range(top, bottom + 1) if row in at)
        if len(within) > 1:
            found[within[0]] = within
    return found


def continues(grid: Grid, row: int) -> bool:
    """Return whether a row of the sheet is the lower part of a merged cell."""
    return any(top < row <= bottom for top, _, bottom, _ in grid.merged)


def holds_for_each(column: ColumnSpec) -> bool:
    """Return whether what a merged cell says is said of each of its rows: names and words, no amounts, no dates."""
    return column.kind in ("text", "choice")


def _cell(cells: Sequence[Any], place: int) -> Any:
    return cells[place] if place < len(cells) else None
