"""Illegal patches on parcels: their cropland, and what approvals and basic farmland cover of them."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.analyses.overlay.tables import lay_layers
from natres.core.classification import Scheme
from natres.core.crs import ComputingZone
from natres.core.ledger import AreaLedger
from natres.core.overlay import Pieces, ZonesLaid, common_zone, in_plane
from natres.core.results.enforcement import IllegalLand, IllegalPatch
from natres.core.zone_layers import ZoneLayer

__all__ = ["IllegalInput", "illegal_land"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Shapes = NDArray[np.object_]

#: What cutting leaves of nothing.
_NOTHING_M2 = 1e-3


@dataclass(frozen=True, eq=False)
class IllegalInput:
    """The patches, and what they are held against: approvals (their numbers as codes), basic farmland, the year's sums.

    ``new_cropland_m2`` is the cropland that new construction land took in the year.
    """

    patches: ZoneLayer
    approvals: ZoneLayer | None = None
    farmland: ZoneLayer | None = None
    limit: Fraction = Fraction(15, 100)
    new_cropland_m2: float | None = None
    land_year: int | None = None


def illegal_land(
    shapes: Shapes, crs: Any, ledger: AreaLedger, scheme: Scheme, given: IllegalInput, *,
    zone: ComputingZone | None = None,
) -> IllegalLand:  # fmt: skip
    """Return every patch with its cropland and what is approved of it.

    Parameters
    ----------
    shapes, crs, ledger : parcels of the survey before the patches were built on, as for
        :func:`natres.analyses.overlay.overlay_parcels`
    scheme : which says what cropland is (a scheme of one's own has none); its field ridges do not count
    """
    zone = zone or common_zone(shapes, crs)
    both = lay_layers(in_plane(shapes, crs, zone), crs, [given.patches], zone)
    inside, patches = both.laid.inside[given.patches.key], both.brought[given.patches.key]
    there = np.flatnonzero(~shapely.is_missing(patches))
    over = [layer for layer in (given.approvals, given.farmland) if layer is not None]
    covered = lay_layers(patches[there], crs, over, zone).laid
    crop = np.flatnonzero(_is_cropland(ledger, scheme)[inside.first] & (inside.planar_m2 > _NOTHING_M2))
    net = inside.survey_m2[crop] * _net_share(ledger)[inside.first[crop]]
    table = _Table(len(patches), there, covered, given)
    patch = inside.second
    cropland = np.bincount(patch[crop], net, len(patches))
    approved_crop = np.bincount(
        patch[crop], _approved_share(inside.some(crop), given.approvals, crs, zone) * net, len(patches)
    )
    towns = _towns(inside, ledger, len(patches))
    area = table.area()
    rest = np.nan_to_num(shapely.area(patches)) - np.bincount(patch, inside.planar_m2, len(patches))
    found = tuple(
        IllegalPatch(
            row, given.patches.codes[row], given.patches.names[row], towns[row], float(area[row]),
            float(rest[row]) if abs(rest[row]) > _NOTHING_M2 else 0.0, float(cropland[row]), table.approved(row),
            float(approved_crop[row]), table.approvals(row), table.farmland(row),
        )
        for row in range(len(patches))
    )  # fmt: skip
    once = float(inside.planar_m2.sum() - both.laid.combined.planar_m2.sum())
    return IllegalLand(
        found, given.approvals is not None, once if once > _NOTHING_M2 else 0.0, given.limit, given.new_cropland_m2,
        given.land_year,
    )  # fmt: skip


def _is_cropland(ledger: AreaLedger, scheme: Scheme) -> NDArray[np.bool_]:
    flow = scheme.cropland_flow
    return ledger.parcels["land_class"].isin(scheme.under(flow.classes if flow else ())).to_numpy(dtype=bool)


def _net_share(ledger: AreaLedger) -> Floats:
    """Return what of every parcel is its class, without field ridges."""
    gross, net = (ledger.parcels[name].to_numpy(dtype=np.float64) for name in ("gross_dm2", "class_dm2"))
    return np.where(gross > 0, net / np.where(gross > 0, gross, 1.0), 1.0)


def _approved_share(pieces: Pieces, approvals: ZoneLayer | None, crs: Any, zone: ComputingZone) -> Floats:
    """Return what of each piece approvals cover, ground under several counted once."""
    if approvals is None or not len(pieces):
        return np.zeros(len(pieces))
    laid = lay_layers(pieces.shape, crs, [approvals], zone).laid
    combined = laid.combined
    covered = np.zeros(len(pieces))
    np.add.at(covered, combined.parcel, combined.survey_m2)
    return covered / pieces.survey_m2


def _towns(inside: Pieces, ledger: AreaLedger, count: int) -> list[str]:
    """Return the town that has most of each patch, of equal ones the smaller code; blank outside all."""
    codes = ledger.parcels["unit_code"].str[:9].to_numpy(dtype=object)
    found = [""] * count
    best = np.zeros(count)
    towns, place = np.unique(codes[inside.first].astype(str), return_inverse=True)
    sums = np.bincount(inside.second * max(len(towns), 1) + place, inside.planar_m2, count * max(len(towns), 1))
    for patch in range(count):
        for number, town in enumerate(towns.tolist()):
            if sums[patch * len(towns) + number] > best[patch]:
                best[patch], found[patch] = sums[patch * len(towns) + number], town
    return found


class _Table:
    """What lies over every patch; patches without a shape have nothing."""

    def __init__(self, count: int, there: Rows, covered: ZonesLaid, given: IllegalInput) -> None:
        self.count, self.there, self.covered, self.given = count, there, covered, given
        self.at = np.full(count, -1, dtype=np.intp)
        self.at[there] = np.arange(len(there))
        self._under = {key: self._sum(bit) for bit, key in enumerate(covered.names)}

    def _sum(self, bit: int) -> Floats:
        combined = self.covered.combined
        mine = (combined.layers >> bit & 1).astype(bool)
        return np.bincount(combined.parcel[mine], combined.survey_m2[mine], len(self.there)).astype(np.float64)

    def area(self) -> Floats:
        area = np.zeros(self.count)
        area[self.there] = self.covered.parcel_survey_m2
        return area

    def _of(self, layer: ZoneLayer, row: int) -> float:
        return float(self._under[layer.key][self.at[row]]) if self.at[row] >= 0 else 0.0

    def approved(self, row: int) -> float:
        return 0.0 if self.given.approvals is None else self._of(self.given.approvals, row)

    def farmland(self, row: int) -> float | None:
        return None if self.given.farmland is None else self._of(self.given.farmland, row)

    def approvals(self, row: int) -> tuple[tuple[str, float], ...]:
        layer = self.given.approvals
        if layer is None or self.at[row] < 0:
            return ()
        pieces = self.covered.inside[layer.key]
        mine = np.flatnonzero((pieces.first == self.at[row]) & (pieces.planar_m2 > _NOTHING_M2))
        rows = zip(pieces.second[mine].tolist(), pieces.survey_m2[mine].tolist(), strict=True)
        return tuple((layer.codes[number], area) for number, area in rows)
