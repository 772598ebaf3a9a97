"""The ground of parcels under layers of zones as shapes: what a map draws, with the areas its tables add up."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from natres.analyses.overlay.ground import Ground
from natres.analyses.overlay.tables import LaidLayers, lay_layers
from natres.core.crs import ComputingZone
from natres.core.ledger import AreaLedger
from natres.core.outlines import areal_each
from natres.core.overlay import Pieces, common_zone, in_plane
from natres.core.zone_layers import ZoneLayer

__all__ = ["BETWEEN", "zone_pieces"]

Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]
Shapes = NDArray[np.object_]

#: Stands between the keys of the layers of a combination.
BETWEEN = "∩"
#: Shapes are cut on this grid, which cannot fail, and parts of less ground than this are not drawn.
_GRID_M, _NOTHING_M2 = 1e-3, 1e-2
#: Columns of the ledger that stand in every piece as in its parcel.
_KEPT = ("parcel_id", "land_class", "deduction_class", "ownership_type", "unit_code")


def zone_pieces(
    shapes: Shapes, crs: Any, ledger: AreaLedger, layers: Sequence[ZoneLayer], *, zone: ComputingZone | None = None,
    laid: LaidLayers | None = None,
) -> gpd.GeoDataFrame:  # fmt: skip
    """Return every parcel once for each combination of layers over some of it, in the order of the parcels.

    Parameters
    ----------
    shapes, crs, ledger, layers, zone, laid : as for
        :func:`natres.analyses.overlay.overlay_parcels`, whose sums these are

    Returns
    -------
    GeoDataFrame : the ledger's codes of the parcel; ``zones``, the keys of its layers around :data:`BETWEEN`;
        ``gross_dm2``, ``class_dm2``, ``deducted_dm2``, which add up to the parcel; ``geometry`` in the plane of
        ``zone`` for drawing alone, None where there is too little ground to draw

    Raises
    ------
    BadData : ``OVERLAY_FAILED``
    """
    zone = zone or common_zone(shapes, crs)
    both = laid or lay_layers(in_plane(shapes, crs, zone), crs, layers, zone)
    plane, found = both.plane, both.laid
    ground = Ground.of(found, ledger)
    covers = [_covers(found.inside[name], len(shapes)) for name in found.names]
    named = {bits: BETWEEN.join(found.names_of(bits)) for bits in np.unique(ground.layers).tolist()}
    rows = ledger.parcels[list(_KEPT)].iloc[ground.parcel].reset_index(drop=True)
    return gpd.GeoDataFrame(
        rows.assign(
            zones=[named[bits] for bits in ground.layers.tolist()],
            gross_dm2=ground.gross_dm2,
            class_dm2=ground.gross_dm2 - ground.deducted_dm2,
            deducted_dm2=ground.deducted_dm2,
        ),
        geometry=_drawn(plane, ground, covers),
        crs=zone.named_crs,
    )


def _covers(inside: Pieces, count: int) -> Shapes:
    """Return what a layer covers of every parcel; None where it covers nothing."""
    found = np.full(count, None, dtype=object)
    order = np.argsort(inside.first, kind="stable")
    rows, start, size = np.unique(inside.first[order], return_index=True, return_counts=True)
    shape = inside.shape[order]
    found[rows] = shape[start]
    for row, first, many in zip(*(a[size > 1].tolist() for a in (rows, start, size)), strict=True):
        found[row] = shapely.union_all(shape[first : first + many], grid_size=_GRID_M)
    return found


def _drawn(plane: Shapes, ground: Ground, covers: Sequence[Shapes]) -> Shapes:
    """Return the shape of every piece: that of the parcel where it is all of it, else a part."""
    split = np.bincount(ground.parcel, minlength=len(plane)) > 1
    found = plane[ground.parcel].copy()
    parts = _parts(plane, np.flatnonzero(split), covers)
    places = np.flatnonzero(split[ground.parcel])
    for place in places.tolist():
        found[place] = parts.get((int(ground.parcel[place]), int(ground.layers[place])))
    return found


def _parts(plane: Shapes, rows: Rows, covers: Sequence[Shapes]) -> Mapping[tuple[int, int], Any]:
    """Part parcels by the layers over them, one layer after the other; what has no ground is left out."""
    shape, row, bits = plane[rows], rows, np.zeros(len(rows), dtype=np.intp)
    for bit, cover in enumerate(covers):
        over = ~shapely.is_missing(cover[row])
        inside = shapely.intersection(shape[over], cover[row[over]], grid_size=_GRID_M)
        beyond = shapely.difference(shape[over], cover[row[over]], grid_size=_GRID_M)
        shape = np.concatenate([shape[~over], inside, beyond])
        bits = np.concatenate([bits[~over], bits[over] | 1 << bit, bits[over]])
        row = np.concatenate([row[~over], row[over], row[over]])
        there = shapely.area(shape) > _NOTHING_M2
        shape, row, bits = shape[there], row[there], bits[there]
    return {
        (at, under): polygons
        for at, under, polygons in zip(row.tolist(), bits.tolist(), areal_each(shape), strict=True)
    }  # fmt: skip
