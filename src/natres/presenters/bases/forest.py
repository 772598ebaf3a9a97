"""Why a number of forest land is what it is: the plots of its classes, tenures, towns and attributes."""

from dataclasses import dataclass
from functools import partial

from natres.core.basis import Rows, Where
from natres.core.forestry import OUTSIDE, ForestScheme
from natres.core.results import ForestTable, ForestUnit
from natres.labels import words
from natres.presenters.bases.sentences import Said, because, clauses_said, codes_said, joined, rule, share
from natres.presenters.table import Cell

__all__ = ["ForestBases", "Plots"]


@dataclass(frozen=True)
class Plots:
    """Which plots a number is about.

    Parameters
    ----------
    of : a class of the report, or ``forest`` for all forest land
    tenure, unit : key of a tenure, a town; None for all of them
    name, column, codes : a value of an attribute in words, the column of the plots, and what stands for it there
    attribute : the words of that column
    """

    of: str = "forest"
    tenure: str | None = None
    unit: ForestUnit | None = None
    name: str = ""
    attribute: str = ""
    column: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class ForestBases:
    """The bases of a run's forest land, in one language."""

    forest: ForestTable
    scheme: ForestScheme
    language: str

    def area(self, cell: Cell, plots: Plots, unit: str) -> Cell:
        """Return a printed area with its basis."""
        return because(cell, partial(self.land, plots), unit, self.language)

    def count(self, cell: Cell, plots: Plots) -> Cell:
        """Return a printed number of plots with its basis."""
        return because(cell, partial(self._count, plots), "count", self.language)

    def share(self, cell: Cell, plots: Plots, whole: Plots | None = None) -> Cell:
        """Return a printed share of ``whole``, by default all forest land, with its basis."""
        of = whole or Plots()
        return because(cell, lambda: share(self.land(plots), self.land(of), self.language), "percent", self.language)

    def land(self, plots: Plots) -> Said:
        """Return forest land: its name, its rule, its plots."""
        name, which, where = self._which(plots)
        return Said(name, rule("plots", self.language, name=name, which=which), Rows("forest", (where,)))

    def _count(self, plots: Plots) -> Said:
        name, which, where = self._which(plots)
        text = rule("plots_count", self.language, name=name, which=which)
        return Said(name, text, Rows("forest", (where,), "count"))

    def _which(self, plots: Plots) -> tuple[str, str, Where]:
        w, codes = words(self.language), self.forest.codes
        where: dict[str, tuple[str, ...]] = {"forest_class": self._classes(plots.of)}
        clauses, names = list[str](), list[str]()
        if plots.unit is not None:
            name = plots.unit.name or plots.unit.code or "—"
            names.append(name)
            clauses.append(rule("place", self.language, unit=name))
            written = {"unit_code": plots.unit.code, "unit_name": plots.unit.name}
            where |= {column: (code,) for column, code in written.items() if column in codes}
        clauses.append(rule("forest_class", self.language, codes=codes_said(where["forest_class"], self.language)))
        if "managed" in codes:
            where["managed"] = codes["managed"].get("yes", ())
            clauses.append(rule("managed", self.language, codes=codes_said(where["managed"], self.language)))
        if plots.tenure is not None:
            where["tenure_code"] = codes["tenure_code"].get(plots.tenure, ())
            clauses.append(rule("tenure_code", self.language, codes=codes_said(where["tenure_code"], self.language)))
            names.append(next(t.label[self.language] for t in self.scheme.tenures if t.key == plots.tenure))
        if plots.column:
            where[plots.column] = plots.codes
            facts = {"attribute": plots.attribute, "codes": codes_said(plots.codes, self.language)}
            clauses.append(rule("attribute", self.language, **facts))
            names.append(plots.name)
        labels = {c.key: c.label[self.language] for c in self.scheme.classes}
        if plots.of != "forest" or not names:
            names.append(labels.get(plots.of) or w["forest.total"])
        return joined(names, self.language), clauses_said(clauses, self.language), where

    def _classes(self, of: str) -> tuple[str, ...]:
        """Return the codes of a class, or of all that is forest land."""
        codes = self.forest.codes["forest_class"]
        keys = [of] if of != "forest" else [key for key in codes if key != OUTSIDE]
        return tuple(sorted(code for key in keys for code in codes.get(key, ())))
