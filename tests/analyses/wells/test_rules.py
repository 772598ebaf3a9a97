from datetime import date
from fractions import Fraction

import pandas as pd
import pytest

from natres.analyses import WELL_FINDINGS
from natres.core.wells import WellSettings
from natres.errors import BadUsage
from natres.labels import words
from natres.presenters.wells.summary import count_table, tail_water_table
from tests.analyses.wells.registers import NONE, RIGHTS, SCHEME, table_of, twelve, twelve_rights, twelve_table, wells


def test_wells_and_rights_are_counted_by_kind():
    assert dict(table_of(wells(), RIGHTS).counts) == {
        "production": 2, "reinjection": 1, "observation": 1, "mining_rights": 1, "exploration_rights": 1,
    }  # fmt: skip


def test_without_a_register_of_rights_their_number_is_unknown_and_not_zero():
    counts = dict(table_of(wells()).counts)
    assert (counts["mining_rights"], counts["exploration_rights"]) == (None, None)


@pytest.mark.parametrize("word", ["开采", "开采井", " 生产井 ", "Production", "PRODUCTION"])
def test_the_words_of_registers_for_a_production_well_are_understood(word):
    assert dict(table_of(wells(role=[word] * 4)).counts)["production"] == 4


def test_an_unknown_role_is_a_finding_and_no_well_of_another_kind():
    table = table_of(wells(role=["开采井", "回灌井", "备用井", ""]))
    found = [(f.well_id, dict(f.facts)["value"]) for f in table.findings if f.code == "WELL_ROLE"]
    assert found == [("津热-03", "备用井"), ("津热-04", "")]
    assert dict(table.counts)["production"] == 1


def test_the_reinjection_rate_is_a_ratio_of_volumes_and_not_of_wells():
    rates = {r.reservoir: r for r in table_of(wells(), required_rate={"雾迷山组": Fraction("0.90")}).reinjection}
    found = rates["雾迷山组"]
    assert (found.produced_m3, found.reinjected_m3, found.rate) == (100_000, 90_000, Fraction(9, 10))
    assert found.status == "within"


@pytest.mark.parametrize(("required", "status"), [(0.90, "within"), (0.9001, "below"), (None, "not evaluated")])
def test_a_required_rate_that_is_met_exactly_is_met(required, status):
    rates = {} if required is None else {"雾迷山组": Fraction(str(required))}
    found = {r.reservoir: r.status for r in table_of(wells(), required_rate=rates).reinjection}
    assert found["雾迷山组"] == status


def test_a_reservoir_from_which_nothing_was_taken_has_no_rate():
    ngs = next(
        r for r in table_of(wells(), required_rate={"馆陶组": Fraction(1, 2)}).reinjection if r.reservoir == "馆陶组"
    )
    assert (ngs.rate, ngs.status) == (None, "not evaluated")


def test_volumes_are_added_exactly_as_printed():
    table = table_of(wells(reservoir=["甲"] * 4, produced_1e4m3=[0.1, 0.2, 0.3, NONE]))
    assert table.reinjection[0].produced_m3 == 6_000


def test_tail_water_is_exceeded_only_strictly_above_the_limit_and_a_missing_one_is_no_pass():
    table = table_of(wells(role=["开采井"] * 4, tail_water_c=[30.0, 30.1, NONE, 29.9]))
    assert [t.status for t in table.tail_water] == ["within", "exceeded", "not evaluated", "within"]
    assert table.tail_water[2].tail_water_c is None


def test_tail_water_is_asked_of_production_wells_only():
    assert [t.well_id for t in table_of(wells()).tail_water] == ["津热-01", "津热-03"]


def codes(table):
    return [(f.code, f.well_id or f.right_id) for f in table.findings]


def test_taking_more_than_permitted_and_having_no_right_are_findings():
    table = table_of(wells(produced_1e4m3=[10.01, NONE, 5.0, NONE]), RIGHTS)
    found = codes(table)
    assert {("WELL_OVER_PERMIT", "津热-01"), ("RIGHT_KIND", "X"), ("WELL_RIGHT_UNKNOWN", "津热-03")} <= set(found)
    assert ("WELL_OVER_PERMIT", "津热-03") not in found


def test_a_missing_volume_is_a_finding_and_its_reservoir_is_not_judged():
    table = table_of(wells(produced_1e4m3=[NONE, NONE, 5.0, NONE]), required_rate={"雾迷山组": Fraction("0.9")})
    assert ("WELL_NO_VOLUME", "津热-01") in codes(table)
    wumishan = next(r for r in table.reinjection if r.reservoir == "雾迷山组")
    assert (wumishan.status, wumishan.why_not, wumishan.rate) == ("not evaluated", "gap", None)
    assert wumishan.missing == ("津热-01",)
    assert table.reinjection_total.rate is None


def test_an_excess_in_a_late_digit_is_told():
    table = table_of(wells(produced_1e4m3=[123456.78, NONE, 0, NONE], permit_1e4m3=[123456.7, 1, 1, 1]))
    assert dict(table.findings[0].facts)["excess"] == Fraction("0.08")


def test_a_register_with_numbers_and_roles_alone_is_enough():
    table = table_of(wells()[["well_id", "role"]])
    assert (table.reinjection, table.reinjection_total, table.permits, table.heat, table.places) == (
        (),
        None,
        (),
        (),
        (),
    )
    assert [t.status for t in table.tail_water] == ["not evaluated", "not evaluated"]
    assert (table.singles, table.rights, table.findings) == (None, None, ())


def test_939_of_2976_is_31_6_percent_by_volume():
    frame = wells(produced_1e4m3=[2976.0, NONE, 0.0, NONE], reinjected_1e4m3=[NONE, 939.0, NONE, NONE])
    rate = table_of(frame).reinjection_total.rate
    assert rate == Fraction(939, 2976)
    assert round(float(rate) * 100, 1) == 31.6


@pytest.mark.parametrize("word", ["Jxw", "jxw ", "蓟县系雾迷山组", "雾迷山组", "雾迷山", "雾迷山组（Jxw）"])
def test_a_threshold_applies_however_the_reservoir_is_spelt(word):
    table = table_of(wells(reservoir=[word, "雾迷山组", "Ng", "馆陶组"]), required_rate={"Jxw": Fraction("0.9")})
    assert [(r.reservoir, r.required_rate) for r in table.reinjection] == [
        ("雾迷山组", Fraction("0.9")), ("馆陶组", None),
    ]  # fmt: skip


def test_two_rates_for_one_reservoir_are_refused():
    with pytest.raises(BadUsage) as caught:
        WellSettings(required_rate={"Jxw": Fraction(1), "雾迷山组": Fraction(1, 2)}).rates_by_reservoir(SCHEME)
    assert caught.value.code == "RESERVOIR_RATE"


def test_more_given_back_than_taken_is_said():
    table = table_of(wells(reinjected_1e4m3=[NONE, 11.0, NONE, NONE]), required_rate={"雾迷山组": Fraction("0.9")})
    assert ("REINJECTED_MORE", "") in codes(table)
    assert table.reinjection[0].status == "within"


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [
        (date(2022, 12, 31), date(2022, 12, 31), "valid"),
        (date(2020, 1, 1), date(2022, 12, 30), "expired"),
        (date(2023, 1, 1), date(2024, 1, 1), "not_yet_valid"),
        (None, date(2022, 12, 30), "expired"),
        (date(2023, 1, 1), None, "not_yet_valid"),
        (None, date(2024, 1, 1), "not evaluated"),
        (date(2020, 1, 1), None, "not evaluated"),
        (None, None, "not evaluated"),
        (date(2024, 1, 1), date(2020, 1, 1), "not evaluated"),
        (pd.NaT, pd.Timestamp("2022-12-30"), "expired"),
    ],
)
def test_the_term_of_a_right_on_a_day(start, end, status):
    rights = twelve_rights().assign(valid_from=[start] * 4, valid_to=[end] * 4)
    table = twelve_table(rights=rights)
    assert {r.status for r in table.rights} == {status}
    assert dict(table.further)["mining_rights_valid"] == {"valid": 3, "not evaluated": None}.get(status, 0)


def test_without_a_day_no_right_is_judged():
    table = twelve_table(on=None)
    assert {r.status for r in table.rights} == {"not evaluated"}
    assert not any(r.orphan for r in table.well_rights if r.well_id in ("K1", "K2", "K4"))


def test_a_well_stands_on_the_best_of_several_rights_in_one_cell():
    frame = twelve()
    frame.loc[frame["well_id"] == "K2", "right_id"] = "C2；C3"
    standing = {r.well_id: r.status for r in twelve_table(frame).well_rights}
    assert standing["K2"] == "valid"
    frame.loc[frame["well_id"] == "K2", "right_id"] = "T1"
    table = twelve_table(frame)
    assert {r.well_id: r.status for r in table.well_rights}["K2"] == "exploration"
    assert ("WELL_EXPLORATION", "K2") in codes(table)


def test_a_missing_permit_leaves_the_shared_right_unjudged():
    frame = twelve()
    frame.loc[frame["well_id"] == "K5", "permit_1e4m3"] = NONE
    (shared,) = twelve_table(frame).right_permits
    assert (shared.permit_m3, shared.status) == (None, "not evaluated")


def test_volumes_that_do_not_go_with_the_role_or_state_of_a_well_are_findings():
    frame = twelve()
    frame.loc[frame["well_id"] == "H1", "produced_1e4m3"] = 1.0
    frame.loc[frame["well_id"] == "G1", "reinjected_1e4m3"] = 1.0
    frame.loc[frame["well_id"] == "K6", "produced_1e4m3"] = 1.0
    found = codes(twelve_table(frame))
    assert {("WELL_ROLE_PRODUCES", "H1"), ("WELL_ROLE_REINJECTS", "G1"), ("WELL_AT_REST_VOLUME", "K6")} <= set(found)


def test_a_stopped_well_owes_its_volume_and_a_scrapped_one_does_not():
    frame = twelve()
    frame.loc[frame["well_id"] == "K5", "produced_1e4m3"] = NONE
    guantao = next(r for r in twelve_table(frame).reinjection if r.reservoir == "馆陶组")
    assert (guantao.missing, guantao.status) == (("K5",), "not evaluated")


def test_a_doublet_across_reservoirs_is_a_finding():
    frame = twelve()
    frame.loc[frame["well_id"] == "H1", "reservoir"] = "O"
    table = twelve_table(frame)
    assert ("DOUBLET_RESERVOIR", "K1") in codes(table)
    assert table.doublets[0].reservoirs == ("奥陶系", "雾迷山组")


def test_tail_water_hotter_than_the_well_head_is_no_heat_used():
    frame = twelve()
    frame.loc[frame["well_id"] == "K4", "tail_water_c"] = 50.1
    table = twelve_table(frame)
    heat = next(h for h in table.heat if h.well_id == "K4")
    assert (heat.used_j, heat.utilisation, heat.why_not) == (None, None, ("tail_above_wellhead",))
    assert ("TAIL_ABOVE_WELLHEAD", "K4") in codes(table)
    assert next(s for s in table.heat_sums if s.reservoir == "馆陶组").evaluated == 1


def test_without_a_temperature_of_reference_no_heat_is_evaluated():
    table = twelve_table(reference_c=None)
    assert {(h.power_kw, h.produced_j, h.used_j, h.utilisation) for h in table.heat} == {(None, None, None, None)}
    assert all("no_reference" in h.why_not for h in table.heat)
    assert (table.heat_whole.evaluated, table.heat_whole.utilisation) == (0, None)
    assert (table.heat_in_place[0].stored_j, table.heat_in_place[0].why_not) == (None, "no_reference")


def test_a_well_no_warmer_than_the_reference_has_no_power():
    heat = {h.well_id: h for h in twelve_table(reference_c=Fraction(60)).heat}
    assert (heat["K3"].power_kw, heat["K3"].why_not) == (None, ("not_above_reference", "no_tail"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_finding_has_words_and_a_cure(language):
    w = words(language)
    assert {key.partition(".")[2] for key in w if key.startswith("well_finding.")} == set(WELL_FINDINGS)
    assert {key.partition(".")[2] for key in w if key.startswith("well_cure.")} == set(WELL_FINDINGS)


def test_a_dual_use_well_is_counted_as_unknown_and_its_tail_water_stays_in_sight():
    result = table_of(wells(role=["采灌两用井", "回灌井", "开采", "监测井"], tail_water_c=[55.0, NONE, 20.0, 45.0]))
    assert dict(result.further)["unknown_role"] == 1
    assert [(t.well_id, t.status, t.why_not) for t in result.tail_water] == [
        ("津热-01", "not evaluated", "role"), ("津热-03", "within", ""),
    ]  # fmt: skip
    assert ("WELL_ROLE", "津热-01") in codes(result)
    assert ("TAIL_EXCEEDED", "津热-01") not in codes(result)
    shown = [[cell.text for cell in row.cells] for row in count_table(result, "zh").rows]
    assert ["井别不认识的井（没有计入以上各类）", "1"] in shown
    assert tail_water_table(result, "zh").rows[0].cells[-1].text == "未评价（井别不认识）"
    assert any("津热-01" in note for note in tail_water_table(result, "zh").notes)


@pytest.mark.parametrize(("state", "owed"), [("在用", True), ("停用", True), ("封存", False), ("报废", False)])
def test_a_production_well_that_is_not_at_rest_owes_the_temperature_of_its_tail_water(state, owed):
    frame = twelve()
    frame.loc[frame["well_id"] == "K4", ["state", "tail_water_c"]] = [state, NONE]
    assert (("TAIL_MISSING", "K4") in codes(twelve_table(frame))) == owed


@pytest.mark.parametrize("state", ["封存", "报废"])
def test_a_well_at_rest_is_not_judged_on_its_tail_water(state):
    frame = twelve()
    frame.loc[frame["well_id"] == "K2", "state"] = state  # 40 °C, over the limit
    result = twelve_table(frame)
    found = next(t for t in result.tail_water if t.well_id == "K2")
    assert (found.tail_water_c, found.status, found.why_not) == (40.0, "not evaluated", "at_rest")
    assert ("TAIL_EXCEEDED", "K2") not in codes(result)
    assert any("K2" in note for note in tail_water_table(result, "zh").notes)


@pytest.mark.parametrize(("written", "agrees"), [("甲镇", True), ("乙镇", True), ("乙", False), ("丙镇", False)])
def test_a_well_on_a_common_edge_may_be_written_in_any_of_its_towns(written, agrees):
    frame = twelve()
    frame.loc[frame["well_id"] == "G1", "unit_name"] = written
    result = twelve_table(frame)
    place = next(p for p in result.places if p.well_id == "G1")
    assert (place.on_edge, place.town_name, place.agrees) == (True, "甲镇", agrees)
    assert (("WELL_TOWN", "G1") in codes(result)) != agrees
