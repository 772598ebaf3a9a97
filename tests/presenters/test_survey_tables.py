"""The summary tables of the sample against the generator's own answers, and the workbook read back."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from natres.workflows import shares
from natres.workflows.inputs import Options
from tests.workflows.command import run

DATA = Path(__file__).resolve().parents[2] / "data"
HA = Decimal(10_000)


@pytest.fixture(scope="module")
def truth():
    return json.loads((DATA / "truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def tables():
    answer = shares(DATA / "xiqing.toml", Options(language="zh"), by_unit=True)
    return {table.key: table for table in answer.tables}


def columns_of(table):
    """Return the code in each heading → its place."""
    found = {}
    for place, column in enumerate(table.columns):
        head = column.label
        if "(" in head:
            found[head.rpartition("(")[2].rstrip(")")] = place
    return found


def near(cell, area_m2):
    """Within one unit of the last printed digit."""
    return abs(Decimal(cell.text.rstrip("*")) - Decimal(area_m2) / HA) < Decimal("0.01")


def test_main_classes_of_every_town_and_village_are_the_generators(tables, truth):
    table = tables["survey_main_classes"]
    place = columns_of(table)
    assert [c for c in place if len(c) == 2][:3] == ["00", "01", "02"]
    seen = set()
    for row in table.rows:
        unit = truth["units"].get(row.cells[1].text)
        areas = unit["main_classes"] if unit else truth["main_classes"]
        seen.add(row.cells[1].text)
        assert near(row.cells[2], unit["control_area_m2"] if unit else truth["control_area_m2"])
        assert all(near(row.cells[place[code]], areas.get(code, "0")) for code in place)
    assert seen == {*truth["units"], "120111"}


def test_subclasses_of_the_district_are_the_generators_with_finer_codes_in_them(tables, truth):
    table = tables["survey_subclasses"]
    first = table.rows[0].cells
    for code, place in columns_of(table).items():
        area = sum(Decimal(a) for c, a in truth["classes"].items() if c == code or (c[:-1] == code and c[-1] in "AK"))
        assert near(first[place], area), code


def test_land_by_ownership_type_is_the_generators(tables, truth):
    table = tables["survey_ownership_types"]
    place = columns_of(table)
    types = {row.cells[1].text: row.cells for row in table.rows if row.cells[1].text}
    assert set(types) == set(truth["by_ownership_code"])
    for code, areas in truth["by_ownership_code"].items():
        assert all(near(types[code][place[main]], areas.get(main, "0")) for main in place)


def test_settlement_land_is_the_generators(tables, truth):
    table = tables["survey_settlement"]
    place = {code: at for code, at in columns_of(table).items() if code != "20"}
    found = {}
    for row in table.rows[1:]:
        if row.cells[1].text in truth["units"]:
            break
        found[row.cells[1].text] = row.cells
    for code, areas in truth["by_settlement_code"].items():
        if code == "none":
            continue
        inner = truth["by_settlement_code"].get(code + "A", {}) if len(code) == 3 else {}
        for main, at in place.items():
            area = Decimal(areas.get(main, "0")) + Decimal(inner.get(main, "0"))
            assert near(found[code][at], area), (code, main)


def test_cropland_by_slope_and_planting_is_the_generators(tables, truth):
    planted, first = tables["survey_planting"], tables["survey_planting"].rows[0].cells
    place = columns_of(planted)
    for code, area in truth["cropland"]["by_planting"].items():
        assert near(first[place[code]], area)
    slope = tables["survey_slope"].rows[0].cells
    assert near(slope[3], truth["cropland"]["by_slope"]["1"]["none"])
    assert near(slope[5], truth["cropland"]["by_slope"]["2"]["TT"])
    assert near(slope[2], truth["measures"]["cropland"])


def test_a_bare_layer_gets_the_tables_that_say_something_new():
    answer = shares(DATA / "landuse" / "parcels_2022.parquet", Options(language="en"))
    keys = [table.key for table in answer.tables]
    assert {"survey_settlement", "survey_slope", "survey_planting"} <= set(keys)
    assert "survey_main_classes" not in keys


def test_wide_tables_are_named_on_the_terminal_and_written_to_csv():
    shown = run("shares", DATA / "xiqing.toml", "--by", "unit", "--lang", "zh")
    assert "土地利用现状二级分类面积汇总表" in shown.out.splitlines()[-1]
    text = run("shares", DATA / "xiqing.toml", "--by", "unit", "--lang", "zh", "--format", "csv").out
    rows = list(csv.reader(io.StringIO(text)))
    start = rows.index(["土地利用现状二级分类面积汇总表"])
    assert rows[start + 1][3] == "湿地 (00) 小计（公顷）"
    assert rows[start + 2][:3] == ["西青区", "120111", "56536.00"]


def test_the_workbook_is_laid_out_like_the_surveys_tables(tmp_path):
    path = tmp_path / "汇总 表.xlsx"
    assert run("shares", DATA / "xiqing.toml", "--by", "unit", "--format", "xlsx", "-o", path).code == 0
    book = openpyxl.load_workbook(path)
    sheet = next(s for s in book if s["A1"].value == "土地利用现状一级分类面积汇总表")
    assert sheet["A2"].value == "西青区  时点：2022 年 12 月 31 日"
    assert sheet.cell(2, sheet.max_column - 2).value == "单位：公顷"
    assert sheet["D3"].value == "湿地\n(00)"
    assert sheet["B4"].value == "120111"
    assert sheet["C4"].value == 56536
    assert sheet["C4"].number_format == "#,##0.00"
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.print_title_cols) == ("C4", "$1:$3", "$A:$B")
    assert sheet.page_setup.orientation == "landscape"
    wide = next(s for s in book if s["A1"].value == "土地利用现状二级分类面积汇总表")
    assert any(str(span).startswith("D3:") for span in wide.merged_cells.ranges)
    assert wide.col_breaks.brk
    assert not any(str(cell.value).startswith("=") for s in book for row in s.iter_rows() for cell in row)
