"""Layers of parcels as they arrive: encodings, coordinate systems, broken files, shapes, codes, areas, fields."""

import json
import sqlite3
import struct
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
import shapely.affinity

from natres.core.gcj02 import gcj02_offset
from natres.workflows import shares

from ..readers.vct.writing import VctLayer, write_vct
from .cases import TOTAL_M2, Seen, base, case, district, land
from .watching import address


def shp(folder: Path, frame: gpd.GeoDataFrame, encoding: str = "GBK", cpg: str | None = "") -> Path:
    path = folder / "地类 图斑.shp"
    pyogrio.write_dataframe(frame, path, driver="ESRI Shapefile", encoding=encoding)
    if cpg is None:
        path.with_suffix(".cpg").unlink()
    elif cpg:
        path.with_suffix(".cpg").write_text(cpg)
    return path


def gpkg(folder: Path, frame: gpd.GeoDataFrame, layer: str = "DLTB", **options) -> Path:
    path = folder / "地类 图斑.gpkg"
    pyogrio.write_dataframe(frame, path, driver="GPKG", layer=layer, **options)
    return path


def geojson(folder: Path, frame: gpd.GeoDataFrame) -> Path:
    path = folder / "图斑.geojson"
    pyogrio.write_dataframe(frame, path, driver="GeoJSON")
    return path


def cut(path: Path, keep: float) -> Path:
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    return path


@case("ok", TOTAL_M2)
def ok_clean(folder: Path) -> Seen:
    return land(gpkg(folder, base()))


@case("ok", TOTAL_M2)
def ok_clean_gbk_shp(folder: Path) -> Seen:
    return land(shp(folder, base()))


@case("ok | R ENCODING_GUESSED", TOTAL_M2)
def enc_gbk_ldid_4d(folder: Path) -> Seen:
    path = shp(folder, base(), cpg=None)
    data = bytearray(path.with_suffix(".dbf").read_bytes())
    data[29] = 0x4D
    path.with_suffix(".dbf").write_bytes(data)
    return land(path)


@case("ok | R ENCODING_GUESSED", TOTAL_M2)
def enc_gbk_without_any_mark(folder: Path) -> Seen:
    path = shp(folder, base(), cpg=None)
    data = bytearray(path.with_suffix(".dbf").read_bytes())
    data[29] = 0
    path.with_suffix(".dbf").write_bytes(data)
    return land(path)


@case("R ENCODING_GUESSED | E ENCODING_MISMATCH", TOTAL_M2)
def enc_cpg_lies_utf8(folder: Path) -> Seen:
    return land(shp(folder, base(), cpg="UTF-8"))


@case("ok", TOTAL_M2)
def enc_gb18030_rare(folder: Path) -> Seen:
    return land(gpkg(folder, base(ZLDWMC=["䶮㑇村"] * 16)))


@case("R TEXT_AT_WIDTH", TOTAL_M2)
def enc_cut_multibyte(folder: Path) -> Seen:
    """A naive writer cut a text at the width of its field, in the middle of a sign."""
    path = shp(folder, base(BZ=["备注" * 20] * 16))
    table, whole = path.with_suffix(".dbf"), ("备注" * 20).encode("gbk")
    table.write_bytes(table.read_bytes().replace(whole, b"x" + whole[:-1], 1))
    return land(path)


@case("E CRS_MISSING")
def crs_missing_lonlat_looks_projected(folder: Path) -> Seen:
    return land(gpkg(folder, base(4490).set_crs(None, allow_override=True)))


@case("E CRS_EASTING_PREFIX | R CRS_EASTING_PREFIX")
def crs_wrong_zone_prefixed_as_4548(folder: Path) -> Seen:
    return land(gpkg(folder, base().set_crs(4548, allow_override=True)))


@case("E AXIS_SWAPPED | R AXIS_SWAPPED")
def crs_axis_swapped(folder: Path) -> Seen:
    frame = base()
    frame.geometry = shapely.transform(frame.geometry.to_numpy(), lambda p: p[:, ::-1])
    return land(gpkg(folder, frame))


@case("E AXIS_SWAPPED | R AXIS_SWAPPED")
def crs_lonlat_swapped_geojson(folder: Path) -> Seen:
    frame = base(4490)
    frame.geometry = shapely.transform(frame.geometry.to_numpy(), lambda p: p[:, ::-1])
    return land(geojson(folder, frame))


@case("E CRS_DATUM | W CRS_DATUM")
def crs_xian80(folder: Path) -> Seen:
    return land(gpkg(folder, base().set_crs(2363, allow_override=True)))


@case("E CRS_DATUM | W CRS_DATUM")
def crs_beijing54(folder: Path) -> Seen:
    return land(gpkg(folder, base().set_crs(2415, allow_override=True)))


@case("ok | R CRS_PROJECTED", TOTAL_M2)
def crs_webmercator(folder: Path) -> Seen:
    return land(gpkg(folder, base(3857)))


@case("W CRS_OFFSET | E CRS_OFFSET")
def crs_gcj02_as_wgs84(folder: Path) -> Seen:
    """Digitised on a map of the internet: everything lies some 550 m off its district."""
    frame = base(ZLDWDM=["1201110010000000000"] * 16)
    corner = (39505000, 4322000)
    wide = [shapely.affinity.scale(shape, 41, 40, origin=corner) for shape in frame.geometry]
    shapes = [shapely.affinity.skew(shape, 9, 4, origin=corner) for shape in wide]
    frame = frame.drop(columns="TBMJ").set_geometry(gpd.GeoSeries(shapes, crs=4527)).to_crs(4490)
    units = frame.dissolve()[["geometry"]].assign(XZQDM="120111001", XZQMC="示例镇")
    metres = np.array([111_320 * np.cos(np.radians(39.03)), 110_990])
    moved = [shapely.transform(s, lambda p: p + gcj02_offset(p) / metres) for s in frame.geometry]
    return district(folder, shares, units=units, parcels=frame.set_geometry(gpd.GeoSeries(moved, crs=4490)))


@case("ok | R CRS_PROJECTED", TOTAL_M2)
def crs_two_layers_differ(folder: Path) -> Seen:
    """Parcels in the plane, the district's units in longitude and latitude."""
    whole = base(4490).dissolve()[["geometry"]].assign(XZQDM="120111001", XZQMC="示例镇")
    return district(folder, shares, units=whole, parcels=base(ZLDWDM=["1201110010000000000"] * 16))


@case("E VCT_VERSION")
def vct_unknown_version(folder: Path) -> Seen:
    return land(vct(folder, ("Version:3.0", "Version:9.7")))


@case("E VCT_SYNTAX")
def vct_bad_number(folder: Path) -> Seen:
    """A letter O stands in a coordinate."""
    return land(vct(folder, ("39505000.0000,4322000.0000", "395O5000.0000,4322000.0000")))


@case("ok", TOTAL_M2)
def vct_ok(folder: Path) -> Seen:
    return land(vct(folder))


@case("E FILE_TRUNCATED")
def vct_cut(folder: Path) -> Seen:
    return land(cut(vct(folder), 0.7))


def vct(folder: Path, change: tuple[str, str] = ("", "")) -> Path:
    path = write_vct(folder / "图斑.vct", [VctLayer("DLTB", base())])
    text = path.read_text("gb18030")
    assert change[0] in text
    path.write_text(text.replace(change[0], change[1], 1) if change[0] else text, "gb18030", newline="")
    return path


@case("E FILE_TRUNCATED")
def trunc_dbf(folder: Path) -> Seen:
    path = shp(folder, base())
    cut(path.with_suffix(".dbf"), 0.5)
    return land(path)


@case("E FILE_TRUNCATED")
def trunc_shp(folder: Path) -> Seen:
    return land(cut(shp(folder, base()), 0.5))


@case("E FILE_PART_MISSING | R SHX_REBUILT")
def missing_shx(folder: Path) -> Seen:
    path = shp(folder, base())
    path.with_suffix(".shx").unlink()
    return land(path)


@case("E FILE_TRUNCATED")
def dbf_fewer_records(folder: Path) -> Seen:
    path = shp(folder, base())
    data = bytearray(path.with_suffix(".dbf").read_bytes())
    data[4:8] = struct.pack("<I", 10)
    path.with_suffix(".dbf").write_bytes(data)
    return land(path)


@case("E FILE_TRUNCATED | E FILE_UNREADABLE")
def trunc_gpkg(folder: Path) -> Seen:
    return land(cut(gpkg(folder, base()), 0.66))


@case("E FILE_TRUNCATED | E FILE_UNREADABLE")
def trunc_geojson(folder: Path) -> Seen:
    return land(cut(geojson(folder, base(4490)), 0.5))


@case("E LAYER_EMPTY")
def empty_layer(folder: Path) -> Seen:
    return land(gpkg(folder, base().iloc[:0], geometry_type="Polygon"))


@case("E FILE_UNREADABLE")
def wrong_extension(folder: Path) -> Seen:
    path = folder / "图斑.gpkg"
    path.write_text("BSM,DLBM\n1,0101\n", "utf-8")
    return land(path)


@case("E LAYER_AMBIGUOUS | ok", TOTAL_M2)
def many_layers(folder: Path) -> Seen:
    path = gpkg(folder, base().iloc[:1], layer="XZQ")
    for name in ("DLTB", "CJDCQ"):
        pyogrio.write_dataframe(base(), path, driver="GPKG", layer=name)
    return land(path)


def reshaped(folder: Path, *changes: tuple[int, object]) -> Path:
    frame = base()
    shapes = frame.geometry.to_numpy().copy()
    for row, shape in changes:
        shapes[row] = shape
    frame.geometry = shapes
    return gpkg(folder, frame, geometry_type="Unknown")


def corner(value: float) -> shapely.Polygon:
    return shapely.Polygon([(39505300, 4322000), (39505400, value), (39505400, 4322100), (39505300, 4322000)])


@case("E GEOM_NONFINITE")
def geom_nan(folder: Path) -> Seen:
    return land(reshaped(folder, (3, corner(np.nan))))


@case("E GEOM_NONFINITE")
def geom_inf(folder: Path) -> Seen:
    return land(reshaped(folder, (3, corner(np.inf))))


@case("ok | W GEOM_MULTIPART", TOTAL_M2)
def geom_multipart(folder: Path) -> Seen:
    first = base().geometry[0]
    west, south, east, north = first.bounds
    parts = [shapely.box(west, south, west + 40, north), shapely.box(west + 40, south - 500, east, north - 500)]
    return land(reshaped(folder, (0, shapely.MultiPolygon(parts))))


@case("E GEOM_TYPE")
def geom_mixed(folder: Path) -> Seen:
    line = shapely.LineString([(39505300, 4322000), (39505400, 4322100)])
    collection = shapely.GeometryCollection([base().geometry[4], line])
    return land(reshaped(folder, (2, shapely.Point(39505250, 4322050)), (3, line), (4, collection)))


@case("E GEOM_INVALID | E GEOM_ZERO_AREA")
def geom_zero_area(folder: Path) -> Seen:
    flat = shapely.Polygon([(39505300, 4322100), (39505400, 4322100), (39505350, 4322100), (39505300, 4322100)])
    return land(reshaped(folder, (7, flat)))


@case("E GEOM_DUPLICATE | E OVERLAP")
def geom_dup(folder: Path) -> Seen:
    """Row 9 has the shape of row 8, and another id."""
    return land(reshaped(folder, (9, base().geometry[8])))


@case("E OVERLAP | W OVERLAP")
def geom_overlap(folder: Path) -> Seen:
    west, south, east, north = base().geometry[1].bounds
    return land(reshaped(folder, (1, shapely.box(west, south, east + 20, north))))


@case("W SLIVER | E SLIVER | E OVERLAP")
def geom_sliver(folder: Path) -> Seen:
    """A seventeenth parcel, 0.3 m wide, beside the others."""
    more = base().iloc[[3]].assign(BSM="110109000000000099", TBMJ=30.0)
    _, south, east, north = more.total_bounds
    more = more.set_geometry([shapely.box(east, south, east + 0.3, north)])
    return land(gpkg(folder, gpd.GeoDataFrame(pd.concat([base(), more], ignore_index=True), crs=4527)))


@case("E OUTSIDE_DISTRICT | W OUTSIDE_DISTRICT")
def geom_far_outlier(folder: Path) -> Seen:
    """The last parcel lies 3000 km away."""
    return land(reshaped(folder, (15, shapely.affinity.translate(base().geometry[15], 0, -3_000_000))))


@case("ok | R CURVE_LINEARISED | W CURVE_LINEARISED")
def geom_curve(folder: Path) -> Seen:
    """The first parcel is a circle of arcs, which GDAL gives as a polyline."""
    path = reshaped(folder, (0, base().geometry[0]))
    arcs = struct.pack("<BII", 1, 10, 1) + struct.pack("<BII", 1, 8, 5)
    for x, y in ((0, 50), (50, 100), (100, 50), (50, 0), (0, 50)):
        arcs += struct.pack("<dd", 39505000 + x, 4322000 + y)
    head = b"GP\x00\x01" + struct.pack("<i", 4527)
    with sqlite3.connect(path) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute("UPDATE DLTB SET geom = ?, TBMJ = 7853.98 WHERE fid = 1", (head + arcs,))
        database.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = 'CURVEPOLYGON'")
    database.close()
    seen = land(path)
    assert seen.total_m2 is not None
    assert abs(seen.total_m2 - 150_000 - np.pi / 4 * 10_000) < 0.5
    return seen


@case("ok | R GEOM_Z_DROPPED", TOTAL_M2)
def geom_zm(folder: Path) -> Seen:
    corners = ", ".join(f"{x} {y} 12.5 7.5" for x, y in shapely.get_coordinates(base().geometry[0]))
    measured = shapely.from_wkt(f"POLYGON ZM (({corners}))")
    path = folder / "图斑.parquet"
    frame = base()
    shapes = frame.geometry.to_numpy().copy()
    shapes[0] = measured
    assert measured.has_m
    frame.set_geometry(gpd.GeoSeries(shapes, crs=4527)).to_parquet(path)
    return land(path)


@case("ok | R GEOM_Z_DROPPED", TOTAL_M2)
def geom_z(folder: Path) -> Seen:
    return land(reshaped(folder, (0, shapely.force_3d(base().geometry[0], 12.5))))


@case("E CODE_TYPE | E CODE_MISSING")
def code_float(folder: Path) -> Seen:
    return land(gpkg(folder, base(DLBM=[101.0] * 15 + [np.nan])))


@case("R CODE_ZERO_PADDED | E CODE_TYPE", TOTAL_M2)
def code_as_number(folder: Path) -> Seen:
    return land(gpkg(folder, base(DLBM=[101] * 8 + [702] * 4 + [1101] * 4)))


@case("E CODE_UNKNOWN")
def code_unknown(folder: Path) -> Seen:
    codes = base()["DLBM"].tolist()
    codes[2:6] = ["9999", "", "０１０１", "0101 "]
    return land(gpkg(folder, base(DLBM=codes)))


@case("ok | W CODE_SUFFIX", TOTAL_M2)
def code_suffix_k(folder: Path) -> Seen:
    codes = ["0601", "0602", "1104K", "1104A", "0201K"] + ["0101"] * 11
    return land(gpkg(folder, base(DLBM=codes, DLMC=None)))


@case("E CODE_NAME_MISMATCH | W CODE_NAME_MISMATCH")
def code_name_mismatch(folder: Path) -> Seen:
    names = base()["DLMC"].tolist()
    names[0] = "旱地"
    return land(gpkg(folder, base(DLMC=names)))


@case("E ID_PRECISION")
def id_float_precision(folder: Path) -> Seen:
    return land(gpkg(folder, base(BSM=[110109000000000000.0 + i for i in range(16)])))


@case("E AREA_MISMATCH | W AREA_MISMATCH")
def area_unit_mu(folder: Path) -> Seen:
    return land(gpkg(folder, base(TBMJ=[15.0] * 16)))


@case("E AREA_INVALID")
def area_negative_zero(folder: Path) -> Seen:
    areas = [10000.0] * 16
    areas[1:4] = [-10000.0, 0.0, np.nan]
    return land(gpkg(folder, base(TBMJ=areas)))


@case("E FIELD_TYPE | R NUMBER_TEXT", TOTAL_M2)
def area_text_fullwidth(folder: Path) -> Seen:
    return land(gpkg(folder, base(TBMJ=["１０，０００．００", "10,000.00"] * 8)))


@case("E FIELD_MISSING")
def field_missing(folder: Path) -> Seen:
    return land(gpkg(folder, base(DLBM=None)))


@case("ok | R FIELD_ALIAS | E FIELD_MISSING", TOTAL_M2)
def field_lowercase_alias(folder: Path) -> Seen:
    return land(gpkg(folder, base().rename(columns={"DLBM": "dlbm", "TBMJ": "tbmj"})))


@case("ok", TOTAL_M2)
def gpkg_trigger(folder: Path) -> Seen:
    path = gpkg(folder, base())
    with sqlite3.connect(path) as database:
        database.execute("CREATE VIEW evil AS SELECT load_extension('/nowhere/x.so') AS a")
    database.close()
    return land(path)


@case("E FILE_UNREADABLE")
def geojson_deep_nest(folder: Path) -> Seen:
    path = folder / "图斑.geojson"
    path.write_text('{"type":"FeatureCollection","features":' + "[" * 200_000 + "]" * 200_000 + "}", "utf-8")
    return land(path)


@case("E FILE_PART_MISSING | E FILE_UNREADABLE | E LAYER_EMPTY")
def gdb_missing_table(folder: Path) -> Seen:
    path = folder / "界线.gdb"
    pyogrio.write_dataframe(base(), path, driver="OpenFileGDB", layer="DLTB")
    max(path.glob("*.gdbtable"), key=lambda p: p.stat().st_size).unlink()
    return land(path)


@case("E FILE_TRUNCATED | E FILE_UNREADABLE")
def gdb_truncated_table(folder: Path) -> Seen:
    path = folder / "界线.gdb"
    pyogrio.write_dataframe(base(), path, driver="OpenFileGDB", layer="DLTB")
    cut(max(path.glob("*.gdbtable"), key=lambda p: p.stat().st_size), 0.5)
    return land(path)


VRT = '<OGRVRTDataSource><OGRVRTLayer name="DLTB"><SrcDataSource>{}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'


@case("E DRIVER_NOT_ALLOWED | E FILE_UNREADABLE")
def vrt_named_gpkg(folder: Path) -> Seen:
    path = folder / "DLTB.gpkg"
    path.write_text(VRT.format(gpkg(folder, base())), "utf-8")
    return land(path)


@case("E DRIVER_NOT_ALLOWED")
def vrt_url(folder: Path) -> Seen:
    path = folder / "DLTB.vrt"
    path.write_text(VRT.format(f"/vsicurl/{address()}/a.geojson"), "utf-8")
    return land(path)


@case("E PATH_NOT_ALLOWED")
def path_http(folder: Path) -> Seen:
    return land(f"{address()}/a.geojson")


@case("E PATH_NOT_ALLOWED")
def path_conn_string(folder: Path) -> Seen:
    return land("PG:dbname=x")


@case("E DRIVER_NOT_ALLOWED | E FILE_UNREADABLE")
def gml_xxe(folder: Path) -> Seen:
    path = folder / "图斑.gml"
    path.write_text('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>', "utf-8")
    return land(path)


@case("E DRIVER_NOT_ALLOWED | E FILE_UNREADABLE")
def kml_billion_laughs(folder: Path) -> Seen:
    path = folder / "图斑.kml"
    path.write_text('<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><kml>&c;</kml>', "utf-8")
    return land(path)


@case("ok", TOTAL_M2)
def template_injection(folder: Path) -> Seen:
    return land(gpkg(folder, base(ZLDWMC=["{{ 7*7 }}\x0b", "=cmd|' /C calc'!A0"] * 8)))


@case("ok", TOTAL_M2)
def ok_parquet(folder: Path) -> Seen:
    path = folder / "图斑.parquet"
    base().to_parquet(path)
    return land(path)


@case("E FILE_UNREADABLE")
def parquet_without_geometry(folder: Path) -> Seen:
    path = folder / "图斑.parquet"
    pd.DataFrame(base().drop(columns="geometry")).to_parquet(path)
    return land(path)


@case("E FILE_TRUNCATED | E FILE_UNREADABLE")
def geojson_that_is_json(folder: Path) -> Seen:
    path = folder / "图斑.geojson"
    path.write_text(json.dumps({"a": 1}), "utf-8")
    return land(path)
