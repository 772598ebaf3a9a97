"""The figures of a draft with the words around them: what stands before a figure, and what kind of mention it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from natres.analyses.drafts.reading.naming import core_name, sentence_starts, steps_of
from natres.analyses.drafts.reading.numerals import Numeral
from natres.analyses.drafts.reading.plain import Paragraph
from natres.core.draft import DraftFigure, Grammar

__all__ = [
    "NO_SUMS",
    "Found",
    "alike",
    "first_match",
    "is_aside",
    "is_earlier",
    "is_reference",
    "is_step",
    "measured_before",
    "named_by",
]

#: Of these nothing is the sum of anything.
NO_SUMS = ("share", "points", "temperature", "time")


@dataclass(frozen=True)
class Found:
    """The figures of a draft with the paragraphs they stand in."""

    paragraphs: Sequence[Paragraph]
    grammar: Grammar
    items: Sequence[tuple[int, Numeral, DraftFigure]]

    @cached_property
    def figures(self) -> list[DraftFigure]:
        """All figures in their order."""
        return [figure for _, _, figure in self.items]

    @cached_property
    def sentences(self) -> list[tuple[str, list[int]]]:
        """The text of every sentence that has figures, and these."""
        of: dict[int, list[int]] = {}
        for i, figure in enumerate(self.figures):
            of.setdefault(figure.sentence, []).append(i)
        return [(self._sentence(members[0]), members) for members in of.values()]

    def before(self, i: int) -> str:
        """Return the words between the figure before (or the beginning of the sentence) and figure ``i``."""
        return self._before[i]

    def clause(self, i: int) -> str:
        """Return the words right before figure ``i``, back to the last mark or figure."""
        return self._clause[i]

    def after(self, i: int) -> str:
        """Return the words from figure ``i`` to the next figure or the end of the paragraph."""
        number, numeral, _ = self.items[i]
        text = self.paragraphs[number].text
        more = i + 1 < len(self.items) and self.items[i + 1][0] == number
        return text[numeral.end : self.items[i + 1][1].start if more else len(text)]

    @cached_property
    def brackets(self) -> list[int]:
        """Where the bracket opens that each figure stands in, 0 outside of any; none reaches over a full stop."""
        found: list[int] = []
        paragraph, place, opened = -1, 0, list[int]()
        for number, numeral, _ in self.items:
            if number != paragraph:
                paragraph, place, opened = number, 0, []
            for at in range(place, numeral.start):
                letter = self.paragraphs[number].text[at]
                if letter in "（(":
                    opened.append(at + 1)
                elif letter in "）)" and opened:
                    opened.pop()
                elif letter == "。":
                    opened.clear()
            place = numeral.start
            found.append(opened[-1] if opened else 0)
        return found

    @cached_property
    def _before(self) -> list[str]:
        found: list[str] = []
        for i, (number, numeral, figure) in enumerate(self.items):
            text = self.paragraphs[number].text
            start = max(s for s in sentence_starts(text) if s <= numeral.start)
            if i and self.figures[i - 1].sentence == figure.sentence:
                start = self.items[i - 1][1].end
            found.append(text[start : numeral.start])
        return found

    @cached_property
    def _clause(self) -> list[str]:
        return [re.split(r"[，。；：（）()]", words)[-1] for words in self._before]

    def _sentence(self, i: int) -> str:
        number, numeral, _ = self.items[i]
        text = self.paragraphs[number].text
        starts = [*sentence_starts(text), len(text)]
        start = max(s for s in starts[:-1] if s <= numeral.start)
        return text[start : min(s for s in starts if s > start)]


def first_match(patterns: Sequence[str], text: str) -> re.Match[str] | None:
    """Return the match of the first pattern that is found."""
    return next((match for pattern in patterns if (match := re.search(pattern, text))), None)


def is_step(found: Found, i: int) -> bool:
    """Tell whether a figure says by how much another has grown: 比上年增加3亿元."""
    clause = found.clause(i)
    reached = re.search(r"(?:增加|减少|提高|降低|增|减)[到至]$", clause)
    return bool(re.search(rf"(?:{steps_of(found.grammar)})[了约为]*$", clause)) and not reached


def is_earlier(found: Found, i: int) -> bool:
    """Tell whether a figure is what another is compared with: 较上年的240亿元, 由120亿元."""
    if is_step(found, i):
        return False
    if re.search(r"(?:比|较)[^，。；]*的$|[由从][^，。；]*$", found.clause(i)):
        return True
    # 比上年决算数82.10亿元增加4.42亿元, 较上年1000亿元增长10%
    follows = i + 1 < len(found.figures) and found.figures[i + 1].sentence == found.figures[i].sentence
    compared = re.search(r"(?:比|较)[^，。；]{1,16}$", found.clause(i))
    return bool(compared and follows and re.fullmatch(rf"(?:{steps_of(found.grammar)})[了约为]*", found.before(i + 1)))


def is_aside(found: Found, i: int) -> bool:
    """Tell whether a figure is last year's, a plan's or a limit's, beside the actual one: 上年为150公顷, 目标44万亩."""
    words = found.before(i)
    planned = re.search(r"(?:目标|任务|指标|计划|预算|上限|下限|红线)(?:数|值)?(?:为|是|的)?[（(]?$", words)
    return bool(planned or re.search(r"(?:上年|去年|同期|注销|新增)[^，。；]*$", words))


def is_reference(found: Found, i: int) -> bool:
    """Tell whether a figure only says what the share behind it is of: 占土地总面积565.36平方公里的11.53%."""
    figures = found.figures
    if i + 1 >= len(figures) or figures[i].dimension in NO_SUMS or figures[i + 1].dimension != "share":
        return False
    near = figures[i + 1].sentence == figures[i].sentence
    inside = re.fullmatch(r"的(?:比重|比例)?[为达约]*", found.before(i + 1))
    return near and inside is not None and re.search(r"占[^，。；%\d]{1,24}$", found.clause(i)) is not None


def _is_average(found: Found, i: int) -> bool:
    return bool(re.search(r"人均|户均|亩均|地均|平均|年均", found.figures[i].name + found.clause(i)))


def alike(found: Found, i: int, j: int) -> bool:
    """Tell whether figure ``j`` may be added to ``i``: of one dimension, no step, no earlier value, no average."""
    figures = found.figures
    if figures[j].dimension != figures[i].dimension or figures[j].dimension in NO_SUMS:
        return False
    return not (is_step(found, j) or is_earlier(found, j) or is_reference(found, j) or _is_average(found, j))


def measured_before(found: Found, i: int) -> int | None:
    """Return the figure a share or growth rate is of: the last one before it in its sentence that is no rate itself."""
    figures = found.figures
    for j in range(i - 1, -1, -1):
        if figures[j].sentence != figures[i].sentence:
            return None
        rate = figures[j].dimension in ("share", "points")
        if not (rate or is_step(found, j) or is_earlier(found, j) or is_reference(found, j)):
            return j
    return None


def named_by(found: Found, words: str, part: int, until: int, without: Sequence[int] = ()) -> int | None:
    """Return the figure that words such as 全区土地总面积 name.

    It is sought before figure ``until`` in the paragraph, then under the same heading, then behind it in the paragraph.
    """
    figures, grammar = found.figures, found.grammar
    wanted, term = core_name(words, grammar), grammar.term_of(words)
    candidates = [j for j in range(len(figures)) if j != part and j not in without and alike(found, part, j)]
    here = [j for j in candidates if figures[j].paragraph == figures[until].paragraph]
    for near in (
        [j for j in here if j < until],
        [j for j in candidates if j < until and figures[j].scope[:2] == figures[until].scope[:2]],
        [j for j in here if j > until],
    ):
        same = [j for j in near if core_name(figures[j].name, grammar) == wanted]
        same = same or [j for j in near if term and figures[j].term == term]
        same = same or [j for j in near if figures[j].name.endswith(words)]
        if same:
            return max(same, key=lambda j: (figures[j].value, -j))
    return None
