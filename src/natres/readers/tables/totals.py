"""Rows of totals held against the rows they add up."""

from fractions import Fraction
from typing import Any

from natres.readers.tables.bodies import Aside
from natres.readers.tables.cells import Table, number_of, number_text
from natres.readers.tables.headings import Heading
from natres.readers.tables.quantities import Read, shown
from natres.readers.tables.sheets import is_blank

__all__ = ["check_totals"]

#: What a spreadsheet's own sum may be off, relative to the sum.
_NOISE = Fraction(1, 10**9)


def check_totals(table: Table, columns: dict[str, list[Any]]) -> None:
    """Say (``LEDGER_SUM``) where a total is not the sum of its rows, with both figures.

    A subtotal may add up the rows above it, down to the last subtotal, or those below; a total all rows.
    """
    for aside in table.body.asides:
        if aside.kind not in ("total", "subtotal"):
            continue
        for place, heading in table.header.headings.items():
            if heading.column.summed:
                _check(table, aside, place, heading, columns[heading.column.key])


def _check(table: Table, aside: Aside, place: int, heading: Heading, values: list[Any]) -> None:
    cells = table.grid.rows[aside.place]
    cell = cells[place] if place < len(cells) else None
    read = None if is_blank(cell) else number_of(heading, cell)
    if read is None:
        return
    sums = [_sum(table, values, low, high) for low, high in _spans(table, aside)]
    if read.unit is not None and heading.column.unit is not None:  # in the unit it is printed in
        factor = heading.column.unit.factor / read.unit.factor
        read, sums = Read(read.value * factor), [found * factor for found in sums]
    if any(_agrees(read.value, found) for found in sums):
        return
    key = heading.column.key
    line = table.grid.lines[aside.place] if table.places.lines else None
    table.say("LEDGER_SUM", None, key, shown(cell), line=line, sum=number_text(sums[0]), text=aside.text)


def _spans(table: Table, aside: Aside) -> list[tuple[int, int]]:
    """Return the places (from, to) of the rows a total may add up, the likeliest first."""
    last = len(table.grid.rows)
    if aside.kind == "total":
        return [(0, last)]
    marks = [other.place for other in table.body.asides if other.kind in ("total", "subtotal")]
    before = max((mark for mark in marks if mark < aside.place), default=-1)
    after = min((mark for mark in marks if mark > aside.place), default=last)
    above, below = (before + 1, aside.place), (aside.place, after)
    has_rows = any(above[0] <= row < above[1] for row in table.body.rows)
    return [above, below] if has_rows else [below, above]


def _sum(table: Table, values: list[Any], low: int, high: int) -> Fraction:
    within = (value for row, value in zip(table.body.rows, values, strict=True) if low <= row < high)
    return sum((value for value in within if value is not None), Fraction(0))


def _agrees(total: Fraction, found: Fraction) -> bool:
    """Return whether a total is the sum, to the digits it is printed with.

    >>> _agrees(Fraction("23.3"), Fraction("23.34")), _agrees(Fraction("23.4"), Fraction("23.34"))
    (True, False)
    """
    if abs(total - found) <= _NOISE * max(abs(found), 1):
        return True
    text = number_text(total)
    digits = len(text.partition(".")[2])
    return abs(total - found) <= Fraction(1, 2 * 10**digits) and digits < len(number_text(found).partition(".")[2])
