"""Measuring on the map: points by mouse and key, ended, taken back, left; a reading and never a figure."""

import pytest
from pyproj import Geod
from touch import answered, point_at
from web_pages import SIDE, SOUTH, WEST, sample

from natres.presenters.web import draw_page

pytestmark = pytest.mark.browser


def put(seen, column, row):
    """Put a point as a slow hand would: two fast clicks are the end."""
    seen.page.evaluate(
        "([lat, lon]) => map_natres.fire('click', {latlng: L.latLng(lat, lon)})",
        [SOUTH + row * SIDE, WEST + column * SIDE],
    )


def test_a_length_along_points(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.keyboard.press("m")
        for column, row in [(0, 0), (1, 0), (1, 1)]:
            put(seen, column, row)
        seen.page.keyboard.press("Enter")
        geod = Geod(a=6378137.0, rf=298.257222101)
        lons, lats = [WEST, WEST + SIDE, WEST + SIDE], [SOUTH, SOUTH, SOUTH + SIDE]
        assert f"{geod.line_length(lons, lats) / 1000:.3f} km" in seen.page.inner_text("#reading")
        assert "仅供参考" in seen.page.inner_text("#reading")


def test_an_area_in_three_units_and_its_perimeter(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.keyboard.press("Shift+M")
        for column, row in [(0, 0), (1, 0), (1, 1), (0, 1)]:
            put(seen, column, row)
        seen.page.keyboard.press("Enter")
        told = seen.page.inner_text("#reading").replace("\u2009", "")
        area = Geod(a=6378137.0, rf=298.257222101).polygon_area_perimeter(
            [WEST, WEST + SIDE, WEST + SIDE, WEST], [SOUTH, SOUTH, SOUTH + SIDE, SOUTH + SIDE]
        )[0]
        for text in (f"{area:.0f} 平方米", f"{area / 1e4:.4f} 公顷", f"{area * 3 / 2000:.2f} 亩", "周长"):
            assert text in told


def test_a_double_click_ends_and_does_not_zoom(open_page):
    with open_page(draw_page(sample())) as seen:
        zoom = seen.page.evaluate("map_natres.getZoom()")
        seen.page.get_by_role("button", name="量距离").click()
        seen.page.mouse.click(300, 300)
        seen.page.wait_for_timeout(400)
        seen.page.mouse.dblclick(500, 400)
        answered(seen)
        assert seen.page.evaluate("natres.measuring.ended")
        assert seen.page.evaluate("natres.measuring.places.length") == 2
        assert seen.page.evaluate("map_natres.getZoom()") == zoom


def test_backspace_takes_the_last_point_back_and_escape_leaves(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.keyboard.press("m")
        for column in range(3):
            put(seen, column, 0)
        seen.page.keyboard.press("Backspace")
        assert seen.page.evaluate("natres.measuring.places.length") == 2
        seen.page.keyboard.press("Escape")
        assert seen.page.evaluate("natres.measuring") is None
        assert seen.page.locator("#reading").count() == 0
        assert "0001" in point_at(seen, 0.7, 0.5)


def test_without_a_pointer_the_middle_of_the_map_is_a_point(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.keyboard.press("m")
        seen.page.keyboard.press("Space")
        seen.page.keyboard.press("ArrowRight")
        seen.page.keyboard.press("Space")
        seen.page.keyboard.press("Enter")
        assert seen.page.evaluate("natres.measuring.ended")
        assert " m" in seen.page.inner_text("#reading")


def test_clicks_that_measure_keep_no_feature(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.keyboard.press("m")
        seen.page.mouse.click(400, 400)
        answered(seen)
        assert not seen.page.is_visible("#selected")
        assert seen.page.evaluate("document.querySelectorAll('.tip').length") == 0


def test_two_points_are_no_area(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.keyboard.press("Shift+M")
        put(seen, 0, 0)
        put(seen, 1, 0)
        seen.page.keyboard.press("Enter")
        assert not seen.page.evaluate("natres.measuring.ended")
