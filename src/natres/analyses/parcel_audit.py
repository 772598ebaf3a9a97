"""The four areas of every parcel side by side, and the parcels whose declared area does not fit their shape."""

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from natres.core.areas import geodesic_area_dm2, planar_area_dm2, survey_area_dm2
from natres.core.crs import ComputingZone
from natres.core.ledger import AreaLedger
from natres.core.results import ParcelAreas, ParcelAudit

__all__ = ["OUTLIER_M2", "OUTLIER_RATIO", "audit_parcels"]

#: A declared area is an outlier beyond the larger of these two distances from the survey area of its shape:
#: closing moves a parcel by a few 0.01 m² only.
OUTLIER_M2 = 1.0
OUTLIER_RATIO = 0.001
#: Survey and geodesic area of one shape differ by the rounding of B and L, a few 0.01 m², never by more.
_OWN_NOISE_M2 = 0.5
_OWN_NOISE_RATIO = 1e-5


def audit_parcels(
    ledger: AreaLedger, geometry: NDArray[np.object_], crs: CRS, *, zone: ComputingZone | None = None
) -> ParcelAudit:
    """Return all four areas of the outliers, and the totals of all parcels.

    Parameters
    ----------
    ledger : the areas of a run
    geometry : the parcels' shapes, in the order of the ledger
    crs, zone : as for :func:`natres.core.areas.survey_area_dm2`

    Returns
    -------
    ParcelAudit : outliers with the largest difference first; ties by row
    """
    survey = survey_area_dm2(geometry, crs, zone=zone)
    geodesic = geodesic_area_dm2(geometry, crs, zone=zone)
    planar = planar_area_dm2(geometry, crs, zone=zone)
    parcels, declared = ledger.parcels, ledger.declared_dm2
    off = np.zeros(len(survey), dtype=np.int64) if declared is None else declared - survey
    own = geodesic - survey
    far = np.abs(off) > np.maximum(OUTLIER_M2 * 100, OUTLIER_RATIO * survey)
    far |= np.abs(own) > np.maximum(_OWN_NOISE_M2 * 100, _OWN_NOISE_RATIO * survey)
    rows = np.flatnonzero(far)
    rows = rows[np.lexsort((rows, -np.maximum(np.abs(off), np.abs(own))[rows]))]
    totals = {"survey": survey, "geodesic": geodesic, "planar": planar}
    outliers = tuple(
        ParcelAreas(
            row=int(row),
            parcel_id=str(parcels["parcel_id"].iloc[row]),
            unit_code=str(parcels["unit_code"].iloc[row]),
            land_class=str(parcels["land_class"].iloc[row]),
            declared_dm2=None if declared is None else int(declared[row]),
            survey_dm2=int(survey[row]),
            geodesic_dm2=int(geodesic[row]),
            planar_dm2=int(planar[row]),
            closing_dm2=int(parcels["gross_dm2"].iloc[row] - parcels["measured_dm2"].iloc[row]),
        )
        for row in rows
    )
    return ParcelAudit(
        parcels=len(parcels),
        outlier_m2=OUTLIER_M2,
        outlier_ratio=OUTLIER_RATIO,
        totals_dm2=tuple((name, int(area.sum())) for name, area in totals.items())
        + (() if declared is None else (("declared", int(declared.sum())),)),
        largest_off_dm2=int(np.abs(off).max()) if declared is not None and len(off) else None,
        outliers=outliers,
    )
