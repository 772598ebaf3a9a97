"""What a statement about figures asserts, and the verdict on it: interval arithmetic on what is printed.

A printed figure stands for every value within half its last digit. A claim agrees where the printed numbers are
the ones a careful writer would have printed, is within rounding where some values that print so fulfil it, and
disagrees, by at least so much, where none do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from natres.core.draft import DraftFigure, DraftRelation

__all__ = ["Claim", "Row", "distinct", "judged", "moved", "rows_of"]

#: Σ coefficient × value of a figure (or of a figure of the year before) ≥ 0; + constant.
Row = tuple[Mapping[tuple[str, int], Fraction], Fraction]

#: So large a difference says that the words were about something else.
_OTHER_THING = Fraction(1, 4)

_Said = TypeVar("_Said", "Claim", DraftRelation)


@dataclass(frozen=True)
class Claim:
    """A statement about figures, by their places in the list.

    Parameters
    ----------
    kind : sum (first = Σ rest), part and within (Σ rest ≤ first; the second by definition), share and ratio
        (first % = second / third), hundred (Σ = 100 %), growth (first % from third to second), step (first % =
        third in second − third), points (first = second − third, all in %), equivalent and repeat (first =
        second), limit (first above second), kept (first not above second)
    words : how the text says it, for the reader
    sure : whether the wording leaves no other reading; otherwise a large difference is undecided
    sign : for growth, step and points, −1 where the text says 下降
    minus : parts of a sum that are taken off
    """

    kind: str
    figures: tuple[int, ...]
    words: str = ""
    sure: bool = True
    sign: int = 1
    minus: tuple[int, ...] = ()

    def side(self, figure: int) -> int:
        """Return −1 for a part that is taken off, else 1."""
        return -1 if figure in self.minus else 1


def distinct(claims: Iterable[Claim]) -> list[Claim]:
    """Return the first of all claims of one kind about the same figures."""
    seen: dict[tuple[str, tuple[int, ...]], Claim] = {}
    for claim in claims:
        seen.setdefault((claim.kind, tuple(sorted(claim.figures))), claim)
    return list(seen.values())


def moved(said: _Said, places: Sequence[int]) -> _Said:
    """Return what is said of figures by their places in another list."""
    figures, minus = (tuple(places[i] for i in of) for of in (said.figures, said.minus))
    return replace(said, figures=figures, minus=minus)


def judged(claim: Claim, figures: Sequence[DraftFigure]) -> DraftRelation:
    """Return the verdict on one claim."""
    own = [figures[i] for i in claim.figures]
    if any(f.inexact in ("over", "under") for f in own):
        return DraftRelation(claim.kind, claim.figures, "undecided", words=claim.words)
    if claim.kind in ("share", "ratio", "growth", "step"):
        return _judged_ratio(claim, own)
    if claim.kind in ("limit", "kept"):
        return _judged_limit(claim, own)
    if claim.kind == "hundred":
        left, right = sum((f.value for f in own), Fraction(0)), Fraction(100)
        slack, exact = sum((f.half for f in own), Fraction(0)), Fraction(0)
    elif claim.kind == "points":
        left, right = claim.sign * (own[1].value - own[2].value), own[0].value
        slack, exact = sum((f.half for f in own), Fraction(0)), Fraction(0)
    elif claim.kind in ("equivalent", "repeat"):
        left, right = own[0].value, own[1].value
        slack, exact = own[0].half + own[1].half, max(own[0].half, own[1].half)
        if claim.kind == "repeat" and own[0].half == own[1].half and not any(f.inexact for f in own):
            slack = exact = Fraction(0)  # one quantity, printed to one digit, prints one number
    else:
        left = sum((figures[i].value * claim.side(i) for i in claim.figures[1:]), Fraction(0))
        right = own[0].value
        slack, exact = sum((f.half for f in own), Fraction(0)), Fraction(0)
    off = left - right
    if claim.kind in ("part", "within"):
        off = max(off, Fraction(0))
    return _verdict(claim, own, left, right, off, slack, exact)


def _verdict(
    claim: Claim, own: Sequence[DraftFigure], left: Fraction, right: Fraction, off: Fraction, slack: Fraction,
    exact: Fraction,
) -> DraftRelation:  # fmt: skip
    status = "agrees" if abs(off) <= exact else "within_rounding" if abs(off) <= slack else "disagrees"
    apart = max(abs(off) - slack, Fraction(0))
    other = claim.kind == "part" or abs(off) > _OTHER_THING * abs(right)
    if status == "disagrees" and not claim.sure and other:
        status = "undecided"
    if status == "disagrees" and claim.kind == "within":
        status = "to_be_explained"  # a tax refund can lift net profit over profit
    shown, decimals = own[0].size, max(_decimals(f, own[0]) for f in own)
    return DraftRelation(
        claim.kind,
        claim.figures,
        status,
        left / shown,
        right / shown,
        apart / shown,
        _unit(own[0]),
        decimals,
        claim.words,
        claim.minus,
    )


def _unit(figure: DraftFigure) -> str:
    """Return the unit of a figure with its power of ten."""
    power = figure.number.partition("×")[2]
    return f"×{power} {figure.unit}" if power else figure.unit


def _decimals(figure: DraftFigure, shown: DraftFigure) -> int:
    """Return the decimals that a figure's last digit needs in another figure's unit."""
    last, places = (2 * figure.half or figure.size) / shown.size, 0
    while last < 1 and places < 8:
        last, places = last * 10, places + 1
    return places


def _judged_ratio(claim: Claim, own: Sequence[DraftFigure]) -> DraftRelation:
    """Judge first % = part / whole: a share, a ratio, a growth from third to second, a step within second."""
    p, a, b = own[:3]
    if claim.kind == "growth":
        low, high, centre = _quotient(a.low, a.high, b.low, b.high, a.value, b.value)
        low, high, centre = (None if x is None else claim.sign * (x - 1) for x in (low, high, centre))
    elif claim.kind == "step":
        before = [a.low - claim.sign * b.high, a.high - claim.sign * b.low, a.value - claim.sign * b.value]
        low, high, centre = _quotient(b.low, b.high, before[0], before[1], b.value, before[2])
    else:
        low, high, centre = _quotient(a.low, a.high, b.low, b.high, a.value, b.value)
    if low is None or high is None or centre is None:
        return DraftRelation(claim.kind, claim.figures, "undecided", words=claim.words)
    low, high = min(low, high) * 100, max(low, high) * 100
    computed = centre * 100
    off = max(low - p.high, p.low - high, Fraction(0))
    near = abs(computed - p.value)
    status = "agrees" if near <= p.half else "disagrees" if off else "within_rounding"
    if status == "disagrees" and not claim.sure and near > _OTHER_THING * abs(p.value):
        status = "undecided"
    decimals = len(p.number.partition(".")[2]) + 2
    return DraftRelation(claim.kind, claim.figures, status, computed, p.value, off, "%", decimals, claim.words)


def _quotient(
    low: Fraction, high: Fraction, base_low: Fraction, base_high: Fraction, centre: Fraction, base: Fraction
) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    if base_low <= 0:
        return None, None, None
    return low / (base_high if low >= 0 else base_low), high / (base_low if high >= 0 else base_high), centre / base


def _judged_limit(claim: Claim, own: Sequence[DraftFigure]) -> DraftRelation:
    """Judge 突破 and 未突破: the values that print so must allow the side that is claimed."""
    actual, limit = own
    gap = actual.value - limit.value
    sure_above, sure_below = actual.low > limit.high, actual.high < limit.low
    if claim.kind == "limit":
        status = "agrees" if sure_above else "disagrees" if actual.high <= limit.low else "within_rounding"
    else:
        status = "agrees" if sure_below or gap <= 0 else "disagrees" if sure_above else "within_rounding"
    shown = limit.size
    apart = max(limit.low - actual.high if claim.kind == "limit" else actual.low - limit.high, Fraction(0))
    return DraftRelation(
        claim.kind, claim.figures, status, actual.value / shown, limit.value / shown,
        apart / shown if status == "disagrees" else Fraction(0), limit.unit,
        max(_decimals(actual, limit), _decimals(limit, limit)), claim.words,
    )  # fmt: skip


def rows_of(claim: Claim, figures: Sequence[DraftFigure]) -> list[Row]:
    """Return a claim as linear inequalities between its figures, Σ c·x + constant ≥ 0; empty where it has none.

    Two kinds exist here only: ``before`` (second = (1 + first %) × itself the year before) and ``implied`` (the
    sum of a claim, the year before).
    """
    own = [figures[i] for i in claim.figures]
    if any(f.inexact in ("over", "under") for f in own):
        return []
    now = [("now", i) for i in claim.figures]
    if claim.kind in ("share", "ratio", "growth", "before", "step"):
        return _rate_rows(claim, own[0], now)
    before = [("before", i) for i in claim.figures]
    side = [Fraction(claim.side(i)) for i in claim.figures]
    line = {
        "sum": _line(now, side), "part": _line(now), "within": _line(now), "implied": _line(before, side),
        "equivalent": _line(now), "repeat": _line(now), "limit": _line(now), "kept": _line(now[::-1]),
        "hundred": dict.fromkeys(now, Fraction(1)), "points": _points_line(now, claim.sign),
    }[claim.kind]  # fmt: skip
    constant = Fraction(-100 if claim.kind == "hundred" else 0)
    back = ({key: -c for key, c in line.items()}, -constant)
    return [(line, constant)] if claim.kind in ("part", "within", "limit", "kept") else [(line, constant), back]


def _line(keys: Sequence[tuple[str, int]], side: Sequence[Fraction] = ()) -> dict[tuple[str, int], Fraction]:
    """Return first − Σ rest, each with its side."""
    rest = [-s for s in side[1:]] or [Fraction(-1)] * (len(keys) - 1)
    return {keys[0]: Fraction(1)} | dict(zip(keys[1:], rest, strict=True))


def _points_line(keys: Sequence[tuple[str, int]], sign: int) -> dict[tuple[str, int], Fraction]:
    """Return first ∓ (second − third)."""
    return dict(zip(keys, (Fraction(1), Fraction(-sign), Fraction(sign)), strict=False))


def _rate_rows(claim: Claim, rate: DraftFigure, at: Sequence[tuple[str, int]]) -> list[Row]:
    """Return what a rate in percent says of the two values it ties."""
    one = Fraction(1)
    if claim.kind in ("share", "ratio"):
        return _between(at[1], {at[2]: one}, rate.low / 100, rate.high / 100)
    if claim.kind == "step":  # the step over what it started from
        return _between(at[2], {at[1]: one, at[2]: Fraction(-claim.sign)}, rate.low / 100, rate.high / 100)
    low, high = sorted(1 + claim.sign * side / 100 for side in (rate.low, rate.high))
    start = ("before", claim.figures[1]) if claim.kind == "before" else at[2]
    return _between(at[1], {start: one}, low, high)


def _between(
    part: tuple[str, int], whole: Mapping[tuple[str, int], Fraction], low: Fraction, high: Fraction
) -> list[Row]:
    """Return low × whole ≤ part ≤ high × whole."""
    above = _added({part: Fraction(1)}, {key: -low * c for key, c in whole.items()})
    below = _added({part: Fraction(-1)}, {key: high * c for key, c in whole.items()})
    return [(above, Fraction(0)), (below, Fraction(0))]


def _added(
    one: Mapping[tuple[str, int], Fraction], other: Mapping[tuple[str, int], Fraction]
) -> dict[tuple[str, int], Fraction]:
    found = dict(one)
    for key, c in other.items():
        found[key] = found.get(key, Fraction(0)) + c
    return found
