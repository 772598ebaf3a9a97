"""Layers laid on one another, held to cells that can be counted and to pairwise intersections."""

from collections import Counter
from itertools import product

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from natres.core.areas import survey_area_m2
from natres.core.crs import ComputingZone
from natres.core.overlay import (
    NOWHERE,
    assign_points,
    cut_pairs,
    cutting,
    lay_over,
    lay_zones,
    match_shapes,
    subdivided,
)
from natres.errors import BadData
from tests.strategies import EAST, NORTH, ZONE_39

ZONE = ComputingZone(117.0)


def turned(shapes, angle):
    """Turn a layer about a corner: its coordinates are then no round numbers."""
    cos, sin = np.cos(angle), np.sin(angle)

    def turn(points):
        x, y = points[:, 0] - EAST, points[:, 1] - NORTH
        return np.column_stack([EAST + x * cos - y * sin, NORTH + x * sin + y * cos])

    return shapely.transform(np.asarray(shapes, dtype=object), turn) if angle else np.asarray(shapes, dtype=object)


def dissolved(labels, cell, shift=0.0):
    """Return label → union of its cells: holes and multiparts come by themselves."""
    found = {}
    for label in sorted(set(labels.ravel().tolist())):
        cells = [
            shapely.box(
                EAST + c * cell + shift, NORTH + r * cell + shift, EAST + (c + 1) * cell + shift,
                NORTH + (r + 1) * cell + shift,
            )
            for r, c in np.argwhere(labels == label)
        ]  # fmt: skip
        found[label] = shapely.union_all(cells)
    return found


def begun_elsewhere(shape, back):
    """Begin the shell of a plain polygon at another vertex, and run it the other way."""
    if shape.geom_type != "Polygon" or shape.interiors:
        return shapely.reverse(shape) if back else shape
    points = np.roll(np.asarray(shape.exterior.coords)[:-1], 2, axis=0)
    return shapely.Polygon(points[::-1] if back else points)


grids = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda size: st.tuples(
        *(st.lists(st.integers(0, 5), min_size=size[0] * size[1], max_size=size[0] * size[1]),) * 2
    ).map(lambda two: tuple(np.array(labels).reshape(size) for labels in two))
)


@st.composite
def two_mosaics(draw):
    """Draw two layers over the same cells, or one shifted by half a cell, and the m² their labels share."""
    before, after = draw(grids)
    cell = draw(st.sampled_from([40.0, 100.0, 300.0]))
    shifted = draw(st.booleans())
    one, two = dissolved(before, cell), dissolved(after, cell, cell / 2 if shifted else 0.0)
    shared = Counter()
    quarter = cell / 2
    for r, c in product(range(2 * before.shape[0]), range(2 * before.shape[1])):
        away = (r - 1, c - 1) if shifted else (r, c)
        inside = min(away) >= 0
        if inside:
            shared[int(before[r // 2, c // 2]), int(after[away[0] // 2, away[1] // 2])] += quarter * quarter
    angle = draw(st.sampled_from([0.0, 0.3, 1.1]))
    first, second = turned(list(one.values()), angle), turned(list(two.values()), angle)
    if draw(st.booleans()):  # vertices in one year that the other does not have
        second = shapely.segmentize(second, cell / 3.7)
    if draw(st.booleans()):
        second = np.array([begun_elsewhere(s, draw(st.booleans())) for s in second], dtype=object)
    return (list(one), first), (list(two), second), shared


def cells_of(laid, one, two):
    found = Counter()
    for a, b, area in zip(laid.common.first, laid.common.second, laid.common.planar_m2, strict=True):
        found[one[a], two[b]] += area
    return found


@given(two_mosaics())
@settings(max_examples=25, deadline=None)
def test_pieces_are_the_cells_both_labels_share_and_the_other_way_round(drawn):
    (names, first), (others, second), shared = drawn
    laid = lay_over(first, ZONE_39, second, ZONE_39)
    back = lay_over(second, ZONE_39, first, ZONE_39)
    found, returned = cells_of(laid, names, others), cells_of(back, others, names)
    for key in set(shared) | set(found):
        assert abs(found[key] - shared[key]) < 1e-4
        assert abs(found[key] - returned[key[1], key[0]]) < 1e-4
    for a, b in ((laid, back), (back, laid)):
        assert np.abs(a.first_residual_m2).max() < 2e-4
        assert abs(a.first_alone.planar_m2.sum() - b.second_alone.planar_m2.sum()) < 1e-3
    alone = first_sum(laid) - laid.common.planar_m2.sum()
    assert abs(laid.first_alone.planar_m2.sum() - alone) < 1e-3


def first_sum(laid):
    return laid.first_m2.sum()


@given(two_mosaics())
@settings(max_examples=20, deadline=None)
def test_survey_areas_of_pieces_add_up_to_those_of_the_rows(drawn):
    (_, first), (_, second), _ = drawn
    laid = lay_over(first, ZONE_39, second, ZONE_39)
    for rows, alone, whole, shapes in (
        (laid.common.first, laid.first_alone, laid.first_survey_m2, first),
        (laid.common.second, laid.second_alone, laid.second_survey_m2, second),
    ):
        own = alone.first if alone is laid.first_alone else alone.second
        total = np.bincount(rows, laid.common.survey_m2, len(whole)) + np.bincount(own, alone.survey_m2, len(whole))
        # The formula takes an edge as straight in latitude and longitude: every 70 m of border may be 0.0025 m² off
        # where the other layer has a vertex on it. Where all vertices are common there is nothing of this.
        assert (np.abs(total - whole) <= 0.01 + 0.0025 * shapely.length(shapes) / 70).all()
        assert np.allclose(whole, survey_area_m2(shapes, ZONE_39, zone=ZONE), rtol=0, atol=1e-9)


def test_survey_areas_close_to_a_square_centimetre_where_vertices_are_common():
    labels = np.arange(16).reshape(4, 4)
    first = turned(list(dissolved(labels, 50.0).values()), 0.7)
    pairs = np.array([shapely.union_all(first[n : n + 2]) for n in range(0, 16, 2)], dtype=object)
    laid = lay_over(first, ZONE_39, pairs, ZONE_39)
    total = np.bincount(laid.common.second, laid.common.survey_m2, 8)
    assert np.abs(total - laid.second_survey_m2).max() < 1e-4


def test_what_is_unchanged_is_matched_wherever_its_ring_begins():
    labels = np.arange(16).reshape(4, 4)
    first = turned(list(dissolved(labels, 50.0).values()), 0.7)
    second = np.array([begun_elsewhere(shape, n % 2) for n, shape in enumerate(first)], dtype=object)
    order = np.random.default_rng(3).permutation(16)
    left, right = match_shapes(first, second[order])
    assert left.tolist() == list(range(16))
    assert order[right].tolist() == list(range(16))
    holed = np.array([shapely.Polygon(shapely.box(0, 0, 9, 9).exterior, [shapely.box(1, 1, 2, 2).exterior])])
    assert match_shapes(holed, shapely.reverse(holed))[0].tolist() == [0]


@pytest.mark.parametrize("away", [1e-9, 1e-4])
def test_a_vertex_that_differs_in_its_last_digit_is_no_match(away):
    shape = shapely.box(10, 10, 20, 20)
    moved = shapely.Polygon([(20 + away, 10), (20, 20), (10, 20), (10, 10)])
    assert not len(match_shapes(np.array([shape]), np.array([moved]))[0])


def test_a_shape_that_stands_twice_matches_nothing_and_both_are_cut():
    square = shapely.box(EAST, NORTH, EAST + 10, NORTH + 10)
    laid = lay_over(np.array([square, square]), ZONE_39, np.array([square]), ZONE_39, clean=False)
    assert laid.same == 0
    assert laid.common.planar_m2.tolist() == [100.0, 100.0]
    assert laid.second_residual_m2.tolist() == [-100.0]  # the ground is there once, and is counted twice


@given(st.integers(0, 10_000))
@example(219)  # what is doubled on a row is as much as what is bare
@settings(max_examples=15, deadline=None)
def test_layers_that_overlap_themselves_are_cut_pair_by_pair(seed):
    rng = np.random.default_rng(seed)

    def layer(count):
        x, y = rng.integers(0, 60, count), rng.integers(0, 60, count)
        w, h = rng.integers(5, 30, (2, count))
        return shapely.box(EAST + x, NORTH + y, EAST + x + w, NORTH + y + h)

    first, second = layer(8), layer(8)
    second[0] = first[0]
    laid = lay_over(first, ZONE_39, second, ZONE_39, clean=False)
    found = {(int(a), int(b)): m2 for a, b, m2 in
             zip(laid.common.first, laid.common.second, laid.common.planar_m2, strict=True)}  # fmt: skip
    for a, b in product(range(8), range(8)):
        assert abs(found.get((a, b), 0.0) - first[a].intersection(second[b]).area) < 1e-6
    bare = np.zeros(8)
    bare[laid.first_alone.first] = laid.first_alone.planar_m2
    union = shapely.union_all(second)
    assert np.abs(bare - shapely.area(shapely.difference(first, union))).max() < 1e-6
    assert laid.first_residual_m2.max() < 1e-6  # what is doubled, never what is lost


def test_a_shortcut_loses_nothing_where_the_second_layer_overlaps_a_matched_row():
    a, b = shapely.box(EAST, NORTH, EAST + 10, NORTH + 10), shapely.box(EAST + 10, NORTH, EAST + 20, NORTH + 10)
    grown = shapely.box(EAST + 5, NORTH, EAST + 20, NORTH + 10)  # lies over half of a, which is unchanged
    laid = lay_over(np.array([a, b]), ZONE_39, np.array([a, grown]), ZONE_39)
    pieces = {(int(x), int(y)): m2 for x, y, m2 in
              zip(laid.common.first, laid.common.second, laid.common.planar_m2, strict=True)}  # fmt: skip
    assert pieces == {(0, 0): 100.0, (0, 1): 50.0, (1, 1): 100.0}
    assert laid.first_residual_m2.tolist() == [-50.0, 0.0]
    assert not len(laid.second_alone)


def test_layers_in_two_systems_meet_on_the_grid_of_the_survey():
    labels = np.arange(9).reshape(3, 3)
    shapes = turned(list(dissolved(labels, 80.0).values()), 0.4)
    shapes = shapely.transform(shapes, lambda points: np.round(points, 3))
    to_degrees = Transformer.from_crs(4527, 4490, always_xy=True)
    degrees = shapely.transform(shapes, lambda p: np.round(np.column_stack(to_degrees.transform(p[:, 0], p[:, 1])), 10))
    laid = lay_over(degrees, CRS.from_epsg(4490), shapes, ZONE_39, zone=ZONE)
    assert laid.rounded
    assert laid.same == 9
    assert np.abs(laid.common.planar_m2 - shapely.area(shapes)).max() < 0.01


def test_the_same_zone_without_prefix_is_only_shifted():
    square = np.array([shapely.box(EAST, NORTH, EAST + 10, NORTH + 10)])
    plain = shapely.transform(square, lambda p: p - [39_000_000, 0])
    laid = lay_over(square, ZONE_39, plain, CRS.from_epsg(4548))
    assert (laid.same, laid.rounded) == (1, False)


def test_chunks_change_nothing(monkeypatch):
    labels = np.arange(36).reshape(6, 6)
    first = turned(list(dissolved(labels, 30.0).values()), 0.2)
    second = turned(list(dissolved(labels, 30.0, 11.0).values()), 0.2)
    whole = lay_over(first, ZONE_39, second, ZONE_39)
    monkeypatch.setattr(cutting, "_CHUNK", 7)
    parts = lay_over(first, ZONE_39, second, ZONE_39)
    assert whole.common.first.tolist() == parts.common.first.tolist()
    assert whole.common.planar_m2.tolist() == parts.common.planar_m2.tolist()


def test_what_geos_cannot_cut_is_eased_and_named(monkeypatch):
    a, b = shapely.box(EAST, NORTH, EAST + 10, NORTH + 10), shapely.box(EAST + 5, NORTH, EAST + 15, NORTH + 10)
    true, calls = shapely.intersection, []

    def fails(one, other, grid_size=None):
        calls.append(grid_size)
        if grid_size is None:
            raise shapely.GEOSException("TopologyException: side location conflict")
        return true(one, other, grid_size=grid_size)

    monkeypatch.setattr(shapely, "intersection", fails)
    cut = cut_pairs(np.array([a, a]), np.array([b]), (np.array([1]), np.array([0])))
    assert cut.eased == ((1, 0),)
    assert cut.area_m2.tolist() == [50.0]
    monkeypatch.setattr(shapely, "intersection", lambda *_, **__: (_ for _ in ()).throw(shapely.GEOSException("no")))
    with pytest.raises(BadData) as caught:
        cut_pairs(np.array([a, a]), np.array([b]), (np.array([1]), np.array([0])))
    assert (caught.value.code, caught.value.facts["row"], caught.value.facts["other"]) == ("OVERLAY_FAILED", 1, 0)


def test_borders_and_points_are_no_pieces():
    a, b, c = (shapely.box(EAST + x, NORTH + y, EAST + x + 10, NORTH + y + 10) for x, y in ((0, 0), (10, 0), (10, 10)))
    cut = cut_pairs(np.array([a]), np.array([b, c]), (np.array([0, 0]), np.array([0, 1])))
    assert not len(cut.first)


def test_empty_and_missing_shapes_have_no_ground():
    square = shapely.box(EAST, NORTH, EAST + 10, NORTH + 10)
    laid = lay_over(np.array([None, square, shapely.Polygon()]), ZONE_39, np.array([square, None]), ZONE_39)
    assert laid.common.first.tolist() == [1]
    assert laid.first_m2.tolist() == [0.0, 100.0, 0.0]
    nothing = lay_over(np.zeros(0, dtype=object), ZONE_39, np.array([square]), ZONE_39)
    assert nothing.second_alone.second.tolist() == [0]
    assert nothing.second_alone.first.tolist() == [NOWHERE]


def test_subdivision_keeps_every_square_metre():
    circle = shapely.Point(EAST, NORTH).buffer(500, quad_segs=300)
    ring = circle.difference(shapely.Point(EAST + 80, NORTH).buffer(200, quad_segs=100))
    parts, rows = subdivided(np.array([shapely.box(EAST, NORTH, EAST + 1, NORTH + 1), ring]))
    assert shapely.get_num_coordinates(parts).max() <= 160
    assert abs(shapely.area(parts[rows == 1]).sum() - ring.area) < 1e-6


@st.composite
def zoned(draw):
    """Draw parcels of whole cells and three layers of cells that overlap one another."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    size = rows * columns
    labels = np.array(draw(st.lists(st.integers(0, 4), min_size=size, max_size=size))).reshape(rows, columns)
    fine = 4 * size
    layers = [
        np.array(draw(st.lists(st.booleans(), min_size=fine, max_size=fine))).reshape(2 * rows, 2 * columns)
        for _ in range(3)
    ]
    return labels, layers


@given(zoned(), st.sampled_from([0.0, 0.5]))
@settings(max_examples=25, deadline=None)
def test_ground_by_combination_is_counted_once(drawn, angle):
    labels, layers = drawn
    parcels = dissolved(labels, 20.0)
    names = list(parcels)
    shapes = {}
    for name, cells in zip("abc", layers, strict=True):
        boxes = [
            shapely.box(EAST + 10 * c, NORTH + 10 * r, EAST + 10 * c + 10, NORTH + 10 * r + 10)
            for r, c in np.argwhere(cells)
        ]
        shapes[name] = (
            turned(list(shapely.get_parts(shapely.union_all(boxes))), angle) if boxes else np.zeros(0, object)
        )
    laid = lay_zones(turned(list(parcels.values()), angle), shapes, ZONE)
    counted = Counter()
    for r, c in np.argwhere(np.ones_like(layers[0])):
        over = tuple(name for name, cells in zip("abc", layers, strict=True) if cells[r, c])
        if over:
            counted[int(labels[r // 2, c // 2]), over] += 100.0
    found = Counter()
    for row, bits, area in zip(laid.combined.parcel, laid.combined.layers, laid.combined.planar_m2, strict=True):
        found[names[row], laid.names_of(int(bits))] += area
    for key in set(counted) | set(found):
        assert abs(counted[key] - found[key]) < 1e-5
    for name in "abc":
        inclusive = laid.inside[name].planar_m2.sum()
        assert abs(inclusive - sum(area for (_, over), area in found.items() if name in over)) < 1e-4
    survey = laid.combined.survey_m2.sum()
    assert abs(survey - laid.combined.planar_m2.sum() * (1 - 3e-7)) < 1e-3 * max(1.0, survey)


def test_zones_of_one_layer_that_overlap_count_once_together():
    parcel = np.array([shapely.box(EAST, NORTH, EAST + 100, NORTH + 100)])
    zones = np.array(
        [shapely.box(EAST, NORTH, EAST + 60, NORTH + 100), shapely.box(EAST + 40, NORTH, EAST + 70, NORTH + 100)]
    )
    laid = lay_zones(parcel, {"zone": zones}, ZONE)
    assert laid.inside["zone"].planar_m2.round(6).tolist() == [6000.0, 3000.0]
    assert laid.combined.planar_m2.round(6).tolist() == [7000.0]


def test_a_zone_of_many_vertices_is_cut_like_a_small_one():
    rng = np.random.default_rng(5)
    parcels = np.array([shapely.box(EAST + 50 * i, NORTH + 50 * j, EAST + 50 * i + 50, NORTH + 50 * j + 50)
                        for i in range(12) for j in range(12)])  # fmt: skip
    angle = np.linspace(0, 2 * np.pi, 3000, endpoint=False)
    reach = 200 + 40 * np.sin(9 * angle) + rng.uniform(-2, 2, 3000)
    zone = shapely.Polygon(np.column_stack([EAST + 300 + reach * np.cos(angle), NORTH + 300 + reach * np.sin(angle)]))
    laid = lay_zones(parcels, {"zone": np.array([zone])}, ZONE)
    expected = shapely.area(shapely.intersection(parcels, zone))
    found = np.bincount(laid.inside["zone"].first, laid.inside["zone"].planar_m2, len(parcels))
    assert np.abs(found - expected).max() < 1e-6
    assert len(laid.inside["zone"]) == int((expected > 0).sum())


def test_every_point_goes_to_one_shape():
    quarters = np.array([shapely.box(x, y, x + 1, y + 1) for x in (0, 1) for y in (0, 1)])
    points = shapely.points([[1, 1], [1, 0.5], [0.2, 0.2], [2, 2], [3, 3]])
    assert assign_points(points, quarters).tolist() == [0, 0, 0, 3, NOWHERE]
    overlapping = np.array([shapely.box(0, 0, 1, 1), shapely.box(0, 0, 3, 3)])
    assert assign_points(shapely.points([[1, 0.5]]), overlapping).tolist() == [
        1
    ]  # inside one, on the border of the other
    assert assign_points(np.array([None, shapely.Point()]), quarters).tolist() == [NOWHERE, NOWHERE]
