"""Reading a filled-in form of a field inspection: its plan and draw, then a line per parcel."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from natres.core.field_form import DRAWN, DRAWN_COLUMNS, FieldForm, FormLine, FormSpec
from natres.core.issues import Issue, Notice
from natres.core.provenance import Provenance
from natres.core.results.acceptance import FieldAnswer, FieldDraw, draw_from
from natres.errors import BadData
from natres.readers.acceptance import read_form_spec
from natres.readers.gate.paths import checksum, real_file
from natres.readers.tables.sheets import Grid, column_letter, is_blank, read_grids

__all__ = ["read_field_draw", "read_field_form"]

_NEEDED = ("number", "parcel_id", "verdict")
_KEY = len(DRAWN_COLUMNS)  # the column of the second sheet that holds keys


def read_field_form(path: str | Path) -> FieldForm:
    """Read a form that was drawn with its plan and filled in.

    Raises
    ------
    BadData : ``FORM_PLAN`` where the plan is gone or ``FORM_PLAN.changed``, ``FORM_HEADER`` where columns are gone,
        and what :func:`natres.readers.tables.sheets.read_grids` refuses
    NotThere : ``FILE_MISSING``
    """
    file = real_file(path)
    grids = read_grids(file)
    draw = _draw(file.name, grids)
    spec = read_form_spec()
    grid, top, columns = _find_header(file.name, grids, spec)
    record = Provenance(str(path), grid.name, grid.driver, sha256=checksum(file), invented=draw.invented)
    fields = {column: _text(grid.rows[top][at]) for column, at in columns.items()}
    reading = _Reading(grid, columns, spec, record, fields["verdict"])
    lines = [line for at in range(top + 1, len(grid.rows)) if (line := reading.line(at)) is not None]
    return FieldForm(draw, tuple(lines), record, fields, tuple(reading.issues), tuple(reading.notices(lines)))


def read_field_draw(path: str | Path) -> FieldDraw:
    """Read the ``plan.json`` of a draw.

    Raises
    ------
    BadData : ``FORM_PLAN.json`` for another file, ``FORM_PLAN.changed`` where its check value is no longer that of it
    NotThere : ``FILE_MISSING``
    """
    file = real_file(path)
    try:
        said = json.loads(file.read_text(encoding="utf-8-sig"))["acceptance"]
        draw = draw_from(_texts(said["plan"]), [_texts(parcel) for parcel in said["parcels"]])
        digest = said["digest"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadData("FORM_PLAN.json", file=file.name, why=f"{type(error).__name__} {error}"[:120]) from None
    if digest != draw.digest:
        raise BadData("FORM_PLAN.changed", file=file.name, value=file.name)
    return draw


def _texts(said: Mapping[str, Any]) -> dict[str, str]:
    plain = {True: "yes", False: "no"}
    return {key: plain[value] if isinstance(value, bool) else str(value) for key, value in said.items()}


def _draw(file: str, grids: Sequence[Grid]) -> FieldDraw:
    """Return the draw from the sheet that has it, after holding it against its check value."""
    for grid in grids:
        keys = {_text(row[_KEY]): at for at, row in enumerate(grid.rows) if len(row) > _KEY and _text(row[_KEY])}
        if "digest" not in keys or DRAWN not in keys:
            continue
        facts = {key: _text(grid.rows[at][1]) for key, at in keys.items() if key != DRAWN}
        rows = [row for row in grid.rows[keys[DRAWN] + 1 :] if not is_blank(row[0])]
        parcels = [dict(zip(DRAWN_COLUMNS, map(_text, row), strict=False)) for row in rows]
        try:
            draw = draw_from(facts, parcels)
        except (ValueError, KeyError) as error:
            raise BadData("FORM_PLAN", file=file, layer=grid.name, why=f"{error}"[:120]) from None
        if draw.digest != facts["digest"]:
            raise BadData("FORM_PLAN.changed", file=file, layer=grid.name, value=grid.name)
        return draw
    raise BadData("FORM_PLAN", file=file, why=", ".join(grid.name for grid in grids if grid.name) or file)


def _find_header(file: str, grids: Sequence[Grid], spec: FormSpec) -> tuple[Grid, int, dict[str, int]]:
    """Return sheet, row and columns of the header: the first row that has every column that is needed."""
    known = {_plain(word): column for column, said in spec.columns.items() for word in said.values()}
    nearest: dict[str, int] = {}
    for grid in grids:
        for at, row in enumerate(grid.rows):
            columns: dict[str, int] = {}
            for place, cell in enumerate(row):
                column = known.get(_plain(_text(cell)))
                if column is not None:
                    columns.setdefault(column, place)
            if all(column in columns for column in _NEEDED):
                return grid, at, columns
            nearest = columns if "verdict" in columns or len(columns) > len(nearest) else nearest
    gone = ["/".join(spec.columns[column].values()) for column in _NEEDED if column not in nearest]
    raise BadData("FORM_HEADER", file=file, value="、".join(gone))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _text(cell: Any) -> str:
    """Return a cell as text: a whole number without its point, a date as a date."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()


class _Reading:
    """The lines of one form while they are read."""

    def __init__(
        self, grid: Grid, columns: Mapping[str, int], spec: FormSpec, record: Provenance, heading: str
    ) -> None:
        self._grid, self._columns, self._spec, self._record = grid, columns, spec, record
        self._heading = heading
        self._yes = {_plain(word) for words in spec.conforming.values() for word in words}
        self._no = {_plain(word) for words in spec.nonconforming.values() for word in words}
        self.issues: list[Issue] = []

    def line(self, at: int) -> FormLine | None:
        """Return a row as a line; None for the signatures and notes below the table."""
        written = self._cell(at, "number")
        number = int(written) if written.isascii() and written.isdigit() else 0
        rest = [cell for place, cell in enumerate(self._grid.rows[at]) if place != self._columns["number"]]
        if not number and all(map(is_blank, rest)):
            return None
        answer = FieldAnswer(
            number=number,
            conforming=self._verdict(at),
            field_class=self._cell(at, "field_class"),
            faults=self._cell(at, "faults"),
            note=self._cell(at, "note"),
            line=self._grid.lines[at],
        )
        return FormLine(
            written, self._cell(at, "parcel_id"), answer, self._place(at, "number"), self._place(at, "parcel_id")
        )

    def _cell(self, at: int, column: str) -> str:
        row, place = self._grid.rows[at], self._columns.get(column)
        return "" if place is None or place >= len(row) else _text(row[place])

    def _place(self, at: int, column: str) -> str:
        return f"{column_letter(self._columns[column])}{self._grid.lines[at]}"

    def _verdict(self, at: int) -> bool | None:
        said = self._cell(at, "verdict")
        plain = _plain(said)
        if (at, self._columns["verdict"]) in self._grid.unstored:
            self._say(at, "FORMULA_NO_VALUE", "")
        elif plain and plain not in self._yes | self._no:
            self._say(at, "CHOICE_UNKNOWN", said[:60])
        return None if plain not in self._yes | self._no else plain in self._yes

    def _say(self, at: int, code: str, value: str) -> None:
        record, parcel = self._record, self._cell(at, "parcel_id")
        line, cell = self._grid.lines[at], self._place(at, "verdict")
        self.issues.append(
            Issue(
                code, "error", record.file_name, record.layer, self._heading, None, parcel, value,
                facts={"allowed": self._spec.allowed}, line=line, cell=cell,
            )
        )  # fmt: skip

    def notices(self, lines: Sequence[FormLine]) -> list[Notice]:
        """Return what is to be said of lines that were read all the same: hidden ones, and those at odds."""
        place = {"file": self._record.file_name, "layer": self._record.layer}
        hidden = {self._grid.lines[at] for at in self._grid.hidden} & {line.answer.line for line in lines}
        odd = [line.answer.line for line in lines if line.answer.conforming and line.answer.faults]
        found: list[Notice] = []
        if hidden:
            found.append(Notice("HIDDEN_ROWS", {**place, "count": len(hidden), "value": min(hidden)}))
        if odd:
            found.append(Notice("FORM_CONTRADICTION", {**place, "count": len(odd), "value": odd[0]}))
        return found
