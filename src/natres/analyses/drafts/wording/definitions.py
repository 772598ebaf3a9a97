"""What holds by definition between the figures of a paragraph, assets = liabilities + equity, and the year before."""

from collections.abc import Mapping, Sequence

from natres.analyses.drafts.reading.naming import owner_of
from natres.analyses.drafts.verdicts.claims import Claim
from natres.analyses.drafts.wording.changes import growth_rates
from natres.analyses.drafts.wording.found import Found

__all__ = ["defined", "implied_before"]


def defined(found: Found, worded: Sequence[Claim] = ()) -> list[Claim]:
    """Return identities and ratios between the terms of each paragraph, of one owner and one date.

    A whole whose list the wording gives itself, with more parts than the identity knows, is left to the wording.
    """
    claims: list[Claim] = []
    lists = {claim.figures[0]: set(claim.figures[1:]) for claim in worded if claim.kind == "sum"}
    grammar = found.grammar
    for members in _sections(found):
        value = _terms(found, members)
        for identity in grammar.identities:
            own = _chosen(found, value, (identity.total, *identity.parts))
            if own and not _other_parts(set(own[1:]), lists.get(own[0])):
                claims.append(Claim("sum", own, "定义"))
        for ratio in grammar.ratios:
            own = _chosen(found, value, (ratio.name, ratio.part, ratio.whole))
            if own and found.figures[own[0]].dimension == "share":
                claims.append(Claim("ratio", own, "定义"))
        for bound in grammar.bounds:
            own = _chosen(found, value, (bound.whole, bound.part))
            if own and found.figures[own[0]].dimension == found.figures[own[1]].dimension:
                claims.append(Claim("within", own, "定义"))
    return claims


def _chosen(found: Found, value: Mapping[str, int], keys: Sequence[str]) -> tuple[int, ...]:
    """Return the figures of terms where all are there and of one owner and date, else nothing."""
    own = tuple(value[key] for key in keys if key in value)
    return own if len(own) == len(keys) and _of_one(found, own) else ()


def _other_parts(parts: set[int], listed: set[int] | None) -> bool:
    """Tell whether the wording lists other parts beside some of the identity's."""
    return listed is not None and bool(parts & listed) and bool(listed - parts)


def _of_one(found: Found, members: Sequence[int]) -> bool:
    """Tell whether figures are of one owner and one date.

    The first of them in the text may name the owner, unless it is a rate; the others name the same or none.
    """
    figures = [found.figures[i] for i in members]
    first = min(members)
    owners = {owner_of(found.figures[i], found.grammar) for i in members if i != first} - {""}
    head = owner_of(found.figures[first], found.grammar)
    if head and found.figures[first].dimension == "share" and not owners:
        return False
    return len({figure.date for figure in figures}) == 1 and owners <= {head}


def _sections(found: Found) -> list[list[int]]:
    """Return figures by paragraph, and within it by owner: terms are never matched across.

    Another owner begins where, behind ；or 。, a total comes again with another value.
    """
    totals = {identity.total for identity in found.grammar.identities}
    sections: list[list[int]] = []
    for i, figure in enumerate(found.figures):
        if not sections or found.figures[sections[-1][0]].paragraph != figure.paragraph:
            sections.append([])
        elif figure.term in totals and "其中" not in found.before(i):
            parted = "；" in found.before(i) or found.figures[i - 1].sentence != figure.sentence
            same = [found.figures[j] for j in sections[-1] if found.figures[j].term == figure.term]
            if parted and any(other.value != figure.value for other in same):
                sections.append([])
        sections[-1].append(i)
    return sections


def _terms(found: Found, members: Sequence[int]) -> dict[str, int]:
    """Return term → its only figure; a term with two different values in a paragraph stands for none."""
    value: dict[str, int] = {}
    twice: set[str] = set()
    for i in members:
        figure = found.figures[i]
        counted = figure.dimension.startswith("count:") and not figure.term.endswith(("wells", "rights"))
        if not figure.term or figure.inexact in ("over", "under") or counted:
            continue
        known = value.setdefault(figure.term, i)
        other = found.figures[known]
        if known != i and (other.value != figure.value or other.date != figure.date):
            twice.add(figure.term)
    return {term: i for term, i in value.items() if term not in twice}


def implied_before(found: Found, sums: Sequence[Claim]) -> list[tuple[Claim, list[Claim]]]:
    """Return, for sums whose figures all have growth rates, the same sum of the year before with those rates."""
    rate: dict[int, tuple[int, int]] = {}
    for i, sign, _ in growth_rates(found):
        for j in range(i - 1, -1, -1):
            figure = found.figures[j]
            if figure.sentence != found.figures[i].sentence:
                break
            if figure.dimension not in ("share", "points"):
                rate.setdefault(j, (i, sign))
                break
    implied: list[tuple[Claim, list[Claim]]] = []
    for claim in sums:
        if claim.kind == "sum" and all(i in rate for i in claim.figures):
            grown = [Claim("before", (rate[i][0], i), sign=rate[i][1]) for i in claim.figures]
            implied.append((Claim("implied", claim.figures, claim.words, minus=claim.minus), grown))
    return implied
