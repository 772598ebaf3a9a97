"""Finding figures in plain text: number, multiplier and unit; years, dates, document and list numbers are none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from natres.core.draft import Grammar

__all__ = ["Numeral", "numerals", "years"]

_NUMBER = re.compile(
    r"(?<![\d.A-Za-z_^/])(?P<sign>(?<=[\u4e00-\u9fff（])-)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:[×xX*]10\^?(?P<power>-?\d+))?"
)
#: No quantity of a report has more digits or a higher power of ten.
_MOST_DIGITS = 40
_PER = re.compile(r"/(?:亩|公顷|平方米|平方公里|立方米|人|户|万元|元|吨|千克|公斤|秒|日|天|月|年)")
#: Behind a figure: it is a bound and no value.
_BOUNDS = {"under": ("以下", "以内", "及以下", "之内", "的警戒线", "的上限"), "over": ("以上", "及以上")}
#: A unit and the letter that makes another word of it: 80年代, 3部门.
_OTHER_WORDS = {("年", "代"), ("部", "门"), ("部", "分"), ("级", "别"), ("类", "别"), ("项", "目")}
_MORE = re.compile(r"[余多来]")
#: What looks like a number of something and is none.
_NO_FIGURE = re.compile(
    r"(?:19|20)\d{2}(?:年度?|[-—~至](?=(?:19|20)\d{2}年))(?:\d{1,2}月(?:份|\d{1,2}日)?)?"
    r"|\d{1,2}月(?:\d{1,2}日|份|底|末|初|中旬|上旬|下旬)"
    r"|[〔\[（(【](?:19|20)\d{2}[〕\])）】](?:第)?\d+号?"
    r"|(?:19|20)\d{2}[-./]\d{1,2}(?:[-./]\d{1,2})?(?![\d.])(?=[，。；、）（日止起]|$)"
    r"|第\d+(?:[条款项届次章页批期号个季])?"
    r"|\d+(?:号|#)"
    r"|^附?表\d+(?:[-.]\d+)?"
    r"|[A-Z]{1,4}(?:/[A-Z])?[ -]?\d+(?:[.-]\d+)*"
    r"|\d+\+\d+(?:\+\d+)*"
    r"|^\d{1,2}[.、）)](?!\d)|[（(]\d{1,2}[)）]"
    r"|\d{1,2}:\d{2}(?::\d{2})?"
)
_YEAR = re.compile(r"((?:19|20)\d{2})年")


@dataclass(frozen=True)
class Numeral:
    """A number of the text with its unit, as far as it has one; places in the plain paragraph."""

    start: int
    number_end: int
    end: int
    value: Fraction
    half: Fraction
    size: Fraction
    multiplier: str
    unit: str
    dimension: str
    inexact: str


def numerals(text: str, grammar: Grammar) -> list[Numeral]:
    """Return the figures of a plain paragraph from left to right.

    Numbers in a list take the unit of its last one: 分别为258.08、271.08和36.2平方公里.

    >>> from natres.readers.reports.grammar import read_grammar
    >>> found = numerals("2022年出让土地12宗，面积113.07公顷，占6.4%", read_grammar())
    >>> [(n.unit, float(n.value)) for n in found]
    [('宗', 12.0), ('公顷', 1130700.0), ('%', 6.4)]
    """
    taken = [match.span() for match in _NO_FIGURE.finditer(text)]
    found = [
        _read(text, match, grammar)
        for match in _NUMBER.finditer(text)
        if not any(start <= match.start("number") < end for start, end in taken) and not _absurd(match)
    ]
    for i in range(len(found) - 2, -1, -1):  # from the right, so that a whole list takes its last unit
        here, after = found[i], found[i + 1]
        between = text[here.end : after.start]
        if not here.dimension and between in ("、", "和", "与", "及", "，", "-", "~", "—", "至"):
            found[i] = _with_unit_of(here, after, grammar, ranged=between in ("-", "~", "—", "至"))
    return [numeral for numeral in found if numeral.dimension]


def _absurd(match: re.Match[str]) -> bool:
    """Tell whether a number is of a size that nothing has: its digits would only stop the arithmetic."""
    return len(match["number"]) > _MOST_DIGITS or abs(int((match["power"] or "0")[:6])) > _MOST_DIGITS


def years(text: str) -> Iterator[tuple[int, str]]:
    """Yield every year of a plain paragraph with its place."""
    return ((match.start(), match.group(1)) for match in _YEAR.finditer(text))


def _read(text: str, match: re.Match[str], grammar: Grammar) -> Numeral:
    digits = match["number"].replace(",", "")
    value = Fraction(Decimal(digits)) * (-1 if match["sign"] else 1)
    power = Fraction(10) ** int(match["power"] or 0)
    place, more = match.end(), False
    if _MORE.match(text, place):
        place, more = place + 1, True
    multiplier = next((w for w in sorted(grammar.multipliers, key=len, reverse=True) if text.startswith(w, place)), "")
    place += len(multiplier)
    if not more and _MORE.match(text, place):
        place, more = place + 1, True
    unit = next((u for u in grammar.units if _stands(text, place, u.word)), None)
    size = power * grammar.multipliers.get(multiplier, Fraction(1)) * (unit.size if unit else 1)
    end = place + len(unit.word) if unit else match.end()
    inexact = "over" if more else _inexact(text[: match.start("number")], grammar)
    rate = _PER.match(text, end) if unit else None
    dimension = unit.dimension if unit else ""
    if rate:  # 35万元/亩 is no money
        end, dimension = rate.end(), f"{dimension}{rate.group()}"
    bound = next((kind for kind, words in _BOUNDS.items() if text.startswith(words, end)), "")
    limit = any(text[end:].removeprefix("的").startswith(word) for word in grammar.words["relation"]["limit"])
    inexact = bound or ("" if inexact == "over" and limit and not more else inexact)  # 突破211.3平方公里的控制指标
    half = _half(digits, exact=dimension.startswith("count:") and size == 1 and not inexact)
    return Numeral(
        match.start(), match.end(), end, value * size, half * size, size, multiplier if unit else "",
        unit.word if unit else "", dimension, inexact,
    )  # fmt: skip


def _half(digits: str, *, exact: bool) -> Fraction:
    """Return half the last printed digit; a whole count of things stands for itself: 56户."""
    places = len(digits.partition(".")[2])
    return Fraction(0) if exact and not places else Fraction(1, 2) / 10**places


def _stands(text: str, place: int, word: str) -> bool:
    """Tell whether a unit stands at a place; one in letters must not go on as another word."""
    if not text.startswith(word, place):
        return False
    after = text[place + len(word) : place + len(word) + 1]
    if (word, after) in _OTHER_WORDS:
        return False
    return not (word[-1].isascii() and word[-1].isalpha() and after.isascii() and (after.isalnum() or after == "^"))


def _inexact(before: str, grammar: Grammar) -> str:
    about = grammar.words["about"]
    for kind, name in (("under", "under"), ("over", "over"), ("near", "about")):
        if any(before.endswith(word) for word in about[kind]):
            return name
    return ""


def _with_unit_of(numeral: Numeral, other: Numeral, grammar: Grammar, *, ranged: bool) -> Numeral:
    unit = next((u for u in grammar.units if u.word == other.unit and u.dimension == other.dimension), None)
    size = grammar.multipliers.get(other.multiplier, Fraction(1)) * (unit.size if unit else 1)
    inexact = "over" if ranged else numeral.inexact
    exact = other.dimension.startswith("count:") and size == 1 and not inexact and numeral.half == Fraction(1, 2)
    return replace(
        numeral, value=numeral.value * size, half=Fraction(0) if exact else numeral.half * size,
        size=numeral.size * size, multiplier=other.multiplier, unit=other.unit, dimension=other.dimension,
        inexact=inexact,
    )  # fmt: skip
