"""The arithmetic among a district file's own published figures: totals, shares, by what the terms mean."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from natres.analyses.drafts.verdicts.claims import Claim, judged
from natres.analyses.published import PublishedFigure
from natres.core.draft import STATUSES, Draft, DraftAudit, DraftFigure, Grammar, Term
from natres.core.units import DM2_PER

__all__ = ["audit_published"]


def audit_published(published: Sequence[PublishedFigure], grammar: Grammar, file: str = "") -> DraftAudit:
    """Return whether published figures agree among themselves.

    Parameters
    ----------
    published : figures by key; a share has the key of its figure with ``.share``
    grammar : its terms know the keys, its identities what must add up
    file : name of the district file
    """
    term_of = {term.published: term for term in grammar.terms if term.published}
    figures = [_figure(p, term_of) for p in published]
    place = {p.key: i for i, p in enumerate(published)}
    key_of = {term.key: term.published for term in grammar.terms}
    claims: list[Claim] = []
    for identity in grammar.identities:
        members = [place.get(key_of.get(key, ""), -1) for key in (identity.total, *identity.parts)]
        if min(members) < 0:
            continue
        claims.append(Claim("sum", tuple(members), identity.total))
        shares = [(place.get(f"{published[m].key}.share", -1), m) for m in members[1:]]
        claims += [Claim("share", (s, m, members[0])) for s, m in shares if s >= 0]
        if all(s >= 0 for s, _ in shares):
            claims.append(Claim("hundred", tuple(s for s, _ in shares)))
    relations = tuple(sorted((judged(c, figures) for c in claims), key=lambda r: STATUSES.index(r.status)))
    return DraftAudit(Draft("", (0,), file), tuple(figures), relations, ())


#: The units of a district file → how a report writes them.
_WORDS = {"km2": "平方公里", "ha": "公顷", "mu": "亩", "1e4mu": "万亩", "m2": "平方米", "percent": "%", "count": ""}


def _figure(published: PublishedFigure, term_of: Mapping[str, Term]) -> DraftFigure:
    base, printed = published.key.removesuffix(".share"), published.printed
    label = term_of[base].label if base in term_of else base
    share = published.unit == "percent"
    size = Fraction(1) if share else DM2_PER.get(published.unit, Fraction(100)) / 100
    unit = _WORDS.get(published.unit, published.unit)
    return DraftFigure(
        start=0,
        end=0,
        text=f"{printed.text} {unit}".strip(),
        number=printed.text.lstrip("约近大about~≈ "),
        unit=unit,
        value=printed.value * size,
        half=printed.half_digit * size,
        size=size,
        dimension="share" if share else published.unit,
        inexact="about" if printed.about else "",
        name=f"{label}占比" if share else label,
        term=base,
        scope=(),
        date="",
        paragraph=0,
        sentence=0,
    )
