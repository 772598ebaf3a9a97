"""The parcels of the year before, in the same fields: other numbers, another order, other borders and classes."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.sample.cover.classes import Cover
from natres.sample.cover.codes import cropland, land_classes, settlement_code
from natres.sample.cover.years import Before
from natres.sample.fabric.mesh import union_groups
from natres.sample.fabric.weave import Fabric
from natres.sample.layers.parcels import CRS, in_plane, running_numbers
from natres.sample.reckoning.closing import Closed

__all__ = ["before_table"]

YEAR = 2021
_NUMBERED_FROM = 500_000_001  # far from the numbers of the year after: an id joins nothing
_OF_CLASS = ("TBXHDM", "TBXHMC", "ZZSXDM", "ZZSXMC", "KCDLBM", "GDLX")
_OTHER_CROPS = {"LS": ("FLS", "种植非粮食作物"), "FLS": ("LS", "种植粮食作物")}


def before_table(
    table: gpd.GeoDataFrame, fabric: Fabric, cover: Cover, closed: Closed, before: Before
) -> gpd.GeoDataFrame:
    """Return layer DLTB of the year before; ``table`` is the year after, from which unchanged fields are taken."""
    count = len(before.source)
    sizes = np.bincount(before.atom_parcel, minlength=count)
    shape = np.asarray(table.geometry.array, dtype=object)[before.source]
    alone = _unchanged(fabric, before, sizes)
    moved = np.flatnonzero(~alone)
    mark = np.isin(before.atom_parcel, moved)
    shape[moved] = in_plane(union_groups(fabric.atom[mark], before.atom_parcel[mark]))
    cents = np.bincount(before.atom_parcel, closed.atom, count).astype(np.int64)
    unit = fabric.unit[before.source]
    order = _order(shape, table["ZLDWDM"].astype(str).to_numpy()[before.source])
    frame = table.drop(columns="geometry").iloc[before.source[order]].reset_index(drop=True)
    frame = frame.assign(**_columns(frame, cover, before, order, cents))
    frame["BSM"] = [f"120111{_NUMBERED_FROM + i:012d}" for i in range(count)]
    frame["TBBH"] = running_numbers(unit[order])
    frame["SJNF"] = np.full(count, YEAR, dtype=np.int32)
    return gpd.GeoDataFrame(frame, geometry=shape[order], crs=CRS)


def _unchanged(fabric: Fabric, before: Before, sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say which parcels consist of the same atoms in both years."""
    now = np.bincount(fabric.atom_parcel, minlength=len(fabric.shape))
    home = fabric.atom_parcel == before.source[before.atom_parcel]
    kept = np.bincount(before.atom_parcel, home, len(sizes)).astype(np.int64)
    return (kept == sizes) & (sizes == now[before.source])


def _order(shape: NDArray[np.object_], village: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return the order of the earlier list: by village, then from west to east."""
    spot = shapely.get_coordinates(shapely.point_on_surface(shape))
    return np.lexsort((spot[:, 1], np.floor(spot[:, 0] / 150), village))


def _columns(
    frame: Any, cover: Cover, before: Before, order: NDArray[np.int64], cents: NDArray[np.int64]
) -> dict[str, Any]:
    source, code = before.source[order], before.code[order]
    other = code != cover.code[source]
    size = cents[order]
    crop = np.array([cropland(str(c)) for c in code])
    ridge = (frame["KCXS"].to_numpy() > 0) & ~other
    deducted = np.where(ridge, (size * 3 + 50) // 100, 0)
    columns: dict[str, Any] = {
        "DLBM": code,
        "DLMC": [land_classes()[str(c)].name for c in code],
        "TBMJ": size / 100,
        "KCXS": np.where(ridge, frame["KCXS"], 0.0),
        "KCMJ": deducted / 100,
        "TBDLMJ": (size - deducted) / 100,
        "GDPDJB": np.where(other, np.where(crop, "1", ""), frame["GDPDJB"]),
        "CZCSXM": [
            settlement_code(str(c), str(s), bool(d))
            for c, s, d in zip(code, cover.scope[source], cover.detached[source], strict=True)
        ],
    }
    for name in _OF_CLASS:
        if name in frame:
            columns[name] = np.where(other, "", frame[name])
    if "GDDB" in frame:
        columns["GDDB"] = frame["GDDB"].where(~other, pd.array(np.where(crop, 11, np.nan), dtype="Int16"))
    columns |= _as_collective(frame, other & (crop | (code == "0702")))
    fresh = other & crop
    columns["ZZSXDM"] = np.where(fresh, "LS", columns["ZZSXDM"])
    columns["ZZSXMC"] = np.where(fresh, "种植粮食作物", columns["ZZSXMC"])
    return columns | _restated(frame, columns, before.restated[source] & ~other, crop)


def _as_collective(frame: Any, mine: NDArray[np.bool_]) -> dict[str, Any]:
    """Return the owner fields: what the state has taken for building was a village's field or homestead before."""
    taken = mine & frame["QSXZ"].isin(["10", "20"]).to_numpy()
    was = {"QSXZ": "32", "QSDWDM": frame["ZLDWDM"], "QSDWMC": frame["ZLDWMC"] + "股份经济合作社"}
    return {name: np.where(taken, now, frame[name]).astype(object) for name, now in was.items()}


def _restated(
    frame: Any, columns: dict[str, Any], restated: NDArray[np.bool_], crop: NDArray[np.bool_]
) -> dict[str, Any]:
    """Return the fields in which parcels of the same border and class differ: what grew there, or who owned it."""
    plant, name = columns["ZZSXDM"].copy(), columns["ZZSXMC"].copy()
    farmed = np.zeros(len(plant), dtype=bool)
    for now, (was, words) in _OTHER_CROPS.items():
        mine = restated & crop & (columns["ZZSXDM"] == now)
        plant[mine], name[mine] = was, words
        farmed |= mine
    owner = columns["QSDWMC"].copy()
    renamed = restated & ~farmed
    owner[renamed] = [f"{words}（原）" for words in owner[renamed]]
    return {"ZZSXDM": plant, "ZZSXMC": name, "QSDWMC": owner}
