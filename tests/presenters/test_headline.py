"""The headline numbers: whatever stands in two places of a run is printed as one number."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from natres.analyses import check_quota, class_shares
from natres.core.results import Unit
from natres.district import quota_of
from natres.presenters.headline import RESIDUAL, WHOLE
from natres.presenters.json_land import shares_json
from natres.presenters.land_figures import TOTAL, group_column
from natres.presenters.land_tables import LandPage, class_table, group_table, measure_table
from natres.presenters.quota_tables import quota_class_table, quota_table, quota_unit_table, verdict
from tests.random_land import ledger_of, random_land
from tests.strategies import SCHEME

UNITS = ("ha", "km2", "m2", "mu", "1e4mu")


def bare(cell):
    return cell.text.rstrip("*")


def exact(text):
    return Fraction(text.rstrip("*"))


def three_equal(unit):
    """Construction, agricultural and unused land of one size: only one of three shares can print 33.34."""
    frame = pd.DataFrame({"land_class": ["0601", "0101", "1106"], "gross_dm2": [33_500_000] * 3})
    frame["unit_code"], frame["settlement_code"] = "120111101201", ["204", "", ""]
    towns = (Unit("120111101", "甲镇", "town"),)
    ledger = ledger_of(frame)
    page = LandPage.of(class_shares(ledger, SCHEME, units=towns), SCHEME, "zh", unit=unit)
    check = check_quota(ledger, SCHEME, quota_of("construction", "0.2", label="规模"), units=towns)
    return page, check


@pytest.mark.parametrize("unit", UNITS)
def test_a_third_of_the_land_prints_the_same_share_and_area_wherever_it_stands(unit):
    page, check = three_equal(unit)
    groups = {row.cells[0].text: row.cells for row in group_table(page).rows}
    classes = {row.cells[0].text: row.cells for row in class_table(page).rows}
    measure = next(row.cells for row in measure_table(page).rows if row.cells[0].text == "建设用地")
    for group, main, code in (("农用地", "01", "0101"), ("建设用地", "06", "0601"), ("未利用地", "00", "1106")):
        assert {bare(c) for c in (groups[group][2], classes[main][4], classes[code][4])} == {bare(groups[group][2])}
        assert bare(groups[group][-1 if unit != "km2" else 1]) == bare(classes[main][3]) == bare(classes[code][3])
    assert bare(measure[1]) == bare(groups["建设用地"][1])
    assert bare(measure[2]) == bare(groups["建设用地"][2])
    assert sum(exact(groups[g][2].text) for g in ("农用地", "建设用地", "未利用地")) == 100
    assert bare(quota_table((check,), page).rows[0].cells[3]) == bare(measure[1])
    assert bare(quota_unit_table(check, page).rows[0].cells[2]) == bare(measure[1])
    assert bare(quota_class_table(check, page).rows[0].cells[3]) == bare(classes["06"][3])
    assert f"{bare(measure[1])} " in verdict(check, page)


def test_one_of_the_three_has_to_move_and_so_rounding_alone_would_differ():
    page, _ = three_equal("km2")
    shares = sorted(bare(page.headline.share_of(group_column(g.key))) for g in page.shares.groups)
    assert shares == ["33.33", "33.33", "33.34"]


@pytest.mark.parametrize("unit", UNITS)
def test_headings_of_a_table_differ_from_each_other(unit):
    page, check = three_equal(unit)
    for table in (group_table(page), class_table(page), measure_table(page), quota_class_table(check, page)):
        headings = [column.heading for column in table.columns]
        assert len(set(headings)) == len(headings), table.key


@pytest.mark.parametrize("block", range(4))
@pytest.mark.parametrize("missing", [0, 12_345_678, -4_321])
def test_whole_residual_groups_and_classes_add_up_in_km2_and_in_percent(block, missing):
    random = np.random.default_rng([block, missing + 10_000])
    for _ in range(40):
        land = random_land(random, largest_dm2=80_000_000)
        measured = land.ledger.measured_dm2
        if measured + missing <= 0:
            continue
        ledger = ledger_of(land.ledger.parcels, measured + missing)
        page = LandPage.of(class_shares(ledger, SCHEME), SCHEME, "zh", unit=str(random.choice(UNITS)))
        assert_adds_up(page)


def assert_adds_up(page):
    headline, shares = page.headline, page.shares
    for of, per in ((headline.area_of, 10**6), (headline.share_of, Fraction(shares.whole_dm2, 10_000))):

        def number(column, of=of):
            return exact(of(column).text)

        groups = {g.key: number(group_column(g.key)) for g in shares.groups}
        mains = [number(c.code) for c in shares.classes if c.level == 1]
        assert number(WHOLE) == number(TOTAL) + number(RESIDUAL)
        assert number(TOTAL) == sum(groups.values()) == sum(mains)
        for c in shares.classes:
            below = [k for k in shares.classes if c.code and k.code and SCHEME.by_code[k.code].parent == c.code]
            own = number(f"{c.code}·")
            assert not below or number(c.code) == sum(number(k.code) for k in below) + own
            assert abs(number(c.code) * 100 - c.area_dm2 / Fraction(per)) < 1
        for g in shares.groups:
            assert abs(groups[g.key] * 100 - g.area_dm2 / Fraction(per)) < 1
    assert exact(headline.share_of(WHOLE).text) == 100


def test_groups_take_the_last_digit_by_the_largest_remainder():
    frame = pd.DataFrame({"land_class": ["0101", "0601", "1106"], "gross_dm2": [4565_4600, 4794_9700, 639_5700]})
    page = LandPage.of(class_shares(ledger_of(frame), SCHEME), SCHEME, "zh")
    assert [bare(page.headline.share_of(group_column(g.key))) for g in page.shares.groups] == ["45.65", "47.95", "6.40"]


def test_json_prints_what_the_tables_print():
    page, _ = three_equal("km2")
    found = shares_json(page, by_unit=False)
    groups = {g["key"]: g for g in found["groups"]}
    classes = {c["code"]: c for c in found["classes"]}
    measure = next(m for m in found["measures"] if m["key"] == "construction")
    for part in ("area_text", "share_text"):
        assert groups["construction"][part] == classes["0601"][part] == measure[part]
    assert groups["unclassified"]["share_text"] == "0.00"


def test_an_empty_whole_has_no_shares():
    frame = pd.DataFrame({"land_class": ["0101"], "gross_dm2": [0]})
    page = LandPage.of(class_shares(ledger_of(frame), SCHEME), SCHEME, "zh")
    assert page.headline.share_of(TOTAL).text == "—"
    assert bare(page.headline.area_of(TOTAL)) == "0.00"


@pytest.mark.parametrize("block", range(6))
def test_measures_quotas_groups_and_settlements_print_one_number_where_they_are_the_same_land(block):
    """All construction land has a settlement code: group, measure and settlement total are one and the same."""
    random = np.random.default_rng([11, block])
    for _ in range(10):
        land = random_land(random, largest_dm2=80_000_000, codes=("0101", "0601", "0701", "0702", "1003", "1101"))
        rows = land.ledger.parcels
        built = rows["land_class"].map(SCHEME.group_of) == "construction"
        if not built.any():
            continue
        code = random.choice(["201", "203"]) if random.random() < 0.5 else None
        rows = rows.assign(
            settlement_code=np.where(built, code or random.choice(["201", "202A", "203"], len(rows)), "")
        )
        ledger = ledger_of(rows)
        unit = str(random.choice(["ha", "km2", "mu"]))
        page = LandPage.of(class_shares(ledger, SCHEME, units=land.units), SCHEME, "zh", unit=unit)
        if page.printed.apart:
            continue
        group, settled = (
            page.printed.cell("land", "", group_column("construction")),
            page.printed.cell("settled", "", TOTAL),
        )
        assert bare(group) == bare(settled)
        for key in ("construction", "settlement_construction", "settlement_scope"):
            measured = page.shares.measure(key)
            assert bare(page.headline.measure(measured, unit)) == bare(group), key
        check = check_quota(ledger, SCHEME, quota_of("settlement_construction", "0.2", label="规模"), units=land.units)
        towns = {row.cells[1].text: row.cells[2] for row in quota_unit_table(check, page).rows[1:]}
        for u in check.by_unit if unit == "km2" else ():
            printed = page.printed.cell("settled", u.unit.code, TOTAL)
            assert bare(towns[u.unit.name]) == bare(printed)
        classes = {row.cells[0].text: row.cells[3] for row in class_table(page).rows}
        whole = {c.code: c.area_dm2 for c in page.shares.classes}
        rows_of = quota_class_table(check, page).rows[1:]
        for c, row in zip(check.by_class, rows_of, strict=True):
            if c.area_dm2 == whole[c.code]:
                assert bare(row.cells[3]) == bare(classes[c.code])


def test_a_star_in_a_table_of_quotas_is_explained():
    page, check = three_equal("ha")
    for table in (quota_class_table(check, page), quota_unit_table(check, page)):
        starred = any(cell.text.endswith("*") for row in table.rows for cell in row.cells)
        assert starred == any("加 * 的数" in note for note in table.notes)
