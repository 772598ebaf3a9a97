"""The sample's own table of land classes, and the settlement code a class must or may carry."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["LandClass", "cropland", "land_classes", "leaf_main_class", "settlement_code"]

URBAN_RURAL = frozenset({"201", "201A", "202", "202A", "203", "203A"})
_OUTSIDE_ALWAYS = frozenset({"1001", "1002", "1003", "1006", "1007", "1101", "1107A", "1109"})


@dataclass(frozen=True)
class LandClass:
    """One class of the third survey: code, Chinese name, parent code, three-way group."""

    code: str
    name: str
    parent: str
    group: str


@cache
def land_classes() -> dict[str, LandClass]:
    """Return every class by code."""
    text = files("natres.sample.cover").joinpath("land_classes.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["code"]: LandClass(row["code"], row["name"], row["parent"], row["group"]) for row in rows}


@cache
def leaf_main_class(code: str) -> str:
    """Return the first-level class by climbing the parents; the first two digits would miss the wetlands.

    >>> leaf_main_class("1106"), leaf_main_class("0201K"), leaf_main_class("09")
    ('00', '02', '09')
    """
    parent = land_classes()[code].parent
    return leaf_main_class(parent) if parent else code


def cropland(code: str) -> bool:
    """Say whether a class is cropland (main class 01)."""
    return leaf_main_class(code) == "01"


def settlement_code(code: str, scope: str, detached: bool) -> str:
    """Return CZCSXM of a class inside ``scope`` ("" outside any settlement).

    >>> settlement_code("0601", "202", True), settlement_code("0102", "", False)
    ('202A', '')
    """
    if code == "09":
        return "205"
    if code in ("0602", "0603"):
        return "204"
    if code == "0601":
        return (scope or "203") + ("A" if detached or not scope else "")
    if code[:2] in ("05", "07", "08") or code in ("1004", "1005", "1201"):
        return scope or "203"
    return "" if code in _OUTSIDE_ALWAYS else scope
