"""The truth about zones and site: sizes, land classes inside, and what lies in several zones at once."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.answers.overlay import exclusive_areas, inside
from natres.sample.layers.parcels import in_plane
from natres.sample.reckoning.areas import geodesic_areas

__all__ = ["zone_truth"]

Shapes = NDArray[np.object_]


def zone_truth(
    parcels: Shapes, codes: NDArray[np.object_], tables: dict[str, gpd.GeoDataFrame], site: shapely.Polygon
) -> dict[str, Any]:
    """Return the answers "zones" and "site"; ``parcels`` are in the plane of the tables, ``site`` in local metres.

    classes_m2 are plane m² by land class (DLBM) inside a layer, combinations_m2 those that lie in exactly the
    layers named, by land class as well: nothing is counted twice.
    """
    zones = {name: np.asarray(table.geometry.array, dtype=object) for name, table in tables.items()}
    within = {name: inside(parcels, shapes) for name, shapes in zones.items()}
    alone = exclusive_areas(parcels, within)
    sizes = {
        name: _size(shapes) | {"classes_m2": _by_class(codes, within[name].area)} for name, shapes in zones.items()
    }
    combined = {"+".join(names): _by_class(codes, area) for names, area in alone.items()}
    ground = in_plane(np.array([site], dtype=object))
    return {
        "zones": {"layers": sizes, "combinations_m2": combined},
        "site": _size(ground) | _site(ground[0], parcels, codes, zones),
    }


def _size(shapes: Shapes) -> dict[str, Any]:
    return {
        "count": len(shapes),
        "vertices": int(shapely.get_num_coordinates(shapes).sum()),
        "planar_m2": _text(float(shapely.area(shapes).sum())),
        "survey_m2": _text(float(geodesic_areas(shapes).sum())),
    }


def _site(
    site: shapely.Polygon, parcels: Shapes, codes: NDArray[np.object_], zones: dict[str, Shapes]
) -> dict[str, Any]:
    near = shapely.STRtree(parcels).query(site, predicate="intersects")
    cut = shapely.area(shapely.intersection(parcels[near], site))
    in_zone = {name: float(shapely.area(shapely.intersection(shapes, site)).sum()) for name, shapes in zones.items()}
    return {
        "classes_m2": _by_class(codes[near], cut),
        "zones_m2": {name: _text(area) for name, area in in_zone.items()},
    }


def _by_class(codes: NDArray[np.object_], area: NDArray[np.float64]) -> dict[str, str]:
    kinds, place = np.unique(codes.astype(str), return_inverse=True)
    sums = np.bincount(place, area, len(kinds))
    return {str(kind): _text(total) for kind, total in zip(kinds, sums.tolist(), strict=True) if total > 5e-5}


def _text(area: float) -> str:
    return f"{area:.4f}"
