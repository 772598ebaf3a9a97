"""The pages of a real report, in Chromium with the network off: they draw, ask for nothing, say who they are."""

import shutil
from pathlib import Path

import geopandas as gpd
import pytest

from natres.workflows import map_layer, report

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
MAPS = ("landuse", "quota", "forest", "wells")


@pytest.fixture(scope="module")
def folder(full_report):
    return full_report[1]


@pytest.mark.browser
@pytest.mark.parametrize("name", MAPS)
def test_a_map_opens_offline_and_asks_for_nothing(folder, open_file, name):
    with open_file(folder / "maps" / f"{name}.html") as seen:
        assert seen.state == "ready"
        assert [url for url in seen.requests if not url.startswith(("file:", "blob:", "data:"))] == []
        assert seen.problems == []
        assert "虚构" in seen.page.inner_text("header")


@pytest.mark.browser
def test_the_index_leads_to_every_map_and_back(folder, open_file):
    with open_file(folder / "index.html", wait=False) as seen:
        links = seen.page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        assert {f"maps/{name}.html" for name in MAPS} <= set(links)
        assert all((folder / link).exists() for link in links)
        seen.page.click("a[href='maps/landuse.html']")
        seen.settle()
        seen.page.click("a[href='../index.html']")
        assert "自然资源数据报告" in seen.page.title()


def inside_a_parcel():
    """Longitude and latitude of a place well inside the largest parcel."""
    parcels = gpd.read_parquet(DATA / "landuse" / "parcels_2022.parquet", columns=["TBMJ", "geometry"])
    spot = parcels.loc[[parcels["TBMJ"].idxmax()]].representative_point().to_crs(4490).iloc[0]
    return spot.x, spot.y


@pytest.mark.browser
def test_pointing_at_a_parcel_tells_its_class_and_area_in_chinese(folder, open_file):
    with open_file(folder / "maps" / "landuse.html") as seen:
        box = seen.page.query_selector("#map_natres, .leaflet-container").bounding_box()
        lon, lat = inside_a_parcel()
        spot = seen.page.evaluate(f"map_natres.latLngToContainerPoint([{lat}, {lon}])")
        seen.page.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"])
        seen.page.wait_for_timeout(500)
        text = seen.page.inner_text(".leaflet-tooltip")
        for word in ("水库水面", "面积", "平方米", "公顷", "亩"):
            assert word in text


@pytest.mark.browser
def test_a_foresters_page_says_state_and_collective(tmp_path, open_file):
    target = tmp_path / "林地.html"
    map_layer(DATA / "forest" / "plots_2021.shp", target, "tenure")
    with open_file(target) as seen:
        assert seen.state == "ready"
        panel = seen.page.inner_text("body")
        assert "792.13" in panel
        assert "5727.92" in panel


PAYLOAD = "{{ 7*7 }}{% for x in y %}${alert(1)}`</script><img src=x onerror=alert(1)>"


@pytest.mark.browser
def test_names_from_a_district_file_and_a_layer_never_run(tmp_path, open_file, no_sheets):
    folder = tmp_path / "区"
    shutil.copytree(DATA, folder)
    text = (folder / "xiqing.toml").read_text("utf-8")
    text = text.replace('name = "西青区"', f"name = '{PAYLOAD}'").replace("杨柳青镇", PAYLOAD.replace('"', ""))
    (folder / "xiqing.toml").write_text(text, "utf-8")
    wells = (folder / "geothermal" / "wells.csv").read_text("utf-8-sig")
    (folder / "geothermal" / "wells.csv").write_text(wells.replace("雾迷山组", PAYLOAD), "utf-8-sig")
    report(folder / "xiqing.toml", tmp_path / "out")
    for page in ["index.html", *(f"maps/{name}.html" for name in MAPS)]:
        with open_file(tmp_path / "out" / page, wait=page != "index.html") as seen:
            assert seen.page.evaluate("window.__pwned") == 0
            assert "{{ 7*7 }}" in seen.page.inner_text("header")
            assert seen.problems == []
