"""Archives unpacked into a folder of this run, after their directory was looked at; swept when the run ends."""

import atexit
import contextlib
import shutil
import tempfile
import zipfile
import zlib
from functools import cache
from pathlib import Path

from natres.errors import BadData
from natres.readers.gate.archives import check_archive

__all__ = ["run_folder", "unpacked"]

_CHUNK = 1 << 20


def unpacked(archive: Path) -> Path:
    """Return the folder that holds the members of a zip archive; each archive is unpacked once a run.

    Raises
    ------
    BadData : what :func:`natres.readers.gate.archives.check_archive` refuses, ``ARCHIVE_RATIO`` for a member that
        turns out larger than the directory says, ``FILE_TRUNCATED`` for one that is damaged
    """
    seen = archive.stat()
    return _unpacked(archive, seen.st_size, seen.st_mtime_ns)


def run_folder() -> Path:
    """Return a new folder that goes when the run ends."""
    folder = Path(tempfile.mkdtemp(prefix="natres-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _unpacked(archive: Path, size: int, changed: int) -> Path:
    check_archive(archive)
    folder = run_folder()
    with zipfile.ZipFile(archive) as opened:
        for entry in opened.infolist():
            if not entry.is_dir():
                _unpack(archive, opened, entry, folder / _name(archive, entry))
    return folder


def _name(archive: Path, entry: zipfile.ZipInfo) -> str:
    """Return the name of a member; one that a Chinese program wrote in GBK without saying so is read as such."""
    name = entry.filename
    if not entry.flag_bits & 0x800:  # the archive does not say that the name is UTF-8
        raw = name.encode("cp437", errors="replace")
        with contextlib.suppress(UnicodeDecodeError):
            name = raw.decode("gb18030")
        with contextlib.suppress(UnicodeDecodeError):
            name = raw.decode("utf-8")
    name = name.replace("\\", "/")
    if name.startswith("/") or name[1:2] == ":" or ".." in name.split("/"):  # in GBK another name than was looked at
        raise BadData("ARCHIVE_PATH", file=archive.name, value=name)
    return name


def _unpack(archive: Path, opened: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    try:
        with opened.open(entry) as source, target.open("wb") as out:
            while piece := source.read(_CHUNK):
                written += len(piece)
                if written > entry.file_size:
                    raise BadData("ARCHIVE_RATIO", file=archive.name, value=entry.filename)
                out.write(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        facts = {"value": _name(archive, entry), "why": type(error).__name__}
        raise BadData("FILE_UNREADABLE.member", file=archive.name, **facts) from None
