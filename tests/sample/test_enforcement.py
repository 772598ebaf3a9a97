"""Illegal patches and approvals of a sample: apart from one another, marked as invented, with answers that add up."""

import tomllib

import numpy as np
import pytest
import shapely

from natres.district import DistrictFile
from natres.sample import build_sample
from tests.sample.made import district, frame, truth

PATCHES, APPROVALS = "enforcement/WFTB.parquet", "enforcement/PZYD.parquet"


@pytest.fixture(params=[("report", 1, 1000), ("random", 2, 1000)], ids=str)
def sample(request):
    return district(*request.param)


def test_shapes_are_valid_on_the_millimetre_and_keep_apart(sample):
    for path in (PATCHES, APPROVALS):
        table = frame(sample, path)
        shapes = table.geometry.to_numpy()
        assert shapely.is_valid(shapes).all()
        points = shapely.get_coordinates(shapes)
        assert np.allclose(points, np.round(points, 3), atol=1e-6)
        one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))[one != other]
        assert (shared < 0.05).all()  # two approvals of one patch share a border on the grid
        assert set(table["BZ"]) == {"虚构示例"}
    patches = frame(sample, PATCHES).geometry.to_numpy()
    near = shapely.STRtree(patches).query(patches, predicate="dwithin", distance=29.9)
    assert (near[0] == near[1]).all()


def test_the_answers_add_up_and_know_every_state(sample):
    known = truth(sample)["enforcement"]
    rows = known["patches"].values()
    assert known["cases"] == len(rows) == len(frame(sample, PATCHES))
    for key in ("area_m2", "cropland_m2", "approved_m2", "approved_cropland_m2", "farmland_m2"):
        assert sum(float(row[key]) for row in rows) == pytest.approx(float(known[key]), abs=0.01)
    for row in rows:
        area, crop, approved, both, farm = (float(row[key]) for key in row)
        assert both <= min(crop, approved) + 0.01
        assert max(crop, approved, farm) <= area + 0.01
    shares = [float(row["approved_m2"]) / float(row["area_m2"]) for row in rows]
    assert {0.0, 1.0} <= {round(share, 6) for share in shares}
    assert any(0.05 < share < 0.95 for share in shares)


def test_without_a_change_nothing_is_divided_by():
    sample = build_sample(parcels=300, seed=1, change=0.0)
    content = DistrictFile.model_validate(tomllib.loads(sample.texts["xiqing.toml"]))
    assert truth(sample)["enforcement"]["new_construction_cropland_mu"] == "0.00"
    assert content.enforcement.new_construction_cropland is None
    written = {layer.path for layer in sample.layers}
    named = {entry.path for entry in (content.layers.illegal_land, content.layers.approvals) if entry}
    assert named == {PATCHES, APPROVALS} & written
