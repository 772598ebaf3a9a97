"""A browser for the pages: one Chromium per module, or a skip that says why."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    named = os.environ.get("NATRES_CHROMIUM")
    if named and Path(named).is_file():
        return named
    return next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = find_chromium()
    if path is None:
        pytest.skip(f"no Chromium: none of {', '.join(NAMES)} on PATH, NATRES_CHROMIUM names no file")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Opened:
    """A page and what was heard from it."""

    page: Any
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        return self.page.evaluate("document.body.dataset.state || ''")

    def settle(self, seconds: float = 20.0) -> None:
        """Wait until every sheet is painted."""
        busy = "!window.natres || !natres.head || natres.busy() || !document.body.dataset.state"
        for _ in range(int(seconds / 0.05)):
            self.page.wait_for_timeout(50)
            if not self.page.evaluate(busy) and self.state not in ("", "drawing"):
                return
        raise AssertionError(f"the page is still {self.state!r} after {seconds} s: {self.problems}")


Opener = Callable[..., Any]


@pytest.fixture
def open_file(chromium: Any) -> Opener:
    """Open a page from its file without a network, and listen."""

    @contextmanager
    def opened(path: Path, *, wait: bool = True, **context: Any) -> Iterator[Opened]:
        room = chromium.new_context(viewport={"width": 1366, "height": 768}, offline=True, **context)
        room.add_init_script("window.__pwned = 0; for (const f of ['alert', 'confirm', 'prompt'])"
                             " window[f] = () => { window.__pwned++; };")  # fmt: skip
        page = room.new_page()
        seen = Opened(page)
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("pageerror", lambda error: seen.problems.append(str(error)))
        page.on("console", lambda m: seen.problems.append(m.text) if m.type in ("error", "warning") else None)
        page.goto(path.as_uri())
        if wait:
            seen.settle()
        yield seen
        room.close()

    return opened


@pytest.fixture
def open_page(open_file: Opener, tmp_path: Path) -> Opener:
    """Write a page, then open it like any file."""

    @contextmanager
    def opened(html: str, **options: Any) -> Iterator[Opened]:
        path = tmp_path / "page.html"
        path.write_text(html, encoding="utf-8", newline="")
        with open_file(path, **options) as seen:
            yield seen

    return opened
