"""J2: one map page of 60,000 parcels in one offline file, against folium's own ways; J3: a page of 600,000.

Everything is built and opened in turn (A B C A B C …), each build in a process of its own, each opening in a browser
of its own. ``--large`` makes the page of 600,000 too, whose section else stays as it was. Runs are kept in
``build/bench/pages.json``.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from pathlib import Path

import folium
import geopandas as gpd
import pyogrio
from fabric import PARCELS, city_file, dense_file, sample_file
from page_table import BENCH, HOW, ROWS, Case, table
from peers import NotHere, peer_scripts
from results import write_section

from browser import find_chromium, map_size, measure, opened, wait_for_first

ROOT = Path(__file__).resolve().parent.parent
BUILDS, RUNS = 3, 5
sys.path.insert(0, str(ROOT / "tools"))
from check_page.asked import ask_page  # noqa: E402
from check_page.compare import PARCEL_AREAS, PARCEL_TEXTS, Outcome, compare  # noqa: E402


def build(case: Case) -> None:
    """Build a page in a process of its own."""
    command = [sys.executable, str(ROOT / "benchmarks" / "builds.py"), case.maker]
    done = subprocess.run(
        [*command, str(case.source(BENCH)), str(case.page)], capture_output=True, text=True, check=True
    )
    case.builds.append(json.loads(done.stdout))
    told(case.name, case.builds[-1])


def visit(case: Case, size: tuple[int, int]) -> None:
    """Open a page and measure it."""
    case.runs.append(measure(case.page, hook=case.hook, size=size))
    told(case.name, asdict(case.runs[-1]))


def told(name: str, found: dict[str, object]) -> None:
    """Say what a run found, for who waits."""
    sys.stderr.write(f"{name}: {json.dumps(found)}\n")


def cases() -> list[Case]:
    """Return what is compared; a peer that cannot be run here says why."""
    found = [
        Case("natres", "natres", sample_file),
        Case("natres, restless borders", "natres", dense_file),
        Case("folium + PMTiles", "tiles", sample_file),
        Case("folium.GeoJson", "geojson", sample_file, hook="complete"),
    ]
    try:
        peer_scripts(BENCH)
    except NotHere as why:
        found[2].missing = f"not run: {why}"
    return found


def compared(rounds: tuple[int, int]) -> list[Case]:
    """Build and open all pages in turn."""
    found = cases()
    present = [case for case in found if not case.missing]
    for _ in range(rounds[0]):
        for case in present:
            build(case)
    if find_chromium() is None:
        return found
    size = map_size(present[0].page)
    for _ in range(rounds[1]):
        for case in present:
            visit(case, (1366, 768) if case.maker == "natres" else size)
    return found


def round_trip(case: Case) -> Outcome:
    """Let a page unpack itself, and hold what it shows against its source."""
    for session in opened(case.page, hook=case.hook, size=(1366, 768)):
        wait_for_first(session.page)
        shown = ask_page(session.page, "parcels")
        return compare(shown, gpd.read_parquet(case.source(BENCH)), ("parcel_id", "BSM"), PARCEL_TEXTS, PARCEL_AREAS)
    raise AssertionError("no page was opened")


def as_it_comes() -> str:
    """Say what an empty folium page does without a network, its scripts not put into the file."""
    page = BENCH / "folium.html"
    folium.Map().save(page)
    for session in opened(page, hook="complete", size=(800, 600)):
        session.page.wait_for_timeout(3000)
        blank = session.page.evaluate("typeof L === 'undefined'")
        return f"asks for {session.outside} files and " + ("stays blank" if blank else "opens")
    raise AssertionError("no page was opened")


EMPTY = '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><body data-state="ready">西青区</body></html>'


def empty_page() -> str:
    """Say how much memory the browser takes for a page with nothing but a word of Chinese."""
    if not find_chromium():
        return ""
    page = BENCH / "empty.html"
    page.write_text(EMPTY, encoding="utf-8")
    return f"A page of three Chinese characters takes {measure(page, moves=False).memory:.0f} MB of memory there."


def vertices_of(source: Path) -> float:
    """Return how many million vertices a layer has."""
    return float(gpd.read_parquet(source, columns=["geometry"]).geometry.count_coordinates().sum()) / 1e6


def machine() -> str:
    """Return what was measured on and with."""
    chromium = find_chromium()
    said = (
        subprocess.run([chromium, "--version"], capture_output=True, text=True, check=True).stdout if chromium else ""
    )
    return (
        f"{os.cpu_count()} cores, no GPU, {platform.system()}, Python {platform.python_version()}, "
        f"{' '.join(said.split()[:2]) or 'no Chromium'}, folium {version('folium')}, "
        f"GDAL {pyogrio.__gdal_version_string__}"
    )


def write_pages(rounds: tuple[int, int]) -> None:
    """Run the comparison and write its section."""
    found = compared(rounds)
    BENCH.joinpath("pages.json").write_text(json.dumps([asdict(c) | {"source": ""} for c in found], indent=1))
    lines = [
        f"{PARCELS:,} parcels of the sample district ({vertices_of(sample_file(BENCH)):.2f} M vertices), for natres",
        f"also with restless borders ({vertices_of(dense_file(BENCH)):.2f} M; its size is promised up to 2.7 M).",
        f"Medians of {rounds[0]} builds and {rounds[1]} openings, all in turn; in brackets the ratio to natres.",
        "",
        *table(found, [row[3] for row in ROWS]),
        "",
        HOW,
        "",
        f"Measured on {machine()}. {empty_page()}",
    ]
    if find_chromium():
        lines += ["", f"Round trip, restless borders, through the page's own script: {round_trip(found[1])}."]
        lines += [f"An empty folium page as it comes, network cut, {as_it_comes()}."]
    write_section("J2", f"one offline map page, {PARCELS:,} parcels", lines)


def write_city() -> None:
    """Build and open the page of 600,000 parcels, and write its section with the date."""
    case = Case("natres", "natres", city_file)
    build(case)
    if find_chromium():
        for _ in range(3):
            visit(case, (1366, 768))
    lines = [
        f"Ten copies of the restless parcels side by side, {vertices_of(city_file(BENCH)):.1f} M vertices; one build, "
        f"median of {len(case.runs)} openings. {date.today().isoformat()}, {machine()}.",
        "",
        *table([case], ["", "≤ 6,000", "", "0", "opens", "", "", "", ""]),
    ]
    write_section("J3", "one offline map page, 600,000 parcels (`--large`)", lines)


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description="Map pages against folium's own ways.")
    parser.add_argument("--large", action="store_true", help="also build and open a page of 600,000 parcels")
    parser.add_argument("--only-large", action="store_true", help="nothing but the page of 600,000 parcels")
    parser.add_argument("--builds", type=int, default=BUILDS, help=f"builds of each page ({BUILDS})")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"openings of each page ({RUNS})")
    options = parser.parse_args()
    if not options.only_large:
        write_pages((options.builds, options.runs))
    if options.large or options.only_large:
        write_city()


if __name__ == "__main__":
    main()
