import csv
import io
from datetime import datetime

import openpyxl
import pytest

from natres.presenters.formats import csv_text, print_tables
from natres.presenters.table import Cell, Column, Row, Table, cells
from natres.presenters.workbook import workbook_bytes

MOMENT = datetime(2022, 12, 31)
HOSTILE = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "\r=1", "=cmd|' /C calc'!A0"]
NUMBERS = [
    ("258.08", 258.0801),
    ("-0.42", -0.4203),
    ("12.35*", 12.344),
    ("0.00", 0.0004),
    ("1,234.50", 1234.5),
    ("+3.10", 3.1),
    ("7", 7.0),
]


def table(*rows, key="t", title="三大类面积", columns=("名称", "面积")) -> Table:
    heads = (Column(columns[0]), *(Column(c, "平方公里", 2) for c in columns[1:]))
    return Table(key, title, heads, tuple(Row(cells(row)) for row in rows), ("注：虚构数据",))


def records(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def sheet(*tables, **options):
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(tables, moment=MOMENT, **options)))
    return book[book.sheetnames[0]]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_looks_like_a_formula_is_text_in_csv_wherever_it_stands(text):
    made = table([text, text], title=text, columns=(text, "面积"))
    for record in records(csv_text([made, made])):
        for cell in record:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert text in csv_text([made]).replace('""', '"')


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_looks_like_a_formula_is_text_in_a_workbook_wherever_it_stands(text):
    page = sheet(table([text, text], title=text, columns=(text, "面积")), marks=(text,))
    kinds = {cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}
    assert all(cell.hyperlink is None for row in page.iter_rows() for cell in row)
    assert page["A3"].value.endswith(text.strip())


def test_an_address_in_a_name_becomes_no_link():
    page = sheet(table(["http://example.invalid/", "mailto:a@b"]))
    assert page["A3"].hyperlink is None
    assert page["A3"].data_type == "s"


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_the_value_of_a_workbook_cell_is_the_number_that_is_printed(text, number):
    cell = sheet(table(["甲", Cell(text, number)]))["B3"]
    shown = text.rstrip("*").replace(",", "").replace("+", "")
    assert cell.data_type == "n"
    assert cell.value == float(shown)
    decimals = len(shown.partition(".")[2])
    star = '"*"' if text.endswith("*") else ""
    assert cell.number_format == "#,##0" + ("." + "0" * decimals if decimals else "") + star


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_csv_keeps_a_number_as_it_is_printed_and_names_the_columns_that_closing_moved(text, number):
    row = records(csv_text([table(["甲", Cell(text, number)])]))[1]
    assert row == (["甲", text[:-1], "面积（平方公里）"] if text.endswith("*") else ["甲", text])


@pytest.mark.parametrize("text", ["约211.3", "２１１．３", "≈211.3", "约 211.3"])
def test_a_limit_printed_with_about_or_wide_digits_can_stand_in_a_workbook(text):
    assert sheet(table(["规模", Cell(text, 211.3)]))["B3"].value == text


def test_codes_keep_their_leading_zero_in_a_workbook():
    cell = sheet(table(["0101", "120111101"]))["A3"]
    assert (cell.value, cell.data_type) == ("0101", "s")


def test_csv_begins_with_the_mark_that_makes_excel_read_it_as_utf8():
    text = csv_text([table(["农用地", Cell("258.08", 258.08)])])
    assert text.startswith("\ufeff")
    assert "\r\n" in text
    assert records(text) == [["名称", "面积（平方公里）"], ["农用地", "258.08"], ["# 注：虚构数据"]]


def test_names_with_commas_quotes_and_line_ends_stay_in_one_cell():
    name = '甲,"乙"\n丙'
    assert records(csv_text([table([name, "x"])]))[1] == [name, "x"]


def test_the_same_tables_give_the_same_workbook_to_the_byte():
    tables = (table(["甲", Cell("1.00", 1.0)]), table(["乙", Cell("2.00", 2.0)], title="地类"))
    first, second = (workbook_bytes(tables, moment=MOMENT, marks=("虚构",)) for _ in range(2))
    assert first == second


def test_every_table_has_a_sheet_of_its_own_whatever_its_title():
    titles = ["面积", "面积", "a/b*c?[d]:e\\f", "长" * 60, "长" * 60, "", "History"]
    made = [table(["甲", "x"], title=title) for title in titles]
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(made, moment=MOMENT)))
    assert len(book.sheetnames) == len(titles)
    assert all(0 < len(name) <= 31 for name in book.sheetnames)


@pytest.mark.parametrize("title", ["'面积'", "'x", "x'"])
def test_a_title_with_an_apostrophe_at_its_end_can_name_a_sheet(title):
    assert sheet(table(["甲", "x"], title=title)) is not None


def test_notes_and_marks_stand_below_the_rows_and_the_header_stays_in_view():
    page = sheet(table(["甲", "x"]), marks=("数据为虚构",))
    column = [cell.value for cell in page["A"]]
    assert column.index("注：虚构数据") > column.index("甲")
    assert "数据为虚构" in column
    assert page.freeze_panes == "B3"
    assert "数据为虚构" in page.oddFooter.left.text


def test_a_workbook_without_tables_or_a_table_without_rows_is_no_mistake():
    assert sheet(table()) is not None
    assert csv_text([]) == "\ufeff"


def test_in_a_pipe_no_number_is_broken_and_no_text_is_taken_for_markup():
    text = print_tables([table(["[bold]甲[/bold]", Cell("1,234,567.89", 1.0)])])
    assert "[bold]甲[/bold]" in text
    assert "1,234,567.89" in text
    assert "\x1b" not in text
    assert "注：虚构数据" in text
