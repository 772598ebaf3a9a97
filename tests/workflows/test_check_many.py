"""natres check as a whole: many defects at once, one among many rows, one wrong value in a district, the command."""

import csv
import json
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from natres.workflows import Options, check
from tests.catalogue.clarity import lacking
from tests.checks.test_every_code import bow_tie, full, units

from .command import run

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data"


def look(path, kind="", **options):
    return check(path, Options(language="zh", **options), kind=kind).data


def roots(data):
    return [(i["code"], i["row"]) for i in data["issues"] if i["caused_by"] is None]


def below(data):
    return {i["code"] for i in data["issues"] if i["caused_by"] is not None}


# --- many defects in one file ---------------------------------------------------------------------------------------

#: What is planted, and the row it is found in.
PLANTED = {
    ("AREA_INVALID", 1), ("CODE_NAME_MISMATCH", 2), ("CODE_UNKNOWN", 3), ("ID_DUPLICATE", 5), ("CODE_MISSING", 6),
    ("GEOM_INVALID", 9), ("OVERLAP", 11), ("ATTRIBUTE_UNKNOWN", 13), ("NUMBER_DUPLICATE", 14), ("YEAR_OTHER", 15),
}  # fmt: skip


def spoilt():
    frame = full()
    cells = {
        (1, "TBMJ"): -3.0, (2, "DLMC"): "旱地", (3, "DLBM"): "9999", (5, "BSM"): frame["BSM"][4], (6, "DLBM"): "",
        (13, "QSXZ"): "99", (14, "TBBH"): "1", (15, "SJNF"): 2019,
    }  # fmt: skip
    for (row, name), value in cells.items():
        frame.loc[row, name] = value
    shapes = frame.geometry.to_numpy().copy()
    shapes[9] = bow_tie(shapes[9])
    west, south, east, north = shapes[11].bounds
    shapes[11] = shapely.box(west - 20, south, east, north)
    return frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs))


def write(frame, folder, suffix):
    path = folder / f"地类 图斑{suffix}"
    if suffix == ".parquet":
        frame.to_parquet(path)
    elif suffix == ".shp":
        pyogrio.write_dataframe(frame, path, driver="ESRI Shapefile", encoding="GBK")
    else:
        pyogrio.write_dataframe(frame, path, layer="DLTB")
    return path


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".parquet"])
def test_all_defects_of_one_file_are_found_in_one_run_with_their_rows(folder, suffix):
    data = look(write(spoilt(), folder, suffix))
    found = set(roots(data))
    assert found >= PLANTED, PLANTED - found
    assert found - PLANTED <= {("OVERLAP", 10)}, found - PLANTED
    first = {".gpkg": 1, ".shp": 0, ".parquet": 0}[suffix]
    assert {i["fid"] - i["row"] for i in data["issues"] if i["row"] is not None} == {first}
    assert [lacking(issue) for issue in data["issues"] if lacking(issue)] == []


def test_text_in_a_number_field_and_missing_areas_are_told_with_their_rows(folder):
    areas = ["10000"] * 16
    areas[4], areas[7] = "约一万", None
    data = look(write(full(TBMJ=areas), folder, ".gpkg"))
    assert {("FIELD_TYPE", 4), ("VALUE_MISSING", 7)} == set(roots(data))


def test_a_layer_without_system_is_still_looked_at_for_its_codes(folder):
    frame = full().set_crs(None, allow_override=True)
    frame.loc[3, "DLBM"] = "9999"
    frame.loc[5, "BSM"] = frame["BSM"][4]
    data = look(write(frame, folder, ".gpkg"))
    assert set(roots(data)) == {("CRS_MISSING", None), ("CODE_UNKNOWN", 3), ("ID_DUPLICATE", 5)}


def test_a_layer_without_land_classes_is_still_looked_at(folder):
    frame = full().drop(columns="DLBM")
    frame.loc[5, "BSM"] = frame["BSM"][4]
    data = look(write(frame, folder, ".gpkg"), "parcels")
    assert set(roots(data)) == {("FIELD_MISSING", None), ("ID_DUPLICATE", 5)}


# --- one bad row among many, the second layer -----------------------------------------------------------------------


def test_one_bad_row_at_the_end_of_a_hundred_thousand(folder):
    count, wide = 100_000, 400
    column, line = np.arange(count) % wide, np.arange(count) // wide
    west, south = 39_505_000.0 + 20 * column, 4_322_000.0 + 20 * line
    codes = np.full(count, "0702", dtype=object)
    codes[-1] = "0799"
    frame = {
        "BSM": [f"1201110000{i:08d}" for i in range(count)], "DLBM": codes, "TBMJ": np.full(count, 400.0),
        "CZCSXM": np.full(count, "203", dtype=object),
    }  # fmt: skip
    path = folder / "十万.parquet"
    gpd.GeoDataFrame(frame, geometry=shapely.box(west, south, west + 20, south + 20), crs=4527).to_parquet(path)
    data = look(path)
    (issue,) = [one for one in data["issues"] if one["row"] is not None]
    assert (issue["code"], issue["row"], issue["fid"], issue["value"]) == ("CODE_UNKNOWN", 99_999, 99_999, "0799")
    assert issue["id"] == "120111000000099999"
    assert data["rows_in"] == 100_000
    assert data["rows_rejected"] == 1


@pytest.mark.parametrize("suffix", [".gpkg", ".gdb"])
def test_the_second_layer_of_a_file_is_looked_at_too(folder, suffix):
    path = folder / f"成果{suffix}"
    driver = {".gpkg": "GPKG", ".gdb": "OpenFileGDB"}[suffix]
    plots = {"XIAO_BAN": ["1", "2"], "DI_LEI": ["0111", "7777"], "LD_QS": ["21", "21"], "MIAN_JI": [1.0, 1.0]}
    pyogrio.write_dataframe(full().drop(columns="ZLDWDM"), path, layer="DLTB", driver=driver)
    forest = gpd.GeoDataFrame(plots, geometry=list(full().geometry[:2]), crs=4527)
    pyogrio.write_dataframe(forest, path, layer="XIAOBAN", driver=driver)
    broken = units(XZQDM=["120111001001", "1201"])
    pyogrio.write_dataframe(broken, path, layer="CJDCQ", driver=driver)
    data = look(path)
    found = {(i["layer"], i["code"], i["row"]) for i in data["issues"] if i["severity"] == "error"}
    assert found == {
        ("XIAOBAN", "CODE_UNKNOWN", 1), ("CJDCQ", "UNIT_CODE", 1), ("DLTB", "FIELD_MISSING", None),
    }  # fmt: skip
    assert {one["layer"] for one in data["inputs_checked"]} == {"DLTB", "XIAOBAN", "CJDCQ"}


# --- the shipped sample ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The sample's parcels of this year under its towns and villages, as a district of its own."""
    folder = tmp_path_factory.mktemp("示例")
    for name in ("landuse/parcels_2022.parquet", "boundaries/XZQ.parquet", "boundaries/CJDCQ.parquet"):
        shutil.copyfile(SAMPLE / name, folder / Path(name).name)
    text = (SAMPLE / "xiqing.toml").read_text("utf-8")
    head = text[: text.index("[layers.parcels]")]
    layers = {"parcels": "parcels_2022", "units": "CJDCQ", "towns": "XZQ"}
    text = head + "".join(f'[layers.{name}]\npath = "{file}.parquet"\nyear = 2022\n' for name, file in layers.items())
    (folder / "区.toml").write_text(text, "utf-8")
    return folder


def changed(small, change):
    """Change the parcels of the district, look at it, and put them back."""
    path = small / "parcels_2022.parquet"
    frame = gpd.read_parquet(SAMPLE / "landuse/parcels_2022.parquet")
    change(frame)
    frame.to_parquet(path)
    try:
        return look(small / "区.toml")
    finally:
        shutil.copyfile(SAMPLE / "landuse/parcels_2022.parquet", path)


def test_the_clean_sample_has_no_finding_at_all():
    answer = check(SAMPLE / "xiqing.toml")
    assert answer.data["issues"] == answer.data["summary"] == answer.data["warnings"] == []
    assert answer.exit_code == 0
    assert answer.data["rows_in"] == answer.data["rows_kept"] > 25_000


ROW = 4321


def with_cell(name, value):
    def change(frame):
        frame.loc[ROW, name] = value(frame.loc[ROW, name]) if callable(value) else value

    return change


@pytest.mark.parametrize(
    ("change", "code", "explained", "sums"),
    [
        (with_cell("TBMJ", lambda area: area + 500), "AREA_MISMATCH", {"NET_AREA"}, 3),
        (with_cell("TBMJ", -1.0), "AREA_INVALID", {"NET_AREA"}, 3),
        (with_cell("TBMJ", np.nan), "VALUE_MISSING", set(), 3),
        (with_cell("DLBM", "9999"), "CODE_UNKNOWN", set(), 0),
        (with_cell("ZLDWDM", "1201119999990000000"), "UNIT_UNKNOWN_CODE", set(), 2),
        (with_cell("KCXS", 1.5), "RATIO_INVALID", {"DEDUCTION_OFF_RATIO", "DEDUCTION_UNBOOKED"}, 0),
        (with_cell("KCXS", 0.1), "DEDUCTION_OFF_RATIO", {"DEDUCTION_UNBOOKED"}, 0),
        (with_cell("KCMJ", -5.0), "DEDUCTION_INVALID", {"NET_AREA"}, 0),
        (with_cell("KCMJ", 100.0), "DEDUCTION_OFF_RATIO", {"NET_AREA", "DEDUCTION_UNBOOKED"}, 0),
        (with_cell("TBDLMJ", lambda area: area - 7), "NET_AREA", set(), 0),
        (with_cell("BSM", "120111000000000001"), "ID_DUPLICATE", set(), 0),
    ],
    ids=[
        "TBMJ",
        "TBMJ negative",
        "TBMJ empty",
        "DLBM",
        "ZLDWDM",
        "KCXS",
        "KCXS of none",
        "KCMJ",
        "KCMJ of none",
        "TBDLMJ",
        "BSM",
    ],
)
def test_one_wrong_value_is_one_finding_and_the_sums_it_breaks_hang_below_it(small, change, code, explained, sums):
    data = changed(small, change)
    assert roots(data) == [(code, ROW)]
    assert below(data) >= explained
    found = [i["message"] for i in data["issues"] if i["code"] == "UNIT_SUM"]
    assert len(found) == sums, found  # of the village, of the town, of the district where that changes too
    assert {i["caused_by"] for i in data["issues"]} <= {None, 1}


@pytest.mark.parametrize("code", ["0101", "1101", "12"])
@pytest.mark.parametrize("row", [ROW, 6544, 188], ids=["industry", "cropland with deduction", "village"])
def test_a_class_that_is_another_is_one_finding_with_what_does_not_fit_it_below(small, row, code):
    frame = gpd.read_parquet(SAMPLE / "landuse/parcels_2022.parquet", columns=["DLBM", "geometry"])
    if frame["DLBM"][row] != code:
        data = changed(small, lambda frame: frame.__setitem__("DLBM", frame["DLBM"].where(frame.index != row, code)))
        assert roots(data) == [("CODE_NAME_MISMATCH", row)], data["issues"]


def test_two_wrong_values_of_one_row_are_two_findings(small):
    def change(frame):
        frame.loc[6544, ["DLMC", "GDPDJB"]] = ["水田" if frame.loc[6544, "DLBM"] != "0101" else "旱地", ""]

    data = changed(small, change)
    assert {code for code, _ in roots(data)} >= {"CODE_NAME_MISMATCH", "ATTRIBUTE_MISSING"}


def test_a_slip_of_two_square_decimetres_is_one_finding_with_its_sums(small):
    data = changed(small, with_cell("TBMJ", lambda area: round(area + 0.02, 2)))
    assert roots(data) == [("NET_AREA", ROW)]
    assert sum(i["code"] == "UNIT_SUM" for i in data["issues"]) == 3


def test_a_parcel_of_another_village_breaks_the_sums_of_both(small):
    frame = gpd.read_parquet(SAMPLE / "landuse/parcels_2022.parquet")
    here = frame.loc[ROW, "ZLDWDM"]
    other = next(code for code in frame["ZLDWDM"] if code[:9] != here[:9])
    data = changed(small, with_cell("ZLDWDM", other))
    assert roots(data) == [("UNIT_WRONG", ROW)]
    assert sum(i["code"] == "UNIT_SUM" for i in data["issues"]) == 4  # two villages, two towns


def test_a_lost_parcel_is_one_gap_with_the_sums_below_it(small):
    def lose(frame):
        frame.drop(index=ROW, inplace=True)
        frame.reset_index(drop=True, inplace=True)

    data = changed(small, lose)
    assert roots(data) == [("GAP", None)]
    assert sum(i["code"] == "UNIT_SUM" for i in data["issues"]) == 3


# --- switches -------------------------------------------------------------------------------------------------------


def district(folder, more="", frame=None):
    (full() if frame is None else frame).to_parquet(folder / "图斑.parquet")
    text = '[district]\nname = "西青区"\ncode = "120111"\nyear = 2022\n'
    (folder / "区.toml").write_text(text + more + '[layers.parcels]\npath = "图斑.parquet"\n', "utf-8")
    return folder / "区.toml"


def two_defects():
    frame = full()
    frame.loc[2, "DLMC"] = "旱地"
    frame.loc[3, "DLBM"] = "9999"
    return frame


def severities(data):
    return {i["code"]: i["severity"] for i in data["issues"]}


def test_a_district_file_switches_rules_and_the_result_says_so(folder):
    path = district(folder, '[checks]\nCODE_NAME_MISMATCH = "error"\nCODE_UNKNOWN = "off"\n', two_defects())
    data = look(path)
    assert severities(data) == {"CODE_NAME_MISMATCH": "error"}
    switched = [("CODE_NAME_MISMATCH", "error"), ("CODE_UNKNOWN", "off")]
    assert [(one["code"], one["severity"]) for one in data["switched"]] == switched


def test_an_accepted_code_is_a_note_and_the_result_says_so(folder):
    answer = check(district(folder, "", two_defects()), Options(language="zh", accept=frozenset({"CODE_UNKNOWN"})))
    assert severities(answer.data) == {"CODE_NAME_MISMATCH": "warning", "CODE_UNKNOWN": "info"}
    assert answer.data["switched"] == [{"code": "CODE_UNKNOWN", "severity": "info"}]
    assert answer.exit_code == 0


def test_strict_makes_a_repair_an_error(folder):
    path = write(full().rename(columns={"TBMJ": "图斑面积"}), folder, ".gpkg")
    assert look(path, "parcels")["issues"] == []
    data = look(path, "parcels", strict=True)
    assert severities(data) == {"FIELD_ALIAS": "error"}


@pytest.mark.parametrize("more", ['[checks]\nNO_SUCH = "off"\n', '[checks]\nGAP = "loud"\n'])
def test_a_switch_there_is_not_is_told(folder, more):
    answer = run("check", district(folder, more), "--lang", "zh")
    assert answer.code == 1
    assert "DISTRICT_VALUE" in answer.out


def test_every_mistake_of_a_district_file_is_listed(folder):
    path = district(folder, 'nmae = "x"\ncontrol_area_m2 = "很大"\n[layer]\nx = 1\n')
    data = look(path)
    assert {i["code"] for i in data["issues"]} == {"DISTRICT_KEY", "DISTRICT_VALUE"}
    assert len(data["issues"]) == 3
    assert all(i["file"] == "区.toml" and i["cure"] for i in data["issues"])


def test_a_missing_layer_is_one_finding_and_the_others_are_looked_at(folder):
    path = district(folder, '[layers.units]\npath = "没有.gpkg"\n', two_defects())
    data = look(path)
    assert {(i["code"], i["file"]) for i in data["issues"]} == {
        ("FILE_MISSING", "没有.gpkg"), ("CODE_NAME_MISMATCH", "图斑.parquet"), ("CODE_UNKNOWN", "图斑.parquet"),
    }  # fmt: skip


# --- the command ----------------------------------------------------------------------------------------------------


def test_exit_codes_say_whether_something_was_found(folder):
    clean, spoilt_too = district(folder), folder / "坏"
    spoilt_too.mkdir()
    assert run("check", clean).code == 0
    assert run("check", district(spoilt_too, "", two_defects())).code == 1
    assert run("check", folder / "没有.gpkg").code == 66
    assert run("check").code == 2
    assert run("check", clean, "--accept", "NO_SUCH").code == 2
    assert run("check", folder / "图斑.parquet", "--kind", "nothing").code == 2
    assert run("check", folder / "图斑.parquet", clean).code == 2
    assert run("check", clean, "--kind", "parcels").code == 2
    assert run("check", "PG:dbname=x").code == 65


def test_the_json_is_the_answer_of_the_library(folder):
    path = district(folder, "", two_defects())
    answer = run("check", path, "--format", "json", "--lang", "zh")
    data = json.loads(answer.out)
    assert data["command"] == "check"
    assert [(i["code"], i["row"]) for i in data["issues"]] == [("CODE_UNKNOWN", 3), ("CODE_NAME_MISMATCH", 2)]


FILES = {
    "check.json", "issues.csv", "issues.gpkg", "issues.xlsx", "junit.xml", "map.html", "run.json", "summary.docx",
}  # fmt: skip


def test_a_folder_holds_all_files_and_a_second_run_replaces_it(folder):
    out, path = folder / "检查 结果", district(folder, "", two_defects())
    assert run("check", path, "-o", out).code == 1
    assert {each.name for each in out.iterdir()} == FILES
    with (out / "issues.csv").open(encoding="utf-8-sig", newline="") as text:
        assert sum("CODE_UNKNOWN" in line for line in map(",".join, csv.reader(text))) == 1
    assert len(pyogrio.list_layers(out / "issues.gpkg")) >= 1
    district(folder)
    assert run("check", path, "-o", out).code == 0
    assert {each.name for each in out.iterdir()} == FILES - {"issues.gpkg"}
    assert json.loads((out / "check.json").read_text("utf-8"))["issues"] == []
    assert not [each for each in folder.iterdir() if ".part" in each.name]


def test_a_folder_of_files_is_looked_at_as_a_whole(folder):
    write(two_defects(), folder, ".gpkg")
    pd.DataFrame({"井号": ["K1", "K1"], "井别": ["开采", "回灌"]}).to_csv(folder / "井.csv", index=False)
    data = look(folder)
    assert {(i["file"], i["code"]) for i in data["issues"] if i["severity"] == "error"} == {
        ("地类 图斑.gpkg", "CODE_UNKNOWN"), ("井.csv", "ID_DUPLICATE"),
    }  # fmt: skip


def test_a_folder_is_looked_through_and_what_cannot_be_read_in_it_is_told(folder):
    full().to_parquet(folder / "图斑.parquet")
    path = folder / "断.gpkg"
    pyogrio.write_dataframe(full(), path, layer="DLTB", driver="GPKG")
    path.write_bytes(path.read_bytes()[:60_000])
    data = look(folder)
    assert {one["kind"] for one in data["inputs_checked"]} >= {"parcels"}
    assert [(i["code"], i["file"]) for i in data["issues"] if i["severity"] == "error"] == [
        ("FILE_TRUNCATED", "断.gpkg")
    ]


def test_a_layer_of_parcels_without_its_land_class_is_still_one(folder):
    full().drop(columns="DLBM").to_parquet(folder / "图斑.parquet")
    data = look(folder / "图斑.parquet")
    assert ("FIELD_MISSING", "error") in {(i["code"], i["severity"]) for i in data["issues"]}
