"""Geothermal wells: counts, doublets, rights, permits, reinjection, tail water, places, findings.

Volumes are m³ as fractions, temperatures °C, distances metres on the ellipsoid. What could not be judged is
``not evaluated``, with the reason as a key; it never counts as met.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from natres.core.results.heat import HeatInPlace, HeatSum, WellHeat
from natres.core.wells import WellSettings

__all__ = [
    "Doublet", "DoubletGap", "PermitCheck", "Reinjection", "RightCheck", "RightPermit", "TailWater", "WellFinding",
    "WellPlace", "WellRight", "WellTable",
]  # fmt: skip

Fact = Fraction | int | str | date


@dataclass(frozen=True)
class Reinjection:
    """Water taken from and returned to one reservoir in a year, in m³; ``rate`` is a volume ratio.

    ``missing`` names the wells whose volume is not given, ``unplaced`` those of the register whose volume may
    belong to any reservoir: then there is no rate. ``why_not`` is no_threshold, gap, gap_reservoir,
    nothing_produced or empty. ``well_count_ratio`` is wells for reinjection / wells for production, and no
    rate of reinjection.
    """

    reservoir: str
    produced_m3: Fraction
    reinjected_m3: Fraction
    required_rate: Fraction | None
    status: str  # within | below | not evaluated
    missing: tuple[str, ...] = ()
    why_not: str = ""
    production_wells: int = 0
    reinjection_wells: int = 0
    unplaced: tuple[str, ...] = ()

    @property
    def rate(self) -> Fraction | None:
        """Volume returned / volume taken; None where nothing was taken, or a volume is missing or unplaced."""
        if not self.produced_m3 or self.missing or self.unplaced:
            return None
        return self.reinjected_m3 / self.produced_m3

    @property
    def well_count_ratio(self) -> Fraction | None:
        """Wells for reinjection / wells for production; None without a production well."""
        return Fraction(self.reinjection_wells, self.production_wells) if self.production_wells else None


@dataclass(frozen=True)
class TailWater:
    """Tail water of one production well in °C, or of one whose role is not known; what is missing is never a pass.

    ``why_not`` is no_temperature, at_rest (the well discharges nothing), role (its role is not known) or empty.
    """

    well_id: str
    tail_water_c: float | None
    limit_c: float
    status: str  # within | exceeded | not evaluated
    why_not: str = ""


@dataclass(frozen=True)
class DoubletGap:
    """A production and a reinjection well of one group, and how far apart their heads are, in metres.

    ``status`` is usual, unusual (outside the usual band) or not evaluated (a place is missing).
    """

    production: str
    reinjection: str
    distance_m: float | None
    status: str


@dataclass(frozen=True)
class Doublet:
    """The wells that carry one group number.

    ``partner`` is complete, no_reinjection, no_production or neither; ``reservoir`` is same, different or not
    evaluated (a reservoir is missing, or a partner).
    """

    pair_id: str
    production: tuple[str, ...]
    reinjection: tuple[str, ...]
    others: tuple[str, ...]
    partner: str
    reservoir: str
    reservoirs: tuple[str, ...]
    gaps: tuple[DoubletGap, ...]


@dataclass(frozen=True)
class RightCheck:
    """A right on the day of reference, with the wells of any role that name it.

    ``status`` is valid, expired, not_yet_valid or not evaluated (dates are missing or stand the wrong way round).
    """

    right_id: str
    kind: str  # mining_rights | exploration_rights | "" for an unknown word
    holder: str
    valid_from: date | None
    valid_to: date | None
    status: str
    wells: tuple[str, ...]


@dataclass(frozen=True)
class WellRight:
    """The right a production well stands on.

    ``status`` is valid, none (no number), unknown (a number the register of rights does not have), expired,
    not_yet_valid, exploration (a right to explore only), not evaluated, or at_rest (the well needs none).
    """

    well_id: str
    right_ids: tuple[str, ...]
    status: str

    @property
    def orphan(self) -> bool:
        """Whether no valid right stands behind the well; what is not evaluated is not called one."""
        return self.status in ("none", "unknown", "expired", "not_yet_valid")


@dataclass(frozen=True)
class PermitCheck:
    """Volume produced by a well against its permit, in m³ a year; at exactly the permit it is within."""

    well_id: str
    permit_m3: Fraction | None
    produced_m3: Fraction | None
    status: str  # within | exceeded | not evaluated

    @property
    def excess_m3(self) -> Fraction | None:
        """How much was produced above the permit; None where it is not exceeded."""
        if self.status != "exceeded" or self.permit_m3 is None or self.produced_m3 is None:
            return None
        return self.produced_m3 - self.permit_m3


@dataclass(frozen=True)
class RightPermit:
    """The production wells that share one right: the sums of their permits and of what they produced, in m³."""

    right_id: str
    wells: tuple[str, ...]
    permit_m3: Fraction | None
    produced_m3: Fraction | None
    status: str  # within | exceeded | not evaluated


@dataclass(frozen=True)
class WellPlace:
    """Where a well lies.

    ``status`` is inside (one town), no_town (inside the district, in no town), outside, or not evaluated (no
    place, or no towns given). ``on_edge`` says that several towns share the place: the smallest code has it.
    ``line_m`` is the distance to the line of the district, ``in_district`` whether the well lies inside it.
    ``zones`` holds layer and code of every zone that contains the well, its edge included.
    """

    well_id: str
    status: str
    town_code: str = ""
    town_name: str = ""
    written: str = ""
    agrees: bool | None = None
    on_edge: bool = False
    in_district: bool | None = None
    line_m: float | None = None
    next_well: str = ""
    next_well_m: float | None = None
    zones: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class WellFinding:
    """One finding: ``about`` is register (it is badly kept) or wells (they are badly run).

    ``facts`` are numbers and names with their keys; volumes in 10⁴ m³ as the register has them.
    """

    code: str
    severity: str  # error | warning | info
    about: str
    well_id: str = ""
    right_id: str = ""
    facts: tuple[tuple[str, Fact], ...] = ()


@dataclass(frozen=True)
class WellTable:
    """Everything a well register says under the settings of a district.

    ``counts`` are wells by role and rights by kind; ``further`` are wells in use, rights valid on the day, and
    wells without a group. ``singles`` are the wells without a group (None where the register has no groups).
    ``words`` holds, for a column of the register and what is told apart by it (a role, a reservoir, a well), the words
    that mean it, as they stand there; a number of a well that several rows have is in it as often.
    """

    counts: tuple[tuple[str, int | None], ...]
    further: tuple[tuple[str, int | None], ...]
    settings: WellSettings
    reinjection: tuple[Reinjection, ...]
    reinjection_total: Reinjection | None
    tail_water: tuple[TailWater, ...]
    doublets: tuple[Doublet, ...]
    singles: tuple[str, ...] | None
    rights: tuple[RightCheck, ...] | None
    well_rights: tuple[WellRight, ...] | None
    permits: tuple[PermitCheck, ...]
    right_permits: tuple[RightPermit, ...]
    heat: tuple[WellHeat, ...]
    heat_sums: tuple[HeatSum, ...]
    heat_whole: HeatSum | None
    heat_in_place: tuple[HeatInPlace, ...]
    places: tuple[WellPlace, ...]
    findings: tuple[WellFinding, ...]
    words: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict[str, Mapping[str, tuple[str, ...]]])
