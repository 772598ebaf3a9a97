import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from natres.core.rounding import close_shares, close_table, largest_remainder, plain_table
from natres.errors import BadUsage
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
