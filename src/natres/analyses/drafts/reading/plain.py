"""A draft's text made plain for reading: broken lines joined, widths and LaTeX evened out, places kept."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from natres.core.draft import Draft

__all__ = ["Paragraph", "paragraphs", "plain_cell"]

_COMPLETE = "。！？：；!?"
_HEADING = re.compile(
    r"^(?:第?[一二三四五六七八九十百]+[、.．章节]|[（(][一二三四五六七八九十]+[)）]|\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）])"
)
_WRAPPED = 25
#: A cell of so many letters with a mark in it is a sentence.
_SAID = 15
#: Three digits and no fourth: a group of thousands.
_GROUP = re.compile(r"\d{3}(?!\d)")
#: A line that ends within a figure: 共计30120.50公
_CUT = re.compile(r"\d[\d.,]*[\u4e00-\u9fff]{0,2}$")
_WIDE = {
    "，": "，",
    "．": ".",
    "％": "%",
    "－": "-",
    "＋": "+",
    "／": "/",
    "＝": "=",
    "～": "~",
    "：": "：",
    "（": "（",
    "）": "）",
}
_POWERS = {
    "㎡": "m^2", "㎢": "km^2", "㎞": "km", "㎥": "m^3", **{power: f"^{n}" for n, power in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
}  # fmt: skip
#: LaTeX that text recognition leaves behind → what is read.
_LATEX = {
    "\\times": "×", "\\cdot": "·", "\\%": "%", "\\text": "", "\\mathrm": "", "\\rm": "", "\\,": "", "\\;": "",
    "\\left": "", "\\right": "", "\\circ": "°", "$": "", "{": "", "}": "",
}  # fmt: skip


@dataclass(frozen=True)
class Paragraph:
    """A paragraph made plain; ``at`` holds the place of each letter in the draft's text, one more for its end."""

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where letters ``start`` to ``end`` stand in the draft."""
        return self.at[start], self.at[end - 1] + 1 if end > start else self.at[start]

    @property
    def heading(self) -> str:
        """The heading the paragraph is or begins with, without its number; "" where it has none."""
        mark = _HEADING.match(self.text)
        if not mark:
            return ""
        rest = self.text[mark.end() :]
        title = re.split(r"[。：；]", rest, maxsplit=1)[0]
        return title if len(title) <= 40 else ""

    def headings_under(self, above: Mapping[int, str]) -> dict[int, str]:
        """Return the headings, by their level, that hold from this paragraph on."""
        if not self.level:
            return dict(above)
        return {level: name for level, name in above.items() if level < self.level} | {self.level: self.heading}

    @property
    def level(self) -> int:
        """How deep the heading stands: 1 for 一、, 2 for （一）, 3 for 1. and 4 for （1）; 0 without one."""
        mark = _HEADING.match(self.text)
        if not mark or not self.heading:
            return 0
        text = mark.group()
        chinese = any(letter in "一二三四五六七八九十百" for letter in text)
        bracketed = text[0] in "（("
        return (2 if bracketed else 1) if chinese else (4 if bracketed else 3)


def paragraphs(draft: Draft) -> tuple[Paragraph, ...]:
    r"""Return the paragraphs of a draft; a line that goes on in the next is joined with it.

    >>> text = "全区土地总面积 ５６５.36 平方公里，其中农用地面积\n\n258.08 平方公里。\n\n二、水资源"
    >>> [p.text for p in paragraphs(Draft(text, (0,)))]
    ['全区土地总面积565.36平方公里，其中农用地面积258.08平方公里。', '二、水资源']
    """
    joined: list[list[tuple[str, int]]] = []
    apart = False
    for start, line in _lines(draft.text):
        if _in_table(draft, start, line):
            apart = True  # what stands above a table does not go on below it
            continue
        letters = list(_plain(line, start))
        text = "".join(letter for letter, _ in letters).strip()
        if not text:
            continue
        apart |= any(table.caption[0] <= start < table.caption[1] for table in draft.tables)
        before = "".join(letter for letter, _ in joined[-1]).strip() if joined else ""
        if joined and not apart and _goes_on(before) and not _HEADING.match(text):
            joined[-1] += letters
        else:
            joined.append(letters)
        apart = False
    return tuple(
        Paragraph("".join(letter for letter, _ in letters), (*(place for _, place in letters), letters[-1][1] + 1))
        for letters in (_spaced(line) for line in joined)
    )


def _in_table(draft: Draft, start: int, line: str) -> bool:
    """Tell whether a line is read as part of a table; a whole sentence in a cell of its own is prose all the same."""
    for table in draft.tables:
        if table.span[0] <= start < table.span[1]:
            alone = any(a <= start and start + len(line.rstrip()) <= b for row in table.rows for a, b in row)
            return not (alone and re.search("[，。；]", line.strip()) and len(line.strip()) >= _SAID)
    return False


def plain_cell(text: str, start: int) -> Paragraph:
    r"""Return the text of a table's cell made plain; it begins at ``start`` in the draft.

    >>> plain_cell(" 其中:耕 地\n(公顷)", 0).text
    '其中：耕地（公顷）'
    """
    letters: list[tuple[str, int]] = []
    for begin, line in _lines(text):
        more = _spaced(list(_plain(line, start + begin)))
        if letters and more and letters[-1][0].isdigit() and more[0][0].isdigit():
            letters.append(("\n", start + begin))  # two numbers in one cell are not one
        letters += more
    end = start + len(text.rstrip())
    return Paragraph("".join(letter for letter, _ in letters), (*(place for _, place in letters), end))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, line
        start += len(line)


def _goes_on(before: str) -> bool:
    """Tell whether a line is broken off: it has no end, and is no heading or title."""
    if not before or before[-1] in _COMPLETE or before[-1] == "”":
        return False
    inside = any(mark in before for mark in "，。；：")
    if _HEADING.match(before) and not inside:
        return False
    return inside or len(before) >= _WRAPPED or bool(_CUT.search(before))


def _plain(line: str, start: int) -> Iterator[tuple[str, int]]:
    """Yield the letters of a line with their places, widths evened out and LaTeX read."""
    i = 0
    while i < len(line):
        latex = next(((mark, put) for mark, put in _LATEX.items() if line.startswith(mark, i)), None)
        if latex:
            yield from ((letter, start + i) for letter in latex[1])
            i += len(latex[0])
            continue
        letter = line[i]
        if letter in _POWERS:
            yield from ((part, start + i) for part in _POWERS[letter])
        elif letter in _WIDE:
            yield _WIDE[letter], start + i
        elif letter in "\r\n":
            pass  # a number may be broken between two lines
        elif letter.isspace():
            yield " ", start + i
        else:
            even = unicodedata.normalize("NFKC", letter) if "！" <= letter <= "～" else letter
            yield even if len(even) == 1 else letter, start + i
        i += 1


def _spaced(letters: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Take spaces out, but between two numbers; turn narrow punctuation between Chinese words wide."""
    kept: list[tuple[str, int]] = []
    for i, (letter, place) in enumerate(letters):
        if letter == " ":
            after = next((c for c, _ in letters[i + 1 :] if c != " "), "")
            if kept and kept[-1][0].isdigit() and after.isdigit():
                ahead = "".join(c for c, _ in letters[i + 1 : i + 5])
                kept.append(("," if _GROUP.match(ahead) else " ", place))  # 1 234.56
            continue
        kept.append((letter, place))
    for i, (letter, place) in enumerate(kept):
        before, after = kept[i - 1][0] if i else "", kept[i + 1][0] if i + 1 < len(kept) else ""
        numbers = before.isdigit() and after.isdigit()
        if letter == "，" and numbers and _GROUP.match("".join(c for c, _ in kept[i + 1 : i + 5])):
            kept[i] = (",", place)  # １，２３４．５６
            continue
        wide = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "!": "！", "?": "？"}.get(letter)
        if wide and not (letter in ",:" and numbers):
            kept[i] = (wide, place)
    return kept
