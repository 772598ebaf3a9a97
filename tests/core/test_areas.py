import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod

from natres.core.areas import geodesic_area_dm2, planar_area_dm2, survey_area_dm2, survey_area_m2
from natres.errors import BadData
from tests.core.official_area import official_area_m2
from tests.strategies import ZONE_39, parcel_mosaics, survey_polygons

SQUARE = shapely.box(39_505_000, 4_322_000, 39_506_000, 4_323_000)
GRS80 = Geod(ellps="GRS80")


def survey(shape, crs=ZONE_39) -> int:
    return int(survey_area_dm2([shape], crs)[0])


def test_the_square_kilometre_worked_by_hand():
    assert survey(SQUARE) == 99_999_926
    assert official_area_m2(SQUARE) == pytest.approx(999_999.26, abs=0.005)
    assert planar_area_dm2([SQUARE], ZONE_39)[0] == 100_000_000


def test_a_large_triangle_keeps_the_812_square_metres_that_undensified_edges_lose():
    triangle = shapely.Polygon([(39_500_000, 4_320_000), (39_503_400, 4_321_200), (39_501_300, 4_323_800)])
    assert abs(survey(triangle) - geodesic_area_dm2([triangle], ZONE_39)[0]) < survey(triangle) * 1e-7


@settings(max_examples=60)
@given(survey_polygons())
def test_the_survey_area_is_the_published_formula_computed_once_more(shape):
    # Moved off the millimetre, so that no point put on an edge lies half way between two fourth decimals.
    shape = shapely.transform(shape, lambda points: points + 1.2345e-5)
    expected = official_area_m2(shape)
    assert survey_area_m2([shape], ZONE_39)[0] == pytest.approx(expected, abs=0.01, rel=1e-8)


@settings(max_examples=40)
@given(survey_polygons(smallest=400))
def test_the_survey_area_agrees_with_the_geodesic_area_to_one_part_in_ten_million(shape):
    lon_lat = gpd.GeoSeries([shapely.segmentize(shape, 50)], crs=4527).to_crs(4490).iloc[0]
    # pyproj counts a hole with the sign of its ring: make rings run as it expects.
    expected = abs(GRS80.geometry_area_perimeter(shapely.orient_polygons(lon_lat))[0])
    assert survey(shape) / 100 == pytest.approx(expected, rel=1e-7, abs=0.02)


@settings(max_examples=40)
@given(survey_polygons(smallest=30, largest=400))
def test_the_same_parcel_has_the_same_area_in_either_zone_form_and_in_longitude_and_latitude(shape):
    shapes = gpd.GeoSeries([shape], crs=4527)
    short = shapely.transform(shape, lambda points: points - [39_000_000, 0])
    assert survey(short, CRS.from_epsg(4548)) == survey(shape)
    lon_lat = shapes.to_crs(4490).iloc[0]
    assert abs(survey(lon_lat, CRS.from_epsg(4490)) - survey(shape)) <= 1
    assert abs(survey(lon_lat, CRS.from_epsg(4326)) - survey(shape)) <= 1


@settings(max_examples=30)
@given(survey_polygons(), st.randoms())
def test_the_area_depends_neither_on_the_direction_of_a_ring_nor_on_its_first_point(shape, random):
    turned = shapely.reverse(shape)
    ring = list(shape.exterior.coords)[:-1]
    start = random.randrange(len(ring))
    rolled = shapely.Polygon(ring[start:] + ring[:start], [hole.coords for hole in shape.interiors])
    assert abs(survey(turned) - survey(shape)) <= 1
    assert abs(survey(rolled) - survey(shape)) <= 1


@settings(max_examples=20)
@given(survey_polygons(smallest=50, largest=300))
def test_a_hole_is_taken_off_and_an_island_in_it_counts_again(shape):
    outer = shapely.box(39_470_000, 4_290_000, 39_480_000, 4_300_000)
    centre = outer.centroid
    moved = shapely.transform(shape, lambda p: np.round(p - p.mean(axis=0) + [centre.x, centre.y], 3))
    solid = shapely.Polygon(moved.exterior)
    with_hole = shapely.Polygon(outer.exterior, [solid.exterior])
    refilled = shapely.MultiPolygon([with_hole, solid])
    assert abs(survey(with_hole) + survey(solid) - survey(outer)) <= 1
    assert abs(survey(refilled) - survey(outer)) <= 1


@settings(max_examples=15)
@given(parcel_mosaics())
def test_planar_areas_of_a_mosaic_are_exactly_those_of_its_cells(mosaic):
    measured = planar_area_dm2(mosaic.frame.geometry.to_numpy(), ZONE_39)
    assert tuple(measured.tolist()) == mosaic.areas_dm2


def test_every_parcel_of_a_long_layer_has_the_area_it_has_alone():
    # Layers are measured in chunks: the parcels next to a border of chunks are those to look at.
    east = 39_500_000 + np.arange(4003) * 7.0
    shapes = shapely.box(east, 4_322_000, east + 7, 4_322_000 + np.arange(4003) % 90 + 1)
    together = survey_area_dm2(shapes, ZONE_39)
    for place in (0, 1999, 2000, 2001, 3999, 4000, 4002):
        assert survey(shapes[place]) == together[place]


def test_empty_and_missing_shapes_have_no_area_and_keep_their_place():
    shapes = [None, SQUARE, shapely.Polygon(), shapely.MultiPolygon(), SQUARE]
    for measure in (survey_area_dm2, geodesic_area_dm2, planar_area_dm2):
        areas = measure(shapes, ZONE_39).tolist()
        assert [areas[i] for i in (0, 2, 3)] == [0, 0, 0]
        assert areas[1] == areas[4] > 0
    assert survey_area_dm2([], ZONE_39).tolist() == []
    assert survey_area_dm2([None, None], ZONE_39).tolist() == [0, 0]


def test_measuring_leaves_the_shapes_alone():
    shapes = np.array([SQUARE, None], dtype=object)
    before = shapely.to_wkb(SQUARE)
    survey_area_dm2(shapes, ZONE_39)
    assert shapely.to_wkb(shapes[0]) == before
    assert shapes[1] is None


def test_planar_area_is_too_large_far_from_the_meridian_and_the_survey_area_is_not():
    far = shapely.transform(SQUARE, lambda points: points + np.array([100_000, 0]))
    assert planar_area_dm2([far], ZONE_39)[0] == 100_000_000
    assert 99_970_000 < survey(far) < 99_980_000


@pytest.mark.parametrize("epsg", [2333, 2436, 4214, 4610])
def test_beijing_1954_and_xian_1980_are_refused_and_not_guessed(epsg):
    with pytest.raises(BadData) as caught:
        survey_area_dm2([shapely.box(116.9, 39, 117, 39.1)], CRS.from_epsg(epsg))
    assert caught.value.code == "CRS_DATUM"


def test_a_layer_wider_than_its_zone_is_refused():
    with pytest.raises(BadData) as caught:
        survey_area_dm2([shapely.box(113, 38, 121, 40)], CRS.from_epsg(4490))
    assert caught.value.code == "GEOM_WIDE"
