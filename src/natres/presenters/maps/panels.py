"""Tables beside a map: the columns that fit there, with the bases of their numbers."""

from collections.abc import Mapping

from natres.presenters.table import Table
from natres.presenters.web import FigureTable

__all__ = ["figure_table", "panel_table", "tenure_columns"]

#: Beside a map there is room for a few columns: those of each table that say most; the rest is in the workbook.
_PANEL_COLUMNS: Mapping[str, tuple[int, ...]] = {
    "land_groups": (0, 1, 2),
    "land_classes": (0, 1, 3, 4),
    "land_ownership": (1, 2, 3, 5),
    "quotas": (0, 2, 3, 4),
    "measures": (0, 1, 3),
    "units": (1, 2, 3),
    "forest": (0, 1, 2, 4),
    "reinjection": (0, 3, 4, 5),
    "ledgers": (0, 2, 3, 4),
    "change_groups": (0, 4, 5, 6, 8),
    "change_main_classes": (0, 4, 5, 6, 8),
    "cropland_flow": (0, 1, 2, 3),
    "urban_growth": (0, 1, 2, 3),
    "overlay_questions": (0, 1, 2),
    "overlay_combinations": (0, 1, 3),
    "overlay_layers": (0, 1, 2),
    "overlay_questions_town": (1, 2),
}


#: Columns of towns ranked by a quota without limits of their own; with them: name, actual, limit, verdict.
_WITHOUT_LIMITS, _LIMITED = 4, (1, 2, 4, 5)


def panel_table(table: Table) -> FigureTable:
    """Return a table with the columns that fit beside a map."""
    if table.key == "forest" and table.rows[0].cells[3].number:
        return figure_table(table, (0, 1, 2, 3, 4))  # land of no tenure: a sum has to be seen to add up
    if table.key == "forest_units":
        first, total, end = tenure_columns(table)  # without codes and sums, for which there is no room
        return figure_table(table, (first - 1, *(i for i in range(first, end) if i not in (total, end - 1))))
    kind = table.key.rpartition("_")[2] if table.key.startswith("quota_") else table.key
    if kind == "units" and len(table.columns) > _WITHOUT_LIMITS:
        return figure_table(table, _LIMITED)  # why a town is red matters more than its share
    return figure_table(table, _PANEL_COLUMNS.get(kind))


def tenure_columns(table: Table) -> tuple[int, int, int]:
    """Return where in the table of forest land by town the tenures begin, where their sum stands, where it ends.

    The name of the town stands before the first; all tenures with their sum follow once more in the other unit.
    """
    first = next(i for i, column in enumerate(table.columns) if column.unit)
    end = len(table.columns)
    return first, first + (end - first) // 2 - 1, end


def figure_table(table: Table, columns: tuple[int, ...] | None = None) -> FigureTable:
    """Return a table as the web room shows it, with all columns or those named, as far as it has them."""
    every = tuple(range(len(table.columns)))
    shown = tuple(i for i in columns if i in every) if columns else every
    bases = {(r, c): row.cells[i].basis for r, row in enumerate(table.rows) for c, i in enumerate(shown)}
    return FigureTable(
        title=table.title,
        header=tuple(table.columns[i].heading for i in shown),
        rows=tuple(tuple(row.cells[i].text for i in shown) for row in table.rows),
        notes=table.notes,
        emphasis=tuple(i for i, row in enumerate(table.rows) if row.mark == "total"),
        alert=tuple(i for i, row in enumerate(table.rows) if row.mark == "alert"),
        bases={place: basis for place, basis in bases.items() if basis is not None},
        key=table.key,
    )
