"""Sheets and atlases as files: what is in them is what the tables print, in the plane they say."""

import io
import re

import geopandas as gpd
import openpyxl
import pytest
import shapely
from pdfminer.high_level import extract_pages, extract_text
from pdfminer.layout import LAParams, LTTextContainer
from PIL import Image

from natres.core.map_definition import SheetWish
from natres.presenters.drawing import canvas_pdf
from natres.presenters.workbook import workbook_bytes
from natres.workflows.district_maps import draw_maps
from natres.workflows.district_maps.atlas import draw_atlas
from natres.workflows.district_maps.sheets import draw_sheets
from natres.workflows.report_names import ReportNames
from tests.pack_reader import read_page
from tests.workflows.command import run

TOWNS = ("杨柳青镇", "辛口镇", "张家窝镇", "精武镇", "大寺镇", "王稳庄镇", "中北镇", "李七庄街道", "西营门街道",
         "赤龙南街道", "津门湖街道", "西青区开发区")  # fmt: skip


def plain(pdf):
    """The text of a PDF without blanks: names are set letter by letter."""
    return re.sub(r"\s", "", extract_text(io.BytesIO(pdf)))


@pytest.fixture(scope="module")
def landuse(district_parts):
    return draw_sheets(district_parts, ("landuse",), SheetWish("A3"))["landuse"].sheet


@pytest.fixture(scope="module")
def atlas(district_parts):
    return draw_atlas(district_parts, "landuse", SheetWish("A4"))


def test_a_sheet_can_be_searched_for_its_title_and_every_town(landuse):
    text = plain(canvas_pdf(landuse.canvas))
    assert "西青区土地利用现状图" in text
    assert [town for town in TOWNS if town not in text] == []
    assert "示例数据（虚构）" in text and "内部资料" in text and "CGCS2000" in text


def test_the_legend_prints_the_hectares_of_the_tables(landuse, district_parts):
    text = plain(canvas_pdf(landuse.canvas))
    classes = next(table for table in district_parts.tables if table.key == "land_classes")
    rows = {row.cells[0].text: row.cells[3].plain for row in classes.rows if len(row.cells[0].text) == 4}
    named = [code for code in rows if code in text]
    assert len(named) > 30
    assert [code for code in named if rows[code].replace(",", "") not in text.replace(",", "")] == []


def test_an_atlas_has_an_index_and_a_sheet_per_town_at_its_own_scale(atlas):
    assert [one.number for one in atlas] == list(range(13))
    assert {one.name for one in atlas[1:]} == set(TOWNS)
    assert all(one.sheet.ground.scale < atlas[0].sheet.ground.scale for one in atlas[1:])
    index = plain(canvas_pdf(atlas[0].sheet.canvas))
    assert [one.name for one in atlas[1:] if f"{one.number}{one.name}" not in index] == []


def test_a_town_is_shown_whole_with_its_own_figures(atlas, district_parts):
    one = next(sheet for sheet in atlas if sheet.name == "大寺镇")
    layer = next(layer for layer, units in district_parts.bounds for unit in units if unit.code == one.code)
    place = next(n for _, units in district_parts.bounds for n, unit in enumerate(units) if unit.code == one.code)
    town = layer.frame.geometry.to_numpy()[place]
    assert shapely.contains(one.sheet.ground.shown, town)
    table = next(table for table in district_parts.tables if table.key == "survey_subclasses")
    row = next(row for row in table.rows if row.cells[1].text == one.code)
    printed = next(c.plain for c, head in zip(row.cells, table.columns, strict=True) if head.label.endswith("(0102)"))
    assert printed.replace(",", "") in plain(canvas_pdf(one.sheet.canvas)).replace(",", "")


def test_several_sheets_make_one_pdf(landuse, atlas):
    pdf = canvas_pdf(landuse.canvas, atlas[1].sheet.canvas)
    sizes = [(round(p.width / 72 * 25.4), round(p.height / 72 * 25.4)) for p in extract_pages(io.BytesIO(pdf))]
    assert [sorted(size) for size in sizes] == [[297, 420], [210, 297]]


@pytest.fixture
def layer(folder):
    boxes = [shapely.box(39_500_000 + x * 1000, 4_320_000, 39_501_000 + x * 1000, 4_321_000) for x in range(3)]
    frame = gpd.GeoDataFrame({"用途": ["{{7*7}}", "#set page", "<b>田</b>"]}, geometry=boxes, crs=4527)
    frame.to_file(folder / "地块.gpkg")
    return folder / "地块.gpkg"


def test_a_layer_is_printed_at_the_scale_asked_for_and_no_value_runs(layer):
    target = layer.with_name("图.pdf")
    answer = run("map", layer, "--by", "用途", "--scale", "25000", "-o", target)
    assert answer.code == 0, answer.err
    text = plain(target.read_bytes())
    assert "1:25000" in text
    assert [value for value in ("{{7*7}}", "#setpage", "<b>田</b>") if value not in text] == []
    boxes = [c for page in extract_pages(target, laparams=LAParams()) for c in page if isinstance(c, LTTextContainer)]
    assert len(boxes) > 5


def test_a_png_has_three_hundred_dots_an_inch(layer):
    target = layer.with_name("图.png")
    answer = run("map", layer, "--by", "用途", "--orientation", "landscape", "-o", target, "--lang", "zh")
    assert answer.code == 0
    assert "1 幅，A4" in answer.out
    width, height = Image.open(target).size
    assert (round(width / 300 * 25.4), round(height / 300 * 25.4)) == (297, 210)


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--scale", "5000"), 2, "SCALE_TOO_LARGE"),
        (("--paper", "A9"), 2, "OPTION_VALUE"),
        (("--orientation", "schief"), 2, "OPTION_VALUE"),
        (("--paper", "A3", "-o", "图.html"), 2, "OUTPUT_SUFFIX"),
        (("--paper", "A3", "-o", "图.docx"), 2, "OUTPUT_SUFFIX"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_a_cure(layer, options, code, said):
    asked = options if "-o" in options else (*options, "-o", layer.with_name("图.pdf"))
    answer = run("map", layer, "--by", "用途", *asked)
    assert (answer.code, said in answer.err) == (code, True), answer.err
    assert not layer.with_name("图.pdf").exists()


def test_a_letter_the_font_lacks_is_refused_by_name(layer):
    frame = gpd.read_file(layer)
    frame.loc[0, "用途"] = "奇\U0003106f字"
    frame.to_file(layer)
    answer = run("map", layer, "--by", "用途", "-o", layer.with_name("图.pdf"))
    assert answer.code == 65
    assert "GLYPH_MISSING" in answer.err and "U+3106F" in answer.err


def test_chinese_names_of_a_report_are_apart(district_parts):
    called = ReportNames(chinese=True)
    names = [called.table(table.key, table.title, n) for n, table in enumerate(district_parts.tables, start=1)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"表格/[^\\:*?\"<>|\s]+\.csv", name) for name in names)
    files = ("tables.xlsx", "appendix.docx", "results.gpkg", "results.json", "run.json")
    named = ["附表.xlsx", "附件.docx", "成果.gpkg", "results.json", "run.json"]
    assert [called.file(name) for name in files] == named


def test_a_workbook_opens_with_links_to_every_sheet(district_parts):
    data = workbook_bytes(district_parts.tables, moment=district_parts.moment, contents="目录")
    book = openpyxl.load_workbook(io.BytesIO(data))
    first = book.worksheets[0]
    links = [cell.hyperlink.location for row in first["B3:B200"] for cell in row if cell.hyperlink]
    targets = [link.rsplit("!", 1)[0].strip("'").replace("''", "'") for link in links]
    assert targets == book.sheetnames[1:]
    assert [row[0].value for row in first["B3:B200"] if row[0].value] == [t.title for t in district_parts.tables]


def test_sheet_and_page_of_the_ledgers_list_the_same_dots_and_say_what_has_no_place(district_parts):
    sheet = plain(canvas_pdf(draw_sheets(district_parts, ("ledgers",), SheetWish("A4"))["ledgers"].sheet.canvas))
    page = draw_maps(district_parts, ("ledgers",))["ledgers"][1]
    listed = [c["label"][0] for c in read_page(page).layer("ledgers").head["colourings"][0]["categories"]]
    assert "规划编制台账" not in listed and "违法用地台账" in listed
    assert [name for name in listed if name not in sheet] == []
    assert sheet.count("规划编制台账") == sheet.count("取水户台账") == 1
    assert "规划编制台账13项、取水户台账36项没有坐标，未上图" in sheet
    assert "规划编制台账 13 项、取水户台账 36 项没有坐标，未上图" in page
