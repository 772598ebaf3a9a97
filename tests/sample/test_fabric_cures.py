"""What holds the fabric together where lines meet badly: needles, crowded nets, rings that hold others."""

from types import SimpleNamespace

import numpy as np
import pytest
import shapely

from natres.sample import build_sample
from natres.sample.fabric import mesh
from natres.sample.fabric.needles import without_needles
from natres.sample.fabric.weave import _whole_leaves, _without_spikes
from tests.many import times


def polygons(*rings) -> np.ndarray:
    return np.array([shapely.Polygon(ring) for ring in rings], dtype=object)


def test_a_needle_between_two_parcels_goes_and_the_coverage_stays_one():
    west = [(0, 0), (100, 100), (0, 200)]
    # the middle parcel runs out along the west one's long side, a millimetre wide, to the tip (0, 200)
    middle = [(100, 100), (0, 200), (60, 140.001), (80, 160)]
    east = [(0, 200), (60, 140.001), (80, 160), (60, 200)]
    faces = polygons(west, middle, east)
    assert shapely.coverage_is_valid(faces)
    made, kept = without_needles(faces)
    assert kept.tolist() == [0, 1, 2]
    assert shapely.is_valid(made).all() and shapely.coverage_is_valid(made)
    assert not (shapely.get_coordinates(made[1]) == [0, 200]).all(1).any()
    assert (shapely.get_coordinates(made[0]) == [60, 140.001]).all(1).any()
    assert shapely.coverage_union_all(made).equals(shapely.coverage_union_all(faces))


def test_a_parcel_that_is_a_needle_itself_is_gone():
    north, south = [(0, 0), (50, 0.001), (100, 0), (50, 90)], [(0, 0), (50, -90), (100, 0)]
    sliver = [(0, 0), (100, 0), (50, 0.001)]
    made, kept = without_needles(polygons(north, sliver, south))
    assert kept.tolist() == [0, 2]
    assert shapely.coverage_is_valid(made) and shapely.coverage_union_all(made).geom_type == "Polygon"
    assert not shapely.coverage_union_all(made).interiors


def test_clean_parcels_are_left_as_they_are():
    faces = polygons([(0, 0), (9, 0), (9, 9)], [(0, 0), (9, 9), (0, 9)])
    made, kept = without_needles(faces)
    assert made.tolist() == faces.tolist() and kept.tolist() == [0, 1]


def test_a_spike_between_tiles_goes_to_the_neighbour_that_closes_it():
    spiked = shapely.Polygon([(0, 0), (10, 0), (10, 5), (18, 5), (10, 5), (10, 10), (0, 10)])
    upper = shapely.Polygon([(10, 5), (18, 5), (20, 10), (10, 10)])
    lower = shapely.Polygon([(10, 0), (20, 0), (18, 5), (10, 5)])
    atoms = np.array([spiked, upper, lower], dtype=object)
    assert not spiked.is_valid
    group = _without_spikes(np.arange(3), atoms, np.arange(3))
    assert shapely.is_valid(mesh.union_groups(atoms, group)).all()
    assert len(set(group.tolist())) == 2


SIZES = [(1000, 3), (3000, 5), (12_000, 7)]


@pytest.mark.parametrize(("parcels", "seed"), times(SIZES, SIZES[:2]))
def test_every_parcel_has_ten_to_four_hundred_vertices(parcels, seed):
    shapes = build_sample(parcels=parcels, seed=seed, targets="random").layers[0].frame.geometry.to_numpy()
    corners = shapely.get_num_coordinates(shapes) - 1 - shapely.get_num_interior_rings(shapes)
    assert corners.min() >= 10
    if parcels >= 3000:
        assert corners.max() <= 400
    assert shapely.coverage_is_valid(shapes)


def test_the_parcel_that_surrounds_another_is_named_outermost_first():
    yard, house = shapely.box(2, 2, 6, 6), shapely.box(3, 3, 4, 4)
    field = shapely.box(0, 0, 9, 9).difference(yard)
    shapes = np.array([house, yard.difference(house), field], dtype=object)
    assert mesh.enclosing(shapes).tolist() == [2, 2, 2]


def test_parts_of_a_leaf_that_touch_in_a_point_only_are_two_parcels():
    faces = polygons(
        [(0, 0), (9, 0), (9, 9), (0, 9)], [(9, 9), (18, 9), (18, 18), (9, 18)],
        [(9, 0), (18, 0), (18, 9), (9, 9)], [(18, 9), (27, 9), (27, 18), (18, 18)],
    )  # fmt: skip

    class Leaves(SimpleNamespace):
        def __len__(self):
            return len(self.leaf)

    groups = _whole_leaves(Leaves(leaf=np.array([7, 7, 8, 7])), mesh.neighbours(faces))
    assert groups.tolist() == [0, 1, 2, 1]
