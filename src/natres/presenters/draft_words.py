"""The reasoning of an audit in sentences: what is compared with what, and by how much it is off."""

from collections.abc import Mapping
from fractions import Fraction

from natres.core.draft import STATUSES, DraftAudit, DraftFigure, DraftRelation, DraftSuspect
from natres.core.units import decimal_text, round_half_up
from natres.labels import words

__all__ = ["ORDER", "figure_text", "reason", "status_of", "summary", "suspicion"]

#: The verdicts, the gravest first; ``stated`` is a figure nothing can be held against.
ORDER = (*STATUSES, "stated")


def number(value: Fraction | None, decimals: int) -> str:
    """Return a number with its decimals; — for none.

    >>> number(Fraction(6520_07, 100), 2), number(None, 2)
    ('6520.07', '—')
    """
    return "—" if value is None else decimal_text(round_half_up(value * 10**decimals), decimals)


def figure_text(figure: DraftFigure) -> str:
    """Return a figure as printed, on one line."""
    return " ".join(figure.text.split())


def _named(figure: DraftFigure) -> str:
    return f"{figure.name} {figure_text(figure)}".strip()


def reason(relation: DraftRelation, audit: DraftAudit, language: str) -> str:
    """Return why a relation has its verdict, in one or two sentences."""
    w = words(language)
    text = w[f"draft.say_{relation.kind}"].format(**_facts(relation, audit, language))
    off = None if relation.left is None or relation.right is None else abs(relation.left - relation.right)
    unit = w["draft.points_unit"] if relation.unit == "%" else relation.unit
    apart = _shown(relation.apart, relation.decimals)
    return text + _tail(relation, off, w).format(off=number(off, relation.decimals), apart=apart, unit=unit)


def _facts(relation: DraftRelation, audit: DraftAudit, language: str) -> dict[str, str]:
    """Return what the sentence of a relation may name."""
    w = words(language)
    own = [audit.figures[i] for i in relation.figures]
    join = w["draft.plus"]
    facts = {
        "first": _named(own[0]),
        "second": _named(own[1]) if len(own) > 1 else "",
        "third": _named(own[2]) if len(own) > 2 else "",
        "rest": _added(relation, audit, language),
        "all": join.join(_named(f) for f in own),
        "left": number(relation.left, relation.decimals),
        "right": number(relation.right, relation.decimals),
        "unit": relation.unit,
        "printed": figure_text(own[0]),
        "names": w["draft.comma"].join(f.name for f in own),
    }
    if relation.kind == "implied":
        half = len(own) // 2
        facts |= {"first": own[0].name, "rest": join.join(f.name for f in own[1:half])}
        facts["all"] = w["draft.comma"].join(_named(f) for f in own[half:])
    return facts


def _added(relation: DraftRelation, audit: DraftAudit, language: str) -> str:
    """Return the parts of a sum with the signs they have in it."""
    w, text = words(language), ""
    for i in relation.figures[1:]:
        sign = "" if not text else w["draft.minus"] if i in relation.minus else w["draft.plus"]
        text += f"{sign}{_named(audit.figures[i])}"
    return text


def _tail(relation: DraftRelation, off: Fraction | None, w: Mapping[str, str]) -> str:
    """Return the sentence that says the verdict: that of the kind, where it has one of its own."""
    tail = f"draft.tail_{relation.status}"
    rate = relation.kind in ("share", "ratio", "growth", "step")
    rounded = relation.status == "agrees" and off and f"{tail}_{relation.kind}" not in w
    kind = "rate" if rate or rounded else relation.kind
    if relation.status == "disagrees" and relation.apart == off and f"{tail}_{kind}" not in w:
        kind = "exact"  # whole counts: rounding takes nothing off
    return w[f"{tail}_{kind}"] if f"{tail}_{kind}" in w else w[tail]


def _shown(value: Fraction, decimals: int) -> str:
    """Return a number with as many decimals as it needs not to read as nothing."""
    text = number(value, decimals)
    while value and not text.strip("0.") and decimals < 8:
        decimals += 1
        text = number(value, decimals)
    return text


def suspicion(suspect: DraftSuspect, audit: DraftAudit, language: str) -> str:
    """Return why a figure is the one to look at first, and what it would have to be."""
    w, figure = words(language), audit.figures[suspect.figure]
    decimals = len(figure.number.partition("×")[0].partition(".")[2])
    whole = [round_half_up(end * 10**decimals) for end in (suspect.low, suspect.high)]
    ends = {"low": _shown(suspect.low, decimals + 1), "high": _shown(suspect.high, decimals + 1)}
    ends["middle"] = number((suspect.low + suspect.high) / 2, decimals)
    fits = Fraction(whole[0], 10**decimals)
    one = whole[0] == whole[1] and suspect.low <= fits <= suspect.high
    ends |= {"low": number(fits, decimals)} if one else {}
    value = w["draft.suspect_value" if one else "draft.suspect_range"].format(unit=figure.unit, **ends)
    facts = {"name": figure.name, "text": figure_text(figure), "count": len(suspect.relations), "value": value}
    text = w["draft.suspect" if len(suspect.relations) > 1 else "draft.suspect_one"].format(**facts)
    hint = "draft.suspect_point" if suspect.factor == 10 else "draft.suspect_factor"
    return text + (w[hint].format(factor=suspect.factor) if suspect.factor else "")


def status_of(audit: DraftAudit) -> list[str]:
    """Return the gravest verdict each figure takes part in, in the order of the figures."""
    found = ["stated"] * len(audit.figures)
    for relation in audit.relations:
        for i in relation.figures:
            found[i] = min(found[i], relation.status, key=ORDER.index)
    return found


def summary(audit: DraftAudit, language: str) -> str:
    """Return how many figures and relations there are, by verdict, in one sentence."""
    w = words(language)
    count = {status: sum(r.status == status for r in audit.relations) for status in ORDER[:-1]}
    parts = w["draft.comma"].join(f"{w[f'draft.{status}']} {n}" for status, n in count.items() if n)
    tied = sum(status != "stated" for status in status_of(audit))
    untied = len(audit.figures) - tied
    facts = {
        "figures": len(audit.figures),
        "relations": len(audit.relations),
        "tied": tied,
        "parts": parts or "—",
        "rest": w["draft.summary_rest"].format(untied=untied) if untied else "",
    }
    return w["draft.summary"].format(**facts)
