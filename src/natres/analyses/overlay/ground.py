"""The ground of every parcel in pieces, one per combination of layers, with the ledger's area shared out to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.core.ledger import AreaLedger
from natres.core.overlay import Pieces, ZonesLaid
from natres.core.results.overlay import Area, OverlayCell
from natres.core.rounding import scale_units, share_to_pieces

__all__ = ["Bookings", "Ground"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]
Whole = NDArray[np.int64]

#: Areas this near are one area, cut in two ways.
_SAME_M2 = 1e-4
#: What cutting leaves of nothing is no cell of a table.
_NOTHING_M2 = 5e-5


@dataclass(frozen=True, eq=False)
class Ground:
    """Pieces of parcels, sorted by parcel.

    Parameters
    ----------
    parcel : row of the parcel, shape (n,)
    layers : combination of layers over the piece, bit by bit; 0 where it lies in none
    planar_m2, survey_m2 : unrounded; those of a parcel add up to it
    gross_dm2, deducted_dm2 : the ledger's areas; those of a parcel add up to it exactly
    """

    parcel: Rows
    layers: Rows
    planar_m2: Floats
    survey_m2: Floats
    gross_dm2: Whole
    deducted_dm2: Whole

    @classmethod
    def of(cls, laid: ZonesLaid, ledger: AreaLedger) -> Self:
        """Part every parcel by the layers over it; deductions follow their parcel in proportion."""
        combined, count = laid.combined, len(laid.parcel_m2)
        planar = laid.parcel_m2 - np.bincount(combined.parcel, combined.planar_m2, count)
        survey = laid.parcel_survey_m2 - np.bincount(combined.parcel, combined.survey_m2, count)
        touched = np.bincount(combined.parcel, minlength=count) > 0
        bare = np.flatnonzero(~touched | (planar != 0))
        parcel = np.concatenate([combined.parcel, bare])
        layers = np.concatenate([combined.layers, np.zeros(len(bare), dtype=np.intp)])
        order = np.lexsort((layers, parcel))
        planar = np.concatenate([combined.planar_m2, planar[bare]])[order]
        survey = np.concatenate([combined.survey_m2, survey[bare]])[order]
        parcel = parcel[order]
        gross, deducted = _shared(parcel, survey, _column(ledger, "gross_dm2"), _column(ledger, "deducted_dm2"))
        return cls(parcel, layers[order], planar, survey, gross, deducted)

    def under(self, bit: int) -> Flags:
        """Mark the pieces that lie in the layer of that bit."""
        return (self.layers >> bit & 1).astype(bool)

    def of_layer(self, bit: int, inside: Pieces, count: int) -> "Ground":
        """Return the pieces of a layer, each in one of its zones (in ``layers``), for its inclusive totals.

        The zones over a parcel share what the layer has of it. Zones that overlap one another there get more between
        them than that: each in proportion to its own ground.
        """
        mine = self.under(bit)
        rows = self.parcel[mine]
        # In the plane: the survey area of a union is not that of its parts to the last digit.
        layer_m2 = np.bincount(rows, self.planar_m2[mine], count)
        zones_m2 = np.bincount(inside.first, inside.planar_m2, count)
        many = (np.abs(zones_m2 - layer_m2) > _SAME_M2) & (layer_m2 > 0)
        ratio = np.ones(count)
        ratio[many] = zones_m2[many] / layer_m2[many]
        gross, deducted = (
            scale_units(np.bincount(rows, column[mine], count).astype(np.int64), ratio)
            for column in (self.gross_dm2, self.deducted_dm2)
        )
        shared = _shared(inside.first, inside.survey_m2, gross, deducted)
        return Ground(inside.first, inside.second, inside.planar_m2, inside.survey_m2, *shared)


def _shared(parcel: Rows, weight: Floats, gross: Whole, deducted: Whole) -> tuple[Whole, Whole]:
    mine = share_to_pieces(parcel, weight, gross)
    return mine, share_to_pieces(parcel, mine / 100, deducted)


def _column(ledger: AreaLedger, name: str) -> Whole:
    return ledger.parcels[name].to_numpy(dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Bookings:
    """What a table divides land by, as numbers: class, ridge class, ownership type and town of every parcel."""

    kinds: tuple[tuple[str, str, str], ...]
    net: Rows
    ridge: Rows

    @classmethod
    def of(cls, ledger: AreaLedger) -> Self:
        """Return the kinds of land of a ledger, in the order of class, ownership type and town."""
        rows = ledger.parcels
        town = rows["unit_code"].str[:9]
        net, ridge = (
            pd.MultiIndex.from_arrays([rows[column], rows["ownership_type"], town])
            for column in ("land_class", "deduction_class")
        )
        cut = rows["deducted_dm2"].to_numpy() != 0
        kinds = net.unique().union(ridge[cut].unique()).unique().sort_values()
        return cls(
            tuple((str(a), str(b), str(c)) for a, b, c in kinds), kinds.get_indexer(net), kinds.get_indexer(ridge)
        )

    def cells(self, ground: Ground, group: Rows) -> Mapping[int, tuple[OverlayCell, ...]]:
        """Return the land of every group of pieces by class, ownership type and town."""
        count = len(self.kinds)
        net = group * count + self.net[ground.parcel]
        cut = np.flatnonzero(ground.deducted_dm2)
        ridge = group[cut] * count + self.ridge[ground.parcel[cut]]
        keys, place = np.unique(np.concatenate([net, ridge]), return_inverse=True)
        mine, below = place[: len(net)], place[len(net) :]
        planar, survey = (np.bincount(mine, m2, len(keys)) for m2 in (ground.planar_m2, ground.survey_m2))
        whole = np.zeros(len(keys), dtype=np.int64)
        np.add.at(whole, mine, ground.gross_dm2 - ground.deducted_dm2)
        np.add.at(whole, below, ground.deducted_dm2[cut])
        found: dict[int, list[OverlayCell]] = {}
        columns = (keys.tolist(), planar.tolist(), survey.tolist(), whole.tolist())
        for key, plane, measured, booked in zip(*columns, strict=True):
            if abs(plane) <= _NOTHING_M2 and not booked:
                continue
            land_class, owner, town = self.kinds[key % count]
            cell = OverlayCell(land_class, owner, town, Area(plane, measured, booked))
            found.setdefault(key // count, []).append(cell)
        return {number: tuple(cells) for number, cells in found.items()}
