"""Looking at an archive before anything of it is unpacked: where its members would go, how large they would be."""

import stat
import zipfile
import zlib
from pathlib import Path

from natres.errors import BadData

__all__ = ["check_archive"]

MOST_ENTRIES = 10_000
MOST_BYTES = 2 * 1024**3
MOST_RATIO = 200
#: Small files shrink well and harm nobody.
_SMALL = 4 * 1024**2
_CHUNK = 1 << 20
_XML = (".xml", ".rels", ".vml")
_FORBIDDEN = (b"<!doctype", b"<!entity")


def check_archive(path: Path) -> list[str]:
    """Return the names in a zip archive after looking whether it may be unpacked.

    Raises
    ------
    BadData : ``FILE_UNREADABLE`` where it is no zip archive, ``ARCHIVE_PATH`` for a member that would land elsewhere,
        ``ARCHIVE_LINK`` for a link, ``ARCHIVE_RATIO`` for one that unpacks to far more than it is,
        ``XML_DTD`` for an XML part that defines entities
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(path, entries)
            office = any(entry.filename == "[Content_Types].xml" for entry in entries)
            for entry in entries:
                # In an office file the list of contents may call a part of any name XML.
                if office or entry.filename.lower().endswith(_XML):
                    _check_xml(path, archive, entry)
            return [entry.filename for entry in entries]
    except zipfile.BadZipFile:
        with path.open("rb") as stream:
            begins_so = stream.read(4) == b"PK\x03\x04"
        raise BadData("FILE_TRUNCATED.archive" if begins_so else "FILE_UNREADABLE.archive", file=path.name) from None
    except (zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError, OSError) as error:
        raise BadData("FILE_UNREADABLE", file=path.name, why=str(error)[:200] or type(error).__name__) from None


def _check_entries(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise BadData("ARCHIVE_RATIO", file=path.name, value=f"{len(entries)}")
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or name[1:2] == ":" or ".." in name.split("/") or "\x00" in entry.orig_filename:
            raise BadData("ARCHIVE_PATH", file=path.name, value=entry.filename)
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise BadData("ARCHIVE_LINK", file=path.name, value=entry.filename)
    whole = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if whole > MOST_BYTES or (whole > _SMALL and whole > MOST_RATIO * packed):
        raise BadData("ARCHIVE_RATIO", file=path.name, value=f"{whole / 1e6:.0f} MB")


def _check_xml(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Read an XML part in pieces; zero bytes are left out, so that UTF-16 hides nothing."""
    with archive.open(entry) as stream:
        before, read = b"", 0
        while piece := stream.read(_CHUNK):
            read += len(piece)
            if read > entry.file_size:  # the archive lied about the size
                raise BadData("ARCHIVE_RATIO", file=path.name, value=entry.filename)
            text = before + piece.replace(b"\x00", b"").lower()
            if any(word in text for word in _FORBIDDEN):
                raise BadData("XML_DTD", file=path.name, value=entry.filename)
            before = text[-16:]
