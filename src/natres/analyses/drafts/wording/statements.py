"""What the wording of a draft says of its figures: parts, shares and changes, equivalents, repeats, limits."""

import re
from itertools import pairwise

from natres.analyses.drafts.reading.naming import core_name
from natres.analyses.drafts.verdicts.claims import Claim, distinct
from natres.analyses.drafts.wording.changes import changes
from natres.analyses.drafts.wording.definitions import defined
from natres.analyses.drafts.wording.found import Found, first_match, is_aside, is_earlier, is_reference, is_step
from natres.analyses.drafts.wording.parts import divided, listed, parts_of
from natres.analyses.drafts.wording.shares import hundreds, shares, shares_of_sums

__all__ = ["claims_of"]

#: A heading that names a place.
_PLACE = re.compile(r"(?:区|县|市|旗|镇|乡|街道|村)$")


def claims_of(found: Found) -> tuple[list[Claim], list[tuple[int, str]]]:
    """Return what the wording and the definitions say, and the figures whose relation was not placed, with the reason.

    Of two statements of one kind about the same figures the first is kept; a complete list of parts by definition is
    no longer merely a part of the whole.
    """
    unplaced: list[tuple[int, str]] = []
    rates = shares(found, unplaced)
    of_which = parts_of(found, rates)
    divisions = divided(found, rates, of_which)
    worded = [*of_which, *divisions, *listed(found, [*of_which, *divisions])]
    meant = defined(found, worded)
    rates += shares_of_sums(found, unplaced, [*worded, *meant])
    worded = [c for c in worded if not (c.kind == "part" and any(set(c.figures) <= set(m.figures) for m in meant))]
    claims = [*rates, *worded, *hundreds(found, rates), *changes(found)]
    claims += [*_equivalents(found), *_limits(found), *_repeats(found), *meant]
    return distinct(claims), unplaced


def _equivalents(found: Found) -> list[Claim]:
    """Return 相当于 and （折合…）: one quantity in two units."""
    claims: list[Claim] = []
    words, figures = found.grammar.words["relation"]["equivalent"], found.figures
    for i in range(1, len(figures)):
        before = found.before(i)
        near = figures[i - 1].sentence == figures[i].sentence and figures[i - 1].dimension == figures[i].dimension
        if not near or figures[i].unit == figures[i - 1].unit:
            continue
        plain = before.strip("，（(约为")
        said = next((word for word in words if plain.endswith(word)), None)
        if said is not None or before in ("（", "("):
            claims.append(Claim("equivalent", (i, i - 1), said or before))
    return claims


def _limits(found: Found) -> list[Claim]:
    """Return a limit, what stands against it, and whether the text says that it is passed."""
    claims: list[Claim] = []
    relation, figures = found.grammar.words["relation"], found.figures
    for text, members in found.sentences:
        limits = [i for i in members if _is_limit(found, i)]
        if len(limits) != 1:
            continue
        limit = limits[0]
        others = [i for i in members if i != limit and figures[i].dimension == figures[limit].dimension]
        others = [i for i in others if not is_step(found, i) and not first_match(relation["share"], found.clause(i))]
        if len(others) != 1 or first_match((*relation["share"], *relation["of_which"]), found.clause(limit)):
            continue
        kept = any(re.search(word, text) for word in relation["kept"])
        passed = not kept and any(re.search(word, text) for word in relation["exceeded"])
        if kept or passed:
            claims.append(Claim("kept" if kept else "limit", (others[0], limit), "未突破" if kept else "突破"))
    return claims


def _is_limit(found: Found, i: int) -> bool:
    """Tell whether a figure is a limit: 控制指标为98公顷, 98公顷的上限."""
    words = found.grammar.words["relation"]["limit"]
    behind = found.after(i).removeprefix("的")
    return any(word in found.clause(i) or behind.startswith(word) for word in words)


def _repeats(found: Found) -> list[Claim]:
    """Return figures that say the same thing twice: of one name, under one topic of two chapters, of one date.

    Within one topic a name that comes again is mostly another owner's, so that there only equal values are a repeat.
    """
    claims: list[Claim] = []
    figures, groups = found.figures, dict[tuple[str, ...], list[int]]()
    for i, figure in enumerate(figures):
        if figure.dimension in ("share", "points") or figure.inexact in ("over", "under"):
            continue
        if is_step(found, i) or is_earlier(found, i) or is_reference(found, i) or is_aside(found, i):
            continue
        name = core_name(figure.name, found.grammar)
        known = figure.term in found.grammar.published
        unique = known and name == core_name(found.grammar.spelling(figure.name, figure.term), found.grammar)
        topic = figure.scope[1] if len(figure.scope) > 1 else "".join(figure.scope)
        if unique:  # a district has one: wherever it stands
            groups.setdefault((figure.term, figure.dimension), []).append(i)
        elif len(name) >= 4:
            groups.setdefault((name, figure.dimension, topic), []).append(i)
    for key, members in groups.items():
        for i, j in pairwise(members):
            one, other = figures[i], figures[j]
            dated = not one.date or not other.date or one.date == other.date
            chapters = one.scope[:1] != other.scope[:1] and bool(one.scope[1:])
            if len(key) == 2:  # under headings that name places each has its own
                chapters = chapters and bool(other.scope[1:]) and not any(map(_PLACE.search, one.scope + other.scope))
            equal = abs(one.value - other.value) <= max(one.half, other.half)
            again = one.paragraph == other.paragraph and _again(found, i, j)
            if dated and one.sentence != other.sentence and (equal or chapters or again):
                claims.append(Claim("repeat", (j, i), one.name, sure=again))
    return claims


def _again(found: Found, i: int, j: int) -> bool:
    """Tell whether a count is taken up again: 金融企业共2户。…2022年末，2户金融企业资产总额…."""
    counted = found.figures[i].dimension.startswith("count:")
    taken_up = re.fullmatch(r"(?:(?:截至)?\d{4}年[底末初]?|年[底末])?", found.clause(j))
    return counted and taken_up is not None and re.search(r"(?:共|共有|共计|总计)$", found.clause(i)) is not None
