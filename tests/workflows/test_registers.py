"""Registers through the program: workbooks, points, what is refused, accepted and said; empty forms by init."""

import json
import shutil

import geopandas as gpd
import pandas as pd
import pytest

from natres.workflows import write_audit_script
from tests.duck import run_script
from tests.readers.workbooks import HEADER, WELLS, put_csv, put_xlsx
from tests.workflows.command import run


@pytest.fixture
def register(sample_dir):
    return pd.read_csv(sample_dir / "geothermal" / "wells.csv", dtype=str, keep_default_na=False)


def test_a_workbook_and_a_layer_of_points_give_the_numbers_of_the_csv_register(folder, sample_dir, register):
    def told(path):
        answer = run("wells", path, "--format", "json", "--lang", "zh")
        assert answer.code == 0, answer.err
        return {key: json.loads(answer.out)[key] for key in ("counts", "reinjection", "tail_water", "findings")}

    plain = told(sample_dir / "geothermal" / "wells.csv")
    rows = [["地热井台账"], list(register.columns), *register.to_numpy().tolist(), ["填表人：张三"]]
    book = put_xlsx(folder, rows, more=[("说明", [["说明"]])])
    points = folder / "井.gpkg"
    shapes = gpd.points_from_xy(register["经度"].astype(float), register["纬度"].astype(float))
    gpd.GeoDataFrame(register, geometry=shapes, crs=4490).to_file(points)
    assert told(book) == told(points) == plain
    assert "ROWS_ASIDE" in run("wells", book, "--lang", "zh").err


def test_everything_wrong_with_a_file_is_told_in_one_run_with_the_lines_of_the_spreadsheet(folder):
    rows = [["登记表"], HEADER, *[list(row) for row in WELLS]]
    rows[2][2], rows[3][5], rows[3][6], rows[4][0] = "约30", 39.0784, 117.0214, "DR-01"
    for put in (put_csv, put_xlsx):
        path = put(folder, rows)
        answer = run("wells", path, "--lang", "zh")
        assert answer.code == 65
        lines = answer.err.strip().split("\n")
        assert [line.split()[1] for line in lines] == ["FIELD_TYPE", "AXIS_SWAPPED", "ID_DUPLICATE"]
        assert "第 3 行（单元格 C3）" in lines[0]
        assert path.name in lines[0]
        codes = [option for line in lines for option in ("--accept", line.split()[1])]
        accepted = run("wells", path, "--lang", "zh", *codes)
        assert accepted.code == 0, accepted.err
        assert accepted.err.count("ACCEPTED") == 3


def test_a_repair_is_said_and_refused_with_strict_unless_it_is_accepted(folder):
    path = put_xlsx(folder, [HEADER, ["K1", "开采", "2,000 m", 1, None, 117.1, 39.1]])
    answer = run("wells", path, "--lang", "zh")
    assert answer.code == 0
    assert "NUMBER_TEXT" in answer.err
    assert "2,000 m → 2000" in answer.err
    strict = run("wells", path, "--strict", "--lang", "zh")
    assert (strict.code, "NUMBER_TEXT" in strict.err) == (65, True)
    assert run("wells", path, "--strict", "--accept", "NUMBER_TEXT").code == 0
    assert run("wells", path, "--accept", "NO_SUCH_CODE").code == 2


def test_a_warning_is_said_once_per_column_with_its_count(folder):
    rows = [HEADER, *([f"K{i}", "开采", 12000 + i, 1, None, 117.1, 39.1] for i in range(3))]
    answer = run("wells", put_csv(folder, rows), "--lang", "zh")
    assert answer.code == 0
    (line,) = [line for line in answer.err.split("\n") if "RANGE" in line]
    for part in ("井深（m）", "第 2 行", "K0", "12000", "共 3 行"):
        assert part in line


def test_sheet_and_system_can_be_named(folder):
    rows = [["井号", "井别", "横坐标", "纵坐标"], ["K1", "开采", 39501300.0, 4326500.0]]
    path = put_xlsx(folder, rows, more=[("2021", rows)])
    assert "LAYER_AMBIGUOUS" in run("wells", path).err
    assert "CRS_MISSING" in run("wells", path, "--layer", "2021").err
    answer = run("wells", path, "--layer", "2021", "--crs", "EPSG:4527", "--lang", "zh")
    assert answer.code == 0
    assert "CRS_PROJECTED" in answer.err


@pytest.fixture
def district(tmp_path, sample_dir):
    place = tmp_path / "西青 区"
    shutil.copytree(sample_dir, place)
    return place


def test_a_well_outside_the_district_stops_the_run_and_names_its_row(district):
    path = district / "geothermal" / "wells.csv"
    path.write_text(path.read_text("utf-8-sig").replace("117.0149328,39.0775096", "121.4737,31.2304"), "utf-8-sig")
    answer = run("wells", district / "xiqing.toml", "--lang", "zh")
    assert answer.code == 65
    assert "OUTSIDE_DISTRICT" in answer.err
    assert "第 2 行（单元格 V2）（K01）" in answer.err


def test_the_audit_script_leaves_out_a_register_it_cannot_read_and_says_so(district, register):
    book = put_xlsx(district / "geothermal", [list(register.columns), *register.to_numpy().tolist()], name="井.xlsx")
    file = district / "xiqing.toml"
    file.write_text(file.read_text("utf-8").replace("geothermal/wells.csv", f"geothermal/{book.name}"), "utf-8")
    script = district / "复核.sql"
    write_audit_script(file, script)
    text = script.read_text("utf-8")
    assert "geothermal/井.xlsx" in text
    assert "DuckDB" in text
    compared = run_script(script)
    assert compared.differing() == set()
    assert not any(key.startswith(("wells.", "produced.")) for key in compared.figures)


def test_init_writes_empty_forms_beside_the_district_file_and_keeps_those_filled_in(folder):
    assert run("init", folder, "--lang", "zh").code == 0
    forms = sorted(path.name for path in (folder / "templates").iterdir())
    assert len(forms) == 10
    assert {"地热井登记表.xlsx", "矿业权登记表.xlsx", "违法用地台账.xlsx"} <= set(forms)
    mine = folder / "templates" / "地热井登记表.xlsx"
    put_xlsx(folder / "templates", [HEADER, *WELLS], name=mine.name)
    before = mine.read_bytes()
    assert run("init", folder, "--lang", "zh", "--force").code == 0
    assert mine.read_bytes() == before


def test_init_finds_a_register_in_a_workbook_and_no_empty_form(folder):
    run("init", folder / "空", "--lang", "zh")
    (folder / "资料").mkdir()
    answer = run("init", folder / "新", "--from", folder / "空" / "templates", "--lang", "zh")
    assert answer.code == 66
    put_xlsx(folder / "资料", [["标题"], HEADER, *WELLS])
    assert run("init", folder / "新", "--from", folder / "资料", "--lang", "zh").code == 0
    assert "地热井 登记表.xlsx" in (folder / "新" / "district.toml").read_text("utf-8")
