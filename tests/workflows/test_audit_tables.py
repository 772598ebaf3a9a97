"""The audit of drafts with tables from the command line: exit code, comments in cells, page, what has no unit."""

import json

import docx
import pytest

from .command import run

ROWS = [["地类", "面积", "占比（%）"], ["农用地", "901.20", "75.10"], ["建设用地", "298.80", "24.90"]]


def put(folder, total, unit="单位：公顷"):
    document = docx.Document()
    document.add_paragraph("一、土地资源")
    document.add_paragraph("2022年，柳河县建设用地面积298.80公顷。")
    document.add_paragraph(f"表1 2022年土地利用现状  {unit}")
    rows = [*ROWS, ["合计", total, "100.00"]]
    table = document.add_table(4, 3)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    document.save(str(folder / "送审稿.docx"))
    return folder / "送审稿.docx"


def test_a_wrong_total_of_a_word_table_is_found_and_said_in_its_cell(folder):
    assert run("audit", put(folder, "1200.00"), "--lang", "zh").code == 0
    source = put(folder, "1210.00")
    page, copy = folder / "核对.html", folder / "批注.docx"
    answer = run("audit", source, "--page", page, "--comments", copy, "--lang", "zh", "--format", "json")
    assert answer.code == 1
    wrong = [r["detail"] for r in json.loads(answer.out)["relations"] if r["status"] == "disagrees"]
    assert any("农用地面积 901.20＋建设用地面积 298.80" in detail for detail in wrong)
    html = page.read_text("utf-8")
    assert all(text in html for row in ROWS for text in row)
    assert html.count("1210.00") >= 2
    (table,) = docx.Document(str(copy)).tables
    marked = [cell.text for row in table.rows for cell in row.cells if "commentRangeStart" in cell._tc.xml]
    assert "1210.00" in marked
    assert [cell.text for cell in table.rows[1].cells] == ROWS[1]


def test_prose_and_table_are_held_against_each_other_and_published_figures_written(folder):
    found = json.loads(run("audit", put(folder, "1200.00"), "--format", "json").out)
    assert [r["status"] for r in found["relations"] if r["kind"] == "repeat"] == ["agrees"]
    run("audit", put(folder, "1200.00"), "--write-published", folder / "公布数.toml")
    assert 'agricultural = { value = "901.20", unit = "ha", share = "75.10" }' in (folder / "公布数.toml").read_text(
        "utf-8"
    )


def test_a_table_without_a_unit_is_said_once_for_each_column(folder):
    answer = run("audit", put(folder, "1200.00", unit=""), "--format", "json", "--lang", "zh")
    (said,) = json.loads(answer.out)["unplaced"]
    assert said["text"] == "901.20"
    assert "单位：公顷" in said["why"]
    assert answer.code == 0


@pytest.mark.parametrize(("language", "words"), [("zh", "没有找到任何数字"), ("en", "No figure was found")])
def test_a_draft_without_any_figure_says_so_and_what_natres_reads(folder, language, words):
    (folder / "稿.txt").write_text("自然资源管理工作取得新成效。\n", "utf-8")
    answer = run("audit", folder / "稿.txt", "--lang", language)
    assert answer.code == 0
    assert words in answer.out
