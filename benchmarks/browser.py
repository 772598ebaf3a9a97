"""A page opened in Chromium from its file, with the network cut: what it asks for, when it is drawn, how it moves.

Hooks, the same clock for all (milliseconds since the navigation began, `performance.now()`):

- *first draw* is the first frame after all parcels in view were drawn. A page that paints by tiles says when it has
  them all (natres sets ``data-state`` to ``ready``; the tiled peer does so on Leaflet's ``load`` event, which follows
  the last tile's painting). A page that adds everything in its script has done so when the document is complete.
  Either way two animation frames are waited for: the second begins after the first was handed to the screen.
- *frame gap* is the longest time between two animation frames of the page while the mouse wheel zooms six half levels
  in and out again, or while the map is dragged; a page that paints in the main thread shows its pauses here.
- *sharp* is the time from the last step inwards until nothing is painted any more, looked at after the pause between
  steps, so at least that: what a worker hides from the frames.
- *memory* is the unique set size of all processes of the browser, the larger of two readings: after the first draw,
  and after zooming and dragging. Nothing is subtracted for the empty browser. Another Chromium on the machine would
  share the program's pages and make this one look smaller by 100 MB and more: close it first.
"""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tests.browser import FLAGS, find_chromium  # noqa: E402

__all__ = ["PATIENCE_S", "Run", "find_chromium", "map_size", "measure", "opened", "wait_for_first"]

NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND"
#: A page that has drawn nothing after this time counts as not drawn.
PATIENCE_S = 240
WHEEL = 60  # wheel steps that Leaflet turns into half a level with `wheel_px_per_zoom_level` 90
STEPS = 6
PAUSE_MS = 350  # longer than the animation of a zoom
DRAG = 220

HOOKS = """
const seen = window.__seen = { first: 0, worst: 0, on: false, last: 0 };
const noted = () => { seen.first = seen.first || performance.now(); };
const drawn = () => requestAnimationFrame(() => requestAnimationFrame(noted));
const tick = (now) => {
  if (!seen.on) return;
  if (seen.last) seen.worst = Math.max(seen.worst, now - seen.last);
  seen.last = now;
  requestAnimationFrame(tick);
};
seen.begin = () => { Object.assign(seen, { worst: 0, last: 0, on: true }); requestAnimationFrame(tick); };
seen.end = () => { seen.on = false; return seen.worst; };
if ("%(hook)s" === "complete") document.addEventListener("DOMContentLoaded", drawn);
else new MutationObserver(() => { if (document.body && document.body.dataset.state === "ready") drawn(); })
  .observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] });
"""
#: Whether a page still paints, as far as it does so outside its own frames.
BUSY = "window.natres ? natres.busy() : window.tiles ? window.tiles.isLoading() : false"
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))"


@dataclass(frozen=True)
class Run:
    """What one opening of a page showed; times in ms, memory in MB, None where nothing was drawn in time."""

    requests: int
    first: float | None
    zoom: float | None
    sharp: float | None
    pan: float | None
    memory: float | None
    problems: tuple[str, ...] = ()


class Session:
    """An opened page, and what was heard from it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.problems: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.problems.append(str(error)))

    @property
    def outside(self) -> int:
        """Requests that want to leave the file."""
        return sum(not url.startswith(("file:", "data:", "blob:")) for url in self.requests)


def opened(path: Path, *, hook: str, size: tuple[int, int]) -> Iterator[Session]:
    """Open a page in a browser of its own; ``hook`` is ``state`` or ``complete``, see above."""
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=find_chromium(), args=[*FLAGS, NO_NETWORK])
        room = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=True)
        room.set_default_timeout(PATIENCE_S * 1000)
        room.add_init_script("(() => {" + HOOKS % {"hook": hook} + "})();")
        session = Session(room.new_page())
        session.page.goto(path.resolve().as_uri(), timeout=PATIENCE_S * 1000, wait_until="commit")
        yield session
        browser.close()


def measure(path: Path, *, hook: str = "state", size: tuple[int, int] = (1366, 768), moves: bool = True) -> Run:
    """Open a page once, zoom and drag it, and return what was seen."""
    for session in opened(path, hook=hook, size=size):
        first = wait_for_first(session.page)
        if first is None:
            return Run(session.outside, None, None, None, None, None, tuple(session.problems))
        session.page.wait_for_timeout(500)
        memory = browser_memory_mb()
        zoom, sharp = _zoomed(session.page) if moves else (None, None)
        pan = _dragged(session.page) if moves else None
        memory = max(memory, browser_memory_mb())
        return Run(session.outside, first, zoom, sharp, pan, memory, tuple(session.problems))
    raise AssertionError("no page was opened")


def wait_for_first(page: Page) -> float | None:
    """Wait for the first draw; None where it does not come."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        first = page.evaluate("window.__seen ? window.__seen.first : 0")
        if first:
            return float(first)
        page.wait_for_timeout(100)
    return None


def _middle(page: Page) -> tuple[float, float]:
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _zoomed(page: Page) -> tuple[float, float]:
    """Return the longest gap between frames while zooming in and out, and how long the inward end took to be sharp."""
    x, y = _middle(page)
    page.mouse.move(x, y)
    _calm(page)
    page.evaluate("window.__seen.begin()")
    last = 0.0
    for _ in range(STEPS):
        last = time.perf_counter()
        page.mouse.wheel(0, -WHEEL)
        page.wait_for_timeout(PAUSE_MS)
    _calm(page)
    sharp = (time.perf_counter() - last) * 1000
    for _ in range(STEPS):
        page.mouse.wheel(0, WHEEL)
        page.wait_for_timeout(PAUSE_MS)
    _calm(page)
    return float(page.evaluate("window.__seen.end()")), sharp


def _dragged(page: Page) -> float:
    """Return the longest gap between frames while the map is dragged there and back, two half levels further in."""
    x, y = _middle(page)
    for _ in range(2):
        page.mouse.wheel(0, -WHEEL)
        page.wait_for_timeout(PAUSE_MS)
    _calm(page)
    page.evaluate("window.__seen.begin()")
    for way in (-1, 1):
        start = x - way * DRAG / 2
        page.mouse.move(start, y)
        page.mouse.down()
        for step in range(1, 23):
            page.mouse.move(start + way * DRAG * step / 22, y + step)
            page.wait_for_timeout(16)
        page.mouse.up()
        page.wait_for_timeout(PAUSE_MS)
    _calm(page)
    return float(page.evaluate("window.__seen.end()"))


def _calm(page: Page) -> None:
    """Wait until nothing is painted any more."""
    while page.evaluate(BUSY):
        page.wait_for_timeout(15)
    page.evaluate(TWO_FRAMES)


def browser_memory_mb() -> float:
    """Return the unique set size of all browser processes this process started, in MB."""
    return sum(_unique_kb(pid) for pid in _descendants(os.getpid()) if "chrom" in _command(pid)) / 1024


def _descendants(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            stat = _text(entry / "stat")
            if stat:
                children.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        own = children.get(waiting.pop(), [])
        found += own
        waiting += own
    return found


def _command(pid: int) -> str:
    return _text(Path(f"/proc/{pid}/comm"))


def _unique_kb(pid: int) -> int:
    lines = _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Clean", "Private_Dirty")))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # it has ended meanwhile
        return ""


def map_size(path: Path) -> tuple[int, int]:
    """Return width and height of a page's map in pixels, so that peers draw as much of the land."""
    for session in opened(path, hook="state", size=(1366, 768)):
        box: Any = session.page.locator(".folium-map").bounding_box()
        return round(box["width"]), round(box["height"])
    raise AssertionError("no page was opened")
