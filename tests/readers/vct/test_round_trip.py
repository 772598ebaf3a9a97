"""What the test-side writer writes comes back: shapes, rows, texts and numbers, in every way of writing."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from natres.readers.vct import look_into, read_table
from natres.readers.vct import tables as reader
from tests.readers.vct.writing import Style, VctLayer, write_vct
from tests.strategies import EAST, NORTH, parcel_mosaics

WAYS = {
    "direct": Style(),
    "indirect": Style(indirect=True),
    "indirect, three ids a row": Style(indirect=True, per_row=3),
    "UTF-8 with line feeds": Style(encoding="utf-8", end="\n"),
    "UTF-8 with mark": Style(encoding="utf-8-sig"),
    "tabs": Style(separator="\t"),
    "tabs, indirect": Style(separator="\t", indirect=True),
    "bars": Style(separator="|"),
    "full-width commas": Style(separator="，"),
    "without counts of points": Style(point_counts=False),
    "northing first": Style(northing_first=True),
    "northing first, indirect": Style(northing_first=True, indirect=True),
}


@pytest.fixture(scope="module")
def sample(sample_dir) -> gpd.GeoDataFrame:
    return gpd.read_parquet(sample_dir / "landuse" / "parcels_2022.parquet").iloc[:1500]


def assert_same_rows(got: pd.DataFrame, expected: pd.DataFrame) -> None:
    assert list(got.columns) == list(expected.columns)
    for name in expected.columns.drop("geometry", errors="ignore"):
        ours, theirs = got[name], expected[name].reset_index(drop=True)
        assert (ours.isna() == theirs.isna()).all(), name
        assert (ours.dropna().to_numpy() == theirs.dropna().to_numpy()).all(), name


def assert_same_shapes(got: gpd.GeoDataFrame, shapes, tolerance: float = 1e-4) -> None:
    ours, theirs = shapely.normalize(np.array(got.geometry)), shapely.normalize(np.array(shapes))
    assert shapely.equals_exact(ours, theirs, tolerance).all()


def cell(column: float, row: float, size: float = 1.0) -> shapely.Polygon:
    west, south = EAST + column * 100, NORTH + row * 100
    return shapely.box(west, south, west + size * 100, south + size * 100)


def of(shapes, **columns) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"DLBM": [f"{i:04d}" for i in range(len(shapes))], **columns}, geometry=shapes, crs=4527)


@pytest.mark.parametrize("way", ["direct", "indirect"])
def test_the_parcels_of_the_sample_come_back(sample, folder, way):
    path = write_vct(folder / "西青区 2022.vct", [VctLayer("DLTB", sample)], WAYS[way])
    got = read_table(path, "DLTB")
    assert_same_rows(got, sample)
    assert_same_shapes(got, sample.geometry)
    assert got.crs.to_epsg() == 4527
    assert got.area.sum() == pytest.approx(sample.area.sum(), abs=1e-3)
    numbers = got.dtypes[["TBMJ", "GDDB", "SJNF"]].astype(str).tolist()
    assert numbers == ["float64", "Int64", "int64"]
    assert pd.api.types.is_string_dtype(got["DLBM"])
    assert (got["CZCSXM"] == "").any()


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_writing_is_read(sample, folder, way):
    few = sample.iloc[:200]
    path = write_vct(folder / "变体.vct", [VctLayer("DLTB", few)], WAYS[way])
    got = read_table(path, "DLTB")
    assert_same_rows(got, few)
    assert_same_shapes(got, few.geometry)
    assert look_into(path).separator == WAYS[way].separator


def test_blanks_and_named_tabs_separate_where_the_header_says_so(folder):
    frame = of([cell(0, 0), cell(1, 0)])
    path = write_vct(folder / "空格.vct", [VctLayer("DLTB", frame)], Style(separator=" ", indirect=True))
    assert_same_shapes(read_table(path, "DLTB"), frame.geometry)
    named = write_vct(folder / "写明.vct", [VctLayer("DLTB", frame)], Style(separator="\t"), {"Separator": "Tab"})
    assert_same_shapes(read_table(named, "dltb"), frame.geometry)


@pytest.mark.parametrize("indirect", [False, True])
def test_holes_islands_in_holes_and_parts_come_back(folder, indirect):
    ring = cell(0, 0, 9) - cell(2, 2, 5)
    shapes = [
        ring.union(cell(3, 3, 3) - cell(4, 4)),  # an island in a hole, with a hole of its own
        cell(4, 4),
        cell(2, 2, 5) - cell(3, 3, 3),
        shapely.union_all([cell(20, 0), cell(22, 0), cell(24, 0, 3) - cell(25, 1)]),
    ]
    got = read_table(write_vct(folder / "岛.vct", [VctLayer("DLTB", of(shapes))], Style(indirect=indirect)), "DLTB")
    assert got.geom_type.tolist() == ["MultiPolygon", "Polygon", "Polygon", "MultiPolygon"]
    assert got.is_valid.all()
    assert_same_shapes(got, shapes)


@pytest.mark.parametrize("rings", [3, 23, 24, 25, 400])
def test_few_or_many_holes_lie_in_their_parts(folder, rings):
    holes = [cell(1 + 2 * (i % 20), 1 + 2 * (i // 20)) for i in range(rings - 1)]
    shape = cell(0, 0, 50) - shapely.union_all(holes)
    frame = of([shape.union(cell(60, 0, 5) - cell(61, 1)), cell(70, 0)])
    got = read_table(write_vct(folder / "多洞.vct", [VctLayer("DLTB", frame)]), "DLTB")
    assert_same_shapes(got, frame.geometry)


def test_a_shared_edge_is_written_once_and_read_both_ways(folder):
    path = write_vct(folder / "公共边.vct", [VctLayer("DLTB", of([cell(0, 0), cell(1, 0)]))], Style(indirect=True))
    text = path.read_text(encoding="gb18030")
    assert "-" in text[text.index("PolygonBegin") : text.index("PolygonEnd")]
    assert text.count("1099000000") == 3
    assert_same_shapes(read_table(path, "DLTB"), [cell(0, 0), cell(1, 0)])


def test_several_layers_points_lines_registers_and_annotations_stand_in_one_file(folder):
    wells = of([shapely.Point(EAST + 1, NORTH + 2), shapely.MultiPoint([(EAST, NORTH), (EAST + 5, NORTH)])])
    way = shapely.LineString([(EAST, NORTH), (EAST + 5, NORTH), (EAST + 9, NORTH + 9)])
    gap = shapely.MultiLineString([[(EAST, NORTH), (EAST + 5, NORTH)], [(EAST + 8, NORTH), (EAST + 9, NORTH)]])
    register = pd.DataFrame({"QSDWDM": ["0120", "0130"], "KZMJ": [1.5, np.nan]})
    layers = [
        VctLayer("DLTB", of([cell(0, 0), cell(1, 0)], BZ=["甲", ""])),
        VctLayer("CJDCQ", of([cell(0, 0, 2)]), "1000600100", "村级调查区"),
        VctLayer("JZD", wells, "2009900100", "界址点"),
        VctLayer("XZQJX", of([way, gap, way.reverse()]), "1000600200", "行政区界线"),
        VctLayer("QSDW", register, title=""),
    ]
    path = write_vct(folder / "全.vct", layers, Style(indirect=True), annotations=[("杨柳青镇", EAST, NORTH)])
    assert [(t.name, t.codes, t.title, t.kind) for t in look_into(path).tables] == [
        ("DLTB", ("2001010100",), "地类图斑", "Polygon"),
        ("CJDCQ", ("1000600100",), "村级调查区", "Polygon"),
        ("JZD", ("2009900100",), "界址点", "Point"),
        ("XZQJX", ("1000600200",), "行政区界线", "Line"),
        ("QSDW", (), "", "none"),
    ]
    for layer in layers[:4]:
        got = read_table(path, layer.name)
        assert_same_rows(got, layer.frame)
        assert_same_shapes(got, layer.frame.geometry)
    units = read_table(path, "QSDW")
    assert not isinstance(units, gpd.GeoDataFrame)
    assert_same_rows(units, register)


def test_fields_keep_their_types_and_a_table_may_be_empty(folder):
    types = {"SJ": "Date", "KCXS": "Numeric,6,4", "DJ": "Smallint", "BZ": "Varchar"}
    frame = of([cell(0, 0), cell(1, 0)], SJ=["20221231", ""], KCXS=[0.0333, np.nan], DJ=[7, 8], BZ=["", "甲，乙"])
    path = write_vct(folder / "字段.vct", [VctLayer("DLTB", frame, types=types)])
    fields = {f.name: (f.type, f.width, f.decimals) for f in look_into(path).tables[0].fields}
    assert fields["KCXS"] == ("Numeric", 6, 4)
    assert fields["BZ"] == ("Varchar", None, None)
    assert fields["DLBM"] == ("Char", 255, None)
    assert_same_rows(read_table(path, "DLTB"), frame)
    some = read_table(path, "DLTB", ["kcxs", "DLBM"])
    assert list(some.columns) == ["KCXS", "DLBM", "geometry"]
    empty = read_table(write_vct(folder / "空.vct", [VctLayer("DLTB", frame.iloc[:0], types=types)]), "DLTB")
    assert len(empty) == 0
    assert empty.crs.to_epsg() == 4527
    assert empty.dtypes[["KCXS", "DJ"]].astype(str).tolist() == ["float64", "int64"]


def test_a_long_file_is_looked_into_by_its_beginning_and_else_by_the_whole(folder, monkeypatch):
    path = write_vct(folder / "头.vct", [VctLayer("DLTB", of([cell(0, 0)] * 3))])
    whole = look_into(path)
    for size in (100, 700, 1000, 1200):
        monkeypatch.setattr(reader, "_HEAD_BYTES", size)
        assert look_into(path) == whole


@given(parcel_mosaics(deductions=False), st.booleans(), st.booleans(), st.sampled_from([1, 2, 8]))
def test_any_mosaic_comes_back_with_its_exact_areas(tmp_path_factory, mosaic, indirect, northing_first, per_row):
    frame = mosaic.frame[["parcel_id", "land_class", "unit_code", "geometry"]]
    style = replace(Style(), indirect=indirect, northing_first=northing_first, per_row=per_row)
    path = write_vct(tmp_path_factory.getbasetemp() / "拼图.vct", [VctLayer("DLTB", frame)], style)
    got = read_table(path, "DLTB")
    assert_same_rows(got, frame)
    assert tuple((got.area * 100).round().astype(int)) == mosaic.areas_dm2
    assert shapely.equals(np.array(got.geometry), np.array(frame.geometry)).all()
