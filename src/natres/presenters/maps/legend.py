"""What legends and tooltips share: indices of categories, areas in words, sums, mixed colours."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.core.ledger import AreaLedger
from natres.core.units import area_text
from natres.labels import words
from natres.presenters.table import Table

__all__ = ["area_line", "from_table", "ha_text", "indexed", "km2_text", "mixed", "sums_by"]

Indices = NDArray[np.int64]


def from_table(tables: Mapping[str, Table], table: str, name: int, number: int) -> dict[str, str]:
    """Return name → printed number with its unit, so that a legend shows what the table of the run shows."""
    if table not in tables:
        return {}
    unit = tables[table].columns[number].unit
    return {row.cells[name].text: f"{row.cells[number].plain} {unit}" for row in tables[table].rows}


def sums_by(ledger: AreaLedger, key: pd.Series) -> dict[str, int]:
    """Return the area of the bookings by a key of theirs, in 0.01 m²."""
    return {str(k): int(v) for k, v in ledger.sums.groupby(key)["area_dm2"].sum().items()}


def indexed(keys: pd.Series, order: Sequence[str]) -> Indices:
    """Return the place of each key in an order, -1 for one that is not in it."""
    place = {key: i for i, key in enumerate(order)}
    return np.asarray(keys.map(place).fillna(-1), dtype=np.int64)


def ha_text(area_dm2: int, language: str, printed: str | None = None) -> str:
    """Return an area in hectares with its unit, as it was printed where it was."""
    return f"{printed or area_text(area_dm2, 'ha')} {words(language)['unit.ha']}"


def km2_text(area_dm2: int, language: str, printed: str | None = None) -> str:
    """Return an area in km² with its unit, as it was printed where it was."""
    return f"{printed or area_text(area_dm2, 'km2')} {words(language)['unit.km2']}"


def area_line(area_dm2: int, language: str) -> str:
    """Return an area in m², hectares and mu on one line."""
    w = words(language)
    parts = ((area_text(area_dm2, unit), w[f"unit.{unit}"]) for unit in ("m2", "ha", "mu"))
    return " = ".join(f"{text} {unit}" for text, unit in parts)


def mixed(colour: str, other: str, part: float) -> str:
    """Return a colour between two, ``part`` of the way to the other."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes(round(a + (b - a) * part) for a, b in pairs).hex()
