"""Class rasters as they arrive: empty cells, bands, numbers that are no classes, labels beside and given."""

import numpy as np
import pytest
import rasterio

from natres.core.raster import Tile
from natres.errors import BadData, BadUsage, NatresError
from natres.readers.rasters import Values, open_classes, pair_up, read_value_labels, stated_labels
from tests.strategies import EAST, NORTH

CELLS = np.array([[10, 10, 20], [10, 80, 0]], dtype=np.uint8)


def write(path, *bands, crs="EPSG:4527", size=20.0, nodata=0, at=(EAST, NORTH), transform=None, **profile):
    first = bands[0]
    profile = {
        "driver": "GTiff", "height": first.shape[0], "width": first.shape[1], "count": len(bands),
        "dtype": first.dtype.name, "crs": crs, "nodata": nodata,
        "transform": transform or rasterio.Affine(size, 0, at[0], 0, -size, at[1]), **profile,
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as raster:
        for number, cells in enumerate(bands, 1):
            raster.write(cells, number)
    return path


def values_of(path, **options):
    with open_classes(path, **options) as raster:
        codes = raster.read(Tile(0, 0, raster.grid.height, raster.grid.width))
        return [[raster.values.known[code - 1] if code else None for code in row] for row in codes.tolist()]


def refused(path, **options):
    with pytest.raises(NatresError) as caught:
        values_of(path, **options)
    return caught.value


@pytest.mark.parametrize("kind", ["uint8", "int16", "uint16", "int32", "float32", "float64"])
def test_values_of_every_kind_are_read_and_cells_without_one_told_apart(folder, kind):
    cells = CELLS.astype(kind)
    assert values_of(write(folder / "分类.tif", cells)) == [[10, 10, 20], [10, 80, None]]


def test_a_cell_that_is_no_number_has_no_value(folder):
    cells = np.array([[1.0, np.nan], [2.0, -9999.0]], dtype=np.float32)
    assert values_of(write(folder / "a.tif", cells, nodata=-9999)) == [[1, None], [2, None]]
    assert values_of(write(folder / "b.tif", cells, nodata=float("nan"))) == [[1, None], [2, -9999]]


def test_negative_values_and_values_met_later_keep_their_codes():
    met = Values()
    met.codes_of(np.array([[-5, 3]], dtype=np.int16), None)
    assert met.codes_of(np.array([[7, -5]], dtype=np.int16), None).tolist() == [[3, 1]]
    wide = Values()
    wide.codes_of(np.array([[10**9, -5]]), None)
    found = wide.codes_of(np.array([[4, 10**9, 0]]), np.array([[False, False, True]]))
    assert (found.tolist(), wide.known) == ([[3, 1, 0]], [10**9, -5, 4])


def test_a_mask_of_the_file_is_heeded(folder):
    path = write(folder / "a.tif", CELLS, nodata=None)
    with rasterio.open(path, "r+") as raster:
        raster.write_mask(np.array([[255, 0, 255], [255, 255, 255]], dtype=np.uint8))
    assert values_of(path) == [[10, None, 20], [10, 80, 0]]


def test_several_bands_are_refused_until_one_is_named(folder):
    path = write(folder / "两期.tif", CELLS, CELLS + 1)
    error = refused(path)
    assert (error.code, error.facts["count"]) == ("RASTER_BANDS", 2)
    assert values_of(path, band=2)[0] == [11, 11, 21]
    wrong = refused(path, band=3)
    assert isinstance(wrong, BadUsage)
    assert (wrong.code, wrong.facts["allowed"]) == ("OPTION_VALUE", "1, 2")


def test_a_band_of_transparency_is_none_of_classes(folder):
    path = write(folder / "a.tif", CELLS, np.full_like(CELLS, 255), nodata=None, photometric="MINISBLACK", alpha="yes")
    assert values_of(path)[0] == [10, 10, 20]


def test_heights_are_no_classes_and_the_cell_is_named(folder):
    error = refused(write(folder / "高程.tif", np.array([[1.0, 2.0], [3.0, 3.25]], dtype=np.float32)))
    assert error.code == "RASTER_NOT_CLASSES"
    assert [error.facts[key] for key in ("value", "at_row", "at_col")] == ["3.25", 1, 1]
    assert "3.25" in error.sentence("zh")


def test_complex_numbers_are_no_classes(folder):
    assert refused(write(folder / "a.tif", np.ones((2, 2), dtype=np.complex64), nodata=None)).variant == (
        "RASTER_NOT_CLASSES.kind"
    )


def test_a_raster_without_a_system_or_on_another_datum_is_refused_with_its_cure(folder):
    error = refused(write(folder / "无.tif", CELLS, crs=None))
    assert (error.code, error.facts["file"]) == ("CRS_MISSING", "无.tif")
    assert "--crs" in error.cure("zh")
    assert values_of(write(folder / "无.tif", CELLS, crs=None), crs="EPSG:4527")[0] == [10, 10, 20]
    assert refused(write(folder / "西安.tif", CELLS, crs="EPSG:2363")).variant == "CRS_DATUM.raster"


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_raster_without_a_place_is_refused(folder):
    path = write(folder / "图.tif", CELLS, crs=None, transform=rasterio.Affine.identity())
    assert refused(path, crs="EPSG:4527").code == "RASTER_NOT_PLACED"


def both(first, second, **options):
    with open_classes(first) as one, open_classes(second) as other:
        values = pair_up(one, other, **options)
        grid = values.grid
        codes = values._read(Tile(0, 0, grid.height, grid.width))
        known = values.known()
        return [
            [[known[date][code - 1] if code else None for code in row] for row in codes[date].tolist()]
            for date in (0, 1)
        ]


def test_a_second_raster_of_another_extent_is_laid_cell_on_cell(folder):
    first = write(folder / "前.tif", CELLS)
    second = write(folder / "后.tif", CELLS + 1, at=(EAST + 20, NORTH + 20), nodata=1)
    assert both(first, second) == [[[10, 10, 20], [10, 80, None]], [[None, 11, 81], [None, None, None]]]


def test_grids_that_differ_are_refused_with_both_sides_in_words(folder):
    first = write(folder / "前.tif", CELLS)
    shifted = write(folder / "后.tif", CELLS, at=(EAST + 5, NORTH))
    with pytest.raises(BadData, match="RASTER_GRIDS") as caught:
        both(first, shifted)
    for language in ("zh", "en"):
        text = caught.value.sentence(language)
        assert "后.tif" in text
        assert "前.tif" in text
        assert f"{EAST:.4f}" in text
        assert f"{EAST + 5:.4f}" in text
        assert "--resample nearest" in text
    sizes = write(folder / "粗.tif", CELLS, size=30.0)
    with pytest.raises(BadData) as caught:
        both(first, sizes)
    assert "20 × 20" in caught.value.problem("en")
    assert "30 × 30" in caught.value.problem("en")
    with pytest.raises(BadData) as caught:
        both(first, write(folder / "经纬度.tif", CELLS, crs="EPSG:4490", size=0.0002, at=(117.05, 39.03)))
    assert "EPSG:4490" in caught.value.problem("zh")


def test_on_demand_each_cell_takes_the_nearest_one(folder):
    first = write(folder / "前.tif", CELLS)
    assert both(first, write(folder / "后.tif", CELLS, at=(EAST + 5, NORTH)), resample=True)[1] == [
        [10, 10, 20], [10, 80, None],
    ]  # fmt: skip
    assert both(first, write(folder / "远.tif", CELLS, at=(EAST + 15, NORTH)), resample=True)[1] == [
        [None, 10, 10], [None, 10, 80],
    ]  # fmt: skip
    coarse = write(folder / "粗.tif", np.array([[1, 2]], dtype=np.uint8), size=40.0)
    assert both(first, coarse, resample=True)[1] == [[1, 1, 2], [1, 1, 2]]


def test_labels_come_from_a_table_in_any_encoding_with_or_without_a_heading(folder):
    path = folder / "名称.csv"
    path.write_bytes("值,名称\r\n10,耕地\r\n20,林地\r\n\r\n".encode("gbk"))
    assert read_value_labels(path) == {10: "耕地", 20: "林地"}
    path.write_text("10\t耕地\n-1\t其他\n", "utf-8")
    assert read_value_labels(path) == {10: "耕地", -1: "其他"}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [("10,a\nx,b\n", "LABELS_VALUE", 2), ("10,a\n10,b\n", "LABELS_TWICE", 2), ("值,名称\n", "LABELS_EMPTY", None)],
)
def test_labels_that_cannot_be_meant_are_refused_by_their_line(folder, text, code, line):
    path = folder / "名称.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(BadData) as caught:
        read_value_labels(path)
    assert (caught.value.code, caught.value.facts.get("at_line")) == (code, line)


RAT = """<PAMDataset><PAMRasterBand band="1"><GDALRasterAttributeTable>
<FieldDefn index="0"><Name>Value</Name><Type>0</Type><Usage>5</Usage></FieldDefn>
<FieldDefn index="1"><Name>Class</Name><Type>2</Type><Usage>2</Usage></FieldDefn>
<Row index="0"><F>10</F><F>耕地</F></Row><Row index="1"><F>x</F><F>坏</F></Row>
</GDALRasterAttributeTable></PAMRasterBand></PAMDataset>"""
CATEGORIES = """<PAMDataset><PAMRasterBand band="1"><CategoryNames>
<Category></Category><Category>水</Category></CategoryNames></PAMRasterBand></PAMDataset>"""


def test_labels_beside_the_raster_are_read_and_nothing_else_there_is_followed(folder):
    path = folder / "分类.tif"
    beside = folder / "分类.tif.aux.xml"
    assert stated_labels(path, 1) == {}
    for text, labels in ((RAT, {10: "耕地"}), (CATEGORIES, {1: "水"}), ("<broken", {})):
        beside.write_text(text, "utf-8")
        assert stated_labels(path, 1) == labels
    assert stated_labels(path, 2) == {}
    beside.write_text('<!DOCTYPE x [<!ENTITY a "b">]>' + CATEGORIES, "utf-8")
    assert stated_labels(path, 1) == {}
