"""Areas of illegal patches as they print in mu: approved and not approved add up, patches to towns to the total."""

from dataclasses import dataclass
from functools import cached_property

from natres.core.results.enforcement import IllegalLand, IllegalPatch
from natres.core.units import DISPLAY, to_dm2
from natres.presenters.printing import Tree, area_columns
from natres.presenters.table import Cell

__all__ = ["IllegalPrints"]

#: What is printed: the parts, approved and not, with their sum.
_PARTS = {
    "area_m2": ("approved_m2", "unapproved_m2"),
    "cropland_m2": ("approved_cropland_m2", "unapproved_cropland_m2"),
}


@dataclass(frozen=True, eq=False)
class IllegalPrints:
    """The printed areas of a result; a key is ``""`` for all, a town's code, or the row of a patch."""

    found: IllegalLand

    @cached_property
    def towns(self) -> tuple[str, ...]:
        """The towns there are patches in."""
        return tuple(sorted({patch.town for patch in self.found.patches}))

    @property
    def names(self) -> tuple[str, ...]:
        """The areas there is something to say of, in the order of the tables."""
        names = ["area_m2", "cropland_m2"]
        if self.found.has_approvals:
            names += ["approved_m2", "unapproved_m2", "unapproved_cropland_m2"]
        known = any(patch.farmland_m2 is not None for patch in self.found.patches)
        return (*names, *(["farmland_m2"] if known else []))

    @cached_property
    def _lines(self) -> list[tuple[object, tuple[IllegalPatch, ...], int]]:
        """Return key, patches and parent of every line: all, then each town with its patches."""
        lines: list[tuple[object, tuple[IllegalPatch, ...], int]] = [("", self.found.patches, -1)]
        for town in self.towns:
            mine = tuple(patch for patch in self.found.patches if patch.town == town)
            head = len(lines)
            lines.append((("town", town), mine, 0))
            lines += [(patch.row, (patch,), head) for patch in mine]
        return lines

    @cached_property
    def cells(self) -> dict[tuple[str, object], Cell]:
        """The printed area by name and key, in mu."""
        printed: dict[tuple[str, object], Cell] = {}
        for whole, parts in _PARTS.items():
            areas = [tuple(map(sum, zip(*(_split(p, whole, parts[0]) for p in mine), strict=True))) or (0, 0)
                     for _, mine, _ in self._lines]  # fmt: skip
            for (key, _, _), line in zip(self._lines, self._printed(areas), strict=True):
                printed |= {(name, key): cell for name, cell in zip((*parts, whole), line, strict=True)}
        if "farmland_m2" in self.names:
            areas = [(sum(to_dm2(patch.farmland_m2 or 0.0) for patch in mine),) for _, mine, _ in self._lines]
            for (key, _, _), line in zip(self._lines, self._printed(areas), strict=True):
                printed["farmland_m2", key] = line[0]
        return printed

    def _printed(self, areas: list[tuple[int, ...]]) -> list[list[Cell]]:
        tree = Tree(tuple(areas), tuple(parent for _, _, parent in self._lines))
        return area_columns(tree, "mu", DISPLAY["mu"], "closed")

    def line(self, key: object) -> list[Cell]:
        """Return the printed areas of a key, in the order of :attr:`names`."""
        return [self.cells[name, key] for name in self.names]


def _split(patch: IllegalPatch, whole: str, part: str) -> tuple[int, int]:
    """Return the approved part of an area and the rest, in whole 0.01 m²."""
    approved = to_dm2(getattr(patch, part))
    return approved, to_dm2(getattr(patch, whole)) - approved
