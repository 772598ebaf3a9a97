"""All rules over land-use parcels, in the order in which one explains another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from natres.checks.areas import check_arithmetic, check_declared, check_deductions, check_smallest, check_sums
from natres.checks.attributes import check_agreements, check_fields, check_year
from natres.checks.causes import explained
from natres.checks.codes import (
    check_classes,
    check_coarse,
    check_ids,
    check_names,
    check_numbers,
    check_unit_codes,
    check_unit_names,
)
from natres.checks.cover import check_cover, check_duplicates, check_places, check_strays
from natres.checks.shapes import check_shapes, check_vertices
from natres.checks.subjects import Subject
from natres.core.coverage import Mosaic
from natres.core.issues import Issue

__all__ = ["Checked", "check_parcels"]


@dataclass(frozen=True, eq=False)
class Checked:
    """The findings of a layer, and how its shapes cover the ground where that was looked at."""

    issues: tuple[Issue, ...]
    cover: Mosaic | None = None


def check_parcels(subject: Subject, near: NDArray[np.intp] | None = None) -> Checked:
    """Return what is wrong with land-use parcels: all rows of all rules the subject's rule set has.

    With ``RuleSet(numbers=True)`` only what would make a table wrong is looked at: broken and doubled shapes,
    overlaps, codes, ids, areas that cannot be. The rest takes the survey area of every parcel, and is for a check.
    With ``near`` the shapes of these rows alone are looked at, for figures that depend on no other shape.
    """
    if near is not None:
        return Checked(tuple(explained(subject, _of_columns_and_some_shapes(subject, near))))
    issues = [*subject.layer.issues, *check_shapes(subject), *check_classes(subject), *check_ids(subject)]
    issues += check_deductions(subject) + check_unit_codes(subject)
    issues += check_duplicates(subject) + check_places(subject)
    cover, mosaic = check_cover(subject)
    issues += cover
    if not subject.rules.numbers:
        issues += check_fields(subject) + check_names(subject) + check_numbers(subject) + check_coarse(subject)
        issues += check_unit_names(subject)
        issues += check_agreements(subject) + check_year(subject)
        issues += check_vertices(subject) + check_strays(subject)
        issues += check_declared(subject) + check_arithmetic(subject) + check_smallest(subject) + check_sums(subject)
    return Checked(tuple(explained(subject, issues)), mosaic)


def _of_columns_and_some_shapes(subject: Subject, rows: NDArray[np.intp]) -> list[Issue]:
    """Return what is wrong with the columns of all rows, and with the shapes of some."""
    frame = subject.layer.frame.iloc[rows].reset_index(drop=True)
    some = replace(subject, layer=replace(subject.layer, frame=frame))
    shapes = [*check_shapes(some), *check_duplicates(some), *check_places(some), *check_cover(some)[0]]
    issues = [*subject.layer.issues, *check_classes(subject), *check_ids(subject)]
    issues += check_deductions(subject) + check_unit_codes(subject) + subject.issues("GEOM_NULL", subject.missing)
    return issues + [_of_whole(subject, issue, rows.tolist()) for issue in shapes]


def _of_whole(subject: Subject, issue: Issue, rows: Sequence[int]) -> Issue:
    """Return a finding about some rows with the numbers these have among all."""
    facts: dict[str, Any] = dict(issue.facts)
    if "other" in facts:
        facts["other"] = rows[facts["other"]]
    if "rows" in facts:
        facts["rows"] = tuple(rows[row] for row in facts["rows"])
    row = None if issue.row is None else rows[issue.row]
    return replace(issue, row=row, facts=facts, fid=None if row is None else subject.layer.places.fid(row))
