"""An invented register of geothermal wells and rights."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.sample.fabric.units import TOWNS, Partition
from natres.sample.layers.parcels import in_plane
from natres.sample.reckoning.areas import to_lonlat

__all__ = ["REQUIRED_RATE", "TAIL_WATER_LIMIT_C", "WellCounts", "random_counts", "well_register"]

TAIL_WATER_LIMIT_C = "30.0"
REQUIRED_RATE = {"雾迷山组": "0.90", "奥陶系": "0.90", "馆陶组": "0.50", "明化镇组": "0.50"}


@dataclass(frozen=True)
class WellCounts:
    """How many wells and rights there are."""

    production: int = 22
    reinjection: int = 20
    observation: int = 2
    exploration_rights: int = 2


@dataclass(frozen=True)
class _Reservoir:
    name: str
    weight: float
    depth: tuple[float, float]
    heat: tuple[float, float]
    rate: tuple[float, float]


_RESERVOIRS = (
    _Reservoir("雾迷山组", 0.64, (1800, 3300), (78, 99), (0.90, 0.97)),
    _Reservoir("奥陶系", 0.14, (1500, 2300), (62, 78), (0.78, 0.9)),
    _Reservoir("馆陶组", 0.14, (1100, 1800), (52, 66), (0.45, 0.7)),
    _Reservoir("明化镇组", 0.08, (700, 1100), (38, 50), (0.3, 0.6)),
)


def random_counts(rng: np.random.Generator) -> WellCounts:
    """Return counts from the seed."""
    production = int(rng.integers(14, 31))
    return WellCounts(
        production, production - int(rng.integers(0, 5)), int(rng.integers(1, 3)), int(rng.integers(1, 5))
    )


def well_register(
    rng: np.random.Generator, shapes: NDArray[np.object_], units: Partition, built: NDArray[np.bool_],
    outline: shapely.Polygon, counts: WellCounts,
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Return wells.csv and rights.csv; wells stand on built ground, partners a few hundred metres apart."""
    rows: list[dict[str, object]] = []
    spots = _spots(rng, shapes[built], counts.production + counts.observation)
    for k in range(counts.production):
        rows += _pair(rng, k, spots[k], outline, with_partner=k < counts.reinjection, counts=counts)
    for k in range(counts.observation):
        place = _RESERVOIRS[k % 2]
        rows.append(
            _row(
                rng,
                f"G{k + 1:02d}",
                f"示例观测{k + 1:02d}井",
                "观测",
                "",
                "",
                place,
                spots[counts.production + k],
            )
        )
    _remarkable_tail_water(rows)
    wells = pd.DataFrame([{c: row.get(c) for c in _COLUMNS} for row in rows])
    points = np.array([row["spot"] for row in rows], dtype=float)
    plane = shapely.get_coordinates(in_plane(np.asarray(shapely.points(points), dtype=object)))
    lon, lat = to_lonlat(plane)
    wells["经度"], wells["纬度"] = np.round(lon, 7), np.round(lat, 7)
    wells["所在镇街"] = _towns(points, units)
    return wells, _rights(rng, counts)


_COLUMNS = (
    "井号", "井名", "井别", "对井组", "许可证号", "热储层", "井深_m", "井口水温_℃", "流量_m3h",
    "许可开采量_万m3",
    "年开采量_万m3", "年回灌量_万m3", "尾水温度_℃", "静水位埋深_m", "经度", "纬度", "所在镇街", "使用单位",
    "状态", "数据日期",
)  # fmt: skip


def _spots(rng: np.random.Generator, shapes: NDArray[np.object_], count: int) -> NDArray[np.float64]:
    """Pick places that keep about a kilometre from each other where there is room."""
    points = shapely.get_coordinates(shapely.point_on_surface(shapes))
    points = points[rng.permutation(len(points))]
    chosen: list[NDArray[np.float64]] = []
    for apart in (1500.0, 800.0, 300.0, 0.0):
        for p in points:
            if len(chosen) < count and all(np.hypot(*(p - q)) > apart for q in chosen):
                chosen.append(p)
    while len(chosen) < count:  # a very small district: several wells on one parcel
        chosen.append(chosen[len(chosen) % len(points)] + rng.uniform(-20, 20, 2))
    return np.array(chosen)


def _row(
    rng: np.random.Generator, number: str, name: str, kind: str, pair: str, permit: str,
    reservoir: _Reservoir,
    spot: NDArray[np.float64],
) -> dict[str, object]:  # fmt: skip
    return {
        "井号": number, "井名": name, "井别": kind, "对井组": pair, "许可证号": permit,
        "热储层": reservoir.name,
        "井深_m": round(float(rng.uniform(*reservoir.depth)), 1),
        "静水位埋深_m": round(float(rng.uniform(70, 140)), 2),
        "状态": "在用", "数据日期": "2022-12-31", "使用单位": "", "spot": spot,
    }  # fmt: skip


def _pair(
    rng: np.random.Generator, k: int, spot: NDArray[np.float64], outline: shapely.Polygon, *,
    with_partner: bool,
    counts: WellCounts,
) -> list[dict[str, object]]:  # fmt: skip
    share = (k + 0.5) / counts.production
    reservoir = _RESERVOIRS[int(np.searchsorted(np.cumsum([r.weight for r in _RESERVOIRS]), share))]
    pair, permit = f"D{k + 1:02d}", permit_number(k)
    allowed = int(rng.integers(1800, 4200))  # 0.01 万m³
    drawn = allowed + int(rng.integers(60, 400)) if k % 9 == 4 else int(allowed * rng.uniform(0.55, 0.98))
    main = _row(rng, f"K{k + 1:02d}", f"示例开采{k + 1:02d}井", "开采", pair, permit, reservoir, spot)
    main |= {
        "井口水温_℃": round(float(rng.uniform(*reservoir.heat)), 1), "流量_m3h": round(float(rng.uniform(55,
        125)), 1),
        "许可开采量_万m3": allowed / 100, "年开采量_万m3": drawn / 100,
        "尾水温度_℃": round(float(rng.uniform(18.0, 29.4)), 1), "使用单位": f"示例单位{k + 1:02d}",
    }  # fmt: skip
    if not with_partner:
        return [main]
    away, at = rng.uniform(280, 700), spot
    for turn in rng.uniform(0, 2 * np.pi, 60):
        at = spot + away * np.array([np.cos(turn), np.sin(turn)])
        if outline.contains(shapely.Point(at)):
            break
        away *= 0.95
    partner = _row(rng, f"H{k + 1:02d}", f"示例回灌{k + 1:02d}井", "回灌", pair, permit, reservoir, at)
    partner |= {
        "年回灌量_万m3": int(drawn * rng.uniform(*reservoir.rate)) / 100,
        "使用单位": main["使用单位"],
    }
    return [main, partner]


def permit_number(k: int) -> str:
    """Return an invented mining permit number."""
    return f"C1200002012{k + 1:04d}示例"


def _remarkable_tail_water(rows: list[dict[str, object]]) -> None:
    """Put in the cases a check must tell apart: above the limit, exactly at it, just above it, missing."""
    production = [row for row in rows if row["井别"] == "开采"]
    for place, value in ((2, 31.4), (6, 33.8), (9, 30.0), (11, 30.1), (13, None)):
        production[place]["尾水温度_℃"] = value


def _towns(points: NDArray[np.float64], units: Partition) -> list[str]:
    tree = shapely.STRtree(units.polygons)
    return [TOWNS[units.town[i]].name for i in np.atleast_1d(tree.nearest(shapely.points(points)))]


def _rights(rng: np.random.Generator, counts: WellCounts) -> pd.DataFrame:
    rows = []
    for k in range(counts.production):
        start = int(rng.integers(2013, 2022))
        end = 2021 if k == 7 else max(start + int(rng.integers(5, 11)), 2023)  # one has run out
        start = min(start, end - 5)
        rows.append((permit_number(k), "采矿权", f"示例单位{k + 1:02d}", f"{start}-07-01", f"{end}-06-30"))
    for k in range(counts.exploration_rights):
        rows.append(
            (
                f"T1200002020{k + 1:04d}示例",
                "探矿权",
                f"示例勘查单位{k + 1:02d}",
                "2020-09-01",
                f"{2023 + k}-08-31",
            )
        )
    return pd.DataFrame(rows, columns=["许可证号", "类型", "权利人", "有效期起", "有效期止"])
