"""One run at a time writes an output: who holds it, since when and on which machine is told to the next."""

import contextlib
import json
import os
import socket
import sys
import threading
from collections.abc import Generator
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from natres.errors import OutputBusy
from natres.writers.storage import long_path, shown, storage_errors

__all__ = ["hold_output"]

_PATIENCE = 0.5  # seconds: another run may just be ending


class _Held(threading.local):
    """The outputs this thread holds: a run holds its output from the beginning, a writer inside it once more."""

    def __init__(self) -> None:
        self.places = set[Path]()


_held = _Held()


@contextlib.contextmanager
def hold_output(target: Path, *, file: bool = False) -> Generator[None]:
    """Let no other run write an output meanwhile; whatever was made for that is gone afterwards.

    Parameters
    ----------
    file : the output is a file, not a folder

    Raises
    ------
    OutputBusy : ``OUTPUT_BUSY`` with process, machine and beginning of the run that holds it
    CannotCreate, StorageFailed : nothing can be written there
    """
    key, place = shown(target.absolute()), long_path(target.absolute())
    if key in _held.places:
        yield
        return
    with contextlib.ExitStack() as stack:
        with storage_errors(shown(target)):
            stack.callback(_remove_empty, _make_parents(place.parent))
            _try_out(place)
            lock = FileLock(_beside(place, "lock"))
            try:
                lock.acquire(timeout=_PATIENCE)
            except Timeout:
                facts = {"file": str(shown(target)), **_who(place)}
                raise OutputBusy("OUTPUT_BUSY.file" if file else "OUTPUT_BUSY", **facts) from None
        _held.places.add(key)
        stack.callback(_held.places.discard, key)
        stack.callback(_let_go, lock, place)
        _sign(place)
        yield


def _beside(place: Path, word: str) -> Path:
    return place.with_name(f".{place.name}.{word}")


def _make_parents(folder: Path) -> list[Path]:
    """Make a folder; return what was not there before, the innermost first."""
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _remove_empty(folders: list[Path]) -> None:
    """Remove folders made for an output that did not come."""
    with contextlib.suppress(OSError):
        for folder in folders:
            folder.rmdir()


def _try_out(place: Path) -> None:
    """Write something beside an output: a lock that cannot be made does not always tell denied from busy."""
    trial = _beside(place, f"part-{os.getpid()}")
    trial.mkdir(exist_ok=True)
    with contextlib.suppress(OSError):
        trial.rmdir()


def _sign(place: Path) -> None:
    """Say who holds an output; in a file of its own, for Windows lets nobody read a locked one."""
    since = datetime.now().astimezone().isoformat(" ", "seconds")
    who = {"value": str(os.getpid()), "host": socket.gethostname(), "since": since}
    with contextlib.suppress(OSError):  # on a full disk the lock holds all the same
        _beside(place, "holder").write_text(json.dumps(who), encoding="utf-8")


def _who(place: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(_beside(place, "holder").read_text(encoding="utf-8"))
        return {key: str(found[key]) for key in ("value", "host", "since") if key in found}
    return {}


def _let_go(lock: FileLock, place: Path) -> None:
    with contextlib.suppress(OSError):
        _beside(place, "holder").unlink(missing_ok=True)
    if sys.platform != "win32":  # before the release: after it the file may be the next run's
        Path(lock.lock_file).unlink(missing_ok=True)
    lock.release()
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            Path(lock.lock_file).unlink(missing_ok=True)
