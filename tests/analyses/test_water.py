"""The water ledger against itself."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from natres.analyses.water import water_ledger
from natres.core.water import StatedVolume, WaterCutRow, WaterQuarterRow, WaterSourceRow, WaterStatement, WaterUserRow
from natres.presenters.water_tables import water_json, water_tables

V = StatedVolume.parse


def statement(total="0.6457亿m³", sources=("0.3000亿m³", "0.3457亿m³"), **parts):
    rows = tuple(WaterSourceRow(f"来源{i}", "surface", V(text)) for i, text in enumerate(sources))
    return WaterStatement(2022, True, V(total), rows, **parts)


def codes(water):
    return [finding.code for finding in water.findings]


def test_sources_that_make_the_total_agree():
    water = water_ledger(statement())
    assert (water.total_status, water.sources_m3, codes(water)) == ("agrees", 64_570_000, [])


def test_a_difference_within_the_half_digits_is_rounding_and_one_more_is_not():
    # total ±0.00005, two sources ±0.005 each: up to 0.01005 in all, in 10⁸ m³
    assert water_ledger(statement(sources=("0.30亿m³", "0.35亿m³"))).total_status == "within_rounding"
    assert water_ledger(statement("0.6600亿m³", ("0.30亿m³", "0.35亿m³"))).total_status == "within_rounding"
    water = water_ledger(statement("0.6601亿m³", ("0.30亿m³", "0.35亿m³")))
    assert water.total_status == "disagrees"
    assert codes(water) == ["WATER_SUM"]
    assert (water.findings[0].left, water.findings[0].right) == (65_000_000, 66_010_000)


def test_use_at_the_plan_is_within_over_it_is_over_and_missing_is_neither():
    users = (
        WaterUserRow("甲", "surface", V("12.50万m³"), V("12.50万m³")),
        WaterUserRow("乙", "surface", V("12.50万m³"), V("125001m³")),
        WaterUserRow("丙", "surface", None, V("1m³")),
        WaterUserRow("丁", "surface", V("3万m³"), None),
    )
    water = water_ledger(statement(users=users))
    assert water.user_status == ("within", "over", "not evaluated", "not evaluated")
    assert codes(water) == ["WATER_OVER_PLAN"]
    assert water.use_m3 == 125_000 + 125_001 + 1
    assert water.plan_m3 == 280_000
    table = next(t for t in water_tables(water, "zh") if t.key == "water_users")
    assert [row.mark for row in table.rows] == ["total", "", "alert", "", ""]
    assert table.notes == ("共 4 户：超计划 1 户，缺数 2 户（缺数不算未超）",)


def test_visits_by_quarter():
    water = water_ledger(
        statement(quarters=(WaterQuarterRow(1, 36, 36), WaterQuarterRow(2, 36, 34), WaterQuarterRow(4, 36, 37)))
    )
    assert water.quarter_status == ("complete", "missed", "not stated", "complete")
    assert codes(water) == ["WATER_MISSED", "WATER_INSPECTED"]


def test_users_that_took_more_than_there_is():
    users = (WaterUserRow("甲", "surface", V("1亿m³"), V("0.7亿m³")),)
    assert codes(water_ledger(statement(users=users))) == ["WATER_USE_TOTAL"]


def test_groundwater_cut_adds_up_and_json_is_in_cubic_metres():
    water = water_ledger(statement(cuts=(WaterCutRow("甲", V("1.20万m³")), WaterCutRow("乙", V("3.18万m³")))))
    assert water.cut_m3 == 43_800
    data = water_json(water, "en")
    assert (data["groundwater_cut_m3"], data["total_m3"], data["provisional"]) == (43_800.0, 64_570_000.0, True)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8))
def test_the_order_of_sources_changes_nothing_and_exact_sums_agree(amounts):
    total = f"{sum(amounts)}m³"
    water = water_ledger(statement(total, [f"{a}m³" for a in amounts]))
    assert water.total_status == "agrees"
    assert water.sources_m3 == Fraction(sum(amounts))
    assert water_ledger(statement(total, [f"{a}m³" for a in amounts[::-1]])).sources_m3 == water.sources_m3


def shares_of_sources(water, rounding="closed"):
    table = next(t for t in water_tables(water, "zh", rounding) if t.key == "water")
    return [row.cells[-1].text for row in table.rows], table.notes


def test_shares_of_sources_add_up_and_the_one_that_was_moved_says_so():
    amounts = ("0.1832亿m³", "0.0277亿m³", "0.1114亿m³", "0.1545亿m³", "0.1628亿m³", "0.0061亿m³")
    water = water_ledger(statement("0.6457亿m³", amounts))
    shares, notes = shares_of_sources(water)
    assert shares == ["100.00", "100.00", "28.37", "4.29", "17.25", "23.93", "25.21", "0.95*"]
    assert "加 * 的数为使合计与分项相符改动一个末位" in notes
    assert shares_of_sources(water, "plain")[0][-1] == "0.94"


@given(st.integers(1, 10**9), st.lists(st.integers(0, 10**9), min_size=1, max_size=8))
def test_shares_of_sources_are_of_the_total_even_where_they_do_not_make_it_up(total, amounts):
    water = water_ledger(statement(f"{total}m³", [f"{a}m³" for a in amounts]))
    whole, *parts = [round(float(text.rstrip("*")) * 100) for text in shares_of_sources(water)[0][1:]]
    assert abs(whole - sum(amounts) * 10_000 / total) <= 0.5 + 1e-6
    assert sum(parts) == whole
