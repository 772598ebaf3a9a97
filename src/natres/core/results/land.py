"""Land by group, class, ownership, measure and unit, and what is checked about its parcels."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "ClassArea",
    "ClassShares",
    "CoverShare",
    "GroupArea",
    "LandCoverLook",
    "LandMatrices",
    "LandMatrix",
    "MeasureArea",
    "OwnershipArea",
    "ParcelAreas",
    "ParcelAudit",
    "Unit",
    "UnitShares",
]


@dataclass(frozen=True)
class Unit:
    """A survey unit: a town has a 9-digit code, a village 12 digits that begin with its town's."""

    code: str
    name: str
    level: str  # town | village
    control_dm2: int | None = None

    @property
    def parent(self) -> str:
        """Code of the unit above: town of a village, county of a town."""
        return self.code[:9] if len(self.code) > 9 else self.code[:6]


@dataclass(frozen=True)
class GroupArea:
    """Area of one group of land."""

    key: str
    area_dm2: int


@dataclass(frozen=True)
class ClassArea:
    """Area of one class with everything below it; ``group`` is None for a main class of mixed groups."""

    code: str
    level: int
    group: str | None
    area_dm2: int


@dataclass(frozen=True)
class OwnershipArea:
    """Area of one kind of ownership in one group."""

    key: str
    group: str
    area_dm2: int


@dataclass(frozen=True)
class MeasureArea:
    """Area under a named measure; None with a reason where the input cannot give it.

    ``classes`` are the codes it takes all land of, None where it takes a part of some; ``settled`` whether
    all of it has a settlement code.
    """

    key: str
    area_dm2: int | None
    why_not: str = ""
    classes: frozenset[str] | None = None
    settled: bool = False


@dataclass(frozen=True)
class UnitShares:
    """The land of one survey unit; ``residual_dm2`` against its own control area."""

    unit: Unit
    area_dm2: int
    groups: tuple[GroupArea, ...]
    classes: tuple[ClassArea, ...]
    ownership: tuple[OwnershipArea, ...]

    @property
    def residual_dm2(self) -> int:
        """Control area of the unit less its measured area; 0 without a control area."""
        return 0 if self.unit.control_dm2 is None else self.unit.control_dm2 - self.area_dm2


@dataclass(frozen=True)
class ClassShares:
    """Land by group, class, ownership, measure and unit, all from one ledger.

    Σ groups + residual = whole: the control area, without one the measured area. ``codes`` are those of the bookings
    by column, as they stand there, and under ``deducted_class`` the classes something was deducted from;
    ``control_source`` says what gives the control area.
    """

    area_kind: str
    parcels: int
    control_dm2: int | None
    measured_dm2: int
    groups: tuple[GroupArea, ...]
    classes: tuple[ClassArea, ...]
    ownership: tuple[OwnershipArea, ...]
    ownership_by_class: tuple[tuple[str, str, int], ...]  # main class, ownership key, area
    measures: tuple[MeasureArea, ...]
    units: tuple[UnitShares, ...]
    other_totals_dm2: tuple[tuple[str, int], ...]
    matrices: "LandMatrices"
    before_closing_dm2: int | None = None  # sum of the parcels before they were closed to control areas
    by_survey_rule: "LandMatrices | None" = None  # areas as the survey's table rule prints them
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    control_source: str = ""

    @property
    def whole_dm2(self) -> int:
        """What shares are taken of."""
        return self.measured_dm2 if self.control_dm2 is None else self.control_dm2

    @property
    def residual_dm2(self) -> int:
        """Control area less measured area."""
        return self.whole_dm2 - self.measured_dm2

    def group(self, key: str) -> int:
        """Return the area of one group; 0 for a group without land."""
        return next((g.area_dm2 for g in self.groups if g.key == key), 0)

    def measure(self, key: str) -> MeasureArea:
        """Return the measure of that key.

        Raises
        ------
        KeyError : for a key the scheme does not define
        """
        found = next((m for m in self.measures if m.key == key), None)
        if found is None:
            raise KeyError(key)
        return found


@dataclass(frozen=True, eq=False)
class LandMatrix:
    """Land of a district and its units, by part and class, in 0.01 m².

    ``units`` begins with None for the district, then towns and villages by code; ``parents`` holds each row's
    unit above (-1 for the district). ``parts`` are the keys a unit is divided into, ``("",)`` where it is not;
    ``classes`` the codes as booked, in official order. ``area_dm2`` has shape (units, parts, classes).
    """

    units: tuple[Unit | None, ...]
    parents: tuple[int, ...]
    parts: tuple[str, ...]
    classes: tuple[str, ...]
    area_dm2: NDArray[np.int64]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LandMatrix):
            return NotImplemented
        keys = (self.units, self.parents, self.parts, self.classes)
        same = keys == (other.units, other.parents, other.parts, other.classes)
        return same and np.array_equal(self.area_dm2, other.area_dm2)

    __hash__ = None  # pyright: ignore[reportAssignmentType]  # an array cannot be hashed

    @property
    def codes(self) -> tuple[str, ...]:
        """Unit codes; the district's is empty."""
        return tuple("" if unit is None else unit.code for unit in self.units)


@dataclass(frozen=True)
class LandMatrices:
    """The land of a run by unit and class, and divided by each of the survey's further keys.

    ``owned`` by kind of ownership, ``typed`` by ownership type (the district only), ``settled`` by settlement
    code (land inside the scope), ``sloped`` cropland by slope grade and kind (``"2/TT"``), ``planted`` cropland
    by planting code. None where the input does not carry the key.
    """

    whole: LandMatrix
    owned: LandMatrix | None
    typed: LandMatrix | None
    settled: LandMatrix | None
    sloped: LandMatrix | None
    planted: LandMatrix | None


@dataclass(frozen=True)
class ParcelAreas:
    """The four areas of one parcel in 0.01 m², and what a closing gave it; ``row`` counts from 0."""

    row: int
    parcel_id: str
    unit_code: str
    land_class: str
    declared_dm2: int | None
    survey_dm2: int
    geodesic_dm2: int
    planar_dm2: int
    closing_dm2: int

    @property
    def off_dm2(self) -> int | None:
        """Declared less survey area; None without a declared area."""
        return None if self.declared_dm2 is None else self.declared_dm2 - self.survey_dm2


@dataclass(frozen=True)
class ParcelAudit:
    """Parcels whose declared area is not that of their shape, with the totals of every kind of area.

    One is listed that lies farther from its survey area than the larger of ``outlier_m2`` and
    ``outlier_ratio`` of it.
    """

    parcels: int
    outlier_m2: float
    outlier_ratio: float
    totals_dm2: tuple[tuple[str, int], ...]
    largest_off_dm2: int | None
    outliers: tuple[ParcelAreas, ...]


@dataclass(frozen=True)
class CoverShare:
    """One land cover: its share in the raster and in the parcels, as areas in 0.01 m²."""

    value: int
    raster_dm2: int
    parcels_dm2: int


@dataclass(frozen=True)
class LandCoverLook:
    """A land-cover raster beside the parcels: a second look, no check to the last digit."""

    covers: tuple[CoverShare, ...]
    cell_m: float
    cells: int
    unknown_cells: int
