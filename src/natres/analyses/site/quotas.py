"""What building a site would do to the quotas of its district.

Land of the site that is not construction land yet would become urban–rural construction land; what is construction
land already stays what it is. Each measure then counts the same land by its own rule, before and after.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from natres.analyses.quota import check_quota, quota_status
from natres.core.classification import Measure, Scheme
from natres.core.ledger import AreaLedger
from natres.core.results import Quota, QuotaCheck, Unit
from natres.core.results.site import Crossing, QuotaEffect, TownEffect

__all__ = ["built_class", "quota_crossings", "quota_effects"]

_CONSTRUCTION = "construction"


def built_class(scheme: Scheme) -> tuple[str, str]:
    """Return the land class and the settlement code that land gets by being built on; blank where a scheme has none.

    The class is the first subclass of construction land that no measure counts for itself, whichever that is; the
    settlement code the first of those that the usual measure of quotas counts.

    >>> from natres.readers import read_scheme
    >>> built_class(read_scheme("third-survey"))
    ('0603', '201')
    """
    own_rules = scheme.under({code for measure in scheme.measures for code in measure.or_classes})
    construction = (c.code for c in scheme.classes if c.group == _CONSTRUCTION and c.level > 1)
    code = next((code for code in construction if code not in own_rules), "")
    usual = scheme.measure(scheme.usual_quota_measure)
    settlement = sorted(usual.settlement - {"*"}) if usual else []
    return code, settlement[0] if settlement else ""


def quota_effects(
    ledger: AreaLedger, scheme: Scheme, quotas: Sequence[Quota], booked: pd.DataFrame, *,
    units: Sequence[Unit] = (), zones_dm2: Mapping[str, int] | None = None,
) -> tuple[QuotaEffect, ...]:  # fmt: skip
    """Return every quota before and after.

    Parameters
    ----------
    booked : what the ledger books of the site: ``land_class``, ``settlement_code``, ``unit_code``, ``area_dm2``
    units : towns with limits of their own
    zones_dm2 : ground of the site by zone layer, for measures that are areas of zones
    """
    found: list[QuotaEffect] = []
    for quota in quotas:
        check = check_quota(ledger, scheme, quota, units=units)
        measure = scheme.measure(quota.measure)
        if check.actual_dm2 is None or measure is None:
            found.append(QuotaEffect(check, None, "not_computable"))
        elif measure.needs_zone:
            lost = (zones_dm2 or {}).get(measure.needs_zone)
            found.append(_effect(check, None if lost is None else -lost))
        else:
            change = _change(scheme, measure, booked)
            found.append(_effect(check, int(change.sum()), _towns(check, booked, change)))
    return tuple(found)


def _effect(check: QuotaCheck, change: int | None, towns: tuple[TownEffect, ...] = ()) -> QuotaEffect:
    if check.actual_dm2 is None or change is None:
        return QuotaEffect(check, None, "not_computable")
    return QuotaEffect(check, change, quota_status(check.actual_dm2 + change, check.quota), towns)


def _change(scheme: Scheme, measure: Measure, booked: pd.DataFrame) -> "pd.Series[int]":
    """Return by booking what a measure gains once the land is built on."""
    code, settlement = built_class(scheme)
    open_land = booked["land_class"].map(scheme.group_of) != _CONSTRUCTION
    after = booked.assign(
        land_class=booked["land_class"].where(~open_land, code),
        settlement_code=booked["settlement_code"].where(~open_land, settlement),
    )
    gained = scheme.selects(measure, after).astype(int) - scheme.selects(measure, booked).astype(int)
    return booked["area_dm2"] * gained


def _towns(check: QuotaCheck, booked: pd.DataFrame, change: "pd.Series[int]") -> tuple[TownEffect, ...]:
    """Return the towns with a limit of their own whose figure the site changes."""
    found: list[TownEffect] = []
    for row in check.by_unit:
        own = booked["unit_code"].str.startswith(row.unit.code)
        added = int(change[own].sum())
        if row.limit_dm2 is None or row.status is None or not added:
            continue
        after = quota_status(row.actual_dm2 + added, check.quota, row.limit_dm2)
        found.append(TownEffect(row.unit.code, row.unit.name, row.actual_dm2, row.limit_dm2, added, row.status, after))
    return tuple(found)


def quota_crossings(effects: Sequence[QuotaEffect]) -> tuple[Crossing, ...]:
    """Return the quotas that the site takes of and that are exceeded once it is built."""
    found: list[Crossing] = []
    for effect in effects:
        if effect.status_after == "exceeded" and effect.worsens:
            further = effect.check.status == "exceeded"
            area = effect.change_dm2 if further else effect.margin_after_dm2
            kind = "quota_further" if further else "quota"
            taken = abs(area or 0) / 100  # of the ledger, which books survey areas
            found.append(Crossing(kind, effect.check.quota.key, taken, taken))
    return tuple(found)
