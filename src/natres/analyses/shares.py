"""Land by group, class, ownership, measure and unit: every figure is a sum over one ledger."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from natres.analyses.matrices import by_survey_rule, known_codes, land_matrices
from natres.core.classification import UNCLASSIFIED, Scheme
from natres.core.ledger import AreaLedger
from natres.core.results import (
    ClassArea,
    ClassShares,
    GroupArea,
    MeasureArea,
    OwnershipArea,
    Unit,
    UnitShares,
)

__all__ = ["UNCLASSIFIED_GROUP", "class_shares", "measure_area"]

#: Group key under which accepted rows without a usable code are carried.
UNCLASSIFIED_GROUP = "unclassified"


def class_shares(
    ledger: AreaLedger, scheme: Scheme, *, units: Sequence[Unit] = (), table_rule: bool = False
) -> ClassShares:
    """Return the land of a ledger by group, class, ownership, measure and unit.

    Parameters
    ----------
    ledger : the areas of a run
    scheme : the classification of its codes
    units : towns and villages to break the land down by; empty for the whole only
    table_rule : also lay the land out as the survey's own table rule prints it (``--rounding survey``)

    Notes
    -----
    Σ groups + residual = the control area (without one, the measured area), exactly.
    """
    entries = _with_group(ledger.sums, scheme)
    return ClassShares(
        area_kind=ledger.area_kind,
        parcels=len(ledger.parcels),
        control_dm2=ledger.control.area_dm2,
        measured_dm2=ledger.measured_dm2,
        groups=_groups(entries, scheme),
        classes=_classes(entries, scheme),
        ownership=_ownership(entries, scheme) if ledger.has_ownership and scheme.ownership else (),
        ownership_by_class=_ownership_by_class(entries, scheme) if ledger.has_ownership and scheme.ownership else (),
        measures=tuple(measure_area(ledger, scheme, m.key) for m in scheme.measures if m.quota),
        units=_units(ledger, entries, scheme, units),
        other_totals_dm2=tuple(sorted(ledger.other_totals_dm2.items())),
        matrices=land_matrices(ledger, scheme, units),
        by_survey_rule=by_survey_rule(ledger, scheme, units) if table_rule else None,
    )


def measure_area(ledger: AreaLedger, scheme: Scheme, key: str) -> MeasureArea:
    """Return the area under one measure, or why it cannot be computed; it is never replaced by another."""
    measure = scheme.measure(key)
    if measure is None:
        return MeasureArea(key, None, "unknown_measure")
    if measure.needs_zone:
        return MeasureArea(key, None, "needs_zone")
    if measure.needs_settlement and not ledger.has_settlement:
        return MeasureArea(key, None, "needs_settlement")
    chosen = scheme.selects(measure, ledger.sums)
    return MeasureArea(key, int(ledger.sums.loc[chosen, "area_dm2"].sum()))


def _with_group(entries: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    # A code that was accepted though no scheme knows it (a ridge class, say) stands with the unclassified.
    codes = known_codes(entries["land_class"], scheme)
    names = codes.unique()
    group = {code: scheme.group_of(code) or UNCLASSIFIED_GROUP for code in names}
    owner = {code: scheme.ownership_of(code) for code in entries["ownership_type"].unique()}
    main = {code: scheme.at_level(code, 1) for code in names}
    return entries.assign(
        land_class=codes, group=codes.map(group), main_class=codes.map(main), owner=entries["ownership_type"].map(owner)
    )


def _sums(entries: pd.DataFrame, by: str) -> dict[str, int]:
    return {str(key): int(value) for key, value in entries.groupby(by, sort=True)["area_dm2"].sum().items()}


def _groups(entries: pd.DataFrame, scheme: Scheme) -> tuple[GroupArea, ...]:
    sums = _sums(entries, "group")
    keys = [group.key for group in scheme.groups]
    if UNCLASSIFIED_GROUP in sums:
        keys.append(UNCLASSIFIED_GROUP)
    return tuple(GroupArea(key, sums.get(key, 0)) for key in keys)


def _classes(entries: pd.DataFrame, scheme: Scheme) -> tuple[ClassArea, ...]:
    """Roll leaf sums up through ``parent``; classes without land are left out, parents stand first."""
    total: dict[str, int] = {}
    for code, area in _sums(entries, "land_class").items():
        above: str | None = code
        while above:
            total[above] = total.get(above, 0) + area
            known = scheme.by_code.get(above)
            above = known.parent if known else None
        if code == UNCLASSIFIED:
            total[code] = area
    in_order = sorted((c for c in total if c in scheme.position), key=lambda c: _tree_place(c, scheme))
    return tuple(
        ClassArea(code, scheme.by_code[code].level if code else 1, _group(code, scheme), total[code])
        for code in in_order
    )


def _group(code: str, scheme: Scheme) -> str | None:
    return scheme.group_of(code) if code else UNCLASSIFIED_GROUP


def _tree_place(code: str, scheme: Scheme) -> tuple[int, ...]:
    """Return the sort key that puts every class right below its parent, in official order."""
    chain: list[int] = []
    above: str | None = code
    while above is not None:
        chain.append(scheme.position[above])
        known = scheme.by_code.get(above)
        above = known.parent if known else None
    return tuple(reversed(chain))


def _ownership(entries: pd.DataFrame, scheme: Scheme) -> tuple[OwnershipArea, ...]:
    sums = entries.groupby(["owner", "group"])["area_dm2"].sum()
    groups = [group.key for group in scheme.groups]
    if UNCLASSIFIED_GROUP in entries["group"].unique():
        groups.append(UNCLASSIFIED_GROUP)
    kinds = [kind.key for kind in scheme.ownership] or ["other"]
    return tuple(OwnershipArea(k, g, int(sums.get((k, g), 0))) for k in kinds for g in groups)


def _ownership_by_class(entries: pd.DataFrame, scheme: Scheme) -> tuple[tuple[str, str, int], ...]:
    sums = entries.groupby(["main_class", "owner"])["area_dm2"].sum()
    mains = sorted({str(m) for m in entries["main_class"].unique()}, key=lambda c: scheme.position[c])
    return tuple((m, k.key, int(sums.get((m, k.key), 0))) for m in mains for k in scheme.ownership)


def _units(ledger: AreaLedger, entries: pd.DataFrame, scheme: Scheme, units: Sequence[Unit]) -> tuple[UnitShares, ...]:
    found: list[UnitShares] = []
    for level, digits in (("town", 9), ("village", 12)):
        wanted = [unit for unit in units if unit.level == level]
        if not wanted:
            continue
        parts = dict(iter(entries.groupby(entries["unit_code"].str[:digits])))
        found += [_unit(unit, parts.get(unit.code, entries.iloc[:0]), scheme, ledger) for unit in wanted]
    return tuple(sorted(found, key=lambda shares: shares.unit.code))


def _unit(unit: Unit, part: pd.DataFrame, scheme: Scheme, ledger: AreaLedger) -> UnitShares:
    return UnitShares(
        unit=unit,
        area_dm2=int(np.asarray(part["area_dm2"], dtype=np.int64).sum()),
        groups=_groups(part, scheme),
        classes=_classes(part, scheme),
        ownership=_ownership(part, scheme) if ledger.has_ownership and scheme.ownership else (),
    )
