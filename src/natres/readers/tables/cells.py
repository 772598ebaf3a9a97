"""The cells of one column as values: what was understood, what was repaired, what is no value of this column."""

import math
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from natres.core.issues import Issue, Repair
from natres.core.table_places import Places
from natres.core.table_spec import ColumnSpec, TableUnit
from natres.readers.tables.bodies import Body
from natres.readers.tables.headings import Header, Heading, plain
from natres.readers.tables.merges import holds_for_each, merged_rows
from natres.readers.tables.quantities import Read, is_mark, read_angle, read_date, read_number, shown
from natres.readers.tables.sheets import Grid, is_blank

__all__ = ["Table", "number_of", "number_text", "read_cells"]

#: From here on a double has no place for the last digit of a whole number.
_LARGEST_WHOLE = 10**15
_POWER = re.compile(r"\d(\.\d+)?[eE]\+?\d{2}")
_SHOWN = 60
#: Characters that print nothing, as they are or as a workbook writes them (_x0007_); line ends and tabs may be there.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|_x00(0[0-8bcefBCEF]|1[0-9a-fA-F]|7[fF])_")


@dataclass
class Table:
    """A table while it is read: its place in the file, and what is found and repaired on the way."""

    file: str
    grid: Grid
    header: Header
    body: Body
    places: Places
    naming: str = ""
    ids: list[str] = field(default_factory=list[str])
    ragged: frozenset[int] = frozenset()
    issues: list[Issue] = field(default_factory=list[Issue])
    written: dict[tuple[int, str], tuple[str, dict[str, str]]] = field(
        default_factory=dict[tuple[int, str], tuple[str, dict[str, str]]]
    )
    unplaced: set[int] = field(default_factory=set[int])
    _repairs: dict[tuple[str, str], list[Any]] = field(default_factory=dict[tuple[str, str], list[Any]])

    def say(
        self,
        code: str,
        row: int | None,
        column: str,
        value: str,
        *,
        variant: str = "",
        line: int | None = None,
        **facts: Any,
    ) -> None:
        """Note what is wrong with a cell; ``line`` is that of a row that is no data."""
        letter = self.places.letters.get(column, "")
        cell = f"{letter}{line}" if line and letter else ""
        self.issues.append(
            Issue(
                code=code,
                severity="error",
                file=self.file,
                layer=self.grid.name,
                field=self.places.fields.get(column, ""),
                row=row,
                id=self.ids[row] if row is not None and row < len(self.ids) else "",
                value=value[:_SHOWN],
                facts=facts,
                variant=variant,
                line=line if row is None else self.places.line(row),
                cell=cell if row is None else self.places.cell(row, column),
            )
        )

    def repair(self, code: str, column: str, before: str, after: str) -> None:
        """Count a repair; the first example of a column is kept, of signs for "nothing" each that was met."""
        entry = self._repairs.setdefault((code, column), [0, before[:_SHOWN], after[:_SHOWN]])
        if code == "EMPTY_MARK" and before not in entry[1].split("、") and len(entry[1]) < _SHOWN:
            entry[1] += f"、{before}"
        entry[0] += 1

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """What was repaired, one entry per code and column."""
        return tuple(
            Repair(code, count, before, after, self.places.fields.get(column, column))
            for (code, column), (count, before, after) in self._repairs.items()
        )


def read_cells(table: Table, place: int, heading: Heading) -> list[Any]:
    """Return the values of a column, one per data row: fractions, dates or texts; None (texts: "") where missing."""
    column = heading.column
    nothing = "" if column.kind in ("text", "choice") else None
    values: list[Any] = []
    merged = merged_rows(table.grid, table.body.rows, place)
    first = {row: rows[0] for rows in merged.values() for row in rows[1:]} if holds_for_each(column) else {}
    for row, at in enumerate(table.body.rows):
        cells = table.grid.rows[at]
        cell = cells[place] if place < len(cells) else None
        if row in merged and not holds_for_each(column) and not is_mark(cell):
            table.say("CELL_MERGED", row, column.key, shown(cell), over=len(merged[row]))
        if row in first:
            values.append(values[first[row]])
            if values[row]:
                table.repair("CELL_MERGED", column.key, "", shown(table.grid.rows[table.body.rows[first[row]]][place]))
        elif row in table.ragged:  # its cells may stand in wrong columns
            values.append(table.ids[row] if column.key == table.naming else nothing)
        elif (at, place) in table.grid.unstored:
            table.say("FORMULA_NO_VALUE", row, column.key, "")
            values.append(nothing)
        elif is_blank(cell):
            values.append(nothing)
        elif isinstance(cell, str) and _CONTROL.search(cell):
            table.say("NUL", row, column.key, _CONTROL.sub(_picture, cell))
            values.append(_CONTROL.sub("", cell).strip() if column.kind == "text" else nothing)
        elif is_mark(cell):
            table.repair("EMPTY_MARK", column.key, str(cell).strip(), "")
            values.append(nothing)
        else:
            values.append(_value(table, row, heading, cell, nothing))
    return values


def _value(table: Table, row: int, heading: Heading, cell: Any, nothing: Any) -> Any:
    column = heading.column
    if column.kind == "text":
        return _text(table, row, column, cell)
    if column.kind == "choice":
        return _choice(table, row, column, cell)
    if column.kind == "date":
        read = read_date(cell, month=column.month)
        if read is None:
            table.say("DATE", row, column.key, shown(cell))
        elif read.repair:
            table.repair(read.repair, column.key, shown(cell), read.value.isoformat())
        if read is not None and shown(cell) != read.value.isoformat():
            table.written[row, column.key] = (shown(cell), {})
        return read.value if read else nothing
    read = number_of(heading, cell)
    if read is None or (column.kind == "count" and read.value.denominator != 1):
        table.say("FIELD_TYPE", row, column.key, shown(cell), variant="cell", unit=_signs(column.unit))
        return nothing
    if read.unit is not None or read.repair:
        signs = dict(read.unit.sign) if read.unit and not read.repair else {}
        table.written[row, column.key] = (shown(cell), signs)
    if read.unit is not None:
        given = shown(cell) if read.repair else f"{shown(cell)} {_sign(read.unit)}"
        after = f"{number_text(read.value)} {_sign(column.unit)}"
        table.repair("UNIT_CONVERTED", column.key, given, after)
    elif read.repair or (isinstance(cell, str) and table.grid.is_sheet):
        table.repair(read.repair or "NUMBER_TEXT", column.key, shown(cell), number_text(read.value))
    return read.value


def number_of(heading: Heading, cell: Any) -> Read | None:
    """Return the number of a cell in its column's own unit; ``unit`` is the one it was converted from, else None."""
    column = heading.column
    if column.kind in ("longitude", "latitude"):
        read = read_angle(cell)
        return Read(read.value, read.repair) if read else None
    read = read_number(cell, column.unit.family if column.unit else "")
    if read is None:
        return None
    unit = read.unit or heading.unit
    if unit is None or column.unit is None or unit.key == column.unit.key:
        return Read(read.value, read.repair)
    return Read(read.value * unit.factor / column.unit.factor, read.repair if read.unit else "", unit)


def number_text(value: Fraction) -> str:
    """Return a number as text: all its digits where they end, else as a float prints it.

    >>> number_text(Fraction(1529, 100)), number_text(Fraction(1, 3)), number_text(Fraction(5))
    ('15.29', '0.3333333333333333', '5')
    """
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return repr(float(value))
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    whole = abs(value.numerator) * 10**digits // value.denominator
    text = str(whole).rjust(digits + 1, "0")
    return ("-" if value < 0 else "") + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)


def _picture(found: re.Match[str]) -> str:
    """Return a character that can be printed for one that cannot: ␀ for NUL."""
    code = int(found[1], 16) if found[1] else ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def _text(table: Table, row: int, column: ColumnSpec, cell: Any) -> str:
    text = shown(cell)
    number = isinstance(cell, int | float) and not isinstance(cell, bool)
    lost = number and (not math.isfinite(cell) or abs(cell) >= _LARGEST_WHOLE)
    if lost or (isinstance(cell, str) and _POWER.fullmatch(text)):
        table.say("ID_PRECISION", row, column.key, text)
        return text
    if number:
        table.repair("CODE_TYPE", column.key, str(cell), text)
    return text


def _choice(table: Table, row: int, column: ColumnSpec, cell: Any) -> str:
    """Return the meaning of a word; another spelling than the template's is noted, an unknown word said."""
    word = plain(cell)
    for choice in column.choices:
        if word in {plain(choice.key), *map(plain, choice.label.values())}:
            return choice.key
    for choice in column.choices:
        if word in map(plain, choice.words):
            table.repair("CHOICE_ALIAS", column.key, shown(cell), choice.label["zh"])
            return choice.key
    allowed = {
        language: "、".join(choice.label[language] for choice in column.choices) for language in column.choices[0].label
    }
    table.say("CHOICE_UNKNOWN", row, column.key, shown(cell), allowed=allowed)
    return ""


def _sign(unit: TableUnit | None) -> str:
    return unit.sign["zh"] if unit else ""


def _signs(unit: TableUnit | None) -> dict[str, str]:
    return dict(unit.sign) if unit else {"zh": "—", "en": "—"}
