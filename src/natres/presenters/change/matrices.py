"""Transition matrices: by class, main class, group, ownership and town, and the pieces they are sums of."""

from collections.abc import Callable, Mapping, Sequence

from natres.core.results.change import NO_LAND, LandFlow
from natres.core.units import area_text, decimal_text
from natres.labels import words
from natres.presenters.change.accounts import printed_lines
from natres.presenters.change.page import ChangePage
from natres.presenters.change.printed import PrintedLine
from natres.presenters.printing import Tree, area_columns, star_note
from natres.presenters.table import Cell, Row, Table, cells
from natres.presenters.table import Column as Head

__all__ = ["geometry_table", "matrix_table", "rolled_up", "town_matrix"]

Label = Callable[[str], str]


def rolled_up(flows: Sequence[LandFlow], of: Callable[[str], str]) -> dict[tuple[str, str], int]:
    """Return the flows between coarser keys, in 0.01 m²; ground that is not there stays what it is."""
    found: dict[tuple[str, str], int] = {}
    for flow in flows:
        key = tuple(code if code == NO_LAND else of(code) for code in (flow.before, flow.after))
        found[key[0], key[1]] = found.get((key[0], key[1]), 0) + flow.area_dm2
    return found


def matrix_table(page: ChangePage, what: str, flows: Mapping[tuple[str, str], int], label: Label) -> Table:
    """Return the matrix of ``classes``, ``main_classes``, ``groups`` or ``owners``: before in rows, after in columns.

    Row totals are the opening areas of the accounts, the diagonal what did not change; below the sums of the columns
    stand the residual and the closing area.
    """
    w = words(page.language)
    total, lines = printed_lines(page, what)
    table = _matrix(page, flows, [*lines, NO_LAND], label, (total, lines))
    rows, keys = list(table.rows), table.keys
    rows += [
        Row(cells([w[f"change.{part}"], *(_of(lines, key, part) for key in keys), total.cells[part]]), mark)
        for part, mark in (("residual", ""), ("closing", "total"))
    ]
    title, notes = w[f"change.title_matrix_{what}"], (w["change.matrix_note"], *star_note(rows, page.language))
    return Table(f"change_matrix_{what}", title, table.columns, tuple(rows), notes, about=page.about)


def _of(lines: Mapping[str, PrintedLine], key: str, part: str) -> Cell:
    return lines[key].cells[part] if key in lines else Cell("—")


def town_matrix(page: ChangePage) -> Table:
    """Return ground that lies in another town than before, by both towns."""
    w = words(page.language)
    flows = {(f.before, f.after): f.area_dm2 for f in page.change.town_flows}
    table = _matrix(page, flows, sorted({town for pair in flows for town in pair}), page.town_name, None)
    notes = (w["change.town_matrix_note"], *star_note(table.rows, page.language))
    title = w["change.title_matrix_towns"]
    return Table("change_matrix_towns", title, table.columns, table.rows, notes, about=page.about)


class _Drawn:
    """The columns and rows of a matrix, and the keys of its columns."""

    def __init__(self, columns: tuple[Head, ...], rows: tuple[Row, ...], keys: list[str]) -> None:
        self.columns, self.rows, self.keys = columns, rows, keys


def _matrix(
    page: ChangePage, flows: Mapping[tuple[str, str], int], order: Sequence[str], label: Label,
    printed: tuple[PrintedLine, Mapping[str, PrintedLine]] | None,
) -> _Drawn:  # fmt: skip
    w = words(page.language)
    above, beside = ([key for key in order if any(pair[n] == key and area for pair, area in flows.items())]
                     for n in (0, 1))  # fmt: skip
    areas = [tuple(flows.get((row, column), 0) for column in beside) for row in above]
    whole = tuple(sum(column) for column in zip(*areas, strict=True)) or tuple(0 for _ in beside)
    same = _same(page, above, beside, printed[1]) if printed else {}
    tree = Tree((whole, *areas), (-1, *(0 for _ in above)))
    body = area_columns(tree, page.unit, page.decimals, page.rounding, same=same)
    head, unit = w["change.from_to"], w[f"unit.{page.unit}"]
    columns = (Head(head), *(Head(_only(label(key), key, "before", w), unit, page.decimals) for key in beside),
               Head(w["change.opening"], unit, page.decimals))  # fmt: skip
    empty = decimal_text(0, page.decimals)
    rows = [Row(cells([_only(label(key), key, "after", w), *_quiet(line, empty)]), "", 1) for key, line in
            zip(above, body[1:], strict=True)]  # fmt: skip
    rows.append(Row(cells([w["land.sum"], *body[0]]), "total"))
    return _Drawn(columns, tuple(rows), beside)


def _quiet(line: Sequence[Cell], empty: str) -> list[str | Cell]:
    """Return the cells of a row; where nothing went stands nothing, so that what did is seen."""
    return [*(Cell("") if cell.text == empty and not cell.number else cell for cell in line[:-1]), line[-1]]


def _only(name: str, key: str, year: str, w: Mapping[str, str]) -> str:
    return w[f"change.only_{year}"] if key == NO_LAND else name


def _same(
    page: ChangePage, above: Sequence[str], beside: Sequence[str], lines: Mapping[str, PrintedLine]
) -> dict[tuple[int, int], Cell]:
    """Return how the accounts print what stands in the matrix too: row totals, diagonal, ground of one year alone."""
    same: dict[tuple[int, int], Cell] = {}
    column = {key: n for n, key in enumerate(beside)}
    for row, key in enumerate(above, start=1):
        if key in lines:
            same[row, len(beside)] = lines[key].cells["opening"]
            found = {key: "persistence", NO_LAND: "boundary_out"}
            same |= {(row, column[k]): lines[key].cells[part] for k, part in found.items() if k in column}
        else:
            same |= {(row, column[k]): lines[k].cells["boundary_in"] for k in beside if k in lines}
    for key, n in column.items():
        if key in lines:
            line = lines[key]
            count = line.counts["closing"] - line.counts["residual"]
            same[0, n] = Cell(decimal_text(count, page.decimals))
    return same


def geometry_table(page: ChangePage) -> Table:
    """Return every cell of the matrix by DLBM: plane, survey and ledger area in m², and what of it is in slivers."""
    w, m2 = words(page.language), words(page.language)["unit.m2"]
    rows: list[Row] = []
    for cell in page.change.matrix.cells:
        numbers = [Cell(f"{area:.4f}", area) for area in (cell.planar_m2, cell.survey_m2)]
        numbers += [Cell(area_text(cell.area_dm2, "m2"), cell.area_dm2 / 100), Cell(f"{cell.slivers_m2:.4f}", cell.slivers_m2)]
        rows.append(Row(cells([page.class_name(cell.before), page.class_name(cell.after), *numbers])))
    columns = (
        Head(w["change.from"]), Head(w["change.to"]), Head(w["change.planar"], m2, 4), Head(w["change.survey"], m2, 4),
        Head(w["change.declared"], m2, 2), Head(w["change.slivers"], m2, 4),
    )  # fmt: skip
    notes = (w["change.geometry_note"],)
    return Table("change_geometry", w["change.title_geometry"], columns, tuple(rows), notes, about=page.about)
