"""The print view: one sheet that holds title, map, legend, scale, sources, date and marks, and nothing to press."""

from dataclasses import replace

import numpy as np
import pytest
from touch import CROP, painted
from web_pages import objects, sample, square

from natres.presenters.web import AreaLayer, Category, Colouring, draw_page

pytestmark = pytest.mark.browser

# The last word is 0: a function would be called by who evaluates it.
COUNT_PRINTS = "window.printed = 0; window.print = () => { window.printed++; }; 0"


def on_paper(seen, key="p"):
    seen.page.evaluate(COUNT_PRINTS)
    seen.page.keyboard.press(key)
    for _ in range(200):
        seen.page.wait_for_timeout(50)
        if seen.page.evaluate("window.printed"):
            return
    raise AssertionError("nothing was printed")


def pages(pdf):
    return pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page/") or pdf.count(b"/Type/Page/")


def test_the_sheet_holds_all_and_no_controls(open_page):
    with open_page(draw_page(sample())) as seen:
        on_paper(seen)
        told = seen.page.inner_text("body")
        for text in (
            "土地利用现状图",
            "示例数据（虚构）",
            "耕地",
            "1.22 公顷",
            "镇界",
            "DLTB.gpkg",
            "制图日期",
            "比例尺约 1∶",
        ):
            assert text in told
        for hidden in ("#panel", "#search", "#fold", ".map-bar", "#readout"):
            assert not seen.page.is_visible(hidden)
        assert seen.page.is_visible(".leaflet-control-scale-line")
        assert seen.page.is_visible(".north")


def test_the_map_is_painted_for_paper_before_it_is_printed(open_page):
    with open_page(draw_page(sample())) as seen:
        before = painted(seen, CROP)
        on_paper(seen)
        assert not seen.page.evaluate("natres.busy()")
        assert seen.page.evaluate("document.querySelector('canvas.sheet:not([hidden])').width") > 1800
        assert painted(seen, CROP) > 2 * before  # three pixels for one, each way
        assert seen.page.evaluate("map_natres.getBounds().contains([[39, 117], [39.02, 117.02]])")


def test_it_is_one_page_across(open_page):
    with open_page(draw_page(sample())) as seen:
        on_paper(seen)
        pdf = seen.page.pdf(prefer_css_page_size=True, print_background=True)
        assert pages(pdf) == 1
        assert b"/MediaBox [0 0 841" in pdf or b"/MediaBox [0 0 842" in pdf


def test_what_is_hidden_is_not_in_the_printed_legend(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.locator("#legend button.row", has_text="林地").click()
        seen.page.locator("button.layer-head", has_text="地热井").click()
        on_paper(seen)
        told = seen.page.inner_text(".print-legend")
        assert "耕地" in told
        assert "林地" not in told
        assert "开采井" not in told


@pytest.mark.parametrize("count", [20, 60, 90])
def test_a_long_legend_is_printed_whole(open_page, count):
    categories = tuple(Category(str(n), f"{n:04d} 某某用地", "#336699", "123.45 公顷") for n in range(count))
    colouring = Colouring("class", "地类", categories, np.arange(count))
    cells = objects(*(square(0.2 * (n % 10), 0.2 * (n // 10), 0.2) for n in range(count)))
    with open_page(draw_page(sample(layers=(AreaLayer("parcels", "图斑", cells, (colouring,)),)))) as seen:
        on_paper(seen)
        fits = "(e) => [e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth]"
        over = seen.page.eval_on_selector(".print-legend", fits)
        assert max(over) <= 1
        assert (
            seen.page.evaluate("document.querySelector('.print-legend li:last-child').getBoundingClientRect().bottom")
            < 770
        )


def test_escape_goes_back_to_the_page_as_it_was(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.evaluate("map_natres.setView([39.01, 117.01], 15.5, {animate: false})")
        before = seen.page.evaluate("map_natres.getZoom()")
        on_paper(seen)
        seen.page.keyboard.press("Escape")
        assert seen.page.is_visible("#panel")
        assert seen.page.locator(".print-legend").count() == 0
        assert abs(seen.page.evaluate("map_natres.getZoom()") - before) <= 0.5
        assert painted(seen, CROP) > 1000


def test_a_public_sheet_has_a_slot_for_its_approval_number(open_page):
    with open_page(draw_page(replace(sample("en"), public=True))) as seen:
        on_paper(seen)
        assert "Map approval no.:" in seen.page.inner_text("body")
        assert "Public edition" in seen.page.inner_text("body")


def test_the_browsers_own_shortcut_prints_the_sheet(open_page):
    with open_page(draw_page(sample())) as seen:
        on_paper(seen, "Control+p")
        assert seen.page.evaluate("window.printed") == 1
        assert seen.page.locator(".print-legend").count() == 1
