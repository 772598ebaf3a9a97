from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from natres.analyses import check_quota, counted_by_parcel, quota_status
from natres.core.ledger import open_ledger
from natres.core.results import Quota, Unit
from tests.conftest import square
from tests.strategies import SCHEME, TOWNS, ZONE_39, parcel_frame, parcel_mosaics

AREA = st.integers(0, 10**11)
RATIO = st.fractions(Fraction(1, 100), 1)
ORDER = {"ceiling": ["within", "near", "exceeded"], "floor": ["exceeded", "near", "within"]}
UNITS = tuple(Unit(code, f"{code}镇", "town") for code in TOWNS)


def quota(limit: int, kind: str = "ceiling", measure: str = "urban_rural_construction", **more) -> Quota:
    return Quota("q", "规模", measure, kind, limit, "211.3", 1, **more)


@given(AREA, AREA, AREA, RATIO, st.sampled_from(["ceiling", "floor"]))
def test_more_land_never_turns_a_failed_ceiling_into_a_met_one_nor_less_a_failed_floor(one, other, limit, ratio, kind):
    asked = quota(limit, kind, warn_ratio=ratio)
    less, more = (ORDER[kind].index(quota_status(area, asked)) for area in sorted((one, other)))
    assert less <= more


@given(AREA, st.integers(1, 10**11), RATIO)
def test_the_verdicts_are_their_written_rules(actual, limit, ratio):
    ceiling, floor = quota(limit, "ceiling", warn_ratio=ratio), quota(limit, "floor", warn_ratio=ratio)
    assert (quota_status(actual, ceiling) == "exceeded") == (actual > limit)
    assert (quota_status(actual, ceiling) == "near") == (ratio * limit <= actual <= limit)
    assert (quota_status(actual, floor) == "exceeded") == (actual < limit)
    assert (quota_status(actual, floor) == "near") == (limit <= actual <= limit / ratio)


@pytest.mark.parametrize("kind", ["ceiling", "floor"])
def test_a_limit_that_is_reached_exactly_is_not_exceeded(kind):
    assert quota_status(10**10, quota(10**10, kind)) == "near"


def test_one_hundredth_of_a_square_metre_too_much_is_too_much():
    assert quota_status(10**10 + 1, quota(10**10)) == "exceeded"
    assert quota_status(10**10 - 1, quota(10**10, "floor")) == "exceeded"


def built(*, settlement=True):
    frame = parcel_frame(
        [square(i) for i in range(6)],
        land_class=["0702", "0601", "1003", "0602", "0102", "0303"],
        settlement_code=["203", "202A", "", "204", "203", ""],
        unit_code=[TOWNS[0] + "0010000000"] * 2 + [TOWNS[1] + "0010000000"] * 4,
    )
    return open_ledger(frame if settlement else frame.drop(columns="settlement_code"), ZONE_39, kind="planar")


def test_the_verdict_names_who_and_what_makes_up_the_area():
    check = check_quota(built(), SCHEME, quota(1_500_000), units=UNITS)
    assert (check.actual_dm2, check.status, check.margin_dm2) == (2_000_000, "exceeded", -500_000)
    assert [(u.unit.code, u.actual_dm2, u.status) for u in check.by_unit] == [
        (TOWNS[0], 2_000_000, None),
        (TOWNS[1], 0, None),
    ]
    assert [(c.code, c.settlement_code, c.area_dm2) for c in check.by_class] == [
        ("0601", "202A", 1_000_000),
        ("0702", "203", 1_000_000),
    ]


def test_the_same_limit_is_held_against_every_other_definition_of_a_ceiling():
    check = check_quota(built(), SCHEME, quota(2_500_000))
    assert {key: (area, status) for key, area, status in check.under_other_measures} == {
        "construction": (4_000_000, "exceeded"),
        "settlement_scope": (4_000_000, "exceeded"),
        "settlement_construction": (3_000_000, "exceeded"),
        "urban_rural_construction_with_mining": (3_000_000, "exceeded"),
    }
    assert check.status == "within"


def test_a_floor_is_not_held_against_definitions_of_construction_land():
    check = check_quota(built(), SCHEME, quota(900_000, "floor", "cropland"))
    assert (check.actual_dm2, check.margin_dm2, check.under_other_measures) == (1_000_000, 100_000, ())


def test_without_settlement_codes_the_answer_is_not_computable_and_no_other_number():
    check = check_quota(built(settlement=False), SCHEME, quota(1), units=UNITS)
    assert (check.status, check.actual_dm2, check.margin_dm2, check.why_not) == (
        "not_computable",
        None,
        None,
        "needs_settlement",
    )
    assert (check.by_unit, check.by_class) == ((), ())
    assert {key: status for key, _, status in check.under_other_measures}["settlement_scope"] == "not_computable"


def test_a_town_has_a_verdict_only_where_it_was_handed_a_limit():
    asked = quota(10**9, unit_limits_dm2=((TOWNS[0], 1_999_999),))
    check = check_quota(built(), SCHEME, asked, units=UNITS)
    assert [(u.limit_dm2, u.status) for u in check.by_unit] == [(1_999_999, "exceeded"), (None, None)]
    assert check.status == "within"


def test_towns_are_ranked_by_area_then_code_and_villages_only_without_towns():
    villages = (Unit(TOWNS[0] + "001", "一村", "village"), Unit(TOWNS[1] + "001", "二村", "village"))
    mixed = check_quota(built(), SCHEME, quota(1), units=(*villages, *UNITS))
    assert [u.unit.level for u in mixed.by_unit] == ["town", "town"]
    alone = check_quota(built(), SCHEME, quota(1), units=villages[::-1])
    assert [(u.unit.name, u.actual_dm2) for u in alone.by_unit] == [("一村", 2_000_000), ("二村", 0)]


@settings(max_examples=30)
@given(parcel_mosaics(), st.sampled_from(["construction", "settlement_scope", "urban_rural_construction"]))
def test_towns_and_classes_add_up_to_the_area_of_the_verdict(mosaic, measure):
    ledger = open_ledger(mosaic.frame, ZONE_39, kind="planar")
    check = check_quota(ledger, SCHEME, quota(10**6, measure=measure), units=UNITS)
    if check.actual_dm2 is None:
        return
    assert sum(u.actual_dm2 for u in check.by_unit) == check.actual_dm2
    assert sum(c.area_dm2 for c in check.by_class) == check.actual_dm2


def test_the_limit_of_the_quota_itself_is_left_alone():
    asked = quota(5)
    check = check_quota(built(), SCHEME, asked)
    assert check.quota is asked
    assert replace(asked) == asked


@settings(max_examples=25)
@given(parcel_mosaics(), st.sampled_from([m.key for m in SCHEME.measures if not m.needs_zone]))
def test_what_is_counted_of_every_parcel_adds_up_to_the_actual_and_is_never_more_than_it_has(mosaic, key):
    ledger = open_ledger(mosaic.frame, ZONE_39, kind="planar")
    counted = counted_by_parcel(ledger, SCHEME, SCHEME.measure(key))
    assert counted.sum() == check_quota(ledger, SCHEME, quota(1, measure=key)).actual_dm2
    assert (counted >= 0).all()
    assert (counted <= ledger.parcels["gross_dm2"]).all()


def test_field_ridges_count_by_their_own_class():
    frame = parcel_frame([square(0)], land_class=["0102"], deduction_ratio=[0.1])
    ledger = open_ledger(frame, ZONE_39, kind="planar")
    assert counted_by_parcel(ledger, SCHEME, SCHEME.measure("cropland")).tolist() == [900_000]
