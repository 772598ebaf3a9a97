"""What a page says, before anyone decides how it looks: frozen descriptions, no HTML, no drawing.

Every text here is taken as untrusted: it may come from a survey file and hold markup or template signs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from natres.core.basis import Basis
from natres.core.provenance import Provenance
from natres.presenters.web.layers import Layer, Text

__all__ = [
    "BarChart",
    "Chart",
    "Face",
    "FigureTable",
    "IndexEntry",
    "IndexPage",
    "MapPage",
    "PointChart",
    "PointSeries",
    "QuotaPanel",
    "Series",
    "Source",
    "Town",
    "TownPart",
]


@dataclass(frozen=True)
class FigureTable:
    """A table of ready-made texts beside the map.

    Parameters
    ----------
    emphasis : indices of the rows printed bold (totals)
    alert : indices of the rows drawn as exceeded
    bases : (row, column) → why the number there is what it is
    key : short name of the table

    >>> FigureTable("规模", ("指标", "值"), (("建设用地", "258.08"),)).alert
    ()
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    emphasis: tuple[int, ...] = ()
    alert: tuple[int, ...] = ()
    bases: Mapping[tuple[int, int], Basis] = field(default_factory=dict[tuple[int, int], Basis])
    key: str = ""


@dataclass(frozen=True)
class Series:
    """Bars of one kind: a colour (or one per bar), a number per name, and what is printed for it."""

    label: str
    colour: str
    values: tuple[float, ...]
    texts: tuple[str, ...]
    colours: tuple[str, ...] = ()


@dataclass(frozen=True)
class BarChart:
    """Horizontal stacked bars, one per name.

    Parameters
    ----------
    limits : a mark per name, None for none; empty for no marks at all
    totals : what is printed at the end of a bar; by default the text of the first series
    bases : why the number at the end of each bar is what it is; empty for none
    """

    key: str
    title: str
    unit: str
    series: tuple[Series, ...]
    names: tuple[str, ...]
    limits: tuple[float | None, ...] = ()
    totals: tuple[str, ...] = ()
    note: str = ""
    bases: tuple[Basis | None, ...] = ()


@dataclass(frozen=True)
class PointSeries:
    """Points of one kind: (across, along, words) each."""

    label: str
    colour: str
    places: tuple[tuple[float, float, str], ...]


@dataclass(frozen=True)
class PointChart:
    """Points in two dimensions; ``down`` lets the vertical axis grow downwards, as depths do."""

    key: str
    title: str
    across: str
    along: str
    points: tuple[PointSeries, ...]
    down: bool = False
    note: str = ""

    @property
    def series(self) -> tuple[PointSeries, ...]:
        """What the legend lists."""
        return self.points


Chart: TypeAlias = BarChart | PointChart


@dataclass(frozen=True)
class Source:
    """One input a page's numbers come from: its role in words, its file and what is known of it."""

    role: Text
    record: Provenance


@dataclass(frozen=True)
class TownPart:
    """One part of a town's land: words, colour, printed area with unit, printed share, why each is what it is."""

    label: str
    colour: str
    area: str
    share: str
    size: float
    basis: Basis | None = None
    share_basis: Basis | None = None


@dataclass(frozen=True)
class Town:
    """A line of the town list: where it lies is found by its code among the boundary layers."""

    code: str
    name: str
    total: str
    parts: tuple[TownPart, ...]
    basis: Basis | None = None


@dataclass(frozen=True)
class QuotaPanel:
    """One quota: actual, limit, margin and status in words, with the definition it is judged by.

    Parameters
    ----------
    status : ``ok``, ``near``, ``alert`` or ``none`` (not computable), for its colour; ``status_text`` in words
    facts : (words, printed number with unit, basis or None), actual first
    definition : the measure with its rule
    fill : actual over limit, for the bar; None where it cannot be computed
    towns, measures : the same by town, and the same limit under every definition
    """

    label: str
    status: str
    status_text: str
    facts: tuple[tuple[str, str, Basis | None], ...]
    definition: str
    fill: float | None = None
    towns: FigureTable | None = None
    measures: FigureTable | None = None
    document: str = ""


@dataclass(frozen=True, eq=False)
class Face:
    """What a map page says in one language.

    Parameters
    ----------
    towns : the town list, empty for none; ``towns_title`` says of what
    quotas : the quota panel, empty for none
    figures, charts : beside the map, readable without JavaScript
    marks : badges of the header
    notes : what the reader has to know: what is simplified, as of when
    unplaced : what is not on the map because nobody knows where it is; blank for nothing
    """

    title: str
    subtitle: str = ""
    towns: tuple[Town, ...] = ()
    towns_title: str = ""
    quotas: tuple[QuotaPanel, ...] = ()
    figures: tuple[FigureTable, ...] = ()
    charts: tuple[Chart, ...] = ()
    marks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unplaced: str = ""


@dataclass(frozen=True, eq=False)
class MapPage:
    """A map page: one HTML file.

    Parameters
    ----------
    language : ``zh`` or ``en``: the one it opens in
    faces : what it says, per language; all faces have the same tables and panels in the same order
    layers : drawn in this order, the last on top
    sources : the inputs behind its numbers
    home : relative link back to the index, empty for none
    rounding : how the numbers were rounded: closed, plain or survey
    public : whether ids, owners and exact vertices are left out (the layers given are already without them)
    """

    language: str
    faces: Mapping[str, Face]
    layers: tuple[Layer, ...] = ()
    sources: tuple[Source, ...] = ()
    home: str = ""
    public: bool = False
    rounding: str = "closed"

    @property
    def face(self) -> Face:
        """What it says in the language it opens in."""
        return self.faces[self.language]


@dataclass(frozen=True)
class IndexEntry:
    """One link of the index: a map or a file, by its relative address; ``beside`` are further links: words, address."""

    title: str
    text: str
    href: str
    colour: str = ""
    beside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class IndexPage:
    """The first page of a report: headline figures, tables, maps, files.

    Parameters
    ----------
    headline : (label, value, status), where status is ``"ok"``, ``"alert"`` or empty
    """

    title: str
    subtitle: str
    language: str
    headline: tuple[tuple[str, str, str], ...] = ()
    figures: tuple[FigureTable, ...] = ()
    maps: tuple[IndexEntry, ...] = ()
    files: tuple[IndexEntry, ...] = ()
    marks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
