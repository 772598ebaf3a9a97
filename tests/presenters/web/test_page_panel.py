"""The panel of a page: tabs, folding, towns, quotas, and both languages without loading again."""

from dataclasses import replace

import pytest
from touch import answered, centre, focused
from web_pages import sample

from natres.presenters.web import MapPage, draw_page

pytestmark = pytest.mark.browser


def shown(seen):
    return seen.page.evaluate("[...document.querySelectorAll('.pane')].filter((p) => p.offsetParent).map((p) => p.id)")


def test_one_tab_at_a_time_and_arrows_between_them(open_page):
    with open_page(draw_page(sample())) as seen:
        assert shown(seen) == ["pane-legend"]
        seen.page.focus("#tab-legend")
        for key, tab in [("ArrowRight", "towns"), ("End", "notes"), ("ArrowRight", "legend"), ("ArrowLeft", "notes")]:
            seen.page.keyboard.press(key)
            assert shown(seen) == ["pane-" + tab]
            assert seen.page.evaluate("document.activeElement.id") == "tab-" + tab
        assert seen.page.evaluate("document.querySelectorAll('[role=tab][tabindex=\"0\"]').length") == 1


def test_a_tab_without_content_is_absent(open_page):
    page = sample(towns=(), quotas=(), figures=())
    with open_page(draw_page(page)) as seen:
        assert seen.page.locator("[role=tab]").all_inner_texts() == ["图例", "说明"]


def test_folding_gives_the_map_the_room(open_page):
    with open_page(draw_page(sample())) as seen:
        wide = seen.page.evaluate("map_natres.getSize().x")
        seen.page.click("#fold")
        assert not seen.page.is_visible("#legend")
        assert seen.page.get_attribute("#fold", "aria-expanded") == "false"
        assert seen.page.evaluate("map_natres.getSize().x") > wide + 300
        seen.page.keyboard.press("i")
        assert seen.page.is_visible("#legend")


def test_a_narrow_window_opens_folded(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.set_viewport_size({"width": 600, "height": 800})
        seen.page.reload()
        seen.settle()
        assert not seen.page.is_visible("#legend")
        seen.page.click("#fold")
        assert seen.page.is_visible("#legend")


def test_a_town_is_gone_to_shows_its_parts_and_back_shows_the_district(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.evaluate("map_natres.setView([39.3, 117.3], 12, {animate: false})")
        seen.page.click("#tab-towns")
        town = seen.page.get_by_role("button", name="甲镇", exact=True)
        assert not seen.page.is_visible("[data-lang=zh] .parts")
        town.click()
        assert seen.page.is_visible("[data-lang=zh] .parts")
        assert town.get_attribute("aria-expanded") == "true"
        assert [round(value, 1) for value in centre(seen.page)] == [1.0, 1.0]
        assert seen.page.evaluate("natres.marked.town.layer") == "towns"
        seen.page.evaluate("map_natres.setZoom(16, {animate: false})")
        seen.page.get_by_role("button", name="返回全区").click()
        assert not seen.page.is_visible("[data-lang=zh] .parts")
        assert seen.page.evaluate("natres.marked.town") is None
        assert seen.page.evaluate("map_natres.getBounds().contains([[39, 117], [39.02, 117.02]])")


def test_a_quota_says_its_status_in_words_and_marks_its_limit(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.click("#tab-figures")
        quota = seen.page.locator("[data-lang=zh] .quota").first
        for text in ("城乡建设用地规模", "超出", "2.07 公顷", "口径：全部图斑"):
            assert text in quota.inner_text()
        edges = seen.page.evaluate(
            "[...document.querySelectorAll('[data-lang=zh] .gauge > *')].map((e) => e.getBoundingClientRect())"
            ".map((r) => [r.left, r.right])"
        )
        assert edges[0][1] > edges[1][0] > edges[0][0]  # 103.5 % runs over its limit
        summary = quota.locator("summary")
        summary.click()
        assert quota.locator("tbody tr").count() == 2


def test_the_language_changes_everything_without_loading(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.evaluate("window.stayed = true")
        assert "开采井" in seen.page.inner_text("#legend")
        seen.page.click("#switch")
        assert seen.page.title() == "Land use"
        assert seen.page.get_attribute("html", "lang") == "en"
        legend = seen.page.inner_text("#legend")
        for text in ("Parcels", "Cropland", "Wells"):
            assert text in legend
        assert seen.page.locator("[role=tab]").all_inner_texts() == ["Legend", "Towns", "Figures", "Notes"]
        assert seen.page.get_attribute("#print", "aria-label") == "Print view (P)"
        assert seen.page.get_attribute("#search input", "placeholder") == "Id or place name (/)"
        seen.page.click("#tab-figures")
        assert "exceeded" in seen.page.inner_text("#pane-figures")
        assert "超出" not in seen.page.inner_text("#pane-figures")
        seen.page.keyboard.press("l")
        assert seen.page.title() == "土地利用现状图"
        assert seen.page.evaluate("window.stayed")


def test_the_feature_and_the_explanation_follow_the_language(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.fill("#search input", "0001")
        seen.page.keyboard.press("Enter")
        answered(seen)
        seen.page.locator("#legend .figure").first.click()
        answered(seen)
        seen.page.keyboard.press("l")
        answered(seen)
        assert "10000.00 m²" in seen.page.inner_text("#selected")
        assert "same as printed" in seen.page.inner_text("#explain")


def test_a_page_of_one_language_has_no_switch(open_page):
    page = sample()
    only = replace(page, faces={"zh": page.faces["zh"]}, layers=page.layers[1:2])
    assert isinstance(only, MapPage)
    with open_page(draw_page(only)) as seen:
        assert seen.page.locator("#switch").count() == 0
        seen.page.keyboard.press("l")
        assert seen.page.title() == "土地利用现状图"


def test_the_header_fits_the_common_screen(open_page):
    for language in ("zh", "en"):
        with open_page(draw_page(sample(language, title="城乡建设用地规模及耕地保有量指标图 " * 2))) as seen:
            edges = seen.page.evaluate(
                "[...document.querySelectorAll('.top .tool, #search')].map((e) => e.getBoundingClientRect().right)"
            )
            assert max(edges) <= 1366
            assert seen.page.evaluate("document.documentElement.scrollWidth") == 1366
            assert focused(seen.page) is not None
