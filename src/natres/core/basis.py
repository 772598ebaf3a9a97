"""Why a printed number is what it is: the rows it adds up, the numbers it is made from, and its rule in words.

A table hands its numbers on together with their basis. A page shows it to the reader and adds the rows up again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

__all__ = ["Basis", "Difference", "Given", "How", "Quotient", "Rows", "Where", "Worked"]

#: Which codes count, column by column; a row counts where all of its columns do.
Where: TypeAlias = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Rows:
    """Rows of one layer, added up.

    Parameters
    ----------
    layer : ``parcels``, ``forest``, ``wells`` or ``ledgers``
    where : alternatives, of which a row counts once if any holds; empty counts every row
    value : what of a row is added: ``area`` in 0.01 m² (a parcel's class area and its deducted area, each under its
        own class), ``count``, or a column of numbers

    >>> Rows("parcels", ({"land_class": ("0101", "0102")},)).value
    'area'
    """

    layer: str
    where: tuple[Where, ...] = ()
    value: str = "area"


@dataclass(frozen=True)
class Given:
    """A number nobody computed: a control area, a limit; ``text`` as it was given, ``source`` the file that says so."""

    value: Fraction
    text: str
    source: str


@dataclass(frozen=True)
class Quotient:
    """One number over another, times ``factor`` (100 for percent)."""

    above: "How"
    below: "How"
    factor: int = 1


@dataclass(frozen=True)
class Difference:
    """One number less another."""

    whole: "How"
    less: "How"


@dataclass(frozen=True)
class Worked:
    """A number worked out by a formula; ``inputs`` are the words and printed numbers that went into it."""

    value: Fraction
    inputs: tuple[tuple[str, str], ...] = ()


How: TypeAlias = Rows | Given | Quotient | Difference | Worked


@dataclass(frozen=True)
class Basis:
    """The basis of one printed number: its rule as a sentence, and how it is reached.

    Parameters
    ----------
    rule : one sentence in the language of the table
    how : the rows or numbers behind it
    unit : of the printed number. With km2, ha, m2, mu or 1e4mu ``how`` comes to 0.01 m² and is converted;
        with any other (percent, count, m3, celsius, kW, number …) it comes to the printed number itself
    """

    rule: str
    how: How
    unit: str
