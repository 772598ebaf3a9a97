"""Layers and rasters as bytes: GeoParquet, shapefile, GeoPackage with a QGIS style, GeoTIFF, CSV."""

import contextlib
import io
import sqlite3
import tempfile
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
from numpy.typing import NDArray

from natres.writers.storage import driver_errors, storage_errors

__all__ = [
    "MOMENT", "PackedLayer", "csv_bytes", "geopackage_bytes", "geopackage_of", "geopackage_packed", "geoparquet_bytes",
    "geotiff_bytes", "shapefile_parts",
]  # fmt: skip

# A fixed moment, so that two runs give the same bytes.
MOMENT = "2000-01-01T00:00:00Z"
#: What QGIS of some years ago reads without a word; later versions of the format add nothing natres writes.
_VERSION = {"VERSION": "1.2"}


def geoparquet_bytes(frame: gpd.GeoDataFrame, metadata: Mapping[str, str]) -> bytes:
    """Return a layer as GeoParquet; ``metadata`` stands beside the geometry's own."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    frame.to_parquet(buffer, compression="zstd", index=False)
    table = pq.read_table(pa.BufferReader(buffer.getvalue()))
    words = {key.encode(): value.encode() for key, value in metadata.items()}
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({**(table.schema.metadata or {}), **words}), out, compression="zstd")
    return out.getvalue()


def shapefile_parts(frame: gpd.GeoDataFrame, name: str, encoding: str) -> dict[str, bytes]:
    """Return a layer as the files of a shapefile (.shp .shx .dbf .prj .cpg), by file name."""
    with _workshop() as folder:
        target = folder / f"{name}.shp"
        pyogrio.write_dataframe(
            frame, target, driver="ESRI Shapefile", encoding=encoding, DBF_DATE_LAST_UPDATE=MOMENT[:10], RESIZE="YES"
        )
        return {part.name: part.read_bytes() for part in sorted(folder.iterdir())}


@dataclass(frozen=True, eq=False)
class PackedLayer:
    """A layer of a GeoPackage: its rows, its title and description, and its QGIS styles by name, the default first."""

    frame: gpd.GeoDataFrame
    title: str = ""
    description: str = ""
    styles: Mapping[str, str] = field(default_factory=dict[str, str])


def geopackage_bytes(frame: gpd.GeoDataFrame, layer: str, qml: str = "") -> bytes:
    """Return a layer as a GeoPackage, with a QGIS style stored in it where one is given."""
    return geopackage_of({layer: frame}, {layer: qml} if qml else {})


def geopackage_of(frames: Mapping[str, gpd.GeoDataFrame], styles: Mapping[str, str]) -> bytes:
    """Return layers by name as one GeoPackage, each with its QGIS style where there is one of its name."""
    return geopackage_packed(
        {
            layer: PackedLayer(frame, styles={"natres": styles[layer]} if layer in styles else {})
            for layer, frame in frames.items()
        }
    )


def geopackage_packed(layers: Mapping[str, PackedLayer]) -> bytes:
    """Return layers by name as one GeoPackage, each with its title, description and styles."""
    with _workshop() as folder:
        target = folder / "layer.gpkg"
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": MOMENT})
        try:
            for name, layer in layers.items():
                said = {"IDENTIFIER": layer.title, "DESCRIPTION": layer.description}
                said = {key: text for key, text in said.items() if text}
                pyogrio.write_dataframe(
                    layer.frame, target, layer=name, driver="GPKG", dataset_options=_VERSION, layer_options=said
                )
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
        if own := {name: layer.styles for name, layer in layers.items() if layer.styles}:
            _add_styles(target, own)
        return target.read_bytes()


@contextlib.contextmanager
def _workshop() -> Generator[Path]:
    """Give a driver a folder for a while; where the disk of such folders is full, its place is named."""
    place = Path(tempfile.gettempdir())
    with storage_errors(place), tempfile.TemporaryDirectory() as folder, driver_errors(Path(folder) / "layer"):
        yield Path(folder)


def _add_styles(path: Path, styles: Mapping[str, Mapping[str, str]]) -> None:
    """Store styles the way QGIS looks for them, the first of a layer as its default: a table ``layer_styles``."""
    rows = [
        (layer, name, qml, place == 0)
        for layer, named in styles.items()
        for place, (name, qml) in enumerate(named.items())
    ]
    with sqlite3.connect(path) as database:
        columns = dict(database.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall())
        database.execute(
            "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT, "
            "f_table_schema TEXT, f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, "
            "styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME)"
        )
        database.executemany(
            "INSERT INTO layer_styles VALUES (?, '', '', ?, ?, ?, ?, '', ?, '', '', '', ?)",
            [
                (n, layer, columns[layer], name, qml, int(default), f"{MOMENT[:-1]}.000Z")
                for n, (layer, name, qml, default) in enumerate(rows, start=1)
            ],
        )
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) VALUES "
            "('layer_styles', 'attributes', 'layer_styles', ?)",
            (MOMENT,),
        )
    database.close()


def geotiff_bytes(
    cells: NDArray[np.uint8], transform: tuple[float, ...], crs: str, nodata: int, tags: Mapping[str, str]
) -> bytes:
    """Return one band of classes as a compressed GeoTIFF."""
    import rasterio
    from rasterio.io import MemoryFile

    profile: dict[str, Any] = {
        "driver": "GTiff", "height": cells.shape[0], "width": cells.shape[1], "count": 1, "dtype": "uint8",
        "crs": crs, "transform": rasterio.Affine(*transform[:6]), "nodata": nodata, "compress": "deflate",
        "zlevel": 9, "predictor": 1, "tiled": True, "blockxsize": 256, "blockysize": 256,
    }  # fmt: skip
    with MemoryFile() as memory:
        with memory.open(**profile) as raster:
            raster.write(cells, 1)
            raster.update_tags(**tags)
        return memory.read()


def csv_bytes(frame: pd.DataFrame, encoding: str = "utf-8-sig") -> bytes:
    """Return a table as CSV, by default with the mark that makes Excel read it as UTF-8."""
    return frame.to_csv(index=False, lineterminator="\r\n").encode(encoding)
