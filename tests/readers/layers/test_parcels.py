import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from natres.errors import BadData
from natres.readers import read_forest_plots, read_parcels, read_units
from tests.readers.files import write_geojson, write_geoparquet, write_gpkg, write_shapefile

COLUMNS = [
    "parcel_id", "land_class", "ownership_type", "unit_code", "unit_name", "declared_area_m2", "deduction_ratio",
    "settlement_code",
]  # fmt: skip


def attributes(layer) -> pd.DataFrame:
    frame = pd.DataFrame(layer.frame[COLUMNS])
    texts = [c for c in COLUMNS if c not in ("declared_area_m2", "deduction_ratio")]
    return frame.astype(dict.fromkeys(texts, object))


@pytest.fixture
def expected(dltb, folder):
    return read_parcels(write_gpkg(dltb, folder / "地类图斑.gpkg"))


def test_a_geopackage_becomes_natres_columns_with_text_codes(expected, dltb):
    assert attributes(expected)["land_class"].tolist() == ["0101", "0702", "1104A", "0303"]
    assert attributes(expected)["unit_name"].tolist() == dltb["ZLDWMC"].tolist()
    assert attributes(expected)["settlement_code"].tolist() == ["", "203", "", ""]
    assert expected.frame["declared_area_m2"].tolist() == dltb["TBMJ"].tolist()
    record = expected.provenance
    assert (record.layer, record.driver, record.rows, record.crs) == ("DLTB", "GPKG", 4, "EPSG:4527")
    assert len(record.sha256) == 64
    assert record.repairs == ()


@pytest.mark.parametrize(
    ("encoding", "cpg"),
    [
        ("GBK", ""), ("GBK", None), ("GBK", "UTF-8"), ("GBK", "OEM"), ("GBK", "936"), ("GBK", "1252"),
        ("UTF-8", ""), ("UTF-8", None), ("UTF-8", "GBK"),
    ],
)  # fmt: skip
def test_a_shapefile_says_the_same_whatever_its_encoding_and_whatever_its_cpg_claims(
    dltb, folder, expected, encoding, cpg
):
    layer = read_parcels(write_shapefile(dltb, folder / "地类图斑.shp", encoding, cpg))
    pd.testing.assert_frame_equal(attributes(layer), attributes(expected))
    assert layer.frame.geometry.geom_equals(expected.frame.geometry).all()
    assert layer.provenance.encoding == ("UTF-8" if encoding == "UTF-8" else "GB18030")


def test_a_cpg_that_lies_is_logged_and_one_that_is_right_is_not(dltb, folder):
    lying = read_parcels(write_shapefile(dltb, folder / "错.shp", "GBK", "UTF-8"))
    assert [r.code for r in lying.provenance.repairs] == ["ENCODING_GUESSED"]
    honest = read_parcels(write_shapefile(dltb, folder / "对.shp", "GBK", "GBK"))
    assert honest.provenance.repairs == ()
    silent = read_parcels(write_shapefile(dltb, folder / "无.shp", "GBK", None))
    assert silent.provenance.repairs == ()


def test_utf8_under_a_cpg_of_gbk_is_never_read_as_garbage(folder, dltb):
    # Two Chinese characters are six UTF-8 bytes, which decode as three GBK characters: 西青 → 瑗块潚.
    even = dltb.assign(ZLDWMC=["西青", "中北", "李七庄街", "精武"], DLMC=["水田", "宅基", "坑塘", "红树"])
    layer = read_parcels(write_shapefile(even, folder / "地类图斑.shp", "UTF-8", "GBK"))
    assert layer.frame["unit_name"].tolist() == ["西青", "中北", "李七庄街", "精武"]


def test_a_geoparquet_file_says_the_same(dltb, folder, expected):
    layer = read_parcels(write_geoparquet(dltb, folder / "地类图斑.parquet"))
    pd.testing.assert_frame_equal(attributes(layer), attributes(expected))
    assert layer.frame.geometry.geom_equals(expected.frame.geometry).all()


@pytest.mark.parametrize("crs", ["EPSG:4490", "OGC:CRS84"])
def test_geojson_in_longitude_and_latitude_says_the_same(dltb, folder, expected, crs):
    layer = read_parcels(write_geojson(dltb.to_crs(crs), folder / "地类图斑.geojson"))
    pd.testing.assert_frame_equal(attributes(layer), attributes(expected))
    back = layer.frame.geometry.to_crs(4490).set_crs(4490, allow_override=True).to_crs(4527)
    assert (shapely.hausdorff_distance(back.to_numpy(), expected.frame.geometry.to_numpy()) < 1e-4).all()
    wgs84 = [n.code for n in layer.provenance.notices]
    assert wgs84 == ([] if crs == "EPSG:4490" else ["CRS_WGS84"])


def test_field_names_are_found_in_any_case_and_by_their_chinese_names(dltb, folder, expected):
    lower = read_parcels(write_gpkg(dltb.rename(columns=str.lower), folder / "小写.gpkg"))
    pd.testing.assert_frame_equal(attributes(lower), attributes(expected))
    assert lower.provenance.repairs == ()
    chinese = {"BSM": "标识码", "DLBM": "地类编码", "QSXZ": "权属性质", "TBMJ": "图斑面积"}
    named = read_parcels(write_gpkg(dltb.rename(columns=chinese), folder / "中文.gpkg"))
    pd.testing.assert_frame_equal(attributes(named), attributes(expected))
    assert sorted(r.before for r in named.provenance.repairs) == sorted(chinese.values())
    assert {r.code for r in named.provenance.repairs} == {"FIELD_ALIAS"}


def test_a_field_the_user_named_wins_over_the_survey_field(dltb, folder):
    path = write_gpkg(dltb.assign(BGHDLBM=["0103"] * 4), folder / "变更.gpkg")
    layer = read_parcels(path, fields={"land_class": "bghdlbm"})
    assert layer.frame["land_class"].tolist() == ["0103"] * 4


def test_codes_stored_as_numbers_come_back_as_whole_numbers_and_are_logged(dltb, folder):
    numbers = dltb.assign(DLBM=[101, 702, 1101, 303], QSXZ=[30.0, np.nan, 10.0, 20.0])
    layer = read_parcels(write_gpkg(numbers, folder / "数字.gpkg"))
    assert layer.frame["land_class"].tolist() == ["101", "702", "1101", "303"]
    assert layer.frame["ownership_type"].tolist() == ["30", "", "10", "20"]
    assert {r.code for r in layer.provenance.repairs} == {"CODE_TYPE"}


def test_long_ids_stored_as_text_keep_every_digit(dltb, folder):
    layer = read_parcels(write_gpkg(dltb, folder / "a.gpkg"))
    assert layer.frame["parcel_id"].tolist() == dltb["BSM"].tolist()


def test_a_missing_code_is_the_empty_text(dltb, folder):
    layer = read_parcels(write_gpkg(dltb.assign(DLBM=["0101", None, "1101", ""]), folder / "空.gpkg"))
    assert layer.frame["land_class"].tolist() == ["0101", "", "1101", ""]


def test_numbers_stored_as_text_are_read_and_a_text_among_them_is_refused_with_its_row(dltb, folder):
    texts = dltb.assign(TBMJ=["9999.91", "9999.92", None, "9999.94"])
    layer = read_parcels(write_gpkg(texts, folder / "文本.gpkg"))
    assert layer.frame["declared_area_m2"].iloc[[0, 1, 3]].tolist() == [9999.91, 9999.92, 9999.94]
    assert np.isnan(layer.frame["declared_area_m2"].iloc[2])
    wrong = dltb.assign(TBMJ=["9999.91", "9999.92", "约一公顷", "无"])
    with pytest.raises(BadData) as caught:
        read_parcels(write_gpkg(wrong, folder / "错.gpkg"))
    facts = caught.value.facts
    assert (caught.value.code, facts["row"], facts["value"], facts["count"]) == ("FIELD_TYPE", 2, "约一公顷", 2)
    assert facts["file"] == "错.gpkg"


def test_a_layer_without_land_class_is_refused_with_the_fields_it_has(dltb, folder):
    with pytest.raises(BadData) as caught:
        read_parcels(write_gpkg(dltb.drop(columns="DLBM"), folder / "缺.gpkg"))
    assert (caught.value.code, caught.value.facts["field"]) == ("FIELD_MISSING", "DLBM")
    assert "TBMJ" in caught.value.facts["present"]


def test_forest_areas_in_hectares_become_square_metres(dltb, folder):
    forest = gpd.GeoDataFrame(
        {"XIAO_BAN": ["1", "2"], "DI_LEI": ["0111", "131"], "LD_QS": ["10", "20"], "MIAN_JI": [0.0667, 12.3456]},
        geometry=dltb.geometry[:2],
        crs=dltb.crs,
    )
    layer = read_forest_plots(write_shapefile(forest, folder / "小班.shp"))
    assert layer.frame["declared_area_m2"].tolist() == pytest.approx([667.0, 123_456.0])
    assert layer.frame["forest_class"].tolist() == ["0111", "131"]


def unit_layer(dltb, codes, folder, **columns):
    data = {"XZQDM": codes, "XZQMC": ["甲镇", "乙镇", "丙村", "丁村"][: len(codes)], **columns}
    frame = gpd.GeoDataFrame(data, geometry=dltb.geometry[: len(codes)], crs=dltb.crs)
    return write_gpkg(frame, folder / "行政区.gpkg", layer="XZQ")


def test_towns_and_villages_are_told_by_the_length_of_their_code(dltb, folder):
    path = unit_layer(dltb, ["120111101", "120111101001", "1201111010020000000"], folder, DCMJ=[1000.25, None, 3.0])
    _, units = read_units(path)
    assert [(u.code, u.level, u.control_dm2) for u in units] == [
        ("120111101", "town", 100_025),
        ("120111101001", "village", None),
        ("120111101002", "village", 300),
    ]


@pytest.mark.parametrize("town", ["120111101", "120111101000", "1201111010000000000"])
def test_a_town_whose_code_is_filled_up_with_zeros_is_no_village(dltb, folder, town):
    layer, units = read_units(unit_layer(dltb, [town, "120111101001"], folder))
    assert [(u.code, u.level) for u in units] == [("120111101", "town"), ("120111101001", "village")]
    assert layer.frame["unit_code"].tolist() == ["120111101", "120111101001"]


def test_a_unit_code_of_another_length_is_refused_with_its_row(dltb, folder):
    with pytest.raises(BadData) as caught:
        read_units(unit_layer(dltb, ["120111101", "120111"], folder))
    assert (caught.value.code, caught.value.facts["row"], caught.value.facts["value"]) == ("UNIT_CODE", 1, "120111")


def test_a_unit_that_stands_twice_is_refused_before_its_land_is_counted_twice(dltb, folder):
    with pytest.raises(BadData):
        read_units(unit_layer(dltb, ["120111101", "120111102", "120111101"], folder))
