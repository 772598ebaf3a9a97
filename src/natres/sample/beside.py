"""What stands beside the land: ledgers, the year's water, the rock's heat, the accounts; from a stream of its own."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from natres.sample.answers.well_sums import well_heat
from natres.sample.land import Land
from natres.sample.ledgers import Ledger, make_ledgers
from natres.sample.resources import Resources
from natres.sample.stocks.accounts import Stock, heat_stock, land_stock, water_stock
from natres.sample.stocks.heat import Rock, draw_rock
from natres.sample.stocks.water import Water, draw_water, ledger_amounts

__all__ = ["Beside", "make_beside"]

_STREAM = 400  # a stream of its own leaves the numbers of the land and all layers as they were


@dataclass(frozen=True)
class Beside:
    """Ledgers and stocks; ``land`` is 0.01 m² by group and owner at the end of the two years."""

    ledgers: dict[str, Ledger]
    water: Water
    rock: tuple[Rock, ...]
    land: dict[int, dict[str, dict[str, int]]]
    water_account: Stock
    heat_account: Stock


def make_beside(seed: int, fixed: bool, land: Land, found: Resources) -> Beside:
    """Return what stands beside the land; ``fixed`` fits the sums to the report's printed figures."""
    sequence = np.random.SeedSequence([seed, 20221231], spawn_key=(_STREAM,))
    water_rng, rock_rng, ledger_rng, account_rng = np.random.default_rng(sequence).spawn(4)
    water, rock = draw_water(water_rng, fixed), draw_rock(rock_rng, fixed)
    ledgers = {made.kind: made for made in make_ledgers(ledger_rng, land.table, ledger_amounts(water), fixed)}
    recoverable = sum((r.recoverable_j() for r in rock), Decimal(0))
    return Beside(
        ledgers,
        water,
        rock,
        {2021: land_stock(land.earlier), 2022: land_stock(land.table)},
        water_stock(account_rng, ledgers["water_users"].total("use_1e4m3")),
        heat_stock(recoverable, Decimal(well_heat(found.wells)["heat_used_j"])),
    )
