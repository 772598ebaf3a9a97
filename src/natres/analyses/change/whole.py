"""Two years of parcels laid on one another, from pieces to everything a yearly report asks of them."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.analyses.change.accounts import account_lines, closing_by
from natres.analyses.change.booking import BookedPieces
from natres.analyses.change.flows import cropland_flow, urban_growth
from natres.analyses.change.listing import changed_pieces, parcel_changes, parcel_kinds
from natres.analyses.change.matrix import flows_by, matrix_of, noise_of, slivers_of
from natres.core.classification import UNCLASSIFIED, Scheme
from natres.core.ledger import AreaLedger
from natres.core.overlay import NOWHERE, Laid
from natres.core.results.change import NO_LAND, AccountLine, LandChange, SliverRule
from natres.errors import BadData

__all__ = ["land_change", "refuse_lost_ground"]

Shapes = NDArray[np.object_]
Key = Callable[[str], str]
Pair = tuple[pd.Series, pd.Series]

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
    noise = slivers_of(laid, booked, rule)
    became = parcel_kinds(laid, frames, booked.pieces, noise_of(laid, booked.pieces, rule))
    towns = _town_keys(booked, frames)
    rows = _added_up(booked, _pair_of(booked, frames, "ownership_type", scheme.ownership_of), towns)
    later = ledgers[1].sums
    codes = [*(c.code for c in scheme.classes), UNCLASSIFIED]
    groups = [*(g.key for g in scheme.groups), _UNCLASSIFIED_GROUP]

    def by_class(of: Key, order: Sequence[str]) -> tuple[AccountLine, ...]:
        keys = _keyed(rows["before"], of), _keyed(rows["after"], of)
        return account_lines(rows, closing_by(later, lambda t: _keyed(t["land_class"], of), None), keys, order)

    def group(code: str) -> str:
        return scheme.group_of(code) or _UNCLASSIFIED_GROUP

    owner_keys = rows["owner_before"], rows["owner_after"]
    kinds = [kind.key for kind in scheme.ownership] or ["other"]
    units = (rows["town_before"], rows["town_after"]) if towns is not None else None
    return LandChange(
        matrix=matrix_of(laid, booked, noise, scheme),
        flows=flows_by((rows["before"], rows["after"]), rows["area_dm2"], codes),
        classes=by_class(lambda code: code, codes),
        main_classes=by_class(lambda code: scheme.at_level(code, 1), codes),
        groups=by_class(group, groups),
        owners=account_lines(
            rows, closing_by(later, lambda t: _keyed(t["ownership_type"], scheme.ownership_of), None), owner_keys, kinds
        ),
        owner_flows=flows_by(owner_keys, rows["area_dm2"], kinds),
        assets=_assets(rows, later, owner_keys, group, scheme),
        towns=_towns(rows, units, later, group, groups),
        town_flows=flows_by(units, rows["area_dm2"], sorted({*units[0], *units[1]})) if units else (),
        outflow=cropland_flow(rows, scheme),
        growth=urban_growth(booked, scheme, laid.zone, boundary),
        pieces=changed_pieces(booked, noise, ledgers, became),
        parcels=parcel_changes(became),
        sliver_rule=rule,
        sliver_count=int(noise.sum()),
        same_shapes=laid.same,
        eased=len(laid.eased),
        rounded=laid.rounded,
    )  # fmt: skip


def _added_up(booked: BookedPieces, owners: Pair, towns: Pair | None) -> pd.DataFrame:
    """Return the bookings added up by everything an account divides them by: a few rows instead of one per piece."""
    rows = booked.bookings
    columns = {"before": rows["before"], "after": rows["after"], "owner_before": owners[0], "owner_after": owners[1]}
    columns |= {} if towns is None else {"town_before": towns[0], "town_after": towns[1]}
    key = np.zeros(len(rows), dtype=np.int64)
    for column in columns.values():
        codes, values = pd.factorize(column.to_numpy(dtype=object))
        key = key * max(1, len(values)) + codes
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    area = np.zeros(len(first), dtype=np.int64)
    np.add.at(area, place, rows["area_dm2"].to_numpy())
    order = np.argsort(first, kind="stable")
    found = {name: column.to_numpy(dtype=object)[first[order]] for name, column in columns.items()}
    return pd.DataFrame({**found, "area_dm2": area[order]})


def _town_keys(booked: BookedPieces, frames: tuple[pd.DataFrame, pd.DataFrame]) -> Pair | None:
    """Return the town of every booking before and after; None where a year does not tell its units."""
    if not all("unit_code" in frame and (frame["unit_code"].fillna("") != "").any() for frame in frames):
        return None
    return _pair_of(booked, frames, "unit_code", lambda code: code[:_TOWN_DIGITS])


def _towns(
    rows: pd.DataFrame, towns: Pair | None, later: pd.DataFrame, group: Key, order: list[str]
) -> tuple[AccountLine, ...]:
    """Return an account of every group in every town; ground that went to another town adjusts both boundaries."""
    if towns is None:
        return ()
    keys = _keyed(rows["before"], group), _keyed(rows["after"], group)
    closing = closing_by(later, lambda t: _keyed(t["land_class"], group), lambda t: t["unit_code"].str[:_TOWN_DIGITS])
    return account_lines(rows, closing, keys, order, units=towns)


def _assets(
    rows: pd.DataFrame, later: pd.DataFrame, owners: Pair, group: Key, scheme: Scheme
) -> tuple[AccountLine, ...]:
    """Return an account of every group under every kind of ownership."""
    before, after = (
        _joined(_keyed(rows[side], group), owner) for side, owner in zip(("before", "after"), owners, strict=True)
    )

    def key(table: pd.DataFrame) -> pd.Series:
        return _joined(_keyed(table["land_class"], group), _keyed(table["ownership_type"], scheme.ownership_of))

    closing = closing_by(later, key, None)
    return account_lines(rows, closing, (before, after), sorted({at for _, at in closing}))


def _joined(groups: pd.Series, owners: pd.Series) -> pd.Series:
    """Return both keys as one; ground that is not there stays what it is."""
    both = groups.to_numpy(dtype=object) + "/" + owners.to_numpy(dtype=object)
    return pd.Series(np.where(groups.to_numpy(dtype=object) == NO_LAND, NO_LAND, both))


def _pair_of(booked: BookedPieces, frames: tuple[pd.DataFrame, pd.DataFrame], column: str, of: Key) -> Pair:
    """Return a column of the parcels, rolled up, for every booking before and after."""
    pieces = booked.pieces
    return (
        _keyed(_of_pieces(booked, frames[0], column, pieces.first), of),
        _keyed(_of_pieces(booked, frames[1], column, pieces.second), of),
    )


def _of_pieces(booked: BookedPieces, frame: pd.DataFrame, column: str, side: NDArray[np.intp]) -> pd.Series:
    """Return a column of the parcels for every booking; :data:`NO_LAND` where the year has no parcel there."""
    row = side[booked.bookings["piece"].to_numpy()]
    there = row != NOWHERE
    found = np.where(there, "", NO_LAND).astype(object)
    if column in frame:
        found[there] = frame[column].astype(object).fillna("").to_numpy(dtype=object)[row[there]]
    return pd.Series(found, dtype=object)


def _keyed(column: pd.Series, of: Key) -> pd.Series:
    """Return a column rolled up; ground that is not there stays what it is."""
    codes, values = pd.factorize(column.to_numpy(dtype=object))
    known = np.array([code if code == NO_LAND else of(str(code)) for code in values], dtype=object)
    return pd.Series(known[codes] if len(known) else codes.astype(object), index=column.index, dtype=object)


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
