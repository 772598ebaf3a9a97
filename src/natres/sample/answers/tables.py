"""The truth behind the survey's tables: cropland by planting and slope, land by owner and settlement code."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import geopandas as gpd

from natres.sample.cover.codes import cropland, leaf_main_class
from natres.sample.reckoning.rounding import cents_text

__all__ = ["cropland_truth", "cross_truth", "unit_main_classes"]

#: The key of land that carries no code in the column a table is made by.
BLANK = "none"

Cells = dict[str, dict[str, int]]


def cropland_truth(parcels: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return net cropland by planting code, and by slope grade and terrace or slope (GDLX); m² as text."""
    planting: dict[str, int] = defaultdict(int)
    slope: Cells = defaultdict(lambda: defaultdict(int))
    columns = (parcels[c].astype(str) for c in ("DLBM", "ZZSXDM", "GDPDJB", "GDLX"))
    for code, plant, grade, kind, net in zip(*columns, parcels["TBDLMJ"], strict=True):
        if cropland(code):
            cents = round(net * 100)
            planting[plant or BLANK] += cents
            slope[grade or BLANK][kind or BLANK] += cents
    return {"by_planting": {k: cents_text(planting[k]) for k in sorted(planting)}, "by_slope": _text(slope)}


def cross_truth(parcels: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return main classes by ownership code (QSXZ) and by settlement code (CZCSXM); ridges count in 12."""
    return {
        f"by_{name}": _text(_crossed(parcels, column))
        for name, column in (("ownership_code", "QSXZ"), ("settlement_code", "CZCSXM"))
    }


def unit_main_classes(parcels: gpd.GeoDataFrame) -> dict[str, dict[str, str]]:
    """Return the main classes of every town (9 digits) and village (12 digits); ridges count in 12."""
    cells: Cells = defaultdict(lambda: defaultdict(int))
    for place, main, cents in _bookings(parcels, "ZLDWDM"):
        cells[place[:9]][main] += cents
        cells[place[:12]][main] += cents
    return _text(cells)


def _crossed(parcels: gpd.GeoDataFrame, column: str) -> Cells:
    cells: Cells = defaultdict(lambda: defaultdict(int))
    for key, main, cents in _bookings(parcels, column):
        cells[key or BLANK][main] += cents
    return cells


def _bookings(parcels: gpd.GeoDataFrame, column: str) -> Iterator[tuple[str, str, int]]:
    """Yield key, main class and 0.01 m²: a parcel's net area under its own class, its ridges under theirs."""
    for net, kind in (("TBDLMJ", "DLBM"), ("KCMJ", "KCDLBM")):
        rows = zip(parcels[column].astype(str), parcels[kind].astype(str), parcels[net], strict=True)
        for key, code, area in rows:
            cents = round(area * 100)
            if cents:
                yield key, leaf_main_class(code), cents


def _text(cells: Cells) -> dict[str, dict[str, str]]:
    return {row: {k: cents_text(cells[row][k]) for k in sorted(cells[row])} for row in sorted(cells)}
