"""The parcel table: numbers, owners, closed areas, deductions; and the units made of parcels."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.sample.cover.classes import Cover, ownership, settlement_codes
from natres.sample.cover.codes import cropland, land_classes
from natres.sample.cover.planting import PLANTINGS, planting_codes
from natres.sample.fabric.outline import ORIGIN
from natres.sample.fabric.units import TOWNS, Partition
from natres.sample.fabric.weave import Fabric
from natres.sample.reckoning.closing import Closed

__all__ = ["CRS", "in_plane", "parcel_table", "running_numbers", "unit_table"]

CRS = "EPSG:4527"


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
) -> gpd.GeoDataFrame:
    """Return layer DLTB with the survey's fields."""
    code = np.array([str(c) for c in cover.code], dtype=object)
    owner = ownership(rng, fabric, code, cover.scope)
    ridge = _ridges(rng, code)
    cents = closed.parcel
    deducted = np.where(ridge, (cents * 3 + 50) // 100, 0)
    village = [units.village_code(int(u)) for u in fabric.unit]
    name = [units.village_name(int(u)) for u in fabric.unit]
    town = [TOWNS[units.town[u]] for u in fabric.unit]
    state = np.array([str(q)[0] in "12" for q in owner])
    crop = np.array([cropland(str(c)) for c in code])
    plant = planting_codes(planting_rng, code)
    columns: dict[str, Any] = {
        "BSM": [f"120111{i + 1:012d}" for i in range(len(code))],
        "YSDM": "2001010100",
        "TBBH": running_numbers(fabric.unit),
        "DLBM": code,
        "DLMC": [land_classes()[str(c)].name for c in code],
        "QSXZ": owner,
        "QSDWDM": [f"{t.code}0000000000" if s else f"{v}0000000" for s, v, t in zip(state, village, town, strict=True)],
        "QSDWMC": [f"{t.name}国有土地（示例）" if s else f"{n}集体" for s, n, t in zip(state, name, town, strict=True)],
        "ZLDWDM": [f"{v}0000000" for v in village],
        "ZLDWMC": name,
        "TBMJ": cents / 100,
        "KCDLBM": np.where(ridge, "1203", ""),
        "KCXS": np.where(ridge, 0.03, 0.0),
        "KCMJ": deducted / 100,
        "TBDLMJ": (cents - deducted) / 100,
        "GDLX": np.where(ridge, "TT", ""),
        "GDPDJB": np.where(ridge, "2", np.where(crop, "1", "")),
        "ZZSXDM": plant,
        "ZZSXMC": [PLANTINGS[p][0] if p else "" for p in plant],
        "CZCSXM": settlement_codes(cover),
        "SJNF": np.full(len(code), 2022, dtype=np.int32),
        "MSSM": "00",
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def _ridges(rng: np.random.Generator, code: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Choose about 1 % of the cropland parcels, two at least, that deduct 3 % for field ridges."""
    crop = np.flatnonzero([cropland(str(c)) for c in code])
    result = np.zeros(len(code), dtype=bool)
    if len(crop):
        result[rng.choice(crop, min(len(crop), max(2, round(len(crop) / 100))), replace=False)] = True
    return result


def running_numbers(unit: NDArray[np.int64]) -> list[str]:
    """Return a number per parcel that runs from 1 in every village."""
    seen: dict[int, int] = {}
    result = []
    for u in unit.tolist():
        seen[u] = seen.get(u, 0) + 1
        result.append(str(seen[u]))
    return result


def unit_table(fabric: Fabric, shapes: NDArray[np.object_], units: Partition, closed: Closed) -> gpd.GeoDataFrame:
    """Return towns, then villages, as unions of parcels with control (DCMJ) and computed (JSMJ) area."""
    rows: list[tuple[str, str, float, float, shapely.Geometry]] = []
    town_of = units.town[fabric.unit]
    for t, cents in closed.town.items():
        mine = town_of == t
        whole = shapely.coverage_union_all(shapes[mine])
        rows.append((TOWNS[t].code, TOWNS[t].name, cents / 100, int(closed.raw[mine].sum()) / 100, whole))
    order = sorted(closed.village, key=units.village_code)
    for v in order:
        mine = fabric.unit == v
        whole = shapely.coverage_union_all(shapes[mine])
        raw = int(closed.raw[mine].sum()) / 100
        rows.append((units.village_code(v), units.village_name(v), closed.village[v] / 100, raw, whole))
    frame = pd.DataFrame([r[:4] for r in rows], columns=["XZQDM", "XZQMC", "DCMJ", "JSMJ"])
    return gpd.GeoDataFrame(frame, geometry=[r[4] for r in rows], crs=CRS)
