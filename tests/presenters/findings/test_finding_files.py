"""The files of findings: places for QGIS, JUnit, the page for the supplier, the map; the same twice."""

import dataclasses
import hashlib
import io
import json
import shutil
import sqlite3
import subprocess
from xml.etree import ElementTree as ET

import docx
import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import CRS

from natres.core.issues import Issue
from natres.core.results.check import CheckedInput, CheckResult, Coverage
from natres.presenters.findings import Ground, findings_page, junit_xml, places_frame, summary_docx
from natres.presenters.web import draw_page
from natres.workflows.findings import FindingsFrame, findings_files, write_findings
from tests.pack_reader import read_page
from tests.presenters.findings.conftest import EAST, NORTH, parcels, square

RULES = {"parcels": ("CODE_MISSING", "CODE_UNKNOWN", "UNIT_UNKNOWN_CODE"), "wells": ("DATE_ORDER",)}
FRAME = FindingsFrame(about="西青区 2022", rules=RULES, marks=("示例数据",))


@pytest.fixture
def files(result):
    return findings_files(result, "zh", FRAME)


def test_the_folder_records_what_it_holds(result, folder):
    place, notices = write_findings(result, "zh", folder / "检查", FRAME, environment={"started": "x"})
    assert notices == []
    names = {path.name for path in place.iterdir()}
    assert names == {
        "issues.csv", "issues.xlsx", "issues.gpkg", "map.html", "junit.xml", "summary.docx", "check.json", "run.json",
    }  # fmt: skip
    record = json.loads((place / "run.json").read_text(encoding="utf-8"))
    assert record["command"] == "check"
    assert record["rows_rejected"] == 22
    assert [one["sha256"][:4] for one in record["inputs"]] == ["3fa9", "b2b2"]
    assert set(record["outputs"]) == names - {"run.json"}
    digest = hashlib.sha256((place / "summary.docx").read_bytes()).hexdigest()
    assert record["outputs"]["summary.docx"] == digest


def test_two_builds_give_the_same_bytes(result, files):
    again = findings_files(result, "zh", FRAME)
    assert {name for name in files if files[name] != again[name]} == set()


def test_places_are_read_back_with_their_style(files, tmp_path):
    path = tmp_path / "issues.gpkg"
    path.write_bytes(files["issues.gpkg"])
    layers = {name: kind for name, kind in pyogrio.list_layers(path) if kind is not None}
    assert layers == {"points": "Point", "lines": "LineString", "polygons": "MultiPolygon"}
    points = gpd.read_file(path, layer="points")
    assert points.crs == CRS.from_epsg(4527)
    assert points["code"].tolist() == ["CODE_UNKNOWN", "AREA_INVALID", "DATE_ORDER"]
    assert points["caused_by"].isna().tolist() == [True, False, True]
    assert points["caused_by"][1] == 1
    well = points.geometry[2]  # of the register, in longitude and latitude, brought to the plane of the parcels
    assert abs(well.x - EAST) < 1000
    assert abs(well.y - NORTH) < 1000
    polygons = gpd.read_file(path, layer="polygons")
    assert len(polygons) == 20
    assert polygons["fid_in_file"].tolist()[0] == 7
    with sqlite3.connect(path) as database:
        styles = dict(database.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault").fetchall())
    database.close()
    assert set(styles) == set(layers)
    for name, symbol in (("points", "marker"), ("lines", "line"), ("polygons", "fill")):
        style = ET.fromstring(styles[name].partition("\n")[2])
        assert {s.get("type") for s in style.iter("symbol")} == {symbol}
        assert [c.get("value") for c in style.iter("category")] == ["error", "warning", "info"]
        assert style.find("labeling/settings/text-style").get("fieldName") == "code"


def test_a_place_nobody_can_convert_is_left_out():
    here, there = CRS.from_epsg(4527), CRS.from_epsg(2363)  # Xi'an 1980 without parameters
    issues = [Issue("GEOM_NULL", "error", file=name, at=shapely.Point(EAST, NORTH)) for name in ("a.shp", "b.shp")]
    issues.append(Issue("GEOM_NULL", "error", file="a.shp", at=shapely.Point(np.inf, 0)))
    issues.append(Issue("GEOM_NULL", "error", file="nobody.shp", at=shapely.Point(0, 0)))
    inputs = [CheckedInput("plain", parcels(path=n, layer=""), c) for n, c in (("a.shp", here), ("b.shp", there))]
    frames = places_frame(CheckResult(tuple(inputs), tuple(issues)), "en")
    assert frames["points"]["file"].tolist() == ["a.shp"]


def test_of_a_collection_the_largest_parts_are_kept():
    parts = shapely.GeometryCollection([square(0), shapely.Point(EAST, NORTH), shapely.MultiPolygon([square(3)])])
    issue = Issue("GEOM_INVALID", "error", file="DLTB.gpkg", at=parts)
    frames = places_frame(CheckResult((CheckedInput("parcels", parcels(), CRS.from_epsg(4527)),), (issue,)), "zh")
    assert list(frames) == ["polygons"]
    assert frames["polygons"].area.sum() == 20_000


def test_junit_fails_what_is_wrong_and_skips_what_is_off(files):
    root = ET.fromstring(files["junit.xml"])
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == ["DLTB.gpkg / DLTB", "地热井.xlsx"]
    land = {case.get("name"): case for case in suites["DLTB.gpkg / DLTB"].iter("testcase")}
    assert list(land["CODE_MISSING"]) == []  # it passes
    assert land["CODE_UNKNOWN"].find("failure").get("message").startswith("1 处：代码“9999”")
    assert land["UNIT_UNKNOWN_CODE"].find("skipped") is not None
    assert land["AREA_INVALID"].find("failure") is None  # another finding explains it
    assert "AREA_INVALID" in land["AREA_INVALID"].find("system-out").text
    assert "</script>" in land["ID_DUPLICATE"].find("failure").text
    wells = {case.get("name"): case for case in suites["地热井.xlsx"].iter("testcase")}
    assert wells["ID_ALIKE"].find("failure") is None
    assert wells["ID_ALIKE"].find("system-out").text.startswith("警告 1 处")
    for suite in root:
        cases = suite.findall("testcase")
        assert int(suite.get("tests")) == len(cases)
        assert int(suite.get("failures")) == sum(case.find("failure") is not None for case in cases)
    assert (root.get("tests"), root.get("failures")) == ("10", "6")
    assert "\x00" not in files["junit.xml"]


def test_findings_of_a_file_that_is_no_input_have_a_suite():
    result = CheckResult((), (Issue("FILE_MISSING", "error", file="a.gpkg"),))
    suite = ET.fromstring(junit_xml(result, "en", moment=FRAME.moment))[0]
    assert (suite.get("name"), suite.get("failures")) == ("natres", "1")


def texts(page):
    document = docx.Document(io.BytesIO(page))
    found = [paragraph.text for paragraph in document.paragraphs]
    return found, [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


def test_the_page_for_the_supplier_says_what_to_do(files):
    lines, rows = texts(files["summary.docx"])
    verdict = "发现错误 24 处（6 类），警告 1 处；请改正错误后重新提供数据。另有连带 1 处，改好上面的就会消失。"
    assert verdict in lines
    assert ["DLTB.gpkg", "2022", "120", "3fa9c1d23fa9"] in rows
    assert rows[4][:3] == ["ID_DUPLICATE 编号重复", "编号“{{ 7*7 }}”重复", "19"]
    assert "2. 代码不在分类表中：改正代码" in lines  # without options of a program the supplier does not have
    assert any(line.startswith("图斑合计 999990.00 ＝ 区界 1000000.00") for line in lines)
    assert "其余 2 项见 issues.xlsx" in lines
    lines, rows = texts(summary_docx(CheckResult((), ()), "en", moment=FRAME.moment))
    assert "Neither errors nor warnings were found; the data can be used." in lines


def crowded():
    """A check of many long-named files with more of everything than a page holds."""
    codes = (
        "CODE_UNKNOWN", "CODE_MISSING", "GEOM_NULL", "GEOM_INVALID", "GEOM_ZERO_AREA", "ID_DUPLICATE", "AREA_INVALID",
        "GEOM_TYPE", "GEOM_NONFINITE",
    )  # fmt: skip
    name = "西青区第三次全国国土调查成果地类图斑层" * 6 + ".gpkg"
    inputs = tuple(
        dataclasses.replace(
            CheckedInput("parcels", parcels(path=f"{n}{name}", layer="DLTB"), CRS.from_epsg(4527), 10**7, 10**6),
            coverage=Coverage(123_456_789_012.34, 1e6, 1e6, 123_456_789_012.34, 0.0),
        )
        for n in range(9)
    )
    long = "很长的值" * 80
    issues = [
        Issue(code, severity, file=f"0{name}", layer="DLTB", field="DLBM", row=10**6, id=long, value=long,
              facts={"scheme": long, "why": long})
        for severity in ("error", "warning") for code in codes
    ]  # fmt: skip
    return CheckResult(inputs, tuple(issues))


@pytest.mark.skipif(not shutil.which("soffice") or not shutil.which("pdfinfo"), reason="no soffice or pdfinfo")
def test_whatever_was_found_the_supplier_gets_one_page(tmp_path, result):
    pages = {"crowded-zh": (crowded(), "zh"), "crowded-en": (crowded(), "en"), "usual": (result, "en")}
    for name, (found, language) in pages.items():
        (tmp_path / f"{name}.docx").write_bytes(summary_docx(found, language, moment=FRAME.moment, about="西青区"))
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'office').as_uri()}",
        "--convert-to",
        "pdf",
    ]
    paths = [str(tmp_path / f"{name}.docx") for name in pages]
    subprocess.run([*command, "--outdir", str(tmp_path), *paths], check=True, capture_output=True, timeout=120)
    for name in pages:
        said = subprocess.run(["pdfinfo", tmp_path / f"{name}.pdf"], check=True, capture_output=True, text=True).stdout
        facts = dict(line.split(":", 1) for line in said.splitlines() if ":" in line)
        assert facts["Pages"].strip() == "1", name
        assert "A4" in facts["Page size"]


def ground():
    return Ground(np.array([square(n) for n in range(9)], dtype=object), CRS.from_epsg(4527))


def test_the_map_holds_every_place_as_data(result):
    page = read_page(draw_page(findings_page(result, "zh", ground=ground())))
    assert [layer.head["key"] for layer in page.layers] == ["ground", "shapes", "lines", "places"]
    assert sorted(page.layers[-1].values["number"], key=int)[:4] == ["1", "2", "4", "5"]  # 3 has no shape


@pytest.mark.browser
def test_the_map_opens_offline_and_runs_nothing_of_the_data(result, open_page):
    html = draw_page(findings_page(result, "zh", ground=ground()))
    with open_page(html, bypass_csp=True) as seen:
        seen.page.wait_for_selector("body[data-state=ready]")
        seen.page.keyboard.press("/")
        seen.page.keyboard.type("B6")
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_timeout(300)
        assert "GEOM_ZERO_AREA" in seen.page.inner_text("#selected")
        seen.page.click("#switch")
        assert seen.page.inner_text("h1:visible") == "Places of the findings"
        assert seen.page.evaluate("window.__pwned") == 0
        assert seen.problems == []
        assert [url for url in seen.requests if not url.startswith(("file:", "blob:"))] == []


@pytest.mark.browser
def test_a_map_of_nothing_opens_too(clean, open_page):
    with open_page(draw_page(findings_page(clean, "en"))) as seen:
        assert seen.problems == []
        assert "Nothing was found" in seen.page.text_content("body")
