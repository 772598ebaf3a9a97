"""How many wells and rights there are, and which words of the registers are not understood."""

from collections.abc import Iterator, Sequence

from natres.analyses.wells.findings import finding
from natres.analyses.wells.register import Register, Right, Well
from natres.analyses.wells.reinjection import is_unplaced
from natres.core.results import RightCheck, WellFinding

__all__ = ["count_all", "count_further", "unknown_words"]

_ROLES = ("production", "reinjection", "observation")
_KINDS = ("mining_rights", "exploration_rights")


def count_all(register: Register, rights: Sequence[Right] | None) -> tuple[tuple[str, int | None], ...]:
    """Return the wells of each role and the rights of each kind that are listed; without a register of rights None."""
    wells = [(role, len(register.with_role(role))) for role in _ROLES]
    kinds = [(kind, None if rights is None else sum(r.kind == kind for r in rights)) for kind in _KINDS]
    return (*wells, *kinds)


def count_further(
    register: Register, checks: Sequence[RightCheck] | None, singles: Sequence[str] | None
) -> tuple[tuple[str, int | None], ...]:
    """Return wells in use, rights valid on the day, wells without a group, and wells whose role is not known.

    None where a number is not known. A number of valid rights is only given where every right of that kind could be
    judged.
    """
    known = "state" in register.columns
    found: list[tuple[str, int | None]] = [
        (f"{role}_in_use", sum(w.state == "in_use" for w in register.with_role(role)) if known else None)
        for role in _ROLES[:2]
    ]
    for kind in _KINDS:
        of_kind = [check.status for check in checks or () if check.kind == kind]
        judged = checks is not None and "not evaluated" not in of_kind
        found.append((f"{kind}_valid", of_kind.count("valid") if judged else None))
    found.append(("single_wells", None if singles is None else len(singles)))
    found.append(("unknown_role", len(register.with_role(""))))
    return tuple(found)


def unknown_words(register: Register, rights: Sequence[Right] | None) -> Iterator[WellFinding]:
    """Yield the roles, states, reservoirs and kinds of rights no word is known for, and wells without a reservoir."""
    for well in register.wells:
        if not well.role:
            yield finding("WELL_ROLE", well.well_id, value=well.role_word)
        if well.state_word and not well.state:
            yield finding("WELL_STATE", well.well_id, value=well.state_word)
        if "reservoir" in register.columns:
            yield from _reservoir_findings(well)
    for right in rights or ():
        if not right.kind:
            yield finding("RIGHT_KIND", "", right.right_id, value=right.kind_word)


def _reservoir_findings(well: Well) -> Iterator[WellFinding]:
    if well.reservoir_word and not well.reservoir_known:
        yield finding("WELL_RESERVOIR_UNKNOWN", well.well_id, value=well.reservoir_word)
    elif not well.reservoir_known and (well.role in _ROLES[:2] or is_unplaced(well)):
        yield finding("WELL_NO_RESERVOIR", well.well_id)
