"""The parcels the benchmarks measure: 60,000 invented ones with about 48 vertices each, a GeoPackage in EPSG:4527."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from natres.sample import build_sample

__all__ = ["parcel_file"]

PARCELS = 60_000
VERTICES = 48


def parcel_file(folder: Path) -> Path:
    """Return the GeoPackage of the benchmark parcels, made on first use (half a minute)."""
    target = folder / f"parcels-{PARCELS}.gpkg"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = build_sample(parcels=PARCELS, seed=1)
        frame = made.layers[0].frame
        assert isinstance(frame, gpd.GeoDataFrame)
        frame = frame.set_geometry(_with_vertices(frame.geometry.to_numpy()), crs=frame.crs)
        pyogrio.write_dataframe(frame, target.with_suffix(".part.gpkg"), layer="DLTB", driver="GPKG")
        target.with_suffix(".part.gpkg").rename(target)
    return target


def _with_vertices(shapes: "np.ndarray") -> "np.ndarray":
    """Put vertices on long edges until the mean is that of a surveyed parcel."""
    step = 60.0
    while True:
        dense = shapely.segmentize(shapes, step)
        if shapely.get_num_coordinates(dense).mean() >= VERTICES:
            return dense
        step *= 0.85
