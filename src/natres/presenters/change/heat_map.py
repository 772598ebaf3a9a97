"""The transition matrix as a heat map: one HTML page that runs nothing, main classes that open into their subclasses.

Ground that stayed what it was is grey; what changed is the darker the larger it is, in steps of a third of ten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from natres.core.results.change import NO_LAND
from natres.core.units import exact_text
from natres.presenters.change.matrices import rolled_up
from natres.presenters.change.page import ChangePage
from natres.presenters.table import Table
from natres.presenters.web.safety import escape
from natres.presenters.web.shell import plain_page

__all__ = ["HeatMap", "heat_map"]

#: From pale to dark; each but the palest begins at a share of the power of ten below the largest change.
_STEPS = ("#fdf1e7", "#fbd9bd", "#f6b48a", "#ea8a5c", "#d1603d", "#a93a26")
_BEGINS = (Fraction(1, 100), Fraction(3, 100), Fraction(1, 10), Fraction(3, 10), Fraction(1))
_SAME = "#e3e6e8"
_DARK_FROM = 3
#: So many columns of numbers a printed sheet has room for.
_SHEET = 20


@dataclass(frozen=True)
class HeatMap:
    """A page of its own; a notebook shows it as it is."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


def heat_map(
    page: ChangePage, tables: Mapping[str, Table], marks: Sequence[str] = (), sources: Sequence[str] = ()
) -> HeatMap:
    """Return the matrix by main class, and below it each main class that has changed by its subclasses.

    Parameters
    ----------
    page : the change between two years
    tables : the tables of the same run by key: every number prints as in ``change_matrix_main`` and ``change_matrix``
    marks : what the page has to say of its data
    sources : the files of either year, as the maps beside it name theirs
    """
    w, scheme = page.words, page.scheme
    mains = {(f.before, f.after): f.area_dm2 for f in rolled_up(page.found.flows, lambda c: scheme.at_level(c, 1))}
    finer = {(f.before, f.after): f.area_dm2 for f in page.found.flows}
    body = [
        f"<h1>{escape(tables['change_matrix_main'].title)}</h1>",
        f"<p>{escape(page.about)}　{escape(w['change.heat_read'])}　{escape(page.unit_label)}</p>",
        *(f'<p class="marks">※ {escape(mark)}</p>' for mark in marks),
        _legend(page, _largest(mains)),
        _matrix(page, tables["change_matrix_main"], mains),
        f"<details><summary>{escape(tables['change_matrix'].title)}</summary>",
        _matrix(page, tables["change_matrix"], finer),
        *_sheets(page, tables["change_matrix"], finer),
        "</details>",
        *(f"<p>{escape(note)}</p>" for note in tables["change_matrix_main"].notes),
        *(
            [f'<p class="source">{escape(w["change.heat_source"].format(files=" · ".join(sources)))}</p>']
            if sources
            else []
        ),
    ]
    return HeatMap(
        plain_page(tables["change_matrix_main"].title, page.language, "matrix", ("matrix.css",), "\n".join(body))
    )


def _largest(flows: Mapping[tuple[str, str], int]) -> int:
    return max((area for (one, other), area in flows.items() if one != other), default=0)


def _begins(largest: int) -> list[Fraction]:
    """Return from which area on each colour but the palest stands, in 0.01 m².

    >>> [float(least / 1_000_000) for least in _begins(362_440_000)]
    [1.0, 3.0, 10.0, 30.0, 100.0]
    """
    top = 10 ** (len(str(largest)) - 1)
    return [top * share for share in _BEGINS]


def _sheets(page: ChangePage, table: Table, flows: Mapping[tuple[str, str], int]) -> list[str]:
    """Return a matrix that is too wide for a printed sheet once more, in blocks of columns, one sheet each.

    Every block has all rows, and the sums stand in the last: none is cut at the edge of the paper.
    """
    last = len(table.columns)
    count = -(-(last - 1) // _SHEET)
    if count == 1:
        return []
    width = -(-(last - 1) // count)
    found: list[str] = []
    for number, first in enumerate(range(1, last, width), start=1):
        said = page.words["change.heat_sheet"].format(
            number=number, count=count, first=table.columns[first].label,
            last=table.columns[min(first + width, last) - 1].label,
        )  # fmt: skip
        found.append(
            f'<section class="sheet"><h2>{escape(table.title)}　{escape(said)}</h2>'
            f"{_matrix(page, table, flows, range(first, min(first + width, last)))}</section>"
        )
    return found


def _matrix(page: ChangePage, table: Table, flows: Mapping[tuple[str, str], int], part: range | None = None) -> str:
    """Return a table of the run with its cells coloured: rows and columns stand in the table's own order.

    With ``part`` only those columns stand beside the names of the rows.
    """
    w = page.words
    keys = {page.land_class(code): code for pair in flows for code in pair}
    keys |= {w["change.only_before"]: NO_LAND, w["change.only_after"]: NO_LAND}
    shown = part or range(1, len(table.columns))
    whole = len(table.columns) - 1  # the sums of the rows
    largest = _largest(flows)
    head = "".join(f"<th>{escape(table.columns[n].label)}</th>" for n in (0, *shown))
    lines, foot = list[str](), list[str]()
    for row in table.rows:
        name = row.cells[0]
        before = keys.get(name.text)
        if before is None or row.mark == "total":  # sums, and what stands below them
            sums = "".join(f"<td>{escape(row.cells[n].text)}</td>" for n in shown)
            foot.append(f"<tr><th>{escape(name.text)}</th>{sums}</tr>")
            continue
        line = "".join(
            f'<td class="sum">{escape(row.cells[n].text)}</td>'
            if n == whole
            else _cell(row.cells[n].text, before, after, flows.get((before, after), 0), largest)
            for n in shown
            for after in (keys.get(table.columns[n].label, ""),)
        )
        lines.append(f"<tr><th>{escape(name.text)}</th>{line}</tr>")
    return (
        f'<div class="frame"><table><thead><tr>{head}</tr></thead><tbody>{"".join(lines)}</tbody>'
        f"<tfoot>{''.join(foot)}</tfoot></table></div>"
    )


def _cell(text: str, before: str, after: str, area: int, largest: int) -> str:
    if before == after:
        return f'<td style="background:{_SAME}">{escape(text)}</td>'
    if area <= 0:
        return "<td></td>"
    step = sum(area >= least for least in _begins(largest))
    colour = ";color:#ffffff" if step > _DARK_FROM else ""
    return f'<td style="background:{_STEPS[step]}{colour}">{escape(text)}</td>'


def _legend(page: ChangePage, largest: int) -> str:
    """Return what the colours mean: the least area of each step."""
    w = page.words
    begins = _begins(largest)
    less = w["change.heat_less"].format(area=exact_text(begins[0] / 1_000_000))
    keys = [(_SAME, w["change.heat_same"]), (_STEPS[0], less)]
    for colour, least in zip(_STEPS[1:], begins, strict=True):
        keys.append((colour, w["change.heat_least"].format(area=exact_text(least / 1_000_000))))
    shown = "".join(f'<li><i style="background:{colour}"></i>{escape(said)}</li>' for colour, said in keys)
    return f'<ul class="keys">{shown}</ul>'
