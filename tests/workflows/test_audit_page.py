"""The page of an audit in a browser: what a click moves, what it marks, and what is left without a script."""

import docx
import pytest

from .command import run

WRONG = """关于2023年度国有资产管理情况的报告

一、总体情况

（一）自然资源资产

1.土地资源。截至2023年底，青河县土地总面积为1204.50平方公里，其中农用地面积901.20平方公里，占全县土地总面积的74.82%；建设用地面积180.30平方公里，占全县土地总面积的14.97%；未利用地面积132.00平方公里，占全县土地总面积的10.21%。

2.森林资源。全县林地总面积为1000.02公顷，其中国有林地333.34公顷、集体林地666.67公顷。投资项目占比分别达到61.2%、18.4%。
"""
#: The same chapter far below other text, so that both panes have to scroll.
LONG = "关于2023年度国有资产管理情况的报告\n" + "这一段没有数字，只是为了让正文足够长。\n" * 60 + WRONG
MARKED = "article a.f.chosen"

pytestmark = pytest.mark.browser


@pytest.fixture
def written(folder):
    def write(text, language="zh"):
        (folder / "送审稿.txt").write_text(text, "utf-8")
        path = folder / "核对.html"
        run("audit", folder / "送审稿.txt", "--page", path, "--lang", language)
        return path

    return write


def top_of(locator):
    return locator.bounding_box()["y"]


def in_article(page, locator):
    box, pane = locator.bounding_box(), page.locator("article").bounding_box()
    return pane["y"] <= box["y"] and box["y"] + box["height"] <= pane["y"] + pane["height"]


def figure(page, text):
    return page.locator("article a.f", has_text=text).first


def test_a_click_shows_the_reasoning_and_the_figure_keeps_its_place_and_is_marked(written, open_file):
    with open_file(written(LONG), wait=False) as seen:
        page = seen.page
        wrong = figure(page, "132.00")
        wrong.scroll_into_view_if_needed()
        before = top_of(wrong)
        assert page.evaluate("document.querySelector('article').scrollTop") > 500
        wrong.click()
        assert top_of(wrong) == before
        assert page.evaluate("window.scrollY") == 0
        assert in_article(page, wrong)
        assert page.locator(MARKED).all_inner_texts() == ["132.00平方公里"]
        panel = page.locator("#figure")
        assert panel.is_visible()
        assert page.locator("#list").is_hidden()
        assert panel.bounding_box()["y"] < 200
        assert "未利用地面积" in panel.inner_text()
        assert seen.problems == []


def test_all_relations_of_a_figure_are_shown_the_gravest_first_and_their_figures_marked(written, open_file):
    with open_file(written(WRONG), wait=False) as seen:
        page = seen.page
        figure(page, "1204.50").click()
        cards = page.locator("#figure .finding")
        kinds = [text.split("\n")[0] for text in cards.all_inner_texts()]
        assert sorted(kinds) == ["分项与合计", "占比", "占比", "占比"]
        verdicts = page.locator("#figure .copies .tag").all_inner_texts()
        assert verdicts == ["不符", "不符", "相符", "相符"]
        assert (
            "132.00平方公里 ÷ 青河县土地总面积 1204.50平方公里 ＝ 10.9589%，文中写 10.21%" in cards.nth(0).inner_text()
        )
        partners = {"901.20平方公里", "180.30平方公里", "132.00平方公里", "74.82%", "14.97%", "10.21%"}
        assert set(page.locator("article a.f.partner").all_inner_texts()) == partners
        assert page.locator(".finding[id]").count() == page.locator("#list .finding").count()
        figure(page, "333.34").click()
        assert set(page.locator("article a.f.partner").all_inner_texts()) == {"1000.02公顷", "666.67公顷"}
        assert page.locator(MARKED).count() == 1
        assert seen.problems == []


def test_a_figure_of_the_reasoning_brings_the_text_to_it(written, open_file):
    with open_file(written(LONG), wait=False) as seen:
        page = seen.page
        whole = figure(page, "1204.50")
        assert not in_article(page, whole)
        page.locator("#list .finding", has_text="分项与合计").first.locator("a", has_text="1204.50").click()
        assert in_article(page, whole)
        assert "here" in whole.get_attribute("class")
        assert page.locator("#list .finding.current").count() == 1
        assert page.locator("article a.f.partner").count() == 4
        assert page.evaluate("window.scrollY") == 0
        figure(page, "10.21").click()
        page.evaluate("document.querySelector('article').scrollTop = 0")
        page.locator("#figure .back a", has_text="1204.50").first.click()
        assert in_article(page, whole)
        assert page.locator("#figure .value").inner_text() == "10.21%"
        assert page.locator("article a.f.here").all_inner_texts() == ["1204.50平方公里"]
        assert seen.problems == []


def test_a_figure_that_nothing_is_held_against_says_so_and_why(written, open_file):
    with open_file(written(WRONG + "全年新建水井35眼。"), wait=False) as seen:
        page = seen.page
        figure(page, "35眼").click()
        assert "文中没有可与之核对的数字" in page.locator("#figure").inner_text()
        assert page.locator("#figure .finding").count() == 0
        figure(page, "61.2%").click()
        assert "找不到它的分子或分母" in page.locator("#figure").inner_text()


def test_the_start_says_how_much_was_checked_and_folds_what_needs_no_look(written, open_file):
    with open_file(written(WRONG), wait=False) as seen:
        page = seen.page
        header = page.locator("header.top").inner_text()
        total = page.locator("article a.f").count()
        stated = page.locator("article a.f.stated").count()
        assert f"{total} 个数字中，{total - stated} 个有可核对的关系，{stated} 个没有核对" in header
        look = page.locator("#list section.group .finding:not(.first)").count()
        assert f"需要看的有 {look} 处" in header
        assert page.locator("#list .finding.disagrees").first.is_visible()
        assert page.locator("#list .finding.within_rounding").first.is_hidden()
        assert page.locator("#list .finding.agrees").first.is_hidden()
        page.locator("#list summary", has_text="舍入范围内").click()
        assert page.locator("#list .finding.within_rounding").first.is_visible()
        assert page.locator(".legend li").count() == 6


def test_the_keyboard_selects_and_returns(written, open_file):
    with open_file(written(WRONG), wait=False) as seen:
        page = seen.page
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.locator(MARKED).count() == 1
        assert page.locator("#figure").is_visible()
        page.keyboard.press("Escape")
        assert page.locator("#figure").is_hidden()
        assert page.locator("#list").is_visible()
        assert page.locator(MARKED).count() == 0
        page.keyboard.press("Enter")  # the focus stayed with the figure
        page.locator("#back").click()
        assert page.locator("#list").is_visible()


def test_next_and_previous_walk_through_what_needs_a_look_in_the_order_of_the_text(written, open_file):
    with open_file(written(LONG), wait=False) as seen:
        page = seen.page
        count = page.locator("#list section.group .finding:not(.first)").count()
        places = []
        for n in range(count):
            page.locator("#next").click()
            assert page.locator("output").inner_text() == f"{n + 1} / {count}"
            assert in_article(page, page.locator("article a.f.here"))
            card = page.locator("#list .finding.current")
            assert card.bounding_box()["y"] < 768
            links = card.locator("a").evaluate_all("all => all.map((a) => +a.hash.slice(2))")
            places.append(min(links))
        assert count > 1
        assert places == sorted(places)
        page.locator("#next").click()
        assert page.locator("output").inner_text() == f"1 / {count}"
        page.locator("#previous").click()
        assert page.locator("output").inner_text() == f"{count} / {count}"
        assert seen.problems == []


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (1024, 700), (760, 900), (390, 800)])
def test_both_panes_fit_the_window(written, open_file, width, height):
    with open_file(written(LONG), wait=False) as seen:
        page = seen.page
        page.set_viewport_size({"width": width, "height": height})
        figure(page, "132.00").click()
        article, aside = page.locator("article").bounding_box(), page.locator("aside").bounding_box()
        assert article["height"] > 200
        assert aside["height"] > 200
        assert aside["y"] + aside["height"] <= height
        assert aside["x"] + aside["width"] <= width
        assert (aside["y"] >= article["y"] + article["height"]) == (width < 800)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(MARKED).bounding_box()["y"] < article["y"] + article["height"]


def test_print_shows_text_and_findings_in_full_whatever_is_selected(written, open_file):
    with open_file(written(LONG), wait=False) as seen:
        page = seen.page
        figure(page, "132.00").click()
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert page.locator("#list .finding.within_rounding").first.is_visible()
        assert page.locator("#list .finding.agrees").first.is_hidden()  # what agrees needs no paper
        assert page.locator("#figure").is_hidden()
        assert page.locator(".bar").is_hidden()
        assert page.locator("article").evaluate("a => getComputedStyle(a).overflowY") == "visible"
        strokes = page.locator(".legend .f").evaluate_all("all => all.map((f) => getComputedStyle(f)).map("
            "(s) => s.textDecorationStyle + ' ' + s.textDecorationThickness)")  # fmt: skip
        assert len(set(strokes)) == 6
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="screen")
        page.locator("#back").click()
        assert page.locator("#list .finding.agrees").first.is_hidden()


def test_without_a_script_plain_links_lead_both_ways(written, open_file):
    with open_file(written(LONG), wait=False, java_script_enabled=False) as seen:
        page = seen.page
        assert page.locator(".bar").is_hidden()
        assert page.locator("#list .finding.agrees").first.is_visible()
        page.locator("article a.f.disagrees", has_text="132.00").click()
        target = page.locator("#list .finding:target")
        assert "132.00平方公里 ÷ 青河县土地总面积 1204.50平方公里 ＝ 10.9589%" in target.inner_text()
        assert target.bounding_box()["y"] < 768
        target.locator("a").first.click()
        assert in_article(page, page.locator("article a.f:target"))
        page.locator("article a.f", has_text="666.67").click()
        assert target.bounding_box()["y"] < 768
        assert target.get_attribute("class") == "finding within_rounding"
        assert seen.problems == []


def test_words_that_look_like_code_stay_words_in_the_panel_too(written, open_file):
    text = "<img src=x onerror=alert(2)>其中农用地面积901.20平方公里，<script>alert(1)</script>青河县3户。\n" + WRONG
    with open_file(written(text), wait=False) as seen:
        page = seen.page
        for link in page.locator("article a.f").all():
            link.click()
        assert page.evaluate("window.__pwned") == 0
        assert page.locator("img").count() == 0
        assert page.locator("script").count() == 1
        assert all(url.startswith("file:") for url in seen.requests)
        assert seen.problems == []


def test_the_page_speaks_english_too(written, open_file):
    with open_file(written(WRONG, "en"), wait=False) as seen:
        figure(seen.page, "132.00").click()
        assert "All findings" in seen.page.locator(".bar").inner_text()
        assert "rounding explains" in seen.page.locator("#figure").inner_text()
        assert seen.problems == []


def test_a_table_of_the_draft_is_a_table_with_its_merged_cells(folder, open_file):
    document = docx.Document()
    document.add_paragraph("表1 各镇土地利用现状  单位：公顷")
    cells = [
        ("镇", "农用地", "", "合计"), ("", "耕地", "其他", ""), ("青溪镇", "120.0", "80.0", "200.0"),
        ("白石镇", "70.0", "30.0", "100.0"), ("合计", "190.0", "110.0", "330.0"),
    ]  # fmt: skip
    table = document.add_table(5, 4)
    for r, row in enumerate(cells):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    for c in (0, 3):
        table.cell(0, c).merge(table.cell(1, c))
    document.save(folder / "附表.docx")
    assert run("audit", folder / "附表.docx", "--page", folder / "页.html", "--lang", "zh").code == 1
    with open_file(folder / "页.html", wait=False) as seen:
        drawn = seen.page.locator("article table")
        assert drawn.locator("tr").count() == 5
        assert drawn.locator("th").all_inner_texts() == ["镇", "农用地", "合计", "耕地", "其他"]
        wrong = drawn.locator("a.f.disagrees", has_text="330.0")
        wrong.click()
        assert "合计 330.0" in seen.page.locator("#figure .copies").inner_text()
        assert seen.problems == []
