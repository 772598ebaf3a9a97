"""Forest land: by class, tenure and town, its standing stock, and how its plots lie on the land survey."""

from natres.analyses.forest.encroachment import find_encroachment, lay_later, survey_codes_of
from natres.analyses.forest.laying import ForestPlots, WoodsLaid, lay_woods
from natres.analyses.forest.piece_layer import piece_layer
from natres.analyses.forest.reconciliation import (
    forest_land_of,
    ground_tables,
    is_woods,
    kinds_of_woods,
    reconcile_woods,
)
from natres.analyses.forest.table import forest_table, report_classes

__all__ = [
    "ForestPlots",
    "WoodsLaid",
    "find_encroachment",
    "forest_land_of",
    "forest_table",
    "ground_tables",
    "is_woods",
    "kinds_of_woods",
    "lay_later",
    "lay_woods",
    "piece_layer",
    "reconcile_woods",
    "report_classes",
    "survey_codes_of",
]
