"""How many parcels are what, and the sums that show that nothing was lost."""

from natres.presenters.change.page import ChangePage
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["check_table", "parcel_table"]

_KINDS = ("same", "attributes", "reclassed", "split", "merged", "reshaped", "new")


def parcel_table(page: ChangePage) -> Table:
    """Return the parcels of the later year by what happened to them."""
    w, parcels = page.words, page.found.parcels
    rows = [Row(cells([w["change.total"], _count(sum(parcels.kinds.values()))]), "total")]
    for kind in _KINDS:
        if parcels.kinds.get(kind):
            rows.append(Row(cells([w[f"change.{kind}"], _count(parcels.kinds[kind])]), "", 1))
        if kind == "attributes":
            rows += [
                Row(cells([w["change.of_field"].format(field=page.field_names.get(name, name)), _count(n)]), "", 2)
                for name, n in parcels.fields.items()
            ]
    columns = (Column(w["change.item"]), Column(w["change.count"]))
    notes = (w["change.same_note"].format(count=page.found.same_shapes),)
    return Table("change_parcels", w["change.title_parcels"], columns, tuple(rows), notes, about=page.about)


def check_table(page: ChangePage) -> Table:
    """Return the sums of the comparison: what the pieces are held to, and the residuals."""
    w, found = page.words, page.found
    matrix = found.matrix
    same = sum(c.planar_m2 for c in matrix.cells if c.before == c.after)
    every = sum(c.planar_m2 for c in matrix.cells)
    survey = matrix.survey_residuals_m2
    slivers = sum(c.slivers_m2 for c in matrix.cells)
    ledger = sum(abs(line.residual_dm2) for line in found.classes) / 100
    lines = [
        ("before_total", matrix.before_m2), ("after_total", matrix.after_m2), ("common_total", matrix.common_m2),
        ("only_before_total", matrix.only_before_m2), ("only_after_total", matrix.only_after_m2),
        ("matrix_total", every),
        ("before_residual", matrix.residual_m2), ("after_residual", matrix.after_residual_m2),
        ("before_survey_residual", survey[0]), ("after_survey_residual", survey[1]),
        ("changed_total", matrix.changed_m2), ("changed_again", matrix.common_m2 - same),
        ("sliver_total", slivers), ("ledger_residual", ledger),
    ]  # fmt: skip
    rows = [Row(cells([w[f"change.{name}"].format(count=found.sliver_count), _m2(area)])) for name, area in lines]
    columns = (Column(w["change.item"]), Column(w["change.area"], w["unit.m2"], 4))
    notes = [*page.notes, w["change.sliver_rule_note"]]
    notes += [w["change.rounded_note"]] if found.rounded else []
    notes += [w["change.eased_note"].format(count=found.eased)] if found.eased else []
    return Table("change_checks", w["change.title_checks"], columns, tuple(rows), tuple(notes), about=page.about)


def _m2(area: float) -> Cell:
    area = 0.0 if abs(area) < 5e-5 else area  # no sign before a printed zero
    return Cell(f"{area:.4f}", area)


def _count(number: int) -> Cell:
    return Cell(str(number), number)
