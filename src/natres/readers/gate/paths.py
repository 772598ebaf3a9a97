"""Which path may be opened: a real file or geodatabase folder, no address, no connection string, no virtual path."""

import errno
import hashlib
import os
import re
from pathlib import Path

from natres.core.windows_names import LONGEST, extended
from natres.errors import BadData, NotThere

__all__ = ["checksum", "real_file", "real_input"]

WINDOWS = os.name == "nt"
# "PG:…", "MYSQL:…", "GPKG:…" reach elsewhere; a single letter is a Windows drive.
_CONNECTION = re.compile(r"^[A-Za-z_]{2,}:")
#: What a geodatabase keeps while a program has it open: no part of the data.
_LOCKS = (".lock",)


def real_file(path: str | Path) -> Path:
    """Return the absolute path of an existing regular file.

    Raises
    ------
    BadData : ``PATH_NOT_ALLOWED`` for a URL, a connection string or a virtual path, ``PATH_TOO_LONG``
    NotThere : ``FILE_MISSING``
    """
    found = _real(path)
    if not found.is_file():
        raise BadData("FILE_UNREADABLE.folder", file=str(path))
    return found


def real_input(path: str | Path) -> Path:
    """Return the absolute path of an existing regular file, or of a folder that is a data set (``.gdb``).

    Raises
    ------
    BadData : as :func:`real_file`
    NotThere : ``FILE_MISSING``
    """
    found = _real(path)
    if found.is_file() or (found.is_dir() and found.suffix.lower() == ".gdb"):
        return found
    raise BadData("FILE_UNREADABLE.folder", file=str(path))


def _real(path: str | Path) -> Path:
    text = str(path)
    if (
        text.startswith(("/vsi", "{", "<"))
        or "://" in text
        or "\n" in text
        or "\x00" in text
        or _CONNECTION.match(text)
    ):
        raise BadData("PATH_NOT_ALLOWED", file=text)
    try:
        return Path(path).resolve(strict=True)
    except OSError as error:  # not there, a circle of links, or there and out of reach
        if error.errno == errno.ENAMETOOLONG or _is_beyond(Path(path)):
            raise BadData("PATH_TOO_LONG", file=text, value=len(str(Path(path).absolute()))) from None
        raise NotThere("FILE_MISSING", file=str(Path(path).absolute())) from None


def _is_beyond(path: Path) -> bool:
    """Return whether a file is there for Windows alone: no driver reads a path of that length."""
    whole = str(path.absolute())
    return WINDOWS and len(whole) > LONGEST and Path(extended(whole)).exists()


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits; of a folder that of its files' names and checksums."""
    if path.is_dir():
        parts = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() not in _LOCKS)
        said = "".join(f"{checksum(p)}  {p.relative_to(path).as_posix()}\n" for p in parts)
        return hashlib.sha256(said.encode()).hexdigest()
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
