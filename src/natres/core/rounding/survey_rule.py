"""The survey's own rule for summary tables in hectares: from the district down to records, then across classes.

Source: 数据库面积汇总统计规定 as its programs carry it out. The district's area is rounded; what the rounded
villages miss goes to the largest villages, what a village's records miss to its largest records; within a
record the rounded classes take the rest in reverse order of their codes, and where any class reaches 1 ha only
classes above 1 ha take part. Everything else is added up from the records, so a sum may lie more than one
unit from its exact value: that is the price of the rule, and the largest shift is printed.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.core.rounding.tables import round_alone

__all__ = ["close_by_survey_rule"]

Whole = NDArray[np.int64]


def close_by_survey_rule(
    entries: pd.DataFrame, unit_dm2: int, *, village: str, record: Sequence[str], code: str, large_dm2: int
) -> Whole:
    """Return for each entry its area in whole printed units; they add to the district's rounded area.

    Parameters
    ----------
    entries : one row per village, record and class, with ``area_dm2`` ≥ 0
    unit_dm2 : one printed unit in 0.01 m² (0.01 ha = 10,000)
    village, record, code : the columns that name a village, the rest of a record, and the class
    large_dm2 : 1 ha in 0.01 m²: where a class of a record reaches it, only larger ones take part

    >>> entries = pd.DataFrame({"village": ["a", "a", "b"], "owner": ["10", "10", "10"],
    ...     "code": ["0101", "0102", "0101"], "area_dm2": [1_004_000, 2_004_000, 3_004_000]})
    >>> columns = {"village": "village", "record": ["owner"], "code": "code"}
    >>> close_by_survey_rule(entries, 10_000, **columns, large_dm2=1_000_000).tolist()
    [100, 201, 300]
    """
    printed = np.zeros(len(entries), dtype=np.int64)
    if entries.empty:
        return printed
    area = entries["area_dm2"].to_numpy(dtype=np.int64)
    villages = _groups(entries, [village])
    totals = _share_down(np.array([area[rows].sum() for rows in villages]), None, unit_dm2)
    for rows, total in zip(villages, totals.tolist(), strict=True):
        records = _groups(entries.iloc[rows], list(record)) if record else [np.arange(len(rows))]
        inside = [rows[r] for r in records]
        parts = _share_down(np.array([area[r].sum() for r in inside]), total, unit_dm2)
        for one, part in zip(inside, parts.tolist(), strict=True):
            codes = entries[code].to_numpy()[one]
            printed[one] = _across(area[one], codes, part, unit_dm2, large_dm2)
    return printed


def _groups(frame: pd.DataFrame, by: list[str]) -> list[NDArray[np.intp]]:
    """Return the rows of each group, groups in the order of their keys."""
    return [np.asarray(rows) for _, rows in sorted(frame.groupby(by, sort=True).indices.items())]


def _share_down(exact: Whole, total: int | None, unit: int) -> Whole:
    """Round parts and give what they miss of ``total`` to the largest, one unit each, as often as needed."""
    wanted = int(round_alone(exact.sum(keepdims=True), unit)[0]) if total is None else total
    order = np.lexsort((np.arange(len(exact)), -exact))
    return _spread(round_alone(exact, unit), wanted, order)


def _across(exact: Whole, codes: NDArray[np.object_], total: int, unit: int, large: int) -> Whole:
    order = np.argsort(codes.astype(str), kind="stable")[::-1]
    if (exact >= large).any():
        takes = order[exact[order] > large]
        order = takes if len(takes) else order[exact[order] >= large]
    return _spread(round_alone(exact, unit), total, order)


def _spread(rounded: Whole, total: int, order: NDArray[np.intp]) -> Whole:
    """Add the missing units one by one in ``order``; a class is never made negative."""
    result = rounded.copy()
    missing = total - int(result.sum())
    step = 1 if missing >= 0 else -1
    while missing:
        able = [i for i in order if step > 0 or result[i] > 0] or [i for i in range(len(result)) if result[i] > 0]
        for i in able[: abs(missing)]:
            result[i] += step
        missing -= step * min(len(able), abs(missing))
    return result
