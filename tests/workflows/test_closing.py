"""Closing, the audit of parcels and the two computations as people meet them: through the commands."""

import importlib
import json
import re
import shutil
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from natres.analyses import second_computation

from .command import run

pytestmark = pytest.mark.usefixtures("undrawn")

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    """The sample in a Chinese folder, its parcels without declared areas: what is measured misses the control areas."""
    folder = tmp_path_factory.mktemp("三调 成果") / "西青"
    shutil.copytree(DATA, folder)
    frame = gpd.read_parquet(folder / "landuse" / "parcels_2022.parquet")
    frame.drop(columns=["TBMJ", "KCMJ", "TBDLMJ"]).to_parquet(folder / "landuse" / "parcels_2022.parquet")
    return folder / "xiqing.toml"


def test_measured_areas_leave_a_residual_and_closing_takes_it_to_the_last_digit(district):
    open_ = json.loads(run("shares", district, "--by", "unit", "--format", "json").out)
    assert (open_["area_kind"], open_["closed"]) == ("survey", False)
    assert 0 < abs(open_["residual_m2"]) < 600
    for rule in ("survey", "largest-remainder"):
        data = json.loads(run("shares", district, "--by", "unit", "--closing", rule, "--format", "json").out)
        assert (data["closed"], data["residual_m2"]) == (True, 0.0)
        assert all(unit["area_m2"] == unit["control_area_m2"] for unit in data["units"])
        assert data["closing"]["rule"] == rule
        assert len(data["closing"]["units"]) == 59
        given = sum(Decimal(str(unit["given_m2"])) for unit in data["closing"]["units"])
        assert given == Decimal(str(open_["residual_m2"]))
        assert sum(g["area_m2"] for g in data["groups"]) == pytest.approx(565_360_000, abs=1e-6)


def test_the_district_file_may_ask_for_closing_and_the_report_says_what_each_parcel_received(district, tmp_path):
    text = district.read_text("utf-8")
    asked = district.with_name("调平.toml")
    asked.write_text(text.replace("closing_tolerance", 'closing = "survey"\nclosing_tolerance', 1), "utf-8")
    answer = run("report", asked, "-o", tmp_path / "报告")
    assert answer.code == 0, answer.err
    parcels = pyogrio.read_dataframe(tmp_path / "报告" / "results.gpkg", layer="parcels", read_geometry=False)
    cents = (parcels["gross_area_m2"] * 100).round().astype("int64")
    assert cents.sum() == 56_536_000_000
    moved = (parcels["closing_m2"] * 100).round().astype("int64")
    assert moved.abs().max() <= 10
    assert (moved != 0).any()
    ridge = (parcels["deducted_area_m2"] * 100).round().astype("int64")
    net = (parcels["class_area_m2"] * 100).round().astype("int64")
    assert (net + ridge == cents).all()
    assert "land_closing.csv" in {p.name for p in (tmp_path / "报告" / "tables").iterdir()}
    assert json.loads((tmp_path / "报告" / "run.json").read_text("utf-8"))["options"]["closing"] is None
    results = json.loads((tmp_path / "报告" / "results.json").read_text("utf-8"))["results"]
    assert results["closing"]["rule"] == "survey"
    assert len(results["closing"]["units"]) == 59
    assert run("verify", tmp_path / "报告" / "run.json").code == 0


def test_within_a_unit_no_parcel_gets_more_than_one_unit_more_than_another(district):
    data = json.loads(run("shares", district, "--closing", "survey", "--format", "json").out)
    for unit in data["closing"]["units"]:
        assert round((unit["largest_m2"] - unit["smallest_m2"]) * 100) in (0, 1)


def test_what_lies_beyond_the_tolerance_is_refused_with_the_unit_and_nothing_is_written(district, tmp_path):
    frame = gpd.read_parquet(district.parent / "landuse" / "parcels_2022.parquet")
    folder = tmp_path / "少了 一块"
    shutil.copytree(district.parent, folder)
    frame.iloc[1:].to_parquet(folder / "landuse" / "parcels_2022.parquet")
    answer = run("shares", folder / "xiqing.toml", "--closing", "survey", "--format", "json", "-o", tmp_path / "x.json")
    assert answer.code == 65
    assert "CLOSING_TOLERANCE" in answer.err
    assert "示例" in answer.err
    assert "parcels_2022.parquet" in answer.err
    assert not (tmp_path / "x.json").exists()


def test_closing_without_a_control_area_or_by_an_unknown_rule_is_a_usage_error():
    layer = DATA / "landuse" / "parcels_2022.parquet"
    assert run("shares", layer, "--closing", "survey").code == 2
    assert run("shares", layer, "--closing", "half").code == 2
    assert run("shares", layer, "--rounding", "survey", "--unit", "mu").code == 2
    assert run("shares", layer, "--unit", "acre").code == 2


def test_parcels_without_ids_cannot_be_closed(tmp_path):
    frame = gpd.read_parquet(DATA / "landuse" / "parcels_2022.parquet").iloc[:50].drop(columns=["BSM", "TBMJ"])
    frame.drop(columns=["KCMJ", "TBDLMJ"]).to_parquet(tmp_path / "无编号.parquet")
    measured = json.loads(run("shares", tmp_path / "无编号.parquet", "--format", "json").out)["measured_area_m2"]
    control = f"{(measured + 0.5) / 1e6:.8f}"
    answer = run("shares", tmp_path / "无编号.parquet", "--control-area-km2", control, "--closing", "survey")
    assert answer.code == 65
    assert "ID_MISSING" in answer.err
    assert "无编号.parquet" in answer.err


@pytest.fixture
def odd(tmp_path):
    """A GBK shapefile of 300 parcels of which three have a declared area that is not that of their shape."""
    folder = tmp_path / "变更 调查"
    folder.mkdir()
    frame = gpd.read_parquet(DATA / "landuse" / "parcels_2022.parquet").iloc[:300].reset_index(drop=True)
    ids = {}
    for row, factor in ((7, 1.5), (40, 0.5), (200, 1.02)):
        frame.loc[row, "TBMJ"] = round(frame.loc[row, "TBMJ"] * factor, 2)
        ids[frame.loc[row, "BSM"]] = row
    frame = frame.drop(columns=["KCMJ", "TBDLMJ"])
    pyogrio.write_dataframe(frame, folder / "图斑.shp", driver="ESRI Shapefile", encoding="GBK")
    return folder / "图斑.shp", ids


def test_the_audit_lists_the_parcels_whose_declared_area_is_not_that_of_their_shape_and_no_other(odd):
    path, ids = odd
    data = json.loads(run("shares", path, "--audit-parcels", "--format", "json").out)["audit"]
    assert {p["id"]: p["row"] for p in data["outliers"]} == ids
    off = [abs(p["off_m2"]) for p in data["outliers"]]
    assert off == sorted(off, reverse=True)
    assert set(data["totals_m2"]) == {"survey", "geodesic", "planar", "declared"}
    for parcel in data["outliers"]:
        assert parcel["survey_m2"] == pytest.approx(parcel["geodesic_m2"], rel=1e-6)
        assert parcel["off_m2"] == pytest.approx(parcel["declared_m2"] - parcel["survey_m2"])
    shown = run("shares", path, "--audit-parcels", "--lang", "zh").out
    assert all(name in shown for name in ids)
    assert "300 个图斑中 3 个" in shown


def test_a_layer_without_declared_areas_has_no_outliers(tmp_path):
    frame = gpd.read_parquet(DATA / "landuse" / "parcels_2022.parquet").iloc[:100]
    frame[["BSM", "DLBM", "geometry"]].to_parquet(tmp_path / "a.parquet")
    data = json.loads(run("shares", tmp_path / "a.parquet", "--audit-parcels", "--format", "json").out)["audit"]
    assert (data["outliers"], data["largest_off_m2"]) == ([], None)


def test_a_report_whose_declared_areas_are_not_those_of_the_shapes_stops_and_goes_on_when_accepted(tmp_path):
    folder = tmp_path / "报告 数据"
    shutil.copytree(DATA, folder)
    path = folder / "landuse" / "parcels_2022.parquet"
    frame = gpd.read_parquet(path)
    # Two parcels change areas with each other: every declared total stays, and two classes are wrong.
    one, two = frame.index[frame["DLBM"] == "0601"][0], frame.index[frame["DLBM"] == "1101"][0]
    shift = 900.0
    frame.loc[one, ["TBMJ", "TBDLMJ"]] += shift
    frame.loc[two, ["TBMJ", "TBDLMJ"]] -= shift
    frame.to_parquet(path)
    answer = run("report", folder / "xiqing.toml", "-o", tmp_path / "out")
    assert answer.code == 65
    assert "SECOND_SHAPES" in answer.err
    assert not (tmp_path / "out").exists()
    answer = run("report", folder / "xiqing.toml", "-o", tmp_path / "out", "--accept", "SECOND_SHAPES")
    assert answer.code == 0
    assert "SECOND_SHAPES" in answer.err
    rows = json.loads((tmp_path / "out" / "results.json").read_text("utf-8"))["results"]["second_computation"]
    assert any(not row["agrees"] for row in rows)


def _by_first_digits(right):
    """What a program gets that takes the first two digits of a code for its main class: 0304 as forest land."""

    def wrong(leaves, scheme):
        classes, sums = right(leaves, scheme), defaultdict(int)
        for c in classes:
            if c.level == 2:
                sums[c.code[:2]] += c.area_dm2
        return tuple(replace(c, area_dm2=sums[c.code]) if c.code in ("00", "03") else c for c in classes)

    return wrong


def _one_group_short(right):
    return lambda leaves, scheme: {key: area - (key == "unused") for key, area in right(leaves, scheme).items()}


def _measure_with_a_parcel_too_many(right):
    def wrong(ledger, scheme, key):
        found = right(ledger, scheme, key)
        return found if found.area_dm2 is None else replace(found, area_dm2=found.area_dm2 + 20_000)

    return wrong


FAULTS = {"_classes": _by_first_digits, "_by_group": _one_group_short, "measure_area": _measure_with_a_parcel_too_many}


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_fault_in_the_first_computation_is_found_and_stops_the_report(name, tmp_path, monkeypatch):
    shares = importlib.import_module("natres.analyses.shares")
    monkeypatch.setattr(shares, name, FAULTS[name](getattr(shares, name)))
    answer = run("report", DATA / "xiqing.toml", "-o", tmp_path / "out")
    assert answer.code == 70, answer.err
    assert "SECOND_ROWS" in answer.err
    assert not (tmp_path / "out").exists()


def test_the_second_computation_reads_the_rows_of_the_file_by_decimal_arithmetic():
    frame = pd.DataFrame(
        {
            "declared_area_m2": [100.005, 50.0, 200.0],
            "deducted_area_m2": [None, 1.5, None],
            "deduction_ratio": [0.03, None, 0.12345],
        }
    )
    found = list(second_computation._declared(frame))
    assert found == [(10_001, 300), (5_000, 150), (20_000, 2_470)]


def test_the_printed_report_tells_that_its_numbers_came_out_alike_twice(tmp_path):
    answer = run("report", DATA / "xiqing.toml", "-o", tmp_path / "out", "--lang", "en")
    count, of = re.search(r"(\d+) of (\d+) agree", answer.out).groups()
    assert count == of
    assert int(count) > 100
