"""Numbers of wells as cells: exact until here, rounded once, a dash where there is none."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from natres.core.units import decimal_text, exact_text, round_half_up
from natres.presenters.table import Cell

__all__ = ["NOTHING", "apart", "day", "exact", "listed", "metres", "percent", "plain", "raised"]

NOTHING = Cell("—")
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def plain(value: Fraction | None, decimals: int = 0) -> Cell:
    """Return a number rounded half up to its decimals.

    >>> plain(Fraction(7, 2)).text, plain(None).text
    ('4', '—')
    """
    if value is None:
        return NOTHING
    return Cell(decimal_text(round_half_up(value * 10**decimals), decimals), float(value))


def exact(value: Fraction | None) -> Cell:
    """Return a number with all the decimals it was written with.

    >>> exact(Fraction("30.10")).text
    '30.1'
    """
    return NOTHING if value is None else Cell(exact_text(value), float(value))


def percent(rate: Fraction | None, decimals: int = 1) -> Cell:
    """Return a ratio in percent.

    >>> percent(Fraction(939, 2976)).text
    '31.6'
    """
    return plain(None if rate is None else rate * 100, decimals)


def apart(rate: Fraction | None, other: Fraction | None) -> tuple[Cell, Cell]:
    """Return two ratios in percent, with as many decimals as it takes to tell them apart.

    >>> [cell.text for cell in apart(Fraction("0.8997"), Fraction("0.9"))]
    ['89.97', '90.00']
    >>> [cell.text for cell in apart(Fraction(1, 2), Fraction(1, 2))]
    ['50.0', '50.0']
    """
    for decimals in range(1, 9):
        cells = percent(rate, decimals), percent(other, decimals)
        if rate == other or cells[0].text != cells[1].text:
            return cells
    return percent(rate), percent(other)


def metres(length: float | None) -> Cell:
    """Return a length in whole metres."""
    return NOTHING if length is None else plain(Fraction(length))


def day(value: date | None) -> Cell:
    """Return a day as 2022-12-31."""
    return NOTHING if value is None else Cell(value.isoformat())


def listed(names: Iterable[str], language: str) -> str:
    """Return names with the comma of the language between them, a dash where there are none.

    >>> listed(["K1", "K2"], "zh"), listed([], "en")
    ('K1、K2', '—')
    """
    return ("、" if language == "zh" else ", ").join(names) or "—"


def raised(power: int) -> str:
    """Return a power of ten as a unit shows it.

    >>> raised(18)
    '10¹⁸'
    """
    return "10" + str(power).translate(_RAISED)
