"""Yearly accounts (变化平衡表) by group, main class, class, ownership and town; gain, loss, swap of every class."""

from collections.abc import Callable, Mapping, Sequence

from natres.core.results.change import AccountLine
from natres.presenters.change.page import ChangePage
from natres.presenters.change.printed import PrintedLine, printed_accounts
from natres.presenters.printed_land import TOTAL, group_column
from natres.presenters.printing import star_note
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["account_table", "gain_table", "printed_lines", "sum_of", "town_table"]

_ACCOUNT = (
    "opening", "boundary_in", "boundary_out", "adjusted", "increase", "decrease", "residual", "closing",
)  # fmt: skip
_GAINS = ("opening", "closing", "increase", "decrease", "net", "swap", "persistence")
_SUMMED = ("opening", "boundary_in", "boundary_out", "increase", "decrease", "persistence", "closing")
Label = Callable[[str], str]
#: Stocks no farther apart than their ledgers close to, 1 m², are one stock.
_STILL_DM2 = 100


def sum_of(lines: Sequence[AccountLine], unit: str = "") -> AccountLine:
    """Return the sum of accounts.

    >>> sum_of([AccountLine("a", 5, 0, 0, 1, 2, 3, 4), AccountLine("b", 1, 0, 0, 2, 1, 0, 2)]).closing_dm2
    6
    """
    sums = {f"{part}_dm2": sum(getattr(line, f"{part}_dm2") for line in lines) for part in _SUMMED}
    return AccountLine(key="", unit=unit, **sums)


def printed_lines(page: ChangePage, what: str) -> tuple[PrintedLine, dict[str, PrintedLine]]:
    """Return the total and, by key, the lines of ``classes``, ``main_classes``, ``groups`` or ``owners`` as they print.

    Opening and closing areas print as in the tables of either year.
    """
    lines: Sequence[AccountLine] = getattr(page.found, what)
    names: list[str] = [] if what == "owners" else [_column(what, line.key) for line in lines]
    every = [sum_of(lines), *lines]
    known = _known(page, "", [TOTAL, *names], every)
    total, *rest = printed_accounts(every, [-1, *(0 for _ in lines)], page.unit, page.rounding, known)
    return total, {line.key: printed for line, printed in zip(lines, rest, strict=True)}


def _column(what: str, key: str) -> str:
    return group_column(key) if what == "groups" else key


def _known(
    page: ChangePage, unit: str, names: Sequence[str], lines: Sequence[AccountLine], first: int = 0
) -> dict[tuple[int, str], Cell]:
    """Return how the tables of either year print the rows of a unit; what did not change opens as it closes."""
    found: dict[tuple[int, str], Cell] = {}
    for row, (name, line) in enumerate(zip(names, lines, strict=False), start=first):
        still = abs(line.closing_dm2 - line.opening_dm2) <= _STILL_DM2
        for year, as_in in (("opening", "closing" if still else "opening"), ("closing", "closing")):
            cell = page.printed(as_in, unit, name)
            found |= {} if cell is None else {(row, year): cell}
    return found


def account_table(page: ChangePage, key: str, what: str, label: Label) -> Table:
    """Return a yearly account: opening, boundary, adjusted, increase, decrease, residual, closing."""
    total, lines = printed_lines(page, what)
    rows = [_row(page.words["change.total"], total, _ACCOUNT, "total")]
    rows += [_row(label(name), line, _ACCOUNT, "", 1) for name, line in lines.items()]
    return _table(page, key, rows, _ACCOUNT, ("change.identity_note", f"change.level_{what}"))


def gain_table(page: ChangePage) -> Table:
    """Return before, after, gain, loss, net, swap and persistence of every class."""
    total, lines = printed_lines(page, "classes")
    rows = [_row(page.words["change.total"], total, _GAINS, "total")]
    rows += [_row(page.land_class(name), line, _GAINS, "", 1) for name, line in lines.items()]
    return _table(page, "change_gains", rows, _GAINS, ("change.gains_note",))


def town_table(page: ChangePage) -> Table:
    """Return the yearly account of every town by group; ground that went to another town adjusts both boundaries."""
    every = page.found.towns
    lines, parents, labels = [sum_of(every)], [-1], [page.words["change.total"]]
    known = _known(page, "", [TOTAL], lines)
    for town in dict.fromkeys(line.unit for line in every):
        mine = [line for line in every if line.unit == town]
        rows_of = [sum_of(mine, town), *mine]
        names = [TOTAL, *(group_column(line.key) for line in mine)]
        known |= _known(page, town, names, rows_of, len(lines)) if town else {}
        parents += [0, *(len(lines) for _ in mine)]
        labels += [page.town(town), *(page.group(line.key) for line in mine)]
        lines += rows_of
    printed = printed_accounts(lines, parents, page.unit, page.rounding, known)
    rows = [
        _row(label, line, _ACCOUNT, "" if parent > 0 else "total", 2 if parent > 0 else parent + 1)
        for label, line, parent in zip(labels, printed, parents, strict=True)
    ]
    return _table(page, "change_towns", rows, _ACCOUNT, ("change.identity_note", "change.towns_note"))


def _table(page: ChangePage, key: str, rows: Sequence[Row], parts: Sequence[str], notes: Sequence[str]) -> Table:
    w = page.words
    gains = {"increase": "gain", "decrease": "loss"} if "swap" in parts else {}
    head = w["change.town"] if key == "change_towns" else w["change.class"]
    columns = (Column(head), *(page.area(gains.get(part, part)) for part in parts))
    said = (*page.notes, *(w[note] for note in notes), *star_note(rows, page.language))
    return Table(key, w[f"change.title_{key}"], columns, tuple(rows), said, page.unit_label, page.about)


def _row(label: str, line: PrintedLine, parts: Sequence[str], mark: str, indent: int = 0) -> Row:
    found: Mapping[str, Cell] = line.cells
    return Row(cells([label, *(found[part] for part in parts)]), mark, indent)
