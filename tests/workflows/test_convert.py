"""A layer through every format and back: rows, texts, codes and totals stay, shapes to a tenth of a millimetre."""

import itertools
import json

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

from natres.errors import BadData
from natres.readers import read_parcels
from natres.readers.layers.looking import read_plain_layer
from natres.workflows import convert
from natres.writers import write_layer

from ..readers.boundary_points.writer import INNER, SQUARE, Written, text_of
from ..readers.vct.writing import Style, VctLayer, write_vct
from .command import run

SPATIAL = (".gpkg", ".parquet", ".shp", ".geojson", ".fgb")
DRIVERS = {
    ".gpkg": "GPKG",
    ".shp": "ESRI Shapefile",
    ".geojson": "GeoJSON",
    ".fgb": "FlatGeobuf",
    ".gdb": "OpenFileGDB",
}


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "三调 成果"
    folder.mkdir()
    return folder


@pytest.fixture
def parcels():
    """Parcels with a hole, a part apart, vertices of a tenth of a millimetre, codes with zeros, texts that provoke."""
    shapes = [shapely.box(39505000 + 100 * i, 4322000, 39505100 + 100 * i, 4322100.1234) for i in range(6)]
    shapes[1] = shapely.difference(shapes[1], shapely.box(39505130, 4322030, 39505140.5678, 4322040))
    shapes[2] = shapely.union(
        shapely.box(39505200, 4322000, 39505240, 4322100), shapely.box(39505260, 4322000, 39505300, 4322100)
    )
    frame = {
        "BSM": [f"{120111000000000000 + i:018d}" for i in range(6)],
        "DLBM": ["0101", "0702", "1101", "0301", "0404", "1006"],
        "DLMC": ["水田", "农村宅基地", "河流水面", "乔木林地", "其他草地", "农村道路"],
        "BZ": ["=1+1", "+86", "-", "@x", " 前后有空格 ", "龘䶮"],
        "TBMJ": [10000.01, 9894.22, 8000.0, 0.1, 123456.78, 1.0],
        "SJNF": [2022] * 6,
    }
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=4527)


def back(path, **how):
    """What natres reads of a file, in the order of the parcels."""
    return read_plain_layer(path, **how).frame


def same(read, parcels, names=None, blanks=False):
    for name in parcels.columns[:-1]:
        found, wanted = read[(names or {}).get(name, name)], parcels[name]
        if blanks and name == "BZ":  # a shapefile fills its texts up with blanks, so it knows none around them
            found, wanted = found.str.strip(), wanted.str.strip()
        assert found.tolist() == wanted.tolist(), name
    shapes = read.to_crs(4527).geometry if read.crs.to_epsg() != 4527 else read.geometry
    assert shapely.hausdorff_distance(shapes.to_numpy(), parcels.geometry.to_numpy()).max() < 1e-4
    assert [g.geom_type.removeprefix("Multi") for g in shapes] == ["Polygon"] * len(parcels)
    assert shapes.area.sum() == pytest.approx(parcels.area.sum(), abs=1e-2)


@pytest.mark.parametrize("suffix", SPATIAL)
def test_what_natres_writes_reads_back_equal(place, parcels, suffix):
    path = place / f"地类 图斑{suffix}"
    write_layer(parcels.to_crs(4490) if suffix == ".geojson" else parcels, path)
    same(back(path), parcels, blanks=suffix == ".shp")
    assert sorted(p.suffix for p in place.iterdir() if p.name.startswith(".")) == []


@pytest.mark.parametrize("suffix", [*DRIVERS, ".parquet"])
def test_what_gdal_writes_reads_equal(place, parcels, suffix):
    path = place / f"界线{suffix}"
    if suffix == ".parquet":
        parcels.to_parquet(path)
    else:
        how = {".shp": {"encoding": "GBK"}, ".fgb": {"SPATIAL_INDEX": "NO"}, ".geojson": {"COORDINATE_PRECISION": "10"}}
        frame = parcels.to_crs(4490) if suffix == ".geojson" else parcels
        if suffix == ".shp":
            frame = frame.assign(BZ=frame["BZ"].replace("龘䶮", "龘"))  # which GBK cannot write
        pyogrio.write_dataframe(frame, path, driver=DRIVERS[suffix], promote_to_multi=True, **how.get(suffix, {}))
    if suffix == ".shp":
        parcels = parcels.assign(BZ=parcels["BZ"].replace("龘䶮", "龘"))
    same(back(path), parcels, blanks=suffix == ".shp")


@pytest.mark.parametrize(("one", "other"), itertools.pairwise([*SPATIAL, ".gpkg"]))
def test_from_format_to_format_nothing_is_lost(place, parcels, one, other):
    first, second = place / f"一{one}", place / "二" / f"图斑{other}"
    write_layer(parcels.to_crs(4490) if one == ".geojson" else parcels, first)
    answer = run("convert", first, second, "--lang", "zh")
    assert answer.code == 0, answer.err
    assert f"已写出 6 行：{second}" in answer.out
    same(back(second), parcels, blanks=".shp" in (one, other))
    assert read_parcels(second).frame["land_class"].tolist() == parcels["DLBM"].tolist()


VCT = {"DLTB 的 VCT，直接坐标": Style(), "间接坐标，公共边反向": Style(indirect=True), "UTF-8": Style(encoding="utf-8")}


@pytest.mark.parametrize("name", VCT)
def test_a_vct_gives_the_rows_texts_shapes_and_totals_of_the_geopackage(place, name):
    sample = gpd.read_parquet("data/landuse/parcels_2022.parquet").iloc[:800]
    layers = [VctLayer("DLTB", sample), VctLayer("JZD", _points(), "2099010100", "界址点")]
    path = write_vct(place / f"{name}.VCT", layers, VCT[name])
    write_layer(sample, place / "图斑.gpkg", layer="DLTB")
    ours, theirs = (json.loads(run("shares", p, *layer, "--format", "json").out) for p, layer in (
        (path, ("--layer", "DLTB")), (place / "图斑.gpkg", ()),
    ))  # fmt: skip
    assert ours["measured_area_m2"] == theirs["measured_area_m2"] > 1e6
    for part in ours.keys() - {"inputs", "warnings"}:
        assert ours[part] == theirs[part], part
    answer = run("convert", path, place / "回来.gpkg", "--layer", "DLTB", "--lang", "zh")
    assert (answer.code, "已写出 800 行" in answer.out) == (0, True)
    read = back(place / "回来.gpkg")
    assert list(read.columns[:-1]) == list(sample.columns[:-1])
    assert (read["DLBM"].tolist(), read["TBMJ"].tolist()) == (sample["DLBM"].tolist(), sample["TBMJ"].tolist())
    assert shapely.hausdorff_distance(read.geometry.to_numpy(), sample.geometry.to_numpy()).max() < 1e-4
    assert any(g.interiors for part in sample.geometry for g in shapely.get_parts(part))
    assert run("convert", path, place / "界址点.shp", "--layer", "JZD").code == 0
    assert back(place / "界址点.shp").geometry.tolist() == _points().geometry.tolist()


def _points():
    places = shapely.points([[39505000.5, 4322000.25], [39505010.0, 4322010.0]])
    return gpd.GeoDataFrame({"JZDH": ["J1", "J2"]}, geometry=places, crs=4527)


def test_a_vct_names_its_tables_and_those_without_shapes_become_spreadsheets(place, parcels):
    units = pd.DataFrame({"QSDWDM": ["120111001001", "120111001002"], "QSDWMC": ["示例村", "=2+2"]})
    path = write_vct(place / "成果.vct", [VctLayer("DLTB", parcels), VctLayer("QSDW", units, "", "权属单位")])
    assert run("shares", path).code == 0  # one table has shapes
    answer = run("convert", path, place / "权属单位.csv", "--layer", "QSDW")
    assert (answer.code, answer.err) == (0, "")
    assert pd.read_csv(place / "权属单位.csv", dtype=str)["QSDWDM"].tolist() == units["QSDWDM"].tolist()
    answer = run("convert", path, place / "权属单位.gpkg", "--layer", "QSDW", "--lang", "zh")
    assert (answer.code, "OUTPUT_FORMAT" in answer.err, "没有图形" in answer.err) == (2, True, True)
    assert run("convert", path, place / "b.csv", "--layer", "没有").code == 66
    answer = run("map", path, "--layer", "QSDW", "--by", "QSDWMC", "-o", place / "b.html")
    assert (answer.code, "LAYER_NO_GEOMETRY" in answer.err) == (65, True)


def test_boundary_points_of_a_site_become_a_layer(place):
    path = place / "勘测定界 界址点.txt"
    path.write_bytes(text_of([Written(), Written(rings=[SQUARE, INNER], number="甲-02")]).encode("gbk"))
    answer = run("convert", path, place / "地块.shp", "--to-encoding", "GBK", "--lang", "zh")
    assert (answer.code, "已写出 2 行" in answer.out) == (0, True), answer.err
    plots = back(place / "地块.shp")
    assert plots.crs.to_epsg() == 4527
    assert plots["DLBM"].tolist() == ["0601", "0601"]
    assert plots["DKBH"].tolist() == ["甲-01", "甲-02"]
    assert plots.filter(like="DKMJ").iloc[:, 0].tolist() == [1.0, 1.0]
    assert [round(area, 4) for area in plots.area] == [10_000.0, 9_600.0]
    answer = run("map", path, "-o", place / "地块.html", "--by", "地类编码")
    assert answer.code == 0, answer.err
    path.write_text("井号,井名\n1,二\n", "utf-8")
    answer = run("convert", path, place / "b.shp", "--lang", "zh")
    assert (answer.code, "界址点坐标文件" in answer.err) == (65, True)


def test_another_datum_is_not_written_without_a_shift(place, parcels):
    answer = run("convert", _put(place, parcels), place / "西安80.shp", "--to-crs", "EPSG:2363", "--lang", "zh")
    assert (answer.code, "CRS_DATUM" in answer.err) == (65, True)
    assert not (place / "西安80.shp").exists()


def test_chinese_field_names_become_the_surveys_letters_and_are_said(place, parcels):
    renamed = parcels.rename(columns={"DLMC": "地类名称", "TBMJ": "declared_area_m2", "BZ": "declared_area_note"})
    repairs = write_layer(renamed, place / "图斑.shp")
    names = {r.before: r.after for r in repairs if r.code == "FIELD_TRUNCATED"}
    assert names == {"地类名称": "DLMC", "declared_area_note": "declared_a", "declared_area_m2": "declared_1"}
    assert back(place / "图斑.shp")["declared_1"].tolist() == parcels["TBMJ"].tolist()


def test_gbk_is_written_where_it_is_asked_for_and_refused_where_it_cannot(place, parcels):
    with pytest.raises(BadData) as caught:
        write_layer(parcels, place / "图斑.shp", encoding="GBK")
    facts = caught.value.facts
    assert (caught.value.code, facts["field"], facts["row"], facts["value"]) == ("ENCODING_CANNOT", "BZ", 5, "龘䶮")
    assert list(place.iterdir()) == []
    write_layer(parcels.iloc[:5], place / "图斑.shp", encoding="GBK")
    assert "水田".encode("gbk") in (place / "图斑.dbf").read_bytes()
    same(back(place / "图斑.shp"), parcels.iloc[:5], blanks=True)


def test_a_text_too_long_for_a_shapefile_is_refused_and_not_cut(place, parcels):
    long = parcels.assign(BZ=["长" * 85] * 6)
    with pytest.raises(BadData) as caught:
        write_layer(long, place / "图斑.shp")
    assert (caught.value.code, caught.value.facts["size"]) == ("TEXT_AT_WIDTH", 255)
    write_layer(long.assign(BZ=["长" * 84] * 6), place / "图斑.shp")


def test_tables_hold_texts_as_texts_and_no_formulas(place, parcels):
    for suffix in (".csv", ".xlsx"):
        answer = convert(_put(place, parcels), place / f"属性{suffix}")
        assert [n.code for n in answer.notices] == ["GEOMETRY_LEFT_OUT"]
    table = pd.read_csv(place / "属性.csv", dtype=str)
    assert table["DLBM"].tolist() == parcels["DLBM"].tolist()
    assert table["BZ"].tolist() == ["'=1+1", "'+86", "'-", "'@x", " 前后有空格 ", "龘䶮"]
    sheet = openpyxl.load_workbook(place / "属性.xlsx").active
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[3].value for row in rows] == parcels["BZ"].tolist()
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n"}
    assert [row[0].value for row in rows] == parcels["BSM"].tolist()
    assert [row[4].value for row in rows] == parcels["TBMJ"].tolist()


def _put(place, parcels):
    path = place / "图斑.gpkg"
    if not path.exists():
        write_layer(parcels, path)
    return path


@pytest.mark.parametrize("suffix", [*SPATIAL, ".csv", ".xlsx"])
def test_two_runs_give_the_same_bytes(place, parcels, suffix):
    frame = parcels.to_crs(4490) if suffix == ".geojson" else parcels
    for folder in ("一", "二"):
        write_layer(frame, place / folder / f"图斑{suffix}")
    one, two = ({p.name: p.read_bytes() for p in (place / folder).iterdir()} for folder in ("一", "二"))
    assert one == two


def test_what_is_there_is_replaced_only_by_force_and_other_formats_are_refused(place, parcels):
    source = _put(place, parcels)
    assert run("convert", source, place / "图斑.geojson").code == 0
    assert run("convert", source, place / "图斑.geojson").code == 73
    assert run("convert", source, place / "图斑.geojson", "--force").code == 0
    answer = run("convert", source, place / "图斑.dwg", "--format-missing")
    assert answer.code == 2
    answer = run("convert", source, place / "图斑.dwg", "--lang", "zh")
    assert (answer.code, "OUTPUT_FORMAT" in answer.err, ".gpkg" in answer.err) == (2, True, True)


def test_geojson_is_in_longitude_and_latitude_and_says_so(place, parcels):
    answer = convert(_put(place, parcels), place / "图斑.geojson")
    assert [n.code for n in answer.notices] == ["CRS_PROJECTED_OUT"]
    first = json.loads((place / "图斑.geojson").read_text("utf-8"))["features"][0]["geometry"]
    west, south, *_ = shapely.geometry.shape(first).bounds
    assert (round(west, 1), round(south, 1)) == (117.1, 39.0)


def test_names_that_differ_in_capitals_only_are_refused_for_a_database(place, parcels):
    parcels.assign(dlbm="x").to_parquet(place / "大小写.parquet")
    answer = run("convert", place / "大小写.parquet", place / "图斑.gpkg", "--lang", "zh")
    assert (answer.code, "FIELD_TWICE" in answer.err, "DLBM" in answer.err) == (65, True, True)


def test_days_are_days_in_every_table_and_nothing_of_a_library_is_printed(place, parcels, recwarn):
    frame = parcels.iloc[:, [0, -1]].assign(GXSJ=pd.to_datetime(["2022-12-31"] * 6))
    pyogrio.write_dataframe(frame, place / "更新.gpkg")
    for suffix in (".shp", ".xlsx", ".csv"):
        assert run("convert", place / "更新.gpkg", place / f"表{suffix}").code == 0
    assert back(place / "表.shp")["GXSJ"].tolist() == ["2022-12-31"] * 6
    assert openpyxl.load_workbook(place / "表.xlsx").active.cell(2, 2).value == "2022-12-31"
    assert "2022-12-31" in (place / "表.csv").read_text("utf-8-sig")
    assert not recwarn.list


@pytest.mark.parametrize("nothing", [None, shapely.Polygon()])
def test_a_row_without_a_shape_comes_back_from_a_flatgeobuf(place, parcels, nothing):
    shapes = parcels.geometry.to_numpy().copy()
    shapes[2] = nothing
    write_layer(parcels.set_geometry(gpd.GeoSeries(shapes, crs=4527)), place / "a.fgb")
    read = back(place / "a.fgb")
    assert read["BSM"].tolist() == parcels["BSM"].tolist()
    assert shapely.is_missing(read.geometry.to_numpy()).tolist() == [False, False, True, False, False, False]
