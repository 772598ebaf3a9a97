"""An invented building project: one plot beside a road, mostly on fields, a little on basic farmland."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.cover.classes import Cover
from natres.sample.cover.codes import cropland
from natres.sample.fabric.weave import Fabric
from natres.sample.layers.parcels import CRS, in_plane

__all__ = ["PROJECT", "SITE_FILE", "SITE_NUMBER", "project_site", "site_table"]

SITE_FILE = "project/site.parquet"
PROJECT = "示例项目（虚构）"
SITE_NUMBER = "示例-01"
_ROADS = ("1003", "1004", "1006")
_TRIES, _SPOTS = 400, 6
_NEAR_M = 280.0
_SMALLEST_M2, _LARGEST_M2 = 32_000.0, 148_000.0
_FARMLAND_SHARE = 0.12  # of the plot: what a check of the site shall find


def project_site(
    rng: np.random.Generator, fabric: Fabric, cover: Cover, farmland: NDArray[np.object_]
) -> shapely.Polygon:
    """Return the plot in local metres: of many that face a road, the one that suits best."""
    plots = np.array([_plot(rng, *place) for place in _frontages(rng, fabric, farmland)], dtype=object)
    area = shapely.area(plots)
    crops = fabric.shape[[cropland(str(c)) for c in cover.code]]
    roads = fabric.shape[np.isin(cover.code, ["1001", "1003", "1101", "1103"])]
    spared, crop, road = (_covered(plots, shapes) / area for shapes in (farmland, crops, roads))
    unfit = (area < _SMALLEST_M2) | (area > _LARGEST_M2) | ~shapely.is_valid(plots)
    inner = shapely.buffer(fabric.outline, -60.0, quad_segs=1)
    shapely.prepare(inner)
    unfit |= ~shapely.contains_properly(inner, plots)
    miss = 3 * np.abs(spared - _FARMLAND_SHARE) + 2 * (spared < 0.01) + np.abs(crop - 0.75) + 4 * road + 10 * unfit
    return plots[int(np.argmin(miss))]


def site_table(site: shapely.Polygon) -> gpd.GeoDataFrame:
    """Return the plot as a layer of one row; its area (ha) is that of the plane, as in its list of points."""
    shape = in_plane(np.array([site], dtype=object))
    columns = {
        "项目名称": [PROJECT],
        "地块编号": [SITE_NUMBER],
        "地块名称": ["示例地块（虚构）"],
        "地块用途": ["工业用地（示例）"],
        "面积_公顷": [round(float(shapely.area(shape[0])) / 10_000, 4)],
        "界址点数": [len(shape[0].exterior.coords) - 1],
        "说明": ["虚构示例，不对应任何真实项目"],
    }
    return gpd.GeoDataFrame(columns, geometry=shape, crs=CRS)


_Place = tuple[NDArray[np.float64], NDArray[np.float64]]


def _frontages(rng: np.random.Generator, fabric: Fabric, farmland: NDArray[np.object_]) -> list[_Place]:
    """Return places where a field meets a road, not far from a border of basic farmland.

    A place is a point and the direction into the field.
    """
    a, b = fabric.touching.left, fabric.touching.right
    a, b = np.r_[a, b], np.r_[b, a]
    owner = fabric.atom_parcel
    field = (fabric.zone == "arable") & (fabric.code == "")
    for kinds in (_ROADS[:1], _ROADS, tuple(np.unique(fabric.code).tolist())):
        pairs = np.flatnonzero(np.isin(fabric.code, kinds)[owner[a]] & field[owner[b]])
        if len(pairs):
            break
    rows = np.repeat(rng.choice(pairs, _TRIES), _SPOTS)
    ground = fabric.atom[b[rows]]
    fronts, fields = fabric.atom[a[rows[::_SPOTS]]], ground[::_SPOTS]
    borders = shapely.intersection(shapely.boundary(fronts), shapely.boundary(fields))
    kerbs = np.repeat(np.array([_longest(border) for border in borders], dtype=object), _SPOTS)
    at = shapely.line_interpolate_point(kerbs, rng.random(len(rows)), normalized=True)
    near = np.unique(shapely.STRtree(shapely.boundary(farmland)).query(at, predicate="dwithin", distance=_NEAR_M)[0])
    chosen = rng.choice(near if len(near) else len(at), _TRIES)
    spot = shapely.get_coordinates(at[chosen])
    into = shapely.get_coordinates(shapely.point_on_surface(ground[chosen])) - spot
    return list(zip(spot, into / np.hypot(*into.T)[:, None], strict=True))


def _longest(border: shapely.Geometry) -> shapely.Geometry:
    """Return the longest stretch of a border that may run in several, with single points between them."""
    lines = shapely.get_parts(shapely.line_merge(shapely.union_all(shapely.get_parts(border))))
    return lines[int(np.argmax(shapely.length(lines)))]


def _plot(rng: np.random.Generator, spot: NDArray[np.float64], into: NDArray[np.float64]) -> shapely.Polygon:
    """Return a plot of 6 to 14 corners, its front a few metres off ``spot``; corners run clockwise from north-west."""
    across = np.array([into[1], -into[0]])
    wide, deep, off = rng.uniform(190, 430), rng.uniform(150, 340), rng.uniform(4, 9)
    corners = np.array([(-wide / 2, off), (-wide / 2, deep), (wide / 2, deep), (wide / 2, off)])
    ring: list[NDArray[np.float64]] = []
    for k in range(4):
        start, end = corners[k], corners[(k + 1) % 4]
        ring.append(start + rng.normal(0, 4.0, 2) * (start[1] > off))
        outward = np.array([start[1] - end[1], end[0] - start[0]]) / np.hypot(*(end - start))
        for along in np.sort(rng.uniform(0.15, 0.85, int(rng.integers(1 - (k == 3), 3)))):
            ring.append(start + along * (end - start) + outward * rng.uniform(-14, 14) * (k < 3))
    points = spot + np.array(ring) @ np.array([across, into])
    return _numbered(np.round(points, 3))


def _numbered(points: NDArray[np.float64]) -> shapely.Polygon:
    """Return the ring clockwise, starting in the north-west as surveyors number it."""
    if shapely.is_ccw(shapely.linearrings(points)):
        points = points[::-1]
    first = int(np.argmax(points[:, 1] - points[:, 0]))
    return shapely.Polygon(np.roll(points, -first, axis=0))


def _covered(plots: NDArray[np.object_], shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return how many m² of every plot the shapes cover."""
    plot, shape = shapely.STRtree(shapes).query(plots, predicate="intersects")
    cut = shapely.area(shapely.intersection(plots[plot], shapes[shape]))
    return np.bincount(plot, cut, len(plots)).astype(np.float64)
