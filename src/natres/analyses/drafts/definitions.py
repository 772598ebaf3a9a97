"""What holds by definition between the figures of a paragraph, assets = liabilities + equity, and the year before."""

from collections.abc import Sequence

from natres.analyses.drafts.claims import Claim
from natres.analyses.drafts.naming import core_name
from natres.analyses.drafts.wording import Found, growth_rates

__all__ = ["defined", "implied_before"]


def defined(found: Found, worded: Sequence[Claim] = ()) -> list[Claim]:
    """Return identities and ratios between the terms of each paragraph, of one owner and one date.

    A whole whose list the wording gives itself, with more parts than the identity knows, is left to the wording.
    """
    claims: list[Claim] = []
    lists = {claim.figures[0]: set(claim.figures[1:]) for claim in worded if claim.kind == "sum"}
    for members in _sections(found).values():
        value = _terms(found, members)
        for identity in found.grammar.identities:
            keys = (identity.total, *identity.parts)
            if not all(key in value for key in keys) or not _of_one(found, [value[key] for key in keys]):
                continue
            parts = {value[key] for key in identity.parts}
            if not parts < lists.get(value[identity.total], set()) and not _other_parts(
                parts, lists.get(value[identity.total])
            ):
                claims.append(Claim("sum", tuple(value[key] for key in keys), "定义"))
        for ratio in found.grammar.ratios:
            keys = (ratio.name, ratio.part, ratio.whole)
            if not all(key in value for key in keys) or not _of_one(found, [value[key] for key in keys]):
                continue
            if found.figures[value[ratio.name]].dimension == "share":
                claims.append(Claim("ratio", tuple(value[key] for key in keys), "定义"))
    return claims


def _other_parts(parts: set[int], listed: set[int] | None) -> bool:
    """Tell whether the wording lists other parts beside some of the identity's."""
    return listed is not None and bool(parts & listed) and bool(listed - parts)


def _of_one(found: Found, members: Sequence[int]) -> bool:
    """Tell whether figures are of one owner and one date.

    The first of them in the text may name the owner, unless it is a rate; the others name the same or none.
    """
    figures = [found.figures[i] for i in members]
    first = min(members)
    owners = {_owner(found, i) for i in members if i != first} - {""}
    head = _owner(found, first)
    if head and found.figures[first].dimension == "share" and not owners:
        return False
    return len({figure.date for figure in figures}) == 1 and owners <= {head}


def _owner(found: Found, i: int) -> str:
    """Return what stands before the term in a figure's name, places aside."""
    figure = found.figures[i]
    term = next(t for t in found.grammar.terms if t.key == figure.term)
    word = max((w for w in term.words if figure.name.endswith(w)), key=len)
    return core_name(f"{figure.name.removesuffix(word)}甲乙", found.grammar).removesuffix("甲乙")


def _sections(found: Found) -> dict[int, list[int]]:
    """Return figures by paragraph: terms are never matched across paragraphs."""
    sections: dict[int, list[int]] = {}
    for i, figure in enumerate(found.figures):
        sections.setdefault(figure.paragraph, []).append(i)
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
            if "年均" in found.before(i):
                break
            if figure.dimension not in ("share", "points"):
                rate.setdefault(j, (i, sign))
                break
    implied: list[tuple[Claim, list[Claim]]] = []
    for claim in sums:
        if claim.kind == "sum" and all(i in rate for i in claim.figures):
            grown = [Claim("before", (rate[i][0], i), sign=rate[i][1]) for i in claim.figures]
            implied.append((Claim("implied", claim.figures, claim.words), grown))
    return implied
