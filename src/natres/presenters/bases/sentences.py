"""Numbers with their names and rules, and how the rule of one is made from those of others."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from natres.core.basis import Basis, Difference, Given, How, Quotient
from natres.labels import words
from natres.presenters.table import Cell

__all__ = [
    "Said",
    "basis_of",
    "because",
    "clauses_said",
    "codes_said",
    "difference",
    "given",
    "joined",
    "rule",
    "share",
    "unit_sign",
]

#: So many codes are named in a sentence; the page lists all of them.
_NAMED = 4
_SIGNS = {"km2": "km²", "ha": "ha", "m2": "m²", "mu": "mu", "1e4mu": "10⁴ mu"}


@dataclass(frozen=True)
class Said:
    """A number by its name, its rule (a sentence without its stop), and how it is reached."""

    name: str
    rule: str
    how: How


def because(cell: Cell, said: Callable[[], Said], unit: str, language: str, moved: str = "moved") -> Cell:
    """Return the cell with its basis, which is made when someone asks for it; one without a number as it is.

    Parameters
    ----------
    moved : key of the sentence about a digit that closing moved
    """
    if cell.number is None:
        return cell
    return cell.because(partial(_basis, said, unit, language, moved if cell.moved else ""))


def _basis(said: Callable[[], Said], unit: str, language: str, moved: str) -> Basis:
    return basis_of(said(), unit, language, moved)


def basis_of(number: Said, unit: str, language: str, moved: str = "") -> Basis:
    """Return the basis of a number; ``moved`` is the key of the sentence about a digit that closing moved, or none."""
    w = words(language)
    sentences = [number.rule, *([w[f"basis.{moved}"]] if moved else [])]
    return Basis("".join(f"{text}{w['basis.stop']}" for text in sentences).strip(), number.how, unit)


def rule(key: str, language: str, **facts: Any) -> str:
    """Return a sentence of the labels with its facts."""
    return words(language)[f"basis.{key}"].format(**facts)


def joined(names: Iterable[str], language: str) -> str:
    """Return the parts of a name in one.

    >>> joined(["中北镇", "", "耕地"], "zh")
    '中北镇 · 耕地'
    """
    return words(language)["basis.joined"].join(filter(None, names))


def codes_said(codes: Sequence[str], language: str) -> str:
    """Return codes as a sentence names them: a few, then how many there are; a blank one in words.

    >>> codes_said(["0101", "0102"], "zh"), codes_said([str(n) for n in range(9)], "en")
    ('0101、0102', '0, 1, 2, 3 … (9 codes)')
    >>> codes_said(["", "开采"], "en"), codes_said([], "en")
    ('blank, “开采”', '(no such code)')
    """
    w = words(language)
    if not codes:
        return w["basis.no_code"]
    named = w["basis.comma"].join(_code_said(code, language) for code in codes[:_NAMED])
    return named if len(codes) <= _NAMED else w["basis.more"].format(codes=named, count=len(codes))


def _code_said(code: str, language: str) -> str:
    """Return a code in a sentence: digits and letters as they are, words in quotes, a blank one in words."""
    if not code:
        return words(language)["basis.blank"]
    return code if code.isascii() and code.isalnum() else f"“{code}”"


def clauses_said(clauses: Sequence[str], language: str) -> str:
    """Return the conditions of a rule in one, spaced as the language writes them.

    >>> clauses_said(["坐落在中北镇", "地类为 0101"], "zh"), clauses_said(["井别为 “开采”"], "zh")
    ('坐落在中北镇，且地类为 0101 ', '井别为“开采”')
    """
    text = words(language)["basis.and"].join(clauses)
    if language != "zh":
        return text
    text = re.sub(r" (?=[（“])", "", text)
    return f"{text} " if text[-1:].isascii() and text else text


def given(name: str, value: Fraction, text: str, source: str, language: str) -> Said:
    """Return a number nobody computed, with the file that says so."""
    key = "given_by" if source else "given"
    return Said(f"{name} {text}", rule(key, language, name=name, text=text, source=source), Given(value, text, source))


def share(part: Said, whole: Said, language: str) -> Said:
    """Return one number in percent of another."""
    text = rule("share", language, part=part.name, whole=whole.name)
    return Said(text, text, Quotient(part.how, whole.how, 100))


def difference(whole: Said, less: Said, language: str) -> Said:
    """Return one number less another."""
    text = rule("difference", language, whole=whole.name, less=less.name)
    return Said(text, text, Difference(whole.how, less.how))


def unit_sign(unit: str) -> str:
    """Return the sign of a unit of area that stands beside a given number, in any language.

    >>> unit_sign("km2")
    'km²'
    """
    return _SIGNS[unit]
