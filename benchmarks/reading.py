"""R1: 60,000 parcels read by natres and by plain pyogrio; R2: the gate's look at inputs of a gigabyte.

natres and pyogrio read in turn in this process (A B C D A B …) the same columns in the same encoding. All files lie
in a temporary folder; those of a gigabyte are deleted one by one.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import geopandas as gpd
import pyogrio
from fabric import PARCELS, sample_file
from large_inputs import LARGE
from results import write_section

from natres.readers import read_parcels
from natres.readers.fields import map_fields
from natres.readers.layers import vectors

ROUNDS, LOOKS = 9, 3
#: What natres may take of pyogrio's time, and the gate of a second and of a megabyte.
MOST_RATIO, MOST_SECONDS, MOST_MB = 1.5, 2.0, 100.0


def inputs(sample: Path, folder: Path) -> dict[str, tuple[Path, str | None]]:
    """Return the parcels in the formats that are read, each with the encoding pyogrio has to be told."""
    frame = gpd.read_parquet(sample)
    write = partial(pyogrio.write_dataframe, frame, layer="DLTB")
    for suffix, driver in ((".gpkg", "GPKG"), (".gdb", "OpenFileGDB")):
        with warnings.catch_warnings(action="ignore"):  # a geodatabase keeps whole numbers as doubles
            write(folder / f"DLTB{suffix}", driver=driver)
    for name in ("marked", "silent"):
        (folder / name).mkdir()
        pyogrio.write_dataframe(frame, folder / name / "DLTB.shp", driver="ESRI Shapefile", encoding="GBK")
    (folder / "silent" / "DLTB.cpg").unlink()
    return {
        "GPKG": (folder / "DLTB.gpkg", None),
        "FileGDB": (folder / "DLTB.gdb", None),
        "SHP, GBK, .cpg": (folder / "marked" / "DLTB.shp", "GB18030"),
        "SHP, GBK, no .cpg": (folder / "silent" / "DLTB.shp", "GB18030"),
    }


def jobs(path: Path, encoding: str | None) -> dict[str, Callable[[], object]]:
    """Return the ways a file is read."""
    fields = vectors.open_layer(path).source.fields
    columns = list(map_fields("parcels", fields, {}, (), file=path.name, layer="")[0])
    plain: dict[str, Any] = {"columns": columns, "encoding": encoding, "use_arrow": True}

    def unsigned() -> object:
        with patch.object(vectors, "checksum", lambda _: ""):
            return read_parcels(path)

    return {
        "pyogrio": partial(pyogrio.read_dataframe, path, **plain),
        "read_layer": partial(vectors.read_layer, path, "parcels"),
        "read_parcels": partial(read_parcels, path),
        "without checksum": unsigned,
    }


def medians(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Read in turn and return the median seconds of each way; the first round only warms up."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds + 1):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(times[1:]) for name, times in seconds.items()}


def write_reading(sample: Path, folder: Path, rounds: int) -> None:
    """Compare and write the section."""
    lines = [
        "natres looks at path, format and structure, finds the encoding, reads the columns it has names for, checks",
        "texts, coordinate system and codes, and takes the checksum of every byte in a thread beside; pyogrio reads",
        "the same columns (`use_arrow=True`), told the encoding. Median seconds of",
        f"{rounds} readings in turn; in brackets the ratio to pyogrio, wanted ≤ {MOST_RATIO}.",
        "",
        "| | pyogrio | `read_layer` | `read_parcels` | `read_parcels`, no checksum |",
        "|---|---|---|---|---|",
    ]
    for name, (path, encoding) in inputs(sample, folder).items():
        plain, *others = medians(jobs(path, encoding), rounds).values()
        cells = [f"{seconds:.2f} ({seconds / plain:.2f} ×)" for seconds in others]
        lines.append(f"| {name} | {plain:.2f} | {' | '.join(cells)} |")
    write_section("R1", f"reading {PARCELS:,} parcels of the sample district", lines)


def forget(path: Path) -> None:
    """Have the system drop what it keeps of an input in memory, so that it is read from the disk."""
    for part in (path, *path.parent.glob(f"{path.stem}.*"), *path.glob("*")):
        if part.is_file():
            with part.open("rb") as stream:
                os.fsync(stream.fileno())
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def looked_at(path: Path) -> dict[str, float]:
    """Let an input in, each time in a process of its own that finds none of it in memory; return the medians."""
    command = [sys.executable, str(Path(__file__).with_name("admitting.py")), str(path)]
    found: list[dict[str, float]] = []
    for _ in range(LOOKS):
        forget(path)
        found.append(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    return {name: statistics.median(each[name] for each in found) for name in found[0]}


def size_of(path: Path) -> int:
    """Return the bytes of an input, of a shapefile with its parts."""
    parts = path.glob("*") if path.is_dir() else path.parent.glob(f"{path.stem}.*")
    return sum(part.stat().st_size for part in parts)


def write_gate(sample: Path, folder: Path) -> None:
    """Look at one input of each format and write the section."""
    lines = [
        f"`admit` in a fresh process, nothing of the input in memory, medians of {LOOKS}; wanted ≤ {MOST_SECONDS:g} s",
        f"and ≤ {MOST_MB:g} MB more memory than before.",
        "",
        "| | GB | s | MB |",
        "|---|---|---|---|",
    ]
    for name, make in LARGE.items():
        place = folder / name
        place.mkdir()
        with warnings.catch_warnings(action="ignore"):
            path = make(sample, place)
        found = looked_at(path)
        lines.append(f"| {name} | {size_of(path) / 1e9:.2f} | {found['seconds']:.3f} | {found['extra_mb']:.1f} |")
        shutil.rmtree(place)
    write_section("R2", "the gate before inputs of a gigabyte", lines)


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description="Reading against pyogrio, and the gate before large inputs.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"readings of each file each way ({ROUNDS})")
    parser.add_argument("--only", choices=("reading", "gate"), help="one of the two parts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sample = sample_file(Path(folder))
        if options.only != "gate":
            write_reading(sample, Path(folder), options.rounds)
        if options.only != "reading":
            write_gate(sample, Path(folder))


if __name__ == "__main__":
    main()
