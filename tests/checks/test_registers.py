"""Every rule over registers: planted once, found once, with row, line, field, id and value; all in one run."""

import datetime

import pytest
import shapely

from natres.checks import check_register
from natres.checks.catalogue import rules_for
from natres.errors import BadRows
from natres.readers import read_ledger, read_rights, read_spec, read_wells
from tests.readers.workbooks import HEADER, WELLS, put_csv

OUTLINE = shapely.box(116.9, 38.9, 117.3, 39.3)
EXTRA = ["井口水温", "尾水温度", "取水段顶", "取水段底", "数据日期", "所在镇街"]
FULL = [*HEADER, *EXTRA]
ROWS = [[*row, 90, 28, 1000, 1500, "2022-12-31", "张家窝镇"] for row in WELLS]


def find(folder, rows=ROWS, header=FULL, **options):
    layer = read_wells(put_csv(folder, [header, *rows]))
    options = {"outline": OUTLINE, "on": datetime.date(2022, 12, 31), "known_units": ["张家窝镇"], **options}
    return check_register(layer, read_spec("wells"), **options)


def with_cells(**cells):
    """The rows with some cells of the second one changed, by heading."""
    rows = [list(row) for row in ROWS]
    for name, value in cells.items():
        at = next(place for place, heading in enumerate(FULL) if heading.startswith(name))
        rows[1][at] = value
    return rows


def test_a_clean_register_has_nothing_wrong(folder):
    assert find(folder) == []


PLANTED = [
    ("ID_MISSING", "error", "井号", {"井号": ""}, ""),
    ("ID_DUPLICATE", "error", "井号", {"井号": "DR-01"}, "DR-01"),
    ("ID_ALIKE", "warning", "井号", {"井号": "ＤＲ-０１"}, "ＤＲ-０１"),
    ("ID_ALIKE", "warning", "井号", {"井号": "dr- 01"}, "dr- 01"),
    ("NUL", "error", "所在镇街", {"所在镇街": "张家窝\x00镇"}, "张家窝␀镇"),
    ("NUL", "error", "井深（m）", {"井深": "25\x0790"}, "25␇90"),
    ("COORD_MISSING", "error", "经度", {"经度": ""}, ""),
    ("COORD_MISSING", "error", "经度", {"经度": "", "纬度": ""}, ""),
    ("COORD_MISSING", "error", "经度", {"经度": 0, "纬度": 0}, "0"),
    ("AXIS_SWAPPED", "error", "经度", {"经度": 39.0784, "纬度": 117.0214}, "39.078400, 117.021400"),
    ("OUTSIDE_DISTRICT", "error", "经度", {"经度": 121.47, "纬度": 31.23}, "121.470000, 31.230000"),
    ("OUTSIDE_DISTRICT", "error", "经度", {"经度": 17.0214}, "17.021400, 39.078400"),
    ("RANGE", "error", "井深（m）", {"井深": 0, "取水段顶": "", "取水段底": ""}, "0"),
    ("RANGE", "error", "井深（m）", {"井深": -5, "取水段顶": "", "取水段底": ""}, "-5"),
    ("RANGE", "warning", "井深（m）", {"井深": 10001}, "10001"),
    ("RANGE", "error", "井口水温", {"井口水温": 401}, "401"),
    ("RANGE", "error", "尾水温度", {"尾水温度": -6}, "-6"),
    ("RANGE", "warning", "尾水温度", {"尾水温度": 91}, "91"),
    ("RANGE", "warning", "年回灌量（万m³）", {"年开采量": 1, "年回灌量": 10.5}, "10.5"),
    ("RANGE", "error", "年开采量（万m³）", {"年开采量": -1}, "-1"),
    ("UNIT_SUSPECT", "warning", "年开采量（万m³）", {"年开采量": 152900}, "152900"),
    ("DATE_FUTURE", "warning", "数据日期", {"数据日期": "2023-01-01"}, "2023-01-01"),
    ("DATE_EARLY", "error", "数据日期", {"数据日期": "1905-07-14"}, "1905-07-14"),
    ("LEDGER_RELATION", "error", "取水段顶", {"取水段顶": 1500}, "1500"),
    ("LEDGER_RELATION", "error", "取水段底", {"取水段底": 2700}, "2700"),
    ("TOWN_UNKNOWN", "warning", "所在镇街", {"所在镇街": "张窝镇"}, "张窝镇"),
    ("FIELD_TYPE", "error", "井深（m）", {"井深": "约30"}, "约30"),
    ("DATE", "error", "数据日期", {"数据日期": "2022年12月"}, "2022年12月"),
    ("DMS_PACKED", "error", "经度", {"经度": 1170123.4}, "1170123.4"),
]


@pytest.mark.parametrize(
    ("code", "severity", "field", "cells", "value"), PLANTED, ids=[f"{p[0]}-{i}" for i, p in enumerate(PLANTED)]
)
def test_a_planted_defect_is_found_once_with_its_place(folder, code, severity, field, cells, value):
    (issue,) = find(folder, with_cells(**cells))
    assert (issue.code, issue.severity, issue.field, issue.value) == (code, severity, field, value)
    assert (issue.file, issue.row, issue.line) == ("地热井 登记表.csv", 1, 3)
    assert issue.id == cells.get("井号", "DR-02")
    assert issue.cell.endswith("3")


def test_ten_defects_of_one_file_are_all_told_at_once_and_their_lines_are_the_spreadsheets(folder):
    rows = with_cells(井深="约30", 经度=39.0784, 纬度=117.0214, 数据日期="2022-02-30")
    rows[0][0] = ""
    rows.append([*ROWS[2]])
    rows.append(["DR-05", "开采"])
    found = find(folder, rows)
    assert [(i.code, i.row) for i in found] == [
        ("ID_MISSING", 0), ("FIELD_TYPE", 1), ("DATE", 1), ("AXIS_SWAPPED", 1), ("ID_DUPLICATE", 3), ("CSV_RAGGED", 4),
    ]  # fmt: skip
    text = BadRows(found).sentence("zh")
    assert len(text.split("\n")) == 6
    for part in ("第 3 行（单元格 C3）", "第 2 行（单元格 A2）", "第 6 行", "约30", "2022-02-30", "DR-05"):
        assert part in text
    assert "line 3 (cell C3)" in BadRows(found).sentence("en")


def test_without_an_outline_all_of_china_will_do(folder):
    assert find(folder, with_cells(经度=121.47, 纬度=31.23), outline=None) == []
    (issue,) = find(folder, with_cells(经度=150.0), outline=None)
    assert (issue.code, issue.variant) == ("OUTSIDE_DISTRICT", "china")


def test_a_ledger_needs_no_places_but_whole_ones(folder):
    header = ["地块名称", "造林面积（亩）", "经度", "纬度"]
    rows = [["一号", 62, "", ""], ["二号", 62, 117.1, ""], ["三号", "", 117.1, 39.1]]
    layer = read_ledger("afforestation", put_csv(folder, [header, *rows]))
    found = [(i.code, i.line, i.field) for i in check_register(layer, read_spec("afforestation"))]
    assert found == [("COORD_MISSING", 3, "经度"), ("VALUE_MISSING", 4, "造林面积（亩）")]


@pytest.mark.parametrize(
    ("kind", "header", "row", "code", "field", "expected"),
    [
        ("approved_unsupplied", ["批次名称", "批准面积(ha)", "已供面积(ha)", "本年消化面积(ha)", "未供面积(ha)"],
         ["甲", 10.3, 3.1, 1, 7.1], "LEDGER_RELATION", "未供面积(ha)", "7.2"),
        ("land_supply", ["宗地编号", "出让面积(ha)", "出让方式", "出让金(亿元)", "政府净收益(亿元)"],
         ["G1", 1, "挂牌", 2, 2.01], "LEDGER_RELATION", "政府净收益(亿元)", "2"),
        ("illegal_land", ["案件编号", "违法面积(亩)", "其中耕地(亩)", "整改状态"],
         ["W1", 1, 1.01, "已整改"], "LEDGER_RELATION", "其中耕地(亩)", "1"),
        ("illegal_land", ["案件编号", "违法面积(亩)", "整改状态", "立案日期", "结案日期"],
         ["W1", 1, "已整改", "2022-05-01", "2022-04-30"], "DATE_ORDER", "结案日期", "2022-05-01"),
    ],
)  # fmt: skip
def test_a_relation_that_does_not_hold_names_both_figures(folder, kind, header, row, code, field, expected):
    layer = read_ledger(kind, put_csv(folder, [header, row]))
    (issue,) = check_register(layer, read_spec(kind))
    assert (issue.code, issue.severity, issue.field, issue.facts["expected"]) == (code, "error", field, expected)
    for language in ("zh", "en"):
        assert expected in BadRows([issue]).sentence(language)
        assert "—" not in BadRows([issue]).sentence(language)


def test_relations_that_hold_to_the_last_digit_are_not_broken_by_floats(folder):
    header = ["批次名称", "批准面积(ha)", "已供面积(ha)", "本年消化面积(ha)", "未供面积(ha)"]
    layer = read_ledger(
        "approved_unsupplied", put_csv(folder, [header, ["甲", 0.3, 0.1, 0.1, 0.2], ["乙", 0.3, "", 0, 0.2]])
    )
    assert check_register(layer, read_spec("approved_unsupplied")) == []


def test_a_right_must_not_end_before_it_begins(folder):
    rows = [["许可证号", "类型", "有效期起", "有效期止"], ["C1", "采矿权", "2025-01-01", "2024-12-31"]]
    rows.append(["C2", "采矿权", "2025-01-01", "2035-01-01"])
    layer = read_rights(put_csv(folder, rows))
    found = check_register(layer, read_spec("rights"), on=datetime.date(2022, 12, 31))
    assert [(i.code, i.line, i.value) for i in found] == [("DATE_ORDER", 2, "2024-12-31")]


def test_two_users_may_share_a_name_but_not_a_source(folder):
    header = ["取水户", "水源", "计划取水量(万m³)", "实际取水量(万m³)"]
    rows = [["甲公司", "地下水", 1, 1], ["甲公司", "地表水", 1, 1], ["甲公司", "地下水", 2, 2]]
    layer = read_ledger("water_users", put_csv(folder, [header, *rows]))
    assert [(i.code, i.line) for i in check_register(layer, read_spec("water_users"))] == [("ID_DUPLICATE", 4)]


def test_every_rule_of_registers_is_planted_somewhere():
    elsewhere = {  # tests/readers: cells and files
        "CSV_RAGGED", "FORMULA_NO_VALUE", "CHOICE_UNKNOWN", "ID_PRECISION", "UNIT_MISMATCH", "CRS_MISSING",
        "CRS_EASTING_PREFIX", "CELL_MERGED", "LEDGER_SUM", "GEOM_TYPE", "DATE_ORDER", "VALUE_MISSING",
    }  # fmt: skip
    assert {code for code, *_ in PLANTED} | elsewhere == {
        rule.code for rule in rules_for("table") if "table" in rule.kinds and rule.severity != "info"
    } - {"HEADER", "FIELD_MISSING", "FIELD_UNKNOWN", "HIDDEN_ROWS", "CRS_UNKNOWN"}  # of whole files
