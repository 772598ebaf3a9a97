"""The page of a site as one HTML file: no script, nothing fetched, every value escaped; it prints on one A4 sheet."""

from natres.presenters.site.drawing import Drawing
from natres.presenters.site.one_page import OnePage, SmallTable
from natres.presenters.site.svg import svg_map
from natres.presenters.web.safety import escape
from natres.presenters.web.shell import plain_page

__all__ = ["site_html"]


def site_html(page: OnePage, drawing: Drawing, language: str) -> str:
    """Return the page.

    Parameters
    ----------
    drawing : the map; it stands in the page as SVG
    """
    verdict = f'<p class="verdict {"bad" if page.bad else "good"}">{escape(page.verdict)}</p>'
    findings = "".join(f"<li>{escape(text)}</li>" for text in page.findings)
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in page.lines)
    notes = "".join(f"<p>{escape(note)}</p>" for note in page.notes)
    badge = f'<p class="badge">{escape(page.badge)}</p>' if page.badge else ""
    body = (
        f'<main class="sheet"><header><h1>{escape(page.title)}</h1>'
        f'<p class="about">{escape(page.about)}</p>{badge}</header>'
        f'<section class="answer">{verdict}<ul>{findings}</ul></section>'
        f'<figure class="map">{svg_map(drawing)}</figure>'
        f'<dl class="lines">{lines}</dl>'
        f"{''.join(map(_table, page.tables))}"
        f'<div class="notes">{notes}</div><p class="signing">{escape(page.signing)}</p>'
        f"<footer>{escape(page.foot)}</footer></main>"
    )
    return plain_page(page.title, language, "site", ("site.css",), body)


def _table(table: SmallTable) -> str:
    columns = "".join(f'<col style="width:{width / 1.74:.2f}%">' for width in table.widths)
    head = "".join(f'<th scope="col"{_class(table, n)}>{_head(text)}</th>' for n, text in enumerate(table.head))
    indents = table.indents or (0,) * len(table.rows)
    rows = "".join(
        f'<tr class="{mark or "plain"} i{min(indent, 3)}">'
        + "".join(f"<td{_class(table, n)}>{escape(text)}</td>" for n, text in enumerate(row))
        + "</tr>"
        for row, mark, indent in zip(table.rows, table.marks, indents, strict=True)
    )
    return (
        f"<section><h2>{escape(table.title)}</h2><table><colgroup>{columns}</colgroup>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _class(table: SmallTable, column: int) -> str:
    last = table.worded and column >= len(table.head) - (2 if len(table.head) == 6 else 1)
    return ' class="n"' if column >= table.numbers and not last else ""


def _head(text: str) -> str:
    """Return the words of a column, which may break before their unit."""
    return escape(text).replace("（", "<wbr>（")
