"""What changed between two years, for people: accounts, matrices, flows, checks, the list of changes."""

from natres.presenters.change.flows import verdict
from natres.presenters.change.heat_map import HeatMap, heat_map
from natres.presenters.change.json_change import change_json, pieces_json
from natres.presenters.change.listing import piece_frame, piece_style, piece_table
from natres.presenters.change.page import ChangePage
from natres.presenters.change.tables import brief_tables, change_tables

__all__ = [
    "ChangePage", "HeatMap", "brief_tables", "change_json", "change_tables", "heat_map", "piece_frame", "piece_style",
    "piece_table", "pieces_json", "verdict",
]  # fmt: skip
