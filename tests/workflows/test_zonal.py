"""``natres zonal``: class areas per zone, two dates, what is refused, what is said."""

import json
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from pyproj import CRS

from natres.core.raster import tiles as tiles_module
from natres.workflows import Options, RasterChoice, zonal
from tests.readers.test_class_rasters import write
from tests.strategies import EAST, NORTH
from tests.workflows.command import run

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
TIF, TIF_2021, TOWNS = (DATA / p for p in (
    "landcover/landcover_2022.tif", "landcover/landcover_2021.tif", "boundaries/XZQ.parquet"
))  # fmt: skip
DISTRICT = str(DATA / "xiqing.toml")

CELLS = np.array([[10, 10, 20], [10, 80, 0]], dtype=np.uint8)
#: 20 m cells from (EAST, NORTH) down: 60 m × 40 m.
LEFT, RIGHT = shapely.box(EAST, NORTH - 40, EAST + 30, NORTH), shapely.box(EAST + 30, NORTH - 40, EAST + 60, NORTH)


def zones_file(folder, *shapes, crs="EPSG:4527", name="分区.gpkg", **fields):
    fields = fields or {"XZQDM": [f"12011110{n}" for n in range(len(shapes))], "XZQMC": list("甲乙丙丁")[: len(shapes)]}
    gpd.GeoDataFrame(fields, geometry=list(shapes), crs=crs).to_file(folder / name)
    return folder / name


def zones_of(*arguments, **options):
    return zonal(*arguments, options=Options(language="zh"), **options).data["zones"]


def planar(zone, key="classes"):
    return {c["value"]: round(c["planar_m2"], 6) for c in zone[key]}


def told(*arguments, **options):
    return {n.code: n.facts for n in zonal(*arguments, options=Options(language="zh"), **options).notices}


def refused(*arguments):
    ran = run("zonal", *map(str, arguments), "--lang", "zh")
    assert ran.code in (2, 65), ran.err
    return re.search(r"错误 ([A-Z_]+)", ran.err)[1], ran.err


def test_cells_on_a_border_are_shared_out_exactly(folder):
    left, right = zones_of(write(folder / "分类.tif", CELLS), zones_file(folder, LEFT, RIGHT))
    assert (left["id"], left["label"]) == ("120111100", "甲")
    assert planar(left) == {10: 1000.0, 80: 200.0}
    assert planar(right) == {10: 200.0, 20: 400.0, 80: 200.0}
    assert abs(right["nodata_m2"] - 400.0) < 0.1
    assert [round(zone["covered_m2"] + zone["nodata_m2"]) for zone in (left, right)] == [1200, 1200]
    assert sum(c["share"] for c in right["classes"]) == pytest.approx(1)


def test_areas_are_those_on_the_ellipsoid_and_add_up_to_the_outline(folder):
    """200 km east of its meridian a cell of 10,000 m² is 5 m² smaller on the ground."""
    away = (39_700_000.0, NORTH)
    path = write(folder / "分类.tif", np.full((30, 30), 10, dtype=np.uint8), size=100.0, at=away)
    zone = zones_of(path, zones_file(folder, shapely.box(away[0] + 50, NORTH - 2950, away[0] + 2930, NORTH - 70)))[0]
    (found,) = zone["classes"]
    assert found["planar_m2"] == pytest.approx(2880.0**2, rel=1e-12)
    assert 0.9989 < found["area_m2"] / found["planar_m2"] < 0.9991
    assert abs(zone["residual_m2"]) < 1e-8 * zone["area_m2"]
    assert zone["survey_m2"] == pytest.approx(found["area_m2"], rel=1e-6)


def test_what_lies_beyond_the_raster_is_stated_and_told(folder):
    wide = shapely.box(EAST - 40, NORTH - 40, EAST + 20, NORTH)
    path, zones = (
        write(folder / "分类.tif", CELLS),
        zones_file(folder, wide, shapely.box(EAST, NORTH, EAST + 5, NORTH + 5)),
    )
    half, off = zones_of(path, zones)
    assert round(half["uncovered_m2"]) == 1600
    assert planar(half) == {10: 800.0}
    assert (off["covered_m2"], off["classes"], round(off["uncovered_m2"])) == (0, [], 25)
    said = told(path, zones)
    assert (said["ZONES_PARTLY"]["value"], said["ZONES_OUTSIDE"]["value"]) == ("甲", "乙")


def test_zones_in_degrees_are_brought_to_the_raster(folder):
    corners = gpd.GeoSeries([LEFT, RIGHT], crs=4527).to_crs(4490)
    zones = zones_file(folder, *corners, crs="EPSG:4490")
    left, right = zones_of(write(folder / "分类.tif", CELLS), zones)
    assert {k: round(v, 1) for k, v in planar(left).items()} == {10: 1000.0, 80: 200.0}
    assert abs(right["residual_m2"]) < 1e-3


def test_a_raster_in_degrees_has_no_planar_area_and_the_same_ground(folder):
    path = write(
        folder / "分类.tif", np.full((200, 200), 10, dtype=np.uint8), crs="EPSG:4490", size=0.0001, at=(117, 39)
    )
    zone = zones_of(path, zones_file(folder, shapely.box(117.0031, 38.9857, 117.0177, 38.9963), crs="EPSG:4490"))[0]
    (found,) = zone["classes"]
    assert found["planar_m2"] is None
    assert abs(zone["residual_m2"]) < 1e-6 * zone["area_m2"]
    assert found["area_m2"] == zone["covered_m2"]


def test_the_size_of_the_windows_changes_nothing(monkeypatch):
    whole = zones_of(TIF, TOWNS)[2:4]
    small = tiles_module.tiles_of
    monkeypatch.setattr("natres.analyses.zonal.tiles_of", lambda cover: small(cover, 61, 173))
    for one, other in zip(whole, zones_of(TIF, TOWNS)[2:4], strict=True):
        assert [c["value"] for c in one["classes"]] == [c["value"] for c in other["classes"]]
        for key in ("area_m2", "cells"):
            assert [c[key] for c in one["classes"]] == pytest.approx([c[key] for c in other["classes"]], rel=1e-12)


def test_the_sample_agrees_with_its_truth_and_closes():
    truth = json.loads((DATA / "truth.json").read_text("utf-8"))["landcover"]
    zones = zones_of(DISTRICT)
    cells = {}
    for found in (c for zone in zones for c in zone["classes"]):
        cells[found["value"]] = cells.get(found["value"], 0.0) + found["cells"]
    assert {str(value) for value in cells} == set(truth)
    for value, count in truth.items():  # the truth counts cells whose middle lies in the district
        assert cells[int(value)] == pytest.approx(count, rel=1e-3)
    assert sum(zone["area_m2"] for zone in zones) == pytest.approx(565_360_000, abs=2)
    assert max(abs(zone["residual_m2"]) for zone in zones) < 1e-3
    assert zones[0]["classes"][0]["label"] == "耕地与园地"


def test_two_dates_tell_what_became_of_what(folder):
    first = write(folder / "前.tif", CELLS)
    second = write(folder / "后.tif", np.array([[10, 20, 0], [10, 80, 80]], dtype=np.uint8))
    zones = zones_file(folder, LEFT.union(RIGHT))
    answer = zonal(first, zones, Options(language="zh"), choice=RasterChoice(after=str(second)))
    (zone,) = answer.data["zones"]
    found = {(c["from"], c["to"]): round(c["area_m2"] / 400, 2) for c in zone["changes"]}
    assert found == {(10, 10): 2.0, (10, 20): 1.0, (80, 80): 1.0}
    assert planar(zone, "classes_after") == {10: 800.0, 20: 400.0, 80: 800.0}
    assert planar(zone) == {10: 1200.0, 20: 400.0, 80: 400.0}
    assert round(zone["common_m2"] / 400, 2) == 4.0
    assert [table.key for table in answer.tables] == [
        "zonal_zones", "zonal_values", "zonal_after", "zonal_values_shares", "zonal_after_shares", "zonal_from_to",
        "zonal_changes",
    ]  # fmt: skip


def test_back_and_forth_are_transposes():
    there = zonal(TIF_2021, TOWNS, choice=RasterChoice(after=str(TIF))).data["zones"]
    back = zonal(TIF, TOWNS, choice=RasterChoice(after=str(TIF_2021))).data["zones"]
    for one, other in zip(there[:3], back[:3], strict=True):
        forth = {(c["from"], c["to"]): c["area_m2"] for c in one["changes"]}
        assert {(c["to"], c["from"]): c["area_m2"] for c in other["changes"]} == pytest.approx(forth, rel=1e-12)
        for found in one["classes"]:
            assert sum(a for (f, _), a in forth.items() if f == found["value"]) <= found["area_m2"] * (1 + 1e-12)


def test_grids_that_differ_are_refused_and_resampled_on_demand_with_a_mark(folder):
    first, zones = write(folder / "前.tif", CELLS), zones_file(folder, LEFT)
    second = write(folder / "后.tif", CELLS, at=(EAST + 5, NORTH))
    code, text = refused(first, zones, "--after", second)
    assert code == "RASTER_GRIDS"
    assert f"{EAST + 5:.4f}" in text
    assert "--resample nearest" in text
    answer = zonal(first, zones, Options(language="zh"), choice=RasterChoice(after=str(second), resample="nearest"))
    assert "RASTER_RESAMPLED" in {n.code for n in answer.notices}
    assert answer.data["raster"]["resampled"] == "nearest"
    assert any("最邻近" in mark for mark in answer.marks)
    assert refused(first, zones, "--after", second, "--resample", "cubic")[0] == "OPTION_VALUE"


def test_a_raster_on_the_same_grid_is_not_said_to_be_resampled(folder):
    first, zones = write(folder / "前.tif", CELLS), zones_file(folder, LEFT)
    answer = zonal(first, zones, choice=RasterChoice(after=str(first), resample="nearest"))
    assert answer.data["raster"]["resampled"] is None
    assert answer.marks == ()


def test_a_raster_without_a_system_wants_one_and_another_is_not_passed_over(folder):
    zones = zones_file(folder, LEFT)
    bare = write(folder / "无.tif", CELLS, crs=None)
    code, text = refused(bare, zones)
    assert code == "CRS_MISSING"
    assert "--crs" in text
    assert planar(zonal(bare, zones, Options(crs="EPSG:4527")).data["zones"][0]) == {10: 1000.0, 80: 200.0}
    assert refused(write(folder / "有.tif", CELLS), zones, "--crs", "EPSG:4548")[0] == "CRS_CONFLICT"
    assert refused(write(folder / "西安.tif", CELLS, crs="EPSG:2363"), zones)[0] == "CRS_DATUM"


def test_zones_that_cannot_be_measured_are_refused_by_row(folder):
    path = write(folder / "分类.tif", CELLS)
    bow = shapely.Polygon([(EAST, NORTH), (EAST + 20, NORTH - 20), (EAST + 20, NORTH), (EAST, NORTH - 20)])
    code, text = refused(path, zones_file(folder, LEFT, bow), "--accept", "GEOM_INVALID")
    assert code == "GEOM_INVALID"
    assert "120111101" in text
    assert refused(path, zones_file(folder, shapely.Point(EAST, NORTH), name="点.gpkg"))[0] == "GEOM_TYPE"


def test_zones_elsewhere_are_refused_with_both_places(folder):
    far = zones_file(folder, shapely.box(EAST + 90_000, NORTH, EAST + 90_100, NORTH + 100))
    code, text = refused(write(folder / "分类.tif", CELLS), far)
    assert code == "RASTER_ELSEWHERE"
    assert "分区.gpkg" in text
    assert text.count("°E") == 2


def test_several_bands_and_heights_are_refused(folder):
    zones = zones_file(folder, LEFT)
    assert refused(write(folder / "多.tif", CELLS, CELLS), zones)[0] == "RASTER_BANDS"
    heights = write(folder / "高程.tif", CELLS.astype(np.float32) + 0.5)
    assert refused(heights, zones)[0] == "RASTER_NOT_CLASSES"
    assert planar(
        zonal(write(folder / "多.tif", CELLS, CELLS + 1), zones, choice=RasterChoice(band=2)).data["zones"][0]
    )


def test_overlaps_and_likely_fillings_are_told(folder):
    path = write(folder / "分类.tif", CELLS, nodata=None)
    said = told(path, zones_file(folder, LEFT, shapely.box(EAST + 20, NORTH - 40, EAST + 60, NORTH)))
    assert said["ZONE_PAIRS"]["value"] == "400.00"
    assert (said["NODATA_MISSING"]["value"], said["NODATA_MISSING"]["count"]) == ("0", 1)


def test_a_turned_raster_is_counted_as_it_lies(folder):
    """Rotated by 3:4:5, so that each cell of 10 m is exact: no resampling, no refusal."""
    turn = rasterio.Affine(8, 6, EAST, 6, -8, NORTH)
    path = write(folder / "斜.tif", CELLS, transform=turn)
    corners = [turn * ends for ends in ((0, 0), (1.5, 0), (1.5, 2), (0, 2))]
    assert planar(zones_of(path, zones_file(folder, shapely.Polygon(corners)))[0]) == {10: 250.0, 80: 50.0}


def test_zones_are_named_by_what_tells_them_apart(folder):
    path = write(folder / "分类.tif", CELLS)
    same = {"XZQDM": ["120111", "120111"], "BSM": ["7", "8"], "片": ["东", "东"], "数": [3.0, 4.0]}
    zones = zones_file(folder, LEFT, RIGHT, **same)
    assert [zone["id"] for zone in zones_of(path, zones)] == ["7", "8"]
    (one,) = zones_of(path, zones, id_field="片")
    assert (one["id"], one["rows"], planar(one)) == ("东", 2, {10: 1200.0, 20: 400.0, 80: 400.0})
    assert [zone["id"] for zone in zones_of(path, zones, id_field="数", name_field="BSM")] == ["3", "4"]
    nameless = zones_file(folder, LEFT, RIGHT, name="无名.gpkg", 备注=["", ""])
    assert [zone["id"] for zone in zones_of(path, nameless)] == ["1", "2"]
    code, text = refused(path, zones, "--id-field", "没有")
    assert (code, "BSM" in text, "--id-field" in text) == ("FIELD_MISSING", True, True)
    assert refused(path, nameless, "--id-field", "备注")[0] == "ID_MISSING"


def test_labels_are_the_users_first_then_those_beside_the_raster(folder):
    path, zones = write(folder / "分类.tif", CELLS), zones_file(folder, LEFT)
    assert [c["label"] for c in zones_of(path, zones)[0]["classes"]] == [None, None]
    (folder / "分类.tif.aux.xml").write_text(
        '<PAMDataset><PAMRasterBand band="1"><GDALRasterAttributeTable><FieldDefn><Usage>5</Usage></FieldDefn>'
        "<FieldDefn><Usage>2</Usage></FieldDefn><Row><F>10</F><F>旁注</F></Row></GDALRasterAttributeTable>"
        "</PAMRasterBand></PAMDataset>", "utf-8",
    )  # fmt: skip
    assert [c["label"] for c in zones_of(path, zones)[0]["classes"]] == ["旁注", None]
    (folder / "名称.csv").write_bytes("值,名称\n10,=1+1\n".encode("gbk"))
    choice = RasterChoice(labels=str(folder / "名称.csv"))
    assert [c["label"] for c in zones_of(path, zones, choice=choice)[0]["classes"]] == ["=1+1", None]
    ran = run("zonal", path, zones, "--labels", folder / "名称.csv", "--format", "csv")
    assert "'=1+1" in ran.out


def test_a_district_with_two_years_of_land_cover_gives_the_change(folder):
    text = (DATA / "xiqing.toml").read_text("utf-8").split("[[quotas]]")[0]
    text = text.replace('path = "', f'path = "{DATA.as_posix()}/')
    text += f'\n[layers.landcover_before]\npath = "{TIF_2021.as_posix()}"\nyear = 2021\n'
    (folder / "区县.toml").write_text(text, "utf-8")
    answer = zonal(folder / "区县.toml")
    assert answer.data["inputs"][0]["year"] == 2021
    assert answer.data["zones"][0]["changes"]
    assert "2021" in answer.tables[1].title
    assert "虚构" in answer.marks[0]


def test_a_raster_alone_wants_zones_and_a_district_wants_none():
    assert refused(TIF)[0] == "OPTION_MISSING"
    assert refused(DISTRICT, TOWNS)[0] == "OPTION_TOGETHER"
    assert [zone["label"] for zone in zones_of(TIF, DISTRICT)][:1] == ["西营门街道"]


def test_what_the_tables_print_adds_up():
    answer = zonal(TIF, TOWNS, Options(language="zh", unit="mu"))
    across = next(table for table in answer.tables if table.key == "zonal_values")
    numbers = [[float(cell.plain) for cell in row.cells[1:]] for row in across.rows]
    assert all(round(row[0] - sum(row[1:]), 2) == 0 for row in numbers)
    assert all(round(numbers[-1][n] - sum(row[n] for row in numbers[:-1]), 2) == 0 for n in range(len(numbers[0])))


def test_a_window_of_a_huge_raster_is_all_that_is_read(folder):
    """A raster of 10¹⁰ cells, empty but for its directory: reading it whole would need 10 GB."""
    path = folder / "大.tif"
    how = {"driver": "GTiff", "width": 100_000, "height": 100_000, "count": 1, "dtype": "uint8", "sparse_ok": True}
    how |= {
        "tiled": True,
        "blockxsize": 4096,
        "blockysize": 4096,
        "crs": CRS.from_epsg(4527).to_wkt(),
        "bigtiff": "yes",
    }
    with rasterio.open(path, "w", transform=rasterio.Affine(1, 0, EAST, 0, -1, NORTH), **how) as raster:
        raster.write(np.full((50, 50), 7, dtype=np.uint8), 1, window=((90_000, 90_050), (70_000, 70_050)))
    inside = shapely.box(EAST + 70_000, NORTH - 90_050, EAST + 70_050, NORTH - 90_000)
    (zone,) = zones_of(path, zones_file(folder, inside))
    assert planar(zone) == {7: 2500.0}


def test_planar_areas_are_those_of_exactextract(folder):
    peer = pytest.importorskip("exactextract")
    rng = np.random.default_rng(4)
    path = write(folder / "分类.tif", rng.integers(0, 5, (60, 80)).astype(np.uint8), size=10.0)
    ring = shapely.Polygon([(40, 70), (700, 33), (777, 555), (120, 500)], [[(300, 200), (400, 210), (350, 300)]])
    shape = shapely.transform(ring, lambda points: np.column_stack([EAST + points[:, 0], NORTH - points[:, 1]]))
    zones = zones_file(folder, shape)
    (found,) = peer.exact_extract(str(path), gpd.read_file(zones), ["unique", "frac", "count"])
    theirs = {
        v: f * found["properties"]["count"] * 100
        for v, f in zip(*(found["properties"][k] for k in ("unique", "frac")), strict=True)
    }
    assert {c["value"]: c["planar_m2"] for c in zones_of(path, zones)[0]["classes"]} == pytest.approx(theirs, rel=1e-6)
