"""What the wording of a draft says of its figures: parts of a whole, shares, growth, equivalents, repeats, limits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from natres.analyses.drafts.claims import Claim
from natres.analyses.drafts.naming import core_name, sentence_starts
from natres.analyses.drafts.numerals import Numeral
from natres.analyses.drafts.plain import Paragraph
from natres.core.draft import DraftFigure, Grammar

__all__ = ["Found", "claims_of"]

#: A list behind 其中 that falls so little short of its whole was meant to be complete.
_COMPLETE = Fraction(1, 100)
#: So near their whole parts were meant to be all of it, and one of the figures is wrong.
_NEAR = Fraction(1, 20)
#: Of these nothing is the sum of anything.
_NO_SUMS = ("share", "points", "temperature", "time")


@dataclass(frozen=True)
class Found:
    """The figures of a draft with the paragraphs they stand in."""

    paragraphs: Sequence[Paragraph]
    grammar: Grammar
    items: Sequence[tuple[int, Numeral, DraftFigure]]

    @property
    def figures(self) -> list[DraftFigure]:
        """All figures in their order."""
        return [figure for _, _, figure in self.items]

    def sentences(self) -> Iterator[tuple[str, list[int]]]:
        """Yield the text of every sentence and the figures in it."""
        of: dict[int, list[int]] = {}
        for i, (_, _, figure) in enumerate(self.items):
            of.setdefault(figure.sentence, []).append(i)
        for members in of.values():
            number, numeral, _ = self.items[members[0]]
            text = self.paragraphs[number].text
            starts = [*sentence_starts(text), len(text)]
            start = max(s for s in starts[:-1] if s <= numeral.start)
            end = min(s for s in starts if s > start)
            yield text[start:end], members

    def before(self, i: int) -> str:
        """Return the words between the figure before (or the beginning of the sentence) and figure ``i``."""
        number, numeral, figure = self.items[i]
        text = self.paragraphs[number].text
        start = max(s for s in sentence_starts(text) if s <= numeral.start)
        if i and self.items[i - 1][2].sentence == figure.sentence:
            start = self.items[i - 1][1].end
        return text[start : numeral.start]

    def clause(self, i: int) -> str:
        """Return the words right before figure ``i``, back to the last mark or figure."""
        return re.split(r"[，。；：（）()]", self.before(i))[-1]


def claims_of(found: Found) -> tuple[list[Claim], list[tuple[int, str]]]:
    """Return what the wording says, and the figures whose relation could not be placed, with the reason."""
    unplaced: list[tuple[int, str]] = []
    shares = _shares(found, unplaced)
    claims = [*shares, *_parts(found, shares), *_divided(found, shares), *_listed(found), *_hundreds(found, shares)]
    claims += [*_growth(found), *_equivalents(found), *_limits(found), *_repeats(found)]
    seen: dict[tuple[str, tuple[int, ...]], Claim] = {}
    for claim in claims:
        seen.setdefault((claim.kind, tuple(sorted(claim.figures))), claim)
    return list(seen.values()), unplaced


def _match(patterns: Sequence[str], text: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := re.search(pattern, text))), None)


def _is_step(found: Found, i: int) -> bool:
    """Tell whether a figure says by how much another has grown: 比上年增加3亿元."""
    relation, clause = found.grammar.words["relation"], found.clause(i)
    steps = "|".join((*relation["growth"], *relation["fall"]))
    return bool(re.search(rf"(?:{steps})[了约为]*$", clause)) and not re.search(
        r"(?:增加|减少|提高|降低|增|减)[到至]$", clause
    )


def _is_earlier(found: Found, i: int) -> bool:
    """Tell whether a figure is what another is compared with: 较上年的240亿元, 由120亿元."""
    return bool(re.search(r"(?:比|较)[^，。；]*的$|[由从][^，。；]*$", found.clause(i))) and not _is_step(found, i)


def _is_average(found: Found, i: int) -> bool:
    return bool(re.search(r"人均|户均|亩均|地均|平均|年均", found.figures[i].name + found.clause(i)))


def _bracket(found: Found, i: int) -> int:
    """Return where the bracket opens that a figure stands in, 0 outside of any."""
    number, numeral, _ = found.items[i]
    text, depth = found.paragraphs[number].text, 0
    for place in range(numeral.start - 1, -1, -1):
        if text[place] in "）)":
            depth += 1
        elif text[place] in "（(":
            if not depth:
                return place + 1
            depth -= 1
        elif text[place] == "。":
            return 0
    return 0


def _alike(found: Found, i: int, j: int) -> bool:
    """Tell whether figure ``j`` may be added to ``i``: of one dimension, no step, no earlier value, no average."""
    figures = found.figures
    if figures[j].dimension != figures[i].dimension or figures[j].dimension in _NO_SUMS:
        return False
    return not (_is_step(found, j) or _is_earlier(found, j) or _is_average(found, j))


def _shares(found: Found, unplaced: list[tuple[int, str]]) -> list[Claim]:
    """Return 占…的45.65%: the figure before it, over the figure that the words name."""
    claims: list[Claim] = []
    figures, patterns = found.figures, found.grammar.words["relation"]["share"]
    for i, figure in enumerate(figures):
        if figure.dimension != "share":
            continue
        match = _match(patterns, found.clause(i))
        if not match:
            continue
        groups = match.groupdict()
        if "分别" in found.clause(i):
            claims += _shares_in_turn(found, i, groups.get("whole") or groups.get("whole2") or "", unplaced)
            continue
        part = _measured_before(found, i)
        named = groups.get("whole") or groups.get("whole2") or ""
        whole = None if part is None else _named(found, named, part, i) if named else _whole_of(found, part)
        if part is None or whole is None:
            unplaced.append((i, "share"))
            continue
        claims.append(Claim("share", (i, part, whole), match.group()))
    return claims


def _shares_in_turn(found: Found, first: int, named: str, unplaced: list[tuple[int, str]]) -> list[Claim]:
    """Return 分别占…的36%、44%、20%: one share for each figure of the list before, in turn."""
    figures = found.figures
    rates = [first]
    while rates[-1] + 1 < len(figures) and figures[rates[-1] + 1].dimension == "share" and (
        found.before(rates[-1] + 1).strip("和与及") in ("、", "，", "")
    ):  # fmt: skip
        rates.append(rates[-1] + 1)
    earlier = [j for j in range(first) if figures[j].sentence == figures[first].sentence]
    listed = [j for j in earlier if figures[j].dimension not in _NO_SUMS and not _is_step(found, j)]
    parts = listed[-len(rates) :]
    alike = len(parts) == len(rates) and all(_alike(found, parts[0], j) for j in parts)
    whole = _named(found, named.removeprefix("分别"), parts[0], first, parts) if alike and named else None
    if whole is None:
        unplaced += [(i, "share") for i in rates]
        return []
    return [Claim("share", (rate, part, whole), f"分别占{named}") for rate, part in zip(rates, parts, strict=True)]


def _measured_before(found: Found, i: int) -> int | None:
    """Return the figure a share or growth rate is of: the last one before it in its sentence that is no rate itself."""
    figures = found.figures
    for j in range(i - 1, -1, -1):
        if figures[j].sentence != figures[i].sentence:
            return None
        if figures[j].dimension in ("share", "points") or _is_step(found, j) or _is_earlier(found, j):
            continue
        return j
    return None


def _named(found: Found, words: str, part: int, until: int, without: Sequence[int] = ()) -> int | None:
    """Return the figure that words such as 全区土地总面积 name: in the paragraph first, then under the same heading."""
    figures, grammar = found.figures, found.grammar
    wanted, term = core_name(words, grammar), grammar.term_of(words)
    candidates = [j for j in range(until) if j != part and j not in without and _alike(found, part, j)]
    for near in (
        [j for j in candidates if figures[j].paragraph == figures[until].paragraph],
        [j for j in candidates if figures[j].scope[:2] == figures[until].scope[:2]],
    ):
        same = [j for j in near if core_name(figures[j].name, grammar) == wanted]
        same = same or [j for j in near if term and figures[j].term == term]
        same = same or [j for j in near if figures[j].name.endswith(words)]
        if same:
            return max(same, key=lambda j: (figures[j].value, -j))
    return None


def _whole_of(found: Found, part: int) -> int | None:
    """Return the whole before 其中 that a share without a name is of: 其中国有林地792公顷，占12.15%."""
    figures = found.figures
    for j in range(part, 0, -1):
        if figures[j].sentence != figures[part].sentence:
            return None
        if "其中" in found.before(j) and _bracket(found, j) == _bracket(found, part):
            return next((k for k in range(j - 1, -1, -1) if figures[k].sentence == figures[part].sentence
                         and _alike(found, part, k)), None)  # fmt: skip
    return None


def _parts(found: Found, shares: Sequence[Claim]) -> list[Claim]:
    """Return 其中: the figures that follow are parts of the one before."""
    claims: list[Claim] = []
    figures, of_which = found.figures, found.grammar.words["relation"]["of_which"]
    sentences = list(found.sentences())
    for n, (_, members) in enumerate(sentences):
        for i in members:
            if not any(word in found.before(i) for word in of_which) or figures[i].dimension in _NO_SUMS:
                continue
            earlier = [j for j in members if j < i]
            if not earlier and n and figures[sentences[n - 1][1][-1]].paragraph == figures[i].paragraph:
                earlier = sentences[n - 1][1]  # …488亿元。其中，…
            outside = _bracket(found, i)
            wholes = [j for j in reversed(earlier) if figures[j].dimension == figures[i].dimension]
            wholes = [j for j in wholes if not _is_earlier(found, j) and not _is_step(found, j)]
            wholes = [j for j in wholes if not outside or _bracket(found, j) != outside]
            whole = next((j for j in wholes if _alike(found, i, j)), None)
            if whole is None or (wholes and wholes[0] != whole):
                continue
            parts = _run(found, members, i)
            if parts:
                claims += _complete_or_not(found, whole, parts, shares, "其中")
    return claims


def _run(found: Found, members: Sequence[int], first: int) -> list[int]:
    """Return the parts a list may have: figures of one dimension to the end of the sentence or the next division."""
    relation, bracket = found.grammar.words["relation"], _bracket(found, first)
    stops = (*relation["divided"], *relation["total"], "另有", "另外", "此外")
    parts: list[int] = []
    for j in members[members.index(first) :]:
        if j != first and _match(stops, found.before(j)):
            break
        if _bracket(found, j) != bracket:
            if bracket:
                break
            continue
        if _alike(found, first, j):
            parts.append(j)
    return parts


def _complete_or_not(
    found: Found, whole: int, parts: Sequence[int], shares: Sequence[Claim], words: str
) -> list[Claim]:
    """Return what can be said of a whole and the figures behind 其中: which of them fill it, if any do.

    The words do not say where the list ends. It ends where the parts fill the whole; where none do, a list that
    misses it by little is taken for complete, and a list that says nothing of the whole for a part of it.
    """
    figures = found.figures
    size, sums = figures[whole].value, Fraction(0)
    slack = figures[whole].half
    ends: list[tuple[int, Fraction]] = []
    for count, part in enumerate(parts, start=1):
        sums += figures[part].value
        slack += figures[part].half
        ends.append((count, abs(sums - size)))
        if count > 1 and abs(sums - size) <= slack:
            return [Claim("sum", (whole, *parts[:count]), words)]
    of_part = {claim.figures[1] for claim in shares if claim.figures[2] == whole}
    shared = [p for p in parts if p in of_part]
    if len(shared) > 1 and _hundred(found, shares, whole, shared):
        return [Claim("sum", (whole, *shared), words)]
    clear = [(count, off) for count, off in ends[: _clear(found, parts)] if count > 1]
    nearest = min(clear, key=lambda end: end[1], default=None)
    if nearest and nearest[1] <= _NEAR * size:
        return [Claim("sum", (whole, *parts[: nearest[0]]), words)]
    first = figures[parts[0]].value
    return [Claim("part", (whole, parts[0]), words)] if first <= size else []


def _clear(found: Found, parts: Sequence[int]) -> int:
    """Return how many figures stand clearly in one list: up to ；, and to a figure with parts of its own."""
    of_which = found.grammar.words["relation"]["of_which"]
    for n, j in enumerate(parts[1:], start=1):
        between = [found.before(k) for k in range(parts[n - 1] + 1, j + 1)]
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


def _divided(found: Found, shares: Sequence[Claim]) -> list[Claim]:
    """Return 按…划分: parts that make up the whole their shares are of, else the total before them."""
    claims: list[Claim] = []
    figures, patterns = found.figures, found.grammar.words["relation"]["divided"]
    whole_of = {claim.figures[1]: claim.figures[2] for claim in shares}
    for _, members in found.sentences():
        for i in members:
            match = _match(patterns, found.before(i))
            if not match:
                continue
            parts = _run(found, members, i)
            wholes = {whole_of[p] for p in parts if p in whole_of}
            earlier = [j for j in range(i - 1, -1, -1) if figures[j].paragraph == figures[i].paragraph]
            totals = [j for j in earlier if _alike(found, i, j) and (figures[j].term or "总" in figures[j].name)]
            if not totals:  # what an earlier 其中 divides can be divided again
                heads = [claim.figures[0] for claim in _parts(found, shares)]
                totals = [j for j in earlier if j in heads and _alike(found, i, j)]
            total = next(iter(totals), None)
            whole = wholes.pop() if len(wholes) == 1 else total
            if whole is not None and len(parts) > 1:
                named = len(wholes) == 0 and whole in whole_of.values()
                claims.append(Claim("sum", (whole, *parts), match.group(), sure=named))
    return claims


def _listed(found: Found) -> list[Claim]:
    """Return 甲3公顷、乙4公顷，合计7公顷: the total behind a list."""
    claims: list[Claim] = []
    figures, totals = found.figures, found.grammar.words["relation"]["total"]
    for _, members in found.sentences():
        for i in members:
            if not any(found.clause(i).endswith(word) or found.clause(i).endswith(word + "面积") for word in totals):
                continue
            parts: list[int] = []
            for j in reversed(members[: members.index(i)]):
                if _bracket(found, j):
                    continue
                if _alike(found, i, j):
                    parts.insert(0, j)
                elif figures[j].dimension != "share":
                    break
            if len(parts) > 1:
                claims.append(Claim("sum", (i, *parts), found.clause(i)[-4:], sure=False))
    return claims


def _hundreds(found: Found, shares: Sequence[Claim]) -> list[Claim]:
    """Return shares of one whole whose parts fill it: they add to 100 %."""
    groups: dict[tuple[int, int], list[Claim]] = {}
    for claim in shares:
        groups.setdefault((claim.figures[2], found.figures[claim.figures[0]].sentence), []).append(claim)
    claims: list[Claim] = []
    divided = found.grammar.words["relation"]["divided"]
    for (whole, _), group in groups.items():
        runs: list[list[Claim]] = [[]]
        for claim in group:
            if runs[-1] and _match(divided, found.before(claim.figures[1])):
                runs.append([])
            runs[-1].append(claim)
        for run in runs:
            parts = sum((found.figures[c.figures[1]].value for c in run), Fraction(0))
            size = found.figures[whole].value
            if len(run) > 1 and abs(parts - size) <= _COMPLETE * size:
                claims.append(Claim("hundred", tuple(c.figures[0] for c in run), "占"))
    return claims


def _growth(found: Found) -> list[Claim]:
    """Return growth rates that the text lets one check: beside the value before, or beside the step itself."""
    claims: list[Claim] = []
    figures = found.figures
    for i, sign, clause in growth_rates(found):
        now = _measured_before(found, i)
        if now is None or "年均" in found.before(i):
            continue
        around = [j for j in range(now + 1, i) if figures[j].dimension == figures[now].dimension]
        steps = [j for j in around if _is_step(found, j)]
        earlier = next((j for j in around if _is_earlier(found, j)), None)
        if steps:
            claims.append(Claim("step", (i, now, steps[0]), clause, sign=sign))
            if earlier is not None:
                bigger, smaller = (now, earlier) if sign > 0 else (earlier, now)
                claims.append(Claim("sum", (bigger, smaller, steps[0]), "较"))
        if earlier is None:
            earlier = _year_before(found, now, i)
        if earlier is not None:
            claims.append(Claim("growth", (i, now, earlier), clause, sign=sign))
    return claims


def growth_rates(found: Found) -> Iterator[tuple[int, int, str]]:
    """Yield every growth rate with its sign and how the text says it."""
    relation = found.grammar.words["relation"]
    for i, figure in enumerate(found.figures):
        if figure.dimension != "share":
            continue
        clause = found.clause(i)
        for sign, steps in ((1, relation["growth"]), (-1, relation["fall"])):
            if re.search(rf"(?:{'|'.join(steps)})[了约为]*$", clause):
                yield i, sign, clause
                break


def _year_before(found: Found, now: int, rate: int) -> int | None:
    """Return the value a growth starts from: 由甲增加到乙, or the same quantity with the date that is compared with."""
    figures, grammar = found.figures, found.grammar
    reached = now > 0 and _is_earlier(found, now - 1) and bool(re.search(r"[到至为]$", found.before(now)))
    last = figures[now - 1]
    if reached and last.sentence == figures[now].sentence and last.dimension == figures[now].dimension:
        return now - 1
    if not figures[now].date.isdigit():
        return None
    said = re.search(r"(?:比|较)(?:(\d{4})年|上年|去年|上年度)?[^，。；]*$", found.clause(rate))
    year = said.group(1) if said and said.group(1) else str(int(figures[now].date) - 1)
    name = core_name(figures[now].name, grammar)
    same = [
        j
        for j in range(len(figures))
        if figures[j].date == year
        and j not in (rate, now)
        and figures[j].dimension == figures[now].dimension
        and figures[j].scope[:2] == figures[now].scope[:2]
        and core_name(figures[j].name, grammar) == name
    ]
    return same[0] if len(same) == 1 else None


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
            claims.append(Claim("equivalent", (i, i - 1), said or before, sure=said is not None))
    return claims


def _limits(found: Found) -> list[Claim]:
    """Return a limit, what stands against it, and whether the text says that it is passed."""
    claims: list[Claim] = []
    relation, figures = found.grammar.words["relation"], found.figures
    for text, members in found.sentences():
        limits = [i for i in members if any(word in found.clause(i) for word in relation["limit"])]
        if len(limits) != 1:
            continue
        limit = limits[0]
        others = [i for i in members if i != limit and figures[i].dimension == figures[limit].dimension]
        others = [i for i in others if not _is_step(found, i) and not _match(relation["share"], found.clause(i))]
        if len(others) != 1 or _match((*relation["share"], *relation["of_which"]), found.clause(limit)):
            continue
        kept = any(re.search(word, text) for word in relation["kept"])
        passed = not kept and any(re.search(word, text) for word in relation["exceeded"])
        if kept or passed:
            claims.append(Claim("kept" if kept else "limit", (others[0], limit), "未突破" if kept else "突破"))
    return claims


def _repeats(found: Found) -> list[Claim]:
    """Return figures that say the same thing twice: of one name, under one topic of two chapters, of one date.

    Within one topic a name that comes again is mostly another owner's, so that there only equal values are a repeat.
    """
    claims: list[Claim] = []
    grammar, groups = found.grammar, dict[tuple[str, ...], list[int]]()
    for i, figure in enumerate(found.figures):
        name = core_name(figure.name, grammar)
        if len(name) < 4 or figure.dimension in ("share", "points") or figure.inexact in ("over", "under"):
            continue
        if _is_step(found, i) or _is_earlier(found, i):
            continue
        topic = figure.scope[1] if len(figure.scope) > 1 else "".join(figure.scope)
        groups.setdefault((name, figure.dimension, topic), []).append(i)
    figures = found.figures
    for members in groups.values():
        for i, j in pairwise(members):
            one, other = figures[i], figures[j]
            dated = not one.date or not other.date or one.date == other.date
            chapters = one.scope[:1] != other.scope[:1] and bool(one.scope[1:])
            equal = abs(one.value - other.value) <= max(one.half, other.half)
            if dated and one.sentence != other.sentence and (equal or chapters):
                claims.append(Claim("repeat", (j, i), one.name, sure=False))
    return claims
