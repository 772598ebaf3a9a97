from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natres.core.units import unit_fraction
from natres.presenters.printing import Tree, area_columns, share_column

PARTS = st.lists(st.integers(0, 10**10), min_size=1, max_size=7)


def flat(parts, missing=0):
    return Tree(((sum(parts) + missing,), *((p,) for p in parts)), (-1, *(0 for _ in parts)))


def printed(cells):
    return [Fraction(c.text.rstrip("*")) for c in cells]


@given(PARTS, st.sampled_from(["km2", "ha", "mu", "m2"]), st.integers(0, 3))
def test_printed_parts_add_up_to_their_printed_total_in_every_unit(parts, unit, decimals):
    columns = area_columns(flat(parts), unit, decimals, "closed")
    values = printed([row[0] for row in columns])
    assert sum(values[1:]) == values[0]
    for value, part in zip(values[1:], parts, strict=True):
        assert abs(value - Fraction(part) / unit_fraction(unit)) < Fraction(1, 10**decimals)


@given(PARTS)
def test_printed_shares_of_the_whole_add_up_to_100_00(parts):
    if not sum(parts):
        return
    cells = share_column(flat(parts), sum(parts), "closed")
    assert cells[0].text == "100.00"
    assert sum(printed(cells)[1:]) == 100


@given(PARTS, st.integers(-(10**6), 10**9))
def test_parts_that_do_not_fill_the_whole_are_never_stretched_to_fill_it(parts, missing):
    if sum(parts) + missing <= 0:
        return
    columns = area_columns(flat(parts, missing), "ha", 2, "closed")
    for row, part in zip(columns[1:], parts, strict=True):
        assert abs(printed(row)[0] - Fraction(part) / unit_fraction("ha")) < Fraction(1, 100)
    assert len(columns) == len(parts) + 1


@given(PARTS, st.sampled_from(["closed", "plain"]))
def test_a_star_marks_exactly_the_numbers_that_closing_moved(parts, rounding):
    closed = area_columns(flat(parts), "km2", 2, rounding)
    plain = area_columns(flat(parts), "km2", 2, "plain")
    for one, other in zip(closed, plain, strict=True):
        for cell, alone in zip(one, other, strict=True):
            assert not alone.text.endswith("*")
            assert cell.text.endswith("*") == (cell.text.rstrip("*") != alone.text)


@given(PARTS)
def test_the_number_behind_a_cell_is_the_unrounded_one(parts):
    for row, part in zip(area_columns(flat(parts), "km2", 2, "closed")[1:], parts, strict=True):
        assert row[0].number == pytest.approx(part / 1e8)


def test_columns_and_rows_of_a_matrix_add_up_as_printed():
    areas = ((149, 151), (50, 50), (99, 101))
    tree = Tree(tuple(tuple(a * 10_000 for a in row) for row in areas), (-1, 0, 0))
    cells = [printed(row) for row in area_columns(tree, "km2", 2, "closed")]
    for row in cells:
        assert row[0] + row[1] == row[2]
    assert [cells[1][i] + cells[2][i] for i in range(3)] == cells[0]


def test_a_whole_of_nothing_has_no_shares():
    assert [c.text for c in share_column(flat([0, 0]), 0, "closed")] == ["—", "—", "—"]


def test_the_shares_of_the_report_print_as_the_report_prints_them():
    parts = [25_808_000_000, 27_108_000_000, 3_620_000_000]
    assert [c.text for c in share_column(flat(parts), sum(parts), "closed")] == ["100.00", "45.65", "47.95", "6.40"]
    assert [row[0].text for row in area_columns(flat(parts), "km2", 2, "closed")] == [
        "565.36",
        "258.08",
        "271.08",
        "36.20",
    ]
