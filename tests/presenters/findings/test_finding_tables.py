"""Tables and JSON of findings: numbers, order, what explains what, figures that add up, texts nobody can run."""

import csv
import dataclasses
import io
import json

import openpyxl
import pytest

from natres.core.issues import Issue
from natres.core.results.check import CheckResult, Coverage
from natres.presenters.findings import brief_findings, finding_table, findings_json, findings_tables
from natres.presenters.findings.coverage import printed_coverage
from natres.presenters.formats import csv_text, print_tables
from natres.presenters.json_text import json_text
from natres.presenters.workbook import workbook_bytes
from natres.workflows.findings import FindingsFrame

LISTED = """\
规则 名称 级别 处数 连带 问题（首例） 首例所在文件
CODE_UNKNOWN 代码不在分类表中 错误 1 代码“9999”不在分类表 third-survey 中 DLTB.gpkg
AREA_INVALID 面积不是正数 错误 0 1 面积“-1”不是正数，或大于 100 万平方公里 DLTB.gpkg
GEOM_NULL 没有图形 错误 1 没有图形 DLTB.gpkg"""


def column(table, label):
    place = [c.label for c in table.columns].index(label)
    return [row.cells[place].text for row in table.rows]


def test_the_terminal_shows_rules_with_counts_and_the_first_twenty(result):
    tables = brief_findings(result, "zh")
    assert [t.key for t in tables] == ["check_inputs", "check_coverage", "check_rules", "check_findings"]
    text = "\n".join(line.strip() for line in print_tables(tables, width=180).splitlines())
    for line in LISTED.splitlines():
        assert " ".join(line.split()) in " ".join(text.split()), line
    listed = tables[-1]
    assert listed.title == "问题清单（前 20 项，共 25 项）"
    assert listed.notes == ("其余 5 项见 issues.csv",)
    assert [row.cells[0].text for row in listed.rows] == [str(n) for n in range(1, 22)]
    assert [row.indent for row in listed.rows[:3]] == [0, 1, 0]  # what the wrong code breaks hangs below it
    assert "\x1b" not in text


def test_what_one_finding_explains_is_cut_on_the_screen_only():
    root = Issue("CODE_UNKNOWN", "error", file="a.gpkg", facts={"scheme": "x"})
    result = CheckResult((), (root, *(Issue("CODE_MISSING", "error", row=n, cause=root) for n in range(9))))
    listed = brief_findings(result, "zh")[-1]
    assert len(listed.rows) == 1 + 3 + 1
    assert listed.rows[-1].cells[4].text == "……连带的其余 6 项见 issues.csv"
    assert len(finding_table(result, "zh").rows) == 10


def test_files_list_every_finding_with_all_that_is_known(result):
    inputs, coverage, rules, listed = findings_tables(result, "zh")
    assert column(inputs, "有错行数") == ["21", "1"]
    assert column(inputs, "类型") == ["地类图斑", "地热井"]
    assert [cell.text for cell in coverage.rows[0].cells[1:]] == [
        "999990.00", "1000000.00", "18.00", "4.00", "4.00", "0.00",
    ]  # fmt: skip
    assert sum(int(n) for n in column(rules, "处数")) == len(result.roots)
    assert "UNIT_UNKNOWN_CODE＝关闭" in rules.notes[-1]
    assert column(listed, "序号") == [str(n) for n in range(1, 27)]
    assert column(listed, "由哪一号引起")[:3] == ["", "1", ""]
    assert column(listed, "表格中的位置")[-1] == "第 7 行 B7"
    assert column(listed, "FID")[0] == "3"
    assert column(listed, "级别")[-1] == "警告"  # the worst stand first


def test_a_sheet_that_would_be_too_long_says_where_the_rest_is(result):
    listed = findings_tables(result, "en", most=5)[-1]
    assert len(listed.rows) == 5
    assert listed.notes == ("The sheet lists the first 5; all 26 are in issues.csv",)


def test_nothing_found_gives_no_empty_table_on_the_screen(clean):
    assert [t.key for t in brief_findings(clean, "en")] == ["check_inputs"]
    assert len(openpyxl.load_workbook(io.BytesIO(book(clean))).sheetnames) == 3


def book(result):
    return workbook_bytes(findings_tables(result, "zh"), moment=FindingsFrame().moment)


@pytest.mark.parametrize(
    ("coverage", "printed"),
    [
        (Coverage(10.004, 0.004, 0.004, 10.004, 0.0), "10.00 10.00 0.00 0.00 0.00 0.00"),
        (Coverage(5.015, 0.005, 0.0, 5.01, 0.0), "5.01 5.01 0.00 0.00 0.00 0.00"),
        (Coverage(7.0, 1.0, 2.0), "7.00 — 2.00 1.00 — —"),
    ],
)
def test_what_is_printed_of_a_coverage_adds_up(coverage, printed):
    figures = list(printed_coverage(coverage).values())
    assert len(figures) == 6
    if "—" in figures:
        assert " ".join(figures) == printed
        return
    parcels, outline, gap, overlap, outside, residual = (round(float(f) * 100) for f in figures)
    assert parcels == outline - gap + overlap + outside + residual
    exact = (coverage.parcels_m2, coverage.outline_m2, coverage.gap_m2, coverage.overlap_m2, coverage.outside_m2)
    for figure, value in zip((parcels, outline, gap, overlap, outside), exact, strict=True):
        assert abs(figure - value * 100) < 1


def test_texts_of_the_data_stay_texts_in_excel(result):
    rows = list(csv.reader(io.StringIO(csv_text([finding_table(result, "zh")]).removeprefix("\ufeff"))))
    assert len(rows) == 27
    assert all(not cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)
    assert any(cell.startswith("'=cmd|") for row in rows for cell in row)
    sheet = openpyxl.load_workbook(io.BytesIO(book(result)))["问题清单"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}  # no formula
    assert any(str(cell.value).startswith("=cmd|") for cell in cells)


def test_the_json_has_the_promised_keys(result):
    data = findings_json(result, "zh")
    assert (data["rows_in"], data["rows_kept"], data["rows_repaired"], data["rows_rejected"]) == (132, 110, 3, 22)
    assert set(data["issues"][0]) == {
        "number", "code", "severity", "file", "layer", "field", "row", "fid", "line", "cell", "id", "value", "message",
        "cure", "caused_by",
    }  # fmt: skip
    assert [issue["caused_by"] for issue in data["issues"][:3]] == [None, 1, None]
    assert data["summary"][0] == {"code": "CODE_UNKNOWN", "severity": "error", "count": 1, "explained": 0}
    assert data["summary"][1] == {"code": "AREA_INVALID", "severity": "error", "count": 0, "explained": 1}
    assert data["coverage"][0]["gap_m2"] == 18.003
    assert data["switched"] == [{"code": "UNIT_UNKNOWN_CODE", "severity": "off"}]
    assert [one["kind"] for one in data["inputs_checked"]] == ["parcels", "wells"]
    raw = next(issue for issue in data["issues"] if issue["id"].startswith("=cmd"))
    assert raw["value"].endswith("\x1b[31m\x00\t=1")  # a program gets what stands in the file
    assert json.loads(json_text(data))["issues"] == data["issues"]


def test_half_a_sign_can_be_written(result):
    broken = dataclasses.replace(result.issues[1], value="a\ud800b", file="\udcff.gpkg")
    data = findings_json(CheckResult((), (broken,)), "zh")
    json_text(data).encode()
    csv_text([finding_table(CheckResult((), (broken,)), "zh")]).encode()


def test_both_languages_have_the_same_words():
    from natres.labels import words

    own = ("check.", "check_map.", "check_junit.", "supplier.")
    zh, en = ({key for key in words(lang) if key.startswith(own)} for lang in ("zh", "en"))
    assert zh == en
