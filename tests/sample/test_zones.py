import os
import subprocess
import sys
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod, Transformer

from natres.sample import SampleDistrict
from natres.sample.answers.overlay import exclusive_areas, inside
from natres.sample.layers.zones.shapes import parts_of
from tests.sample.made import district, frame, truth

FILES = {
    "basic_farmland": "zones/YJJBNTTB.parquet",
    "ecological_red_line": "zones/STBHHX.parquet",
    "urban_boundary": "zones/CSKFBJ.parquet",
}
MADE = [("report", 1, 1000), ("random", 2, 1000), ("random", 3, 300), ("report", 5, 3000)]
CROPS = ("0101", "0102", "0103")
GEOD = Geod(ellps="GRS80")
TO_LONLAT = Transformer.from_crs(4527, 4490, always_xy=True)


@pytest.fixture(params=MADE, ids=lambda p: f"{p[0]}-{p[1]}-{p[2]}")
def sample(request) -> SampleDistrict:
    return district(*request.param)


@pytest.fixture(params=FILES)
def zone(request) -> str:
    return request.param


@cache
def zones(made: tuple[str, int, int]) -> dict[str, gpd.GeoDataFrame]:
    return {name: frame(district(*made), path) for name, path in FILES.items()}


def shapes_of(table: gpd.GeoDataFrame) -> np.ndarray:
    return table.geometry.to_numpy()


def common(a: gpd.GeoDataFrame, b: gpd.GeoDataFrame) -> float:
    return shapely.intersection(shapely.union_all(shapes_of(a)), shapely.union_all(shapes_of(b))).area


def ellipsoidal(shape: shapely.Polygon) -> float:
    total = 0.0
    dense = shapely.segmentize(shape, 70.0)
    for ring, sign in [(dense.exterior, 1), *((hole, -1) for hole in dense.interiors)]:
        lon, lat = TO_LONLAT.transform(*np.asarray(ring.coords).T)
        total += sign * abs(GEOD.polygon_area_perimeter(lon, lat)[0])
    return total


def test_zones_are_valid_single_polygons_on_the_millimetre_inside_the_outline(sample, zone):
    shapes = shapes_of(frame(sample, FILES[zone]))
    outline = frame(sample, "boundaries/district.parquet").geometry.iloc[0]
    assert len(shapes) >= 3
    assert shapely.is_valid(shapes).all() and set(shapely.get_type_id(shapes)) == {3}
    points = shapely.get_coordinates(shapes)
    assert np.abs(points * 1000 - np.round(points * 1000)).max() < 1e-4
    assert shapely.covers(outline, shapes).all()


def test_parts_of_a_layer_share_no_ground(sample, zone):
    shapes = shapes_of(frame(sample, FILES[zone]))
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    assert shapely.area(shapely.intersection(shapes[a[a < b]], shapes[b[a < b]])).sum() == 0


def test_the_red_line_is_few_and_huge_and_follows_the_waters(sample):
    red, parcels = frame(sample, FILES["ecological_red_line"]), frame(sample, "landuse/parcels_2022.parquet")
    shapes = shapes_of(red)
    assert 3 <= len(shapes) <= 6
    assert shapely.get_num_coordinates(shapes).max() >= 3000
    assert shapely.area(shapes).max() > 2e6
    rivers = shapely.union_all(shapes_of(parcels[parcels["DLBM"] == "1101"]))
    line = shapely.union_all(shapely.boundary(shapes))
    assert shapely.intersection(rivers, shapely.union_all(shapes)).area > 0.5 * rivers.area
    edges = shapely.union_all(shapely.boundary(shapes_of(parcels)))
    outline = frame(sample, "boundaries/district.parquet").geometry.iloc[0]
    shared = shapely.intersection(line - outline.buffer(1.0).boundary.buffer(3.0), edges)
    assert shared.length < 0.01 * line.length
    cut = shapely.STRtree(shapes_of(parcels)).query(line, predicate="crosses")
    assert len(cut) > len(parcels) / 50


def test_basic_farmland_is_most_of_the_cropland_and_a_little_else():
    for made in MADE:
        parcels, patches = frame(district(*made), "landuse/parcels_2022.parquet"), zones(made)["basic_farmland"]
        within = inside(shapes_of(parcels), shapes_of(patches)).area
        crop = parcels["DLBM"].isin(CROPS).to_numpy()
        assert 0.80 <= within[crop].sum() / parcels.area[crop].sum() <= 0.86, made
        stale = within[~crop].sum() / within.sum()
        assert 0 < stale < (0.02 if made[2] >= 1000 else 0.1), made


def test_what_is_basic_farmland_and_no_cropland_was_cropland_a_year_before():
    made = MADE[3]
    now, was = (frame(district(*made), f"landuse/parcels_{year}.parquet") for year in (2022, 2021))
    patches = shapely.union_all(shapes_of(zones(made)["basic_farmland"]))
    other = shapely.union_all(shapes_of(now[~now["DLBM"].isin(CROPS)]))
    then = shapely.union_all(shapes_of(was[was["DLBM"].isin(CROPS)]))
    stale = shapely.intersection(patches, other)
    assert stale.area > 0
    assert shapely.difference(stale, then).area < 1e-3 * stale.area


def test_patches_are_made_of_parcels_of_one_village():
    made = MADE[3]
    parcels, patches = frame(district(*made), "landuse/parcels_2022.parquet"), zones(made)["basic_farmland"]
    villages = frame(district(*made), "boundaries/CJDCQ.parquet").set_index("ZLDWDM").geometry
    home = shapely.intersection(shapes_of(patches), villages[patches["ZLDWDM"]].to_numpy())
    assert np.abs(shapely.area(home) - patches.area).max() < 1e-3
    within = inside(shapes_of(parcels), shapes_of(patches))
    share = within.area / parcels.area
    assert ((share > 1e-9) & (share < 1 - 1e-9)).mean() < 0.02
    assert not patches.duplicated(["ZLDWDM", "YJJBNTTBBH"]).any()


def test_the_urban_boundary_spares_nearly_all_basic_farmland_and_crosses_the_red_line_a_little(sample):
    farm, red, urban = (frame(sample, path) for path in FILES.values())
    assert 0 < common(farm, urban) < 0.01 * farm.area.sum()
    assert 0 < common(red, urban) < 0.06 * red.area.sum()
    assert set(urban["FQDM"]) == {"JZJSQ", "TXFZQ"}
    assert dict(zip(urban["FQDM"], urban["FQMC"], strict=True)) == {"JZJSQ": "集中建设区", "TXFZQ": "弹性发展区"}
    assert urban[urban["FQDM"] == "TXFZQ"].area.sum() < 0.3 * urban.area.sum()
    assert shapely.get_num_coordinates(shapes_of(urban)).sum() > 3000


def test_stated_areas_are_ellipsoidal(sample):
    farm, red, urban = (frame(sample, path) for path in FILES.values())
    measured = np.array([ellipsoidal(shape) for shape in farm.geometry])
    assert np.abs(measured - farm["TBMJ"]).max() < 0.02
    assert (farm["JBNTMJ"] <= farm["TBMJ"]).all() and (farm["JBNTMJ"] > 0.96 * farm["TBMJ"]).all()
    for table in (red, urban):
        measured = np.array([ellipsoidal(shape) for shape in table.geometry])
        assert np.abs(measured / 1e4 - table["MJ"]).max() < 6e-5


def test_field_ridges_are_taken_off_the_net_area():
    made = MADE[3]
    parcels, farm = frame(district(*made), "landuse/parcels_2022.parquet"), zones(made)["basic_farmland"]
    ridged = parcels[parcels["KCXS"] > 0]
    within = inside(shapes_of(ridged), shapes_of(farm)).area
    assert within.sum() > 0
    assert abs((farm["TBMJ"] - farm["JBNTMJ"]).sum() - 0.03 * within.sum()) < 0.001 * within.sum()


def test_identifiers_and_marks(sample, zone):
    table = frame(sample, FILES[zone])
    assert table["BSM"].is_unique and set(table["BSM"].str.len()) == {18}
    assert set(table["YSDM"]) == {"2005010300" if zone == "basic_farmland" else ""}
    assert table.crs.to_epsg() == 4527
    assert set(table["BZ"]) == {"虚构示例"}
    layer = next(layer for layer in sample.layers if layer.path == FILES[zone])
    assert layer.metadata["invented"] == "true"
    for name in ("HXMC", "KFBJMC"):
        if name in table:
            assert table[name].str.contains("虚构").all()


def matrix(parcels: gpd.GeoDataFrame, shapes: gpd.GeoDataFrame) -> pd.Series:
    pieces = gpd.overlay(parcels[["DLBM", "geometry"]], shapes[["geometry"]], keep_geom_type=True)
    return pieces.area.groupby(pieces["DLBM"]).sum()


def differ_by(wanted: pd.Series, stated: dict[str, str]) -> float:
    found = pd.Series({code: float(area) for code, area in stated.items()}, dtype=float)
    return float(wanted.sub(found, fill_value=0.0).abs().max())


@pytest.mark.parametrize("made", MADE[:3], ids=str)
def test_the_truth_about_zones_equals_an_overlay(made):
    parcels, answer = frame(district(*made), "landuse/parcels_2022.parquet"), truth(district(*made))["zones"]
    for name, table in zones(made).items():
        stated = answer["layers"][name]
        assert differ_by(matrix(parcels, table), stated["classes_m2"]) < 0.01, name
        assert stated["count"] == len(table)
        assert stated["vertices"] == shapely.get_num_coordinates(shapes_of(table)).sum()
        assert abs(float(stated["planar_m2"]) - table.area.sum()) < 0.001
        assert abs(float(stated["survey_m2"]) - sum(ellipsoidal(s) for s in table.geometry)) < 0.01
        inclusive = sum(
            Decimal(area)
            for names, cells in answer["combinations_m2"].items()
            if name in names.split("+")
            for area in cells.values()
        )
        assert abs(float(inclusive) - table.area.sum()) < 0.02


@pytest.mark.parametrize("made", MADE[:2], ids=str)
def test_combinations_count_no_ground_twice(made):
    parcels, answer = frame(district(*made), "landuse/parcels_2022.parquet"), truth(district(*made))["zones"]
    whole = {name: shapely.union_all(shapes_of(table)) for name, table in zones(made).items()}
    for some, cells in answer["combinations_m2"].items():
        region = None
        for name in some.split("+"):
            region = whole[name] if region is None else shapely.intersection(region, whole[name])
        for name in set(whole) - set(some.split("+")):
            region = shapely.difference(region, whole[name])
        parts = shapely.get_parts(region)
        alone = gpd.GeoDataFrame(geometry=parts[shapely.get_type_id(parts) == 3], crs=4527)
        wanted = matrix(parcels, alone) if len(alone) else pd.Series(dtype=float)
        assert differ_by(wanted, cells) < 0.02, some


def test_three_overlapping_squares_by_hand():
    parcels = np.array([shapely.box(x, 0, x + 10, 10) for x in (0, 10)], dtype=object)
    layers = {
        "a": inside(parcels, np.array([shapely.box(0, 0, 15, 10)], dtype=object)),
        "b": inside(parcels, np.array([shapely.box(5, 0, 20, 5), shapely.box(5, 5, 20, 6)], dtype=object)),
        "c": inside(parcels, np.array([shapely.box(12, 0, 13, 1)], dtype=object)),
    }
    found = {"".join(names): area.tolist() for names, area in exclusive_areas(parcels, layers).items()}
    assert found == {
        "a": [70.0, 20.0], "b": [0.0, 30.0], "c": [0.0, 0.0], "ab": [30.0, 29.0], "ac": [0.0, 0.0],
        "bc": [0.0, 0.0], "abc": [0.0, 1.0],
    }  # fmt: skip


def test_regions_that_overlap_are_parted_and_clipped():
    a, b = shapely.box(0, 0, 6.0005, 4), shapely.box(4, 1, 20, 3)
    first, second = parts_of([a, b], shapely.box(0, 0, 10, 10))
    assert shapely.area(first).tolist() == pytest.approx([24.0], abs=0.03)
    assert shapely.area(second).tolist() == pytest.approx([8.0], abs=0.03)
    assert shapely.intersection(first[0], second[0]).area == 0
    assert not any(len(parts) for parts in parts_of([shapely.Polygon()], shapely.box(0, 0, 10, 10)))


def test_the_site_is_one_small_plot_that_a_check_has_something_to_say_about(sample):
    table, answer = frame(sample, "project/site.parquet"), truth(sample)["site"]
    outline = frame(sample, "boundaries/district.parquet").geometry.iloc[0]
    site = table.geometry.iloc[0]
    corners = len(site.exterior.coords) - 1
    assert len(table) == 1 and site.is_valid and not site.interiors
    assert 6 <= corners <= 14 and table["界址点数"].iloc[0] == corners
    assert 3e4 <= site.area <= 15e4 and abs(table["面积_公顷"].iloc[0] - site.area / 1e4) <= 5e-5
    assert shapely.contains_properly(outline, site)
    assert "虚构" in table["项目名称"].iloc[0] and "虚构" in table["说明"].iloc[0]
    farmland = float(answer["zones_m2"]["basic_farmland"])
    assert 0.01 * site.area < farmland < 0.4 * site.area
    roads = frame(sample, "landuse/parcels_2022.parquet")
    roads = roads[roads["DLBM"].isin(["1003", "1004", "1006"])]
    assert roads.distance(site).min() < 30


def test_the_truth_about_the_site_equals_an_overlay(sample):
    site, answer = frame(sample, "project/site.parquet"), truth(sample)["site"]
    parcels = frame(sample, "landuse/parcels_2022.parquet")
    assert differ_by(matrix(parcels, site), answer["classes_m2"]) < 0.01
    assert abs(sum(map(float, answer["classes_m2"].values())) - site.area.iloc[0]) < 0.01
    assert abs(float(answer["survey_m2"]) - ellipsoidal(site.geometry.iloc[0])) < 0.001
    for name, path in FILES.items():
        assert abs(float(answer["zones_m2"][name]) - common(frame(sample, path), site)) < 0.01


def test_the_list_of_boundary_points_gives_the_plot_back(sample):
    points = next(text for text in sample.encoded if text.path == "project/site_points.txt")
    lines = points.data.decode("gbk").split("\r\n")
    assert points.data.count(b"\n") == points.data.count(b"\r\n") == len(lines) - 1 and lines[-1] == ""
    with pytest.raises(UnicodeDecodeError):
        points.data.decode("utf-8")
    start = lines.index("[地块坐标]")
    head = dict(line.split("=", 1) for line in lines[1:start])
    assert lines[0] == "[属性描述]" and "虚构" in head["数据产生单位"]
    assert (head["坐标系"], head["几度分带"], head["带号"]) == ("2000国家大地坐标系", "3", "39")
    assert (head["投影类型"], head["计量单位"], head["精度"]) == ("高斯克吕格", "米", "0.001")
    count, area, number, name, kind, *_, end = lines[start + 1].split(",")
    rows = [line.split(",") for line in lines[start + 2 : -1]]
    table = frame(sample, "project/site.parquet")
    assert (int(count), kind, end, number) == (len(rows), "面", "@", table["地块编号"].iloc[0])
    assert "虚构" in name and lines[start + 1].count(",") == 8
    assert [row[0] for row in rows] == [f"J{k}" for k in range(1, len(rows))] + ["J1"]
    assert {row[1] for row in rows} == {"1"} and rows[0] == rows[-1]
    north, east = (np.array([float(row[k]) for row in rows]) for k in (2, 3))
    assert ((north > 4.29e6) & (north < 4.35e6)).all() and ((east > 39.48e6) & (east < 39.54e6)).all()
    ring = np.asarray(table.geometry.iloc[0].exterior.coords)
    assert np.abs(ring - np.column_stack([east, north])).max() < 1e-6
    assert abs(float(area) - table.geometry.iloc[0].area / 1e4) <= 5e-5
    assert not shapely.is_ccw(shapely.linearrings(ring))


def test_the_district_file_and_the_readme_name_zones_and_site(sample):
    doc = tomllib.loads(sample.texts["xiqing.toml"])
    assert {name: entry["path"] for name, entry in doc["layers"]["zones"].items()} == FILES
    assert all("zones/" in text and "project/" in text for text in [sample.texts["README.md"]])


DIGEST = """
import hashlib
from natres.sample import build_sample
d, h = build_sample(parcels=400, seed=3, targets="random"), hashlib.sha256()
for layer in d.layers:
    if layer.path.startswith(("zones/", "project/")):
        h.update(b"".join(layer.frame.geometry.to_wkb()))
        h.update(layer.frame.drop(columns="geometry").to_csv().encode())
h.update(d.encoded[0].data); h.update(d.texts["truth.json"].encode())
print(h.hexdigest())
"""


def test_two_runs_draw_the_same_zones_whatever_the_hash_seed():
    root = Path(__file__).parents[2] / "src"
    seen = set()
    for number in ("1", "2"):
        env = os.environ | {"PYTHONHASHSEED": number, "PYTHONPATH": str(root)}
        done = subprocess.run([sys.executable, "-c", DIGEST], env=env, capture_output=True, text=True, check=True)
        seen.add(done.stdout)
    assert len(seen) == 1
