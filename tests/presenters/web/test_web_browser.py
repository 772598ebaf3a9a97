"""The pages in a real browser, from a file, with the network cut."""

import pytest
from web_pages import EVERYTHING, PAYLOADS, SIDE, SOUTH, WEST, poisoned, poisoned_index, sample

from natres.presenters.web import draw_index, draw_page

pytestmark = pytest.mark.browser

COUNT_COLOUR = """([red, green, blue]) => {
  let found = 0;
  for (const canvas of document.querySelectorAll("canvas.sheet")) {
    if (canvas.hidden) continue;
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    for (let i = 0; i < data.length; i += 4)
      if (data[i] === red && data[i + 1] === green && data[i + 2] === blue && data[i + 3] === 255) found++;
  }
  return found;
}"""
CROP, FOREST = [0xF6, 0xE5, 0x8D], [0x2E, 0x8B, 0x57]


def place(page, column, row):
    """Return where a place of the sample stands on the screen, the unit being one parcel."""
    script = """([lat, lon]) => {
      const p = map_natres.latLngToContainerPoint([lat, lon]);
      const r = map_natres.getContainer().getBoundingClientRect();
      return [p.x + r.left, p.y + r.top];
    }"""
    return page.evaluate(script, [SOUTH + row * SIDE, WEST + column * SIDE])


def point_at(seen, column, row):
    seen.page.mouse.move(*place(seen.page, column, row))
    seen.page.wait_for_timeout(120)
    return seen.page.evaluate("[...document.querySelectorAll('.tip')].map((e) => e.textContent).join()")


def test_opens_from_a_file_and_asks_for_nothing(open_page):
    with open_page(draw_page(sample())) as seen:
        assert seen.state == "ready"
        assert seen.problems == []
        assert [url for url in seen.requests if not url.startswith("file:")] == []
        assert len(seen.requests) == 1  # the page itself


def test_parcels_are_painted_in_their_colours(open_page):
    with open_page(draw_page(sample())) as seen:
        assert seen.page.evaluate(COUNT_COLOUR, CROP) > 5000
        assert seen.page.evaluate(COUNT_COLOUR, FOREST) > 5000


def test_holes_and_parts_are_where_they_belong(open_page):
    with open_page(draw_page(sample())) as seen:
        assert "0002" in point_at(seen, 1.1, 0.5)
        assert point_at(seen, 1.5, 0.5) == ""  # the hole
        assert "0003" in point_at(seen, 0.2, 1.2)
        assert "0003" in point_at(seen, 0.8, 1.8)
        assert point_at(seen, 0.5, 1.5) == ""  # between the parts


def test_hovering_tells_the_attributes_in_chinese(open_page):
    with open_page(draw_page(sample())) as seen:
        told = point_at(seen, 0.5, 0.5)
        for word in ("图斑编号", "0001", "地类", "耕地"):
            assert word in told
        assert "XQ-01" in point_at(seen, 0.2, 0.2)  # the well lies on top of the parcel


def test_clicking_keeps_the_attributes_in_the_panel(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.mouse.click(*place(seen.page, 1.1, 0.5))
        assert "0002" in seen.page.inner_text("#selected")
        seen.page.keyboard.press("Escape")
        assert not seen.page.is_visible("#selected")


def test_the_legend_hides_and_shows_a_class(open_page):
    with open_page(draw_page(sample())) as seen:
        row = seen.page.locator("#legend button.row", has_text="林地")
        before = seen.page.evaluate(COUNT_COLOUR, FOREST)
        row.click()
        seen.settle()
        assert row.get_attribute("aria-pressed") == "false"
        assert seen.page.evaluate(COUNT_COLOUR, FOREST) == 0
        assert point_at(seen, 1.1, 0.5) == ""
        row.focus()
        seen.page.keyboard.press("Enter")
        seen.settle()
        assert row.get_attribute("aria-pressed") == "true"
        assert seen.page.evaluate(COUNT_COLOUR, FOREST) == before


def test_the_layer_switch_hides_the_whole_layer(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.locator("button.layer-head", has_text="地类图斑").click()
        seen.settle()
        assert seen.page.evaluate(COUNT_COLOUR, CROP) == 0
        assert point_at(seen, 0.5, 0.5) == ""


def test_zooming_and_panning_repaint(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.evaluate("map_natres.setZoom(map_natres.getZoom() + 1.25)")
        seen.page.wait_for_timeout(500)
        seen.settle()
        seen.page.evaluate("map_natres.panBy([180, -120], {animate: false})")
        seen.settle()
        assert "0001" in point_at(seen, 0.7, 0.7)
        assert seen.page.evaluate(COUNT_COLOUR, CROP) > 5000
        assert seen.problems == []


# With the policy off only the escaping stands between a text and its execution: that is the hard case.
CASES = [(EVERYTHING, False), *((text, True) for text in (*PAYLOADS, EVERYTHING))]


def test_no_payload_is_ever_run(open_page):
    for text, bypass_csp in CASES:
        with open_page(draw_page(poisoned(text)), bypass_csp=bypass_csp) as seen:
            point_at(seen, 0.5, 0.5)
            seen.page.mouse.click(*place(seen.page, 0.5, 0.5))
            point_at(seen, 1.0, 0.0)
            seen.page.wait_for_timeout(60)
            assert seen.page.evaluate("window.__pwned") == 0
            assert seen.page.evaluate("document.querySelectorAll('img').length") == 0
            shown = seen.page.evaluate("document.querySelector('#legend .row .label').textContent")
            assert shown == text
            assert [url for url in seen.requests if not url.startswith("file:")] == []
            assert seen.problems == []


def test_no_payload_is_run_by_the_index(open_page):
    with open_page(draw_index(poisoned_index(EVERYTHING)), wait=False, bypass_csp=True) as seen:
        assert seen.page.evaluate("window.__pwned") == 0
        assert len(seen.requests) == 1
        assert seen.problems == []


def test_without_javascript_the_figures_are_read(open_page):
    with open_page(draw_page(sample()), wait=False, java_script_enabled=False) as seen:
        assert "258.08" in seen.page.inner_text("#figures")
        assert "需要启用 JavaScript" in seen.page.inner_text("noscript")


def test_an_old_browser_is_told_so(open_page):
    html = draw_page(sample()).replace("typeof DecompressionStream", "typeof NoSuchThing")
    with open_page(html, bypass_csp=True) as seen:
        assert seen.state == "old"
        assert "版本过旧" in seen.page.inner_text("#status")


def test_a_cut_file_is_told_so(open_page):
    html = draw_page(sample())
    at = html.index('id="natres-data">') + 200
    with open_page(html[:at] + html[at + 40 :]) as seen:
        assert seen.state == "broken"
        assert "不完整" in seen.page.inner_text("#status")


def test_a_narrow_window_folds_the_panel(open_page):
    with open_page(draw_page(sample())) as seen:
        assert seen.page.is_visible("#legend")
        seen.page.click("#fold")
        assert not seen.page.is_visible("#legend")
        seen.page.set_viewport_size({"width": 600, "height": 800})
        seen.page.reload()
        seen.settle()
        assert not seen.page.is_visible("#legend")
        seen.page.click("#fold")
        assert seen.page.is_visible("#legend")
