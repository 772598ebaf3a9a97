"""The map of protection lines over land use: every ground once, its numbers those of the tables, odd names harmless."""

import geopandas as gpd
import pytest
import shapely

from natres.workflows import draw_map
from tests.pack_reader import read_page
from tests.payloads import EVERYTHING
from tests.strategies import EAST, NORTH

from .command import run

DISTRICT = """[district]
name = "示例区"
code = "120111"
year = 2022
language = "zh"
crs = "EPSG:4527"

[layers.parcels]
path = "数据/图斑.parquet"
"""
ZONES = """
[layers.zones.ecological_red_line]
path = "数据/红线.gpkg"
[layers.zones.basic_farmland]
path = "数据/永农.gpkg"
[layers.zones.'ODD']
path = "数据/其他.gpkg"
"""


def box(west, south, east, north):
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


@pytest.fixture
def place(tmp_path):
    """A field, a factory and a ditch of 1 ha each, side by side; the file of zones is added by :func:`zoned`."""
    shapes = [box(100 * n, 0, 100 * n + 100, 100) for n in range(3)]
    frame = gpd.GeoDataFrame(
        {"BSM": ["1", "2", "3"], "DLBM": ["0102", "0601", "1107"], "ZLDWDM": ["1201111010010000000"] * 3},
        geometry=shapes, crs=4527,
    )  # fmt: skip
    (tmp_path / "数据").mkdir()
    frame.assign(TBMJ=10000.0).to_parquet(tmp_path / "数据" / "图斑.parquet")
    (tmp_path / "区县.toml").write_text(DISTRICT, "utf-8")
    return tmp_path


def zoned(place, odd="other", name="甲"):
    """Add a red line over 1½ parcels from 50 m on, farmland over the field, another zone that only touches."""
    for file, shape in (("红线", box(50, 0, 200, 100)), ("永农", box(0, 0, 100, 100)), ("其他", box(300, 0, 400, 100))):
        layer = gpd.GeoDataFrame({"BSM": [name], "HXMC": [name], "KFBJMC": [name]}, geometry=[shape], crs=4527)
        layer.to_file(place / "数据" / f"{file}.gpkg")
    (place / "区县.toml").write_text(DISTRICT + ZONES.replace("ODD", odd), "utf-8")
    return place / "区县.toml"


def legend(page, key, layer="zoned"):
    """Return label and printed area of a legend in Chinese."""
    head, zh = page.layer(layer).head, page.head["languages"].index("zh")

    def said(text):
        return text if isinstance(text, str) else text[zh]

    found = next(c for c in head["colourings"] if c["key"] == key)
    return {said(c["label"]): said(c["note"]) for c in found["categories"]}


def test_every_ground_stands_once_with_what_it_answers(place):
    page = read_page(draw_map(zoned(place), "zones").html)
    assert legend(page, "findings") == {
        "生态保护红线内建设用地": "1.00 公顷",
        "其他土地": "2.00 公顷",
    }
    assert legend(page, "combination") == {
        "仅生态保护红线": "1.00 公顷",
        "仅永久基本农田": "0.50 公顷",
        "生态保护红线∩永久基本农田": "0.50 公顷",
        "各管控区之外": "1.00 公顷",
    }
    layer = page.layer("zoned")
    assert sorted(layer.values["gross_dm2"]) == [500_000, 500_000, 1_000_000, 1_000_000]
    assert sorted(layer.values["parcel_id"]) == ["1", "1", "2", "3"]
    lines = [each for each in page.head["layers"] if each["kind"] == "boundary"]
    assert [(each["key"], bool(each["colour"])) for each in lines][-1] == ("zone_ecological_red_line", True)


def test_a_district_without_zones_is_told_which_table_is_missing(place):
    answer = run("map", place / "区县.toml", "zones", "-o", place / "图")
    assert (answer.code, (place / "图").exists()) == (2, False)
    assert "MAP_EMPTY" in answer.err
    assert "[layers.zones.…]" in answer.err
    assert "[layers.parcels_before]" in run("map", place / "区县.toml", "change", "-o", place / "图").err


@pytest.mark.browser
def test_zones_of_odd_names_do_no_harm(place, open_page):
    """Names of zones and of their layer reach labels, legends and tables as text, also in the other language."""
    own = EVERYTHING.replace("'", "’").replace("\u2028", " ").replace("\u2029", " ").replace("\r\n", " ")
    html = draw_map(zoned(place, own, own), "zones").html
    with open_page(html, bypass_csp=True) as seen:
        seen.page.mouse.click(450, 380)
        seen.page.locator("#tab-figures").click()
        seen.page.keyboard.press("l")
        seen.page.wait_for_timeout(200)
        assert seen.page.evaluate("window.__pwned") == 0
        assert [url for url in seen.requests if not url.startswith(("file:", "blob:"))] == []
        assert (seen.problems, seen.state) == ([], "ready")


def test_the_map_of_change_goes_into_one_file_and_tells_gains_from_what_stays_in_its_group(place):
    """Field to factory is a gain of construction land, factory to home and dry field to paddy are none."""
    before = gpd.read_parquet(place / "数据" / "图斑.parquet").assign(DLBM=["0103", "0702", "0103"])
    before.to_parquet(place / "数据" / "上年.parquet")
    before.assign(DLBM=["0101", "0601", "0601"]).to_parquet(place / "数据" / "图斑.parquet")
    text = DISTRICT + '\n[layers.parcels_before]\npath = "数据/上年.parquet"\nyear = 2021\n'
    (place / "区县.toml").write_text(text, "utf-8")
    answer = run("map", place / "区县.toml", "change", "-o", place / "变化.html")
    assert answer.code == 0, answer.err
    page = read_page((place / "变化.html").read_text(encoding="utf-8"))
    assert legend(page, "direction", "changes") == {
        "耕地→建设用地": "1.00 公顷", "建设用地内部变化": "1.00 公顷", "耕地内部变化": "1.00 公顷",
    }  # fmt: skip
