"""GeoParquet: one layer a file, its columns read straight into memory."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from natres.errors import BadData
from natres.readers.layers.drivers.contents import Content, LayerName
from natres.readers.layers.drivers.guarding import guard

__all__ = ["GeoParquetDriver", "geometry_column"]


class GeoParquetDriver:
    """GeoParquet files; the layer goes by the name of the file."""

    def layers(self, file: Path) -> list[LayerName]:
        """Return the layers of a file."""
        return [LayerName(file.stem)]

    def open(self, file: Path, layer: str, encoding: str | None) -> "_GeoParquetLayer":
        """Return a layer with its fields known."""
        with guard(file):  # the words beside the columns may be damaged too
            schema = pq.read_schema(file)
            geometry = geometry_column(schema)
        if geometry is None:
            raise BadData("FILE_UNREADABLE.not_geo", file=file.name)
        return _GeoParquetLayer(file, [name for name in schema.names if name != geometry], geometry)


@dataclass(frozen=True)
class _GeoParquetLayer:
    file: Path
    fields: list[str]
    geometry: str
    encoding: str = ""

    def read(self, columns: list[str], crs: str | None) -> Content:
        with guard(self.file), np.errstate(invalid="ignore"):  # coordinates that are no numbers are for the rules
            frame = gpd.read_parquet(self.file, columns=[*columns, self.geometry])
        frame.index = pd.RangeIndex(len(frame), name="fid")  # as QGIS counts the rows
        return Content(frame.rename_geometry("geometry") if self.geometry != "geometry" else frame)


def geometry_column(schema: Any) -> str | None:
    """Return which column of a GeoParquet file holds the shapes; None where the file is a plain table.

    >>> import pyarrow as pa
    >>> geometry_column(pa.schema([("DLBM", pa.string())])) is None
    True
    """
    geo = (schema.metadata or {}).get(b"geo")
    return None if geo is None else str(json.loads(geo)["primary_column"])
