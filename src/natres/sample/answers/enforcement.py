"""The truth about illegal patches: areas, former cropland, what is approved, what lies in basic farmland."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.cover.codes import cropland
from natres.sample.fabric.outline import ORIGIN
from natres.sample.land import Land
from natres.sample.layers.enforcement import Enforcement
from natres.sample.layers.enforcement.drawing import new_construction
from natres.sample.reckoning.survey import survey_areas

__all__ = ["enforcement_truth", "new_cropland_mu"]

Shapes = NDArray[np.object_]

_LINE_M2 = 1.0  # approved up to here is not approved at all, and the other way round
_CENTS_PER_MU = 200_000 / 3


def new_cropland_mu(land: Land) -> str:
    """Return the cropland that new construction land took within the year, in mu: declared areas, two decimals."""
    _, crop = new_construction(land)
    return f"{int(land.closed.atom[crop].sum()) / _CENTS_PER_MU:.2f}"


def enforcement_truth(land: Land, made: Enforcement, farmland: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the answer "enforcement": every patch and their sums, survey areas in m² before rounding.

    Cropland is that of the year before, without field ridges.
    """
    patches = made.tables["illegal_land"]
    approved = shapely.union_all(_near(made.tables["approvals"]))
    zones = shapely.union_all(_near(farmland))
    earlier = land.earlier
    ground, codes = _near(earlier), earlier["DLBM"].astype(str).tolist()
    ridge = earlier["KCXS"].to_numpy(dtype=float)
    crop = np.array([cropland(code) for code in codes])
    tree = shapely.STRtree(ground)
    rows: dict[str, dict[str, float]] = {}
    for number, patch in zip(patches["TBBH"].tolist(), _near(patches).tolist(), strict=True):
        under = np.array([k for k in tree.query(patch, predicate="intersects").tolist() if crop[k]], dtype=int)
        pieces = shapely.intersection(ground[under], patch)
        net = 1.0 - ridge[under]
        allowed = shapely.intersection(patch, approved)
        rows[number] = {
            "area_m2": _size([patch])[0],
            "cropland_m2": float((_size(pieces) * net).sum()),
            "approved_m2": _size([allowed])[0],
            "approved_cropland_m2": float((_size(shapely.intersection(pieces, approved)) * net).sum()),
            "farmland_m2": _size([shapely.intersection(patch, zones)])[0],
        }
    total = {key: sum(row[key] for row in rows.values()) for key in _KEYS}
    loose = sum(bool(row["area_m2"] - row["approved_m2"] >= _LINE_M2) for row in rows.values())
    return {
        "land_year": 2021,
        "cases": len(rows),
        "unapproved_cases": loose,
        "approvals": len(made.tables["approvals"]),
        "new_construction_cropland_mu": new_cropland_mu(land),
        **{key: f"{area:.4f}" for key, area in total.items()},
        "patches": {number: {key: f"{area:.4f}" for key, area in row.items()} for number, row in rows.items()},
    }


_KEYS = ("area_m2", "cropland_m2", "approved_m2", "approved_cropland_m2", "farmland_m2")


def _near(table: gpd.GeoDataFrame) -> Shapes:
    """Return shapes near the origin, where cutting keeps more digits."""
    shapes = np.asarray(table.geometry.array, dtype=object)
    return shapely.transform(shapes, lambda points: np.round(points - ORIGIN, 3))


def _size(shapes: Any) -> NDArray[np.float64]:
    """Return the survey area of shapes near the origin; of several parts it is their sum."""
    parts, owner = shapely.get_parts(np.asarray(shapes, dtype=object), return_index=True)
    areal = (shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)
    placed = shapely.transform(parts[areal], lambda points: points + ORIGIN)
    return np.bincount(owner[areal], survey_areas(placed), len(shapes)).astype(np.float64)
