"""Two years of parcels laid on one another, from pieces to everything a yearly report asks of them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.analyses.change.accounts import account_lines, closing_by
from natres.analyses.change.booking import BookedPieces
from natres.analyses.change.flows import cropland_flow, urban_growth
from natres.analyses.change.listing import changed_pieces, parcel_changes
from natres.analyses.change.matrix import flows_by, matrix_of, slivers_of
from natres.core.classification import UNCLASSIFIED, Scheme
from natres.core.ledger import AreaLedger
from natres.core.overlay import NOWHERE, Laid
from natres.core.results.change import NO_LAND, AccountLine, LandChange, SliverRule
from natres.errors import BadData

__all__ = ["land_change", "refuse_lost_ground"]

Shapes = NDArray[np.object_]
Key = Callable[[str], str]

#: What a row of a clean layer may lose or win by being cut.
_LOST_M2 = 0.01
_UNCLASSIFIED_GROUP = "unclassified"
_TOWN_DIGITS = 9


def land_change(
    laid: Laid,
    frames: tuple[pd.DataFrame, pd.DataFrame],
    ledgers: tuple[AreaLedger, AreaLedger],
    scheme: Scheme,
    *,
    slivers: SliverRule | None = None,
    boundary: Shapes | None = None,
) -> LandChange:
    """Return the matrix and accounts of two years.

    Parameters
    ----------
    laid : the earlier parcels laid on the later (:func:`natres.core.overlay.lay_over`)
    frames : parcels of both years in natres columns, ledgers : their areas; rows as they were laid
    scheme : the classification of both
    slivers : what is taken for noise of two surveys; shown apart, never dropped
    boundary : the urban development boundary in the plane of ``laid.zone``; None where it is not known

    Notes
    -----
    The rows of every matrix and the opening areas are the earlier ledger to 0.01 m². What the later ledger has more or
    less than the pieces is the residual of each account.
    """
    rule = slivers or SliverRule()
    booked = BookedPieces.of(laid, *ledgers)
    noise = slivers_of(booked, rule)
    rows = booked.bookings
    later = ledgers[1].entries
    codes = [*(c.code for c in scheme.classes), UNCLASSIFIED]
    groups = [*(g.key for g in scheme.groups), _UNCLASSIFIED_GROUP]

    def by_class(of: Key, order: Sequence[str]) -> tuple[AccountLine, ...]:
        keys = _keyed(rows["before"], of), _keyed(rows["after"], of)
        return account_lines(rows, closing_by(later, lambda t: _keyed(t["land_class"], of), None), keys, order)

    def group(code: str) -> str:
        return scheme.group_of(code) or _UNCLASSIFIED_GROUP

    owners = tuple(_of_pieces(booked, frame, "ownership_type", side) for frame, side in _sides(frames, booked))
    kinds = [kind.key for kind in scheme.ownership] or ["other"]
    owner_keys = tuple(_keyed(column, scheme.ownership_of) for column in owners)
    own_flows = flows_by(*owner_keys, rows["area_dm2"], kinds)
    return LandChange(
        matrix=matrix_of(laid, booked, noise, scheme),
        flows=flows_by(rows["before"], rows["after"], rows["area_dm2"], codes),
        classes=by_class(lambda code: code, codes),
        main_classes=by_class(lambda code: scheme.at_level(code, 1), codes),
        groups=by_class(group, groups),
        owners=account_lines(
            rows, closing_by(later, lambda t: _keyed(t["ownership_type"], scheme.ownership_of), None), owner_keys, kinds
        ),
        owner_flows=own_flows,
        towns=_towns(booked, frames, later, group, groups),
        outflow=cropland_flow(rows, scheme),
        growth=urban_growth(booked, scheme, laid.zone, boundary),
        pieces=changed_pieces(booked, noise),
        parcels=parcel_changes(laid, frames, {"width_m": rule.width_m, "area_m2": rule.area_m2}),
        sliver_rule=rule,
        sliver_count=int(noise.sum()),
        same_shapes=laid.same,
        eased=len(laid.eased),
        rounded=laid.rounded,
    )  # fmt: skip


def _towns(
    booked: BookedPieces, frames: tuple[pd.DataFrame, pd.DataFrame], later: pd.DataFrame, group: Key, order: list[str]
) -> tuple[AccountLine, ...]:
    """Return an account of every group in every town; ground that went to another town adjusts both boundaries."""
    rows = booked.bookings
    if not all("unit_code" in frame and (frame["unit_code"].fillna("") != "").any() for frame in frames):
        return ()
    units = tuple(
        _keyed(_of_pieces(booked, frame, "unit_code", side), lambda code: code[:_TOWN_DIGITS])
        for frame, side in _sides(frames, booked)
    )
    keys = _keyed(rows["before"], group), _keyed(rows["after"], group)
    closing = closing_by(later, lambda t: _keyed(t["land_class"], group), lambda t: t["unit_code"].str[:_TOWN_DIGITS])
    return account_lines(rows, closing, keys, order, units=(units[0], units[1]))


def _sides(frames: tuple[pd.DataFrame, pd.DataFrame], booked: BookedPieces) -> tuple[tuple[pd.DataFrame, Any], ...]:
    return (frames[0], booked.pieces.first), (frames[1], booked.pieces.second)


def _of_pieces(booked: BookedPieces, frame: pd.DataFrame, column: str, side: NDArray[np.intp]) -> pd.Series:
    """Return a column of the parcels for every booking; :data:`NO_LAND` where the year has no parcel there."""
    row = side[booked.bookings["piece"].to_numpy()]
    found = np.full(len(row), NO_LAND, dtype=object)
    there = row != NOWHERE
    if column in frame:
        found[there] = frame[column].fillna("").astype(str).to_numpy(dtype=object)[row[there]]
    else:
        found[there] = ""
    return pd.Series(found)


def _keyed(column: pd.Series, of: Key) -> pd.Series:
    """Return a column rolled up; ground that is not there stays what it is."""
    known = {code: code if code == NO_LAND else of(code) for code in column.unique()}
    return column.map(known)


def refuse_lost_ground(laid: Laid, ids: tuple[pd.Series, pd.Series], files: tuple[str, str]) -> None:
    """Refuse pieces that do not add up to their parcels: a layer that has ground twice, or a fault of cutting.

    Raises
    ------
    BadData : ``CHANGE_NOT_CONSERVED`` by the row that is off by most
    """
    for residual, names, file in zip((laid.first_residual_m2, laid.second_residual_m2), ids, files, strict=True):
        if not len(residual):
            continue
        row = int(np.abs(residual).argmax())
        if abs(residual[row]) > _LOST_M2:
            raise BadData(
                "CHANGE_NOT_CONSERVED", file=file, row=row, id=str(names.iloc[row]), value=f"{residual[row]:.4f}",
                count=int((np.abs(residual) > _LOST_M2).sum()),
            )  # fmt: skip
