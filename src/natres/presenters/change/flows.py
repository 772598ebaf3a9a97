"""Cropland by destination and new construction land by former class, and what both come to in a sentence."""

from collections.abc import Sequence

from natres.core.results.change import NO_LAND
from natres.core.units import area_text, share_text
from natres.presenters.change.page import ChangePage
from natres.presenters.printing import Tree, area_column, area_columns, star_note
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["flow_tables", "verdict"]


def flow_tables(page: ChangePage) -> tuple[Table, ...]:
    """Return the tables of cropland and of new construction land."""
    return _outflow(page), _growth(page)


def _outflow(page: ChangePage) -> Table:
    """Return cropland that went and came; sums of destinations are told below them and not added."""
    w, flow = page.words, page.scheme.cropland_flow
    heads = [w[f"change.{name}"] for name in ("outflow", "inflow", "net")]
    columns = [Column(w["change.destination"])]
    columns += [Column(head, w[f"unit.{unit}"], 2) for unit in ("ha", "mu") for head in heads]
    if flow is None:
        return Table("cropland_flow", w["change.title_outflow"], tuple(columns), (), (w["change.flow_note"],))
    sums = {way.key for way in flow.destinations if way.sum_of}
    labels = {way.key: way.label[page.language] for way in flow.destinations}
    parts = [row for row in page.found.outflow if row.key not in sums]
    lines = [(-row.outflow_dm2, row.inflow_dm2) for row in parts]
    total = (sum(a for a, _ in lines), sum(b for _, b in lines))
    tree = Tree((total, *lines), (-1, *(0 for _ in lines)))
    both = [area_columns(tree, unit, 2, page.rounding) for unit in ("ha", "mu")]
    printed = [[_unsigned(ha[0]), ha[1], ha[2], _unsigned(mu[0]), mu[1], mu[2]] for ha, mu in zip(*both, strict=True)]
    rows = [Row(cells([w["change.total"], *printed[0]]), "total")]
    by_key = dict(zip([row.key for row in parts], printed[1:], strict=True))
    for row in page.found.outflow:
        line = by_key.get(row.key) or _alone(row.outflow_dm2, row.inflow_dm2)
        rows.append(Row(cells([labels[row.key], *line]), "", 2 if row.key in sums else 1))
    notes = (*page.notes, *star_note(rows, page.language))
    return Table("cropland_flow", w["change.title_outflow"], tuple(columns), tuple(rows), notes, about=page.about)


def _unsigned(cell: Cell) -> Cell:
    return Cell(cell.text.removeprefix("-"), None if cell.number is None else abs(cell.number))


def _alone(out: int, in_: int) -> Sequence[Cell]:
    """Print a sum of destinations by itself."""
    return [Cell(area_text(area, unit, 2), area / 100) for unit in ("ha", "mu") for area in (out, in_, in_ - out)]


def _growth(page: ChangePage) -> Table:
    """Return new construction land by former main class, by side of the development boundary where it is known."""
    w, rows_ = page.words, page.found.growth
    names = [w["change.total"], *(page.land_class(row.before) for row in rows_)]
    known = page.has_boundary
    inside = [row.inside_dm2 or 0 for row in rows_] if known else []
    areas = [(i, row.area_dm2 - i) for row, i in zip(rows_, inside, strict=True)] if known else [
        (row.area_dm2,) for row in rows_
    ]  # fmt: skip
    total = tuple(sum(column) for column in zip(*areas, strict=True)) if areas else (0,) * (1 + known)
    tree = Tree((total, *areas), (-1, *(0 for _ in areas)))
    ha = area_columns(tree, "ha", 2, page.rounding)
    mu = area_column(Tree.of_parts(sum(total), [sum(line) for line in areas]), "mu", 2, page.rounding)
    rows = [
        Row(cells([name, *(line if known else line[:1]), mu[n]]), "" if n else "total", min(n, 1))
        for n, (name, line) in enumerate(zip(names, ha, strict=True))
    ]
    heads = [w["change.inside"], w["change.outside"]] if known else []
    columns = [Column(w["change.former"]), *(Column(head, w["unit.ha"], 2) for head in [*heads, w["change.area"]])]
    columns.append(Column(w["change.area"], w["unit.mu"], 2))
    notes = (*page.notes, *(() if known else (w["change.growth_note"],)), *star_note(rows, page.language))
    return Table("urban_growth", w["change.title_growth"], tuple(columns), tuple(rows), notes, about=page.about)


def verdict(page: ChangePage) -> str:
    """Return in a sentence what changed."""
    found, w = page.found, page.words
    shared = [cell for cell in found.matrix.cells if NO_LAND not in (cell.before, cell.after)]
    common = sum(cell.area_dm2 for cell in shared)
    changed = sum(cell.area_dm2 for cell in shared if cell.before != cell.after)
    facts = {
        "common": area_text(common, "ha"), "changed": area_text(changed, "ha"),
        "share": share_text(changed, common) if common else "0.00",
        "growth": area_text(sum(row.area_dm2 for row in found.growth), "ha"),
    }  # fmt: skip
    flow = page.scheme.cropland_flow
    if flow is None:
        return w["change.verdict_plain"].format(**facts)
    sums = {way.key for way in flow.destinations if way.sum_of}
    out, in_ = (sum(getattr(row, f"{side}_dm2") for row in found.outflow if row.key not in sums)
                for side in ("outflow", "inflow"))  # fmt: skip
    return w["change.verdict"].format(**facts, outflow=area_text(out, "ha"), inflow=area_text(in_, "ha"))
