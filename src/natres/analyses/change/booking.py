"""Pieces of two years booked: the earlier ledger's areas shared out to them, each with its classes on both sides.

A parcel's area goes to its pieces by largest remainder in 0.01 m², so that the rows of any matrix are the earlier
ledger to the last digit. A piece has class area and field ridges on both sides; equal classes are paired first.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.core.ledger import AreaLedger
from natres.core.overlay import NOWHERE, Laid, Pieces
from natres.core.results.change import NO_LAND
from natres.core.rounding import share_to_pieces

__all__ = ["BookedPieces"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class BookedPieces:
    """All pieces of two years, and the bookings made of them.

    Parameters
    ----------
    pieces : common ground first, then what one year has alone
    area_dm2 : gross area of the earlier ledger (of the later, where only that has the ground), shape (n,)
    before, after : land class (DLBM) of every piece; :data:`NO_LAND` where a year has none
    bookings : ``piece``, ``before``, ``after`` (classes with field ridges under theirs), ``area_dm2``
    """

    pieces: Pieces
    area_dm2: Whole
    before: NDArray[np.object_]
    after: NDArray[np.object_]
    bookings: pd.DataFrame

    @classmethod
    def of(cls, laid: Laid, before: AreaLedger, after: AreaLedger) -> Self:
        """Share the ledgers out to the pieces of two layers laid on one another.

        Parameters
        ----------
        laid : the earlier layer on the later; rows as in the ledgers
        before, after : ledgers of both years
        """
        pieces = laid.whole
        gross = _gross(pieces, before.parcels, after.parcels)
        cut_before = _deducted_before(pieces, gross, before.parcels)
        cut_after = _deducted_after(pieces, gross, after.parcels)
        before_class, after_class = (_of_row(rows, ledger.parcels["land_class"]) for rows, ledger in
                                     ((pieces.first, before), (pieces.second, after)))  # fmt: skip
        before_ridge, after_ridge = (_of_row(rows, ledger.parcels["deduction_class"]) for rows, ledger in
                                     ((pieces.first, before), (pieces.second, after)))  # fmt: skip
        bookings = _paired(
            (before_class, before_ridge, gross - cut_before, cut_before),
            (after_class, after_ridge, gross - cut_after, cut_after),
        )
        return cls(pieces, gross, before_class, after_class, bookings)


def _gross(pieces: Pieces, before: pd.DataFrame, after: pd.DataFrame) -> Whole:
    """Return the gross area of every piece: a share of its earlier parcel, or of the later where it has no other."""
    gross = np.zeros(len(pieces), dtype=np.int64)
    for rows, mine, ledger in (
        (pieces.first, pieces.first != NOWHERE, before),
        (pieces.second, pieces.second != NOWHERE, after),
    ):
        places = np.flatnonzero(mine)
        places = places[np.argsort(rows[places], kind="stable")]
        shared = share_to_pieces(rows[places], pieces.survey_m2[places], ledger["gross_dm2"].to_numpy())
        alone = (pieces.first[places] == NOWHERE) if ledger is after else np.ones(len(places), dtype=bool)
        gross[places[alone]] = shared[alone]
    return gross


def _deducted_before(pieces: Pieces, gross: Whole, ledger: pd.DataFrame) -> Whole:
    """Return what of every piece is field ridges before: those of a parcel go to its pieces in proportion."""
    deducted = np.zeros(len(pieces), dtype=np.int64)
    total = ledger["deducted_dm2"].to_numpy()
    places = np.flatnonzero(pieces.first != NOWHERE)
    places = places[total[pieces.first[places]] != 0]
    places = places[np.argsort(pieces.first[places], kind="stable")]
    deducted[places] = share_to_pieces(pieces.first[places], gross[places] / 1e6, total)
    return deducted


def _deducted_after(pieces: Pieces, gross: Whole, ledger: pd.DataFrame) -> Whole:
    """Return what of every piece is field ridges after, half up: the later parcel's share of them."""
    deducted = np.zeros(len(pieces), dtype=np.int64)
    cut, whole = ledger["deducted_dm2"].to_numpy(), ledger["gross_dm2"].to_numpy()
    rows = pieces.second
    places = np.flatnonzero(rows != NOWHERE)
    places = places[(cut[rows[places]] != 0) & (whole[rows[places]] != 0)]
    row = rows[places]
    exact = gross[places].astype(object) * cut[row].astype(object) * 2 + whole[row].astype(object)
    deducted[places] = (exact // (whole[row].astype(object) * 2)).astype(np.int64)
    return deducted


def _of_row(rows: Rows, column: pd.Series) -> NDArray[np.object_]:
    """Return the value of every piece's row; :data:`NO_LAND` without one."""
    values = column.to_numpy(dtype=object)
    found = np.full(len(rows), NO_LAND, dtype=object)
    there = rows != NOWHERE
    found[there] = values[rows[there]]
    return found


Side = tuple[NDArray[np.object_], NDArray[np.object_], Whole, Whole]


def _paired(before: Side, after: Side) -> pd.DataFrame:
    """Book class and ridges of both sides against one another, like with like first.

    Where one side has no land, all of the other goes there under its own classes.
    """
    class_1, ridge_1, net_1, cut_1 = before
    class_2, ridge_2, net_2, cut_2 = after
    net_2 = np.where(class_2 == NO_LAND, net_1 + cut_1, net_2)
    cut_2 = np.where(class_2 == NO_LAND, 0, cut_2)
    net_1, cut_1 = np.where(class_1 == NO_LAND, net_2 + cut_2, net_1), np.where(class_1 == NO_LAND, 0, cut_1)
    both_net, both_cut = np.minimum(net_1, net_2), np.minimum(cut_1, cut_2)
    parts = (
        (class_1, class_2, both_net), (ridge_1, ridge_2, both_cut),
        (class_1, ridge_2, net_1 - both_net), (ridge_1, class_2, cut_1 - both_cut),
    )  # fmt: skip
    tables: list[pd.DataFrame] = []
    for one, two, area in parts:
        piece = np.flatnonzero(area)
        columns = {"piece": piece, "before": one[piece], "after": two[piece], "area_dm2": area[piece]}
        tables.append(pd.DataFrame(columns))
    return pd.concat(tables, ignore_index=True)
