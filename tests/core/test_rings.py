import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS

from natres.core.crs import ComputingZone
from natres.core.rings import Rings, densify, densify_lon_lat, on_the_plane, unwrapped
from tests.strategies import ZONE_39

ZONE = ComputingZone(117.0)


def edge(length):
    return np.array([[0.0, 0.0], [length, 0.0]]), np.zeros(2, dtype=np.intp)


@pytest.mark.parametrize(
    ("length", "inserted"), [(0.5, 0), (70.0, 0), (70.0001, 1), (139.9, 1), (140.0, 2), (700.0, 10), (5000.0, 71)]
)
def test_an_edge_over_70_metres_is_divided_by_as_many_points_as_70_metres_go_into_it(length, inserted):
    points, ring = densify(*edge(length))
    assert len(points) == 2 + inserted
    assert ring.tolist() == [0] * (2 + inserted)
    assert np.diff(points[:, 0]) == pytest.approx([length / (inserted + 1)] * (inserted + 1))


def test_the_leap_from_one_ring_to_the_next_is_no_edge():
    points = np.array([[0.0, 0], [1, 0], [5000, 0], [5001, 0]])
    same, ring = densify(points, np.array([0, 0, 1, 1]))
    assert same.tolist() == points.tolist()
    assert ring.tolist() == [0, 0, 1, 1]


def test_edges_of_degrees_are_divided_by_their_length_on_the_ground():
    on_equator, _ = densify_lon_lat(np.array([[0.0, 0.0], [0.01, 0.0]]), np.zeros(2, dtype=np.intp))
    far_north, _ = densify_lon_lat(np.array([[0.0, 80.0], [0.01, 80.0]]), np.zeros(2, dtype=np.intp))
    assert len(on_equator) == 2 + 15  # 1112 m
    assert len(far_north) == 2 + 2  # 193 m


def test_holes_count_against_their_polygon_and_parts_for_their_shape():
    holed = shapely.Polygon(shapely.box(0, 0, 9, 9).exterior, [shapely.box(1, 1, 2, 2).exterior])
    rings = Rings(
        np.array([None, shapely.MultiPolygon([holed, shapely.box(20, 0, 21, 1)]), holed, shapely.Point(1, 1)])
    )
    assert rings.owner.tolist() == [1, 1, 1, 2, 2]
    assert rings.sign.tolist() == [1, -1, 1, 1, -1]
    assert len(rings.points) == len(rings.ring) == 25


@given(
    st.lists(st.tuples(st.integers(-150_000, 150_000), st.integers(0, 300_000)), min_size=3, max_size=8, unique=True)
)
def test_vertices_with_four_decimals_stay_what_they_are_in_every_way_they_may_be_stored(ring):
    plane = np.array([[39_500_000 + e / 10_000, 4_300_000 + n / 10_000] for e, n in ring])
    rings = Rings(np.array([shapely.Polygon(plane)]))
    exact, _ = on_the_plane(rings, ZONE_39, ZONE)
    rings.points = rings.points - [39_000_000, 0]
    short, _ = on_the_plane(rings, CRS.from_epsg(4548), ZONE)
    assert (short == exact).all()
    assert (exact[:-1] == plane).all()


def test_one_vertex_off_the_grid_leaves_its_whole_shape_as_it_is_and_no_other():
    square = shapely.box(39_500_000, 4_300_000, 39_500_100, 4_300_100)
    noisy = shapely.transform(square, lambda p: p + 1e-8)
    fine = shapely.transform(square, lambda p: p + np.array([[0.00003, 0], *[[1e-8, 0]] * 3, [0.00003, 0]]))
    rings = Rings(np.array([noisy, fine]))
    points, ring = on_the_plane(rings, ZONE_39, ZONE)
    clean, _ = on_the_plane(Rings(np.array([square])), ZONE_39, ZONE)
    assert (points[ring == 0] == clean).all()
    assert (points[ring == 1][0] == np.array([39_500_100.0, 4_300_000.0])).all()  # rounded at the end, not before


@given(st.floats(-180, 180), st.lists(st.floats(-60, 60), min_size=1, max_size=10))
def test_a_ring_has_no_jump_once_it_is_unwrapped_and_means_the_same_places(start, steps):
    running = np.cumsum([start, *steps])
    jumping = np.column_stack([(running + 180) % 360 - 180, np.zeros(len(running))])
    clean = unwrapped(jumping, np.zeros(len(running), dtype=np.intp))
    assert (np.abs(np.diff(clean[:, 0])) <= 180 + 1e-9).all()
    assert np.diff(clean[:, 0]) == pytest.approx(steps, abs=1e-9)
