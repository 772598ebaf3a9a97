"""J5: classes of a raster of 12 million cells in 20 towns, from the file to areas by class, against exactextract.

natres weights every cell by its area on the ellipsoid; the peer counts cells in the plane, in the two ways its
documentation shows (``frac`` of each class, and ``values`` with ``coverage`` added up by numpy), both with the whole
raster allowed in memory and with either strategy, the fastest of which counts. rasterio's mask by the middle of the
cell, which is not exact, stands beside. All run in turn in this process (A B C A B C …); medians count.
"""

import importlib.metadata
import statistics
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from exactextract import exact_extract
from rasterio.features import geometry_mask
from results import write_section

from natres.analyses import ZoneShapes, zonal_areas
from natres.readers.rasters import open_classes, pair_up

FOLDER = Path(__file__).resolve().parent.parent / "build" / "bench"
WIDTH, HEIGHT, CELL_M = 4000, 3000, 10.0
WEST, NORTH = 39_480_000.0, 4_340_000.0
TOWNS, ROUNDS = 20, 7
CLASSES = np.array([10, 20, 30, 50, 60, 80, 90], dtype=np.uint8)
Sums = dict[tuple[int, int], float]


def raster_file() -> Path:
    """Write the raster once: clumps of seven classes, 1 % without a value, tiles of 256 cells, deflated."""
    path = FOLDER / "classes_12m.tif"
    if path.exists():
        return path
    FOLDER.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(1)
    coarse = CLASSES[rng.integers(0, len(CLASSES), (HEIGHT // 5, WIDTH // 5))]
    cells = np.repeat(np.repeat(coarse, 5, axis=0), 5, axis=1)
    loose = rng.random(cells.shape)
    cells[loose < 0.05] = CLASSES[rng.integers(0, len(CLASSES), int((loose < 0.05).sum()))]
    cells[loose > 0.99] = 0
    how = {"driver": "GTiff", "width": WIDTH, "height": HEIGHT, "count": 1, "dtype": "uint8", "nodata": 0}
    how |= {"crs": "EPSG:4527", "transform": rasterio.Affine(CELL_M, 0, WEST, 0, -CELL_M, NORTH)}
    with rasterio.open(path, "w", tiled=True, compress="deflate", **how) as raster:
        raster.write(cells, 1)
    return path


def towns() -> gpd.GeoDataFrame:
    """Return 20 towns that fill the raster but for its rim, with wavy borders of a vertex every 25 m."""
    rng = np.random.default_rng(2)
    rim = shapely.box(WEST + 333, NORTH - HEIGHT * CELL_M + 333, WEST + WIDTH * CELL_M - 333, NORTH - 333)
    seats = rng.random((TOWNS, 2)) * [WIDTH * CELL_M, -HEIGHT * CELL_M] + [WEST, NORTH]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seats), extend_to=rim))
    dense = shapely.segmentize(shapely.intersection(cells, rim), 25.0)

    def waved(points: np.ndarray) -> np.ndarray:
        wave = 60 * np.sin(points[:, ::-1] / 270) + 9 * np.sin(points[:, ::-1] / 31)
        return points + wave

    return gpd.GeoDataFrame({"town": range(TOWNS)}, geometry=shapely.transform(dense, waved), crs=4527)


def by_natres(path: Path, zones: gpd.GeoDataFrame) -> Sums:
    """Return the planar area of each class and town; the ellipsoidal one was computed with it."""
    names = tuple(map(str, range(TOWNS)))
    shapes = ZoneShapes(zones.geometry.to_numpy(), zones.crs, np.arange(TOWNS), names, names)
    with open_classes(path) as raster:
        table = zonal_areas(shapes, pair_up(raster, None))
    cell = table.raster.planar_cell_m2 or 0.0
    return {(town, v.value): v.cells * cell for town, zone in enumerate(table.zones) for v in zone.values}


def by_fractions(path: Path, zones: gpd.GeoDataFrame, strategy: str) -> Sums:
    """Ask exactextract for the share of every class."""
    found = exact_extract(
        str(path),
        zones,
        ["unique", "frac", "count"],
        strategy=strategy,
        max_cells_in_memory=200_000_000,
        output="pandas",
    )
    sums: Sums = {}
    for town, (values, shares, cells) in enumerate(zip(found["unique"], found["frac"], found["count"], strict=True)):
        sums |= {(town, int(v)): float(s * cells) * CELL_M**2 for v, s in zip(values, shares, strict=True)}
    return sums


def by_coverage(path: Path, zones: gpd.GeoDataFrame, strategy: str) -> Sums:
    """Ask exactextract for the coverage of every cell, and add up by class."""
    found = exact_extract(
        str(path), zones, ["values", "coverage"], strategy=strategy, max_cells_in_memory=200_000_000, output="pandas"
    )
    sums: Sums = {}
    for town, (values, coverage) in enumerate(zip(found["values"], found["coverage"], strict=True)):
        whole = np.bincount(np.ma.getdata(values), weights=coverage, minlength=256)
        sums |= {(town, int(value)): whole[value] * CELL_M**2 for value in CLASSES}
    return sums


def by_middles(path: Path, zones: gpd.GeoDataFrame) -> Sums:
    """Count cells by their middle, town by town: quick to write, and not exact."""
    sums: Sums = {}
    with rasterio.open(path) as raster:
        for town, shape in enumerate(zones.geometry):
            window = raster.window(*shape.bounds).round_offsets().round_lengths()
            values = raster.read(1, window=window)
            inside = geometry_mask([shape], values.shape, raster.window_transform(window), invert=True)
            count = np.bincount(values[inside], minlength=256)
            sums |= {(town, int(value)): float(count[value]) * CELL_M**2 for value in CLASSES}
    return sums


def main() -> None:
    """Run the rounds, compare the areas, and write the ratios to ``benchmarks/results.md``."""
    path, zones = raster_file(), towns()
    jobs: dict[str, Callable[[], Sums]] = {"natres, ellipsoidal and planar": lambda: by_natres(path, zones)}
    for strategy in ("feature-sequential", "raster-sequential"):
        jobs[f"exactextract frac, {strategy}"] = lambda s=strategy: by_fractions(path, zones, s)
        jobs[f"exactextract coverage, {strategy}"] = lambda s=strategy: by_coverage(path, zones, s)
    jobs["middle of the cell (not exact)"] = lambda: by_middles(path, zones)
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    sums: dict[str, Sums] = {}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            start = time.perf_counter()
            sums[name] = job()
            seconds[name].append(time.perf_counter() - start)
    median = {name: statistics.median(times) for name, times in seconds.items()}
    own, *peers = jobs
    fastest = min(median[name] for name in peers if name.startswith("exactextract"))
    off = {name: max(abs(sums[name][key] / sums[own][key] - 1) for key in sums[own]) for name in jobs}
    wrong = [name for name in jobs if name.startswith("exactextract") and off[name] > 1e-6]
    if wrong:
        raise SystemExit(f"areas differ by more than 1e-6: {wrong}")
    vertices = int(shapely.get_num_coordinates(zones.geometry.to_numpy()).sum())
    cells = zones.area.sum() / CELL_M**2 / 1e6
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("exactextract", "rasterio", "numpy"))
    lines = [
        f"{TOWNS} towns with {vertices:,} vertices cover {cells:.1f} million cells of 10 m;",
        "EPSG:4527, deflated tiles of 256 cells, file in the page cache. natres weights every cell by its ellipsoidal",
        "area, counts planar ones beside, and reads the next window on a thread while the last is added up; the peers",
        f"count planar cells. Medians of {ROUNDS}, all in turn, 2 cores.",
        "",
        "| | median s | natres is faster by | planar class areas differ by at most |",
        "|---|---|---|---|",
        *(f"| {n} | {median[n]:.3f} | {median[n] / median[own]:.2f} × | {off[n]:.1e} |" for n in jobs),
        "",
        f"Against the fastest exact peer: {fastest / median[own]:.2f} × (to reach: 0.9 ×). {versions}.",
    ]
    write_section("J5", "classes of a raster of 12 million cells in 20 towns", lines)


if __name__ == "__main__":
    warnings.filterwarnings("ignore", category=PendingDeprecationWarning)
    main()
