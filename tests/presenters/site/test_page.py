"""The one page of a site: what it says, that no value runs, that map and words are the same in both formats."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser

import numpy as np
import pytest

from natres.core.results.site import Crossing, NearWell, SiteEntry, SitePart, TouchedPlot, TownEffect
from natres.presenters.formats import csv_text
from natres.presenters.site import SitePage, site_json, site_sentences, site_tables
from natres.presenters.site.drawing import MapMaterial, draw_site
from natres.presenters.site.one_page import one_page
from natres.presenters.site.page_html import site_html
from natres.presenters.site.png import png_map
from natres.presenters.site.svg import svg_map
from natres.presenters.site.word import site_docx
from tests.analyses.site.mosaics import box, found, four, layer, quota
from tests.payloads import EVERYTHING, PAYLOADS
from tests.strategies import EAST, NORTH, SCHEME, TOWNS

MOMENT = datetime(2022, 12, 31)
RED = "ecological_red_line"


def result(evil="120111510000000001"):
    frame = four(parcel_id=[evil, "b", "c", "d"])
    zones = {RED: layer(box(0, 0, 60, 100), ids=[evil]), "basic_farmland": layer(box(200, 0, 250, 100))}
    wells = (NearWell(evil, evil, "production", 120.54, False, 117.0, 39.0),)
    plots = (TouchedPlot(evil, "forested", "0111", "state", 12.5, 12.5, 900.0),)
    asked = [replace(quota(20_000), label=evil), quota(1, "floor", "cropland")]
    return found(frame, box(0, 0, 250, 100), quotas=asked, zones=zones, wells=wells, plots=plots, near_m=500.0)


def page(evil="120111510000000001", language="zh", **more):
    whole = result(evil)
    whole = replace(whole, parts=(replace(whole.parts[0], name="示例地块" if evil.isdigit() else evil),))
    return SitePage(
        whole, SCHEME, language, district="西青区", year=2022, units={TOWNS[0]: evil, f"{TOWNS[0]}001": evil},
        file="项目.shp", **more,
    )  # fmt: skip


def material(evil="K01"):
    frame = four()
    return MapMaterial(
        np.array([box(0, 0, 250, 100)]), frame.geometry.to_numpy(), list(frame["land_class"]),
        {RED: np.array([box(0, 0, 60, 100)])}, np.array([box(0, 50, 30, 90)]), [(evil, EAST + 120.0, NORTH + 50.0)],
    )  # fmt: skip


def docx_text(data):
    xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode("utf-8")
    return re.sub(r"<[^>]+>", " ", re.sub(r"</w:p>", "\n", xml))


class Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.names, self.text = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.text += [value for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize(("language", "texts"), [("zh", PAYLOADS[::2]), ("en", (*PAYLOADS[1::2], EVERYTHING))])
def test_no_value_runs_or_fetches_anything(language, texts):
    for evil in texts:
        told = page(evil, language)
        html = site_html(one_page(told, (evil,)), draw_site(told, material(evil)), language)
        seen = Seen()
        seen.feed(html)
        assert not seen.tags & {"script", "img", "a", "iframe", "link", "object"}
        assert not any(name.startswith("on") for name in seen.names | {"x"} if name != "x")
        assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:|//)", html)
        assert "{{" not in html.split("</style>")[1]


def test_the_page_says_the_verdict_the_lines_and_the_figures():
    told = page(invented=True)
    html = site_html(one_page(told, ("示例数据（虚构）",)), draw_site(told, material()), "zh")
    seen = Seen()
    seen.feed(html)
    text = " ".join(seen.text)
    for words in (
        "项目用地核对表", "示例地块", "不能直接建设", "占用生态保护红线", "0101 水田", "120.5 m",
        "12.50 平方米", "核对人", "示例数据（虚构）", "比例尺 1:4,000", "3 度带，中央经线 117°",
    ):  # fmt: skip
        assert words in text, words


def test_word_and_html_say_the_same():
    told = page()
    whole = one_page(told)
    html = Seen()
    html.feed(site_html(whole, draw_site(told, material()), "zh"))
    word = docx_text(site_docx(whole, png_map(draw_site(told, material())), language="zh", moment=MOMENT))
    squeezed = re.sub(r"\s", "", word)
    for text in [whole.verdict, *whole.findings, *(cell for t in whole.tables for row in t.rows for cell in row)]:
        assert re.sub(r"\s", "", text) in squeezed, text
        assert re.sub(r"\s", "", text) in re.sub(r"\s", "", "".join(html.text)), text


def test_the_same_site_gives_the_same_bytes():
    one, two = (
        site_docx(one_page(page()), png_map(draw_site(page(), material())), language="zh", moment=MOMENT)
        for _ in range(2)
    )
    assert one == two


def test_the_map_shows_what_lies_there_at_its_scale():
    drawing = draw_site(page(), material())
    svg = svg_map(drawing)
    assert drawing.scale == 4000  # 250 m within 60 % of 122 mm
    assert all(words in svg for words in ("生态保护红线", "林地小班", "地热井", "K01", "0101 水田", "100 m"))
    assert "永久基本农田" not in svg  # no such zone on the map
    assert png_map(drawing).startswith(b"\x89PNG")


def test_a_district_without_zones_plots_wells_and_quotas_says_so():
    bare = SitePage(found(four(), box(0, 0, 100, 100)), SCHEME, "zh", file="a.shp")
    said = " ".join(site_sentences(bare))
    assert "未越过任何已核对的线" in said
    assert all(f"没有{name}图层" in said for name in ("永久基本农田", "生态保护红线", "城镇开发边界"))
    assert "没有用地指标" in said
    assert {table.key for table in site_tables(bare)} == {
        "site_parts", "site_taken", "site_classes", "site_owners", "site_towns", "site_villages", "site_parcels",
    }  # fmt: skip
    assert site_json(bare)["wells"] is None


def test_no_main_class_is_dropped_and_what_is_left_out_is_said():
    codes = ["0101", "0201", "0301", "0601", "0701", "0809", "0901", "1001", "1003", "1101", "1104", "1107", "1202"]
    codes += ["0404", "0501", "0602", "1206", "0303", "1106"]
    entries = tuple(SiteEntry(code, "state", TOWNS[0], 10_000) for code in codes)
    told = page()
    told = replace(told, found=replace(told.found, entries=entries))
    whole = one_page(told)
    (taken,) = [table for table in whole.tables if table.title == "项目用地现状地类面积表"]
    (full,) = [table for table in site_tables(told) if table.key == "site_taken"]
    assert [row[0] for row in taken.rows] == [row.cells[0].text for row in full.rows if row.indent < 3]
    assert "现状地类面积表未列耕地的二级类，见 site.xlsx" in whole.notes


def test_subclasses_without_area_go_first_and_stars_stay_with_their_note():
    entries = [SiteEntry("0101", "state", TOWNS[0], 33_333), SiteEntry("0101", "collective", TOWNS[0], 33_333)]
    entries += [SiteEntry(code, "state", TOWNS[0], 33_333) for code in
                ("0201", "0301", "0601", "0701", "0809", "0901", "1003", "1101", "0404", "1206")]  # fmt: skip
    told = page()
    told = replace(told, found=replace(told.found, entries=tuple(entries)))
    whole = one_page(told)
    (taken,) = [table for table in whole.tables if table.title == "项目用地现状地类面积表"]
    assert [row[0] for row, indent in zip(taken.rows, taken.indents, strict=True) if indent == 3] == ["0101 水田"]
    assert any(cell.endswith("*") for row in taken.rows for cell in row)
    assert any("加 *" in note for note in whole.notes)


def test_a_line_never_ends_within_a_number_and_says_how_many_more_there_are():
    told = page()
    plots = tuple(TouchedPlot(f"0001-{n:05}", "forested", "0111", "state", 84168.25, 84168.25, 9e5) for n in range(12))
    units = {TOWNS[0] + f"{n:03}": "很长的村名" * 9 for n in range(9)}
    villages = tuple(replace(told.found.villages[0], key=code) for code in units)
    lines = dict(one_page(replace(told, found=replace(told.found, plots=plots, villages=villages), units=units)).lines)
    for name, unit in (("林地", "84168.25 平方米"), ("坐落", "平方米")):
        items = lines[name].split("；")
        assert all(item.endswith(unit) for item in items[:-1]), items
    assert lines["林地"].count("84168.25") + int(lines["林地"].split("另有 ")[1].split()[0]) == 12
    assert lines["坐落"].count("平方米") + int(lines["坐落"].split("另有 ")[1].split()[0]) == 9


def test_towns_stand_below_their_quota_and_one_that_goes_on_past_its_limit_is_told():
    told = page()
    town = TownEffect(TOWNS[0], "甲镇", 20_000_000, 10_000_000, 1_500_000, "exceeded", "exceeded")
    first, *rest = told.found.quotas
    told = replace(told, found=replace(told.found, quotas=(replace(first, towns=(town,)), *rest)))
    said = "甲镇现状已突破该镇街控制数，本项目再增加 15000.00 平方米（22.50 亩）"
    assert any(said in text for text in site_sentences(told))
    whole = one_page(told)
    assert any(said in text for text in whole.findings)
    rows = [row for table in whole.tables for row in table.rows if "其中 甲镇" in row]
    assert [row[1:] for row in rows] == [("10.0000", "20.0000", "+1.5000", "21.5000", "-11.5000", "已突破")]


def test_no_part_of_a_site_is_told_larger_than_the_site():
    told = page()
    whole = told.found.survey_dm2 / 100
    lain = Crossing("outside", "urban_boundary", told.found.planar_m2, whole + 0.004)
    assert f"{whole:.2f} 平方米" in told.crossing(lain)
    assert f"{told.found.planar_m2:.2f}" not in told.crossing(lain)


def test_a_project_of_several_parts_has_a_name_a_table_of_them_and_their_names_on_the_map():
    told = page()
    parts = (SitePart("东块", 5000.0, 5001.0), SitePart("西块", 7000.0, 7001.0))
    told = replace(told, found=replace(told.found, parts=parts), file="三地块.gpkg")
    assert (told.name, replace(told, project="产业园").name) == ("三地块", "产业园")
    (table,) = [table for table in one_page(told).tables if table.title == "各地块面积"]
    assert [row[0] for row in table.rows] == ["合计", "东块", "西块"]
    lain = replace(material(), site=np.array([box(0, 0, 60, 100), box(120, 0, 250, 100)]), names=("东块", "西块"))
    svg = svg_map(draw_site(told, lain))
    assert "东块" in svg
    assert "西块" in svg


def test_every_class_inside_the_site_stands_in_the_legend_however_many_there_are():
    codes = [c.code for c in SCHEME.classes if c.level == 2][:40]
    strips = np.array([box(5 * n, 0, 5 * n + 5, 100) for n in range(40)])
    lain = replace(material(), site=np.array([box(0, 0, 200, 100)]), parcels=strips, classes=codes)
    told = page()
    drawing = draw_site(told, lain)
    svg = svg_map(drawing)
    assert [code for code in codes if f">{code} " not in svg] == []
    assert drawing.height > 74
    around = draw_site(told, replace(lain, site=np.array([box(190, 0, 200, 100)])))
    shown = [part.text[:4] for part in around.parts if getattr(part, "text", "")[:4] in codes]
    assert set(shown[:2]) == set(codes[38:])  # those inside stand first
    assert around.height == 74


def test_names_of_wells_do_not_cover_each_other():
    close = [(f"K{n:02}", EAST + 120.0 + n, NORTH + 50.0) for n in range(6)]
    svg = svg_map(draw_site(page(), replace(material(), wells=close)))
    assert svg.count("<circle") == 7  # six wells and the legend's
    assert svg.count(">K0") == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_table_prints_in_both_languages(language):
    text = csv_text(site_tables(page(language=language)), ())
    assert "site." not in text
    assert "12.50" in text


def test_land_taken_closes_to_the_site_in_every_column():
    (table,) = [table for table in site_tables(page()) if table.key == "site_taken"]
    numbers = [[float(cell.plain) for cell in row.cells[1:]] for row in table.rows]
    groups = [line for line, row in zip(numbers, table.rows, strict=True) if row.indent == 1]
    for n, total in enumerate(numbers[0]):
        assert round(sum(line[n] for line in groups), 4) == total
    assert round(sum(numbers[0][:2]), 4) == numbers[0][2] == 2.5  # hectares of state and collective land
    assert [row.cells[0].text for row in table.rows if row.indent == 3] == ["0101 水田", "0102 水浇地", "0103 旱地"]
