"""The parcels the benchmarks measure, all invented, made once and kept in ``build/bench``."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from natres.sample import build_sample

__all__ = ["PARCELS", "city_file", "dense_file", "parcel_file", "sample_file"]

PARCELS = 60_000
VERTICES = 48
#: Vertices of the dense page: near the 2.7 million up to which the size of a page is promised.
DENSE = (2_600_000, 2_700_000)
#: Copies of the dense fabric that make a city, side by side.
COLUMNS, ROWS = 5, 2


def parcel_file(folder: Path) -> Path:
    """Return 60,000 parcels with about 48 vertices each, a GeoPackage in EPSG:4527; straight edges are divided."""
    target = folder / f"parcels-{PARCELS}.gpkg"
    if not target.exists():
        frame = gpd.read_parquet(sample_file(folder))
        frame = frame.set_geometry(_with_vertices(frame.geometry.to_numpy()), crs=frame.crs)
        pyogrio.write_dataframe(frame, target.with_suffix(".part.gpkg"), layer="DLTB", driver="GPKG")
        target.with_suffix(".part.gpkg").rename(target)
    return target


def sample_file(folder: Path) -> Path:
    """Return the parcels of the sample district as they are: 60,000, some 30 vertices each, GeoParquet."""
    target = folder / f"sample-{PARCELS}.parquet"
    if not target.exists():
        frame = build_sample(parcels=PARCELS, seed=1).layers[0].frame
        assert isinstance(frame, gpd.GeoDataFrame)
        _write(frame, target)
    return target


def dense_file(folder: Path) -> Path:
    """Return the same parcels with restless borders: between 2.6 and 2.7 million vertices, GeoParquet."""
    target = folder / f"dense-{PARCELS}.parquet"
    if not target.exists():
        frame = gpd.read_parquet(sample_file(folder))
        shapes, step = frame.geometry.to_numpy(), 20.0
        while not DENSE[0] <= shapely.get_num_coordinates(dense := _restless(shapes, step)).sum() < DENSE[1]:
            step *= 0.97
        calm = np.zeros(0, dtype=complex)
        while (crossed := _crossed(dense)).any():  # where borders run too close to sway, they stay straight
            calm = np.append(calm, shapely.get_coordinates(shapes[crossed]) @ (1, 1j))
            dense = _restless(shapes, step, calm)
        _write(frame.set_geometry(dense, crs=frame.crs), target)
    return target


def city_file(folder: Path) -> Path:
    """Return ten copies of the dense parcels side by side, with ids of their own: a city of 600,000, GeoParquet."""
    target = folder / f"city-{COLUMNS * ROWS * PARCELS}.parquet"
    if not target.exists():
        frame = gpd.read_parquet(dense_file(folder))
        west, south, east, north = frame.total_bounds
        shapes, ids = frame.geometry.to_numpy(), frame["BSM"].str[6:]
        parts = []
        for copy in range(COLUMNS * ROWS):
            shift = np.array([(copy % COLUMNS) * (east - west + 500), (copy // COLUMNS) * (north - south + 500)])
            moved = shapely.transform(shapes, lambda points, by=shift: points + by)
            named = frame.assign(BSM=f"1202{copy:02d}" + ids)
            parts.append(named.set_geometry(moved, crs=frame.crs).to_wkb())
        whole = pd.concat(parts, ignore_index=True)
        _write(gpd.GeoDataFrame(whole, geometry=gpd.GeoSeries.from_wkb(whole["geometry"]), crs=frame.crs), target)
    return target


def _write(frame: gpd.GeoDataFrame, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part.parquet")
    frame.to_parquet(part)
    part.rename(target)


def _with_vertices(shapes: np.ndarray) -> np.ndarray:
    """Put vertices on long edges until the mean is that of a surveyed parcel."""
    step = 60.0
    while True:
        dense = shapely.segmentize(shapes, step)
        if shapely.get_num_coordinates(dense).mean() >= VERTICES:
            return dense
        step *= 0.85


def _crossed(shapes: np.ndarray) -> np.ndarray:
    """Mark the parcels that cross themselves or a neighbour."""
    return ~shapely.is_valid(shapes) | ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))


def _restless(shapes: np.ndarray, step: float, calm: np.ndarray | None = None) -> np.ndarray:
    """Divide edges into pieces of at most ``step`` metres, and move each new vertex aside.

    Vertices on a straight line would cost a page next to nothing. How far one moves depends on the ends of its edge
    alone, so that neighbours keep a common border; with an end among the ``calm`` ones (x + y·i) it does not move.
    """
    rings, part = shapely.get_rings(shapes, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    first, last = points[:-1], points[1:]
    edge = ring[1:] == ring[:-1]
    pieces = np.where(edge, np.ceil(np.hypot(*(last - first).T) / step).clip(1), 1).astype(int)
    at = np.repeat(np.arange(pieces.size), pieces)
    nth = np.arange(at.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    swapped = (first[:, 0] > last[:, 0]) | ((first[:, 0] == last[:, 0]) & (first[:, 1] > last[:, 1]))
    low, high = np.where(swapped[:, None], last, first), np.where(swapped[:, None], first, last)
    from_low = np.where(swapped[at], pieces[at] - nth, nth)
    along = (high - low)[at]
    share = from_low / pieces[at]
    aside = 0.05 / pieces[at] * _chance(low[at], high[at], from_low)
    if calm is not None:
        aside[np.isin(low @ (1, 1j), calm)[at] | np.isin(high @ (1, 1j), calm)[at]] = 0.0
    placed = low[at] + share[:, None] * along + aside[:, None] * np.column_stack([-along[:, 1], along[:, 0]])
    placed[nth == 0] = first
    placed = np.round(np.vstack([placed, points[-1:]]), 3)
    whose = np.append(ring[:-1][at], ring[-1])
    made = shapely.linearrings(placed, indices=whose)
    own = np.split(made, np.flatnonzero(np.diff(part)) + 1)
    return np.array([shapely.Polygon(shell, holes) for shell, *holes in own])


def _chance(low: np.ndarray, high: np.ndarray, nth: np.ndarray) -> np.ndarray:
    """Return numbers from -1 to 1 that look random and depend on nothing but the edge and the place on it."""
    mixed = (nth + 1).astype(np.uint64)
    for value in (*low.T, *high.T):
        mixed = (mixed ^ np.ascontiguousarray(value).view(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return (mixed >> np.uint64(11)).astype(float) / 2.0**52 - 1.0
