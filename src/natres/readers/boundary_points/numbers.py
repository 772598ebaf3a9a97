"""The numbers of a boundary-point file: plain decimals, half or full width; a letter for a digit is found, not read."""

import re
import unicodedata
from decimal import Decimal

from natres.readers.boundary_points.records import Findings, Plot

__all__ = ["half_width", "read_count", "read_decimal"]

# Lengths have ends: no number of a file may take forever to read, or become endless.
_DECIMAL = re.compile(r"\d{1,12}(?:\.\d{0,12})?", re.ASCII)
_COUNT = re.compile(r"\d{1,7}", re.ASCII)
_LETTERS = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1"})
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F) if chr(wide - 0xFEE0).isalnum()}


def half_width(text: str) -> str:
    """Return a code with its full-width letters and digits made half-width; everything else stays.

    >>> half_width("０１０２（甲）")
    '0102（甲）'
    """
    return text.translate(_WIDE)


def read_decimal(text: str, place: tuple[Findings, int, str, Plot]) -> Decimal | None:
    """Return a number of metres or hectares; None, and an error at its place, where the text is none.

    ``place`` is where it stands: findings to add to, line, name of the field, plot.
    """
    return _matched(_DECIMAL, text, place)


def read_count(text: str, place: tuple[Findings, int, str, Plot]) -> int | None:
    """Return a whole number; None, and an error at its place, where the text is none."""
    value = _matched(_COUNT, text, place)
    return None if value is None else int(value)


def _matched(pattern: re.Pattern[str], text: str, place: tuple[Findings, int, str, Plot]) -> Decimal | None:
    plain = unicodedata.normalize("NFKC", text).replace("。", ".").strip()
    if pattern.fullmatch(plain):
        return Decimal(plain)
    findings, line, name, plot = place
    meant = plain.translate(_LETTERS)
    if pattern.fullmatch(meant):
        findings.error("POINT_NUMBER.letter", line, name, text[:60], plot, expected=meant)
    else:
        findings.error("POINT_NUMBER", line, name, text[:60], plot)
    return None
