"""Empty registers and ledgers as XLSX forms an office hands out: headings with units, choices, a page of guidance."""

import io
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from natres.core.table_spec import ColumnSpec, TableSpec
from natres.labels import words

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

__all__ = ["template_bytes", "template_name"]

#: Rows that are ruled and take only what belongs there.
_ROWS = 200
_HEAD, _FIRST = 1, 2
#: Office files carry a date; an empty form has none of its own.
_MOMENT = datetime(2020, 1, 1)
_FONT = "宋体"
_MARK = "★"
_RULED = 20


def template_name(spec: TableSpec, language: str) -> str:
    """Return the file name of an empty form.

    >>> from natres.readers import read_spec
    >>> template_name(read_spec("wells"), "zh"), template_name(read_spec("land_supply"), "en")
    ('地热井登记表.xlsx', 'land_supply.xlsx')
    """
    return f"{spec.title['zh'] if language == 'zh' else spec.kind}.xlsx"


def template_bytes(spec: TableSpec, language: str) -> bytes:
    """Return an empty form of a kind of table; the same bytes each time.

    Its first sheet has the title, a header with units, required columns marked and coloured, lists for columns of
    choices, dates and numbers that take nothing else; the second says how to fill it in. natres reads what is filled
    in without a repair.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": spec.title[language], "created": _MOMENT})
    columns = [column for column in spec.columns if column.kind not in ("x", "y")]
    styles = _styles(book)
    _form(book.add_worksheet(spec.title[language][:31]), spec, columns, styles, language)
    _guide(book.add_worksheet(words(language)["template.guide_sheet"]), spec, columns, styles, language)
    book.close()
    return buffer.getvalue()


def _styles(book: "Workbook") -> Mapping[str, "Format"]:
    plain: dict[str, Any] = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
    ruled = {**plain, "border": 1, "border_color": "#7F7F7F"}
    head = {**ruled, "bold": True, "align": "center", "text_wrap": True}
    return {
        "title": book.add_format({**plain, "font_size": 16, "bold": True, "align": "center"}),
        "head": book.add_format({**head, "bg_color": "#E7E6E6"}),
        "required": book.add_format({**head, "bg_color": "#FCE4D6", "font_color": "#9C2A00"}),
        "text": book.add_format({**ruled, "num_format": "@"}),
        "number": book.add_format({**ruled, "align": "right"}),
        "date": book.add_format({**ruled, "num_format": "yyyy-mm-dd", "align": "center"}),
        "choice": book.add_format({**ruled, "num_format": "@", "align": "center"}),
        "cell": book.add_format({**ruled, "text_wrap": True}),
        "centre": book.add_format({**ruled, "align": "center"}),
        "note": book.add_format({**plain, "text_wrap": True}),
    }


def _form(
    sheet: "Worksheet", spec: TableSpec, columns: list[ColumnSpec], styles: Mapping[str, "Format"], language: str
) -> None:
    last = len(columns) - 1
    sheet.merge_range(0, 0, 0, last, spec.title[language], styles["title"])
    sheet.set_row(0, 34)
    sheet.set_row(_HEAD, 46)
    sheet.set_default_row(20)
    for place, column in enumerate(columns):
        style = styles[_kind(column)]
        sheet.set_column(place, place, _width(column, language))
        heading = "\n".join(_lines(column, language))
        sheet.write_string(_HEAD, place, heading, styles["required" if column.required else "head"])
        comment = _comment(column, language)
        if comment:
            size = {"x_scale": 1.6, "y_scale": 0.2 + 0.25 * (1 + len(comment) // 24), "font_size": 9}
            sheet.write_comment(_HEAD, place, comment, {"author": "natres", **size})
        for row in range(_FIRST, _FIRST + _RULED):
            sheet.write_blank(row, place, None, style)
        _validate(sheet, place, column, language)
    sheet.freeze_panes(_FIRST, 1)
    sheet.set_landscape()
    sheet.set_paper(9 if last < 12 else 8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, _HEAD)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    sheet.set_footer(f"&L&9{words(language)['template.foot']}&R&9&P / &N")


def _kind(column: ColumnSpec) -> str:
    return "number" if column.is_number else column.kind


def _lines(column: ColumnSpec, language: str) -> list[str]:
    """Return the heading with its mark, the unit on a line of its own."""
    label = column.label[language]
    rest = column.heading(language).removeprefix(label).strip()
    return [f"{_MARK}{label}" if column.required else label, *([rest] if rest else [])]


def _width(column: ColumnSpec, language: str) -> float:
    """Return how wide a column is in letters: its content, or a line of its heading (two lines for a long label)."""
    content = {"date": 12.0, "choice": 9.0, "number": 9.5, "text": 12.0}[_kind(column)]
    label, *unit = (_letters(line) for line in _lines(column, language))
    label = label if unit and label <= 14 else label / 2 + 2
    return max(
        content, label + 2, *(size + 2 for size in unit), *(_letters(c.label[language]) + 3 for c in column.choices)
    )


def _letters(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F or letter == _MARK else 1 for letter in text)


def _comment(column: ColumnSpec, language: str) -> str:
    w = words(language)
    parts = [w["template.comment_required"]] if column.required else []
    if column.choices:
        parts.append(w["template.comment_choice"].format(allowed=_allowed(column, language)))
    elif column.help:
        parts.append(column.help[language])
    return "".join(parts)


def _allowed(column: ColumnSpec, language: str) -> str:
    return ("、" if language == "zh" else ", ").join(choice.label[language] for choice in column.choices)


def _validate(sheet: "Worksheet", place: int, column: ColumnSpec, language: str) -> None:
    """Let a column take only what belongs there; another choice can be kept, since words differ."""
    w, area = words(language), (_FIRST, place, _FIRST + _ROWS - 1, place)
    if column.choices:
        rule: dict[str, Any] = {"validate": "list", "source": [choice.label[language] for choice in column.choices]}
        rule |= {"error_type": "warning", "error_title": w["template.choice_title"]}
        rule["error_message"] = w["template.choice_message"].format(allowed=_allowed(column, language))[:255]
    elif column.kind == "date":
        rule = {"validate": "date", "criteria": ">", "value": datetime(1900, 1, 1), "error_type": "warning"}
        rule |= {"error_title": w["template.date_title"], "error_message": w["template.date_message"]}
    elif column.is_number:
        low = -1000 if column.least is None and not column.positive else float(column.least or 0)
        rule = {"validate": "decimal", "criteria": ">=", "value": low, "error_type": "warning"}
        rule |= {"error_title": w["template.number_title"], "error_message": w["template.number_message"]}
    else:
        return
    sheet.data_validation(*area, rule)


def _guide(
    sheet: "Worksheet", spec: TableSpec, columns: list[ColumnSpec], styles: Mapping[str, "Format"], language: str
) -> None:
    """Write the page of guidance: what holds for all columns, then a line per column."""
    w = words(language)
    sheet.merge_range(0, 0, 0, 4, w["template.guide_title"].format(title=spec.title[language]), styles["title"])
    sheet.set_row(0, 30)
    summed = any(column.summed for column in spec.columns)
    lines = [w[f"template.guide_{number}"] for number in (1, 2, 3, 4) if number != 3 or summed]
    for row, line in enumerate(lines, start=1):
        sheet.merge_range(row, 0, row, 4, f"{row}. {line}", styles["note"])
        sheet.set_row(row, 18 if language == "zh" else 30)
    top = len(lines) + 2
    for place, (key, width) in enumerate(
        (("column", 26), ("unit", 10), ("required", 9), ("allowed", 40), ("help", 46))
    ):  # fmt: skip
        sheet.set_column(place, place, width)
        sheet.write_string(top, place, w[f"template.{key}"], styles["head"])
    for row, column in enumerate(columns, start=top + 1):
        unit = column.unit.sign[language] if column.unit else ""
        cells = (column.label[language], unit, w["template.yes"] if column.required else "")
        for place, text in enumerate(cells):
            sheet.write_string(row, place, text, styles["centre" if place else "cell"])
        sheet.write_string(row, 3, _allowed(column, language), styles["cell"])
        sheet.write_string(row, 4, _help(column, language), styles["cell"])
        if len(_allowed(column, language)) > 22:
            sheet.set_row(row, 30)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _help(column: ColumnSpec, language: str) -> str:
    if column.choices:
        return words(language)["template.choice_help"]
    kind = {"number": "number_help", "date": "date_help"}.get(_kind(column), "text_help")
    return column.help.get(language) or words(language)[f"template.{kind}"]
