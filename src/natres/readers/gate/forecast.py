"""How much memory a layer will take, said before it is read: a run that cannot end is not begun."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from natres.errors import BadData
from natres.readers.gate.formats import FileFormat

__all__ = ["forecast_bytes", "refuse_too_large"]

#: Bytes of memory per byte of the file for reading a layer and computing its tables, as measured with 60,000
#: parcels (GeoPackage 5, geodatabase 10, VCT 12.5, GeoJSON 3, shapefile 2.3 with its attributes) and a fifth more.
_FACTORS: Mapping[str, float] = {
    "GPKG": 6.0, "OpenFileGDB": 12.0, "VCT": 15.0, "GeoJSON": 3.6, "ESRI Shapefile": 2.8, "FlatGeobuf": 6.0,
    "BoundaryPoints": 15.0,
}  # fmt: skip
#: Per byte of a Parquet file once its pages are unpacked.
_UNPACKED = 12.0
#: What of the free memory a layer may take.
_SHARE = 0.7
_SMALL = 64 * 1024 * 1024
_MB = 1024 * 1024


def refuse_too_large(file: Path, form: FileFormat, layer: str) -> None:
    """Refuse a layer that will not go into the memory that is free now.

    Raises
    ------
    BadData : ``TOO_LARGE.memory`` with what it needs and what is free
    """
    need = forecast_bytes(file, form, layer)
    if need < _SMALL:
        return
    import psutil

    free = psutil.virtual_memory().available
    if need > _SHARE * free:
        facts = {"value": round(need / _MB), "free": round(free / _MB)}
        raise BadData("TOO_LARGE.memory", file=file.name, layer=layer, **facts)


def forecast_bytes(file: Path, form: FileFormat, layer: str) -> int:
    """Return how many bytes of memory reading a layer and computing with it will take at most, about.

    >>> from natres.readers.gate.formats import VECTOR_FORMATS
    >>> forecast_bytes(Path("data/forest/plots_2021.shp"), VECTOR_FORMATS[4], "plots_2021") // 2**20
    2
    """
    if form.driver == "Parquet":
        return round(_UNPACKED * _unpacked_bytes(file))
    size = _layer_bytes(file, form, layer)
    return round(_FACTORS[form.driver] * size)


def _layer_bytes(file: Path, form: FileFormat, layer: str) -> float:
    if form.driver == "OpenFileGDB":  # which table a layer is in stands in the tables themselves
        return max((part.stat().st_size for part in file.glob("*.gdbtable")), default=0)
    size = file.stat().st_size
    if form.driver == "ESRI Shapefile":
        tables = [p for p in (file.with_suffix(".dbf"), file.with_suffix(".DBF")) if p.is_file()]
        return size + sum(table.stat().st_size for table in tables[:1])
    return size * _share_of(file, layer) if form.driver == "GPKG" else size


def _share_of(file: Path, layer: str) -> float:
    """Return which part of the rows of a GeoPackage a layer has, all of them where the file keeps no count."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            counts = dict(database.execute("SELECT table_name, feature_count FROM gpkg_ogr_contents").fetchall())
    except sqlite3.Error:
        return 1.0
    rows = [count for count in counts.values() if isinstance(count, int) and count >= 0]
    mine = counts.get(layer)
    return mine / sum(rows) if isinstance(mine, int) and mine >= 0 and sum(rows) else 1.0


def _unpacked_bytes(file: Path) -> int:
    import pyarrow.parquet as pq

    try:
        meta = pq.read_metadata(file)
    except (OSError, ValueError):  # the driver says what is wrong with it
        return 0
    return sum(meta.row_group(group).total_byte_size for group in range(meta.num_row_groups))
