"""What explains what: one wrong value is one finding, and whatever it breaks hangs below it."""

from collections.abc import Sequence

from natres.checks.causes.cover import link_gaps, link_moved, link_overlaps, link_reaches
from natres.checks.causes.findings import Findings
from natres.checks.causes.rows import link_lost_digits, link_names, link_numbers, link_rows, link_whole_columns
from natres.checks.causes.sums import link_sums
from natres.checks.subjects import Subject
from natres.core.issues import Issue

__all__ = ["explained"]

#: What lies deepest first: a row is looked at before what it does to others, sums last.
_STEPS = (
    link_lost_digits, link_names, link_whole_columns, link_rows, link_numbers, link_overlaps, link_moved, link_gaps,
    link_reaches, link_sums,
)  # fmt: skip


def explained(subject: Subject, issues: Sequence[Issue]) -> list[Issue]:
    """Return the findings with those that others explain hung below them, each behind its root."""
    found = Findings(subject, issues)
    for link in _STEPS:
        link(found)
    return found.ordered()
