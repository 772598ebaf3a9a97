"""Whole units shared out to the pieces of rows: every row keeps what it has, no piece is a unit off its share."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from natres.core.rounding import share_to_pieces

rows = st.lists(
    st.tuples(st.lists(st.floats(0, 1e6), min_size=1, max_size=5), st.integers(0, 10**9)), min_size=1, max_size=6
)


@given(rows)
def test_pieces_add_up_to_their_row_and_lie_within_a_unit_of_their_share(drawn):
    row = np.repeat(np.arange(len(drawn)), [len(weights) for weights, _ in drawn])
    weight = np.array([each for weights, _ in drawn for each in weights])
    total = np.array([units for _, units in drawn])
    shared = share_to_pieces(row, weight, total)
    assert np.bincount(row, shared, len(drawn)).tolist() == total.tolist()
    for number, (weights, units) in enumerate(drawn):
        whole = sum(round(each * 1e6) for each in weights)
        for got, each in zip(shared[row == number].tolist(), weights, strict=True):
            assert not whole or abs(got - units * round(each * 1e6) / whole) < 1 + 1e-6 * units


def test_what_cutting_leaves_below_nothing_gets_nothing():
    assert share_to_pieces(np.array([3, 3]), np.array([-1e-9, 5.0]), np.array([0, 0, 0, 7])).tolist() == [0, 7]


def test_a_row_whose_pieces_have_no_area_keeps_its_units():
    assert share_to_pieces(np.array([0, 0]), np.zeros(2), np.array([9])).tolist() == [9, 0]
