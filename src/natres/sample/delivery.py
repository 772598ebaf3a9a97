"""What a sample consists of: tables, rasters and texts, each with the path at which it is written."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["SampleDistrict", "SampleLayer", "SampleRaster", "SampleSheet", "SampleText"]


@dataclass(frozen=True)
class SampleLayer:
    """A table to write: where, what, and how.

    ``kind`` is "geoparquet", "shapefile" or "csv"; ``metadata`` says that it is invented, and its source.
    """

    path: str
    frame: gpd.GeoDataFrame | pd.DataFrame
    kind: str
    layer: str
    encoding: str
    metadata: dict[str, str]


@dataclass(frozen=True)
class SampleRaster:
    """A raster to write as GeoTIFF."""

    path: str
    array: NDArray[np.uint8]
    transform: tuple[float, float, float, float, float, float]
    crs: str
    nodata: int
    tags: dict[str, str]


@dataclass(frozen=True)
class SampleSheet:
    """A ledger to write as a workbook, laid out as offices do.

    Above the headings of ``frame`` stands ``title``; below the rows a line adds up some columns (``sums``: its label
    and the columns), and ``signature`` closes the sheet. Cells are texts, dates, exact decimals or None. ``notes``
    are name and lines of a second sheet, which there is only with lines.
    """

    path: str
    sheet: str
    title: str
    frame: pd.DataFrame
    sums: tuple[str, tuple[str, ...]]
    signature: str
    notes: tuple[str, tuple[str, ...]]
    metadata: dict[str, str]


@dataclass(frozen=True)
class SampleText:
    """A text to write in another encoding than UTF-8, its line ends as they are."""

    path: str
    text: str
    encoding: str

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.text.encode(self.encoding)


@dataclass(frozen=True)
class SampleDistrict:
    """All artefacts of an invented district; paths are relative to its folder, ``texts`` are UTF-8."""

    layers: tuple[SampleLayer, ...]
    rasters: tuple[SampleRaster, ...]
    texts: dict[str, str]
    encoded: tuple[SampleText, ...] = ()
    sheets: tuple[SampleSheet, ...] = ()
