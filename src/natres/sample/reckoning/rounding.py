"""The sample's own closing: exact sums in whole units, and printed figures that add up."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import NDArray

__all__ = ["apportion", "cents_text", "close_evenly", "closed_print", "half_up", "plain_text"]


def half_up(value: Decimal, places: int) -> Decimal:
    """Return ``value`` rounded half up.

    >>> half_up(Decimal("1.005"), 2)
    Decimal('1.01')
    """
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def cents_text(cents: int) -> str:
    """Return whole 0.01 m² as text in m².

    >>> cents_text(1205), cents_text(-3)
    ('12.05', '-0.03')
    """
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def plain_text(value: Decimal) -> str:
    """Return a number without an exponent and without noughts after the point.

    >>> plain_text(Decimal("1200.00")), plain_text(Decimal("0.50")), plain_text(Decimal("1E+3"))
    ('1200', '0.5', '1000')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def apportion(amount: int, weights: Sequence[int]) -> list[int]:
    """Split whole units in proportion to weights, largest remainders first.

    >>> apportion(-4, [1, 1, 2])
    [-1, -1, -2]
    """
    total = sum(weights)
    sign = -1 if amount < 0 else 1
    exact = [abs(amount) * w for w in weights]
    parts = [e // total for e in exact]
    order = sorted(range(len(weights)), key=lambda i: (-(exact[i] % total), i))
    for i in order[: abs(amount) - sum(parts)]:
        parts[i] += 1
    return [sign * p for p in parts]


def close_evenly(cents: NDArray[np.int64], wanted: int) -> NDArray[np.int64]:
    """Close a village's parcels: the same whole cents to each, one more to the largest.

    >>> close_evenly(np.array([100, 300, 200]), 604).tolist()
    [101, 302, 201]
    """
    miss = wanted - int(cents.sum())
    each, more = divmod(abs(miss), len(cents))
    change = np.full(len(cents), each, dtype=np.int64)
    change[np.argsort(-cents, kind="stable")[:more]] += 1
    return cents + (change if miss >= 0 else -change)


def closed_print(parts: Sequence[Decimal], total: Decimal, places: int) -> list[Decimal]:
    """Round parts so that they add up to ``total`` rounded, moving as few as possible.

    >>> [str(p) for p in closed_print([Decimal("33.335")] * 3, Decimal("100.005"), 2)]
    ['33.34', '33.34', '33.33']
    """
    unit = Decimal(1).scaleb(-places)
    goal = int(half_up(total, places) / unit)
    floors = [int(p // unit) for p in parts]
    order = sorted(range(len(parts)), key=lambda i: (-(parts[i] % unit), i))
    for i in order[: goal - sum(floors)]:
        floors[i] += 1
    return [unit * f for f in floors]
