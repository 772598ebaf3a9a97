"""The page of an audit: the report's own text, each figure underlined in its verdict's colour, the reasoning beside it.

No script: a figure links to its reasoning, the reasoning back to its figures.
"""

import re
from collections.abc import Sequence

from natres.core.draft import DraftAudit
from natres.labels import words
from natres.presenters.draft_words import ORDER, figure_text, reason, status_of, summary
from natres.presenters.web.safety import escape, refuse_external
from natres.presenters.web.shell import asset, content_policy
from natres.presenters.web.words import html_language

__all__ = ["draw_draft"]

_HEADING = re.compile(r"\s*[（(]?[一二三四五六七八九十]+[、）)]")


def draw_draft(audit: DraftAudit, language: str) -> str:
    """Return the page as one HTML file that runs nothing and loads nothing."""
    w = words(language)
    title = w["draft.page_title"].format(file=audit.draft.file)
    html = (
        f'<!DOCTYPE html>\n<html lang="{html_language(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{content_policy("")}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{asset('page.css')}{asset('draft.css')}</style>\n</head>\n"
        f'<body class="draft">\n<header class="top"><div class="names"><h1>{escape(title)}</h1>'
        f"<p>{escape(summary(audit, language))}</p></div></header>\n"
        f'<main><article aria-label="{escape(w["draft.text"])}">{_key(audit, language)}{_text(audit)}</article>\n'
        f"<aside>{_cards(audit, language)}</aside></main>\n</body>\n</html>\n"
    )
    return refuse_external(html)


def _key(audit: DraftAudit, language: str) -> str:
    w, used = words(language), set(status_of(audit))
    marks = "".join(f'<li><span class="f {s}">{escape(w[f"draft.{s}"])}</span></li>' for s in ORDER if s in used)
    return f'<ul class="key">{marks}</ul><p class="hint">{escape(w["draft.hint"])}</p>'


def _text(audit: DraftAudit) -> str:
    """Return the text with every figure as a link to the first of its relations."""
    status, first = status_of(audit), _first_relation(audit)
    parts, place = list[str](), 0
    text = audit.draft.text
    for i, figure in enumerate(audit.figures):
        parts.append(escape(text[place : figure.start]))
        body = f'class="f {status[i]}" id="f{i}">{escape(text[figure.start : figure.end])}'
        parts.append(f'<a href="#r{first[i]}" {body}</a>' if i in first else f"<span {body}</span>")
        place = figure.end
    parts.append(escape(text[place:]))
    lines = "".join(parts).split("\n")
    return "".join(
        f'<p class="head">{line}</p>' if _HEADING.match(line) and len(line) < 60 else f"<p>{line}</p>"
        for line in lines
        if line.strip()
    )


def _first_relation(audit: DraftAudit) -> dict[int, int]:
    found: dict[int, int] = {}
    for n, relation in enumerate(audit.relations):  # the gravest first
        for i in relation.figures:
            found.setdefault(i, n)
    return found


def _cards(audit: DraftAudit, language: str) -> str:
    w, parts = words(language), list[str]()
    for status in ORDER[:-1]:
        members = [(n, r) for n, r in enumerate(audit.relations) if r.status == status]
        if not members:
            continue
        cards = "".join(
            f'<section class="finding {status}" id="r{n}"><h3>{escape(w[f"draft.{r.kind}"])}</h3>'
            f"<p>{escape(reason(r, audit, language))}</p>{_links(audit, r.figures)}</section>"
            for n, r in members
        )
        parts.append(f"<h2>{escape(w[f'draft.{status}'])} {len(members)}</h2>{cards}")
    if audit.unplaced:
        lines = "".join(
            f'<li><a href="#f{i}">{escape(figure_text(audit.figures[i]))}</a> {escape(audit.figures[i].name)}：'
            f"{escape(w[f'draft.unplaced_{why}'])}</li>"
            for i, why in audit.unplaced
        )
        parts.append(f'<h2>{escape(w["draft.unplaced"])} {len(audit.unplaced)}</h2><ul class="unplaced">{lines}</ul>')
    return "".join(parts)


def _links(audit: DraftAudit, figures: Sequence[int]) -> str:
    links = " ".join(f'<a href="#f{i}">{escape(figure_text(audit.figures[i]))}</a>' for i in figures)
    return f'<p class="back">{links}</p>'
