"""A map page as one file: folium's frame, our scripts, the words that need no script, the data block."""

from collections.abc import Callable, Mapping

from natres.presenters.web.charts import chart_html
from natres.presenters.web.figures import FigureBook, badges_html, bound, legend_figures, list_html, table_html
from natres.presenters.web.figures_json import figures_json
from natres.presenters.web.pack.encode import encode_page
from natres.presenters.web.page import Face, MapPage
from natres.presenters.web.program import program
from natres.presenters.web.quota_html import quotas_html
from natres.presenters.web.safety import checked_href, escape, refuse_external
from natres.presenters.web.shell import asset, content_policy, frame, leaflet_css, leaflet_js, splice
from natres.presenters.web.sources_html import sources_html
from natres.presenters.web.towns_html import towns_html
from natres.presenters.web.words import html_language, words_of

__all__ = ["draw_page"]

_PRINTER = "M4.500 6V2.500h7V6M4.500 11.500h-2v-5h11v5h-2M4.500 9.500h7v4h-7z"
_LENS = "M10.500 10.500L14 14M7 2.500a4.500 4.500 0 1 0 0 9a4.500 4.500 0 1 0 0 -9"
STYLES = ("page.css", "map.css", "panel.css", "explain.css", "print.css")


def draw_page(page: MapPage) -> str:
    """Return a map page as one self-contained HTML file.

    The same description gives the same bytes. Raises `natres.errors.BadData` (``PAGE_EXTERNAL``) if the file
    would reach outside, ValueError if a description contradicts itself or a colour is not ``#rrggbb``.

    >>> html = draw_page(MapPage("zh", {"zh": Face("现状图 {{ 7*7 }}")}))
    >>> html.startswith("<!DOCTYPE html>"), "49" in html[:2000]
    (True, False)
    """
    legends = legend_figures(page.layers, list(page.faces))
    books = {language: FigureBook(len(legends)) for language in page.faces}
    sections = _sections(page, books)
    parts = {
        "policy": "<!--natres:policy-->",
        "title": escape(page.face.title),
        "leafletcss": leaflet_css(),
        "leafletjs": leaflet_js(),
        "css": "".join(map(asset, STYLES)),
        "header": _header(page),
        "stage": _stage(page),
        "panel": _panel(page, sections),
        "footer": _footer(page),
        "data": encode_page(page, figures_json([*legends, *bound(books)], public=page.public)),
        "app": program(),
    }
    html = splice(frame(), parts)
    opening = f'<html lang="{html_language(page.language)}" data-shown="{page.language}">'
    html = html.replace("<html>", opening, 1)
    body, _, end = html.rpartition("</html>")
    html = f"{body}<script>{asset('page/check.js')}</script>\n</html>{end}"
    # The policy stands first in the file, before anything that came with the data.
    html = html.replace("<!--natres:policy-->", content_policy(html), 1)
    return refuse_external(html)


def _each(page: MapPage, make: Callable[[str, Face], str], tag: str = "div") -> str:
    """Return what every face says, each in an element of its language; nothing where none says anything."""
    made = {language: make(language, face) for language, face in page.faces.items()}
    if not any(made.values()):
        return ""
    return "".join(
        f'<{tag} data-lang="{language}" lang="{html_language(language)}">{html}</{tag}>'
        for language, html in made.items()
    )


def _say(page: MapPage, key: str) -> str:
    """Return one of the page's own words in all its languages."""
    return _each(page, lambda language, _: escape(words_of(language)[key]), "span")


def _icon(lines: str) -> str:
    return f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="{lines}"></path></svg>'


def _button(page: MapPage, key: str, name: str, inside: str) -> str:
    """Return a button of the header; its script gives it its words in the other language."""
    told = escape(words_of(page.language)[key])
    return (
        f'<button type="button" class="tool" id="{name}" data-say-label="{key}" '
        f'title="{told}" aria-label="{told}" hidden>{inside}</button>'
    )


def _header(page: MapPage) -> str:
    words = words_of(page.language)
    home = f'<a class="home" href="{escape(checked_href(page.home))}">{_say(page, "home")}</a>' if page.home else ""
    told = escape(words["search"])
    search = (
        f'<div id="search" hidden>{_icon(_LENS)}<input type="text" role="combobox" autocomplete="off" '
        'spellcheck="false" aria-expanded="false" aria-controls="found" data-say-label="search" '
        'data-say-hint="search_hint" '
        f'aria-label="{told}" placeholder="{escape(words["search_hint"])}"><ul id="found" role="listbox" hidden></ul>'
        '<p class="spoken" role="status"></p></div>'
    )
    others = len(page.faces) > 1
    tools = [
        _button(page, "print_view", "print", _icon(_PRINTER)),
        _button(page, "switch_language", "switch", escape(words["other_language"])) if others else "",
        _button(page, "keys_button", "help", "?"),
        _button(page, "fold", "fold", _say(page, "panel")),
    ]
    return (
        f'<header class="top"><div class="names">{_each(page, _names)}</div>{search}'
        f'<div class="marks">{_each(page, lambda language, face: _marks(page, language, face))}</div>'
        f"{home}{''.join(tools)}</header>"
    )


def _names(language: str, face: Face) -> str:
    subtitle = f"<p>{escape(face.subtitle)}</p>" if face.subtitle else ""
    return f"<h1>{escape(face.title)}</h1>{subtitle}"


def _marks(page: MapPage, language: str, face: Face) -> str:
    words = words_of(language)
    approval = f'<span class="approval">{escape(words["approval"])}<i></i></span>' if page.public else ""
    return badges_html((words["public_mark"], *face.marks) if page.public else face.marks) + approval


def _stage(page: MapPage) -> str:
    return (
        '<p id="status" role="status"></p>'
        f'<div id="too-old" hidden>{_each(page, lambda language, _: escape(words_of(language)["old_browser"]), "p")}'
        f'</div><p id="broken" hidden>{_say(page, "broken")}</p>'
        '<div id="readout" aria-hidden="true"></div>'
        f"<noscript><p>{_say(page, 'no_script')}</p></noscript>"
    )


def _sections(page: MapPage, books: Mapping[str, FigureBook]) -> dict[str, str]:
    """Return the panel's sections by name; one that says nothing is empty."""
    return {
        "legend": '<div id="legend"></div>' if page.layers else "",
        "towns": _each(page, lambda language, face: towns_html(face, language, books[language])),
        "figures": _each(page, lambda language, face: _figures(face, language, books[language])),
        "notes": _each(page, lambda language, face: _notes(page, face, language)),
    }


def _figures(face: Face, language: str, book: FigureBook) -> str:
    exceeded = words_of(language)["exceeded"]
    quotas = quotas_html(face, language, book)
    charts = "".join(chart_html(chart, book) for chart in face.charts)
    tables = "".join(table_html(table, exceeded, book) for table in face.figures)
    return quotas + charts + tables


def _notes(page: MapPage, face: Face, language: str) -> str:
    words = words_of(language)
    notes = list_html((*filter(None, [face.unplaced]), *face.notes), "notes")
    told = f"<h2>{escape(words['notes'])}</h2>{notes}" if notes else ""
    sources = sources_html(page.sources, face, language)
    return told + (f"<h2>{escape(words['sources'])}</h2>{sources}" if sources else "")


def _panel(page: MapPage, sections: Mapping[str, str]) -> str:
    held = {name: html for name, html in sections.items() if html}
    tabs = "".join(
        f'<button type="button" role="tab" id="tab-{name}" aria-controls="pane-{name}">{_say(page, name + "_tab")}'
        "</button>"
        for name in held
    )
    panes = "".join(
        f'<section class="pane" id="pane-{name}" aria-labelledby="tab-{name}">{html}</section>'
        for name, html in held.items()
    )
    told = escape(words_of(page.language)["tabs"])
    return (
        f'<div class="tabs" role="tablist" aria-label="{told}" data-say-label="tabs" hidden>{tabs}</div>'
        f'<div class="panes">{panes}</div><section id="selected" aria-live="polite" hidden></section>'
    )


def _footer(page: MapPage) -> str:
    def told(language: str, face: Face) -> str:
        lines = "".join(f"<span>{escape(line)}</span>" for line in face.sources)
        return f"<b>{escape(words_of(language)['sources'])}</b>{lines}" if lines else ""

    made = _each(page, told)
    return f'<footer class="foot">{made}</footer>' if made else ""
