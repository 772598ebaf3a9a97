"""All rules over land-use parcels, in the order in which one explains another."""

from dataclasses import dataclass

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


def check_parcels(subject: Subject) -> Checked:
    """Return what is wrong with land-use parcels: all rows of all rules the subject's rule set has.

    With ``RuleSet(numbers=True)`` only what would make a table wrong is looked at: broken and doubled shapes,
    overlaps, codes, ids, areas that cannot be. The rest takes the survey area of every parcel, and is for a check.
    """
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
