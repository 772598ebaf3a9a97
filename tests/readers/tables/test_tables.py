import math

import pytest

from natres.checks import check_register
from natres.errors import BadData
from natres.readers import read_rights, read_spec, read_wells
from natres.readers.tables.choosing import table_columns

HEADER = "井号,井别,热储层,年开采量_万m3,年回灌量_万m3,尾水温度_℃,许可证号"
ROWS = ["津热-01,开采井,雾迷山组,35.20,,28.5,C001", "津热-02,回灌井,雾迷山组,,33.1,,"]


def put(folder, lines, encoding="utf-8", name="地热井.csv", newline="\r\n"):
    path = folder / name
    path.write_bytes((newline.join(lines) + newline).encode(encoding))
    return path


@pytest.fixture
def expected(folder):
    return read_wells(put(folder, [HEADER, *ROWS], name="标准.csv")).frame


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_register_says_the_same_in_every_encoding_excel_writes(folder, expected, encoding):
    layer = read_wells(put(folder, [HEADER, *ROWS], encoding))
    assert layer.frame.equals(expected)
    assert layer.frame["well_id"].tolist() == ["津热-01", "津热-02"]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_semicolons_and_tabs_part_cells_as_commas_do(folder, expected, separator):
    lines = [line.replace(",", separator) for line in [HEADER, *ROWS]]
    assert read_wells(put(folder, lines)).frame.equals(expected)


def test_line_ends_blank_lines_and_blanks_around_cells_change_nothing(folder, expected):
    lines = ["", HEADER, ROWS[0].replace(",", " , "), "", ",,,,,,", ROWS[1], ""]
    for newline in ("\n", "\r\n"):
        assert read_wells(put(folder, lines[1:], newline=newline)).frame.equals(expected)


def test_an_empty_cell_is_missing_and_never_zero(folder):
    frame = read_wells(put(folder, [HEADER, *ROWS])).frame
    assert math.isnan(frame["produced_1e4m3"][1])
    assert math.isnan(frame["tail_water_c"][1])
    assert frame["right_id"].tolist() == ["C001", ""]


def issues_of(path, kind="wells"):
    read = read_wells if kind == "wells" else read_rights
    return check_register(read(path), read_spec(kind))


@pytest.mark.parametrize(("row", "cells"), [(ROWS[1] + ",备注", 8), ("津热-02,回灌井", 2)])
def test_a_row_with_too_many_or_too_few_cells_is_an_issue_with_its_line_and_no_value_of_it_is_taken(folder, row, cells):
    path = put(folder, [HEADER, ROWS[0], row])
    (issue,) = issues_of(path)
    assert (issue.code, issue.severity, issue.row, issue.line, issue.id) == ("CSV_RAGGED", "error", 1, 3, "津热-02")
    assert (issue.value, issue.facts["expected"]) == (str(cells), 7)
    assert read_wells(path).frame["role"].tolist() == ["开采井", ""]


@pytest.mark.parametrize("cell", ["约30", "30℃", "1,23", "三十", "inf", "1e999", "12.3万", "3-4", "TRUE"])
def test_a_text_where_a_number_belongs_is_an_issue_with_row_cell_well_and_value(folder, cell):
    row = ROWS[1].split(",")
    row[4] = f'"{cell}"'
    path = put(folder, [HEADER, ROWS[0], ",".join(row)])
    (issue,) = issues_of(path)
    assert (issue.code, issue.file, issue.field) == ("FIELD_TYPE", "地热井.csv", "年回灌量_万m3")
    assert (issue.row, issue.line, issue.cell, issue.id, issue.value) == (1, 3, "E3", "津热-02", cell)
    assert math.isnan(read_wells(path).frame["reinjected_1e4m3"][1])


def test_a_well_that_stands_twice_is_an_issue_with_its_number(folder):
    (issue,) = issues_of(put(folder, [HEADER, *ROWS, ROWS[0]]))
    assert (issue.code, issue.row, issue.line, issue.value) == ("ID_DUPLICATE", 2, 4, "津热-01")


def test_a_column_that_stands_twice_is_refused_and_never_read_as_one(folder):
    lines = [HEADER + ",井号", *(row + ",X" for row in ROWS)]
    with pytest.raises(BadData):
        read_wells(put(folder, lines))


@pytest.mark.parametrize("lines", [[], [""], [HEADER]])
def test_a_register_without_a_row_is_refused(folder, lines):
    with pytest.raises(BadData) as caught:
        read_wells(put(folder, lines))
    assert caught.value.code == "LAYER_EMPTY"


def test_a_register_without_well_numbers_or_roles_is_refused(folder):
    for missing in ("井号", "井别"):
        with pytest.raises(BadData) as caught:
            read_wells(put(folder, [HEADER.replace(missing, "备注"), *ROWS]))
        assert (caught.value.code, caught.value.facts["field"]) == ("FIELD_MISSING", missing)


def test_an_unclosed_quote_is_refused_and_never_a_traceback(folder):
    rows = [f"津热-{i:05d},开采井,雾迷山组,35.20,,28.5,C001" for i in range(5000)]
    with pytest.raises(BadData):
        read_wells(put(folder, [HEADER, '"津热-00000,开采井,,,,,', *rows]))


def test_rights_are_read_like_wells(folder):
    lines = ["许可证号,类型,权利人", "C001,采矿权,甲公司", "T001,探矿权,乙公司"]
    frame = read_rights(put(folder, lines, "gbk", "矿业权.csv")).frame
    assert frame["right_kind"].tolist() == ["采矿权", "探矿权"]
    (issue,) = issues_of(put(folder, [*lines, lines[1]], name="重复.csv"), "rights")
    assert (issue.code, issue.value) == ("ID_DUPLICATE", "C001")


def test_the_columns_of_a_table_are_known_by_their_headings(folder):
    path = put(folder, [HEADER, *ROWS], "gbk")
    assert {"well_id", "role", "tail_water_c"} <= table_columns(path, "wells")
    assert table_columns(path, "rights") == set()


def test_the_record_names_file_encoding_and_date(folder):
    record = read_wells(put(folder, [HEADER, *ROWS], "gbk"), year=2022).provenance
    assert (record.file_name, record.encoding, record.rows, record.year) == ("地热井.csv", "GB18030", 2, 2022)
