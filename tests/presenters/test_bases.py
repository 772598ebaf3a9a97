"""The rows behind printed numbers add up to them, whatever the land, the plots, the wells and the ledgers are."""

from dataclasses import replace
from fractions import Fraction

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from natres.analyses import check_quota
from natres.analyses.ledgers import ledger_table
from natres.core.basis import Rows, Worked
from natres.core.basis_value import Book, printed_value, value_of
from natres.core.classification import Measure
from natres.district import quota_of
from natres.presenters.bases.land import measure_where
from natres.presenters.forest import ForestPrints, forest_tables
from natres.presenters.land_tables import LandPage, class_table, group_table, measure_table, ownership_table, unit_table
from natres.presenters.ledger_tables import ledger_tables
from natres.presenters.quota_tables import other_measures_table, quota_class_table, quota_table, quota_unit_table
from natres.presenters.survey_tables import survey_tables
from natres.presenters.wells import well_tables
from natres.readers import read_spec
from natres.workflows.bases import books_of, refuse_wrong_basis, widest
from natres.workflows.inputs import Options, open_forest
from natres.workflows.subjects import forest_of
from tests.analyses.forest.test_twenty_plots import FIELDS, PLOTS, TOWN
from tests.analyses.wells.registers import SCHEME as WELLS
from tests.analyses.wells.registers import twelve, twelve_table
from tests.random_land import ledger_of, random_land
from tests.strategies import CODES, SCHEME, SETTLEMENT, ZONE_39

BOOKINGS = (("land_class", "class_dm2"), ("deduction_class", "deducted_dm2"))
#: Their parts are no column of any layer.
NOT_ON_PAGES = {"survey_slope", "survey_planting"}


def numbers(table):
    return [(column.heading, cell) for row in table.rows for column, cell in zip(table.columns, row.cells, strict=True)
            if cell.number is not None]  # fmt: skip


def without_basis(table):
    return {heading for heading, cell in numbers(table) if cell.basis is None}


@pytest.mark.parametrize("rounding", ["closed", "plain", "survey"])
@pytest.mark.parametrize("block", range(3))
def test_every_number_of_random_land_is_what_its_parcels_add_up_to(rounding, block):
    random = np.random.default_rng([block, len(rounding)])
    for _ in range(6):
        land = random_land(random)
        missing = int(random.integers(-500, 10**7))
        ledger = ledger_of(land.ledger.parcels, max(1, land.ledger.measured_dm2 + missing) if block else None)
        shares = replace(land, ledger=ledger).shares(table_rule=rounding == "survey")
        unit = "ha" if rounding == "survey" else str(random.choice(["ha", "km2", "m2", "mu", "1e4mu"]))
        page = LandPage.of(shares, SCHEME, str(random.choice(["zh", "en"])), rounding, unit)
        check = check_quota(ledger, SCHEME, quota_of("urban_rural_construction_with_mining", "0.2"), units=land.units)
        floor = check_quota(ledger, SCHEME, quota_of("cropland", "0.01", kind="floor"), units=land.units)
        tables = [group_table(page), class_table(page), ownership_table(page), unit_table(page), measure_table(page),
                  *survey_tables(page), quota_table((check, floor), page), other_measures_table(check, page),
                  quota_unit_table(check, page), quota_unit_table(floor, page),
                  quota_class_table(check, page)]  # fmt: skip
        refuse_wrong_basis(tables, {"parcels": Book(ledger.parcels, BOOKINGS)}, within=widest(page))
        for table in tables:
            ranks = {"序", "Rank"} if table.key.endswith("_units") and table.key.startswith("quota_") else set()
            assert table.key in NOT_ON_PAGES or without_basis(table) <= ranks, table.key


some_codes = st.frozensets(st.sampled_from(CODES), max_size=4)
measures = st.builds(
    Measure,
    key=st.just("m"),
    label=st.just({}),
    rule=st.just({}),
    groups=st.frozensets(st.sampled_from([g.key for g in SCHEME.groups]), max_size=2),
    classes=some_codes,
    settlement=st.frozensets(st.sampled_from(["*", *SETTLEMENT[1:]]), max_size=3),
    or_classes=some_codes,
)
parcels = st.lists(
    st.tuples(st.sampled_from([*CODES, "", "77"]), st.sampled_from(SETTLEMENT), st.integers(1, 10**6)), min_size=1
)


@given(measures, parcels)
def test_a_measure_as_alternatives_counts_what_the_measure_selects_and_nothing_twice(measure, rows):
    frame = pd.DataFrame(rows, columns=["land_class", "settlement_code", "class_dm2"])
    codes = {column: tuple(sorted(frame[column].unique())) for column in ("land_class", "settlement_code")}
    where = measure_where(measure, SCHEME, codes)
    counted = value_of(Rows("parcels", where), {"parcels": Book(frame, (("land_class", "class_dm2"),))})
    assert counted == int(frame.loc[SCHEME.selects(measure, frame), "class_dm2"].sum())


def test_a_page_in_another_language_prints_the_same_and_says_why_in_that_language():
    land = random_land(np.random.default_rng(5))
    page = LandPage.of(land.shares(), SCHEME, "zh")
    english = page.told_in("en")
    for one, other in zip(numbers(class_table(page)), numbers(class_table(english)), strict=True):
        assert one[1] == other[1]
        assert one[1].basis.how == other[1].basis.how
        assert one[1].basis.rule.endswith("。") and other[1].basis.rule.endswith(".")


def test_no_basis_is_made_before_someone_asks():
    land = random_land(np.random.default_rng(6))
    table = unit_table(LandPage.of(land.shares(), SCHEME, "zh"))
    assert not any("basis" in vars(cell) for _, cell in numbers(table))


def test_a_moved_digit_is_said_in_one_more_sentence():
    third = pd.DataFrame({"land_class": ["0601", "0101", "1106"], "gross_dm2": [33_500_000] * 3})
    for ledger in (ledger_of(third), ledger_of(third.iloc[::-1].reset_index(drop=True))):
        page = LandPage.of(
            replace(random_land(np.random.default_rng(7)), ledger=ledger).shares(), SCHEME, "zh", "closed"
        )
        shares = [row.cells[2] for row in group_table(page).rows]
        assert {cell.moved for cell in shares} == {True, False}
        assert [cell.basis.rule.count("。") for cell in shares] == [1 + cell.moved for cell in shares]


def test_ridges_are_said_to_count_or_not():
    frame = pd.DataFrame({"land_class": ["0101", "0601"], "gross_dm2": [1000, 1000], "deducted_dm2": [30, 0],
                          "deduction_class": ["1203", ""]})  # fmt: skip
    page = LandPage.of(replace(random_land(np.random.default_rng(8)), ledger=ledger_of(frame)).shares(), SCHEME, "zh")
    rules = {row.cells[0].text: row.cells[3].basis.rule for row in class_table(page).rows}
    assert "（不含扣出的田坎 1203）" in rules["01"]
    assert "（含按扣除系数扣出的田坎 1203）" in rules["12"]
    assert "田坎" not in rules["06"].removeprefix("工矿用地")


@pytest.fixture(scope="module")
def woods(tmp_path_factory):
    """Twenty plots of three families of codes; one stands on land that is no forest land, one has no tenure."""
    rows = [(code, tenure, *TOWN[town], *rest) for code, tenure, town, *rest in PLOTS]
    frame = gpd.GeoDataFrame(
        dict(zip(FIELDS, map(list, zip(*rows, strict=True)), strict=True)),
        geometry=[shapely.box(39_500_000 + 500 * i, 4_320_000, 39_500_100 + 500 * i, 4_320_100) for i in range(20)],
        crs=ZONE_39,
    )
    frame.insert(0, "XIAO_BAN", [f"{n:04d}" for n in range(1, 21)])
    path = tmp_path_factory.mktemp("林业") / "小班.shp"
    frame.to_file(path, encoding="GBK")
    return open_forest(path, Options(language="zh", area="declared"))


@pytest.mark.parametrize("rounding", ["closed", "plain"])
def test_forest_land_is_what_its_plots_add_up_to(woods, rounding):
    tables = forest_tables(ForestPrints(forest_of(woods), woods.scheme, "zh", rounding))
    refuse_wrong_basis(tables, books_of(woods=woods))
    bare = {table.key: without_basis(table) for table in tables if without_basis(table)}
    # Canopy is a number, stock belongs to the plots that state one, the second kind of area is not the layer's.
    assert set(bare) == {"forest_by_canopy", "forest_stock", "forest_areas"}


def test_woods_on_land_that_is_no_forest_land_are_left_out_by_name(woods):
    table = next(t for t in forest_tables(ForestPrints(forest_of(woods), woods.scheme, "zh")) if t.key == "forest")
    (where,) = table.rows[0].cells[-3].basis.how.where
    assert where["managed"] == ("10",)
    assert "0220" not in where["forest_class"] and "0111" in where["forest_class"]


WELL_TABLES = ("wells", "reinjection", "tail_water", "reservoir_heat", "heat_in_place", "well_findings")


def test_numbers_of_wells_are_what_their_rows_come_to():
    frame = twelve()
    tables = [t for t in well_tables(twelve_table(frame), WELLS, "en") if t.key in WELL_TABLES]
    assert [t.key for t in tables] == list(WELL_TABLES)
    refuse_wrong_basis(tables, {"wells": Book(frame)})
    assert not any(without_basis(table) for table in tables)


def test_only_what_no_column_holds_is_worked_out_and_names_its_inputs():
    tables = {t.key: t for t in well_tables(twelve_table(), WELLS, "zh")}
    worked = [(key, h) for key in WELL_TABLES for h, c in numbers(tables[key]) if isinstance(c.basis.how, Worked)]
    assert {key for key, _ in worked} == {"wells", "reservoir_heat", "heat_in_place"}
    rights = [c for row in tables["wells"].rows if "矿权" in row.cells[0].text for c in row.cells if c.number]
    assert all(len(c.basis.how.inputs) == c.number for c in rights)
    power = tables["reservoir_heat"].rows[-1].cells[3].basis.how
    assert [well for well, _ in power.inputs] == ["K1", "K2", "K3", "K4", "K5"]


def test_a_well_whose_number_stands_twice_has_no_rows_of_its_own():
    frame = pd.concat([twelve(), twelve().iloc[[0]].assign(tail_water_c=55.0)], ignore_index=True)
    table = next(t for t in well_tables(twelve_table(frame), WELLS, "zh") if t.key == "tail_water")
    tails = {row.cells[0].text: row.cells[1] for row in table.rows}
    assert tails["K1"].basis is None and tails["K2"].basis is not None
    refuse_wrong_basis(well_tables(twelve_table(frame), WELLS, "zh"), {"wells": Book(frame)})


def supply(areas, year):
    rows = pd.DataFrame({"parcel": [f"宗{i}" for i in range(len(areas))], "use": ["industrial", "residential"] * 2,
                         "area_ha": areas, "way": ["auction", "", "auction", "agreement"]})  # fmt: skip
    spec = read_spec("land_supply")
    return rows.assign(kind="land_supply", year=str(year)), (ledger_table(rows, spec, year=year), spec)


@pytest.mark.parametrize(("years", "told"), [((2021, 2022), True), ((2022, 2022), False)])
def test_two_ledgers_of_a_kind_are_told_apart_by_their_year(years, told):
    areas = ([0.1, 0.2, 0.3, 1.5], [7.0, 8.0, 9.0, float("nan")])
    frames, ledgers = zip(*(supply(some, year) for some, year in zip(areas, years, strict=True)), strict=True)
    tables = ledger_tables(ledgers, "zh", {})
    refuse_wrong_basis(tables, {"ledgers": Book(pd.concat(frames, ignore_index=True))})
    assert all((cell.basis is not None) == told for table in tables for _, cell in numbers(table))
    if told:
        book = {"ledgers": Book(pd.concat(frames, ignore_index=True))}
        amount = next(row.cells[3] for row in tables[0].rows if row.cells[4].text == "公顷")
        assert printed_value(amount.basis, book) == Fraction("2.1")
