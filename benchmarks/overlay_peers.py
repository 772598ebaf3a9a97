"""Ways to lay two layers on one another and add up the area of every pair of classes: natres and its peers.

Each takes two frames in memory (class and geometry) and returns {(class, class): m²} in the plane, 1 m² and more.
"""

import importlib.util
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from natres.core.crs import ComputingZone
from natres.core.overlay import lay_over, lay_zones

__all__ = [
    "LEAST_M2", "DuckLayers", "Matrix", "Way", "by_geopandas", "by_natres", "by_natres_zones", "by_shapely",
    "conditions", "in_turn", "same",
]  # fmt: skip

Matrix = dict[tuple[str, str], float]
Timed = tuple[dict[str, float], dict[str, Matrix]]
Way = Callable[[gpd.GeoDataFrame, gpd.GeoDataFrame], Matrix]

#: A cell of less is left out of the comparison: peers keep what cutting leaves along borders, or do not.
LEAST_M2 = 1.0


def by_natres(one: gpd.GeoDataFrame, two: gpd.GeoDataFrame) -> Matrix:
    """natres: match unchanged shapes, cut the rest; plane and survey area of every piece, every row accounted for."""
    laid = lay_over(one.geometry.to_numpy(), one.crs, two.geometry.to_numpy(), two.crs)
    pieces = laid.common
    return _summed(one["key"].to_numpy()[pieces.first], two["key"].to_numpy()[pieces.second], pieces.planar_m2)


def by_natres_zones(parcels: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> Matrix:
    """natres: parcels wholly inside are not cut, zones are subdivided; also ground by combination, and survey areas."""
    laid = lay_zones(parcels.geometry.to_numpy(), {"zone": zones.geometry.to_numpy()}, ComputingZone(117.0))
    pieces = laid.inside["zone"]
    return _summed(parcels["key"].to_numpy()[pieces.first], zones["key"].to_numpy()[pieces.second], pieces.planar_m2)


def by_geopandas(one: gpd.GeoDataFrame, two: gpd.GeoDataFrame) -> Matrix:
    """geopandas: overlay and groupby."""
    laid = gpd.overlay(one, two, how="intersection", keep_geom_type=True)
    return _summed(laid["key_1"].to_numpy(), laid["key_2"].to_numpy(), laid.area.to_numpy())


def by_shapely(one: gpd.GeoDataFrame, two: gpd.GeoDataFrame) -> Matrix:
    """Plain shapely: a tree, prepared predicates, intersection of what meets."""
    first, second = one.geometry.to_numpy(), two.geometry.to_numpy()
    row, other = shapely.STRtree(second).query(first, predicate="intersects")
    area = shapely.area(shapely.intersection(first[row], second[other]))
    return _summed(one["key"].to_numpy()[row], two["key"].to_numpy()[other], area)


class DuckLayers:
    """DuckDB spatial: tables made once and not timed; a spatial join and ST_Intersection on all cores."""

    def __init__(self, one: gpd.GeoDataFrame, two: gpd.GeoDataFrame) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="duckdb-extensions-")
        self.connection = duckdb.connect(config={"extension_directory": self._folder.name})
        self.connection.install_extension(str(_spatial_file()))
        self.connection.load_extension("spatial")
        for name, frame in (("one", one), ("two", two)):
            table = pd.DataFrame({"key": frame["key"].astype(object), "wkb": shapely.to_wkb(frame.geometry.to_numpy())})
            self.connection.register("given", table)
            self.connection.execute(f"CREATE TABLE {name} AS SELECT key, ST_GeomFromWKB(wkb) AS geom FROM given")
            self.connection.unregister("given")

    def matrix(self, *_: object) -> Matrix:
        """Join, cut and add up."""
        rows = self.connection.execute(
            "SELECT one.key, two.key, sum(ST_Area(ST_Intersection(one.geom, two.geom))) FROM one "
            "JOIN two ON ST_Intersects(one.geom, two.geom) GROUP BY ALL"
        ).fetchall()
        return {(a, b): area for a, b, area in rows if area >= LEAST_M2}


def _spatial_file() -> Path:
    package = importlib.util.find_spec("duckdb_extension_spatial")
    assert package is not None
    assert package.submodule_search_locations is not None
    return next(Path(package.submodule_search_locations[0]).rglob("spatial.duckdb_extension"))


def _summed(one: Any, two: Any, area: Any) -> Matrix:
    sums = pd.Series(np.asarray(area)).groupby([np.asarray(one), np.asarray(two)]).sum()
    return {(str(a), str(b)): float(m2) for (a, b), m2 in sums.items() if m2 >= LEAST_M2}


def in_turn(ways: Mapping[str, tuple[Way, int]], one: gpd.GeoDataFrame, two: gpd.GeoDataFrame) -> Timed:
    """Run all ways in turn, each as often as it says; return the median seconds of each, and what it found."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    found: dict[str, Matrix] = {}
    for n in range(max(rounds for _, rounds in ways.values())):
        for name, (way, rounds) in ways.items():
            if n < rounds:
                start = time.perf_counter()
                found[name] = way(one, two)
                seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in seconds.items()}, found


def same(found: Mapping[str, Matrix], least_m2: float = 0.01) -> bool:
    """Tell whether all ways found the same areas to 0.01 m² a cell."""
    first, *others = found.values()
    return all(
        abs(first.get(key, 0.0) - other.get(key, 0.0)) <= least_m2
        for other in others
        for key in {*first, *other}
        if max(first.get(key, 0.0), other.get(key, 0.0)) > LEAST_M2 + least_m2
    )


def conditions() -> str:
    """Return what was compared and on what, for the table."""
    return (
        f"geopandas {gpd.__version__}, shapely {shapely.__version__} (GEOS {shapely.geos_version_string}), "
        f"DuckDB spatial {duckdb.__version__}, numpy {np.__version__}; {os.cpu_count()} cores"
    )
