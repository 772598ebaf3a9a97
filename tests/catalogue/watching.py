"""What an input must not bring about: connections, other programs, files written outside, memory without end."""

import resource
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

__all__ = ["Watch", "address", "watching"]

#: What reading a bad input of the catalogue may take at most, in kB.
_MEMORY_KB = 600_000
_PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "sqlite3.load_extension")
_CONNECTIONS: list[Any] = []


@lru_cache
def address() -> str:
    """Return an address on this machine at which every connection is counted."""
    server = socket.create_server(("127.0.0.1", 0))

    def count() -> None:
        while True:
            connection, peer = server.accept()
            _CONNECTIONS.append(peer)
            connection.close()

    threading.Thread(target=count, daemon=True).start()
    return f"http://127.0.0.1:{server.getsockname()[1]}"


class Watch:
    """What was seen while an input was looked at: ``harm`` in words, empty where nothing was."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.harm: list[str] = []

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note an event of the interpreter that an input must not bring about."""
        if event in _PROGRAMS:
            self.harm.append(f"{event} {arguments[:2]}")
        if event == "open" and isinstance(arguments[0], str) and set(str(arguments[1] or "")) & set("wax+"):
            path = Path(arguments[0])
            if self.folder in path.parents or Path(tempfile.gettempdir()) not in path.parents:
                self.harm.append(f"wrote {path}")


_WATCHES: list[Watch] = []


@lru_cache
def _hook() -> None:
    def told(event: str, arguments: tuple[Any, ...]) -> None:
        for watch in _WATCHES:
            watch.hook(event, arguments)

    sys.addaudithook(told)


@contextmanager
def watching(folder: Path | None) -> Iterator[Watch]:
    """Watch what is done with the inputs of a folder, which must not change."""
    _hook()
    watch, before = Watch(folder), _state(folder)
    connected, most = len(_CONNECTIONS), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _WATCHES.append(watch)
    try:
        yield watch
    finally:
        _WATCHES.remove(watch)
        watch.harm += [f"connected to {peer}" for peer in _CONNECTIONS[connected:]]
        more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most
        watch.harm += [f"took {more // 1000} MB"] if more > _MEMORY_KB else []
        watch.harm += [f"changed {path}" for path in sorted(_state(folder) ^ before)]


def _state(folder: Path | None) -> set[tuple[str, int, int]]:
    files = [] if folder is None else [path for path in folder.parent.rglob("*") if path.is_file()]
    return {(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files}
