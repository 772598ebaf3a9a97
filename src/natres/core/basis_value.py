"""What a basis comes to: its rows added up once more, one by one, and its numbers set against each other.

Nothing of what printed the number is used here: only codes, whole areas and decimals as they stand in the rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.core.basis import Basis, Difference, Given, How, Quotient, Rows, Where, Worked
from natres.core.units import DM2_PER

__all__ = ["Book", "Books", "printed_value", "value_of"]

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Book:
    """The rows of one layer, to be added up.

    Parameters
    ----------
    frame : a row per feature: codes as text, whole areas in 0.01 m², decimals as float64 (NaN for none)
    bookings : pairs of columns (code, area): what of a row counts under which code

    >>> rows = pd.DataFrame({"land_class": ["0101", "0601"], "class_dm2": [900, 50],
    ...                      "deduction_class": ["1203", ""], "deducted_dm2": [100, 0]})
    >>> book = Book(rows, (("land_class", "class_dm2"), ("deduction_class", "deducted_dm2")))
    >>> [int(book.total(Rows("parcels", where))) for where in ((), ({"land_class": ("1203",)},))]
    [1050, 100]
    """

    frame: pd.DataFrame
    bookings: tuple[tuple[str, str], ...] = ()
    _coded: dict[str, tuple[NDArray[np.intp], list[str]]] = field(
        default_factory=dict[str, tuple[NDArray[np.intp], list[str]]], init=False, repr=False
    )

    def total(self, rows: Rows) -> Fraction:
        """Return what the rows that count add up to.

        Raises
        ------
        KeyError : for a column the layer does not have
        """
        if rows.value == "count":
            return Fraction(int(self._counting(rows.where, {}).sum()))
        if rows.value != "area":
            written = self.frame[rows.value][self._counting(rows.where, {})].dropna()
            return sum((Fraction(str(value)) for value in written), Fraction(0))
        total = 0
        for code, area in self.bookings:
            counting = self._counting(rows.where, {self.bookings[0][0]: code})
            total += int(self.frame[area].to_numpy()[counting].sum())
        return Fraction(total)

    def _counting(self, where: Sequence[Where], instead: Mapping[str, str]) -> Flags:
        """Return which rows count; ``instead`` names the column that is looked at for another."""
        if not where:
            return np.ones(len(self.frame), dtype=bool)
        counting = np.zeros(len(self.frame), dtype=bool)
        for alternative in where:
            holds = np.ones(len(self.frame), dtype=bool)
            for column, codes in alternative.items():
                holds &= self._among(instead.get(column, column), codes)
            counting |= holds
        return counting

    def _among(self, column: str, wanted: Sequence[str]) -> Flags:
        if column not in self._coded:
            written = [code if isinstance(code, str) else "" for code in self.frame[column]]
            places, codes = pd.factorize(np.array(written, dtype=object))
            self._coded[column] = places, [str(code) for code in codes]
        places, codes = self._coded[column]
        among = set(wanted)
        return np.array([code in among for code in codes], dtype=bool)[places]


#: Layer → its rows.
Books = Mapping[str, Book]


def value_of(how: How, books: Books) -> Fraction:
    """Return what a number comes to: 0.01 m² for rows of areas, else the unit of its column or formula.

    Raises
    ------
    KeyError : for a layer or column the books do not have
    ZeroDivisionError : for a share of nothing

    >>> value_of(Quotient(Given(Fraction(3), "3", ""), Given(Fraction(4), "4", ""), 100), {})
    Fraction(75, 1)
    """
    match how:
        case Rows():
            return books[how.layer].total(how)
        case Given() | Worked():
            return how.value
        case Quotient():
            return value_of(how.above, books) / value_of(how.below, books) * how.factor
        case Difference():
            return value_of(how.whole, books) - value_of(how.less, books)


def printed_value(basis: Basis, books: Books) -> Fraction:
    """Return the exact number behind a printed one, in its unit; raises like :func:`value_of`.

    >>> printed_value(Basis("", Given(Fraction(56536000000), "565.36 km²", ""), "km2"), {}) == Fraction("565.36")
    True
    """
    value = value_of(basis.how, books)
    return value / DM2_PER[basis.unit] if basis.unit in DM2_PER else value
