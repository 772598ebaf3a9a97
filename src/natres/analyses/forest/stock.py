"""Standing stock: cubic metres per hectare times the hectares of each plot, over the plots that state it."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from natres.core.results import ForestStock

__all__ = ["Stocks", "standing_stock"]

_DM2_PER_HA = 1_000_000


@dataclass(frozen=True)
class Stocks:
    """Stock by class and by species, and the forested land of plots that state none."""

    by_class: tuple[ForestStock, ...] = ()
    by_species: tuple[ForestStock, ...] = ()
    without_dm2: int = 0


def standing_stock(plots: pd.DataFrame, rows: pd.DataFrame) -> Stocks:
    """Return the standing stock in m³, exactly: Σ stock per hectare × area.

    Parameters
    ----------
    plots : natres columns; ``stock_m3_ha`` is NaN where a plot states none, ``species`` may be absent
    rows : ``forest`` (class of the report) and ``area`` (0.01 m²) of the same plots
    """
    if "stock_m3_ha" not in plots:
        return Stocks()
    stated = plots["stock_m3_ha"].notna()
    without = int(rows.loc[~stated & rows["forest"].eq("forested"), "area"].sum())
    if not stated.any():
        return Stocks(without_dm2=without)
    table = rows.loc[stated, ["forest", "area"]]
    per_ha = [Fraction(str(value)) for value in plots.loc[stated, "stock_m3_ha"]]
    volume = [value * int(area) / _DM2_PER_HA for value, area in zip(per_ha, table["area"], strict=True)]
    table = table.assign(volume=np.array(volume, dtype=object))
    if "species" not in plots:
        return Stocks(_summed(table, table["forest"]), (), without)
    by_species = _summed(table, plots.loc[stated, "species"].str.strip())
    return Stocks(_summed(table, table["forest"]), by_species, without)


def _summed(table: pd.DataFrame, keys: pd.Series) -> tuple[ForestStock, ...]:
    """Return sums by key, the largest stock first, what has no key last."""
    found = [
        ForestStock(str(key), len(part), int(part["area"].sum()), sum(part["volume"], Fraction(0)))
        for key, part in table.groupby(keys)
    ]
    return tuple(sorted(found, key=lambda stock: (not stock.key, -stock.stock_m3, stock.key)))
