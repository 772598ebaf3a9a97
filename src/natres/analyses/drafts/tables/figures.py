"""The numbers of a table as figures of the draft: name, unit, date; those without a unit are counted, not guessed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from natres.analyses.drafts.reading.numerals import Numeral, numerals
from natres.analyses.drafts.reading.plain import Paragraph
from natres.analyses.drafts.tables.grid import Column, Place, Row, TableGrid, unit_of
from natres.core.draft import DraftFigure, Grammar
from natres.core.draft_cells import NUMBER_CELL, is_blank

__all__ = ["Read", "read_grid"]


@dataclass(frozen=True)
class Read:
    """A grid with its figures: ``at`` tells which figure a cell is.

    ``unknown`` are cells that say something other than a number where one should be; ``unplaced`` are figures that
    stand for a column whose numbers have no unit.
    """

    grid: TableGrid
    figures: tuple[DraftFigure, ...]
    at: dict[Place, int]
    unknown: frozenset[Place]
    unplaced: tuple[int, ...]

    def figure(self, row: Row, column: Column) -> DraftFigure | None:
        """Return the figure of a cell, None where it has none."""
        i = self.at.get((row.place, column.place))
        return None if i is None else self.figures[i]


def read_grid(grid: TableGrid, scope: tuple[str, ...], paragraph: int, grammar: Grammar) -> Read:
    """Return the figures of a grid, row by row.

    Parameters
    ----------
    grid : a table with one row of headings
    scope : the headings of the report above it
    paragraph : number that its first row has among the paragraphs of the draft
    """
    grid = _shares_of_hundred(grid)
    found: list[tuple[Place, DraftFigure]] = []
    without: dict[int, list[tuple[Row, Column, Paragraph]]] = {}
    unknown: set[Place] = set()
    for row, column, cell in _cells(grid):
        place = (row.place, column.place)
        match = NUMBER_CELL.fullmatch(cell.text)
        if not match:
            unknown.add(place)
            continue
        numeral = _numeral(match, grid, row, column, grammar)
        if numeral is None:
            unknown.add(place)
            without.setdefault(column.place, []).append((row, column, cell))
            continue
        figure = _figure(cell, match, numeral, grid, row, column, grammar)
        number = paragraph + row.place
        found.append((place, replace(figure, scope=scope, paragraph=number, sentence=number)))
    for cells in without.values():
        row, column, cell = cells[0]
        figure = _bare_figure(cell, column.label or row.name, len(cells), scope, paragraph + row.place)
        found.append(((row.place, column.place), figure))
    found.sort(key=lambda item: item[1].start)
    at = {place: i for i, (place, figure) in enumerate(found) if figure.dimension}
    unplaced = tuple(i for i, (_, figure) in enumerate(found) if not figure.dimension)
    return Read(grid, tuple(figure for _, figure in found), at, frozenset(unknown), unplaced)


def _cells(grid: TableGrid) -> Iterator[tuple[Row, Column, Paragraph]]:
    """Yield the cells of the body that say something; a cell merged over several places is no number of each."""
    seen: set[tuple[int, int]] = set()
    for row in grid.rows:
        for column in grid.columns:
            cell = grid.cells.get((row.place, column.place))
            if cell is None or is_blank(cell.text):
                continue
            span = grid.table.rows[row.place][column.place]
            if span not in seen:
                seen.add(span)
                yield row, column, cell


def _shares_of_hundred(grid: TableGrid) -> TableGrid:
    """Give shares without a % the unit they must have where the total's share is printed as 100."""
    totals = [row for row in grid.rows if row.total == "total"]
    columns = tuple(
        replace(column, unit="%")
        if column.kind == "share" and not column.unit and not column.unclear_unit and any(
            re.fullmatch(r"100(?:\.0+)?", grid.text(row.place, column.place)) for row in totals
        )
        else column
        for column in grid.columns
    )  # fmt: skip
    return replace(grid, columns=columns)


def _numeral(
    match: re.Match[str], grid: TableGrid, row: Row, column: Column, grammar: Grammar
) -> Numeral | None:  # fmt: skip
    """Return a cell's number with the unit of the cell, the column, the row or the caption; None without any."""
    power = f"×10^{match['power']}" if match["power"] else ""
    head, rest = f"{match['lead'] or ''}{match['number'].replace(' ', ',')}{power}", match["rest"] or ""
    more = rest if rest in ("余", "多") else ""
    unit = rest if rest and not more and unit_of(rest, grammar) else ""
    if rest and not (unit or more):
        return None
    unit = unit or _unit(grid, row, column, grammar)
    found = numerals(f"{head}{more}{unit}", grammar) if unit else []
    if len(found) != 1 or found[0].end != len(f"{head}{more}{unit}"):
        return None
    sign = -1 if (match["sign"] or "") in ("-", "−") else 1
    return replace(found[0], value=sign * found[0].value)


def _unit(grid: TableGrid, row: Row, column: Column, grammar: Grammar) -> str:
    """Return the unit that the heading of the column, of the row, or the caption says; empty where none is sure."""
    for said in (column, row):
        if said is row and column.kind in ("share", "growth"):
            return "%" if "%" in grid.units else ""
        if said.unit or said.unclear_unit:
            return "" if said.unclear_unit else said.unit
    return _unit_above(grid, row, column, grammar)


def _unit_above(grid: TableGrid, row: Row, column: Column, grammar: Grammar) -> str:
    """Return the unit of the caption that a column is in: of several the one its heading names or is measured in."""
    words = grammar.words["table"]
    units = [unit for unit in grid.units if unit != "%" and column.kind != "average"]
    if any(word in column.label for word in words["of_which"]):  # a part has the unit of its whole
        whole = next((c for c in reversed(grid.columns) if c.place < column.place and c.kind == "value"), None)
        if whole is not None:
            return _unit(grid, row, whole, grammar)
    dimension = {unit: numerals(f"1{unit}", grammar)[0].dimension for unit in units}
    for name in ("area", "money"):
        if column.label.endswith(words[name]):
            units = [unit for unit in units if dimension[unit] == name]
    if len(units) > 1:
        units = [unit for unit in units if unit in column.label]
    # 图斑数 under 单位：公顷 is no area.
    if column.label.endswith(("数", "数量", "人口")) and not column.label.endswith((*words["bare"], *words["amounts"])):
        units = [unit for unit in units if dimension[unit].startswith("count:")]
    return units[0] if len(units) == 1 else ""


def _figure(
    cell: Paragraph, match: re.Match[str], numeral: Numeral, grid: TableGrid, row: Row, column: Column,
    grammar: Grammar,
) -> DraftFigure:  # fmt: skip
    start, end = cell.span(match.start(), match.end())
    sign = "-" if numeral.value < 0 else ""
    power = f"×10^{match['power']}" if match["power"] else ""
    name = _name(row, column, grammar)
    date = column.date or row.date or grid.date
    if not column.date and not row.date and column.when == "before":
        date = str(int(date) - 1) if date else "before"
    return DraftFigure(
        start=start, end=end, text="", number=f"{sign}{match['number'].replace(' ', ',')}{power}",
        unit=f"{numeral.multiplier}{numeral.unit}", value=numeral.value, half=numeral.half, size=numeral.size,
        dimension=numeral.dimension, inexact=numeral.inexact, name=name,
        term="" if numeral.dimension == "share" and "占" in name else grammar.term_of(name),
        scope=(), date=date, paragraph=0, sentence=0,
    )  # fmt: skip


def _bare_figure(cell: Paragraph, name: str, count: int, scope: tuple[str, ...], number: int) -> DraftFigure:
    """Return the first of some numbers without a unit, which stands for all of them."""
    match = NUMBER_CELL.fullmatch(cell.text)
    start, end = cell.span(0, len(cell.text))
    return DraftFigure(
        start=start, end=end, text="", number=match["number"] if match else "", unit="", value=Fraction(0),
        half=Fraction(0), size=Fraction(1), dimension="", inexact="", name=f"{name}（共{count}个数）", term="",
        scope=scope, date="", paragraph=number, sentence=number,
    )  # fmt: skip


def _name(row: Row, column: Column, grammar: Grammar) -> str:
    """Return what a cell measures as prose would name it: 农用地面积, 青溪镇耕地面积.

    Words of the column that the row already ends with are not said twice.
    """
    words = grammar.words["table"]
    head = row.name
    label = "" if column.label in words["bare"] else column.label
    label = _without_of_which(label, words["of_which"])
    whose = column.path[:1] and (column.path[0].endswith(tuple(words["place"])) or column.path[0] in words["total"])
    if whose and head and not head.endswith(tuple(words["place"])) and not row.total:
        return f"{label}{head}"
    return head if label and head.endswith(label) else f"{head}{label}" or label


def _without_of_which(label: str, words: Sequence[str]) -> str:
    for word in words:
        label = re.sub(f"{word}[：，]?", "", label)
    return label
