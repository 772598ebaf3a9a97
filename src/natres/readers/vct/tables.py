"""A VCT file as natres asks for it: what is in it, and one table joined with its shapes."""

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.errors import BadData, NotThere
from natres.readers.vct.attributes import Rows, read_columns, read_rows
from natres.readers.vct.geometry import build_geometry
from natres.readers.vct.head import VctHead, VctTable, is_complete, read_head
from natres.readers.vct.objects import Shape
from natres.readers.vct.text import VctText, cut_lines, find_encoding, read_bytes

__all__ = ["look_into", "read_table"]

_HEAD_BYTES = 1 << 20
_NAMED = 5


def look_into(file: Path) -> VctHead:
    """Return what a VCT file holds, without reading its shapes and rows.

    Parameters
    ----------
    file : a .vct file of version 3.0

    Raises
    ------
    BadData : ``VCT_VERSION``, ``VCT_SYNTAX``, ``FILE_TRUNCATED``, ``ENCODING_UNKNOWN``

    >>> import tempfile
    >>> from natres.readers.vct.example import EXAMPLE
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "西青区.vct"
    ...     _ = file.write_bytes(EXAMPLE.encode("gb18030"))
    ...     head = look_into(file)
    >>> head.encoding, head.crs.to_epsg(), [(table.name, table.title, table.kind) for table in head.tables]
    ('GB18030', 4527, [('DLTB', '地类图斑', 'Polygon'), ('QSDW', '', 'none')])
    """
    data = read_bytes(file)
    encoding = find_encoding(data, file.name)
    text = _beginning(data, encoding, file.name) or cut_lines(data, encoding, file.name)
    return read_head(text)


def read_table(file: Path, layer: str, columns: Sequence[str] | None = None) -> gpd.GeoDataFrame | pd.DataFrame:
    """Return one table of a VCT file: its rows in their order, with the shape of each.

    Parameters
    ----------
    file : a .vct file of version 3.0
    layer : name of the table (DLTB); small and capital letters are one
    columns : names of the fields that are wanted, by default all

    Returns
    -------
    A GeoDataFrame in the system of the header; a DataFrame for a table without geometry. Text fields and dates are
    text as it stands, an empty one ""; whole numbers are int64, or Int64 where one is missing; others float64.

    Raises
    ------
    NotThere : ``LAYER_MISSING``
    BadData : ``FIELD_MISSING``, and whatever :func:`look_into` raises

    >>> import tempfile
    >>> from natres.readers.vct.example import EXAMPLE
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "西青区.vct"
    ...     _ = file.write_text(EXAMPLE, encoding="utf-8")
    ...     parcels, units = read_table(file, "DLTB"), read_table(file, "QSDW")
    >>> parcels["DLBM"].tolist(), parcels["TBMJ"].tolist(), parcels.area.tolist()
    (['0102', '1101'], [10000.0, nan], [10000.0, 5000.0])
    >>> units["QSDWMC"].tolist()
    ['示例村']
    """
    data = read_bytes(file)
    text = cut_lines(data, find_encoding(data, file.name), file.name)
    del data
    head = read_head(text)
    table = next((table for table in head.tables if table.name.lower() == layer.lower()), None)
    if table is None:
        present = ", ".join(table.name for table in head.tables)
        raise NotThere("LAYER_MISSING", file=file.name, layer=layer, present=present)
    wanted = _wanted(table, columns, file.name)
    rows = read_rows(text, head, table)
    frame = pd.DataFrame(read_columns(text, table, rows, wanted), index=range(len(rows.cells)))
    if table.kind == "none":
        return frame
    shapes, geometry = build_geometry(text, head, table.kind, table.codes)
    return gpd.GeoDataFrame(frame, geometry=geometry[_match(text, table, rows, shapes)], crs=head.crs)


def _beginning(data: bytes, encoding: str, file: str) -> VctText | None:
    """Return the first lines of a file where they hold all its head says, as they nearly always do."""
    if len(data) <= _HEAD_BYTES:
        return None
    try:
        text = cut_lines(data[: data.rfind(b"\n", 0, _HEAD_BYTES) + 1], encoding, file)
    except BadData:  # a comment cut in two, perhaps; the whole file tells
        return None
    return text if is_complete(text) else None


def _wanted(table: VctTable, columns: Sequence[str] | None, file: str) -> list[int]:
    """Return the numbers of the wanted fields in the order they are wanted."""
    places = {field.name.lower(): place for place, field in enumerate(table.fields)}
    if columns is None:
        return list(places.values())
    for name in columns:
        if name.lower() not in places:
            present = ", ".join(field.name for field in table.fields)
            raise BadData("FIELD_MISSING", file=file, layer=table.name, field=name, present=present)
    return list(dict.fromkeys(places[name.lower()] for name in columns))


def _match(text: VctText, table: VctTable, rows: Rows, shapes: Sequence[Shape]) -> NDArray[np.int64]:
    """Return the number of each row's shape; each row must have one shape, each shape one row."""
    place_of: dict[int, int] = {}
    for number, shape in enumerate(shapes):
        if shape.id in place_of:
            raise text.wrong("object_twice", shape.at, layer=table.name, id=shape.id)
        place_of[shape.id] = number
    bare = [row for row, number in enumerate(rows.ids) if number not in place_of]
    if bare:
        names = _names([rows.ids[row] for row in bare])
        raise text.wrong("no_object", rows.places[bare[0]], layer=table.name, ids=names, count=len(bare))
    seen: set[int] = set()
    for row, number in enumerate(rows.ids):
        if number in seen:
            raise text.wrong("row_twice", rows.places[row], layer=table.name, id=number)
        seen.add(number)
    mute = [shape for shape in shapes if shape.id not in seen]
    if mute:
        names = _names([shape.id for shape in mute])
        raise text.wrong("no_row", mute[0].at, layer=table.name, ids=names, count=len(mute))
    return np.array([place_of[number] for number in rows.ids], dtype=np.int64)


def _names(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids[:_NAMED])) + (" …" if len(ids) > _NAMED else "")
