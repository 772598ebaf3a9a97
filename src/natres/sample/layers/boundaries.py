"""The district's outline, its towns (XZQ) and its village survey areas (CJDCQ) as unions of their parcels."""

import json
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.fabric.units import TOWNS, Partition
from natres.sample.layers.parcels import CRS, MARK, in_plane
from natres.sample.reckoning.closing import Closed

__all__ = ["outline_table", "surroundings_table", "town_table", "village_table"]


def outline_table(outline: shapely.Polygon) -> gpd.GeoDataFrame:
    """Return the district as one row; ``outline`` is in local metres."""
    columns = {"name": ["西青区"], "code": ["120111"], "note": ["示意（schematic）"]}
    return gpd.GeoDataFrame(columns, geometry=in_plane(np.array([outline], dtype=object)), crs=CRS)


def surroundings_table(districts: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Return the districts around as rows with a name; schematic, for the locator map alone."""
    shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in districts["features"]]
    names = [one["properties"]["name"] for one in districts["features"]]
    return gpd.GeoDataFrame({"name": names, "note": "示意（schematic）"}, geometry=np.array(shapes), crs=4490).to_crs(
        CRS
    )


def town_table(
    shapes: NDArray[np.object_], unit: NDArray[np.int64], units: Partition, closed: Closed
) -> gpd.GeoDataFrame:
    """Return layer XZQ: one row a town, control area (DCMJ) and sum of the ellipsoidal areas (JSMJ)."""
    towns = sorted(closed.town, key=lambda t: TOWNS[t].code)
    codes = [TOWNS[t].code for t in towns]
    names = [TOWNS[t].name for t in towns]
    control = [closed.town[t] for t in towns]
    frame = _table("1000600100", units.town[unit], towns, control, shapes, closed)
    frame.insert(2, "XZQDM", codes)
    frame.insert(3, "XZQMC", names)
    return frame


def village_table(
    shapes: NDArray[np.object_], unit: NDArray[np.int64], units: Partition, closed: Closed
) -> gpd.GeoDataFrame:
    """Return layer CJDCQ: one row a village; its code has 19 digits like the parcels' locating unit."""
    villages = sorted(closed.village, key=units.village_code)
    control = [closed.village[v] for v in villages]
    frame = _table("1000600400", unit, villages, control, shapes, closed)
    frame.insert(2, "ZLDWDM", [f"{units.village_code(v)}0000000" for v in villages])
    frame.insert(3, "ZLDWMC", [units.village_name(v) for v in villages])
    return frame


def _table(
    feature: str, place: NDArray[np.int64], places: list[int], control: list[int],
    shapes: NDArray[np.object_], closed: Closed,
) -> gpd.GeoDataFrame:  # fmt: skip
    own = [np.flatnonzero(place == p) for p in places]
    columns = {
        "BSM": [f"120111{feature[6:8]}{k + 1:010d}" for k in range(len(places))],
        "YSDM": feature,
        "DCMJ": [cents / 100 for cents in control],
        "JSMJ": [int(closed.raw[mine].sum()) / 100 for mine in own],
        "MSSM": "00",
        "HDMC": "",
        "BZ": MARK,
    }
    whole = np.array([shapely.coverage_union_all(shapes[mine]) for mine in own], dtype=object)
    return gpd.GeoDataFrame(columns, geometry=whole, crs=CRS)
