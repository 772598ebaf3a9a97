"""Whatever a file, a field, a code, a district file or a map definition says: nothing of it runs, no page breaks."""

import csv
import os
import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from natres.workflows import Options, draw_map, map_district, map_layer
from tests.pack_reader import read_page
from tests.payloads import EVERYTHING, PAYLOADS, TEMPLATES

DATA = Path(__file__).resolve().parents[2] / "data"
pytestmark = pytest.mark.browser


def poke(seen):
    """Open everything a reader can open, with the pointer over every row of the map's middle."""
    page = seen.page
    for x in (300, 450, 600):
        page.mouse.move(x, 380)
        page.wait_for_timeout(120)
    page.mouse.click(450, 380)
    for tab in page.locator("[role=tab]:visible").all():
        tab.click()
    figures = page.locator("button.figure:visible")
    if figures.count():
        figures.first.click()
        page.wait_for_timeout(300)
        page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("{{ 7<i")
    page.wait_for_timeout(200)
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("l")
    page.wait_for_timeout(200)
    page.emulate_media(media="print")
    page.wait_for_timeout(100)


def unharmed(open_page, html):
    # With the policy off only the escaping stands between a text and its execution: that is the hard case.
    with open_page(html, bypass_csp=True) as seen:
        poke(seen)
        assert seen.page.evaluate("window.__pwned") == 0
        assert seen.page.evaluate("document.querySelectorAll('main img, header img').length") == 0
        assert [url for url in seen.requests if not url.startswith(("file:", "blob:"))] == []
        assert seen.problems == []
        assert seen.state == "ready"


def squares(count):
    return [shapely.box(39_500_000 + 100 * n, 4_320_000, 39_500_090 + 100 * n, 4_320_090) for n in range(count)]


def numbered(texts):
    return [f"{k} {text}" for k, text in enumerate(texts)]


def parcels(texts):
    n = len(texts)
    return gpd.GeoDataFrame(
        {"BSM": numbered(texts), "DLBM": ["0101", "0601"] * (n // 2) + ["0101"] * (n % 2),
         "DLMC": texts, "QSXZ": ["10", "30"] * (n // 2) + ["10"] * (n % 2), "ZLDWDM": ["120111001001"] * n,
         "ZLDWMC": texts, "CZCSXM": ["201"] * n, "TBMJ": [8100.0] * n},
        geometry=squares(n), crs="EPSG:4527",
    )  # fmt: skip


@pytest.mark.parametrize("suffix", ["gpkg", "geojson"])
def test_parcels_with_such_names(tmp_path, open_page, suffix):
    path = tmp_path / f"三调 {{{{ 7*7 }}}} ${{x}} `y`.{suffix}"
    frame = parcels([*PAYLOADS, EVERYTHING])
    (frame.to_crs(4490) if suffix == "geojson" else frame).to_file(path)
    for by in ("subclass", "ownership"):
        html = draw_map(path, by).html
        assert str(os.getpid()) not in html.split("natres-data")[0]
        told = read_page(html).layer("parcels").values["parcel_id"]
        assert sorted(told) == sorted(frame["BSM"])
        unharmed(open_page, html)


def test_any_layer_by_a_field_of_such_names(tmp_path, open_page):
    field = "<img src=x onerror=window.__pwned++>{{ 7*7 }}"
    texts = list(PAYLOADS)
    frame = gpd.GeoDataFrame({field: texts, "n": range(len(texts))}, geometry=squares(len(texts)), crs="EPSG:4527")
    frame.to_file(tmp_path / "图层.gpkg", layer="地块")
    unharmed(open_page, draw_map(tmp_path / "图层.gpkg", field).html)


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_template_alone_does_not_stop_a_map(tmp_path, text):
    parcels([text, "甲"]).to_file(tmp_path / "图斑.gpkg")
    answer = map_layer(tmp_path / "图斑.gpkg", tmp_path / "图.html", "group", Options(language="zh"))
    assert read_page(Path(answer.data["output"]).read_text("utf-8")).layer("parcels").head["count"] == 2


def test_a_scheme_of_such_words(tmp_path, open_page):
    rows = [("A", EVERYTHING, "", "agricultural"), ("B", "</script><script>window.__pwned++</script>", "", "unused")]
    with (tmp_path / "分类.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("code", "name", "parent", "group"), *rows])
    frame = parcels(["甲", "乙"]).assign(DLBM=["A", "B"])
    frame.to_file(tmp_path / "图斑.gpkg")
    options = Options(scheme=str(tmp_path / "分类.csv"), language="zh")
    unharmed(open_page, draw_map(tmp_path / "图斑.gpkg", "subclass", options=options).html)


def test_wells_and_plots_of_such_names(tmp_path, open_page):
    n = len(PAYLOADS)
    wells = pd.DataFrame({
        "井号": numbered(PAYLOADS), "井别": ["开采井", "回灌井"] * (n // 2) + ["开采井"] * (n % 2),
        "热储层": PAYLOADS, "经度": [117.1 + k / 1000 for k in range(n)], "纬度": [39.0] * n,
        "年开采量（万立方米）": [1.5] * n, "年回灌量（万立方米）": [1.25] * n,
    })  # fmt: skip
    wells.to_csv(tmp_path / "井.csv", index=False, encoding="utf-8-sig")
    unharmed(open_page, draw_map(tmp_path / "井.csv", "role", language="zh").html)
    plots = gpd.GeoDataFrame(
        {"XIAO_BAN": numbered(PAYLOADS), "DI_LEI": ["0111"] * n, "LD_QS": ["10"] * n,
         "XIANG": PAYLOADS, "MIAN_JI": [0.81] * n}, geometry=squares(n), crs="EPSG:4527",
    )  # fmt: skip
    plots.to_file(tmp_path / "小班.gpkg")
    unharmed(open_page, draw_map(tmp_path / "小班.gpkg", "tenure", language="zh").html)


def test_a_district_file_and_a_definition_of_such_words(tmp_path, open_page):
    folder = tmp_path / "区 {{ 7*7 }}"
    shutil.copytree(DATA, folder)
    file = folder / "xiqing.toml"
    own = EVERYTHING.replace("'", "’").replace("\u2028", " ").replace("\u2029", " ").replace("\r\n", " ")
    text = file.read_text("utf-8").replace('name = "西青区"', f"name = '{own}'")
    text = text.replace('label = "城乡建设用地规模"', f"label = '{own}'").replace('"杨柳青镇"', f"'{own}'")
    file.write_text(text, "utf-8")
    (folder / "maps").mkdir()
    (folder / "maps" / "危险.toml").write_text(
        f"title = '{own}'\ntext = '{own}'\nlayer = 'parcels'\nby = 'group'\ntables = ['land_groups']\n"
        f"[legend]\nlabels = {{ agricultural = '{own}' }}\n",
        "utf-8",
    )
    map_district(file, tmp_path / "out", ("危险", "quota", "wells"))
    for page in sorted((tmp_path / "out").glob("*.html")):
        html = page.read_text("utf-8")
        assert str(os.getpid()) not in html.split("natres-data")[0]
        unharmed(open_page, html)
