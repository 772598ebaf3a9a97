"""The survey's table rule against the same rule written once more, one unit at a time."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from natres.core.rounding import close_by_survey_rule
from natres.core.units import round_half_up

UNIT, HA = 10_000, 1_000_000


def handed_out(rounded, total, order):
    result, missing = dict(rounded), total - sum(rounded.values())
    while missing:
        for key in order:
            if not missing:
                break
            if missing < 0 and result[key] <= 0:
                continue
            result[key] += 1 if missing > 0 else -1
            missing += -1 if missing > 0 else 1
    return result


def by_the_words_of_the_rule(frame):
    printed = {}
    villages = frame.groupby("village")["area_dm2"].sum()
    rounded = {v: round_half_up(Fraction(int(a), UNIT)) for v, a in villages.items()}
    total = round_half_up(Fraction(int(villages.sum()), UNIT))
    totals = handed_out(rounded, total, sorted(villages.index, key=lambda v: (-villages[v], v)))
    for village, part in frame.groupby("village"):
        records = part.groupby("owner")["area_dm2"].sum()
        rounded = {r: round_half_up(Fraction(int(a), UNIT)) for r, a in records.items()}
        lines = handed_out(rounded, totals[village], sorted(records.index, key=lambda r: (-records[r], r)))
        for owner, record in part.groupby("owner"):
            area = dict(zip(record["code"], record["area_dm2"], strict=True))
            order = sorted(area, reverse=True)
            if any(a >= HA for a in area.values()):
                order = [c for c in order if area[c] > HA] or [c for c in order if area[c] >= HA]
            rounded = {c: round_half_up(Fraction(int(a), UNIT)) for c, a in area.items()}
            for code, count in handed_out(rounded, lines[owner], order).items():
                printed[village, owner, code] = count
    return printed


def records(random):
    rows = [
        (f"v{v}", f"{o}0", f"{c:02d}", int(random.integers(1, 10 ** random.integers(4, 8))))
        for v in range(random.integers(1, 5))
        for o in range(1, random.integers(2, 4))
        for c in range(random.integers(1, 7))
    ]
    return pd.DataFrame(rows, columns=["village", "owner", "code", "area_dm2"])


def closed(frame):
    return close_by_survey_rule(frame, UNIT, village="village", record=["owner"], code="code", large_dm2=HA)


@pytest.mark.parametrize("seed", range(60))
def test_the_rule_gives_what_its_words_say(seed):
    frame = records(np.random.default_rng(seed))
    expected = by_the_words_of_the_rule(frame)
    keys = zip(frame["village"], frame["owner"], frame["code"], strict=True)
    assert closed(frame).tolist() == [expected[key] for key in keys]


@pytest.mark.parametrize("seed", range(10))
def test_the_parts_add_up_to_the_rounded_district_whatever_the_order_of_rows(seed):
    random = np.random.default_rng(seed)
    frame = records(random)
    order = random.permutation(len(frame))
    shuffled = closed(frame.iloc[order].reset_index(drop=True))
    assert (shuffled == closed(frame)[order]).all()
    assert shuffled.sum() == round_half_up(Fraction(int(frame["area_dm2"].sum()), UNIT))
    assert (shuffled >= 0).all()


def test_no_land_prints_as_none():
    assert closed(pd.DataFrame({"village": [], "owner": [], "code": [], "area_dm2": []})).tolist() == []
