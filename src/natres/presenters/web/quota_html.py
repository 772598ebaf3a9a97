"""The quota panel of a map page: actual, limit, margin and status, judged by which definition, town by town."""

from dataclasses import replace

from natres.presenters.web.figures import FigureBook, table_html
from natres.presenters.web.page import Face, FigureTable, QuotaPanel
from natres.presenters.web.safety import escape
from natres.presenters.web.words import words_of

__all__ = ["quotas_html"]

_STATUSES = ("ok", "near", "alert", "none")


def quotas_html(face: Face, language: str, book: FigureBook) -> str:
    """Return the quota panel of a face, nothing where it has none.

    Raises ValueError for a status that has no colour.

    >>> panel = QuotaPanel("耕地保有量", "near", "接近下限", (("现状", "114.32 平方公里", None),), "耕地", 1.031)
    >>> html = quotas_html(Face("图", quotas=(panel,)), "zh", FigureBook())
    >>> 'class="quota near"' in html, "接近下限" in html
    (True, True)
    """
    return "".join(_quota(panel, language, book) for panel in face.quotas)


def _quota(panel: QuotaPanel, language: str, book: FigureBook) -> str:
    if panel.status not in _STATUSES:
        raise ValueError(f"a quota is {', '.join(_STATUSES)}, not {panel.status!r}")
    words = words_of(language)
    facts = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{book.html(f'{panel.label} · {label}', text, basis)}</dd></div>"
        for label, text, basis in panel.facts
    )
    definition = _line("", panel.definition) + _line(words["document"], panel.document)
    tables = _fold(words["by_town"], panel.towns, language, book)
    tables += _fold(words["by_measure"], panel.measures, language, book)
    return (
        f'<article class="quota {panel.status}"><header><h3>{escape(panel.label)}</h3>'
        f'<strong class="verdict">{escape(panel.status_text)}</strong></header>'
        f"{_bar(panel, language)}"
        f'<dl class="quota-facts">{facts}</dl>{definition}{tables}</article>'
    )


def _line(label: str, text: str) -> str:
    head = f"<b>{escape(label)}</b>" if label else ""
    return f'<p class="told">{head}{escape(text)}</p>' if text else ""


def _bar(panel: QuotaPanel, language: str) -> str:
    """Return a bar as long as the actual figure, with a mark where the limit stands."""
    if panel.fill is None or panel.fill < 0:
        return ""
    words = words_of(language)
    whole = max(1.0, panel.fill) * 1.06
    told = escape(words["filled"].format(n=f"{100 * panel.fill:.1f}"))
    return (
        f'<div class="gauge" role="img" aria-label="{told}" title="{told}">'
        f'<i style="width:{100 * panel.fill / whole:.2f}%"></i><b style="left:{100 / whole:.2f}%"></b></div>'
    )


def _fold(title: str, table: FigureTable | None, language: str, book: FigureBook) -> str:
    if table is None:
        return ""
    body = table_html(replace(table, title=""), words_of(language)["exceeded"], book)
    return f"<details><summary>{escape(table.title or title)}</summary>{body}</details>"
