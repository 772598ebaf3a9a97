"""A row of units below the headings of a register is part of its header."""

import pytest

from natres.readers import read_ledger, read_wells
from tests.readers.workbooks import put_csv, put_xlsx

HEADER = ["井号", "井别", "井深", "年开采量", "井口水温", "经度", "备注"]
ROWS = [["K1", "开采", 2614.6, 152900, 90, 117.0149, None], ["K2", "回灌", 2590, None, None, 117.0214, "停"]]


@pytest.mark.parametrize(
    "units",
    [[None, None, "（m）", "（m³）", "（℃）", "（°）", None], ["—", "/", "m", "立方米/年", "℃", "度", ""],
     ["单位", None, "(单位：m)", "m3/a", None, None, None]],
)  # fmt: skip
@pytest.mark.parametrize("put", [put_csv, put_xlsx])
def test_units_below_the_headings_are_theirs(folder, units, put):
    layer = read_wells(put(folder, [["地热井登记表"], HEADER, units, *ROWS]))
    assert layer.frame["well_id"].tolist() == ["K1", "K2"]
    assert layer.frame["produced_1e4m3"].tolist()[0] == 15.29
    assert layer.frame["depth_m"].tolist() == [2614.6, 2590.0]
    assert layer.issues == ()
    assert layer.lines == (4, 5)
    assert layer.places.fields["produced_1e4m3"].startswith("年开采量 ")


def test_a_unit_in_the_heading_counts_more_than_one_below_and_a_wrong_one_is_an_issue(folder):
    rows = [["井号", "井别", "年开采量（万m³）", "井深"], [None, None, "m³", "亩"], ["K1", "开采", 15.29, 2614.6]]
    layer = read_wells(put_xlsx(folder, rows))
    assert layer.frame["produced_1e4m3"].tolist() == [15.29]
    assert [(i.code, i.value, i.field) for i in layer.issues] == [("UNIT_MISMATCH", "亩", "井深 亩")]


def test_pages_that_repeat_headings_and_units_lose_no_row_and_add_none(folder):
    units = [None, None, "m", "万m³", "℃", "°", None]
    layer = read_wells(put_xlsx(folder, [HEADER, units, ROWS[0], HEADER, units, ROWS[1]]))
    assert layer.frame["well_id"].tolist() == ["K1", "K2"]


def test_a_first_row_that_only_looks_short_is_no_row_of_units(folder):
    rows = [["地块名称", "造林面积（亩）", "备注"], ["亩", 5, None], ["三号", 6, "m"]]
    assert read_ledger("afforestation", put_xlsx(folder, rows)).frame["plot"].tolist() == ["亩", "三号"]
