"""The water ledger held against itself: sources against the total, use against the plan, visits against users."""

from dataclasses import dataclass
from fractions import Fraction

from natres.core.water import WaterStatement

__all__ = ["WaterFinding", "WaterLedger"]


@dataclass(frozen=True)
class WaterFinding:
    """What does not fit: a code, whom it is about, the two figures in m³ or as counts."""

    code: str
    about: str
    left: Fraction
    right: Fraction


@dataclass(frozen=True)
class WaterLedger:
    """Sums of the ledger in m³, verdicts and findings.

    ``total_status`` is ``agrees``, ``within_rounding`` (off by no more than the half digits summed), ``disagrees``
    or ``not stated``; ``user_status`` holds ``within``, ``over`` or ``not evaluated`` for every user in their order,
    ``quarter_status`` ``complete``, ``missed`` or ``not stated`` for the four quarters.
    """

    statement: WaterStatement
    sources_m3: Fraction
    total_status: str
    plan_m3: Fraction
    use_m3: Fraction
    user_status: tuple[str, ...]
    quarter_status: tuple[str, ...]
    cut_m3: Fraction
    findings: tuple[WaterFinding, ...]

    @property
    def total_m3(self) -> Fraction | None:
        """The total as stated, else the sum of the sources; None without either."""
        if self.statement.total is not None:
            return self.statement.total.m3
        return self.sources_m3 if self.statement.sources else None
