"""Reading registers from CSV: geothermal wells and rights, in UTF-8, GBK or Excel's UTF-16."""

import csv
import io
import math
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from natres.core.provenance import Layer, Provenance
from natres.errors import BadData
from natres.readers.encodings import decode_text
from natres.readers.fields import known_fields, map_fields
from natres.readers.paths import TABLE_FORMATS, checksum, find_format, real_file

__all__ = ["read_rights", "read_wells"]

_WELL_NUMBERS = (
    "depth_m", "wellhead_c", "flow_m3_h", "permit_1e4m3", "produced_1e4m3", "reinjected_1e4m3", "tail_water_c",
    "longitude", "latitude",
)  # fmt: skip


def read_wells(
    path: str | Path,
    *,
    fields: Mapping[str, str] | None = None,
    encoding: str | None = None,
    year: int | None = None,
) -> Layer[pd.DataFrame]:
    """Read a register of geothermal wells from CSV; empty cells are missing values, never zero.

    Raises
    ------
    BadData : ``FIELD_MISSING`` without well number or role, ``FIELD_TYPE`` for a text where a number belongs,
        ``CSV_RAGGED`` for a row with too many or too few cells, ``ID_DUPLICATE``
    """
    layer = _read_register(path, "wells", ("well_id", "role"), fields, encoding, year)
    for name in _WELL_NUMBERS:
        if name in layer.frame:
            layer.frame[name] = _numbers(layer, name)
    _refuse_twins(layer, "well_id")
    return layer


def read_rights(
    path: str | Path,
    *,
    fields: Mapping[str, str] | None = None,
    encoding: str | None = None,
    year: int | None = None,
) -> Layer[pd.DataFrame]:
    """Read a register of mining and exploration rights from CSV; raises like :func:`read_wells`."""
    layer = _read_register(path, "rights", ("right_id", "right_kind"), fields, encoding, year)
    _refuse_twins(layer, "right_id")
    return layer


def table_header(path: Path, encoding: str | None = None) -> list[str]:
    """Return the cells of the first row of a CSV file."""
    text, _ = decode_text(path.read_bytes(), path.name, encoding)
    return next(iter(csv.reader(io.StringIO(text), delimiter=delimiter_of(text))), [])


def _read_register(
    path: str | Path,
    kind: str,
    required: tuple[str, ...],
    fields: Mapping[str, str] | None,
    encoding: str | None,
    year: int | None,
) -> Layer[pd.DataFrame]:
    file = real_file(path)
    form = find_format(file, TABLE_FORMATS)
    text, used = decode_text(file.read_bytes(), file.name, encoding)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter_of(text)))
    except csv.Error as error:  # an unclosed quote makes one endless cell
        raise BadData("FILE_UNREADABLE", file=file.name, why=str(error)) from None
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise BadData("LAYER_EMPTY", file=file.name)
    header, body = [cell.strip() for cell in rows[0]], rows[1:]
    for number, row in enumerate(body):
        if len(row) != len(header):
            raise BadData("CSV_RAGGED", file=file.name, row=number, value=len(row), expected=len(header))
    mapping, repairs = map_fields(kind, header, fields or {}, required, file=file.name)
    twice = next((name for name in mapping if header.count(name) > 1), None)
    if twice is not None:
        raise BadData("FILE_UNREADABLE", file=file.name, why=f"the column {twice} stands twice")
    frame = pd.DataFrame(body, columns=header)[list(mapping)].rename(columns=mapping)
    frame = frame.apply(_stripped)
    record = Provenance(
        path=str(path), driver=form.driver, rows=len(frame), year=year, sha256=checksum(file), encoding=used,
        repairs=tuple(repairs),
    )  # fmt: skip
    return Layer(frame, record)


def _stripped(column: pd.Series) -> pd.Series:
    return column.str.strip()


def delimiter_of(text: str) -> str:
    """Return the separator of the header row: comma, semicolon or tab, whichever it has most of."""
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _heading(layer: Layer[pd.DataFrame], column: str) -> str:
    """Return the survey's own name of a column, for messages."""
    names = {**known_fields("wells"), **known_fields("rights")}
    return names[column][0] if column in names else column


def _numbers(layer: Layer[pd.DataFrame], name: str) -> pd.Series:
    column = layer.frame[name]
    values: list[float] = []
    for row, cell in enumerate(column):
        try:
            value = float(cell) if cell else math.nan
        except ValueError:
            value = math.inf
        if math.isinf(value) or (value < 0 and name not in ("longitude", "latitude")):
            ident = layer.frame["well_id"].iloc[row]
            raise BadData(
                "FIELD_TYPE",
                file=layer.provenance.file_name,
                field=_heading(layer, name),
                row=row,
                id=ident,
                value=cell,
                count=1,
            )
        values.append(value)
    return pd.Series(values, index=column.index, dtype=float)


def _refuse_twins(layer: Layer[pd.DataFrame], name: str) -> None:
    twins = layer.frame[name].duplicated()
    if twins.any():
        row = int(twins.to_numpy().argmax())
        value = layer.frame[name].iloc[row]
        raise BadData(
            "ID_DUPLICATE",
            file=layer.provenance.file_name,
            field=name,
            row=row,
            value=value,
            count=int(twins.sum()),
        )
