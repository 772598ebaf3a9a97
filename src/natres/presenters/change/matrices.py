"""Transition matrices: by class, main class, group, ownership and town, and every cell with its unrounded areas."""

from collections.abc import Callable, Mapping, Sequence

from natres.core.results.change import NO_LAND, LandFlow
from natres.core.units import area_text, decimal_text
from natres.presenters.change.accounts import printed_lines
from natres.presenters.change.page import ChangePage
from natres.presenters.change.printed import PrintedLine
from natres.presenters.printing import Tree, area_columns, star_note
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["cell_table", "matrix_table", "rolled_up", "town_matrix"]

Label = Callable[[str], str]
Lines = Mapping[str, PrintedLine]


def rolled_up(flows: Sequence[LandFlow], of: Callable[[str], str]) -> tuple[LandFlow, ...]:
    """Return flows between coarser keys; ground of one year alone stays so.

    >>> rolled_up([LandFlow("0101", "-", 1), LandFlow("0102", "-", 2)], lambda code: code[:2])
    (LandFlow(before='01', after='-', area_dm2=3),)
    """
    sums: dict[tuple[str, str], int] = {}
    for flow in flows:
        key = tuple(code if code == NO_LAND else of(code) for code in (flow.before, flow.after))
        sums[key[0], key[1]] = sums.get((key[0], key[1]), 0) + flow.area_dm2
    return tuple(LandFlow(a, b, area) for (a, b), area in sums.items())


def matrix_table(page: ChangePage, key: str, what: str, flows: Sequence[LandFlow], label: Label) -> Table:
    """Return the matrix of ``classes``, ``main_classes``, ``groups`` or ``owners``: before in rows, after in columns.

    Row totals are the opening areas of the accounts, the diagonal what did not change; below the sums of the columns
    stand the residual and the closing area.
    """
    w = page.words
    total, lines = printed_lines(page, what)
    beside, columns, rows = _matrix(page, flows, [*lines, NO_LAND], label, lines)
    for part in ("residual", "closing"):
        line = [lines[name].cells[part] if name in lines else Cell("—") for name in beside]
        rows.append(Row(cells([w[f"change.{part}"], *line, total.cells[part]]), "total" if part == "closing" else ""))
    notes = (*page.notes, w["change.matrix_note"], *star_note(rows, page.language))
    return Table(key, w[f"change.title_{key}"], columns, tuple(rows), notes, page.unit_label, page.about)


def town_matrix(page: ChangePage) -> Table:
    """Return ground by its town before and after."""
    w, flows = page.words, page.found.town_flows
    order = sorted({town for flow in flows for town in (flow.before, flow.after)} - {NO_LAND})
    _, columns, rows = _matrix(page, flows, [*order, NO_LAND], page.town, {})
    notes = (*page.notes, w["change.matrix_note"], *star_note(rows, page.language))
    key = "change_matrix_towns"
    return Table(key, w[f"change.title_{key}"], columns, tuple(rows), notes, page.unit_label, page.about)


def _matrix(
    page: ChangePage, flows: Sequence[LandFlow], order: Sequence[str], label: Label, lines: Lines
) -> tuple[list[str], tuple[Column, ...], list[Row]]:
    """Return the keys of the columns, columns and rows of a matrix that closes in both directions."""
    w, area = page.words, {(flow.before, flow.after): flow.area_dm2 for flow in flows if flow.area_dm2}
    above = [key for key in order if any(one == key for one, _ in area)]
    beside = [key for key in order if any(other == key for _, other in area)]
    areas = [tuple(area.get((one, other), 0) for other in beside) for one in above]
    whole = tuple(sum(column) for column in zip(*areas, strict=True)) if areas else (0,) * len(beside)
    tree = Tree((whole, *areas), (-1, *(0 for _ in above)))
    same = _same(page, above, beside, lines)
    body = area_columns(tree, page.unit, page.decimals, page.rounding, same=same)
    only = [w["change.only_before"] if key == NO_LAND else label(key) for key in beside]
    columns = (Column(w["change.from_to"]), *(Column(name, "", page.decimals) for name in only), page.area("opening"))
    rows = [
        Row(cells([w["change.only_after"] if key == NO_LAND else label(key), *_quiet(line)]), "", 1)
        for key, line in zip(above, body[1:], strict=True)
    ]
    rows.append(Row(cells([w["change.total"], *body[0]]), "total"))
    return beside, columns, rows


def _quiet(line: Sequence[Cell]) -> list[Cell]:
    """Return the cells of a row; where nothing went stands nothing, so that what did is seen."""
    return [*(cell if cell.number else Cell("") for cell in line[:-1]), line[-1]]


def _same(page: ChangePage, above: Sequence[str], beside: Sequence[str], lines: Lines) -> dict[tuple[int, int], Cell]:
    """Return how the accounts print what stands in the matrix too: totals, diagonal, ground of one year alone."""
    same: dict[tuple[int, int], Cell] = {}
    column = {key: n for n, key in enumerate(beside)}
    for row, key in enumerate(above, start=1):
        if key in lines:
            same[row, len(beside)] = lines[key].cells["opening"]
            found = {key: "persistence", NO_LAND: "boundary_out"}
            same |= {(row, column[k]): lines[key].cells[part] for k, part in found.items() if k in column}
        else:
            same |= {(row, column[k]): lines[k].cells["boundary_in"] for k in beside if k in lines}
    for key in beside:
        if key in lines:
            count = lines[key].counts["closing"] - lines[key].counts["residual"]
            same[0, column[key]] = Cell(decimal_text(count, page.decimals))
    return same


def cell_table(page: ChangePage) -> Table:
    """Return every cell of the matrix by DLBM: plane, survey and ledger area in m², and what of it is in slivers."""
    w, m2 = page.words, page.words["unit.m2"]
    rows = [
        Row(cells([
            page.land_class(c.before), page.land_class(c.after), _m2(c.planar_m2), _m2(c.survey_m2),
            Cell(area_text(c.area_dm2, "m2"), c.area_dm2 / 100), _m2(c.slivers_m2),
        ]))
        for c in page.found.matrix.cells
    ]  # fmt: skip
    columns = (
        Column(w["change.from"]), Column(w["change.to"]), Column(w["change.planar"], m2, 4),
        Column(w["change.survey"], m2, 4), Column(w["change.declared"], m2, 2), Column(w["change.slivers"], m2, 4),
    )  # fmt: skip
    key, notes = "change_cells", (*page.notes, w["change.cells_note"])
    return Table(key, w[f"change.title_{key}"], columns, tuple(rows), notes, about=page.about)


def _m2(area: float) -> Cell:
    return Cell(f"{area:.4f}", area)
