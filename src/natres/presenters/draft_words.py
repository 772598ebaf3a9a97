"""The reasoning of an audit in sentences: what is compared with what, and by how much it is off."""

from fractions import Fraction

from natres.core.draft import STATUSES, DraftAudit, DraftFigure, DraftRelation
from natres.core.units import decimal_text, round_half_up
from natres.labels import words

__all__ = ["ORDER", "figure_text", "reason", "status_of", "summary"]

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
    own = [audit.figures[i] for i in relation.figures]
    join = w["draft.plus"]
    facts = {
        "first": _named(own[0]),
        "second": _named(own[1]) if len(own) > 1 else "",
        "third": _named(own[2]) if len(own) > 2 else "",
        "rest": join.join(_named(f) for f in own[1:]),
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
    text = w[f"draft.say_{relation.kind}"].format(**facts)
    off = None if relation.left is None or relation.right is None else abs(relation.left - relation.right)
    places = relation.decimals
    apart = number(relation.apart, places)
    while relation.apart and not apart.strip("0.") and places < 8:
        places += 1
        apart = number(relation.apart, places)
    kind = "rate" if relation.kind in ("share", "ratio", "growth", "step") else relation.kind
    tail = f"draft.tail_{relation.status}"
    tail += f"_{kind}" if f"{tail}_{kind}" in w else ""
    return text + w[tail].format(off=number(off, relation.decimals), apart=apart, unit=relation.unit)


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
    facts = {"figures": len(audit.figures), "relations": len(audit.relations), "tied": tied, "parts": parts or "—"}
    return w["draft.summary"].format(**facts)
