from collections import Counter

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from natres.analyses import class_shares, measure_area
from natres.core.closing import Control
from natres.core.ledger import open_ledger
from natres.core.results import Unit
from natres.readers import read_scheme
from tests.conftest import square
from tests.strategies import SCHEME, TOWNS, ZONE_39, Mosaic, parcel_frame, parcel_mosaics

UNITS = tuple(Unit(code, f"{code}镇", "town") for code in TOWNS)


def shares_of(frame, control: int | None = None, units=UNITS, scheme=SCHEME):
    return class_shares(open_ledger(frame, ZONE_39, kind="planar", control=Control(control)), scheme, units=units)


def bookings(mosaic: Mosaic) -> list[tuple[str, str, str, int]]:
    """Class, ownership digit, town and area of every booking, worked out apart from the ledger."""
    found = []
    for row, area in zip(mosaic.frame.to_dict("records"), mosaic.areas_dm2, strict=True):
        cut = (area * round(row["deduction_ratio"] * 10_000) + 5_000) // 10_000
        where = (row["ownership_type"][:1], row["unit_code"][:9])
        found += [(row["land_class"], *where, area - cut)] + ([("1203", *where, cut)] if cut else [])
    return found


@settings(max_examples=30)
@given(parcel_mosaics(), st.integers(-500, 10_000))
def test_groups_and_residual_are_the_whole_to_the_last_digit(mosaic, missing):
    shares = shares_of(mosaic.frame, mosaic.whole_dm2 + missing)
    assert sum(g.area_dm2 for g in shares.groups) + shares.residual_dm2 == shares.whole_dm2
    assert shares.residual_dm2 == missing
    alone = shares_of(mosaic.frame)
    assert (alone.residual_dm2, alone.whole_dm2) == (0, mosaic.whole_dm2)


@settings(max_examples=30)
@given(parcel_mosaics())
def test_groups_are_sums_of_their_classes_as_the_standard_groups_them(mosaic):
    expected = Counter()
    for code, _, _, area in bookings(mosaic):
        expected[SCHEME.group_of(code)] += area
    assert {g.key: g.area_dm2 for g in shares_of(mosaic.frame).groups if g.area_dm2} == +expected


@settings(max_examples=40)
@given(parcel_mosaics())
def test_every_class_is_what_was_booked_on_it_and_on_everything_below_it(mosaic):
    booked = Counter()
    for code, _, _, area in bookings(mosaic):
        booked[code] += area
    classes = {c.code: c.area_dm2 for c in shares_of(mosaic.frame).classes}
    for code, area in classes.items():
        assert area == sum(booked[below] for below in SCHEME.under([code]))
    mains = [c for c in classes if SCHEME.by_code[c].level == 1]
    assert sum(classes[code] for code in mains) == mosaic.whole_dm2


def test_mangroves_are_wetland_and_never_forest():
    shares = shares_of(parcel_frame([square(0), square(1)], land_class=["0303", "0301"]))
    assert {c.code: c.area_dm2 for c in shares.classes} == {
        "00": 1_000_000, "0303": 1_000_000, "03": 1_000_000, "0301": 1_000_000,
    }  # fmt: skip


def test_suffixed_codes_stand_below_their_subclass_and_count_in_it():
    frame = parcel_frame([square(i) for i in range(3)], land_class=["0810A", "0810", "0201K"])
    classes = [(c.code, c.level, c.area_dm2) for c in shares_of(frame).classes]
    assert classes == [
        ("02", 1, 1_000_000), ("0201", 2, 1_000_000), ("0201K", 3, 1_000_000),
        ("08", 1, 2_000_000), ("0810", 2, 2_000_000), ("0810A", 3, 1_000_000),
    ]  # fmt: skip


@settings(max_examples=30)
@given(parcel_mosaics(), st.randoms())
def test_the_order_of_parcels_changes_no_result(mosaic, random):
    order = list(range(len(mosaic.areas_dm2)))
    random.shuffle(order)
    shuffled = mosaic.frame.iloc[order].reset_index(drop=True)
    assert shares_of(shuffled) == shares_of(mosaic.frame)


@settings(max_examples=30)
@given(parcel_mosaics(deductions=False), st.integers(0, 60))
def test_splitting_a_parcel_changes_no_total(mosaic, cut):
    frame = mosaic.frame
    shape = frame.geometry.iloc[0]
    west, south, east, north = shape.bounds
    half = shapely.box(west - 1, south - 1, west + (east - west) * cut // 60, north + 1)
    pieces = [p for p in (shape & half, shape - half) if p.area > 0]
    pieces = [shapely.union_all([g for g in shapely.get_parts(p) if g.area > 0]) for p in pieces]
    rows = pd.concat([frame.iloc[[0]]] * len(pieces) + [frame.iloc[1:]], ignore_index=True)
    split = rows.set_geometry([*pieces, *frame.geometry.iloc[1:]], crs=ZONE_39)
    before, after = shares_of(frame), shares_of(split)
    assert (after.groups, after.classes, after.ownership) == (before.groups, before.classes, before.ownership)
    assert (after.measures, after.units) == (before.measures, before.units)


@settings(max_examples=30)
@given(parcel_mosaics())
def test_towns_add_up_to_the_district_in_every_group_class_and_ownership(mosaic):
    shares = shares_of(mosaic.frame)
    assert sum(u.area_dm2 for u in shares.units) == shares.measured_dm2
    for i, group in enumerate(shares.groups):
        assert sum(u.groups[i].area_dm2 for u in shares.units) == group.area_dm2
    by_class = Counter()
    for unit in shares.units:
        by_class.update({c.code: c.area_dm2 for c in unit.classes})
    assert by_class == Counter({c.code: c.area_dm2 for c in shares.classes})
    for town in TOWNS:
        unit = next(u for u in shares.units if u.unit.code == town)
        assert unit.area_dm2 == sum(area for _, _, place, area in bookings(mosaic) if place == town)


@settings(max_examples=30)
@given(parcel_mosaics())
def test_ownership_is_the_first_digit_of_qsxz_and_nothing_is_dropped(mosaic):
    shares = shares_of(mosaic.frame)
    expected = Counter()
    for _, digit, _, area in bookings(mosaic):
        expected["state" if digit in ("1", "2") else "collective" if digit in ("3", "4") else "other"] += area
    if not shares.ownership:
        assert set(expected) == {"other"}
        return
    found = Counter()
    for o in shares.ownership:
        found[o.key] += o.area_dm2
    assert +found == +expected
    assert sum(area for _, _, area in shares.ownership_by_class) == mosaic.whole_dm2


def test_villages_stand_below_their_town_and_count_in_both():
    units = (Unit("120111101001", "一村", "village"), Unit("120111101", "杨柳青镇", "town", 1_000_100))
    shares = shares_of(parcel_frame([square(0)]), units=units)
    assert [(u.unit.code, u.area_dm2, u.residual_dm2) for u in shares.units] == [
        ("120111101", 1_000_000, 100),
        ("120111101001", 1_000_000, 0),
    ]
    assert units[0].parent == units[1].code


def test_a_unit_without_land_is_listed_with_nothing():
    shares = shares_of(parcel_frame([square(0)]))
    empty = next(u for u in shares.units if u.unit.code == TOWNS[1])
    assert empty.area_dm2 == 0
    assert [g.area_dm2 for g in empty.groups] == [0, 0, 0]


def test_unclassified_land_is_its_own_line_and_never_dropped():
    shares = shares_of(parcel_frame([square(0), square(1)], land_class=["", "0101"]))
    assert shares.group("unclassified") == 1_000_000
    assert sum(g.area_dm2 for g in shares.groups) == 2_000_000
    assert sum(c.area_dm2 for c in shares.classes if c.level == 1) == 2_000_000


def test_an_accepted_code_that_no_scheme_knows_is_carried_and_never_a_traceback():
    # With --accept CODE_UNKNOWN an unknown ridge class (KCDLBM) reaches the ledger as a class of its own.
    frame = parcel_frame([square(0)], deduction_class=["1299"], deduction_ratio=[0.1])
    shares = shares_of(frame)
    assert shares.group("unclassified") == 100_000
    assert sum(c.area_dm2 for c in shares.classes if c.level == 1) == 1_000_000


def test_without_settlement_codes_settlement_measures_are_not_computable_and_never_replaced():
    frame = parcel_frame([square(0)], land_class=["0702"]).drop(columns="settlement_code")
    found = {m.key: (m.area_dm2, m.why_not) for m in shares_of(frame).measures}
    assert found["construction"] == (1_000_000, "")
    assert found["urban_rural_construction"] == (None, "needs_settlement")
    assert found["urban_rural_construction_with_mining"] == (None, "needs_settlement")


def test_measures_that_need_a_zone_or_do_not_exist_say_so():
    ledger = open_ledger(parcel_frame([square(0)]), ZONE_39)
    assert measure_area(ledger, SCHEME, "basic_farmland").why_not == "needs_zone"
    assert measure_area(ledger, SCHEME, "built-up").why_not == "unknown_measure"


@settings(max_examples=30)
@given(parcel_mosaics())
def test_definitions_of_construction_land_nest(mosaic):
    area = {m.key: m.area_dm2 for m in shares_of(mosaic.frame).measures}
    if area["settlement_scope"] is None:
        return
    assert area["urban_rural_construction"] <= area["settlement_construction"] <= area["construction"]
    assert area["settlement_construction"] <= area["settlement_scope"]
    assert area["urban_rural_construction"] <= area["urban_rural_construction_with_mining"] <= area["construction"]


@pytest.mark.parametrize("declared", [True, False])
def test_a_classification_of_ones_own_groups_and_adds_up_too(folder, declared):
    path = folder / "自定.csv"
    path.write_text("code,name,parent,group\nA,农,,绿\nA1,田,A,绿\nB,建,,灰\n", encoding="utf-8")
    scheme = read_scheme(path)
    frame = parcel_frame([square(i) for i in range(3)], land_class=["A1", "B", "A"])
    shares = shares_of(frame if declared else frame.drop(columns="ownership_type"), scheme=scheme)
    assert {g.key: g.area_dm2 for g in shares.groups} == {"绿": 2_000_000, "灰": 1_000_000}
    assert [(c.code, c.area_dm2) for c in shares.classes] == [("A", 2_000_000), ("A1", 1_000_000), ("B", 1_000_000)]
    assert shares.measures == ()
