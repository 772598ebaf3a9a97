import json
import shutil
import sqlite3
from contextlib import closing

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from natres.errors import BadData, BadUsage, NotThere
from natres.readers import read_parcels
from natres.readers.layers.looking import read_plain_layer
from tests.readers.files import write_geojson, write_geoparquet, write_gpkg, write_shapefile


def refused(path, **options):
    with pytest.raises((BadData, BadUsage, NotThere)) as caught:
        read_parcels(path, **options)
    return caught.value


def test_of_several_layers_one_must_be_named(dltb, folder):
    path = write_gpkg(dltb, folder / "成果.gpkg", layer="DLTB")
    write_gpkg(dltb[:2], path, layer="DLTB_2021", append=True)
    error = refused(path)
    assert error.code == "LAYER_AMBIGUOUS"
    assert error.facts["value"] == "DLTB, DLTB_2021"
    assert read_parcels(path, layer="DLTB_2021").provenance.rows == 2
    missing = refused(path, layer="DLTB_2020")
    assert (missing.code, missing.exit_code) == ("LAYER_MISSING", 66)


def test_a_style_that_qgis_stored_in_the_geopackage_is_no_second_layer(dltb, folder):
    from natres.writers import geopackage_bytes

    path = folder / "带样式.gpkg"
    path.write_bytes(geopackage_bytes(dltb, "DLTB", "<qgis/>"))
    assert read_parcels(path).provenance.layer == "DLTB"


def test_a_layer_without_rows_is_refused(dltb, folder):
    empty = dltb.iloc[:0]
    paths = [
        write_gpkg(empty, folder / "空.gpkg", geometry_type="Polygon"),
        write_geoparquet(empty, folder / "空.parquet"),
    ]
    assert [refused(path).code for path in paths] == ["LAYER_EMPTY", "LAYER_EMPTY"]


def test_a_table_without_geometry_is_refused(dltb, folder):
    path = folder / "表.gpkg"
    pyogrio.write_dataframe(dltb.drop(columns="geometry"), path, layer="DLTB", driver="GPKG")
    assert refused(path).code == "LAYER_NO_GEOMETRY"


def test_a_parquet_file_without_geometry_is_refused(dltb, folder):
    path = folder / "表.parquet"
    dltb.drop(columns="geometry").to_parquet(path)
    assert refused(path).variant == "FILE_UNREADABLE.not_geo"


def test_a_geometry_column_of_another_name_is_the_geometry(dltb, folder):
    path = write_geoparquet(dltb.rename_geometry("SHAPE"), folder / "另名.parquet")
    layer = read_parcels(path)
    assert layer.frame.geometry.name == "geometry"
    assert "SHAPE" not in layer.frame


def test_a_file_without_coordinate_system_needs_one_named(dltb, folder):
    bare = dltb.set_crs(None, allow_override=True)
    for path in (
        write_shapefile(bare, folder / "无坐标系.shp"),
        write_geoparquet(bare, folder / "无坐标系.parquet"),
    ):
        assert refused(path).code == "CRS_MISSING"
        assert read_parcels(path, crs="EPSG:4527").provenance.crs == "EPSG:4527"


def test_a_named_system_that_contradicts_the_file_is_refused_and_an_equal_one_is_not(dltb, folder):
    path = write_gpkg(dltb, folder / "a.gpkg")
    assert refused(path, crs="EPSG:4548").code == "CRS_CONFLICT"
    assert read_parcels(path, crs="EPSG:4527").provenance.rows == 4
    assert refused(path, crs="天津90").code == "CRS_UNKNOWN"


def move(frame: gpd.GeoDataFrame, change, crs) -> gpd.GeoDataFrame:
    shapes = shapely.transform(frame.geometry.to_numpy(), change)
    return gpd.GeoDataFrame(frame.drop(columns="geometry"), geometry=shapes, crs=crs)


@pytest.mark.parametrize(
    ("change", "crs", "code"),
    [
        (lambda p: p - [39_000_000, 0], 4527, "CRS_EASTING_PREFIX"),
        (lambda p: p, 4548, "CRS_EASTING_PREFIX"),
        (lambda p: p, 4490, "CRS_RANGE"),
        (lambda p: p[:, ::-1] - [0, 39_000_000], 4548, "AXIS_SWAPPED"),
        (lambda p: (p[:, ::-1] - [4_321_000, 39_505_000]) / 1e5 + [39.0, 117.0], 4490, "AXIS_SWAPPED"),
    ],
    ids=["6 digits as 8", "8 digits as 6", "metres as degrees", "north first", "latitude first"],
)
def test_coordinates_that_cannot_belong_to_the_stated_system_are_refused(dltb, folder, change, crs, code):
    error = refused(write_gpkg(move(dltb, change, crs), folder / "错位.gpkg"))
    assert (error.code, error.facts["file"]) == (code, "错位.gpkg")


def test_another_datum_is_refused(dltb, folder):
    path = write_gpkg(dltb.to_crs(4490).set_crs(4610, allow_override=True), folder / "西安80.gpkg")
    assert refused(path).code == "CRS_DATUM"


def test_a_file_whose_content_is_not_what_its_name_says_is_refused(dltb, folder):
    real = write_gpkg(dltb, folder / "a.gpkg")
    for suffix in (".shp", ".parquet", ".geojson"):
        wrong = folder / f"假{suffix}"
        wrong.write_bytes(real.read_bytes())
        assert refused(wrong).variant == "FILE_UNREADABLE.magic"


@pytest.mark.parametrize("write", [write_gpkg, write_geoparquet, write_geojson, write_shapefile])
def test_a_file_cut_in_half_is_refused_with_its_name_and_never_a_traceback(dltb, folder, write):
    suffix = {"write_gpkg": "gpkg", "write_geoparquet": "parquet", "write_geojson": "geojson"}.get(
        write.__name__, "shp"
    )
    many = gpd.GeoDataFrame(dltb.loc[dltb.index.repeat(50)], crs=dltb.crs)
    path = write(many.to_crs(4490) if suffix == "geojson" else many, folder / f"半截.{suffix}")
    broken = path.with_suffix(".dbf") if suffix == "shp" else path
    broken.write_bytes(broken.read_bytes()[: broken.stat().st_size // 2])
    error = refused(path)
    assert error.code in ("FILE_UNREADABLE", "FILE_TRUNCATED")
    assert "半截" in error.facts["file"]


@pytest.mark.parametrize("size", [0, 3, 11, 20, 33])
def test_a_dbf_that_ends_inside_its_header_is_refused_and_never_a_traceback(dltb, folder, size):
    path = write_shapefile(dltb, folder / "断.shp")
    dbf = path.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes()[:size])
    assert refused(path).code in ("FILE_UNREADABLE", "FILE_TRUNCATED")


def test_a_shapefile_without_its_attributes_is_refused(dltb, folder):
    path = write_shapefile(dltb, folder / "缺件.shp")
    path.with_suffix(".dbf").unlink()
    error = refused(path)
    assert (error.code, error.facts["value"]) == ("FILE_PART_MISSING", ".dbf")


def test_the_record_of_a_shapefile_has_a_checksum_for_each_of_its_parts(dltb, folder):
    record = read_parcels(write_shapefile(dltb, folder / "地类图斑.shp")).provenance
    assert set(record.parts) == {"地类图斑.dbf", "地类图斑.shx", "地类图斑.prj", "地类图斑.cpg"}
    assert len({record.sha256, *record.parts.values()}) == 5


def test_rows_without_geometry_are_kept_for_the_checks_to_find(dltb, folder):
    frame = dltb.copy()
    frame.loc[1, "geometry"] = None
    layer = read_parcels(write_gpkg(frame, folder / "缺形.gpkg"))
    assert layer.provenance.rows == 4
    assert layer.frame.geometry.isna().tolist() == [False, True, False, False]


def test_only_the_columns_that_are_known_are_read(dltb, folder):
    layer = read_parcels(write_gpkg(dltb.assign(BZ="备注"), folder / "a.gpkg"))
    assert "BZ" not in layer.frame
    assert "DLMC" not in layer.frame


@pytest.mark.parametrize(
    ("crs", "told"), [(4527, "EPSG:4527 CGCS2000"), (4498, "EPSG:4498"), (4490, "EPSG:4490"), (4548, None)]
)
def test_what_a_layer_without_system_may_be_in_is_offered_and_not_chosen(folder, dltb, crs, told):
    path = write_gpkg(dltb.to_crs(crs).set_crs(None, allow_override=True), folder / "图斑.gpkg")
    with pytest.raises(BadData) as caught:
        read_parcels(path)
    assert caught.value.code == "CRS_MISSING"
    assert (told or "EPSG:4527") in caught.value.sentence("zh")


def test_a_geopackage_that_is_open_elsewhere_is_read_and_said(folder, dltb):
    path = folder / "图斑.gpkg"
    dltb.to_file(path, layer="DLTB")
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("UPDATE gpkg_contents SET description = '改'")
        other.commit()
        before = path.read_bytes(), path.with_name("图斑.gpkg-wal").read_bytes()
        layer = read_parcels(path)
        assert (path.read_bytes(), path.with_name("图斑.gpkg-wal").read_bytes()) == before
        assert [notice.code for notice in layer.provenance.notices] == ["FILE_OPEN"]
        assert list(layer.provenance.parts) == ["图斑.gpkg-wal"]
    assert read_parcels(path).provenance.notices == ()
    assert sorted(p.name for p in folder.iterdir()) == ["图斑.gpkg"]


def test_what_gdal_warns_of_is_told_and_not_printed(folder, recwarn):
    squares = [[[117.0, 39.0], [117.01, 39.0], [117.01, 39.01], [117.0, 39.0]]]
    feature = {
        "type": "Feature",
        "properties": {"DLBM": "0101"},
        "geometry": {"type": "Polygon", "coordinates": squares},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature, {**feature, "id": 7}, {**feature, "id": 7}]})
    (folder / "图斑.geojson").write_text(text, "utf-8")
    layer = read_parcels(folder / "图斑.geojson")
    assert [notice.code for notice in layer.provenance.notices] == ["DRIVER_SAID", "CRS_WGS84"]
    assert not recwarn.list


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".fgb", ".gdb", ".shp"])
def test_whole_numbers_with_a_gap_keep_their_digits(folder, dltb, suffix):
    ids = pd.array([None, *range(110109000000000001, 110109000000000001 + len(dltb) - 1)], dtype="Int64")
    frame = dltb.assign(HAO=ids, SHI=pd.array([None] + [True] * (len(dltb) - 1), dtype="boolean"))
    path = folder / f"空号{suffix}"
    how = {"driver": "OpenFileGDB", "TARGET_ARCGIS_VERSION": "ARCGIS_PRO_3_2_OR_LATER"} if suffix == ".gdb" else {}
    if suffix == ".shp":
        frame = frame.drop(columns="SHI")
    pyogrio.write_dataframe(frame.to_crs(4490) if suffix == ".geojson" else frame, path, **how)
    read = read_plain_layer(path).frame.sort_values("BSM")
    wanted = frame.sort_values("BSM")
    assert read["HAO"].isna().tolist() == wanted["HAO"].isna().tolist()
    assert [int(n) for n in read["HAO"].dropna()] == [int(n) for n in wanted["HAO"].dropna()]
    if suffix != ".shp":
        assert [bool(b) for b in read["SHI"].dropna()] == [True] * (len(dltb) - 1)


def test_whole_numbers_without_a_gap_are_plain_ones(folder, dltb):
    dltb.assign(NIAN=2022).to_file(folder / "图斑.gpkg")
    assert str(read_plain_layer(folder / "图斑.gpkg").frame["NIAN"].dtype) == "int64"


@pytest.mark.parametrize("cpg", [None, "UTF-8", "GBK"])
def test_chinese_field_names_tell_the_encoding_where_every_text_is_plain(folder, dltb, cpg):
    path = folder / "中文字段.shp"
    frame = dltb[["DLBM", "geometry"]].rename(columns={"DLBM": "地类编码"})
    pyogrio.write_dataframe(frame, path, encoding="GBK")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg:
        path.with_suffix(".cpg").write_text(cpg)
    layer = read_parcels(path)
    assert layer.frame["land_class"].tolist() == dltb["DLBM"].tolist()
    assert layer.provenance.encoding == "GB18030"


def test_a_geopackage_left_in_the_middle_of_a_change_is_read_as_it_was_before(folder, dltb):
    path, left = folder / "图斑.gpkg", folder / "断电" / "图斑.gpkg"
    left.parent.mkdir()
    dltb.to_file(path, layer="DLTB")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA cache_size=1")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("CREATE TABLE extra AS SELECT hex(randomblob(5000)) AS a FROM gpkg_spatial_ref_sys")
        for part in (path, path.with_name("图斑.gpkg-journal")):
            shutil.copyfile(part, left.parent / part.name)
        other.execute("ROLLBACK")
    before = {p.name: p.read_bytes() for p in left.parent.iterdir()}
    layer = read_parcels(left)
    assert layer.frame["land_class"].tolist() == dltb["DLBM"].tolist()
    assert [notice.code for notice in layer.provenance.notices] == ["FILE_OPEN"]
    assert {p.name: p.read_bytes() for p in left.parent.iterdir()} == before
