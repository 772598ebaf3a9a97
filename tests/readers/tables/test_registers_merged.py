"""Cells merged over several rows of a register: words hold for each row, numbers and dates for none."""

from natres.checks import check_register
from natres.core.issues import Issue
from natres.errors import BadRows
from natres.readers import read_ledger, read_spec, read_wells
from natres.workflows.notices import register_notices
from tests.readers.workbooks import put_xlsx

HEADER = ["对井组", "许可证号", "井号", "井别", "热储层", "年开采量（万m³）", "数据日期", "经度", "纬度"]
ROWS = [
    ["G1", "C12", "K1", "开采", "雾迷山组", 15.29, "2022-12-31", 117.01, 39.07],
    [None, None, "K2", "回灌", None, None, "2022-12-31", 117.02, 39.08],
    ["G2", "C13", "K3", "开采", "明化镇组", 3, "2022-12-31", 117.03, 39.09],
    [None, None, "K4", "回灌", None, None, "2022-12-31", 117.04, 39.1],
]
DOUBLETS = ("A2:A3", "A4:A5", "B2:B3", "E2:E3", "E4:E5")


def test_words_merged_over_a_doublet_hold_for_both_wells_and_are_told_once_per_column(folder):
    layer = read_wells(put_xlsx(folder, [HEADER, *ROWS], merge=DOUBLETS))
    assert layer.frame["pair_id"].tolist() == ["G1", "G1", "G2", "G2"]
    assert layer.frame["right_id"].tolist() == ["C12", "C12", "C13", ""]  # an empty cell that is not merged stays so
    assert layer.frame["reservoir"].tolist() == ["雾迷山组", "雾迷山组", "明化镇组", "明化镇组"]
    assert layer.issues == ()
    found = {r.field: (r.count, r.before, r.after) for r in layer.provenance.repairs if r.code == "CELL_MERGED"}
    assert found == {"对井组": (2, "", "G1"), "许可证号": (1, "", "C12"), "热储层": (2, "", "雾迷山组")}
    told = [n for n in register_notices(layer, ()) if n.code == "CELL_MERGED.register"]
    assert [n.facts["count"] for n in told] == [2, 1, 2]


def test_a_number_or_date_merged_over_rows_is_an_issue_and_never_counted_twice(folder):
    rows = [list(row) for row in ROWS]
    rows[1][6:] = [None, None, None]
    areas = ("F2:F3", "G2:G3", "H2:H3", "I2:I3")
    layer = read_wells(put_xlsx(folder, [HEADER, *rows], merge=areas))
    assert layer.frame["produced_1e4m3"].fillna(-1).tolist() == [15.29, -1, 3, -1]
    assert layer.frame["data_date"].tolist()[1] is None
    found = check_register(layer, read_spec("wells"))  # and no COORD_MISSING of the second row
    assert [(i.code, i.severity, i.cell, i.value, i.facts["over"]) for i in found] == [
        ("CELL_MERGED", "error", "F2", "15.29", 2), ("CELL_MERGED", "error", "G2", "2022-12-31", 2),
        ("CELL_MERGED", "error", "H2", "117.01", 2), ("CELL_MERGED", "error", "I2", "39.07", 2),
    ]  # fmt: skip
    for language in ("zh", "en"):
        assert "15.29" in BadRows(found).sentence(language)


def test_a_mark_merged_over_rows_says_that_none_has_a_number(folder):
    rows = [list(row) for row in ROWS]
    rows[0][5] = "—"
    layer = read_wells(put_xlsx(folder, [HEADER, *rows], merge=("F2:F3",)))
    assert layer.issues == ()
    assert layer.frame["produced_1e4m3"].isna().tolist() == [True, True, False, True]


def test_a_town_merged_down_to_its_subtotal_and_over_a_last_row_loses_no_row(folder):
    rows = [
        ["所在镇街", "地块名称", "造林面积（亩）"],
        ["张家窝镇", "一号", 10], [None, "二号", 20], [None, "小计", 30],
        ["辛口镇", "三号", 5], [None, "四号", None],
    ]  # fmt: skip
    layer = read_ledger("afforestation", put_xlsx(folder, rows, merge=("A2:A4", "A5:A6")))
    assert layer.frame["unit_name"].tolist() == ["张家窝镇", "张家窝镇", "辛口镇", "辛口镇"]
    assert layer.frame["plot"].tolist() == ["一号", "二号", "三号", "四号"]
    found: list[Issue] = check_register(layer, read_spec("afforestation"))
    assert [(i.code, i.cell) for i in found] == [("VALUE_MISSING", "C6")]
