"""How the sums of forest land print: once per run and unit, so that no two tables differ in a last digit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from natres.core.forestry import BLANK, ODD, Attribute, ForestScheme
from natres.core.results import ForestTable, ForestUnit
from natres.labels import words
from natres.presenters.bases import ForestBases
from natres.presenters.bases.forest import Plots
from natres.presenters.printing import Tree, area_column, area_columns, star_note
from natres.presenters.table import Cell, Column, Row

__all__ = ["UNITS", "ForestPrints", "mu_note"]

#: The units of forest tables, in the order in which they stand.
UNITS = ("ha", "mu")


@dataclass(frozen=True)
class ForestPrints:
    """Forest land with what its numbers print as."""

    forest: ForestTable
    scheme: ForestScheme
    language: str
    rounding: str = "closed"

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the language."""
        return words(self.language)

    @property
    def bases(self) -> ForestBases:
        """Why the numbers are what they are."""
        return ForestBases(self.forest, self.scheme, self.language)

    def told(self, line: Sequence[Cell], plots: Plots, unit: str, places: Sequence[int] | None = None) -> list[Cell]:
        """Return a printed line by tenure, its sum last, with the bases of its numbers.

        Parameters
        ----------
        plots : which plots the line is about
        places : the tenures of the line among those of the scheme; all of them by default
        """
        keys = [tenure.key for tenure in self.scheme.tenures]
        tenures = [*(keys[i] for i in (range(len(keys)) if places is None else places)), None]
        parts = (replace(plots, tenure=tenure) for tenure in tenures)
        return [self.bases.area(cell, part, unit) for cell, part in zip(line, parts, strict=True)]

    @cached_property
    def tenures(self) -> Mapping[str, list[Cell]]:
        """Unit → how all forest land and each tenure print."""
        tree = Tree.of_parts(self.forest.total_dm2, [area for _, area in self.forest.by_tenure])
        return {unit: area_column(tree, unit, 2, self.rounding) for unit in UNITS}

    @cached_property
    def classes(self) -> Mapping[str, list[Cell]]:
        """Unit → how all forest land and each class print."""
        tree = Tree.of_parts(self.forest.total_dm2, [area for _, area in self.forest.by_class])
        return {unit: area_column(tree, unit, 2, self.rounding) for unit in UNITS}

    @cached_property
    def matrix(self) -> list[list[Cell]]:
        """How class × tenure prints in hectares: all forest land first, sums last."""
        cell = {(c, t): area for c, t, area in self.forest.matrix}
        lines = [tuple(cell[c.key, t.key] for t in self.scheme.tenures) for c in self.scheme.classes]
        total = tuple(area for _, area in self.forest.by_tenure)
        same = {(row, len(total)): printed for row, printed in enumerate(self.classes["ha"])}
        same |= {(0, k): printed for k, printed in enumerate(self.tenures["ha"][1:])}
        return area_columns(Tree((total, *lines), (-1, *(0 for _ in lines))), "ha", 2, self.rounding, same=same)

    def land(self, of: str, unit: str) -> Cell:
        """Return how a class prints, or all forest land where ``of`` is ``forest``."""
        keys = ["forest", *(key for key, _ in self.forest.by_class)]
        return self.classes[unit][keys.index(of)]

    @property
    def shown(self) -> tuple[int, ...]:
        """Places of the tenures a table of many rows shows: the undetermined one only where there is such land."""
        last = len(self.forest.by_tenure) - 1
        return tuple(i for i, (_, area) in enumerate(self.forest.by_tenure) if i < last or area)

    @cached_property
    def towns(self) -> Mapping[str, list[list[Cell]]]:
        """Unit → how all forest land and each town print by the tenures shown, sums last."""
        lines = [tuple(self.forest.by_tenure[i][1] for i in self.shown)]
        lines += [self.town_line(unit) for unit in self.forest.units]
        return self.by_tenure(lines, [-1, *(0 for _ in self.forest.units)])

    def town_line(self, unit: ForestUnit, forest_class: str | None = None) -> tuple[int, ...]:
        """Return the areas of a town by the tenures shown, of one class where it is named."""
        own = [c for c in self.forest.cells if c.unit == unit and forest_class in (None, c.forest_class)]
        keys = [self.scheme.tenures[i].key for i in self.shown]
        return tuple(sum(c.area_dm2 for c in own if c.tenure == key) for key in keys)

    def by_tenure(
        self, lines: Sequence[tuple[int, ...]], parents: Sequence[int], town_rows: Mapping[int, int] | None = None
    ) -> Mapping[str, list[list[Cell]]]:
        """Return for each unit the rows of a tree by the tenures shown, sums last; the first row is all forest land.

        ``town_rows`` holds row → place of its town: such rows print as they do in the table of towns.
        """
        tree, found = Tree(tuple(lines), tuple(parents)), dict[str, list[list[Cell]]]()
        for unit in UNITS:
            same = {(0, k): self.tenures[unit][place + 1] for k, place in enumerate(self.shown)}
            for row, town in (town_rows or {}).items():
                same |= {(row, k): cell for k, cell in enumerate(self.towns[unit][town + 1])}
            found[unit] = area_columns(tree, unit, 2, self.rounding, same=same)
        return found

    def parts(self, of: str, areas: Sequence[int]) -> Mapping[str, list[Cell]]:
        """Return for each unit how a class (or all forest land) and its parts print."""
        tree, found = Tree.of_parts(sum(areas), areas), dict[str, list[Cell]]()
        for unit in UNITS:
            rows = area_columns(tree, unit, 2, self.rounding, same={(0, 0): self.land(of, unit)})
            found[unit] = [row[0] for row in rows]
        return found

    def tree(self, tree: Tree, tenures: Sequence[str]) -> Mapping[str, list[Cell]]:
        """Return for each unit how a tree of one column prints; rows named like a tenure print as that does."""
        names = [self.words["forest.total"], *(t.label[self.language] for t in self.scheme.tenures)]
        found = dict[str, list[Cell]]()
        for unit in UNITS:
            same = {
                (row, 0): self.tenures[unit][names.index(name)] for row, name in enumerate(tenures) if name in names
            }
            found[unit] = [row[0] for row in area_columns(tree, unit, 2, self.rounding, same=same)]
        return found

    def tenure_columns(self, *, both: bool) -> tuple[Column, ...]:
        """Return a column per tenure and their sum; with ``both`` in hectares and again in mu."""
        w, columns = self.words, list[Column]()
        for unit in UNITS if both else UNITS[:1]:
            places = self.shown if both else range(len(self.scheme.tenures))
            labels = [*(self.scheme.tenures[i].label[self.language] for i in places), w["land.sum"]]
            columns += [Column(label, w[f"unit.{unit}"], 2) for label in labels]
        return tuple(columns)

    def attribute(self, key: str) -> Attribute:
        """Return the attribute of a breakdown."""
        return next(a for a in self.scheme.attributes if a.key == key)

    def value_label(self, attribute: Attribute, key: str) -> str:
        """Return the words of a value of an attribute, those for blank and odd ones included."""
        said = {BLANK: "forest.blank", ODD: "forest.odd"}
        return attribute.label_of(key, self.language) or self.words[said[key]]

    def class_label(self, key: str) -> str:
        """Return the words of a class of the report, or those for all forest land."""
        known = {c.key: c.label[self.language] for c in self.scheme.classes}
        return known.get(key) or self.words["forest.total"]


def mu_note(rows: Iterable[Row], language: str) -> tuple[str, ...]:
    """Return the notes of a table that prints hectares and mu: both are of the exact area, and what a star means."""
    return (words(language)["forest.mu_note"], *star_note(rows, language))
