"""What the tables of two years share: the result, how either year prints, what codes are called, notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from natres.core.classification import UNCLASSIFIED, Scheme
from natres.core.results import SecondFigure
from natres.core.results.change import NO_LAND, LandChange
from natres.core.units import DISPLAY
from natres.labels import words
from natres.presenters.land_tables import LandPage
from natres.presenters.land_words import class_label, group_label
from natres.presenters.table import Cell, Column

__all__ = ["ChangePage"]


@dataclass(frozen=True, eq=False)
class ChangePage:
    """The change between two years and how it is told.

    Parameters
    ----------
    opened, closed : the earlier and the later year as ``natres shares`` prints them: their figures are kept
    years : of the earlier and the later parcels, None where not known
    towns : code → name
    has_boundary : whether the urban development boundary is known
    field_names : natres column → the survey's field name
    second : headline numbers computed twice
    """

    found: LandChange
    opened: LandPage
    closed: LandPage
    years: tuple[int | None, int | None] = (None, None)
    towns: Mapping[str, str] = field(default_factory=dict[str, str])
    has_boundary: bool = False
    field_names: Mapping[str, str] = field(default_factory=dict[str, str])
    second: tuple[SecondFigure, ...] = ()

    def told_in(self, language: str) -> Self:
        """Return the page in another language; the numbers print as they do."""
        return replace(self, opened=self.opened.told_in(language), closed=self.closed.told_in(language))

    @property
    def scheme(self) -> Scheme:
        """The classification of both years."""
        return self.closed.scheme

    @property
    def language(self) -> str:
        """Of all words."""
        return self.closed.language

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the language."""
        return words(self.language)

    @property
    def unit(self) -> str:
        """Of the tables, a key of :data:`natres.core.units.DISPLAY`."""
        return self.closed.printed.unit

    @property
    def decimals(self) -> int:
        """Decimals of the tables' unit."""
        return DISPLAY[self.unit]

    @property
    def unit_label(self) -> str:
        """The unit in words."""
        return self.words[f"unit.{self.unit}"]

    @property
    def rounding(self) -> str:
        """``plain`` for every number alone, else ``closed``: an account closes both ways or not at all."""
        return "plain" if self.closed.printed.rounding == "plain" else "closed"

    @property
    def about(self) -> str:
        """Whose land, and of which years."""
        before, after = self.years
        w = self.words
        said = w["change.years"].format(before=before, after=after) if before and after else w["change.undated"]
        return "  ".join(filter(None, [self.closed.district[0], said]))

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be said below every account: where its areas come from."""
        kind = self.words[f"area.{self.opened.shares.area_kind}"]
        return (self.words["change.basis_note"].format(kind=kind),)

    def area(self, key: str, unit: str = "") -> Column:
        """Return the column of an area; without a unit of its own it has that of its table."""
        w = self.words
        return Column(w[f"change.{key}"], w[f"unit.{unit}"] if unit else "", DISPLAY[unit] if unit else self.decimals)

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

    def town(self, code: str) -> str:
        """Return a town by name, else by its code."""
        if code == NO_LAND:
            return self.words["change.nothing"]
        return self.towns.get(code, code) or self.words["land.outside_units"]

    def field(self, name: str) -> str:
        """Return a column by the survey's own field name."""
        return self.field_names.get(name, name)

    def printed(self, year: str, unit: str, column: str) -> Cell | None:
        """Return how the tables of the ``opening`` or ``closing`` year print an area; None where they do not."""
        cells = (self.opened if year == "opening" else self.closed).printed.cells
        own = cells.get(("land", unit, f"{column}·"))  # what stands under a class itself though it has subclasses
        return own or cells.get(("land", unit, column))
