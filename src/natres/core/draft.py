"""A report's draft as natres reads it: its text, the figures found in it, what the wording says of them, verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

__all__ = [
    "STATUSES",
    "Bound",
    "Draft",
    "DraftAudit",
    "DraftFigure",
    "DraftRelation",
    "DraftSuspect",
    "DraftTable",
    "Grammar",
    "Identity",
    "Ratio",
    "Span",
    "Term",
    "UnitWord",
]


#: The verdicts on a relation, the gravest first.
STATUSES = ("disagrees", "to_be_explained", "undecided", "within_rounding", "agrees")


#: Where something stands in a text: its first letter and the one behind its last.
Span = tuple[int, int]


@dataclass(frozen=True)
class DraftTable:
    """A table of a draft.

    Parameters
    ----------
    rows : the places of the cells in the text, row by row; a merged cell stands in several places with one span,
        a row may be shorter than the others where the text does not say which cells it lacks
    span : all of the table's lines
    caption : the lines right above it that name it or say its unit; an empty span where there are none
    """

    rows: tuple[tuple[Span, ...], ...]
    span: Span
    caption: Span


@dataclass(frozen=True)
class Draft:
    """The text of a document.

    Parameters
    ----------
    text : all of it, one paragraph a line
    starts : the places where its paragraphs begin, in the order of the file
    file : its name
    tables : the tables in it, in their order; their lines are part of the text
    """

    text: str
    starts: tuple[int, ...]
    file: str = ""
    tables: tuple[DraftTable, ...] = ()


@dataclass(frozen=True)
class UnitWord:
    """A unit as it is written: what it measures, and how much of the base unit it is."""

    word: str
    dimension: str
    size: Fraction


@dataclass(frozen=True)
class Term:
    """A quantity that reports name in several ways; ``published`` is its key in a district file."""

    key: str
    label: str
    words: tuple[str, ...]
    unlike: tuple[str, ...] = ()
    published: str = ""


@dataclass(frozen=True)
class Identity:
    """A total that is the sum of its parts by definition; terms by key."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Ratio:
    """A ratio with a standard definition: part / whole; terms by key."""

    name: str
    part: str
    whole: str


@dataclass(frozen=True)
class Bound:
    """A part that is never more than its whole, as net profit of profit; terms by key."""

    part: str
    whole: str


@dataclass(frozen=True)
class Grammar:
    """Units, steering words and terms of a kind of report, read from data files."""

    units: tuple[UnitWord, ...]
    multipliers: Mapping[str, Fraction]
    words: Mapping[str, Mapping[str, tuple[str, ...]]]
    terms: tuple[Term, ...]
    identities: tuple[Identity, ...]
    ratios: tuple[Ratio, ...]
    bounds: tuple[Bound, ...] = ()

    @property
    def published(self) -> frozenset[str]:
        """The terms a district has one value of: those a district file can publish."""
        return frozenset(term.key for term in self.terms if term.published)

    def spelling(self, name: str, key: str) -> str:
        """Return the longest spelling of a term that a name ends with; "" where there is none."""
        term = next(term for term in self.terms if term.key == key)
        return max((word for word in term.words if name.endswith(word)), key=len, default="")

    def term_of(self, name: str) -> str:
        """Return the key of the term a name ends with, the longest spelling first; "" where it is none."""
        best, found = 0, ""
        for term in self.terms:
            if any(name.endswith(word) for word in term.unlike):
                continue
            for word in term.words:
                if name.endswith(word) and len(word) > best:
                    best, found = len(word), term.key
        return found


@dataclass(frozen=True)
class DraftFigure:
    """A figure of the text.

    Parameters
    ----------
    start, end : where it stands in the text, its unit included
    text : as printed; ``number`` and ``unit`` its two parts
    value, half : in the dimension's base unit (m², 元, J, %, …), and half its last printed digit; a whole count of
        things (56 户) is exact, its half is 0
    size : one of its unit, with multiplier and power of ten, in the base unit
    dimension : area, money, volume, energy, share, points, …, ``count:户``; empty without a unit
    inexact : "", ``about`` (约), ``over`` (超, 余), ``under``: the last two stand for no interval
    name : what it measures, in the text's words
    term : key of the known quantity it is, or empty
    scope : the headings above it
    date : year it is of, as far as said
    paragraph, sentence : running numbers
    """

    start: int
    end: int
    text: str
    number: str
    unit: str
    value: Fraction
    half: Fraction
    size: Fraction
    dimension: str
    inexact: str
    name: str
    term: str
    scope: tuple[str, ...]
    date: str
    paragraph: int
    sentence: int

    @property
    def low(self) -> Fraction:
        """The smallest value it can stand for."""
        return self.value - self.half

    @property
    def high(self) -> Fraction:
        """The largest value it can stand for."""
        return self.value + self.half


@dataclass(frozen=True)
class DraftRelation:
    """What the wording or a definition says of some figures, and whether it can be true.

    Parameters
    ----------
    kind : sum, part, within, share, hundred, growth, step, points, ratio, equivalent, repeat, limit, kept, implied,
        together
    figures : places in the list of figures: the result first, then what it is made from
    minus : those of a sum that are taken off
    status : agrees, within_rounding, disagrees, to_be_explained, undecided
    left, right : what is compared, in ``unit``; None where nothing can be
    apart : by how much the two differ at least, in ``unit``
    """

    kind: str
    figures: tuple[int, ...]
    status: str
    left: Fraction | None = None
    right: Fraction | None = None
    apart: Fraction = Fraction(0)
    unit: str = ""
    decimals: int = 2
    words: str = ""
    minus: tuple[int, ...] = ()


@dataclass(frozen=True)
class DraftSuspect:
    """A figure that would put right, alone, all that disagrees around it.

    Parameters
    ----------
    figure : its place in the list of figures
    relations : places in the list of relations that it would put right
    low, high : between what it would have to stand, in its own unit
    factor : by how many times it is off where that is a factor of units mixed up (100, 10000, 15), else 0
    """

    figure: int
    relations: tuple[int, ...]
    low: Fraction
    high: Fraction
    factor: Fraction = Fraction(0)


@dataclass(frozen=True)
class DraftAudit:
    """All figures of a draft, all relations, what could not be placed with the reason, and where to look first."""

    draft: Draft
    figures: tuple[DraftFigure, ...]
    relations: tuple[DraftRelation, ...]
    unplaced: tuple[tuple[int, str], ...]
    suspects: tuple[DraftSuspect, ...] = ()
