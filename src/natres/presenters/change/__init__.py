"""A change between two years as tables, JSON and a layer."""

from natres.presenters.change.data import change_json
from natres.presenters.change.listing import change_style, layer_columns
from natres.presenters.change.page import ChangePage
from natres.presenters.change.tables import brief_tables, change_tables

__all__ = ["ChangePage", "brief_tables", "change_json", "change_style", "change_tables", "layer_columns"]
