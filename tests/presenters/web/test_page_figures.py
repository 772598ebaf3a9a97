"""Every printed number explains itself: its formula, its rows, the sum done again, the rows as a file."""

from pathlib import Path

import pytest
from touch import answered
from web_pages import sample

from natres.presenters.web import draw_page

pytestmark = pytest.mark.browser


def explain(seen, title):
    """Open the explanation of the figure with a title, as the page would, and return what it says."""
    n = seen.page.evaluate("(t) => natres.head.figures.findIndex((f) => natres.t(f.title) === t)", title)
    assert n >= 0
    seen.page.evaluate("(n) => natres.openFigure(n, null)", n)
    answered(seen)
    return seen.page.inner_text("#explain")


def test_a_sum_is_done_again_and_is_what_was_printed(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.locator("#legend .figure").first.click()
        answered(seen)
        told = seen.page.inner_text("#explain")
        assert "耕地的图斑面积相加" in told
        assert "地类图斑（地类为 耕地）的面积之和" in told
        assert "1 220 000 × 0.01 平方米".replace(" ", "") in told.replace("\u2009", "").replace(" ", "")
        assert "与表列数一致" in told
        assert "共 2 行" in told
        assert "DLTB.gpkg" in told and "ab" * 32 in told
        assert seen.page.locator("#explain tbody tr").all_inner_texts()[0].split("\t") == ["0001", "耕地", "0.9000"]


def test_ridges_are_added_where_their_class_counts(open_page):
    with open_page(draw_page(sample())) as seen:
        assert "2070100" in explain(seen, "甲镇 · 面积").replace("\u2009", "")


def test_a_share_is_written_out_with_its_operands(open_page):
    with open_page(draw_page(sample())) as seen:
        told = explain(seen, "耕地占比 · 值")
        assert "① ÷ ② × 100 = 48.8 %" in told
        assert "2.50 公顷，据 西青区.toml" in told
        assert "48.80 %" in told


def test_a_difference_with_a_given_number(open_page):
    with open_page(draw_page(sample())) as seen:
        told = explain(seen, "城乡建设用地规模 · 余量")
        assert "① − ② = -0.0701 公顷" in told
        assert "与表列数一致" in told


def test_a_number_nobody_can_add_up_is_called_given(open_page):
    with open_page(draw_page(sample())) as seen:
        assert "无可相加的行" in explain(seen, "城乡建设用地规模 · 上限")


def test_a_number_that_is_not_its_sum_is_called_out(open_page):
    with open_page(draw_page(sample())) as seen:
        told = explain(seen, "城乡建设用地 · 值")  # printed 258.08, the rows give 1.97 ha
        assert "与所印 258.08 不一致" in told
        assert seen.page.locator("#explain .verdict.differs").count() == 1


@pytest.mark.parametrize(
    ("printed", "exact", "state"),
    [
        ("36.20", "36.2049", "same"),
        ("36.20", "36.205", "differs"),
        ("36.21", "36.205", "same"),
        ("36.22*", "36.205", "moved"),
        ("36.23*", "36.205", "differs"),
        ("36.23", "36.205", "differs"),
        ("−4.2 km²", "-4.15", "same"),
        ("-4.1", "-4.15", "differs"),
        ("1,234.5", "1234.45", "same"),
        ("—", "1", None),
    ],
)
def test_a_printed_number_is_compared_digit_by_digit(open_page, printed, exact, state):
    with open_page(draw_page(sample())) as seen:
        script = "([text, exact]) => { const v = natres.verdictOf({text}, natres.parsed(exact)); return v && v.state; }"
        assert seen.page.evaluate(script, [printed, exact]) == state


def test_the_focus_goes_in_and_comes_back(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.click("#tab-figures")
        figure = seen.page.locator("[data-lang=zh] .quota .figure").first
        figure.focus()
        seen.page.keyboard.press("Enter")
        answered(seen)
        assert seen.page.evaluate("document.activeElement.id") == "explain-title"
        assert seen.page.get_attribute("#explain", "role") == "dialog"
        seen.page.keyboard.press("Escape")
        assert seen.page.locator("#explain").count() == 0
        assert seen.page.evaluate("document.activeElement.textContent") == "2.07 公顷"


def test_a_row_is_gone_to_and_kept(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.locator("#legend .figure").first.click()
        seen.page.get_by_role("button", name="0003").click()
        answered(seen)
        assert seen.page.evaluate("natres.pinned.f") == 2
        assert seen.page.evaluate("map_natres.getBounds().contains([[39.01, 117], [39.02, 117.01]])")


def test_the_rows_stand_out_on_the_map_until_escape(open_page):
    from touch import FOREST, painted

    with open_page(draw_page(sample())) as seen:
        before = painted(seen, FOREST)
        seen.page.locator("#legend .figure").first.click()
        seen.page.get_by_role("button", name="在图上显示").click()
        assert painted(seen, FOREST) == 0
        assert "仅突出" in seen.page.inner_text("#dimmed")
        seen.page.keyboard.press("Escape")  # the explanation
        seen.page.keyboard.press("Escape")  # the selection
        assert painted(seen, FOREST) == before
        assert seen.page.locator("#dimmed").count() == 0


def test_the_rows_are_saved_as_a_table_of_exact_areas(open_page, tmp_path):
    with open_page(draw_page(sample())) as seen:
        seen.page.locator("#legend .figure").first.click()
        with seen.page.expect_download() as waiting:
            seen.page.get_by_role("button", name="导出 CSV").click()
        waiting.value.save_as(tmp_path / "行.csv")
        assert waiting.value.suggested_filename == "土地利用现状图_耕地.csv"
        lines = Path(tmp_path / "行.csv").read_bytes().decode("utf-8-sig").split("\r\n")
        assert lines[0].startswith("图斑编号,地类,单位,面积 (平方米)")
        assert lines[0].endswith("计入面积（平方米）")
        assert lines[1] == "\t0001,耕地,甲村,10000.00,9000.00,1000.00,9000.00"
        assert lines[3] == "合计,,,,,,12200.00"
        assert len(lines) == 5


def test_a_text_that_a_spreadsheet_would_run_is_calmed_and_a_number_is_not(open_page):
    with open_page(draw_page(sample())) as seen:
        texts = ["=1+1", "+1", "-1", "@a", "\t=1", 'a"b', "a,b", "a\nb", "01", "120111000000007655", "12"]
        out = seen.page.evaluate("(texts) => texts.map(natres.csvText)", texts)
        assert out == [
            "'=1+1",
            "'+1",
            "'-1",
            "'@a",
            "'\t=1",
            '"a""b"',
            '"a,b"',
            '"a\nb"',
            "\t01",
            "\t120111000000007655",
            "12",
        ]
        assert seen.page.evaluate("natres.csvCell({kind: 'number'}, '-1.5')") == "-1.5"
        assert seen.page.evaluate("natres.csvCell({kind: 'area'}, -5)") == "-0.05"


def test_a_second_figure_takes_the_place_of_the_first(open_page):
    with open_page(draw_page(sample())) as seen:
        seen.page.evaluate("natres.openFigure(0, null); natres.openFigure(2, null)")
        answered(seen)
        assert seen.page.locator("#explain").count() == 1
        assert seen.page.locator("#explain .part h3", has_text="本机复核").count() == 1
