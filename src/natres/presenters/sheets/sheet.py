"""What a sheet is made of, before anything has a place on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from natres.core.crs import ComputingZone
from natres.presenters.web import MapPage

__all__ = ["Figures", "Inset", "SheetMaterial"]


@dataclass(frozen=True, eq=False)
class Inset:
    """Where the ground lies: areas around it (metres, in the plane of the sheet), their names, and which it is."""

    shapes: Any
    names: Sequence[str]
    own: Sequence[bool]
    title: str = ""


@dataclass(frozen=True)
class Figures:
    """Numbers of the legend where they are not those of the page: printed, by category, in one unit."""

    unit: str
    by_key: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class SheetMaterial:
    """A map to be printed.

    Parameters
    ----------
    page : the map as its definition says; its layers of areas lie in the plane of ``zone``, in metres
    subject : key of the layer the map is about
    hatches : category of the subject → name of its hatch
    issuer, issued, review : who issues the sheet, when, and its map review number; blank leaves room for it
    inset : where the ground lies, for the small map beside it
    title, subtitle : whose map of what it is, and of when
    whose : beginnings of the title, the district's name, that with the town's: one too long is broken behind one
    facts : lines above the legend: words, printed number, whether it is a bad one
    codes : whether parcels with room for it show their class code
    focus : a shape in metres that the sheet is about and shows whole: the rest is drawn pale, and the legend lists
        what lies in it; None for all of the subject
    figures : numbers of its legend, where it has a focus
    finer : category of the subject → words and printed numbers, with unit, of the classes that are counted with it
    town_words : code of a town → its words on the map, in place of its name
    """

    page: MapPage
    zone: ComputingZone
    subject: str
    language: str
    hatches: Mapping[str, str] = field(default_factory=dict[str, str])
    issuer: str = ""
    issued: str = ""
    review: str = ""
    inset: Inset | None = None
    title: str = ""
    subtitle: str = ""
    whose: Sequence[str] = ()
    facts: Sequence[tuple[str, str, bool]] = ()
    codes: bool = False
    focus: Any = None
    figures: Figures | None = None
    finer: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict[str, Sequence[tuple[str, str]]])
    town_words: Mapping[str, str] = field(default_factory=dict[str, str])
