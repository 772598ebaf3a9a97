"""Opening the desk: a free port of this machine alone, a key, the browser; a second start goes to the first."""

import contextlib
import json
import os
import socket
import sys
import urllib.request
import webbrowser
from collections.abc import Callable
from pathlib import Path

from natres.desk.actions import Desk
from natres.desk.app import desk_app
from natres.desk.door import Keys
from natres.errors import CannotCreate, OutputBusy
from natres.labels import words
from natres.writers import reserving

__all__ = ["open_desk"]

_HERE = "127.0.0.1"
_STATE = ".natres-desk.json"


def open_desk(
    folder: str | Path,
    *,
    port: int = 0,
    browser: bool = True,
    language: str = "zh",
    say: Callable[[str], None] = print,
) -> None:
    """Serve the desk until it is interrupted.

    Parameters
    ----------
    folder : where works stand, made where there is none; folders put beside them can be used where they lie
    port : 0 for a free one
    browser : whether to open the browser
    say : is told where the desk is

    Raises
    ------
    CannotCreate : ``DESK_FOLDER`` for a folder that cannot be one, ``DESK_PORT`` for a port that is taken
    OutputBusy : ``DESK_BUSY`` where another desk holds the folder and does not answer
    """
    place = Path(folder).absolute()
    if place.exists() and not place.is_dir():
        raise CannotCreate("DESK_FOLDER", file=str(place))
    running = _running(place)
    if running:
        say(words(language)["desk.already"].format(address=running))
        if browser:
            webbrowser.open(running)
        return
    try:
        place.mkdir(parents=True, exist_ok=True)
        with reserving(place / _STATE, force=True), _listening(port) as line:
            _serve(place, line, language, browser=browser, say=say)
    except OutputBusy:
        raise OutputBusy("DESK_BUSY", file=str(place)) from None
    except PermissionError:
        raise CannotCreate("DESK_FOLDER", file=str(place)) from None


def _serve(place: Path, line: socket.socket, language: str, *, browser: bool, say: Callable[[str], None]) -> None:
    import uvicorn

    keys, port = Keys(), line.getsockname()[1]
    desk = Desk(place, language)
    app = desk_app(desk, keys, (f"{_HERE}:{port}", f"localhost:{port}"))
    address = f"http://{_HERE}:{port}/{keys.desk}/"
    _keep(place, address)
    say(words(language)["desk.open"].format(address=address, folder=place))
    if browser:
        webbrowser.open(address)
    config = uvicorn.Config(
        app, log_level="critical", access_log=False, server_header=False, date_header=False, lifespan="off",
        proxy_headers=False, timeout_graceful_shutdown=1,
    )  # fmt: skip
    try:
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[line])
    finally:
        desk.runs.stop_all()
        with contextlib.suppress(OSError):
            (place / _STATE).unlink()


@contextlib.contextmanager
def _listening(port: int):
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    with line:
        if sys.platform != "win32":  # there it would let a second program take the same port
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind((_HERE, port))
        except (OSError, OverflowError) as error:
            raise CannotCreate("DESK_PORT", file=f"{_HERE}:{port}", value=str(port), why=str(error)) from None
        line.listen(128)  # the browser may come before the server is ready
        yield line


def _keep(place: Path, address: str) -> None:
    """Keep the address for a second start, for this user's eyes alone."""
    path = place / _STATE
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"address": address}, file)


def _running(place: Path) -> str:
    """Return the address of a desk that is open on a folder already; empty where none answers."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        address = str(json.loads((place / _STATE).read_text(encoding="utf-8"))["address"])
        if not address.startswith(f"http://{_HERE}:"):
            return ""
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(f"{address}alive", timeout=2) as answer:
            return address if answer.read(16) == b"natres" else ""
    return ""
