"""Land inside one layer of zones as bookings of a ledger: what a measure that needs the layer is added up from."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.analyses.overlay.ground import Ground
from natres.analyses.overlay.tables import lay_layers
from natres.core.crs import ComputingZone
from natres.core.ledger import AreaLedger
from natres.core.overlay import common_zone, in_plane
from natres.core.zone_layers import ZoneLayer

__all__ = ["bookings_inside", "net_inside"]


def bookings_inside(
    shapes: NDArray[np.object_], crs: Any, ledger: AreaLedger, layer: ZoneLayer, *, zone: ComputingZone | None = None
) -> pd.DataFrame:
    """Return the bookings of the ground inside a layer, counted once, without field ridges.

    Columns are those of :attr:`natres.core.ledger.AreaLedger.sums`. Areas are the ledger's, shared out to the pieces of
    every parcel, so that inside and outside add up to the ledger.
    """
    ground, mine = _laid(shapes, crs, ledger, layer, zone)
    keys = [column for column in ledger.sums.columns if column != "area_dm2"]
    rows = ledger.parcels[keys].iloc[ground.parcel[mine]]
    net = (ground.gross_dm2 - ground.deducted_dm2)[mine]
    return rows.assign(area_dm2=net).groupby(keys, sort=True)["area_dm2"].sum().reset_index()


def net_inside(
    shapes: NDArray[np.object_], crs: Any, ledger: AreaLedger, layer: ZoneLayer, *, zone: ComputingZone | None = None
) -> NDArray[np.int64]:
    """Return how much of each parcel lies inside a layer, without field ridges; the sum is that of the bookings."""
    ground, mine = _laid(shapes, crs, ledger, layer, zone)
    found = np.zeros(len(ledger.parcels), dtype=np.int64)
    np.add.at(found, ground.parcel[mine], (ground.gross_dm2 - ground.deducted_dm2)[mine])
    return found


def _laid(
    shapes: NDArray[np.object_], crs: Any, ledger: AreaLedger, layer: ZoneLayer, zone: ComputingZone | None
) -> tuple[Ground, NDArray[np.bool_]]:
    """Return the pieces of the parcels under a layer, and which of them lie inside."""
    zone = zone or common_zone(shapes, crs)
    laid = lay_layers(in_plane(shapes, crs, zone), crs, [layer], zone).laid
    ground = Ground.of(laid, ledger)
    return ground, ground.under(0)
