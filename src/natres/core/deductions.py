"""Deductions (扣除): a parcel's gross area split into its class and the field ridges, by KCXS or as declared.

KCMJ = TBMJ × KCXS half up to 0.01 m², TBDLMJ = TBMJ − KCMJ. After a closing or a cut both follow their parcel.
"""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.core.units import round_half_up
from natres.errors import BadData

__all__ = ["declared_deduction", "deducted_by_ratio", "divided_as_declared", "following"]

Whole = NDArray[np.int64]


def deducted_by_ratio(gross_dm2: Whole, ratio: NDArray[np.float64]) -> Whole:
    """Return the deducted area KCMJ = TBMJ × KCXS in 0.01 m², half up.

    Parameters
    ----------
    gross_dm2 : shape (n,)
    ratio : shape (n,), 0 to 1; the survey's field has four decimals, and so many are used

    >>> deducted_by_ratio(np.array([10_001, 10_000]), np.array([0.03, 0.0])).tolist()
    [300, 0]
    """
    return (gross_dm2 * _half_up(ratio, 10_000) + 5_000) // 10_000


def following(deducted_dm2: Whole, before_dm2: Whole, after_dm2: Whole, ratio: NDArray[np.float64]) -> Whole:
    """Return the deducted areas of parcels whose gross area changed, so that net and deducted add up again.

    A parcel whose KCMJ is TBMJ × KCXS gets the new one by the ratio. Any other declared deduction keeps its
    proportion, half up: what was measured on the ground is not overruled by a ratio it never followed. An
    unchanged parcel keeps what it has.

    Parameters
    ----------
    deducted_dm2, before_dm2 : deducted and gross area before, shape (n,), in 0.01 m²
    after_dm2 : gross area after
    ratio : KCXS, 0 where none is given

    >>> one, zero = np.array([1000]), np.zeros(1)
    >>> following(one, np.array([4000]), np.array([2000]), zero).tolist()
    [500]
    >>> following(one, np.array([4000]), np.array([4000]), zero).tolist()
    [1000]
    >>> following(np.array([300]), np.array([1000]), np.array([1010]), np.array([0.1])).tolist()
    [303]
    """
    result = deducted_dm2.copy()
    changed = before_dm2 != after_dm2
    by_ratio = changed & (ratio > 0) & (deducted_dm2 == deducted_by_ratio(before_dm2, ratio))
    result[by_ratio] = deducted_by_ratio(after_dm2[by_ratio], ratio[by_ratio])
    for row in np.flatnonzero(changed & ~by_ratio & (deducted_dm2 != 0)):
        before = int(before_dm2[row])  # exact whole numbers: the product may pass 64 bits
        result[row] = (2 * int(deducted_dm2[row]) * int(after_dm2[row]) + before) // (2 * before)
    return result


def declared_deduction(parcels: pd.DataFrame, gross_dm2: Whole, computed_dm2: Whole) -> Whole:
    """Return the declared deduction of each row: its KCMJ, else TBMJ − TBDLMJ, else the one by the ratio.

    Parameters
    ----------
    parcels : natres columns; ``deducted_area_m2`` and ``class_area_m2`` as far as the file has them
    gross_dm2 : declared gross areas
    computed_dm2 : deduction by the ratio, taken where none is declared

    Raises
    ------
    BadData : ``AREA_MISMATCH`` where TBDLMJ + KCMJ is not TBMJ
    """
    cut, has_cut = _given(parcels, "deducted_area_m2")
    net, has_net = _given(parcels, "class_area_m2")
    wrong = np.flatnonzero(has_cut & has_net & (net + cut != gross_dm2))
    if len(wrong):
        _refuse(parcels, int(wrong[0]), gross_dm2, cut, len(wrong))
    return np.where(has_cut, cut, np.where(has_net, gross_dm2 - net, computed_dm2)).astype(np.int64)


def divided_as_declared(parcels: pd.DataFrame, gross_dm2: Whole, ratio: NDArray[np.float64]) -> Whole:
    """Return the deduction of parcels whose gross area is measured: it follows the declared one in its proportion.

    Parameters
    ----------
    parcels : natres columns; declared areas as far as the file has them
    gross_dm2 : measured gross areas
    ratio : KCXS, 0 where none is given; by it alone where the file declares no deduction
    """
    computed = deducted_by_ratio(gross_dm2, ratio)
    before, known = _given(parcels, "declared_area_m2")
    cut, has_cut = _given(parcels, "deducted_area_m2")
    net, has_net = _given(parcels, "class_area_m2")
    cut = np.where(has_cut, cut, before - net)
    known = known & (has_cut | has_net) & (before > 0) & (cut >= 0) & (cut <= before)
    computed[known] = following(cut[known], before[known], gross_dm2[known], ratio[known])
    return computed


def _given(parcels: pd.DataFrame, name: str) -> tuple[Whole, NDArray[np.bool_]]:
    """Return a column of m² in 0.01 m², 0 where it has no value, and where it has one."""
    if name not in parcels:
        return np.zeros(len(parcels), dtype=np.int64), np.zeros(len(parcels), dtype=bool)
    return whole_dm2(parcels[name].fillna(0.0)), parcels[name].notna().to_numpy()


def whole_dm2(column_m2: pd.Series) -> Whole:
    """Return a column of m² in whole 0.01 m², half up; a double is taken at its shortest printed form.

    >>> whole_dm2(pd.Series([1.005, 10.125, 0.1, 565360000.0])).tolist()
    [101, 1013, 10, 56536000000]
    """
    return _half_up(column_m2.to_numpy(dtype=np.float64), 100)


def _half_up(value: NDArray[np.float64], scale: int) -> Whole:
    """Return ``value × scale`` in whole numbers, half up, ties decided by the printed digits of the double."""
    scaled = value * float(scale)
    past = np.flatnonzero(~(np.abs(scaled) < 2.0**62))
    if len(past):  # no whole number of 64 bits holds it
        raise BadData("AREA_INVALID", row=int(past[0]), value=value[past[0]])
    whole = np.floor(scaled + 0.5).astype(np.int64)
    # Beside a tie the product's last bit must not decide.
    for row in np.flatnonzero(np.abs(scaled - np.floor(scaled) - 0.5) < 1e-4):
        whole[row] = round_half_up(Fraction(Decimal(str(float(value[row])))) * scale)
    return whole


def _refuse(parcels: pd.DataFrame, row: int, gross: Whole, deducted: Whole, count: int) -> None:
    ids = parcels.get("parcel_id")
    raise BadData(
        "AREA_MISMATCH",
        field="TBDLMJ",
        row=row,
        id="" if ids is None else str(ids.iloc[row]),
        value=parcels["class_area_m2"].iloc[row],
        gross=gross[row] / 100,
        deducted=deducted[row] / 100,
        count=count,
    )
