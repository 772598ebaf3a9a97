"""Old workbooks (.xls) say what the same ones say as XLSX; damaged, locked and wrongly named ones say what to do."""

import os
import random
import struct

import pytest

from natres.errors import BadData, NatresError, NotThere
from natres.readers import read_wells
from natres.readers.gate.structures.compound import Container, open_compound
from natres.readers.tables.old_records import look_through
from natres.workflows import wells
from tests.readers.tables.old_books import BOOKS, COMPUTED, SEEDS, UNCOMPUTED, new_book, old_book
from tests.readers.workbooks import HEADER, WELLS, put_csv, put_xlsx

FORMULA, WRITE_ACCESS, FILE_PASS, LINK = 0x0006, 0x005C, 0x002F, 0x01B8


def said(path, **options):
    """Return everything a reading says, without the name of the file."""
    try:
        layer = read_wells(path, **options)
    except NatresError as error:
        return error.code, {key: value for key, value in error.facts.items() if key != "file"}
    issues = [(i.code, i.layer, i.field, i.row, i.line, i.cell, i.id, i.value, i.facts) for i in layer.issues]
    record = layer.provenance
    notices = [(n.code, {k: v for k, v in n.facts.items() if k != "file"}) for n in record.notices]
    return layer.frame.to_dict("list"), issues, record.repairs, notices, record.layer, layer.places


def refused(path, **options):
    with pytest.raises(BadData) as caught:
        read_wells(path, **options)
    assert caught.value.facts["file"] == path.name
    for language in ("zh", "en"):
        assert caught.value.problem(language)
        assert caught.value.cure(language)
    return caught.value


def patched(path, kind, change):
    """Change every record of a type in the stream of the workbook, which LibreOffice and xlwt write in one piece."""
    data, stream, at = bytearray(path.read_bytes()), open_compound(path), 0
    begin = data.find(stream[:64])
    while at + 4 <= len(stream.rstrip(b"\0")):
        found, length = struct.unpack_from("<HH", stream, at)
        if found == kind:
            place = slice(begin + at, begin + at + 4 + length)
            data[place] = change(bytes(data[place]))
        at += 4 + length
    path.write_bytes(bytes(data))
    return path


@pytest.mark.parametrize("name", sorted(set(BOOKS) - {COMPUTED}))
def test_an_old_workbook_says_the_same_as_the_new_one(folder, name):
    old, new = (repr(said(make(folder, name))) for make in (old_book, new_book))
    assert old == new


def test_its_record_names_the_format_and_the_sheet(folder):
    layer = read_wells(old_book(folder, "plain", "温泉井 登记.xls"))
    assert (layer.provenance.layer, layer.provenance.driver) == ("地热井", "XLS")
    assert layer.places.cell(0, "depth_m") == "C2"
    assert layer.frame.equals(read_wells(put_csv(folder, [HEADER, *WELLS])).frame)


def test_a_sheet_is_chosen_by_name_and_one_that_is_not_there_is_named(folder):
    assert len(read_wells(old_book(folder, "two"), layer="2021").frame) == 1
    with pytest.raises(NotThere) as caught:
        read_wells(old_book(folder, "two"), layer="2020")
    assert caught.value.facts["present"] == "地热井、2021、空表"


@pytest.mark.skipif(os.name == "nt", reason="names are bytes on POSIX systems only")
def test_a_path_whose_bytes_are_gbk_is_read(folder):
    place = folder / os.fsdecode("三调 成果".encode("gbk"))
    place.mkdir()
    assert len(read_wells(old_book(place, "plain", os.fsdecode("温泉井 登记.xls".encode("gbk")))).frame) == 3


def test_a_suffix_in_capitals_is_the_same_suffix(folder):
    assert len(read_wells(old_book(folder, "plain", "登记表.XLS")).frame) == 3


def test_the_result_of_a_formula_is_its_value_zero_too(folder):
    layer = read_wells(old_book(folder, COMPUTED))
    assert (layer.frame["depth_m"][0], layer.frame["produced_1e4m3"][0]) == (1001.5, 0)
    assert layer.issues == ()


ZERO_TO_COMPUTE = struct.pack("<dH", 0, 2)


@pytest.mark.parametrize("change", [lambda r: r, lambda r: r[:10] + ZERO_TO_COMPUTE + r[20:]])
def test_formulas_nobody_computed_are_named_by_their_cells(folder, change):
    path = patched(old_book(folder, UNCOMPUTED), FORMULA, change)
    found = [(i.code, i.row, i.cell, i.id) for i in read_wells(path).issues]
    assert found == [("FORMULA_NO_VALUE", 0, "C2", "DR-01"), ("FORMULA_NO_VALUE", 1, "C3", "DR-02")]


def test_more_rows_than_a_register_has_are_refused(folder, monkeypatch):
    for most in (1, 3):
        monkeypatch.setattr("natres.readers.tables.sheets.MOST_ROWS", most)
        assert refused(old_book(folder, "title" if most == 1 else "plain")).code == "TOO_LARGE"


def test_nothing_is_printed_and_the_file_is_left_alone(folder, capfd):
    path = old_book(folder, "title")
    before = path.read_bytes()
    read_wells(path)
    path.write_bytes(patched(path, 0x00E0, lambda r: r[:8] + b"\xff" * (len(r) - 8)).read_bytes())
    said(path)
    assert capfd.readouterr() == ("", "")
    assert old_book(folder, "title").read_bytes() == before


def test_a_link_over_all_cells_costs_nothing(folder):
    path = patched(
        old_book(folder, "plain"),
        0x00A1,
        lambda r: struct.pack("<HH", LINK, len(r) - 4) + b"\0\0\xff\xff\0\0\xff\0" + r[12:],
    )
    assert len(read_wells(path).frame) == 3


@pytest.mark.parametrize("name", ["plain", "two", UNCOMPUTED])
def test_a_file_cut_anywhere_is_refused_as_cut(folder, name):
    whole = (SEEDS / f"{name}.xls").read_bytes()
    path = folder / "截断.xls"
    for length in [*range(0, len(whole), 512), 7, 100, len(whole) - 511]:
        path.write_bytes(whole[:length])
        assert refused(path).code in (("FILE_TRUNCATED",) if length >= 8 or not length else ("FILE_UNREADABLE",)), (
            length
        )


@pytest.mark.parametrize("name", ["title", "two", "dates"])
def test_bytes_that_changed_end_in_a_register_or_in_an_error_of_natres(folder, name):
    whole = (SEEDS / f"{name}.xls").read_bytes()
    path, dice = folder / "坏.xls", random.Random(20030101)
    for _ in range(50):
        data = bytearray(whole)
        for _ in range(dice.choice((1, 3, 20))):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path.write_bytes(bytes(data))
        said(path)


def test_circles_in_a_container_come_to_an_end(folder):
    whole = (SEEDS / "plain.xls").read_bytes()
    path = folder / "圈.xls"
    table = (struct.unpack_from("<I", whole, 76)[0] + 1) * 512
    for at in range(table, table + 512, 4):
        data = bytearray(whole)
        struct.pack_into("<I", data, at, 0)  # every sector once leads back to the first
        path.write_bytes(bytes(data))
        said(path)


def test_a_password_is_named_whichever_way_it_locks(folder):
    old = patched(old_book(folder, "plain"), WRITE_ACCESS, lambda r: struct.pack("<H", FILE_PASS) + r[2:])
    name = "EncryptedPackage"
    renamed = (SEEDS / "plain.xls").read_bytes().replace(
        "Workbook".encode("utf-16-le") + bytes(16), name.encode("utf-16-le"), 1
    )  # fmt: skip
    at = renamed.find(name.encode("utf-16-le"))
    for called in ("加密.xlsx", "加密.xls"):
        (folder / called).write_bytes(renamed[: at + 64] + struct.pack("<H", 34) + renamed[at + 66 :])
        assert name in Container(folder / called).names
    for path in (old, folder / "加密.xlsx", folder / "加密.xls"):
        assert refused(path).variant == "FILE_UNREADABLE.password"


def web(encoding):
    return "<html><meta charset=gbk><table><tr><td>井号</td><td>井别</td></tr></table></html>".encode(encoding)


@pytest.mark.parametrize(
    ("content", "variant"),
    [
        (web("gbk"), "xls_is_web"), (b"\xef\xbb\xbf\r\n " + web("utf-8"), "xls_is_web"), (web("utf-16"), "xls_is_web"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "xls_is_xml"),
        ("井号\t井别\r\nK1\t开采\r\n".encode("gbk"), "xls_is_text"), ("井号,井别\r\n".encode(), "xls_is_text"),
        (("井号\t井别\r\n" * 900).encode("utf-8-sig"), "xls_is_text"),
        ("井号\t井别\r\n".encode("utf-16"), "xls_is_text"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(90), "xls_ancient"), (b"\x00\x01\x02\x03" * 40, "magic"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "xls_is_web"), (b'{"code":500,"msg":"x"}', "magic"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xls_damaged"),
    ],
)  # fmt: skip
def test_what_is_named_xls_and_is_none_is_called_what_it_is(folder, content, variant):
    path = folder / "温泉井 登记.xls"
    path.write_bytes(content)
    assert refused(path).variant == f"FILE_UNREADABLE.{variant}"


def test_a_workbook_under_the_other_suffix_is_told_to_be_renamed(folder):
    new = put_xlsx(folder, [HEADER, *WELLS], name="新.xls")
    old = old_book(folder, "plain", "旧.xlsx")
    assert (refused(new).variant, refused(old).variant) == ("FILE_UNREADABLE.xls_is_xlsx", "FILE_UNREADABLE.xls")
    assert (".xlsx" in refused(new).cure("zh"), ".xls" in refused(old).cure("en")) == (True, True)
    wps = old_book(folder, "plain", "旧.et")
    assert refused(wps).code == "DRIVER_NOT_ALLOWED"


def test_a_workbook_of_excel_95_and_a_container_without_one_are_called_that(folder):
    whole = (SEEDS / "plain.xls").read_bytes()
    mark = "Workbook".encode("utf-16-le")
    for name, variant in (("Book", "xls_ancient"), ("WordDocu", "magic")):
        path = folder / f"{name}.xls"
        at = whole.find(mark)
        length = struct.pack("<H", 2 * len(name) + 2)
        path.write_bytes(whole[:at] + name.encode("utf-16-le").ljust(64, b"\0") + length + whole[at + 66 :])
        assert refused(path).variant == f"FILE_UNREADABLE.{variant}"
    with pytest.raises(BadData) as caught:
        look_through(struct.pack("<HHHH", 0x0809, 4, 0x0500, 5), "旧.xls")
    assert caught.value.variant == "FILE_UNREADABLE.xls_ancient"


def test_sheets_that_stand_elsewhere_and_merged_cells_over_each_other_are_damage(folder):
    moved = patched(old_book(folder, "plain"), 0x0085, lambda r: r[:4] + struct.pack("<I", 77) + r[8:])
    assert refused(moved).variant == "FILE_UNREADABLE.xls_damaged"
    area = struct.pack("<4H", 0, 9, 0, 9)
    over = patched(old_book(folder, "title"), 0x00E5, lambda r: r[:6] + area * ((len(r) - 6) // 8))
    assert refused(over).variant == "FILE_UNREADABLE.xls_damaged"


def test_wells_are_reported_from_an_old_workbook_as_from_a_new_one(folder):
    old, new = (wells(make(folder, "plain")).data for make in (old_book, new_book))
    assert old["inputs"][0]["rows"] == 3
    assert [key for key in old if old[key] != new[key]] == ["inputs"]
