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


def test_chinese_field_names_become_the_surveys_letters_and_are_said(place, parcels):
    renamed = parcels.rename(columns={"DLMC": "地类名称", "TBMJ": "declared_area_m2", "BZ": "declared_area_note"})
    repairs = write_layer(renamed, place / "图斑.shp")
    names = {r.before: r.after for r in repairs}
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
