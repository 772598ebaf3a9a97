"""All ledgers of a district, each from random numbers of its own."""

from collections.abc import Mapping
from decimal import Decimal

import geopandas as gpd
import numpy as np

from natres.sample.ledgers.places import Places
from natres.sample.ledgers.protection import farmland_balance, illegal_land
from natres.sample.ledgers.supply import approved_unsupplied, land_acquisition, land_supply
from natres.sample.ledgers.table import Ledger
from natres.sample.ledgers.takers import water_users
from natres.sample.ledgers.works import afforestation, plans

__all__ = ["make_ledgers"]


def make_ledgers(
    rng: np.random.Generator, parcels: gpd.GeoDataFrame, amounts: Mapping[str, Decimal], fixed: bool
) -> tuple[Ledger, ...]:
    """Return the ledgers; ``amounts`` of water by source in 万m³. ``fixed`` makes their sums the report's figures."""
    places = Places(parcels)
    streams = rng.spawn(8)
    return (
        farmland_balance(streams[0], places, fixed),
        illegal_land(streams[1], places, fixed),
        land_supply(streams[2], places, fixed),
        land_acquisition(streams[3], places, fixed),
        approved_unsupplied(streams[4], places, fixed),
        plans(streams[5], fixed),
        water_users(streams[6], amounts, fixed),
        afforestation(streams[7], places, fixed),
    )
