"""What a line or a cell of a draft's table looks like: a number, nothing, a caption above the table."""

import re
import unicodedata

__all__ = ["NUMBER_CELL", "is_blank", "is_caption", "is_number", "says_unit"]

#: A cell that is a number, with what may stand before it and behind it.
NUMBER_CELL = re.compile(
    r"(?P<lead>约|近|超|逾|不足)?(?P<sign>[-−+])?(?P<number>\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:[×xX*]10\^?(?P<power>-?\d+))?(?P<rest>(?:[^\d\s，。；：:;（）().．、/#-][^\d，。；：:;（）()]{0,8}(?:\^?[23])?)?)"
)
#: A cell that says there is nothing.
_NOTHING = ("", "-", "--", "—", "——", "–", "―", "/", "\\", "无")
_TITLE = re.compile(r"^[（(【]?(?:附?表|附件)\s*[\d一二三四五六七八九十]")
_UNIT = re.compile(r"单位\s*[:：]")
_SENTENCE = re.compile(r"[，。；！？,;]")
_HEADING = re.compile(r"^(?:第?[一二三四五六七八九十百]+[、.．章节]|[（(][一二三四五六七八九十\d]+[)）])")
_TITLE_ENDS = ("表", "情况", "统计", "现状", "一览", "明细", "汇总", "构成", "结构")
_LONGEST = 60


def is_number(text: str) -> bool:
    """Tell whether a cell holds one number, with or without a unit.

    >>> [is_number(t) for t in ("１，２３４．５", "45.65%", "-3.2", "耕地", "12.5（3）", "")]
    [True, True, True, False, False, False]
    """
    return bool(NUMBER_CELL.fullmatch(unicodedata.normalize("NFKC", text).strip()))


def is_blank(text: str) -> bool:
    """Tell whether a cell says that there is nothing: empty, —, /."""
    return "".join(unicodedata.normalize("NFKC", text).split()) in _NOTHING


def says_unit(line: str) -> bool:
    """Tell whether a line says 单位：."""
    return bool(_UNIT.search(line))


def is_caption(line: str) -> bool:
    """Tell whether a line above a table is its title or says its unit.

    >>> [is_caption(t) for t in ("表1 土地现状  单位：公顷", "（单位：万元）", "详见下表：", "一、概况")]
    [True, True, False, False]
    """
    line = line.strip()
    if not line or len(line) > _LONGEST:
        return False
    if _TITLE.match(line) or _UNIT.search(line):
        return "。" not in line
    return not _SENTENCE.search(line) and not _HEADING.match(line) and line.endswith(_TITLE_ENDS)
