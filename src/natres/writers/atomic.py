"""The one way a file reaches the disk: written beside its place, flushed, then renamed into it."""

import contextlib
import errno
import os
from collections.abc import Generator
from pathlib import Path

from natres.errors import CannotCreate, NatresError, StorageFailed

__all__ = ["storage_errors", "write_file"]

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EIO} if hasattr(errno, "EDQUOT") else {errno.ENOSPC, errno.EIO}


def write_file(path: Path, data: bytes | str, *, force: bool = False) -> Path:
    """Write one file whole or not at all; text is stored as UTF-8.

    Raises
    ------
    CannotCreate : ``OUTPUT_EXISTS`` where the file exists and ``force`` is not set, ``OUTPUT_DENIED``
    StorageFailed : ``OUTPUT_FULL``
    """
    if path.exists() and not force:
        raise CannotCreate("OUTPUT_EXISTS.file", file=str(path))
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _put(path, data.encode("utf-8") if isinstance(data, str) else data)
    return path


def _put(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.part-{os.getpid()}")
    try:
        with beside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextlib.contextmanager
def storage_errors(path: Path) -> Generator[None]:
    """Turn what the system says about a failed write into a message with the path and the cure."""
    try:
        yield
    except NatresError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFailed("OUTPUT_FULL", file=str(path), why=error.strerror) from None
        raise CannotCreate("OUTPUT_DENIED", file=str(path), why=error.strerror or str(error)) from None
