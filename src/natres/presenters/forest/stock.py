"""Standing stock by class and by species."""

from collections.abc import Sequence

from natres.core.results import ForestStock
from natres.core.units import area_text, decimal_text, round_half_up
from natres.presenters.forest.prints import ForestPrints
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["stock_table"]


def stock_table(prints: ForestPrints) -> Table:
    """Return the standing stock of the plots that state one: by class, then by species, in m³ and m³ per hectare."""
    w, forest = prints.words, prints.forest
    total = _together(forest.stock_by_class)
    rows = [_row(w["land.sum"], total, "total")]
    rows += [_row(prints.class_label(stock.key), stock, indent=1) for stock in forest.stock_by_class]
    rows += [_row(stock.key or w["forest.blank"], stock, indent=2) for stock in forest.stock_by_species]
    columns = (
        Column(w["forest.stock_of"]),
        Column(w["forest.plots"]),
        Column(w["forest.area"], w["unit.ha"], 2),
        Column(w["forest.stock"], w["unit.m3"], 0),
        Column(w["forest.stock_per_ha"], w["unit.m3"], 1),
    )
    notes = [w["forest.stock_note"]]
    if forest.without_stock_dm2:
        notes.append(w["forest.without_stock"].format(area=area_text(forest.without_stock_dm2, "ha")))
    return Table("forest_stock", w["forest.stock_title"], columns, tuple(rows), tuple(notes))


def _together(stocks: Sequence[ForestStock]) -> ForestStock:
    plots, area = sum(s.plots for s in stocks), sum(s.area_dm2 for s in stocks)
    return ForestStock("", plots, area, sum((s.stock_m3 for s in stocks), start=stocks[0].stock_m3 * 0))


def _row(name: str, stock: ForestStock, mark: str = "", indent: int = 0) -> Row:
    per_ha = stock.stock_m3 * 1_000_000 / stock.area_dm2
    line = [
        name,
        Cell(str(stock.plots), stock.plots),
        Cell(area_text(stock.area_dm2, "ha"), stock.area_dm2 / 1e6),
        Cell(decimal_text(round_half_up(stock.stock_m3), 0), float(stock.stock_m3)),
        Cell(decimal_text(round_half_up(per_ha * 10), 1), float(per_ha)),
    ]
    return Row(cells(line), mark, indent)
