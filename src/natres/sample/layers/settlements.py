"""Settlements (CZCDYD): cities, towns, villages and other sites as polygons without holes."""

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from natres.sample.cover.scopes import Scope
from natres.sample.fabric.units import TOWNS, Partition
from natres.sample.layers.parcels import CRS, MARK

__all__ = ["scope_table"]

_CITY, _CITY_NAME = "120111", "西青区示例城区"
_ALONE = {"201A": "独立工业用地", "202A": "独立工业用地", "203A": "独立工业用地", "204": "采矿用地", "205": "特殊用地"}


def scope_table(
    scopes: list[Scope], unit: NDArray[np.int64], units: Partition, cents: NDArray[np.int64]
) -> gpd.GeoDataFrame:
    """Return layer CZCDYD: one row a settlement, its area (CZCMJ) the sum of its parcels' areas.

    The code (CZCDM) has 19 digits: a city is named by its district, a town by its own nine digits, a village and
    any other site by the village's twelve; zeros follow.
    """
    first = np.array([int(unit[scope.parcels[0]]) for scope in scopes], dtype=np.int64)
    place = [_place(scope.code, int(u), units) for scope, u in zip(scopes, first, strict=True)]
    kinds = np.array([scope.code for scope in scopes])
    order = np.lexsort((np.arange(len(scopes)), kinds, np.array([code for code, _ in place])))
    rows = [(scopes[k], *place[k]) for k in order.tolist()]
    columns = {
        "BSM": [f"12011130{k + 1:010d}" for k in range(len(rows))],
        "YSDM": "2099030100",
        "CZCLX": [scope.code for scope, _, _ in rows],
        "CZCDM": [code for _, code, _ in rows],
        "CZCMC": [name + _ALONE.get(scope.code, "") for scope, _, name in rows],
        "CZCMJ": [int(cents[scope.parcels].sum()) / 100 for scope, _, _ in rows],
        "BZ": MARK,
    }
    shapes = np.array([scope.shape for scope, _, _ in rows], dtype=object)
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def _place(kind: str, unit: int, units: Partition) -> tuple[str, str]:
    if kind.startswith("201"):
        return _CITY.ljust(19, "0"), _CITY_NAME
    if kind.startswith("202"):
        town = TOWNS[units.town[unit]]
        return town.code.ljust(19, "0"), town.name
    return units.village_code(unit).ljust(19, "0"), units.village_name(unit)
