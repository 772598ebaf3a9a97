"""The command ``overlay``: held to the sample's truth, to odd zone layers, and to what a quota makes of it."""

import json
import tomllib

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from natres.district import read_district
from natres.workflows import Options, OverlayRequest, overlay
from tests.strategies import EAST, NORTH
from tests.workflows.command import run


@pytest.fixture(scope="module")
def district(sample_dir):
    return sample_dir / "xiqing.toml"


@pytest.fixture(scope="module")
def truth(sample_dir):
    return json.loads((sample_dir / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def answer(district, sample_dir):
    wells = str(sample_dir / "geothermal" / "wells.csv")
    return overlay(district, Options(language="en"), OverlayRequest(points=wells))


def classes(cells, kind="planar_m2"):
    found = {}
    for cell in cells:
        found[cell["class"]] = found.get(cell["class"], 0.0) + cell[kind]
    return found


def near(found, known, tolerance=0.01):
    assert {code for code, area in found.items() if area > tolerance} <= set(known)
    assert {code: found.get(code, 0.0) for code in known} == pytest.approx(
        {code: float(area) for code, area in known.items()}, abs=tolerance
    )


def test_layers_and_combinations_are_those_of_the_truth(answer, truth):
    known = truth["zones"]
    for layer in answer.data["layers"]:
        near(classes(layer["classes"]), known["layers"][layer["zone_layer"]]["classes_m2"])
        assert layer["zones_planar_m2"] == pytest.approx(
            float(known["layers"][layer["zone_layer"]]["planar_m2"]), abs=0.01
        )
        assert len(layer["zones"]) == known["layers"][layer["zone_layer"]]["count"]
    for name, areas in known["combinations_m2"].items():
        mine = [cell for cell in answer.data["combinations"] if "+".join(cell["zone_layers"]) == name]
        near(classes(mine), areas)


def test_totals_close_on_the_ledger_and_on_every_layer(answer, truth):
    totals, combined = answer.data["totals"], answer.data["combinations"]
    assert totals["difference_m2"] == 0
    assert totals["area_m2"] == float(truth["control_area_m2"])
    near(classes(combined, "area_m2"), truth["classes"], 0.001)
    for layer in answer.data["layers"]:
        inside = [one for one in totals["combinations"] if layer["zone_layer"] in one["zone_layers"]]
        assert sum(one["area_m2"] for one in inside) == pytest.approx(layer["area_m2"], abs=1e-6)
        zones = [cell for cell in answer.data["cells"] if cell["zone_layer"] == layer["zone_layer"]]
        assert sum(cell["area_m2"] for cell in zones) == pytest.approx(layer["area_m2"], abs=1e-6)


def test_the_patches_keep_to_the_areas_they_are_registered_with(answer, sample_dir):
    patches = gpd.read_parquet(sample_dir / "zones" / "YJJBNTTB.parquet")
    zones = next(layer for layer in answer.data["layers"] if layer["zone_layer"] == "basic_farmland")["zones"]
    assert [zone["zone"] for zone in zones] == patches["BSM"].tolist()
    assert [zone["survey_m2"] for zone in zones] == pytest.approx(patches["TBMJ"].tolist(), abs=0.1)


def test_a_union_computed_on_its_own_has_the_same_areas(answer, sample_dir):
    parcels = gpd.read_parquet(sample_dir / "landuse" / "parcels_2022.parquet", columns=["DLBM", "geometry"])
    red = shapely.union_all(gpd.read_parquet(sample_dir / "zones" / "STBHHX.parquet").geometry.to_numpy())
    urban = shapely.union_all(gpd.read_parquet(sample_dir / "zones" / "CSKFBJ.parquet").geometry.to_numpy())
    both = shapely.intersection(red, urban)
    mine = answer.data["totals"]["combinations"]
    shared = sum(
        one["planar_m2"] for one in mine if {"ecological_red_line", "urban_boundary"} <= set(one["zone_layers"])
    )
    assert shared == pytest.approx(both.area, abs=0.01)
    shapes = parcels.geometry.to_numpy()[parcels["DLBM"].str.startswith("06").to_numpy()]
    near_red = shapes[shapely.STRtree(shapes).query(red, predicate="intersects")]
    area = shapely.area(shapely.intersection(near_red, red)).sum()
    layer = next(layer for layer in answer.data["layers"] if layer["zone_layer"] == "ecological_red_line")
    assert sum(a for c, a in classes(layer["classes"]).items() if c.startswith("06")) == pytest.approx(area, abs=0.01)


def test_the_questions_are_sums_of_the_truth(answer, truth):
    asked = {question["key"]: question for question in answer.data["questions"]}
    farm = truth["zones"]["layers"]["basic_farmland"]["classes_m2"]
    inside = sum(float(area) for code, area in farm.items() if code[:2] != "01")
    assert asked["other_in_basic_farmland"]["planar_m2"] == pytest.approx(inside, abs=0.01)
    crops = sum(float(area) for code, area in truth["classes"].items() if code[:2] == "01")
    netted = sum(
        c["area_m2"] for c in answer.data["cells"] if c["zone_layer"] == "basic_farmland" and c["class"][:2] == "01"
    )
    assert asked["cropland_outside_basic_farmland"]["area_m2"] == pytest.approx(crops - netted, abs=0.01)
    for question in asked.values():
        for parts in ("by_class", "by_ownership", "by_town"):
            assert sum(part["area_m2"] for part in question[parts]) == pytest.approx(question["area_m2"], abs=1e-6)


def test_illegal_land_is_that_of_the_truth(answer, truth):
    known, found = truth["enforcement"], answer.data["illegal_land"]
    assert (found["totals"]["cases"], found["totals"]["unapproved_cases"]) == (
        known["cases"], known["unapproved_cases"],
    )  # fmt: skip
    assert found["land_year"] == known["land_year"] == 2021
    for patch in found["patches"]:
        areas = known["patches"][patch["id"]]
        for key in ("area_m2", "cropland_m2", "approved_m2", "farmland_m2"):
            assert patch[key] == pytest.approx(float(areas[key]), abs=0.01)
        assert patch["cropland_m2"] - patch["unapproved_cropland_m2"] == pytest.approx(
            float(areas["approved_cropland_m2"]), abs=0.01
        )
    taken = float(known["new_construction_cropland_mu"]) * 2000 / 3
    unapproved = float(known["cropland_m2"]) - float(known["approved_cropland_m2"])
    assert found["ratio"] == pytest.approx(unapproved / taken, abs=1e-7)
    assert found["status"] == "within"


def test_wells_lie_in_one_parcel_each(answer, sample_dir):
    found = answer.data["points"]
    register = pd.read_csv(sample_dir / "geothermal" / "wells.csv", encoding="utf-8-sig")
    assert [row["id"] for row in found["rows"]] == register["井号"].tolist()
    assert found["inside"] + found["outside"] + found["without_place"] == found["count"] == len(register)
    units = {unit.code: unit.name for unit in read_district(sample_dir / "xiqing.toml").units}
    agree = [units.get(row["town"]) == town for row, town in zip(found["rows"], register["所在镇街"], strict=True)]
    assert sum(agree) >= len(agree) - 3  # the register names another town for a few wells, on purpose


# --- what a surveyor may bring ------------------------------------------------------------------------------------


def box(west, south, east, north):
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


@pytest.fixture
def parcels(folder, dltb):
    """Four parcels in a row, 100 m × 100 m each, as a GBK shapefile in a folder with a Chinese name."""
    path = folder / "图斑.shp"
    dltb["KCDLBM"] = ["1203", "", "", ""]
    pyogrio.write_dataframe(dltb, path, driver="ESRI Shapefile", encoding="GBK")
    return path


def zones_file(folder, name, *shapes, crs="EPSG:4527", **columns):
    path = folder / name
    frame = gpd.GeoDataFrame({**columns, "名称": ["甲区"] * len(shapes)}, geometry=list(shapes), crs=crs)
    driver = {".shp": "ESRI Shapefile", ".gpkg": "GPKG", ".geojson": "GeoJSON"}[path.suffix]
    pyogrio.write_dataframe(frame, path, driver=driver, **({"encoding": "GBK"} if driver == "ESRI Shapefile" else {}))
    return path


def laid(*arguments, code=0):
    ran = run("overlay", *map(str, arguments), "--format", "json", "--lang", "zh")
    assert ran.code == code, ran.err
    return (json.loads(ran.out) if code == 0 else None), ran.err


def areas(data):
    return {"+".join(one["zone_layers"]): round(one["planar_m2"], 2) for one in data["totals"]["combinations"]}


def test_files_are_known_by_their_names_or_by_the_one_given(folder, parcels):
    red = zones_file(folder, "某区生态保护红线.shp", box(50, 0, 150, 100))
    other = zones_file(folder, "管控 区.gpkg", box(250, 0, 400, 100))
    data, _ = laid(parcels, red, f"黑土地={other}")
    assert areas(data) == {"ecological_red_line": 10000, "黑土地": 15000, "": 15000}
    assert {cell["zone_name"] for cell in data["cells"]} == {"甲区"}
    assert data["layers"][0]["label"] == "生态保护红线"
    assert [question["why_not"] for question in data["questions"]] == [None, "no_layer", "no_layer", "no_layer"]


def test_every_layer_of_a_file_is_one_of_its_own(folder, parcels):
    path = folder / "三区三线.gpkg"
    for name, at in (("YJJBNTTB", 0), ("CSKFBJ", 100)):
        frame = gpd.GeoDataFrame({"BSM": ["1"]}, geometry=[box(at, 0, at + 100, 100)], crs="EPSG:4527")
        pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG")
    data, _ = laid(parcels, path)
    assert areas(data) == {"basic_farmland": 10000, "urban_boundary": 10000, "": 20000}


def test_zones_in_degrees_lie_where_they_should(folder, parcels):
    plain = zones_file(folder, "红线.gpkg", box(50, 0, 150, 100))
    degrees = folder / "度.gpkg"
    pyogrio.write_dataframe(gpd.read_file(plain).to_crs(4490), degrees, driver="GPKG")
    (one, _), (other, _) = laid(parcels, f"a={plain}"), laid(parcels, f"a={degrees}")
    assert areas(other) == pytest.approx(areas(one), abs=0.02)


def test_zones_that_cross_themselves_are_refused_with_row_and_cure(folder, parcels):
    bow = shapely.Polygon([(EAST, NORTH), (EAST + 100, NORTH + 100), (EAST + 100, NORTH), (EAST, NORTH + 100)])
    path = zones_file(folder, "红线.gpkg", box(200, 0, 300, 100), bow, BSM=["1", "2"])
    _, err = laid(parcels, path, code=65)
    assert "GEOM_INVALID" in err
    assert "红线.gpkg" in err
    assert "行 1" in err
    data, err = laid(parcels, path, "--accept", "GEOM_INVALID")
    assert "ACCEPTED" in err
    assert areas(data) == {"红线": 15000, "": 25000}


def test_zones_of_one_layer_that_overlap_count_once_and_are_told(folder, parcels):
    path = zones_file(folder, "红线.gpkg", box(0, 0, 150, 100), box(50, 0, 200, 100))
    data, err = laid(parcels, path)
    assert "ZONES_OVERLAP" in err
    assert "10000.00" in err
    layer = data["layers"][0]
    assert (layer["planar_m2"], layer["overlap_m2"]) == pytest.approx((20000, 10000))
    inside = {zone: sum(c["planar_m2"] for c in data["cells"] if c["zone"] == zone) for zone in ("1", "2")}
    assert inside == pytest.approx({"1": 15000, "2": 15000})


def test_a_layer_elsewhere_and_ground_beyond_the_parcels_are_told(folder, parcels):
    away = zones_file(folder, "外.gpkg", box(30_000, 0, 30_100, 100))
    over = zones_file(folder, "边.gpkg", box(350, 0, 450, 100))
    data, err = laid(parcels, away, over)
    assert "ZONE_NOWHERE" in err
    assert "外.gpkg" in err
    assert "ZONE_BEYOND" in err
    assert "5000.00" in err
    assert [layer["outside_parcels_m2"] for layer in data["layers"]] == pytest.approx([10000, 5000])


def test_axes_exchanged_and_layers_without_rows_are_refused(folder, parcels):
    swapped = shapely.transform(box(0, 0, 100, 100), lambda points: points[:, ::-1])
    _, err = laid(parcels, zones_file(folder, "反.gpkg", swapped), code=65)
    assert "AXIS_SWAPPED" in err
    _, err = laid(parcels, zones_file(folder, "空.gpkg"), code=65)
    assert "LAYER_EMPTY" in err


def test_two_layers_of_one_name_and_nothing_to_lay_are_refused(folder, parcels):
    path = zones_file(folder, "红线.gpkg", box(0, 0, 100, 100))
    _, err = laid(parcels, path, path, code=2)
    assert "ZONE_LAYERS" in err
    _, err = laid(parcels, code=2)
    assert "ZONE_LAYERS" in err
    _, err = laid(parcels, folder / "没有.gpkg", code=66)
    assert "FILE_MISSING" in err


def test_a_system_given_is_for_layers_that_state_none(folder, parcels):
    path = folder / "红线.shp"
    frame = gpd.GeoDataFrame({"BSM": ["1"]}, geometry=[box(0, 0, 100, 100)])
    pyogrio.write_dataframe(frame, path, driver="ESRI Shapefile")
    path.with_suffix(".prj").unlink(missing_ok=True)
    _, err = laid(parcels, path, code=65)
    assert "CRS_MISSING" in err
    data, _ = laid(parcels, path, "--crs", "EPSG:4527")
    assert areas(data) == {"红线": 10000, "": 30000}


def test_a_layer_of_points_is_read_by_its_shapes(folder, parcels):
    """Its fields name the points and nothing else: where they are is in the shapes."""
    where = [shapely.Point(EAST + x, NORTH + 50) for x in (50, 900)]
    frame = gpd.GeoDataFrame({"编号": ["甲1", "乙2"]}, geometry=where, crs=4527)
    pyogrio.write_dataframe(frame, folder / "点.shp", encoding="GBK")
    found = laid(parcels, "--points", folder / "点.shp")[0]["points"]
    assert [(row["id"], row["class"]) for row in found["rows"]] == [("甲1", "0101"), ("乙2", None)]


def test_an_area_on_the_line_needs_its_unit(folder, parcels):
    illegal = zones_file(folder, "违法.gpkg", box(50, 0, 150, 100), TBBH=["W1"])
    assert "AREA_UNIT" in laid(parcels, "--illegal", illegal, "--new-cropland", "30", code=2)[1]
    assert laid(parcels, "--illegal", illegal, "--new-cropland", "10亩")[0]["illegal_land"][
        "new_construction_cropland_m2"
    ] == pytest.approx(20000 / 3)


def test_points_of_a_gbk_ledger_and_patches_given_on_the_line(folder, parcels):
    rows = [("甲", 117.0), ("乙", 100.0), ("丙", "")]
    middle = gpd.GeoSeries([box(0, 0, 100, 100).centroid], crs=4527).to_crs(4490).iloc[0]
    text = "".join(f"{name},{middle.x if place == 117.0 else place},{middle.y},余\n" for name, place in rows)
    ledger = folder / "案件.csv"
    ledger.write_bytes(("案件编号,经度,纬度,说明\n" + text).encode("gbk"))
    illegal = zones_file(folder, "违法.gpkg", box(50, 0, 150, 100), TBBH=["W1"])
    approved = zones_file(folder, "批准.gpkg", box(75, 0, 150, 100), PZWH=["批〔2022〕1号"])
    data, err = laid(
        parcels, "--points", ledger, "--illegal", illegal, "--approvals", approved, "--new-cropland", "10亩",
        "--accept", "COORD_MISSING",
    )  # fmt: skip
    assert [row["class"] for row in data["points"]["rows"]] == ["0101", None, None]
    assert (data["points"]["outside"], data["points"]["without_place"]) == (1, 1)
    patch = data["illegal_land"]["patches"][0]
    assert patch["cropland_m2"] == pytest.approx(5000 * (1 - 0.0333), rel=1e-4)
    assert patch["unapproved_cropland_m2"] == pytest.approx(2500 * (1 - 0.0333), rel=1e-4)
    assert [one["number"] for one in patch["approvals"]] == ["批〔2022〕1号"]
    assert data["illegal_land"]["status"] == "exceeded"
    assert "LAND_BEFORE" in err
    assert "cells" not in data  # no zones were laid


# --- the quota on basic farmland ----------------------------------------------------------------------------------

DISTRICT = """
[district]
name = "示例"
code = "120111"
year = 2022
crs = "EPSG:4527"
[layers.parcels]
path = "图斑.shp"
year = 2022
{zones}
[[quotas]]
key = "farm"
label = "永久基本农田保护面积"
measure = "basic_farmland"
kind = "floor"
limit = "{limit}"
"""


@pytest.mark.parametrize(
    ("limit", "status", "code"),
    [("9000平方米", "within", 0), ("11500平方米", "near", 0), ("11700平方米", "exceeded", 1)],
)
def test_a_floor_of_basic_farmland_is_held_against_the_patches(folder, parcels, limit, status, code):
    zones_file(folder, "YJJBNTTB.gpkg", box(0, 0, 100, 100), box(50, 0, 120, 100))
    file = folder / "区县.toml"
    zones = '[layers.zones.basic_farmland]\npath = "YJJBNTTB.gpkg"'
    file.write_text(DISTRICT.format(zones=zones, limit=limit), encoding="utf-8")
    ran = run("quota", str(file), "--format", "json", "--lang", "zh")
    quota = json.loads(ran.out)["quotas"][0]
    field, yard = 999_991 - 33_300, 199_998  # TBMJ less 3.33 % of ridges; a fifth of the homestead; overlaps count once
    assert quota["actual_m2"] == pytest.approx((field + yard) / 100, abs=0.02)
    assert (quota["status"], ran.code) == (status if quota["actual_m2"] else "", code)
    assert quota["why_not"] is None


def test_without_the_layer_basic_farmland_is_not_computable(folder, parcels):
    file = folder / "区县.toml"
    file.write_text(DISTRICT.format(zones="", limit="9000平方米"), encoding="utf-8")
    ran = run("quota", str(file), "--format", "json", "--lang", "zh")
    quota = json.loads(ran.out)["quotas"][0]
    assert (quota["status"], quota["actual_m2"], ran.code) == ("not_computable", None, 65)
    assert "layers.zones.basic_farmland" in quota["why_not"]


def test_the_sample_keeps_its_basic_farmland_by_its_own_register(sample_dir):
    patches = gpd.read_parquet(sample_dir / "zones" / "YJJBNTTB.parquet")
    ran = run(
        "quota",
        str(sample_dir / "xiqing.toml"),
        "--measure",
        "basic_farmland",
        "--limit-km2",
        "96.0",
        "--format",
        "json",
    )
    actual = json.loads(ran.out)["quotas"][0]["actual_m2"]
    assert actual == pytest.approx(patches["JBNTMJ"].sum(), abs=0.01 * len(patches))
    assert ran.code == 0


def test_the_sample_says_what_it_holds_its_patches_against(sample_dir):
    content = tomllib.loads((sample_dir / "xiqing.toml").read_text(encoding="utf-8"))
    assert float(content["enforcement"]["cropland_ratio_limit"]) == 0.15
    for name in ("WFTB", "PZYD"):
        rows = gpd.read_parquet(sample_dir / "enforcement" / f"{name}.parquet")
        assert set(rows["BZ"]) == {"虚构示例"}
        assert rows.is_valid.all()
        assert np.isin(shapely.get_type_id(rows.geometry.to_numpy()), [3]).all()


def test_a_file_is_what_its_name_says(tmp_path):
    refused = run("overlay", "data/xiqing.toml", "-o", tmp_path / "对照.docx", "--lang", "zh")
    assert refused.code == 2 and "OUTPUT_FORMAT" in refused.err and not list(tmp_path.iterdir())
    assert run("overlay", "data/xiqing.toml", "-o", tmp_path / "对照.xlsx").code == 0
    assert (tmp_path / "对照.xlsx").read_bytes()[:2] == b"PK"
