"""Asset accounts: what closes, what opens, and what stops a run."""

import json
from fractions import Fraction

import pytest

from natres.analyses.accounts import check_opening, forest_account, land_account, stated_account, with_opening
from natres.core.ledger import open_ledger
from natres.core.results import Account, AccountRow
from natres.errors import BadData
from natres.presenters.account_tables import account_json, account_tables
from natres.readers import read_scheme
from natres.readers.accounts import read_previous_accounts
from tests.analyses.forest.test_table import table as forest_of
from tests.conftest import square
from tests.strategies import ZONE_39

SCHEME = read_scheme()


def ledger(*parcels):
    import geopandas as gpd

    codes, owners, areas = zip(*parcels, strict=True)
    frame = gpd.GeoDataFrame(
        {"land_class": codes, "ownership_type": owners, "declared_area_m2": areas},
        geometry=[square(i) for i in range(len(parcels))],
        crs=ZONE_39,
    )
    return open_ledger(frame, ZONE_39, kind="declared")


BEFORE = ledger(("0101", "30", 1000.01), ("0601", "20", 500.0), ("1101", "10", 200.0))
NOW = ledger(("0101", "30", 900.01), ("0601", "20", 600.0), ("1101", "10", 200.0))
PREVIOUS = {
    ("agricultural", "collective"): Fraction("1000.01"),
    ("construction", "state"): Fraction(500),
    ("unused", "state"): Fraction(200),
}


def land():
    return land_account(NOW, BEFORE, SCHEME, years=(2021, 2022))


def test_land_by_group_and_owner_with_its_net_change():
    found = {row.keys: (row.opening, row.closing, row.net) for row in land().rows}
    assert found["agricultural", "collective"] == (Fraction("1000.01"), Fraction("900.01"), -100)
    assert found["construction", "state"] == (500, 600, 100)
    assert all(row.additions is None and row.reductions is None for row in land().rows)


def test_one_date_is_a_stock_and_no_account():
    account = land_account(NOW, None, SCHEME, years=(None, 2022))
    assert not account.has_two_dates
    assert account_tables((account,), "zh", labels={}) == ()
    assert account_json((account,))["land"]["rows"][0]["opening_m2"] is None


def test_an_opening_that_is_last_years_closing_passes():
    check_opening(land(), PREVIOUS, file="2021.json")


@pytest.mark.parametrize("cents", ["1000.00", "1000.02"])
def test_an_opening_off_by_a_cent_stops_with_both_figures(cents):
    wrong = PREVIOUS | {("agricultural", "collective"): Fraction(cents)}
    with pytest.raises(BadData) as stopped:
        check_opening(land(), wrong, file="2021.json")
    assert stopped.value.code == "ACCOUNT_OPENING"
    sentence = stopped.value.sentence("zh")
    assert "1000.01" in sentence
    assert str(float(cents)).rstrip("0").rstrip(".") in sentence
    assert "accounts.land.agricultural.collective" in sentence
    assert "2021.json" in sentence


def test_an_asset_that_vanished_or_is_new_stops_too():
    for wrong in (
        PREVIOUS | {("unused", "other"): Fraction(1)},
        {k: v for k, v in PREVIOUS.items() if "unused" not in k},
    ):
        with pytest.raises(BadData, match="ACCOUNT_OPENING"):
            check_opening(land(), wrong, file="2021.json")


def test_last_years_closing_is_the_opening_where_there_is_no_earlier_layer():
    account = with_opening(land_account(NOW, None, SCHEME, years=(None, 2022)), PREVIOUS, 2021)
    assert {row.keys: row.net for row in account.rows}["construction", "state"] == 100
    assert account.opening_year == 2021


def test_forest_by_class_and_tenure():
    before = forest_of([("0111", "10", 3), ("0150", "20", 1)])
    now = forest_of([("0111", "10", 2), ("0111", "20", 1)])
    account = forest_account(now, before, years=(2020, 2021))
    found = {row.keys: row.net for row in account.rows}
    assert found == {("forested", "state"): -500, ("forested", "collective"): 100, ("nursery", "collective"): -100}


def stated(closing):
    row = AccountRow(
        (), Fraction(100), Fraction(closing), (("inflow", Fraction(30)),), (("abstraction", Fraction(20)),)
    )
    return stated_account("water", "m3", row, years=(2021, 2022), shown_unit="1e4m3", file="区.toml")


def test_a_stated_account_that_does_not_close_stops_with_both_figures():
    assert stated(110).rows[0].net == 10
    with pytest.raises(BadData) as stopped:
        stated(111)
    assert stopped.value.code == "ACCOUNT_SUM"
    assert "111" in stopped.value.sentence("zh")
    assert "110" in stopped.value.sentence("zh")


def test_the_table_is_laid_out_from_opening_to_closing_and_adds_up_as_printed():
    table = account_tables((land(),), "zh", labels={("agricultural",): "农用地"})[0]
    heads = [column.heading for column in table.columns]
    assert heads[1] == "期初存量·2021 年末（公顷）"
    assert heads[-1] == "期末存量·2022 年末（公顷）"
    for row in table.rows:
        opening, _, _, net, closing = (cell.plain for cell in row.cells[1:])
        assert Fraction(opening) + Fraction(net) == Fraction(closing)
    assert [row.cells[0].text for row in table.rows[:2]] == ["合计", "农用地"]
    stock = account_tables((stated(110),), "zh", labels={})[0]
    assert [row.cells[1].text for row in stock.rows] == [
        "0.010",
        "0.003",
        "0.003",
        "0.002",
        "0.002",
        "0.001",
        "0.011",
    ]


def test_what_is_written_this_year_opens_next_year(tmp_path):
    heat = Account(
        "recoverable_heat",
        "J",
        2021,
        2022,
        (AccountRow((), Fraction("2e18"), Fraction("1938099999999999999"), (), ()),),
    )
    path = tmp_path / "结果_2022.json"
    path.write_text(json.dumps({"results": {"accounts": account_json((land(), heat))}}), encoding="utf-8")
    previous = read_previous_accounts(path)
    assert previous.closing["land"] == {row.keys: row.closing for row in land().rows}
    assert previous.closing["recoverable_heat"] == {
        (): Fraction("1938099999999999999")
    }  # more digits than a double has
    assert previous.years == {"land": 2022, "recoverable_heat": 2022}


@pytest.mark.parametrize(
    "text", ["[1, 2]", "{}", '{"accounts": {"land": {"rows": [{"key": "a"}]}}}', '{"accounts": {"water": {}}}']
)
def test_a_file_without_accounts_is_refused(tmp_path, text):
    path = tmp_path / "旧.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadData, match="ACCOUNT_PREVIOUS"):
        read_previous_accounts(path)


def test_a_stock_that_did_not_change_prints_no_change():
    # three classes of 1/3 of the last digit each: every one is moved by closing, the same way in both columns
    rows = tuple(
        AccountRow((name, "state"), Fraction("33.4"), Fraction("33.4")) for name in ("forested", "shrub", "nursery")
    )
    account = Account("forest", "m2", 2021, 2022, rows)
    table = account_tables((account,), "zh", labels={}, printed={})[0]
    for row in table.rows:
        opening, _, _, net, closing = (cell.text for cell in row.cells[1:])
        assert net == "0.00"
        assert opening == closing


def test_a_net_change_that_rounding_moved_is_marked():
    rows = tuple(
        AccountRow((name, "state"), Fraction(opening), Fraction(closing))
        for name, opening, closing in (("forested", 149, 251), ("shrub", 251, 149))
    )
    table = account_tables((Account("forest", "m2", 2021, 2022, rows),), "zh", labels={}, printed={})[0]
    for row in table.rows:
        opening, _, _, net, closing = (Fraction(cell.plain.replace("—", "0")) for cell in row.cells[1:])
        assert opening + net == closing
    moved = [row.cells[4] for row in table.rows if row.cells[4].moved]
    exact = {Fraction(102, 10_000), Fraction(-102, 10_000)}
    assert all(Fraction(str(cell.number)).limit_denominator(10_000) in exact for cell in moved)
