"""What a workbook can hide: formulas without a value, hidden rows, bombs, links, entities, old formats."""

import io
import stat
import zipfile

import openpyxl
import pytest

from natres.errors import BadData
from natres.readers import read_wells
from natres.readers.gate.archives import check_archive
from tests.readers.workbooks import HEADER, WELLS, put_csv, put_xlsx, rewritten


def refused(path):
    with pytest.raises(BadData) as caught:
        read_wells(path)
    assert caught.value.facts["file"] == path.name
    return caught.value


def test_a_formula_without_a_stored_value_is_named_by_its_cell_and_never_read_as_missing(folder):
    rows = [HEADER, *([*row[:2], "=1+1", *row[3:]] for row in WELLS[:2]), WELLS[2]]
    layer = read_wells(put_xlsx(folder, rows))
    found = [(i.code, i.severity, i.row, i.line, i.cell, i.id) for i in layer.issues]
    assert found == [
        ("FORMULA_NO_VALUE", "error", 0, 2, "C2", "DR-01"),
        ("FORMULA_NO_VALUE", "error", 1, 3, "C3", "DR-02"),
    ]


def test_a_formula_with_a_stored_value_is_its_value(folder):
    path = put_xlsx(folder, [HEADER, *([*row[:2], "=1000+1.5", *row[3:]] for row in WELLS)])
    sheet = "xl/worksheets/sheet1.xml"
    stored = rewritten(
        path, {sheet: lambda data: data.replace(b"<v></v>", b"<v>1001.5</v>").replace(b"<v />", b"<v>1001.5</v>")}
    )
    layer = read_wells(stored)
    assert layer.frame["depth_m"].tolist() == [1001.5] * 3
    assert layer.issues == ()


def test_hidden_rows_are_counted_and_said(folder):
    layer = read_wells(put_xlsx(folder, [HEADER, *WELLS], hide=(3,)))
    assert len(layer.frame) == 3
    (notice,) = layer.provenance.notices
    assert (notice.code, notice.facts["count"], notice.facts["value"]) == ("HIDDEN_ROWS", 1, 3)


def test_numbers_stored_as_text_are_read_and_said(folder):
    layer = read_wells(put_xlsx(folder, [HEADER, [*WELLS[0][:2], "2614.6", *WELLS[0][3:]]]))
    assert layer.frame["depth_m"].tolist() == [2614.6]
    assert [(r.code, r.field) for r in layer.provenance.repairs] == [("NUMBER_TEXT", "井深（m）")]


def test_control_characters_of_a_workbook_are_named_and_line_ends_are_none(folder):
    rows = [
        HEADER,
        ["DR_x0000_1", *WELLS[0][1:]],
        ["DR-2", "开采_x001F_", *WELLS[1][2:]],
        ["DR-3", "观\n测", *WELLS[2][2:]],
    ]
    layer = read_wells(put_xlsx(folder, rows))
    assert [(i.code, i.severity, i.cell, i.value) for i in layer.issues] == [
        ("NUL", "error", "A2", "DR␀1"), ("NUL", "error", "B3", "开采␟"),
    ]  # fmt: skip
    assert layer.frame["well_id"].tolist() == ["DR1", "DR-2", "DR-3"]


def test_empty_leading_rows_and_columns_change_nothing(folder):
    rows = [[None] * 9, [None] * 9, *([None, None, *row] for row in [HEADER, *WELLS])]
    layer = read_wells(put_xlsx(folder, rows))
    assert layer.lines == (4, 5, 6)
    assert layer.places.cell(0, "depth_m") == "E4"


def test_a_bomb_is_refused_before_it_is_unpacked(folder):
    path = put_xlsx(folder, [HEADER, *WELLS])
    bomb = rewritten(path, {"xl/media/大.bin": b"\0" * (64 << 20)}, "炸弹.xlsx")
    assert bomb.stat().st_size < 1 << 20
    assert refused(bomb).code == "ARCHIVE_RATIO"


def test_a_part_larger_than_the_archive_says_is_refused(folder):
    path = put_xlsx(folder, [HEADER, *WELLS])
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.start_dir
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    at = data.find(size.to_bytes(4, "little"), start)  # the size in the archive's own list
    data[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    assert refused(path).code in ("ARCHIVE_RATIO", "FILE_UNREADABLE", "FILE_TRUNCATED")


@pytest.mark.parametrize("name", ["../../etc/井.xml", "/etc/井.xml", "C:/井.xml", "xl/../../井.xml", "..\\井.xml"])
def test_a_member_that_leads_out_of_the_archive_is_refused(folder, name):
    path = rewritten(put_xlsx(folder, [HEADER, *WELLS]), {name: b"<a/>"})
    error = refused(path)
    assert error.code == "ARCHIVE_PATH"
    assert "井.xml" in error.facts["value"]


def test_a_link_in_an_archive_is_refused(folder):
    path = put_xlsx(folder, [HEADER, *WELLS])
    entry = zipfile.ZipInfo("xl/链接")
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(entry, "/etc/passwd")
    assert refused(path).code == "ARCHIVE_LINK"


def test_too_many_members_are_refused(folder):
    path = folder / "多.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"{number}", b"")
    with pytest.raises(BadData) as caught:
        check_archive(path)
    assert caught.value.code == "ARCHIVE_RATIO"


DTD = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_however_they_are_encoded(folder, encoding):
    path = put_xlsx(folder, [HEADER, *WELLS])

    def spoil(data):
        return (DTD + data.decode("utf-8").removeprefix("<?xml version='1.0' encoding='UTF-8'?>")).encode(encoding)

    assert refused(rewritten(path, {"xl/workbook.xml": spoil})).code == "XML_DTD"


def test_an_archive_that_is_no_workbook_and_a_text_that_is_none_are_refused(folder):
    plain = folder / "资料.xlsx"
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a.txt", b"a")
    text = folder / "文本.xlsx"
    text.write_text("井号,井别", "utf-8")
    cut = put_xlsx(folder, [HEADER, *WELLS], name="截断.xlsx")
    cut.write_bytes(cut.read_bytes()[:3000])
    assert {refused(path).code for path in (plain, text, cut)} == {"FILE_UNREADABLE", "FILE_TRUNCATED"}


def test_a_sheet_of_more_rows_than_a_register_has_is_refused(folder, monkeypatch):
    monkeypatch.setattr("natres.readers.tables.sheets.MOST_ROWS", 3)
    rows = [HEADER, *WELLS, *WELLS]
    assert {refused(put(folder, rows)).code for put in (put_csv, put_xlsx)} == {"TOO_LARGE"}


def test_cells_that_begin_like_formulas_stay_text(folder):
    names = ["=cmd|'/c calc'!A1", "+1+1", "-2", "@SUM(A1)", "\tx"]
    rows = [["井号", "井别"], *([name, "开采"] for name in names)]
    assert read_wells(put_csv(folder, rows)).frame["well_id"].tolist() == [name.strip() for name in names]


def test_a_workbook_in_memory_is_left_alone(folder):
    path = put_xlsx(folder, [HEADER, *WELLS])
    before = path.read_bytes()
    read_wells(path)
    assert path.read_bytes() == before
    assert openpyxl.load_workbook(io.BytesIO(before)).sheetnames == ["地热井"]
