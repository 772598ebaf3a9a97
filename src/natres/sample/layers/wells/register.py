"""The rows of the well register: doublets, single wells, observation wells, and the cases a check must tell apart."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.sample.fabric.units import Partition
from natres.sample.layers.parcels import in_plane
from natres.sample.layers.wells.places import partner_place, spots, town_names
from natres.sample.layers.wells.reservoirs import RESERVOIRS, Reservoir, Well, drill, reservoir_at
from natres.sample.layers.wells.rights import permit_number, rights_table
from natres.sample.reckoning.areas import to_lonlat

__all__ = ["WellCounts", "random_counts", "well_register"]

Row = dict[str, object]
Spot = NDArray[np.float64]

_COLUMNS = (
    "井号", "井名", "井别", "对井组", "许可证号", "热储层", "井深_m", "取水段顶_m", "取水段底_m", "井口水温_℃",
    "流量_m3h", "许可开采量_万m3", "年开采量_万m3", "年回灌量_万m3", "尾水温度_℃", "回灌温度_℃", "静水位埋深_m",
    "水位测量日期", "矿化度_mgL", "用途", "供暖面积_万m2", "经度", "纬度", "所在镇街", "使用单位", "状态", "数据日期",
    "备注",
)  # fmt: skip
#: Production wells whose tail water a check must tell apart: above 30 °C, exactly at it, just above, missing.
_TAIL_WATER: dict[int, float | None] = {2: 31.4, 6: 33.8, 9: 30.0, 11: 30.1, 13: None}
_OVERDRAWN = (4, 13, 22)
_BATHS, _WORKS = (5, 16), (12,)  # what is not heated, beside the wells too cool for it
_COOL_C = 50.0
# hours a year that a well runs
_HOURS = {"供暖": (2600, 3500), "洗浴": (4800, 7000), "工业": (5000, 7500)}
_HEAT_NEED_W_M2 = (38.0, 50.0)


@dataclass(frozen=True)
class WellCounts:
    """How many wells and rights there are."""

    production: int = 22
    reinjection: int = 20
    observation: int = 2
    exploration_rights: int = 2


def random_counts(rng: np.random.Generator) -> WellCounts:
    """Return counts from the seed; at least one production well lacks its partner."""
    production = int(rng.integers(14, 31))
    return WellCounts(
        production, production - int(rng.integers(1, 5)), int(rng.integers(1, 3)), int(rng.integers(1, 5))
    )


def well_register(
    rng: np.random.Generator, shapes: NDArray[np.object_], unit: NDArray[np.int64], units: Partition,
    built: NDArray[np.bool_], outline: shapely.Polygon, counts: WellCounts,
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Return wells.csv and rights.csv; wells stand on built ground, partners a few hundred metres apart.

    The first production well after the last doublet names a doublet whose partner is missing; those after it
    are single wells, with no doublet named. A well may draw more than its permit allows, and one draws on a
    right that has run out.
    """
    place_rng, rights_rng, watch_rng, wells_rng = rng.spawn(4)
    at = spots(place_rng, shapes[built], counts.production + counts.observation)
    rows: list[Row] = []
    for k, own in enumerate(wells_rng.spawn(counts.production)):
        main = _production(own, k, at[k], counts)
        rows.append(main)
        if k < counts.reinjection:
            rows.append(_partner(own, k, main, partner_place(own, at[k], outline)))
    for k, own in enumerate(watch_rng.spawn(counts.observation)):
        rows.append(_observation(own, k, at[counts.production + k]))
    wells = pd.DataFrame([{c: row.get(c) for c in _COLUMNS} for row in rows])
    points = np.array([row["spot"] for row in rows], dtype=float)
    lon, lat = to_lonlat(shapely.get_coordinates(in_plane(np.asarray(shapely.points(points), dtype=object))))
    wells["经度"], wells["纬度"] = np.round(lon, 7), np.round(lat, 7)
    wells["备注"] = "虚构示例"
    wells["所在镇街"] = town_names(points, shapes, unit, units)
    return wells, rights_table(rights_rng, counts.production, counts.exploration_rights)


def _base(rng: np.random.Generator, number: str, name: str, kind: str, layer: Reservoir, well: Well, at: Spot) -> Row:
    return {
        "井号": number, "井名": name, "井别": kind, "对井组": "", "许可证号": "", "热储层": layer.name,
        "井深_m": well.depth, "取水段顶_m": well.top, "取水段底_m": well.bottom, "矿化度_mgL": well.salt,
        "静水位埋深_m": round(float(rng.uniform(70, 140)), 2),
        "水位测量日期": f"2022-{int(rng.integers(9, 11)):02d}-{int(rng.integers(1, 29)):02d}",
        "使用单位": "", "状态": "在用", "数据日期": "2022-12-31", "spot": at, "well": well, "layer": layer,
    }  # fmt: skip


def _production(rng: np.random.Generator, k: int, at: Spot, counts: WellCounts) -> Row:
    layer = reservoir_at((k + 0.5) / counts.production)
    well = drill(rng, layer)
    row = _base(rng, f"K{k + 1:02d}", f"示例开采{k + 1:02d}井", "开采", layer, well, at)
    use = "洗浴" if k in _BATHS or well.heat < _COOL_C else "工业" if k in _WORKS else "供暖"
    allowed = int(rng.integers(1800, 3600))  # 0.01 万m³
    within, above = int(allowed * rng.uniform(0.55, 0.98)), allowed + int(rng.integers(60, 400))
    drawn = above if k in _OVERDRAWN else within
    flow = round(drawn * 100 / float(rng.uniform(*_HOURS[use])), 1)
    tail = round(float(rng.uniform(18.0, 29.4)), 1)
    watts_m2 = float(rng.uniform(*_HEAT_NEED_W_M2))
    heated = 1163 * flow * (well.heat - tail) / watts_m2 / 1e4  # 1 m³ of water gives 1163 Wh a degree
    return row | {
        "对井组": f"D{k + 1:02d}" if k <= counts.reinjection else "", "许可证号": permit_number(k),
        "井口水温_℃": well.heat, "流量_m3h": flow, "许可开采量_万m3": allowed / 100, "年开采量_万m3": drawn / 100,
        "尾水温度_℃": _TAIL_WATER.get(k, tail), "用途": use,
        "供暖面积_万m2": round(heated, 2) if use == "供暖" else None, "使用单位": f"示例单位{k + 1:02d}",
    }  # fmt: skip


def _partner(rng: np.random.Generator, k: int, main: Row, at: Spot) -> Row:
    """Return the reinjection well of a doublet: the same reservoir, most of the water, nearly its tail water's heat."""
    layer, beside = main["layer"], main["well"]
    assert isinstance(layer, Reservoir) and isinstance(beside, Well)
    row = _base(rng, f"H{k + 1:02d}", f"示例回灌{k + 1:02d}井", "回灌", layer, drill(rng, layer, beside), at)
    drawn, tail = main["年开采量_万m3"], main["尾水温度_℃"]
    assert isinstance(drawn, float)
    returned = int(drawn * 100 * rng.uniform(*layer.rate))
    lost = float(rng.uniform(0.2, 1.6))
    return row | {
        "年回灌量_万m3": returned / 100,
        "回灌温度_℃": round(tail - lost, 1) if isinstance(tail, float) else None,
    } | {name: main[name] for name in ("对井组", "许可证号", "使用单位")}  # fmt: skip


def _observation(rng: np.random.Generator, k: int, at: Spot) -> Row:
    layer = RESERVOIRS[k % 2]
    return _base(rng, f"G{k + 1:02d}", f"示例观测{k + 1:02d}井", "观测", layer, drill(rng, layer), at)
