"""Forest land: by class, tenure and town, by what else its plots say, and its standing stock."""

from natres.analyses.forest.table import forest_table, report_classes

__all__ = ["forest_table", "report_classes"]
