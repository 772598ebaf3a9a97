"""Places on a map: wells by role, rows of ledgers by ledger."""

from collections.abc import Sequence

import numpy as np

from natres.labels import words
from natres.presenters.maps.legend import indexed
from natres.presenters.maps.material import LedgerMaterial, WellMaterial
from natres.presenters.web import Category, Column, PointLayer

__all__ = ["ledger_layer", "well_layer"]

_ROLE_COLOURS = {"production": "#e08e0b", "reinjection": "#1f6fb2", "observation": "#6b7280"}


def well_layer(wells: WellMaterial, language: str) -> PointLayer:
    """Return the wells that have coordinates, by role."""
    w, frame = words(language), wells.frame
    placed = (frame["longitude"].notna() & frame["latitude"].notna()).to_numpy()
    frame, roles = frame[placed], wells.roles[placed]
    order = [role for role in _ROLE_COLOURS if (roles == role).any()]
    categories = tuple(
        Category(role, w[f"wells.{role}"], _ROLE_COLOURS[role], str(int((roles == role).sum()))) for role in order
    )
    columns = [
        Column(w["map.well_id"], frame["well_id"].tolist()),
        Column(w["map.role"], frame["role"].tolist()),
    ]
    if "reservoir" in frame:
        columns.append(Column(w["map.reservoir"], frame["reservoir"].tolist()))
    if "tail_water_c" in frame:
        columns.append(Column(f"{w['map.tail_water']}（℃）", [_number(v) for v in frame["tail_water_c"]]))
    if "reinjected_1e4m3" in frame:
        columns.append(Column(f"{w['map.reinjection']}（10⁴ m³）", [_number(v) for v in frame["reinjected_1e4m3"]]))
    if "unit_name" in frame:
        columns.append(Column(w["map.unit"], frame["unit_name"].tolist()))
    return PointLayer(
        key="wells",
        title=w["map.wells"],
        lon=frame["longitude"].to_numpy(dtype=float),
        lat=frame["latitude"].to_numpy(dtype=float),
        category=indexed(roles, order),
        categories=categories,
        columns=tuple(columns),
    )


def _number(value: float) -> str:
    return "—" if np.isnan(value) else f"{value:g}"


_LEDGER_COLOURS = ("#1b7837", "#b2182b", "#2166ac", "#e08214", "#762a83", "#01665e", "#8c510a", "#4d4d4d")


def ledger_layer(ledgers: Sequence[LedgerMaterial], language: str) -> PointLayer:
    """Return the rows of all ledgers that have coordinates, a colour per ledger."""
    w = words(language)
    categories = tuple(
        Category(ledger.key, ledger.label, _LEDGER_COLOURS[i % len(_LEDGER_COLOURS)], str(len(ledger.names)))
        for i, ledger in enumerate(ledgers)
    )
    sizes = [len(ledger.names) for ledger in ledgers]
    return PointLayer(
        key="ledgers",
        title=w["ledgers.title"],
        lon=np.concatenate([ledger.lon for ledger in ledgers]),
        lat=np.concatenate([ledger.lat for ledger in ledgers]),
        category=np.repeat(np.arange(len(ledgers)), sizes),
        categories=categories,
        columns=(
            Column(w["ledgers.ledger"], [ledger.label for ledger in ledgers for _ in ledger.names]),
            Column(w["ledgers.item"], [name for ledger in ledgers for name in ledger.names]),
            Column(w["ledgers.said"], [text for ledger in ledgers for text in ledger.details]),
        ),
    )
