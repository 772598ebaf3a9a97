"""Reading a land-cover raster window by window, counting cells whose centre lies in the district."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from natres.core.crs import geographic, to_lon_lat
from natres.core.issues import Notice
from natres.core.outlines import union_of
from natres.core.places import from_lon_lat
from natres.core.provenance import Layer, Provenance
from natres.errors import BadData
from natres.readers.gate.admission import admit
from natres.readers.gate.formats import RASTER_FORMATS
from natres.readers.gate.paths import checksum
from natres.readers.layers.systems import crs_name, parse_crs

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

__all__ = ["CellCounts", "read_land_cover"]


@dataclass(frozen=True)
class CellCounts:
    """How many cells of each value lie in the district; ``cell_area_m2`` is the planar area of one."""

    counts: dict[int, int]
    nodata: int | None
    cell_m: float
    cell_area_m2: float


def read_land_cover(
    path: str | Path,
    within: NDArray[np.object_] | None,
    within_crs: CRS | None,
    *,
    year: int | None = None,
    crs: str | None = None,
) -> Layer[CellCounts]:
    """Count the cells of a one-band class raster whose centre lies in any of the shapes ``within``; None is all.

    Raises
    ------
    BadData : ``CRS_MISSING``, ``FILE_UNREADABLE``, or ``CRS_PROJECTED`` where the cells are not in metres
    """
    import rasterio
    from rasterio.errors import RasterioError, RasterioIOError

    file, form, _ = admit(path, RASTER_FORMATS)
    try:
        with rasterio.open(file, driver=form.driver) as raster:
            stated = raster.crs
            if not crs and stated is None:
                raise BadData("CRS_MISSING", file=file.name)
            system = parse_crs(crs) if crs else CRS.from_user_input(stated.to_wkt())
            geographic(system, file.name)
            if not system.is_projected:
                raise BadData("CRS_PROJECTED", file=file.name, value=system.name)
            if within is None or within_crs is None:
                outline = shapely.box(*raster.bounds)
            else:
                outline = _outline(within, within_crs, system)
            counts = _count(raster, outline)
            notices = (*_partial(raster, outline, file.name), *_without_nodata(raster, counts, file.name))
            cell = abs(raster.transform.a)
            found = CellCounts(counts, _whole(raster.nodata), cell, cell * abs(raster.transform.e))
            rows = raster.width * raster.height
    except (RasterioError, RasterioIOError, OSError) as error:
        raise BadData("FILE_UNREADABLE", file=file.name, why=str(error)[:200]) from None
    record = Provenance(
        str(path),
        driver=form.driver,
        rows=rows,
        crs=crs_name(system),
        year=year,
        sha256=checksum(file),
        notices=notices,
    )
    return Layer(found, record, system)


#: Below this share of the district under the raster its edge is no matter of cells cut in two.
_COVERED = 0.999
#: Values that class rasters without a nodata value are filled with.
_FILLINGS = (0, 127, 128, 255, 32767, -32768, 65535, -9999)


def _partial(raster: "DatasetReader", outline: shapely.Geometry, file: str) -> tuple[Notice, ...]:
    """Tell of a raster that does not reach over all of the district."""
    whole = shapely.area(outline)
    reached = shapely.area(shapely.intersection(outline, shapely.box(*raster.bounds)))
    if not whole or reached >= _COVERED * whole:
        return ()
    return (Notice("PARTIAL_COVER", {"file": file, "value": f"{100 * reached / whole:.1f}"}),)


def _without_nodata(raster: "DatasetReader", counts: dict[int, int], file: str) -> tuple[Notice, ...]:
    """Tell of a raster that names no value for its empty cells and has values that usually stand for them."""
    found = [value for value in _FILLINGS if counts.get(value)] if raster.nodata is None else []
    if not found:
        return ()
    cells = sum(counts[value] for value in found)
    return (Notice("NODATA_MISSING", {"file": file, "value": ", ".join(map(str, found)), "count": cells}),)


def _whole(value: float | None) -> int | None:
    return None if value is None or np.isnan(value) else int(value)


def _outline(shapes: NDArray[np.object_], source: CRS, target: CRS) -> shapely.Geometry:
    if not source.equals(target, ignore_axis_order=True):
        # Through longitude and latitude, which refuses a datum it may not shift: PROJ itself would say nothing.
        shapes = shapely.transform(shapes, lambda points: from_lon_lat(to_lon_lat(points, source), target))
    return union_of(shapes)


def _count(raster: "DatasetReader", outline: shapely.Geometry) -> dict[int, int]:
    from rasterio.features import geometry_mask
    from rasterio.windows import Window

    total: Counter[int] = Counter()
    for top in range(0, raster.height, 512):
        window = Window.from_slices((top, min(top + 512, raster.height)), (0, raster.width))
        values = raster.read(1, window=window)
        place = raster.window_transform(window)
        inside = geometry_mask([outline], values.shape, place, invert=True)
        found, count = np.unique(values[inside], return_counts=True)
        total.update(dict(zip(found.tolist(), count.tolist(), strict=True)))
    return dict(sorted(total.items()))
