"""Where to look first: the one figure that would put right, alone, all that disagrees around it."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from natres.analyses.drafts.verdicts.claims import Claim, rows_of
from natres.analyses.drafts.verdicts.together import reach
from natres.core.draft import DraftFigure, DraftRelation, DraftSuspect

__all__ = ["suspects"]

#: By so many times a figure is off where units are mixed up: 公顷 and 平方公里, 万, 亩 and 公顷.
_FACTORS = (100, 10_000, 15, 10, 1000)
_RATES = ("share", "ratio", "growth", "step")
_HOLDS = ("agrees", "within_rounding")


def suspects(
    claims: Sequence[Claim], relations: Sequence[DraftRelation], figures: Sequence[DraftFigure]
) -> list[DraftSuspect]:
    """Return the figures to look at first, with what they would have to be.

    Parameters
    ----------
    claims, relations : side by side, each claim with the verdict on it
    figures : of the draft

    Notes
    -----
    A figure is named only where no other one could be at fault alone: it stands in all relations of a group that
    disagree, and some value of it makes these true together with all that holds of it.
    """
    found: list[DraftSuspect] = []
    left = [n for n, relation in enumerate(relations) if relation.status == "disagrees"]
    while left:
        count = Counter(i for n in left for i in set(claims[n].figures))
        # Of the figures that stand in most relations that fail, those of the first such relation are one group.
        first = max(claims[left[0]].figures, key=lambda i: count[i])
        group = [n for n in left if first in claims[n].figures]
        shared = set.intersection(*(set(claims[n].figures) for n in group))
        able = [(i, span) for i in sorted(shared) if (span := _mended(i, group, claims, relations, figures))]
        told = any(claims[n].kind != "repeat" for n in group)  # which of two places is wrong, neither says
        if len(able) == 1 and told:
            (i, (low, high)) = able[0]
            found.append(DraftSuspect(i, tuple(group), low, high, _factor(figures[i], low, high)))
        left = [n for n in left if n not in group]
    return found


def _mended(
    i: int, group: Sequence[int], claims: Sequence[Claim], relations: Sequence[DraftRelation],
    figures: Sequence[DraftFigure],
) -> tuple[Fraction, Fraction] | None:  # fmt: skip
    """Return between what figure ``i`` would have to stand, in its own unit; None where no value of it helps."""
    holding = [n for n, r in enumerate(relations) if r.status in _HOLDS and i in claims[n].figures]
    rates = [n for n in group if claims[n].kind in _RATES and claims[n].figures[0] == i]
    if rates:  # a rate is no unknown of the programme: what the values give is what it would have to be
        centre, half = relations[rates[0]].left, figures[i].half
        rest = [row for n in (*group, *holding) if n not in rates for row in rows_of(claims[n], figures)]
        fits = centre is not None and (not rest or _meet(reach(rest, figures, i), centre, half))
        return (centre - half, centre + half) if fits and centre is not None else None
    span = reach([row for n in (*group, *holding) for row in rows_of(claims[n], figures)], figures, i)
    return None if span is None else (span[0] / figures[i].size, span[1] / figures[i].size)


def _meet(span: tuple[Fraction, Fraction] | None, centre: Fraction, half: Fraction) -> bool:
    """Tell whether a span holds some of what lies within half a digit of a value."""
    return span is not None and span[0] <= centre + half and centre - half <= span[1]


def _factor(figure: DraftFigure, low: Fraction, high: Fraction) -> Fraction:
    printed = figure.value / figure.size
    for factor in _FACTORS:
        if low <= printed * factor <= high or low <= printed / factor <= high:
            return Fraction(factor)
    return Fraction(0)
