"""The parts of a page that are read without JavaScript: badges, tables, notes, sources."""

import re
from collections.abc import Sequence

from natres.presenters.web.page import FigureTable
from natres.presenters.web.safety import escape

__all__ = ["badges_html", "list_html", "table_html"]

_NUMBER = re.compile(r"[+\-−±≤≥<>≈]?\s*[\d.,\s\u2009]*\d[\d.,]*\s*%?\s*\*?\Z|[—–\-−]\Z")


def badges_html(marks: Sequence[str]) -> str:
    """Return the badges of a header.

    >>> badges_html(["内部资料"])
    '<span class="badge">内部资料</span>'
    """
    return "".join(f'<span class="badge">{escape(mark)}</span>' for mark in marks)


def list_html(lines: Sequence[str], css: str) -> str:
    """Return lines as a list, nothing when there are none.

    >>> list_html([], "notes"), list_html(["a<b"], "notes")
    ('', '<ul class="notes"><li>a&#60;b</li></ul>')
    """
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<ul class="{css}">{items}</ul>' if items else ""


def table_html(table: FigureTable, exceeded: str) -> str:
    """Return a table; ``exceeded`` is the word a screen reader hears in the rows marked as such.

    >>> html = table_html(FigureTable("规模", ("指标", "值"), (("建设用地", "258.08"),), alert=(0,)), "超出")
    >>> '<tr class="alert">' in html, '<td class="number">258.08</td>' in html
    (True, True)
    """
    numeric = _numeric_columns(table)
    mark = [' class="number"' if is_number else "" for is_number in numeric]
    head = "".join(f'<th scope="col"{mark[k]}>{escape(text)}</th>' for k, text in enumerate(table.header))
    body = "".join(_row(table, k, numeric, exceeded) for k in range(len(table.rows)))
    thead = f"<thead><tr>{head}</tr></thead>" if head else ""
    return (
        f'<figure class="table"><figcaption>{escape(table.title)}</figcaption>'
        f'<div class="scroll"><table>{thead}<tbody>{body}</tbody></table></div>'
        f"{list_html(table.notes, 'notes')}</figure>"
    )


def _row(table: FigureTable, index: int, numeric: Sequence[bool], exceeded: str) -> str:
    names = " ".join(name for name, rows in (("emphasis", table.emphasis), ("alert", table.alert)) if index in rows)
    told = f'<span class="spoken">{escape(exceeded)}</span>' if index in table.alert else ""
    cells = list[str]()
    for k, text in enumerate(table.rows[index]):
        number = ' class="number"' if k < len(numeric) and numeric[k] else ""
        tag, close = ('th scope="row"', "th") if k == 0 else (f"td{number}", "td")
        cells.append(f"<{tag}>{escape(text)}{told if k == 0 else ''}</{close}>")
    return f'<tr class="{names}">{"".join(cells)}</tr>' if names else f"<tr>{''.join(cells)}</tr>"


def _numeric_columns(table: FigureTable) -> list[bool]:
    """Say which columns hold numbers, so that their digits stand under each other."""
    width = max([len(table.header), *(len(row) for row in table.rows)])
    columns = [[row[k] for row in table.rows if k < len(row) and row[k].strip()] for k in range(width)]
    return [k > 0 and bool(cells) and all(map(_NUMBER.match, cells)) for k, cells in enumerate(columns)]
