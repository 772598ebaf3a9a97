"""Whether the lines of a filled-in form are those of its draw: each parcel once, under its own id, no other."""

from typing import Any

from natres.core.field_form import FieldForm, FormLine
from natres.core.issues import Issue
from natres.core.results.acceptance import DrawnParcel

__all__ = ["check_form"]


def check_form(form: FieldForm) -> list[Issue]:
    """Return what keeps a form from being judged: ``FORM_ROW``, ``.twice``, ``.id`` and ``.missing``, by line."""
    drawn = {parcel.number: parcel for parcel in form.draw.parcels}
    seen: dict[int, FormLine] = {}
    found: list[Issue] = []
    for line in form.lines:
        number = line.answer.number
        if number not in drawn:
            found.append(_issue(form, line, "", line.written))
        elif number in seen:
            found.append(_issue(form, line, "twice", line.written, before=seen[number].answer.line))
        else:
            seen[number] = line
            if line.parcel_id != drawn[number].parcel_id:
                facts = {"number": number, "expected": drawn[number].parcel_id}
                found.append(_issue(form, line, "id", line.parcel_id, **facts))
    return found + [_missing(form, parcel) for number, parcel in drawn.items() if number not in seen]


def _issue(form: FieldForm, line: FormLine, variant: str, value: str, **facts: Any) -> Issue:
    record, on_id = form.provenance, variant == "id"
    return Issue(
        "FORM_ROW", "error", record.file_name, record.layer, form.fields["parcel_id" if on_id else "number"],
        id="" if on_id else line.parcel_id, value=value, facts={"value": value, **facts}, variant=variant,
        line=line.answer.line, cell=line.id_cell if on_id else line.cell,
    )  # fmt: skip


def _missing(form: FieldForm, parcel: DrawnParcel) -> Issue:
    record, value = form.provenance, str(parcel.number)
    return Issue(
        "FORM_ROW", "error", record.file_name, record.layer, form.fields["number"],
        id=parcel.parcel_id, value=value, facts={"value": value}, variant="missing",
    )  # fmt: skip
