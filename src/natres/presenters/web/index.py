"""The first page of a report: plain HTML, no script at all."""

from collections.abc import Sequence

from natres.presenters.web.figures import badges_html, list_html, table_html
from natres.presenters.web.page import IndexEntry, IndexPage
from natres.presenters.web.safety import checked_colour, checked_href, escape
from natres.presenters.web.shell import plain_page
from natres.presenters.web.words import words_of

__all__ = ["draw_index"]


def draw_index(page: IndexPage) -> str:
    """Return the index of a report as one HTML file that runs nothing and loads nothing.

    >>> html = draw_index(IndexPage("监测报告", "", "zh", headline=(("耕地", "120.5 km²", "ok"),)))
    >>> "<script" in html, "120.5 km²" in html
    (False, True)
    """
    words = words_of(page.language)
    tables = "".join(table_html(table, words["exceeded"]) for table in page.figures)
    body = "".join(
        [
            _section("headline", words["headline"], _headline(page)),
            _section("maps", words["maps"], _cards(page.maps)),
            _section("figures", words["figures"], tables),
            _section("files", words["files"], _rows(page.files)),
            _section("notes", words["notes"], list_html(page.notes, "notes")),
            _section("sources", words["sources"], list_html(page.sources, "notes")),
        ]
    )
    subtitle = f"<p>{escape(page.subtitle)}</p>" if page.subtitle else ""
    header = (
        f'<header class="top"><div class="names"><h1>{escape(page.title)}</h1>'
        f'{subtitle}</div><div class="marks">{badges_html(page.marks)}</div></header>'
    )
    return plain_page(page.title, page.language, "index", ("page.css",), f"{header}\n<main>{body}</main>")


def _section(name: str, title: str, body: str) -> str:
    return f'<section id="{name}"><h2>{escape(title)}</h2>{body}</section>' if body else ""


def _headline(page: IndexPage) -> str:
    words = words_of(page.language)
    tiles = list[str]()
    for label, value, status in page.headline:
        told = ""
        if status in ("ok", "alert"):
            told = f'<span class="state {status}">{escape(words["status_" + status])}</span>'
        css = f"tile {status}" if told else "tile"
        tiles.append(
            f'<div class="{css}"><dt>{escape(label)}</dt><dd>{escape(value)}</dd>'
            f"{f'<dd>{told}</dd>' if told else ''}</div>"
        )
    return f'<dl class="tiles">{"".join(tiles)}</dl>' if tiles else ""


def _cards(entries: Sequence[IndexEntry]) -> str:
    cards = "".join(
        f'<li><a class="card" href="{escape(checked_href(entry.href))}">{_swatch(entry)}'
        f"<strong>{escape(entry.title)}</strong><span>{escape(entry.text)}</span></a>{_beside(entry)}</li>"
        for entry in entries
    )
    return f'<ul class="cards">{cards}</ul>' if cards else ""


def _beside(entry: IndexEntry) -> str:
    links = (f'<a href="{escape(checked_href(href))}">{escape(text)}</a>' for text, href in entry.beside)
    return f'<p class="beside">{" ".join(links)}</p>' if entry.beside else ""


def _rows(entries: Sequence[IndexEntry]) -> str:
    rows = "".join(
        f'<li><a href="{escape(checked_href(entry.href))}">{_swatch(entry)}{escape(entry.title)}</a>'
        f"<span>{escape(entry.text)}</span></li>"
        for entry in entries
    )
    return f'<ul class="files">{rows}</ul>' if rows else ""


def _swatch(entry: IndexEntry) -> str:
    if not entry.colour:
        return ""
    return f'<i class="swatch" style="background:{checked_colour(entry.colour)}"></i>'
