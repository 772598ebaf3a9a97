"""A map page as one file: folium's frame, our scripts, the words that need no script, the data block."""

from natres.presenters.web.charts import chart_html
from natres.presenters.web.encode import encode_page
from natres.presenters.web.figures import badges_html, list_html, table_html
from natres.presenters.web.page import MapPage
from natres.presenters.web.safety import checked_href, escape, refuse_external
from natres.presenters.web.shell import asset, content_policy, frame, leaflet_css, leaflet_js, splice
from natres.presenters.web.words import html_language, words_of

__all__ = ["draw_page"]

# In the order in which they build on each other.
SCRIPTS = ("unpack.js", "view.js", "paint.js", "labels.js", "pick.js", "legend.js", "map.js")


def draw_page(page: MapPage) -> str:
    """Return a map page as one self-contained HTML file.

    The same description gives the same bytes. Raises `natres.errors.BadData` (``PAGE_EXTERNAL``) if the file
    would reach outside, ValueError if a description contradicts itself or a colour is not ``#rrggbb``.

    >>> html = draw_page(MapPage("现状图 {{ 7*7 }}", "", "zh", ()))
    >>> html.startswith("<!DOCTYPE html>"), "49" in html[:2000]
    (True, False)
    """
    parts = {
        "policy": "<!--natres:policy-->",
        "title": escape(page.title),
        "leafletcss": leaflet_css(),
        "leafletjs": leaflet_js(),
        "css": asset("page.css"),
        "header": _header(page),
        "stage": _stage(page.language),
        "panel": _panel(page),
        "footer": _footer(page),
        "data": encode_page(page),
        "app": _program(),
    }
    html = splice(frame(), parts).replace("<html>", f'<html lang="{html_language(page.language)}">', 1)
    # The policy stands first in the file, before anything that came with the data.
    html = html.replace("<!--natres:policy-->", content_policy(html), 1)
    return refuse_external(html)


def _program() -> str:
    code = "\n".join(asset(name) for name in SCRIPTS)
    return f'(function () {{\n"use strict";\n{code}\n}})();'


def _header(page: MapPage) -> str:
    words = words_of(page.language)
    home = ""
    if page.home:
        home = f'<a class="home" href="{escape(checked_href(page.home))}">{escape(words["home"])}</a>'
    subtitle = f"<p>{escape(page.subtitle)}</p>" if page.subtitle else ""
    return (
        f'<header class="top"><div class="names"><h1>{escape(page.title)}</h1>{subtitle}</div>'
        f'<div class="marks">{badges_html(page.marks)}</div>{home}'
        f'<button type="button" id="fold" aria-controls="panel" aria-expanded="true" hidden>'
        f"{escape(words['panel'])}</button></header>"
    )


def _stage(language: str) -> str:
    words = words_of(language)
    return (
        '<p id="status" role="status"></p>'
        f'<p id="too-old" hidden>{escape(words["old_browser"])}</p>'
        f'<p id="broken" hidden>{escape(words["broken"])}</p>'
        '<div id="readout" aria-hidden="true"></div>'
        f"<noscript><p>{escape(words['no_script'])}</p></noscript>"
    )


def _panel(page: MapPage) -> str:
    words = words_of(page.language)
    tables = "".join(chart_html(chart) for chart in page.charts)
    tables += "".join(table_html(table, words["exceeded"]) for table in page.figures)
    sections = {
        "legend": f'<section id="legend" aria-label="{escape(words["legend"])}" hidden></section>',
        "figures": f'<section id="figures">{tables}</section>' if tables else "",
        "notes": _lines("notes", words["notes"], page.notes) + _lines("sources", words["sources"], page.sources),
    }
    tabs = "".join(f'<a href="#{name}">{escape(words[name + "_tab"])}</a>' for name, html in sections.items() if html)
    selected = '<section id="selected" aria-live="polite" hidden></section>'
    return f'<nav class="tabs">{tabs}</nav>{selected}{"".join(sections.values())}'


def _lines(name: str, title: str, lines: tuple[str, ...]) -> str:
    body = list_html(lines, "notes")
    return f'<section id="{name}"><h2>{escape(title)}</h2>{body}</section>' if body else ""


def _footer(page: MapPage) -> str:
    words = words_of(page.language)
    if not page.sources:
        return ""
    told = "".join(f"<span>{escape(line)}</span>" for line in page.sources)
    return f'<footer class="foot"><b>{escape(words["sources"])}</b>{told}</footer>'
