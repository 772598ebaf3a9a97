"""Parcels written the ways surveys deliver them, with drivers of their own and not with natres's writers."""

from pathlib import Path

import geopandas as gpd
import pyogrio


def write_shapefile(frame: gpd.GeoDataFrame, path: Path, encoding: str = "GBK", cpg: str | None = "") -> Path:
    """Write a shapefile; ``cpg`` None leaves that file out, another text makes it say so."""
    pyogrio.write_dataframe(frame, path, driver="ESRI Shapefile", encoding=encoding)
    beside = path.with_suffix(".cpg")
    if cpg is None:
        beside.unlink()
    elif cpg:
        beside.write_text(cpg, encoding="ascii")
    return path


def write_gpkg(frame: gpd.GeoDataFrame, path: Path, layer: str = "DLTB", **options) -> Path:
    pyogrio.write_dataframe(frame, path, layer=layer, driver="GPKG", **options)
    return path


def write_geojson(frame: gpd.GeoDataFrame, path: Path) -> Path:
    pyogrio.write_dataframe(frame, path, driver="GeoJSON", COORDINATE_PRECISION=12)
    return path


def write_geoparquet(frame: gpd.GeoDataFrame, path: Path) -> Path:
    frame.to_parquet(path, index=False)
    return path
