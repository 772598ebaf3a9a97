"""What a page says, before anyone decides how it looks: frozen descriptions, no HTML, no drawing.

Every text here is taken as untrusted: it may come from a survey file and hold markup or template signs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "AreaLayer",
    "BarChart",
    "BoundaryLayer",
    "Category",
    "Chart",
    "Column",
    "FigureTable",
    "IndexEntry",
    "IndexPage",
    "Layer",
    "MapPage",
    "PointChart",
    "PointLayer",
    "PointSeries",
    "Series",
]


@dataclass(frozen=True)
class Category:
    """One row of a legend.

    Parameters
    ----------
    key : short name inside the layer
    label : the words beside the swatch
    colour : ``#rrggbb``
    note : shown at the right of the row, e.g. ``258.08 km²``

    >>> Category("01", "耕地", "#f6e58d").note
    ''
    """

    key: str
    label: str
    colour: str
    note: str = ""


@dataclass(frozen=True)
class Column:
    """One attribute of a layer: a label and one text per feature, as the tooltip shows them."""

    label: str
    values: Sequence[str]


@dataclass(frozen=True, eq=False)
class AreaLayer:
    """Filled polygons.

    Parameters
    ----------
    key, title : short name, and the words of the layer switch
    geometry : Polygons or MultiPolygons in degrees, lon/lat (CGCS2000 is taken as WGS 84 for display);
        ``None`` and empty geometries keep their place and draw nothing
    category : index into ``categories`` per feature, -1 for none (drawn in neutral grey)
    categories : the legend
    columns : attributes of the tooltip
    outline : ``#rrggbb`` of the thin outline; empty draws a hairline
    visible : whether the layer is switched on when the page opens
    """

    key: str
    title: str
    geometry: NDArray[np.object_]
    category: NDArray[np.integer[Any]]
    categories: tuple[Category, ...] = ()
    columns: tuple[Column, ...] = ()
    outline: str = ""
    visible: bool = True


@dataclass(frozen=True, eq=False)
class PointLayer:
    """Circles at places (wells, sites), lon and lat in degrees; the other fields as in `AreaLayer`."""

    key: str
    title: str
    lon: NDArray[np.floating[Any]]
    lat: NDArray[np.floating[Any]]
    category: NDArray[np.integer[Any]]
    categories: tuple[Category, ...] = ()
    columns: tuple[Column, ...] = ()
    visible: bool = True


@dataclass(frozen=True, eq=False)
class BoundaryLayer:
    """Lines around units, drawn with a light casing, each with a quiet name where there is room.

    Parameters
    ----------
    geometry : Polygons, MultiPolygons or lines in degrees, lon/lat
    labels : one text per geometry; an empty text draws none
    weight : width of the line in screen pixels
    """

    key: str
    title: str
    geometry: NDArray[np.object_]
    labels: Sequence[str]
    weight: float = 1.2
    visible: bool = True


Layer: TypeAlias = AreaLayer | PointLayer | BoundaryLayer


@dataclass(frozen=True)
class FigureTable:
    """A table of ready-made texts beside the map.

    Parameters
    ----------
    emphasis : indices of the rows printed bold (totals)
    alert : indices of the rows drawn as exceeded

    >>> FigureTable("规模", ("指标", "值"), (("建设用地", "258.08"),)).alert
    ()
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    emphasis: tuple[int, ...] = ()
    alert: tuple[int, ...] = ()


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
    """

    key: str
    title: str
    unit: str
    series: tuple[Series, ...]
    names: tuple[str, ...]
    limits: tuple[float | None, ...] = ()
    totals: tuple[str, ...] = ()
    note: str = ""


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


@dataclass(frozen=True, eq=False)
class MapPage:
    """One map page.

    Parameters
    ----------
    language : ``"zh"`` or ``"en"``: the page's own words; the data keep theirs
    layers : drawn in this order, the last on top
    marks : badges such as 示例数据（虚构）
    sources : lines of the footer: file, date, reference system
    home : relative link back to the index, empty for none
    """

    title: str
    subtitle: str
    language: str
    layers: tuple[Layer, ...]
    figures: tuple[FigureTable, ...] = ()
    charts: tuple[Chart, ...] = ()
    marks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    home: str = ""


@dataclass(frozen=True)
class IndexEntry:
    """One link of the index: a map or a file, by its relative address."""

    title: str
    text: str
    href: str
    colour: str = ""


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
