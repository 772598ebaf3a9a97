"""What explains what: one wrong value is one finding, and whatever it breaks hangs below it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from natres.checks.attributes import check_agreements
from natres.checks.subjects import Subject
from natres.core.issues import Issue
from natres.core.provenance import Layer

__all__ = ["explained"]

_SHAPE = ("GEOM_NULL", "GEOM_TYPE", "GEOM_NONFINITE", "GEOM_INVALID", "GEOM_ZERO_AREA", "AXIS_SWAPPED")
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
    *((code, "", _OF_SHAPE) for code in _SHAPE),
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
#: Roots that change what a unit's parcels add up to.
_CHANGES_SUMS = (
    "AREA_INVALID", "VALUE_MISSING", "FIELD_TYPE", "AREA_MISMATCH", "ROW_DUPLICATE", "GEOM_DUPLICATE", "UNIT_WRONG",
    "UNIT_UNKNOWN_CODE", "GAP", "OVERLAP", "CODE_LENGTH", "UNIT_CROSSED", "OUTSIDE_DISTRICT",
)  # fmt: skip
#: How near a lost parcel's declared area is to the gap it left: closing, relative.
_LIKE = 0.005


def explained(subject: Subject, issues: Sequence[Issue]) -> list[Issue]:
    """Return the findings with those that others explain hung below them, each behind its root."""
    found = _Findings(subject, issues)
    found.link_lost_digits()
    found.link_names()
    found.link_whole_columns()
    found.link_rows()
    found.link_numbers()
    found.link_overlaps()
    found.link_moved()
    found.link_gaps()
    found.link_reaches()
    found.link_sums()
    return found.ordered()


def _agreements(subject: Subject, layer: Layer[Any]) -> list[Issue]:
    """Return what the fields of a part of the rows contradict each other in."""
    return check_agreements(Subject(layer, subject.kind, subject.id_column, subject.names, subject.scheme))


class _Findings:
    """The findings of a layer while they are linked: by number, as they change."""

    def __init__(self, subject: Subject, issues: Sequence[Issue]) -> None:
        self.subject = subject
        self.issues = list(issues)
        self.cause: dict[int, int] = {}
        self.by_row: dict[int, list[int]] = {}
        for number, issue in enumerate(self.issues):
            if issue.row is not None:
                self.by_row.setdefault(issue.row, []).append(number)

    # --- within a column ----------------------------------------------------------------------------------------

    def link_lost_digits(self) -> None:
        """Hang ids that are alike below the finding that their last digits are lost."""
        lost = {issue.field: number for number, issue in enumerate(self.issues) if issue.code == "ID_PRECISION"}
        for number, issue in enumerate(self.issues):
            if issue.code == "ID_DUPLICATE" and issue.field in lost:
                self.cause[number] = lost[issue.field]

    # --- a class and its name -----------------------------------------------------------------------------------

    def link_names(self) -> None:
        """Hang below a name of another class what would be well if the row were of that class."""
        scheme, named = self.subject.scheme, self._of_code("CODE_NAME_MISMATCH")
        if scheme is None or not named:
            return
        rows = list(named)
        code_of = {each.name["zh"]: each.code for each in scheme.classes[::-1]}
        frame = self.subject.layer.frame.iloc[rows].reset_index(drop=True)
        meant = frame["class_name"].astype(str).str.strip().map(code_of)
        layer = replace(self.subject.layer, frame=frame.assign(land_class=meant))
        still = {(issue.code, issue.field, rows[issue.row or 0]) for issue in _agreements(self.subject, layer)}
        for row, root in named.items():
            for number in self.by_row[row]:
                issue = self.issues[number]
                well = issue.code in _OF_NAME and (issue.code, issue.field, row) not in still
                if well or (issue.code == "CLASS_IN_NO_GROUP" and issue.facts["count"] == 1):
                    self.cause[number] = root

    def _of_code(self, code: str) -> dict[int, int]:
        """Return the findings of a code by their row."""
        return {issue.row: n for n, issue in enumerate(self.issues) if issue.code == code and issue.row is not None}

    def link_numbers(self) -> None:
        """Hang what a row booked to the wrong unit brings about below that: its number there, the name of the unit."""
        for number, issue in enumerate(self.issues):
            if issue.code == "CODE_NAME_MISMATCH" and issue.variant == "unit" and issue.row is not None:
                root = self.root(issue.row, ("UNIT_WRONG", "UNIT_UNKNOWN_CODE"))
                if root is not None:
                    self.cause[number] = root
            if issue.code == "NUMBER_DUPLICATE" and number not in self.cause:
                root = self.root(issue.facts["other"], ("UNIT_WRONG", "UNIT_UNKNOWN_CODE"))
                if root is not None:
                    self.cause[number] = root

    def link_whole_columns(self) -> None:
        """Hang below a column of areas in another unit everything that does not come out with them."""
        whole = next(
            (n for n, i in enumerate(self.issues) if i.code == "AREA_MISMATCH" and i.facts.get("all_rows")), None
        )
        if whole is None:
            return
        for number, issue in enumerate(self.issues):
            if issue.code in (*_OF_AREA[1:], "UNIT_SUM") and number != whole:
                self.cause[number] = whole

    # --- within a row -------------------------------------------------------------------------------------------

    def link_rows(self) -> None:
        """Link the findings of each row that has several."""
        for numbers in self.by_row.values():
            if len(numbers) > 1:
                self._link_row(numbers)

    def _link_row(self, numbers: Sequence[int]) -> None:
        for code, column, below in _ROW_RULES:
            of_field = column == "="
            field = self.subject.field(column) if column and not of_field else ""
            for root in numbers:
                issue = self.issues[root]
                if issue.code != code or root in self.cause or (field and issue.field != field):
                    continue
                if code == "OUTSIDE_DISTRICT" and issue.variant == "row" and not self._whole(issue):
                    continue
                for other in numbers:
                    same_field = self.issues[other].field == issue.field
                    if other != root and self._explains(other, below) and (same_field or not of_field):
                        self.cause[other] = root

    def _explains(self, other: int, below: Iterable[str]) -> bool:
        return self.issues[other].code in below and other not in self.cause

    def _whole(self, issue: Issue) -> bool:
        """Tell whether all of a row lies outside."""
        if issue.row is None or issue.at is None:
            return False
        shape: Any = self.subject.plane[issue.row]
        return shape is not None and shapely.area(issue.at) > 0.99 * shapely.area(shape)

    # --- between rows -------------------------------------------------------------------------------------------

    def root(self, row: int, codes: Iterable[str]) -> int | None:
        """Return the finding of a row with one of the codes that nothing explains yet."""
        wanted = set(codes)
        return next(
            (n for n in self.by_row.get(row, ()) if self.issues[n].code in wanted and n not in self.cause), None
        )

    def link_overlaps(self) -> None:
        """Hang overlaps below a duplicate or a broken shape; else name the parcel whose shape grew."""
        for number, issue in enumerate(self.issues):
            if issue.code != "OVERLAP" or number in self.cause:
                continue
            rows = issue.facts["rows"]
            twin = next((self.root(row, ("ROW_DUPLICATE", "GEOM_DUPLICATE")) for row in rows[::-1]), None)
            broken = next((n for row in rows if (n := self.root(row, _SHAPE)) is not None), None)
            deeper = twin if twin is not None else broken
            if deeper is not None:
                self.cause[number] = deeper
                continue
            grown = self._changed(rows, -float(issue.facts["area"]))
            if grown is not None:
                self._blame(number, grown)

    def link_moved(self) -> None:
        """Where a parcel overlaps some neighbours and leaves gaps to others, name it once: its area tells."""
        touching: dict[int, list[int]] = {}
        for number, issue in enumerate(self.issues):
            if issue.code in ("OVERLAP", "GAP") and number not in self.cause:
                for row in issue.facts["rows"]:
                    touching.setdefault(row, []).append(number)
        for row, numbers in touching.items():
            free = [n for n in numbers if n not in self.cause]
            mismatch = self.root(row, ("AREA_MISMATCH",))
            if len(free) < 2 or mismatch is None or "delta" not in self.issues[mismatch].facts:
                continue
            signed = [self._area(n) * (1 if self.issues[n].code == "GAP" else -1) for n in free]
            if abs(sum(signed) - self.issues[mismatch].facts["delta"]) > max(0.5, _LIKE * sum(map(abs, signed))):
                continue
            root = max(free, key=self._area)
            self._blame(root, mismatch)
            self.cause |= dict.fromkeys((n for n in free if n != root), root)

    def _area(self, number: int) -> float:
        return float(self.issues[number].facts["area"])

    def link_gaps(self) -> None:
        """Hang a gap below the row that is lost there, or broken beside it; else name the parcel whose shape shrank."""
        lost = self._lost()
        for number, issue in enumerate(self.issues):
            if issue.code != "GAP" or number in self.cause or issue.row is not None:
                continue
            area = float(issue.facts["area"])
            left = min(lost, key=lambda row: abs(lost[row][1] - area), default=None)
            if left is not None and abs(lost[left][1] - area) <= max(1.0, _LIKE * area):
                self.cause[number] = lost.pop(left)[0]
                continue
            rows = issue.facts["rows"]
            broken = next((n for row in rows if (n := self.root(row, _SHAPE)) is not None), None)
            if broken is not None:
                self.cause[number] = broken
                continue
            shrunk = self._changed(rows, area)
            if shrunk is not None:
                self._blame(number, shrunk)

    def link_reaches(self) -> None:
        """Hang what reaches over a line below the overlap it is, and the area it adds below itself."""
        for number, issue in enumerate(self.issues):
            if issue.code not in ("UNIT_CROSSED", "OUTSIDE_DISTRICT") or number in self.cause or issue.row is None:
                continue
            area = float(issue.facts.get("area", 0.0))
            overlaps = [n for n, other in enumerate(self.issues) if other.code == "OVERLAP" and other.row == issue.row]
            over = next((n for n in overlaps if n not in self.cause and self._is_part(n, area)), None)
            if over is not None:
                self.cause[number] = over
            elif (mismatch := self._changed([issue.row], -area)) is not None:
                self.cause[mismatch] = number

    def _is_part(self, overlap: int, area: float) -> bool:
        """Tell whether ground of so many m² can be that of an overlap."""
        return area <= float(self.issues[overlap].facts["area"]) * (1 + _LIKE) + 0.02

    def _lost(self) -> dict[int, tuple[int, float]]:
        """Return rows that are not where they should be: their root and their declared area."""
        if not self.subject.has("declared_area_m2"):
            return {}
        areas = self.subject.column("declared_area_m2")
        found: dict[int, tuple[int, float]] = {}
        for row in self.by_row:
            number = self.root(row, (*_SHAPE, "OUTSIDE_DISTRICT"))
            if number is not None and (self.subject.plane[row] is None or self.issues[number].code not in _SHAPE[:5]):
                found[row] = number, float(areas.iloc[row])
        return found

    def _changed(self, rows: Iterable[int], delta: float) -> int | None:
        """Return the AREA_MISMATCH of the row that declares ``delta`` m² more than its shape has."""
        for row in rows:
            number = self.root(row, ("AREA_MISMATCH",))
            off = self.issues[number].facts.get("delta") if number is not None else None
            if off is not None and abs(off - delta) <= max(0.5, _LIKE * abs(delta)):
                return number
        return None

    def _blame(self, number: int, mismatch: int) -> None:
        """Give an overlap or gap the row whose shape changed, and hang the mismatch of its area below."""
        row = self.issues[mismatch].row
        issue = self.issues[number]
        assert row is not None
        facts = issue.facts
        if issue.code == "OVERLAP":
            other = next(each for each in facts["rows"] if each != row)
            facts = {**facts, **self.subject.other(other)}
        fid = self.subject.layer.places.fid(row)
        self.issues[number] = replace(issue, row=row, id=self.subject.id(row), fid=fid, facts=facts)
        self.cause[mismatch] = number

    # --- sums ---------------------------------------------------------------------------------------------------

    def link_sums(self) -> None:
        """Hang sums that do not come out below the finding that changes them most."""
        sums = [n for n, issue in enumerate(self.issues) if issue.code == "UNIT_SUM" and n not in self.cause]
        if not sums:
            return
        changing = [
            (self._effect(issue), self._units(issue), number)
            for number, issue in enumerate(self.issues)
            if issue.code in _CHANGES_SUMS and number not in self.cause and self._adds(issue)
        ]
        for number in sums:
            code = self.issues[number].facts["unit_code"]
            near = [(effect, n) for effect, units, n in changing if not code or any(u.startswith(code) for u in units)]
            if near:
                self.cause[number] = max(near)[1]
            elif (slip := self._slip(number)) is not None:
                self.cause[number] = slip

    def _slip(self, number: int) -> int | None:
        """Return the NET_AREA in a unit's row that is off by just what the sum of the unit is off."""
        facts = self.issues[number].facts
        for other, issue in enumerate(self.issues):
            if issue.code == "NET_AREA" and other not in self.cause and issue.row is not None:
                off = abs(float(issue.facts["expected"]) - float(issue.value))
                code = facts["unit_code"]
                within = not code or any(unit.startswith(code) for unit in self._units(issue))
                if within and abs(off - float(facts["off"])) < 0.005:
                    return other
        return None

    def _adds(self, issue: Issue) -> bool:
        """Tell whether a finding is about a declared area, a unit or a whole parcel."""
        if issue.code not in ("VALUE_MISSING", "FIELD_TYPE", "CODE_LENGTH"):
            return True
        return issue.field in (self.subject.field("declared_area_m2"), self.subject.field("unit_code"))

    def _effect(self, issue: Issue) -> float:
        facts: Mapping[str, object] = issue.facts
        if "delta" in facts:
            return abs(float(str(facts["delta"])))
        if issue.code in ("GAP", "OVERLAP", "UNIT_CROSSED"):
            return float(str(facts["area"]))
        area = np.nan if issue.row is None else self.subject.measured_m2[issue.row]
        return float(area) if np.isfinite(area) else 0.0

    def _units(self, issue: Issue) -> tuple[str, ...]:
        """Return the codes of the units whose sums a finding changes."""
        rows = [issue.row] if issue.row is not None else list(issue.facts.get("rows", ()))
        codes = [str(code) for code in issue.facts.get("units", ())]
        if self.subject.has("unit_code"):
            codes += [str(self.subject.column("unit_code").iloc[row]) for row in rows]
        places = [self.subject.plane[row] for row in rows] if issue.code != "GAP" else [issue.at]
        for shape in places:
            if shape is not None:
                point = shapely.point_on_surface(shape)
                codes += [code for code, unit in self.subject.against.shapes.items() if shapely.intersects(unit, point)]
        return tuple(codes)

    # --- result -------------------------------------------------------------------------------------------------

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
