"""Tail water against its limit: strictly above is exceeded; missing, at rest or of no known role is not evaluated."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from natres.analyses.wells.findings import finding
from natres.analyses.wells.register import Register, Well
from natres.core.results import TailWater, WellFinding

__all__ = ["check_tail_water", "tail_findings"]


def check_tail_water(register: Register, limit_c: Fraction) -> tuple[TailWater, ...]:
    """Return the tail water of every well for production, and of those whose role is not known.

    Exactly at the limit is within. A well at rest discharges nothing; one without a known role may be for
    production, so that it is listed.
    """
    return tuple(_check(well, limit_c) for well in register.wells if well.role in ("production", ""))


def _check(well: Well, limit_c: Fraction) -> TailWater:
    value = well.tail_water_c
    why = "role" if not well.role else "at_rest" if well.at_rest else "no_temperature" if value is None else ""
    status = "not evaluated" if why or value is None else "exceeded" if value > limit_c else "within"
    return TailWater(well.well_id, None if value is None else float(value), float(limit_c), status, why)


def tail_findings(register: Register, checks: Sequence[TailWater]) -> Iterator[WellFinding]:
    """Yield the wells whose tail water is above the limit, and those whose temperature is not given."""
    for check in checks:
        if check.why_not == "no_temperature" and "tail_water_c" in register.columns:
            yield finding("TAIL_MISSING", check.well_id)
        if check.status == "exceeded" and check.tail_water_c is not None:
            facts = {"tail": Fraction(str(check.tail_water_c)), "limit": Fraction(str(check.limit_c))}
            yield finding("TAIL_EXCEEDED", check.well_id, **facts)
