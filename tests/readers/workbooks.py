"""Registers as offices write them: rows of cells into CSV or XLSX, with what a spreadsheet can hide in them."""

import zipfile
from pathlib import Path

import openpyxl

HEADER = ["井号", "井别", "井深（m）", "年开采量（万m³）", "年回灌量（万m³）", "经度", "纬度"]
WELLS = [
    ["DR-01", "开采", 2614.6, 15.29, None, 117.0149, 39.0775],
    ["DR-02", "回灌", 2590, None, 13.91, 117.0214, 39.0784],
    ["DR-03", "观测", 1895.8, None, None, 117.1092, 39.1521],
]


def put_csv(folder: Path, rows, encoding="utf-8-sig", separator=",", name="地热井 登记表.csv") -> Path:
    """Write rows as CSV; a cell with the separator, a quote or a line end is quoted."""

    def cell(value):
        text = "" if value is None else str(value)
        return '"' + text.replace('"', '""') + '"' if any(c in text for c in (separator, '"', "\n")) else text

    path = folder / name
    text = "".join(separator.join(map(cell, row)) + "\r\n" for row in rows)
    path.write_bytes((text.replace("³", "3") if encoding == "gbk" else text).encode(encoding))  # GBK has no ³
    return path


def put_xlsx(folder: Path, rows, *, name="地热井 登记表.xlsx", sheet="地热井", merge=(), hide=(), more=()) -> Path:
    """Write rows as XLSX; ``merge`` are ranges, ``hide`` lines, ``more`` other sheets as (name, rows)."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    for area in merge:
        page.merge_cells(area)
    for line in hide:
        page.row_dimensions[line].hidden = True
    for title, other in more:
        extra = book.create_sheet(title)
        for row in other:
            extra.append(row)
    path = folder / name
    book.save(path)
    return path


def rewritten(path: Path, changes, name="改过.xlsx") -> Path:
    """Copy an archive with some members changed by a function of their bytes, or added."""
    target = path.with_name(name)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, changes[entry.filename](data) if entry.filename in changes else data)
        for member, data in changes.items():
            if isinstance(data, bytes):
                new.writestr(member, data)
    return target
