"""Tables and JSON of the audit of a draft: relations by severity, all figures, what could not be placed."""

from dataclasses import replace
from typing import Any

from natres.core.draft import DraftAudit, DraftFigure
from natres.labels import words
from natres.presenters.draft_words import figure_text, reason, status_of, summary, suspicion
from natres.presenters.table import Column, Row, Table, cells

__all__ = ["brief_tables", "draft_json", "draft_tables", "relation_table"]

_MARK = {"disagrees": "alert", "to_be_explained": "alert"}


def draft_tables(audit: DraftAudit, language: str) -> tuple[Table, ...]:
    """Return where to look first, the relations, every figure with its name, and what could not be placed."""
    relations = replace(relation_table(audit, language), notes=(summary(audit, language),))
    tables = [_suspect_table(audit, language)] if audit.suspects else []
    tables += [relations, _figure_table(audit, language)]
    if audit.unplaced:
        tables.append(_unplaced_table(audit, language))
    return tuple(tables)


def brief_tables(audit: DraftAudit, language: str) -> tuple[Table, ...]:
    """Return what a terminal shows: the relations that do not simply agree, and what could not be placed."""
    open_ones = tuple(r for r in audit.relations if r.status != "agrees")
    tables = [relation_table(replace(audit, relations=open_ones), language)] if open_ones else []
    tables += [_unplaced_table(audit, language)] if audit.unplaced else []
    return tuple(tables)


def relation_table(audit: DraftAudit, language: str) -> Table:
    """Return the relations, the gravest first, each with its reasoning."""
    w = words(language)
    rows = tuple(
        Row(
            cells([w[f"draft.{r.status}"], w[f"draft.{r.kind}"], reason(r, audit, language),
                   _place(audit.figures[r.figures[0]])]),
            _MARK.get(r.status, ""),
        )
        for r in audit.relations
    )  # fmt: skip
    columns = tuple(Column(w[f"draft.{name}"]) for name in ("verdict", "relation", "reasoning", "place"))
    return Table("draft_relations", w["draft.relations"], columns, rows)


def _suspect_table(audit: DraftAudit, language: str) -> Table:
    w = words(language)
    rows = tuple(
        Row(cells([figure_text(f), f.name, suspicion(s, audit, language), _place(f)]), "alert")
        for s in audit.suspects
        for f in (audit.figures[s.figure],)
    )
    columns = tuple(Column(w[f"draft.{name}"]) for name in ("figure", "name", "reasoning", "place"))
    return Table("draft_suspects", w["draft.suspects"], columns, rows)


def _figure_table(audit: DraftAudit, language: str) -> Table:
    w, status = words(language), status_of(audit)
    rows = tuple(
        Row(cells([figure_text(f), f.name, f.date or "—", w[f"draft.{status[i]}"], _place(f)]))
        for i, f in enumerate(audit.figures)
    )
    columns = tuple(Column(w[f"draft.{name}"]) for name in ("figure", "name", "date", "verdict", "place"))
    return Table("draft_figures", w["draft.figures"], columns, rows)


def _unplaced_table(audit: DraftAudit, language: str) -> Table:
    w = words(language)
    rows = tuple(
        Row(cells([figure_text(audit.figures[i]), audit.figures[i].name, w[f"draft.unplaced_{why}"],
                   _place(audit.figures[i])]))
        for i, why in audit.unplaced
    )  # fmt: skip
    columns = tuple(Column(w[f"draft.{name}"]) for name in ("figure", "name", "why", "place"))
    return Table("draft_unplaced", w["draft.unplaced"], columns, rows)


def _place(figure: DraftFigure) -> str:
    return " › ".join(figure.scope) or "—"


def draft_json(audit: DraftAudit, language: str) -> dict[str, Any]:
    """Return figures, relations and what could not be placed; values in base units (m², 元, J, %)."""
    status = status_of(audit)
    return {
        "figures": [
            {
                "text": figure_text(f), "name": f.name, "label": f.name, "published": f.number, "unit": f.unit,
                "dimension": f.dimension, "value": float(f.value), "half_digit": float(f.half), "inexact": f.inexact,
                "term": f.term, "scope": list(f.scope), "date": f.date, "start": f.start, "end": f.end,
                "status": status[i],
            }
            for i, f in enumerate(audit.figures)
        ],
        "relations": [
            {
                "kind": r.kind, "status": r.status, "figures": list(r.figures), "detail": reason(r, audit, language),
                "lhs": None if r.left is None else float(r.left), "rhs": None if r.right is None else float(r.right),
                "at_least": float(r.apart), "unit": r.unit, "where": audit.figures[r.figures[0]].start,
                "words": r.words,
            }
            for r in audit.relations
        ],
        "suspects": [
            {
                "figure": s.figure, "text": figure_text(audit.figures[s.figure]), "relations": list(s.relations),
                "low": float(s.low), "high": float(s.high), "factor": float(s.factor),
                "detail": suspicion(s, audit, language),
            }
            for s in audit.suspects
        ],
        "unplaced": [
            {"figure": i, "text": figure_text(audit.figures[i]), "why": words(language)[f"draft.unplaced_{why}"]}
            for i, why in audit.unplaced
        ],
    }  # fmt: skip
