"""The findings of a layer while they are linked: by number, as they change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import shapely

from natres.checks.subjects import Subject
from natres.core.issues import Issue

__all__ = ["BROKEN_SHAPES", "LIKE", "Findings"]

#: Findings after which a shape is not where, or not what, it should be.
BROKEN_SHAPES = ("GEOM_NULL", "GEOM_TYPE", "GEOM_NONFINITE", "GEOM_INVALID", "GEOM_ZERO_AREA", "AXIS_SWAPPED")
#: How near two areas are that are taken for one: closing, relative.
LIKE = 0.005


class Findings:
    """Findings by number, by row, and which explains which; a number never changes, what it says may.

    Whoever links them gives a cause only to what has none, and only one that has none itself: so no circle arises.
    """

    def __init__(self, subject: Subject, issues: Sequence[Issue]) -> None:
        self.subject = subject
        self.issues = list(issues)
        self.cause: dict[int, int] = {}
        self.by_row: dict[int, list[int]] = {}
        for number, issue in enumerate(self.issues):
            if issue.row is not None:
                self.by_row.setdefault(issue.row, []).append(number)

    def root(self, row: int, codes: Iterable[str]) -> int | None:
        """Return the finding of a row with one of the codes that nothing explains yet."""
        wanted = set(codes)
        return next(
            (n for n in self.by_row.get(row, ()) if self.issues[n].code in wanted and n not in self.cause), None
        )

    def of_code(self, code: str) -> dict[int, int]:
        """Return the findings of a code by their row."""
        return {issue.row: n for n, issue in enumerate(self.issues) if issue.code == code and issue.row is not None}

    def area(self, number: int) -> float:
        """Return the area of an overlap or gap in m²."""
        return float(self.issues[number].facts["area"])

    def ordered(self) -> list[Issue]:
        """Return roots in the order of severity and row, each with what it explains behind it."""
        rank = {"error": 0, "warning": 1, "info": 2}
        below: dict[int, list[int]] = {}
        for number in self.cause:
            below.setdefault(self.cause[number], []).append(number)
        roots = [n for n in range(len(self.issues)) if n not in self.cause]
        for root in roots:
            self._as_bad_as(root, below)
        last = len(self.subject.layer.frame)
        roots.sort(
            key=lambda n: (rank[self.issues[n].severity], last if self.issues[n].row is None else self.issues[n].row)
        )
        found: list[Issue] = []
        for root in roots:
            self._put(root, None, below, found)
        return found

    def _as_bad_as(self, number: int, below: Mapping[int, Sequence[int]]) -> bool:
        """Make a warning an error where it explains one, lest that be passed over; tell whether it is one now."""
        worse = True in {self._as_bad_as(other, below) for other in below.get(number, ())}
        issue = self.issues[number]
        if worse and issue.severity == "warning" and issue.code not in self.subject.rules.switched:
            self.issues[number] = replace(issue, severity="error")
        return self.issues[number].severity == "error"

    def _placed(self, issue: Issue) -> Issue:
        """Return a finding with its place on the ground: where its row is."""
        if issue.at is not None or issue.row is None or self.subject.zone is None:
            return issue
        shape = self.subject.plane[issue.row]
        return issue if shape is None else replace(issue, at=shapely.point_on_surface(shape))

    def _put(self, number: int, cause: Issue | None, below: Mapping[int, Sequence[int]], found: list[Issue]) -> None:
        issue = self._placed(self.issues[number]) if cause is None else replace(self.issues[number], cause=cause)
        found.append(issue)
        for other in below.get(number, ()):
            self._put(other, issue, below, found)
