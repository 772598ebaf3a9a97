"""Can all figures be true at once? Linear programmes over what the figures can stand for, and the smallest conflict."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from natres.analyses.drafts.claims import Claim, Row, rows_of
from natres.core.draft import DraftFigure

__all__ = ["conflicts", "least_gap", "possible"]

Key = tuple[str, int]

#: Conflicts of so many claims are sought among all choices; larger ones are thinned out claim by claim.
_SMALL = 3
_MANY = 24
#: So little of an interval is the programme's own noise.
_NOISE = 1e-6


def conflicts(claims: Sequence[Claim], figures: Sequence[DraftFigure]) -> list[tuple[int, ...]]:
    """Return the smallest sets of claims that cannot all be true, one for each group of figures tied together.

    Claims that are false by themselves are left out by the caller.
    """
    return [found for group in _groups(claims) if (found := _conflict(group, claims, figures))]


def _groups(claims: Sequence[Claim]) -> list[list[int]]:
    """Return claims in groups that share figures."""
    owner: dict[int, int] = {}
    groups: dict[int, list[int]] = {}
    for n, claim in enumerate(claims):
        touched = {owner[i] for i in claim.figures if i in owner}
        members = sorted({n, *(m for t in touched for m in groups.pop(t))})
        groups[n] = members
        for m in members:
            owner.update(dict.fromkeys(claims[m].figures, n))
    return [members for members in groups.values() if len(members) > 1]


def _conflict(group: Sequence[int], claims: Sequence[Claim], figures: Sequence[DraftFigure]) -> tuple[int, ...]:
    """Return the smallest set of a group that is impossible, empty where all of it is possible."""

    def can(chosen: Sequence[int]) -> bool:
        return possible([row for n in chosen for row in rows_of(claims[n], figures)], figures)

    if can(group):
        return ()
    if len(group) <= _MANY:
        for size in range(2, _SMALL + 1):
            found = next((chosen for chosen in combinations(group, size) if not can(chosen)), None)
            if found:
                return found
    kept = list(group)
    for n in group:
        without = [m for m in kept if m != n]
        if not can(without):
            kept = without
    return tuple(kept)


def possible(rows: Sequence[Row], figures: Sequence[DraftFigure]) -> bool:
    """Tell whether values within what the figures stand for fulfil all rows."""
    return not rows or _solve(rows, figures, None) is not None


def least_gap(rows: Sequence[Row], line: Mapping[Key, Fraction], figures: Sequence[DraftFigure]) -> float | None:
    """Return the smallest size of Σ c·x that the rows allow; None where nothing is possible at all."""
    return _solve(rows, figures, line)


def _solve(rows: Sequence[Row], figures: Sequence[DraftFigure], line: Mapping[Key, Fraction] | None) -> float | None:
    """Minimise |line| under the rows; variables count how many half digits a value lies from its print."""
    from scipy.optimize import linprog

    keys = list(dict.fromkeys(key for row, _ in rows for key in row) | dict.fromkeys(line or {}))
    place = {key: i for i, key in enumerate(keys)}
    step = {i: figures[i].half or figures[i].size for _, i in keys}  # an exact figure does not move
    bounds: list[tuple[float | None, float | None]] = [
        ((-1.0, 1.0) if figures[i].half else (0.0, 0.0)) if when == "now" else (None, None) for when, i in keys
    ]

    def in_halves(row: Mapping[Key, Fraction], constant: Fraction) -> tuple[np.ndarray, float, Fraction]:
        size = max(abs(c * step[i]) for (_, i), c in row.items())
        exact = constant + sum((c * figures[i].value for (_, i), c in row.items()), Fraction(0))
        coefficients = np.zeros(len(keys))
        for (when, i), c in row.items():
            coefficients[place[when, i]] = float(c * step[i] / size)
        return coefficients, float(exact / size), size

    read = [in_halves(row, constant) for row, constant in rows]
    left = np.array([-c for c, _, _ in read]).reshape(len(read), len(keys))
    right = np.array([exact for _, exact, _ in read])
    cost, size = np.zeros(len(keys)), Fraction(1)
    if line is not None:
        gap, offset, size = in_halves(line, Fraction(0))
        left = np.column_stack([left, np.zeros(len(left))])
        left = np.vstack([left, [*gap, -1.0], [*-gap, -1.0]])
        right, cost = np.append(right, [-offset, offset]), np.append(cost, 1.0)
        bounds.append((0.0, None))
    answer: Any = linprog(cost, A_ub=left, b_ub=right + _NOISE, bounds=bounds, method="highs")
    return float(answer.fun) * float(size) if answer.success else None
