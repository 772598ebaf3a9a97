"""What all tables of an overlay share: words for layers and towns, the unit, how areas print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from natres.core.classification import Scheme
from natres.core.results.overlay import Area, Overlay, OverlayCell, ZoneAnswer, summed
from natres.core.units import DISPLAY, area_text, to_dm2
from natres.labels import words
from natres.presenters.land_words import class_label, group_label
from natres.presenters.table import Cell, Column

__all__ = ["UNCLASSIFIED_GROUP", "OverlayPage", "metres"]

#: Group of land without one.
UNCLASSIFIED_GROUP = "unclassified"


@dataclass(frozen=True, eq=False)
class OverlayPage:
    """What the tables are made of: the numbers, what their codes mean, the language, how they print.

    ``towns`` are names by code; ``about`` whose land it is and of which year.
    """

    overlay: Overlay
    answers: tuple[ZoneAnswer, ...]
    scheme: Scheme
    language: str
    unit: str = "ha"
    rounding: str = "closed"
    towns: Mapping[str, str] = field(default_factory=dict[str, str])
    about: str = ""

    @cached_property
    def decimals(self) -> int:
        """Decimals of the tables' unit."""
        return DISPLAY[self.unit]

    def area_heading(self, label: str, span: str = "") -> Column:
        """Return the column of an area in the unit of the tables."""
        return Column(label, words(self.language)[f"unit.{self.unit}"], self.decimals, span)

    def layer_label(self, key: str) -> str:
        """Return what a layer is called: the field's word, else the name it was given."""
        layer = self.overlay.layer(key)
        return words(self.language).get(f"zones.{key}") or (layer.label if layer else "") or key

    def together_label(self, layers: Sequence[str]) -> str:
        """Return a combination of layers in words."""
        w = words(self.language)
        if not layers:
            return w["overlay.outside_all"]
        named = w["overlay.and"].join(self.layer_label(key) for key in layers)
        return w["overlay.only"].format(layer=named) if len(layers) == 1 < len(self.overlay.layers) else named

    def group_of(self, cell: OverlayCell) -> str:
        """Return the group of a cell's land."""
        return self.scheme.group_of(cell.land_class) or UNCLASSIFIED_GROUP

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The groups there is land of, in their order, land in none last."""
        there = {self.group_of(cell) for one in self.overlay.combinations for cell in one.cells}
        known = [group.key for group in self.scheme.groups]
        return (*known, *([UNCLASSIFIED_GROUP] if UNCLASSIFIED_GROUP in there else []))

    def by_group(self, cells: Sequence[OverlayCell]) -> tuple[int, ...]:
        """Return the ledger's area by group, in 0.01 m²."""
        found = dict.fromkeys(self.groups, 0)
        for cell in cells:
            found[self.group_of(cell)] += cell.area.ledger_dm2
        return tuple(found.values())

    def parts(self, cells: Sequence[OverlayCell], by: str) -> list[tuple[str, str, Area]]:
        """Return (code, words, area) by ``land_class``, ``ownership`` or ``town``, in the order of the field."""
        if by == "ownership":
            return self._by_owner(cells)
        found = summed(cells, by)
        if by == "land_class":
            order = sorted(found, key=lambda code: self.scheme.position.get(code, len(self.scheme.position)))
            return [(code, class_label(code, self.scheme, self.language), found[code]) for code in order]
        unknown = words(self.language)["overlay.no_town"]
        return [(code, self.towns.get(code, "") or (code or unknown), area) for code, area in found.items()]

    def _by_owner(self, cells: Sequence[OverlayCell]) -> list[tuple[str, str, Area]]:
        found = {kind.key: Area() for kind in self.scheme.ownership}
        for cell in cells:
            key = self.scheme.ownership_of(cell.ownership_type)
            found[key] = found.get(key, Area()) + cell.area
        labels = {kind.key: kind.label[self.language] for kind in self.scheme.ownership}
        return [(key, labels.get(key, key), area) for key, area in found.items() if area != Area()]

    def group_labels(self) -> list[str]:
        """Return the groups in words."""
        return [group_label(key, self.scheme, self.language) for key in self.groups]

    @property
    def notes(self) -> tuple[str, ...]:
        """Which area the tables show, and how they were rounded."""
        w = words(self.language)
        rounded = w["land.plain_note" if self.rounding == "plain" else "land.closed_note"]
        return (w["overlay.area_note"].format(kind=w[f"area.{self.overlay.area_kind}"]), rounded)


def metres(area_m2: float) -> Cell:
    """Return square metres with two decimals."""
    return Cell(area_text(to_dm2(area_m2), "m2"), area_m2)
