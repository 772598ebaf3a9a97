"""What the tables of two years share: the result, what its codes are called, years, unit, notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from natres.core.classification import UNCLASSIFIED, Scheme
from natres.core.results.change import NO_LAND, LandChange
from natres.core.units import DISPLAY
from natres.labels import words
from natres.presenters.land_words import class_label, group_label

__all__ = ["ChangePage"]


@dataclass(frozen=True, eq=False)
class ChangePage:
    """The change between two years and how it is told.

    Parameters
    ----------
    years : of the earlier and the later parcels, None where not known
    area_kind : of the earlier ledger
    towns : code → name
    unit : of the tables, a key of :data:`natres.core.units.DISPLAY`
    district : name of the district, blank for bare layers
    has_boundary : whether the urban development boundary is known
    field_names : natres column → the survey's field name
    """

    found: LandChange
    scheme: Scheme
    language: str
    years: tuple[int | None, int | None] = (None, None)
    area_kind: str = "survey"
    towns: Mapping[str, str] = field(default_factory=dict[str, str])
    unit: str = "ha"
    rounding: str = "closed"
    district: str = ""
    has_boundary: bool = False
    field_names: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the language."""
        return words(self.language)

    @property
    def decimals(self) -> int:
        """Decimals of the tables' unit."""
        return DISPLAY[self.unit]

    @property
    def about(self) -> str:
        """Whose land, and of which years."""
        before, after = self.years
        w = self.words
        said = w["change.years"].format(before=before, after=after) if before and after else w["change.undated"]
        return "  ".join(filter(None, [self.district, said]))

    @property
    def unit_label(self) -> str:
        """The unit in words."""
        return self.words[f"unit.{self.unit}"]

    def land_class(self, code: str) -> str:
        """Return a class with its code; what one year does not have is said so."""
        if code == NO_LAND:
            return self.words["change.nothing"]
        label = class_label(code, self.scheme, self.language)
        return label if code == UNCLASSIFIED else f"{code} {label}"

    def group(self, key: str) -> str:
        """Return a group in words."""
        return self.words["change.nothing"] if key == NO_LAND else group_label(key, self.scheme, self.language)

    def owner(self, key: str) -> str:
        """Return a kind of ownership in words."""
        if key == NO_LAND:
            return self.words["change.nothing"]
        return next((kind.label[self.language] for kind in self.scheme.ownership if kind.key == key), key)

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be said below every account: where its areas come from, and the slivers in it."""
        w, rule = self.words, self.found.sliver_rule
        basis = w["change.basis_note"].format(kind=w[f"area.{self.area_kind}"])
        if not self.found.sliver_count:
            return (basis,)
        return basis, w["change.sliver_note"].format(width=f"{rule.width_m:g}", area=f"{rule.area_m2:g}")
