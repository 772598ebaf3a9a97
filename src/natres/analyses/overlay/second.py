"""Quotas on land inside zones a second time: every parcel cut with the union of the zones by plain shapely."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from natres.core.ledger import AreaLedger
from natres.core.results import QuotaCheck, SecondFigure
from natres.core.zone_layers import ZoneLayer

__all__ = ["second_zones"]

#: A square metre of rounding on every hundred parcels, in 0.01 m².
_EACH_DM2 = 1.0


def second_zones(
    shapes: NDArray[np.object_], crs: Any, ledger: AreaLedger, layers: Iterable[tuple[ZoneLayer, Iterable[QuotaCheck]]]
) -> tuple[SecondFigure, ...]:
    """Return quotas on land inside zones as the zones' union cuts the parcels.

    The share of a parcel is that of its area in the parcels' own system, where the layer is cut as it is; nothing of
    natres's own way of laying layers is used.

    Parameters
    ----------
    layers : each with the quotas on the land inside
    """
    net = ledger.parcels["class_dm2"].to_numpy(dtype=float)
    found: list[SecondFigure] = []
    for layer, checks in layers:
        inside, parcels = _inside(shapes, crs, layer)
        total = round(float((net[parcels] * inside).sum()))
        found += [
            SecondFigure(f"quota.{check.quota.key}", "shapes", check.actual_dm2, total, round(_EACH_DM2 * len(parcels)))
            for check in checks if check.actual_dm2 is not None
        ]  # fmt: skip
    return tuple(found)


def _inside(shapes: NDArray[np.object_], crs: Any, layer: ZoneLayer) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return the share of each parcel under the zones, and which parcels have one."""
    zones = layer.shapes[~shapely.is_missing(layer.shapes)]
    if not layer.crs.equals(crs, ignore_axis_order=True):
        move = Transformer.from_crs(layer.crs, CRS.from_user_input(crs), always_xy=True)
        zones = shapely.transform(zones, lambda points: np.column_stack(move.transform(points[:, 0], points[:, 1])))
    parts = shapely.get_parts(shapely.union_all(zones))
    part, parcel = shapely.STRtree(shapes).query(parts, predicate="intersects")
    shared = shapely.area(shapely.intersection(shapes[parcel], parts[part]))
    rows, place = np.unique(parcel, return_inverse=True)
    return np.bincount(place, shared, len(rows)) / shapely.area(shapes[rows]), rows
