"""The two years of the invented district: one ground, other borders, classes and numbers; and what changed."""

import json
from decimal import Decimal
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from natres.sample import SampleDistrict, build_sample
from natres.sample.fabric import tiles
from natres.sample.fabric.outline import ground_for
from natres.sample.fabric.units import partition
from natres.sample.fabric.weave import weave


@cache
def district(change: float = 0.1, parcels: int = 1500) -> SampleDistrict:
    return build_sample(parcels=parcels, seed=5, change=change)


def frame(sample: SampleDistrict, year: int) -> gpd.GeoDataFrame:
    return next(layer.frame for layer in sample.layers if f"parcels_{year}" in layer.path)


def change(sample: SampleDistrict) -> dict:
    return json.loads(sample.texts["truth.json"])["change"]


def cents(column: pd.Series) -> pd.Series:
    return (column * 100).round().astype("int64")


def test_the_year_before_covers_the_same_ground_without_gap_or_overlap():
    was, now = (frame(district(), year).geometry.to_numpy() for year in (2021, 2022))
    assert shapely.is_valid(was).all() and set(shapely.get_type_id(was)) == {3}
    assert shapely.coverage_is_valid(was)
    assert shapely.coverage_union_all(was).equals(shapely.coverage_union_all(now))


def test_ids_and_row_order_differ_and_areas_close_in_every_village():
    was, now = frame(district(), 2021), frame(district(), 2022)
    assert was["BSM"].is_unique and not set(was["BSM"]) & set(now["BSM"])
    assert not was.duplicated(["ZLDWDM", "TBBH"]).any()
    assert set(was["SJNF"]) == {2021}
    sums = [cents(f["TBMJ"]).groupby(f["ZLDWDM"]).sum().to_dict() for f in (was, now)]
    assert sums[0] == sums[1] and sum(sums[0].values()) == 56_536_000_000
    assert (cents(was["TBDLMJ"]) == cents(was["TBMJ"]) - cents(was["KCMJ"])).all()
    same = [f.iloc[: min(len(was), len(now))].geometry.to_numpy() for f in (was, now)]
    assert np.mean([a.equals(b) for a, b in zip(*same, strict=True)]) < 0.2


def test_the_matrix_is_that_of_an_overlay():
    made = district(parcels=6000)
    was, now = frame(made, 2021), frame(made, 2022)
    cut = gpd.overlay(was[["DLBM", "geometry"]], now[["DLBM", "geometry"]], how="intersection", keep_geom_type=True)
    found = cut.area.groupby([cut["DLBM_1"], cut["DLBM_2"]]).sum()
    told = {(a, b): float(v["planar_m2"]) for a, row in change(made)["matrix"].items() for b, v in row.items()}
    found = found[found > 0.01]
    assert set(found.index) == set(told)
    assert max(abs(found[key] - area) for key, area in told.items()) < 0.01


def test_declared_areas_of_the_matrix_close_to_both_years():
    matrix = change(district())["matrix"]
    for year, place in ((2021, 0), (2022, 1)):
        table = frame(district(), year)
        sums: dict[str, int] = {}
        for a, row in matrix.items():
            for b, cell in row.items():
                sums[(a, b)[place]] = sums.get((a, b)[place], 0) + int(Decimal(cell["declared_m2"]) * 100)
        assert sums == cents(table["TBMJ"]).groupby(table["DLBM"]).sum().to_dict()
    survey = sum(float(v["survey_m2"]) for row in matrix.values() for v in row.values())
    assert abs(survey - 565_360_000) < 30  # the noded outline differs by millimetres


@pytest.mark.parametrize("share", [0.0, 0.1, 0.67])
def test_as_many_parcels_differ_as_were_asked_for(share):
    told = change(district(share))["changed_2022"]
    assert abs(told["all"] - share * 1500) <= 4
    moved = told["all"] - told["restated"]
    assert moved <= 0.1 * 1500 + 4
    was, now = frame(district(share), 2021), frame(district(share), 2022)
    before = {g.wkb: row for g, row in zip(was.geometry, was.drop(columns="geometry").to_dict("records"), strict=True)}
    numbers = {"BSM", "TBBH", "SJNF"}
    differ = 0
    for shape, row in zip(now.geometry, now.drop(columns="geometry").to_dict("records"), strict=True):
        old = before.get(shape.wkb)
        differ += old is None or any(str(row[k]) != str(old[k]) for k in row.keys() - numbers)
    assert abs(differ - told["all"]) <= 4


def test_many_tiles_give_one_clean_coverage():
    ground = ground_for(3000)
    rng = np.random.default_rng(3)
    fabric = weave(rng, ground, partition(rng, ground), 3000, {"urban": 117.0, "industrial": 82.0, "special": 15.0,
                   "wild": 4.0, "forest": 56.0, "ponds": 42.0, "orchard": 14.0}, per_tile=300)  # fmt: skip
    assert shapely.is_valid(fabric.shape).all() and shapely.coverage_is_valid(fabric.shape)
    assert shapely.coverage_union_all(fabric.shape).geom_type == "Polygon"
    assert abs(shapely.area(fabric.shape).sum() - ground.outline.area) < 60


def test_a_vertex_that_one_tile_lacks_is_given_to_it():
    left = shapely.Polygon([(0, 0), (10, 0), (10, 4), (10, 10), (0, 10)])
    right = shapely.Polygon([(10, 0), (20, 0), (20, 10), (10, 10), (10, 7)])
    faces = tiles.stitch([np.array([left], dtype=object), np.array([right], dtype=object)])
    assert shapely.coverage_is_valid(faces)
    assert [shapely.get_num_coordinates(f) for f in faces] == [7, 7]


def test_two_roundings_of_one_crossing_become_one_vertex():
    left = shapely.Polygon([(0, 0), (10, 0), (10, 5), (10, 10), (0, 10)])
    right = shapely.Polygon([(10, 0), (20, 0), (20, 10), (10, 10), (10.001, 5.001)])
    faces = tiles.stitch([np.array([left], dtype=object), np.array([right], dtype=object)])
    assert shapely.coverage_is_valid(faces) and shapely.is_valid(faces).all()
    assert [shapely.get_num_coordinates(f) for f in faces] == [6, 6]
