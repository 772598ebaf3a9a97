"""Inputs that are not whole are refused by their headers, before a driver makes do with what is left of them."""

import shutil
import zipfile

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import rasterio
import shapely

from natres.errors import BadData
from natres.readers import read_parcels
from natres.readers.gate.admission import admit
from natres.readers.gate.formats import RASTER_FORMATS, VECTOR_FORMATS, find_format
from natres.readers.gate.paths import checksum
from natres.readers.gate.structures import check_structure

DRIVERS = {
    ".gpkg": "GPKG",
    ".shp": "ESRI Shapefile",
    ".geojson": "GeoJSON",
    ".fgb": "FlatGeobuf",
    ".gdb": "OpenFileGDB",
}


@pytest.fixture
def parcels():
    shapes = [shapely.box(39505000 + 100 * i, 4322000, 39505100 + 100 * i, 4322100) for i in range(16)]
    frame = {"BSM": [f"{i:018d}" for i in range(16)], "DLBM": ["0101"] * 16, "DLMC": ["水田"] * 16}
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=4527)


def put(folder, parcels, suffix, name="地类 图斑"):
    path = folder / f"{name}{suffix}"
    if suffix == ".parquet":
        parcels.to_parquet(path)
    elif suffix == ".geojson":
        pyogrio.write_dataframe(parcels.to_crs(4490), path, driver="GeoJSON", RFC7946="NO")
    else:
        options = {"encoding": "GBK"} if suffix == ".shp" else {"layer": "DLTB"} if suffix == ".gdb" else {}
        options |= {"SPATIAL_INDEX": "NO"} if suffix == ".fgb" else {}  # whose order would be along a curve
        pyogrio.write_dataframe(parcels, path, driver=DRIVERS[suffix], **options)
    return path


def refused(path, formats=VECTOR_FORMATS):
    with pytest.raises(BadData) as caught:
        admit(path, formats)
    return caught.value


def cut(path, keep):
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])


@pytest.mark.parametrize("suffix", [*DRIVERS, ".parquet"])
def test_a_whole_file_of_every_format_is_admitted_and_read(folder, parcels, suffix):
    path = put(folder, parcels, suffix)
    assert admit(path, VECTOR_FORMATS)[0] == path
    read = read_parcels(path)
    assert read.frame["parcel_id"].tolist() == parcels["BSM"].tolist()
    assert read.frame["class_name"].unique().tolist() == ["水田"]


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".parquet", ".shp"])
@pytest.mark.parametrize("keep", [0.4, 0.98])
def test_a_file_cut_off_is_refused_by_its_header(folder, parcels, suffix, keep):
    path = put(folder, parcels, suffix)
    cut(path, keep)
    error = refused(path)
    assert (error.code, error.facts["file"]) == ("FILE_TRUNCATED", path.name)


@pytest.mark.parametrize("part", [".dbf", ".shx"])
def test_a_part_of_a_shapefile_cut_off_is_named(folder, parcels, part):
    path = put(folder, parcels, ".shp")
    cut(path.with_suffix(part), 0.7)
    error = refused(path)
    assert (error.code, error.facts["file"]) == ("FILE_TRUNCATED", f"地类 图斑{part}")
    path.with_suffix(part).unlink()
    assert (refused(path).code, refused(path).facts["value"]) == ("FILE_PART_MISSING", part)


def test_a_table_with_fewer_records_than_shapes_is_refused_with_both_counts(folder, parcels):
    path = put(folder, parcels, ".shp")
    data = bytearray(path.with_suffix(".dbf").read_bytes())
    data[4:8] = (10).to_bytes(4, "little")
    path.with_suffix(".dbf").write_bytes(data)
    error = refused(path)
    assert error.variant == "FILE_TRUNCATED.counts"
    assert (error.facts["shapes"], error.facts["rows"]) == (16, 10)


def test_a_geodatabase_without_a_table_or_cut_off_names_the_part(folder, parcels):
    path = put(folder, parcels, ".gdb")
    whole = checksum(path)
    largest = max(path.glob("*.gdbtable"), key=lambda p: p.stat().st_size)
    kept = largest.read_bytes()
    cut(largest, 0.5)
    assert (refused(path).code, refused(path).facts["value"]) == ("FILE_TRUNCATED", largest.name)
    largest.unlink()
    assert (refused(path).code, refused(path).facts["value"]) == ("FILE_PART_MISSING", largest.name)
    largest.write_bytes(kept)
    (path / "某.sr.lock").write_bytes(b"x")  # of a program that has it open
    assert checksum(path) == whole
    (path / "a00000001.gdbtable").unlink()
    (path / "a00000001.gdbtablx").unlink()
    (path / "a00000001.gdbindexes").unlink(missing_ok=True)
    assert refused(path).variant == "FILE_UNREADABLE.gdb"


@pytest.mark.parametrize("tiled", [True, False])
def test_a_raster_cut_off_is_refused(folder, tiled):
    path = folder / "地表覆盖.tif"
    profile = {"driver": "GTiff", "height": 300, "width": 300, "count": 1, "dtype": "uint8", "crs": "EPSG:4527"}
    with rasterio.open(path, "w", **profile, tiled=tiled, blockxsize=64 if tiled else 300, blockysize=64) as raster:
        raster.write(np.arange(90_000, dtype=np.uint8).reshape(1, 300, 300))
    admit(path, RASTER_FORMATS)
    cut(path, 0.9)
    assert refused(path, RASTER_FORMATS).code == "FILE_TRUNCATED"


@pytest.mark.parametrize("suffix", [*DRIVERS, ".parquet"])
def test_any_cut_is_a_natres_error_or_admitted(folder, parcels, suffix):
    if suffix == ".gdb":
        pytest.skip("a folder; its tables are cut above")
    path = put(folder, parcels, suffix)
    data = path.read_bytes()
    for size in [*range(0, 140, 7), len(data) // 2, len(data) - 1]:
        path.write_bytes(data[:size])
        try:
            check_structure(path, find_format(path, VECTOR_FORMATS))
        except BadData:
            continue


class Gbk(zipfile.ZipInfo):
    """A member named as WinRAR and Explorer write Chinese names: in GBK, without the mark of UTF-8."""

    def _encodeFilenameFlags(self):  # noqa: N802 - zipfile's own name
        return self.filename.encode("gbk"), 0


def archive(folder, parts, name="成果.zip", encoding=None):
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for part in parts:
            inner = part.relative_to(folder).as_posix()
            entry = Gbk(inner) if encoding == "gbk" else zipfile.ZipInfo(inner)
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, part.read_bytes())
    return path


def test_zipped_shapefiles_and_geodatabases_are_read_as_they_are(folder, parcels):
    shape = put(folder, parcels, ".shp")
    zipped = archive(folder, sorted(folder.glob("地类*")))
    read = read_parcels(zipped)
    assert read.frame["class_name"].unique().tolist() == ["水田"]
    assert (read.provenance.file_name, read.provenance.sha256) == ("成果.zip", checksum(zipped))
    assert sorted(p.name for p in folder.iterdir()) == sorted([*(p.name for p in folder.glob("地类*")), "成果.zip"])
    base = put(folder, parcels, ".gdb", name="国土")
    packed = archive(folder, sorted(p for p in base.rglob("*") if p.is_file()), name="国土.gdb.zip")
    shutil.rmtree(base)
    shape.unlink()
    assert len(read_parcels(packed).frame) == 16


def test_names_in_gbk_are_read_as_such(folder, parcels):
    put(folder, parcels, ".shp", name="东乡镇地类")
    zipped = archive(folder, sorted(folder.glob("东乡*")), encoding="gbk")
    assert zipfile.ZipFile(zipped).namelist()[0] != "东乡镇地类.cpg"
    assert admit(zipped, VECTOR_FORMATS).place.name == "东乡镇地类.shp"
    assert len(read_parcels(zipped).frame) == 16


def test_of_several_data_sets_in_an_archive_one_has_to_be_named(folder, parcels):
    put(folder, parcels, ".shp", name="图斑")
    put(folder, parcels.iloc[:3], ".shp", name="界线")
    zipped = archive(folder, sorted(p for p in folder.iterdir()))
    assert refused(zipped).code == "LAYER_AMBIGUOUS"
    assert "图斑" in refused(zipped).facts["value"]
    assert len(read_parcels(zipped, layer="界线").frame) == 3


def test_an_archive_without_a_layer_says_what_could_be_read(folder):
    (folder / "说明.docx").write_bytes(b"x")
    zipped = archive(folder, [folder / "说明.docx"])
    assert refused(zipped).code == "ARCHIVE_CONTENT"


@pytest.mark.parametrize("name", ["../界线.shp", "/界线.shp", "C:\\界线.shp", "..\\界线.shp"])
def test_an_archive_that_points_out_of_itself_is_refused_and_nothing_is_unpacked(folder, name):
    path = folder / "坏.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(name, b"x")
    assert refused(path).code == "ARCHIVE_PATH"
    assert [p.name for p in folder.iterdir()] == ["坏.zip"]


def test_a_bomb_is_refused_before_it_is_unpacked(folder):
    path = folder / "弹.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a.shp", b"\0" * 50_000_000)
    assert refused(path).code == "ARCHIVE_RATIO"
