"""Layers on older datums and in several systems: refused, shifted by parameters, or accepted in words and said."""

import json

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from natres.readers import read_parcels
from tests.catalogue.cases import base

from .command import run

pytestmark = pytest.mark.usefixtures("undrawn")

PARAMETERS = """
from = "EPSG:2363"
document = "测绘院〔2019〕3 号"
accuracy_m = 0.1
[three_parameters]
dx_m = 10.0
dy_m = -20.0
dz_m = 30.0
"""


@pytest.fixture
def old(folder):
    """Parcels whose file says Xian 1980, zone 39."""
    path = folder / "西安80 图斑.gpkg"
    pyogrio.write_dataframe(base().set_crs(2363, allow_override=True), path, layer="DLTB")
    return path


@pytest.fixture
def parameters(folder):
    path = folder / "转换参数.toml"
    path.write_text(PARAMETERS, "utf-8")
    return path


def district_of(folder, *parcels):
    """Write a district file whose parcels are described by these lines; return its text."""
    head = ("[district]", 'name = "西青区"', 'code = "120111"', "year = 2022", "[layers.parcels]")
    text = "\n".join([*head, *parcels]) + "\n"
    (folder / "区县.toml").write_text(text, "utf-8")
    return text


def test_a_layer_on_an_older_datum_is_refused_with_both_ways_out(old):
    answer = run("shares", old, "--lang", "zh")
    assert (answer.code, "CRS_DATUM" in answer.err) == (65, True)
    assert "--datum-shift" in answer.err
    assert "--accept-ballpark" in answer.err


def test_parameters_bring_it_to_cgcs2000_and_are_logged(old, parameters):
    answer = run("shares", old, "--datum-shift", parameters, "--format", "json")
    assert answer.code == 0, answer.err
    data = json.loads(answer.out)
    (record,) = data["inputs"]
    assert record["crs"] == "EPSG:4527"
    assert "转换参数.toml; accuracy: 0.1 m" in record["transform"]
    assert "helmert" in record["transform"]
    (told,) = [w for w in data["warnings"] if w["code"] == "DATUM_SHIFT"]
    assert "测绘院〔2019〕3 号" in told["message"]
    assert data["measured_area_m2"] == pytest.approx(160_000, rel=1e-4)
    moved = read_parcels(old, datum_shift=str(parameters)).frame.geometry
    gap = np.hypot(*(shapely.get_coordinates(moved.to_numpy()) - shapely.get_coordinates(base().geometry.to_numpy())).T)
    assert 1 < gap.min() <= gap.max() < 60
    assert gap.max() - gap.min() < 0.1


def test_without_parameters_it_is_read_only_where_that_is_accepted_in_words(old):
    answer = run("shares", old, "--accept-ballpark", "--format", "json")
    assert answer.code == 0, answer.err
    data = json.loads(answer.out)
    assert [w["code"] for w in data["warnings"] if w["code"].startswith("CRS")] == ["CRS_BALLPARK"]
    assert "unknown" in data["inputs"][0]["transform"]


def test_convert_and_map_take_the_parameters_too(old, parameters, folder):
    assert run("convert", old, folder / "新.gpkg").code == 65
    answer = run("convert", old, folder / "新.gpkg", "--datum-shift", parameters, "--lang", "zh")
    assert (answer.code, "DATUM_SHIFT" in answer.err) == (0, True)
    shifted = gpd.read_file(folder / "新.gpkg")
    assert shifted.crs.to_epsg() == 4527
    assert shifted["BSM"].tolist() == base()["BSM"].tolist()
    assert run("map", old, "--by", "DLBM", "-o", folder / "图.html").code == 65
    assert run("map", old, "--by", "DLBM", "-o", folder / "图.html", "--datum-shift", parameters).code == 0


def test_a_district_file_names_the_parameters_of_a_layer_and_verify_finds_them(old, parameters, folder):
    text = district_of(folder, f'path = "{old.name}"', "year = 2022", f'datum_shift = "{parameters.name}"')
    answer = run("report", folder / "区县.toml", "-o", folder / "报告")
    assert answer.code == 0, answer.err
    record = json.loads((folder / "报告" / "run.json").read_text("utf-8"))
    assert "转换参数.toml" in next(one for one in record["inputs"] if one["path"] == old.name)["transform"]
    assert run("verify", folder / "报告" / "run.json").code == 0
    parameters.write_text(PARAMETERS.replace("10.0", "500.0"), "utf-8")
    (folder / "区县.toml").write_text(text.replace("datum_shift", "# datum_shift"), "utf-8")
    assert run("report", folder / "区县.toml", "-o", folder / "报告二").code == 65
    answer = run("report", folder / "区县.toml", "-o", folder / "报告二", "--datum-shift", parameters)
    assert answer.code == 0, answer.err
    assert run("verify", folder / "报告二" / "run.json").code == 0
    parameters.write_text(PARAMETERS, "utf-8")
    assert run("verify", folder / "报告二" / "run.json").code == 1


def test_the_audit_script_is_not_written_for_what_duckdb_would_read_otherwise(old, parameters, folder):
    district_of(folder, f'path = "{old.name}"', "year = 2022", f'datum_shift = "{parameters.name}"')
    answer = run("verify", folder / "区县.toml", "--sql", folder / "核算.sql", "--lang", "zh")
    assert (answer.code, "SCRIPT_LAYER" in answer.err, (folder / "核算.sql").exists()) == (2, True, False)


@pytest.mark.parametrize("crs", [4527, 4548, 4490, 4528, 4326, 3857])
def test_how_a_layer_comes_to_longitude_and_latitude_is_in_the_record(folder, crs):
    path = folder / "图斑.gpkg"
    pyogrio.write_dataframe(base(crs), path)
    layer = read_parcels(path)
    assert "accuracy: " in layer.provenance.transform
    assert ("some decimetres" in layer.provenance.transform) == (crs in (4326, 3857))


@pytest.fixture(scope="module")
def sample_parcels(sample_dir):
    return gpd.read_parquet(sample_dir / "landuse" / "parcels_2022.parquet")


@pytest.mark.parametrize(("east", "north", "said"), [(0.0, 0.0, None), (2.0, 3.0, None), (-60.0, 50.0, "CRS_OFFSET")])
def test_parcels_that_lie_beside_their_district_are_told(sample_parcels, sample_dir, folder, east, north, said):
    parcels = sample_parcels.set_geometry(sample_parcels.geometry.translate(east, north))
    parcels.to_parquet(folder / "图斑.parquet")
    units = (sample_dir / "boundaries" / "XZQ.parquet").as_posix()
    district_of(folder, 'path = "图斑.parquet"', "year = 2022", "[layers.towns]", f'path = "{units}"', "year = 2022")
    answer = run("shares", folder / "区县.toml", "--format", "json")
    assert answer.code == 0, answer.err
    messages = [w["message"] for w in json.loads(answer.out)["warnings"] if w["code"].startswith("CRS_OFFSET")]
    assert bool(messages) == bool(said)
    if said:
        assert "78" in messages[0]
