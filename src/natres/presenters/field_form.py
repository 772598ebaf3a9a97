"""The form of a field inspection as a workbook: a sheet to print and fill in, a sheet with the plan and the draw."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from natres.core.field_form import DRAWN, DRAWN_COLUMNS, FormSpec
from natres.core.results.acceptance import FieldDraw, FormRow
from natres.labels import words

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

__all__ = ["field_form_bytes"]

_A4 = 9
#: Width of each column in letters, and how its cells are written.
_WIDTHS: Mapping[str, tuple[float, str]] = {
    "number": (5.5, "centre"), "parcel_id": (21, "text"), "locality": (17, "wrapped"), "land_class": (8, "centre"),
    "class_name": (15, "wrapped"), "area_m2": (11.5, "area"), "longitude": (11.5, "degrees"),
    "latitude": (11, "degrees"), "field_class": (8.5, "filled"), "verdict": (8, "filled"),
    "faults": (16, "filled_text"), "note": (15, "filled_text"), "inspector": (8, "filled"), "date": (11, "day"),
}  # fmt: skip
_FILLED = ("filled", "filled_text", "day")
_ROW_HEIGHT = 26
#: So many signs of the data file's checksum are printed; the whole stands on the second sheet.
_SHOWN = 12


def field_form_bytes(
    draw: FieldDraw, rows: Sequence[FormRow], spec: FormSpec, *,
    title: str, language: str, moment: datetime, marks: Sequence[str] = (),
) -> bytes:  # fmt: skip
    """Return the form of a draw, the same bytes each time.

    Parameters
    ----------
    rows : a line per parcel of the draw, in its order
    title : what stands on top, such as the district with its year
    moment : stored as the file's date
    marks : what every output of the run has to say of itself; printed below the title and at the foot of each page
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": moment, "comments": "; ".join(marks)})
    styles, w = _styles(book), words(language)
    _form(book.add_worksheet(w["acceptance.sheet_form"]), _Page(draw, rows, spec, title, language, marks), styles)
    _plan(book.add_worksheet(w["acceptance.sheet_plan"]), draw, styles, language)
    book.close()
    return buffer.getvalue()


class _Page:
    """What is on the sheet to be filled in."""

    def __init__(
        self, draw: FieldDraw, rows: Sequence[FormRow], spec: FormSpec, title: str, language: str, marks: Sequence[str]
    ) -> None:
        self.draw, self.rows, self.spec = draw, rows, spec
        self.title, self.language, self.marks = title, language, marks

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines between title and table: the data, the plan, the rule, and what the data are."""
        w, plan = words(self.language), self.draw.plan
        facts = {**self.draw.facts, "lot": f"{plan.lot:,}", "sha256": self.draw.sha256[:_SHOWN]}
        planned = w["acceptance.plan_line_whole" if plan.whole else "acceptance.plan_line"]
        said = (w["acceptance.source_line"], planned, w["acceptance.rule_line"])
        return (*(line.format(**facts) for line in said), *self.marks)


def _styles(book: "Workbook") -> Mapping[str, "Format"]:
    plain: dict[str, Any] = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    ruled = {**plain, "border": 1, "border_color": "#7F7F7F"}
    head = {**ruled, "bold": True, "align": "center", "text_wrap": True}
    filled = {**ruled, "num_format": "@", "text_wrap": True, "bg_color": "#FFFBF0"}
    return {
        "title": book.add_format({**plain, "font_size": 16, "bold": True, "align": "center"}),
        "line": book.add_format({**plain, "font_color": "#333333"}),
        "mark": book.add_format({**plain, "bold": True, "font_color": "#B00020"}),
        "sign": book.add_format({**plain, "font_size": 11}),
        "head": book.add_format({**head, "bg_color": "#EEF2F0"}),
        "head_filled": book.add_format({**head, "bg_color": "#FCE4D6"}),
        "text": book.add_format({**ruled, "num_format": "@", "indent": 1}),
        "wrapped": book.add_format({**ruled, "num_format": "@", "text_wrap": True, "indent": 1}),
        "centre": book.add_format({**ruled, "num_format": "@", "align": "center"}),
        "area": book.add_format({**ruled, "num_format": "#,##0.00", "align": "right", "indent": 1}),
        "degrees": book.add_format({**ruled, "num_format": "0.000000", "align": "right", "indent": 1}),
        "filled": book.add_format({**filled, "align": "center"}),
        "filled_text": book.add_format(filled),
        "day": book.add_format({**filled, "num_format": "yyyy-mm-dd", "align": "center"}),
        "wrong": book.add_format({"font_color": "#B00020", "bold": True}),
    }


def _form(sheet: "Worksheet", page: _Page, styles: Mapping[str, "Format"]) -> None:
    last = len(_WIDTHS) - 1
    _across(sheet, 0, last, page.title, styles["title"])
    sheet.set_row(0, 30)
    for row, line in enumerate(page.lines, start=1):
        _across(sheet, row, last, line, styles["mark" if line in page.marks else "line"])
        sheet.set_row(row, 16)
    head = len(page.lines) + 1
    sheet.set_row(head, 32)
    for place, (column, (width, kind)) in enumerate(_WIDTHS.items()):
        sheet.set_column(place, place, width)
        heading = page.spec.columns[column][page.language]
        sheet.write_string(head, place, heading, styles["head_filled" if kind in _FILLED else "head"])
    for at, row in enumerate(page.rows, start=head + 1):
        sheet.set_row(at, _ROW_HEIGHT)
        _line(sheet, at, row, styles)
    end = head + len(page.rows)
    _validate(sheet, (head + 1, end), page, styles)
    _across(sheet, end + 2, last, words(page.language)["acceptance.sign"], styles["sign"])
    sheet.set_row(end + 2, 30)
    sheet.freeze_panes(head + 1, 2)
    _print(sheet, head, page.marks)


def _across(sheet: "Worksheet", row: int, last: int, text: str, style: "Format") -> None:
    sheet.merge_range(row, 0, row, last, "", style)
    sheet.write_string(row, 0, text, style)


def _line(sheet: "Worksheet", at: int, row: FormRow, styles: Mapping[str, "Format"]) -> None:
    said = asdict(row)
    for place, (column, (_, kind)) in enumerate(_WIDTHS.items()):
        value = said.get(column)
        if value is None or value == "":
            sheet.write_blank(at, place, None, styles[kind])
        elif isinstance(value, str):
            sheet.write_string(at, place, value, styles[kind])
        else:
            sheet.write_number(at, place, value, styles[kind])


def _validate(sheet: "Worksheet", lines: tuple[int, int], page: _Page, styles: Mapping[str, "Format"]) -> None:
    """Offer the two verdicts as a list and colour the second; let the date be a date."""
    w, places = words(page.language), list(_WIDTHS)
    verdicts = [page.spec.conforming[page.language][0], page.spec.nonconforming[page.language][0]]
    verdict, day = places.index("verdict"), places.index("date")
    rule: dict[str, Any] = {"validate": "list", "source": verdicts, "error_title": w["acceptance.verdict_title"]}
    rule["error_message"] = w["acceptance.verdict_message"].format(allowed=" / ".join(verdicts))
    sheet.data_validation(lines[0], verdict, lines[1], verdict, rule)
    wrong: dict[str, Any] = {"type": "cell", "criteria": "==", "value": f'"{verdicts[1]}"', "format": styles["wrong"]}
    sheet.conditional_format(lines[0], verdict, lines[1], verdict, wrong)
    rule = {"validate": "date", "criteria": ">", "value": datetime(1950, 1, 1), "error_type": "warning"}
    rule |= {"error_title": w["acceptance.date_title"], "error_message": w["acceptance.date_message"]}
    sheet.data_validation(lines[0], day, lines[1], day, rule)


def _print(sheet: "Worksheet", head: int, marks: Sequence[str]) -> None:
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, head)
    sheet.set_footer("&L&9" + "; ".join(marks).replace("&", "&&") + "&R&9&P / &N")


def _plan(sheet: "Worksheet", draw: FieldDraw, styles: Mapping[str, "Format"], language: str) -> None:
    """Write the plan and every parcel drawn as texts; the last column holds the keys they are read back by."""
    w, key = words(language), len(DRAWN_COLUMNS)
    sheet.set_default_row(18)
    _across(sheet, 0, key - 1, w["acceptance.plan_title"], styles["title"])
    sheet.set_row(0, 30)
    facts = {**draw.facts, "digest": draw.digest}
    for row, (name, value) in enumerate(facts.items(), start=1):
        sheet.write_string(row, 0, w[f"acceptance.{name}"], styles["head"])
        sheet.merge_range(row, 1, row, key - 1, "", styles["text"])
        sheet.write_string(row, 1, value, styles["text"])
        sheet.write_string(row, key, name)
    top = len(facts) + 2
    for place, column in enumerate(DRAWN_COLUMNS):
        sheet.write_string(top, place, w[f"acceptance.{column}"], styles["head"])
    sheet.write_string(top, key, DRAWN)
    for at, parcel in enumerate(draw.parcels, start=top + 1):
        for place, value in enumerate(asdict(parcel).values()):
            sheet.write_string(at, place, str(value), styles["text" if place else "centre"])
    for place, width in enumerate((33, 25, 13, 13, 15, 20)):
        sheet.set_column(place, place, width)
    sheet.set_column(key, key, None, None, {"hidden": True})
    sheet.protect()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
