"""The commands as people type them, on the committed sample and on files of their own."""

import json
import shutil
import subprocess
import sys
import tomllib
from decimal import Decimal
from pathlib import Path

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
import shapely
from pyproj import CRS, Geod

from natres.core.areas import GEOD

from .command import run

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
PARCELS = DATA / "landuse" / "parcels_2022.parquet"
DISTRICTS = ROOT / "tests" / "data" / "tianjin_districts_cgcs2000.geojson"
COMMANDS = ("report", "shares", "quota", "forest", "wells", "map", "change", "sample", "init")


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """1,500 parcels of the sample as three formats in a folder with a Chinese name."""
    folder = tmp_path_factory.mktemp("三调 成果")
    frame = gpd.read_parquet(PARCELS).iloc[:1500].reset_index(drop=True)
    frame.to_parquet(folder / "图斑.parquet")
    pyogrio.write_dataframe(frame, folder / "图斑.gpkg", layer="DLTB", driver="GPKG")
    pyogrio.write_dataframe(frame, folder / "图斑.shp", driver="ESRI Shapefile", encoding="GBK")
    return folder


def shares_of(path, *options):
    answer = run("shares", path, "--format", "json", *options)
    assert answer.code == 0, answer.err
    data = json.loads(answer.out)
    return {key: value for key, value in data.items() if key not in ("inputs", "warnings")}, data


def test_help_loads_no_heavy_library():
    code = "import sys, natres.cli; sys.exit(any(m in sys.modules for m in ('pandas','numpy','shapely','folium')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command):
    answer = run(command, "--help")
    assert answer.code == 0
    assert f"natres {command}" in answer.out.split("example:")[1]


@pytest.mark.parametrize("suffix", ["gpkg", "shp"])
def test_formats_of_the_same_parcels_give_equal_shares(few, suffix):
    reference, _ = shares_of(few / "图斑.parquet", "--control-area-km2", "55.3")
    same, _ = shares_of(few / f"图斑.{suffix}", "--control-area-km2", "55.3")
    assert same == reference


def test_shares_json_keeps_its_promised_keys():
    data, whole = shares_of(PARCELS, "--control-area-km2", "565.36", "--by", "unit")
    assert {"natres", "command", "inputs", "warnings"} <= set(whole)
    promised = {"path", "layer", "driver", "rows", "crs", "year", "sha256", "encoding", "repairs"}
    assert promised <= set(whole["inputs"][0])
    assert {
        "area_kind", "control_area_m2", "measured_area_m2", "residual_m2", "closed", "groups", "classes",
        "ownership", "measures", "units",
    } <= set(data)  # fmt: skip
    assert [g["key"] for g in data["groups"]] == ["agricultural", "construction", "unused", "unclassified"]
    assert [g["area_text"] for g in data["groups"]] == ["258.08", "271.08", "36.20", "0.00"]
    assert [g["share_text"] for g in data["groups"]] == ["45.65", "47.95", "6.40", "0.00"]
    assert data["closed"] is True
    assert data["residual_m2"] == 0
    assert sum(round(g["area_m2"] * 100) for g in data["groups"]) == 56536000000


def test_other_field_names_and_a_scheme_of_ones_own(few, tmp_path):
    frame = gpd.read_parquet(few / "图斑.parquet")[["BSM", "DLBM", "geometry"]]
    frame = frame.assign(类别=frame["DLBM"].str[:2]).drop(columns="DLBM").rename(columns={"BSM": "编号"})
    frame.to_parquet(tmp_path / "自有.parquet")
    codes = sorted(frame["类别"].unique())
    scheme = tmp_path / "我的分类.csv"
    rows = ["code,name,parent,group", *(f"{c},类{c},,{'绿' if c in ('01', '02', '03') else '灰'}" for c in codes)]
    scheme.write_text("\n".join(rows), encoding="gbk")
    answer = run(
        "shares", tmp_path / "自有.parquet", "--class-field", "类别", "--id-field", "编号", "--scheme", scheme,
        "--format", "json",
    )  # fmt: skip
    data = json.loads(answer.out)
    assert answer.code == 0
    assert data["area_kind"] == "survey"
    assert {g["key"] for g in data["groups"]} == {"绿", "灰", "unclassified"}
    geodesic = sum(abs(GEOD.geometry_area_perimeter(s)[0]) for s in frame.to_crs(4490).geometry)
    assert data["measured_area_m2"] == pytest.approx(geodesic, rel=1e-6)


def test_the_sixteen_districts_with_a_scheme_of_ones_own(tmp_path):
    """Longitude and latitude in, survey areas out: within 1e-6 of pyproj on the densified edges."""
    frame = gpd.read_file(DISTRICTS)
    scheme = tmp_path / "districts.csv"
    rows = ["code,name,parent,group"]
    for code, name in zip(frame["adcode"], frame["name"], strict=True):
        rows.append(f"{code},{name},,{'中心城区' if int(code) <= 120106 else '其他'}")
    scheme.write_text("\n".join(rows), encoding="utf-8-sig")
    answer = run("shares", DISTRICTS, "--class-field", "adcode", "--scheme", scheme, "--format", "json")
    assert answer.code == 0, answer.err
    data = json.loads(answer.out)
    assert len(data["classes"]) == 16
    plane = frame.to_crs(CRS.from_epsg(4548)).geometry.segmentize(70)
    lon_lat = plane.to_crs(CRS.from_epsg(4490))
    expected = sum(abs(Geod(a=6378137, rf=298.257222101).geometry_area_perimeter(s)[0]) for s in lon_lat)
    assert data["measured_area_m2"] == pytest.approx(expected, rel=1e-6)


def test_quota_of_the_district_exits_1_and_ranks_the_towns():
    answer = run("quota", DATA / "xiqing.toml", "--format", "json")
    quota = json.loads(answer.out)["quotas"][0]
    assert answer.code == 1
    assert quota["status"] == "exceeded"
    assert quota["margin_m2"] == pytest.approx(-4.2e6, abs=3000)
    actual = [unit["actual_m2"] for unit in quota["by_unit"]]
    assert len(actual) == 12
    assert actual == sorted(actual, reverse=True)
    assert sum(round(a * 100) for a in actual) == round(quota["actual_m2"] * 100)
    assert sum(round(c["area_m2"] * 100) for c in quota["by_class"]) == round(quota["actual_m2"] * 100)
    assert {c["settlement_code"][:3] for c in quota["by_class"]} <= {"201", "202", "203"}
    assert len(quota["under_other_measures"]) == 4


def test_quota_with_a_higher_limit_exits_0(tmp_path):
    folder = tmp_path / "区"
    shutil.copytree(DATA, folder)
    text = (folder / "xiqing.toml").read_text("utf-8").replace('limit_km2 = "211.3"', 'limit_km2 = "216"')
    (folder / "xiqing.toml").write_text(text, "utf-8")
    assert run("quota", folder / "xiqing.toml").code == 0


def test_a_limit_on_all_construction_land_is_answered_with_a_warning():
    answer = run("quota", PARCELS, "--measure", "construction", "--limit-km2", "211.3", "--format", "json")
    data = json.loads(answer.out)
    assert answer.code == 1
    assert [w["code"] for w in data["warnings"]] == ["QUOTA_USUAL"]
    assert data["quotas"][0]["actual_m2"] == pytest.approx(271.08e6, abs=5000)
    beside = {m["measure"]: m["actual_m2"] for m in data["quotas"][0]["under_other_measures"]}
    assert beside["urban_rural_construction"] == pytest.approx(215.5e6, abs=3000)


def test_without_settlement_codes_the_quota_is_not_computable(few, tmp_path):
    gpd.read_parquet(few / "图斑.parquet").drop(columns="CZCSXM").to_parquet(tmp_path / "无属性码.parquet")
    answer = run("quota", tmp_path / "无属性码.parquet", "--limit-km2", "211.3", "--format", "json")
    quota = json.loads(answer.out)["quotas"][0]
    assert answer.code == 65
    assert (quota["status"], quota["actual_m2"], quota["margin_m2"]) == ("not_computable", None, None)


def test_the_excess_keeps_the_digits_of_the_limit():
    answer = run("quota", DATA / "xiqing.toml", "--lang", "zh")
    assert "超出 4.2 平方公里" in answer.out
    assert "超出 4.20" not in answer.out
    assert "4.2 平方公里（4.15～4.25）" in answer.out


def test_without_a_crs_one_message_and_no_output(few, tmp_path):
    frame = gpd.read_parquet(few / "图斑.parquet")
    pyogrio.write_dataframe(frame, tmp_path / "裸.shp", driver="ESRI Shapefile", encoding="GBK")
    (tmp_path / "裸.prj").unlink()
    answer = run("shares", tmp_path / "裸.shp", "--format", "csv", "-o", tmp_path / "out.csv", "--lang", "zh")
    assert answer.code == 65
    assert answer.err.startswith("错误 CRS_MISSING 文件 裸.shp")
    assert "--crs" in answer.err
    assert answer.err.count("\n") == 1
    assert not (tmp_path / "out.csv").exists()
    assert run("shares", tmp_path / "裸.shp", "--crs", "EPSG:4527").code == 0


def test_an_unknown_class_code_names_file_field_row_id_value_and_cure(few, tmp_path):
    frame = gpd.read_parquet(few / "图斑.parquet")
    frame.loc[7, "DLBM"] = "9999"
    frame.to_parquet(tmp_path / "错码.parquet")
    answer = run("shares", tmp_path / "错码.parquet", "--lang", "zh")
    assert answer.code == 65
    for part in ("CODE_UNKNOWN", "错码.parquet", "DLBM", "行 7", frame.loc[7, "BSM"], "9999", "--scheme"):
        assert part in answer.err
    accepted = run("shares", tmp_path / "错码.parquet", "--accept", "CODE_UNKNOWN", "--format", "json")
    data = json.loads(accepted.out)
    assert accepted.code == 0
    lost = next(g for g in data["groups"] if g["key"] == "unclassified")
    assert lost["area_m2"] == frame.loc[7, "TBMJ"]
    assert "UNCLASSIFIED" in [w["code"] for w in data["warnings"]]


def test_a_missing_file_exits_66():
    answer = run("shares", "没有这个文件.gpkg", "--lang", "zh")
    assert answer.code == 66
    assert "没有这个文件.gpkg：文件不存在" in answer.err


def test_a_misspelt_key_names_the_nearest_and_leaves_no_folder(tmp_path):
    folder = tmp_path / "区"
    shutil.copytree(DATA, folder)
    text = (folder / "xiqing.toml").read_text("utf-8").replace("closing_tolerance", "closing_tolerence")
    (folder / "xiqing.toml").write_text(text, "utf-8")
    answer = run("report", folder / "xiqing.toml", "-o", tmp_path / "报告", "--lang", "zh")
    assert answer.code == 65
    assert "DISTRICT_KEY" in answer.err
    assert "closing_tolerance?" in answer.err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["区"]


def test_usage_errors_exit_2():
    assert run("shares").code == 2
    assert run("shares", PARCELS, "--format", "pdf").code == 2
    assert run("quota", PARCELS, "--measure", "nonsense", "--limit-km2", "1").code == 2
    assert run("quota", PARCELS, "--limit-km2", "many").code == 2
    assert run("quota", PARCELS, "--limit-km2", "0").code == 2


def test_an_existing_file_is_not_replaced_without_force(tmp_path):
    target = tmp_path / "井.json"
    target.write_text("mine")
    assert run("wells", DATA / "xiqing.toml", "--format", "json", "-o", target).code == 73
    assert target.read_text() == "mine"
    assert run("wells", DATA / "xiqing.toml", "--format", "json", "-o", target, "--force").code == 0
    assert json.loads(target.read_text("utf-8"))["counts"]["production"] == 22


def test_xlsx_holds_the_printed_numbers(tmp_path):
    assert run("shares", DATA / "xiqing.toml", "--format", "xlsx", "-o", tmp_path / "面积.xlsx").code == 0
    sheet = openpyxl.load_workbook(tmp_path / "面积.xlsx").worksheets[0]
    rows = {row[0].value: [cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=3)}
    assert rows["农用地"][:2] == [258.08, 45.65]
    assert "西青区" in sheet["A2"].value  # whose land, and of which year
    assert sheet.freeze_panes == "B4"


def test_a_forester_gets_a_page_without_a_district_file(tmp_path):
    target = tmp_path / "forest.html"
    answer = run("map", DATA / "forest" / "plots_2021.shp", "--by", "tenure", "-o", target)
    assert answer.code == 0, answer.err
    page = target.read_text("utf-8")
    assert "5727.92" in page
    assert "http://" not in page.replace("http://www.w3.org/", "")


@pytest.mark.parametrize("by", ["group", "ownership", "main_class", "DLBM", "GDPDJB"])
def test_parcels_can_be_mapped_by_a_term_or_any_field(few, tmp_path, by):
    assert run("map", few / "图斑.gpkg", "--by", by, "-o", tmp_path / "m.html").code == 0


def test_a_map_by_something_that_is_not_there_is_refused(few, tmp_path):
    answer = run("map", few / "图斑.gpkg", "--by", "颜色", "-o", tmp_path / "m.html")
    assert answer.code == 2
    assert not list(tmp_path.iterdir())


def test_init_finds_the_layers_and_its_file_runs(tmp_path):
    answer = run("init", tmp_path / "我的区", "--from", DATA, "--name", "示例区", "--lang", "zh")
    assert answer.code == 0, answer.err
    text = (tmp_path / "我的区" / "district.toml").read_text("utf-8")
    for word in ('name = "示例区"', 'code = "120111"', "year = 2022", "control_area_m2 = 565360000.00"):
        assert word in text
    for layer in ("parcels", "units", "forest", "wells", "rights"):
        assert f"\n[layers.{layer}]" in text
    years = {key: entry["year"] for key, entry in tomllib.loads(text)["layers"].items()}
    assert (years["parcels"], years["forest"], years["wells"]) == (2022, 2021, 2022)  # plots_2021.shp says its own
    assert "parcels_before" not in years
    before = text.split("# [layers.parcels_before]\n")[1].splitlines()[:2]
    assert before[0].endswith('parcels_2021.parquet"') and before[1] == "# year = 2021"
    assert "上一年度的图斑" in answer.out
    ran = run("shares", tmp_path / "我的区" / "district.toml", "--format", "json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["closed"] is True
    assert run("init", tmp_path / "我的区", "--lang", "zh").code == 73


def test_init_without_parcels_says_so(tmp_path):
    assert run("init", tmp_path / "a", "--from", tmp_path).code == 66
    assert not (tmp_path / "a").exists()


def test_init_alone_writes_a_readable_example(tmp_path):
    assert run("init", tmp_path / "b").code == 0
    assert run("shares", tmp_path / "b" / "district.toml").code == 66


def test_a_bow_tie_is_refused_with_its_row(few, tmp_path):
    frame = gpd.read_parquet(few / "图斑.parquet").iloc[:20]
    x, y = frame.geometry.iloc[3].centroid.coords[0]
    bow = shapely.Polygon([(x, y), (x + 90, y + 90), (x + 90, y), (x, y + 90)])
    frame.loc[3, "geometry"] = bow
    frame.to_parquet(tmp_path / "蝴蝶结.parquet")
    answer = run("shares", tmp_path / "蝴蝶结.parquet", "--lang", "zh")
    assert answer.code == 65
    assert "GEOM_INVALID" in answer.err
    assert "行 3" in answer.err


def test_a_bug_ends_with_70_and_a_report_instead_of_a_traceback(monkeypatch):
    from natres.workflows.subjects import geothermal

    monkeypatch.setattr(geothermal, "open_wells", lambda *a: 1 / 0)
    answer = run("wells", DATA / "xiqing.toml", "--lang", "zh")
    assert answer.code == 70
    assert "Traceback" not in answer.err
    report = Path(answer.err.split("请把 ")[1].split(" 连同")[0])
    assert "ZeroDivisionError" in report.read_text("utf-8")
    report.unlink()


def with_text(tmp_path, *changes):
    """A copy of the sample district with its file changed."""
    folder = tmp_path / "区"
    shutil.copytree(DATA, folder)
    text = (folder / "xiqing.toml").read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    (folder / "xiqing.toml").write_text(text, "utf-8")
    return folder / "xiqing.toml"


def test_parcels_without_unit_codes_are_no_silent_zero_where_units_are_asked_for(tmp_path):
    district = with_text(tmp_path)
    parcels = district.parent / "landuse" / "parcels_2022.parquet"
    gpd.read_parquet(parcels).drop(columns="ZLDWDM").to_parquet(parcels)
    answer = run("shares", district, "--by", "unit")
    assert answer.code == 65
    assert "FIELD_MISSING" in answer.err
    assert "ZLDWDM" in answer.err


def test_a_control_area_in_square_kilometres_is_refused(tmp_path):
    answer = run("shares", with_text(tmp_path, ("control_area_m2 = 565360000.00", "control_area_m2 = 565.36")))
    assert answer.code == 65
    assert "CONTROL_AREA" in answer.err


def test_messages_about_a_district_file_are_in_its_own_language(tmp_path):
    answer = run("shares", with_text(tmp_path, ("closing_tolerance", "closing_tolerence")))
    assert answer.err.startswith("错误 DISTRICT_KEY")


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ('code = "120111"', "code = 120111", "引号"),
        ('code = "120111"', 'code = "12011"', "6 位"),
        ("year = 2022", 'year = "去年"', "不是数字"),
        ('name = "西青区"', "", "缺少必填的键“district.name”"),
        ('path = "landuse/parcels_2022.parquet"', 'path = "D:\\三调\\a.gpkg"', "反斜杠"),
        ('name = "西青区"', "name = “西青区”", "中文引号"),
    ],
)
def test_a_wrong_value_in_a_district_file_is_told_in_words(tmp_path, before, after, word):
    answer = run("shares", with_text(tmp_path, (before, after)))
    assert answer.code == 65
    assert word in answer.err


def test_a_measure_may_be_named_as_the_tables_name_it():
    answer = run("quota", PARCELS, "--measure", "城乡建设用地", "--limit-km2", "211.3", "--format", "json")
    assert json.loads(answer.out)["quotas"][0]["measure"] == "urban_rural_construction"


def test_a_web_map_is_not_written_as_a_picture(few, tmp_path):
    answer = run("map", few / "图斑.gpkg", "--by", "group", "-o", tmp_path / "图.jpg")
    assert answer.code == 2
    assert not list(tmp_path.iterdir())


def test_forest_plots_given_as_parcels_are_recognised():
    answer = run("shares", DATA / "forest" / "plots_2021.shp", "--lang", "zh")
    assert answer.code == 65
    assert "natres forest" in answer.err


def test_a_forestry_office_starts_from_its_plots_alone(tmp_path):
    shutil.copytree(DATA / "forest", tmp_path / "小班 数据")
    assert run("init", tmp_path / "林业站", "--from", tmp_path / "小班 数据", "--lang", "zh").code == 0
    answer = run("forest", tmp_path / "林业站" / "district.toml", "--format", "json")
    assert answer.code == 0, answer.err
    assert json.loads(answer.out)["total_text"] == "6520.05"


def test_init_names_what_it_did_not_take_and_leaves_a_line_for_a_missing_crs(few, tmp_path):
    frame = gpd.read_parquet(few / "图斑.parquet").iloc[:50]
    place = tmp_path / "三调"
    place.mkdir()
    for name in ("DLTB_2022", "DLTB_备份"):
        pyogrio.write_dataframe(frame, place / f"{name}.shp", driver="ESRI Shapefile", encoding="GBK")
        (place / f"{name}.prj").unlink()
    answer = run("init", tmp_path / "区", "--from", place, "--lang", "zh")
    assert answer.code == 0, answer.err
    assert "未采用：" in answer.out
    text = (tmp_path / "区" / "district.toml").read_text("utf-8")
    assert "DLTB_2022.shp" in text
    assert '# crs = "EPSG:4527"' in text


def test_a_report_refuses_a_district_file_nobody_filled_in(few, tmp_path):
    run("init", tmp_path / "区", "--from", few, "--lang", "zh")
    file = tmp_path / "区" / "district.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace('code = "120111"', 'code = "999999"'), "utf-8")
    answer = run("report", file, "-o", tmp_path / "out")
    assert answer.code == 65
    assert "DISTRICT_EXAMPLE" in answer.err


def test_strict_makes_an_error_of_a_repair(few, tmp_path):
    frame = gpd.read_parquet(few / "图斑.parquet").rename(columns={"DLBM": "地类编码"})
    frame.to_parquet(tmp_path / "别名.parquet")
    assert run("shares", tmp_path / "别名.parquet").code == 0
    answer = run("shares", tmp_path / "别名.parquet", "--strict")
    assert answer.code == 65
    assert "FIELD_ALIAS" in answer.err


def test_one_number_prints_the_same_in_every_table_of_a_report(district_parts):
    tables = {t.key: t for t in district_parts.tables}

    def printed(table, name, column):
        return {row.cells[name].text: row.cells[column].text.rstrip("*") for row in tables[table].rows}

    owned = printed("land_ownership", 0, 5)
    assert {c: a for c, a in printed("land_classes", 0, 3).items() if len(c) == 2}.items() <= owned.items()
    towns = {c: a for c, a in printed("land_units", 0, 2).items() if len(c) == 9}
    assert len(towns) == 12
    assert towns.items() <= owned.items()
    groups = printed("land_groups", 0, 3)
    by_name = printed("land_ownership", 1, 5)
    head = {
        c.label: cell.text.rstrip("*")
        for c, cell in zip(tables["land_units"].columns, tables["land_units"].rows[0].cells, strict=True)
    }
    for name in ("农用地", "建设用地", "未利用地"):
        assert groups[name] == by_name[name] == head[name]
    forest, by_town = tables["forest"].rows[0], tables["forest_units"].rows[0]
    state, collective, undetermined, total = (cell.text for cell in forest.cells[1:5])
    assert undetermined == "0.00"  # and so no column of the towns
    assert [c.text for c in by_town.cells[2:5]] == [state, collective, total]
    assert by_town.cells[7].text == forest.cells[6].text  # in mu
    named = {row.cells[0].text: row.cells for row in tables["forest"].rows}
    assert tables["forest_by_age_group"].rows[0].cells[2].plain == named["有林地"][4].plain


def test_declared_areas_with_gaps_are_left_aside_and_it_is_said(few, tmp_path):
    frame = gpd.read_parquet(few / "图斑.parquet")
    frame.loc[4, "TBMJ"] = None
    frame.to_parquet(tmp_path / "缺面积.parquet")
    data = json.loads(run("shares", tmp_path / "缺面积.parquet", "--format", "json").out)
    assert data["area_kind"] == "survey"
    assert "AREA_INCOMPLETE" in [w["code"] for w in data["warnings"]]


def test_codes_of_another_survey_in_a_text_column_are_not_padded_into_ours(few, tmp_path):
    frame = gpd.read_parquet(few / "图斑.parquet")
    frame.loc[3, "DLBM"] = "203"
    frame.to_parquet(tmp_path / "二调.parquet")
    answer = run("shares", tmp_path / "二调.parquet", "--lang", "zh")
    assert answer.code == 65
    assert "CODE_UNKNOWN" in answer.err
    assert "203" in answer.err


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"KCMJ": 1e9}, "DEDUCTION_INVALID"),
        ({"KCMJ": -1.0}, "DEDUCTION_INVALID"),
        ({"KCXS": 0.03, "KCDLBM": ""}, "DEDUCTION_UNBOOKED"),
    ],
)
def test_a_deduction_that_cannot_be_is_refused_with_its_row(few, tmp_path, change, code):
    frame = gpd.read_parquet(few / "图斑.parquet")
    for field, value in change.items():
        frame.loc[5, field] = value
    frame.to_parquet(tmp_path / "扣除.parquet")
    answer = run("shares", tmp_path / "扣除.parquet", "--lang", "zh")
    assert answer.code == 65
    assert code in answer.err
    assert "行 5" in answer.err


def test_what_was_accepted_is_said_with_its_count(few, tmp_path):
    frame = gpd.read_parquet(few / "图斑.parquet")
    frame.loc[7, "BSM"] = frame.loc[6, "BSM"]
    frame.to_parquet(tmp_path / "重号.parquet")
    data = json.loads(run("shares", tmp_path / "重号.parquet", "--accept", "ID_DUPLICATE", "--format", "json").out)
    assert "ACCEPTED" in [w["code"] for w in data["warnings"]]
    assert run("shares", tmp_path / "重号.parquet", "--accept", "ID_DUPLICAT").code == 2


def test_control_areas_that_do_not_add_up_are_refused(tmp_path):
    district = with_text(tmp_path)
    first = next(
        line
        for line in district.read_text("utf-8").splitlines()
        if line.startswith("control_area_m2") and "565360000" not in line
    )
    text = district.read_text("utf-8").replace(first, "control_area_m2 = 1000000.00", 1)
    district.write_text(text, "utf-8")
    answer = run("shares", district)
    assert answer.code == 65
    assert "CONTROL_SUM" in answer.err


def test_an_excess_is_never_printed_as_nothing(tmp_path):
    actual = Decimal(json.loads((DATA / "truth.json").read_text("utf-8"))["measures"]["urban_rural_construction"])
    limit = str((actual - Decimal("0.01")) / 10**6)
    answer = run("quota", DATA / "xiqing.toml", "--limit-km2", limit, "--lang", "zh")
    assert answer.code == 1
    assert "超出 0.00000001 平方公里" in answer.out


def test_a_report_without_settlement_codes_says_not_computable_and_keeps_the_stated_figure(tmp_path, undrawn):
    from natres.workflows import report

    district = with_text(tmp_path)
    parcels = district.parent / "landuse" / "parcels_2022.parquet"
    gpd.read_parquet(parcels).drop(columns="CZCSXM").to_parquet(parcels)
    data = report(district, tmp_path / "out").data["results"]
    assert data["quotas"][0]["status"] == "not_computable"
    stated = {f["key"]: f["status"] for f in data["figures"]}
    assert stated["quota.urban_rural_construction"] == "stated"


@pytest.mark.parametrize("encoding", ["UTF-8", "klingon"])
def test_a_wrong_encoding_is_told_and_is_no_bug(few, encoding):
    answer = run("shares", few / "图斑.shp", "--encoding", encoding)
    assert answer.code == 65
    assert "ENCODING_MISMATCH" in answer.err


def test_two_quotas_of_one_name_and_a_limit_for_nobody_are_refused(tmp_path):
    text = (DATA / "xiqing.toml").read_text("utf-8")
    assert 'key = "cropland"' in text
    twice = with_text(tmp_path, ('key = "cropland"', 'key = "urban_rural_construction"'))
    assert run("quota", twice).code == 65
    nobody = with_text(
        tmp_path / "b", ('limit_km2 = "211.3"', 'limit_km2 = "211.3"\nunit_limits_km2 = { "120111999" = "3" }')
    )
    assert run("report", nobody, "-o", tmp_path / "out").code == 65


def test_a_deduction_that_is_not_that_of_its_ratio_is_said_with_its_row_and_kept(few, tmp_path):
    frame = gpd.read_parquet(few / "图斑.parquet")
    frame["KCXS"], frame["KCDLBM"], frame["KCMJ"] = 0.1, "1203", (frame["TBMJ"] * 0.1 + 1e-9).round(2)
    frame["TBDLMJ"] = frame["TBMJ"] - frame["KCMJ"]
    frame.to_parquet(tmp_path / "扣除相符.parquet")
    data = json.loads(run("shares", tmp_path / "扣除相符.parquet", "--area", "declared", "--format", "json").out)
    assert "DEDUCTION_OFF_RATIO" not in [w["code"] for w in data["warnings"]]
    before = next(c["area_m2"] for c in data["classes"] if c["code"] == "1203")
    frame.loc[6, "KCMJ"] += 5
    frame.loc[6, "TBDLMJ"] -= 5
    frame.to_parquet(tmp_path / "扣除不符.parquet")
    answer = run("shares", tmp_path / "扣除不符.parquet", "--area", "declared", "--format", "json", "--lang", "zh")
    data = json.loads(answer.out)
    said = next(w["message"] for w in data["warnings"] if w["code"] == "DEDUCTION_OFF_RATIO")
    assert "1 个图斑" in said
    assert f"第 6 行（{frame.loc[6, 'BSM']}）" in said
    assert next(c["area_m2"] for c in data["classes"] if c["code"] == "1203") == pytest.approx(before + 5)


def test_parcels_under_a_mixed_main_class_are_said_and_stand_in_no_group(few, tmp_path):
    frame = gpd.read_parquet(few / "图斑.parquet")
    frame.loc[[2, 3], "DLBM"] = "12"
    frame.to_parquet(tmp_path / "未细分.parquet")
    answer = run("shares", tmp_path / "未细分.parquet", "--format", "json", "--lang", "zh")
    data = json.loads(answer.out)
    said = next(w["message"] for w in data["warnings"] if w["code"] == "CLASS_IN_NO_GROUP")
    assert "2 个图斑" in said
    assert "12" in said
    group = next(g for g in data["groups"] if g["key"] == "unclassified")
    assert group["label"] == "未归类"
    twelve = {c["code"]: c["area_m2"] for c in data["classes"] if c["code"].startswith("12")}
    assert group["area_m2"] == pytest.approx(2 * twelve["12"] - sum(twelve.values()))


@pytest.mark.parametrize(("area", "code"), [(1e17, "AREA_INVALID"), (9e11, "AREA_TOTAL")])
@pytest.mark.parametrize("accept", [(), ("--accept", "AREA_INVALID")])
def test_areas_larger_than_any_province_are_refused_and_never_a_number(few, tmp_path, area, code, accept):
    frame = gpd.read_parquet(few / "图斑.parquet")
    frame["TBMJ"], frame["TBDLMJ"], frame["KCMJ"], frame["KCXS"] = area, area, 0.0, 0.0
    frame.to_parquet(tmp_path / "过大.parquet")
    answer = run("shares", tmp_path / "过大.parquet", "--area", "declared", "--lang", "zh", *accept)
    assert answer.code == 65
    assert code in answer.err
    assert "过大.parquet" in answer.err


@pytest.mark.parametrize("limit", ["1e-30", "1e-12", "1e39"])
def test_a_limit_of_nothing_or_of_a_thousand_earths_is_refused(few, limit):
    answer = run("quota", few / "图斑.parquet", "--measure", "construction", "--limit-km2", limit, "--lang", "zh")
    assert answer.code == 2
    assert "NUMBER" in answer.err


def test_cropland_has_a_floor_unless_said_otherwise_and_no_other_definitions_beside_it():
    answer = run("quota", DATA / "xiqing.toml", "--measure", "耕地", "--limit", "17万亩", "--format", "json")
    quota = json.loads(answer.out)["quotas"][0]
    assert (quota["kind"], quota["status"], quota["under_other_measures"]) == ("floor", "near", [])
    said = run(
        "quota", DATA / "xiqing.toml", "--measure", "耕地", "--limit", "17万亩", "--kind", "ceiling", "--format", "json"
    )
    assert json.loads(said.out)["quotas"][0]["kind"] == "ceiling"


def test_a_limit_without_a_measure_says_what_it_is_held_against():
    answer = run("quota", DATA / "xiqing.toml", "--limit-km2", "211.3", "--lang", "zh")
    assert "QUOTA_ASSUMED" in answer.err
    assert "2 项指标" in answer.err
    assert run("quota", DATA / "xiqing.toml", "--kind", "floor", "--lang", "zh").code == 2


def test_codes_that_the_survey_does_not_have_are_said(few, tmp_path):
    frame = gpd.read_parquet(few / "图斑.parquet")
    frame.loc[1, "QSXZ"], frame.loc[[2, 3], "ZZSXDM"], frame.loc[4, "GDPDJB"] = "99", "粮食", "7"
    frame.to_parquet(tmp_path / "代码.parquet")
    data = json.loads(run("shares", tmp_path / "代码.parquet", "--format", "json", "--lang", "zh").out)
    said = " ".join(w["message"] for w in data["warnings"] if w["code"] == "ATTRIBUTE_UNKNOWN")
    for words in ("QSXZ 有 1 行", "ZZSXDM 有 2 行", "粮食", "GDPDJB 有 1 行"):
        assert words in said


def test_invented_data_says_so_in_csv_and_json_too():
    for form in ("csv", "json"):
        assert "虚构" in run("shares", DATA / "xiqing.toml", "--format", form, "--lang", "zh").out


def test_closed_parcels_are_said_under_the_tables(tmp_path):
    district = with_text(tmp_path)
    text = district.read_text("utf-8").replace("[district]\n", '[district]\nclosing = "survey"\n', 1)
    district.write_text(text, "utf-8")
    assert "图斑已调平到控制面积" in run("shares", district, "--lang", "zh").out
