"""One writer at a time for an output: a lock beside it while a run lasts, with who holds it for the one that waits."""

import contextlib
import json
import os
import platform
import threading
from collections.abc import Generator
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from natres.errors import OutputBusy

__all__ = ["holding"]

#: Longer than another run takes to let go, shorter than anyone waits.
_WAIT_S = 0.5
_held: dict[Path, int] = {}


@contextlib.contextmanager
def holding(target: Path, *, code: str = "OUTPUT_BUSY.file") -> Generator[None]:
    """Hold an output against other runs; the thread that holds it already goes on.

    Where the folder it is to stand in does not exist yet nothing is held: it is made when there is something to write.

    Raises
    ------
    OutputBusy : with process, computer and time of the run that holds it
    OSError : where nothing can be written there

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, holding(Path(folder, "报告")):
    ...     sorted(p.name for p in Path(folder).iterdir())
    ['.报告.holder', '.报告.lock']
    """
    target = target.absolute()
    if _held.get(target) == threading.get_ident() or not target.parent.is_dir():
        yield
        return
    lock, note = (target.with_name(f".{target.name}.{word}") for word in ("lock", "holder"))
    gate = FileLock(lock)
    try:
        gate.acquire(timeout=_WAIT_S)
    except Timeout:
        raise OutputBusy(code, file=str(target), **_holder(note)) from None
    try:
        _held[target] = threading.get_ident()
        with contextlib.suppress(OSError):  # a full disk is told by what is written next
            note.write_text(json.dumps(_self()), encoding="utf-8")
        yield
    finally:
        _held.pop(target, None)
        note.unlink(missing_ok=True)
        gate.release()
        lock.unlink(missing_ok=True)


def _self() -> dict[str, str]:
    return {"pid": str(os.getpid()), "host": platform.node(), "since": datetime.now().isoformat(" ", "seconds")}


def _holder(note: Path) -> dict[str, str]:
    unknown: dict[str, str] = {"pid": "?", "host": "?", "since": "?"}
    try:
        found = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return unknown
    return {key: str(found.get(key, "?")) for key in unknown} if isinstance(found, dict) else unknown
