"""The ledger's bookings laid out by unit, part and class: what every table of land is printed from."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from natres.core.classification import UNCLASSIFIED, Scheme
from natres.core.ledger import AreaLedger
from natres.core.results import LandMatrices, LandMatrix, Unit
from natres.core.rounding import close_by_survey_rule

__all__ = ["by_survey_rule", "known_codes", "land_matrices"]

#: One printed unit of the survey's table rule and its hectare, in 0.01 m².
_HUNDREDTH_HA, _HA = 10_000, 1_000_000


def land_matrices(ledger: AreaLedger, scheme: Scheme, units: Sequence[Unit]) -> LandMatrices:
    """Return the land of a ledger by unit and class, whole and divided by ownership, settlement, slope, planting.

    Parameters
    ----------
    ledger : the areas of a run
    scheme : the classification of its codes
    units : towns and villages; without any the district stands alone
    """
    sums = ledger.sums.assign(land_class=known_codes(ledger.sums["land_class"], scheme))
    return _matrices(sums, ledger, scheme, units)


def by_survey_rule(ledger: AreaLedger, scheme: Scheme, units: Sequence[Unit]) -> LandMatrices:
    """Return the same in areas as the survey's table rule prints them: whole 0.01 ha, closed record by record.

    A record is what shares village, ownership type, settlement code and cropland attributes.
    """
    keys = ["unit_code", "ownership_type", "settlement_code", "slope_grade", "cropland_type", "planting", "land_class"]
    entries = ledger.sums.assign(land_class=known_codes(ledger.sums["land_class"], scheme))
    entries = entries.assign(unit_code=entries["unit_code"].str[:12])
    sums = entries.groupby(keys, sort=True)["area_dm2"].sum().reset_index()
    printed = close_by_survey_rule(
        sums, _HUNDREDTH_HA, village="unit_code", record=keys[1:-1], code="land_class", large_dm2=_HA
    )
    return _matrices(sums.assign(area_dm2=printed * _HUNDREDTH_HA), ledger, scheme, units)


def known_codes(codes: pd.Series, scheme: Scheme) -> pd.Series:
    """Return codes with those no scheme knows (accepted ones, a ridge class) carried as unclassified."""
    return codes.where(codes.isin(list(scheme.by_code)), UNCLASSIFIED)


def _matrices(entries: pd.DataFrame, ledger: AreaLedger, scheme: Scheme, units: Sequence[Unit]) -> LandMatrices:
    owners, settled, sloped, planted = None, None, None, None
    typed = None
    if ledger.has_ownership and scheme.ownership:
        kinds = entries["ownership_type"].map({c: scheme.ownership_of(c) for c in entries["ownership_type"].unique()})
        owners = _matrix(entries, kinds, [kind.key for kind in scheme.ownership], scheme, units)
        types = sorted(entries["ownership_type"].unique())
        typed = _matrix(entries, entries["ownership_type"], types, scheme, ())
    if ledger.has_settlement and scheme.settlement_codes:
        inside = entries[entries["settlement_code"] != ""]
        known = scheme.settlement_codes
        odd = sorted(set(inside["settlement_code"]) - set(known))  # accepted, though the scheme does not know them
        settled = _matrix(inside, inside["settlement_code"], [*known, *odd], scheme, units)
    cropland = scheme.measure("cropland")
    if cropland is not None:
        fields = entries[scheme.selects(cropland, entries)]
        if (fields["slope_grade"] != "").any():
            slope = fields["slope_grade"].str.cat(fields["cropland_type"], sep="/").str.removesuffix("/")
            sloped = _matrix(fields, slope, sorted(slope.unique()), scheme, units)
        if (fields["planting"] != "").any():
            planted = _matrix(fields, fields["planting"], sorted(fields["planting"].unique()), scheme, units)
    return LandMatrices(_matrix(entries, None, [""], scheme, units), owners, typed, settled, sloped, planted)


def _matrix(
    entries: pd.DataFrame, part: pd.Series | None, parts: Sequence[str], scheme: Scheme, units: Sequence[Unit]
) -> LandMatrix:
    """Add entries up into (unit, part, class), from the longest unit codes upwards."""
    classes = sorted(entries["land_class"].unique(), key=lambda c: scheme.position.get(c, len(scheme.position)))
    codes, unit_of = np.unique(entries["unit_code"].str[:12].to_numpy(dtype=str), return_inverse=True)
    class_of = pd.Categorical(entries["land_class"], categories=classes).codes
    part_of = np.zeros(len(entries), np.int64) if part is None else pd.Categorical(part, categories=list(parts)).codes
    if (part_of < 0).any():
        raise AssertionError("land in a part that the table does not have")
    leaf = np.zeros((len(codes), len(parts), len(classes)), dtype=np.int64)
    np.add.at(leaf, (unit_of, part_of, class_of), entries["area_dm2"].to_numpy(dtype=np.int64))
    rows = [None, *sorted(units, key=lambda unit: unit.code)]
    place = {unit.code: i for i, unit in enumerate(rows) if unit is not None}
    above = [-1, *(place.get(unit.parent, 0) for unit in rows if unit is not None)]
    area = [leaf.sum(axis=0)]
    area += [leaf[np.char.startswith(codes, unit.code)].sum(axis=0) for unit in rows if unit is not None]
    return LandMatrix(tuple(rows), tuple(above), tuple(parts), tuple(classes), np.array(area))
