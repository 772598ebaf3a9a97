"""A second year of the benchmark's parcels: some split, merged or reshaped, half of all rings begun elsewhere."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from fabric import parcel_file

__all__ = ["two_years"]

Shapes = Any


def two_years(
    folder: Path, share: float, parcels: gpd.GeoDataFrame | None = None, name: str = "60k"
) -> tuple[Path, Path]:
    """Return the parcels of two years, GeoParquet with DLBM and geometry; ``share`` of the first are changed.

    A changed parcel is cut across its longer side. A third of them stay two parcels, of a third one half goes to a
    neighbour, a third go to a neighbour whole; where no neighbour is left unchanged a parcel stays cut. What is new
    has the class of another parcel.
    """
    before, after = folder / f"year1-{name}.parquet", folder / f"year2-{name}-{share:g}.parquet"
    if not before.exists() or not after.exists():
        frame = gpd.read_file(parcel_file(folder), columns=["DLBM"]) if parcels is None else parcels
        frame = frame[["DLBM", "geometry"]]
        frame.to_parquet(before)
        shapes, codes = _changed(frame.geometry.to_numpy(), frame["DLBM"].to_numpy(), share)
        gpd.GeoDataFrame({"DLBM": codes}, geometry=_begun_elsewhere(shapes), crs=frame.crs).to_parquet(after)
    return before, after


def _changed(shapes: Shapes, codes: Any, share: float) -> tuple[Shapes, Any]:
    rng = np.random.default_rng(20221231)
    chosen = rng.permutation(len(shapes))[: round(share * len(shapes))]
    kind = rng.integers(0, 3, len(chosen))
    state = np.zeros(len(shapes), dtype=bool)
    state[chosen] = True
    neighbours = _neighbours(shapes, chosen)
    taken: dict[int, list[Any]] = {}
    new: list[Any] = []
    for n, row in enumerate(chosen.tolist()):
        halves = _halves(shapes[row])
        free = [other for other in neighbours.get(row, ()) if not state[other] and other not in taken]
        if kind[n] == 0 or not free:
            new += halves
        elif kind[n] == 1:
            new.append(halves[0])
            taken[free[0]] = halves[1:]
        else:
            taken[free[0]] = [shapes[row]]
    kept = np.flatnonzero(~state & ~np.isin(np.arange(len(shapes)), list(taken)))
    grown = [shapely.union_all([shapes[row], *parts]) for row, parts in taken.items()]
    fresh = np.array([part for shape in [*new, *grown] for part in shapely.get_parts(shape)], dtype=object)
    fresh = fresh[shapely.get_type_id(fresh) == 3]
    order = rng.permutation(len(kept) + len(fresh))
    all_codes = np.concatenate([codes[kept], rng.choice(codes, len(fresh))])
    return np.concatenate([shapes[kept], fresh])[order], all_codes[order]


def _neighbours(shapes: Shapes, rows: Any) -> dict[int, list[int]]:
    near, other = shapely.STRtree(shapes).query(shapes[rows], predicate="intersects")
    found: dict[int, list[int]] = {}
    shared = shapely.length(shapely.intersection(shapes[rows[near]], shapes[other]))
    for row, beside, length in zip(rows[near].tolist(), other.tolist(), shared.tolist(), strict=True):
        if row != beside and length > 1:
            found.setdefault(row, []).append(beside)
    return found


def _halves(shape: Any) -> list[Any]:
    west, south, east, north = shape.bounds
    middle = shape.representative_point()
    if east - west > north - south:
        boxes = shapely.box(west, south, middle.x, north), shapely.box(middle.x, south, east, north)
    else:
        boxes = shapely.box(west, south, east, middle.y), shapely.box(west, middle.y, east, north)
    return [part for part in (shapely.intersection(shape, box) for box in boxes) if part.area > 0]


def _begun_elsewhere(shapes: Shapes) -> Shapes:
    turned = shapes.copy()
    for row in range(0, len(shapes), 2):
        shell = shapely.get_coordinates(shapes[row].exterior)[:-1]
        holes = [ring.coords for ring in shapes[row].interiors]
        turned[row] = shapely.Polygon(np.roll(shell, len(shell) // 3, axis=0), holes)
    return turned
