"""The tables of a report: Word tables with merged cells, and tables in plain text told by what parts their cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from natres.core.draft import DraftTable, Span
from natres.core.draft_cells import is_blank, is_caption, is_number, says_unit

__all__ = ["Grid", "layout_of", "tables_of_text", "tables_of_word"]

#: Lines that a table of text draws and does not say: |---|---|, ┌──┬──┐, +---+---+.
_RULE = re.compile(r"^[\s|+\-:=_┌┬┐├┼┤└┴┘─━┏┳┓┣╋┫┗┻┛]*[|+┌┬├┼└┴─━┣┏┗-]{2}[\s|+\-:=_┌┬┐├┼┤└┴┘─━┏┳┓┣╋┫┗┻┛]*$")
_BARS = re.compile(r"[|│┃｜]")
_GAPS = re.compile(r"\s{2,}")
_SENTENCE = re.compile(r"[。；！？]|，.*，")
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3})")
_ABOVE = 3
_LONG_CELL = 40
#: A single word between two rows that are cells: the heading of a group of rows.
_GROUP_LINE = 20


# ---------------------------------------------------------------- Word


@dataclass(frozen=True)
class Grid:
    """A Word table: (first, last) paragraph of each cell, by its number in the document; merged cells repeat theirs."""

    rows: tuple[tuple[Span, ...], ...]
    nested: bool


def layout_of(document: Any) -> tuple[list[Any], list[Grid]]:
    """Return all paragraphs of a Word document in the order they are read, and its tables by paragraph numbers."""
    paragraphs: list[Any] = []
    grids: list[Grid] = []
    _walk(document, paragraphs, grids)
    return paragraphs, grids


def _walk(container: Any, paragraphs: list[Any], grids: list[Grid]) -> bool:
    """Read the blocks of a document or a cell; tell whether there was a table among them."""
    from docx.table import Table

    found = False
    for block in container.iter_inner_content():
        if isinstance(block, Table):
            found = True
            _walk_table(block, paragraphs, grids)
        else:
            paragraphs.append(block)
    return found


def _walk_table(table: Any, paragraphs: list[Any], grids: list[Grid]) -> None:
    """Read a table cell by cell; the cells of broken merges stand for themselves."""
    from docx.table import _Cell  # pyright: ignore[reportPrivateUsage]

    rows: list[tuple[Span, ...]] = []
    above: dict[int, Span] = {}
    nested = False
    for line in table._tbl.tr_lst:
        row: list[Span] = [(len(paragraphs), len(paragraphs) - 1)] * int(line.grid_before or 0)
        here: dict[int, Span] = {}
        for tc in line.xpath("./w:tc | ./w:sdt/w:sdtContent/w:tc"):
            column = len(row)
            if str(tc.vMerge or "") == "continue" and column in above:
                span = above[column]
            else:
                first = len(paragraphs)
                nested |= _walk(_Cell(tc, table), paragraphs, grids)
                span = (first, len(paragraphs) - 1)
            row += [span] * max(int(tc.grid_span or 1), 1)
            here |= dict.fromkeys(range(column, len(row)), span)
        above = here
        rows.append(tuple(row))
    grids.append(Grid(tuple(rows), nested))


def tables_of_word(grids: Sequence[Grid], lines: Sequence[str], starts: Sequence[int]) -> tuple[DraftTable, ...]:
    """Return the tables of numbers among those of a Word document.

    Parameters
    ----------
    grids : its tables, by paragraph numbers
    lines : the text of its paragraphs
    starts : where they begin in the draft

    Notes
    -----
    A table that only lays out prose, or holds another table, stays prose.
    """
    found: list[DraftTable] = []
    for grid in grids:
        filled = [row for row in grid.rows if any(last >= first for first, last in row)]
        texts = [[" ".join(lines[first : last + 1]) for first, last in row] for row in filled]
        if grid.nested or not _has_numbers(texts):
            continue
        rows = tuple(tuple(_span(cell, lines, starts) for cell in row) for row in filled)
        spans = [cell for row in rows for cell in row if cell[1] > 0]
        span = (min(a for a, _ in spans), max(b for _, b in spans))
        first = min(cell[0] for row in filled for cell in row)
        found.append(DraftTable(rows, span, _caption(first, lines, starts)))
    return tuple(sorted(found, key=lambda table: table.span))


def _span(cell: Span, lines: Sequence[str], starts: Sequence[int]) -> Span:
    first, last = cell
    if last < first:
        place = starts[min(first, len(starts) - 1)]
        return place, place
    return starts[first], starts[last] + len(lines[last])


def _has_numbers(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether rows of cells are a table of numbers: a column below the first row holds mostly numbers."""
    width = max((len(row) for row in rows), default=0)
    if len(rows) < 2 or width < 2:
        return False
    numbers, columns = 0, 0
    for column in range(1, width):
        cells = [row[column] for row in rows[1:] if column < len(row) and not is_blank(row[column])]
        count = sum(is_number(cell) for cell in cells)
        numbers += count
        columns += bool(count) and 2 * count >= len(cells)
    return numbers >= 2 and columns >= 1


def _caption(first: int, lines: Sequence[str], starts: Sequence[int]) -> Span:
    """Return the place of the lines right above a table that name it or say its unit."""
    chosen: list[int] = []
    number, empty = first - 1, 0
    while number >= 0 and len(chosen) < _ABOVE and empty <= 1:
        if not lines[number].strip():
            empty += 1
        elif is_caption(lines[number]):
            chosen.append(number)
            empty = 0
        else:
            break
        number -= 1
    if not chosen:
        return starts[first], starts[first]
    return starts[chosen[-1]], starts[chosen[0]] + len(lines[chosen[0]])


# ---------------------------------------------------------------- plain text


@dataclass(frozen=True)
class _Line:
    """A line of text cut into cells, by the way they are parted; places in the line."""

    number: int
    kind: str
    cells: tuple[Span, ...]


def tables_of_text(lines: Sequence[str], starts: Sequence[int]) -> tuple[DraftTable, ...]:
    """Return the tables of a plain text: rows of cells parted by bars, tabs or runs of blanks.

    Parameters
    ----------
    lines : of the text
    starts : where they begin in it

    Notes
    -----
    Rows follow each other, most have the same number of cells, and most of what is not in the first row or the first
    column are numbers. A table has a row of headings or a unit above it, so that a list of contents is none.
    """
    found: list[DraftTable] = []
    for block in _blocks(lines):
        texts = [[lines[line.number][a:b] for a, b in line.cells] for line in block]
        top = block[0].number
        caption = _caption(top, lines, starts)
        headed = not any(is_number(text) and not _is_year(text) for text in texts[0][1:])
        if not (headed or says_unit("\n".join(lines[max(top - _ABOVE, 0) : top]))):
            continue
        if not _mostly_numbers(texts) or not _has_numbers(texts):
            continue
        rows = tuple(tuple((starts[line.number] + a, starts[line.number] + b) for a, b in line.cells) for line in block)
        last = block[-1].number
        found.append(DraftTable(rows, (starts[top], starts[last] + len(lines[last])), caption))
    return tuple(found)


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"\s*(?:19|20)\d{2}年?\s*", text))


def _mostly_numbers(texts: Sequence[Sequence[str]]) -> bool:
    cells = [text for row in texts[1:] for text in row[1:]]
    said = [text for text in cells if not is_blank(text)]
    return 2 * sum(is_number(text) for text in said) >= len(said) > 0


def _blocks(lines: Sequence[str]) -> list[list[_Line]]:
    """Return runs of lines that are cut into cells in one way."""
    blocks: list[list[_Line]] = []
    run: list[_Line] = []
    for number, text in enumerate(lines):
        if run and _RULE.match(text):
            continue
        line = _cut(number, text)
        if line is None and run and _heads_a_group(number, lines, run):
            a, b = _trimmed(text, 0, len(text))
            run.append(_Line(number, run[-1].kind, ((a, b),)))
            continue
        if run and (line is None or line.kind != run[-1].kind):
            blocks.append(run)
            run = []
        if line is not None:
            run.append(line)
    if run:
        blocks.append(run)
    return [sound for block in blocks for sound in (_sound(block, lines),) if len(sound) > 1]


def _heads_a_group(number: int, lines: Sequence[str], run: Sequence[_Line]) -> bool:
    """Tell whether a line of one word stands between two rows of numbers of the same table."""
    text = lines[number].strip()
    if not text or len(text) > _GROUP_LINE or _SENTENCE.search(text) or is_caption(text) or number + 1 >= len(lines):
        return False
    after = _cut(number + 1, lines[number + 1])
    if after is None or after.kind != run[-1].kind or len(after.cells) != len(run[-1].cells):
        return False
    return any(is_number(lines[number + 1][a:b]) for a, b in after.cells[1:])


def _cut(number: int, text: str) -> _Line | None:
    """Cut a line into cells; None where it is no row of a table."""
    if not text.strip() or _SENTENCE.search(_THOUSANDS.sub("", text)) or (is_caption(text) and not _BARS.search(text)):
        return None
    if _BARS.search(text):
        kind, cells = "|", _parted(text, _BARS)
    elif "\t" in text.strip("\r\n "):
        kind, cells = "\t", _parted(text, re.compile("\t"))
    else:
        kind, cells = " ", _joined(text, _parted(text.rstrip(), _GAPS))
        cells = [cell for cell in cells if cell[1] > cell[0]]
    if len(cells) < 2 or any(b - a > _LONG_CELL for a, b in cells):
        return None
    return _Line(number, kind, tuple(cells))


def _parted(text: str, mark: re.Pattern[str]) -> list[Span]:
    edges = [0, *(edge for match in mark.finditer(text) for edge in match.span()), len(text)]
    return [_trimmed(text, edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]


def _trimmed(text: str, start: int, end: int) -> Span:
    """Return a cell without the blanks around it; those at the beginning of a line say how deep a row stands."""
    part = text[start:end]
    lead = 0 if start == 0 and part.strip() else len(part) - len(part.lstrip())
    return start + lead, max(start + len(part.rstrip()), start + lead)


def _joined(text: str, cells: Sequence[Span]) -> list[Span]:
    """Put words together that are spread out: 合    计, 面  积."""
    joined: list[Span] = []
    for start, end in cells:
        alone = end - start == 1 and "\u4e00" <= text[start] <= "\u9fff"
        if joined and alone:
            before = text[joined[-1][0] : joined[-1][1]].strip()
            if len(before) == 1 and "\u4e00" <= before <= "\u9fff":
                joined[-1] = (joined[-1][0], end)
                continue
        joined.append((start, end))
    return joined


def _sound(block: list[_Line], lines: Sequence[str]) -> list[_Line]:
    """Return a block as rows of the width most of them have; the others are placed or, at its ends, left out."""
    if block[0].kind == "|":
        block = _without_frame(block)
    widths = [len(line.cells) for line in block]
    width = max(set(widths), key=lambda w: (widths.count(w), w))
    if widths.count(width) < 2 or width < 2:
        return []
    if block[0].kind == "\t":  # tabs at the end of a line are lost easily
        block = [_filled(line, width, lines) for line in block]
    if block[0].kind == " ":
        block = _aligned(block, width, lines)
    while block and len(block[0].cells) != width:
        block = block[1:]
    while block and len(block[-1].cells) != width:
        block = block[:-1]
    return block


def _without_frame(block: Sequence[_Line]) -> list[_Line]:
    """Take off the empty cells that bars around a whole table make."""
    first, last = (all(line.cells[n][0] >= line.cells[n][1] for line in block if line.cells[1:]) for n in (0, -1))
    cut = slice(1 if first else 0, -1 if last else None)
    return [_Line(line.number, line.kind, line.cells[cut] if line.cells[1:] else line.cells) for line in block]


def _filled(line: _Line, width: int, lines: Sequence[str]) -> _Line:
    """Give a row the empty cells at its end that it lacks, take off those it has too many."""
    end = len(lines[line.number])
    cells = list(line.cells)
    while len(cells) > width and cells[-1][0] == cells[-1][1]:
        cells.pop()
    cells += [(end, end)] * (width - len(cells))
    return _Line(line.number, line.kind, tuple(cells))


def _aligned(block: Sequence[_Line], width: int, lines: Sequence[str]) -> list[_Line]:
    """Place the cells of rows that lack some under the column they stand in, where that is one only."""
    full = [line for line in block if len(line.cells) == width]
    ranges: list[list[Span]] = [[_shown(lines[line.number], line.cells[c]) for line in full] for c in range(width)]
    extent = [(min(a for a, _ in spans), max(b for _, b in spans)) for spans in ranges]
    placed: list[_Line] = []
    for line in block:
        if not 1 <= len(line.cells) < width:
            placed.append(line)
            continue
        at: dict[int, Span] = {}
        clear = True
        for cell in line.cells:
            a, b = _shown(lines[line.number], cell)
            under = [c for c, (left, right) in enumerate(extent) if a < right and b > left]
            clear &= len(under) == 1 and under[0] not in at
            if len(under) == 1:
                at[under[0]] = cell
        end = len(lines[line.number])
        cells = tuple(at.get(c, (end, end)) for c in range(width)) if clear else line.cells
        placed.append(_Line(line.number, line.kind, cells))
    return placed


def _shown(text: str, cell: Span) -> Span:
    """Return where a cell stands on the screen, a Chinese letter two places wide."""
    start = cell[0] + len(text[cell[0] : cell[1]]) - len(text[cell[0] : cell[1]].lstrip())

    def wide(part: str) -> int:
        return sum(2 if ord(letter) > 0x2E7F else 1 for letter in part)

    return wide(text[:start]), wide(text[: cell[1]])
