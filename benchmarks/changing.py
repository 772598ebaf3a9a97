"""J3: the transition matrix of two years, by natres and its peers, at 1, 10, 67 and 100 % change.

All ways run in turn in this process on the same shapes in memory and must find the same matrix to 0.01 m² a cell.
``--city`` adds 600,000 parcels, natres alone, in a process of its own whose peak memory is read.
"""

import argparse
import resource
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
from fabric import city_file, parcel_file
from overlay_peers import DuckLayers, Way, by_geopandas, by_natres, by_shapely, conditions, in_turn, same
from results import write_section
from two_years import two_years

SHARES = (0.01, 0.1, 0.67, 1.0)
MAIN = 0.1
#: How many times faster than geopandas natres has to be at 10 % change, and at 100 %; GB that 600,000 parcels may take.
LEAST_RATIO, LEAST_AT_ALL, MOST_GB = 12.0, 0.9, 6.0
ROUNDS = 3


def layers(folder: Path, share: float, parcels: gpd.GeoDataFrame | None, name: str) -> list[gpd.GeoDataFrame]:
    """Return both years with the class as ``key``."""
    files = two_years(folder, share, parcels, name)
    return [gpd.read_parquet(file).rename(columns={"DLBM": "key"}).astype({"key": str}) for file in files]


def compared(one: gpd.GeoDataFrame, two: gpd.GeoDataFrame, *, every: bool) -> tuple[list[str], float, bool]:
    """Return the lines of one pair of years, the ratio to the fastest peer, and whether all found the same."""
    ways: dict[str, tuple[Way, int]] = {"natres": (by_natres, ROUNDS), "geopandas.overlay": (by_geopandas, ROUNDS)}
    if every:
        ways |= {"plain shapely": (by_shapely, ROUNDS), "DuckDB spatial": (DuckLayers(one, two).matrix, ROUNDS)}
    seconds, found = in_turn(ways, one, two)
    own = seconds["natres"]
    lines = [f"{name} | {taken:.2f} | {taken / own:.2f} × |" for name, taken in seconds.items()]
    return lines, min(taken for name, taken in seconds.items() if name != "natres") / own, same(found)


def small(folder: Path) -> gpd.GeoDataFrame:
    """Return every tenth of the parcels, as they lie side by side in the file."""
    return gpd.read_file(parcel_file(folder), columns=["DLBM"], rows=6000)


def city(folder: Path) -> list[str]:
    """Lay two years of 600,000 parcels in a process of its own; return what it took."""
    parcels = gpd.read_parquet(city_file(folder), columns=["DLBM", "geometry"])
    one, two = two_years(folder, MAIN, parcels, "600k")
    del parcels
    program = (
        "import sys, time, geopandas as gpd; sys.path.insert(0, 'benchmarks'); from overlay_peers import by_natres; "
        "f = [gpd.read_parquet(p).rename(columns={'DLBM': 'key'}) for p in sys.argv[1:]]; t = time.perf_counter(); "
        "m = by_natres(*f); print(time.perf_counter() - t, sum(m.values()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(one), str(two)], check=True, capture_output=True, text=True
    )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    taken = float(done.stdout.split()[0])
    assert peak <= MOST_GB, peak
    return [
        "",
        f"600,000 parcels, {MAIN:.0%} changed: {taken:.1f} s, {peak:.1f} GB at the peak (target ≤ {MOST_GB:g} GB).",
    ]


def main() -> int:
    """Run the benchmark and write its section; return 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("build/bench"))
    parser.add_argument("--city", action="store_true")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    lines = [
        "Shapes and classes in memory, to areas by pair of classes. natres measures plane and survey areas and",
        "accounts for every row, the peers plane areas. 48 vertices a parcel; in the second year half of all",
        "rings begin elsewhere.",
        conditions() + ". All ways in turn, medians.", "",
        "| parcels | changed | way | median s | natres is faster by |", "|---|---|---|---|---|",
    ]  # fmt: skip
    missed = False
    for share in SHARES:
        one, two = layers(given.folder, share, None, "60k")
        found, ratio, agrees = compared(one, two, every=share in (MAIN, 1.0))
        lines += [f"| {len(one):,} | {share:.0%} | {line}" for line in found]
        least = LEAST_RATIO if share == MAIN else LEAST_AT_ALL
        missed |= not agrees or ratio < least
        sys.stdout.write(f"{share:.0%}: {ratio:.2f}, same {agrees}\n")
    one, two = layers(given.folder, MAIN, small(given.folder), "6k")
    found, _, agrees = compared(one, two, every=True)
    lines += [f"| {len(one):,} | {MAIN:.0%} | {line}" for line in found]
    if given.city:
        lines += city(given.folder)
    write_section("J3", "transition matrix of two years", lines)
    return 1 if missed or not agrees else 0


if __name__ == "__main__":
    raise SystemExit(main())
