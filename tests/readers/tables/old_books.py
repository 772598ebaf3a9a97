"""Old workbooks (.xls) for tests, and the same cells as XLSX: what both say must be the same.

The files in ``xls/`` were made once, by ``make()``: LibreOffice converted the XLSX of :data:`BOOKS` (``soffice
--headless --convert-to xls``, version 7.4), and the one in :data:`UNCOMPUTED` was written with xlwt 1.3.0, which puts
no results beside its formulas. A test needs neither.
"""

import datetime
import shutil
import subprocess
from pathlib import Path

from tests.readers.workbooks import HEADER, WELLS, put_xlsx

SEEDS = Path(__file__).parent / "xls"
UNCOMPUTED = "uncomputed"
COMPUTED = "computed"

_UNITS = ["井号", "井别", "井深（m）", "井口水温（℃）", "年开采量（万m³）"]
_DATES = [
    "2022-12-31", "2022年12月31日", 44926, datetime.date(2022, 12, 31), datetime.datetime(2022, 12, 31, 8, 30),
    datetime.time(12, 0), datetime.timedelta(hours=30), True, "#N/A", "2022年12月",
]  # fmt: skip
#: Name → (rows, ranges merged, lines hidden, other sheets).
BOOKS = {
    "plain": ([HEADER, *WELLS], (), (), ()),
    "title": (
        [
            ["西青区地热井登记表（2022年）"],
            ["井号", "井别", "井深", "水量（万m³）", None, "坐标", None],
            [None, None, "(m)", "年开采量", "年回灌量", "经度", "纬度"],
            *WELLS,
            ["合计", None, None, 15.92, 13.91, None, None],
            ["填表人：张三", None, None, "审核：李四", None, None, "2023年1月5日"],
        ],
        ("A1:G1", "A2:A3", "B2:B3", "D2:E2", "F2:G2"), (), (),
    ),
    "units": (
        [
            _UNITS, ["K1", "开采", "1,234.5 m", "95.5℃", "12.3万m³"], ["K2", "开采", "１２３４．５", 95.5, "3000m³"],
            ["K3", "开采", "2 000", "—", "/"], ["K4", "开采", "深", 0.1, 1e-7],
        ],
        (), (), (),
    ),
    "unit_row": (
        [["井号", "井别", "井深", "年开采量"], [None, None, "（m）", "（m³）"], ["K1", "开采", 2614.6, 152900]],
        (), (), (),
    ),
    "merged": (
        [
            ["对井组", "许可证号", "井号", "井别", "热储层", "年开采量（万m³）", "数据日期"],
            ["G1", "C12", "K1", "开采", "雾迷山组", 15.29, "2022-12-31"], [None, None, "K2", "回灌", None, None, None],
            ["G2", "C13", "K3", "开采", "明化镇组", 3, "2022-12-31"], [None, None, "K4", "回灌", None, None, None],
        ],
        ("A2:A3", "A4:A5", "B2:B3", "E2:E3", "E4:E5", "F2:F3", "G4:G5"), (), (),
    ),
    "dates": ([["井号", "井别", "数据日期"], *([f"K{i}", "开采", day] for i, day in enumerate(_DATES))], (), (), ()),
    "codes": (
        [
            ["许可证号", "井号", "井别", "备注"], [110109000000000001, 101, "开采", True],
            ["1.2E+21", 102.5, "生产井", 7], ["C\n3", "００３", "回灌", "#DIV/0!"],
        ],
        (), (), (),
    ),
    "shifted": (
        [[None] * 9, [None] * 9, *([None, None, *row] for row in [HEADER, WELLS[0], [], *WELLS[1:]])], (), (6, 8), (),
    ),
    "sheets": ([["本表由各镇街填报"]], (), (), (("说明 2", []), ("温泉井", [HEADER, *WELLS]))),
    "two": ([HEADER, *WELLS], (), (), (("2021", [HEADER, WELLS[0]]), ("空表", [HEADER]))),
    "empty": ([], (), (), ()),
    "no_header": ([["镇街", "面积"], ["张家窝镇", 3]], (), (), ()),
    COMPUTED: ([HEADER, ["DR-01", "开采", "=1000+1.5", "=1-1", None, 117.01, 39.07]], (), (), ()),
}  # fmt: skip


def new_book(folder: Path, name: str) -> Path:
    """Write a workbook of :data:`BOOKS` as XLSX."""
    rows, merge, hide, more = BOOKS[name]
    return put_xlsx(folder, rows, name=f"{name}.xlsx", merge=merge, hide=hide, more=more)


def old_book(folder: Path, name: str, called: str = "") -> Path:
    """Copy a committed old workbook into a folder."""
    return Path(shutil.copy(SEEDS / f"{name}.xls", folder / (called or f"{name}.xls")))


def make(folder: Path) -> None:
    """Write the old workbooks anew; see above for what that needs."""
    for name in BOOKS:
        made = new_book(folder, name)
        subprocess.run(
            ["soffice", "--headless", "--convert-to", "xls", "--outdir", str(SEEDS), str(made)], check=True, timeout=120
        )
    import xlwt

    book = xlwt.Workbook()
    page = book.add_sheet("地热井")
    for line, row in enumerate([HEADER, *WELLS]):
        for column, cell in enumerate(row):
            if cell is not None:
                page.write(line, column, xlwt.Formula("1000+1") if (line, column) in ((1, 2), (2, 2)) else cell)
    book.save(str(SEEDS / f"{UNCOMPUTED}.xls"))
