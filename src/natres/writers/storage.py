"""What the system says when a disk is full, a place denied or a path too long, as a message with the cure."""

import contextlib
import errno
import os
import shutil
import sqlite3
from collections.abc import Generator
from pathlib import Path

from natres.core.windows_names import LONGEST, extended, plain
from natres.errors import CannotCreate, NatresError, StorageFailed

__all__ = ["driver_errors", "long_path", "shown", "storage_errors"]

WINDOWS = os.name == "nt"
#: Room for what is written beside an output for a while, under a name made of its own.
_BESIDE = 40

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EIO} if hasattr(errno, "EDQUOT") else {errno.ENOSPC, errno.EIO}
#: What the libraries say of a full disk where they give no number.
_SAID = ("no space left", "disk is full", "not enough space", "quota exceeded", "disk i/o error")
_TRIAL = 64 * 1024


@contextlib.contextmanager
def storage_errors(path: Path, wanted: int | None = None) -> Generator[None]:
    """Turn what the system says about a failed write into a message with the path, the room left and the cure.

    Parameters
    ----------
    wanted : how many bytes were to be written, where that is known
    """
    try:
        yield
    except NatresError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise _full(path, os.strerror(error.errno), wanted) from None
        if error.errno == errno.ENAMETOOLONG:
            raise CannotCreate("PATH_TOO_LONG", file=str(path), value=len(str(path.absolute()))) from None
        raise CannotCreate("OUTPUT_DENIED", file=str(path), why=error.strerror or str(error)) from None


def long_path(path: Path, room: int = 0) -> Path:
    """Return a path in the form that file operations take at any length; on Windows a long one needs its prefix.

    Parameters
    ----------
    room : so many signs the names within it may have more
    """
    if not WINDOWS:
        return path
    whole = str(path.absolute())
    return Path(extended(whole)) if len(whole) + len(path.name) + _BESIDE + room > LONGEST else path


def shown(path: Path) -> Path:
    """Return a path as people write it, without the prefix."""
    return Path(plain(str(path)))


@contextlib.contextmanager
def driver_errors(place: Path) -> Generator[None]:
    """Turn a driver's complaint about ``place`` into the system's error where the disk is full.

    It is raised as the system's, so that :func:`storage_errors` words it when the half file is gone.

    Raises
    ------
    OSError : the disk is full
    CannotCreate : ``PATH_TOO_LONG`` for a path only file operations can take; ``OUTPUT_DENIED`` whatever else it says
    """
    if WINDOWS and len(plain(str(place.absolute()))) > LONGEST:
        raise CannotCreate("PATH_TOO_LONG", file=place.name, value=len(plain(str(place.absolute()))))
    try:
        yield
    except (RuntimeError, ValueError, sqlite3.Error) as error:
        said = str(error).split("\n")[0][:200]
        if any(words in said.lower() for words in _SAID) or _is_full(place.parent):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from None
        raise CannotCreate("OUTPUT_DENIED", file=place.name, why=said) from None


def _full(path: Path, why: str, wanted: int | None) -> StorageFailed:
    facts = {"file": str(path), "why": why, "free": _free(path)}
    if wanted is None:
        return StorageFailed("OUTPUT_FULL", **facts)
    return StorageFailed("OUTPUT_FULL.wanted", **facts, wanted=f"{wanted:,}")


def _is_full(folder: Path) -> bool:
    """Return whether a folder's disk takes no more: a driver does not always say why it stopped."""
    trial = folder / f".trial-{os.getpid()}"
    try:
        with trial.open("wb") as stream:
            stream.write(bytes(_TRIAL))
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        return error.errno in _FULL
    finally:
        trial.unlink(missing_ok=True)
    return False


def _free(path: Path) -> str:
    """Return how many bytes the disk of a path has left."""
    with contextlib.suppress(OSError):
        place = next((p for p in (path, *path.parents) if p.exists()), path)
        return f"{shutil.disk_usage(place).free:,}"
    return "—"
