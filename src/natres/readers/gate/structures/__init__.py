"""What a header promises must be there: lengths, counts and parts of a file, without reading its data.

GDAL opens a shapefile cut in half and gives what is left; a table signed on that would be wrong.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from natres.readers.gate.formats import FileFormat
from natres.readers.gate.structures.columnar import check_flatgeobuf, check_parquet
from natres.readers.gate.structures.compound import check_compound
from natres.readers.gate.structures.filegdb import check_filegdb
from natres.readers.gate.structures.geojson import check_geojson
from natres.readers.gate.structures.geopackage import check_geopackage
from natres.readers.gate.structures.geotiff import check_geotiff
from natres.readers.gate.structures.shapefile import check_shapefile
from natres.readers.gate.structures.texts import check_points_text, check_vct

__all__ = ["check_structure"]

_CHECKS: Mapping[str, Callable[[Path], None]] = {
    "GPKG": check_geopackage,
    "OpenFileGDB": check_filegdb,
    "Parquet": check_parquet,
    "GeoJSON": check_geojson,
    "ESRI Shapefile": check_shapefile,
    "FlatGeobuf": check_flatgeobuf,
    "GTiff": check_geotiff,
    "VCT": check_vct,
    "BoundaryPoints": check_points_text,
    "XLS": check_compound,
}


def check_structure(path: Path, form: FileFormat) -> None:
    """Refuse a file that is not whole.

    Raises
    ------
    BadData : ``FILE_TRUNCATED``, ``FILE_PART_MISSING`` or ``FILE_UNREADABLE``
    """
    check = _CHECKS.get(form.driver)
    if check is not None:
        check(path)
