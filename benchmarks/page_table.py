"""The table of map pages: what is compared, what a row shows, and in words how it was measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from browser import Run

__all__ = ["BENCH", "HOW", "ROWS", "Case", "table"]

BENCH = Path(__file__).resolve().parent.parent / "build" / "bench"


@dataclass
class Case:
    """One kind of page: who makes it from what, when it counts as drawn, and what was measured."""

    name: str
    maker: str
    source: Callable[[Path], Path]
    hook: str = "state"
    missing: str = ""
    builds: list[dict[str, float]] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    @property
    def page(self) -> Path:
        """Where the page is written."""
        return BENCH / f"{self.maker}-{self.source.__name__}.html"


def middle(values: Sequence[float | None]) -> float | None:
    """Return the median; None where there is none or a run had none."""
    known = [value for value in values if value is not None]
    return median(known) if known and len(known) == len(values) else None


#: What a row of the table shows: words, how it is found, how it is printed, what natres promises.
ROWS: list[tuple[str, Callable[[Case], float | None], str, str]] = [
    ("build, s", lambda c: middle([b["seconds"] for b in c.builds]), ".1f", "≤ 15"),
    ("build, peak memory, MB", lambda c: middle([b["peak_mb"] for b in c.builds]), ".0f", "≤ 1,500"),
    ("file, MB", lambda c: middle([b["bytes"] / 1e6 for b in c.builds]), ".2f", "≤ 6.5"),
    ("requests, network cut", lambda c: middle([r.requests for r in c.runs]), ".0f", "0"),
    ("first draw, s", lambda c: middle([r.first and r.first / 1000 for r in c.runs]), ".2f", "≤ 1.5"),
    ("worst frame gap, zooming, ms", lambda c: middle([r.zoom for r in c.runs]), ".0f", "≤ 70"),
    ("sharp after zooming in, ms", lambda c: middle([r.sharp for r in c.runs]), ".0f", ""),
    ("worst frame gap, dragging, ms", lambda c: middle([r.pan for r in c.runs]), ".0f", ""),
    ("browser memory, MB", lambda c: middle([r.memory for r in c.runs]), ".0f", "≤ 400"),
]


def table(found: Sequence[Case], targets: Sequence[str]) -> list[str]:
    """Return the table: medians, and how many times as much the others need as the first."""
    lines = [f"| | {' | '.join(c.name for c in found)} | target |", "|---" * (len(found) + 2) + "|"]
    for (words, value, form, _), target in zip(ROWS, targets, strict=True):
        base = value(found[0])
        cells = [_cell(case, value(case), form, None if case is found[0] else base) for case in found]
        lines.append(f"| {words} | {' | '.join(cells)} | {target} |")
    return lines


def _cell(case: Case, value: float | None, form: str, base: float | None) -> str:
    if value is None:
        return case.missing or ("not drawn" if case.runs else "not run")
    times = f" ({value / base:.1f} ×)" if base else ""
    return f"{value:,{form}}{times}"


#: How the rows were measured.
HOW = """*Build* is from reading the layer to the written file, in a process of its own; *file* is that one file. Pages
are opened from it in headless Chromium with no network (`MAP * ~NOTFOUND`, context offline), 1366 × 768, the peers in
a window of the size of natres's map. *First draw* is from the start of the navigation to the first frame after all
parcels in view were drawn. *Frame gap* is the longest pause between two animation frames while the wheel zooms six
half levels in and out in the middle, or while the map is dragged. *Sharp* is the time from the last step inwards
until all tiles are painted, at least the 350 ms between two steps. *Browser memory* is the unique set size of all
browser processes, the larger of two readings: after the first draw, and after zooming and dragging.
The hooks stand in `benchmarks/browser.py`.

The peers are folium's plain `GeoJson` with a style function and a tooltip, and tiles of GDAL's PMTiles driver (z8–14)
inside the page, painted by protomaps-leaflet, without tooltip or search. Both have Leaflet in the file, which folium
would link."""
