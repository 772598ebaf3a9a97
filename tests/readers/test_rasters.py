import numpy as np
import pytest
import rasterio
import shapely
from pyproj import CRS, Transformer

from natres.errors import BadData, NatresError
from natres.readers import read_land_cover
from tests.strategies import EAST, NORTH, ZONE_39


def write_tif(path, cells, *, crs="EPSG:4527", size=20.0, nodata=0, west=EAST, north=NORTH):
    profile = {
        "driver": "GTiff", "height": cells.shape[0], "width": cells.shape[1], "count": 1, "dtype": "uint8", "crs": crs,
        "transform": rasterio.Affine(size, 0, west, 0, -size, north), "nodata": nodata,
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as raster:
        raster.write(cells, 1)
    return path


CELLS = np.array([[10, 10, 20], [10, 80, 0]], dtype=np.uint8)
ALL = np.array([shapely.box(EAST, NORTH - 40, EAST + 60, NORTH)])


def test_cells_are_counted_by_value(folder):
    layer = read_land_cover(write_tif(folder / "地表覆盖.tif", CELLS), ALL, ZONE_39)
    assert layer.frame.counts == {0: 1, 10: 3, 20: 1, 80: 1}
    assert (layer.frame.cell_m, layer.frame.cell_area_m2, layer.frame.nodata) == (20.0, 400.0, 0)
    assert (layer.provenance.rows, layer.provenance.crs) == (6, "EPSG:4527")


def test_a_cell_belongs_to_the_district_where_its_centre_lies_in_it(folder):
    path = write_tif(folder / "a.tif", CELLS)
    just_under = np.array([shapely.box(EAST, NORTH - 40, EAST + 9, NORTH)])
    just_over = np.array([shapely.box(EAST, NORTH - 40, EAST + 11, NORTH)])
    assert sum(read_land_cover(path, just_under, ZONE_39).frame.counts.values()) == 0
    assert read_land_cover(path, just_over, ZONE_39).frame.counts == {10: 2}


def test_overlapping_shapes_do_not_count_a_cell_twice(folder):
    path = write_tif(folder / "a.tif", CELLS)
    assert read_land_cover(path, np.array([ALL[0], ALL[0]]), ZONE_39).frame.counts == {0: 1, 10: 3, 20: 1, 80: 1}


def test_shapes_in_another_system_are_brought_to_the_raster(folder):
    path = write_tif(folder / "a.tif", CELLS, crs="EPSG:4548", west=EAST - 39_000_000)
    assert read_land_cover(path, ALL, ZONE_39).frame.counts == {0: 1, 10: 3, 20: 1, 80: 1}


def test_shapes_on_wgs84_are_brought_to_a_raster_on_cgcs2000_and_other_datums_are_refused(folder):
    path = write_tif(folder / "a.tif", CELLS)
    to_utm = Transformer.from_pipeline(
        "+proj=pipeline +step +inv +proj=tmerc +lon_0=117 +x_0=39500000 +ellps=GRS80 +step +proj=utm +zone=50"
    )
    on_wgs84 = shapely.transform(ALL, lambda points: np.column_stack(to_utm.transform(*points.T)))
    assert read_land_cover(path, on_wgs84, CRS.from_epsg(32650)).frame.counts == {0: 1, 10: 3, 20: 1, 80: 1}
    with pytest.raises(BadData, match="CRS_DATUM"):
        read_land_cover(path, ALL, CRS.from_epsg(2363))


def test_a_raster_taller_than_one_window_is_counted_whole(folder):
    cells = np.full((1200, 3), 10, dtype=np.uint8)
    cells[511:514] = 20
    path = write_tif(folder / "高.tif", cells)
    district = np.array([shapely.box(EAST - 1, NORTH - 1200 * 20 - 1, EAST + 61, NORTH + 1)])
    assert read_land_cover(path, district, ZONE_39).frame.counts == {10: 3591, 20: 9}


def told(path, within=ALL):
    return [
        (n.code, n.facts["value"], n.facts.get("count"))
        for n in read_land_cover(path, within, ZONE_39).provenance.notices
    ]


def test_a_raster_that_does_not_reach_everywhere_says_how_far_it_does(folder):
    path = write_tif(folder / "半幅.tif", CELLS)
    wider = np.array([shapely.box(EAST, NORTH - 40, EAST + 120, NORTH)])
    assert told(path) == []
    assert told(path, wider) == [("PARTIAL_COVER", "50.0", None)]


def test_values_that_usually_mean_nothing_are_told_where_the_raster_names_none(folder):
    assert told(write_tif(folder / "a.tif", CELLS, nodata=None)) == [("NODATA_MISSING", "0", 1)]
    filled = np.where(CELLS == 80, 255, CELLS)
    assert told(write_tif(folder / "b.tif", filled, nodata=None)) == [("NODATA_MISSING", "0, 255", 2)]
    assert told(write_tif(folder / "c.tif", filled, nodata=0)) == []
    assert told(write_tif(folder / "d.tif", np.where(CELLS == 0, 10, CELLS), nodata=None)) == []


def refused(path, **options):
    with pytest.raises(NatresError) as caught:
        read_land_cover(path, ALL, ZONE_39, **options)
    return caught.value.code


def test_a_raster_without_or_with_another_coordinate_system_is_refused(folder):
    assert refused(write_tif(folder / "无.tif", CELLS, crs=None)) == "CRS_MISSING"
    degrees = write_tif(folder / "度.tif", CELLS, crs="EPSG:4490", size=0.001, west=117, north=39)
    assert refused(degrees) == "CRS_PROJECTED"
    assert refused(write_tif(folder / "西安.tif", CELLS, crs="EPSG:2363")) == "CRS_DATUM"


def test_a_raster_without_system_is_read_with_the_one_that_is_named(folder):
    path = write_tif(folder / "无.tif", CELLS, crs=None)
    layer = read_land_cover(path, ALL, ZONE_39, crs="EPSG:4527")
    assert layer.frame.counts[10] == 3
    assert layer.crs == CRS.from_epsg(4527)


def test_a_broken_raster_is_refused_with_its_name(folder):
    path = write_tif(folder / "半截.tif", np.arange(90_000, dtype=np.uint8).reshape(300, 300))
    path.write_bytes(path.read_bytes()[:50_000])
    with pytest.raises(BadData) as caught:
        read_land_cover(path, ALL, ZONE_39)
    assert (caught.value.code, caught.value.facts["file"]) == ("FILE_TRUNCATED", "半截.tif")
