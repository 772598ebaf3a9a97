"""Quotas and what the land says to them."""

from dataclasses import dataclass
from fractions import Fraction

from natres.core.results.land import MeasureArea, Unit

__all__ = [
    "Quota",
    "QuotaCheck",
    "QuotaClass",
    "QuotaUnit",
]


@dataclass(frozen=True)
class Quota:
    """A quota as handed down: a ceiling not to pass or a floor not to fall below.

    ``limit_decimals`` are those of the printed limit in ``limit_unit``: the excess is not told more finely.
    ``source`` is the file that says so, empty where the command line does.
    """

    key: str
    label: str
    measure: str
    kind: str  # ceiling | floor
    limit_dm2: int
    limit_text: str
    limit_decimals: int
    warn_ratio: Fraction = Fraction(95, 100)
    unit_limits_dm2: tuple[tuple[str, int], ...] = ()
    document: str = ""
    limit_unit: str = "km2"
    source: str = ""


@dataclass(frozen=True)
class QuotaUnit:
    """A unit's part in a quota; without a limit of its own it is only ranked."""

    unit: Unit
    actual_dm2: int
    limit_dm2: int | None
    status: str | None


@dataclass(frozen=True)
class QuotaClass:
    """A class and settlement code that make up the actual area of a quota."""

    code: str
    settlement_code: str
    area_dm2: int


@dataclass(frozen=True)
class QuotaCheck:
    """A quota held against the land: ``status`` is within, near, exceeded or not_computable."""

    quota: Quota
    measured: MeasureArea
    status: str
    under_other_measures: tuple[tuple[str, int | None, str], ...]
    by_unit: tuple[QuotaUnit, ...]
    by_class: tuple[QuotaClass, ...]

    @property
    def actual_dm2(self) -> int | None:
        """The area that counts."""
        return self.measured.area_dm2

    @property
    def why_not(self) -> str:
        """Why it cannot be computed; empty where it can."""
        return self.measured.why_not

    @property
    def margin_dm2(self) -> int | None:
        """What is left: limit − actual for a ceiling, actual − limit for a floor; negative when exceeded."""
        if self.actual_dm2 is None:
            return None
        over = self.actual_dm2 - self.quota.limit_dm2
        return over if self.quota.kind == "floor" else -over
