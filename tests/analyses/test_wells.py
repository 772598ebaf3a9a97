from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from natres.analyses import well_table


def wells(**columns) -> pd.DataFrame:
    usual = {
        "well_id": ["津热-01", "津热-02", "津热-03", "津热-04"],
        "role": ["开采井", "回灌井", "开采", "监测井"],
        "reservoir": ["雾迷山组", "雾迷山组", "馆陶组", "馆陶组"],
        "produced_1e4m3": [10.0, np.nan, 0.0, np.nan],
        "reinjected_1e4m3": [np.nan, 9.0, np.nan, np.nan],
        "permit_1e4m3": [10.0, np.nan, 5.0, np.nan],
        "tail_water_c": [30.0, np.nan, np.nan, 45.0],
        "right_id": ["C001", "", "C009", ""],
    }
    return pd.DataFrame({**usual, **columns})


RIGHTS = pd.DataFrame({"right_id": ["C001", "T001", "X"], "right_kind": ["采矿权", "探矿权", "其他"]})


def test_wells_and_rights_are_counted_by_kind():
    assert dict(well_table(wells(), RIGHTS).counts) == {
        "production": 2, "reinjection": 1, "observation": 1, "mining_rights": 1, "exploration_rights": 1,
    }  # fmt: skip


def test_without_a_register_of_rights_their_number_is_unknown_and_not_zero():
    counts = dict(well_table(wells()).counts)
    assert (counts["mining_rights"], counts["exploration_rights"]) == (None, None)


@pytest.mark.parametrize("word", ["开采", "开采井", " 生产井 ", "Production", "PRODUCTION"])
def test_the_words_of_registers_for_a_production_well_are_understood(word):
    assert dict(well_table(wells(role=[word] * 4)).counts)["production"] == 4


def test_an_unknown_role_is_a_finding_and_no_well_of_another_kind():
    table = well_table(wells(role=["开采井", "回灌井", "备用井", ""]))
    assert [f for f in table.findings if f[0] == "WELL_ROLE"] == [
        ("WELL_ROLE", "津热-03", "备用井"),
        ("WELL_ROLE", "津热-04", ""),
    ]
    assert dict(table.counts)["production"] == 1


def test_the_reinjection_rate_is_a_ratio_of_volumes_and_not_of_wells():
    rates = {r.reservoir: r for r in well_table(wells(), required_rates={"雾迷山组": 0.90}).reinjection}
    found = rates["雾迷山组"]
    assert (found.produced_m3, found.reinjected_m3, found.rate) == (100_000, 90_000, Fraction(9, 10))
    assert found.status == "within"


@pytest.mark.parametrize(("required", "status"), [(0.90, "within"), (0.9001, "below"), (None, "not evaluated")])
def test_a_required_rate_that_is_met_exactly_is_met(required, status):
    rates = {} if required is None else {"雾迷山组": required}
    found = {r.reservoir: r.status for r in well_table(wells(), required_rates=rates).reinjection}
    assert found["雾迷山组"] == status


def test_a_reservoir_from_which_nothing_was_taken_has_no_rate():
    ngs = next(r for r in well_table(wells(), required_rates={"馆陶组": 0.5}).reinjection if r.reservoir == "馆陶组")
    assert (ngs.rate, ngs.status) == (None, "not evaluated")


def test_volumes_are_added_exactly_as_printed():
    table = well_table(wells(reservoir=["甲"] * 4, produced_1e4m3=[0.1, 0.2, 0.3, np.nan]))
    assert table.reinjection[0].produced_m3 == 6_000


def test_tail_water_is_exceeded_only_strictly_above_the_limit_and_a_missing_one_is_no_pass():
    table = well_table(wells(role=["开采井"] * 4, tail_water_c=[30.0, 30.1, np.nan, 29.9]))
    assert [t.status for t in table.tail_water] == ["within", "exceeded", "not evaluated", "within"]
    assert table.tail_water[2].tail_water_c is None


def test_tail_water_is_asked_of_production_wells_only():
    assert [t.well_id for t in well_table(wells()).tail_water] == ["津热-01", "津热-03"]


def test_taking_more_than_permitted_and_having_no_right_are_findings():
    table = well_table(wells(produced_1e4m3=[10.01, np.nan, 5.0, np.nan]), RIGHTS)
    assert [(code, well) for code, well, _ in table.findings] == [
        ("WELL_OVER_PERMIT", "津热-01"),
        ("RIGHT_KIND", "X"),
        ("WELL_NO_RIGHT", "津热-03"),
    ]


def test_a_missing_volume_is_a_finding_and_its_reservoir_is_not_judged():
    table = well_table(wells(produced_1e4m3=[np.nan, np.nan, 5.0, np.nan]), required_rates={"雾迷山组": 0.9})
    assert ("WELL_NO_VOLUME", "津热-01") in [(code, well) for code, well, _ in table.findings]
    assert {r.status for r in table.reinjection} == {"not evaluated"}


def test_a_finding_tells_amounts_apart_that_differ_in_a_late_digit():
    table = well_table(wells(produced_1e4m3=[123456.78, np.nan, 0, np.nan], permit_1e4m3=[123456.7, 1, 1, 1]))
    left, _, right = table.findings[0][2].partition(" > ")
    assert left != right


def test_a_register_with_numbers_and_roles_alone_is_enough():
    table = well_table(wells()[["well_id", "role"]])
    assert table.reinjection == ()
    assert [t.status for t in table.tail_water] == ["not evaluated", "not evaluated"]
    assert table.findings == ()
