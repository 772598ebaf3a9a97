"""A raster of classes, opened: its band, its grid, its empty cells, and the values of any window of it as codes."""

import warnings
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

from natres.core.crs import is_modern, is_wgs84
from natres.core.issues import Notice
from natres.core.provenance import Provenance
from natres.core.raster import Grid, Tile
from natres.core.transform_record import transform_record
from natres.errors import BadData, BadUsage
from natres.readers.gate.admission import admit
from natres.readers.gate.formats import RASTER_FORMATS
from natres.readers.gate.paths import checksum
from natres.readers.layers.systems import crs_name, parse_crs

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

__all__ = ["ClassRaster", "Values", "open_classes"]

Codes = NDArray[np.integer[Any]]


@dataclass
class Values:
    """The values met so far, window by window: the n-th has code n, a cell without a value code 0."""

    known: list[int] = field(default_factory=list[int])
    _table: NDArray[np.int32] | None = None
    _lowest: int = 0

    def codes_of(self, values: NDArray[Any], empty: NDArray[np.bool_] | None) -> Codes:
        """Return the codes of cells, shape as given; ``empty`` are those without a value.

        >>> met = Values()
        >>> met.codes_of(np.array([[20, 10], [20, 0]], dtype=np.uint8), np.array([[False, False], [False, True]]))
        array([[2, 1],
               [2, 0]], dtype=int32)
        >>> met.known
        [10, 20]
        """
        if values.dtype.itemsize > 2:
            codes = self._of_wide(values, empty)
        else:
            if self._table is None:
                bounds = np.iinfo(values.dtype)
                self._lowest = int(bounds.min)
                self._table = np.full(int(bounds.max) - self._lowest + 1, -1, dtype=np.int32)
            at = values if not self._lowest else values.astype(np.int32) - self._lowest
            codes = self._table.take(at)
            if codes.size and codes.min() < 0:
                for value in np.unique(values[codes < 0] if empty is None else values[(codes < 0) & ~empty]).tolist():
                    self.known.append(int(value))
                    self._table[value - self._lowest] = len(self.known)
                codes = self._table.take(at)
        if empty is not None:
            codes[empty] = 0
        return codes

    def _of_wide(self, values: NDArray[Any], empty: NDArray[np.bool_] | None) -> Codes:
        local, found = pd.factorize(values.ravel())
        there = np.ones(len(found), dtype=bool)
        if empty is not None:
            there = np.bincount(local[~empty.ravel()], minlength=len(found)) > 0
        place = {value: code for code, value in enumerate(self.known, 1)}
        for value in found[there].tolist():
            if int(value) not in place:
                self.known.append(int(value))
                place[int(value)] = len(self.known)
        code = np.array([place.get(int(v), 0) if t else 0 for v, t in zip(found, there, strict=True)], dtype=np.int32)
        return code[local].reshape(values.shape)


@dataclass(eq=False)
class ClassRaster:
    """An open raster of classes with its record; ``values`` are those met in the windows read so far."""

    dataset: "DatasetReader"
    band: int
    grid: Grid
    provenance: Provenance
    named_empty: bool
    values: Values = field(default_factory=Values)

    @property
    def file_name(self) -> str:
        """The last part of the path, for messages."""
        return self.provenance.file_name

    def is_in(self, crs: str) -> bool:
        """Return whether the raster is in the system a user names."""
        return parse_crs(crs).equals(self.grid.crs, ignore_axis_order=True)

    def read(self, tile: Tile) -> Codes:
        """Return the codes of a window inside the raster, shape (height, width).

        Raises
        ------
        BadData : ``RASTER_NOT_CLASSES`` for a value with decimals, ``FILE_UNREADABLE``
        """
        from rasterio.errors import RasterioError
        from rasterio.windows import Window

        window = Window(tile.col, tile.row, tile.width, tile.height)  # pyright: ignore[reportCallIssue]
        try:
            values = self.dataset.read(self.band, window=window)
            empty = self._empty(values, window)
        except (RasterioError, OSError) as error:
            raise BadData("FILE_UNREADABLE", file=self.file_name, why=str(error)[:200]) from None
        if values.dtype.kind == "f":
            values, empty = self._whole(values, empty, tile)
        return self.values.codes_of(values, empty)

    def _empty(self, values: NDArray[Any], window: Any) -> NDArray[np.bool_] | None:
        """Return which cells have no value: by the value that says so, by a mask, or because they are no number."""
        from rasterio.enums import MaskFlags

        flags = self.dataset.mask_flag_enums[self.band - 1]
        empty = None
        if MaskFlags.per_dataset in flags or MaskFlags.alpha in flags:
            empty = self.dataset.read_masks(self.band, window=window) == 0
        nodata = self.dataset.nodatavals[self.band - 1]
        if nodata is not None and not np.isnan(nodata):
            named = values == nodata
            empty = named if empty is None else empty | named
        if values.dtype.kind == "f":
            nan = np.isnan(values)
            empty = nan if empty is None else empty | nan
        return empty

    def _whole(
        self, values: NDArray[Any], empty: NDArray[np.bool_] | None, tile: Tile
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_] | None]:
        """Return numbers with a decimal point as whole ones, which classes are."""
        filled = values if empty is None else np.where(empty, 0, values)
        odd = (filled != np.rint(filled)) | ~np.isfinite(filled) | (np.abs(filled) > 2.0**53)
        if odd.any():
            row, col = (int(place[0]) for place in np.nonzero(odd))
            facts = {"value": f"{filled[row, col]:.7g}", "at_row": tile.row + row, "at_col": tile.col + col}
            raise BadData("RASTER_NOT_CLASSES", file=self.file_name, **facts)
        return filled.astype(np.int64), empty


@contextmanager
def open_classes(
    path: str | Path, *, band: int | None = None, crs: str | None = None, year: int | None = None
) -> Generator[ClassRaster]:
    """Open a raster of classes.

    Parameters
    ----------
    path : a GeoTIFF
    band : which band, counted from 1, where there are several
    crs : coordinate system for a file that states none
    year : the year the data stand for

    Raises
    ------
    NotThere : no such file
    BadData : ``CRS_MISSING``, ``CRS_DATUM``, ``RASTER_BANDS``, ``RASTER_NOT_CLASSES``, ``RASTER_NOT_PLACED``, what the
        gate refuses
    BadUsage : ``OPTION_VALUE`` for a band that is not there

    >>> with open_classes("data/landcover/landcover_2022.tif") as raster:
    ...     raster.grid.width, raster.grid.cell, raster.read(Tile(2000, 2000, 1, 2)).shape
    (4043, (10.0, 10.0), (1, 2))
    """
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioError

    file, form, _ = admit(path, RASTER_FORMATS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # natres says so in its own words
            dataset = rasterio.open(file, driver=form.driver)
    except (RasterioError, OSError) as error:
        raise BadData("FILE_UNREADABLE", file=file.name, why=str(error)[:200]) from None
    with dataset:
        system = _system(dataset, crs, file.name)
        chosen = _band(dataset, band, file.name)
        record = Provenance(
            str(path), driver=form.driver, rows=dataset.width * dataset.height, crs=crs_name(system), year=year,
            layer=str(chosen) if dataset.count > 1 else "", sha256=checksum(file),
            transform=transform_record(system, CRS.from_epsg(4490)),
            notices=(Notice("CRS_WGS84", {"file": file.name}),) if is_wgs84(system) else (),
            invented=str(dataset.tags().get("invented", "")).lower() == "true",
        )  # fmt: skip
        a, b, c, d, e, f, *_ = dataset.transform
        grid = Grid(dataset.width, dataset.height, (a, b, c, d, e, f), system)
        yield ClassRaster(dataset, chosen, grid, record, _names_empty(dataset, chosen))


def _system(dataset: "DatasetReader", given: str | None, file: str) -> CRS:
    stated = dataset.crs
    if stated is None and not given:
        raise BadData("CRS_MISSING.raster", file=file)
    if dataset.transform.is_identity:
        raise BadData("RASTER_NOT_PLACED", file=file)
    system = CRS.from_user_input(stated.to_wkt()) if stated is not None else parse_crs(given or "")
    if not is_modern(system):
        raise BadData("CRS_DATUM.raster", file=file, value=crs_name(system))
    return system


def _band(dataset: "DatasetReader", wanted: int | None, file: str) -> int:
    """Return the band that is meant: the only one, or the one that was named."""
    from rasterio.enums import ColorInterp

    bands = [n for n, colour in enumerate(dataset.colorinterp, 1) if colour is not ColorInterp.alpha]
    if wanted is not None and wanted not in bands:
        raise BadUsage("OPTION_VALUE", option="--band", value=wanted, allowed=", ".join(map(str, bands)))
    if wanted is None and len(bands) != 1:
        names = [f"{n} {dataset.descriptions[n - 1] or dataset.colorinterp[n - 1].name}" for n in bands]
        raise BadData("RASTER_BANDS", file=file, count=len(bands), value="; ".join(names[:10]) or "—")
    chosen = wanted or bands[0]
    kind = np.dtype(dataset.dtypes[chosen - 1]) if not dataset.dtypes[chosen - 1].startswith("complex") else None
    if kind is None or kind.kind not in "uif":
        raise BadData("RASTER_NOT_CLASSES.kind", file=file, value=dataset.dtypes[chosen - 1])
    return chosen


def _names_empty(dataset: "DatasetReader", band: int) -> bool:
    """Return whether the file can say that a cell has no value."""
    from rasterio.enums import MaskFlags

    flags: Sequence[Any] = dataset.mask_flag_enums[band - 1]
    return dataset.nodatavals[band - 1] is not None or MaskFlags.per_dataset in flags or MaskFlags.alpha in flags
