"""What a single cell says: a number with or without unit, a date, an angle in degrees, minutes and seconds."""

import datetime
import math
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from natres.core.table_spec import TableUnit, table_unit
from natres.readers.tables.table_specs import read_table_words

__all__ = ["Read", "is_mark", "read_angle", "read_date", "read_number", "shown"]

#: Numbers beyond it are no quantities.
_LARGEST = 10**15
_NUMBER = re.compile(
    r"(?P<number>[+-]?(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?: \d{3})+(?!\d)|\d+)(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?)"
    r"\s*(?P<rest>.*)",
    re.DOTALL,
)
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_EASTERN, _WESTERN = ("东经", "北纬", "e", "n", "东", "北"), ("西经", "南纬", "w", "s", "西", "南")
_SIDES = dict.fromkeys(_EASTERN, 1) | dict.fromkeys(_WESTERN, -1)
_SIDE = "(?P<{}>" + "|".join(sorted(_SIDES, key=len, reverse=True)) + ")?"
_DMS = re.compile(
    _SIDE.format("before")
    + r"[:\s]*(?P<deg>\d{1,3})\s*(?:[°º度d:]|\s)\s*(?P<min>\d{1,2}(?:\.\d+)?)\s*(?:['分m:]|\s|$)\s*"
    + r"(?:(?P<sec>\d{1,2}(?:\.\d+)?)\s*(?:[\"秒s]|'')?)?\s*"
    + _SIDE.format("after")
)
_DEGREES = re.compile(
    _SIDE.format("before") + r"[:\s]*(?P<deg>[+-]?\d{1,3}(?:\.\d+)?)\s*[°º度]?\s*" + _SIDE.format("after")
)
_QUOTES = str.maketrans({"′": "'", "’": "'", "‘": "'", "´": "'", "`": "'", "″": '"', "”": '"', "“": '"', "＂": '"'})
_DATE = re.compile(
    r"(\d{4})\s*([-/.年])\s*(\d{1,2})\s*(?:[-/.月]\s*(\d{1,2})\s*日?)?月?(?:[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_SERIAL = re.compile(r"[1-7]\d{4}(?:\.\d+)?")
_EPOCH = datetime.date(1899, 12, 30)


@dataclass(frozen=True)
class Read:
    """A cell that was understood: its value, the code of the repair it took ("" for none), the unit it names."""

    value: Any
    repair: str = ""
    unit: TableUnit | None = None


def shown(cell: Any) -> str:
    """Return a cell as a user sees it, for messages.

    >>> shown(95.0), shown(datetime.datetime(2022, 12, 31)), shown(None)
    ('95', '2022-12-31', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _LARGEST:
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return str(cell).strip()


def is_mark(cell: Any) -> bool:
    """Return whether a cell holds nothing but a sign for "not measured".

    >>> is_mark("—"), is_mark(" 未测 "), is_mark("0"), is_mark("无锡")
    (True, True, False, False)
    """
    return isinstance(cell, str) and "".join(_folded(cell).split()) in read_table_words().marks


def read_number(cell: Any, family: str = "") -> Read | None:
    """Return the number a cell holds as an exact fraction; None where it holds none.

    Parameters
    ----------
    cell : a number or a text with or without unit, thousands commas, full-width digits
    family : which units it may name; another one makes it no number

    >>> read_number("12.3万m³", "volume").value, read_number("１，２３４．５ m", "length").value
    (Fraction(123, 10), Fraction(2469, 2))
    >>> read_number("约30"), read_number("1,23"), read_number("30℃", "volume"), read_number(15.29).value
    (None, None, None, Fraction(1529, 100))
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Read(Fraction(str(cell))) if math.isfinite(cell) and abs(cell) <= _LARGEST else None
    found = _NUMBER.fullmatch(_folded(cell).replace("−", "-").strip()) if isinstance(cell, str) else None
    if found is None:
        return None
    value = Fraction(found["number"].replace(",", "").replace(" ", ""))
    rest = "".join(found["rest"].split())
    unit = table_unit(rest, read_table_words(), family) if rest else None
    if abs(value) > _LARGEST or (rest and (unit is None or unit.family != family)):
        return None
    return Read(value, "" if _PLAIN.fullmatch(str(cell).strip()) else "NUMBER_TEXT", unit)


def read_angle(cell: Any) -> Read | None:
    """Return an angle in decimal degrees; None where a cell holds none.

    >>> [float(read_angle(t).value) for t in ("117°01′23.4″", "117度1分23.4秒", "E117 01 23.4", "117.0065")]
    [117.0231666..., 117.0231666..., 117.0231666..., 117.0065]
    >>> read_angle("117°61′00″"), read_angle("S39°30′").value
    (None, Fraction(-79, 2))
    """
    plain = read_number(cell)
    if plain is not None or not isinstance(cell, str):
        return plain
    text = _folded(cell.translate(_QUOTES)).replace("''", '"').strip()
    whole = _DEGREES.fullmatch(text)
    if whole is not None:
        return Read(_side(whole) * Fraction(whole["deg"]), "NUMBER_TEXT")
    parts = _DMS.fullmatch(text)
    if parts is None:
        return None
    minutes, seconds = Fraction(parts["min"]), Fraction(parts["sec"] or 0)
    if minutes >= 60 or seconds >= 60 or (minutes.denominator > 1 and parts["sec"]):
        return None
    return Read(_side(parts) * (int(parts["deg"]) + minutes / 60 + seconds / 3600), "DMS")


def read_date(cell: Any, *, month: bool = False) -> Read | None:
    """Return the day a cell names; None where it names none, and no month unless ``month`` allows it.

    >>> [str(read_date(t).value) for t in ("2022/12/31", "2022年12月31日", "20221231", 44926)]
    ['2022-12-31', '2022-12-31', '2022-12-31', '2022-12-31']
    >>> read_date("2022年12月"), read_date("2022-02-30"), read_date("2022.12", month=True).value
    (None, None, datetime.date(2022, 12, 1))
    """
    if isinstance(cell, datetime.date):
        return Read(cell.date() if isinstance(cell, datetime.datetime) else cell)
    text = _folded(shown(cell)) if isinstance(cell, str | int | float) and not isinstance(cell, bool) else ""
    if _SERIAL.fullmatch(text):  # days since the epoch of spreadsheets: 1927 to 2119
        return Read(_EPOCH + datetime.timedelta(days=int(float(text))), "DATE_SERIAL")
    if re.fullmatch(r"\d{8}", text):
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]))
    found = _DATE.fullmatch(text)
    if found is None or (found[4] is None and not month):
        return None
    return _day(int(found[1]), int(found[3]), int(found[4] or 1))


def _day(year: int, month: int, day: int) -> Read | None:
    try:
        return Read(datetime.date(year, month, day))
    except ValueError:
        return None


def _side(found: re.Match[str]) -> int:
    return _SIDES[found["before"] or "e"] * _SIDES[found["after"] or "e"]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
