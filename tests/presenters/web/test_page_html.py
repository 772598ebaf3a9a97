"""The words of a page that need no script: faces per language, numbers that explain themselves, towns, quotas."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from tests.pack_reader import read_page
from web_pages import face, sample, sum_of

from natres.core.basis import Basis, Difference, Given, Quotient, Rows, Worked
from natres.presenters.web import Face, QuotaPanel, Town, TownPart, draw_page
from natres.presenters.web.figures import Figure, FigureBook, bound
from natres.presenters.web.figures_json import figures_json
from natres.presenters.web.quota_html import quotas_html
from natres.presenters.web.towns_html import towns_html


def buttons(html, language):
    """Return the (place, text) of the explained numbers of a language, in the order in which they stand."""
    found = []
    for part in re.split(r'data-lang="(?=(?:zh|en)")', html)[1:]:
        if part.startswith(language):
            found += re.findall(r'class="figure" data-figure="(\d+)">([^<]*)<', part)
    return [(int(place), text) for place, text in found]


def test_one_place_means_one_number_in_every_language():
    html = draw_page(sample())
    figures = read_page(html).head["figures"]
    zh, en = buttons(html, "zh"), buttons(html, "en")
    assert [place for place, _ in zh] == [place for place, _ in en] == list(range(1, len(figures)))
    for place, text in zh:
        said = figures[place]["text"]
        assert text == (said if isinstance(said, str) else said[0])


def test_the_legend_comes_first_and_knows_its_figure():
    head = read_page(draw_page(sample())).head
    classes = head["layers"][0]["colourings"][0]["categories"]
    assert [entry["figure"] for entry in classes] == [0, -1]
    assert head["figures"][0]["title"] == ["耕地", "Cropland"]
    assert head["figures"][0]["how"] == {
        "rows": {"layer": "parcels", "where": [{"land_class": ["01"]}], "value": "area"}
    }


def test_languages_that_explain_different_numbers_are_refused():
    page = sample()
    with pytest.raises(ValueError, match="explain different numbers"):
        draw_page(replace(page, faces={"zh": page.faces["zh"], "en": face("en", towns=())}))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (sum_of("01"), sum_of("02")),
        (Given(Fraction(1), "1", "甲"), Given(Fraction(2), "2", "甲")),
        (Quotient(sum_of(), sum_of(), 100), Quotient(sum_of(), sum_of(), 1)),
        (sum_of(), Given(Fraction(1), "1", "甲")),
        (Worked(Fraction(1)), Worked(Fraction(2))),
        (Difference(sum_of(), sum_of()), Difference(sum_of(), sum_of("01"))),
    ],
)
def test_languages_that_reach_a_number_by_different_ways_are_refused(one, other):
    basis = {"zh": Basis("一", one, "ha"), "en": Basis("one", other, "ha")}
    with pytest.raises(ValueError, match="different ways"):
        figures_json([Figure({"zh": "甲", "en": "A"}, {"zh": "1", "en": "1"}, basis)])


def test_words_inside_a_formula_are_said_in_both_languages():
    worked = {
        "zh": Worked(Fraction(7, 2), (("流量", "3 立方米"),)),
        "en": Worked(Fraction(7, 2), (("flow", "3 m³"),)),
    }
    basis = {language: Basis("r", Quotient(how, sum_of()), "x") for language, how in worked.items()}
    how = figures_json([Figure({"zh": "甲", "en": "A"}, {"zh": "1", "en": "1"}, basis)])[0]["how"]
    inside = how["over"][0]["worked"]
    assert inside == {"value": "7/2", "inputs": [[["流量", "flow"], ["3 立方米", "3 m³"]]]}


def test_a_list_of_no_figures_is_empty():
    assert bound({"zh": FigureBook(), "en": FigureBook()}) == ()


def test_a_towns_bar_shows_the_shares_of_its_parts():
    parts = tuple(TownPart(str(n), "#336699", "1", "1 %", size) for n, size in enumerate((3.0, 1.0, 0.0, -1.0)))
    html = towns_html(Face("图", towns=(Town("1", "甲镇", "4", parts),)), "zh", FigureBook())
    assert [float(width) for width in re.findall(r"width:([\d.]+)%", html)] == [75.0, 25.0, 0.0, 0.0]


def test_a_town_without_land_has_no_bar():
    part = TownPart("耕地", "#336699", "0.00", "—", 0.0)
    assert 'class="stack"' not in towns_html(Face("图", towns=(Town("1", "甲镇", "0", (part,)),)), "zh", FigureBook())


@pytest.mark.parametrize("fill", [0.0, 0.4, 1.0, 1.7, 40.0])
def test_the_limit_stands_where_the_bar_is_full(fill):
    html = quotas_html(Face("图", quotas=(QuotaPanel("甲", "ok", "未突破", (), "", fill),)), "zh", FigureBook())
    bar = float(re.search(r"width:([\d.]+)%", html)[1])
    mark = float(re.search(r"left:([\d.]+)%", html)[1])
    assert bar <= 100 and mark <= 100
    assert bar == pytest.approx(mark * fill, abs=0.02 * (1 + fill))


def test_a_quota_that_cannot_be_computed_has_no_bar():
    html = quotas_html(Face("图", quotas=(QuotaPanel("甲", "none", "不可计算", (), "口径"),)), "zh", FigureBook())
    assert "gauge" not in html
    assert "不可计算" in html


def test_a_status_without_colour_is_refused():
    with pytest.raises(ValueError, match="'bad'"):
        quotas_html(Face("图", quotas=(QuotaPanel("甲", "bad", "", (), ""),)), "zh", FigureBook())


def test_a_public_page_is_marked_and_has_a_slot_for_its_approval():
    inner, outer = draw_page(sample()), draw_page(replace(sample(), public=True))
    assert ">公开版<" not in inner
    for text in (">公开版<", ">Public edition<", "审图号："):
        assert text in outer


def test_sources_are_told_with_their_checksums():
    html = draw_page(sample())
    assert html.count("ab" * 32) >= 2  # a face each
    assert "三调/" not in html  # a path of somebody's machine is not told


def test_rows_of_another_layer_keep_their_column():
    basis = Basis("年回灌量相加", Rows("wells", (), "reinjected_1e4m3"), "1e4m3")
    how = figures_json([Figure({"zh": "甲"}, {"zh": "1"}, {"zh": basis})])[0]["how"]
    assert how == {"rows": {"layer": "wells", "where": [], "value": "reinjected_1e4m3"}}
