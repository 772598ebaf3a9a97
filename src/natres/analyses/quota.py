"""Quotas: how much land counts, against which limit, under which definition, in which towns and classes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.analyses.shares import counted_bookings, measure_area
from natres.core.classification import Measure, Scheme
from natres.core.ledger import AreaLedger
from natres.core.results import Quota, QuotaCheck, QuotaClass, QuotaUnit, Unit

__all__ = ["check_quota", "counted_by_parcel", "quota_status"]


def quota_status(actual_dm2: int, quota: Quota, limit_dm2: int | None = None) -> str:
    """Return ``within``, ``near`` or ``exceeded``; a floor not reached is exceeded too.

    A ceiling is near from ``warn_ratio`` × limit on, a floor up to limit / ``warn_ratio``; reaching a limit
    exactly is within it. More construction land never turns a failed ceiling into a met one.

    >>> from natres.core.units import to_dm2
    >>> ceiling = Quota("q", "", "construction", "ceiling", to_dm2(100, "km2"), "100", 0)
    >>> [quota_status(to_dm2(x, "km2"), ceiling) for x in (94, 95, 100, "100.00000001")]
    ['within', 'near', 'near', 'exceeded']
    """
    limit = quota.limit_dm2 if limit_dm2 is None else limit_dm2
    if quota.kind == "floor":
        if actual_dm2 < limit:
            return "exceeded"
        return "near" if actual_dm2 * quota.warn_ratio <= limit else "within"
    if actual_dm2 > limit:
        return "exceeded"
    return "near" if actual_dm2 >= quota.warn_ratio * limit else "within"


def check_quota(ledger: AreaLedger, scheme: Scheme, quota: Quota, *, units: Sequence[Unit] = ()) -> QuotaCheck:
    """Hold one quota against the land of a ledger.

    Parameters
    ----------
    ledger, scheme : as for :func:`natres.analyses.class_shares`
    quota : limit, measure and kind
    units : units to rank; only towns are ranked where there are towns

    Returns
    -------
    QuotaCheck : with numbers None and a reason where the measure cannot be computed
    """
    actual = measure_area(ledger, scheme, quota.measure)
    asked = scheme.measure(quota.measure)
    # Beside a definition of construction land stand the others; beside cropland they would mean nothing.
    others = [m.key for m in scheme.measures if m.quota and m.key != quota.measure] if asked and asked.quota else []
    beside: list[tuple[str, int | None, str]] = []
    for key in others if quota.kind == "ceiling" else []:
        area = measure_area(ledger, scheme, key).area_dm2
        beside.append((key, area, "not_computable" if area is None else quota_status(area, quota)))
    if actual.area_dm2 is None:
        return QuotaCheck(quota, actual, "not_computable", tuple(beside), (), ())
    measure = scheme.measure(quota.measure)
    assert measure is not None  # its area was computed
    counted = counted_bookings(ledger, scheme, measure)
    return QuotaCheck(
        quota=quota,
        measured=actual,
        status=quota_status(actual.area_dm2, quota),
        under_other_measures=tuple(beside),
        by_unit=_by_unit(counted, quota, units),
        by_class=_by_class(counted),
    )


def counted_by_parcel(ledger: AreaLedger, scheme: Scheme, measure: Measure) -> NDArray[np.int64]:
    """Return how much of each parcel a measure counts, in 0.01 m²; the sum is the area of the measure.

    Its class area counts by its class, its field ridges by theirs. A measure of the ground inside zones asks
    :func:`natres.analyses.net_inside` instead.
    """
    parcels = ledger.parcels
    ridges = parcels[["settlement_code"]].assign(land_class=parcels["deduction_class"])
    net = np.where(scheme.selects(measure, parcels), parcels["class_dm2"], 0)
    return (net + np.where(scheme.selects(measure, ridges), parcels["deducted_dm2"], 0)).astype(np.int64)


def _by_unit(counted: pd.DataFrame, quota: Quota, units: Sequence[Unit]) -> tuple[QuotaUnit, ...]:
    towns = [u for u in units if u.level == "town"] or list(units)
    if not towns:
        return ()
    digits = len(towns[0].code)
    sums = counted.groupby(counted["unit_code"].str[:digits])["area_dm2"].sum()
    limits = dict(quota.unit_limits_dm2)
    rows: list[QuotaUnit] = []
    for unit in towns:
        actual, limit = int(sums.get(unit.code, 0)), limits.get(unit.code)
        status = None if limit is None else quota_status(actual, quota, limit)
        rows.append(QuotaUnit(unit, actual, limit, status))
    return tuple(sorted(rows, key=lambda r: (-r.actual_dm2, r.unit.code)))


def _by_class(counted: pd.DataFrame) -> tuple[QuotaClass, ...]:
    sums = counted.groupby(["land_class", "settlement_code"])["area_dm2"].sum().reset_index()
    columns = (sums["land_class"], sums["settlement_code"], sums["area_dm2"])
    rows = [QuotaClass(str(code), str(settlement), int(area)) for code, settlement, area in zip(*columns, strict=True)]
    return tuple(sorted(rows, key=lambda r: (-r.area_dm2, r.code, r.settlement_code)))
