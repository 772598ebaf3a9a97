"""Which path may be opened: a real file of a known format whose first bytes say what its name says."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from natres.errors import BadData, NotThere

__all__ = [
    "RASTER_FORMATS",
    "TABLE_FORMATS",
    "VECTOR_FORMATS",
    "FileFormat",
    "checksum",
    "find_format",
    "real_file",
]


@dataclass(frozen=True)
class FileFormat:
    """A format natres opens: its suffixes, its GDAL driver and the bytes a file of it begins with."""

    driver: str
    suffixes: tuple[str, ...]
    magic: tuple[bytes, ...] = ()
    magic_at: int = 0


VECTOR_FORMATS = (
    FileFormat("GPKG", (".gpkg",), (b"SQLite format 3\x00",)),
    FileFormat("Parquet", (".parquet", ".geoparquet"), (b"PAR1",)),
    FileFormat("GeoJSON", (".geojson", ".json"), (b"{", b"\xef\xbb\xbf{")),
    FileFormat("ESRI Shapefile", (".shp",), (b"\x00\x00\x27\x0a",)),
)
TABLE_FORMATS = (
    FileFormat("CSV", (".csv", ".txt", ".tsv")),
    FileFormat("XLSX", (".xlsx", ".xlsm"), (b"PK\x03\x04",)),
)
RASTER_FORMATS = (FileFormat("GTiff", (".tif", ".tiff"), (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")),)

# "PG:…", "MYSQL:…", "GPKG:…" reach elsewhere; a single letter is a Windows drive.
_CONNECTION = re.compile(r"^[A-Za-z_]{2,}:")


def real_file(path: str | Path) -> Path:
    """Return the absolute path of an existing regular file.

    Raises
    ------
    BadData : ``PATH_NOT_ALLOWED`` for a URL, a connection string or a virtual path
    NotThere : ``FILE_MISSING``
    """
    text = str(path)
    if (
        text.startswith(("/vsi", "{", "<"))
        or "://" in text
        or "\n" in text
        or "\x00" in text
        or _CONNECTION.match(text)
    ):
        raise BadData("PATH_NOT_ALLOWED", file=text)
    found = Path(path)
    if not found.exists():
        raise NotThere("FILE_MISSING", file=text)
    if not found.is_file():
        raise BadData("FILE_UNREADABLE.folder", file=text)
    return found.resolve()


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
        raise BadData("DRIVER_NOT_ALLOWED", file=path.name, value=suffix or "—", allowed=allowed)
    with path.open("rb") as stream:
        head = stream.read(64).lstrip() if known.driver == "GeoJSON" else stream.read(64)
    if known.magic and not head.startswith(known.magic):
        raise BadData("FILE_UNREADABLE.magic", file=path.name, value=known.driver)
    return known


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
