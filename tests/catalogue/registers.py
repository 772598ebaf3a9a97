"""Registers of wells as they arrive: encodings, separators, places, headers, formulas, workbooks made to harm."""

import io
import zipfile
from pathlib import Path

import openpyxl

from natres.workflows import wells as wells_of
from tests.readers.tables.old_books import old_book
from tests.readers.workbooks import put_csv, put_xlsx

from .cases import Seen, base, case, district, register

HEADER = ["井号", "井别", "井深（m）", "经度", "纬度"]
WELLS = [[f"DR-{i:02d}", "开采" if i % 2 else "回灌", 2000 + i, round(117 + i / 100, 4), 39.1] for i in range(1, 9)]
DISTRICT_BOX = (116.8, 38.8, 117.4, 39.4)


def changed(row: int, **cells: object) -> list[list[object]]:
    rows = [HEADER, *[list(well) for well in WELLS]]
    for name, value in cells.items():
        rows[row + 1][{"id": 0, "depth": 2, "lon": 3, "lat": 4}[name]] = value
    return rows


@case("ok")
def w_ok_utf8sig(folder: Path) -> Seen:
    return register(put_csv(folder, changed(0)))


@case("ok | R ENCODING_GUESSED")
def w_gbk(folder: Path) -> Seen:
    return register(put_csv(folder, changed(0), "gbk"))


@case("ok | R ENCODING_GUESSED")
def w_utf16(folder: Path) -> Seen:
    return register(put_csv(folder, changed(0), "utf-16", "\t"))


@case("ok | E FIELD_MISSING")
def w_semicolon(folder: Path) -> Seen:
    return register(put_csv(folder, changed(0), separator=";"))


@case("E AXIS_SWAPPED | E OUTSIDE_DISTRICT")
def w_swapped_one(folder: Path) -> Seen:
    return register(put_csv(folder, changed(2, lon=39.1, lat=117.03)))


@case("ok | R DMS | E FIELD_TYPE")
def w_dms(folder: Path) -> Seen:
    return register(put_csv(folder, changed(1, lon="117°1′12.00″", lat="39°6′0.00″")))


@case("E COORD_MISSING | E OUTSIDE_DISTRICT")
def w_zero_nan(folder: Path) -> Seen:
    rows = changed(3, lon=0, lat=0)
    rows[5][3] = None
    return register(put_csv(folder, rows))


@case("E OUTSIDE_DISTRICT")
def w_outside(folder: Path) -> Seen:
    """A well in Shanghai among those of the district."""
    near = [[f"DR-{i}", "开采", 2000, 117.0579 + i / 10_000, 39.0335] for i in range(1, 4)]
    wells = put_csv(folder, [HEADER, *near, ["DR-9", "开采", 2000, 121.47, 31.23]])
    return district(folder, wells_of, wells=wells, units=base().dissolve()[["geometry"]].assign(XZQDM="120111001"))


@case("R CODE_TYPE | R CODE_ZERO_PADDED | E CODE_TYPE")
def x_codes_as_numbers(folder: Path) -> Seen:
    rows = [["井号", "井别", "经度", "纬度", "行政区代码"]]
    rows += [[i, "开采", 117.0579, 39.0335 + i / 10_000, 120111001] for i in range(1, 4)]
    return register(put_xlsx(folder, rows))


@case("E ID_DUPLICATE")
def w_dup_ids(folder: Path) -> Seen:
    return register(put_csv(folder, changed(3, id="DR-03", depth=999)))


@case("E CSV_RAGGED")
def w_ragged(folder: Path) -> Seen:
    path = put_csv(folder, changed(0))
    text = path.read_text("utf-8-sig").replace("DR-03,", "DR,03,")
    path.write_text(text, "utf-8-sig")
    return register(path)


@case("ok | E HEADER")
def x_merged_header(folder: Path) -> Seen:
    rows = [["西青区地热井登记表"], ["井号", "井别", "井深（m）", "位置", None], [None, None, None, "经度", "纬度"]]
    rows += [*WELLS, ["合计", None, sum(well[2] for well in WELLS)], ["制表人：张三", None, None, "2022年12月"]]
    merged = ("A1:E1", "A2:A3", "B2:B3", "C2:C3", "D2:E2")
    return register(put_xlsx(folder, rows, merge=merged))


@case("E FORMULA_NO_VALUE")
def x_formula_no_cache(folder: Path) -> Seen:
    return register(put_xlsx(folder, changed(2, depth="=2000+3")))


@case("E ARCHIVE_RATIO")
def x_zip_bomb_xlsx(folder: Path) -> Seen:
    path = put_xlsx(folder, changed(0))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet9.xml", b"<a/>" + b" " * 240_000_000)
    return register(path)


@case("E XML_DTD")
def x_entities(folder: Path) -> Seen:
    path = put_xlsx(folder, changed(0))
    data = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(data, "w") as new:
        for entry in old.infolist():
            text = old.read(entry)
            if entry.filename == "xl/workbook.xml":
                text = b'<!DOCTYPE a [<!ENTITY b "bbbb">]>' + text
            new.writestr(entry.filename, text)
    path.write_bytes(data.getvalue())
    return register(path)


@case("ok")
def formula_injection(folder: Path) -> Seen:
    return register(put_csv(folder, changed(4, id="=cmd|' /C calc'!A0")))


@case("ok")
def x_ok_xls(folder: Path) -> Seen:
    return register(old_book(folder, "plain", "温泉井 登记.xls"))


@case("E FILE_UNREADABLE")
def x_damaged_xls(folder: Path) -> Seen:
    path = folder / "井.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    return register(path)


@case("E FILE_TRUNCATED")
def x_truncated_xls(folder: Path) -> Seen:
    path = old_book(folder, "plain", "井.xls")
    path.write_bytes(path.read_bytes()[:-400])
    return register(path)


@case("E FILE_UNREADABLE")
def x_xlsx_named_xls(folder: Path) -> Seen:
    return register(put_xlsx(folder, changed(0), name="井.xls"))


@case("E FILE_UNREADABLE")
def x_html_named_xls(folder: Path) -> Seen:
    path = folder / "井.xls"
    path.write_text("<html><table><tr><td>井号</td><td>井别</td></tr></table></html>", "gbk")
    return register(path)


@case("E FILE_UNREADABLE")
def x_that_is_no_archive(folder: Path) -> Seen:
    path = folder / "井.xlsx"
    path.write_text("PK but no archive", "utf-8")
    return register(path)


@case("E FILE_UNREADABLE | E FILE_TRUNCATED")
def x_trunc_xlsx(folder: Path) -> Seen:
    path = put_xlsx(folder, changed(0))
    path.write_bytes(path.read_bytes()[:-400])
    return register(path)


@case("E LAYER_EMPTY | E HEADER")
def x_empty_workbook(folder: Path) -> Seen:
    path = folder / "空.xlsx"
    openpyxl.Workbook().save(path)
    return register(path)
