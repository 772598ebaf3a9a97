"""A whole district's geodatabase through the page: `NATRES_MANY=1`, as `make torture` runs it."""

import os
import time

import geopandas as gpd
import pytest

from natres.workflows import make_sample

from .test_walk import IDLE, begin

pytestmark = [pytest.mark.browser, pytest.mark.skipif("NATRES_MANY" not in os.environ, reason="takes a minute")]


@pytest.fixture(scope="module")
def delivered(tmp_path_factory):
    """60,000 parcels, towns and villages in one FileGDB, without a district file."""
    folder = tmp_path_factory.mktemp("六万图斑")
    make_sample(folder / "样例", parcels=60_000, seed=1, language="zh")
    target = folder / "下发" / "三调成果.gdb"
    target.parent.mkdir()
    for layer, name in (("DLTB", "landuse/parcels_2022"), ("XZQ", "boundaries/XZQ"), ("CJDCQ", "boundaries/CJDCQ")):
        frame = gpd.read_parquet(folder / "样例" / f"{name}.parquet")
        frame.to_file(target, driver="OpenFileGDB", layer=layer)
    return target.parent


def test_sixty_thousand_parcels_come_to_a_verdict_with_progress_all_the_way(room, served, delivered, record_property):
    """From drop to verdict: something moves at every step, and the verdict stands before maps are drawn."""
    page = begin(room, served)
    since = time.monotonic()
    page.set_input_files("input[data-folder]", delivered)
    page.wait_for_selector(".progress:has-text('认资料')")
    page.wait_for_selector(f"{IDLE} .sheet", timeout=120_000)
    page.fill("input[name=name]", "西青区")
    page.fill("input[name=limit_0]", "211.3")
    page.click("text=写区县文件并检查")
    page.wait_for_selector(".progress:has-text('检查数据')", timeout=60_000)
    page.wait_for_selector(f"{IDLE} .verdict", timeout=120_000)
    page.click("text=下一步：出结果")
    page.wait_for_selector(".progress:has-text('读图斑')", timeout=60_000)
    page.wait_for_selector("section:has-text('指标结论') .verdict.bad", timeout=120_000)
    record_property("seconds", round(time.monotonic() - since, 1))
    assert "现状 215.50 平方公里" in page.inner_text(".verdict.bad")
    assert page.locator(".progress").count() == 1  # maps are still being drawn
    page.click("text=取消")
    page.wait_for_selector(f"{IDLE}:has-text('没有留下半成品')", timeout=60_000)
