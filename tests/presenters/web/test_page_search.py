"""The search of a page: ids by the engine, places by their names, results by the keyboard."""

import pytest
from touch import answered, centre
from web_pages import sample

from natres.presenters.web import draw_page

pytestmark = pytest.mark.browser


def look(seen, text):
    seen.page.fill("#search input", text)
    answered(seen)
    return seen.page.locator("#found [role=option]").all_inner_texts()


def test_an_id_is_found_kept_and_gone_to(open_page):
    with open_page(draw_page(sample())) as seen:
        assert look(seen, "0002")[0].startswith("0002")
        seen.page.keyboard.press("Enter")
        answered(seen)
        assert "0002" in seen.page.inner_text("#selected")
        column, row = centre(seen.page)
        assert (round(column, 1), round(row, 1)) == (1.5, 0.5)
        assert seen.page.evaluate("document.activeElement.id") == "map_natres"


def test_a_well_is_found_by_its_number(open_page):
    with open_page(draw_page(sample())) as seen:
        assert [text.splitlines()[0] for text in look(seen, "xq-0")] == ["XQ-01", "XQ-02"]
        seen.page.keyboard.press("Enter")
        answered(seen)
        assert "XQ-01" in seen.page.inner_text("#selected")


def test_a_well_without_a_place_is_kept_without_moving_the_map(open_page):
    with open_page(draw_page(sample())) as seen:
        before = centre(seen.page)
        look(seen, "XQ-02")
        seen.page.keyboard.press("Enter")
        answered(seen)
        assert "XQ-02" in seen.page.inner_text("#selected")
        assert centre(seen.page) == before
        assert seen.problems == []


def test_arrows_choose_and_go_round(open_page):
    with open_page(draw_page(sample())) as seen:
        look(seen, "000")
        chosen = "#found [aria-selected=true] b"
        assert seen.page.inner_text(chosen) == "0001"
        seen.page.keyboard.press("ArrowDown")
        assert seen.page.inner_text(chosen) == "0002"
        seen.page.keyboard.press("ArrowUp")
        seen.page.keyboard.press("ArrowUp")
        assert seen.page.inner_text(chosen) == "0004"
        assert seen.page.get_attribute("#search input", "aria-activedescendant") == "found-3"


def test_a_town_opens_in_the_list(open_page):
    with open_page(draw_page(sample())) as seen:
        assert look(seen, "甲镇")[0].startswith("甲镇")
        seen.page.keyboard.press("Enter")
        answered(seen)
        assert seen.page.get_attribute("#tab-towns", "aria-selected") == "true"
        assert seen.page.is_visible("#pane-towns [data-lang=zh] .open .parts")


def test_a_name_many_parcels_share_is_one_result_that_shows_them_all(open_page):
    with open_page(draw_page(sample())) as seen:
        found = look(seen, "乙村")
        assert len(found) == 1
        assert "3 个" in found[0]
        seen.page.keyboard.press("Enter")
        answered(seen)
        assert not seen.page.is_visible("#selected")


def test_nothing_found_is_said_and_enter_does_nothing(open_page):
    with open_page(draw_page(sample())) as seen:
        assert look(seen, "<b>不在") == []
        assert "<b>不在" in seen.page.inner_text("#found")
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_timeout(100)
        assert seen.problems == []


def test_enter_right_after_typing_finds_what_was_typed(open_page):
    with open_page(draw_page(sample())) as seen:
        look(seen, "0001")
        seen.page.fill("#search input", "0003")
        seen.page.keyboard.press("Enter")  # before the list has followed
        answered(seen)
        assert "0003" in seen.page.inner_text("#selected")


def test_escape_closes_the_list_then_empties_the_field(open_page):
    with open_page(draw_page(sample())) as seen:
        look(seen, "0001")
        seen.page.keyboard.press("Escape")
        assert not seen.page.is_visible("#found")
        assert seen.page.input_value("#search input") == "0001"
        seen.page.keyboard.press("Escape")
        assert seen.page.input_value("#search input") == ""
