"""The fields of the forest map (林地一张图) for every plot, consistent with each other."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.sample.fabric.units import TOWNS
from natres.sample.layers.forest.draws import pick, pick_by
from natres.sample.layers.forest.filling import Plot
from natres.sample.layers.forest.stands import PLANTED, grown_stands
from natres.sample.layers.parcels import CRS, running_numbers

__all__ = ["FIELDS", "plot_table"]

#: The fields in their order; names as the forest map has them, ten bytes at most.
FIELDS = (
    "SHENG", "XIAN", "XIANG", "CUN", "XIANG_DM", "LIN_YE_JU", "LIN_CHANG", "LIN_BAN", "XIAO_BAN", "DI_LEI",
    "LD_QS", "LM_SUOYQ", "GLLX", "LIN_ZHONG", "QI_YUAN", "SEN_LIN_LB", "SHI_QUAN_D", "GJGYL_BHDJ", "G_CHENG_LB",
    "YOU_SHI_SZ", "SZ_ZC", "PINGJUN_XJ", "PINGJUN_NL", "LING_ZU", "YU_BI_DU", "HUO_LMGQXJ", "MEI_GQ_ZS", "BH_DJ",
    "ZL_DJ", "PO_DU", "TU_RANG_LX", "LZ_ZRQ", "SJ_NF", "MIAN_JI", "Remarks",
)  # fmt: skip
YEAR = 2021
_PLOTS_IN_COMPARTMENT = 20
_LAND = {
    "forested": {"0111": 1}, "shrub": {"0131": 30, "0132": 70}, "nursery": {"0150": 1},
    "unstocked": {"0161": 50, "0163": 50}, "other": {"0141": 55, "0173": 18, "0180": 15, "0120": 12},
}  # fmt: skip
_HOLDER = {"state": {"10": 1}, "collective": {"20": 30, "21": 20, "22": 5, "23": 45}}
_TREE_OWNER = {
    "10": {"10": 92, "30": 4, "90": 4}, "20": {"20": 85, "30": 15}, "21": {"21": 80, "30": 20},
    "22": {"22": 90, "90": 10}, "23": {"23": 90, "30": 8, "90": 2},
}  # fmt: skip
_CATEGORY = {
    "state": {"11": 22, "12": 62, "21": 4, "22": 12},
    "collective": {"11": 6, "12": 54, "21": 5, "22": 35},
    "public": {"11": 10, "12": 90},  # shrubs protect
    "commercial": {"21": 8, "22": 92},  # orchards, nurseries
}
_USE = {
    "belt": {"114": 45, "115": 30, "116": 25},
    "wood": {"117": 42, "124": 18, "125": 18, "115": 14, "127": 8},
    "timber": {"233": 55, "231": 30, "232": 15},
    "fruit": {"251": 1},
}
_GRADE = {"1": {"Ⅰ": 1}, "11": {"Ⅱ": 1}, "12": {"Ⅲ": 90, "Ⅱ": 10}, "21": {"Ⅲ": 1}, "22": {"Ⅳ": 1}}
_SITE = {"Ⅰ": 5, "Ⅱ": 30, "Ⅲ": 45, "Ⅳ": 17, "Ⅴ": 3}
_ORIGIN = {"tree": {"21": 84, "24": 13, "11": 3}, "shrub": {"21": 55, "11": 35, "22": 10}}
_PROJECT = {"tree": {"": 58, "27": 28, "79": 14}, "field": {"31": 60, "27": 30, "": 10}}
_SOIL = {"usual": {"潮土": 76, "盐化潮土": 20, "沼泽土": 4}, "shrub": {"盐化潮土": 80, "潮土": 20}}
_BELT_M = 9.0  # area by perimeter up to which a wood is a belt: some 18 m wide


def plot_table(rng: np.random.Generator, parcels: gpd.GeoDataFrame, plots: list[Plot]) -> gpd.GeoDataFrame:
    """Return the plots with all their fields, in the given order."""
    place_rng, kind_rng, use_rng, stand_rng, site_rng = rng.spawn(5)
    shapes = np.array([plot.shape for plot in plots], dtype=object)
    at = np.array([plot.parcel for plot in plots], dtype=np.int64)
    name = np.array([plot.name for plot in plots], dtype=object)
    tenure = np.array([plot.tenure for plot in plots], dtype=object)
    survey = parcels["DLBM"].astype(str).to_numpy().astype(object)[at]
    land = pick_by(kind_rng, name, _LAND)
    columns: dict[str, Any] = _place(parcels, at, tenure)
    columns |= {"DI_LEI": land, "GLLX": "10", "SJ_NF": np.full(len(plots), YEAR, dtype=np.int16)}
    columns |= _owners(place_rng, land, tenure)
    columns |= _uses(use_rng, land, tenure, survey, shapes)
    columns |= _stand_columns(stand_rng, land, columns["LIN_ZHONG"])
    columns |= _site(site_rng, land)
    columns["Remarks"] = "虚构示例"  # a shapefile has no other place to say so
    columns["MIAN_JI"] = np.array([plot.m2 for plot in plots], dtype=np.int64) / 10_000
    return gpd.GeoDataFrame({field: columns[field] for field in FIELDS}, geometry=shapes, crs=CRS)


def _place(parcels: gpd.GeoDataFrame, at: NDArray[np.int64], tenure: NDArray[np.object_]) -> dict[str, Any]:
    """Return where a plot lies, its compartment and number, and whose forest chief (林长) answers for it."""
    code = parcels["ZLDWDM"].astype(str).str[:12].to_numpy().astype(object)[at]
    village = parcels["ZLDWMC"].astype(str).to_numpy().astype(object)[at]
    town_code = code.astype("U9").astype(object)
    towns = {t.code: t.name for t in TOWNS}
    town = np.array([towns[c] for c in town_code], dtype=object)
    number = running_numbers(np.unique(code.astype(str), return_inverse=True)[1]).astype(np.int64)
    state = tenure == "state"
    return {
        "SHENG": "12",
        "XIAN": "120111",
        "XIANG": town,
        "CUN": village,
        "XIANG_DM": town_code,
        "LIN_YE_JU": "120111",
        "LIN_CHANG": np.where(state, "001", ""),
        "LIN_BAN": _padded((number - 1) // _PLOTS_IN_COMPARTMENT + 1, 4),
        "XIAO_BAN": _padded(number, 5),
        "LZ_ZRQ": np.where(state, town + "示例林长", village + "林长"),
    }


def _padded(numbers: NDArray[np.int64], digits: int) -> NDArray[np.object_]:
    return np.char.zfill(numbers.astype(str), digits).astype(object)


def _owners(rng: np.random.Generator, land: NDArray[np.object_], tenure: NDArray[np.object_]) -> dict[str, Any]:
    """Return whose the land is, and whose the trees where there are some."""
    holder = pick_by(rng, tenure, _HOLDER)
    trees = pick_by(rng, holder, _TREE_OWNER)
    return {"LD_QS": holder, "LM_SUOYQ": np.where(np.isin(land, [*PLANTED, "0150"]), trees, "")}


def _uses(
    rng: np.random.Generator, land: NDArray[np.object_], tenure: NDArray[np.object_], survey: NDArray[np.object_],
    shapes: NDArray[np.object_],
) -> dict[str, Any]:  # fmt: skip
    """Return category, forest type, whose public-benefit forest, origin, project and protection grade."""
    kinds, ranks, sources = rng.spawn(3)
    count, planted = len(land), np.isin(land, PLANTED)
    shrub, orchard = np.isin(land, ["0131", "0132"]), np.char.startswith(survey.astype(str), "02")
    fruit = planted & ~shrub & (kinds.random(count) < np.where(orchard, 0.85, 0.03))
    group = np.where(shrub, "public", np.where(fruit | (land == "0150"), "commercial", tenure)).astype(object)
    category = pick_by(kinds, group, _CATEGORY)
    public = np.char.startswith(category.astype(str), "1")
    belt = shapely.area(shapes) < _BELT_M * shapely.length(shapes)
    style = np.where(fruit, "fruit", np.where(public, np.where(belt, "belt", "wood"), "timber"))
    use = pick_by(kinds, np.where(planted, style, "").astype(object), _USE)
    national = (category == "11") & (ranks.random(count) < 0.9)
    level = np.where(national, pick(ranks, count, {"2": 92, "1": 8}), "").astype(object)
    rank = np.where(level == "1", "1", category).astype(object)
    source = np.where(planted, np.where(shrub, "shrub", "tree"), "").astype(object)
    field = np.char.startswith(survey.astype(str), "01")
    project = np.where(planted & ~fruit, np.where(field, "field", "tree"), "").astype(object)
    return {
        "LIN_ZHONG": use,
        "QI_YUAN": np.where(fruit, "21", pick_by(sources, source, _ORIGIN)),
        "SEN_LIN_LB": category,
        "SHI_QUAN_D": np.where(national, "10", np.where(public, "20", "")),
        "GJGYL_BHDJ": level,
        "G_CHENG_LB": pick_by(sources, project, _PROJECT),
        "BH_DJ": pick_by(ranks, rank, _GRADE),
    }


def _stand_columns(rng: np.random.Generator, land: NDArray[np.object_], use: NDArray[np.object_]) -> dict[str, Any]:
    stand = grown_stands(rng, land, use)
    return {
        "YOU_SHI_SZ": stand.species, "SZ_ZC": stand.composition, "PINGJUN_XJ": stand.thickness,
        "PINGJUN_NL": stand.age, "LING_ZU": stand.age_group, "YU_BI_DU": stand.canopy,
        "HUO_LMGQXJ": stand.stock, "MEI_GQ_ZS": stand.stems,
    }  # fmt: skip


def _site(rng: np.random.Generator, land: NDArray[np.object_]) -> dict[str, Any]:
    """Return site quality, slope in degrees and soil."""
    count = len(land)
    soil = np.where(np.isin(land, ["0131", "0132"]), "shrub", "usual").astype(object)
    return {
        "ZL_DJ": pick(rng, count, _SITE),
        "PO_DU": pd.array(pick(rng, count, {0: 74, 1: 18, 2: 6, 3: 2}).astype(np.int16), dtype="Int16"),
        "TU_RANG_LX": pick_by(rng, soil, _SOIL),
    }
