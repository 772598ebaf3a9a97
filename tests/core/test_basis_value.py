"""Rows added up again from codes and whole areas: what counts, and what it comes to."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from natres.core.basis import Basis, Difference, Given, Quotient, Rows, Worked
from natres.core.basis_value import Book, printed_value, value_of

BOOKINGS = (("land_class", "class_dm2"), ("deduction_class", "deducted_dm2"))
LAND = pd.DataFrame({
    "land_class": ["0101", "0102", "0601", "1203"],
    "settlement_code": ["", "", "201", ""],
    "class_dm2": np.array([900, 2_000, 50, 7], dtype=np.int64),
    "deduction_class": ["1203", "", "", ""],
    "deducted_dm2": np.array([100, 0, 0, 0], dtype=np.int64),
})  # fmt: skip
BOOKS = {"parcels": Book(LAND, BOOKINGS)}


def area(*where):
    return value_of(Rows("parcels", where), BOOKS)


def test_what_is_deducted_counts_under_its_own_class_and_not_under_that_of_its_parcel():
    assert area({"land_class": ("0101",)}) == 900
    assert area({"land_class": ("1203",)}) == 107
    assert area() == 3_057


def test_all_columns_of_an_alternative_have_to_hold_and_a_row_counts_once():
    fields, unsettled = {"land_class": ("0101", "0102")}, {"settlement_code": ("",)}
    assert area({**fields, **unsettled}) == 2_900
    assert area(fields, unsettled) == area(unsettled) == 3_007
    assert area(fields, fields) == 2_900


def test_no_code_is_no_row_and_no_condition_every_row():
    assert area({"land_class": ()}) == 0
    assert value_of(Rows("parcels", (), "count"), BOOKS) == 4
    assert value_of(Rows("parcels", ({"settlement_code": ("201",)},), "count"), BOOKS) == 1


def test_decimals_are_added_as_they_are_written_and_missing_ones_are_none():
    wells = Book(pd.DataFrame({"role": ["开采", None, "开采"], "produced_1e4m3": [0.1, 0.2, float("nan")]}))
    rows = Rows("wells", (), "produced_1e4m3")
    assert value_of(rows, {"wells": wells}) == Fraction("0.3")  # 0.1 + 0.2 in doubles is more
    blank = Rows("wells", ({"role": ("",)},), "produced_1e4m3")
    assert value_of(blank, {"wells": wells}) == Fraction("0.2")


def test_units_of_area_are_converted_and_no_others():
    square_km = Given(Fraction(10**8), "1 km²", "区.toml")
    for unit, number in (("km2", 1), ("ha", 100), ("m2", 10**6), ("mu", 1500), ("1e4mu", Fraction("0.15"))):
        assert printed_value(Basis("", square_km, unit), {}) == number
    for unit in ("percent", "count", "number", "celsius", "m3"):
        assert printed_value(Basis("", Worked(Fraction(7, 2)), unit), {}) == Fraction(7, 2)


def test_a_column_or_layer_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        area({"slope": ("1",)})
    with pytest.raises(KeyError):
        value_of(Rows("forest"), BOOKS)


codes = st.lists(st.sampled_from(["0101", "0102", "0601", "1203", "9999"]), max_size=4).map(tuple)


@given(st.lists(codes, min_size=1, max_size=4), st.integers(1, 100))
def test_alternatives_are_a_union_shares_a_quotient_and_margins_a_difference(classes, factor):
    together = {code for some in classes for code in some}
    booked = [("0101", 900), ("0102", 2_000), ("0601", 50), ("1203", 7), ("1203", 100)]
    rows = Rows("parcels", tuple({"land_class": some} for some in classes))
    value = sum(dm2 for code, dm2 in booked if code in together)
    assert value_of(rows, BOOKS) == value
    assert value_of(Quotient(rows, Rows("parcels"), factor), BOOKS) == Fraction(value * factor, 3_057)
    assert value_of(Difference(Rows("parcels"), rows), BOOKS) == 3_057 - value
