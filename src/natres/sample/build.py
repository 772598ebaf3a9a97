"""Puts the district together, step by step, each with its own stream of random numbers."""

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.errors import BadUsage
from natres.sample.answers import district_text, tables, truth
from natres.sample.answers.change import change_truth
from natres.sample.answers.zones import zone_truth
from natres.sample.cover.calibration import Goal, calibrate
from natres.sample.cover.classes import Cover, draw_classes
from natres.sample.cover.codes import leaf_main_class
from natres.sample.cover.planting import planting_stream
from natres.sample.cover.years import Before, year_before
from natres.sample.defects import (
    check_count,
    defects_json,
    defects_stream,
    defects_table,
    plant_defects,
    readme_line,
    truth_note,
)
from natres.sample.fabric.noise import PlaneWaves
from natres.sample.fabric.outline import attribution, ground_for, outline_licence
from natres.sample.fabric.units import Partition, partition
from natres.sample.fabric.weave import Fabric, ordered, weave
from natres.sample.layers.before import before_table
from natres.sample.layers.boundaries import town_table, village_table
from natres.sample.layers.forest import REPORT_MATRIX, forest_plots, random_matrix
from natres.sample.layers.landcover import landcover_pair
from natres.sample.layers.parcels import CRS, in_plane, parcel_table
from natres.sample.layers.site import SITE_FILE, project_site, site_table
from natres.sample.layers.site_points import POINTS_ENCODING, POINTS_FILE, boundary_points
from natres.sample.layers.wells import WellCounts, random_counts, well_register
from natres.sample.layers.zones import ZONE_FILES, zone_layers, zone_stream
from natres.sample.reckoning.areas import geodesic_areas
from natres.sample.reckoning.closing import Closed, close_areas

__all__ = ["SampleDistrict", "SampleLayer", "SampleRaster", "SampleText", "build_sample"]

LEAST, MOST = 300, 600_000
MOST_REPORT = 100_000  # parcels up to which the sums are fitted to the report's figures
MOST_CHANGE = 0.9
# km²; what the zones get before corridors, streets and calibration have their say
ZONES = {
    "urban": 117.0,
    "industrial": 82.0,
    "special": 15.0,
    "wild": 4.0,
    "forest": 56.0,
    "ponds": 42.0,
    "orchard": 14.0,
}
GOAL = Goal(agricultural=258_080_000_00, unused=36_200_000_00, urban_rural=215_500_000_00, forest_land=64_000_000_00)


@dataclass(frozen=True)
class SampleLayer:
    """A table to write: where, what, and how.

    ``kind`` is "geoparquet", "shapefile" or "csv"; ``metadata`` says that it is invented, and its source.
    """

    path: str
    frame: gpd.GeoDataFrame | pd.DataFrame
    kind: str
    layer: str
    encoding: str
    metadata: dict[str, str]


@dataclass(frozen=True)
class SampleRaster:
    """A raster to write as GeoTIFF."""

    path: str
    array: NDArray[np.uint8]
    transform: tuple[float, float, float, float, float, float]
    crs: str
    nodata: int
    tags: dict[str, str]


@dataclass(frozen=True)
class SampleText:
    """A text to write in another encoding than UTF-8, its line ends as they are."""

    path: str
    text: str
    encoding: str

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.text.encode(self.encoding)


@dataclass(frozen=True)
class SampleDistrict:
    """All artefacts of an invented district; paths are relative to its folder, ``texts`` are UTF-8."""

    layers: tuple[SampleLayer, ...]
    rasters: tuple[SampleRaster, ...]
    texts: dict[str, str]
    encoded: tuple[SampleText, ...] = ()


def build_sample(
    *, parcels: int = 6000, seed: int = 1, targets: str = "report", defects: int = 0, change: float = 0.1
) -> SampleDistrict:
    """Return an invented district of about ``parcels`` parcels; the same arguments give the same district.

    Parameters
    ----------
    parcels : int
        300 to 600,000, with ``targets`` "report" to 100,000.
    seed : int
        Any whole number ≥ 0.
    targets : str
        "report" fits the sums to the printed figures of 2022, "random" lets the seed decide.
    defects : int
        How many errors are planted into the parcels of 2022, at most one in ten parcels and 5,000.
    change : float
        Share of parcels that changed between the years, 0 to 0.9.
    """
    _check(parcels, targets, change)
    check_count(defects, parcels)
    streams = iter(np.random.default_rng([seed, 20221231]).spawn(12))
    fixed = targets == "report"
    ground = ground_for(parcels)
    units = partition(next(streams), ground)
    zones = dict(ZONES) if fixed else _random_zones(next(streams))
    fabric = ordered(weave(next(streams), ground, units, parcels, zones), units)
    shapes = in_plane(fabric.shape)
    measured = geodesic_areas(in_plane(fabric.atom))
    closed = close_areas(measured, fabric.atom_parcel, fabric.unit, units.town, ground.control_area_m2)
    cover = draw_classes(next(streams), fabric, units)
    if fixed:
        calibrate(cover, closed.parcel, _smooth_order(next(streams), fabric), _frozen(fabric, cover), GOAL)
    before = year_before(next(streams), fabric, cover, closed.parcel, change)
    table = parcel_table(next(streams), planting_stream(seed), fabric, shapes, cover, units, closed)
    made = _artefacts(next(streams), seed, fixed, _Land(fabric, shapes, cover, units, closed, before, table))
    return _planted(made, defects, seed) if defects else made


def _check(parcels: int, targets: str, change: float) -> None:
    if not LEAST <= parcels <= MOST:
        raise BadUsage("SAMPLE_SIZE", value=parcels, low=LEAST, high=MOST)
    if targets not in ("report", "random"):
        raise BadUsage("OPTION_VALUE", option="--targets", value=targets, allowed="report, random")
    if targets == "report" and parcels > MOST_REPORT:
        raise BadUsage("SAMPLE_SIZE.report", value=parcels, high=MOST_REPORT)
    if not 0 <= change <= MOST_CHANGE:
        raise BadUsage("SAMPLE_CHANGE", value=change, high=MOST_CHANGE)


def _planted(made: SampleDistrict, count: int, seed: int) -> SampleDistrict:
    """Return the district with errors in its first table; the answers stay those of the clean one."""
    head = made.layers[0]
    assert isinstance(head.frame, gpd.GeoDataFrame)
    planted = plant_defects(head.frame, count, defects_stream(seed), layer=head.layer, file=head.path)
    listed = SampleLayer("defects.csv", defects_table(planted.defects), "csv", "defects", "utf-8-sig", head.metadata)
    answer = json.loads(made.texts["truth.json"]) | {"defects": truth_note(count)}
    texts = made.texts | {
        "README.md": made.texts["README.md"] + readme_line(count),
        "truth.json": json.dumps(answer, ensure_ascii=False, indent=1) + "\n",
        "defects.json": defects_json(planted.defects),
    }
    return replace(made, layers=(replace(head, frame=planted.table), *made.layers[1:], listed), texts=texts)


@dataclass(frozen=True)
class _Land:
    fabric: Fabric
    shapes: NDArray[np.object_]
    cover: Cover
    units: Partition
    closed: Closed
    before: Before
    table: gpd.GeoDataFrame


def _random_zones(rng: np.random.Generator) -> dict[str, float]:
    return {zone: area * float(rng.uniform(0.7, 1.2)) for zone, area in ZONES.items()}


def _smooth_order(rng: np.random.Generator, fabric: Fabric) -> NDArray[np.float64]:
    return PlaneWaves(rng, 2500.0)(shapely.get_coordinates(shapely.point_on_surface(fabric.shape)))


def _frozen(fabric: Fabric, cover: Cover) -> NDArray[np.bool_]:
    """Say which parcels keep their class: corridors and streets, and the last few of a class."""
    codes, inverse, counts = np.unique(cover.code.astype(str), return_inverse=True, return_counts=True)
    assert len(codes)
    return (fabric.code != "") | (counts[inverse] <= 2)


def _random_limit(rng: np.random.Generator, actual_m2: str) -> str:
    return str((Decimal(actual_m2) / 10**6 * Decimal(str(round(rng.uniform(0.92, 1.07), 3)))).quantize(Decimal("0.1")))


def _artefacts(rng: np.random.Generator, seed: int, fixed: bool, land: _Land) -> SampleDistrict:
    plots_rng, wells_rng, cover_rng, free = rng.spawn(4)
    table, fabric = land.table, land.fabric
    answer: dict[str, Any] = {"seed": seed, "parcels": len(table), "targets": "report" if fixed else "random"}
    answer |= truth.land_truth(table)
    answer |= tables.cross_truth(table)
    answer["change"] = change_truth(fabric, land.cover, land.closed, land.before, shapely.area(fabric.atom))
    earlier = before_table(table, fabric, land.cover, land.closed, land.before)
    answer["cropland"] = tables.cropland_truth(table)
    limit = "211.3" if fixed else _random_limit(free, answer["measures"]["urban_rural_construction"])
    answer["quota"] = truth.quota_truth(answer["measures"], limit)
    woods = sum(Decimal(v) for c, v in answer["classes"].items() if leaf_main_class(c) == "03")
    matrix = REPORT_MATRIX if fixed else random_matrix(free, float(woods) / 10_000)
    plots = forest_plots(plots_rng, table, matrix)
    answer["forest"] = truth.forest_truth(matrix)
    built = np.isin(fabric.zone, ["urban", "industrial", "village"])
    counts = WellCounts() if fixed else random_counts(free)
    wells, rights = well_register(wells_rng, fabric.shape, land.units, built, fabric.outline, counts)
    answer["wells"] = truth.wells_truth(wells, rights)
    seen = [(np.asarray(t.geometry.array, dtype=object), t["DLBM"].astype(str).tolist()) for t in (earlier, table)]
    *covers, transform = landcover_pair(cover_rng, *seen)
    answer["landcover_2021"], answer["landcover"] = (_cells(cover) for cover in covers)
    note = _note(fixed)
    plans, points, stated = _plans(seed, land, note)
    answer |= stated
    whole = in_plane(np.array([fabric.outline], dtype=object))
    district = gpd.GeoDataFrame(
        {"name": ["西青区"], "code": ["120111"], "note": ["示意（schematic）"]}, geometry=whole, crs=CRS
    )
    made_of = (land.shapes, fabric.unit, land.units, land.closed)
    layers = (
        SampleLayer("landuse/parcels_2022.parquet", table, "geoparquet", "DLTB", "utf-8", note),
        SampleLayer("landuse/parcels_2021.parquet", earlier, "geoparquet", "DLTB", "utf-8", note),
        SampleLayer("boundaries/XZQ.parquet", town_table(*made_of), "geoparquet", "XZQ", "utf-8", note),
        SampleLayer("boundaries/CJDCQ.parquet", village_table(*made_of), "geoparquet", "CJDCQ", "utf-8", note),
        SampleLayer("boundaries/district.parquet", district, "geoparquet", "district", "utf-8", note),
        SampleLayer("forest/plots_2021.shp", plots, "shapefile", "plots_2021", "GBK", note),
        SampleLayer("geothermal/wells.csv", wells, "csv", "wells", "utf-8-sig", note),
        SampleLayer("geothermal/rights.csv", rights, "csv", "rights", "utf-8-sig", note),
        *plans,
    )
    rasters = tuple(
        SampleRaster(f"landcover/landcover_{year}.tif", cover, transform, CRS, 0, note)
        for year, cover in zip((2022, 2021), reversed(covers), strict=True)
    )
    return SampleDistrict(layers, rasters, _texts(answer, fixed), (points,))


def _plans(seed: int, land: _Land, note: dict[str, str]) -> tuple[list[SampleLayer], SampleText, dict[str, Any]]:
    """Return the zones and the project site, the site's list of points, and the truth about all of them."""
    rng, ridge = zone_stream(seed), land.table["KCXS"].to_numpy(float)
    zones = zone_layers(rng, land.fabric, land.cover, land.units, land.closed, land.before, ridge)
    site = project_site(rng, land.fabric, land.cover, zones.farmland.shape)
    frames = [(path, zones.tables[zone], name) for zone, (path, name, _) in ZONE_FILES.items()]
    frames.append((SITE_FILE, site_table(site), "site"))
    layers = [SampleLayer(path, frame, "geoparquet", name, "utf-8", note) for path, frame, name in frames]
    points = SampleText(POINTS_FILE, boundary_points(site), POINTS_ENCODING)
    return layers, points, zone_truth(land.shapes, land.cover.code, zones.tables, site)


def _cells(cover: NDArray[np.uint8]) -> dict[str, int]:
    values, cells = np.unique(cover[cover > 0], return_counts=True)
    return {str(v): int(n) for v, n in zip(values, cells, strict=True)}


def _note(fixed: bool) -> dict[str, str]:
    return {
        "invented": "true",
        "calibrated": "true" if fixed else "false",
        "note": "虚构示例数据；轮廓为示意 invented sample data; schematic outline",
        "attribution": attribution(),
    }


def _texts(answer: dict[str, Any], fixed: bool) -> dict[str, str]:
    published = district_text.report_published() if fixed else district_text.truth_published(answer)
    return {
        "xiqing.toml": district_text.district_file(answer, published),
        "README.md": district_text.readme(answer, attribution()),
        "boundaries/LICENSE": outline_licence(),
        "truth.json": json.dumps(answer, ensure_ascii=False, indent=1) + "\n",
    }
