import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from natres.core.rounding import Sum, close_shares, close_table, controlled_rounding, largest_remainder, plain_table
from natres.errors import BadUsage
from tests.many import times
from tests.strategies import TreeTable, tree_tables

WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=12)


def half_up(value: int, unit: int) -> int:
    whole = (2 * abs(value) + unit) // (2 * unit)
    return whole if value >= 0 else -whole


def with_totals(table: TreeTable) -> np.ndarray:
    return np.column_stack([table.areas, table.areas.sum(axis=1)])


def assert_adds_up(table: TreeTable, cells: np.ndarray) -> None:
    assert (cells[:, :-1].sum(axis=1) == cells[:, -1]).all(), "columns"
    for row in range(len(table.parents)):
        below = table.children(row)
        assert not below or (cells[below].sum(axis=0) == cells[row]).all(), "tree"


@given(WEIGHTS, st.integers(0, 10**6))
def test_largest_remainder_gives_away_every_unit_and_never_more_than_one_too_many(weights, total):
    if not sum(weights):
        return
    parts = largest_remainder(weights, total)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - weight * total) < sum(weights)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8), st.integers(0, 1000), st.randoms())
def test_largest_remainder_does_not_depend_on_the_order_but_for_ties(weights, total, random):
    whole = sum(weights)
    rests = [weight * total % whole for weight in weights] if whole else []
    if not whole or len(set(rests)) < len(rests):
        return
    order = list(range(len(weights)))
    random.shuffle(order)
    shuffled = largest_remainder([weights[i] for i in order], total)
    parts = largest_remainder(weights, total)
    assert shuffled == [parts[i] for i in order]


def test_ties_go_to_the_earlier_entry():
    assert largest_remainder([1, 1, 1], 2) == [1, 1, 0]
    assert largest_remainder([0, 0], 0) == [0, 0]


@pytest.mark.parametrize(("weights", "total"), [([-1, 2], 1), ([1], -1), ([0, 0], 1), ([], 1)])
def test_units_that_nobody_can_take_are_refused(weights, total):
    with pytest.raises(BadUsage) as caught:
        largest_remainder(weights, total)
    assert caught.value.code == "NUMBER"


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=12), st.integers(0, 3))
def test_printed_shares_add_to_one_hundred(parts, decimals):
    shares = close_shares(parts, decimals)
    assert sum(shares) == (100 * 10**decimals if sum(parts) else 0)


@given(st.lists(st.integers(-50, 10**6), min_size=2, max_size=8))
def test_shares_with_a_negative_residual_still_add_to_one_hundred(parts):
    if sum(parts) > 0:
        shares = close_shares(parts)
        assert sum(shares) == 10_000
        assert all(abs(s * sum(parts) - p * 10_000) < sum(parts) for s, p in zip(shares, parts, strict=True))


@settings(max_examples=150)
@given(tree_tables())
@example(TreeTable(np.array([[14], [7], [7]]), (-1, 0, 0), 10))
@example(TreeTable(np.array([[-14, 3], [-7, 2], [-7, 1]]), (-1, 0, 0), 10))
def test_columns_rows_and_tree_of_a_closed_table_add_up_and_no_cell_moves_a_whole_unit(table):
    closed = close_table(table.areas, table.parents, table.unit)
    assert_adds_up(table, closed.cells)
    assert (np.abs(closed.cells * table.unit - with_totals(table)) < table.unit).all()


@settings(max_examples=150)
@given(tree_tables())
@example(TreeTable(np.array([[14], [7], [7]]), (-1, 0, 0), 10))
def test_the_grand_total_of_a_closed_table_is_its_half_up_rounding(table):
    # 0.7 + 0.7 = 1.4 must print as 1 = 1 + 0, never as 2 = 1 + 1: the total is what a report is quoted for.
    closed = close_table(table.areas, table.parents, table.unit)
    assert closed.cells[0, -1] == half_up(int(table.areas[0].sum()), table.unit)


@settings(max_examples=100)
@given(tree_tables())
def test_a_cell_is_marked_as_moved_where_its_print_differs_from_rounding_it_alone(table):
    closed = close_table(table.areas, table.parents, table.unit)
    alone = np.vectorize(lambda value: half_up(int(value), table.unit))(with_totals(table))
    assert (closed.moved == (closed.cells != alone)).all()


@given(tree_tables())
def test_a_table_that_adds_up_when_rounded_plainly_is_left_alone(table):
    plain = plain_table(table.areas, table.unit)
    assert not plain.moved.any()
    try:
        assert_adds_up(table, plain.cells)
    except AssertionError:
        return
    closed = close_table(table.areas, table.parents, table.unit)
    assert (closed.cells == plain.cells).all()
    assert not closed.moved.any()


@given(tree_tables())
def test_plain_rounding_is_half_up_for_every_cell(table):
    plain = plain_table(table.areas, table.unit)
    expected = np.vectorize(lambda value: half_up(int(value), table.unit))(with_totals(table))
    assert (plain.cells == expected).all()


def test_whole_cells_never_move():
    table = close_table(np.array([[30, 4], [10, 2], [20, 2]]) * 5, [-1, 0, 0], 50)
    assert table.cells[:, 0].tolist() == [3, 1, 2]


def test_a_parent_that_is_not_the_sum_of_its_children_is_refused():
    with pytest.raises(BadUsage) as caught:
        close_table(np.array([[100], [60], [39]]), [-1, 0, 0], 10)
    assert caught.value.code == "TABLE_SUMS"


def test_the_district_of_the_report_closes_without_moving_a_digit():
    areas = np.array([[56536], [25808], [27108], [3620]]) * 1_000_000
    closed = close_table(areas, [-1, 0, 0, 0], 1_000_000)
    assert closed.cells[:, 0].tolist() == [56536, 25808, 27108, 3620]
    assert not closed.moved.any()


def test_thousands_of_random_tables_and_shares_print_to_their_totals():
    random = np.random.default_rng(3)
    unit = 10_000
    for _ in range(times(10_000, 2_000)):
        parts = random.integers(0, 10**9, random.integers(2, 14)).tolist()
        shares = close_shares(parts)
        assert sum(shares) == 10_000
        assert all(abs(s * sum(parts) - p * 10_000) < sum(parts) for s, p in zip(shares, parts, strict=True))
        villages, columns = int(random.integers(1, 6)), int(random.integers(1, 5))
        leaf = random.integers(0, 10**6, (villages, columns))
        first = villages // 2
        areas = np.vstack([leaf.sum(axis=0), leaf[:first].sum(axis=0), leaf[first:].sum(axis=0), leaf])
        parents = [-1, 0, 0, *[1] * first, *[2] * (villages - first)]
        cells = close_table(areas, parents, unit).cells
        full = np.column_stack([areas, areas.sum(axis=1)])
        assert (np.abs(cells * unit - full) < unit).all()
        assert (cells[:, :-1].sum(axis=1) == cells[:, -1]).all()
        assert (cells[1] + cells[2] == cells[0]).all()
        assert (cells[3 : 3 + first].sum(axis=0) == cells[1]).all()
        assert (cells[3 + first :].sum(axis=0) == cells[2]).all()
        assert cells[0, -1] == half_up(int(full[0, -1]), unit)


def test_sums_that_cross_each_other_are_held_in_whole_numbers():
    # Three families over a 2 × 2 × 2 cube: the linear programme alone ends in halves.
    cube = np.array([5, 0, 0, 5, 0, 5, 5, 0])
    lines = [(a, b) for a in range(8) for b in range(a + 1, 8) if bin(a ^ b).count("1") == 1]
    exact = np.concatenate([cube, [cube[a] + cube[b] for a, b in lines], [20]])
    sums = [Sum(8 + i, list(line)) for i, line in enumerate(lines)] + [Sum(20, list(range(8)))]
    found = controlled_rounding(exact, sums, 10)
    if found is not None:  # such a cube may have no solution; a wrong one it must not have
        assert all(found[s.total] == found[list(s.parts)].sum() for s in sums)
        assert (np.abs(found * 10 - exact) < 10).all()


def test_a_fixed_number_that_is_no_rounding_of_its_value_leaves_no_solution():
    exact = np.array([10, 4, 6])
    assert controlled_rounding(exact, [Sum(0, [1, 2])], 10, fixed={1: 2}) is None
    assert controlled_rounding(exact, [Sum(0, [1, 2])], 10, fixed={1: 1}).tolist() == [1, 1, 0]


def test_what_counts_more_is_moved_last():
    exact = np.array([10, 4, 6, 4, 6, 8, 12])  # 10 = 4 + 6; 8 = 4 + 4; 12 = 6 + 6
    sums = [Sum(0, [1, 2]), Sum(5, [1, 3]), Sum(6, [2, 4])]
    even = controlled_rounding(exact, sums, 10)
    heavy = controlled_rounding(exact, sums, 10, weight=np.array([1, 1, 1, 1, 1, 100.0, 1]))
    assert heavy[5] == 1
    assert all(found[s.total] == found[list(s.parts)].sum() for found in (even, heavy) for s in sums)
