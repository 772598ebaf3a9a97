"""Reinjection as a ratio of volumes, by reservoir and over all."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from natres.analyses.wells.findings import finding
from natres.analyses.wells.register import Register, Well
from natres.core.results import Reinjection, WellFinding

__all__ = ["reinjection_by_reservoir", "reinjection_findings", "reinjection_total"]

_NEEDED = frozenset({"reservoir", "produced_1e4m3", "reinjected_1e4m3"})


def reinjection_by_reservoir(register: Register, required: Mapping[str, Fraction]) -> tuple[Reinjection, ...]:
    """Return the volumes of every reservoir against its threshold; exactly at it is within.

    A volume that a well's role should have and that is missing leaves its reservoir unjudged; a well at rest owes
    none. A volume whose reservoir is not known may belong to any of them and leaves all of them unjudged. Without
    the columns nothing is returned.
    """
    if not register.columns >= _NEEDED:
        return ()
    parts: dict[str, list[Well]] = {}
    for well in register.wells:
        parts.setdefault(well.reservoir, []).append(well)
    unplaced = tuple(sorted(well.well_id for well in register.wells if is_unplaced(well)))
    return tuple(_reinjection(name, parts[name], required.get(name), unplaced) for name in sorted(parts))


def reinjection_total(register: Register) -> Reinjection | None:
    """Return the volumes of all reservoirs together; no threshold holds for them."""
    return _reinjection("", register.wells, None) if register.columns >= _NEEDED else None


def _reinjection(
    name: str, wells: Sequence[Well], wanted: Fraction | None, unplaced: tuple[str, ...] = ()
) -> Reinjection:
    produced = sum((w.produced_m3 for w in wells if w.produced_m3 is not None), Fraction(0))
    returned = sum((w.reinjected_m3 for w in wells if w.reinjected_m3 is not None), Fraction(0))
    missing = tuple(sorted(w.well_id for w in wells if lacks_volume(w)))
    gap = "gap_reservoir" if unplaced else "gap" if missing else ""
    why = gap or ("nothing_produced" if not produced else "no_threshold" if wanted is None else "")
    status = "not evaluated" if why or wanted is None else "within" if returned >= wanted * produced else "below"
    return Reinjection(
        name, produced, returned, wanted, status, missing, why,
        sum(w.role == "production" for w in wells), sum(w.role == "reinjection" for w in wells),
        unplaced,
    )  # fmt: skip


def lacks_volume(well: Well) -> bool:
    """Return whether a well lacks the volume its role should have; a well at rest owes none."""
    if well.at_rest:
        return False
    return (well.role == "production" and well.produced_m3 is None) or (
        well.role == "reinjection" and well.reinjected_m3 is None
    )


def is_unplaced(well: Well) -> bool:
    """Return whether a well has a volume, or owes one, that nobody can tell the reservoir of; 0 belongs anywhere."""
    return not well.reservoir_known and (lacks_volume(well) or bool(well.produced_m3) or bool(well.reinjected_m3))


def reinjection_findings(register: Register, checks: Sequence[Reinjection]) -> Iterator[WellFinding]:
    """Yield wells without their volume, reservoirs below their threshold, and more given back than taken."""
    for well in register.wells:
        column = "produced_1e4m3" if well.role == "production" else "reinjected_1e4m3"
        if column in register.columns and lacks_volume(well):
            yield finding("WELL_NO_VOLUME" if well.role == "production" else "WELL_NO_RETURN", well.well_id)
    for check in checks:
        if check.status == "below" and check.rate is not None and check.required_rate is not None:
            facts = {"reservoir": check.reservoir, "rate": check.rate, "required": check.required_rate}
            yield finding("REINJECTION_BELOW", **facts)
        if check.rate is not None and check.rate > 1:
            yield finding("REINJECTED_MORE", reservoir=check.reservoir, rate=check.rate)
