"""Parts and wholes in the wording of a draft: 其中, 按…划分, 合计."""

from collections.abc import Sequence
from fractions import Fraction

from natres.analyses.drafts.verdicts.claims import Claim
from natres.analyses.drafts.wording.found import (
    NO_SUMS,
    Found,
    alike,
    first_match,
    is_aside,
    is_earlier,
    is_step,
)

__all__ = ["divided", "listed", "parts_of"]

#: So near their whole parts were meant to be all of it, and one of the figures is wrong.
_NEAR = Fraction(1, 20)
#: And so near where the list goes on behind ；.
_VERY_NEAR = Fraction(1, 50)
#: A part of a list that has to be taken off: what two of the others both hold.
_TAKEN_OFF = ("重复计算", "重复量", "重叠")


def parts_of(found: Found, shares: Sequence[Claim]) -> list[Claim]:
    """Return 其中: the figures that follow are parts of the one before."""
    claims: list[Claim] = []
    figures, of_which = found.figures, found.grammar.words["relation"]["of_which"]
    for n, (_, members) in enumerate(found.sentences):
        for i in members:
            if not any(word in found.before(i) for word in of_which) or figures[i].dimension in NO_SUMS:
                continue
            earlier = [j for j in members if j < i]
            if not earlier and n and figures[found.sentences[n - 1][1][-1]].paragraph == figures[i].paragraph:
                earlier = found.sentences[n - 1][1]  # …488亿元。其中，…
            whole = _whole_before(found, i, earlier)
            parts = _run(found, members, i)
            if whole is None or not parts:
                continue
            claims += _complete_or_not(found, whole, parts, shares)
            for j, other in _other_measures(found, members, parts, earlier):
                claims += _complete_or_not(found, other, _run(found, members, j), shares)
    return claims


def _whole_before(found: Found, i: int, earlier: Sequence[int]) -> int | None:
    """Return the figure that 其中 divides: the last of its dimension that stands in the same bracket or outside."""
    figures, inside = found.figures, found.brackets[i]
    wholes = [j for j in reversed(earlier) if figures[j].dimension == figures[i].dimension]
    wholes = [j for j in wholes if not is_earlier(found, j) and not is_step(found, j)]
    # Inside a bracket the figure before it is divided; outside, no figure that stands in one.
    wholes = [j for j in wholes if (found.brackets[j] != inside if inside else not found.brackets[j])]
    # Last year's value, a plan or a limit stands beside the whole and is not it, where there is another.
    wholes = [j for j in wholes if not is_aside(found, j)] or wholes
    whole = next((j for j in wholes if alike(found, i, j)), None)
    return None if whole is None or wholes[0] != whole else whole


def _other_measures(
    found: Found, members: Sequence[int], parts: Sequence[int], earlier: Sequence[int]
) -> list[tuple[int, int]]:
    """Return where a second measure of each part begins, and its whole: 12座、库容3亿立方米，其中大型2座、库容2亿."""
    figures, seen = found.figures, {figures.dimension for figures in (found.figures[parts[0]],)}
    others: list[tuple[int, int]] = []
    for j in members[members.index(parts[0]) : members.index(parts[-1]) + 2]:
        if figures[j].dimension in seen or figures[j].dimension in NO_SUMS or is_step(found, j):
            continue
        seen.add(figures[j].dimension)
        whole = _whole_before(found, j, earlier)
        if whole is not None and len(parts) > 1 and len(_run(found, members, j)) == len(parts):
            others.append((j, whole))
    return others


def _run(found: Found, members: Sequence[int], first: int) -> list[int]:
    """Return the parts a list may have: figures of one dimension to the end of the sentence or the next division."""
    relation, bracket = found.grammar.words["relation"], found.brackets[first]
    stops = (*relation["divided"], *relation["total"], "另有", "另外", "此外")
    parts: list[int] = []
    for j in members[members.index(first) :]:
        if j != first and first_match(stops, found.before(j)):
            break
        if found.brackets[j] != bracket:
            if bracket:
                break
            continue
        if alike(found, first, j):
            parts.append(j)
    return parts


def _complete_or_not(found: Found, whole: int, parts: Sequence[int], shares: Sequence[Claim]) -> list[Claim]:
    """Return what can be said of a whole and the figures behind 其中: which of them fill it, if any do.

    The words do not say where the list ends. It ends where the parts fill the whole; where none do, a list that
    misses it by little is taken for complete, and a list that says nothing of the whole for a part of it.
    """
    figures = found.figures
    size, sums = figures[whole].value, Fraction(0)
    slack = figures[whole].half
    ends: list[tuple[int, Fraction]] = []
    for count, part in enumerate(parts, start=1):
        sums += figures[part].value * (-1 if _taken_off(found, part) else 1)
        slack += figures[part].half
        ends.append((count, abs(sums - size)))
        if count > 1 and abs(sums - size) <= slack:
            return [_sum(found, whole, parts[:count])]
    of_part = {claim.figures[1] for claim in shares if claim.figures[2] == whole}
    shared = [p for p in parts if p in of_part]
    if len(shared) > 1 and _hundred(found, shares, whole, shared):
        return [_sum(found, whole, shared)]
    clear = _clear(found, parts)
    if clear > 1 and _sums_of(found, parts[:clear]) > size and _enumerated(found, parts[:clear]):
        return [_sum(found, whole, parts[:clear])]  # 甲、乙、丙 may leave something out, and never add more
    nearest = min((end for end in ends[:clear] if end[0] > 1), key=lambda end: end[1], default=None)
    if nearest and nearest[1] <= _NEAR * size:
        return [_sum(found, whole, parts[: nearest[0]])]
    if len(parts) > 1 and ends[-1][1] <= _VERY_NEAR * size:
        return [_sum(found, whole, parts)]
    # What is larger than the whole may be of another one, or be listed by two measures at once: a reader has to look.
    over = parts[:clear] if clear > 1 and _sums_of(found, parts[:clear]) > size else parts[:1]
    return [Claim("part", (whole, *over), "其中", sure=False)]


def _sums_of(found: Found, parts: Sequence[int]) -> Fraction:
    """Return what parts add to, those that are taken off with a minus."""
    return sum((found.figures[p].value * (-1 if _taken_off(found, p) else 1) for p in parts), Fraction(0))


def _enumerated(found: Found, parts: Sequence[int]) -> bool:
    """Tell whether parts stand in one list with 、 between them: 一级23户、二级61户和三级43户."""
    return all(found.before(j).startswith(("、", "和", "及", "与", "以及")) for j in parts[1:])


def _sum(found: Found, whole: int, parts: Sequence[int]) -> Claim:
    minus = tuple(part for part in parts if _taken_off(found, part))
    return Claim("sum", (whole, *parts), "其中", minus=minus)


def _taken_off(found: Found, part: int) -> bool:
    return any(word in found.figures[part].name for word in _TAKEN_OFF)


def _clear(found: Found, parts: Sequence[int]) -> int:
    """Return how many figures stand clearly in one list: up to ；, and to a figure with parts of its own."""
    of_which = found.grammar.words["relation"]["of_which"]
    for n, j in enumerate(parts[1:], start=1):
        inside = found.brackets[j]
        between = [found.before(k) for k in range(parts[n - 1] + 1, j + 1) if found.brackets[k] == inside]
        if any("；" in words for words in between):
            return n
        if any(word in words for word in of_which for words in between):
            return n - 1 if n > 1 else n
    return len(parts)


def _hundred(found: Found, shares: Sequence[Claim], whole: int, parts: Sequence[int]) -> bool:
    """Tell whether the shares that parts have of a whole make it full."""
    rates = [found.figures[c.figures[0]] for c in shares if c.figures[2] == whole and c.figures[1] in parts]
    off = abs(sum((rate.value for rate in rates), Fraction(-100)))
    return off <= sum((rate.half for rate in rates), Fraction(1))


def divided(found: Found, shares: Sequence[Claim], of_which: Sequence[Claim]) -> list[Claim]:
    """Return 按…划分: parts that make up the whole their shares are of, else the total before them."""
    claims: list[Claim] = []
    figures, patterns = found.figures, found.grammar.words["relation"]["divided"]
    whole_of = {claim.figures[1]: claim.figures[2] for claim in shares}
    for _, members in found.sentences:
        for i in members:
            match = first_match(patterns, found.before(i))
            if not match:
                continue
            parts = _run(found, members, i)
            wholes = {whole_of[p] for p in parts if p in whole_of}
            earlier = [j for j in range(i - 1, -1, -1) if figures[j].paragraph == figures[i].paragraph]
            totals = [j for j in earlier if alike(found, i, j) and (figures[j].term or "总" in figures[j].name)]
            totals = [j for j in totals if not _is_side(found, j, totals)]
            if not totals:  # what an earlier 其中 divides can be divided again
                heads = [claim.figures[0] for claim in of_which]
                totals = [j for j in earlier if j in heads and alike(found, i, j)]
            whole = wholes.pop() if len(wholes) == 1 else next(iter(totals), None)
            if whole is not None and len(parts) > 1:
                named = len(wholes) == 0 and whole in whole_of.values()
                claims.append(Claim("sum", (whole, *parts), match.group(), sure=named))
    return claims


def _is_side(found: Found, j: int, totals: Sequence[int]) -> bool:
    """Tell whether a figure is a side of a balance whose total stands there too: 净资产 beside 资产总额."""
    terms = {found.figures[k].term for k in totals}
    return any(found.figures[j].term in i.parts and i.total in terms for i in found.grammar.identities)


def listed(found: Found, sums: Sequence[Claim] = ()) -> list[Claim]:
    """Return 甲3公顷、乙4公顷，合计7公顷: the total behind a list; parts of what it lists are not counted again."""
    claims: list[Claim] = []
    figures, totals = found.figures, found.grammar.words["relation"]["total"]
    for _, members in found.sentences:
        for i in members:
            if not any(found.clause(i).endswith((word, f"{word}面积")) for word in totals):
                continue
            parts: list[int] = []
            for j in reversed(members[: members.index(i)]):
                if found.brackets[j]:
                    continue
                if alike(found, i, j):
                    parts.insert(0, j)
                elif figures[j].dimension != "share":
                    break
            below = {part for c in sums if c.figures[0] in parts for part in c.figures[1:]}
            parts = [j for j in parts if j not in below]
            if len(parts) > 1:
                claims.append(Claim("sum", (i, *parts), found.clause(i)[-4:], sure=_enumerated(found, parts)))
    return claims
