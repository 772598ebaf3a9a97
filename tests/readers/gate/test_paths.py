import hashlib
from pathlib import Path

import pytest

from natres.errors import BadData, NotThere
from natres.readers import read_land_cover, read_parcels, read_units, read_wells
from natres.readers.gate.formats import RASTER_FORMATS, TABLE_FORMATS, VECTOR_FORMATS, find_format
from natres.readers.gate.paths import checksum, real_file

ELSEWHERE = [
    "https://example.invalid/DLTB.gpkg",
    "file:///tmp/DLTB.gpkg",
    "PG:host=localhost dbname=dltb",
    "MYSQL:dltb,user=root",
    "GPKG:/tmp/DLTB.gpkg:DLTB",
    "/vsicurl/https://example.invalid/DLTB.gpkg",
    "/vsizip/成果.zip/DLTB.shp",
    "/vsimem/DLTB.gpkg",
    '{"type":"FeatureCollection","features":[]}',
    "<OGRVRTDataSource/>",
    "DLTB.gpkg\nx",
    "DLTB.gpkg\x00.png",
]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_addresses_connection_strings_and_virtual_paths_are_refused(path):
    with pytest.raises(BadData) as caught:
        real_file(path)
    assert (caught.value.code, caught.value.exit_code) == ("PATH_NOT_ALLOWED", 65)


@pytest.mark.parametrize("read", [read_parcels, read_units, read_wells, lambda p: read_land_cover(p, [], None)])
def test_every_reader_refuses_them(read):
    with pytest.raises(BadData) as caught:
        read("/vsicurl/https://example.invalid/a.gpkg")
    assert caught.value.code == "PATH_NOT_ALLOWED"


def test_a_windows_drive_and_chinese_names_are_no_connection_strings(folder):
    for text in ("D:\\三调\\DLTB.gpkg", "d:/DLTB.gpkg", str(folder / "成果：2022.gpkg")):
        with pytest.raises(NotThere) as caught:
            real_file(text)
        assert (caught.value.code, caught.value.exit_code) == ("FILE_MISSING", 66)


def test_a_folder_is_not_a_file(folder):
    with pytest.raises(BadData) as caught:
        real_file(folder)
    assert caught.value.variant == "FILE_UNREADABLE.folder"


@pytest.mark.parametrize("name", ["成果.vrt", "成果.gml", "成果.kml", "成果.mdb", "成果.zip", "成果", "成果.gpkg.exe"])
def test_formats_that_can_reach_elsewhere_or_are_unknown_are_refused_by_name(folder, name):
    path = folder / name
    path.write_bytes(b"SQLite format 3\x00")
    with pytest.raises(BadData) as caught:
        find_format(path, VECTOR_FORMATS)
    assert caught.value.code == "DRIVER_NOT_ALLOWED"


def test_a_suffix_in_capitals_is_the_same_format(folder):
    path = folder / "DLTB.GPKG"
    path.write_bytes(b"SQLite format 3\x00")
    assert find_format(path, VECTOR_FORMATS).driver == "GPKG"


def test_a_virtual_raster_with_the_name_of_a_geotiff_is_refused(folder):
    path = folder / "地表覆盖.tif"
    path.write_text('<VRTDataset rasterXSize="1" rasterYSize="1"/>')
    with pytest.raises(BadData) as caught:
        find_format(path, RASTER_FORMATS)
    assert caught.value.variant == "FILE_UNREADABLE.magic"


def test_geojson_may_begin_with_a_mark_and_blanks(folder):
    path = folder / "a.geojson"
    for head in (b"{", b"\xef\xbb\xbf{", b"\n  {"):
        path.write_bytes(head + b'"type":"FeatureCollection","features":[]}')
        assert find_format(path, VECTOR_FORMATS).driver == "GeoJSON"


def test_an_empty_file_is_refused_where_the_format_has_a_beginning(folder):
    path = folder / "空.gpkg"
    path.touch()
    with pytest.raises(BadData) as caught:
        find_format(path, VECTOR_FORMATS)
    assert caught.value.code == "FILE_UNREADABLE"
    table = folder / "空.csv"
    table.touch()
    assert find_format(table, TABLE_FORMATS).driver == "CSV"


def test_the_checksum_is_the_sha256_of_the_bytes(folder: Path):
    path = folder / "井.csv"
    path.write_bytes("井号".encode("gbk"))
    assert checksum(path) == hashlib.sha256("井号".encode("gbk")).hexdigest()


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("三调.mdb", ".gdb"),
        ("成果.rar", ".zip"),
        ("规划.DWG", "面图层"),
        ("图斑.dbf", ".shp"),
        ("图斑.kml", ".gpkg"),
        ("a.bmp", ".gpkg"),
    ],
)
def test_what_offices_have_and_natres_does_not_read_gets_its_own_way_out(folder, name, way):
    path = folder / name
    path.write_bytes(b"\x00\x01")
    with pytest.raises(BadData) as caught:
        read_parcels(path)
    assert caught.value.code == "DRIVER_NOT_ALLOWED"
    assert way in caught.value.cure("zh")
    assert path.suffix.lower() in caught.value.problem("zh")
