"""The yearly account (变化平衡表): by group, by class with subclasses below, by town."""

from collections.abc import Callable, Sequence

from natres.core.results.change import AccountLine
from natres.presenters.change.page import ChangePage
from natres.presenters.printing import Tree, area_columns, star_note
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["account_tables"]

#: Columns that add up to the closing area, with their sign in the sum.
_PARTS = (("opening", 1), ("boundary_in", 1), ("boundary_out", -1), ("decrease", -1), ("increase", 1), ("residual", 1))


def account_tables(page: ChangePage) -> tuple[Table, ...]:
    """Return the accounts by group, by class and, where parcels name their town, by town."""
    found = page.found
    tables = [
        _flat(page, "change_groups", "change.title_groups", found.groups, page.group),
        _by_class(page),
    ]
    if found.towns:
        tables.append(_by_town(page))
    return tuple(tables)


def _flat(page: ChangePage, key: str, title: str, lines: Sequence[AccountLine], label: Callable[[str], str]) -> Table:
    whole = _added("", lines)
    return _table(page, key, title, [(page.words["change.total"], whole, -1)] + [(label(x.key), x, 0) for x in lines])


def _by_class(page: ChangePage) -> Table:
    """Return main classes with subclasses below; what went between those of one main class is no change of it."""
    found, scheme = page.found, page.scheme
    lines: list[tuple[str, AccountLine, int]] = [(page.words["change.total"], _added("", found.main_classes), -1)]
    for main in found.main_classes:
        top = len(lines)
        lines.append((page.land_class(main.key), main, 0))
        below = [x for x in found.classes if x.key != main.key and scheme.at_level(x.key, 1) == main.key]
        lines += [(page.land_class(x.key), x, top) for x in below]
    return _table(page, "change_classes", "change.title_classes", lines)


def _by_town(page: ChangePage) -> Table:
    lines: list[tuple[str, AccountLine, int]] = [(page.words["change.total"], _added("", page.found.towns), -1)]
    for town in dict.fromkeys(line.unit for line in page.found.towns):
        mine = [line for line in page.found.towns if line.unit == town]
        top = len(lines)
        lines.append((page.towns.get(town, town) or page.words["land.outside_units"], _added(town, mine), 0))
        lines += [(page.group(line.key), line, top) for line in mine]
    return _table(page, "change_towns", "change.title_towns", lines)


def _added(key: str, lines: Sequence[AccountLine]) -> AccountLine:
    """Return the sum of accounts; increase and decrease of the parts are those of the whole."""

    def total(name: str) -> int:
        return sum(getattr(line, f"{name}_dm2") for line in lines)

    return AccountLine(
        key, total("opening"), total("boundary_in"), total("boundary_out"), total("increase"), total("decrease"),
        total("persistence"), total("closing"),
    )  # fmt: skip


def _table(page: ChangePage, key: str, title: str, lines: Sequence[tuple[str, AccountLine, int]]) -> Table:
    """Print accounts so that every row adds up: opening, boundary, decrease, increase and residual to the closing."""
    w = page.words
    areas = tuple(tuple(sign * getattr(line, f"{name}_dm2") for name, sign in _PARTS) for _, line, _ in lines)
    tree = Tree(areas, tuple(parent for *_, parent in lines))
    printed = area_columns(tree, page.unit, page.decimals, page.rounding)
    depth = [_depth(lines, n) for n in range(len(lines))]
    rows: list[Row] = []
    for n, (label, _, parent) in enumerate(lines):
        parts, closing = printed[n][:-1], printed[n][-1]
        signed = [cell if sign > 0 else _positive(cell) for cell, (_, sign) in zip(parts, _PARTS, strict=True)]
        rows.append(Row(cells([label, *signed, closing]), "total" if parent < 0 else "", depth[n]))
    heads = [Column(w[f"change.{name}"], "", page.decimals) for name, _ in _PARTS]
    columns = (Column(w["change.class"]), *heads, Column(w["change.closing"], "", page.decimals))
    notes = (*page.notes, w["change.identity_note"], *star_note(rows, page.language))
    return Table(key, w[title], columns, tuple(rows), notes, page.unit_label, page.about)


def _positive(cell: Cell) -> Cell:
    """Return a number that the row takes away without its sign."""
    return Cell(cell.text.removeprefix("-"), None if cell.number is None else abs(cell.number))


def _depth(lines: Sequence[tuple[str, AccountLine, int]], n: int) -> int:
    depth = 0
    while lines[n][2] >= 0:
        n, depth = lines[n][2], depth + 1
    return depth
