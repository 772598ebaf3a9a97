"""Towns and villages as two layers: read together, found by init, drawn on the maps."""

import json
import shutil

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from natres import read_district
from natres.core.crs import geometry_to_lon_lat
from natres.errors import BadData
from natres.workflows import Options, make_sample
from natres.workflows.district_maps import boundary_layers
from natres.workflows.inputs import open_boundaries, open_units
from natres.workflows.report import compute_report
from tests.workflows.test_commands import run


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return make_sample(tmp_path_factory.mktemp("示例") / "区", parcels=1000).folder


@pytest.fixture
def place(sample, tmp_path):
    """A copy of the sample whose district file lists no units, so that the layers alone say them."""
    folder = tmp_path / "西青 区"
    shutil.copytree(sample, folder)
    file = folder / "xiqing.toml"
    file.write_text(file.read_text("utf-8").split("[[units]]")[0], "utf-8")
    return folder


def rewrite(file, change):
    frame = change(gpd.read_parquet(file))
    frame.to_parquet(file)


def without(file, layer):
    text = file.read_text("utf-8")
    start = text.index(f"[layers.{layer}]")
    file.write_text(text[:start] + text[text.index("[layers.", start + 1) :], "utf-8")


def test_towns_and_villages_come_from_their_two_layers(place):
    towns = gpd.read_parquet(place / "boundaries/XZQ.parquet")
    villages = gpd.read_parquet(place / "boundaries/CJDCQ.parquet")
    units = open_units(read_district(place / "xiqing.toml"), Options())
    assert [u.code for u in units] == [*towns["XZQDM"], *villages["ZLDWDM"].str[:12]]
    assert [u.level for u in units] == ["town"] * len(towns) + ["village"] * len(villages)
    assert [u.name for u in units] == [*towns["XZQMC"], *villages["ZLDWMC"]]
    for level in ("town", "village"):
        assert sum(u.control_dm2 or 0 for u in units if u.level == level) == 56_536_000_000
    answer = run("shares", place / "xiqing.toml", "--by", "unit", "--format", "json")
    assert answer.code == 0, answer.err
    assert len(json.loads(answer.out)["units"]) == len(units)


def test_a_unit_in_both_layers_is_refused_with_its_file_and_row(place):
    towns = gpd.read_parquet(place / "boundaries/XZQ.parquet")
    more = towns.iloc[[3]].rename(columns={"XZQDM": "ZLDWDM", "XZQMC": "ZLDWMC"})
    rewrite(place / "boundaries/CJDCQ.parquet", lambda f: pd.concat([f, more], ignore_index=True))
    with pytest.raises(BadData) as caught:
        open_boundaries(read_district(place / "xiqing.toml"), Options())
    facts = caught.value.facts
    assert caught.value.code == "ID_DUPLICATE" and facts["value"] == towns["XZQDM"].iloc[3]
    assert (
        facts["file"] == "CJDCQ.parquet"
        and facts["row"] == len(gpd.read_parquet(place / "boundaries/CJDCQ.parquet")) - 1
    )


@pytest.mark.parametrize("layers", ["both", "villages", "none"])
def test_maps_show_the_towns_even_where_only_villages_are_given(place, layers):
    file = place / "xiqing.toml"
    if layers != "both":
        without(file, "towns")
        text = file.read_text("utf-8")  # without a layer of towns their limits name nothing
        file.write_text("".join(t for t in text.splitlines(True) if not t.startswith("unit_limits_km2")), "utf-8")
    if layers == "none":
        without(file, "units")
    parts = compute_report(read_district(file), Options())
    drawn = boundary_layers(parts)
    if layers == "none":
        assert drawn == ()
        return
    towns = gpd.read_parquet(place / "boundaries/XZQ.parquet")
    villages = gpd.read_parquet(place / "boundaries/CJDCQ.parquet")
    assert [(one.key, len(one.geometry)) for one in drawn] == [("towns", len(towns)), ("villages", len(villages))]
    assert list(drawn[1].labels) == list(villages["ZLDWMC"])
    assert list(drawn[0].labels) == list(towns["XZQMC"] if layers == "both" else towns["XZQDM"])
    wanted = geometry_to_lon_lat(towns.geometry.to_numpy(), towns.crs)
    assert np.abs(shapely.area(drawn[0].geometry) - shapely.area(wanted)).max() < 1e-12
    named = [record.file_name for record in parts.inputs]
    assert ("XZQ.parquet" in named) == (layers == "both") and "CJDCQ.parquet" in named


def test_init_takes_the_two_layers_apart_and_its_file_runs(place, tmp_path):
    answer = run("init", tmp_path / "新", "--from", place, "--name", "示例区", "--lang", "zh")
    assert answer.code == 0, answer.err
    text = (tmp_path / "新" / "district.toml").read_text("utf-8")
    for layer, name in (("units", "CJDCQ"), ("towns", "XZQ")):
        entry = text[text.index(f"\n[layers.{layer}]") :].split("\n")[2]
        assert entry.endswith(f'/boundaries/{name}.parquet"')
    assert "control_area_m2 = 565360000.00" in text and "镇街：" in answer.out
    assert len(open_units(read_district(tmp_path / "新" / "district.toml"), Options())) > 50


def test_init_leaves_a_single_layer_of_towns_as_the_units(place, tmp_path):
    (place / "boundaries/CJDCQ.parquet").unlink()
    assert run("init", tmp_path / "新", "--from", place, "--name", "示例区", "--lang", "zh").code == 0
    text = (tmp_path / "新" / "district.toml").read_text("utf-8")
    assert "\n[layers.units]" in text and "\n[layers.towns]" not in text and "XZQ.parquet" in text
