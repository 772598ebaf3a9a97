"""Closing (平差): parcels made to add up to their control areas, and what each of them received.

From the top down: district, towns, villages, parcels. A given control area is never changed; a parcel is
closed to the deepest unit above it that has one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from natres.core.results import Unit
from natres.core.rounding import largest_remainder
from natres.core.units import area_text, to_dm2
from natres.errors import BadData, BadDistrictFile, BadUsage

__all__ = [
    "CLOSING_RULES", "Closing", "Control", "UnitClosing", "check_controls", "close_areas", "close_to_controls",
    "given_controls",
]  # fmt: skip

CLOSING_RULES = ("none", "survey", "largest-remainder")

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Control:
    """What an area is held against: the official control area, and how far parcels may miss it.

    ``area_dm2`` is None where no control area is known; ``tolerance_m2`` is per parcel; ``source`` says what gives it.
    """

    area_dm2: int | None = None
    tolerance_m2: float = 0.10
    source: str = ""

    def tolerance_dm2(self, parcels: int) -> int:
        """Return the whole tolerance for that many parcels in 0.01 m²."""
        return to_dm2(Fraction(str(self.tolerance_m2)) * parcels)


@dataclass(frozen=True)
class UnitClosing:
    """How the parcels closed directly to one unit were closed; ``code`` is empty for the district.

    ``target_dm2`` is the control area less that of the units below which have their own; ``smallest_dm2`` and
    ``largest_dm2`` bound what a parcel received.
    """

    code: str
    parcels: int
    target_dm2: int
    measured_dm2: int
    tolerance_dm2: int
    smallest_dm2: int
    largest_dm2: int

    @property
    def given_dm2(self) -> int:
        """What was shared out; negative where parcels were made smaller."""
        return self.target_dm2 - self.measured_dm2


@dataclass(frozen=True)
class Closing:
    """Areas after closing, in the order of the parcels, and one record per unit that parcels were closed to."""

    rule: str
    area_dm2: Whole
    units: tuple[UnitClosing, ...]


def close_areas(area_dm2: Whole, target_dm2: int, ids: Sequence[str], *, rule: str = "survey") -> Whole:
    """Return areas that add up to ``target_dm2``, the difference shared out by a rule.

    Parameters
    ----------
    area_dm2 : shape (n,), in 0.01 m²
    target_dm2 : the sum wanted, in 0.01 m²
    ids : the parcels' ids, all different: ties go to the smaller id, so that no order of rows matters
    rule : ``survey`` gives ⌊d / n⌋ units of 0.01 m² to every parcel and one more to the d mod n largest;
        ``largest-remainder`` gives each its part in proportion to its area, the last units to the largest rests

    Raises
    ------
    BadData : ``ID_DUPLICATE``; ``CLOSING_EMPTY`` for a parcel that would be left with no area
    BadUsage : ``OPTION_VALUE`` for another rule

    >>> close_areas(np.array([1000, 3000, 3000]), 7002, ["a", "b", "c"]).tolist()
    [1000, 3001, 3001]
    >>> close_areas(np.array([1000, 3000, 3000]), 6999, ["a", "c", "b"]).tolist()
    [1000, 3000, 2999]
    >>> close_areas(np.array([100, 300, 600]), 1010, ["a", "b", "c"], rule="largest-remainder").tolist()
    [101, 303, 606]
    >>> close_areas(np.array([], dtype=np.int64), 0, []).tolist()
    []
    """
    _known_rule(rule)
    names = np.asarray(ids, dtype=str)
    rank = _ranks(names)
    if target_dm2 and not len(area_dm2):
        raise BadData("CONTROL_SUM.empty", key="", value=area_text(target_dm2, "m2"))
    closed = area_dm2 + _shares(area_dm2, target_dm2 - int(area_dm2.sum()), rank, rule)
    _refuse_empty(area_dm2, closed, names)
    return closed


def _known_rule(rule: str) -> None:
    if rule not in CLOSING_RULES[1:]:
        raise BadUsage("OPTION_VALUE", option="--closing", value=rule, allowed=", ".join(CLOSING_RULES))


def _refuse_empty(before_dm2: Whole, closed_dm2: Whole, names: NDArray[np.str_]) -> None:
    empty = np.flatnonzero(closed_dm2 <= 0)
    if len(empty):
        row = int(empty[np.argsort(names[empty])[0]])
        facts = {"value": area_text(int(before_dm2[row]), "m2"), "closed": area_text(int(closed_dm2[row]), "m2")}
        raise BadData("CLOSING_EMPTY", row=row, id=str(names[row]), **facts, count=len(empty))


def _ranks(names: NDArray[np.str_]) -> NDArray[np.intp]:
    """Return the place of each id among all ids in their order; refuse an id that stands twice."""
    order = np.argsort(names, kind="stable")
    twice = np.flatnonzero(names[order][1:] == names[order][:-1])
    if len(twice):
        row = int(order[twice[0] + 1])
        if not names[row]:
            raise BadData("ID_MISSING", row=row, count=int((names == "").sum()))
        raise BadData("ID_DUPLICATE", row=row, value=str(names[row]))
    rank = np.empty(len(names), dtype=np.intp)
    rank[order] = np.arange(len(names))
    return rank


def _shares(area_dm2: Whole, missing: int, rank: NDArray[np.intp], rule: str) -> Whole:
    """Return what each parcel receives of ``missing`` units, all of one sign."""
    share = (_even if rule == "survey" else _proportional)(area_dm2, abs(missing), rank)
    return share if missing >= 0 else -share


def _even(area_dm2: Whole, units: int, rank: NDArray[np.intp]) -> Whole:
    """Give every parcel as much, and one unit more to the largest."""
    each, rest = divmod(units, max(len(area_dm2), 1))
    share = np.full(len(area_dm2), each, dtype=np.int64)
    share[np.lexsort((rank, -area_dm2))[:rest]] += 1
    return share


def _proportional(area_dm2: Whole, units: int, rank: NDArray[np.intp]) -> Whole:
    """Give every parcel its part by area; the last units go to the largest remainders, ties to the smaller id."""
    order = np.argsort(rank)
    share = np.empty(len(area_dm2), dtype=np.int64)
    share[order] = largest_remainder(area_dm2[order].tolist(), units)
    return share


def check_controls(units: Sequence[Unit], whole_dm2: int | None, *, file: str = "", code: str = "") -> None:
    """Refuse control areas that do not add up: the units below one that all have theirs must fill it.

    Control areas cover their unit without a rest, so land booked on a town itself stands between villages only
    where one of them has no control area; where all have theirs, it is for the file to say which village it is in.

    Parameters
    ----------
    units : towns and villages with their control areas as far as given
    whole_dm2 : the district's control area, None where there is none
    file, code : where the control areas stand and whose the whole is, for the message

    Raises
    ------
    BadDistrictFile : ``CONTROL_SUM``
    """
    area: dict[str, int | None] = {"": whole_dm2} | {u.code: u.control_dm2 for u in units}
    below = _children(units)
    for parent in sorted(below, key=len, reverse=True):
        known = [control for control in (area[child] for child in below[parent]) if control is not None]
        complete, control = len(known) == len(below[parent]), area[parent]
        if control is None:
            area[parent] = sum(known) if complete else None
        elif sum(known) != control if complete else sum(known) > control:
            facts = {"key": parent or code, "value": area_text(control, "m2"), "sum": area_text(sum(known), "m2")}
            raise BadDistrictFile("CONTROL_SUM", file=file or None, **facts)


def _children(units: Sequence[Unit]) -> dict[str, list[str]]:
    """Return the units right below each unit; the district is the empty code."""
    listed = {unit.code for unit in units}
    below: dict[str, list[str]] = {}
    for unit in units:
        below.setdefault(unit.parent if unit.parent in listed else "", []).append(unit.code)
    return below


def given_controls(units: Sequence[Unit], control: Control) -> dict[str, int]:
    """Return the control areas parcels are closed to: the district's under the empty code, units by theirs.

    >>> given_controls([Unit("120111101", "甲镇", "town", 5000), Unit("120111102", "乙镇", "town")], Control(8001))
    {'': 8001, '120111101': 5000}
    """
    whole = {} if control.area_dm2 is None else {"": control.area_dm2}
    return whole | {unit.code: unit.control_dm2 for unit in units if unit.control_dm2 is not None}


def close_to_controls(
    area_dm2: Whole,
    unit_codes: Sequence[str],
    ids: Sequence[str],
    units: Sequence[Unit],
    control: Control,
    *,
    rule: str = "survey",
) -> Closing:
    """Close parcels to the control areas of their units: district = Σ towns = Σ villages = Σ parcels.

    Parameters
    ----------
    area_dm2 : measured areas, shape (n,), in 0.01 m²
    unit_codes : unit code of each parcel, at least as long as that of its village
    ids : parcel ids, all different
    units : towns and villages; those without a control area leave their parcels to the unit above
    control : the district's control area and the tolerance per parcel
    rule : see :func:`close_areas`

    Raises
    ------
    BadData : ``CLOSING_TOLERANCE`` where parcels miss their control area by more than the tolerance,
        ``CONTROL_SUM.empty`` for a control area no parcel lies in, and those of :func:`close_areas`
    BadDistrictFile : ``CONTROL_SUM``

    >>> towns = [Unit("120111101", "甲镇", "town", 5000), Unit("120111102", "乙镇", "town", 3001)]
    >>> codes, ids = ["120111101001", "120111101002", "120111102001"], ["1", "2", "3"]
    >>> closing = close_to_controls(np.array([2000, 2999, 3000]), codes, ids, towns, Control(8001))
    >>> closing.area_dm2.tolist(), [unit.given_dm2 for unit in closing.units]
    ([2000, 3000, 3001], [1, 1])
    """
    _known_rule(rule)
    check_controls(units, control.area_dm2)
    given = given_controls(units, control)
    names = np.asarray(ids, dtype=str)
    rank = _ranks(names)
    node = _deepest(np.asarray(unit_codes, dtype=str), given)
    closed = area_dm2.copy()
    records: list[UnitClosing] = []
    for code, target in _targets(given).items():
        rows = np.flatnonzero(node == code)
        if not len(rows) and not target:
            continue
        missing, tolerance = target - int(area_dm2[rows].sum()), control.tolerance_dm2(len(rows))
        _refuse_odd_unit(code, target, missing, tolerance, len(rows))
        share = _shares(area_dm2[rows], missing, rank[rows], rule)
        closed[rows] += share
        bounds = int(share.min()), int(share.max())
        records.append(UnitClosing(code, len(rows), target, target - missing, tolerance, *bounds))
    _refuse_empty(area_dm2, closed, names)
    return Closing(rule, closed, tuple(records))


def _deepest(codes: NDArray[np.str_], given: Mapping[str, int]) -> NDArray[np.str_]:
    """Return for each parcel the longest code with a control area that its own begins with; "—" for none."""
    found, place = np.unique(codes, return_inverse=True)
    best = ["" if "" in given else "—"] * len(found)
    for i, code in enumerate(found):
        best[i] = next((code[:n] for n in (12, 9) if code[:n] in given), best[i])
    return np.asarray(best, dtype=str)[place] if len(best) else np.empty(0, dtype=str)


def _targets(given: Mapping[str, int]) -> dict[str, int]:
    """Return for each unit with a control area what is left of it for parcels that no unit below takes.

    Where all units below have theirs that is nothing (:func:`check_controls`).
    """
    targets = dict(sorted(given.items()))
    for code, area in given.items():
        above = code[:9] if len(code) > 9 and code[:9] in given else ""
        if code and above in given:
            targets[above] -= area
    return targets


def _refuse_odd_unit(code: str, target: int, missing: int, tolerance: int, parcels: int) -> None:
    if not parcels:
        raise BadData("CONTROL_SUM.empty", key=code, value=area_text(target, "m2"))
    if abs(missing) > tolerance:
        facts = {"key": code, "value": area_text(missing, "m2"), "tolerance": area_text(tolerance, "m2")}
        raise BadData("CLOSING_TOLERANCE", **facts, control=area_text(target, "m2"), count=parcels)
