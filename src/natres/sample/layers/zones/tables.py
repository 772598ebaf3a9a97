"""The three zone layers of the plan: basic farmland, ecological red line, urban development boundary.

YJJBNTTB (永久基本农田图斑) are patches of cropland parcels: BSM, YSDM, XZQDM, XZQMC, YJJBNTTBBH (running number
in the village), DLBM and DLMC (the class most of the cropland has), ZLDWDM, ZLDWMC, TBMJ (ellipsoidal m²),
JBNTMJ (TBMJ without field ridges), SJNF (the year they were drawn). STBHHX (生态保护红线): HXMC, HXLX (type
in words), MJ (ellipsoidal ha). CSKFBJ (城镇开发边界): KFBJMC, FQDM (JZJSQ or TXFZQ), FQMC, MJ (ellipsoidal ha).
The survey's feature code (YSDM) is known for basic farmland only; elsewhere it is empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.cover.classes import Cover
from natres.sample.cover.codes import cropland, land_classes
from natres.sample.cover.years import Before
from natres.sample.fabric.units import Partition
from natres.sample.fabric.weave import Fabric
from natres.sample.layers.parcels import CRS, in_plane
from natres.sample.layers.zones.farmland import Farmland, basic_farmland
from natres.sample.layers.zones.redline import red_line
from natres.sample.layers.zones.urban import UrbanParts, built_up, urban_parts
from natres.sample.reckoning.areas import geodesic_areas, to_cents
from natres.sample.reckoning.closing import Closed

__all__ = ["YEAR", "ZONE_FILES", "Zones", "zone_layers", "zone_stream"]

#: File, layer and name in Chinese of every zone, by the name it has in the district file.
ZONE_FILES = {
    "basic_farmland": ("zones/YJJBNTTB.parquet", "YJJBNTTB", "永久基本农田"),
    "ecological_red_line": ("zones/STBHHX.parquet", "STBHHX", "生态保护红线"),
    "urban_boundary": ("zones/CSKFBJ.parquet", "CSKFBJ", "城镇开发边界"),
}
YEAR = 2021  # the lines were drawn on the survey of the year before
_STREAM = 300  # a stream of its own leaves the numbers of all other steps as they were
_IN_TOWN_ANYWAY = 0.08  # of the patches at the urban boundary: it runs over them


@dataclass(frozen=True)
class Zones:
    """The zone tables by the names of :data:`ZONE_FILES`, and the basic farmland as drawn."""

    tables: dict[str, gpd.GeoDataFrame]
    farmland: Farmland


def zone_stream(seed: int) -> np.random.Generator:
    """Return the random numbers of zones and site, apart from those of every other step."""
    return np.random.default_rng(np.random.SeedSequence([seed, 20221231], spawn_key=(_STREAM,)))


def zone_layers(
    rng: np.random.Generator, fabric: Fabric, cover: Cover, units: Partition, closed: Closed, before: Before,
    ridge: NDArray[np.float64],
) -> Zones:  # fmt: skip
    """Return the three layers; ``ridge`` is the share of every parcel that its field ridges take (KCXS)."""
    red_rng, built_rng, farm_rng, urban_rng = rng.spawn(4)
    red = red_line(red_rng, fabric)
    built = built_up(built_rng, fabric)
    farmland = basic_farmland(farm_rng, fabric, cover, before, built)
    spared = _spared(urban_rng, farmland.shape, built)
    urban = urban_parts(urban_rng, built, spared, red, fabric.outline)
    tables = {
        "basic_farmland": _farmland_table(farmland, fabric, cover, units, closed, ridge),
        "ecological_red_line": _red_line_table(red),
        "urban_boundary": _urban_table(urban),
    }
    return Zones(tables, farmland)


def _spared(rng: np.random.Generator, patches: NDArray[np.object_], built: shapely.Geometry) -> NDArray[np.object_]:
    """Return the patches at the built-up ground that its boundary goes round: all but a few."""
    shapely.prepare(built)
    near = patches[shapely.intersects(built, patches)]
    over = rng.choice(len(near), max(1, round(_IN_TOWN_ANYWAY * len(near))), replace=False) if len(near) else []
    return np.delete(near, over)


def _farmland_table(
    farmland: Farmland, fabric: Fabric, cover: Cover, units: Partition, closed: Closed, ridge: NDArray[np.float64]
) -> gpd.GeoDataFrame:
    shapes = in_plane(farmland.shape)
    inside = farmland.patch >= 0
    parcel, patch = fabric.atom_parcel[inside], farmland.patch[inside]
    size = to_cents(geodesic_areas(shapes))
    deducted = to_cents(np.bincount(patch, closed.measured[inside] * ridge[parcel], len(shapes)).astype(np.float64))
    code = _leading_class(cover.code[parcel], patch, closed.measured[inside], len(shapes))
    village = [units.village_code(int(v)) for v in farmland.unit]
    order = np.lexsort((-shapely.bounds(shapes)[:, 3], np.array(village)))
    village = [village[k] for k in order]
    columns = {
        "YJJBNTTBBH": [f"{k:05d}" for k in _numbers(village)],
        "DLBM": code[order],
        "DLMC": [land_classes()[c].name for c in code[order].tolist()],
        "ZLDWDM": [f"{v}0000000" for v in village],
        "ZLDWMC": [units.village_name(int(v)) for v in farmland.unit[order]],
        "TBMJ": size[order] / 100,
        "JBNTMJ": (size - deducted)[order] / 100,
    }
    return _table("03", "2005010300", columns, shapes[order])


def _leading_class(
    code: NDArray[np.object_], patch: NDArray[np.int64], area: NDArray[np.float64], count: int
) -> NDArray[np.object_]:
    """Return the cropland class with the largest area in every patch."""
    kinds = sorted(c for c in set(code.tolist()) if cropland(c)) or ["0102"]
    sums = np.column_stack([np.bincount(patch, area * (code == kind), count) for kind in kinds])
    return np.array(kinds, dtype=object)[np.argmax(sums, axis=1)]


def _numbers(groups: Sequence[str]) -> list[int]:
    """Return a running number in every group.

    >>> _numbers(["a", "a", "b"])
    [1, 2, 1]
    """
    seen: dict[str, int] = {}
    return [seen.update({g: seen.get(g, 0) + 1}) or seen[g] for g in groups]


def _red_line_table(red: NDArray[np.object_]) -> gpd.GeoDataFrame:
    shapes = in_plane(red)
    compact = 4 * np.pi * shapely.area(red) / np.maximum(shapely.length(red), 1.0) ** 2
    kind = np.where(compact < 0.12, "河流岸带", "湖库湿地")
    columns = {
        "HXMC": [f"示例{k + 1}号生态保护红线（虚构）" for k in range(len(red))],
        "HXLX": kind.astype(object),
        "MJ": _hectares(shapes),
    }
    return _table("51", "", columns, shapes)


def _urban_table(urban: UrbanParts) -> gpd.GeoDataFrame:
    shapes = in_plane(np.concatenate([urban.core, urban.reserve]))
    reserve = np.arange(len(shapes)) >= len(urban.core)
    columns = {
        "KFBJMC": [f"示例{k + 1}号城镇开发边界（虚构）" for k in range(len(shapes))],
        "FQDM": np.where(reserve, "TXFZQ", "JZJSQ").astype(object),
        "FQMC": np.where(reserve, "弹性发展区", "集中建设区").astype(object),
        "MJ": _hectares(shapes),
    }
    return _table("52", "", columns, shapes)


def _hectares(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return ellipsoidal areas in ha, to a square metre."""
    return np.floor(geodesic_areas(shapes) + 0.5) / 10_000


def _table(mark: str, feature: str, columns: dict[str, Any], shapes: NDArray[np.object_]) -> gpd.GeoDataFrame:
    count = len(shapes)
    head = {
        "BSM": [f"120111{mark}{k + 1:010d}" for k in range(count)],
        "YSDM": [feature] * count,
        "XZQDM": ["120111"] * count,
        "XZQMC": ["西青区"] * count,
    }
    tail = {"SJNF": np.full(count, YEAR, dtype=np.int32), "BZ": ["虚构示例"] * count}
    return gpd.GeoDataFrame({**head, **columns, **tail}, geometry=shapes, crs=CRS)
