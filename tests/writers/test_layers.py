import sqlite3

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import rasterio

from natres.readers import read_parcels
from natres.writers import csv_bytes, geopackage_bytes, geoparquet_bytes, geotiff_bytes, shapefile_parts

CELLS = np.arange(12, dtype=np.uint8).reshape(3, 4)
PLACE = (20.0, 0.0, 39_505_000.0, 0.0, -20.0, 4_322_000.0)


def everything(frame) -> dict[str, bytes]:
    return {
        "gpkg": geopackage_bytes(frame, "地类图斑"),
        "styled": geopackage_bytes(frame, "DLTB", "<qgis/>"),
        "parquet": geoparquet_bytes(frame, {"natres": "0.1.0"}),
        **shapefile_parts(frame, "地类图斑", "GBK"),
        "csv": csv_bytes(pd.DataFrame(frame.drop(columns="geometry"))),
        "tif": geotiff_bytes(CELLS, PLACE, "EPSG:4527", 0, {"natres": "0.1.0"}),
    }


def test_the_same_layer_gives_the_same_bytes_in_every_format(dltb):
    first, second = everything(dltb), everything(dltb)
    assert [name for name in first if first[name] != second[name]] == []


def test_no_file_holds_the_moment_it_was_written(dltb):
    import datetime

    year = str(datetime.date.today().year).encode()
    files = everything(dltb)
    assert year not in files["styled"]
    assert files["地类图斑.dbf"][1:4] == bytes([100, 1, 1])  # 2000-01-01


@pytest.mark.parametrize("name", ["gpkg", "parquet", "shp-GBK", "shp-UTF-8"])
def test_what_is_written_is_read_back_equal(dltb, folder, name):
    if name.startswith("shp"):
        for part, data in shapefile_parts(dltb, "地类图斑", name[4:]).items():
            (folder / part).write_bytes(data)
        path = folder / "地类图斑.shp"
    else:
        path = folder / f"地类图斑.{name}"
        path.write_bytes(geopackage_bytes(dltb, "DLTB") if name == "gpkg" else geoparquet_bytes(dltb, {}))
    layer = read_parcels(path)
    assert layer.frame["land_class"].tolist() == dltb["DLBM"].tolist()
    assert layer.frame["unit_name"].tolist() == dltb["ZLDWMC"].tolist()
    assert layer.frame["declared_area_m2"].tolist() == dltb["TBMJ"].tolist()
    assert layer.frame.geometry.geom_equals(dltb.geometry).all()
    assert layer.provenance.crs == "EPSG:4527"


def test_a_style_is_found_by_qgis_as_the_default_of_its_layer(dltb, folder):
    path = folder / "成果.gpkg"
    path.write_bytes(geopackage_bytes(dltb, "地类图斑", "<qgis styleCategories='Symbology'/>"))
    with sqlite3.connect(path) as database:
        row = database.execute(
            "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles"
        ).fetchone()
        assert row == ("地类图斑", "geom", 1, "<qgis styleCategories='Symbology'/>")
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    assert len(pyogrio.read_dataframe(path, layer="地类图斑")) == 4


def test_geoparquet_keeps_its_geometry_words_beside_ones_own(dltb, folder):
    import pyarrow.parquet as pq

    path = folder / "图斑.parquet"
    path.write_bytes(geoparquet_bytes(dltb, {"natres.说明": "虚构"}))
    meta = pq.read_schema(path).metadata
    assert meta["natres.说明".encode()] == "虚构".encode()
    assert gpd.read_parquet(path).crs.to_epsg() == 4527


def test_a_shapefile_says_its_encoding(dltb):
    parts = shapefile_parts(dltb, "图斑", "GBK")
    assert set(parts) == {"图斑.shp", "图斑.shx", "图斑.dbf", "图斑.prj", "图斑.cpg"}
    assert parts["图斑.cpg"].decode().strip().upper() in ("GBK", "CP936", "936")
    assert "杨柳青镇".encode("gbk") in parts["图斑.dbf"]


def test_a_raster_is_read_back_with_place_and_nodata(folder):
    path = folder / "地表覆盖.tif"
    path.write_bytes(geotiff_bytes(CELLS, PLACE, "EPSG:4527", 0, {"说明": "虚构"}))
    with rasterio.open(path) as raster:
        assert (raster.read(1) == CELLS).all()
        assert (raster.nodata, raster.crs.to_epsg(), raster.transform.c) == (0, 4527, 39_505_000)
        assert raster.tags()["说明"] == "虚构"


def test_a_csv_opens_in_excel_with_chinese_and_leading_zeros_kept_as_text():
    data = csv_bytes(pd.DataFrame({"地类": ["0101"], "面积": [1.5]}))
    assert data == b"\xef\xbb\xbf" + "地类,面积\r\n0101,1.5\r\n".encode()
