"""Cropland by destination and new construction land by former class, and what both come to in a sentence."""

from collections.abc import Sequence

from natres.core.results.change import NO_LAND, OutflowRow
from natres.core.units import DISPLAY, area_text, decimal_text, share_text, unit_fraction
from natres.presenters.change.accounts import printed_lines
from natres.presenters.change.page import ChangePage
from natres.presenters.printing import Tree, area_columns, printed_count, star_note
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["growth_table", "outflow_table", "printed_flow", "verdict"]

_SIDES = (("outflow_dm2", "decrease"), ("inflow_dm2", "increase"))


def outflow_table(page: ChangePage) -> Table:
    """Return cropland that went and came by destination, in the unit of the tables and in mu; sums are not added."""
    w, flow = page.words, page.scheme.cropland_flow
    assert flow is not None  # a scheme without destinations has no such table
    ways = {way.key: way for way in flow.destinations}
    whole = sum(row.outflow_dm2 for row in _parts(page))
    lines: dict[str, list[Cell]] = {key: [] for key in ("", *(row.key for row in page.found.outflow))}
    units = list(dict.fromkeys([page.unit, "mu"]))
    for unit in units:
        for key, line in printed_flow(page, unit).items():
            lines[key] += line
    rows = [Row(cells([w["change.cropland"], *lines[""], _share(whole, whole)]), "total")]
    for row in page.found.outflow:
        way = ways[row.key]
        line = [way.label[page.language], *lines[row.key], _share(row.outflow_dm2, whole)]
        rows.append(Row(cells(line), "", 2 if way.sum_of else 1))
    heads = [page.area(name, unit) for unit in units for name in ("outflow", "inflow", "net")]
    columns = (Column(w["change.destination"]), *heads, Column(w["change.of_outflow"], "%", 2))
    notes = (*page.notes, w["change.outflow_note"], *star_note(rows, page.language))
    return Table("cropland_flow", w["change.title_outflow"], columns, tuple(rows), notes, about=page.about)


def _parts(page: ChangePage) -> list[OutflowRow]:
    """Return the destinations that are no sums of others."""
    flow = page.scheme.cropland_flow
    sums = {way.key for way in flow.destinations if way.sum_of} if flow else set[str]()
    return [row for row in page.found.outflow if row.key not in sums]


def printed_flow(page: ChangePage, unit: str) -> dict[str, list[Cell]]:
    """Return out, in and the balance between them, as printed, by destination; all of them under a blank key."""
    flow, parts = page.scheme.cropland_flow, _parts(page)
    cropland = printed_lines(page, "main_classes")[1].get(next(iter(flow.classes))) if flow else None
    sides: list[dict[str, Cell]] = []
    for side, part in _SIDES:
        areas = [getattr(row, side) for row in parts]
        same = {(0, 0): cropland.cells[part]} if cropland and unit == page.unit else {}
        tree = Tree.of_parts(sum(areas), areas)
        body = area_columns(tree, unit, DISPLAY[unit], page.rounding, same=same)
        sides.append(dict(zip(["", *(row.key for row in parts)], (line[0] for line in body), strict=True)))
    for way in flow.destinations if flow else ():
        if way.sum_of:
            for printed, (side, _) in zip(sides, _SIDES, strict=True):
                area = sum(getattr(row, side) for row in parts if row.key in way.sum_of)
                printed[way.key] = _added(unit, [printed[key] for key in way.sum_of if key in printed], area)
    keys = ["", *(row.key for row in page.found.outflow)]
    return {key: [sides[0][key], sides[1][key], _balance(unit, sides[0][key], sides[1][key])] for key in keys}


def _added(unit: str, printed: Sequence[Cell], area_dm2: int) -> Cell:
    """Return the sum of numbers as they print."""
    count = sum(printed_count(cell, DISPLAY[unit]) for cell in printed)
    return Cell(decimal_text(count, DISPLAY[unit]), area_dm2 / float(unit_fraction(unit)))


def _balance(unit: str, out: Cell, in_: Cell) -> Cell:
    count = printed_count(in_, DISPLAY[unit]) - printed_count(out, DISPLAY[unit])
    return Cell(decimal_text(count, DISPLAY[unit]), (in_.number or 0.0) - (out.number or 0.0))


def _share(part: int, whole: int) -> Cell:
    return Cell(share_text(part, whole), part / whole * 100) if whole else Cell("—")


def growth_table(page: ChangePage) -> Table:
    """Return new construction land by former main class, by side of the development boundary where it is known."""
    w, growth, known = page.words, page.found.growth, page.has_boundary
    parts = [(row.inside_dm2 or 0, row.area_dm2 - (row.inside_dm2 or 0)) for row in growth]
    areas = parts if known else [(sum(pair),) for pair in parts]
    whole = tuple(sum(column) for column in zip(*areas, strict=True)) if areas else (0,) * (1 + known)
    tree = Tree((whole, *areas), (-1, *(0 for _ in areas)))
    body = area_columns(tree, page.unit, page.decimals, page.rounding, same=_known(page, len(whole)))
    mu = area_columns(Tree.of_parts(sum(whole), [sum(line) for line in areas]), "mu", 2, page.rounding)
    names = [w["change.total"], *(page.land_class(row.before) for row in growth)]
    rows = [
        Row(cells([name, *(line[:2] if known else []), line[-1], beside[0]]), "" if n else "total", min(n, 1))
        for n, (name, line, beside) in enumerate(zip(names, body, mu, strict=True))
    ]
    heads = [page.area(name, page.unit) for name in (("inside", "outside", "area") if known else ("area",))]
    columns = (Column(w["change.former"]), *heads, page.area("area", "mu"))
    note = w["change.growth_note" if known else "change.no_boundary"]
    notes = (*page.notes, note, *star_note(rows, page.language))
    return Table("urban_growth", w["change.title_growth"], columns, tuple(rows), notes, about=page.about)


def _known(page: ChangePage, last: int) -> dict[tuple[int, int], Cell]:
    """Return what other tables print too: all of it in the account of groups, that from cropland in its outflow."""
    same: dict[tuple[int, int], Cell] = {}
    line = printed_lines(page, "groups")[1].get(page.scheme.construction_group)
    if line is not None:
        same[0, last] = line.cells["increase"]
    flow = page.scheme.cropland_flow
    built = (
        next((way.key for way in flow.destinations if way.groups == frozenset([page.scheme.construction_group])), "")
        if flow
        else ""
    )
    went = printed_flow(page, page.unit).get(built) if flow and built else None
    for row, growth in enumerate(page.found.growth, start=1):
        if flow and went and growth.before in flow.classes:
            same[row, last] = went[0]
    return same


def verdict(page: ChangePage) -> str:
    """Return in a sentence what changed."""
    found, w = page.found, page.words
    shared = [cell for cell in found.matrix.cells if NO_LAND not in (cell.before, cell.after)]
    common = sum(cell.area_dm2 for cell in shared)
    changed = sum(line.increase_dm2 for line in found.classes)  # as the accounts say: ridges under their own class
    total, _ = printed_lines(page, "classes")
    facts = {
        "common": area_text(common, page.unit, page.decimals), "changed": total.cells["increase"].plain,
        "unit": w[f"unit.{page.unit}"],
        "share": share_text(changed, common) if common else "0.00",
        "growth": _plain(page, _known(page, 0).get((0, 0)), sum(row.area_dm2 for row in found.growth)),
    }  # fmt: skip
    if page.scheme.construction_group not in {group.key for group in page.scheme.groups}:
        return w["change.verdict_bare"].format(**facts)
    if page.scheme.cropland_flow is None:
        return w["change.verdict_plain"].format(**facts)
    sums = [sum(getattr(row, side) for row in _parts(page)) for side, _ in _SIDES]
    out, in_ = (_plain(page, cell, area) for cell, area in zip(printed_flow(page, page.unit)[""], sums, strict=False))
    return w["change.verdict"].format(**facts, outflow=out, inflow=in_)


def _plain(page: ChangePage, cell: Cell | None, area_dm2: int) -> str:
    """Return an area as the tables print it."""
    return cell.plain if cell is not None else area_text(area_dm2, page.unit, page.decimals)
