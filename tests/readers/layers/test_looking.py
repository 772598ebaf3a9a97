import zipfile

import pytest

from natres.readers.layers.looking import find_layers, layer_columns, read_plain_layer
from tests.readers.files import write_geojson, write_geoparquet, write_gpkg, write_shapefile


def found(folder):
    return {(f.kind, f.path.name, f.layer) for f in find_layers(folder)[0]}


def test_inputs_are_known_by_their_fields_wherever_they_lie(dltb, folder):
    below = folder / "矢量 数据"
    below.mkdir()
    write_shapefile(dltb, below / "地类图斑.shp")
    path = write_gpkg(dltb, folder / "成果.gpkg", layer="DLTB")
    write_gpkg(dltb[["geometry"]].assign(XZQDM="120111101", DCMJ=1.0), path, layer="XZQ", append=True)
    (folder / "井.csv").write_bytes("井号,井别\n1,开采\n".encode("gbk"))
    (folder / "权.csv").write_text("许可证号,类型\n1,采矿权\n", encoding="utf-8")
    assert found(folder) == {
        ("parcels", "地类图斑.shp", ""),
        ("parcels", "成果.gpkg", "DLTB"),
        ("units", "成果.gpkg", "XZQ"),
        ("wells", "井.csv", ""),
        ("rights", "权.csv", ""),
    }


def test_unreadable_and_foreign_files_are_passed_over(dltb, folder):
    write_geoparquet(dltb, folder / "地类图斑.parquet")
    (folder / "坏.gpkg").write_bytes(b"SQLite format 3\x00 broken")
    (folder / "坏.shp").write_bytes(b"\x00\x00\x27\x0a")
    (folder / "坏.dbf").write_bytes(b"\x03")
    (folder / "设置.json").write_text('{"a": 1}', encoding="utf-8")
    (folder / "乱.csv").write_bytes(b"\xff\xff\xff,")
    (folder / "空.csv").touch()
    (folder / "说明.docx").write_bytes(b"PK")
    assert found(folder) == {("parcels", "地类图斑.parquet", "")}


@pytest.mark.parametrize("geometry", ["geometry", "SHAPE"])
def test_a_layer_nobody_described_is_read_with_its_own_names(dltb, folder, geometry):
    path = write_geoparquet(
        dltb.rename(columns={"geometry": geometry}).set_geometry(geometry)[["DLMC", geometry]], folder / "x.parquet"
    )
    layer = read_plain_layer(path)
    assert layer.frame["DLMC"].tolist() == ["水田", "农村宅基地", "养殖坑塘", "红树林地"]
    assert layer.frame.geometry.name == "geometry"
    assert list(layer.frame.columns) == ["DLMC", "geometry"]


def test_the_columns_of_a_gbk_shapefile_and_of_geojson_are_named(dltb, folder):
    shp = write_shapefile(dltb.rename(columns={"DLMC": "地类名"}), folder / "a.shp", cpg=None)
    assert "地类名" in layer_columns(shp)
    assert "DLBM" in layer_columns(write_geojson(dltb.to_crs(4490), folder / "a.geojson"))


def test_what_could_not_be_read_is_named_with_its_cure_and_other_files_are_not(folder, dltb):
    dltb.to_file(folder / "DLTB.gpkg", layer="DLTB")
    cut = folder / "拷一半.gpkg"
    cut.write_bytes((folder / "DLTB.gpkg").read_bytes()[:50_000])
    for name in ("DLTB2009.mdb", "成果.rar", "说明.docx", "a.png", "run.json", "图斑.qml"):
        (folder / name).write_bytes(b"x")
    found, unread = find_layers(folder)
    assert [one.path.name for one in found] == ["DLTB.gpkg"]
    assert {error.facts["file"]: error.variant for error in unread} == {
        "DLTB2009.mdb": "DRIVER_NOT_ALLOWED.mdb",
        "成果.rar": "DRIVER_NOT_ALLOWED.packed",
        "拷一半.gpkg": "FILE_TRUNCATED.bytes",
    }


def test_a_geodatabase_itself_may_be_named_and_its_archive_beside_it_is_passed_over(folder, dltb):
    path = folder / "三调.gdb"
    dltb.to_file(path, layer="DLTB", driver="OpenFileGDB")
    with zipfile.ZipFile(folder / "三调.gdb.zip", "w") as out:
        for part in path.iterdir():
            out.write(part, f"三调.gdb/{part.name}")
    assert [(one.kind, one.path) for one in find_layers(path)[0]] == [("parcels", path)]
    assert [one.path for one in find_layers(folder)[0]] == [path]
