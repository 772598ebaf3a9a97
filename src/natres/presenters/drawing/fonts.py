"""The open fonts of sheets and documents: where their files lie, how wide texts are, which letters they lack."""

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from natres.errors import BadData

__all__ = ["SANS", "SERIF", "font_folder", "refuse_missing_glyphs", "text_width"]

#: Families of the package ``pylopdf-fonts-zh-cn`` (SIL OFL 1.1): a Hei for maps and headings, a Song for documents.
SANS, SERIF = "Noto Sans SC", "Noto Serif SC"
_FILES = {SANS: "NotoSansSC-Regular.otf", SERIF: "NotoSerifSC-Regular.otf"}
#: Letters that are never drawn.
_UNSEEN = frozenset("\n\r\t\u200b\ufeff")


def font_folder() -> Path:
    """Return the folder of the font files."""
    return Path(str(files("pylopdf_fonts_zh_cn")))


@lru_cache(maxsize=4)
def _metrics(family: str) -> tuple[dict[int, str], Any, int]:
    """Return glyph by letter, advance by glyph, and how many units the font's height has."""
    from fontTools.ttLib import TTFont

    font: Any = TTFont(font_folder() / _FILES[family], lazy=True)
    return font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm


def text_width(text: str, size: float, family: str = SANS) -> float:
    """Return how wide a text is, in the unit of its size.

    >>> text_width("西青区", 3.0)
    9.0
    """
    glyphs, advances, units = _metrics(family)
    return sum(advances[glyphs[ord(letter)]][0] for letter in text if ord(letter) in glyphs) * size / units


def refuse_missing_glyphs(texts: Iterable[str], family: str = SANS) -> None:
    """Refuse texts with letters the font lacks: a box in a signed document is worse than none.

    Raises
    ------
    BadData : ``GLYPH_MISSING``
    """
    glyphs = _metrics(family)[0]
    for text in texts:
        for letter in text:
            if ord(letter) not in glyphs and letter not in _UNSEEN:
                raise BadData("GLYPH_MISSING", value=letter, code_point=f"U+{ord(letter):04X}", text=text[:60])
