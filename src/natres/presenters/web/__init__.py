"""Pages for a browser without a network: a map in one file, and the index that leads to the maps."""

from natres.presenters.web.draw import draw_page
from natres.presenters.web.index import draw_index
from natres.presenters.web.page import (
    AreaLayer,
    BarChart,
    BoundaryLayer,
    Category,
    Chart,
    Column,
    FigureTable,
    IndexEntry,
    IndexPage,
    MapPage,
    PointChart,
    PointLayer,
    PointSeries,
    Series,
)

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
    "MapPage",
    "PointChart",
    "PointLayer",
    "PointSeries",
    "Series",
    "draw_index",
    "draw_page",
]
