"""The keyboard: all of the page without a pointer, and each shortcut does what the list of keys says."""

import pytest
from touch import answered, centre, until
from web_pages import sample

from natres.presenters.web import draw_page

pytestmark = pytest.mark.browser


def test_shortcuts_move_and_zoom_the_map(open_page):
    with open_page(draw_page(sample())) as seen:
        zoom = seen.page.evaluate("map_natres.getZoom()")
        seen.page.keyboard.press("+")
        until(seen.page, f"map_natres.getZoom() === {zoom + 1} && !map_natres._animatingZoom")
        seen.page.keyboard.press("-")
        until(seen.page, f"map_natres.getZoom() === {zoom} && !map_natres._animatingZoom")
        column, _ = centre(seen.page)
        seen.page.focus("#map_natres")
        seen.page.keyboard.press("ArrowRight")
        assert centre(seen.page)[0] > column
        seen.page.keyboard.press("0")
        assert round(centre(seen.page)[0], 2) == round(column, 2)


def test_enter_on_the_map_keeps_what_lies_in_its_middle(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.evaluate("map_natres.setView([39.005, 117.005], 16, {animate: false})")
        seen.page.focus("#map_natres")
        seen.page.keyboard.press("Enter")
        answered(seen)
        assert "0001" in seen.page.inner_text("#selected")


def test_the_slash_goes_to_the_search_and_letters_stay_there(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.keyboard.press("/")
        seen.page.keyboard.type("lmp0?")
        assert seen.page.input_value("#search input") == "lmp0?"
        assert seen.page.get_attribute("html", "lang") == "zh-CN"
        assert seen.page.evaluate("natres.measuring") is None


def test_the_list_of_keys_opens_takes_the_focus_and_gives_it_back(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.focus("#tab-notes")
        seen.page.keyboard.press("?")
        assert "查找编号或地名" in seen.page.inner_text("#keys")
        assert seen.page.evaluate("document.activeElement.closest('#keys') !== null")
        seen.page.keyboard.press("Escape")
        assert seen.page.locator("#keys").count() == 0
        assert seen.page.evaluate("document.activeElement.id") == "tab-notes"


def test_escape_leaves_one_thing_at_a_time(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.fill("#search input", "0001")
        seen.page.keyboard.press("Enter")
        answered(seen)
        seen.page.locator("#legend .figure").first.click()
        seen.page.keyboard.press("?")
        for gone, stays in [("#keys", "#explain"), ("#explain", "#selected"), ("#selected", "#panel")]:
            seen.page.keyboard.press("Escape")
            answered(seen)
            assert not seen.page.is_visible(gone)
            assert seen.page.is_visible(stays)


def test_every_control_is_reached_by_the_tab_key_and_has_a_name(open_page):
    with open_page(draw_page(sample())) as seen:
        script = """() => Array.from(document.querySelectorAll("button, a[href], input, summary"))
          .filter((e) => e.offsetParent && !e.closest("[role=radiogroup], [role=tablist]"))
          .filter((e) => e.tabIndex < 0 || !(e.textContent.trim() || e.getAttribute("aria-label")))
          .map((e) => e.outerHTML.slice(0, 120))"""
        for name in ("legend", "towns", "figures", "notes"):
            seen.page.click(f"#tab-{name}")
            assert seen.page.evaluate(script) == []


def test_a_shortcut_with_control_is_the_browsers(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.keyboard.press("Control+l")
        seen.page.keyboard.press("Control+m")
        assert seen.page.get_attribute("html", "lang") == "zh-CN"
        assert seen.page.evaluate("natres.measuring") is None


def test_the_coordinates_are_copied(open_page):
    with open_page(draw_page(sample()), permissions=["clipboard-read", "clipboard-write"]) as seen:
        seen.page.mouse.move(400, 400)
        answered(seen)
        seen.page.keyboard.press("c")
        answered(seen)
        lon, lat = seen.page.evaluate("navigator.clipboard.readText()").split(", ")
        assert (round(float(lon)), round(float(lat))) == (117, 39)


def test_text_stands_out_from_its_ground(open_page):
    """Contrast of every text that is seen, as WCAG counts it, at least 4.5."""
    script = """() => {
      const canvas = document.createElement("canvas").getContext("2d");
      const rgba = (text) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
        return canvas.getImageData(0, 0, 1, 1).data; };
      const linear = (v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
      const light = ([r, g, b]) => [r, g, b].map((v) => linear(v / 255))
        .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
      const ground = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
        if (rgba(c)[3] > 200) return rgba(c); } return [255, 255, 255]; };
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), poor = [];
      while (walker.nextNode()) {
        const e = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !e.offsetParent || e.closest("svg, script, .spoken")) continue;
        if (Number(getComputedStyle(e).opacity) === 0) continue;
        const [a, b] = [light(rgba(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
        const contrast = (a + 0.05) / (b + 0.05);
        if (contrast < 4.5) poor.push([walker.currentNode.data.trim().slice(0, 20), contrast]);
      }
      return poor;
    }"""
    with open_page(draw_page(sample())) as seen:
        seen.page.mouse.click(400, 400)
        for name in ("notes", "towns", "figures", "legend"):
            seen.page.click(f"#tab-{name}")
            seen.page.mouse.move(700, 740)
            answered(seen)
            assert seen.page.evaluate(script) == []
        seen.page.locator("#legend .figure").first.click()
        answered(seen)
        assert seen.page.evaluate(script) == []
