"""Geothermal wells: counts, reinjection, tail water, findings."""

from dataclasses import dataclass
from fractions import Fraction

__all__ = [
    "Reinjection",
    "TailWater",
    "WellTable",
]


@dataclass(frozen=True)
class Reinjection:
    """Water taken from and returned to one reservoir in a year, in m³; ``rate`` is a volume ratio."""

    reservoir: str
    produced_m3: Fraction
    reinjected_m3: Fraction
    required_rate: Fraction | None
    status: str  # within | below | not evaluated

    @property
    def rate(self) -> Fraction | None:
        """Volume returned / volume taken; None where nothing was taken."""
        return self.reinjected_m3 / self.produced_m3 if self.produced_m3 else None


@dataclass(frozen=True)
class TailWater:
    """Tail water of one production well in °C; a missing temperature is never a pass."""

    well_id: str
    tail_water_c: float | None
    limit_c: float
    status: str  # within | exceeded | not evaluated


@dataclass(frozen=True)
class WellTable:
    """The well register: counts, reinjection by reservoir, tail water, what the wells do badly."""

    counts: tuple[tuple[str, int | None], ...]
    reinjection: tuple[Reinjection, ...]
    tail_water: tuple[TailWater, ...]
    findings: tuple[tuple[str, str, str], ...]  # code, well id, detail
