"""The parcel table (DLTB): numbers, owners, closed areas, deductions, attributes."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.sample.cover.classes import Cover, ownership, settlement_codes
from natres.sample.cover.codes import cropland, land_classes
from natres.sample.cover.owners import owner_columns
from natres.sample.cover.planting import PLANTINGS, planting_codes
from natres.sample.cover.refinement import RECOVERY, REFINEMENTS, refine
from natres.sample.fabric.outline import ORIGIN
from natres.sample.fabric.units import Partition
from natres.sample.fabric.weave import Fabric
from natres.sample.reckoning.closing import Closed

__all__ = ["CORRIDORS", "CRS", "FIELDS", "MARK", "in_plane", "parcel_table", "running_numbers", "strip_width"]

CRS = "EPSG:4527"
MARK = "虚构示例"  # in the remarks of every layer, for whoever meets a layer without its folder
#: The fields of layer DLTB, in the survey's order.
FIELDS = (
    "BSM", "YSDM", "TBYBH", "TBBH", "DLBM", "DLMC", "QSXZ", "QSDWDM", "QSDWMC", "ZLDWDM", "ZLDWMC", "TBMJ",
    "KCDLBM", "KCXS", "KCMJ", "TBDLMJ", "GDLX", "GDPDJB", "XZDWKD", "TBXHDM", "TBXHMC", "ZZSXDM", "ZZSXMC",
    "GDDB", "FRDBS", "CZCSXM", "SJNF", "MSSM", "HDMC", "BZ",
)  # fmt: skip
#: Classes that lie as strips and state a width (XZDWKD).
CORRIDORS = ("1001", "1003", "1004", "1006", "1101", "1107", "1107A", "1109")


def in_plane(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return local shapes in EPSG:4527, on the 1 mm grid."""
    return shapely.transform(shapes, lambda p: np.round(p + ORIGIN, 3))


def parcel_table(
    rng: np.random.Generator,
    planting_rng: np.random.Generator,
    fabric: Fabric,
    shapes: NDArray[np.object_],
    cover: Cover,
    units: Partition,
    closed: Closed,
    year: int = 2022,
) -> gpd.GeoDataFrame:
    """Return layer DLTB with all fields of the survey, as of the end of ``year``."""
    code = cover.code.astype(str).astype(object)
    refine_rng, more = rng.spawn(2)
    kind = ownership(rng, fabric, code, cover.scope)
    ridge = _ridges(rng, code)
    owner, owner_name = owner_columns(kind, code, fabric.unit, fabric.cell, units)
    refined = refine(refine_rng, code, shapes)
    plant = planting_codes(planting_rng, code)
    grown = np.where(plant != "", plant, refined.recovery)
    cents = closed.parcel
    deducted = np.where(ridge, (cents * 3 + 50) // 100, 0)
    villages = range(len(units.town))
    columns: dict[str, Any] = {
        "BSM": np.char.add("120111", np.char.zfill(np.arange(1, len(code) + 1).astype(str), 12)).astype(object),
        "YSDM": "2001010100",
        "TBYBH": "",
        "TBBH": running_numbers(fabric.unit),
        "DLBM": code,
        "DLMC": _named(code, {c: land_classes()[c].name for c in set(code.tolist())}),
        "QSXZ": kind,
        "QSDWDM": owner,
        "QSDWMC": owner_name,
        "ZLDWDM": np.array([f"{units.village_code(v)}0000000" for v in villages], dtype=object)[fabric.unit],
        "ZLDWMC": np.array([units.village_name(v) for v in villages], dtype=object)[fabric.unit],
        "TBMJ": cents / 100,
        "KCDLBM": _text(ridge, "1203"),
        "KCXS": np.where(ridge, 0.03, 0.0),
        "KCMJ": deducted / 100,
        "TBDLMJ": (cents - deducted) / 100,
        **_cropland_columns(more, code, ridge),
        "XZDWKD": strip_width(code, shapes),
        "TBXHDM": refined.refinement,
        "TBXHMC": _named(refined.refinement, REFINEMENTS),
        "ZZSXDM": grown,
        "ZZSXMC": _named(grown, RECOVERY | {p: name for p, (name, _) in PLANTINGS.items()}),
        "FRDBS": "",
        "CZCSXM": settlement_codes(cover),
        "SJNF": np.full(len(code), year, dtype=np.int32),
        "MSSM": "00",
        "HDMC": "",
        "BZ": MARK,
    }
    return gpd.GeoDataFrame({name: columns[name] for name in FIELDS}, geometry=shapes, crs=CRS)


def _cropland_columns(rng: np.random.Generator, code: NDArray[np.object_], ridge: NDArray[np.bool_]) -> dict[str, Any]:
    """Return GDLX, GDPDJB and GDDB: sloping where there are ridges, flat elsewhere; no grade off cropland."""
    crop = np.isin(code, [c for c in set(code.tolist()) if cropland(c)])
    terraced = rng.random(len(code)) < 0.7
    quality = np.clip(np.rint(11 + 0.9 * rng.standard_normal(len(code))), 9, 14)
    return {
        "GDLX": np.where(ridge, np.where(terraced, _text(ridge, "TT"), "PD"), ""),
        "GDPDJB": np.where(ridge, _text(ridge, "2"), _text(crop, "1")),
        "GDDB": pd.array(np.where(crop, quality, np.nan), dtype="Int16"),
    }


def strip_width(code: NDArray[np.object_], shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return XZDWKD in m, one decimal: the width of the strip with a corridor's area and perimeter, else NaN.

    >>> strip_width(np.array(["1003", "0102"], dtype=object), np.array([shapely.box(0, 0, 500, 20)] * 2)).tolist()
    [20.0, nan]
    """
    width = np.full(len(code), np.nan)
    mine = np.flatnonzero(np.isin(code, CORRIDORS))
    area, quarter = shapely.area(shapes[mine]), shapely.length(shapes[mine]) / 4
    width[mine] = np.round(quarter - np.sqrt(np.maximum(quarter**2 - area, 0.0)), 1)
    return width


def _text(where: NDArray[np.bool_], word: str) -> NDArray[np.object_]:
    """Return ``word`` where true and empty text elsewhere, as plain text."""
    return np.array(["", word], dtype=object)[where.astype(int)]


def _named(codes: NDArray[np.object_], names: dict[str, str]) -> NDArray[np.object_]:
    kinds, place = np.unique(codes.astype(str), return_inverse=True)
    return np.array([names[str(k)] for k in kinds], dtype=object)[place]


def _ridges(rng: np.random.Generator, code: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Choose about 1 % of the cropland parcels, two at least, that deduct 3 % for field ridges."""
    crop = np.flatnonzero(np.isin(code, [c for c in set(code.tolist()) if cropland(c)]))
    result = np.zeros(len(code), dtype=bool)
    if len(crop):
        result[rng.choice(crop, min(len(crop), max(2, round(len(crop) / 100))), replace=False)] = True
    return result


def running_numbers(unit: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the number of every parcel in its village, from 1."""
    order = np.argsort(unit, kind="stable")
    ranked = unit[order]
    first = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    number = np.empty(len(unit), dtype=np.int64)
    number[order] = np.arange(len(unit)) - np.repeat(first, np.diff(np.r_[first, len(unit)])) + 1
    return number.astype(str).astype(object)
