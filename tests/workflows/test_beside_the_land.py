"""Forest, wells, water, ledgers and accounts of whole districts, against the generator's own truth; what stops them."""

import json
import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from natres.district import read_district
from natres.readers import read_spec
from natres.workflows import Options, forest, ledgers, make_sample, wells
from natres.workflows.report import compute_report
from tests.workflows.command import run

pytestmark = pytest.mark.usefixtures("undrawn")

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module", params=["report", "random"])
def place(request, tmp_path_factory):
    """The committed sample, and one of random figures."""
    if request.param == "report":
        return DATA
    folder = tmp_path_factory.mktemp("随机") / "样例区"
    make_sample(folder, parcels=3000, seed=8, targets="random")
    return folder


@pytest.fixture(scope="module")
def truth(place):
    return json.loads((place / "truth.json").read_text("utf-8"))


def hectares(text):
    return round(float(text) * 10_000, 2)


def amounts(rows, key="key"):
    return {row[key]: row["area_m2"] for row in rows if row["area_m2"]}


def test_forest_is_the_truth(place, truth):
    told, data = truth["forest"], forest(place / "xiqing.toml", Options(language="zh")).data
    assert data["plots"] == told["plots"]
    assert amounts(data["by_class"]) == {k: hectares(v) for k, v in told["by_class"].items() if float(v)}
    assert amounts(data["by_tenure"]) == {k: hectares(v) for k, v in told["by_tenure"].items() if float(v)}
    towns = {(c["unit_code"], c["forest_class"], c["tenure"]): c["area_m2"] for c in data["cells"]}
    assert towns == {
        (town, name, tenure): hectares(area)
        for town, classes in told["by_town"].items()
        for name, tenures in classes.items()
        for tenure, area in tenures.items()
    }
    found = {
        b["key"]: amounts(row for row in b["rows"] if row["key"] not in ("blank", "odd")) for b in data["breakdowns"]
    }
    grades = {"Ⅰ": "1", "Ⅱ": "2", "Ⅲ": "3", "Ⅳ": "4"}
    bands = {"0.20-0.39": "low", "0.40-0.69": "medium", "0.70-1.00": "high"}
    assert found["benefit"] == {k: hectares(v) for k, v in told["by_benefit"].items()}
    assert found["category"] == {k: hectares(v) for k, v in told["by_category"].items()}
    assert found["protection"] == {grades[k]: hectares(v) for k, v in told["by_protection"].items()}
    assert found["species"] == {k: hectares(v) for k, v in told["by_species"].items()}
    assert found["mixture"] == {k: hectares(v) for k, v in told["by_mixture"].items()}
    assert found["age_group"] == {k: hectares(v) for k, v in told["by_age_group"].items()}
    assert found["canopy"] == {bands[k]: hectares(v) for k, v in told["by_canopy"].items()}
    chiefs = {(c["chief"], c["tenure"]): c["area_m2"] for c in data["by_chief"] if c["area_m2"]}
    assert chiefs == {(n, t): hectares(a) for n, tenures in told["by_chief"].items() for t, a in tenures.items()}
    stock = {s["species"]: s["stock_m3"] for s in data["stock"]["by_species"]}
    assert stock == {k: pytest.approx(float(v)) for k, v in told["stock_by_species_m3"].items()}


def test_wells_are_the_truth(place, truth):
    told, data = truth["wells"], wells(place / "xiqing.toml", Options(language="zh")).data
    assert {key: data["counts"][key] for key in told["counts"]} == told["counts"]
    rates = {r["reservoir"]: (r["produced_m3"], r["reinjected_m3"]) for r in data["reinjection"]}
    assert {k: rates[k] for k in told["reinjection"]} == {
        name: (float(v["produced_m3"]), float(v["reinjected_m3"])) for name, v in told["reinjection"].items()
    }
    tail = {t["well_id"]: t["status"] for t in data["tail_water"]}
    assert sorted(w for w, s in tail.items() if s == "exceeded") == sorted(told["tail_water_exceeded"])
    assert sorted(w for w, s in tail.items() if s == "not evaluated") == sorted(told["tail_water_missing"])
    assert all(tail[well] == "within" for well in told["tail_water_at_limit"])
    codes = {}
    for finding in data["findings"]:
        codes.setdefault(finding["code"], []).append(finding["well_id"])
    assert sorted(codes.get("WELL_OVER_PERMIT", [])) == sorted(told["over_permit"])
    assert sorted(data["single_wells"]) == sorted(told["single"])
    towns = {}
    for where in data["places"]:
        towns[where["town_name"]] = towns.get(where["town_name"], 0) + 1
    assert towns == told["wells_in_town"]
    assert {h["well_id"]: h["grade"] for h in data["heat"] if h["grade"]} == told["temperature_grade"]
    assert data["heat_total"]["used_j"] == pytest.approx(float(told["heat_used_j"]), rel=1e-12)
    assert data["heat_total"]["produced_j"] == pytest.approx(float(told["heat_produced_j"]), rel=1e-12)
    in_place = {h["reservoir"]: (h["stored_j"], h["recoverable_j"]) for h in data["heat_in_place"]}
    assert in_place == {
        name: (pytest.approx(float(v["in_place_j"]), rel=1e-12), pytest.approx(float(v["recoverable_j"]), rel=1e-12))
        for name, v in truth["heat"]["reservoirs"].items()
    }


def test_ledgers_and_water_are_the_truth(place, truth):
    answer = ledgers(place / "xiqing.toml", Options(language="zh"))
    found = {ledger["kind"]: ledger for ledger in answer.data["ledgers"]}
    assert {kind: ledger["rows"] for kind, ledger in found.items()} == {
        k: v["count"] for k, v in truth["ledgers"].items()
    }
    for kind, told in truth["ledgers"].items():
        sums = {s["column"]: Fraction(s["sum_text"]) for s in found[kind]["sums"]}
        assert sums == {column: Fraction(total) for column, total in told["sums"].items()}, kind
        for column, groups in found[kind]["groups"].items():
            words = {choice.key: choice.label["zh"] for choice in read_spec(kind).column(column).choices}
            counted = {words[g["value"]]: g["rows"] for g in groups}
            assert counted == {k: v["count"] for k, v in told["by"][column].items()}, (kind, column)
    told, water = truth["water"], answer.data["water"]
    assert water["total_status"] == "agrees"
    assert (water["plan_m3"], water["use_m3"]) == (float(told["plan_m3"]), float(told["use_m3"]))
    assert sorted(u["name"] for u in water["users"] if u["status"] == "over") == sorted(told["over_plan"])
    assert water["groundwater_cut_m3"] == float(told["groundwater_cut_m3"])
    assert [(q["takers"], q["inspected"]) for q in water["inspections"]] == [
        (q["takers"], q["inspected"]) for q in told["inspections"]
    ]


@pytest.fixture(scope="module")
def results(place):
    """What a whole report says; its maps say nothing of these figures."""
    return compute_report(read_district(place / "xiqing.toml"), Options(language="zh")).data["results"]


def test_the_accounts_are_the_truth(results, truth):
    told = truth["accounts"]["land"]
    for row in results["accounts"]["land"]["rows"]:
        known = told[row["key"]][row["owner"]]
        for key in ("opening_m2", "closing_m2", "net_m2"):
            assert row[key] == float(known[key])
    assert results["accounts"]["water"]["closing"] == float(truth["accounts"]["water"]["closing_m3"])


def test_every_published_figure_is_by_construction_or_there_is_none(results, place):
    states = {figure["status"] for figure in results["figures"]}
    assert states <= {"by_construction"}
    if place == DATA:
        assert len(results["figures"]) == 42
        assert {"geothermal.resource_heat", "protection.illegal_area", "water.total"} <= {
            figure["key"] for figure in results["figures"]
        }


def test_rows_of_ledgers_lie_on_parcels_of_their_town(results):
    placed = [place for ledger in results["ledgers"] for place in ledger["places"]]
    assert len(placed) > 50
    assert all(place["parcel_id"] for place in placed)
    assert not any(place["town_differs"] for place in placed)


@pytest.fixture
def copy(tmp_path):
    """A copy of the sample that may be changed."""
    folder = tmp_path / "区 2022"
    shutil.copytree(DATA, folder)
    return folder


def test_an_opening_a_cent_off_stops_the_report_with_both_figures(copy):
    path = copy / "accounts" / "results_2021.json"
    path.write_text(path.read_text("utf-8").replace("26528937.64", "26528937.65"), "utf-8")
    ran = run("report", copy / "xiqing.toml", "-o", copy / "报告", "--lang", "zh")
    assert ran.code == 65
    assert "ACCOUNT_OPENING" in ran.err
    assert "26528937.64" in ran.err
    assert "26528937.65" in ran.err
    assert "accounts.land.agricultural.state" in ran.err
    assert not (copy / "报告").exists()


def test_last_years_report_opens_this_years_account(copy):
    text = (copy / "xiqing.toml").read_text("utf-8")
    before = re.sub(r"\[layers.parcels_before\].*?\n\n", "", text, flags=re.DOTALL).replace(
        "parcels_2022", "parcels_2021"
    )
    before = re.sub(r"(?m)^year = 2022$", "year = 2021", before, count=2)
    before = re.sub(r"(?s)\[accounts\].*?(?=\n\[published)", "", before)
    before = re.sub(r"(?s)\[\[quotas\]\].*?(?=\n\[wells\])", "", before)
    before = re.sub(r"(?s)\[published\..*?(?=\n\[maps\])", "", before)
    (copy / "区2021.toml").write_text(before, "utf-8")
    first = run("report", copy / "区2021.toml", "-o", copy / "报告2021", "--accept", "DATE_FUTURE")
    assert first.code == 0, first.err
    kept = json.loads((copy / "报告2021" / "results.json").read_text("utf-8"))["results"]["accounts"]
    assert kept["land"]["closing_year"] == 2021
    now = text.replace("accounts/results_2021.json", "报告2021/results.json")
    (copy / "xiqing.toml").write_text(now, "utf-8")
    second = run("report", copy / "xiqing.toml", "-o", copy / "报告2022")
    assert second.code == 0, second.err
    land = json.loads((copy / "报告2022" / "results.json").read_text("utf-8"))["results"]["accounts"]["land"]
    opening = {(row["key"], row["owner"]): row["opening_m2"] for row in land["rows"]}
    assert opening == {(row["key"], row["owner"]): row["closing_m2"] for row in kept["land"]["rows"]}


def test_a_stated_account_that_does_not_close_stops(copy):
    path = copy / "xiqing.toml"
    text = path.read_text("utf-8")
    head, _, tail = text.partition("[accounts.water]")
    path.write_text(
        head + "[accounts.water]" + re.sub(r'closing = "[^"]*"', 'closing = "1.00"', tail, count=1), "utf-8"
    )
    ran = run("report", path, "-o", copy / "报告", "--lang", "zh")
    assert ran.code == 65
    assert "ACCOUNT_SUM" in ran.err


def test_results_of_another_year_are_refused(copy):
    path = copy / "accounts" / "results_2021.json"
    path.write_text(path.read_text("utf-8").replace('"closing_year": 2021', '"closing_year": 2020'), "utf-8")
    ran = run("report", copy / "xiqing.toml", "-o", copy / "报告", "--lang", "zh")
    assert ran.code == 65
    assert "ACCOUNT_YEAR" in ran.err


def test_water_sources_that_miss_the_total_stop_unless_accepted(copy):
    path = copy / "xiqing.toml"
    path.write_text(path.read_text("utf-8").replace("0.1832亿m³", "0.2832亿m³"), "utf-8")
    ran = run("ledgers", path, "--lang", "zh")
    assert ran.code == 65
    assert "WATER_SUM" in ran.err
    accepted = run("ledgers", path, "--lang", "zh", "--accept", "WATER_SUM")
    assert accepted.code == 0, accepted.err
    assert "WATER_SUM" in accepted.err


def test_users_may_not_stand_in_two_places(copy):
    path = copy / "xiqing.toml"
    text = path.read_text("utf-8")
    extra = '[[water.users]]\nname = "甲"\nplan = "1万m³"\nuse = "1万m³"\n\n[[water.inspections]]'
    path.write_text(text.replace("[[water.inspections]]", extra, 1), "utf-8")
    ran = run("ledgers", path, "--lang", "zh")
    assert ran.code == 65
    assert "water.users" in ran.err


def test_a_total_row_that_disagrees_stops_naming_both_sums(copy):
    path = copy / "ledgers" / "新增造林台账.csv"
    text = path.read_text("utf-8-sig").rstrip("\n")
    columns = text.splitlines()[0].split(",")
    row = ["合计"] + [""] * (len(columns) - 1)
    row[next(i for i, name in enumerate(columns) if "面积" in name)] = "125.00"
    path.write_text("\n".join([text, ",".join(row), ""]), "utf-8-sig")
    ran = run("ledgers", copy / "xiqing.toml", "--lang", "zh")
    assert ran.code == 65
    assert "LEDGER_SUM" in ran.err
    assert "125" in ran.err
    assert "124" in ran.err


def test_init_writes_forms_that_natres_reads(tmp_path):
    ran = run("init", tmp_path / "新区", "--name", "新区", "--lang", "zh")
    assert ran.code == 0, ran.err
    forms = sorted(path.name for path in (tmp_path / "新区" / "templates").iterdir())
    assert len(forms) == 10
    assert any("地热井" in name for name in forms)
