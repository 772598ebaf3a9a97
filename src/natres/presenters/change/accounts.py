"""Yearly accounts (变化平衡表) by group, main class, class, ownership and town; gain, loss, net, swap, persistence."""

from collections.abc import Callable, Mapping, Sequence

from natres.core.results.change import AccountLine
from natres.labels import words
from natres.presenters.change.page import ChangePage
from natres.presenters.change.printed import PrintedLine, printed_accounts
from natres.presenters.printed_land import TOTAL, group_column
from natres.presenters.printing import star_note
from natres.presenters.table import Cell, Row, Table, cells
from natres.presenters.table import Column as Head

__all__ = ["account_table", "class_table", "printed_lines", "sum_of", "town_table"]

_ACCOUNT = (
    "opening", "boundary_in", "boundary_out", "adjusted", "increase", "decrease", "residual", "closing",
)  # fmt: skip
_PONTIUS = ("opening", "closing", "increase", "decrease", "net", "swap", "persistence")
Label = Callable[[str], str]
_SUMMED = ("opening", "boundary_in", "boundary_out", "increase", "decrease", "persistence", "closing")


def sum_of(lines: Sequence[AccountLine], key: str = "", unit: str = "") -> AccountLine:
    """Return the sum of accounts.

    >>> sum_of([AccountLine("a", 5, 0, 0, 1, 2, 3, 4), AccountLine("b", 1, 0, 0, 2, 1, 0, 2)]).closing_dm2
    6
    """
    sums = {f"{part}_dm2": sum(getattr(line, f"{part}_dm2") for line in lines) for part in _SUMMED}
    return AccountLine(key=key, unit=unit, **sums)


def printed_lines(page: ChangePage, what: str) -> tuple[PrintedLine, dict[str, PrintedLine]]:
    """Return the total and the lines of ``classes``, ``main_classes``, ``groups`` or ``owners`` as they print, by key.

    Opening and closing areas are those of ``natres shares``.
    """
    lines: Sequence[AccountLine] = getattr(page.change, what)
    columns = {"groups": group_column, "owners": None}.get(what, lambda code: code)
    known: dict[tuple[int, str], Cell] = {}
    for year in ("opening", "closing"):
        names = [TOTAL, *(columns(line.key) for line in lines)] if columns else [TOTAL]
        for row, name in enumerate(names):
            cell = page.printed(year, "", name)
            if cell is not None:
                known[row, year] = cell
    every = [sum_of(lines), *lines]
    total, *rest = printed_accounts(every, [-1, *(0 for _ in lines)], page.unit, page.rounding, known)
    return total, {line.key: printed for line, printed in zip(lines, rest, strict=True)}


def account_table(page: ChangePage, what: str, label: Label) -> Table:
    """Return the yearly account: opening, boundary, adjusted, increase, decrease, residual, closing."""
    w = words(page.language)
    total, lines = printed_lines(page, what)
    rows = [_row(w["land.sum"], total, _ACCOUNT, "total")]
    rows += [_row(label(key), line, _ACCOUNT, "", 1) for key, line in lines.items()]
    columns = (Head(w["land.name"]), *(page.area(part) for part in _ACCOUNT))
    notes = (w["change.account_note"], w[f"change.level_{what}"], *star_note(rows, page.language))
    return Table(f"change_{what}", w[f"change.title_{what}"], columns, tuple(rows), notes, about=page.about)


def class_table(page: ChangePage) -> Table:
    """Return before, after, gain, loss, net, swap and persistence of every class."""
    w = words(page.language)
    total, lines = printed_lines(page, "classes")
    rows = [_row(w["land.sum"], total, _PONTIUS, "total")]
    rows += [_row(page.class_name(key), line, _PONTIUS, "", 1) for key, line in lines.items()]
    heads = tuple(page.area({"increase": "gain", "decrease": "loss"}.get(part, part)) for part in _PONTIUS)
    notes = (w["change.pontius_note"], *star_note(rows, page.language))
    columns = (Head(w["land.name"]), *heads)
    return Table("change_pontius", w["change.title_pontius"], columns, tuple(rows), notes, about=page.about)


def town_table(page: ChangePage) -> Table:
    """Return the yearly account of every town by group; ground that went to another town adjusts both boundaries."""
    w = words(page.language)
    towns = list(dict.fromkeys(line.unit for line in page.change.towns))
    lines, parents, labels = [sum_of(page.change.towns)], [-1], [w["land.sum"]]
    known: dict[tuple[int, str], Cell] = {}
    for town in towns:
        mine = [line for line in page.change.towns if line.unit == town]
        top = len(lines)
        lines += [sum_of(mine, unit=town), *mine]
        parents += [0, *(top for _ in mine)]
        labels += [page.town_name(town), *(page.group_name(line.key) for line in mine)]
        for row, name in enumerate([TOTAL, *(group_column(line.key) for line in mine)], start=top):
            for year in ("opening", "closing"):
                cell = page.printed(year, town, name) if town else None
                known |= {} if cell is None else {(row, year): cell}
    for year in ("opening", "closing"):
        cell = page.printed(year, "", TOTAL)
        known |= {} if cell is None else {(0, year): cell}
    printed = printed_accounts(lines, parents, page.unit, page.rounding, known)
    rows = [
        _row(label, line, _ACCOUNT, "total" if parent < 1 else "", 0 if parent < 0 else 1 if parent == 0 else 2)
        for label, line, parent in zip(labels, printed, parents, strict=True)
    ]
    columns = (Head(w["land.unit_name"]), *(page.area(part) for part in _ACCOUNT))
    notes = (w["change.account_note"], w["change.towns_note"], *star_note(rows, page.language))
    return Table("change_towns", w["change.title_towns"], columns, tuple(rows), notes, about=page.about)


def _row(label: str, line: PrintedLine, parts: Sequence[str], mark: str, indent: int = 0) -> Row:
    found: Mapping[str, Cell] = line.cells
    return Row(cells([label, *(found[part] for part in parts)]), mark, indent)
