"""Inputs of about a gigabyte, made quickly from the sample parcels: their rows repeated, or their texts made long."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
import pyogrio
import rasterio
from rasterio.windows import Window

from natres.readers.vct.example import EXAMPLE

__all__ = ["LARGE"]

SIZE = 1 << 30


def geopackage(sample: Path, folder: Path) -> Path:
    """Write the parcels, and beside them a table of blobs."""
    target, step = folder / "large.gpkg", 16 << 20
    pyogrio.write_dataframe(gpd.read_parquet(sample), target, layer="DLTB", driver="GPKG")
    with closing(sqlite3.connect(target)) as database, database:
        database.execute("CREATE TABLE filled (x BLOB)")
        for _ in range((SIZE - target.stat().st_size) // step):
            database.execute("INSERT INTO filled VALUES (zeroblob(?))", (step,))
    return target


def shapefile(sample: Path, folder: Path) -> Path:
    """Write the parcels with as many texts of the greatest width as make a gigabyte of .dbf."""
    frame = gpd.read_parquet(sample, columns=["BSM", "DLBM", "DLMC", "geometry"])
    text = "镇" * 127
    wide = {f"T{n:02d}": np.full(len(frame), text, object) for n in range(SIZE // (254 * len(frame)))}
    pyogrio.write_dataframe(frame.assign(**wide), folder / "large.shp", driver="ESRI Shapefile", encoding="GBK")
    return folder / "large.shp"


def geoparquet(sample: Path, folder: Path) -> Path:
    """Write the parcels again and again, unpacked, a group of rows each time."""
    table, target = pq.read_table(sample), folder / "large.parquet"
    with pq.ParquetWriter(target, table.schema, compression="none") as writer:
        while target.stat().st_size < SIZE:
            writer.write_table(table)
    return target


def long_texts(driver: str, suffix: str) -> Callable[[Path, Path], Path]:
    """Return what writes the parcels with a remark of 16 KB each."""

    def write(sample: Path, folder: Path) -> Path:
        frame, target = gpd.read_parquet(sample, columns=["BSM", "DLBM", "geometry"]), folder / f"large{suffix}"
        frame["BZ"] = np.full(len(frame), "x" * (SIZE // len(frame)), object)
        frame = frame.to_crs(4490) if driver == "GeoJSON" else frame
        options = {"SPATIAL_INDEX": "NO"} if driver == "FlatGeobuf" else {}
        pyogrio.write_dataframe(frame, target, driver=driver, **options)
        return target

    return write


def vct(sample: Path, folder: Path) -> Path:
    """Write the example of the format with as many rows of its register as make a gigabyte."""
    del sample
    target, row = folder / "large.vct", "1,示例村\n"
    before, after = EXAMPLE.split(row)
    piece = (row * 1_000_000).encode("gb18030")
    with target.open("wb") as stream:
        stream.write(before.encode("gb18030"))
        while stream.tell() < SIZE:
            stream.write(piece)
        stream.write(after.encode("gb18030"))
    return target


def geotiff(sample: Path, folder: Path) -> Path:
    """Write a raster of a byte a cell in strips of one line, which are the most entries to look through."""
    del sample
    target, side = folder / "large.tif", 32768
    options = {"driver": "GTiff", "dtype": "uint8", "count": 1, "crs": "EPSG:4527", "blockysize": 1}
    lines = np.ones((1024, side), np.uint8)
    with rasterio.open(target, "w", width=side, height=side, **options) as raster:
        for top in range(0, side, len(lines)):
            raster.write(lines, 1, window=Window(0, top, side, len(lines)))  # type: ignore[call-arg]
    return target


LARGE: dict[str, Callable[[Path, Path], Path]] = {
    "GPKG": geopackage,
    "SHP": shapefile,
    "GeoParquet": geoparquet,
    "GeoJSON": long_texts("GeoJSON", ".geojson"),
    "FlatGeobuf": long_texts("FlatGeobuf", ".fgb"),
    "FileGDB": long_texts("OpenFileGDB", ".gdb"),
    "VCT": vct,
    "GeoTIFF": geotiff,
}
