"""The change between two layers in one call, for a notebook: measured, laid on one another, told."""

from typing import Any

from natres.analyses.change.whole import land_change, refuse_lost_ground
from natres.core.classification import Scheme
from natres.core.crs import ComputingZone
from natres.core.ledger import open_ledger
from natres.core.overlay import lay_over
from natres.core.provenance import Layer
from natres.core.results.change import LandChange, SliverRule

__all__ = ["transition_matrix"]


def transition_matrix(
    before: Layer[Any],
    after: Layer[Any],
    scheme: Scheme,
    *,
    area: str = "auto",
    zone: ComputingZone | None = None,
    slivers: SliverRule | None = None,
) -> LandChange:
    """Return the transition matrix of two years of parcels, with accounts, outflow of cropland and list of changes.

    Parameters
    ----------
    before, after : as :func:`natres.read_parcels` returns them, checked: valid shapes that do not lie over one another
    scheme : the classification of both years
    area : what the accounts are in: auto, survey, geodesic, planar or declared
    zone : the district's computing zone; by default the earlier layer's own, or the nearest
    slivers : what is taken for a difference of two surveys and no change

    Raises
    ------
    BadData : ``CHANGE_NOT_CONSERVED`` where a parcel's pieces do not add up to it

    >>> import natres
    >>> before = natres.read_parcels("data/landuse/parcels_2021.parquet")
    >>> after = natres.read_parcels("data/landuse/parcels_2022.parquet")
    >>> change = transition_matrix(before, after, natres.read_scheme())
    >>> round(change.matrix.common_m2 - change.matrix.before_m2, 4), change.parcels.kinds["reclassed"]
    (0.0, 624)
    """
    shapes = [layer.frame["geometry"].to_numpy() for layer in (before, after)]
    laid = lay_over(shapes[0], before.crs, shapes[1], after.crs, zone=zone)
    ledgers = (
        open_ledger(before.frame, before.crs, kind=area, zone=zone),
        open_ledger(after.frame, after.crs, kind=area, zone=zone),
    )
    ids = (ledgers[0].parcels["parcel_id"], ledgers[1].parcels["parcel_id"])
    refuse_lost_ground(laid, ids, (before.provenance.file_name, after.provenance.file_name))
    return land_change(laid, (before.frame, after.frame), ledgers, scheme, slivers=slivers)
