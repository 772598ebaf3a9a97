"""Forest sums by field and unit, and what the survey has where the plots lie; decimals as strings."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.sample.layers.forest import TENURES, WOODS, survey_tenure
from natres.sample.reckoning.rounding import plain_text

__all__ = ["forest_sums", "survey_below"]

_CLASS = {"011": "forested", "013": "shrub", "015": "nursery", "016": "unstocked"}
_TOUCH_M = 0.001
# least canopy cover → band
_CANOPY = ((0.70, "0.70-1.00"), (0.40, "0.40-0.69"), (0.20, "0.20-0.39"), (0.0, "0.00-0.19"))
_PURE = 7  # tenths (of the stock) of the leading species from which a stand is pure: 65 %, rounded up


def _hectares(m2: int) -> str:
    return f"{m2 // 10_000}.{m2 % 10_000:04d}"


def _sums(m2: pd.Series, key: Iterable[str]) -> dict[str, str]:
    """Return hectares by key; rows whose key is empty count nowhere."""
    keys = pd.Series(list(key), index=m2.index, dtype=object)
    return {str(k): _hectares(int(v)) for k, v in m2[keys != ""].groupby(keys[keys != ""]).sum().items()}


def _text(plots: gpd.GeoDataFrame, field: str) -> list[str]:
    return plots[field].astype(str).tolist()


def _tenure(plots: gpd.GeoDataFrame) -> list[str]:
    return [TENURES[0] if code[0] == "1" else TENURES[1] for code in _text(plots, "LD_QS")]


def forest_sums(plots: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return sums of MIAN_JI (ha) by field, and by town × class × tenure.

    Age groups, and pure or mixed, are those of closed forest (0111); in a pure stand the leading species has
    seven tenths of the stock or more.
    """
    m2 = (plots["MIAN_JI"] * 10_000).round().astype("int64")
    category, land = _text(plots, "SEN_LIN_LB"), _text(plots, "DI_LEI")
    leading = [re.match(r"\d+", word) for word in _text(plots, "SZ_ZC")]
    mixture = ["" if m is None else "pure" if int(m[0]) >= _PURE else "mixed" for m in leading]
    return {
        "plots": len(plots),
        "by_land": _sums(m2, land),
        "by_category": _sums(m2, category),
        "by_benefit": _sums(m2, ["public" if c[0] == "1" else "commercial" for c in category]),
        "by_protection": _sums(m2, _text(plots, "BH_DJ")),
        "by_species": _sums(m2, _text(plots, "YOU_SHI_SZ")),
        "by_mixture": _sums(m2, [m if c == "0111" else "" for m, c in zip(mixture, land, strict=True)]),
        "by_age_group": _sums(m2, _text(plots, "LING_ZU")),
        "by_town": _by_town(plots, m2),
        "by_canopy": _sums(m2, [_band(float(cover)) for cover in plots["YU_BI_DU"]]),
        **_stock(plots),
        "by_chief": _by_chief(plots, m2),
    }


def _band(cover: float) -> str:
    """Return the band of a canopy cover (0–1), empty where a plot states none.

    >>> _band(0.39), _band(0.4), _band(float("nan"))
    ('0.20-0.39', '0.40-0.69', '')
    """
    return next((name for least, name in _CANOPY if cover >= least), "")


def _stock(plots: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the standing stock in m³ (m³ a hectare by hectares), in all and by leading species."""
    sums: dict[str, Decimal] = {}
    rows = zip(_text(plots, "YOU_SHI_SZ"), plots["HUO_LMGQXJ"], plots["MIAN_JI"], strict=True)
    for species, per_ha, hectares in rows:
        if not np.isnan(per_ha):
            sums[species] = sums.get(species, Decimal(0)) + Decimal(str(per_ha)) * Decimal(str(hectares))
    return {
        "stock_m3": plain_text(sum(sums.values(), Decimal(0))),
        "stock_by_species_m3": {species: plain_text(sums[species]) for species in sorted(sums)},
    }


def _by_chief(plots: gpd.GeoDataFrame, m2: pd.Series) -> dict[str, dict[str, str]]:
    """Return hectares by forest chief (LZ_ZRQ) and tenure."""
    pairs = (f"{chief} {tenure}" for chief, tenure in zip(_text(plots, "LZ_ZRQ"), _tenure(plots), strict=True))
    result: dict[str, dict[str, str]] = {}
    for key, hectares in _sums(m2, pairs).items():
        chief, tenure = key.rsplit(" ", 1)
        result.setdefault(chief, {})[tenure] = hectares
    return result


def _by_town(plots: gpd.GeoDataFrame, m2: pd.Series) -> dict[str, dict[str, dict[str, str]]]:
    cells = _sums(
        m2,
        (
            f"{town} {_CLASS.get(land[:3], 'other')} {tenure}"
            for town, land, tenure in zip(_text(plots, "XIANG_DM"), _text(plots, "DI_LEI"), _tenure(plots), strict=True)
        ),
    )
    result: dict[str, dict[str, dict[str, str]]] = {}
    for key, hectares in cells.items():
        town, name, tenure = key.split()
        result.setdefault(town, {}).setdefault(name, {})[tenure] = hectares
    return result


def survey_below(plots: gpd.GeoDataFrame, parcels: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return how the plots lie on the survey's parcels, in m² with one decimal.

    ``by_class`` is the plots' area by DLBM, ``by_tenures`` by the plots' tenure and the survey's (QSXZ),
    ``woods_m2`` the part of it on the survey's woods; ``bare_woods_m2`` are woods that no plot covers and
    ``woods_without_plot`` the number of such parcels with no plot at all (less than 1 m²).
    """
    plot, parcel, area = _overlay(plots, parcels)
    code = parcels["DLBM"].astype(str).to_numpy().astype(str)
    owner = survey_tenure(parcels)
    wooded = np.isin(code, WOODS)
    covered = np.bincount(parcel, area, len(parcels))
    whole = parcels["TBMJ"].to_numpy(dtype=np.float64)
    pair = np.char.add(np.char.add(np.array(_tenure(plots))[plot], " "), owner[parcel])
    tenures: dict[str, dict[str, str]] = {t: {} for t in TENURES}
    for key, m2 in _planar_sums(area, pair).items():
        mine, theirs = key.split()
        tenures[mine][theirs] = m2
    return {
        "by_class": _planar_sums(area, code[parcel]),
        "by_tenures": tenures,
        "woods_m2": f"{covered[wooded].sum():.1f}",
        "bare_woods_m2": f"{(whole - covered)[wooded].sum():.1f}",
        "woods_without_plot": int((covered[wooded] < 1.0).sum()),
    }


def _planar_sums(area: NDArray[np.float64], key: NDArray[np.str_]) -> dict[str, str]:
    names, place = np.unique(key, return_inverse=True)
    sums = np.bincount(place, area, len(names))
    return {str(n): f"{v:.1f}" for n, v in zip(names, sums, strict=True) if v >= 0.05}


def _overlay(
    plots: gpd.GeoDataFrame, parcels: gpd.GeoDataFrame
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return plot, parcel and common ground of each overlapping pair; a plot's grounds add up to its stated area."""
    above, below = (np.asarray(t.geometry.array, dtype=object) for t in (plots, parcels))
    inner = shapely.buffer(above, -_TOUCH_M, join_style="mitre")  # most pairs have no more than a border in common
    plot, parcel = shapely.STRtree(below).query(inner, predicate="intersects")
    common = shapely.area(shapely.intersection(above[plot], below[parcel]))
    stated = plots["MIAN_JI"].to_numpy(dtype=np.float64) * 10_000
    scale = stated / np.bincount(plot, common, len(above))
    return plot, parcel, common * scale[plot]
