"""Heat of wells and of reservoirs, in joules and kilowatts as fractions."""

from dataclasses import dataclass
from fractions import Fraction

from natres.core.wells import ReservoirModel

__all__ = ["HeatInPlace", "HeatSum", "WellHeat"]


@dataclass(frozen=True)
class WellHeat:
    """The heat of one production well.

    ``power_kw`` is W = 4.1868·q·(t − t0); ``standard_mj`` is ΣW = 86.4·D·W/K. ``produced_j`` is the heat of the
    water taken in a year above the temperature of reference, ``used_j`` the heat between well-head and tail
    water. ``coal_saved_j`` is the heat used / K, as coal a boiler would have burnt. ``why_not`` holds the keys of
    what is missing: no_reference, no_wellhead, not_above_reference, no_flow, no_volume, no_tail,
    tail_above_wellhead.
    """

    well_id: str
    reservoir: str
    wellhead_c: Fraction | None
    tail_water_c: Fraction | None
    grade: str
    power_kw: Fraction | None
    standard_mj: Fraction | None
    produced_j: Fraction | None
    used_j: Fraction | None
    coal_saved_j: Fraction | None
    why_not: tuple[str, ...]

    @property
    def utilisation(self) -> Fraction | None:
        """Heat used / heat produced; None where one of the two is not known, or nothing was produced."""
        return self.used_j / self.produced_j if self.used_j is not None and self.produced_j else None


@dataclass(frozen=True)
class HeatSum:
    """The heat of the production wells of a reservoir, or of all ("").

    ``produced_j``, ``used_j`` and ``coal_saved_j`` add up the ``evaluated`` wells, those whose heat produced and
    used are both known; the others are ``not_evaluated``. ``power_kw`` and ``standard_mj`` add up the ``powered``
    wells, those whose thermal power is known.
    """

    reservoir: str
    evaluated: int
    not_evaluated: int
    produced_j: Fraction
    used_j: Fraction
    coal_saved_j: Fraction | None
    powered: int
    power_kw: Fraction
    standard_mj: Fraction | None

    @property
    def utilisation(self) -> Fraction | None:
        """Heat used / heat produced of the evaluated wells; None where nothing was produced."""
        return self.used_j / self.produced_j if self.produced_j else None


@dataclass(frozen=True)
class HeatInPlace:
    """Heat stored in a reservoir, and what of it can be recovered.

    ``why_not`` is no_reference, not_above_reference or empty.
    """

    model: ReservoirModel
    reference_c: Fraction | None
    stored_j: Fraction | None
    recoverable_j: Fraction | None
    why_not: str = ""
