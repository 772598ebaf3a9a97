"""Messages about registers name what stands in the cell, not what it was converted into."""

import datetime

from natres.checks import check_register
from natres.errors import BadRows
from natres.readers import read_ledger, read_spec, read_wells
from tests.readers.workbooks import put_csv, put_xlsx


def test_a_number_out_of_range_is_named_as_it_is_written_and_its_conversion_stands_beside(folder):
    rows = [["案件编号", "违法面积（m²）", "整改状态"], ["W1", -5, "已整改"], ["W2", "-2,000 m²", "已整改"]]
    layer = read_ledger("illegal_land", put_csv(folder, rows))
    found = check_register(layer, read_spec("illegal_land"))
    assert [(i.code, i.cell, i.value) for i in found] == [("RANGE", "B2", "-5"), ("RANGE", "B3", "-2,000 m²")]
    assert "-5 m² = -0.0075 亩" in BadRows(found[:1]).sentence("zh")
    assert "-5 m² = -0.0075 mu" in BadRows(found[:1]).sentence("en")
    assert "=" not in BadRows(found[1:]).sentence("zh")


def test_a_total_is_named_as_it_is_written_and_its_sum_in_the_same_unit(folder):
    rows = [["地块名称", "造林面积（m²）"], ["一号", 21000], ["二号", 3], ["合计", 21003.5]]
    for put in (put_csv, put_xlsx):
        (issue,) = read_ledger("afforestation", put(folder, rows)).issues
        assert (issue.code, issue.value, issue.facts["sum"]) == ("LEDGER_SUM", "21003.5", "21003")
    rows[-1][1] = "21,003"
    assert read_ledger("afforestation", put_csv(folder, rows)).issues == ()


def test_a_total_counts_its_digits_in_the_unit_it_is_printed_in(folder):
    rows = [["地块名称", "造林面积（公顷）"], ["一号", 1.14], ["二号", 1.12], ["合计", 2.3]]
    assert read_ledger("afforestation", put_csv(folder, rows)).issues == ()


def test_a_relation_between_two_units_names_the_cell_and_gives_units(folder):
    rows = [["案件编号", "违法面积（亩）", "其中耕地（m²）", "整改状态"], ["W1", 2, 1400, "已整改"]]
    (issue,) = check_register(read_ledger("illegal_land", put_csv(folder, rows)), read_spec("illegal_land"))
    assert (issue.code, issue.value) == ("LEDGER_RELATION", "1400")
    assert "2 亩；1400 m² = 2.1 亩" in BadRows([issue]).sentence("zh")


def test_a_date_is_named_as_it_is_written(folder):
    rows = [["井号", "井别", "数据日期"], ["K1", "开采", "2023年1月5日"]]
    layer = read_wells(put_csv(folder, rows))
    (issue,) = check_register(layer, read_spec("wells"), on=datetime.date(2022, 12, 31))
    assert (issue.code, issue.value) == ("DATE_FUTURE", "2023年1月5日")
