"""A field inspection from the draw to the verdict: the form is filled in the way offices do, well and badly."""

import json
import math
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from natres.errors import BadData, BadRows, BadUsage
from natres.readers.field_form import read_field_form
from natres.workflows import Options
from natres.workflows.acceptance import draw_field_sample, judge_field_sample

from ..catalogue.cases import base

ZH = Options(language="zh")


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Sixty parcels in two towns, and what is drawn of them; the tests work on copies."""
    frame = base().iloc[np.arange(60) % 16].reset_index(drop=True)
    corners = [(39505000 + 100 * (i % 10), 4322000 + 100 * (i // 10)) for i in range(60)]
    frame = frame.assign(
        BSM=[f"{1201110000000000 + i:018d}" for i in range(60)],
        ZLDWDM=[f"12011110{1 + i % 2}0010000000" for i in range(60)],
        ZLDWMC=["=杨柳青镇", "辛口镇"] * 30,
    )
    place = tmp_path_factory.mktemp("首次")
    shapes = [shapely.box(x, y, x + 90, y + 90) for x, y in corners]
    gpd.GeoDataFrame(frame, geometry=shapes, crs=4527).to_file(place / "图斑 2022.gpkg", layer="DLTB")
    draw_field_sample(place / "图斑 2022.gpkg", place / "核查", ZH)
    return place


@pytest.fixture
def lot(first, folder):
    return Path(shutil.copy(first / "图斑 2022.gpkg", folder))


@pytest.fixture
def drawn(first, folder):
    return shutil.copytree(first / "核查", folder / "核查") / "form.xlsx"


def fill(form, verdicts, *, save=None, **columns):
    """Write verdicts (a text, or one per line) and other columns by heading into the form."""
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    head = head_of(sheet)
    places = {cell.value: cell.column for cell in sheet[head]}
    lines = range(head + 1, head + 1 + count_of(form))
    verdicts = [verdicts] * len(lines) if isinstance(verdicts, str) else verdicts
    for line, verdict in zip(lines, verdicts, strict=True):
        sheet.cell(line, places["是否合格"]).value = verdict
    for heading, cells in columns.items():
        for at, value in cells.items():
            sheet.cell(head + at, places[heading]).value = value
    book.save(save or form)
    return save or form


def head_of(sheet):
    return next(row[0].row for row in sheet.iter_rows() if row[0].value == "序号")


def count_of(form):
    return len(json.loads((form.parent / "plan.json").read_text("utf-8"))["acceptance"]["parcels"])


def change(form, edit):
    book = openpyxl.load_workbook(form)
    edit(book.worksheets[0], book.worksheets[1])
    book.save(form)


def refused(form, **how):
    with pytest.raises(BadData) as caught:
        judge_field_sample(form, ZH, **how)
    return caught.value


def test_a_draw_is_a_folder_of_layer_form_and_plan(lot, folder):
    answer = draw_field_sample(lot, folder / "核查", ZH, aql="2.5")
    place = folder / "核查"
    assert sorted(path.name for path in place.iterdir()) == ["form.xlsx", "plan.json", "run.json", "sample.gpkg"]
    plan = answer.data["acceptance"]["plan"]
    # Sixty parcels: E at level II; 2.5 has an arrow down beside E's 0 … F: n = 20, Ac 1.
    assert (plan["letter"], plan["sample_size"], plan["accept"], plan["reject"]) == ("F", 20, 1, 2)
    assert json.loads((place / "plan.json").read_text("utf-8"))["acceptance"] == answer.data["acceptance"]
    layer = gpd.read_file(place / "sample.gpkg", layer="sample")
    assert list(layer.columns) == [
        "序号", "BSM", "DLBM", "DLMC", "乡镇", "坐落", "TBMJ", "实地地类", "是否合格", "说明", "geometry",
    ]  # fmt: skip
    assert layer.crs.to_epsg() == 4527
    assert list(layer["序号"]) == list(range(1, 21))
    assert layer[["实地地类", "是否合格", "说明"]].isna().all(axis=None)
    whole = pyogrio.read_dataframe(lot).set_index("BSM").geometry
    assert all(shape.equals(whole[bsm]) for bsm, shape in zip(layer["BSM"], layer.geometry, strict=True))
    with sqlite3.connect(place / "sample.gpkg") as database:
        (style,) = database.execute("SELECT styleQML FROM layer_styles").fetchone()
    assert 'attr="DLBM"' in style
    assert "水田" in style
    strata = answer.data["acceptance"]["strata"]
    assert sum(s["sample"] for s in strata) == 20
    assert len(strata) == len({(s["town"], s["main_class"]) for s in strata}) == 6


def test_the_form_is_set_up_for_print_and_takes_only_two_verdicts(drawn):
    sheet, plan = openpyxl.load_workbook(drawn).worksheets
    head = head_of(sheet)
    assert [cell.value for cell in sheet[head]] == [
        "序号", "标识码", "坐落", "地类编码", "地类名称", "面积（平方米）", "经度", "纬度", "实地地类", "是否合格",
        "不合格项", "说明", "检查人", "日期",
    ]  # fmt: skip
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == f"$1:${head}"
    (rule,) = [r for r in sheet.data_validations.dataValidation if r.type == "list"]
    assert rule.formula1 == '"合格,不合格"'
    texts = " ".join(str(sheet.cell(row, 1).value) for row in range(1, head))
    assert "批量 60 个图斑" in texts
    assert "图斑 2022.gpkg" in texts
    assert sheet.cell(sheet.max_row, 1).value.startswith("检查单位")
    row = [cell.value for cell in sheet[head + 1]]
    assert row[2] == "=杨柳青镇"
    assert sheet.cell(head + 1, 3).data_type == "s"
    assert 116.9 < row[6] < 117.2
    assert 38.9 < row[7] < 39.1
    assert plan.protection.sheet


def test_the_same_parcels_and_seed_draw_the_same_files_in_any_order(lot, folder):
    draw_field_sample(lot, folder / "甲", ZH, seed=7)
    again = pyogrio.read_dataframe(lot).sample(frac=1, random_state=3)
    (folder / "另").mkdir()
    again.to_file(folder / "另" / lot.name, layer="DLTB")
    draw_field_sample(lot, folder / "乙", ZH, seed=7)
    draw_field_sample(folder / "另" / lot.name, folder / "丙", ZH, seed=7)
    for name in ("form.xlsx", "sample.gpkg", "plan.json"):
        assert (folder / "甲" / name).read_bytes() == (folder / "乙" / name).read_bytes(), name
    first, other = (json.loads((folder / f / "plan.json").read_text("utf-8"))["acceptance"] for f in "甲丙")
    assert first["parcels"] == other["parcels"]
    draw_field_sample(lot, folder / "丁", ZH, seed=8)
    assert json.loads((folder / "丁" / "plan.json").read_text("utf-8"))["acceptance"]["parcels"] != first["parcels"]


def test_a_lot_with_errors_in_its_rows_is_drawn_all_the_same(folder):
    shapes = list(base().geometry)
    x, y = 39505000, 4322000
    shapes[2] = shapely.Polygon([(x, y), (x + 50, math.inf), (x + 50, y)])
    shapes[3] = shapely.Polygon()
    shapes[:2] = None, shapely.Polygon([(x, y), (x + 100, y + 100), (x + 100, y), (x, y + 100)])
    columns = {"DLBM": ["9999", ""] + ["0101"] * 14, "BSM": ["7", "7", " 8\n\x0b9 "] + [""] * 13, "DLMC": [""] * 16}
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=4527)
    frame.to_file(folder / "差.gpkg")
    answer = draw_field_sample(folder / "差.gpkg", folder / "核查", ZH, level="III", aql="0.40")
    assert answer.data["acceptance"]["plan"]["sample_size"] == 16
    form = fill(folder / "核查" / "form.xlsx", "合格")
    assert judge_field_sample(form, ZH).exit_code == 0


def test_a_form_without_faults_accepts(drawn):
    answer = judge_field_sample(fill(drawn, "合格"), ZH)
    found = answer.data["acceptance"]
    assert (answer.exit_code, found["status"], found["nonconforming"], found["missing"]) == (0, "accept", 0, [])
    assert (found["estimate"]["low"], found["estimate"]["share"]) == (0.0, 0.0)
    assert found["estimate"]["high"] == pytest.approx(1 - 0.025 ** (1 / found["judged"]))
    assert answer.sentences[0].startswith("接收")


def test_faults_up_to_the_rejection_number_reject_and_are_listed(drawn):
    count = count_of(drawn)
    form = fill(drawn, ["不合格"] * 2 + ["合格"] * (count - 2), 实地地类={1: "0702"}, 不合格项={1: "地类不符"})
    answer = judge_field_sample(form, ZH)
    found = answer.data["acceptance"]
    assert found["plan"]["reject"] == 2
    assert (answer.exit_code, found["status"], found["nonconforming"]) == (1, "reject", 2)
    assert (found["parcels"][0]["field_class"], found["parcels"][0]["faults"]) == ("0702", "地类不符")
    assert sum(s["nonconforming"] for s in found["by_stratum"]) == 2
    assert [table.key for table in answer.tables] == ["acceptance_result", "acceptance_nonconforming"]
    assert len(answer.tables[1].rows) == 2
    assert found["estimate"]["low"] < 2 / count < found["estimate"]["high"]


def test_blank_verdicts_leave_it_open_unless_faults_decide(drawn):
    count = count_of(drawn)
    answer = judge_field_sample(fill(drawn, ["不合格"] + [None] * 3 + ["合格"] * (count - 4)), ZH)
    found = answer.data["acceptance"]
    assert (answer.exit_code, found["status"], found["missing"]) == (1, "incomplete", [2, 3, 4])
    assert found["estimate"] is None
    assert "3" in answer.sentences[0]
    answer = judge_field_sample(fill(drawn, ["不合格"] * 2 + [None] * (count - 2)), ZH)
    assert (answer.exit_code, answer.data["acceptance"]["status"]) == (1, "reject")
    assert len(answer.sentences) == 2


@pytest.mark.parametrize(
    ("yes", "no"), [("是", "否"), ("YES", "No"), (1, 0), ("pass", "FAIL"), ("１", "０"), (" 合 格", "不合格 ")]
)
def test_verdicts_may_be_written_in_other_words(drawn, yes, no):
    found = judge_field_sample(fill(drawn, [no] + [yes] * (count_of(drawn) - 1)), ZH).data["acceptance"]
    assert (found["status"], found["nonconforming"], found["missing"]) == ("accept", 1, [])


def test_words_nobody_knows_are_said_all_at_once_with_their_cells(drawn):
    count = count_of(drawn)
    error = refused(fill(drawn, ["待定", "?"] + ["合格"] * (count - 2)))
    assert isinstance(error, BadRows)
    lines = error.sentence("zh").split("\n")
    assert len(lines) == 2
    cell = f"J{head_of(openpyxl.load_workbook(drawn).worksheets[0]) + 1}"
    for part in ("CHOICE_UNKNOWN", "form.xlsx", "外业核查表", "是否合格", cell, "待定", "pass"):
        assert part in lines[0], part
    assert error.exit_code == 65


def test_rows_that_are_gone_twice_strange_or_renamed_are_said_at_once(drawn):
    def edit(sheet, _):
        head = head_of(sheet)
        sheet.cell(head + 2, 1).value = 1  # twice, and 2 is missing
        sheet.cell(head + 3, 1).value = 99
        sheet.cell(head + 4, 2).value = "120111"
        sheet.delete_rows(head + 5)

    change(fill(drawn, "合格"), edit)
    error = refused(drawn)
    said = [(i.variant, i.value, i.line is None) for i in error.issues]
    head = head_of(openpyxl.load_workbook(drawn).worksheets[0])
    assert said == [
        ("twice", "1", False), ("", "99", False), ("id", "120111", False),
        ("missing", "2", True), ("missing", "3", True), ("missing", "5", True),
    ]  # fmt: skip
    assert [i.cell for i in error.issues[:3]] == [f"A{head + 2}", f"A{head + 3}", f"B{head + 4}"]
    text = error.sentence("zh")
    assert f"第 {head + 1} 行" in text
    assert all(word not in text for word in ("—", "{"))
    assert "—" not in error.sentence("en")


@pytest.mark.parametrize("key", ["accept", "sample_size", "aql", "seed", "sha256"])
def test_a_plan_that_was_changed_is_refused(drawn, key):
    def edit(_, plan):
        row = next(row for row in plan.iter_rows() if row[6].value == key)
        row[1].value = "9"

    change(fill(drawn, "合格"), edit)
    assert refused(drawn).variant == "FORM_PLAN.changed"


def test_a_parcel_of_the_draw_that_was_exchanged_is_refused(drawn):
    def edit(sheet, plan):
        plan.cell(plan.max_row, 2).value = "120111000000000099"
        sheet.cell(head_of(sheet) + count_of(drawn), 2).value = "120111000000000099"

    change(fill(drawn, "合格"), edit)
    assert refused(drawn).variant == "FORM_PLAN.changed"


def test_a_plan_that_was_signed_anew_is_refused_by_the_standard(drawn):
    draw = read_field_form(fill(drawn, "合格")).draw
    forged = replace(draw, plan=replace(draw.plan, accept=9, reject=10))
    anew = {"accept": "9", "reject": "10", "digest": forged.digest}

    def edit(_, plan):
        for row in plan.iter_rows():
            if row[6].value in anew:
                row[1].value = anew[row[6].value]

    change(drawn, edit)
    error = refused(drawn)
    assert error.variant == "FORM_PLAN.table"
    assert "Ac=9" in error.sentence("zh")


def test_the_plan_beside_the_form_has_to_be_that_of_its_draw(lot, drawn, folder):
    fill(drawn, "合格")
    draw_field_sample(lot, folder / "另一次", ZH, seed=2)
    assert refused(drawn, plan=folder / "另一次" / "plan.json").variant == "FORM_PLAN.other"
    alone = folder / "填好的表.xlsx"
    alone.write_bytes(drawn.read_bytes())
    assert judge_field_sample(alone, ZH).exit_code == 0
    assert judge_field_sample(alone, ZH, plan=drawn.with_name("plan.json")).exit_code == 0
    (folder / "坏.json").write_text("[]", "utf-8")
    assert refused(alone, plan=folder / "坏.json").variant == "FORM_PLAN.json"


def test_a_form_without_its_plan_or_its_headings_is_refused(drawn):
    fill(drawn, "合格")
    whole = drawn.read_bytes()
    book = openpyxl.load_workbook(drawn)
    del book["抽样方案"]
    book.save(drawn)
    assert refused(drawn).code == "FORM_PLAN"
    drawn.write_bytes(whole)
    change(drawn, lambda sheet, _: setattr(sheet.cell(head_of(sheet), 10), "value", "结论"))
    error = refused(drawn)
    assert error.code == "FORM_HEADER"
    assert "是否合格" in error.sentence("zh")
    assert "序号" not in error.problem("zh")


def test_a_formula_without_a_result_is_no_verdict(drawn):
    error = refused(fill(drawn, ['=IF(A1="","合格","不合格")'] + ["合格"] * (count_of(drawn) - 1)))
    assert [issue.code for issue in error.issues] == ["FORMULA_NO_VALUE"]


def test_lines_at_odds_and_hidden_lines_are_said_and_counted(drawn):
    form = fill(drawn, "合格", 不合格项={2: "界线不符"})
    change(form, lambda sheet, _: setattr(sheet.row_dimensions[head_of(sheet) + 1], "hidden", True))
    answer = judge_field_sample(form, ZH)
    assert [notice.code for notice in answer.notices] == ["HIDDEN_ROWS", "FORM_CONTRADICTION"]
    assert answer.data["acceptance"]["judged"] == count_of(form)


def test_columns_and_rows_may_change_places(drawn):
    def edit(sheet, _):
        head = head_of(sheet)
        first, second = ([cell.value for cell in sheet[head + i]] for i in (1, 2))
        for place, (a, b) in enumerate(zip(first, second, strict=True), start=1):
            sheet.cell(head + 1, place).value, sheet.cell(head + 2, place).value = b, a

    form = fill(drawn, ["不合格"] + ["合格"] * (count_of(drawn) - 1))
    change(form, edit)
    assert judge_field_sample(form, ZH).data["acceptance"]["parcels"][0]["number"] == 1


@pytest.mark.parametrize("wrong", [{"aql": "3"}, {"level": "IV"}])
def test_an_option_the_standard_does_not_have_is_refused_before_reading(folder, wrong):
    with pytest.raises(BadUsage):
        draw_field_sample(folder / "没有.gpkg", folder / "核查", ZH, **wrong)
    assert not (folder / "核查").exists()


def test_the_sample_district_says_that_it_is_invented_from_draw_to_verdict(folder):
    answer = draw_field_sample("data/xiqing.toml", folder / "核查", ZH, aql="6.5", level="S-3")
    assert answer.marks
    form = folder / "核查" / "form.xlsx"
    sheet = openpyxl.load_workbook(form).worksheets[0]
    assert any(sheet.cell(row, 1).value == answer.marks[0] for row in range(1, head_of(sheet)))
    assert "西青区2022年" in sheet.cell(1, 1).value
    assert answer.marks[0] in (folder / "核查" / "plan.json").read_text("utf-8")
    assert judge_field_sample(fill(form, "合格"), ZH).marks
    names = {row.cells[0].text for row in answer.tables[1].rows}
    assert "杨柳青镇" in names


def test_an_english_form_is_judged_in_english(lot, folder):
    draw_field_sample(lot, folder / "inspection", Options(language="en"))
    form = folder / "inspection" / "form.xlsx"
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "No.")
    for line in range(head + 1, head + 1 + count_of(form)):
        sheet.cell(line, 10).value = "fail"
    book.save(form)
    answer = judge_field_sample(form, Options(language="en"))
    assert answer.data["acceptance"]["status"] == "reject"
    assert answer.sentences[0].startswith("reject: 13 inspected")


def test_a_line_that_was_added_is_refused_and_signatures_are_none(drawn):
    def edit(sheet, _):
        sheet.cell(sheet.max_row, 1).value += "张三"
        sheet.cell(sheet.max_row + 1, 4).value = "0101"

    change(fill(drawn, "合格"), edit)
    (issue,) = refused(drawn).issues
    assert (issue.code, issue.variant, issue.value) == ("FORM_ROW", "", "")
