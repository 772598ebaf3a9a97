"""The page of an audit: the report's own text, each figure underlined in its verdict's colour, the reasoning beside it.

Every figure is a link to its reasoning, and the reasoning links back. A small script keeps both in view at once and
gathers all relations of a figure; it builds nothing but copies of what stands in the page.
"""

import re
from collections.abc import Mapping, Sequence

from natres.core.draft import DraftAudit, DraftFigure, DraftRelation, DraftSuspect, DraftTable
from natres.labels import words
from natres.presenters.draft_words import ORDER, figure_text, reason, status_of, summary, suspicion
from natres.presenters.web.safety import escape
from natres.presenters.web.shell import plain_page

__all__ = ["draw_draft"]

#: Verdicts that somebody has to look at.
_LOOK = ("disagrees", "to_be_explained", "undecided")
_CHAPTER = re.compile(r"[一二三四五六七八九十]+、")
_HEADING = re.compile(r"[（(][一二三四五六七八九十]+[）)]")
_BRACKETED = re.compile(r"[（(]\w{1,10}[）)]$")
_LONGEST_HEADING = 60
_NUMBER = re.compile(r"[-−]?[\d０-９]")


def draw_draft(audit: DraftAudit, language: str) -> str:
    """Return the page as one HTML file that loads nothing."""
    w = words(language)
    title = w["draft.page_title"].format(file=audit.draft.file)
    body = (
        f"{_header(audit, title, language)}\n"
        f'<main><article tabindex="0" aria-label="{escape(w["draft.text"])}"><div class="paper">'
        f"{_legend(audit, language)}{_text(audit)}</div></article>\n"
        f'<aside aria-label="{escape(w["draft.relations"])}">{_bar(audit, language)}'
        f'<div id="pane">{_figure_panel(language)}<div id="list">{_findings(audit, language)}</div></div>'
        "</aside></main>"
    )
    return plain_page(title, language, "draft", ("page.css", "draft.css"), body, "draft.js")


def _look(audit: DraftAudit) -> list[int]:
    """Return the relations somebody has to look at, in the order of the text."""
    found = [n for n, relation in enumerate(audit.relations) if relation.status in _LOOK]
    return sorted(found, key=lambda n: min(audit.relations[n].figures, default=0))


def _header(audit: DraftAudit, title: str, language: str) -> str:
    """Return the title, how many figures were checked against something, and how many findings need a look."""
    w, status = words(language), status_of(audit)
    open_ = status.count("stated")
    checked = {"figures": len(status), "tied": len(status) - open_, "open": open_}
    count = {s: sum(r.status == s for r in audit.relations) for s in _LOOK}
    parts = w["draft.comma"].join(f"{w[f'draft.{s}']} {n}" for s, n in count.items() if n)
    look = {"count": sum(count.values()), "parts": parts}
    told = _filled(w["draft.headline_look"], look) if parts else escape(w["draft.headline_clear"])
    tone = "alert" if count["disagrees"] else "mark" if parts else "ok"
    return (
        f'<header class="top"><div class="names"><h1>{escape(title)}</h1>'
        f"<p>{_filled(w['draft.headline_checked'], checked)}</p></div>"
        f'<p class="look {tone}">{told}</p></header>'
    )


def _filled(pattern: str, facts: Mapping[str, object]) -> str:
    """Return a sentence as HTML with its facts in bold."""
    parts = re.split(r"\{(\w+)\}", pattern)
    return "".join(f"<b>{escape(str(facts[part]))}</b>" if n % 2 else escape(part) for n, part in enumerate(parts))


def _legend(audit: DraftAudit, language: str) -> str:
    """Return what each verdict means, in a line, and how many figures have it."""
    w, status = words(language), status_of(audit)
    rows = "".join(
        f'<li id="v-{s}"><span class="f {s}">{escape(w[f"draft.{s}"])}</span>'
        f"<span>{escape(w[f'draft.legend_{s}'])}</span>"
        f"<b>{escape(w['draft.counted'].format(count=status.count(s)))}</b></li>"
        for s in ORDER
    )
    return (
        f'<section class="legend"><h2>{escape(w["draft.legend"])}</h2><ul>{rows}</ul>'
        f"<p>{escape(w['draft.hint'])}</p></section>"
    )


def _text(audit: DraftAudit) -> str:
    """Return the text with every figure as a link to its reasoning, its tables as tables."""
    links, parts, place, count = _figure_links(audit), list[str](), 0, 0
    for table in (*audit.draft.tables, None):
        end = table.span[0] if table else len(audit.draft.text)
        lines = [line.strip() for line in _linked(audit, links, place, end).split("\n") if line.strip()]
        parts += [f"<p{_kind_of_line(line, count + n)}>{line}</p>" for n, line in enumerate(lines)]
        count += len(lines)
        if table:
            parts.append(_table(audit, links, table))
            place = table.span[1]
    return "".join(parts)


def _linked(audit: DraftAudit, links: Sequence[str], start: int, end: int) -> str:
    """Return a stretch of the text as HTML, the figures in it as links."""
    parts, place, text = list[str](), start, audit.draft.text
    for figure, link in zip(audit.figures, links, strict=True):
        if start <= figure.start and figure.end <= end:
            parts += (escape(text[place : figure.start]), link)
            place = figure.end
    return "".join([*parts, escape(text[place:end])])


def _table(audit: DraftAudit, links: Sequence[str], table: DraftTable) -> str:
    """Return a table of the draft; a merged cell is drawn once, over all its places."""
    drawn, rows, heads = set[tuple[int, int]](), list[str](), 1
    for r, row in enumerate(table.rows):
        cells = list[str]()
        for c, span in enumerate(row):
            if span in drawn and span[0] < span[1]:
                continue
            drawn.add(span)
            wide = next((n for n in range(1, len(row) - c) if row[c + n] != span), len(row) - c)
            below = [c < len(other) and other[c] == span for other in table.rows[r:]]
            high = below.index(False) if False in below else len(below)
            merged = span[0] < span[1] and wide * high > 1
            over = f' colspan="{wide}" rowspan="{high}"' if merged else ""
            heads = max(heads, high) if r == 0 and merged else heads
            tag = "th" if r < heads else "td"
            number = ' class="number"' if _NUMBER.match(audit.draft.text[span[0] : span[1]].strip()) else ""
            cells.append(f"<{tag}{over}{number}>{_linked(audit, links, *span).strip()}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<div class="cells"><table>{"".join(rows)}</table></div>'


def _kind_of_line(line: str, n: int) -> str:
    if len(line) >= _LONGEST_HEADING or line.endswith("。"):
        return ""
    kinds = {
        "chapter": _CHAPTER.match(line),
        "head": _HEADING.match(line),
        "title": n == 0,
        "subtitle": n == 1 and _BRACKETED.match(line),
    }
    return next((f' class="{kind}"' for kind, found in kinds.items() if found), "")


def _figure_links(audit: DraftAudit) -> list[str]:
    """Return each figure as a link: to the gravest of its relations, to why it has none, else to the legend."""
    why, status = dict(audit.unplaced), status_of(audit)
    own: list[list[int]] = [[] for _ in audit.figures]
    for n, relation in enumerate(audit.relations):  # the gravest first
        for i in dict.fromkeys(relation.figures):
            own[i].append(n)
    links = list[str]()
    for i, figure in enumerate(audit.figures):
        target = f"r{own[i][0]}" if own[i] else f"u{i}" if i in why else "v-stated"
        facts = {"name": figure.name, "date": figure.date, "unit": figure.unit, "place": _place(figure)}
        data = "".join(f' data-{key}="{escape(value)}"' for key, value in facts.items() if value)
        relations = f' data-relations="{" ".join(map(str, own[i]))}"' if own[i] else ""
        # A figure broken over two lines stays on one: a link cannot begin in one paragraph and end in the next.
        shown = escape(audit.draft.text[figure.start : figure.end].replace("\n", " "))
        links.append(f'<a href="#{target}" class="f {status[i]}" id="f{i}"{relations}{data}>{shown}</a>')
    return links


def _place(figure: DraftFigure) -> str:
    return " › ".join(figure.scope)


def _bar(audit: DraftAudit, language: str) -> str:
    """Return the buttons of the script, hidden without it."""
    w, look = words(language), _look(audit)
    steps = (
        f'<span id="steps" data-steps="{" ".join(map(str, look))}">{escape(w["draft.to_look"])} '
        f'<output>{len(look)}</output></span><button type="button" id="previous">{escape(w["draft.previous"])}</button>'
        f'<button type="button" id="next">{escape(w["draft.next"])}</button>'
        if look
        else ""
    )
    return (
        f'<div class="bar" hidden><strong id="results">{escape(w["draft.results"])}</strong>'
        f'<button type="button" id="back" hidden>{escape(w["draft.all_results"])}</button>{steps}</div>'
    )


def _figure_panel(language: str) -> str:
    """Return the empty panel of one figure; the script fills it."""
    w = words(language)
    labels = {"name": "draft.name", "date": "draft.date", "unit": "draft.figure_unit", "place": "draft.place"}
    facts = "".join(f'<dt>{escape(w[key])}</dt><dd data-fact="{name}"></dd>' for name, key in labels.items())
    verdict = f'<dt>{escape(w["draft.verdict"])}</dt><dd><span class="tag"></span><span class="means"></span></dd>'
    return (
        f'<section id="figure" aria-live="polite" hidden><h2>{escape(w["draft.this_figure"])}</h2>'
        f'<p class="value"></p><dl class="facts">{verdict}{facts}</dl>'
        f'<div class="own"><h2>{escape(w["draft.its_relations"])} <b></b></h2>'
        '<div class="copies"></div></div></section>'
    )


def _findings(audit: DraftAudit, language: str) -> str:
    """Return all findings, the gravest first: those to look at plain, the others in folds that the script shuts."""
    w, parts = words(language), [f'<p class="summary">{escape(summary(audit, language))}</p>']
    if audit.suspects:
        first = "".join(_suspect(s, audit, language) for s in audit.suspects)
        title = f"{escape(w['draft.suspects'])} <b>{len(audit.suspects)}</b>"
        parts.append(_group(title, first, "first", folded=False))
    for status in ORDER[:-1]:
        cards = [_card(n, r, audit, language) for n, r in enumerate(audit.relations) if r.status == status]
        if cards:
            means = f'<p class="means">{escape(w[f"draft.legend_{status}"])}</p>'
            title = f"{escape(w[f'draft.{status}'])} <b>{len(cards)}</b>"
            parts.append(_group(title, means + "".join(cards), status, folded=status not in _LOOK))
    if audit.unplaced:
        lines = "".join(
            f'<li id="u{i}">{_figure_link(i, audit)} {escape(audit.figures[i].name)}'
            f'<span class="why">{escape(w[f"draft.unplaced_{why}"])}</span></li>'
            for i, why in audit.unplaced
        )
        title = f"{escape(w['draft.unplaced'])} <b>{len(audit.unplaced)}</b>"
        parts.append(_group(title, f'<ul class="unplaced">{lines}</ul>', "stated", folded=True))
    return "".join(parts)


def _suspect(suspect: DraftSuspect, audit: DraftAudit, language: str) -> str:
    """Return the card of a figure to look at first."""
    return (
        f'<section class="finding first" id="s{suspect.figure}"><p>{escape(suspicion(suspect, audit, language))}</p>'
        f"{_links([suspect.figure], audit, language)}</section>"
    )


def _group(title: str, body: str, status: str, *, folded: bool) -> str:
    if folded:
        return f'<details class="group {status}" open><summary>{title}</summary>{body}</details>'
    return f'<section class="group {status}"><h2>{title}</h2>{body}</section>'


def _card(n: int, relation: DraftRelation, audit: DraftAudit, language: str) -> str:
    """Return one finding: of what kind, its verdict, the reasoning, where, and its figures as links."""
    w = words(language)
    place = _place(audit.figures[relation.figures[0]]) if relation.figures else ""
    where = f'<p class="where">{escape(place)}</p>' if place else ""
    return (
        f'<section class="finding {relation.status}" id="r{n}"><h3>{escape(w[f"draft.{relation.kind}"])}'
        f'<span class="tag">{escape(w[f"draft.{relation.status}"])}</span></h3>'
        f"<p>{escape(reason(relation, audit, language))}</p>{where}"
        f"{_links(relation.figures, audit, language)}</section>"
    )


def _links(figures: Sequence[int], audit: DraftAudit, language: str) -> str:
    label = escape(words(language)["draft.its_figures"])
    return f'<p class="back" aria-label="{label}">{"".join(_figure_link(i, audit) for i in figures)}</p>'


def _figure_link(i: int, audit: DraftAudit) -> str:
    figure = audit.figures[i]
    return f'<a href="#f{i}" title="{escape(figure.name)}">{escape(figure_text(figure))}</a>'
