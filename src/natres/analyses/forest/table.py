"""Forest land by class, tenure and town: state and collective, with what has no tenure kept as its own line."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.analyses.forest.breakdowns import break_down
from natres.analyses.forest.stock import standing_stock
from natres.core.forestry import OUTSIDE, ForestScheme
from natres.core.ledger import AreaLedger
from natres.core.meanings import codes_by_meaning
from natres.core.results import ForestCell, ForestTable, ForestUnit

__all__ = ["forest_table", "report_classes"]


def forest_table(
    ledger: AreaLedger,
    plots: pd.DataFrame,
    scheme: ForestScheme,
    *,
    other_areas: Mapping[str, NDArray[np.int64]] | None = None,
) -> ForestTable:
    """Return forest land by the report's classes and by tenure, and by whatever else the plots carry.

    Parameters
    ----------
    ledger : areas of the plots, row for row as in ``plots``
    plots : natres columns ``forest_class``, ``tenure_code`` and, where known, ``unit_code``, ``unit_name``,
        ``forest_category``, ``protection_grade``, ``species``, ``composition``, ``age_group``, ``canopy_cover``,
        ``stock_m3_ha``, ``chief``, ``managed`` …
    scheme : what the forestry codes mean
    other_areas : kind → areas in 0.01 m² of the plots, row for row, beside those of the ledger

    Notes
    -----
    Σ classes = Σ tenures = Σ cells = Σ of every breakdown of all forest = total, exactly. Land that the map carries
    but that is not forest (02xx), and woods on land that is not managed as forest land, are not in it.
    """
    classes = report_classes(plots, scheme)
    table = _rows(ledger, plots, scheme, classes)
    inside = table[table["forest"] != OUTSIDE]
    cells = _Cells.of(inside, scheme)
    matrix = tuple((c, t, cells.area(c, t)) for c in cells.classes for t in cells.tenures)
    units = _units(inside) if "unit_name" in plots or "unit_code" in plots else ()
    unmanaged = classes.eq(OUTSIDE) & ~plots["forest_class"].map(scheme.class_of).eq(OUTSIDE)
    kinds = {ledger.area_kind: table["area"].to_numpy(), **(other_areas or {})}
    stocks = standing_stock(plots.loc[inside.index], inside)
    return ForestTable(
        area_kind=ledger.area_kind,
        plots=len(inside),
        by_class=tuple((c, sum(a for k, _, a in matrix if k == c)) for c in cells.classes),
        by_tenure=tuple((t, sum(a for _, k, a in matrix if k == t)) for t in cells.tenures),
        matrix=matrix,
        by_unit=tuple((unit.name, t, cells.of_unit(unit, t)) for unit in units for t in cells.tenures),
        outside_dm2=int(table.loc[table["forest"] == OUTSIDE, "area"].sum()),
        other_totals_dm2=tuple(sorted(ledger.other_totals_dm2.items())),
        cells=cells.all() if units else (),
        units=units,
        by_kind=tuple((kind, _classes_under(table, areas, cells.classes)) for kind, areas in kinds.items()),
        tenure_codes=_tenure_codes(inside, cells.tenures),
        breakdowns=break_down(plots.loc[inside.index], inside, scheme),
        chiefs=_chiefs(plots.loc[inside.index], inside, cells.tenures) if "chief" in plots else (),
        stock_by_class=stocks.by_class,
        stock_by_species=stocks.by_species,
        without_stock_dm2=stocks.without_dm2,
        unmanaged_dm2=int(table.loc[unmanaged.to_numpy(), "area"].sum()),
        codes=_codes(plots, scheme),
    )


def _codes(plots: pd.DataFrame, scheme: ForestScheme) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the codes of the plots by what a table tells apart; ``managed`` only where some plots are not."""
    found = {
        "forest_class": codes_by_meaning(plots["forest_class"].unique(), lambda code: scheme.class_of(code) or "other"),
        "tenure_code": codes_by_meaning(plots["tenure_code"].unique(), scheme.tenure_of),
    }
    for column in ("unit_code", "unit_name"):
        if column in plots:
            found[column] = codes_by_meaning(plots[column].unique(), str)
    if "chief" in plots:
        found["chief"] = codes_by_meaning(plots["chief"].unique(), str.strip)
    if "managed" in plots:
        kinds = codes_by_meaning(plots["managed"].unique(), lambda c: "no" if c.startswith(scheme.unmanaged) else "yes")
        found |= {"managed": kinds} if "no" in kinds else {}
    return found


def report_classes(plots: pd.DataFrame, scheme: ForestScheme) -> pd.Series:
    """Return the report's class of every plot; ``outside`` for what is not forest land.

    What an accepted unknown code stands for is other forest land. Woods on land that is not managed as forest land
    (GLLX 20) are no forest land, whatever grows there.
    """
    classes = plots["forest_class"].map(scheme.class_of).fillna("other")
    if "managed" in plots:
        classes = classes.mask(plots["managed"].str.startswith(scheme.unmanaged), OUTSIDE)
    return classes


def _rows(ledger: AreaLedger, plots: pd.DataFrame, scheme: ForestScheme, classes: pd.Series) -> pd.DataFrame:
    empty = pd.Series("", index=plots.index)
    return pd.DataFrame(
        {
            "forest": classes.to_numpy(),
            "tenure": plots["tenure_code"].map(scheme.tenure_of).to_numpy(),
            "tenure_code": plots["tenure_code"].to_numpy(),
            "code": plots.get("unit_code", empty).to_numpy(),
            "name": plots.get("unit_name", empty).to_numpy(),
            "area": ledger.parcels["gross_dm2"].to_numpy(),
        },
        index=plots.index,
    )


@dataclass(frozen=True)
class _Cells:
    """Areas and numbers of plots by town, class and tenure."""

    classes: tuple[str, ...]
    tenures: tuple[str, ...]
    found: Mapping[tuple[ForestUnit, str, str], tuple[int, int]]

    @classmethod
    def of(cls, inside: pd.DataFrame, scheme: ForestScheme) -> "_Cells":
        sums = inside.groupby(["code", "name", "forest", "tenure"])["area"].agg(["sum", "size"])
        found = {
            (ForestUnit(str(code), str(name)), str(forest), str(tenure)): (int(area), int(plots))
            for (code, name, forest, tenure), area, plots in zip(sums.index, sums["sum"], sums["size"], strict=True)
        }
        return cls(tuple(c.key for c in scheme.classes), tuple(t.key for t in scheme.tenures), found)

    def area(self, forest_class: str, tenure: str) -> int:
        return sum(area for (_, c, t), (area, _) in self.found.items() if (c, t) == (forest_class, tenure))

    def of_unit(self, unit: ForestUnit, tenure: str) -> int:
        return sum(area for (u, _, t), (area, _) in self.found.items() if (u, t) == (unit, tenure))

    def all(self) -> tuple[ForestCell, ...]:
        order = sorted(self.found, key=lambda k: (_in_order(k[0]), self.classes.index(k[1]), self.tenures.index(k[2])))
        return tuple(ForestCell(unit, c, t, *self.found[unit, c, t]) for unit, c, t in order)


def _units(inside: pd.DataFrame) -> tuple[ForestUnit, ...]:
    pairs = inside[["code", "name"]].drop_duplicates()
    units = [ForestUnit(str(c), str(n)) for c, n in zip(pairs["code"], pairs["name"], strict=True)]
    return tuple(sorted(units, key=_in_order))


def _in_order(unit: ForestUnit) -> tuple[bool, str, str]:
    """By code, what has none last; without codes by name."""
    return (not (unit.code or unit.name), unit.code, unit.name)


def _classes_under(
    table: pd.DataFrame, areas: NDArray[np.int64], classes: tuple[str, ...]
) -> tuple[tuple[str, int], ...]:
    sums = pd.Series(areas, index=table.index).groupby(table["forest"]).sum()
    return tuple((c, int(sums.get(c, 0))) for c in classes)


def _tenure_codes(inside: pd.DataFrame, tenures: tuple[str, ...]) -> tuple[tuple[str, str, int, int], ...]:
    sums = inside.groupby(["tenure", "tenure_code"])["area"].agg(["size", "sum"])
    rows = [
        (str(t), str(c), int(n), int(a)) for (t, c), n, a in zip(sums.index, sums["size"], sums["sum"], strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: (tenures.index(row[0]), row[1])))


def _chiefs(plots: pd.DataFrame, inside: pd.DataFrame, tenures: tuple[str, ...]) -> tuple[tuple[str, str, int], ...]:
    """Return the areas of forest chiefs by tenure, in the order of their towns; land of none stands last."""
    names = plots["chief"].str.strip()
    order = inside["code"].groupby(names).min()
    sums = inside["area"].groupby([names, inside["tenure"]]).sum()
    ranked = sorted(order.index, key=lambda name: (not name, order[name], name))
    return tuple((str(name), t, int(sums.get((name, t), 0))) for name in ranked for t in tenures)
