"""Within a row and a column: a broken shape explains its area, an unknown class its name, a wrong area its parts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import shapely

from natres.checks.attributes import check_agreements
from natres.checks.causes.findings import BROKEN_SHAPES, Findings
from natres.checks.subjects import Subject
from natres.core.issues import Issue
from natres.core.provenance import Layer

__all__ = ["link_lost_digits", "link_names", "link_numbers", "link_rows", "link_whole_columns"]

_OF_SHAPE = (
    "AREA_MISMATCH", "UNIT_WRONG", "UNIT_CROSSED", "SLIVER", "AREA_SMALL", "GEOM_SPIKE", "GEOM_REPEATED",
    "GEOM_SHORT_EDGE", "GEOM_MULTIPART", "GEOM_RING_DIRECTION", "OUTSIDE_DISTRICT", "GEOM_WIDE",
)  # fmt: skip
_OF_CLASS = (
    "CODE_NAME_MISMATCH", "SETTLEMENT_MISSING", "SETTLEMENT_CLASS", "ATTRIBUTE_MISSING", "ATTRIBUTE_EXCESS",
    "ATTRIBUTE_CONFLICT",
)  # fmt: skip
_OF_AREA = ("AREA_MISMATCH", "NET_AREA", "DEDUCTION_OFF_RATIO", "DEDUCTION_INVALID")
_OF_NAME = _OF_CLASS[1:]
_AGREEMENTS = ("ATTRIBUTE_MISSING", "ATTRIBUTE_EXCESS", "ATTRIBUTE_CONFLICT")

#: Within a row: (code, natres column of the root or any, the codes it explains), what lies deepest first. A column of
#: ``=`` is that of the finding explained.
_ROW_RULES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("ROW_DUPLICATE", "", ("ID_DUPLICATE", "NUMBER_DUPLICATE", "GEOM_DUPLICATE")),
    *((code, "", _OF_SHAPE) for code in BROKEN_SHAPES),
    ("OUTSIDE_DISTRICT", "", ("UNIT_WRONG", "UNIT_CROSSED", "AREA_MISMATCH", "GEOM_WIDE")),
    ("GEOM_WIDE", "", _OF_SHAPE),
    ("CODE_UNKNOWN", "land_class", _OF_CLASS),
    ("CODE_MISSING", "land_class", _OF_CLASS),
    ("CODE_UNKNOWN", "settlement_code", ("SETTLEMENT_MISSING", "SETTLEMENT_CLASS")),
    ("ATTRIBUTE_UNKNOWN", "", _AGREEMENTS),
    ("FIELD_TYPE", "declared_area_m2", (*_OF_AREA, "VALUE_MISSING")),
    ("FIELD_TYPE", "=", ("VALUE_MISSING",)),
    ("VALUE_MISSING", "declared_area_m2", _OF_AREA),
    ("AREA_INVALID", "", _OF_AREA),
    ("AREA_MISMATCH", "", ("NET_AREA", "DEDUCTION_OFF_RATIO", "DEDUCTION_INVALID")),
    ("RATIO_INVALID", "", ("DEDUCTION_OFF_RATIO", "DEDUCTION_UNBOOKED")),
    ("DEDUCTION_INVALID", "", ("DEDUCTION_OFF_RATIO", "NET_AREA", "DEDUCTION_UNBOOKED")),
    ("DEDUCTION_OFF_RATIO", "", ("NET_AREA", "DEDUCTION_UNBOOKED")),
    ("VALUE_MISSING", "unit_code", ("UNIT_UNKNOWN_CODE",)),
    ("CODE_LENGTH", "unit_code", ("UNIT_UNKNOWN_CODE", "UNIT_WRONG")),
    ("UNIT_WRONG", "", ("NUMBER_DUPLICATE",)),
    ("SLIVER", "", ("AREA_SMALL", "GEOM_SPIKE", "GEOM_SHORT_EDGE")),
)


def link_lost_digits(found: Findings) -> None:
    """Hang ids that are alike below the finding that their last digits are lost."""
    lost = {issue.field: number for number, issue in enumerate(found.issues) if issue.code == "ID_PRECISION"}
    for number, issue in enumerate(found.issues):
        if issue.code == "ID_DUPLICATE" and issue.field in lost:
            found.cause[number] = lost[issue.field]


def link_names(found: Findings) -> None:
    """Hang below a name of another class what would be well if the row were of that class."""
    scheme, named = found.subject.scheme, found.of_code("CODE_NAME_MISMATCH")
    if scheme is None or not named:
        return
    rows = list(named)
    code_of = {each.name["zh"]: each.code for each in scheme.classes[::-1]}
    frame = found.subject.layer.frame.iloc[rows].reset_index(drop=True)
    meant = frame["class_name"].astype(str).str.strip().map(code_of)
    layer = replace(found.subject.layer, frame=frame.assign(land_class=meant))
    still = {(issue.code, issue.field, rows[issue.row or 0]) for issue in _agreements(found.subject, layer)}
    for row, root in named.items():
        for number in found.by_row[row]:
            issue = found.issues[number]
            well = issue.code in _OF_NAME and (issue.code, issue.field, row) not in still
            if well or (issue.code == "CLASS_IN_NO_GROUP" and issue.facts["count"] == 1):
                found.cause[number] = root


def _agreements(subject: Subject, layer: Layer[Any]) -> list[Issue]:
    """Return what the fields of a part of the rows contradict each other in."""
    return check_agreements(Subject(layer, subject.kind, subject.id_column, subject.names, subject.scheme))


def link_numbers(found: Findings) -> None:
    """Hang what a row booked to the wrong unit brings about below that: its number there, the name of the unit."""
    for number, issue in enumerate(found.issues):
        if issue.code == "CODE_NAME_MISMATCH" and issue.variant == "unit" and issue.row is not None:
            root = found.root(issue.row, ("UNIT_WRONG", "UNIT_UNKNOWN_CODE"))
            if root is not None:
                found.cause[number] = root
        if issue.code == "NUMBER_DUPLICATE" and number not in found.cause:
            root = found.root(issue.facts["other"], ("UNIT_WRONG", "UNIT_UNKNOWN_CODE"))
            if root is not None:
                found.cause[number] = root


def link_whole_columns(found: Findings) -> None:
    """Hang below a column of areas in another unit everything that does not come out with them."""
    whole = next((n for n, i in enumerate(found.issues) if i.code == "AREA_MISMATCH" and i.facts.get("all_rows")), None)
    if whole is None:
        return
    for number, issue in enumerate(found.issues):
        if issue.code in (*_OF_AREA[1:], "UNIT_SUM") and number != whole:
            found.cause[number] = whole


def link_rows(found: Findings) -> None:
    """Link the findings of each row that has several."""
    for numbers in found.by_row.values():
        if len(numbers) > 1:
            _link_row(found, numbers)


def _link_row(found: Findings, numbers: Sequence[int]) -> None:
    for code, column, below in _ROW_RULES:
        of_field = column == "="
        field = found.subject.field(column) if column and not of_field else ""
        for root in numbers:
            issue = found.issues[root]
            if issue.code != code or root in found.cause or (field and issue.field != field):
                continue
            if code == "OUTSIDE_DISTRICT" and issue.variant == "row" and not _whole(found, issue):
                continue
            for other in numbers:
                same_field = found.issues[other].field == issue.field
                if other != root and _explains(found, other, below) and (same_field or not of_field):
                    found.cause[other] = root


def _explains(found: Findings, other: int, below: Iterable[str]) -> bool:
    return found.issues[other].code in below and other not in found.cause


def _whole(found: Findings, issue: Issue) -> bool:
    """Tell whether all of a row lies outside."""
    if issue.row is None or issue.at is None:
        return False
    shape: Any = found.subject.plane[issue.row]
    return shape is not None and shapely.area(issue.at) > 0.99 * shapely.area(shape)
