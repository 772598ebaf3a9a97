"""Illegal land use: every patch with its cropland and what approvals cover of it, and what the year comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["IllegalLand", "IllegalPatch"]

#: As much as two offices differ in drawing one line.
_LINE_M2 = 1.0


@dataclass(frozen=True)
class IllegalPatch:
    """A patch of illegal land use; all areas are survey areas before rounding, in m².

    Parameters
    ----------
    row, code, name : its row, number and whose it is
    town : code of the town most of it lies in
    area_m2 : the patch; ``outside_m2`` of it (plane area) lies in no parcel
    cropland_m2 : cropland inside, without field ridges
    approved_m2 : what approvals cover, ground under several counted once
    approved_cropland_m2 : of the cropland
    approvals : number of the approval → what it covers of the patch
    farmland_m2 : inside basic farmland; None where that layer is not there
    """

    row: int
    code: str
    name: str
    town: str
    area_m2: float
    outside_m2: float
    cropland_m2: float
    approved_m2: float
    approved_cropland_m2: float
    approvals: tuple[tuple[str, float], ...]
    farmland_m2: float | None

    @property
    def unapproved_m2(self) -> float:
        """What no approval covers."""
        return self.area_m2 - self.approved_m2

    @property
    def unapproved_cropland_m2(self) -> float:
        """Cropland that no approval covers."""
        return self.cropland_m2 - self.approved_cropland_m2

    @property
    def state(self) -> str:
        """``none``, ``part`` or ``full``: how much approvals cover; up to 1 m² is a matter of drawing."""
        if self.approved_m2 < _LINE_M2:
            return "none"
        return "full" if self.unapproved_m2 < _LINE_M2 else "part"


@dataclass(frozen=True)
class IllegalLand:
    """Illegal patches of a district.

    Parameters
    ----------
    patches : in the order of the layer
    has_approvals : whether approvals were laid over them
    overlap_m2 : ground that patches count more than once
    limit : share of illegally taken cropland from which officials are called to account
    new_cropland_m2 : cropland that new construction land took in the year; None where it is not known
    land_year : the year of the parcels that say what was cropland
    """

    patches: tuple[IllegalPatch, ...]
    has_approvals: bool
    overlap_m2: float
    limit: Fraction
    new_cropland_m2: float | None = None
    land_year: int | None = None

    def sums(self, town: str | None = None) -> Mapping[str, float]:
        """Return cases and areas added up, of all patches or of those of a town."""
        chosen = [patch for patch in self.patches if town is None or patch.town == town]
        names = ("area_m2", "cropland_m2", "approved_m2", "unapproved_m2", "unapproved_cropland_m2", "outside_m2")
        found: dict[str, float] = {"cases": len(chosen), "unapproved_cases": sum(p.state != "full" for p in chosen)}
        found |= {name: sum(getattr(patch, name) for patch in chosen) for name in names}
        return found | {"farmland_m2": sum(patch.farmland_m2 or 0.0 for patch in chosen)}

    @property
    def ratio(self) -> float | None:
        """Cropland taken without approval over the cropland all new construction land took."""
        if not self.new_cropland_m2:
            return None
        return self.sums()["unapproved_cropland_m2"] / self.new_cropland_m2

    @property
    def status(self) -> str:
        """``within``, ``exceeded`` (the limit itself too) or ``not evaluated``."""
        if self.ratio is None:
            return "not evaluated"
        return "exceeded" if self.ratio >= self.limit else "within"
