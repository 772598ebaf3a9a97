import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod

from natres.core.areas import geodesic_area_dm2, planar_area_dm2, survey_area_dm2, survey_area_m2
from natres.core.crs import ComputingZone, from_zone, to_zone, zone_for
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
@given(survey_polygons(), st.sampled_from([0.0, 1.2345e-5, 0.00005]))
def test_the_survey_area_is_the_published_formula_computed_once_more(shape, off):
    # Also where points put on an edge lie half way between two fourth decimals, and where vertices have more of them.
    shape = shapely.transform(shape, lambda points: points + off)
    expected = official_area_m2(shape)
    assert survey_area_m2([shape], ZONE_39)[0] == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("decimals", [3, 4, 12])
def test_random_parcels_of_3_to_400_vertices_print_what_the_published_formula_gives(decimals):
    random = np.random.default_rng(decimals)
    shapes = [star_with_holes(random, decimals) for _ in range(400)]
    expected = np.array([official_area_m2(shape) for shape in shapes])
    measured = survey_area_m2(shapes, ZONE_39)
    assert np.abs(measured - expected).max() <= 0.001
    beside_a_tie = np.abs((expected * 100 - 0.5) - np.rint(expected * 100 - 0.5)) <= 0.1
    same = np.floor(measured * 100 + 0.5) == np.floor(expected * 100 + 0.5)
    assert (same | beside_a_tie).all()


def star_with_holes(random, decimals) -> shapely.Polygon:
    east, north = random.uniform(39_480_000, 39_540_000), random.uniform(4_290_000, 4_350_000)
    reach = 10 ** random.uniform(0.7, 3)
    holes = [
        star(random, east + (k - 0.5) * reach / 5, north, reach / 20, 3, decimals) for k in range(random.integers(3))
    ]
    return shapely.Polygon(star(random, east, north, reach, random.integers(3, 401), decimals), holes)


def star(random, east, north, reach, corners, decimals) -> np.ndarray:
    angles, radii = np.sort(random.uniform(0, 2 * np.pi, corners)), reach * random.uniform(0.55, 1, corners)
    return np.round(np.column_stack([east + radii * np.cos(angles), north + radii * np.sin(angles)]), decimals)


@pytest.mark.parametrize("epsg", [4548, 4490, 4498, 4509, 4326, 32650, 4528])
def test_the_same_parcels_have_equal_areas_in_every_system_they_may_be_delivered_in(epsg):
    random = np.random.default_rng(epsg)
    shapes = gpd.GeoSeries([star_with_holes(random, 4) for _ in range(300)], crs=4527)
    moved = shapes.to_crs(epsg)
    degrees = moved.crs.is_geographic
    delivered = shapely.transform(moved.to_numpy(), lambda points: np.round(points, 10 if degrees else 7))
    zone = ComputingZone(117.0)
    assert (survey_area_dm2(delivered, moved.crs, zone=zone) == survey_area_dm2(shapes, ZONE_39, zone=zone)).all()


def test_a_file_geodatabase_that_keeps_coordinates_as_counts_of_its_resolution_changes_no_area():
    random = np.random.default_rng(8)
    shapes = [star_with_holes(random, 4) for _ in range(200)]
    origin = -5_123_200.0
    stored = shapely.transform(shapes, lambda p: np.rint((p - origin) * 10_000) / 10_000 + origin)
    assert (survey_area_dm2(stored, ZONE_39) == survey_area_dm2(shapes, ZONE_39)).all()


@settings(max_examples=40)
@given(survey_polygons(smallest=400))
def test_the_survey_area_agrees_with_the_geodesic_area_to_one_part_in_ten_million(shape):
    lon_lat = gpd.GeoSeries([shapely.segmentize(shape, 50)], crs=4527).to_crs(4490).iloc[0]
    # pyproj counts a hole with the sign of its ring: make rings run as it expects.
    expected = abs(GRS80.geometry_area_perimeter(shapely.orient_polygons(lon_lat))[0])
    assert survey(shape) / 100 == pytest.approx(expected, rel=1e-7, abs=0.02)


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


GEOGRAPHIC = CRS.from_epsg(4490)
WIDE = {
    "as large as Kansas": [(-102.05, 37), (-94.6, 37), (-94.6, 40), (-102.05, 40)],
    "in the south": [(140, -35), (147, -35.5), (146, -30)],
    "across the antimeridian": [(178, -20), (184, -20), (184, -15), (178, -15)],
    "across the equator": [(10, -3), (17, -3), (17, 2), (10, 2)],
}
NARROW = {
    "10 square metres": (117.2, 39.0, 1.6e-5),
    "at the edge of a zone": (118.49, 35.0, 0.004),
    "in the south": (147.3, -35.2, 0.01),
    "beside the antimeridian": (-179.995, -17.0, 0.02),
    "at the equator and the edge": (118.4, 0.001, 0.05),
    "in the far north": (118.4, 70.0, 0.05),
}


def geodesic_of_rounded(lon_lat) -> float:
    """Karney's area of vertices whose B and L are rounded to 6 decimals of a second."""
    rounded = np.copysign(np.floor(np.abs(lon_lat) * 3600e6 + 0.5), lon_lat) / 3600e6
    return abs(GRS80.polygon_area_perimeter(rounded[:, 0], rounded[:, 1])[0])


def divided(ring, lengths) -> np.ndarray:
    points = []
    for start, end, length in zip(ring, np.roll(ring, -1, axis=0), lengths, strict=True):
        pieces = int(length / 70) + 1 if length > 70 else 1
        points += [start + (end - start) * i / pieces for i in range(pieces)]
    return np.array(points)


@pytest.mark.parametrize("name", list(WIDE))
def test_polygons_too_wide_for_a_zone_agree_with_the_geodesic_area_of_the_same_rounded_vertices(name):
    ring = np.array(WIDE[name], dtype=float)
    step = np.radians(np.roll(ring, -1, axis=0) - ring)
    middle = np.radians(ring[:, 1] + np.roll(ring[:, 1], -1)) / 2
    lengths = np.hypot(step[:, 0] * np.cos(middle), step[:, 1]) * 6_371_008.8
    expected = geodesic_of_rounded(divided(ring, lengths))
    assert survey_area_m2([shapely.Polygon(ring)], GEOGRAPHIC)[0] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("name", list(NARROW))
def test_polygons_at_the_ends_of_a_zone_agree_with_the_geodesic_area_of_the_same_rounded_vertices(name):
    lon, lat, half = NARROW[name]
    zone = ComputingZone(117.0) if 115 < lon < 119 else zone_for(GEOGRAPHIC, lon)
    box = shapely.box(lon - half, lat - half, lon + half, lat + half)
    plane = np.round(to_zone(shapely.get_coordinates(box), GEOGRAPHIC, zone)[:-1], 4)
    ring = divided(plane, np.hypot(*(np.roll(plane, -1, axis=0) - plane).T))
    expected = geodesic_of_rounded(from_zone(ring, zone))
    assert survey_area_m2([box], GEOGRAPHIC, zone=zone)[0] == pytest.approx(expected, rel=1e-7)


def test_a_ring_that_jumps_at_the_antimeridian_is_the_one_that_runs_across_it():
    running = shapely.Polygon(WIDE["across the antimeridian"])
    jumping = shapely.transform(running, lambda p: np.column_stack([(p[:, 0] + 180) % 360 - 180, p[:, 1]]))
    assert survey(jumping, GEOGRAPHIC) == survey(running, GEOGRAPHIC)


def test_wide_and_narrow_parcels_of_one_layer_each_have_the_area_they_have_alone():
    narrow = shapely.box(117.1, 39.0, 117.2, 39.1)
    wide = shapely.box(113.0, 38.0, 121.0, 40.0)
    together = survey_area_dm2([narrow, wide, None, narrow], GEOGRAPHIC, zone=ComputingZone(117.0))
    assert together.tolist() == [survey(narrow, GEOGRAPHIC), survey(wide, GEOGRAPHIC), 0, survey(narrow, GEOGRAPHIC)]
    assert abs(geodesic_area_dm2([wide], GEOGRAPHIC)[0] / survey(wide, GEOGRAPHIC) - 1) < 1e-8


def test_a_shape_around_a_pole_is_refused_with_its_row():
    cap = shapely.Polygon([(0, 80), (90, 80), (180, 80), (270, 80)])
    for measure in (survey_area_dm2, geodesic_area_dm2):
        with pytest.raises(BadData) as caught:
            measure([shapely.box(10, 50, 30, 51), cap], GEOGRAPHIC)
        assert caught.value.code == "GEOM_WIDE"
        assert caught.value.facts["row"] == 1


@pytest.mark.parametrize("measure", [survey_area_dm2, geodesic_area_dm2, planar_area_dm2])
@pytest.mark.parametrize("epsg", [4490, 4527, 4498, 3857])
def test_the_area_of_a_parcel_does_not_depend_on_what_else_is_in_its_layer(measure, epsg):
    """Each is measured in its own zone, wherever its neighbours lie."""
    east = [112.3, 115.49, 115.6, 117.2, 118.49, 118.6, 121.0, 124.4]
    boxes = gpd.GeoSeries([shapely.box(x, 39.0, x + 0.04, 39.03) for x in east], crs=4490).to_crs(epsg)
    shapes = boxes.to_numpy()
    together = measure(shapes, boxes.crs)
    assert together.tolist() == [int(measure([shape], boxes.crs)[0]) for shape in shapes]
    assert together[::-1].tolist() == measure(shapes[::-1], boxes.crs).tolist()


def test_a_parcel_far_from_the_meridian_of_its_system_is_measured_in_the_zone_it_lies_in():
    away = gpd.GeoSeries([shapely.box(120.2, 39.0, 120.23, 39.02)], crs=4490).to_crs(4527)
    own = survey_area_dm2(away.to_numpy(), away.crs)
    assert own.tolist() == survey_area_dm2(away.to_numpy(), away.crs, zone=ComputingZone(120.0)).tolist()


@pytest.mark.parametrize(
    ("ring", "code"),
    [
        ([(117, 39), (np.inf, 39), (117, 40)], "GEOM_NONFINITE"),
        ([(117, 39), (118, 39), (117, np.nan)], "GEOM_NONFINITE"),
        ([(117, 89), (117.5, 89), (117.5, 91), (117, 91)], "GEOM_WIDE"),
        ([(1e300, 0), (1e301, 1), (1e300, 2)], "GEOM_WIDE"),
    ],
)
@pytest.mark.parametrize("measure", [survey_area_dm2, geodesic_area_dm2, planar_area_dm2])
def test_a_vertex_that_is_nowhere_on_earth_is_refused_with_its_row(measure, ring, code):
    with pytest.raises(BadData) as caught:
        measure([shapely.box(117, 39, 117.1, 39.1), shapely.Polygon(ring)], GEOGRAPHIC)
    assert (caught.value.code, caught.value.facts["row"]) == (code, 1)


def test_a_narrow_shape_up_to_the_pole_is_refused_and_never_a_number():
    with pytest.raises(BadData) as caught:
        survey_area_dm2([shapely.box(117, 89, 117.5, 90)], GEOGRAPHIC)
    assert caught.value.code == "GEOM_WIDE"


def test_a_shape_once_around_the_earth_is_refused_and_never_nothing():
    band = shapely.box(-180, 10, 180, 20)
    for measure in (survey_area_dm2, geodesic_area_dm2, planar_area_dm2):
        with pytest.raises(BadData) as caught:
            measure([shapely.box(117, 39, 117.1, 39.1), band], GEOGRAPHIC)
        assert (caught.value.code, caught.value.facts["row"]) == ("GEOM_WIDE", 1)


def test_a_parcel_on_both_sides_of_the_antimeridian_has_one_area_whoever_its_neighbour_is():
    both = shapely.MultiPolygon([shapely.box(176, 10, 180, 10.1), shapely.box(-180, 10, -176, 10.1)])
    alone = survey(both, GEOGRAPHIC)
    for neighbour in (
        shapely.box(176, 10, 184, 10.1),
        shapely.box(179.9, 10, 182.2, 10.1),
        shapely.box(117, 39, 118, 40),
    ):
        assert int(survey_area_dm2([neighbour, both], GEOGRAPHIC)[1]) == alone
