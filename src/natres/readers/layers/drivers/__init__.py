"""How each format is read: drivers that list the layers of a file and give the content of one."""

from collections.abc import Mapping

from natres.readers.gate.formats import FileFormat
from natres.readers.layers.drivers.boundary_points import BoundaryPointsDriver, begins_with_points
from natres.readers.layers.drivers.contents import Content, Driver, LayerName, OpenLayer
from natres.readers.layers.drivers.gdal import GdalDriver, ShapefileDriver
from natres.readers.layers.drivers.geoparquet import GeoParquetDriver
from natres.readers.layers.drivers.vct import VctDriver

__all__ = ["Content", "Driver", "LayerName", "OpenLayer", "begins_with_points", "driver_of"]

_OWN: Mapping[str, Driver] = {
    "Parquet": GeoParquetDriver(),
    "ESRI Shapefile": ShapefileDriver(),
    "VCT": VctDriver(),
    "BoundaryPoints": BoundaryPointsDriver(),
}
_GDAL = GdalDriver()


def driver_of(form: FileFormat) -> Driver:
    """Return what reads files of a format."""
    return _OWN.get(form.driver, _GDAL)
