"""What the generator knows about its own district, from its own arithmetic; decimals as strings."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from natres.sample.answers.forest_sums import forest_sums, survey_below
from natres.sample.answers.tables import unit_main_classes
from natres.sample.answers.well_sums import well_heat, well_places
from natres.sample.cover.codes import URBAN_RURAL, cropland, land_classes, leaf_main_class
from natres.sample.layers.forest import CLASSES, TENURES
from natres.sample.layers.wells import TAIL_WATER_LIMIT_C
from natres.sample.reckoning.rounding import apportion, cents_text, closed_print, half_up

__all__ = ["forest_truth", "land_truth", "quota_truth", "wells_truth"]

GROUPS = ("agricultural", "construction", "unused")


def _cents(column: pd.Series) -> list[int]:
    return [round(v * 100) for v in column]


def _main(code: str) -> str:
    return leaf_main_class(code)


def land_truth(parcels: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return groups, classes, ownership, measures and units."""
    classes: dict[str, int] = defaultdict(int)
    owners: dict[tuple[str, str], int] = defaultdict(int)
    by_unit: dict[tuple[str, str], int] = defaultdict(int)
    measures = dict.fromkeys(
        ("construction", "settlement_scope", "settlement_construction", "urban_rural_construction",
         "urban_rural_construction_with_mining", "cropland"), 0)  # fmt: skip
    columns = ("DLBM", "KCDLBM", "QSXZ", "ZLDWDM", "CZCSXM")
    rows = zip(
        *(parcels[c].astype(str) for c in columns),
        _cents(parcels["TBDLMJ"]),
        _cents(parcels["KCMJ"]),
        strict=True,
    )
    for code, ridge, tenure, place, mark, net, deducted in rows:
        owner = "state" if tenure[0] in "12" else "collective"
        for leaf, cents in ((code, net), (ridge, deducted)):
            if cents:
                group = land_classes()[leaf].group
                classes[leaf] += cents
                owners[owner, group] += cents
                for unit in (place[:9], place[:12]):
                    by_unit[unit, group] += cents
                    by_unit[unit, "total"] += cents
        built = land_classes()[code].group == "construction"
        urban_rural = built and mark in URBAN_RURAL
        measures["construction"] += net * built
        measures["settlement_scope"] += (net + deducted) * (mark != "")  # all land inside, field ridges too
        measures["settlement_construction"] += net * (built and mark != "")
        measures["urban_rural_construction"] += net * urban_rural
        measures["urban_rural_construction_with_mining"] += net * (urban_rural or code == "0602")
        measures["cropland"] += net * cropland(code)
        for unit in (place[:9], place[:12]):
            by_unit[unit, "urban_rural"] += net * urban_rural
    return {
        "control_area_m2": cents_text(sum(classes.values())),
        "groups": _groups(classes),
        "classes": {c: cents_text(classes[c]) for c in sorted(classes)},
        "main_classes": _main_classes(classes),
        "ownership": {o: {g: cents_text(owners[o, g]) for g in GROUPS} for o in ("state", "collective")},
        "measures": {k: cents_text(v) for k, v in measures.items()},
        "units": _units(parcels, by_unit),
    }


def _groups(classes: dict[str, int]) -> dict[str, Any]:
    cents = [sum(v for c, v in classes.items() if land_classes()[c].group == g) for g in GROUPS]
    total = sum(cents)
    km2 = closed_print([Decimal(c) / 10**8 for c in cents], Decimal(total) / 10**8, 2)
    share = closed_print([Decimal(c) * 100 / total for c in cents], Decimal(100), 2)
    return {
        g: {"area_m2": cents_text(c), "area_km2": str(k), "share": str(s)}
        for g, c, k, s in zip(GROUPS, cents, km2, share, strict=True)
    }


def _main_classes(classes: dict[str, int]) -> dict[str, str]:
    sums: dict[str, int] = defaultdict(int)
    for code, cents in classes.items():
        sums[_main(code)] += cents
    return {code: cents_text(sums[code]) for code in sorted(sums)}


def _units(parcels: gpd.GeoDataFrame, by_unit: dict[tuple[str, str], int]) -> dict[str, Any]:
    names = dict(zip(parcels["ZLDWDM"].astype(str).str[:12], parcels["ZLDWMC"].astype(str), strict=True))
    names |= {code[:9]: name.split("示例")[0] for code, name in names.items()}
    order = sorted(names, key=lambda c: (len(c), c))
    main = unit_main_classes(parcels)
    return {
        code: {
            "name": names[code],
            "level": "town" if len(code) == 9 else "village",
            "control_area_m2": cents_text(by_unit[code, "total"]),
            "groups": {g: cents_text(by_unit[code, g]) for g in GROUPS},
            "main_classes": main[code],
            "urban_rural_construction": cents_text(by_unit[code, "urban_rural"]),
        }
        for code in order
    }


def quota_truth(
    rng: np.random.Generator, measures: dict[str, str], units: dict[str, Any], limit_km2: str
) -> dict[str, Any]:
    """Return the verdict on urban–rural construction land, and invented limits of the towns that add to the limit."""
    actual = Decimal(measures["urban_rural_construction"]) / 10**6
    limit = Decimal(limit_km2)
    printed = half_up(actual, 1)
    return {
        "limit_km2": limit_km2,
        "actual_km2": str(printed),
        "excess_km2": str(half_up(actual - limit, 1)),
        "exceeded": bool(actual > limit),
        "unit_limits_km2": _town_limits(rng, units, limit),
    }


def _town_limits(rng: np.random.Generator, units: dict[str, Any], limit: Decimal) -> dict[str, str]:
    """Share the district's limit out (0.01 km²): by what is built, with a whim; no town gets nothing."""
    towns = [code for code in units if len(code) == 9]
    built = [int(Decimal(units[code]["urban_rural_construction"])) for code in towns]
    weight = [max(round(area * whim), 1) for area, whim in zip(built, rng.uniform(0.93, 1.07, len(towns)), strict=True)]
    spare = int(limit * 100) - len(towns)
    return {code: cents_text(1 + part) for code, part in zip(towns, apportion(spare, weight), strict=True)}


def forest_truth(
    matrix: dict[tuple[str, str], Decimal], plots: gpd.GeoDataFrame, parcels: gpd.GeoDataFrame
) -> dict[str, Any]:
    """Return class and tenure sums in ha, unrounded and as printed, sums by field, and the survey below the plots."""
    by_class = {c: sum((matrix[c, t] for t in TENURES), Decimal(0)) for c in CLASSES}
    by_tenure = {t: sum((matrix[c, t] for c in CLASSES), Decimal(0)) for t in TENURES}
    total = sum(by_class.values(), Decimal(0))
    share = closed_print([by_tenure[t] * 100 / total for t in by_tenure], Decimal(100), 2)
    printed = {k: str(half_up(v, 2)) for k, v in {"total": total, **by_class, **by_tenure}.items()}
    return {
        "total_ha": str(total),
        "by_class": {c: str(v) for c, v in by_class.items()},
        "by_tenure": {t: str(v) for t, v in by_tenure.items()},
        "tenure_share": {t: str(s) for t, s in zip(by_tenure, share, strict=True)},
        "matrix": {c: {t: str(matrix[c, t]) for t in by_tenure} for c in CLASSES},
        "printed_ha": printed,
        **forest_sums(plots),
        "survey": survey_below(plots, parcels),
    }


def wells_truth(wells: pd.DataFrame, rights: pd.DataFrame) -> dict[str, Any]:
    """Return counts, volumes by reservoir in m³, wells by tail water, and what a check of the register must find."""
    kind = wells["井别"].value_counts()
    right = rights["类型"].value_counts()
    volumes: dict[str, dict[str, str]] = {}
    for reservoir in sorted(set(wells["热储层"])):
        mine = wells[wells["热储层"] == reservoir]
        produced, returned = (
            int(np.rint(mine[c].fillna(0).astype(float) * 100).sum()) * 100 for c in ("年开采量_万m3", "年回灌量_万m3")
        )
        volumes[reservoir] = {"produced_m3": str(produced), "reinjected_m3": str(returned)}
    tail = pd.to_numeric(wells["尾水温度_℃"])
    return {
        "counts": {
            "production": int(kind.get("开采", 0)),
            "reinjection": int(kind.get("回灌", 0)),
            "observation": int(kind.get("观测", 0)),
            "mining_rights": int(right.get("采矿权", 0)),
            "exploration_rights": int(right.get("探矿权", 0)),
        },
        "reinjection": volumes,
        "tail_water_exceeded": wells.loc[tail > float(TAIL_WATER_LIMIT_C), "井号"].tolist(),
        "tail_water_at_limit": wells.loc[tail == float(TAIL_WATER_LIMIT_C), "井号"].tolist(),
        **_well_cases(wells, rights),
        **well_heat(wells),
        **well_places(wells),
    }


def _well_cases(wells: pd.DataFrame, rights: pd.DataFrame) -> dict[str, Any]:
    """Return the wells by what is wrong with them, the heated area by use and the rights run out by the data's date."""
    main = wells[wells["井别"] == "开采"]
    run_out = set(rights.loc[rights["有效期止"] < wells["数据日期"].max(), "许可证号"])
    paired = set(wells.loc[wells["井别"] == "回灌", "对井组"])
    over = main["年开采量_万m3"].astype(float) > main["许可开采量_万m3"].astype(float)
    alone = ~main["对井组"].isin(paired)
    heated = main["供暖面积_万m2"].astype(float).fillna(0.0)
    return {
        "tail_water_missing": main.loc[main["尾水温度_℃"].isna(), "井号"].tolist(),
        "over_permit": main.loc[over, "井号"].tolist(),
        "partner_missing": main.loc[alone & (main["对井组"] != ""), "井号"].tolist(),
        "single": main.loc[main["对井组"] == "", "井号"].tolist(),
        "rights_run_out": sorted(run_out),
        "wells_on_rights_run_out": main.loc[main["许可证号"].isin(run_out), "井号"].tolist(),
        "heated_m2": str(int(np.rint(heated * 100).sum()) * 100),
        "by_use": {str(use): int(n) for use, n in main["用途"].value_counts().sort_index().items()},
    }
