"""The list of changes: as a table, and as a layer with a QGIS style."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

from natres.core.results.change import NO_LAND, ChangedPiece
from natres.labels import words
from natres.presenters.change.page import ChangePage
from natres.presenters.findings.texts import clean
from natres.presenters.qgis_style import categorised_style
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["KIND_COLOURS", "piece_frame", "piece_style", "piece_table"]

KIND_COLOURS = {"changed": "#c0392b", "sliver": "#9aa0a6", "only_before": "#7b4ea3", "only_after": "#1f6fb2"}

Ids = tuple[pd.Series, pd.Series]


def piece_table(page: ChangePage, ids: Ids) -> Table:
    """Return every changed piece with the ids of its parcels; ``ids`` are those of the earlier and the later layer."""
    w = page.words
    rows = [
        Row(cells([
            *_ids(piece, ids), page.land_class(piece.before), page.land_class(piece.after), w[f"change.{piece.kind}"],
            Cell(f"{piece.area_dm2 / 100:.2f}", piece.area_dm2 / 100), Cell(f"{piece.survey_m2:.2f}", piece.survey_m2),
            Cell(f"{piece.width_m:.2f}", piece.width_m),
        ]))
        for piece in page.found.pieces
    ]  # fmt: skip
    m2 = w["unit.m2"]
    columns = (
        Column(w["change.before_id"]), Column(w["change.after_id"]), Column(w["change.from"]), Column(w["change.to"]),
        Column(w["change.kind"]), Column(w["change.declared"], m2, 2), Column(w["change.survey"], m2, 2),
        Column(w["change.width"], "m", 2),
    )  # fmt: skip
    notes = (*page.notes, w["change.pieces_note"].format(count=len(rows)))
    return Table("changes", w["change.title_pieces"], columns, tuple(rows), notes, about=page.about)


def _ids(piece: ChangedPiece, ids: Ids) -> list[str]:
    return [str(column.iloc[row]) if row >= 0 else "" for column, row in
            zip(ids, (piece.before_row, piece.after_row), strict=True)]  # fmt: skip


def piece_frame(page: ChangePage, ids: Ids, shapes: NDArray[np.object_], crs: CRS) -> gpd.GeoDataFrame:
    """Return the changed pieces as a layer; ``shapes`` are theirs, one by one, in ``crs``."""
    pieces = page.found.pieces
    pairs = [_ids(piece, ids) for piece in pieces]
    columns: dict[str, Any] = {
        "before_id": [clean(one) for one, _ in pairs], "after_id": [clean(other) for _, other in pairs],
        "before": [_code(piece.before) for piece in pieces], "after": [_code(piece.after) for piece in pieces],
        "kind": [piece.kind for piece in pieces],
        "area_m2": [piece.area_dm2 / 100 for piece in pieces], "planar_m2": [piece.planar_m2 for piece in pieces],
        "survey_m2": [piece.survey_m2 for piece in pieces], "width_m": [piece.width_m for piece in pieces],
    }  # fmt: skip
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


def _code(code: str) -> str:
    return "" if code == NO_LAND else code


def piece_style(language: str) -> str:
    """Return the QGIS style of the layer: coloured by kind."""
    w = words(language)
    return categorised_style("kind", [(kind, w[f"change.{kind}"], colour) for kind, colour in KIND_COLOURS.items()])
