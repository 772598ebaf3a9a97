"""Forest land as tables, all of which print the same number the same way, in hectares and mu."""

from natres.presenters.forest.breakdowns import breakdown_table, tenure_code_table
from natres.presenters.forest.charts import tenure_chart
from natres.presenters.forest.classes import class_table, kind_table
from natres.presenters.forest.encroachment import encroachment_tables
from natres.presenters.forest.prints import ForestPrints
from natres.presenters.forest.reconciliation import WoodsPrints, reconciliation_tables
from natres.presenters.forest.stock import stock_table
from natres.presenters.forest.towns import chief_table, town_class_table, town_table
from natres.presenters.table import Table

__all__ = [
    "ForestPrints",
    "WoodsPrints",
    "breakdown_table",
    "chief_table",
    "class_table",
    "encroachment_tables",
    "forest_tables",
    "kind_table",
    "reconciliation_tables",
    "stock_table",
    "tenure_chart",
    "tenure_code_table",
    "town_class_table",
    "town_table",
]


def forest_tables(prints: ForestPrints, year: int | None = None) -> tuple[Table, ...]:
    """Return every table of forest land that the plots allow, in the order of a report."""
    forest = prints.forest
    tables = [class_table(prints, year)]
    if forest.units:
        tables += [town_table(prints), town_class_table(prints)]
    if len(forest.by_kind) > 1:
        tables.append(kind_table(prints))
    tables.append(tenure_code_table(prints))
    tables += [breakdown_table(prints, breakdown) for breakdown in forest.breakdowns]
    if forest.stock_by_class:
        tables.append(stock_table(prints))
    if forest.chiefs:
        tables.append(chief_table(prints))
    return tuple(tables)
