"""The list of changes, and the same as columns of a layer."""

from collections.abc import Mapping, Sequence
from typing import Any

from natres.core.results.change import ChangedPiece
from natres.core.units import area_text
from natres.labels import words
from natres.presenters.change.page import ChangePage
from natres.presenters.qgis_style import categorised_style
from natres.presenters.table import Cell, Row, Table, cells
from natres.presenters.table import Column as Head

__all__ = ["change_style", "largest_table", "layer_columns", "list_table"]

#: So many of the largest changes a terminal shows.
_SHOWN = 15
#: Colours of the kinds of change, told apart by those who do not see red and green.
_KINDS = {
    "changed": "#d55e00", "sliver": "#999999", "only_before": "#56b4e9", "only_after": "#0072b2",
    "attributes": "#f0e442",
}  # fmt: skip


def list_table(page: ChangePage, fields: Mapping[str, str]) -> Table:
    """Return every piece that changed: parcels, classes, areas in m², town, what happened.

    Parameters
    ----------
    fields : columns by the survey's own field names
    """
    w = words(page.language)
    rows = tuple(_row(page, piece, fields) for piece in page.change.pieces)
    return Table("change_list", w["change.title_list"], _heads(page), rows, (w["change.list_note"],), about=page.about)


def largest_table(page: ChangePage, fields: Mapping[str, str]) -> Table:
    """Return the largest changes of class, as many as a terminal shows, and how many there are in all."""
    w = words(page.language)
    changed = [piece for piece in page.change.pieces if piece.kind in ("changed", "only_before", "only_after")]
    largest = sorted(changed, key=lambda piece: (-piece.planar_m2, piece.piece))[:_SHOWN]
    rows = tuple(_row(page, piece, fields) for piece in largest)
    note = w["change.largest_note"].format(shown=len(rows), count=len(page.change.pieces))
    columns, places = _heads(page), (0, 1, 2, 3, 5, 6, 7, 8)
    short = tuple(Row(tuple(row.cells[n] for n in places)) for row in rows)
    title = w["change.title_largest"]
    return Table("change_largest", title, tuple(columns[n] for n in places), short, (note,), about=page.about)


def _heads(page: ChangePage) -> tuple[Head, ...]:
    w = words(page.language)
    m2 = w["unit.m2"]
    return (
        Head(w["change.before_id"]), Head(w["change.after_id"]), Head(w["change.from"]), Head(w["change.to"]),
        Head(w["change.planar"], m2, 2), Head(w["change.declared"], m2, 2), Head(w["change.town"]),
        Head(w["change.kind"]), Head(w["change.parcel_kind"]), Head(w["change.width"], w["change.metres"], 2),
        Head(w["change.fields"]),
    )  # fmt: skip


def _row(page: ChangePage, piece: ChangedPiece, fields: Mapping[str, str]) -> Row:
    w = words(page.language)
    return Row(cells([
        piece.before_id or "—", piece.after_id or "—", page.class_name(piece.before), page.class_name(piece.after),
        Cell(f"{piece.planar_m2:.2f}", piece.planar_m2),
        Cell(area_text(piece.area_dm2, "m2"), piece.area_dm2 / 100),
        page.town_name(piece.unit_code[:9]), w[f"change.piece_{piece.kind}"], w[f"change.kind_{piece.parcel}"],
        Cell(f"{piece.width_m:.2f}", piece.width_m), ", ".join(fields.get(name, name) for name in piece.fields),
    ]))  # fmt: skip


def layer_columns(page: ChangePage, pieces: Sequence[ChangedPiece]) -> dict[str, list[Any]]:
    """Return the columns of a layer of changes; maps colour by ``from_group``, ``to_group``, ``kind``."""
    scheme = page.scheme
    return {
        "before_id": [p.before_id for p in pieces],
        "after_id": [p.after_id for p in pieces],
        "from_class": [p.before for p in pieces],
        "to_class": [p.after for p in pieces],
        "from_main": [scheme.at_level(p.before, 1) for p in pieces],
        "to_main": [scheme.at_level(p.after, 1) for p in pieces],
        "from_group": [scheme.group_of(p.before) or "" for p in pieces],
        "to_group": [scheme.group_of(p.after) or "" for p in pieces],
        "destination": [_destination(page, p) for p in pieces],
        "unit_code": [p.unit_code for p in pieces],
        "kind": [p.kind for p in pieces],
        "parcel": [p.parcel for p in pieces],
        "planar_m2": [p.planar_m2 for p in pieces],
        "survey_m2": [p.survey_m2 for p in pieces],
        "declared_m2": [p.area_dm2 / 100 for p in pieces],
        "width_m": [p.width_m for p in pieces],
        "fields": [", ".join(p.fields) for p in pieces],
    }


def _destination(page: ChangePage, piece: ChangedPiece) -> str:
    """Return what cropland became; blank for everything else."""
    flow = page.scheme.cropland_flow
    if flow is None or piece.kind != "changed" or piece.before not in page.scheme.under(flow.classes):
        return ""
    return page.scheme.destination_of(piece.after)


def change_style(page: ChangePage) -> str:
    """Return the QGIS style of the layer: a colour for each kind of change."""
    w = words(page.language)
    return categorised_style("kind", [(kind, w[f"change.piece_{kind}"], colour) for kind, colour in _KINDS.items()])
