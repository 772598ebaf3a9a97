"""Land-cover rasters as they arrive."""

from pathlib import Path

import numpy as np
import rasterio
import shapely
from pyproj import CRS

from natres.readers import read_land_cover

from .cases import Seen, case
from .cases import cover as cover_of
from .watching import address

WITHIN = np.array([shapely.box(39505000, 4322000, 39505400, 4322400)], dtype=object)


def tif(folder: Path, **profile: object) -> Path:
    path = folder / "地表覆盖.tif"
    cells = np.full((40, 40), 25, dtype="uint8")
    cells[0, :2] = (0, 255)
    transform = rasterio.transform.from_origin(39505000, 4322400, 10, 10)
    how = {"driver": "GTiff", "height": 40, "width": 40, "count": 1, "dtype": "uint8", "transform": transform}
    with rasterio.open(path, "w", **{**how, "crs": "EPSG:4527", "nodata": 0, **profile}) as raster:
        raster.write(cells[: raster.height], 1)
    return path


def cover(folder: Path, path: Path | str) -> Seen:
    return cover_of(folder, path, lambda: read_land_cover(path, WITHIN, CRS.from_epsg(4527)))


@case("ok")
def r_ok(folder: Path) -> Seen:
    return cover(folder, tif(folder))


@case("W PARTIAL_COVER | E PARTIAL_COVER")
def r_partial_cover(folder: Path) -> Seen:
    return cover(folder, tif(folder, height=20))


@case("W NODATA_MISSING")
def r_nodata_nan_int(folder: Path) -> Seen:
    """By custom 0 and 255 are empty cells, but the file does not say so."""
    return cover(folder, tif(folder, nodata=None))


@case("E CRS_MISSING")
def r_no_crs(folder: Path) -> Seen:
    return cover(folder, tif(folder, crs=None))


@case("E FILE_TRUNCATED | E FILE_UNREADABLE")
def r_trunc_tif(folder: Path) -> Seen:
    path = tif(folder)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return cover(folder, path)


@case("E DRIVER_NOT_ALLOWED")
def r_vrt_vsicurl(folder: Path) -> Seen:
    path = folder / "地表覆盖.vrt"
    path.write_text(f"<VRTDataset><SourceFilename>/vsicurl/{address()}/a.tif</SourceFilename></VRTDataset>")
    return cover(folder, path)


@case("E DRIVER_NOT_ALLOWED | E FILE_UNREADABLE")
def r_vrt_named_tif(folder: Path) -> Seen:
    path = folder / "地表覆盖.tif"
    path.write_text(f"<VRTDataset><SourceFilename>/vsicurl/{address()}/a.tif</SourceFilename></VRTDataset>")
    return cover(folder, path)


@case("E PATH_NOT_ALLOWED")
def r_address(folder: Path) -> Seen:
    return cover(folder, f"/vsicurl/{address()}/a.tif")
