"""Repairs of shapes and columns: what changes is recorded, nothing is lost, a second time nothing changes."""

import itertools
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from natres.core.mending import (
    SHAPE,
    Mend,
    Neighbours,
    Totals,
    add_declared,
    check_conserved,
    drop_repeated,
    exchange_axes,
    make_valid,
    merge_slivers,
    narrow_codes,
    narrowed,
    pad_codes,
    plain_areas,
    signed_areas,
    turn_holes,
)
from natres.errors import OwnFault

EAST, NORTH = 39_505_000.0, 4_322_000.0
BOX = [(0, 0), (20, 0), (20, 10), (0, 10)]


def shapes(*found):
    array = np.empty(len(found), dtype=object)
    array[:] = found
    return array


def at(points, holes=()):
    moved = [[(EAST + x, NORTH + y) for x, y in ring] for ring in (points, *holes)]
    return shapely.Polygon(moved[0], moved[1:])


def as_is(found):
    return found


# --- make valid ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "holes", "area", "signed"),
    [
        pytest.param([(0, 0), (10, 10), (10, 0), (0, 10)], (), (0, 50), (0, 50), id="bow-tie"),
        pytest.param([(0, 0), (20, 0), (20, 10), (10, 10), (10, 30), (10, 10), (0, 10)], (), (200, 200), (200, 200),
                     id="spike without width"),
        pytest.param(BOX, ([(30, 0), (30, 5), (35, 5), (35, 0)],), (175, 200), (175, 200), id="hole outside"),
        pytest.param(BOX, ([(15, 2), (15, 5), (25, 5), (25, 2)],), (170, 185), (170, 185), id="hole half outside"),
    ],
)  # fmt: skip
def test_an_invalid_shape_keeps_its_ground(points, holes, area, signed):
    after, (mend,) = make_valid(shapes(at(points, holes), at(BOX)), [0, 1])
    assert shapely.is_valid(after[0])
    assert after[0].geom_type in ("Polygon", "MultiPolygon")
    assert mend.row == 0
    assert mend.area_m2 == pytest.approx(area, abs=1e-6)
    assert [abs(side) for side in mend.signed_m2] == pytest.approx(signed, abs=1e-6)


def test_what_is_no_area_after_it_stays_as_it_is():
    line = shapely.Polygon([(0, 0), (5, 5), (10, 10), (0, 0)])
    after, mends = make_valid(shapes(line, None), [0])
    assert after[0] is line
    assert mends == ()


def test_a_multipolygon_stays_one():
    spike = shapely.MultiPolygon([at([(0, 0), (20, 0), (20, 10), (10, 10), (10, 30), (10, 10), (0, 10)])])
    after, mends = make_valid(shapes(spike), [0])
    assert after[0].geom_type == "MultiPolygon"
    assert len(mends) == 1


POINT = st.tuples(st.integers(0, 30), st.integers(0, 30))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(POINT, min_size=4, max_size=8, unique=True), min_size=1, max_size=5))
def test_the_account_of_random_rings_is_kept_and_nothing_is_left_to_do(rings):
    before = shapes(*(at(ring) for ring in rings))
    after, mends = make_valid(before, range(len(before)))
    check_conserved(Totals.of(before, as_is, {}), Totals.of(after, as_is, {}), mends, file="x")
    for mend in mends:
        assert mend.signed_m2 == pytest.approx([signed_areas(shapes(s))[0] for s in (mend.before, mend.after)])
        assert mend.area_m2[1] == pytest.approx(shapely.make_valid(mend.before, method="structure").area)
    assert make_valid(after, range(len(after)))[1] == ()


# --- directions, vertices, axes -----------------------------------------------------------------------------------


def test_a_turned_hole_runs_against_its_shell_and_no_vertex_moves():
    hole = [(4, 4), (6, 4), (6, 6), (4, 6)]
    before = shapes(shapely.Polygon(BOX, [hole]), shapely.Polygon(BOX, [hole[::-1]]))
    after, (mend,) = turn_holes(before, [0, 1])
    assert (mend.row, mend.difference_m2) == (0, 0.0)
    assert after[1] is before[1]
    assert after[0].exterior.is_ccw != after[0].interiors[0].is_ccw
    assert set(map(tuple, shapely.get_coordinates(after[0]))) == set(map(tuple, shapely.get_coordinates(before[0])))
    assert turn_holes(after, [0, 1])[1] == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0.0, 1e-5, 4e-5])), max_size=6))
def test_repeated_vertices_go_wherever_they_are(extra):
    ring = list(BOX)
    for place, step in extra:
        x, y = BOX[place]
        ring.insert(ring.index(BOX[place]) + 1, (x + step, y))
    before = shapes(at(ring))
    after, mends = drop_repeated(before, [0])
    points = shapely.get_coordinates(after[0])
    assert (np.hypot(*(points[1:] - points[:-1]).T) >= 5e-5).all()
    assert after[0].area == pytest.approx(200, abs=0.01)
    assert bool(mends) == (len(points) < len(shapely.get_coordinates(before[0])))
    assert drop_repeated(after, [0])[1] == ()


def test_two_neighbours_keep_the_same_of_two_vertices():
    left = shapely.Polygon([(0, 0), (10, 0), (10, 5), (10, 5.00003), (10, 10), (0, 10)])
    right = shapely.Polygon([(10, 0), (20, 0), (20, 10), (10, 10), (10, 5.00003), (10, 5)])
    after, mends = drop_repeated(shapes(left, right), [0, 1])
    assert len(mends) == 2
    assert shapely.union(*after).area == after[0].area + after[1].area


def test_a_shape_with_nothing_but_one_place_stays():
    tiny = shapely.Polygon([(0, 0), (1e-5, 0), (0, 1e-5)])
    after, mends = drop_repeated(shapes(tiny), [0])
    assert after[0] is tiny
    assert mends == ()


def test_heights_stay_with_their_vertices():
    box = shapely.Polygon([(0, 0, 1), (4, 0, 2), (4, 0, 2), (4, 3, 3), (0, 3, 4)])
    after, _ = drop_repeated(shapes(box), [0])
    assert shapely.get_coordinates(after[0], include_z=True)[:, 2].tolist() == [1, 2, 3, 4, 1]
    after, _ = exchange_axes(after, [0])
    assert shapely.get_coordinates(after[0], include_z=True)[1].tolist() == [0, 4, 2]


def test_axes_exchanged_twice_are_as_they_were():
    before = shapes(at(BOX))
    after, _ = exchange_axes(exchange_axes(before, [0])[0], [0])
    assert shapely.equals_exact(after[0], before[0])


# --- slivers ------------------------------------------------------------------------------------------------------


def strip(*edges):
    """Parcels side by side, ten metres high."""
    return shapes(*(shapely.box(EAST + a, NORTH, EAST + b, NORTH + 10) for a, b in itertools.pairwise(edges)))


def is_thin(shape):
    return bool(2 * shape.area / shape.length < 0.5 or shape.area < 10)


def test_a_sliver_goes_to_its_own_class_then_to_the_longer_border():
    land = strip(0, 10, 10.25, 30)
    after, mends = merge_slivers(land, [1], Neighbours(land_class=np.array(["0101", "0702", "0702"])))
    assert [(m.row, m.other) for m in mends] == [(1, 2), (2, 1)]
    assert after[2].area == pytest.approx(200, abs=1e-6)
    above = shapely.box(EAST + 10, NORTH + 10, EAST + 10.25, NORTH + 40)
    after, mends = merge_slivers(shapes(*land, above), [1])
    assert mends[0].other in (0, 2)


def test_a_sliver_never_leaves_its_unit_where_that_has_a_neighbour():
    land = strip(0, 10, 10.25, 30)
    units = np.array(["A", "A", "B"])
    classes = np.array(["0101", "0702", "0702"])
    _, mends = merge_slivers(land, [1], Neighbours(land_class=classes, unit_code=units))
    assert mends[0].other == 0
    _, mends = merge_slivers(land, [1], Neighbours(land_class=classes, unit_code=np.array(["A", "B", "C"])))
    assert mends[0].other == 2


def test_slivers_side_by_side_end_in_a_parcel():
    land = strip(0, 10, 10.25, 10.5, 10.75)
    after, mends = merge_slivers(land, [1, 2, 3], Neighbours(is_sliver=is_thin))
    there = [s for s in after if s is not None]
    assert sum(s.area for s in there) == pytest.approx(107.5, abs=1e-6)
    assert len(there) == 1
    assert len(mends) == 6


def test_a_sliver_alone_or_in_an_overlap_stays():
    land = shapes(shapely.box(0, 0, 10, 10), shapely.box(5, 0, 5.25, 10), shapely.box(50, 0, 50.2, 9))
    after, mends = merge_slivers(land, [1, 2])
    assert mends == ()
    assert all(a is b for a, b in zip(after, land, strict=True))


def test_a_border_that_lacks_a_vertex_is_one_all_the_same():
    """A corner of the sliver lies on a long slanting edge that has no vertex there, as far as doubles go."""
    slant = shapely.Polygon([(0, 0), (100, 33), (0, 100)])
    a, b = (slant.exterior.interpolate(d).coords[0] for d in (31.7, 57.3))
    sliver = shapely.Polygon([a, (a[0] + 0.05, a[1] - 0.2), (b[0] + 0.05, b[1] - 0.2), b])
    after, mends = merge_slivers(shapes(slant, sliver), [1])
    assert len(mends) == 2
    assert after[0].geom_type == "Polygon"
    assert not after[0].interiors
    assert abs(sum(m.difference_m2 for m in mends)) < 0.01


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([0.25, 0.5, 4.0, 16.0]), min_size=2, max_size=7),
    st.lists(st.sampled_from(["0101", "0702"]), min_size=7, max_size=7),
    st.lists(st.sampled_from(["A", "B"]), min_size=7, max_size=7),
    st.lists(st.integers(0, 10**6), min_size=7, max_size=7),
)
def test_merging_slivers_conserves_every_area(widths, classes, units, declared):
    land = strip(*np.cumsum([0.0, *widths]).tolist())
    count = len(land)
    by = Neighbours(land_class=np.array(classes[:count]), unit_code=np.array(units[:count]), is_sliver=is_thin)
    thin = [row for row, shape in enumerate(land) if is_thin(shape)]
    after, mends = merge_slivers(land, thin, by)
    merges = [(m.row, m.other) for m in mends if m.after is None]
    kept = np.array([shape is not None for shape in after])
    assert plain_areas(after).sum() == plain_areas(land).sum()  # quarters of a metre are exact
    column = pd.Series([n / 100 for n in declared[:count]])
    added, _ = add_declared(column, merges, "TBMJ")
    assert sum(Decimal(str(v)) for v in added[kept]) == sum(Decimal(str(v)) for v in column)
    check_conserved(
        Totals.of(land, as_is, {"TBMJ": column}),
        Totals.of(after[kept], as_is, {"TBMJ": added[kept]}),
        mends, file="x",
    )  # fmt: skip
    rest = after[kept]
    again = Neighbours(
        land_class=by.land_class[kept], unit_code=by.unit_code[kept], is_sliver=is_thin
    )  # fmt: skip
    assert merge_slivers(rest, [r for r, s in enumerate(rest) if is_thin(s)], again)[1] == ()


# --- columns ------------------------------------------------------------------------------------------------------


def test_codes_are_narrowed_only_where_nothing_else_changes():
    assert narrowed("０１０１") == "0101"
    assert narrowed("　0101\t") == "0101"
    assert narrowed("²") == "²"
    assert narrowed("＝1+1") == "=1+1"
    column = pd.Series(["０１０１", " 0102", "0103", None, 7], dtype=object)
    codes, mends = narrow_codes(column, {"0101"}, "DLBM")
    assert codes.tolist()[:3] == ["0101", "0102", "0103"]
    assert [m.row for m in mends] == [0, 1]
    assert narrow_codes(codes, {"0101"}, "DLBM")[1] == ()


def test_a_column_of_numbers_becomes_text_where_a_zero_was_lost():
    column, mends = pad_codes(pd.Series([101, 1101, None], dtype="Int64"), pd.Series(["0101", "1101", ""]), "DLBM")
    assert column.tolist()[:2] == ["0101", "1101"]
    assert column.isna().tolist() == [False, False, True]
    assert [(m.code, m.row) for m in mends] == [("CODE_TYPE", None), ("CODE_ZERO_PADDED", 0)]
    whole = pd.Series([1101, 1201])
    assert pad_codes(whole, pd.Series(["1101", "1201"]), "DLBM")[0] is whole


@pytest.mark.parametrize(("cells", "dtype"), [([0.1, 0.2], "float64"), ([3, 4], "int64"), (["0.10", "0.2"], "object")])
def test_declared_areas_add_up_in_the_columns_own_type(cells, dtype):
    added, (mend,) = add_declared(pd.Series(cells, dtype=dtype), [(0, 1)], "TBMJ")
    assert added.dtype == dtype
    assert Decimal(str(added[1])) == sum(Decimal(str(cell)) for cell in cells)
    assert (mend.row, mend.other, mend.field) == (1, 0, "TBMJ")


# --- the account --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "mends"),
    [
        pytest.param(Totals(2, 100.1), [], id="ground made"),
        pytest.param(Totals(1, 100.0), [], id="row lost"),
        pytest.param(Totals(2, 100.0, {"TBMJ": Decimal("9.99")}), [], id="declared area lost"),
        pytest.param(Totals(2, 105.0), [Mend("GEOM_REPEATED", 0, area_m2=(50.0, 55.0))], id="a repair that moves"),
    ],
)
def test_what_is_not_conserved_stops(after, mends):
    with pytest.raises(OwnFault, match="FIX_NOT_CONSERVED"):
        declared = {"TBMJ": Decimal("10.00")} if after.declared else {}
        check_conserved(Totals(2, 100.0, declared), after, mends, file="a.gpkg")


def test_lobes_taken_apart_are_conserved_by_their_record():
    mend = Mend("GEOM_INVALID", 0, SHAPE, 1, 2, area_m2=(0.0, 50.0))
    check_conserved(Totals(1, 0.0), Totals(1, 50.0), [mend], file="a.gpkg")
