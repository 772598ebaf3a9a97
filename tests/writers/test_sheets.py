"""A workbook as an office lays it out: numbers with their digits, dates as dates, empty cells empty."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pandas as pd

from natres.writers import sheet_bytes

FRAME = pd.DataFrame(
    [["甲", Decimal("1.20"), Decimal("7"), dt.date(2022, 3, 4)], ["=SUM(A1)", Decimal("2.3"), None, None]],
    columns=["名称", "面积（公顷）", "个数", "日期"],
    dtype=object,
)


def made(**options) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(sheet_bytes(FRAME, sheet="表", title="标题", **options)), data_only=True)


def test_cells_keep_their_digits_and_a_text_stays_a_text():
    page = made()["表"]
    assert page["B3"].number_format == "0.00" and page["C3"].number_format == "0"
    assert page["B4"].number_format == "0.0"
    assert page["D3"].value == dt.datetime(2022, 3, 4) and page["D3"].number_format == "yyyy-mm-dd"
    assert page["C4"].value is None and page["D4"].value is None
    assert page["A4"].value == "=SUM(A1)" and page["A4"].data_type == "s"


def test_sums_stand_below_the_rows_with_their_value_and_a_signature_closes_the_sheet():
    lines = list(made(sums=("合计", ("面积（公顷）",)), signature="签字")["表"].iter_rows(values_only=True))
    assert lines[4] == ("合计", 3.5, None, None)
    assert lines[5] == ("签字", None, None, None) and len(lines) == 6


def test_notes_fill_a_second_sheet_only_where_there_are_any():
    assert made().sheetnames == ["表"]
    book = made(notes=("说明", ("一", "二")))
    assert book.sheetnames == ["表", "说明"] and book["说明"]["A2"].value == "二"


def test_two_runs_give_the_same_bytes():
    first, second = (sheet_bytes(FRAME, sheet="表", title="标题", marks="虚构") for _ in range(2))
    assert first == second
