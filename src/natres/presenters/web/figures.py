"""The parts of a page that are read without JavaScript: badges, tables, notes; and the numbers that explain themselves.

A number with a basis becomes a button with its place in the page's list of figures. Every language numbers its own
words in the same order, so that one place means one number.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from natres.core.basis import Basis
from natres.presenters.web.layers import BoundaryLayer, Layer, text_in
from natres.presenters.web.page import FigureTable
from natres.presenters.web.safety import escape

__all__ = ["Figure", "FigureBook", "badges_html", "bound", "legend_figures", "list_html", "table_html"]

_NUMBER = re.compile(r"[+\-−±≤≥<>≈]?\s*[\d.,\s\u2009]*\d[\d.,]*\s*%?\s*\*?\Z|[—–\-−]\Z")


@dataclass(frozen=True)
class Figure:
    """A printed number that explains itself: whose it is, how it is printed, why it is so, per language."""

    title: Mapping[str, str]
    text: Mapping[str, str]
    basis: Mapping[str, Basis]


class FigureBook:
    """The numbers with a basis of one language, in the order in which they are printed.

    Parameters
    ----------
    start : how many figures of the page's list stand before the first of these

    >>> book = FigureBook(7)
    >>> book.html("耕地 · 面积", "258.08", None)
    '258.08'
    """

    def __init__(self, start: int = 0) -> None:
        self._start = start
        self.entries: list[tuple[str, str, Basis]] = []

    def html(self, title: str, text: str, basis: Basis | None) -> str:
        """Return a number as HTML: a button where it has a basis."""
        if basis is None:
            return escape(text)
        place = self.note(title, text, basis)
        return f'<button type="button" class="figure" data-figure="{place}">{escape(text)}</button>'

    def note(self, title: str, text: str, basis: Basis) -> int:
        """Note a number and return its place in the page's list."""
        self.entries.append((title, text, basis))
        return self._start + len(self.entries) - 1


def bound(books: Mapping[str, FigureBook]) -> tuple[Figure, ...]:
    """Return the figures of all languages as one list; raises ValueError where the languages do not say the same.

    >>> bound({"zh": FigureBook(), "en": FigureBook()})
    ()
    """
    counts = {language: len(book.entries) for language, book in books.items()}
    if len(set(counts.values())) > 1:
        raise ValueError(f"the languages of a page explain different numbers: {counts}")
    rows = zip(*(book.entries for book in books.values()), strict=True)
    return tuple(
        Figure(*({language: entry[part] for language, entry in zip(books, row, strict=True)} for part in range(3)))
        for row in rows
    )


def legend_figures(layers: Sequence[Layer], languages: Sequence[str]) -> list[Figure]:
    """Return the areas of the legends that explain themselves, in the order in which the pack numbers them."""
    return [
        Figure(
            {language: text_in(category.label, language) for language in languages},
            {language: text_in(category.note, language) for language in languages},
            {language: category.basis[language] for language in languages},
        )
        for layer in layers
        if not isinstance(layer, BoundaryLayer)
        for colouring in layer.colourings
        for category in colouring.categories
        if category.basis
    ]


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


def table_html(table: FigureTable, exceeded: str, book: FigureBook | None = None) -> str:
    """Return a table; ``exceeded`` is the word a screen reader hears in the rows marked as such.

    Numbers with a basis explain themselves where there is a ``book`` to note them in.

    >>> html = table_html(FigureTable("规模", ("指标", "值"), (("建设用地", "258.08"),), alert=(0,)), "超出")
    >>> '<tr class="alert">' in html, '<td class="number">258.08</td>' in html
    (True, True)
    """
    numeric = _numeric_columns(table)
    mark = [' class="number"' if is_number else "" for is_number in numeric]
    head = "".join(f'<th scope="col"{mark[k]}>{escape(text)}</th>' for k, text in enumerate(table.header))
    body = "".join(_row(table, k, numeric, exceeded, book) for k in range(len(table.rows)))
    thead = f"<thead><tr>{head}</tr></thead>" if head else ""
    title = f"<figcaption>{escape(table.title)}</figcaption>" if table.title else ""
    return (
        f'<figure class="table">{title}<div class="scroll"><table>{thead}<tbody>{body}</tbody></table></div>'
        f"{list_html(table.notes, 'notes')}</figure>"
    )


def _row(table: FigureTable, index: int, numeric: Sequence[bool], exceeded: str, book: FigureBook | None) -> str:
    names = " ".join(name for name, rows in (("emphasis", table.emphasis), ("alert", table.alert)) if index in rows)
    told = f'<span class="spoken">{escape(exceeded)}</span>' if index in table.alert else ""
    cells = list[str]()
    for k, text in enumerate(table.rows[index]):
        number = ' class="number"' if k < len(numeric) and numeric[k] else ""
        tag, close = ('th scope="row"', "th") if k == 0 else (f"td{number}", "td")
        shown = book.html(_cell_title(table, index, k), text, table.bases.get((index, k))) if book else escape(text)
        cells.append(f"<{tag}>{shown}{told if k == 0 else ''}</{close}>")
    return f'<tr class="{names}">{"".join(cells)}</tr>' if names else f"<tr>{''.join(cells)}</tr>"


def _cell_title(table: FigureTable, index: int, column: int) -> str:
    """Return whose number a cell holds: its row, then its column."""
    row = table.rows[index][0] if column else ""
    head = table.header[column] if column < len(table.header) else ""
    return " · ".join(filter(None, (row, head))) or table.title


def _numeric_columns(table: FigureTable) -> list[bool]:
    """Say which columns hold numbers, so that their digits stand under each other."""
    width = max([len(table.header), *(len(row) for row in table.rows)])
    columns = [[row[k] for row in table.rows if k < len(row) and row[k].strip()] for k in range(width)]
    return [k > 0 and bool(cells) and all(map(_NUMBER.match, cells)) for k, cells in enumerate(columns)]
