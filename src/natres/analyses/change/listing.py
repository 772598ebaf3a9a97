"""The list of changes: pieces whose class is another one, and what became of every parcel."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.analyses.change.booking import BookedPieces
from natres.core.ledger import AreaLedger
from natres.core.overlay import NOWHERE, Laid, Pieces
from natres.core.results.change import ChangedPiece, ParcelChanges

__all__ = ["ParcelKinds", "changed_pieces", "parcel_changes", "parcel_kinds"]

Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]
Words = NDArray[np.object_]

#: Columns that name a parcel or measure it: another number alone is no change. The class is told apart from them.
_ASIDE = ("parcel_id", "parcel_number", "land_class", "class_name", "declared_area_m2", "deducted_area_m2",
          "class_area_m2", "data_year", "remarks", "geometry")  # fmt: skip


@dataclass(frozen=True, eq=False)
class ParcelKinds:
    """What became of the parcels of both years.

    Parameters
    ----------
    kind : of every later parcel, see :class:`natres.core.results.change.ParcelChanges`
    partner : of those with the same border the earlier row, else :data:`NOWHERE`
    differs : column → whether it differs, for every later parcel with the same border
    gone : earlier parcels on ground the later year does not have
    """

    kind: Words
    partner: Rows
    differs: Mapping[str, Flags]
    gone: Rows


def parcel_kinds(laid: Laid, frames: tuple[pd.DataFrame, pd.DataFrame], pieces: Pieces, noise: Flags) -> ParcelKinds:
    """Return what became of every parcel; pieces that are only noise of two surveys do not count.

    Parameters
    ----------
    frames : earlier and later parcels in natres columns
    pieces : those of :attr:`natres.core.overlay.Laid.whole`; ``noise`` : which of them are noise

    Notes
    -----
    ``split``: part of one earlier parcel that was cut up. ``merged``: of several that went into it whole.
    ``reshaped``: any other border. ``new``: on ground the earlier year does not have.
    """
    before, after = frames
    real = ~noise & (pieces.planar_m2 > 0)
    first, second = pieces.first[real], pieces.second[real]
    of_after, of_before = _count(second, len(after)), _count(first, len(before))
    both = (first != NOWHERE) & (second != NOWHERE)
    shared_after, shared_before = _count(second[both], len(after)), _count(first[both], len(before))
    first, second = first[both], second[both]
    partner = np.full(len(after), NOWHERE, dtype=np.intp)
    partner[second] = first
    one = shared_after == 1
    same = one & (of_after == 1) & (of_before[partner] == 1)
    elsewhere, wider = np.zeros(len(after), dtype=bool), np.zeros(len(before), dtype=bool)
    elsewhere[second[of_before[first] > 1]] = True  # one of its earlier parcels went elsewhere too
    wider[first[of_after[second] > 1]] = True  # some of it went to a parcel that has other ground too
    kind = np.full(len(after), "reshaped", dtype=object)
    kind[shared_after == 0] = "new"
    kind[one & (of_after == 1) & (of_before[partner] > 1) & ~wider[partner]] = "split"
    kind[(shared_after > 1) & (of_after == shared_after) & ~elsewhere] = "merged"
    rows = np.flatnonzero(same)
    differs = _fields(before, after, partner[rows], rows)
    other = np.zeros(len(after), dtype=bool)
    for flags in differs.values():
        other |= flags
    one_class, two_class = (frame["land_class"].to_numpy(dtype=object) for frame in frames)
    reclassed = one_class[partner[rows]] != two_class[rows]
    kind[rows] = np.where(reclassed, "reclassed", np.where(other[rows], "attributes", "same"))
    gone = np.flatnonzero((shared_before == 0) & (laid.first_m2 > 0))
    return ParcelKinds(kind, np.where(same, partner, NOWHERE), differs, gone)


def parcel_changes(kinds: ParcelKinds) -> ParcelChanges:
    """Return how many parcels are what."""
    found, count = np.unique(kinds.kind.astype(str), return_counts=True)
    alone = kinds.kind == "attributes"
    by_field = {name: int((flags & alone).sum()) for name, flags in kinds.differs.items()}
    return ParcelChanges(
        dict(zip(found.tolist(), count.tolist(), strict=True)),
        {name: n for name, n in sorted(by_field.items(), key=lambda item: -item[1]) if n},
        len(kinds.gone),
    )


def changed_pieces(
    booked: BookedPieces, slivers: Flags, ledgers: tuple[AreaLedger, AreaLedger], kinds: ParcelKinds
) -> tuple[ChangedPiece, ...]:
    """Return every piece of another class or of one year alone, in the order of the earlier rows.

    Parcels changed in attributes alone follow in the order of the later rows.
    """
    pieces = booked.pieces
    places = np.flatnonzero(booked.before != booked.after)
    last = np.iinfo(np.intp).max
    order = np.lexsort((pieces.second[places], np.where(pieces.first[places] == NOWHERE, last, pieces.first[places])))
    teller = _Teller(booked, slivers, kinds, *(_names(ledger.parcels) for ledger in ledgers))
    changed = [teller.piece(n) for n in places[order].tolist()]
    rows = kinds.kind == "attributes"
    paired = (pieces.first != NOWHERE) & (pieces.second != NOWHERE)
    alike = np.flatnonzero(paired & rows[pieces.second] & (kinds.partner[pieces.second] == pieces.first))
    alike = alike[booked.before[alike] == booked.after[alike]]
    return (*changed, *(teller.piece(n) for n in alike[np.argsort(pieces.second[alike], kind="stable")].tolist()))


@dataclass(frozen=True, eq=False)
class _Teller:
    """Tells pieces one by one."""

    booked: BookedPieces
    slivers: Flags
    kinds: ParcelKinds
    before: tuple[Words, Words]
    after: tuple[Words, Words]

    def piece(self, n: int) -> ChangedPiece:
        booked, pieces = self.booked, self.booked.pieces
        first, second = int(pieces.first[n]), int(pieces.second[n])
        (ids, units), (later_ids, later_units) = self.before, self.after
        before, after = str(booked.before[n]), str(booked.after[n])
        kind = "only_after" if first == NOWHERE else "only_before" if second == NOWHERE else "changed"
        kind = "sliver" if self.slivers[n] else "attributes" if before == after else kind
        fields = tuple(name for name, flags in self.kinds.differs.items() if flags[second])
        return ChangedPiece(
            piece=n, before_row=first, after_row=second,
            before_id="" if first == NOWHERE else str(ids[first]),
            after_id="" if second == NOWHERE else str(later_ids[second]),
            before=before, after=after,
            unit_code=str(units[first] if second == NOWHERE else later_units[second]),
            kind=kind, parcel="gone" if second == NOWHERE else str(self.kinds.kind[second]),
            planar_m2=float(pieces.planar_m2[n]), survey_m2=float(pieces.survey_m2[n]),
            area_dm2=int(booked.area_dm2[n]), width_m=float(pieces.width_m[n]),
            fields=fields if kind == "attributes" else (),
        )  # fmt: skip


def _names(parcels: pd.DataFrame) -> tuple[Words, Words]:
    return parcels["parcel_id"].to_numpy(dtype=object), parcels["unit_code"].to_numpy(dtype=object)


def _count(rows: Rows, length: int) -> Rows:
    return np.bincount(rows[rows != NOWHERE], minlength=length)


def _fields(before: pd.DataFrame, after: pd.DataFrame, first: Rows, second: Rows) -> dict[str, Flags]:
    """Return by column which later parcels differ in it from their earlier one; a blank and a missing text are one."""
    shared = [name for name in after.columns if name in before.columns and name not in _ASIDE]
    found: dict[str, Flags] = {}
    for name in shared:
        one, two = (_values(frame[name], rows) for frame, rows in ((before, first), (after, second)))
        flags = np.zeros(len(after), dtype=bool)
        flags[second] = np.asarray((one != two) & ~(pd.isna(one) & pd.isna(two)), dtype=bool)
        found[name] = flags
    return found


def _values(column: pd.Series, rows: Rows) -> Words:
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy()[rows]
    return column.fillna("").to_numpy(dtype=object)[rows]
