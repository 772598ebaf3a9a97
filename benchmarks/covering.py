"""T1: overlaps and gaps of 60,000 parcels by open edges, by GEOS's coverage checks, and naively; and a whole check.

All ways run in turn in this process (A B C A B C …) on the same shapes and must find the same overlaps and gaps to
0.01 m². The whole check is the command in a process of its own.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from fabric import PARCELS, sample_file
from results import write_section

from natres.core.coverage import compare_coverage
from natres.sample.defects import defects_stream, plant_defects

ROUNDS, NAIVE_ROUNDS = 5, 3
DEFECTS = 600
LEAST_M2 = 0.01
#: How many times faster than GEOS's own coverage checks natres has to be, and what a whole check may take.
LEAST_RATIO, MOST_SECONDS = 3.0, 6.0

Shapes = Any
Found = tuple[list[float], list[float]]


def by_open_edges(shapes: Shapes, outline: Any) -> Found:
    """natres: cancel edges, look at the faces between those that are left."""
    found = compare_coverage(shapes, outline)
    return sorted(o.area_m2 for o in found.overlaps), sorted(g.area_m2 for g in found.gaps)


def by_coverage_checks(shapes: Shapes, outline: Any) -> Found:
    """GEOS: invalid edges of the coverage name the suspects, their union shows the gaps."""
    bad = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    overlaps = _pairs(shapes[bad], shapes[bad]) if len(bad) else []
    # The union by shared edges holds for a clean coverage only; otherwise every shape has to be united.
    whole = shapely.union_all(shapes) if len(bad) else shapely.coverage_union_all(shapes)
    return overlaps, _gaps(whole, outline)


def naively(shapes: Shapes, outline: Any) -> Found:
    """Every pair of neighbours intersected, everything united."""
    return _pairs(shapes, shapes), _gaps(shapely.union_all(shapes), outline)


def _pairs(some: Shapes, others: Shapes) -> list[float]:
    first, second = shapely.STRtree(others).query(some, predicate="intersects")
    once = first < second
    areas = shapely.area(shapely.intersection(some[first[once]], others[second[once]]))
    return sorted(areas[areas >= LEAST_M2].tolist())


def _gaps(whole: Any, outline: Any) -> list[float]:
    areas = shapely.area(shapely.get_parts(shapely.difference(outline, whole)))
    return sorted(areas[areas >= LEAST_M2].tolist())


WAYS: dict[str, Callable[[Shapes, Any], Found]] = {
    "natres, open edges": by_open_edges,
    "GEOS coverage checks": by_coverage_checks,
    "naive": naively,
}


def timed(shapes: Shapes, outline: Any) -> tuple[dict[str, float], dict[str, Found]]:
    """Run all ways in turn; return the median seconds of each, and what it found."""
    seconds: dict[str, list[float]] = {name: [] for name in WAYS}
    found: dict[str, Found] = {}
    for n in range(ROUNDS):
        for name, way in WAYS.items():
            if name == "naive" and n >= NAIVE_ROUNDS:
                continue
            start = time.perf_counter()
            found[name] = way(shapes, outline)
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in seconds.items()}, found


def same(found: dict[str, Found]) -> bool:
    """Tell whether all ways found as many overlaps and gaps, each of the same area to 0.01 m²."""
    first, *others = found.values()
    return all(
        len(one) == len(other) and bool(np.allclose(one, other, atol=LEAST_M2, rtol=0))
        for each in others
        for one, other in zip(first, each, strict=True)
    )


def whole_check(folder: Path) -> float:
    """Return the median seconds of the command on a district of 60,000 parcels: reading, all rules, printing."""
    district = folder / "district-60000"
    command = [sys.executable, "-m", "natres"]
    if not (district / "xiqing.toml").exists():
        subprocess.run([*command, "sample", str(district), "--parcels", str(PARCELS), "--seed", "1"], check=True)
    kept = ("[district]", "[layers.parcels]", "[layers.units]", "[layers.towns]")
    tables = (district / "xiqing.toml").read_text("utf-8").split("\n\n")
    short = "\n\n".join(table for table in tables if table.startswith(kept) or "[district]" in table)
    (district / "check.toml").write_text(short, "utf-8")
    taken: list[float] = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run([*command, "check", str(district / "check.toml")], check=True, capture_output=True)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> int:
    """Run the benchmark and write its section; return 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("build/bench"))
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    frame = gpd.read_parquet(sample_file(folder))
    outline = shapely.coverage_union_all(frame.geometry.to_numpy())
    planted = plant_defects(frame, DEFECTS, defects_stream(1), layer="DLTB", file="a").table.geometry.to_numpy()
    sound = ~(shapely.is_missing(planted) | shapely.is_empty(planted))
    sound &= shapely.is_valid(planted) & (shapely.get_type_id(planted) == 3)
    lines = [
        f"{PARCELS:,} parcels of the sample district; *planted*: the same with {DEFECTS} errors of all kinds, of which",
        "those in shapes matter here (shapes GEOS calls invalid left out). All ways in turn, medians.", "",
        "| shapes | way | median s | natres is faster by | overlaps | gaps |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    missed = False
    for name, shapes in (("clean", frame.geometry.to_numpy()), ("planted", planted[sound])):
        seconds, found = timed(shapes, outline)
        own = next(iter(seconds.values()))
        for way, taken in seconds.items():
            overlaps, gaps = found[way]
            ratio = f"{taken / own:.2f} ×"
            lines.append(
                f"| {name} | {way} | {taken:.2f} | {ratio} | {len(overlaps)}, {sum(overlaps):.2f} m² "
                f"| {len(gaps)}, {sum(gaps):.2f} m² |"
            )
        missed |= not same(found) or seconds["GEOS coverage checks"] < LEAST_RATIO * own
    check = whole_check(folder)
    lines += [
        "", "The whole check of the clean district's parcels against its towns and villages (`natres check`, a process",
        f"of its own, start of Python included): {check:.1f} s (target ≤ {MOST_SECONDS:g} s).",
    ]  # fmt: skip
    write_section("T1", "overlaps and gaps of 60,000 parcels", lines)
    return 1 if missed or check > MOST_SECONDS else 0


if __name__ == "__main__":
    raise SystemExit(main())
