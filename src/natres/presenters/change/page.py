"""What every table of a change is made of: the numbers, what their codes mean, how the two years print."""

from dataclasses import dataclass

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
    """Two years of land and what changed between them.

    Parameters
    ----------
    opened, closed : the earlier and the later year as ``natres shares`` prints them: their figures are kept
    towns : names of units by code
    second : headline numbers computed twice
    boundary : whether the urban development boundary is known
    """

    change: LandChange
    opened: LandPage
    closed: LandPage
    towns: dict[str, str]
    second: tuple[SecondFigure, ...] = ()
    boundary: bool = False

    @property
    def scheme(self) -> Scheme:
        """The classification of both years."""
        return self.closed.scheme

    @property
    def language(self) -> str:
        """Of all words."""
        return self.closed.language

    @property
    def unit(self) -> str:
        """Of all areas of the tables."""
        return self.closed.printed.unit

    @property
    def decimals(self) -> int:
        """How many digits areas print behind the point."""
        return DISPLAY[self.unit]

    @property
    def rounding(self) -> str:
        """``closed`` or ``plain``."""
        return self.closed.printed.rounding

    @property
    def about(self) -> str:
        """Whose land, and between which years."""
        w, years = words(self.language), (self.opened.year, self.closed.year)
        span = w["change.years"].format(before=years[0], after=years[1]) if all(years) else ""
        return "  ".join(filter(None, [self.closed.district[0], span]))

    def area(self, key: str, span: str = "") -> Column:
        """Return the column of an area in the unit of the tables."""
        w = words(self.language)
        return Column(w.get(f"change.{key}", key), w[f"unit.{self.unit}"], self.decimals, span)

    def class_name(self, code: str) -> str:
        """Return a class with its code; ground that one year does not have, and unknown codes, in words."""
        if code == NO_LAND:
            return words(self.language)["change.no_land"]
        label = class_label(code, self.scheme, self.language)
        return label if code == UNCLASSIFIED else f"{code} {label}"

    def group_name(self, key: str) -> str:
        """Return the label of a group."""
        return words(self.language)["change.no_land"] if key == NO_LAND else group_label(key, self.scheme, self.language)

    def owner_name(self, key: str) -> str:
        """Return the label of a kind of ownership."""
        if key == NO_LAND:
            return words(self.language)["change.no_land"]
        return next((kind.label[self.language] for kind in self.scheme.ownership if kind.key == key), key)

    def town_name(self, code: str) -> str:
        """Return a town by name, else by its code."""
        w = words(self.language)
        if code == NO_LAND:
            return w["change.no_land"]
        return self.towns.get(code, code) or w["land.outside_units"]

    def printed(self, year: str, unit: str, column: str) -> Cell | None:
        """Return how the tables of ``opening`` or ``closing`` year print an area; None where they do not."""
        page = self.opened if year == "opening" else self.closed
        cells = page.printed.cells
        own = ("land", unit, f"{column}·")  # what stands under a class itself though it has subclasses
        return cells.get(own) or cells.get(("land", unit, column))
