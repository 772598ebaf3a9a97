"""What a map draws, before anyone decides how it looks: layers with their columns and colourings, no drawing.

Every text is taken as untrusted: it may come from a survey file and hold markup or template signs. A `Text` is one
string for all languages of a page, or one per language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from natres.core.basis import Basis

__all__ = [
    "AreaColumn",
    "AreaLayer",
    "BoundaryLayer",
    "Category",
    "CodeColumn",
    "Colouring",
    "Column",
    "Layer",
    "NumberColumn",
    "PointLayer",
    "Text",
    "TextColumn",
    "text_in",
]

Text: TypeAlias = str | Mapping[str, str]


def text_in(text: Text, language: str) -> str:
    """Return a text in a language; one without it is said in the language it has.

    >>> text_in("a", "zh"), text_in({"zh": "耕地", "en": "Cropland"}, "en"), text_in({"zh": "耕地"}, "en")
    ('a', 'Cropland', '耕地')
    """
    if isinstance(text, str):
        return text
    return text[language] if language in text else next(iter(text.values()), "")


@dataclass(frozen=True)
class Category:
    """One row of a legend.

    Parameters
    ----------
    key : short name inside the layer
    label : the words beside the swatch
    colour : ``#rrggbb``
    note : shown at the right of the row, e.g. ``258.08 km²``
    basis : why the number of the note is what it is, per language
    shown : whether it is switched on when the page opens

    >>> Category("01", "耕地", "#f6e58d").note
    ''
    """

    key: str
    label: Text
    colour: str
    note: Text = ""
    basis: Mapping[str, Basis] = field(default_factory=dict[str, Basis])
    shown: bool = True


@dataclass(frozen=True, eq=False)
class Colouring:
    """One way to colour a layer: its legend, and per feature an index into it, -1 for none (drawn in neutral grey)."""

    key: str
    title: Text
    categories: tuple[Category, ...]
    index: NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class TextColumn:
    """A text per feature, as it stands in the file: ids, names. ``search`` lets the reader look for it."""

    key: str
    label: Text
    values: Sequence[str]
    search: bool = False
    show: bool = True


@dataclass(frozen=True, eq=False)
class CodeColumn:
    """A code per feature with the words it is shown as; a code without words shows as itself."""

    key: str
    label: Text
    values: Sequence[str]
    words: Mapping[str, Text] = field(default_factory=dict[str, Text])
    search: bool = False
    show: bool = True


@dataclass(frozen=True, eq=False)
class AreaColumn:
    """An area per feature in whole 0.01 m², shown in m², hectares and mu.

    ``of`` names the area columns it is the sum of: then the browser adds them instead of reading it.
    """

    key: str
    label: Text
    values: NDArray[np.int64]
    of: tuple[str, ...] = ()
    show: bool = True


@dataclass(frozen=True, eq=False)
class NumberColumn:
    """An exact decimal per feature as text, empty for none, with its unit in words."""

    key: str
    label: Text
    values: Sequence[str]
    unit: Text = ""
    show: bool = True


Column: TypeAlias = TextColumn | CodeColumn | AreaColumn | NumberColumn


@dataclass(frozen=True, eq=False)
class AreaLayer:
    """Filled polygons.

    Parameters
    ----------
    key, title : short name, and the words of the layer switch
    geometry : Polygons or MultiPolygons in degrees, lon/lat (CGCS2000 is taken as WGS 84 for display);
        ``None`` and empty geometries keep their place and draw nothing
    colourings : ways to colour it, the first one shown when the page opens
    columns : attributes of the tooltip; keys are those a `natres.core.basis.Rows` may name
    bookings : pairs of (code column, area column): what of a feature counts under which class; empty where the
        layer has no areas to add up
    outline : ``#rrggbb`` of the thin outline; empty draws a hairline
    visible : whether the layer is switched on when the page opens
    sources : which of the page's sources the layer was read from
    """

    key: str
    title: Text
    geometry: NDArray[np.object_]
    colourings: tuple[Colouring, ...] = ()
    columns: tuple[Column, ...] = ()
    bookings: tuple[tuple[str, str], ...] = ()
    outline: str = ""
    visible: bool = True
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class PointLayer:
    """Circles at places (wells, sites), lon and lat in degrees, NaN for one without a place; else as `AreaLayer`."""

    key: str
    title: Text
    lon: NDArray[np.floating[Any]]
    lat: NDArray[np.floating[Any]]
    colourings: tuple[Colouring, ...] = ()
    columns: tuple[Column, ...] = ()
    visible: bool = True
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class BoundaryLayer:
    """Lines around units, drawn with a light casing, each with a quiet name where there is room.

    Parameters
    ----------
    geometry : Polygons, MultiPolygons or lines in degrees, lon/lat
    labels : one text per geometry; an empty text draws none
    codes : code of each unit, empty for none; the town list finds its towns by it
    weight : width of the line in screen pixels
    colour : ``#rrggbb``; empty for the dark grey of administrative lines
    dash : lengths of dashes and gaps in screen pixels; empty for a whole line
    """

    key: str
    title: Text
    geometry: NDArray[np.object_]
    labels: Sequence[Text]
    codes: Sequence[str] = ()
    weight: float = 1.2
    colour: str = ""
    dash: tuple[float, ...] = ()
    visible: bool = True


Layer: TypeAlias = AreaLayer | PointLayer | BoundaryLayer
