"""Every printed number of a map held against its basis: its rows are added up again before the page is drawn."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import isclose
from typing import Any

import pandas as pd

from natres.core.basis_value import Book, Books, printed_value
from natres.core.units import exact_text
from natres.errors import OwnFault
from natres.presenters.land_tables import LandPage
from natres.presenters.table import Cell, Table
from natres.workflows.inputs import Forest, Land, Wells
from natres.workflows.inputs.ledgers import Ledger

__all__ = ["books_of", "refuse_wrong_basis", "widest"]


def books_of(
    land: Land | None = None, woods: Forest | None = None, register: Wells | None = None, ledgers: Sequence[Ledger] = ()
) -> Books:
    """Return the rows that the numbers of a run are made of, layer by layer."""
    books = dict[str, Book]()
    if land:
        bookings = (("land_class", "class_dm2"), ("deduction_class", "deducted_dm2"))
        books["parcels"] = Book(land.ledger.parcels, bookings)
    if woods:
        areas = woods.ledger.parcels["gross_dm2"].to_numpy()
        plots = pd.DataFrame(woods.layer.frame.drop(columns="geometry")).assign(gross_dm2=areas)
        books["forest"] = Book(plots, (("forest_class", "gross_dm2"),))
    if register:
        books["wells"] = Book(register.wells.frame)
    if ledgers:
        books["ledgers"] = Book(_ledger_rows(ledgers))
    return books


def _ledger_rows(ledgers: Sequence[Ledger]) -> pd.DataFrame:
    """Return the rows of all ledgers with the kind and year of theirs."""
    frames = [one.layer.frame.assign(kind=one.spec.kind, year=str(one.year)) for one in ledgers]
    return pd.concat(frames, ignore_index=True)


def widest(page: LandPage) -> float:
    """Return how many units of its last digit a printed number of land may lie from the exact one.

    Less than one; only the survey's table rule, which adds up what it has rounded, moves sums by more.
    """
    return max(1.0, page.printed.largest_shift + 1e-6)


def refuse_wrong_basis(tables: Iterable[Table], books: Books, *, within: float = 1.0) -> None:
    """Stop where the rows or numbers behind a printed number do not come to it.

    Parameters
    ----------
    tables : as they are printed; cells without a basis are passed over
    books : see :func:`books_of`
    within : how many units of its last digit a printed number may lie from the exact one, see :func:`widest`

    Raises
    ------
    OwnFault : ``BASIS_DISAGREES``, with table, row, column and both numbers
    """
    for table in tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                if cell.basis is None:
                    continue
                try:
                    value = printed_value(cell.basis, books)
                except (KeyError, ZeroDivisionError):
                    value = None
                if value is None or not _agrees(cell, value, within):
                    raise _disagreement(table.title, row.cells, column.heading, cell, value)


def _agrees(cell: Cell, value: Fraction, within: float) -> bool:
    """Return whether a value is the number of a cell, up to the last bits of a float, and prints as its text."""
    if cell.number is None:
        return True
    decimals = len(cell.plain.partition(".")[2])
    apart = abs(Fraction(Decimal(cell.plain)) - value) * 10**decimals
    return isclose(value, cell.number, rel_tol=1e-12, abs_tol=1e-12) and apart < within


def _disagreement(title: str, line: Sequence[Cell], column: str, cell: Cell, value: Fraction | None) -> OwnFault:
    row = " ".join(dict.fromkeys(other.text for other in line if other.number is None and other.text))
    facts: dict[str, Any] = {"table": title, "row_name": row or "—", "column": column, "printed": cell.text}
    return OwnFault("BASIS_DISAGREES", **facts, value="—" if value is None else exact_text(value))
