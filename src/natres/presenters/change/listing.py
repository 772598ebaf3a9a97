"""The list of changes as a table, the largest of them for a terminal, and the same as a layer with its style."""

from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from natres.core.outlines import of_one_type
from natres.core.results.change import NO_LAND, ChangedPiece
from natres.core.units import area_text
from natres.labels import words
from natres.presenters.change.page import ChangePage
from natres.presenters.findings.texts import clean
from natres.presenters.qgis_style import categorised_style
from natres.presenters.table import Cell, Column, Row, Table

__all__ = ["KIND_COLOURS", "largest_table", "piece_frame", "piece_style", "piece_table"]

KIND_COLOURS = {
    "changed": "#c0392b", "sliver": "#9aa0a6", "only_before": "#7b4ea3", "only_after": "#1f6fb2",
    "attributes": "#e0b13a",
}  # fmt: skip
#: So many of the largest changes a terminal shows, and which of the columns.
_SHOWN, _SHORT = 15, (0, 1, 2, 3, 5, 6, 7, 8)


def piece_table(page: ChangePage) -> Table:
    """Return every changed piece: parcels, classes, areas in m², town, what happened."""
    teller = _Teller(page)
    rows = tuple(teller.row(piece) for piece in page.found.pieces)
    notes = (*page.notes, page.words["change.pieces_note"].format(count=len(rows)))
    return Table("changes", page.words["change.title_pieces"], _columns(page), rows, notes, about=page.about)


def largest_table(page: ChangePage) -> Table:
    """Return the largest changes of class or outline, as many as a terminal shows, and how many there are in all."""
    changed = [piece for piece in page.found.pieces if piece.kind in ("changed", "only_before", "only_after")]
    largest = sorted(changed, key=lambda piece: (-piece.planar_m2, piece.piece))[:_SHOWN]
    columns, teller = _columns(page), _Teller(page)
    rows = [teller.row(piece).cells for piece in largest]
    short = tuple(Row(tuple(row[n] for n in _SHORT)) for row in rows)
    note = page.words["change.largest_note"].format(shown=len(short), count=len(page.found.pieces))
    title = page.words["change.title_largest"]
    return Table("change_largest", title, tuple(columns[n] for n in _SHORT), short, (note,), about=page.about)


def _columns(page: ChangePage) -> tuple[Column, ...]:
    w, m2 = page.words, page.words["unit.m2"]
    return (
        Column(w["change.before_id"]), Column(w["change.after_id"]), Column(w["change.from"]), Column(w["change.to"]),
        Column(w["change.planar"], m2, 2), Column(w["change.declared"], m2, 2), Column(w["change.town"]),
        Column(w["change.kind"]), Column(w["change.parcel_kind"]), Column(w["change.survey"], m2, 2),
        Column(w["change.width"], "m", 2), Column(w["change.fields"]),
    )  # fmt: skip


class _Teller:
    """Tells pieces row by row; a list has thousands of them and few names."""

    def __init__(self, page: ChangePage) -> None:
        """Take the page whose pieces are told."""
        self._page = page
        self._class, self._town = cache(page.land_class), cache(page.town)
        self._word = cache(self._cell)

    def _cell(self, key: str) -> Cell:
        return Cell(self._page.words[f"change.{key}"])

    def row(self, piece: ChangedPiece) -> Row:
        """Return a line of the list."""
        fields = ", ".join(self._page.field(name) for name in piece.fields)
        return Row((
            Cell(piece.before_id or "—"), Cell(piece.after_id or "—"),
            Cell(self._class(piece.before)), Cell(self._class(piece.after)),
            Cell(f"{piece.planar_m2:.2f}", piece.planar_m2),
            Cell(area_text(piece.area_dm2, "m2"), piece.area_dm2 / 100),
            Cell(self._town(piece.unit_code[:9])), self._word(piece.kind), self._word(f"kind_{piece.parcel}"),
            Cell(f"{piece.survey_m2:.2f}", piece.survey_m2), Cell(f"{piece.width_m:.2f}", piece.width_m), Cell(fields),
        ))  # fmt: skip


def piece_frame(page: ChangePage, shapes: NDArray[np.object_], crs: CRS) -> gpd.GeoDataFrame:
    """Return the changed pieces as a layer.

    Parameters
    ----------
    shapes : those of the pieces, one by one, in ``crs``

    Notes
    -----
    Maps colour it by ``kind``, by the group or main class on either side, or by ``destination`` of cropland.
    """
    scheme, pieces = page.scheme, page.found.pieces
    codes = {side: [_code(getattr(piece, side)) for piece in pieces] for side in ("before", "after")}
    columns: dict[str, Any] = {
        "before_id": [clean(piece.before_id) for piece in pieces],
        "after_id": [clean(piece.after_id) for piece in pieces],
        "before": codes["before"],
        "after": codes["after"],
        "before_main": [scheme.at_level(code, 1) for code in codes["before"]],
        "after_main": [scheme.at_level(code, 1) for code in codes["after"]],
        "before_group": [scheme.group_of(code) or "" for code in codes["before"]],
        "after_group": [scheme.group_of(code) or "" for code in codes["after"]],
        "destination": [_destination(page, piece) for piece in pieces],
        "unit_code": [clean(piece.unit_code) for piece in pieces],
        "kind": [piece.kind for piece in pieces],
        "parcel": [piece.parcel for piece in pieces],
        "area_m2": [piece.area_dm2 / 100 for piece in pieces],
        "planar_m2": [piece.planar_m2 for piece in pieces],
        "survey_m2": [piece.survey_m2 for piece in pieces],
        "width_m": [piece.width_m for piece in pieces],
        "fields": [", ".join(page.field(name) for name in piece.fields) for piece in pieces],
    }
    return gpd.GeoDataFrame(columns, geometry=of_one_type(shapes), crs=crs)


def _code(code: str) -> str:
    return "" if code == NO_LAND else code


def _destination(page: ChangePage, piece: ChangedPiece) -> str:
    """Return what cropland became; blank for everything else."""
    flow = page.scheme.cropland_flow
    if flow is None or NO_LAND in (piece.before, piece.after) or piece.before not in page.scheme.under(flow.classes):
        return ""
    return page.scheme.destination_of(piece.after)


def piece_style(language: str) -> str:
    """Return the QGIS style of the layer: coloured by kind."""
    w = words(language)
    return categorised_style("kind", [(kind, w[f"change.{kind}"], colour) for kind, colour in KIND_COLOURS.items()])
