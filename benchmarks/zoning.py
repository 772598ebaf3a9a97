"""J4: class areas of 60,000 parcels inside some forty zones, by natres, geopandas, plain shapely and DuckDB.

The zones are the red lines and the development boundary of the sample district. All ways run in turn in this process
on the same shapes in memory and must find the same areas to 0.01 m².
"""

import argparse
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from fabric import PARCELS
from overlay_peers import DuckLayers, Way, by_geopandas, by_natres_zones, by_shapely, conditions, in_turn, same
from results import write_section

from natres.sample import build_sample

LEAST_RATIO, ROUNDS = 3.0, 3
ZONES = ("STBHHX", "CSKFBJ")


def layers(folder: Path) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return parcels with their class and zones with their number as ``key``, made once."""
    files = folder / f"zoned-{PARCELS}.parquet", folder / f"zones-{PARCELS}.parquet"
    if not all(file.exists() for file in files):
        made = {layer.layer: layer.frame for layer in reversed(build_sample(parcels=PARCELS, seed=1).layers)}
        parcels = made["DLTB"]  # of the later year, which stands first
        zones = pd.concat([made[name][["geometry"]] for name in ZONES], ignore_index=True)
        parcels[["DLBM", "geometry"]].rename(columns={"DLBM": "key"}).to_parquet(files[0])
        zones.assign(key=np.arange(len(zones)).astype(str)).to_parquet(files[1])
    one, two = (gpd.read_parquet(file) for file in files)
    return one.astype({"key": str}), two.astype({"key": str})


def main() -> int:
    """Run the benchmark and write its section; return 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("build/bench"))
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    parcels, zones = layers(folder)
    ways: dict[str, tuple[Way, int]] = {
        "natres": (by_natres_zones, 5), "geopandas.overlay": (by_geopandas, ROUNDS),
        "plain shapely": (by_shapely, ROUNDS), "DuckDB spatial": (DuckLayers(parcels, zones).matrix, ROUNDS),
    }  # fmt: skip
    seconds, found = in_turn(ways, parcels, zones)
    own = seconds["natres"]
    vertices = int(zones.geometry.count_coordinates().sum())
    lines = [
        f"{len(parcels):,} parcels of the sample district and {len(zones)} zones of {vertices:,} vertices in memory,",
        "to areas by class and zone. natres measures plane and survey areas, and the ground by combination of layers.",
        conditions() + ". All ways in turn, medians.", "",
        "| way | median s | natres is faster by |", "|---|---|---|",
        *(f"| {name} | {taken:.2f} | {taken / own:.2f} × |" for name, taken in seconds.items()),
    ]  # fmt: skip
    write_section("J4", "parcels inside zones", lines)
    fastest = min(taken for name, taken in seconds.items() if name != "natres")
    return 0 if same(found) and fastest >= LEAST_RATIO * own else 1


if __name__ == "__main__":
    raise SystemExit(main())
