"""A page in a real browser, from a file, with the network cut: it opens, it runs no data, it says what is wrong."""

import pytest
from touch import CROP, FOREST, click_at, painted, point_at, until
from web_pages import EVERYTHING, PAYLOADS, poisoned, poisoned_index, sample

from natres.presenters.web import draw_index, draw_page

pytestmark = pytest.mark.browser


def test_opens_from_a_file_and_asks_for_nothing(open_page):
    with open_page(draw_page(sample())) as seen:
        assert seen.state == "ready"
        assert seen.problems == []
        assert [url for url in seen.requests if not url.startswith(("file:", "blob:"))] == []
        assert len([url for url in seen.requests if url.startswith("file:")]) == 1  # the page itself


def test_parcels_are_painted_in_their_colours(open_page):
    with open_page(draw_page(sample())) as seen:
        assert painted(seen, CROP) > 5000
        assert painted(seen, FOREST) > 5000


def test_zooming_and_panning_repaint(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.evaluate("map_natres.setZoom(map_natres.getZoom() + 1.25)")
        until(seen.page, "!map_natres._animatingZoom")
        seen.settle()
        seen.page.evaluate("map_natres.panBy([180, -120], {animate: false})")
        seen.settle()
        assert "0001" in point_at(seen, 0.7, 0.7)
        assert painted(seen, CROP) > 5000
        assert seen.problems == []


def test_without_a_worker_the_page_paints_and_finds_the_same(open_page):
    html = draw_page(sample())
    with open_page(html) as seen:
        whole = painted(seen, CROP)
    old = html.replace("typeof Worker ===", "typeof NoSuchThing ===").replace(
        "Uint8Array.fromBase64", "window.noSuchThing"
    )
    with open_page(old, bypass_csp=True) as seen:
        assert seen.page.evaluate("natres.worker") is None
        assert painted(seen, CROP) == whole
        assert "0002" in point_at(seen, 1.1, 0.5)
        assert seen.problems == []


def test_a_sheet_with_nothing_on_it_holds_no_pixels(open_page):
    pixels = "natres.markSheet.getPane().querySelectorAll('canvas.sheet')"
    held = f"[...{pixels}].filter((c) => c.hidden).reduce((sum, c) => sum + c.width * c.height, 0)"
    marked = "[natres.markSheet._front, natres.markSheet._back].some((side) => side.canvas.width > 0)"
    with open_page(draw_page(sample())) as seen:
        seen.settle()
        assert seen.page.evaluate(held) == 0
        assert not seen.page.evaluate(marked)
        point_at(seen, 0.5, 0.5)
        until(seen.page, marked)
        seen.settle()
        assert seen.page.evaluate("natres.markSheet._front.canvas.width < 0.7 * natres.map.getSize().x")  # one parcel
        point_at(seen, 1.5, 0.5)  # the hole: nothing is there to be marked
        until(seen.page, f"!({marked})")


# With the policy off only the escaping stands between a text and its execution: that is the hard case.
CASES = [(EVERYTHING, False), *((text, True) for text in (*PAYLOADS, EVERYTHING))]


def test_no_payload_is_ever_run(open_page):
    for text, bypass_csp in CASES:
        with open_page(draw_page(poisoned(text)), bypass_csp=bypass_csp) as seen:
            click_at(seen, 0.5, 0.5)
            point_at(seen, 1.0, 0.0)
            seen.page.keyboard.press("l")
            for name in ("towns", "figures", "notes", "legend"):
                seen.page.click(f"#tab-{name}")
            seen.page.locator("#pane-legend .figure").first.click()
            seen.page.wait_for_timeout(60)
            assert seen.page.evaluate("window.__pwned") == 0
            assert seen.page.evaluate("document.querySelectorAll('img').length") == 0
            shown = seen.page.evaluate("document.querySelector('#legend .row .label').textContent")
            assert shown.strip() == text.strip()
            assert [url for url in seen.requests if not url.startswith(("file:", "blob:"))] == []
            assert seen.problems == []


def test_no_payload_is_run_by_the_index(open_page):
    with open_page(draw_index(poisoned_index(EVERYTHING)), wait=False, bypass_csp=True) as seen:
        assert seen.page.evaluate("window.__pwned") == 0
        assert len(seen.requests) == 1
        assert seen.problems == []


@pytest.mark.parametrize(
    ("language", "words", "others"), [("zh", "各镇街", "Land use"), ("en", "Land use", "土地利用")]
)
def test_without_javascript_all_of_the_panel_is_read_in_one_language(open_page, language, words, others):
    with open_page(draw_page(sample(language)), wait=False, java_script_enabled=False) as seen:
        told = seen.page.inner_text("body")
        for text in (
            "258.08",
            "甲镇",
            "58.9 %",
            "超出" if language == "zh" else "exceeded",
            "ab" * 32,
            "审图号：待核",
            words,
        ):
            assert text in told
        assert others not in told
        assert ("需要启用 JavaScript" in told) == (language == "zh")


def test_a_browser_that_cannot_read_the_data_is_told_so(open_page):
    html = draw_page(sample()).replace("typeof DecompressionStream", "typeof NoSuchThing")
    with open_page(html, bypass_csp=True, wait=False) as seen:
        until(seen.page, "document.body.dataset.state === 'old'")
        assert "版本过旧" in seen.page.inner_text("#too-old")
        assert "too old" not in seen.page.inner_text("#too-old")


def test_a_browser_that_cannot_read_the_script_is_told_so_and_shows_the_tables(open_page):
    html = draw_page(sample()).replace("natres.start();", "natres.start(; // a sign of the future")
    with open_page(html, bypass_csp=True, wait=False) as seen:
        until(seen.page, "!document.getElementById('too-old').hidden")
        assert "版本过旧" in seen.page.inner_text("#too-old")
        assert "258.08" in seen.page.inner_text("#panel")
        assert "审图号：待核" in seen.page.inner_text("#panel")


def test_a_cut_file_is_told_so(open_page):
    html = draw_page(sample())
    at = html.index('id="natres-data">') + 200
    with open_page(html[:at] + html[at + 40 :], wait=False) as seen:
        until(seen.page, "document.body.dataset.state === 'broken'")
        assert "不完整" in seen.page.inner_text("#status")


def test_a_public_page_says_so_and_hides_where_the_pointer_stands(open_page):
    from dataclasses import replace

    with open_page(draw_page(replace(sample(), public=True))) as seen:
        assert "公开版" in seen.page.inner_text(".top")
        assert "审图号：" in seen.page.inner_text(".top")
        point_at(seen, 0.5, 0.5)
        assert seen.page.inner_text("#readout") == ""
        seen.page.locator("#legend .figure").first.click()
        assert "不含逐行数据" in seen.page.inner_text("#explain")
