"""The legend in a browser: classes, colourings and layers are switched, and the map and the pointer follow."""

import pytest
from touch import CROP, FOREST, STATE, painted, point_at
from web_pages import sample

from natres.presenters.web import draw_page

pytestmark = pytest.mark.browser


def test_a_class_is_hidden_and_shown_by_mouse_and_key(open_page):
    with open_page(draw_page(sample())) as seen:
        row = seen.page.locator("#legend button.row", has_text="林地")
        before = painted(seen, FOREST)
        row.click()
        assert row.get_attribute("aria-pressed") == "false"
        assert painted(seen, FOREST) == 0
        assert point_at(seen, 1.1, 0.5) == ""
        seen.page.keyboard.press("Enter")  # the focus is where it was, though the legend was built anew
        assert row.get_attribute("aria-pressed") == "true"
        assert painted(seen, FOREST) == before


def test_only_one_class_and_all_again(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.locator("#legend li", has_text="林地").hover()
        seen.page.get_by_role("button", name="仅看“林地”").click()
        assert painted(seen, CROP) == 0
        assert painted(seen, FOREST) > 5000
        assert point_at(seen, 1.5, 1.5) == ""  # a parcel without class is hidden too
        seen.page.get_by_role("button", name="全部显示").click()
        assert painted(seen, CROP) > 5000


def test_another_colouring_recolours_the_map_the_legend_and_the_tip(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.get_by_role("radio", name="权属").click()
        assert painted(seen, CROP) == 0
        assert painted(seen, STATE) > 5000
        assert "国有" in seen.page.inner_text("#legend")
        assert "林地" not in seen.page.inner_text("#legend")
        assert point_at(seen, 0.5, 0.5).startswith("国有")
        seen.page.keyboard.press("ArrowLeft")
        assert seen.page.get_by_role("radio", name="地类").get_attribute("aria-checked") == "true"
        assert painted(seen, CROP) > 5000


def test_hidden_classes_of_one_colouring_do_not_hide_in_another(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.locator("#legend button.row", has_text="耕地").click()
        seen.page.get_by_role("radio", name="权属").click()
        assert painted(seen, STATE) > 5000


def test_the_layer_switch_hides_the_whole_layer_and_its_marks(open_page):
    with open_page(draw_page(sample())) as seen:
        point_at(seen, 0.5, 0.5)
        seen.page.locator("button.layer-head", has_text="地类图斑").click()
        assert painted(seen, CROP) == 0
        assert point_at(seen, 0.5, 0.5) == ""
        assert seen.page.evaluate("natres.marks.hovered") is None


def test_features_without_class_have_a_row_of_their_own(open_page):
    with open_page(draw_page(sample())) as seen:
        row = seen.page.locator("#legend button.row", has_text="未分类")
        assert row.count() == 1
        row.click()
        assert point_at(seen, 1.5, 1.5) == ""


def test_an_area_that_has_a_basis_explains_itself_and_another_is_text(open_page):
    with open_page(draw_page(sample())) as seen:
        assert seen.page.locator("#legend .figure").all_inner_texts() == ["1.22 公顷"]
        assert seen.page.locator("#legend span.note", has_text="0.75").count() == 1
