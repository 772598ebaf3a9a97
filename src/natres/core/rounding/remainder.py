"""Largest remainder: whole units shared out in proportion, and percentages that add to exactly 100."""

from collections.abc import Sequence
from fractions import Fraction

from natres.errors import BadUsage

__all__ = ["close_shares", "largest_remainder"]


def largest_remainder(weights: Sequence[int], total: int) -> list[int]:
    """Share ``total`` whole units out in proportion to ``weights``, the last ones to the largest remainders.

    Ties go to the earlier entry, so the result depends on nothing but the arguments.

    Parameters
    ----------
    weights : whole numbers ≥ 0
    total : the units to give away, ≥ 0; must be 0 where all weights are 0

    Raises
    ------
    BadUsage : ``NUMBER`` for a negative weight or total, or units with nobody to take them

    >>> largest_remainder([1, 1, 1], 100)
    [34, 33, 33]
    >>> largest_remainder([], 0)
    []
    """
    whole = sum(weights)
    if total < 0 or any(weight < 0 for weight in weights) or (whole == 0 and total):
        raise BadUsage("NUMBER", value=total)
    if whole == 0:
        return [0] * len(weights)
    floors = [weight * total // whole for weight in weights]
    rest = [weight * total % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-rest[i], i))
    for i in order[: total - sum(floors)]:
        floors[i] += 1
    return floors


def close_shares(parts: Sequence[int], decimals: int = 2) -> list[int]:
    """Return the percentages of ``parts`` in units of the last digit; they add to exactly 100.

    A negative part (a residual of land mapped twice) is carried: the others then add to more than 100.

    >>> close_shares([25808, 27108, 3620])
    [4565, 4795, 640]
    >>> close_shares([0, 0])
    [0, 0]
    """
    whole = sum(parts)
    if whole == 0:
        return [0] * len(parts)
    scale = 100 * 10**decimals
    return _close_line([Fraction(part * scale, whole) for part in parts], scale)


def _close_line(exact: Sequence[Fraction], total: int) -> list[int]:
    """Round each value down or up so that they add to ``total``, which lies within their reach."""
    floors = [value.__floor__() for value in exact]
    order = sorted(range(len(exact)), key=lambda i: (-(exact[i] - floors[i]), i))
    for i in order[: total - sum(floors)]:
        floors[i] += 1
    return floors
