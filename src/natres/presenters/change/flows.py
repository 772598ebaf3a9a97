"""Cropland that became something else, new construction land, what became of parcels, what was checked."""

from collections.abc import Mapping, Sequence

from natres.core.results.change import NO_LAND, OutflowRow
from natres.core.units import decimal_text, share_text, unit_fraction
from natres.labels import words
from natres.presenters.change.accounts import printed_lines
from natres.presenters.change.page import ChangePage
from natres.presenters.printing import Tree, area_columns, printed_count, star_note
from natres.presenters.table import Cell, Row, Table, cells
from natres.presenters.table import Column as Head

__all__ = ["check_table", "growth_table", "outflow_table", "parcel_table"]

#: The group whose growth is told.
_CONSTRUCTION = "construction"


def outflow_table(page: ChangePage) -> Table:
    """Return the outflow of cropland by destination, what came of each, the balance, and the share of the outflow."""
    w, flow = words(page.language), page.scheme.cropland_flow
    assert flow is not None  # a scheme without destinations has no such table
    ways = {way.key: way for way in flow.destinations}
    parts = [row for row in page.change.outflow if not ways[row.key].sum_of]
    place = {row.key: n for n, row in enumerate(parts, start=1)}
    out, in_ = (_parts(page, [getattr(row, name) for row in parts], _lost(page, part)) for name, part in
                (("outflow_dm2", "decrease"), ("inflow_dm2", "increase")))  # fmt: skip
    whole = sum(row.outflow_dm2 for row in parts)
    total = OutflowRow("", whole, sum(row.inflow_dm2 for row in parts))
    rows = [Row(cells([w["change.cropland_lost"], *_flow(page, total, out[0], in_[0], whole)]), "total")]
    for row in page.change.outflow:
        of, label = ways[row.key].sum_of, ways[row.key].label[page.language]
        if of:
            pair = (_added(page, [printed[place[key]] for key in of if key in place], area) for printed, area in
                    ((out, row.outflow_dm2), (in_, row.inflow_dm2)))  # fmt: skip
        else:
            pair = (out[place[row.key]], in_[place[row.key]])
        rows.append(Row(cells([label, *_flow(page, row, *pair, whole)]), "", 2 if of else 1))
    columns = (Head(w["change.destination"]), page.area("outflow"), page.area("inflow"), page.area("balance"),
               Head(w["change.outflow_share"], "%", 2))  # fmt: skip
    notes = (w["change.outflow_note"], *star_note(rows, page.language))
    return Table("change_outflow", w["change.title_outflow"], columns, tuple(rows), notes, about=page.about)


def _lost(page: ChangePage, part: str) -> Cell | None:
    """Return how the account of main classes prints what cropland lost or won, where it has a line for it."""
    flow = page.scheme.cropland_flow
    lines = printed_lines(page, "main_classes")[1]
    if flow is None or len(flow.classes) != 1:
        return None
    line = lines.get(next(iter(flow.classes)))
    return None if line is None else line.cells[part]


def _flow(page: ChangePage, row: OutflowRow, out: Cell, in_: Cell, whole: int) -> list[Cell]:
    """Return out, in, the balance between them as printed, and the share of all that went out."""
    count = printed_count(in_, page.decimals) - printed_count(out, page.decimals)
    balance = Cell(decimal_text(count, page.decimals), _number(page, row.inflow_dm2 - row.outflow_dm2))
    if not whole:
        return [out, in_, balance, Cell("—")]
    return [out, in_, balance, Cell(share_text(row.outflow_dm2, whole), row.outflow_dm2 / whole * 100)]


def _number(page: ChangePage, area_dm2: int) -> float:
    return area_dm2 / float(unit_fraction(page.unit))


def _added(page: ChangePage, printed: Sequence[Cell], area_dm2: int) -> Cell:
    """Return the sum of destinations as they print."""
    count = sum(printed_count(cell, page.decimals) for cell in printed)
    return Cell(decimal_text(count, page.decimals), _number(page, area_dm2))


def _parts(page: ChangePage, parts: Sequence[int], total: Cell | None) -> list[Cell]:
    known = {} if total is None else {(0, 0): total}
    tree = Tree.of_parts(sum(parts), parts)
    return [row[0] for row in area_columns(tree, page.unit, page.decimals, page.rounding, same=known)]


def growth_table(page: ChangePage) -> Table:
    """Return new construction land by what it was, inside and outside the urban development boundary."""
    w, growth = words(page.language), page.change.growth
    line = printed_lines(page, "groups")[1].get(_CONSTRUCTION)
    known = page.boundary and all(row.inside_dm2 is not None for row in growth)
    parts = [(row.inside_dm2 or 0, row.area_dm2 - (row.inside_dm2 or 0)) for row in growth]
    whole = (sum(part[0] for part in parts), sum(part[1] for part in parts))
    same = {(0, 2): line.cells["increase"]} if line is not None else {}
    body = area_columns(
        Tree((whole, *parts), (-1, *(0 for _ in parts))), page.unit, page.decimals, page.rounding, same=same
    )
    labels = [w["change.new_construction"], *(page.class_name(row.before) for row in growth)]
    rows = [
        Row(cells([label, line[2], *(line[:2] if known else ["—", "—"])]), "" if n else "total", 1 if n else 0)
        for n, (label, line) in enumerate(zip(labels, body, strict=True))
    ]
    columns = (Head(w["change.former"]), page.area("area"), page.area("inside"), page.area("outside"))
    notes = (w["change.growth_note" if known else "change.no_boundary"], *star_note(rows, page.language))
    return Table("change_construction", w["change.title_construction"], columns, tuple(rows), notes, about=page.about)


_KINDS = ("same", "attributes", "reclassed", "split", "merged", "reshaped", "new")


def parcel_table(page: ChangePage, fields: Mapping[str, str]) -> Table:
    """Return how many parcels of the later year are what, and of those changed in attributes alone by field.

    Parameters
    ----------
    fields : columns by the survey's own field names
    """
    w, parcels = words(page.language), page.change.parcels
    total = sum(parcels.kinds.values())
    rows = [_count_row(w["change.later_parcels"], total, total, "total", 0)]
    for kind in _KINDS:
        if kind in parcels.kinds:
            rows.append(_count_row(w[f"change.kind_{kind}"], parcels.kinds[kind], total, "", 1))
        if kind == "attributes":
            rows += [_count_row(w["change.of_field"].format(field=fields.get(name, name)), n, total, "", 2)
                     for name, n in parcels.fields.items()]  # fmt: skip
    if parcels.gone:
        rows.append(Row(cells([w["change.kind_gone"], Cell(str(parcels.gone), parcels.gone), "—"])))
    columns = (Head(w["change.parcel_kind"]), Head(w["change.parcels"]), Head(w["land.share"], "%", 2))
    return Table(
        "change_parcels", w["change.title_parcels"], columns, tuple(rows), (w["change.parcels_note"],), about=page.about
    )


def _count_row(label: str, count: int, total: int, mark: str, indent: int) -> Row:
    share = Cell(share_text(count, total), count / total * 100) if total else Cell("—")
    return Row(cells([label, Cell(str(count), count), share]), mark, indent)


def check_table(page: ChangePage) -> Table:
    """Return what adds up: both layers against their pieces, the changed area twice, slivers; in m²."""
    w, change = words(page.language), page.change
    matrix = change.matrix
    survey = matrix.survey_residuals_m2
    common = sum(c.planar_m2 for c in matrix.cells if NO_LAND not in (c.before, c.after))
    slivers = sum(cell.slivers_m2 for cell in matrix.cells)
    lines = (
        ("before_area", matrix.before_m2), ("after_area", matrix.after_m2), ("common", matrix.common_m2),
        ("sum_of_cells", common), ("only_before_area", matrix.only_before_m2),
        ("only_after_area", matrix.only_after_m2), ("residual_before", matrix.residual_m2),
        ("residual_after", matrix.after_residual_m2), ("survey_residual_before", survey[0]),
        ("survey_residual_after", survey[1]), ("changed", matrix.changed_m2), ("sliver_area", slivers),
    )  # fmt: skip
    rows = [Row(cells([w[f"change.{key}"], _m2(area)])) for key, area in lines]
    rule = change.sliver_rule
    agreed = sum(figure.agrees for figure in page.second)
    notes = [
        w["change.sliver_note"].format(
            width=f"{rule.width_m:g}", area=f"{rule.area_m2:g}", count=change.sliver_count, m2=f"{slivers:.2f}"
        ),
        w["change.same_shapes"].format(count=change.same_shapes),
    ]
    notes += [w["change.eased"].format(count=change.eased)] if change.eased else []
    notes += [w["change.rounded"]] if change.rounded else []
    notes += [w["second.summary"].format(agreed=agreed, count=len(page.second))] if page.second else []
    columns = (Head(w["change.item"]), Head(w["land.area"], w["unit.m2"], 4))
    return Table("change_checks", w["change.title_checks"], columns, tuple(rows), tuple(notes), about=page.about)


def _m2(area: float) -> Cell:
    """Return an unrounded area; what is nothing prints without a sign."""
    return Cell(f"{area + 0.0 if abs(area) >= 5e-5 else 0.0:.4f}", area)
