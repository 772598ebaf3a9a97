"""Columns that only explanations need: the codes and numbers by which a table's numbers add up the rows of a layer."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from natres.core.basis import Basis, Difference, How, Quotient, Rows
from natres.presenters.maps.material import MapSet
from natres.presenters.maps.points import number_text
from natres.presenters.web import AreaColumn, AreaLayer, CodeColumn, Column, Face, NumberColumn, PointLayer, Text

__all__ = ["with_named_columns"]


def with_named_columns(layer: AreaLayer | PointLayer, faces: Iterable[Face], maps: MapSet) -> AreaLayer | PointLayer:
    """Return a layer with the columns that the bases of its page's numbers name and it does not have yet.

    They stand in the page without being shown, so that a browser can add up what the tables added up.
    """
    wanted = _named(layer, faces)
    if layer.key not in maps.books:
        return layer
    frame, present = maps.books[layer.key].frame, {column.key for column in layer.columns}
    said = maps.named.get(layer.key, {})
    missing = {key: kind for key, kind in wanted.items() if key not in present and key in frame}
    added = [_column(key, kind, frame, *said.get(key, (key, ""))) for key, kind in missing.items()]
    return replace(layer, columns=(*layer.columns, *added))


def _named(layer: AreaLayer | PointLayer, faces: Iterable[Face]) -> dict[str, str]:
    """Return column → ``code`` or ``number`` for all columns of a layer that bases name."""
    found: dict[str, str] = {}
    for basis in _bases(layer, faces):
        for rows in _rows(basis.how):
            if rows.layer == layer.key:
                found |= {column: "code" for one in rows.where for column in one}
                found |= {} if rows.value in ("area", "count") else {rows.value: "number"}
    return found


def _bases(layer: AreaLayer | PointLayer, faces: Iterable[Face]) -> Iterable[Basis]:
    for colouring in layer.colourings:
        for category in colouring.categories:
            yield from category.basis.values()
    for face in faces:
        for table in (*face.figures, *(t for q in face.quotas for t in (q.towns, q.measures) if t)):
            yield from table.bases.values()
        yield from (basis for quota in face.quotas for _, _, basis in quota.facts if basis)
        for town in face.towns:
            yield from filter(None, (town.basis, *(b for part in town.parts for b in (part.basis, part.share_basis))))


def _rows(how: How) -> Iterable[Rows]:
    match how:
        case Rows():
            yield how
        case Quotient():
            yield from _rows(how.above)
            yield from _rows(how.below)
        case Difference():
            yield from _rows(how.whole)
            yield from _rows(how.less)
        case _:
            return


def _column(key: str, kind: str, frame: pd.DataFrame, label: Text, unit: Text) -> Column:
    values = frame[key]
    if kind == "number" and key.endswith("_dm2"):
        return AreaColumn(key, label, values.to_numpy(dtype="int64"), show=False)
    if kind == "number":
        return NumberColumn(key, label, [number_text(value) for value in values], unit, show=False)
    return CodeColumn(key, label, [code if isinstance(code, str) else "" for code in values], show=False)
