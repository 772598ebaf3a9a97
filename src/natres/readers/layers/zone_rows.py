"""Any polygon layer as zones: which field names a row, which tells its name, and the shapes."""

from dataclasses import replace
from pathlib import Path
from typing import Unpack

import geopandas as gpd
import pandas as pd

from natres.core.provenance import Layer
from natres.errors import BadData
from natres.readers.fields import known_fields, said_invented
from natres.readers.layers.looking import read_plain_layer
from natres.readers.layers.vectors import Reading
from natres.readers.layers.zones import cell_text

__all__ = ["read_zone_rows"]


def read_zone_rows(
    path: str | Path, *, id_field: str | None = None, name_field: str | None = None, **options: Unpack[Reading]
) -> Layer[gpd.GeoDataFrame]:
    """Read a polygon layer as zones: columns ``zone_id``, ``zone_name`` and ``geometry``.

    Parameters
    ----------
    id_field : field whose values name the zones, rows with the same value being one zone; by default the first of the
        survey's fields of units (XZQDM, ZLDWDM), BSM that tells every row apart, else the row from 1
    name_field : field with the name of a zone; by default XZQMC, ZLDWMC or another usual one

    Raises
    ------
    BadData : ``FIELD_MISSING``, ``ID_MISSING`` for a row without a value in ``id_field``, what reading refuses

    >>> read_zone_rows("data/boundaries/XZQ.parquet").frame["zone_name"].tolist()[:2]
    ['西营门街道', '李七庄街道']
    """
    layer = read_plain_layer(path, **options)
    frame, place = layer.frame, {"file": layer.provenance.file_name, "layer": layer.provenance.layer or None}
    present = {str(name).casefold(): str(name) for name in frame.columns if name != frame.geometry.name}
    for field in filter(None, (id_field, name_field)):
        if field.casefold() not in present:
            raise BadData("FIELD_MISSING.zone", **place, field=field, present=", ".join(present.values()))
    ids = _texts(frame, present[id_field.casefold()]) if id_field else _own_ids(frame, present)
    blank = ids[ids == ""]
    if len(blank):
        raise BadData("ID_MISSING.zone", **place, field=id_field, row=int(blank.index[0]))
    named = name_field or next((n for n in known_fields("zone_rows")["zone_name"] if n.casefold() in present), None)
    names = _texts(frame, present[named.casefold()]) if named else pd.Series("", index=frame.index)
    shapes = frame.geometry.to_numpy()
    rows = gpd.GeoDataFrame({"zone_id": ids, "zone_name": names}, geometry=shapes, crs=frame.crs, index=frame.index)
    remarks = next((present[n.casefold()] for n in ("BZ", "备注") if n.casefold() in present), None)
    invented = remarks is not None and said_invented(frame[remarks])
    return replace(layer, frame=rows, provenance=replace(layer.provenance, invented=invented))


def _own_ids(frame: gpd.GeoDataFrame, present: dict[str, str]) -> "pd.Series[str]":
    for field in known_fields("zone_rows")["zone_id"]:
        if field.casefold() in present:
            ids = _texts(frame, present[field.casefold()])
            if ids.is_unique and (ids != "").all():
                return ids
    return pd.Series([str(row + 1) for row in range(len(frame))], index=frame.index)


def _texts(frame: gpd.GeoDataFrame, field: str) -> "pd.Series[str]":
    """Return a field as text: codes that were stored as numbers without a decimal point."""
    return frame[field].map(cell_text).astype(object)
