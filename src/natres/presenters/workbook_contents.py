"""The first sheet of a workbook: what is in it, each table with a link, and the way back from each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from natres.labels import words
from natres.presenters.table import Table
from natres.presenters.workbook_styles import Styles

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_back", "write_contents"]

_A4 = 9


def write_contents(
    sheet: "Worksheet", title: str, tables: Sequence[Table], names: Sequence[str], style: Styles, language: str
) -> None:  # fmt: skip
    """Write the sheet that lists all others."""
    w = words(language)
    sheet.merge_range(0, 0, 0, 3, "", style.get("title"))
    sheet.write_string(0, 0, title, style.get("title"))
    sheet.set_row(0, 30)
    heads = ((w["table.number"], 8), (w["table.title"], 62), (w["table.rows"], 10), (w["table.unit_head"], 14))
    for place, (head, width) in enumerate(heads):
        sheet.write_string(1, place, head, style.get("head"))
        sheet.set_column(place, place, width)
    for number, (table, name) in enumerate(zip(tables, names, strict=True), start=1):
        sheet.write_number(number + 1, 0, number, style.get("number0"))
        sheet.write_url(number + 1, 1, _link(name), style.get("link"), string=table.title)
        sheet.write_number(number + 1, 2, len(table.rows), style.get("number0"))
        units = dict.fromkeys(column.unit for column in table.columns if column.unit)
        sheet.write_string(
            number + 1, 3, table.unit or (next(iter(units)) if len(units) == 1 else ""), style.get("text")
        )
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0, 1)
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&R&P / &N")


def _link(name: str) -> str:
    """Return the address of a sheet of this book; a quote in its name is written twice."""
    return "internal:'" + name.replace("'", "''") + "'!A1"


def write_back(sheet: "Worksheet", table: Table, name: str, text: str, style: Styles) -> None:
    """Write the way back to the contents beside the table, where it does not print."""
    place = len(table.columns) + 1
    sheet.write_url(0, place, _link(name), style.get("back"), string=text)
    sheet.set_column(place, place, 12)
