"""The pointer on the map: the tip, the feature that is kept, the coordinates."""

import pytest
from touch import answered, click_at, point_at
from web_pages import sample

from natres.presenters.web import draw_page

pytestmark = pytest.mark.browser


def test_holes_and_parts_are_where_they_belong(open_page):
    with open_page(draw_page(sample())) as seen:
        assert "0002" in point_at(seen, 1.1, 0.5)
        assert point_at(seen, 1.5, 0.5) == ""  # the hole
        assert "0003" in point_at(seen, 0.2, 1.2)
        assert "0003" in point_at(seen, 0.8, 1.8)
        assert point_at(seen, 0.5, 1.5) == ""  # between the parts


def test_hovering_tells_attributes_in_words_and_the_layer_on_top_first(open_page):
    with open_page(draw_page(sample())) as seen:
        told = point_at(seen, 0.5, 0.5)
        for word in ("图斑编号", "0001", "耕地", "甲村", "10000.00 平方米"):
            assert word in told
        assert "地类耕地" not in told  # its head says so already
        assert "XQ-01" in point_at(seen, 0.2, 0.2)  # the well lies on top of the parcel


def test_clicking_keeps_areas_in_three_units_and_the_source(open_page):
    with open_page(draw_page(sample())) as seen:
        click_at(seen, 0.5, 0.5)
        told = seen.page.inner_text("#selected")
        for text in ("0001", "10000.00 平方米", "1.0000 公顷", "15.00 亩", "DLTB.gpkg", "2022"):
            assert text in told
        assert "扣除地类" not in told  # a column that is not shown
        for text in ("9000.00 平方米", "1000.00 平方米"):  # of the class, of the ridges
            assert text in told
        seen.page.keyboard.press("Escape")
        assert not seen.page.is_visible("#selected")


def test_parts_that_are_nothing_or_all_are_not_told_again(open_page):
    with open_page(draw_page(sample())) as seen:
        click_at(seen, 1.1, 0.5)
        told = seen.page.inner_text("#selected")
        assert told.count("7500.00 平方米") == 1
        assert "扣除面积" not in told


def test_a_well_tells_its_numbers_with_their_units(open_page):
    with open_page(draw_page(sample())) as seen:
        click_at(seen, 0.2, 0.2)
        assert "12.5 10⁴ m³" in seen.page.inner_text("#selected")


def test_what_is_kept_stays_while_the_pointer_goes_on(open_page):
    with open_page(draw_page(sample())) as seen:
        click_at(seen, 1.1, 0.5)
        point_at(seen, 0.5, 0.5)
        assert "0002" in seen.page.inner_text("#selected")
        assert seen.page.evaluate("natres.marks.pinned.kind") == "area"
        click_at(seen, 0.5, 1.5)  # nothing there
        assert not seen.page.is_visible("#selected")


def test_the_coordinates_are_those_of_the_place(open_page):
    with open_page(draw_page(sample())) as seen:
        point_at(seen, 0.5, 0.5)
        told = seen.page.inner_text("#readout")
        assert "CGCS2000" in told
        assert "117.005" in told
        assert "39.005" in told or "39.00499" in told


def test_a_hurried_pointer_ends_at_what_lies_below_it(open_page):
    with open_page(draw_page(sample())) as seen:
        for step in range(30):
            point = [0.05 + 0.06 * step, 0.5]
            seen.page.evaluate(
                "([x, y]) => natres.follow(L.latLng(39 + y * 0.01, 117 + x * 0.01))", [point[0], point[1]]
            )
        answered(seen)
        assert "0002" in seen.page.evaluate("document.querySelector('.tip').textContent")
