"""Whether the parcels are one clean coverage of the outline, and lie in their villages."""

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from check_sample.facts import FACTS
from check_sample.folder import Folder, Parcels
from check_sample.outcome import Outcome


def polygons(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Expect single, valid polygons on the 1 mm grid, in the right system."""
    frame, shapes = parcels.frame, parcels.shapes
    out.same("system of coordinates", frame.crs.to_epsg() if frame.crs else None, FACTS["district"]["crs"])
    out.rows("not a Polygon", frame, shapely.get_type_id(shapes) != shapely.GeometryType.POLYGON)
    out.rows("empty", frame, shapely.is_empty(shapes))
    out.rows("not valid", frame, ~shapely.is_valid(shapes))
    points, of = shapely.get_coordinates(shapes, return_index=True)
    off = np.abs(points * 1000 - np.rint(points * 1000)).max(axis=1)
    worst = np.bincount(of, off > 1e-4, minlength=len(shapes))
    out.rows("vertices off the 1 mm grid", frame, worst > 0, by=worst)
    mean_width = 2 * shapely.area(shapes) / shapely.length(shapes)
    out.rows("mean width (2 A / P) below 2 m", frame, mean_width < 2, by=-mean_width)
    out.note(f"{len(shapes)} parcels, {len(points)} points; narrowest parcel {mean_width.min():.2f} m on the mean")


def clean(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Expect no gap, no overlap, and the outline as their union."""
    wrong = ~shapely.is_empty(shapely.coverage_invalid_edges(parcels.shapes))
    out.rows("edges break the coverage", parcels.frame, wrong)
    out.expect(shapely.coverage_is_valid(parcels.shapes), "coverage_is_valid says no")
    same_ground("the union of the parcels", parcels.shapes, folder.outline, out)


def same_ground(what: str, shapes: NDArray[Any], wanted: shapely.Polygon, out: Outcome) -> None:
    """Compare the union of a coverage with a polygon."""
    union = shapely.unary_union(shapely.coverage_union_all(shapes))
    difference = shapely.symmetric_difference(union, wanted).area
    out.expect(difference == 0, f"{what}: symmetric difference {difference:.6g} m²")
    out.expect(shapely.equals(union, wanted), f"{what} is not topologically equal to the outline")


def edges(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Expect every inner edge twice, every outer edge once, and these to be the outline's."""
    outline = np.array([folder.outline], dtype=object)
    inner, outer = edge_keys(parcels.shapes, outline)
    found, uses = np.unique(inner, return_counts=True)
    out.same("edges used more than twice", int((uses > 2).sum()), 0)
    once = found[uses == 1]
    out.same("edges used once that are not on the outline", len(np.setdiff1d(once, outer)), 0)
    out.same("edges of the outline that no parcel has once", len(np.setdiff1d(outer, once)), 0)
    twice = double_areas(parcels.shapes).sum() - double_areas(outline).sum()
    out.same("double planar area of all parcels less that of the outline, mm²", int(twice), 0)
    points, first = corners(parcels.shapes)
    of = shapely.get_coordinates(parcels.shapes, return_index=True)[1][1:][~first[1:]]
    lengths = np.hypot(*(np.diff(points, axis=0)[~first[1:]] / 1000).T)
    repeated = np.bincount(of, lengths == 0, minlength=len(parcels.shapes))
    out.rows("a vertex twice in a row", parcels.frame, repeated > 0, by=repeated)
    out.note(f"{(uses == 2).sum()} inner and {len(once)} outer edges, the shortest {lengths.min():.3f} m")
    short, below = 100 * (lengths < 0.2).mean(), 100 * (lengths < 1).mean()
    out.note(f"{short:.2f} % of the edges are shorter than 0.2 m, {below:.1f} % than 1 m")


def edge_keys(*groups: NDArray[Any]) -> list[NDArray[np.int64]]:
    """Return a number for each edge of each group, equal for equal end points."""
    points, firsts = zip(*(corners(shapes) for shapes in groups), strict=True)
    everything = np.concatenate(points)
    everything -= everything.min(axis=0)
    _, number = np.unique(everything[:, 0] << 32 | everything[:, 1], return_inverse=True)
    keys, start = [], 0
    for first in firsts:
        own = number[start : start + len(first)]
        a, b = own[:-1][~first[1:]], own[1:][~first[1:]]
        keys.append(np.minimum(a, b).astype(np.int64) << 32 | np.maximum(a, b))
        start += len(first)
    return keys


def corners(shapes: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return all ring points in whole millimetres, and which of them begin a ring."""
    points, ring = shapely.get_coordinates(shapely.get_rings(shapes), return_index=True)
    first = np.r_[True, ring[1:] != ring[:-1]]
    return np.rint(points * 1000).astype(np.int64), first


def double_areas(shapes: NDArray[Any]) -> NDArray[np.int64]:
    """Return twice the planar area of each polygon in mm², exactly."""
    shape_of = shapely.get_rings(shapes, return_index=True)[1]
    outer = np.r_[True, shape_of[1:] != shape_of[:-1]]
    points, first = corners(shapes)
    points = points - np.array([39_480_000_000, 4_290_000_000])
    steps = points[:-1, 0] * points[1:, 1] - points[1:, 0] * points[:-1, 1]
    steps[first[1:]] = 0
    sums = np.abs(np.add.reduceat(np.r_[steps, 0], np.flatnonzero(first)))
    totals = np.zeros(len(shapes), dtype=np.int64)
    np.add.at(totals, shape_of, np.where(outer, sums, -sums))
    return totals


def in_villages(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Expect each village's polygon to be the union of the parcels that name it."""
    names = parcels.text("ZLDWDM")
    villages = dict(zip(folder.villages["ZLDWDM"], folder.villages.geometry, strict=True))
    out.same("villages named by parcels but not on the layer", sorted(set(names) - set(villages))[:5], [])
    out.same("villages without parcels", sorted(set(villages) - set(names))[:5], [])
    wrong = []
    for code, rows in pd.Series(np.arange(len(names))).groupby(names.to_numpy()):
        union = shapely.unary_union(shapely.coverage_union_all(parcels.shapes[rows.to_numpy()]))
        if code in villages and not shapely.equals(union, villages[code]):
            wrong.append(f"{code}: {shapely.symmetric_difference(union, villages[code]).area:.6g} m²")
    out.expect(not wrong, f"{len(wrong)} villages are not the union of their parcels — {'; '.join(wrong[:5])}")


CHECKS = {
    "coverage.polygons": polygons,
    "coverage.clean": clean,
    "coverage.edges": edges,
    "coverage.villages": in_villages,
}
