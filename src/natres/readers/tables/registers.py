"""Reading registers and ledgers: CSV in any encoding Excel writes, XLSX and XLS as laid out, wells also as points."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypedDict, Unpack

import numpy as np
import pandas as pd

from natres.core.issues import Notice, Repair
from natres.core.provenance import Layer, Provenance
from natres.core.table_places import Places
from natres.core.table_spec import ColumnSpec, TableSpec
from natres.errors import BadData
from natres.readers.fields import said_invented
from natres.readers.gate.paths import checksum, real_input
from natres.readers.layers.points import PointTable, is_vector, read_points
from natres.readers.layers.systems import parse_crs
from natres.readers.tables.bodies import part_rows
from natres.readers.tables.cells import Table, read_cells
from natres.readers.tables.choosing import choose_sheet
from natres.readers.tables.coordinates import place_rows
from natres.readers.tables.headings import Header, plain
from natres.readers.tables.sheets import Grid, column_letter, is_blank, read_grids
from natres.readers.tables.table_specs import LEDGER_KINDS, read_spec, read_table_words
from natres.readers.tables.totals import check_totals

__all__ = ["TableReading", "read_ledger", "read_places", "read_rights", "read_wells"]


#: Kinds that may come as a layer of points.
_MAY_BE_POINTS = ("wells", "points")


class TableReading(TypedDict, total=False):
    """What a caller may say about how a table is read.

    ``fields`` maps natres columns to headings; ``layer`` names a sheet; ``crs`` is that of plane coordinates.
    """

    fields: Mapping[str, str] | None
    encoding: str | None
    layer: str | None
    crs: str | None
    year: int | None


def read_wells(path: str | Path, **options: Unpack[TableReading]) -> Layer[pd.DataFrame]:
    """Read a register of geothermal wells: CSV, XLSX, XLS, or a layer of points.

    Empty cells are missing values, never zero. Texts are "" where missing, numbers NaN, dates None; temperatures are
    in °C, volumes in 10⁴ m³ a year, depths in m, longitude and latitude in degrees. Cells that hold no value of their
    column are missing too and stand in ``issues``; what was converted or cleaned stands in the provenance record.

    Raises
    ------
    NotThere : no such file or sheet
    BadData : ``HEADER`` where no row names two columns of the register, ``FIELD_MISSING`` without well number or
        role, ``LAYER_EMPTY``, ``LAYER_AMBIGUOUS``, and what :func:`natres.readers.tables.sheets.read_grids` refuses

    >>> wells = read_wells("data/geothermal/wells.csv").frame
    >>> wells["depth_m"][0], str(wells["level_date"][0])
    (np.float64(2614.6), '2022-09-02')
    """
    return _read_table(path, read_spec("wells"), options)


def read_rights(path: str | Path, **options: Unpack[TableReading]) -> Layer[pd.DataFrame]:
    """Read a register of mining and exploration rights; see :func:`read_wells`."""
    return _read_table(path, read_spec("rights"), options)


def read_ledger(kind: str, path: str | Path, **options: Unpack[TableReading]) -> Layer[pd.DataFrame]:
    """Read a ledger of a kind of :data:`natres.readers.tables.table_specs.LEDGER_KINDS`; see :func:`read_wells`.

    A column of choices holds their meaning (``rectified`` for 已整改), "" where the cell is empty.

    Raises
    ------
    BadData : ``FIELD_UNKNOWN`` for another kind
    """
    if kind not in LEDGER_KINDS:
        raise BadData("FIELD_UNKNOWN", file=str(path), value=kind, allowed=", ".join(LEDGER_KINDS))
    return _read_table(path, read_spec(kind), options)


def read_places(path: str | Path, **options: Unpack[TableReading]) -> Layer[pd.DataFrame]:
    """Read what names the rows of any table or layer of points, and where they are; see :func:`read_wells`.

    >>> wells = read_places("data/geothermal/wells.csv").frame
    >>> list(wells.columns), wells["name"][0], float(wells["latitude"][0])
    (['name', 'longitude', 'latitude'], 'K01', 39.0775096)
    """
    found = _read_table(path, read_spec("points"), options)
    notices = tuple(notice for notice in found.provenance.notices if notice.code != "FIELDS_ASIDE")
    return replace(found, provenance=replace(found.provenance, notices=notices))


def _read_table(path: str | Path, spec: TableSpec, options: TableReading) -> Layer[pd.DataFrame]:
    file, given = real_input(path), dict(options.get("fields") or {})
    for key in given:
        if not spec.has(key):
            raise BadData("FIELD_UNKNOWN", file=file.name, value=key, allowed=", ".join(c.key for c in spec.columns))
    layer, encoding, crs = options.get("layer"), options.get("encoding"), options.get("crs")
    points = None
    if spec.kind in _MAY_BE_POINTS and is_vector(file):
        points = read_points(path, layer=layer, crs=crs, encoding=encoding)
        grids = [points.grid]
    else:
        grids = read_grids(file, encoding)
    least = 1 if points else 2  # the fields of a layer are known to be its header, and its places are not among them
    grid, header = choose_sheet(grids, spec, given, file=file.name, layer=None if points else layer, least=least)
    table = _table(file.name, grid, header, spec)
    columns = {heading.column.key: read_cells(table, at, heading) for at, heading in header.headings.items()}
    check_totals(table, columns)
    placed = _from_points(table, points, columns) if points else {}
    placed = placed or place_rows(table, columns, parse_crs(crs) if crs and not points else None)
    frame = pd.DataFrame(
        {key: _series(spec.column(key), values) for key, values in {**columns, **placed}.items()},
        index=pd.RangeIndex(len(table.body.rows)),
    )
    base = points.layer.provenance if points else Provenance(str(path), grid.name, grid.driver, sha256=checksum(file))
    record = replace(
        base,
        rows=len(frame),
        year=options.get("year"),
        encoding=grid.encoding,
        repairs=(*(r for r in base.repairs if r.code != "FIELD_ALIAS"), *_aliases(header), *table.repairs),
        notices=(*base.notices, *_notices(table)),
        invented="remarks" in frame and said_invented(frame["remarks"]),
    )
    return Layer(frame, record, None, tuple(table.issues), _all_places(table))


def _all_places(table: Table) -> Places:
    """Return where cells stand and what is written in those whose value looks different."""
    return replace(table.places, written=table.written, unplaced=frozenset(table.unplaced))


def _table(file: str, grid: Grid, header: Header, spec: TableSpec) -> Table:
    """Return a table ready to be read: its data rows, where they stand, how they are called."""
    body = part_rows(grid, header)
    if not body.rows:
        raise BadData("LAYER_EMPTY", file=file, layer=grid.name or None)
    sheet = grid.driver == "CSV" or grid.is_sheet
    places = Places(
        fields={heading.column.key: heading.text for heading in header.headings.values()},
        letters={h.column.key: column_letter(at) for at, h in header.headings.items()} if sheet else {},
        lines=tuple(grid.lines[at] for at in body.rows) if sheet else (),
        header=grid.lines[header.row] if sheet and header.depth == 1 else None,
    )
    table = Table(file, grid, header, body, places)
    table.naming = next(key for key in (*spec.identity, *spec.required) if key in header.keys)
    at = next(place for place, heading in header.headings.items() if heading.column.key == table.naming)
    quiet = Table(file, grid, header, body, places)  # what it finds is found again when the column is read
    table.ids = [str(value) for value in read_cells(quiet, at, header.headings[at])]
    table.ragged = _ragged(table) if grid.driver == "CSV" else frozenset()
    for heading in header.headings.values():
        if heading.strange:
            signs = dict(heading.column.unit.sign) if heading.column.unit else {}
            table.say("UNIT_MISMATCH", None, heading.column.key, heading.strange, unit=signs)
    return table


def _ragged(table: Table) -> frozenset[int]:
    """Say which rows of a CSV file have too many or too few cells."""
    lowest = table.grid.rows[table.header.row + table.header.depth - 1]
    width = len(table.header.texts)
    least = max((at for at, text in enumerate(table.header.texts) if text), default=-1) + 1
    wrong: set[int] = set()
    for row, at in enumerate(table.body.rows):
        cells = table.grid.rows[at]
        if len(cells) < least or any(not is_blank(cell) for cell in cells[width:]):
            wrong.add(row)
            table.say("CSV_RAGGED", row, "", str(len(cells)), expected=len(lowest))
    return frozenset(wrong)


def _from_points(table: Table, points: PointTable, columns: dict[str, list[Any]]) -> dict[str, list[float | None]]:
    """Return the places of the shapes, which count more than what the attributes say of them."""
    for row in sorted(points.wrong):
        table.say("GEOM_TYPE", row, "", "", variant="point")
    columns.pop("x", None)
    columns.pop("y", None)
    # The grid's first row are the names; a row without any attribute is a data row all the same.
    kept = [at - 1 for at in table.body.rows]
    found: dict[str, list[float | None]] = {}
    for axis, key in enumerate(("longitude", "latitude")):
        found[key] = [None if np.isnan(points.lon_lat[at, axis]) else float(points.lon_lat[at, axis]) for at in kept]
        for said, value in zip(columns.get(key, ()), found[key], strict=False):
            if said is not None and value is not None and abs(float(said) - value) > 1e-4:
                table.repair("COORD_FROM_SHAPE", key, f"{float(said):.7f}", f"{value:.7f}")
    return found


def _series(column: ColumnSpec, values: list[Any]) -> pd.Series:
    if column.is_number:
        return pd.Series([np.nan if value is None else float(value) for value in values], dtype=float)
    return pd.Series(values, dtype=object if column.kind == "date" else "str")


def _aliases(header: Header) -> list[Repair]:
    return [
        Repair("FIELD_ALIAS", 1, before=heading.text, after=heading.column.names[0], field=heading.text)
        for heading in header.headings.values()
        if heading.alias
    ]


def _notices(table: Table) -> list[Notice]:
    """Return what is to be said of rows and columns that were left aside, and of hidden rows that were read."""
    notices: list[Notice] = []
    place = {"file": table.file} | ({"layer": table.grid.name} if table.grid.name else {})
    asides = table.body.asides
    if asides:
        notices.append(Notice("ROWS_ASIDE", {**place, "count": len(asides), "value": asides[0].text}))
    hidden = [table.grid.lines[at] for at in table.body.rows if at in table.grid.hidden]
    if hidden:
        notices.append(Notice("HIDDEN_ROWS", {**place, "count": len(hidden), "value": hidden[0]}))
    serials = read_table_words().serials
    unread = [
        text for at, text in enumerate(table.header.texts)
        if text and at not in table.header.headings and plain(text) not in serials
    ]  # fmt: skip
    if unread:
        notices.append(Notice("FIELDS_ASIDE", {**place, "count": len(unread), "value": "、".join(unread[:8])}))
    return notices
