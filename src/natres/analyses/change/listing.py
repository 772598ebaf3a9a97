"""The list of changes: pieces whose class is another one, and how many parcels are new, cut, merged or only renamed."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.analyses.change.booking import BookedPieces
from natres.core.overlay import NOWHERE, Laid
from natres.core.results.change import ChangedPiece, ParcelChanges

__all__ = ["changed_pieces", "parcel_changes"]

Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]

#: Columns that name a parcel or measure it: another number alone is no change.
_ASIDE = ("parcel_id", "parcel_number", "declared_area_m2", "deducted_area_m2", "class_area_m2", "data_year", "remarks",
          "geometry")  # fmt: skip


def changed_pieces(booked: BookedPieces, slivers: Flags) -> tuple[ChangedPiece, ...]:
    """Return every piece of another class or of one year alone, in the order of the earlier rows."""
    pieces = booked.pieces
    places = np.flatnonzero(booked.before != booked.after)
    order = np.lexsort((pieces.second[places], np.where(pieces.first[places] == NOWHERE, np.iinfo(np.intp).max,
                                                        pieces.first[places])))  # fmt: skip
    return tuple(_piece(booked, int(n), bool(slivers[n])) for n in places[order].tolist())


def _piece(booked: BookedPieces, n: int, sliver: bool) -> ChangedPiece:
    pieces = booked.pieces
    first, second = int(pieces.first[n]), int(pieces.second[n])
    kind = "only_after" if first == NOWHERE else "only_before" if second == NOWHERE else "changed"
    return ChangedPiece(
        first, second, str(booked.before[n]), str(booked.after[n]), "sliver" if sliver else kind,
        float(pieces.planar_m2[n]), float(pieces.survey_m2[n]), int(booked.area_dm2[n]), float(pieces.width_m[n]),
    )  # fmt: skip


def parcel_changes(laid: Laid, frames: tuple[pd.DataFrame, pd.DataFrame], noise: Mapping[str, float]) -> ParcelChanges:
    """Return how many parcels of the later year came about in which way.

    Parameters
    ----------
    frames : earlier and later parcels in natres columns
    noise : ``width_m`` and ``area_m2`` below which a piece makes no neighbour

    Notes
    -----
    ``same`` in all columns, ``attributes`` other than the class differ, ``reclassed``: the same border each time.
    ``split``: part of one earlier parcel that was cut up. ``merged``: of several that went into it whole.
    ``reshaped``: any other border. ``new``: on ground the earlier year does not have.
    """
    before, after = frames
    common = laid.common
    real = (common.width_m > noise["width_m"]) | (common.planar_m2 > noise["area_m2"])
    first, second = common.first[real], common.second[real]
    of_after, of_before = np.bincount(second, minlength=len(after)), np.bincount(first, minlength=len(before))
    partner = np.full(len(after), NOWHERE, dtype=np.intp)
    partner[second] = first
    alone = (of_after == 1) & (of_before[partner] == 1)
    reaches = np.zeros(len(after), dtype=bool)
    reaches[second[of_before[first] > 1]] = True  # one of its earlier parcels went elsewhere too
    same_border = alone & _fills(laid, partner)
    kinds = np.full(len(after), "reshaped", dtype=object)
    kinds[of_after == 0] = "new"
    cut_up = np.ones(len(before), dtype=bool)
    cut_up[first[of_after[second] > 1]] = False  # some of it went to a parcel that has other ground too
    kinds[(of_after == 1) & (of_before[partner] > 1) & cut_up[partner]] = "split"
    kinds[(of_after > 1) & ~reaches] = "merged"
    rows = np.flatnonzero(same_border)
    fields = _fields(before, after, partner[rows], rows)
    differs = np.zeros(len(rows), dtype=bool)
    for mask in fields.values():
        differs |= mask
    classes = [frame["land_class"].to_numpy(dtype=object) for frame in frames]
    reclassed = classes[0][partner[rows]] != classes[1][rows]
    kinds[rows] = np.where(reclassed, "reclassed", np.where(differs, "attributes", "same"))
    found, count = np.unique(kinds.astype(str), return_counts=True)
    by_field = {name: int(mask[~reclassed].sum()) for name, mask in fields.items()}
    return ParcelChanges(
        dict(zip(found.tolist(), count.tolist(), strict=True)),
        {name: n for name, n in sorted(by_field.items(), key=lambda item: -item[1]) if n},
    )


def _fills(laid: Laid, partner: Rows) -> Flags:
    """Return which later parcels have the area of their one earlier parcel, to 1 m²."""
    whole = laid.first_m2[partner] if len(laid.first_m2) else np.zeros(len(partner))
    return np.abs(laid.second_m2 - whole) <= 1.0


def _fields(before: pd.DataFrame, after: pd.DataFrame, first: Rows, second: Rows) -> dict[str, Flags]:
    """Return by column which of the pairs of rows differ in it."""
    shared = [name for name in after.columns if name in before.columns and name not in _ASIDE]
    found: dict[str, Flags] = {}
    for name in shared:
        one, two = (frame[name].to_numpy()[rows] for frame, rows in ((before, first), (after, second)))
        blank = pd.isna(one) & pd.isna(two)
        found[name] = np.asarray((one != two) & ~blank, dtype=bool)
    return found
