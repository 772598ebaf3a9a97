"""How reservoirs may be spelt, and what a well does whose reservoir nobody knows."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from natres.core.wells import WellSettings
from natres.errors import BadUsage
from tests.analyses.wells.registers import MODEL, NONE, SCHEME, table_of, twelve, twelve_table, wells
from tests.analyses.wells.test_laws import registers, table


def codes(result, code):
    return [(f.well_id, dict(f.facts).get("value")) for f in result.findings if f.code == code]


@pytest.mark.parametrize("word", ["", "沙河街组"])
def test_a_volume_without_a_known_reservoir_leaves_every_reservoir_unjudged(word):
    frame = twelve()
    frame.loc[frame["well_id"] == "K2", "reservoir"] = word  # what is left would be 29 of 15, far above 90 %
    result = twelve_table(frame)
    assert {(r.status, r.why_not, r.rate, r.unplaced) for r in result.reinjection} == {
        ("not evaluated", "gap_reservoir", None, ("K2",)),
    }  # fmt: skip
    assert result.reinjection_total.rate == Fraction(37, 50)
    assert codes(result, "WELL_RESERVOIR_UNKNOWN" if word else "WELL_NO_RESERVOIR") == [("K2", word or None)]
    assert not codes(result, "REINJECTION_BELOW")


def test_a_volume_that_is_owed_may_belong_to_any_reservoir_and_none_of_zero_or_of_a_scrapped_well_does():
    frame = twelve()
    frame.loc[frame["well_id"].isin(["H6", "K6", "G1"]), "reservoir"] = ""  # 0, scrapped, observation
    assert {r.unplaced for r in twelve_table(frame).reinjection} == {()}
    frame.loc[frame["well_id"] == "H6", "reinjected_1e4m3"] = NONE
    assert {r.unplaced for r in twelve_table(frame).reinjection} == {("H6",)}


@given(registers(), st.data())
def test_taking_a_reservoir_away_never_lets_a_rate_pass(frame, data):
    row = data.draw(st.integers(0, len(frame) - 1))
    before = {r.reservoir: r.status for r in table(frame).reinjection}
    frame.loc[row, "reservoir"] = ""
    for entry in table(frame).reinjection:
        assert entry.status != "within" or before[entry.reservoir] == "within"


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("雾迷山组 (Jxw)", "雾迷山组"), ("雾迷山组　（ＪＸＷ）".translate(str.maketrans("ＪＸＷ", "JXW")), "雾迷山组"),
        ("馆陶组 Ng", "馆陶组"), ("馆 陶 组", "馆陶组"), ("馆　陶　组", "馆陶组"), ("Ng 馆陶组", "馆陶组"),
        ("蓟县系雾迷山组 Jxw", "雾迷山组"), ("奥陶系（O）", "奥陶系"), ("(Jxw)", "雾迷山组"),
        ("馆陶组 Jxw", "馆陶组Jxw"), ("雾迷山组x", "雾迷山组x"),
    ],
)  # fmt: skip
def test_blanks_brackets_and_the_code_beside_the_name_make_no_difference(word, name):
    assert SCHEME.reservoir_of(word) == name
    assert SCHEME.knows_reservoir(word) == (name in ("雾迷山组", "馆陶组", "奥陶系"))


def test_a_reservoir_the_district_names_is_known_however_it_is_spelt():
    frame = wells(reservoir=["沙三段", "沙 三 段", "Ng", "馆陶组"])
    assert codes(table_of(frame), "WELL_RESERVOIR_UNKNOWN") == [("津热-01", "沙三段"), ("津热-02", "沙 三 段")]
    result = table_of(frame, required_rate={"沙三（段）": Fraction("0.9")})
    assert [(r.reservoir, r.status, r.required_rate) for r in result.reinjection] == [
        ("沙三（段）", "within", Fraction("0.9")), ("馆陶组", "not evaluated", None),
    ]  # fmt: skip
    assert not codes(result, "WELL_RESERVOIR_UNKNOWN")


def test_heat_in_place_carries_the_usual_name():
    models = (replace(MODEL, name="雾迷山组 (Jxw)"), replace(MODEL, name="沙 三 段"))
    result = table_of(wells(), reference_c=Fraction(10), reservoirs=models, required_rate={"沙三段": Fraction(1)})
    assert [entry.model.name for entry in result.heat_in_place] == ["雾迷山组", "沙三段"]
    assert WellSettings(reservoirs=models).known_by(SCHEME).knows_reservoir("沙三段")
    assert np.isfinite(float(result.heat_in_place[0].stored_j))


def test_heat_of_a_reservoir_described_under_two_spellings_is_not_counted_twice():
    with pytest.raises(BadUsage) as caught:
        table_of(wells(), reservoirs=(MODEL, replace(MODEL, name="Jx w")))
    assert caught.value.code == "RESERVOIR_TWICE"
