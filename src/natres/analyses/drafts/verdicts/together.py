"""Can all figures be true at once? Linear programmes over what the figures can stand for, and the smallest conflict."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from natres.analyses.drafts.verdicts.claims import Claim, Row, rows_of
from natres.core.draft import DraftFigure

__all__ = ["conflicts", "least_gap", "possible", "reach"]

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


def reach(rows: Sequence[Row], figures: Sequence[DraftFigure], free: int) -> tuple[Fraction, Fraction] | None:
    """Return between what a figure would have to lie for all rows to hold; None where nothing helps or all does."""
    programme = _Programme(rows, figures, free)
    ends = [programme.least({("now", free): Fraction(side)}) for side in (1, -1)]
    if ends[0] is None or ends[1] is None:
        return None
    low, high = Fraction(ends[0]).limit_denominator(10**9), -Fraction(ends[1]).limit_denominator(10**9)
    value, step = figures[free].value, programme.step[free]
    return value + low * step, value + high * step


def _solve(rows: Sequence[Row], figures: Sequence[DraftFigure], line: Mapping[Key, Fraction] | None) -> float | None:
    """Minimise |line| under the rows, or only tell whether they are possible."""
    programme = _Programme(rows, figures, extra=line or {})
    return programme.least({}) if line is None else programme.least_size(line)


class _Programme:
    """A linear programme whose variables count how many half digits a value lies from its print."""

    def __init__(
        self, rows: Sequence[Row], figures: Sequence[DraftFigure], free: int = -1,
        extra: Mapping[Key, Fraction] | None = None,
    ) -> None:  # fmt: skip
        keys = list(dict.fromkeys(key for row, _ in rows for key in row) | dict.fromkeys(extra or {}))
        self.figures, self.place = figures, {key: i for i, key in enumerate(keys)}
        # An exact figure does not move: its step is its unit.
        self.step = {i: figures[i].half or figures[i].size for _, i in keys}
        self.bounds: list[tuple[float | None, float | None]] = [
            (None, None) if when != "now" or i == free else (-1.0, 1.0) if figures[i].half else (0.0, 0.0)
            for when, i in keys
        ]
        read = [self._in_steps(row, constant) for row, constant in rows]
        self.left = np.array([-c for c, _, _ in read]).reshape(len(read), len(keys))
        self.right = np.array([exact for _, exact, _ in read])

    def least(self, aim: Mapping[Key, Fraction]) -> float | None:
        """Return the smallest Σ c·steps; None where nothing is possible or there is no smallest."""
        cost = np.zeros(len(self.place))
        for key, c in aim.items():
            if key not in self.place:
                return None
            cost[self.place[key]] = float(c)
        return self._least(cost, self.left, self.right, self.bounds)

    def least_size(self, line: Mapping[Key, Fraction]) -> float | None:
        """Return the smallest |Σ c·x| in base units; None where nothing is possible."""
        gap, offset, size = self._in_steps(line, Fraction(0))
        left = np.column_stack([self.left, np.zeros(len(self.left))])
        left = np.vstack([left, [*gap, -1.0], [*-gap, -1.0]])
        right = np.append(self.right, [-offset, offset])
        found = self._least(np.append(np.zeros(len(gap)), 1.0), left, right, [*self.bounds, (0.0, None)])
        return None if found is None else found * float(size)

    def _in_steps(self, row: Mapping[Key, Fraction], constant: Fraction) -> tuple[np.ndarray, float, Fraction]:
        """Return a row in steps, scaled so that its largest coefficient is 1: coefficients, constant, scale."""
        size = max(abs(c * self.step[i]) for (_, i), c in row.items())
        exact = constant + sum((c * self.figures[i].value for (_, i), c in row.items()), Fraction(0))
        coefficients = np.zeros(len(self.place))
        for key, c in row.items():
            coefficients[self.place[key]] = float(c * self.step[key[1]] / size)
        return coefficients, float(exact / size), size

    @staticmethod
    def _least(cost: np.ndarray, left: np.ndarray, right: np.ndarray, bounds: Any) -> float | None:
        from scipy.optimize import linprog

        answer: Any = linprog(cost, A_ub=left, b_ub=right + _NOISE, bounds=bounds, method="highs")
        return float(answer.fun) if answer.success else None
