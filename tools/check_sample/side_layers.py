"""Everything else in the folder: marks of invention, land cover, zones and the project site."""

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
import rasterio
import shapely
from rasterio.features import geometry_mask

from check_sample.facts import FACTS, by_class
from check_sample.folder import Folder, Missing
from check_sample.outcome import Outcome

MARKS = ("虚构", "invented")
GROUND = {
    10: ("01", "02"),
    20: ("03",),
    30: ("04",),
    50: ("00",),
    60: ("11",),
    80: ("05", "06", "07", "08", "09", "10"),
}


def marks(folder: Folder, out: Outcome) -> None:
    """Expect every layer, and the README, to say in two languages that it is invented."""
    layers = sorted(folder.path.rglob("*.parquet"))
    for path in layers:
        found = pq.read_metadata(path).metadata or {}
        text = " ".join(value.decode("utf-8", "replace") for key, value in found.items() if key != b"ARROW:schema")
        for mark in MARKS:
            out.expect(mark in text, f"{path.relative_to(folder.path)}: no {mark!r} in its metadata")
    readme = folder.file("README.md").read_text(encoding="utf-8")
    for mark in (*MARKS, "示意", "natres sample"):
        out.expect(mark in readme, f"README.md: no {mark!r}")
    out.same("README.md names the licence of the outline", (folder.path / "boundaries/LICENSE").is_file(), True)
    size = sum(path.stat().st_size for path in folder.path.rglob("*") if path.is_file())
    out.note(f"{len(layers)} GeoParquet layers, {size / 1e6:.1f} MB in all")


def land_cover(folder: Folder, out: Outcome) -> None:
    """Expect 10 m pixels over the district and nothing else, counted as the truth says."""
    pictures = {}
    for year in (2021, 2022):
        with rasterio.open(folder.file(f"landcover/landcover_{year}.tif")) as raster:
            pixels = raster.read(1)
            out.same(f"{year}: pixel", raster.res, (10.0, 10.0))
            out.same(f"{year}: system", raster.crs.to_epsg(confidence_threshold=25), FACTS["district"]["crs"])
            tags = " ".join(raster.tags().values())
            outside = geometry_mask([folder.outline], raster.shape, raster.transform)
        out.expect(all(mark in tags for mark in MARKS), f"{year}: not marked as invented")
        out.same(f"{year}: pixels with a class outside the outline", int((pixels[outside] != 0).sum()), 0)
        out.same(f"{year}: pixels without a class inside", int((pixels[~outside] == 0).sum()), 0)
        codes, counts = np.unique(pixels[pixels != 0], return_counts=True)
        found = {str(code): int(count) for code, count in zip(codes, counts, strict=True)}
        stated = folder.truth["landcover" if year == 2022 else f"landcover_{year}"]
        out.differences(f"{year}: pixels by class", stated, found)
        pictures[year] = pixels
    changed = pictures[2021] != pictures[2022]
    out.expect(changed.any(), "the two dates are the same")
    out.note(f"{changed.sum() / 1e4:.2f} km² differ between the dates")


def against_parcels(folder: Folder, out: Outcome) -> None:
    """Expect land cover that agrees with most parcels at their inner point."""
    parcels = folder.parcels(2022)
    points = shapely.point_on_surface(parcels.shapes)
    with rasterio.open(folder.file("landcover/landcover_2022.tif")) as raster:
        seen = np.array([v[0] for v in raster.sample(shapely.get_coordinates(points))])
    main = by_class(parcels.text("DLBM"), "main").to_numpy()
    known = np.isin(seen, list(GROUND))
    agree = np.array([m in GROUND[s] if s in GROUND else False for s, m in zip(seen, main, strict=True)])
    share = agree[known].mean()
    out.expect(0.6 < share < 0.999, f"land cover agrees with {100 * share:.1f} % of the parcels")
    out.note(f"land cover agrees with {100 * share:.1f} % of the parcels at their inner point")


def zones(folder: Folder, out: Outcome) -> None:
    """Expect planning zones as valid polygons in the district, in its system."""
    found = sorted((folder.path / "zones").glob("*.parquet"))
    if not found:
        raise Missing("no zones/*.parquet")
    for path in found:
        layer = gpd.read_parquet(path)
        shapes = np.asarray(layer.geometry.values)
        out.same(f"{path.name}: system", layer.crs.to_epsg(), FACTS["district"]["crs"])
        out.rows(f"{path.name}: not valid", layer, ~shapely.is_valid(shapes))
        outside = shapely.area(shapely.difference(shapes, folder.outline)).sum()
        out.expect(outside < 1, f"{path.name}: {outside:.3g} m² outside the district")
        a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        common = shapely.area(shapely.intersection(shapes[a[a < b]], shapes[b[a < b]])).sum()
        out.expect(common < 1e-3, f"{path.name}: {common:.3g} m² of overlap")
        points = shapely.get_num_coordinates(shapes)
        out.note(
            f"{path.name}: {len(layer)} zones, {shapely.area(shapes).sum() / 1e6:.2f} km², up to {points.max()} points"
        )


def project(folder: Folder, out: Outcome) -> None:
    """Expect a project site as a polygon in the district and as a boundary-point file."""
    if not (folder.path / "project").is_dir():
        raise Missing("no project folder")
    layers = sorted((folder.path / "project").glob("*.parquet"))
    texts = sorted((folder.path / "project").glob("*.txt"))
    out.expect(layers, "no polygon of the project")
    out.expect(texts, "no boundary-point TXT of the project")
    for path in layers:
        layer = gpd.read_parquet(path)
        shapes = np.asarray(layer.geometry.values)
        out.rows(f"{path.name}: not valid", layer, ~shapely.is_valid(shapes))
        out.expect(shapely.covers(folder.outline, shapes).all(), f"{path.name} leaves the district")
    for path in texts:
        out.expect("属性描述" in path.read_bytes().decode("gb18030", "replace"), f"{path.name}: no 属性描述 section")


CHECKS = {
    "side.marks": marks,
    "side.landcover": land_cover,
    "side.landcover_parcels": against_parcels,
    "side.zones": zones,
    "side.project": project,
}
