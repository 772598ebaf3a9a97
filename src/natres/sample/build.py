"""Puts the sample together: the land, what lies on it, the answers, and all of it as files."""

import json
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np

from natres.errors import BadUsage
from natres.sample.answers import beside_text, district_text
from natres.sample.answers.beside_truth import beside_truth
from natres.sample.answers.enforcement import enforcement_truth
from natres.sample.answers.whole import answers
from natres.sample.beside import Beside, make_beside
from natres.sample.defects import (
    check_count,
    defects_json,
    defects_stream,
    defects_table,
    plant_defects,
    readme_line,
    truth_note,
)
from natres.sample.delivery import SampleDistrict, SampleLayer, SampleRaster, SampleText
from natres.sample.fabric.outline import attribution, districts_around, outline_licence
from natres.sample.land import Land, make_land
from natres.sample.layers.boundaries import outline_table, surroundings_table, town_table, village_table
from natres.sample.layers.enforcement import ENFORCEMENT_FILES, Enforcement, make_enforcement
from natres.sample.layers.parcels import CRS
from natres.sample.layers.settlements import scope_table
from natres.sample.layers.site import POINTS_ENCODING, POINTS_FILE, SITE_FILE, boundary_points, site_table
from natres.sample.layers.zones import ZONE_FILES
from natres.sample.ledgers.files import ledger_layers, ledger_sheets
from natres.sample.resources import Resources, make_resources
from natres.sample.stocks.accounts import PREVIOUS_FILE, YEAR_BEFORE, previous_results

__all__ = ["build_sample"]

LEAST, MOST = 300, 600_000
MOST_REPORT = 100_000  # parcels up to which the sums are fitted to the report's figures
MOST_CHANGE = 0.9


def build_sample(
    *, parcels: int = 12_000, seed: int = 1, targets: str = "report", defects: int = 0, change: float = 0.1
) -> SampleDistrict:
    """Return an invented district of about ``parcels`` parcels; the same arguments give the same district.

    Parameters
    ----------
    parcels : int
        300 to 600,000, with ``targets`` "report" to 100,000. Below 3,000 it is coarse and only good for tests.
    seed : int
        Any whole number ≥ 0.
    targets : str
        "report" fits the sums to the printed figures of 2022, "random" lets the seed decide.
    defects : int
        How many errors are planted into the parcels of 2022, at most one in ten parcels and 5,000.
    change : float
        Share of parcels that changed between the years, 0 to 0.9.

    Raises
    ------
    BadUsage
        SAMPLE_SIZE, SAMPLE_CHANGE, SAMPLE_DEFECTS or OPTION_VALUE, for an argument outside its range.
    """
    _check(parcels, targets, change)
    check_count(defects, parcels)
    streams = iter(np.random.default_rng([seed, 20221231]).spawn(14))
    fixed = targets == "report"
    land = make_land(streams, parcels, seed, fixed, change)
    free, own = next(streams), next(streams)
    found = make_resources(own, free, seed, fixed, land)
    asked = {"parcels": parcels, "seed": seed, "targets": targets, "defects": defects, "change": change}
    beside = make_beside(seed, fixed, land, found)
    built = make_enforcement(seed, land)
    known = answers(free, fixed, land, found) | beside_truth(beside)
    known |= {"enforcement": enforcement_truth(land, built, found.zones["basic_farmland"])}
    answer = {**asked, "parcels": len(land.table), "asked": asked, **known}
    ledgers = tuple(beside.ledgers.values())
    made = SampleDistrict(
        (*_layers(land, found, built, _note(fixed)), *ledger_layers(ledgers, _note(fixed))),
        _rasters(found, _note(fixed)),
        _texts(answer, beside, fixed),
        (SampleText(POINTS_FILE, boundary_points(found.site), POINTS_ENCODING),),
        ledger_sheets(ledgers, _note(fixed)),
    )
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


def _note(fixed: bool) -> dict[str, str]:
    """Return the marks that every layer carries in its metadata."""
    return {
        "invented": "true",
        "calibrated": "true" if fixed else "false",
        "note": "虚构示例数据；轮廓为示意 invented sample data; schematic outline",
        "attribution": attribution(),
    }


def _layers(land: Land, found: Resources, built: Enforcement, note: dict[str, str]) -> tuple[SampleLayer, ...]:
    """Return every table with its file; the parcels of the last year come first."""
    made_of = (land.shapes, land.fabric.unit, land.units, land.closed)
    scopes = scope_table(found.settlements, land.fabric.unit, land.units, land.closed.parcel)
    parquet: list[tuple[str, str, gpd.GeoDataFrame]] = [
        ("landuse/parcels_2022.parquet", "DLTB", land.table),
        ("landuse/parcels_2021.parquet", "DLTB", land.earlier),
        ("boundaries/XZQ.parquet", "XZQ", town_table(*made_of)),
        ("boundaries/CJDCQ.parquet", "CJDCQ", village_table(*made_of)),
        ("boundaries/CZCDYD.parquet", "CZCDYD", scopes),
        ("boundaries/district.parquet", "district", outline_table(land.fabric.outline)),
        ("boundaries/surroundings.parquet", "surroundings", surroundings_table(districts_around())),
        *((path, name, found.zones[zone]) for zone, (path, name, _) in ZONE_FILES.items()),
        *(
            (path, name, built.tables[key])
            for key, (path, name, _) in ENFORCEMENT_FILES.items()
            if len(built.tables[key])
        ),
        (SITE_FILE, "site", site_table(found.site)),
    ]
    return (
        *(SampleLayer(path, table, "geoparquet", name, "utf-8", note) for path, name, table in parquet),
        SampleLayer("forest/plots_2021.shp", found.plots, "shapefile", "plots_2021", "GBK", note),
        SampleLayer("geothermal/wells.csv", found.wells, "csv", "wells", "utf-8-sig", note),
        SampleLayer("geothermal/rights.csv", found.rights, "csv", "rights", "utf-8-sig", note),
    )


def _rasters(found: Resources, note: dict[str, str]) -> tuple[SampleRaster, ...]:
    return tuple(
        SampleRaster(f"landcover/landcover_{year}.tif", cover, found.transform, CRS, 0, note)
        for year, cover in found.landcover.items()
    )


def _texts(answer: dict[str, Any], beside: Beside, fixed: bool) -> dict[str, str]:
    published = district_text.report_published() if fixed else district_text.truth_published(answer)
    published |= beside_text.published_beside(answer)
    return {
        "xiqing.toml": district_text.district_file(answer, published, beside),
        "README.md": district_text.readme(answer, attribution()),
        "boundaries/LICENSE": outline_licence(),
        PREVIOUS_FILE: previous_results(beside.land[YEAR_BEFORE], beside.water_account, beside.heat_account),
        "truth.json": json.dumps(answer, ensure_ascii=False, indent=1) + "\n",
    }


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
