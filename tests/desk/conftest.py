"""A desk that serves on this machine, a browser whose only way out is to it, and small data to bring."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import uvicorn

from natres.desk.actions import Desk
from natres.desk.app import desk_app
from natres.desk.door import Keys
from natres.workflows import make_sample
from tests.browser import FLAGS, find_chromium

#: The browser finds no name but this machine's own.
CUT = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"


@dataclass
class Served:
    """A desk and where it is."""

    desk: Desk
    keys: Keys
    port: int

    @property
    def root(self) -> str:
        return f"/{self.keys.desk}"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.root}/"

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str, dict[str, str]]:
        """Ask as a program would: with the headers given and no others."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        own = {"Host": f"127.0.0.1:{self.port}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        data = body.encode() if isinstance(body, str) else body
        if data is not None:
            own.setdefault("Content-Length", str(len(data)))
        for name, value in own.items():
            if value is not None:
                line.putheader(name, value)
        line.endheaders(data)
        answer = line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        line.close()
        return answer.status, text, {name.lower(): value for name, value in answer.getheaders()}

    def do(self, method: str, path: str, body: Any = b"", **headers: str) -> tuple[int, str, dict[str, str]]:
        """Ask as the page itself does."""
        return self.ask(method, path, body, Origin=f"http://127.0.0.1:{self.port}", **headers)

    def wait(self, work: Any, seconds: float = 60) -> Any:
        """Wait until nothing of a work runs any more, also what follows by itself."""
        until, quiet = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            quiet = 0 if work.running else quiet + 1
            if quiet > 3:
                return work
            time.sleep(0.05)
        raise AssertionError(f"still {work.run} after {seconds} s")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    line = socket.socket()
    line.bind(("127.0.0.1", 0))
    port, keys = line.getsockname()[1], Keys()
    desk = Desk(tmp_path_factory.mktemp("工作 台"), "zh")
    app = desk_app(desk, keys, (f"127.0.0.1:{port}", f"localhost:{port}"))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [line]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Served(desk, keys, port)
    desk.runs.stop_all()
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole small district, as a folder of files."""
    folder = tmp_path_factory.mktemp("下发") / "西青区 资料"
    make_sample(folder, parcels=400, seed=3, language="zh")
    return folder


@pytest.fixture(scope="session")
def checked(served: Served, small: Path) -> Any:
    """A work whose data were brought and checked, for tests of what comes after."""
    work = served.desk.works.create("district")
    for path in small.rglob("*"):
        if path.is_file():
            name = quote(path.relative_to(small).as_posix())
            assert served.do("PUT", f"{served.root}/works/{work.id}/files", path.read_bytes(), X_Name=name)[0] == 204
    served.do("POST", f"{served.root}/works/{work.id}/look")
    return served.wait(work)


@pytest.fixture(scope="module")
def cut_off() -> Iterator[Any]:
    """A Chromium without a network; of the module, as everybody's: two at a time are refused."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on PATH, NATRES_CHROMIUM names no file")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=[*FLAGS, CUT])
        yield browser
        browser.close()


@pytest.fixture
def room(cut_off: Any) -> Iterator[Any]:
    """A browser window of an office PC; what it complains of and whom it asks are kept."""
    context = cut_off.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    context.add_init_script("window.__pwned = 0; window.alert = () => { window.__pwned++; };")
    context.problems, context.asked = [], []
    context.on("page", lambda page: page.on("pageerror", lambda error: context.problems.append(str(error))))
    context.on("request", lambda request: context.asked.append(request.url))
    yield context
    context.close()
