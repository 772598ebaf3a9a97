"""The formats natres opens, told by the end of a name and checked against the first bytes."""

from dataclasses import dataclass
from pathlib import Path

from natres.errors import BadData

__all__ = ["RASTER_FORMATS", "TABLE_FORMATS", "VECTOR_FORMATS", "FileFormat", "find_format"]


@dataclass(frozen=True)
class FileFormat:
    """A format natres opens: its suffixes, its driver and the bytes a file of it begins with.

    ``folder`` is set where a folder of that name is the data set.
    """

    driver: str
    suffixes: tuple[str, ...]
    magic: tuple[bytes, ...] = ()
    folder: bool = False


VECTOR_FORMATS = (
    FileFormat("GPKG", (".gpkg",), (b"SQLite format 3\x00",)),
    FileFormat("OpenFileGDB", (".gdb",), folder=True),
    FileFormat("Parquet", (".parquet", ".geoparquet"), (b"PAR1",)),
    FileFormat("GeoJSON", (".geojson", ".json"), (b"{", b"\xef\xbb\xbf{")),
    FileFormat("ESRI Shapefile", (".shp",), (b"\x00\x00\x27\x0a",)),
    FileFormat("FlatGeobuf", (".fgb",), (b"fgb\x03",)),
    FileFormat("VCT", (".vct",)),
    FileFormat("BoundaryPoints", (".txt",)),
)
TABLE_FORMATS = (
    FileFormat("CSV", (".csv", ".txt", ".tsv")),
    FileFormat("XLSX", (".xlsx", ".xlsm"), (b"PK\x03\x04",)),
    FileFormat("XLS", (".xls",), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)),
)
#: What offices have and natres does not read, by the way out of it.
_REFUSED = {
    "mdb": (".mdb", ".accdb"),
    "packed": (".rar", ".7z", ".gz", ".tar", ".tgz"),
    "cad": (".dwg", ".dxf", ".dgn"),
    "part": (".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".gdbtable", ".gdbtablx", ".gdbindexes"),
    "other_gis": (".kml", ".kmz", ".gml", ".tab", ".mif", ".wt", ".wl", ".wp", ".e00", ".lyr", ".mxd", ".qgz", ".aprx"),
    "table": (".et", ".ods", ".numbers"),
}
RASTER_FORMATS = (FileFormat("GTiff", (".tif", ".tiff"), (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")),)


def find_format(path: Path, formats: tuple[FileFormat, ...]) -> FileFormat:
    """Return the format of a file by its suffix, checked against its first bytes.

    Raises
    ------
    BadData : ``DRIVER_NOT_ALLOWED`` for another suffix, ``FILE_UNREADABLE`` where the bytes are not that format
    """
    suffix = path.suffix.lower()
    known = next((f for f in formats if suffix in f.suffixes), None)
    if known is None:
        allowed = ", ".join(s for f in formats for s in f.suffixes)
        if formats is VECTOR_FORMATS and any(suffix in form.suffixes for form in TABLE_FORMATS):
            raise BadData("DRIVER_NOT_ALLOWED.register", file=path.name, value=suffix, allowed=allowed)
        code = next(
            (f"DRIVER_NOT_ALLOWED.{kind}" for kind, of in _REFUSED.items() if suffix in of), "DRIVER_NOT_ALLOWED"
        )
        raise BadData(code, file=path.name, value=suffix or "—", allowed=allowed)
    if path.is_dir():
        if not known.folder:
            raise BadData("FILE_UNREADABLE.folder", file=path.name)
        return known
    with path.open("rb") as stream:
        head = stream.read(64).lstrip() if known.driver == "GeoJSON" else stream.read(64)
    if known.folder or (known.magic and not head.startswith(known.magic)):
        raise BadData("FILE_UNREADABLE.magic", file=path.name, value=known.driver)
    return known
