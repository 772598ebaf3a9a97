from datetime import datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from natres.analyses import check_quota, class_shares, compare_land_cover
from natres.core.closing import Control
from natres.core.ledger import open_ledger
from natres.core.results import MeasureArea, Quota, QuotaCheck, Unit
from natres.district import quota_of
from natres.labels import words
from natres.presenters.formats import csv_text, print_tables
from natres.presenters.land_tables import (
    LandPage,
    class_table,
    cover_table,
    group_table,
    measure_table,
    ownership_table,
    unit_table,
)
from natres.presenters.quota_tables import (
    other_measures_table,
    quota_class_table,
    quota_table,
    quota_unit_table,
    stated_sentence,
    verdict,
)
from natres.presenters.table import Column, Table
from natres.presenters.wells import tail_water_table, well_tables
from natres.presenters.workbook import workbook_bytes
from natres.readers import land_cover_words, read_scheme
from tests.analyses.wells.registers import RIGHTS, table_of, twelve_table, wells
from tests.analyses.wells.registers import SCHEME as WELL_WORDS
from tests.conftest import square
from tests.strategies import SCHEME, TOWNS, ZONE_39, parcel_frame, parcel_mosaics

UNITS = tuple(Unit(code, f"{code}镇", "town") for code in TOWNS)
LANGUAGES = ["zh", "en"]


def shares_of(frame, control=None, scheme=SCHEME):
    ledger = open_ledger(frame, ZONE_39, kind="planar", control=Control(control))
    return class_shares(ledger, scheme, units=UNITS)


def column(table: Table, index: int) -> list[Fraction]:
    return [Fraction(row.cells[index].text.rstrip("*")) for row in table.rows]


def whole(table: Table) -> None:
    """Every row has a cell for every column, and every format takes the table."""
    assert all(len(row.cells) == len(table.columns) for row in table.rows), table.key
    csv_text([table])
    print_tables([table])
    workbook_bytes([table], moment=datetime(2022, 12, 31))


@settings(max_examples=15)
@given(parcel_mosaics(), st.integers(-100, 100_000))
def test_the_printed_groups_and_residual_add_up_to_the_whole_in_every_column(mosaic, missing):
    table = group_table(LandPage.of(shares_of(mosaic.frame, mosaic.whole_dm2 + missing), SCHEME, "zh"))
    for index in (1, 2, 3):
        values = column(table, index)
        assert sum(v for v, row in zip(values, table.rows, strict=True) if row.indent) == values[0]
    assert column(table, 2)[0] == 100


@settings(max_examples=15)
@given(parcel_mosaics())
def test_printed_main_classes_add_up_to_the_total_and_subclasses_to_their_main_class(mosaic):
    shares = shares_of(mosaic.frame)
    table = class_table(LandPage.of(shares, SCHEME, "zh"))
    for place in (3, 4):
        total, *areas = column(table, place)
        depths = [row.indent for row in table.rows[1:]]
        assert total == sum(area for area, depth in zip(areas, depths, strict=True) if depth == 0)
        for i, area in enumerate(areas):
            end = next((k for k in range(i + 1, len(areas)) if depths[k] <= depths[i]), len(areas))
            below = [areas[k] for k in range(i + 1, end) if depths[k] == depths[i] + 1]
            assert not below or sum(below) == area


@settings(max_examples=15)
@given(parcel_mosaics())
def test_printed_towns_add_up_to_the_district_in_every_group(mosaic):
    table = unit_table(LandPage.of(shares_of(mosaic.frame), SCHEME, "zh"))
    for index in range(2, len(table.columns)):
        values = column(table, index)
        assert sum(v for v, row in zip(values, table.rows, strict=True) if row.indent) == values[0]


@settings(max_examples=10)
@given(parcel_mosaics(), st.sampled_from(LANGUAGES), st.sampled_from(["closed", "plain"]))
def test_every_table_of_land_is_whole_in_every_language_and_rounding(mosaic, language, rounding):
    shares = shares_of(mosaic.frame, mosaic.whole_dm2 + 5)
    whole(group_table(LandPage.of(shares, SCHEME, language, rounding)))
    whole(class_table(LandPage.of(shares, SCHEME, language, rounding)))
    whole(unit_table(LandPage.of(shares, SCHEME, language, rounding)))
    whole(measure_table(LandPage.of(shares, SCHEME, language)))
    if shares.ownership:
        whole(ownership_table(LandPage.of(shares, SCHEME, language, rounding)))


def test_a_classification_of_ones_own_without_kinds_of_ownership_makes_whole_tables(folder):
    path = folder / "自定.csv"
    path.write_text("code,name,parent,group\nA,农,,绿\nB,建,,灰\n", encoding="utf-8")
    scheme = read_scheme(path)
    shares = shares_of(parcel_frame([square(0), square(1)], land_class=["A", "B"]), scheme=scheme)
    whole(group_table(LandPage.of(shares, scheme, "zh")))
    whole(class_table(LandPage.of(shares, scheme, "zh")))
    whole(unit_table(LandPage.of(shares, scheme, "zh")))
    if shares.ownership:
        whole(ownership_table(LandPage.of(shares, scheme, "zh")))


def test_unclassified_land_has_a_line_of_its_own_in_every_table():
    shares = shares_of(parcel_frame([square(0), square(1)], land_class=["", "0101"]))
    for make, name in ((group_table, "ungrouped"), (class_table, "unclassified"), (ownership_table, "unclassified")):
        table = make(LandPage.of(shares, SCHEME, "zh"))
        whole(table)
        assert any(words("zh")[f"land.{name}"] in cell.text for row in table.rows for cell in row.cells)


def checked(language="zh", limit="0.015", kind="ceiling", measure="construction", **drop):
    """A quota held against three parcels, with the page its tables are made from."""
    frame = parcel_frame(
        [square(i) for i in range(3)],
        land_class=["0702", "0601", "0102"],
        settlement_code=["203", "202A", ""],
        unit_code=[TOWNS[0] + "0010000000"] * 2 + [TOWNS[1] + "0010000000"],
    ).drop(columns=list(drop.get("without", ())))
    ledger = open_ledger(frame, ZONE_39, kind="planar")
    check = check_quota(ledger, SCHEME, quota_of(measure, limit, kind=kind, label="规模"), units=UNITS)
    return check, LandPage.of(class_shares(ledger, SCHEME, units=UNITS), SCHEME, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("limit", "kind", "measure"),
    [
        ("0.015", "ceiling", "construction"),
        ("1", "floor", "cropland"),
        ("约0.02", "ceiling", "construction"),
        ("２", "ceiling", "construction"),
    ],
)
def test_every_table_of_a_quota_is_whole(language, limit, kind, measure):
    check, page = checked(language, limit, kind, measure)
    whole(quota_table((check,), page))
    whole(other_measures_table(check, page))
    whole(quota_unit_table(check, page))
    whole(quota_class_table(check, page))
    assert verdict(check, page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quota_that_cannot_be_computed_still_has_a_table_and_a_sentence(language):
    check, page = checked(language, measure="urban_rural_construction", without=("settlement_code",))
    whole(quota_table((check,), page))
    whole(other_measures_table(check, page))
    assert verdict(check, page)


def test_the_excess_keeps_the_digits_of_the_printed_limit():
    limit = quota_of("urban_rural_construction", "211.3", label="规模")
    check = QuotaCheck(limit, MeasureArea(limit.measure, 21_549_980_000), "exceeded", (), (), ())
    sentence = verdict(check, checked()[1])
    assert "4.2" in sentence
    assert "4.20" not in sentence
    assert "2.0" in sentence  # percent over


def test_a_stated_figure_differs_from_the_limit_by_an_interval():
    limit = Quota("q", "规模", "urban_rural_construction", "ceiling", 21_130_000_000, "211.3", 1)
    check = QuotaCheck(limit, MeasureArea(limit.measure, 21_549_980_000), "exceeded", (), (), ())
    text = stated_sentence(check, "约215.5", "zh")
    assert "4.15" in text
    assert "4.25" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_of_wells_and_land_cover_are_whole(language):
    odd = table_of(wells(role=["开采井", "回灌井", "怪", "监测"]), RIGHTS, required_rate={"雾迷山组": Fraction("0.95")})
    for table in (odd, twelve_table(), twelve_table(on=None, reference_c=None), table_of(wells().iloc[:0])):
        made = well_tables(table, WELL_WORDS, language)
        assert len({t.key for t in made}) == len(made)
        for one in made:
            whole(one)
    ledger = open_ledger(parcel_frame([square(0)]), ZONE_39, kind="planar")
    for counts in ({}, {10: 5, 80: 3, 99: 1}):
        look = compare_land_cover(ledger, SCHEME, counts, cell_m=20.0, cell_area_m2=400.0)
        whole(cover_table(look, land_cover_words(), language))


def test_a_missing_tail_temperature_is_printed_as_missing():
    table = tail_water_table(table_of(wells()), "zh")
    assert table.rows[1].cells[1].text == "—"
    assert table.rows[1].cells[1].number is None


def test_a_heading_carries_its_unit_in_the_brackets_of_its_script():
    assert Column("面积", "公顷").heading == "面积（公顷）"
    assert Column("Area", "ha").heading == "Area (ha)"
    assert Column("名称").heading == "名称"
