"""Tables in their formats: terminal (rich), CSV for Excel, XLSX. JSON has its own file."""

import csv
import io
import re
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from natres.presenters.table import Cell, Table

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

__all__ = ["csv_text", "print_tables", "workbook_bytes"]

_PIPE_WIDTH = 140
_PLAIN_NUMBER = re.compile(r"^-?[0-9]+(\.[0-9]+)?$")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def print_tables(tables: Sequence[Table], *, width: int | None = None) -> str:
    """Return tables as terminal text; colour only where the terminal has it."""
    from rich.console import Console

    # In a pipe there is no terminal to fit into: wide enough that no number is broken.
    console = Console(width=width or (None if sys.stdout.isatty() else _PIPE_WIDTH), highlight=False, soft_wrap=False)
    with console.capture() as capture:
        for table in tables:
            console.print(_rich(table))
            for note in table.notes:
                console.print(f"  {note}", markup=False, style="dim")
            console.print()
    return capture.get()


def _rich(table: Table) -> object:
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(
        title=Text(table.title), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
    )
    for i, column in enumerate(table.columns):
        heading = f"{column.label}\n{column.unit}" if column.unit else column.label
        drawn.add_column(Text(heading), justify="right" if _is_numeric(table, i) else "left", overflow="fold")
    style = {"total": "bold", "alert": "bold red", "": ""}
    for row in table.rows:
        texts = [Text(_indented(cell, i, row.indent)) for i, cell in enumerate(row.cells)]
        drawn.add_row(*texts, style=style[row.mark])
    return drawn


def _indented(cell: Cell, column: int, indent: int) -> str:
    return "  " * indent + cell.text if column == 0 and cell.text else cell.text


def _is_numeric(table: Table, column: int) -> bool:
    return any(row.cells[column].number is not None for row in table.rows)


def csv_text(tables: Sequence[Table]) -> str:
    """Return tables as CSV with the mark that makes Excel read it as UTF-8; texts cannot become formulas."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for number, table in enumerate(tables):
        if number:
            writer.writerow([])
        if len(tables) > 1:
            writer.writerow([_harmless(table.title)])
        moved = any(cell.text.endswith("*") for row in table.rows for cell in row.cells if cell.number is not None)
        headings = [_harmless(column.heading) for column in table.columns]
        writer.writerow([*headings, "*"] if moved else headings)
        for row in table.rows:
            texts = [_plain_cell(cell) for cell in row.cells]
            if moved:
                # Stars would make texts of numbers: the last column names the columns that closing moved.
                starred = [h for h, cell in zip(headings, row.cells, strict=True) if cell.text.endswith("*")]
                texts.append("; ".join(starred))
            writer.writerow(texts)
        for note in table.notes:
            writer.writerow([_harmless(f"# {note}")])
    return "\ufeff" + buffer.getvalue()


def _plain_cell(cell: Cell) -> str:
    return cell.text.removesuffix("*") if cell.number is not None else _harmless(cell.text)


def _harmless(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def workbook_bytes(tables: Sequence[Table], *, moment: datetime, marks: Sequence[str] = ()) -> bytes:
    """Return tables as an XLSX workbook, a sheet each: number formats, frozen header, print set-up.

    Parameters
    ----------
    moment : the date of the data, stored as the file's date, so that two runs give the same bytes
    marks : what stands at the foot of every page, such as that the data are invented
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": tables[0].title if tables else "", "created": moment, "comments": "; ".join(marks)})
    names: set[str] = set()
    for table in tables:
        _sheet(book, table, _sheet_name(table.title, names), marks)
    book.close()
    return buffer.getvalue()


def _sheet_name(title: str, taken: set[str]) -> str:
    plain = "".join("_" if letter in r"[]:*?/\'" else letter for letter in title)[:28] or "table"
    name, number = plain, 2
    while name.casefold() in taken:
        name, number = f"{plain[:25]}-{number}", number + 1
    taken.add(name.casefold())
    return name


def _sheet(book: "Workbook", table: Table, name: str, marks: Sequence[str]) -> None:
    sheet = book.add_worksheet(name)
    style = _Styles(book)
    last = len(table.columns) - 1
    sheet.write_string(0, 0, table.title, style.get("title"))
    for i, column in enumerate(table.columns):
        sheet.write_string(1, i, column.heading, style.get("head"))
        sheet.set_column(i, i, _width(table, i))
    for r, row in enumerate(table.rows, start=2):
        for c, cell in enumerate(row.cells):
            # The printed, closed digits are the value of the cell: what Excel adds up is what was signed.
            shown = cell.text.rstrip("*").replace(",", "").replace("+", "")
            if cell.number is None or not _PLAIN_NUMBER.match(shown):  # 约211.3 and — stay texts
                sheet.write_string(r, c, cell.text, style.get("text", row.mark, row.indent if c == 0 else 0))
            else:
                decimals = len(shown.partition(".")[2])
                star = "*" if cell.text.endswith("*") else ""
                sheet.write_number(r, c, float(shown), style.get(f"number{decimals}{star}", row.mark))
    for n, note in enumerate([*table.notes, *marks]):
        sheet.write_string(len(table.rows) + 3 + n, 0, note, style.get("note"))
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0, 1)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if last > 4:
        sheet.set_landscape()
    sheet.set_footer("&L" + "; ".join(marks).replace("&", "&&") + "&R&P / &N")


class _Styles:
    """Cell formats of one workbook, made once each."""

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._made: dict[tuple[str, str, int], Format] = {}

    def get(self, kind: str, mark: str = "", indent: int = 0) -> "Format":
        key = (kind, mark, indent)
        if key not in self._made:
            self._made[key] = self._book.add_format(self._facts(*key))
        return self._made[key]

    def _facts(self, kind: str, mark: str, indent: int) -> dict[str, object]:
        facts: dict[str, object] = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        if kind == "title":
            facts |= {"bold": True, "font_size": 14}
        elif kind == "head":
            facts |= {
                "bold": True,
                "text_wrap": True,
                "align": "center",
                "bottom": 1,
                "top": 1,
                "bg_color": "#EEF2F0",
            }
        elif kind == "note":
            facts |= {"font_size": 9, "font_color": "#555555"}
        elif kind.startswith("number"):
            decimals = int(kind.removeprefix("number").rstrip("*"))
            shown = "#,##0" + ("." + "0" * decimals if decimals else "")
            # A number that closing moved keeps its star in Excel and stays a number.
            facts |= {"num_format": shown + '"*"' if kind.endswith("*") else shown, "align": "right"}
        if kind not in ("title", "note"):
            facts |= {"bold": mark == "total" or kind == "head", "indent": indent}
            if mark == "alert":
                facts |= {"font_color": "#B00020", "bold": True}
        return facts


def _width(table: Table, column: int) -> float:
    texts = [table.columns[column].heading, *(row.cells[column].text for row in table.rows)]
    longest = max(sum(2 if ord(letter) > 0x2E80 else 1 for letter in text) for text in texts)
    return float(min(max(longest + 2, 8), 60))
