"""Texts of findings that can go anywhere: what came with the data cannot break a line, a page or a terminal."""

import re

from natres.core.issues import Issue
from natres.errors import describe_issue, issue_place

__all__ = ["clean", "clipped", "finding_place", "finding_words", "letters"]

#: What separates lines or cells, in any program.
_GAPS = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
#: What XML cannot hold, what a terminal obeys, and what turns the direction of the text around it.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
#: More letters of one text no table shows; the JSON has all of them.
_LONGEST = 400


def clean(text: str, most: int = _LONGEST) -> str:
    """Return a text on one line with nothing in it that a program obeys; a longer one ends in an ellipsis.

    >>> clean("a" + chr(9) + "b"), clean(chr(27) + "[31mred") == chr(0xFFFD) + "[31mred", clean("x" * 9, 5)
    ('a b', True, 'xxxx…')
    """
    seen = _UNSAFE.sub("\ufffd", _GAPS.sub(" ", text))
    return seen if len(seen) <= most else seen[: most - 1] + "…"


def letters(text: str) -> int:
    """Return how many letters wide a text is; a Chinese one counts two.

    >>> letters("DLTB 图斑")
    9
    """
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def clipped(text: str, width: int) -> str:
    """Return a text that is at most ``width`` letters wide, as :func:`letters` counts.

    >>> clipped("没有地类编码", 8), clipped("abc", 8)
    ('没有地…', 'abc')
    """
    if letters(text) <= width:
        return text
    while text and letters(text) > width - 1:
        text = text[:-1]
    return text + "…"


def finding_words(issue: Issue, language: str) -> tuple[str, str]:
    """Return what is wrong and what to do about it."""
    problem, cure = describe_issue(issue, language)
    return clean(problem), clean(cure)


def finding_place(issue: Issue, language: str) -> str:
    """Return where a finding stands: file, layer, field, row or line, id."""
    return clean(issue_place(issue, language))
