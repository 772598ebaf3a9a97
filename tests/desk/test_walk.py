"""The way of somebody who types no commands, in a real browser without a network."""

import json
import re
import shutil
import sqlite3
import zipfile

import geopandas as gpd
import numpy as np
import pytest
import shapely
from docx import Document

pytestmark = pytest.mark.browser

IDLE = "#panel:not(:has(.progress)):not(:has(.drop.busy))"


def begin(room, served, kind="district"):
    page = room.new_page()
    page.goto(served.url)
    page.click(f".tile.{kind} button")
    page.wait_for_load_state("load")
    page.wait_for_selector(".drop")
    return page


def work_of(served, page):
    return served.desk.works.get(page.url.rsplit("/", 1)[-1])


def draft(path):
    document = Document()
    document.add_paragraph("2022 年末，全区土地总面积565.36平方公里，其中农用地258.08平方公里，占46.65%。")
    document.save(path)


def test_a_folder_becomes_findings_a_verdict_and_a_download(room, served, small, tmp_path):
    """Dropped folder → findings → result → archive; a second tab and a reload show the same; nobody else is asked."""
    brought = tmp_path / "下发资料"
    shutil.copytree(small, brought)
    draft(brought / "送审稿.docx")
    district = brought / "xiqing.toml"
    text = re.sub(r"^draw = .*", 'draw = ["landuse"]', district.read_text("utf-8"), flags=re.MULTILINE)
    district.write_text(text, "utf-8")  # one map shows the way as well as eight
    page = begin(room, served)
    page.set_input_files("input[data-folder]", brought)
    page.wait_for_selector(f"{IDLE} .verdict", timeout=120_000)
    assert "没有发现错误" in page.inner_text("#panel")
    work = work_of(served, page)
    assert len(work.files()) == sum(path.is_file() for path in brought.rglob("*"))
    page.click("text=下一步：出结果")
    page.wait_for_selector(".progress")
    other = room.new_page()
    other.goto(page.url)
    page.wait_for_selector(".take", timeout=120_000)
    other.wait_for_selector(".take")
    page.reload()
    text = page.inner_text("#panel")
    assert text == other.inner_text("#panel")
    assert "城乡建设用地规模：现状" in text
    assert "已突破" in text
    assert "虚构" in text
    assert "46.65" in text  # the draft's wrong share
    with page.expect_download() as coming:
        page.click("text=全部下载")
    saved = tmp_path / "结果.zip"
    coming.value.save_as(saved)
    names = zipfile.ZipFile(saved).namelist()
    assert {"report/index.html", "report/附表.xlsx", "report/附件.docx", "check/issues.csv"} <= set(names)
    assert any(name.startswith("audit/") and name.endswith(".docx") for name in names)
    with room.expect_page() as opened:
        page.click("text=打开结果首页")
    report = opened.value
    report.wait_for_selector("a.card")
    report.click("a.card >> nth=0")
    report.wait_for_selector("body[data-state=ready]", timeout=20_000)
    assert report.evaluate("document.referrer") == ""  # where it came from has the key of the desk in it
    assert page.evaluate("window.__pwned") == report.evaluate("window.__pwned") == 0
    assert all(url.startswith((f"http://127.0.0.1:{served.port}/", "blob:", "data:")) for url in room.asked)
    assert room.problems == []


def test_a_shapefile_without_a_system_asks_for_one_of_those_that_fit(room, served, small, tmp_path):
    """GBK, no .prj, no .cpg: the candidates are offered, the form is filled in, the file is written and shown."""
    folder = tmp_path / "图斑 无坐标系"
    folder.mkdir()
    parcels = gpd.read_parquet(next(small.rglob("parcels_2022.parquet")))
    parcels.to_file(folder / "地类图斑.shp", encoding="GBK")
    for ending in (".prj", ".cpg"):
        (folder / "地类图斑").with_suffix(ending).unlink(missing_ok=True)
    page = begin(room, served)
    page.set_input_files("input[data-folder]", folder)
    page.wait_for_selector(f"{IDLE} .sheet", timeout=120_000)
    assert page.input_value("input[name=code]") == "120111"
    assert page.input_value("input[name=year]") == "2022"
    page.fill("input[name=name]", "西青区")
    page.fill("input[name=limit_0]", "二百平方公里")
    page.click("text=写区县文件并检查")
    page.wait_for_selector(".message:has-text('坐标系')")  # none is chosen for anybody
    page.check("input[value='EPSG:4527']")
    page.click("text=写区县文件并检查")
    page.wait_for_selector(".message:has-text('二百平方公里')")
    page.fill("input[name=limit_0]", "211.3 平方公里")
    page.wait_for_timeout(600)
    page.reload()  # what was typed is kept
    assert page.input_value("input[name=name]") == "西青区"
    assert page.is_checked("input[value='EPSG:4527']")
    page.click("text=写区县文件并检查")
    page.wait_for_selector(f"{IDLE} .verdict", timeout=120_000)
    text = work_of(served, page).district_file.read_text("utf-8")
    assert 'crs = "EPSG:4527"' in text
    assert 'limit = "211.3 平方公里"' in text
    assert "图斑 无坐标系/地类图斑.shp" in text
    read = json.loads((work_of(served, page).place / "check" / "check.json").read_text("utf-8"))["inputs"]
    assert [one["encoding"] for one in read if one["path"].endswith(".shp")] == ["GB18030"]
    page.click(".toml summary")
    assert 'crs = "EPSG:4527"' in page.input_value("textarea")
    page.fill("textarea", text.replace("year = 2022", 'year = "二〇二二"', 1))
    page.click("text=保存并重新检查")
    page.wait_for_selector(".message.error")
    assert "二〇二二" in page.input_value("textarea")  # what was typed is there to be mended
    assert work_of(served, page).district_file.read_text("utf-8") == text  # a wrong one is not kept
    assert room.problems == []


def test_a_broken_archive_is_told_and_the_page_lives_on(room, served, small, tmp_path):
    archive = tmp_path / "图斑.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in small.rglob("*.parquet"):
            packed.write(path, path.name)
    archive.write_bytes(archive.read_bytes()[:20_000])
    page = begin(room, served)
    page.set_input_files("input[type=file]:not([data-folder])", archive)
    page.wait_for_selector(f"{IDLE} .message.error", timeout=60_000)
    assert "没有复制完整" in page.inner_text(".message.error")
    page.click(".files button")
    page.wait_for_selector("#panel:not(:has(.files))")
    page.set_input_files("input[type=file]:not([data-folder])", next(small.rglob("parcels_2022.parquet")))
    page.wait_for_selector(f"{IDLE} .sheet", timeout=60_000)
    assert room.problems == []


def test_cancelling_half_way_leaves_nothing(room, served, checked):
    work, page = checked, room.new_page()
    page.goto(f"{served.url}works/{work.id}")
    page.wait_for_load_state("load")
    before = {path.relative_to(work.place) for path in work.place.rglob("*")}
    page.click("text=下一步：出结果")
    steps = ", ".join(f".progress:has-text('{step}')" for step in ("网页地图", "打印图幅", "附件文档"))
    page.wait_for_selector(steps, timeout=120_000)
    page.click("text=取消")
    page.wait_for_selector(f"{IDLE}:has-text('没有留下半成品')", timeout=20_000)
    after = {path.relative_to(work.place) for path in work.place.rglob("*")}
    assert after == before
    assert page.is_visible("text=下一步：出结果")


def test_findings_are_repaired_or_accepted_with_a_click_and_logged(room, served, small, tmp_path):
    """A sliver of defects: the cure stands beside each; a repair makes a copy, the district file names it."""
    folder = tmp_path / "有问题的资料"
    shutil.copytree(small, folder)
    path = next(folder.rglob("parcels_2022.parquet"))
    parcels = gpd.read_parquet(path)
    parcels.loc[5, "DLBM"] = "9999"
    ring = shapely.get_coordinates(parcels.geometry[9])
    twice = shapely.Polygon(np.insert(ring, 1, ring[1], axis=0))  # a vertex that stands twice: one repair only
    parcels.loc[[9], "geometry"] = gpd.GeoSeries([twice], index=[9], crs=parcels.crs)
    parcels.to_parquet(path)
    page = begin(room, served)
    page.set_input_files("input[data-folder]", folder)
    page.wait_for_selector(f"{IDLE} .rule.error", timeout=120_000)
    rule = page.locator(".rule.error[title=CODE_UNKNOWN]")
    assert "9999" in rule.inner_text()
    assert "处理" in rule.inner_text()
    work = work_of(served, page)
    rule.locator("button", has_text="照此接受").click()
    page.wait_for_selector(f"{IDLE} .message.warning:has-text('按你的决定接受')", timeout=120_000)
    assert "CODE_UNKNOWN" in work.accept
    assert page.locator(".verdict.good").count() == 0  # what is accepted is not called good
    assert rule.locator("button", has_text="修好能修的").count() == 0  # nobody can guess what 9999 was
    page.locator(".rule[title=GEOM_REPEATED] button", has_text="修好能修的").click()
    page.wait_for_selector(f"{IDLE} details:has-text('刚才的修复')", timeout=120_000)
    assert (work.place / "mended" / "parcels.gpkg").exists()
    assert "mended/parcels.gpkg" in work.district_file.read_text("utf-8")
    assert "parcels_2022.parquet" in {name.rsplit("/", 1)[-1] for name, _ in work.files()}
    log = (work.place / "操作记录.txt").read_text("utf-8")
    assert "接受 CODE_UNKNOWN" in log
    assert "已修" in log
    with sqlite3.connect(work.place / "mended" / "parcels.gpkg") as base:
        ((count,),) = base.execute("select feature_count from gpkg_ogr_contents").fetchall()
    assert count == len(parcels)


def test_a_site_and_a_draft_have_ways_of_their_own(room, served, small, checked, tmp_path):
    """A site against a district that was checked; a draft alone."""
    page = room.new_page()
    page.goto(served.url)
    page.click(".tile.site button")
    page.wait_for_load_state("load")
    page.set_input_files("input[type=file]:not([data-folder])", next(small.rglob("site_points.txt")))
    page.wait_for_selector(".files li")
    page.select_option("select[name=district]", checked.id)
    page.click("text=开始核对")
    page.wait_for_selector(f"{IDLE} .take", timeout=120_000)
    assert page.locator("a", has_text=".docx").count() >= 1
    paper = tmp_path / "送审稿.docx"
    draft(paper)
    page.click(".brand")
    page.click(".tile.audit button")
    page.wait_for_load_state("load")
    page.set_input_files("input[type=file]:not([data-folder])", paper)
    page.wait_for_selector(f"{IDLE} .verdict.bad", timeout=120_000)
    page.click("text=English")
    page.wait_for_selector("text=Audit a draft")
    page.click("text=中文")
    page.wait_for_selector("text=核对送审稿")
    assert room.problems == []
