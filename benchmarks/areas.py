"""J1: class × town areas of 60,000 parcels with official rounding, from GeoPackage to closed tables, against peers.

Peers, each the way its own documentation shows: ``to_crs('+proj=cea …').area`` of geopandas, and pyproj's
``Geod`` polygon by polygon. All run in turn in this process (A B C A B C …); the medians and their ratios count.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
from fabric import PARCELS, parcel_file
from pyproj import Geod
from results import write_section

from natres.analyses import class_shares
from natres.core.closing import Control
from natres.core.ledger import open_ledger
from natres.core.results import Unit
from natres.core.units import to_dm2
from natres.presenters.land_tables import LandPage, class_table, unit_table
from natres.readers import read_parcels, read_scheme

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5


def by_natres(path: Path) -> pd.Series:
    """Read, measure with the official formula, add up, close the printed tables."""
    scheme = read_scheme()
    layer = read_parcels(path)
    codes = sorted(layer.frame["unit_code"].str[:9].unique())
    units = tuple(Unit(code, code, "town") for code in codes)
    control = Control(to_dm2("565.36", "km2"))
    ledger = open_ledger(layer.frame, layer.crs, kind="survey", control=control)
    shares = class_shares(ledger, scheme, units=units)
    page = LandPage.of(shares, scheme, "zh")
    class_table(page)
    unit_table(page)
    return pd.Series({c.code: c.area_dm2 / 100 for c in shares.classes if c.level == 1})


def by_cea(path: Path) -> pd.Series:
    """Take the fastest peer known: equal-area plane, two lines, then a group-by."""
    frame = pyogrio.read_dataframe(path, columns=["DLBM", "ZLDWDM"], use_arrow=True)
    area = frame.to_crs("+proj=cea +ellps=GRS80").area
    return area.groupby([frame["DLBM"], frame["ZLDWDM"].str[:9]]).sum().groupby(level=0).sum()


def by_geod(path: Path) -> pd.Series:
    """Go the plain way: geodesic area polygon by polygon."""
    frame = pyogrio.read_dataframe(path, columns=["DLBM", "ZLDWDM"], use_arrow=True)
    geod = Geod(ellps="GRS80")
    area = pd.Series([abs(geod.geometry_area_perimeter(s)[0]) for s in frame.to_crs(4490).geometry], frame.index)
    return area.groupby([frame["DLBM"], frame["ZLDWDM"].str[:9]]).sum().groupby(level=0).sum()


def main() -> None:
    """Run the rounds and write the ratios to ``benchmarks/results.md``."""
    path = parcel_file(ROOT / "build" / "bench")
    jobs: dict[str, Callable[[Path], pd.Series]] = {
        "natres": by_natres,
        "to_crs(cea).area": by_cea,
        "Geod loop": by_geod,
    }
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    totals: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            start = time.perf_counter()
            totals[name] = float(job(path).sum())
            seconds[name].append(time.perf_counter() - start)
    median = {name: statistics.median(times) for name, times in seconds.items()}
    vertices = int(gpd.read_file(path, columns=[]).geometry.count_coordinates().sum())
    title = f"class × town areas, {PARCELS:,} parcels, {vertices / 1e6:.2f} M vertices, GeoPackage in EPSG:4527"
    lines = [
        "natres reads, computes the official formula with its rounding and densification, adds up and closes the",
        "printed tables; the peers read, compute and group.",
        "",
        "| | median s | natres is faster by | Σ all classes, m² |",
        "|---|---|---|---|",
    ]
    for name in jobs:
        lines.append(f"| {name} | {median[name]:.2f} | {median[name] / median['natres']:.2f} × | {totals[name]:.2f} |")
    write_section("J1", title, lines)


if __name__ == "__main__":
    main()
