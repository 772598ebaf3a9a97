"""A table of a draft made plain: which cells are headings, what each row and each column is of, unit, date and kind."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from natres.analyses.drafts.reading.numerals import numerals
from natres.analyses.drafts.reading.plain import Paragraph, plain_cell
from natres.core.draft import Draft, DraftTable, Grammar
from natres.core.draft_cells import NUMBER_CELL, is_blank

__all__ = ["Column", "Place", "Row", "TableGrid", "grids_of", "unit_of"]

Place = tuple[int, int]

_YEAR = re.compile(r"(?:19|20)\d{2}")
_YEAR_HEADING = re.compile(r"(?:19|20)\d{2}(?:年度?)?(?:末|底|初)?")
_BRACKETS = re.compile(r"（([^（）]*)）")
_UNIT_SAID = re.compile(r"单位：?([^）。；]+)")
_COUNTED = re.compile(r"(?:户|宗|家|口|眼|处|座|个|件|项|条|笔|批次|栋|幢|套|块|人)数$")
#: Numbers of rows and headings: what stands before the words, and how deep it says they stand.
_NUMBERED = (
    (1, re.compile(r"^[一二三四五六七八九十]+[、.．]")),
    (2, re.compile(r"^（[一二三四五六七八九十]+）")),
    (3, re.compile(r"^\d{1,2}(?:[、．]|\.(?!\d))")),
    (4, re.compile(r"^（\d{1,2}）")),
)


@dataclass(frozen=True)
class Column:
    """A column of numbers: headings from the top without units and years, unit as written, year, kind.

    ``kind`` is value, share, growth, step, fall or average; ``when`` is now, before or empty.
    """

    place: int
    path: tuple[str, ...]
    unit: str
    unclear_unit: bool
    date: str
    when: str
    kind: str
    said: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """All headings of the column in one."""
        return "".join(self.path)


@dataclass(frozen=True)
class Row:
    """A row of the body.

    ``heads`` are its headings, ``group`` tells rows of one group, ``total`` is total, subtotal or empty,
    ``level`` how deep its number says it stands (0 without one), ``marked`` whether it begins with 其中.
    """

    place: int
    heads: tuple[str, ...]
    group: int
    total: str
    marked: bool
    level: int
    indent: int
    unit: str
    unclear_unit: bool
    date: str
    grouped: bool = False

    @property
    def name(self) -> str:
        """What the row is of."""
        return "".join(self.heads)


@dataclass(frozen=True)
class _Cells:
    """The cells of a table made plain, and which of them are numbers."""

    table: DraftTable
    plain: Mapping[Place, Paragraph]
    numbers: frozenset[Place]

    def text(self, r: int, c: int) -> str:
        """Return the plain text of a cell, empty where there is none."""
        return self.plain[r, c].text if (r, c) in self.plain else ""


@dataclass(frozen=True)
class TableGrid:
    """A table of one row of headings; ``ragged`` says that some of its cells have no certain column."""

    table: DraftTable
    cells: Mapping[Place, Paragraph]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    units: tuple[str, ...]
    date: str
    ragged: bool

    def text(self, row: int, column: int) -> str:
        """Return the plain text of a cell, empty where there is none."""
        cell = self.cells.get((row, column))
        return cell.text if cell else ""


def unit_of(words: str, grammar: Grammar) -> str:
    """Return words where they are a unit and nothing else, else an empty string.

    >>> from natres.readers.reports.grammar import read_grammar
    >>> [unit_of(w, read_grammar()) for w in ("单位：公顷", "%", "含村庄", "10^4hm^2")]
    ['公顷', '%', '', '×10^4hm^2']
    """
    words = re.sub(r"^(?:计量|面积|金额)?单位：?", "", words.strip("（）"))
    words = f"×{words}" if words.startswith("10^") else words
    if not words or words[0].isdigit():
        return ""
    found = numerals(f"1{words}", grammar)
    return words if len(found) == 1 and found[0].end == len(words) + 1 else ""


def grids_of(draft: Draft, table: DraftTable, grammar: Grammar) -> list[TableGrid]:
    """Return a table as grids: one for each row of headings in it."""
    plain: dict[Place, Paragraph] = {}
    known: dict[tuple[int, int], Paragraph] = {}
    for r, row in enumerate(table.rows):
        for c, span in enumerate(row):
            plain[r, c] = known.setdefault(span, plain_cell(draft.text[span[0] : span[1]], span[0]))
    cells = _Cells(table, plain, frozenset(at for at, cell in plain.items() if _is_number(cell.text, grammar)))
    caption = plain_cell(draft.text[table.caption[0] : table.caption[1]].replace("\n", "；"), 0).text
    return [grid for part in _parts(cells) if (grid := _grid(draft, cells, grammar, caption, part)) is not None]


def _is_number(text: str, grammar: Grammar) -> bool:
    """Tell whether a cell is a number and no year and no name: 12.5, 45%, not 2021年, not 3号井."""
    match = NUMBER_CELL.fullmatch(text)
    if not match or _YEAR_HEADING.fullmatch(text):
        return False
    return match["rest"] in ("", "余", "多") or bool(unit_of(match["rest"], grammar))


def _has_number(cells: _Cells, r: int) -> bool:
    width = len(cells.table.rows[r])
    return any((r, c) in cells.numbers for c in range(width) if c or width == 1)


def _heading_row(cells: _Cells, r: int) -> bool:
    """Tell whether a row is one of headings: words in several columns, and no number but years."""
    row = cells.table.rows[r]
    spans = {span for c, span in enumerate(row) if not is_blank(cells.text(r, c))}
    words = [c for c in range(1, len(row)) if not is_blank(cells.text(r, c))]
    return len(spans) > 1 and bool(words) and not _has_number(cells, r)


def _numbers_of_columns(cells: _Cells, r: int) -> bool:
    """Tell whether a row only counts the columns: 1, 2, 3 …."""
    texts = [cells.text(r, c) for c in range(len(cells.table.rows[r]))]
    counted = [int(text) for text in texts if re.fullmatch(r"\d{1,2}", text)]
    others = [t for t in texts if not re.fullmatch(r"\d{1,2}", t)]
    return len(counted) > 2 and counted == list(range(counted[0], counted[0] + len(counted))) and counted[0] <= 2 and (
        all(text in ("", "甲", "乙", "栏次", "行次", "序号") for text in others)
    )  # fmt: skip


def _parts(cells: _Cells) -> list[tuple[int, int, int]]:
    """Return (first row, first row below the headings, row behind the last) of each part of a table."""
    count = len(cells.table.rows)
    heads = [_heading_row(cells, r) for r in range(count)]
    parts: list[tuple[int, int, int]] = []
    r = 0
    while r < count:
        first = r
        while r < count and not _has_number(cells, r) and (heads[r] or not parts or r == first):
            if not heads[r] and any(heads[first:r]):
                break  # a group of rows begins
            r += 1
        while r < count and _numbers_of_columns(cells, r):
            r += 1
        head = r
        while r < count and not (heads[r] and r > head):
            r += 1
        parts.append((first, head, r))
    return parts


def _grid(
    draft: Draft, cells: _Cells, grammar: Grammar, caption: str, part: tuple[int, int, int]
) -> TableGrid | None:  # fmt: skip
    table, (first, head, last) = cells.table, part
    body = range(head, last)
    width = max((len(table.rows[r]) for r in range(first, last)), default=0)
    ragged = any(len(table.rows[r]) != width for r in body if len(table.rows[r]) > 1)
    titles = [r for r in range(first, head) if len(set(table.rows[r])) == 1]  # a title across the whole table
    caption = "；".join([caption, *(cells.text(r, 0) for r in titles)])
    headings = [r for r in range(first, head) if r not in titles and not _numbers_of_columns(cells, r)]
    unclear = [r for n, r in enumerate(headings) if _shifted(cells, r, headings[n + 1 :])]
    headings, ragged = [r for r in headings if r not in unclear], ragged or bool(unclear)
    numeric = {c for c in range(width) if any((r, c) in cells.numbers for r in body)}
    if not numeric:
        return None
    tops = {c: _path(cells, headings, c) for c in range(width)}
    words = grammar.words["table"]
    unsaid = {c for c, path in tops.items() if "".join(path).endswith(words["unsaid"])}
    of_units = next((c for c, path in tops.items() if "".join(path) in words["unit"] and c not in numeric), None)
    stubs = _stubs(cells, body, numeric - unsaid, tops, grammar)
    stubs = [c for c in stubs if c not in unsaid and c != of_units]
    columns = tuple(
        _column(c, tops[c], [cells.text(r, c) for r in body if (r, c) in cells.numbers], grammar)
        for c in sorted(numeric - unsaid - set(stubs))
    )
    counted = next((c for c in unsaid if c < min((column.place for column in columns), default=width)), None)
    rows = _rows(draft, cells, body, stubs, (of_units, counted), grammar)
    years = _YEAR.findall(caption)
    date = years[0] if len(set(years)) == 1 else ""
    return TableGrid(table, cells.plain, columns, rows, _units(caption, grammar), date, ragged)


def _units(caption: str, grammar: Grammar) -> tuple[str, ...]:
    """Return the units a caption says: 单位：公顷、%, or a unit alone in brackets."""
    said = [match.group(1).strip() for match in _UNIT_SAID.finditer(caption)]
    units = [unit for one in said if (unit := unit_of(one, grammar))]
    if said and not units:
        units = [unit for one in said for word in re.split(r"[、，,；和/\s]", one) if (unit := unit_of(word, grammar))]
    if not said:
        units = [unit for match in _BRACKETS.finditer(caption) if (unit := unit_of(match.group(1), grammar))]
    return tuple(dict.fromkeys(units))


def _shifted(cells: _Cells, r: int, below: Sequence[int]) -> bool:
    """Tell whether it is unclear which columns the headings of a row stand over.

    A heading over one column beside empty places that need one too: the row may have lost its empty cells.
    """
    over: list[int] = []
    for c in range(len(cells.table.rows[r])):
        if not any(cells.text(under, c) and cells.text(under, c) != cells.text(r, c) for under in below):
            over.append(0)
        elif cells.text(r, c) or not over:
            over.append(1)
        else:
            over[-1] += 1
    spans = [span for span in over if span]
    empty = [c for c in range(len(cells.table.rows[r])) if not cells.text(r, c)]
    return bool(empty) and bool(spans) and max(spans) > 1 and min(spans) == 1


def _path(cells: _Cells, headings: Sequence[int], c: int) -> tuple[str, ...]:
    """Return the headings of a column from the top; one that spans several rows once, an empty one not at all.

    Text has no merged cells: an empty place over a heading belongs to the heading on its left that has one below too.
    """
    path: list[str] = []
    seen: set[tuple[int, int]] = set()
    for n, r in enumerate(headings):
        row = cells.table.rows[r]
        if c >= len(row) or row[c] in seen:
            continue
        seen.add(row[c])
        below = headings[n + 1 :]

        def leads(column: int, below: Sequence[int] = below) -> bool:
            return any(cells.text(under, column) for under in below)

        text = cells.text(r, c)
        if not text and leads(c):
            left = next((k for k in range(c - 1, -1, -1) if cells.text(r, k)), None)
            text = cells.text(r, left) if left is not None and leads(left) else ""
        if text:
            path.append(text)
    return tuple(path)


def _stubs(
    cells: _Cells, body: range, numeric: set[int], tops: Mapping[int, tuple[str, ...]], grammar: Grammar
) -> list[int]:
    """Return the columns of the rows' headings: the words left of the first column of numbers, or the years."""
    left = min(numeric, default=0)
    years = [cells.text(r, left) for r in body if cells.text(r, left)]
    dated = "".join(tops.get(left, ())) in grammar.words["table"]["year"]
    if not left and years and (dated or all(_YEAR_HEADING.fullmatch(year) for year in years)):
        return [left]
    return list(range(left))


@dataclass(frozen=True)
class _Heading:
    """What one heading says: its words, a unit (unknown ones are ``odd``), a year, now or before."""

    text: str
    unit: str = ""
    odd: bool = False
    date: str = ""
    when: str = ""


def _column(c: int, path: Sequence[str], cells: Sequence[str], grammar: Grammar) -> Column:
    """Return what a column is, by its headings; its numbers tell only whether each has a % of its own."""
    read = [_heading(text, grammar) for text in path]
    # A heading that is a unit and stands under another one is no name: 面积 over 公顷.
    read = [
        _Heading("", one.unit or one.text)
        if n and one.text and unit_of(one.text, grammar) and not _COUNTED.search(one.text)
        else one
        for n, one in enumerate(read)
    ]
    kept = [one.text for n, one in enumerate(read) if one.text and (not n or read[n - 1].text != one.text)]
    unit = next((one.unit for one in reversed(read) if one.unit), "")
    unclear = not unit and any(one.odd for one in read)
    label = "".join(kept)
    counted = _COUNTED.search(label)
    if not unit and not unclear and counted:
        unit = unit_of(counted.group()[:-1], grammar)
    percent = unit == "%" or (bool(cells) and all(cell.endswith("%") for cell in cells))
    return Column(
        place=c, path=tuple(kept), unit=unit, unclear_unit=unclear,
        date=next((one.date for one in read if one.date), ""), when=next((one.when for one in read if one.when), ""),
        kind=_kind(label, percent, unit, grammar), said=tuple(year for text in path for year in _YEAR.findall(text)),
    )  # fmt: skip


def _heading(text: str, grammar: Grammar) -> _Heading:
    """Return what a heading of a column says: unit and year are taken off its words.

    >>> from natres.readers.reports.grammar import read_grammar
    >>> _heading("2021年面积（万亩）", read_grammar())
    _Heading(text='面积', unit='万亩', odd=False, date='2021', when='')
    """
    unit, odd, text = _with_unit_off(text, grammar)
    date, when = "", ""
    compares = bool(re.search(r"[比较于]", text))
    years = list(re.finditer(r"(?:19|20)\d{2}年?度?[末底初]?", text))
    if len(years) == 1 and not compares:
        date, text = years[0].group()[:4], text.replace(years[0].group(), "", 1)
    if not compares and not _grows(text, grammar):
        for name, said in (("now", "now"), ("earlier", "before")):
            word = max((w for w in grammar.words["table"][name] if text.startswith(w)), key=len, default="")
            when, text = (said if word else when), text.removeprefix(word)
    return _Heading(text.strip("：/"), unit, odd and not unit, date, when)


def _grows(text: str, grammar: Grammar) -> bool:
    words = grammar.words["table"]
    return any(word in text for word in (*words["growth"], *words["fall"]))


def _with_unit_off(text: str, grammar: Grammar) -> tuple[str, bool, str]:
    """Return the unit a heading says, whether it says one that is not known, and the heading without it.

    >>> from natres.readers.reports.grammar import read_grammar
    >>> _with_unit_off("面积（公顷）", read_grammar()), _with_unit_off("面积/hm^2", read_grammar())
    (('公顷', False, '面积'), ('hm^2', False, '面积'))
    """
    unit, odd = "", False
    for match in _BRACKETS.finditer(text):
        own = unit_of(match.group(1), grammar)
        if own:
            unit, text = own, text.replace(match.group(), "", 1)
        elif re.search(r"[/‰A-Za-z]|^每|单位", match.group(1)):
            odd, text = True, text.replace(match.group(), "", 1)
    for mark in ("/", "：", "，"):
        before, _, behind = text.rpartition(mark)
        if not unit and before and behind and (own := unit_of(behind, grammar)):
            unit, text = own, before
    if not unit and text.endswith("%") and len(text) > 1:
        unit, text = "%", text[:-1]
    return unit, odd, text


def _kind(label: str, percent: bool, unit: str, grammar: Grammar) -> str:
    words = grammar.words["table"]
    if percent:
        grows = any(word in label for word in (*words["growth"], *words["fall"]))
        return "growth" if grows else "share" if any(word in label for word in words["share"]) else "average"
    if any(word in label for word in words["rate"]):
        return "growth"
    if not unit and any(label.endswith(word) for word in words["share"]):
        return "share"
    bare = re.sub(r"^(?:比|较|同比)(?:上年|去年|上期|年初|期初|\d{4}年)?", "", label)
    for name in ("fall", "step"):
        if any(bare.endswith(word) for word in words[name]):
            return name
    return "average" if any(word in label for word in words["average"]) else "value"


def _rows(
    draft: Draft, cells: _Cells, body: range, stubs: Sequence[int], helpers: tuple[int | None, int | None],
    grammar: Grammar,
) -> tuple[Row, ...]:  # fmt: skip
    """Return the rows with numbers, each with its headings; a row of words only begins a group."""
    table, (of_units, counted) = cells.table, helpers
    rows: list[Row] = []
    group, before, two = 0, (-1, -1), False
    for r in body:
        width = len(table.rows[r])
        if not _has_number(cells, r):
            if any(not is_blank(cells.text(r, c)) for c in range(width)):
                group, before = group + 1, (-1, -1)
            continue
        held = [c for c in stubs if c < width]
        spans = list(dict.fromkeys(table.rows[r][c] for c in held))
        texts = [plain_cell(draft.text[a:b], a).text for a, b in spans]
        if len(stubs) > 1 and held:
            same = table.rows[r][held[0]] == before or not cells.text(r, held[0])
            group, two = group + (not same), two or same
            if not cells.text(r, held[0]) and rows:
                texts = [rows[-1].heads[0] if rows[-1].heads else "", *texts[1:]]
            before = table.rows[r][held[0]] if cells.text(r, held[0]) else before
        unit = unit_of(cells.text(r, of_units), grammar) if of_units is not None and of_units < width else ""
        odd = of_units is not None and of_units < width and not unit and not is_blank(cells.text(r, of_units))
        number = cells.text(r, counted) if counted is not None and counted < width else ""
        a, b = spans[0] if spans else (0, 0)
        raw = draft.text[a:b]
        rows.append(_row(r, texts, group, number, len(raw) - len(raw.lstrip()), (unit, odd), grammar))
    return tuple(replace(row, grouped=two) for row in rows)


def _row(
    r: int, texts: Sequence[str], group: int, number: str, indent: int, unit: tuple[str, bool], grammar: Grammar
) -> Row:
    """Return a row by its headings: numbers, 其中, units and years taken off them."""
    heads: list[str] = []
    level, marked, date, (own, odd) = _level(number), False, "", unit
    for text in texts:
        deep, within, rest = _without_number(text, grammar)
        level, marked = level or deep, marked or within
        more, strange, rest = _with_unit_off(rest, grammar)
        own, odd = own or more, odd or (strange and not more)
        if _YEAR_HEADING.fullmatch(rest):
            date, rest = rest[:4], ""
        if rest:
            heads.append(rest)
    return Row(r, tuple(heads), group, _total(heads, group or level, grammar), marked, level, indent, own, odd, date)


def _without_number(text: str, grammar: Grammar) -> tuple[int, bool, str]:
    """Return how deep a heading's number says it stands, whether 其中 begins it, and its other words.

    >>> from natres.readers.reports.grammar import read_grammar
    >>> _without_number("1.房屋", read_grammar()), _without_number("其中：耕地", read_grammar())
    ((3, False, '房屋'), (0, True, '耕地'))
    """
    found = next(((depth, match) for depth, pattern in _NUMBERED if (match := pattern.match(text))), None)
    depth, rest = (found[0], text[found[1].end() :]) if found else (0, text)
    word = next((w for w in grammar.words["table"]["of_which"] if rest.startswith(w)), "")
    return depth, bool(word), rest.removeprefix(word).lstrip("：，、") if word else rest


def _total(heads: Sequence[str], within: int, grammar: Grammar) -> str:
    """Return whether a row is a total or a subtotal by the last of its headings, or an average of others."""
    words = grammar.words["table"]
    whole = heads[-1] if heads else ""
    if whole in words["subtotal"] or (len(whole) > 3 and whole.endswith(tuple(words["subtotal"]))):
        return "subtotal"
    if whole in words["total"]:
        return "total"
    if len(heads) == 1 and len(whole) > 3 and whole.endswith(("合计", "总计")):
        return "subtotal" if within else "total"
    return "average" if whole.startswith(("人均", "户均", "亩均", "地均", "平均")) else ""


def _level(number: str) -> int:
    """Return how deep the number in a column of numbers says a row stands: 一 above 1, 1 above 1.1."""
    if re.fullmatch(r"[一二三四五六七八九十]+", number):
        return 1
    if re.fullmatch(r"（[一二三四五六七八九十]+）", number):
        return 2
    match = re.fullmatch(r"\d{1,2}((?:\.\d{1,2})*)", number)
    return 3 + match.group(1).count(".") if match else 0
