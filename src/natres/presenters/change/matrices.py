"""Transition matrices as tables: main classes, subclasses, owners, and every cell with its unrounded areas."""

from collections.abc import Callable, Sequence

from natres.core.results.change import NO_LAND, LandFlow
from natres.presenters.change.page import ChangePage
from natres.presenters.printing import Tree, area_columns, star_note
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["matrix_tables", "rolled_up"]


def matrix_tables(page: ChangePage) -> tuple[Table, ...]:
    """Return the matrices; that of owners where parcels carry ownership."""
    found, scheme = page.found, page.scheme
    mains = rolled_up(found.flows, lambda code: scheme.at_level(code, 1))
    tables = [_matrix(page, "change_matrix_main", "change.title_matrix_main", mains, page.land_class)]
    if len({flow.before for flow in found.owner_flows} | {flow.after for flow in found.owner_flows}) > 1:
        tables.append(_matrix(page, "change_owners", "change.title_owners", found.owner_flows, page.owner))
    tables += [_matrix(page, "change_matrix", "change.title_matrix", found.flows, page.land_class), _cells(page)]
    return tuple(tables)


def rolled_up(flows: Sequence[LandFlow], of: Callable[[str], str]) -> tuple[LandFlow, ...]:
    """Return flows by other keys; ground of one year alone stays so."""
    sums: dict[tuple[str, str], int] = {}
    for flow in flows:
        key = tuple(code if code == NO_LAND else of(code) for code in (flow.before, flow.after))
        sums[key[0], key[1]] = sums.get((key[0], key[1]), 0) + flow.area_dm2
    return tuple(LandFlow(a, b, area) for (a, b), area in sums.items())


def _matrix(page: ChangePage, key: str, title: str, flows: Sequence[LandFlow], label: Callable[[str], str]) -> Table:
    """Print a matrix: rows before, columns after, both with their sums; it closes in both directions."""
    w = page.words
    area = {(flow.before, flow.after): flow.area_dm2 for flow in flows}
    order = _ordered(page, {k for pair in area for k in pair})
    before = [k for k in order if any(one == k for one, _ in area)]
    after = [k for k in order if any(other == k for _, other in area)]
    lines = [tuple(area.get((one, other), 0) for other in after) for one in before]
    total = tuple(sum(column) for column in zip(*lines, strict=True)) if lines else tuple(0 for _ in after)
    tree = Tree((total, *lines), (-1, *(0 for _ in lines)))
    printed = area_columns(tree, page.unit, page.decimals, page.rounding)
    names = [w["change.total"], *(label(k) for k in before)]
    rows = [
        Row(cells([name, *(cell if cell.number else Cell("") for cell in line[:-1]), line[-1]]), "" if n else "total",
            min(n, 1))
        for n, (name, line) in enumerate(zip(names, printed, strict=True))
    ]  # fmt: skip
    columns = [Column(f"{w['change.from']} ＼ {w['change.to']}")]
    columns += [Column(label(k), "", page.decimals) for k in after] + [Column(w["change.total"], "", page.decimals)]
    notes = (*page.notes, *star_note(rows, page.language))
    return Table(key, w[title], tuple(columns), tuple(rows), notes, page.unit_label, page.about)


def _ordered(page: ChangePage, keys: set[str]) -> list[str]:
    """Return codes in the order of the scheme, owners in theirs, ground of one year last."""
    owners = [kind.key for kind in page.scheme.ownership]
    last = len(page.scheme.position) + len(owners)

    def place(key: str) -> tuple[int, str]:
        if key == NO_LAND:
            return last + 1, key
        return page.scheme.position.get(key, owners.index(key) if key in owners else last), key

    return sorted(keys, key=place)


def _cells(page: ChangePage) -> Table:
    w = page.words
    rows = [
        Row(cells([
            page.land_class(c.before), page.land_class(c.after), _m2(c.planar_m2), _m2(c.survey_m2),
            Cell(f"{c.area_dm2 / 100:.2f}", c.area_dm2 / 100), _m2(c.slivers_m2),
        ]))
        for c in page.found.matrix.cells
    ]  # fmt: skip
    m2 = w["unit.m2"]
    columns = (
        Column(w["change.from"]), Column(w["change.to"]), Column(w["change.planar"], m2, 4),
        Column(w["change.survey"], m2, 4), Column(w["change.declared"], m2, 2), Column(w["change.slivers"], m2, 4),
    )  # fmt: skip
    return Table("change_cells", w["change.title_cells"], columns, tuple(rows), page.notes, about=page.about)


def _m2(area: float) -> Cell:
    return Cell(f"{area:.4f}", area)
