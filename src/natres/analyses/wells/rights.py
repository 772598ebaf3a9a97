"""Rights on a day, the wells that stand on them, and what was produced against the permits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from natres.analyses.wells.findings import finding, volume
from natres.analyses.wells.register import Register, Right, Well, right_ids
from natres.core.results import PermitCheck, RightCheck, RightPermit, WellFinding, WellRight

__all__ = ["check_permits", "check_rights", "permit_findings", "right_findings", "share_permits", "stand_on"]

_NOTHING = Fraction(0)
#: From the best a well can stand on to the worst.
_BEST = ("valid", "not evaluated", "not_yet_valid", "expired", "exploration", "unknown")


def check_rights(rights: Sequence[Right], register: Register, on: date | None) -> tuple[RightCheck, ...]:
    """Return every right with its status on the day and the wells that name it; both days of its term count."""
    wells: dict[str, list[str]] = {}
    known = frozenset(right.right_id for right in rights)
    for well in register.wells:
        for ident in right_ids(well.right_cell, known):
            wells.setdefault(ident, []).append(well.well_id)
    return tuple(
        RightCheck(
            right_id=right.right_id,
            kind=right.kind,
            holder=right.holder,
            valid_from=right.valid_from,
            valid_to=right.valid_to,
            status=_status(right.valid_from, right.valid_to, on),
            wells=tuple(wells.get(right.right_id, ())),
        )
        for right in rights
    )


def _status(start: date | None, end: date | None, on: date | None) -> str:
    """Return what a term is on a day; one end may be enough to say that it is over or has not begun."""
    if on is None or (start is not None and end is not None and start > end):
        return "not evaluated"
    if end is not None and end < on:
        return "expired"
    if start is not None and on < start:
        return "not_yet_valid"
    return "valid" if start is not None and end is not None else "not evaluated"


def stand_on(register: Register, checks: Sequence[RightCheck]) -> tuple[WellRight, ...]:
    """Return the right every production well stands on; of several the best counts."""
    by_id = {check.right_id: check for check in checks}
    return tuple(_standing(well, by_id) for well in register.with_role("production"))


def _standing(well: Well, by_id: Mapping[str, RightCheck]) -> WellRight:
    idents = right_ids(well.right_cell, frozenset(by_id))
    if well.at_rest:
        return WellRight(well.well_id, idents, "at_rest")
    found = [_worth(by_id.get(ident)) for ident in idents]
    return WellRight(well.well_id, idents, min(found, key=_BEST.index) if found else "none")


def _worth(check: RightCheck | None) -> str:
    if check is None:
        return "unknown"
    if check.kind == "exploration_rights":
        return "exploration"
    return check.status if check.kind else "not evaluated"


def right_findings(
    register: Register, checks: Sequence[RightCheck], standing: Sequence[WellRight], on: date | None
) -> Iterator[WellFinding]:
    """Yield what is wrong with rights, and the wells that have none that holds."""
    for check in checks:
        yield from _right_findings(check, on)
    for well in standing:
        shown = ", ".join(well.right_ids)
        if well.status == "none":
            yield finding("WELL_NO_RIGHT", well.well_id)
        elif well.status in ("expired", "not_yet_valid"):
            yield finding("WELL_RIGHT_INVALID", well.well_id, shown, **({"day": on} if on else {}))
        elif well.status == "exploration":
            yield finding("WELL_EXPLORATION", well.well_id, shown)
    known = frozenset(check.right_id for check in checks)
    for well in register.wells:
        for ident in right_ids(well.right_cell, known):
            if ident not in known:
                yield finding("WELL_RIGHT_UNKNOWN", well.well_id, ident)


def _right_findings(check: RightCheck, on: date | None) -> Iterator[WellFinding]:
    start, end = check.valid_from, check.valid_to
    if start is not None and end is not None and start > end:
        yield finding("RIGHT_DATES", "", check.right_id, start=start, end=end)
    elif start is None or end is None:
        yield finding("RIGHT_NO_DATE", "", check.right_id)
    if check.status == "expired" and end is not None and on is not None:
        yield finding("RIGHT_EXPIRED", "", check.right_id, end=end, day=on)
    elif check.status == "not_yet_valid" and start is not None and on is not None:
        yield finding("RIGHT_NOT_YET", "", check.right_id, start=start, day=on)
    if not check.wells:
        yield finding("RIGHT_NO_WELL", "", check.right_id)


def check_permits(register: Register) -> tuple[PermitCheck, ...]:
    """Return what every production well took against its permit; () where the register has no permits."""
    if not {"permit_1e4m3", "produced_1e4m3"} <= register.columns:
        return ()
    return tuple(
        PermitCheck(well.well_id, well.permit_m3, well.produced_m3, _against(well.permit_m3, well.produced_m3))
        for well in register.with_role("production")
    )


def share_permits(register: Register) -> tuple[RightPermit, ...]:
    """Return the sums of every right that several production wells share; one missing value leaves no sum."""
    if not {"permit_1e4m3", "produced_1e4m3", "right_id"} <= register.columns:
        return ()
    shared: dict[str, list[Well]] = {}
    for well in register.with_role("production"):
        if well.right_cell:
            shared.setdefault(well.right_cell, []).append(well)
    found: list[RightPermit] = []
    for ident, wells in sorted(shared.items()):
        if len(wells) > 1:
            permit, produced = _sum(w.permit_m3 for w in wells), _sum(w.produced_m3 for w in wells)
            names = tuple(w.well_id for w in wells)
            found.append(RightPermit(ident, names, permit, produced, _against(permit, produced)))
    return tuple(found)


def _sum(values: Iterable[Fraction | None]) -> Fraction | None:
    total = Fraction(0)
    for value in values:
        if value is None:
            return None
        total += value
    return total


def _against(permit: Fraction | None, produced: Fraction | None) -> str:
    if permit is None or produced is None:
        return "not evaluated"
    return "exceeded" if produced > permit else "within"


def permit_findings(
    register: Register, permits: Sequence[PermitCheck], shared: Sequence[RightPermit]
) -> Iterator[WellFinding]:
    """Yield wells and rights above their permit, and volumes that do not go with the role or state of a well."""
    for one in permits:
        if one.excess_m3 is not None and one.permit_m3 is not None and one.produced_m3 is not None:
            facts = {"produced": volume(one.produced_m3), "permit": volume(one.permit_m3)}
            yield finding("WELL_OVER_PERMIT", one.well_id, **facts, excess=volume(one.excess_m3))
    for right in shared:
        if right.status == "exceeded" and right.permit_m3 is not None and right.produced_m3 is not None:
            facts = {"produced": volume(right.produced_m3), "permit": volume(right.permit_m3)}
            yield finding("RIGHT_OVER_PERMIT", "", right.right_id, **facts, wells=", ".join(right.wells))
    for well in register.wells:
        if well.role in ("reinjection", "observation") and well.produced_m3:
            yield finding("WELL_ROLE_PRODUCES", well.well_id, produced=volume(well.produced_m3))
        if well.role in ("production", "observation") and well.reinjected_m3:
            yield finding("WELL_ROLE_REINJECTS", well.well_id, reinjected=volume(well.reinjected_m3))
        if well.at_rest and (moved := (well.produced_m3 or _NOTHING) + (well.reinjected_m3 or _NOTHING)):
            yield finding("WELL_AT_REST_VOLUME", well.well_id, value=well.state_word, moved=volume(moved))
