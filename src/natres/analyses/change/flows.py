"""Where cropland went and came from, and what new construction land was before."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.analyses.change.booking import BookedPieces
from natres.core.classification import UNCLASSIFIED, Scheme
from natres.core.crs import ComputingZone
from natres.core.overlay import lay_zones
from natres.core.results.change import NO_LAND, OutflowRow, UrbanGrowth
from natres.core.rounding import largest_remainder

__all__ = ["cropland_flow", "urban_growth"]

Shapes = NDArray[np.object_]

#: The measure of an area inside, in shares of a millionth of a square metre.
_PER_M2 = 1_000_000


def cropland_flow(bookings: pd.DataFrame, scheme: Scheme) -> tuple[OutflowRow, ...]:
    """Return the cropland that became something else and came of it, by destination; sums of destinations with them.

    Ground that one year does not have is no outflow but an adjustment of the boundary.
    """
    flow = scheme.cropland_flow
    if flow is None:
        return ()
    cropland = scheme.under(flow.classes)
    before, after = bookings["before"], bookings["after"]
    both = (before != NO_LAND) & (after != NO_LAND)
    out, in_ = (both & one.isin(cropland) & ~other.isin(cropland) for one, other in ((before, after), (after, before)))
    to, of = _by_destination(bookings[out], "after", scheme), _by_destination(bookings[in_], "before", scheme)
    rows: list[OutflowRow] = []
    for way in flow.destinations:
        keys = way.sum_of or (way.key,)
        row = OutflowRow(way.key, sum(to.get(k, 0) for k in keys), sum(of.get(k, 0) for k in keys))
        if row.outflow_dm2 or row.inflow_dm2:
            rows.append(row)
    return tuple(rows)


def _by_destination(bookings: pd.DataFrame, side: str, scheme: Scheme) -> dict[str, int]:
    known = {code: scheme.destination_of(code) for code in bookings[side].unique()}
    sums = bookings.groupby(bookings[side].map(known))["area_dm2"].sum()
    return {str(key): int(area) for key, area in sums.items()}


def urban_growth(
    booked: BookedPieces, scheme: Scheme, zone: ComputingZone, boundary: Shapes | None
) -> tuple[UrbanGrowth, ...]:
    """Return new construction land by former main class, and what of it lies inside the development boundary.

    Parameters
    ----------
    boundary : polygons of the boundary in the plane of ``zone``; None where it is not known
    """
    rows = booked.bookings
    group = {code: scheme.group_of(code) for code in {*rows["before"], *rows["after"]}}
    both, built = (rows["before"] != NO_LAND) & (rows["after"] != NO_LAND), scheme.construction_group
    new = rows[both & (rows["after"].map(group) == built) & (rows["before"].map(group) != built)]
    main = new["before"].map({code: scheme.at_level(code, 1) for code in new["before"].unique()})
    inside = _inside(booked, new, zone, boundary)
    found: list[UrbanGrowth] = []
    for code in sorted(main.unique(), key=lambda c: scheme.position.get(c, len(scheme.position))):
        mine = (main == code).to_numpy()
        within = None if inside is None else int(inside[mine].sum())
        found.append(UrbanGrowth(code or UNCLASSIFIED, int(new["area_dm2"].to_numpy()[mine].sum()), within))
    return tuple(found)


def _inside(
    booked: BookedPieces, new: pd.DataFrame, zone: ComputingZone, boundary: Shapes | None
) -> NDArray[np.int64] | None:
    """Return what of every booking lies inside, its area shared in proportion to the survey area of its piece."""
    if boundary is None:
        return None
    pieces, place = np.unique(new["piece"].to_numpy(), return_inverse=True)
    shapes = booked.pieces.shape[pieces]
    laid = lay_zones(shapes, {"inside": boundary}, zone)
    within = np.bincount(laid.combined.parcel, laid.combined.survey_m2, len(shapes))
    whole = booked.pieces.survey_m2[pieces]
    parts = np.rint(np.stack([within, np.maximum(whole - within, 0.0)]) * _PER_M2).astype(np.int64)[:, place].T
    area = new["area_dm2"].to_numpy()
    shares = [largest_remainder(pair if any(pair) else [0, 1], int(a)) for pair, a in
              zip(parts.tolist(), area, strict=True)]  # fmt: skip
    return np.array([pair[0] for pair in shares], dtype=np.int64)
