"""What became of the parcels, and the sums that show that nothing was lost."""

from natres.core.results.change import NO_LAND
from natres.core.units import share_text
from natres.presenters.change.page import ChangePage
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["check_table", "parcel_table"]

_KINDS = ("same", "attributes", "reclassed", "split", "merged", "reshaped", "new")


def parcel_table(page: ChangePage) -> Table:
    """Return the parcels of the later year by what became of them, those changed in attributes alone by field."""
    w, parcels = page.words, page.found.parcels
    total = sum(parcels.kinds.values())
    rows = [_count_row(w["change.total"], total, total, "total", 0)]
    for kind in _KINDS:
        if parcels.kinds.get(kind):
            rows.append(_count_row(w[f"change.kind_{kind}"], parcels.kinds[kind], total, "", 1))
        if kind == "attributes":
            rows += [_count_row(w["change.of_field"].format(field=page.field(name)), count, total, "", 2)
                     for name, count in parcels.fields.items()]  # fmt: skip
    if parcels.gone:
        rows.append(Row(cells([w["change.kind_gone"], Cell(str(parcels.gone), parcels.gone), "—"])))
    columns = (Column(w["change.parcel_kind"]), Column(w["change.count"]), Column(w["change.of_parcels"], "%", 2))
    notes = (w["change.parcels_note"], w["change.same_note"].format(count=page.found.same_shapes))
    return Table("change_parcels", w["change.title_parcels"], columns, tuple(rows), notes, about=page.about)


def _count_row(label: str, count: int, total: int, mark: str, indent: int) -> Row:
    share = Cell(share_text(count, total), count / total * 100) if total else Cell("—")
    return Row(cells([label, Cell(str(count), count), share]), mark, indent)


def check_table(page: ChangePage) -> Table:
    """Return the sums of the comparison: what the pieces are held to, and the residuals."""
    w, found, matrix = page.words, page.found, page.found.matrix
    shared = [c for c in matrix.cells if NO_LAND not in (c.before, c.after)]
    same = sum(c.planar_m2 for c in shared if c.before == c.after)
    survey, slivers = matrix.survey_residuals_m2, sum(c.slivers_m2 for c in matrix.cells)
    lines = (
        ("before_total", matrix.before_m2), ("after_total", matrix.after_m2), ("common_total", matrix.common_m2),
        ("matrix_total", sum(c.planar_m2 for c in shared)), ("only_before_total", matrix.only_before_m2),
        ("only_after_total", matrix.only_after_m2), ("before_residual", matrix.residual_m2),
        ("after_residual", matrix.after_residual_m2), ("before_survey_residual", survey[0]),
        ("after_survey_residual", survey[1]), ("changed_total", matrix.changed_m2),
        ("changed_again", matrix.common_m2 - same), ("sliver_total", slivers),
        ("ledger_residual", sum(abs(line.residual_dm2) for line in found.classes) / 100),
    )  # fmt: skip
    rows = [Row(cells([w[f"change.{name}"].format(count=found.sliver_count), _m2(area)])) for name, area in lines]
    columns = (Column(w["change.item"]), Column(w["change.area"], w["unit.m2"], 4))
    rule = found.sliver_rule
    notes = [w["change.sliver_note"].format(width=f"{rule.width_m:g}", area=f"{rule.area_m2:g}")]
    notes += [w["change.rounded_note"]] if found.rounded else []
    notes += [w["change.eased_note"].format(count=found.eased)] if found.eased else []
    agreed = sum(figure.agrees for figure in page.second)
    notes += [w["change.second_note"].format(agreed=agreed, count=len(page.second))] if page.second else []
    return Table("change_checks", w["change.title_checks"], columns, tuple(rows), tuple(notes), about=page.about)


def _m2(area: float) -> Cell:
    area = 0.0 if abs(area) < 5e-5 else area  # no sign before a printed zero
    return Cell(f"{area:.4f}", area)
