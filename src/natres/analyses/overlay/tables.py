"""Land inside zones, inclusive by zone and layer, exclusive by combination of layers; every sum closes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.analyses.overlay.ground import Bookings, Ground
from natres.core.areas import survey_area_m2
from natres.core.crs import ComputingZone
from natres.core.ledger import AreaLedger
from natres.core.overlay import Pieces, ZonesLaid, common_zone, in_plane, lay_zones
from natres.core.results.overlay import Area, LayerGround, Overlay, OverlayCell, Together, ZoneGround
from natres.core.zone_layers import ZoneLayer, zones_on_plane

__all__ = ["LaidLayers", "lay_layers", "overlay_parcels"]

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]

#: Below this the parts of a zone are its whole: what cutting leaves.
_NOTHING_M2 = 1e-3


@dataclass(frozen=True, eq=False)
class LaidLayers:
    """Layers laid on parcels: the pieces, and the shapes of parcels and layers in the plane they were cut in."""

    laid: ZonesLaid
    plane: Shapes
    brought: Mapping[str, Shapes]


def lay_layers(plane: Shapes, crs: Any, layers: Sequence[ZoneLayer], zone: ComputingZone) -> LaidLayers:
    """Lay layers on shapes that are in the plane of ``zone`` and came in ``crs``."""
    brought = {layer.key: zones_on_plane(layer, crs, zone) for layer in layers}
    return LaidLayers(lay_zones(plane, brought, zone), plane, brought)


def overlay_parcels(
    shapes: Shapes, crs: Any, ledger: AreaLedger, layers: Sequence[ZoneLayer], *, zone: ComputingZone | None = None,
    laid: LaidLayers | None = None,
) -> Overlay:  # fmt: skip
    """Return the land of parcels inside layers of zones.

    Parameters
    ----------
    shapes : valid polygons, row for row those of ``ledger.parcels``; None where a parcel has none
    crs : their coordinate system
    ledger : whose areas are shared out to the pieces of every parcel, by largest remainder in 0.01 m²
    layers : up to 62, each under a key of its own
    zone : the district's computing zone
    laid : the same layers laid on the same parcels, where a caller has them

    Raises
    ------
    BadData : ``OVERLAY_FAILED``
    """
    zone = zone or common_zone(shapes, crs)
    both = laid or lay_layers(in_plane(shapes, crs, zone), crs, layers, zone)
    ground, bookings, found = Ground.of(both.laid, ledger), Bookings.of(ledger), both.laid
    together = _together(ground, bookings, found)
    sizes = (_sizes(both.brought[layer.key], zone) for layer in layers)
    each = tuple(
        _layer(layer, bit, ground, bookings, found, size)
        for bit, (layer, size) in enumerate(zip(layers, sizes, strict=True))
    )
    whole = Area(float(found.parcel_m2.sum()), float(found.parcel_survey_m2.sum()), ledger.measured_dm2)
    return Overlay(ledger.area_kind, len(ledger.parcels), whole, each, together)


def _together(ground: Ground, bookings: Bookings, laid: ZonesLaid) -> tuple[Together, ...]:
    """Return every combination that has ground, single layers first, what lies in none last."""
    found = bookings.cells(ground, ground.layers)
    order = sorted(found, key=lambda bits: (not bits, bits.bit_count(), laid.names_of(bits)))
    return tuple(Together(laid.names_of(bits), found[bits]) for bits in order)


def _layer(
    layer: ZoneLayer, bit: int, ground: Ground, bookings: Bookings, laid: ZonesLaid, sizes: tuple[Floats, Floats]
) -> LayerGround:
    inside, count = laid.inside[layer.key], len(laid.parcel_m2)
    by_zone = bookings.cells(own := ground.of_layer(bit, inside, count), own.layers)
    mine = ground.under(bit)
    overlap = float(inside.planar_m2.sum() - ground.planar_m2[mine].sum())
    return LayerGround(
        layer.key,
        layer.label,
        _zones(layer, inside, by_zone, sizes),
        bookings.cells(ground, mine.astype(np.intp)).get(1, ()),
        overlap if abs(overlap) > _NOTHING_M2 else 0.0,
    )


def _zones(
    layer: ZoneLayer, inside: Pieces, cells: Mapping[int, tuple[OverlayCell, ...]], sizes: tuple[Floats, Floats]
) -> tuple[ZoneGround, ...]:
    planar, survey = sizes
    rest = planar - np.bincount(inside.second, inside.planar_m2, len(planar))
    rest[np.abs(rest) <= _NOTHING_M2] = 0.0
    return tuple(
        ZoneGround(
            row, code, name, float(planar[row]), float(survey[row]), float(rest[row]), cells.get(row, ())
        )
        for row, (code, name) in enumerate(zip(layer.codes, layer.names, strict=True))
    )  # fmt: skip


def _sizes(shapes: Shapes, zone: ComputingZone) -> tuple[Floats, Floats]:
    """Return plane and survey area of every zone, 0 for one without ground."""
    planar, survey = np.nan_to_num(shapely.area(shapes)), np.zeros(len(shapes))
    there = np.flatnonzero(planar > 0)
    survey[there] = survey_area_m2(shapes[there], zone.named_crs, zone=zone)
    return planar, survey
