"""Accounts of two years that close: land by group and owner, water, and heat that can be brought up."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import geopandas as gpd
import numpy as np

from natres.sample.cover.codes import land_classes
from natres.sample.ledgers.parts import drawn
from natres.sample.reckoning.rounding import half_up

__all__ = ["PREVIOUS_FILE", "YEAR_BEFORE", "Stock", "heat_stock", "land_stock", "previous_results", "water_stock"]

PREVIOUS_FILE = "accounts/results_2021.json"
YEAR_BEFORE = 2021
_GROUPS = ("agricultural", "construction", "unused")
_OWNERS = {"1": "state", "2": "state", "3": "collective", "4": "collective"}


@dataclass(frozen=True)
class Stock:
    """An account in one unit: opening + additions − reductions = closing; ``scale`` is what the unit holds of the base.

    The base is m³ for water and J for heat.
    """

    unit: str
    scale: int
    opening: Decimal
    additions: dict[str, Decimal]
    reductions: dict[str, Decimal]

    @property
    def closing(self) -> Decimal:
        """What is left at the end of the year.

        >>> Stock("m3", 1, Decimal("5.0"), {"inflow": Decimal("2.5")}, {"outflow": Decimal("1.0")}).closing
        Decimal('6.5')
        """
        return self.opening + sum(self.additions.values(), Decimal(0)) - sum(self.reductions.values(), Decimal(0))


def land_stock(parcels: gpd.GeoDataFrame) -> dict[str, dict[str, int]]:
    """Return 0.01 m² by group and owner: net areas under the parcel's class, field ridges under theirs.

    An owner that the survey knows by neither state nor collective is ``other``, and there only if any land is.
    """
    cells: dict[str, dict[str, int]] = {group: {"state": 0, "collective": 0} for group in _GROUPS}
    for area, kind in (("TBDLMJ", "DLBM"), ("KCMJ", "KCDLBM")):
        columns = (parcels[kind].astype(str), parcels["QSXZ"].astype(str), parcels[area])
        for code, right, m2 in zip(*columns, strict=True):
            cents = round(m2 * 100)
            if cents:
                owner, row = _OWNERS.get(right[:1], "other"), cells[land_classes()[code].group]
                row[owner] = row.get(owner, 0) + cents
    return cells


def water_stock(rng: np.random.Generator, taken: Decimal) -> Stock:
    """Return the water account in 万m³; ``taken`` is what the users took, and what is left over flows out."""
    opening, closing = drawn(rng, 2100, 2600, 2), drawn(rng, 2100, 2600, 2)
    additions = {
        "precipitation": drawn(rng, 27_000, 34_000, 2),
        "inflow": drawn(rng, 9_000, 14_000, 2),
        "returns": half_up(taken * drawn(rng, 0.25, 0.4, 2), 2),
    }
    away = {"abstraction": taken, "evaporation": drawn(rng, 17_000, 21_000, 2)}
    rest = opening + sum(additions.values()) - sum(away.values()) - closing
    return Stock("1e4m3", 10**4, opening, additions, {**away, "outflow": rest})


def heat_stock(recoverable_j: Decimal, used_j: Decimal) -> Stock:
    """Return the account of recoverable heat in 1e18 J, six decimals: last year's stock less what the wells gave."""
    left, extraction = (half_up(joules.scaleb(-18), 6) for joules in (recoverable_j, used_j))
    return Stock("1e18J", 10**18, left + extraction, {}, {"extraction": extraction})


def previous_results(land: dict[str, dict[str, int]], water: Stock, heat: Stock) -> str:
    """Return last year's results as far as the accounts need them; its closings are this year's openings."""
    rows = [
        {"key": group, "owner": owner, "closing_m2": cents / 100}
        for group, owners in land.items()
        for owner, cents in owners.items()
    ]
    accounts: dict[str, Any] = {
        "land": {"unit": "m2", "opening_year": YEAR_BEFORE - 1, "closing_year": YEAR_BEFORE, "rows": rows},
        "water": {"unit": "m3", "closing": _number(water)},
        "recoverable_heat": {"unit": "J", "closing": _number(heat)},
    }
    note = "虚构示例：上一年度成果摘录 invented extract of last year's results"
    result = {"natres": "sample", "year": YEAR_BEFORE, "invented": True, "note": note, "accounts": accounts}
    return json.dumps(result, ensure_ascii=False, indent=1) + "\n"


def _number(stock: Stock) -> int:
    """Return the opening in the base unit: both units have no more decimals than they have noughts."""
    return int(stock.opening * stock.scale)
