"""Tail water against its limit: strictly above is exceeded, missing is not evaluated."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from natres.analyses.wells.findings import finding
from natres.analyses.wells.register import Register
from natres.core.results import TailWater, WellFinding

__all__ = ["check_tail_water", "tail_findings"]


def check_tail_water(register: Register, limit_c: Fraction) -> tuple[TailWater, ...]:
    """Return the tail water of every production well; exactly at the limit is within."""
    found: list[TailWater] = []
    for well in register.with_role("production"):
        value = well.tail_water_c
        status = "not evaluated" if value is None else "exceeded" if value > limit_c else "within"
        found.append(TailWater(well.well_id, None if value is None else float(value), float(limit_c), status))
    return tuple(found)


def tail_findings(checks: Sequence[TailWater]) -> Iterator[WellFinding]:
    """Yield the wells whose tail water is above the limit."""
    for check in checks:
        if check.status == "exceeded" and check.tail_water_c is not None:
            facts = {"tail": Fraction(str(check.tail_water_c)), "limit": Fraction(str(check.limit_c))}
            yield finding("TAIL_EXCEEDED", check.well_id, **facts)
