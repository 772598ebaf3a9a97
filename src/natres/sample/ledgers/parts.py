"""Rows that add up: a printed total in exact parts, and days of a year."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from natres.sample.ledgers.table import YEAR
from natres.sample.reckoning.rounding import apportion

__all__ = ["days", "drawn", "share_out", "split"]


def share_out(total: Decimal, weights: Sequence[float]) -> list[Decimal]:
    """Return parts in about these proportions that add up to the total exactly, none empty.

    Parts have as many decimals as the total is printed with, and are at least one unit of the last.

    >>> [str(p) for p in share_out(Decimal("1.20"), [1, 1, 2])]
    ['0.30', '0.30', '0.60']
    """
    places = int(total.as_tuple().exponent)
    units = int(total.scaleb(-places))
    parts = apportion(units - len(weights), [max(1, round(w * 1e6)) for w in weights])
    return [Decimal(1 + part).scaleb(places) for part in parts]


def split(rng: np.random.Generator, total: Decimal, count: int, spread: float = 0.6) -> list[Decimal]:
    """Return ``count`` parts of unequal size that add up to the total exactly; ``spread`` 0 makes them alike."""
    return share_out(total, np.exp(spread * rng.standard_normal(count)).tolist())


def drawn(rng: np.random.Generator, low: float, high: float, places: int) -> Decimal:
    """Return a number between two bounds with so many decimals, as a random district's total."""
    return Decimal(round(float(rng.uniform(low, high)) * 10**places)).scaleb(-places)


def days(rng: np.random.Generator, count: int, first: int = 1, last: int = 365) -> list[dt.date]:
    """Return days of the year from the first to the last numbered one, in order."""
    return [dt.date(YEAR, 1, 1) + dt.timedelta(int(n) - 1) for n in np.sort(rng.integers(first, last + 1, count))]
