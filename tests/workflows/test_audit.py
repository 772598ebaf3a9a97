"""The audit from the command line: TXT and DOCX in, table, page, comments and published figures out."""

import json
import tomllib
from pathlib import Path

import docx
import pytest

from natres.analyses.drafts import audit_draft
from natres.presenters.web.draft import draw_draft
from natres.readers.reports.documents import read_document
from natres.readers.reports.grammar import read_grammar

from .command import run

DATA = Path(__file__).resolve().parents[2] / "data"
TEXT = """关于2023年度国有资产管理情况的报告

一、总体情况

（一）自然资源资产

1.土地资源。截至2023年底，青河县土地总面积为1204.50平方公里，其中农用地面积901.20平方公里，占全县土地总面积的74.82%；建设用地面积180.30平方公里，占全县土地总面积的14.97%；未利用地面积{}平方公里，占全县土地总面积的10.21%。

2.森林资源。全县林地总面积为1000.02公顷，其中国有林地333.34公顷、集体林地666.67公顷。投资项目占比分别达到61.2%、18.4%。
"""
SOUND, WRONG = TEXT.format("123.00"), TEXT.format("132.00")


def put(folder, text, name="送审稿.txt", encoding="utf-8"):
    path = folder / name
    if name.endswith(".docx"):
        document = docx.Document()
        for line in text.splitlines():
            paragraph = document.add_paragraph()
            paragraph.add_run(line[:40]).bold = True
            paragraph.add_run(line[40:])
        table = document.add_table(1, 2)
        table.rows[0].cells[0].text, table.rows[0].cells[1].text = "采矿权3宗", "开采井5眼"
        document.save(path)
    else:
        path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(("name", "encoding"), [("稿.txt", "utf-8"), ("稿.txt", "gbk"), ("稿.docx", "")])
def test_a_sound_draft_exits_with_0_and_a_wrong_one_with_1_and_says_by_how_much(folder, name, encoding):
    sound = run("audit", put(folder, SOUND, name, encoding), "--lang", "zh")
    assert sound.code == 0
    assert "不符" not in sound.out
    wrong = run("audit", put(folder, WRONG, name, encoding), "--lang", "zh")
    assert wrong.code == 1
    assert "相差 9.00 平方公里，扣除舍入后至少差 8.98 平方公里" in wrong.out


def test_json_holds_the_promised_keys_and_the_places_of_the_text(folder):
    path = put(folder, WRONG)
    found = json.loads(run("audit", path, "--format", "json").out)
    assert {"figures", "relations", "unplaced", "natres", "command"} <= set(found)
    assert {"kind", "detail", "lhs", "rhs", "status", "where"} <= set(found["relations"][0])
    assert found["relations"][0]["status"] == "disagrees"
    text = path.read_text("utf-8")
    assert all(text[f["start"] : f["end"]] == f["text"] for f in found["figures"])
    assert found["unplaced"][0]["text"] == "61.2%"


def test_comments_stand_in_a_copy_at_the_figures_they_are_about(folder):
    path = put(folder, WRONG, "稿.docx")
    before = path.read_bytes()
    answer = run("audit", path, "--comments", folder / "批注.docx", "--lang", "zh")
    assert answer.code == 1
    assert path.read_bytes() == before
    document = docx.Document(str(folder / "批注.docx"))
    comments = [comment.text for comment in document.comments]
    assert any(text.startswith("不符：") and "132.00" in text for text in comments)
    assert any(text.startswith("舍入范围内：") for text in comments)
    assert [p.text for p in document.paragraphs] == [p.text for p in docx.Document(str(path)).paragraphs]
    marked = [p for p in document.paragraphs if "commentRangeStart" in p._p.xml]
    assert any("1204.50" in p.text for p in marked)


def test_comments_in_a_text_file_are_refused(folder):
    answer = run("audit", put(folder, SOUND), "--comments", folder / "批注.docx", "--lang", "zh")
    assert answer.code == 2
    assert not (folder / "批注.docx").exists()


def test_published_figures_are_tables_that_a_district_file_takes(folder):
    run("audit", put(folder, SOUND), "--write-published", folder / "公布数.toml", "--lang", "zh")
    text = (folder / "公布数.toml").read_text("utf-8")
    land = tomllib.loads(text)["published"]["land"]
    assert land["agricultural"] == {"value": "901.20", "unit": "km2", "share": "74.82"}
    assert land["year"] == 2023
    district = folder / "区县.toml"
    district.write_text('[district]\nname = "青河县"\ncode = "130999"\nyear = 2023\n\n' + text, "utf-8")
    from natres.district import read_district

    assert read_district(district).content.published["land"].figures["total"].value == "1204.50"


def test_no_word_of_the_draft_becomes_html(folder):
    text = '<script>alert(1)</script>其中<img src=x onerror=alert(2)>农用地100.0公顷。" onclick="alert(3)\n' + WRONG
    audit = audit_draft(read_document(put(folder, text)), read_grammar())
    html = draw_draft(audit, "zh")
    assert html.count("<script") == 1  # the page's own
    assert "<script>alert" not in html
    assert "<img" not in html
    assert 'onclick="alert' not in html


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("稿.pdf", b"%PDF-1.7", "DOCUMENT_KIND"),
        ("稿.doc", b"\xd0\xcf\x11\xe0", "DOCUMENT_KIND"),
        ("稿.docx", b"not a zip", "DOCUMENT_UNREADABLE"),
        ("稿.docx", b"PK\x03\x04broken", "DOCUMENT_UNREADABLE"),
        ("稿.txt", b"  \n ", "DOCUMENT_EMPTY"),
    ],
)
def test_what_is_no_report_is_refused_by_name(folder, name, data, code):
    (folder / name).write_bytes(data)
    answer = run("audit", folder / name, "--lang", "zh")
    assert answer.code == 65
    assert code in answer.err
    assert name in answer.err


def test_words_of_ones_own_that_are_wrong_are_refused(folder):
    (folder / "用语.toml").write_text('[area]\n"顷" = "many"\n', "utf-8")
    answer = run("audit", put(folder, SOUND), "--terms", folder / "用语.toml", "--lang", "zh")
    assert answer.code == 65
    assert "GRAMMAR_INVALID" in answer.err


def test_a_district_file_is_held_against_its_data_and_calibrated_figures_are_no_agreement():
    answer = run("audit", DATA / "xiqing.toml", "--format", "json")
    assert answer.code == 0
    figures = {f["key"]: f["status"] for f in json.loads(answer.out)["figures"]}
    assert figures["land.agricultural"] == "by_construction"
    assert "disagrees" not in figures.values()
    kinds = [(r["kind"], r["status"]) for r in json.loads(answer.out)["relations"]]
    assert ("sum", "within_rounding") in kinds  # five classes of forest print to 6520.07 of 6520.05
    assert {status for _, status in kinds} == {"agrees", "within_rounding"}
    assert run("audit", DATA / "xiqing.toml", "--page", "x.html").code == 2


def test_published_figures_that_do_not_add_up_are_found_without_any_data():
    from natres.analyses import PublishedFigure
    from natres.analyses.drafts import audit_published
    from natres.core.units import PrintedFigure

    values = {
        "land.total": "565.36",
        "land.agricultural": "258.08",
        "land.construction": "271.80",
        "land.unused": "36.2",
    }
    given = [PublishedFigure(key, PrintedFigure.parse(text), "km2") for key, text in values.items()]
    (relation,) = audit_published(given, read_grammar()).relations
    assert (relation.kind, relation.status) == ("sum", "disagrees")
    assert float(relation.apart) == pytest.approx(0.72 - 0.065)


def test_what_was_inserted_with_changes_tracked_is_read_and_what_was_deleted_is_not(folder):
    from docx.oxml import parse_xml

    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:id="1" w:author="科长"'
    document = docx.Document()
    paragraph = document.add_paragraph("全区用水总量2.40亿立方米，其中地表水1.60亿立方米，")
    paragraph._p.append(parse_xml(f"<w:del {names}><w:r><w:delText>地下水9.00亿立方米。</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {names}><w:r><w:t>地下水0.80亿立方米。</w:t></w:r></w:ins>"))
    document.save(folder / "修订.docx")
    answer = run("audit", folder / "修订.docx", "--format", "json", "--comments", folder / "批注.docx")
    found = json.loads(answer.out)
    assert [f["text"] for f in found["figures"]] == ["2.40亿立方米", "1.60亿立方米", "0.80亿立方米"]
    assert [r["status"] for r in found["relations"]] == ["agrees"]


@pytest.mark.parametrize(
    ("option", "name"),
    [("--comments", "稿.docx"), ("--page", "稿.docx"), ("--page", "核对.txt"), ("--comments", "批注.doc")],
)
def test_no_output_replaces_the_draft_or_has_a_wrong_ending(folder, option, name):
    path = put(folder, SOUND, "稿.docx")
    before = path.read_bytes()
    answer = run("audit", path, option, folder / name, "--force", "--lang", "zh")
    assert answer.code == 2
    assert option in answer.err
    assert path.read_bytes() == before
    assert [p.name for p in folder.iterdir()] == ["稿.docx"]


def test_what_was_written_is_said_also_beside_a_file_of_tables(folder):
    path = put(folder, WRONG)
    answer = run(
        "audit", path, "--page", folder / "页.html", "--format", "xlsx", "-o", folder / "表.xlsx", "--lang", "zh"
    )
    assert "页.html" in answer.out
    assert "表.xlsx" in answer.out
    assert "先核对“未利用地面积 132.00平方公里”" in answer.out


def test_a_terminal_shows_what_is_open_and_a_sheet_everything(folder):
    path = put(folder, WRONG)
    shown = run("audit", path, "--lang", "zh").out
    assert "逐位相符" not in shown
    assert shown.count("没有核对") == 1
    assert "逐位相符" in run("audit", path, "--lang", "zh", "--format", "csv").out


def test_a_comment_on_what_was_wholly_inserted_stands_at_the_text_before(folder):
    from docx.oxml import parse_xml

    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:id="1" w:author="科长"'
    document = docx.Document()
    document.add_paragraph("关于用水的报告")
    text = "全区用水总量2.40亿立方米，其中地表水1.60亿立方米，地下水0.90亿立方米。"
    document.add_paragraph()._p.append(parse_xml(f"<w:ins {names}><w:r><w:t>{text}</w:t></w:r></w:ins>"))
    document.save(folder / "修订.docx")
    assert run("audit", folder / "修订.docx", "--comments", folder / "批注.docx", "--lang", "zh").code == 1
    comments = [comment.text for comment in docx.Document(str(folder / "批注.docx")).comments]
    assert any(comment.startswith("不符：") for comment in comments)


@pytest.mark.parametrize(
    ("words", "said"),
    [(("audit",), "缺少 SOURCE"), (("audit", "x.txt", "--pge", "y"), "--page"), (("aduit",), "没有这个命令：aduit"),
     (("audit", "x.txt", "y.txt"), "多出了“y.txt”"), (("audit", "没有.docx"), "检查文件名")],
)  # fmt: skip
def test_a_mistyped_command_is_answered_in_the_users_language(words, said):
    answer = run(*words, "--lang", "zh")
    assert answer.code in (2, 66)
    assert said in answer.err
    assert "Error" not in answer.err
