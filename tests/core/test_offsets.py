from functools import cache

import geopandas as gpd
import numpy as np
import pytest
import shapely

from natres.core.gcj02 import gcj02_offset
from natres.core.offsets import find_offset

#: Metres per degree of longitude and latitude at 39.04°, by hand.
SCALE = np.array([86_500.0, 111_020.0])


def read(name):
    return gpd.read_parquet(f"data/{name}.parquet").to_crs(4490).geometry.to_numpy()


@cache
def district():
    return read("boundaries/district")[0]


@cache
def parcels():
    return shapely.coverage_union_all(read("landuse/parcels_2022"))


@cache
def towns():
    return read("boundaries/XZQ")


def moved(shape, east, north):
    return shapely.transform(shape, lambda points: points + np.array([east, north]) / SCALE)


def on_gcj02(shape):
    return shapely.transform(shape, lambda points: points + gcj02_offset(points) / SCALE)


def grown(shape, metres):
    plane = shapely.transform(shape, lambda points: points * SCALE)
    return shapely.transform(plane.buffer(metres), lambda points: points / SCALE)


def roughened(shape, metres):
    points = shapely.get_coordinates(shape)[:-1]
    noise = np.random.default_rng(7).normal(0, metres, points.shape)
    return shapely.Polygon(points + noise / SCALE).buffer(0)


def test_parcels_that_fill_their_district_lie_where_they_should():
    offset = find_offset(parcels(), district())
    assert offset is not None
    assert (offset.distance_m < 0.01, offset.code) == (True, "")


def test_parcels_on_gcj02_are_recognised():
    offset = find_offset(on_gcj02(parcels()), district())
    assert offset is not None
    assert offset.code == "CRS_OFFSET"
    assert offset.gcj02_share > 0.99
    assert 500 < offset.distance_m < 600
    assert offset.residual_m < 0.1


def test_parcels_on_gcj02_are_recognised_though_another_survey_drew_them():
    offset = find_offset(on_gcj02(roughened(parcels(), 4.0)), district())
    assert offset is not None
    assert (offset.code, offset.gcj02_share > 0.95) == ("CRS_OFFSET", True)


@pytest.mark.parametrize(
    "shift", [(0.0, -77.8), (20.0, 5.0), (-300.0, 250.0), (900.0, -900.0), (110.0, 3.0), (6.0, 0.0)]
)
def test_a_wrong_datum_is_a_plain_offset_of_its_size(shift):
    offset = find_offset(moved(parcels(), *shift), district())
    assert offset is not None
    assert (offset.east_m, offset.north_m) == pytest.approx(shift, rel=2e-3, abs=0.05)
    assert (offset.code, offset.gcj02_share < 0.5) == ("CRS_OFFSET.plain", True)


@pytest.mark.parametrize("shift", [(0.7, 0.7), (-1.0, 0.0), (3.0, -3.0)])
def test_the_difference_of_two_surveys_is_no_alarm(shift):
    offset = find_offset(moved(parcels(), *shift), district())
    assert offset is not None
    assert offset.code == ""


@pytest.mark.parametrize("metres", [-500.0, -200.0, -20.0, -1.0, 1.0, 20.0, 200.0, 500.0])
def test_a_layer_that_is_smaller_or_larger_all_around_is_no_alarm(metres):
    offset = find_offset(grown(parcels(), metres), district())
    assert offset is None or offset.code == ""


def test_a_layer_without_a_town_or_with_a_foreign_one_still_tells():
    without = shapely.union_all(towns()[1:])
    more = parcels() | moved(towns()[0], 8000.0, 0.0)
    for shape in (without, more):
        still, off = find_offset(shape, district()), find_offset(moved(shape, 0.0, -77.8), district())
        assert still is not None
        assert off is not None
        assert (still.code, off.code) == ("", "CRS_OFFSET.plain")
        assert off.north_m == pytest.approx(-77.8, abs=0.5)
    offset = find_offset(on_gcj02(without), district())
    assert offset is not None
    assert offset.code == "CRS_OFFSET"


def test_a_part_of_the_district_tells_nothing():
    west, south, east, north = district().bounds
    half = district() & shapely.box(west, south, (west + east) / 2, north)
    for shape in (towns()[0], half, moved(half, 0.0, -77.8), on_gcj02(half)):
        assert find_offset(shape, district()) is None


def test_pieces_that_lie_freely_inside_tell_nothing():
    plane = shapely.transform(district(), lambda points: points * SCALE)
    west, south, east, north = plane.bounds
    x, y = np.meshgrid(np.arange(west, east, 900.0), np.arange(south, north, 900.0))
    cells = shapely.box(x, y, x + 850.0, y + 850.0).ravel()
    inside = shapely.union_all(cells[shapely.contains(plane, cells)])
    pieces = shapely.transform(inside, lambda points: points / SCALE)
    assert shapely.area(pieces) > 0.6 * shapely.area(district())
    for shape in (pieces, moved(pieces, 200.0, 300.0), on_gcj02(pieces)):
        assert find_offset(shape, district()) is None


def test_other_shapes_tell_nothing():
    middle = district().centroid
    for shape in (district().minimum_rotated_rectangle, middle.buffer(0.12), middle, shapely.Polygon()):
        assert find_offset(shape, district()) is None
    assert find_offset(parcels(), shapely.Polygon()) is None


def test_a_layer_that_slides_along_a_straight_boundary_tells_nothing():
    strip = shapely.box(117.0, 39.0, 118.5, 39.05)
    offset = find_offset(moved(strip, 400.0, 0.0), strip)
    assert offset is None or offset.code == ""


def test_an_outline_of_many_vertices_is_answered_too():
    dense = shapely.segmentize(on_gcj02(parcels()), 5.0 / 111_000)
    assert shapely.get_num_coordinates(dense) > 30_000
    offset = find_offset(dense, district())
    assert offset is not None
    assert offset.code == "CRS_OFFSET"
