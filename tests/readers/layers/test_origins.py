import geopandas as gpd
import pytest
import shapely

from natres.readers import read_parcels, read_wells
from natres.readers.layers.origins import layer_origin, table_origin


def layer(**columns):
    shape = shapely.box(39505000, 4322000, 39505100, 4322100)
    return gpd.GeoDataFrame({"DLBM": ["0101"], **columns}, geometry=[shape], crs=4527)


@pytest.mark.parametrize("suffix", ["gpkg", "shp", "geojson", "parquet"])
def test_an_origin_names_the_columns_the_reader_takes(tmp_path, suffix):
    path = tmp_path / f"图斑.{suffix}"
    written = {"encoding": "GBK"} if suffix == "shp" else {}
    frame = layer(权属性质=["30"], 面积=[1.0]).to_crs(4490 if suffix == "geojson" else 4527)
    frame.to_parquet(path) if suffix == "parquet" else frame.to_file(path, **written)
    fields = {"declared_area_m2": "面积"}
    origin = layer_origin("parcels", path, named=path.name, fields=fields)
    read = read_parcels(path, fields=fields)
    assert set(origin.columns) == set(read.frame.columns) - {"geometry"}
    assert origin.columns["ownership_type"] == "权属性质"
    assert origin.columns["declared_area_m2"] == "面积"
    assert origin.encoding == read.provenance.encoding
    assert origin.geometry == ("geometry" if suffix == "parquet" else "")


def test_twins_in_case_are_renamed_by_their_place_and_the_first_one_is_meant(tmp_path):
    layer(dlbm=["x"]).to_parquet(tmp_path / "a.parquet")
    origin = layer_origin("parcels", tmp_path / "a.parquet", named="a.parquet")
    assert origin.renamed
    assert origin.fields == ("DLBM", "dlbm_2", "geometry")
    assert origin.columns["land_class"] == "DLBM"
    assert read_parcels(tmp_path / "a.parquet").frame["land_class"].tolist() == ["0101"]


def test_a_register_has_its_separator_and_names_for_empty_headings(tmp_path):
    path = tmp_path / "井.csv"
    path.write_bytes("井号;井别;;\r\nK1;开采;;\r\n".encode("gbk"))
    origin = table_origin("wells", path, named="井.csv")
    assert (origin.delimiter, origin.encoding) == (";", "GB18030")
    assert origin.fields == ("井号", "井别", "column_3", "column_4")
    assert set(origin.columns) == set(read_wells(path).frame.columns)
