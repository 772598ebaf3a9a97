"""The one way a file reaches the disk: written beside its place, flushed, then renamed into it."""

import contextlib
import glob
import os
import shutil
from collections.abc import Generator
from datetime import datetime
from pathlib import Path

from natres.errors import CannotCreate
from natres.writers.locks import hold_output
from natres.writers.storage import long_path, shown, storage_errors

__all__ = ["may_replace", "replacing", "reserving", "store", "write_file"]


def write_file(path: Path, data: bytes | str, *, force: bool = False) -> Path:
    """Write one file whole or not at all; text is stored as UTF-8.

    Raises
    ------
    CannotCreate : ``OUTPUT_EXISTS`` where the file exists and ``force`` is not set, ``OUTPUT_DENIED``, ``OUTPUT_OPEN``
    StorageFailed : ``OUTPUT_FULL``
    OutputBusy : ``OUTPUT_BUSY`` while another run writes the same file
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    with storage_errors(path):
        may_replace(path, force)
    with hold_output(path, file=True), storage_errors(path, wanted=len(content)):
        reach = long_path(path)
        _sweep(reach)
        store(reach, content)
    return path


def store(path: Path, content: bytes) -> None:
    """Write bytes beside a path, flush them and let them take its place; what the system says is raised as it is."""
    beside = path.with_name(f".{path.name}.part-{os.getpid()}")
    try:
        with beside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        _put(beside, path)
    finally:
        beside.unlink(missing_ok=True)


@contextlib.contextmanager
def reserving(path: Path, *, force: bool = False) -> Generator[None]:
    """Hold the place of a file while it is not yet known what goes into it, as soon as a run begins.

    Raises
    ------
    CannotCreate : ``OUTPUT_EXISTS`` where the file exists and ``force`` is not set
    OutputBusy : ``OUTPUT_BUSY`` while another run writes the same file
    """
    with storage_errors(path):
        may_replace(path, force)
    with hold_output(path, file=True):
        yield


@contextlib.contextmanager
def replacing(path: Path, *, force: bool = False) -> Generator[Path]:
    """Give a driver that writes its own file a place of the same name; what it wrote there takes the place of ``path``.

    A format of several files writes them all there. Once they are whole the folder is renamed to ``.NAME.ready``: a
    run that is killed while they take their places is finished by the next one that writes here.

    Raises
    ------
    CannotCreate, StorageFailed : as :func:`write_file`
    OutputBusy : ``OUTPUT_BUSY`` while another run writes the same file
    """
    reach = long_path(path)
    work, ready = (reach.with_name(f".{reach.name}.{word}") for word in (f"part-{os.getpid()}", "ready"))
    with storage_errors(path):
        may_replace(path, force)
    with hold_output(path, file=True), storage_errors(path):
        _sweep(reach)
        _settle(ready, reach.parent)
        work.mkdir()
        try:
            yield work / reach.name
            for part in work.iterdir():
                _flush(part)
            work.rename(ready)
            _settle(ready, reach.parent)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _sweep(path: Path) -> None:
    """Clear what killed runs left beside an output."""
    for leftover in path.parent.glob(f".{glob.escape(path.name)}.part-*"):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


def _settle(ready: Path, folder: Path) -> None:
    """Put the parts of a whole output in their places; what is left of an earlier one goes there first."""
    if not ready.is_dir():
        return
    for part in sorted(ready.iterdir()):
        _put(part, folder / part.name)
    ready.rmdir()


def _put(part: Path, target: Path) -> None:
    """Let a whole file take its place; where another program holds that open, it gets a name of its own.

    Raises
    ------
    CannotCreate : ``OUTPUT_OPEN`` with that name
    """
    try:
        part.replace(target)
    except PermissionError:
        if not target.exists() or not os.access(target.parent, os.W_OK):
            raise
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
        second = target.with_name(f"{target.stem}-{stamp}{target.suffix}")
        part.replace(second)
        raise CannotCreate("OUTPUT_OPEN", file=target.name, value=str(shown(second))) from None


def may_replace(path: Path, force: bool) -> None:
    """Refuse an output that is there already and may not be replaced.

    Raises
    ------
    CannotCreate : ``OUTPUT_EXISTS``
    """
    if long_path(path).exists() and not force:
        raise CannotCreate("OUTPUT_EXISTS.file", file=str(path))


def _flush(part: Path) -> None:
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
