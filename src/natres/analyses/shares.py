"""Land by group, class, ownership, measure and unit: every figure is a sum over one ledger."""

from collections.abc import Mapping, Sequence

import pandas as pd

from natres.analyses.matrices import by_survey_rule, land_matrices
from natres.core.classification import UNCLASSIFIED, Measure, Scheme
from natres.core.ledger import AreaLedger
from natres.core.results import (
    ClassArea,
    ClassShares,
    GroupArea,
    LandMatrices,
    LandMatrix,
    MeasureArea,
    OwnershipArea,
    Unit,
    UnitShares,
)

__all__ = ["UNCLASSIFIED_GROUP", "class_shares", "counted_bookings", "measure_area"]

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
    matrices = land_matrices(ledger, scheme, units)
    district, *below = _rows(matrices, scheme)
    return ClassShares(
        area_kind=ledger.area_kind,
        parcels=len(ledger.parcels),
        control_dm2=ledger.control.area_dm2,
        measured_dm2=ledger.measured_dm2,
        groups=district.groups,
        classes=district.classes,
        ownership=district.ownership,
        ownership_by_class=_ownership_by_class(matrices.owned, scheme) if matrices.owned else (),
        measures=tuple(measure_area(ledger, scheme, m.key) for m in scheme.measures if m.quota),
        units=tuple(below),
        other_totals_dm2=tuple(sorted(ledger.other_totals_dm2.items())),
        matrices=matrices,
        before_closing_dm2=int(ledger.parcels["measured_dm2"].sum()) if ledger.closing else None,
        by_survey_rule=by_survey_rule(ledger, scheme, units) if table_rule else None,
        codes=_codes(ledger),
        control_source=ledger.control.source,
    )


def _codes(ledger: AreaLedger) -> dict[str, tuple[str, ...]]:
    """Return the codes of the bookings by column, with the classes something was deducted from."""
    columns = ("land_class", "settlement_code", "ownership_type", "unit_code")
    found = {column: tuple(sorted(ledger.sums[column].unique())) for column in columns}
    cut = ledger.parcels[ledger.parcels["deducted_dm2"] != 0]
    return found | {
        "deduction_class": tuple(sorted(cut["deduction_class"].unique())),
        "deducted_class": tuple(sorted(cut["land_class"].unique())),
    }


def measure_area(ledger: AreaLedger, scheme: Scheme, key: str) -> MeasureArea:
    """Return the area under one measure, or why it cannot be computed; it is never replaced by another."""
    measure = scheme.measure(key)
    wanting = scheme.wanting(key, has_settlement=ledger.has_settlement, zones=ledger.inside)
    if measure is None or wanting:
        return MeasureArea(key, None, wanting)
    counted = counted_bookings(ledger, scheme, measure)
    area = int(counted["area_dm2"].sum())
    if measure.needs_zone:  # of no class is all land inside
        return MeasureArea(key, area)
    chosen, classes = scheme.selects(measure, ledger.sums), ledger.sums["land_class"]
    inside = frozenset(classes[chosen].unique())
    settled = bool((counted["settlement_code"] != "").all())
    return MeasureArea(key, area, classes=None if inside & set(classes[~chosen].unique()) else inside, settled=settled)


def counted_bookings(ledger: AreaLedger, scheme: Scheme, measure: Measure) -> pd.DataFrame:
    """Return the bookings a measure counts: of the parcels, or of the ground inside the zones it needs."""
    sums = ledger.inside[measure.needs_zone] if measure.needs_zone else ledger.sums
    return sums[scheme.selects(measure, sums)]


def _rows(matrices: LandMatrices, scheme: Scheme) -> list[UnitShares]:
    """Return the land of the district and of every unit below it: one roll-up serves them all."""
    whole, owned = matrices.whole, matrices.owned
    everywhere = {scheme.group_of(code) or UNCLASSIFIED_GROUP for code in whole.classes}
    keys = [group.key for group in scheme.groups]
    keys += [UNCLASSIFIED_GROUP] if UNCLASSIFIED_GROUP in everywhere else []
    rows: list[UnitShares] = []
    for row, unit in enumerate(whole.units):
        leaves = _areas(whole, row, 0)
        owners: tuple[OwnershipArea, ...] = ()
        if owned is not None:
            parts = [(kind, _by_group(_areas(owned, row, k), scheme)) for k, kind in enumerate(owned.parts)]
            owners = tuple(OwnershipArea(kind, key, sums.get(key, 0)) for kind, sums in parts for key in keys)
        groups = _by_group(leaves, scheme)
        rows.append(
            UnitShares(
                unit=unit or Unit("", "", "district"),
                area_dm2=sum(leaves.values()),
                groups=tuple(GroupArea(key, groups.get(key, 0)) for key in keys),
                classes=_classes(leaves, scheme),
                ownership=owners,
            )
        )
    return rows


def _areas(matrix: LandMatrix, row: int, part: int) -> dict[str, int]:
    """Return class → area of one unit and part, without what is not there."""
    areas = zip(matrix.classes, matrix.area_dm2[row, part].tolist(), strict=True)
    return {code: area for code, area in areas if area}


def _by_group(leaves: Mapping[str, int], scheme: Scheme) -> dict[str, int]:
    sums: dict[str, int] = {}
    for code, area in leaves.items():
        key = scheme.group_of(code) or UNCLASSIFIED_GROUP
        sums[key] = sums.get(key, 0) + area
    return sums


def _classes(leaves: Mapping[str, int], scheme: Scheme) -> tuple[ClassArea, ...]:
    """Roll leaf sums up through ``parent``; classes without land are left out, parents stand first."""
    total: dict[str, int] = {}
    for code, area in leaves.items():
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


def _ownership_by_class(owned: LandMatrix, scheme: Scheme) -> tuple[tuple[str, str, int], ...]:
    main = [scheme.at_level(code, 1) for code in owned.classes]
    sums: dict[tuple[str, str], int] = {}
    for k, kind in enumerate(owned.parts):
        for code, area in zip(main, owned.area_dm2[0, k].tolist(), strict=True):
            sums[code, kind] = sums.get((code, kind), 0) + area
    mains = sorted(set(main), key=lambda code: scheme.position[code])
    return tuple((code, kind.key, sums.get((code, kind.key), 0)) for code in mains for kind in scheme.ownership)
