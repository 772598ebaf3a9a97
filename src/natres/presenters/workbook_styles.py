"""Cell formats of a workbook, made once each."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

__all__ = ["Styles"]

_LINK: dict[str, object] = {"font_color": "#0563C1", "underline": 1}
#: Cells without a frame, and what cells within one have beside it.
_BARE: Mapping[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 16, "align": "center"},
    "title_left": {"bold": True, "font_size": 16},
    "unit": {"align": "right"},
    "about": {"align": "left"},
    "note": {"font_size": 9, "font_color": "#555555"},
    "back": {"font_size": 9, **_LINK},
}
_FRAMED: Mapping[str, dict[str, object]] = {
    "head": {"bold": True, "text_wrap": True, "align": "center", "bg_color": "#EEF2F0"},
    "link": _LINK,
    "wrapped": {"text_wrap": True},
}


class Styles:
    """Cell formats of one workbook, made once each."""

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._made: dict[tuple[str, str, int], Format] = {}

    def get(self, kind: str, mark: str = "", indent: int = 0) -> "Format":
        """Return the format of a kind of cell; ``mark`` is that of its row, ``indent`` its depth."""
        key = (kind, mark, indent)
        if key not in self._made:
            self._made[key] = self._book.add_format(self._facts(*key))
        return self._made[key]

    def _facts(self, kind: str, mark: str, indent: int) -> dict[str, object]:
        facts: dict[str, object] = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        if kind in _BARE:
            return facts | _BARE[kind]
        facts |= {"border": 1, "border_color": "#7F7F7F"} | _FRAMED.get(kind, {})
        if kind == "head":
            return facts
        if kind.startswith("number"):
            decimals = int(kind.removeprefix("number").rstrip("*"))
            shown = "#,##0" + ("." + "0" * decimals if decimals else "")
            # A number that closing moved keeps its star in Excel and stays a number.
            facts |= {"num_format": shown + '"*"' if kind.endswith("*") else shown, "align": "right"}
        facts |= {"bold": mark == "total", "indent": indent}
        return facts | ({"font_color": "#B00020", "bold": True} if mark == "alert" else {})
