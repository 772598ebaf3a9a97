"""A register as a layer of points: its attributes as a grid of cells, its places in longitude and latitude."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.core.crs import to_lon_lat
from natres.core.provenance import Layer
from natres.readers.gate.admission import ARCHIVES
from natres.readers.gate.formats import TABLE_FORMATS, VECTOR_FORMATS
from natres.readers.layers.drivers import begins_with_points
from natres.readers.layers.vectors import open_layer, read_layer
from natres.readers.tables.sheets import Grid

__all__ = ["PointTable", "is_vector", "read_points"]


@dataclass(frozen=True, eq=False)
class PointTable:
    """A layer of points: a grid whose first row are its field names, and longitude and latitude of each row.

    ``wrong`` are rows whose shape is no point, ``missing`` those without a shape.
    """

    grid: Grid
    layer: Layer[Any]
    lon_lat: NDArray[np.float64]
    wrong: frozenset[int]


def is_vector(path: Path) -> bool:
    """Return whether an input is a vector layer by its suffix, or an archive, which holds nothing else.

    A text is one where it begins like boundary points of a site; others are tables.
    """
    suffix = path.suffix.lower()
    if any(suffix in form.suffixes for form in TABLE_FORMATS):
        return any(suffix in form.suffixes for form in VECTOR_FORMATS) and begins_with_points(path)
    return suffix in ARCHIVES or any(suffix in form.suffixes for form in VECTOR_FORMATS)


def read_points(
    path: str | Path, *, layer: str | None = None, crs: str | None = None, encoding: str | None = None
) -> PointTable:
    """Read a layer of points with its own field names; raises like :func:`natres.readers.layers.vectors.read_layer`."""
    opened = open_layer(path, layer=layer, encoding=encoding)
    name, fields = opened.name, opened.source.fields
    read = read_layer(path, "plain", layer=name, crs=crs, encoding=encoding, fields={field: field for field in fields})
    shapes = read.frame.geometry.to_numpy()
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    points = shapely.get_type_id(shapes) == 0
    lon_lat = np.full((len(shapes), 2), np.nan)
    usable = points & ~missing
    if usable.any():
        plane = np.column_stack([shapely.get_x(shapes[usable]), shapely.get_y(shapes[usable])])
        lon_lat[usable] = to_lon_lat(plane, read.crs, opened.file.name)
    rows: list[list[Any]] = [list(fields)]
    rows += [[_plain(value) for value in record] for record in read.frame[fields].itertuples(index=False, name=None)]
    grid = Grid(rows, range(len(rows)), name, read.provenance.driver, read.provenance.encoding)
    return PointTable(grid, read, lon_lat, frozenset(np.flatnonzero(~points & ~missing).tolist()))


def _plain(value: Any) -> Any:
    """Return an attribute as a cell of a spreadsheet holds it."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value.item() if isinstance(value, np.generic) else value
