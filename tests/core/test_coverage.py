"""Overlaps and gaps from open edges are those of plain shapely, and the account of the cover comes out."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.affinity import rotate, translate

from natres.core.coverage import EdgeSet, compare_coverage, find_strays, open_edges

from ..strategies import parcel_mosaics

EAST, NORTH = 39_505_000.0, 4_322_000.0


def boxes(*sizes):
    return np.array([shapely.box(*size) for size in sizes], dtype=object)


def naive_overlaps(shapes, least=0.01):
    """What every pair of shapes shares, by intersection."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = [(a, b) for a, b in zip(first.tolist(), second.tolist(), strict=True) if a < b]
    areas = {pair: shapely.area(shapely.intersection(shapes[pair[0]], shapes[pair[1]])) for pair in pairs}
    return {pair: area for pair, area in areas.items() if area >= least}


def naive_gaps(shapes, outline, least=0.01):
    """What of an outline no shape covers, by union and difference."""
    rest = shapely.difference(outline, shapely.union_all(shapes))
    return sorted(area for area in shapely.area(shapely.get_parts(rest)) if area >= least)


def same_as_naive(shapes, outline):
    found = compare_coverage(shapes, outline)
    overlaps = naive_overlaps(shapes)
    assert {o.rows for o in found.overlaps} == set(overlaps)
    for overlap in found.overlaps:
        assert overlap.area_m2 == pytest.approx(overlaps[overlap.rows], abs=1e-4)
    assert sorted(g.area_m2 for g in found.gaps) == pytest.approx(naive_gaps(shapes, outline), abs=1e-4)
    assert abs(found.residual_m2) <= 1e-9 * max(found.rows_m2, 1.0) + 1e-6
    return found


@st.composite
def disturbed_mosaics(draw):
    """A clean mosaic, of which some shapes were moved, left out, doubled or turned."""
    shapes = list(draw(parcel_mosaics()).frame.geometry)
    outline = shapely.union_all(shapes)
    for _ in range(draw(st.integers(1, 4))):
        row = draw(st.integers(0, len(shapes) - 1))
        what = draw(st.sampled_from(["move", "drop", "double", "turn"]))
        if what == "drop" and len(shapes) > 1:
            shapes.pop(row)
        elif what == "double":
            shapes.append(shapes[row])
        elif what == "move":
            east, north = draw(st.integers(-30, 30)), draw(st.integers(-30, 30))
            shapes[row] = translate(shapes[row], east / 8, north / 8)
        else:
            shapes[row] = rotate(shapes[row], draw(st.integers(-20, 20)))
    return np.array(shapes, dtype=object), outline


@given(disturbed_mosaics())
def test_overlaps_gaps_and_their_areas_are_those_of_plain_shapely(made):
    same_as_naive(*made)


@given(parcel_mosaics(), st.randoms())
def test_a_clean_mosaic_has_no_finding_whatever_the_order_and_direction_of_its_rings(mosaic, random):
    shapes = [shape if random.random() < 0.5 else shapely.reverse(shape) for shape in mosaic.frame.geometry]
    random.shuffle(shapes)
    outline = shapely.union_all(shapes)
    found = compare_coverage(np.array(shapes, dtype=object), outline)
    assert (found.overlaps, found.gaps, found.outside) == ((), (), ())
    assert found.residual_m2 == pytest.approx(0, abs=1e-6)


@given(disturbed_mosaics(), st.integers(-3, 3), st.integers(-3, 3))
def test_moving_everything_changes_nothing(made, east, north):
    shapes, outline = made
    far = [translate(shape, east * 1024.0, north * 1024.0) for shape in shapes]
    here = compare_coverage(shapes, outline)
    there = compare_coverage(np.array(far, dtype=object), translate(outline, east * 1024.0, north * 1024.0))
    assert [o.rows for o in here.overlaps] == [o.rows for o in there.overlaps]
    assert [g.area_m2 for g in here.gaps] == pytest.approx([g.area_m2 for g in there.gaps], abs=1e-3)


def test_a_border_with_a_vertex_more_on_one_side_is_no_finding():
    left = shapely.Polygon([(0, 0), (10, 0), (10, 4.3), (10, 10), (0, 10)])
    same_as_naive(np.array([left, shapely.box(10, 0, 20, 10)], dtype=object), shapely.box(0, 0, 20, 10))


def test_three_on_one_another_are_three_pairs_and_count_twice():
    found = same_as_naive(boxes((0, 0, 2, 2), (1, 0, 3, 2), (1, 0, 2, 2)), shapely.box(0, 0, 3, 2))
    assert [o.rows for o in found.overlaps] == [(0, 1), (0, 2), (1, 2)]
    assert found.overlap_m2 == 4.0


def test_gaps_that_touch_in_a_point_are_two():
    shapes = boxes((0, 0, 1, 1), (1, 1, 2, 2), (2, 0, 3, 3), (0, 2, 2, 3))
    found = same_as_naive(shapes, shapely.box(0, 0, 3, 3))
    assert [g.area_m2 for g in found.gaps] == [1.0, 1.0]
    assert not found.gaps[0].enclosed


def test_without_an_outline_only_enclosed_ground_is_a_gap_and_doubtful():
    ring = shapely.box(0, 0, 9, 9) - shapely.box(3, 3, 6, 6)
    found = compare_coverage(np.array([ring], dtype=object))
    assert [(g.area_m2, g.enclosed) for g in found.gaps] == [(9.0, True)]
    assert found.outline_m2 is None


def test_a_hole_filled_by_its_island_is_clean_and_what_lies_beyond_the_outline_is_told_by_row():
    ring = shapely.box(0, 0, 9, 9) - shapely.box(3, 3, 6, 6)
    shapes = np.array([ring, shapely.box(3, 3, 6, 6), shapely.box(20, 0, 21, 1)], dtype=object)
    found = compare_coverage(shapes, shapely.box(0, 0, 9, 9))
    assert (found.overlaps, found.gaps) == ((), ())
    assert [(o.row, o.area_m2) for o in found.outside] == [(2, 1.0)]


def test_a_point_of_a_face_on_a_shared_border_blames_nobody():
    squares = boxes(*[(EAST + 100 * x, NORTH + 100 * y, EAST + 100 * x + 100, NORTH + 100 * y + 100)
                      for x in range(4) for y in range(4)])  # fmt: skip
    assert compare_coverage(squares).overlaps == ()


def test_dust_is_not_listed_and_not_lost():
    found = compare_coverage(boxes((0, 0, 10, 10), (9.9995, 0, 20, 10)), shapely.box(0, 0, 20, 10))
    assert found.overlaps == ()
    assert found.dust_m2 == pytest.approx(0.005)
    assert found.residual_m2 == pytest.approx(0, abs=1e-9)


def test_missing_and_empty_shapes_cover_nothing():
    shapes = np.array([shapely.box(0, 0, 1, 1), None, shapely.Polygon()], dtype=object)
    found = compare_coverage(shapes, shapely.box(0, 0, 2, 1))
    assert [g.area_m2 for g in found.gaps] == [1.0]
    assert compare_coverage(np.array([None], dtype=object)).rows_m2 == 0.0


def test_a_hole_that_runs_like_its_shell_is_told_and_turned():
    shell, hole = [(0, 0), (9, 0), (9, 9), (0, 9)], [(3, 3), (6, 3), (6, 6), (3, 6)]
    right, wrong = shapely.Polygon(shell, [hole[::-1]]), shapely.Polygon(shell, [hole])
    assert EdgeSet.of(np.array([right, wrong], dtype=object)).wrong_way.tolist() == [1]
    island = shapely.box(3, 3, 6, 6)
    own, _ = open_edges(EdgeSet.of(np.array([wrong, island], dtype=object)))
    assert len(own) == 4  # the shell alone


def test_a_parcel_booked_to_the_neighbour_is_a_stray_and_one_across_the_line_reaches_out():
    units = boxes((0, 0, 10, 10), (10, 0, 20, 10))
    parcels = boxes((0, 0, 10, 10), (10, 0, 15, 10), (15, 0, 20, 10))
    assert find_strays(parcels, np.array([0, 1, 1]), units) == []
    (stray,) = find_strays(parcels, np.array([0, 0, 1]), units)
    assert (stray.row, stray.whole, stray.found_in, stray.area_m2) == (1, True, 1, 50.0)
    across = boxes((0, 0, 12, 10), (12, 0, 20, 10))
    (stray,) = find_strays(across, np.array([0, 1]), units)
    assert (stray.row, stray.whole, stray.area_m2) == (0, False, 20.0)
    assert find_strays(parcels, np.array([-1, -1, -1]), units) == []


@pytest.mark.parametrize("noise", [1e-9, 1e-7, 1e-5])
def test_vertices_that_differ_by_noise_hide_no_gap_and_no_overlap(noise):
    random = np.random.default_rng(3)
    cells = boxes(*[(EAST + 50 * x, NORTH + 50 * y, EAST + 50 * x + 50, NORTH + 50 * y + 50)
                    for x in range(8) for y in range(8)])  # fmt: skip
    moved = [shapely.Polygon(shapely.get_coordinates(c)[:-1] + random.uniform(-noise, noise, (4, 2))) for c in cells]
    moved[20] = translate(moved[20], 3.0, 1.0)
    del moved[40], moved[9]
    same_as_naive(np.array(moved, dtype=object), shapely.box(EAST, NORTH, EAST + 400, NORTH + 400))


def test_layers_brought_there_and_back_keep_their_gaps():
    rings = [
        rotate(shapely.box(x, y, x + 10, y + 10), 31.7, origin=(0, 0))
        for x in range(0, 60, 10)
        for y in range(0, 60, 10)
    ]
    shapes = np.array([translate(ring, EAST, NORTH) for ring in rings], dtype=object)
    outline = shapely.convex_hull(shapely.union_all(shapes))
    same_as_naive(np.delete(shapes, [7, 14]), outline)


def test_a_strip_thinner_than_the_surveys_grid_is_found_where_it_is_long():
    for shift in (-4e-5, 4e-5):
        found = compare_coverage(boxes((0, 0, 10, 1000), (10 + shift, 0, 20, 1000)), shapely.box(0, 0, 20, 1000))
        assert [o.area_m2 for o in (*found.overlaps, *found.gaps)] == pytest.approx([0.04], rel=1e-3)
