"""Pages for a browser without a network: a map in one file, and the index that leads to the maps."""

from natres.presenters.web.draw import draw_page
from natres.presenters.web.index import draw_index
from natres.presenters.web.page import (
    AreaLayer,
    BoundaryLayer,
    Category,
    Column,
    FigureTable,
    IndexEntry,
    IndexPage,
    MapPage,
    PointLayer,
)

__all__ = [
    "AreaLayer",
    "BoundaryLayer",
    "Category",
    "Column",
    "FigureTable",
    "IndexEntry",
    "IndexPage",
    "MapPage",
    "PointLayer",
    "draw_index",
    "draw_page",
]
