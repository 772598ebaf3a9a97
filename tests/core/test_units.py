from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natres.core.units import (
    DM2_PER,
    PrintedFigure,
    area_text,
    decimal_text,
    round_half_up,
    share_text,
    to_dm2,
    unit_fraction,
)
from natres.errors import BadUsage

UNITS = st.sampled_from(sorted(DM2_PER))
WHOLE = st.integers(-(10**13), 10**13)


def test_fifteen_mu_are_one_hectare_to_the_last_digit():
    assert 15 * unit_fraction("mu") == unit_fraction("ha")
    assert 10_000 * unit_fraction("mu") == unit_fraction("1e4mu")
    assert 100 * unit_fraction("ha") == unit_fraction("km2") == 1_000_000 * unit_fraction("m2")


def test_known_areas_convert_as_the_report_prints_them():
    assert area_text(to_dm2("154.33", "mu"), "ha", 4) == "10.2887"
    assert area_text(to_dm2("565.36", "km2"), "ha") == "56536.00"
    assert area_text(to_dm2("565.36", "km2"), "1e4mu") == "84.80"


@given(WHOLE, UNITS)
def test_an_area_read_back_from_enough_digits_is_the_same_area(area, unit):
    assert to_dm2(area_text(area, unit, 12), unit) == area


@given(WHOLE, UNITS, st.integers(0, 6))
def test_a_printed_area_is_at_most_half_a_digit_from_its_exact_value(area, unit, decimals):
    printed = Fraction(area_text(area, unit, decimals))
    assert abs(printed - Fraction(area) / unit_fraction(unit)) <= Fraction(1, 2) / 10**decimals


@pytest.mark.parametrize(
    ("value", "rounded"), [("0.005", 1), ("0.015", 2), ("0.0049", 0), ("-0.005", -1), ("2.675", 268)]
)
def test_halves_go_away_from_zero_and_never_to_the_even_digit(value, rounded):
    assert to_dm2(value) == rounded


@given(st.integers(0, 10**9))
def test_a_double_that_was_printed_with_two_decimals_keeps_them(cents):
    assert to_dm2(cents / 100) == cents


def test_a_small_negative_area_is_not_printed_as_minus_zero():
    assert area_text(-1) == "0.00"
    assert decimal_text(-1, 2) == "-0.01"


@pytest.mark.parametrize("value", ["", "abc", float("nan"), float("inf"), "1,000", None, Decimal("NaN")])
def test_what_is_no_finite_number_is_refused(value):
    with pytest.raises(BadUsage) as caught:
        to_dm2(value)
    assert caught.value.code == "NUMBER"


def test_an_unknown_unit_is_refused_with_the_known_ones():
    with pytest.raises(BadUsage) as caught:
        to_dm2(1, "公顷")
    assert caught.value.code == "UNIT_UNKNOWN"
    assert "ha" in caught.value.facts["allowed"]


def test_shares_of_the_report_are_half_up_to_two_decimals():
    assert [share_text(part, 56536) for part in (25808, 27108, 3620)] == ["45.65", "47.95", "6.40"]
    assert share_text(1, 0) == "—"


@given(st.integers(-(10**6), 10**6), st.integers(0, 6))
def test_decimal_text_is_that_many_units_of_the_last_digit(count, decimals):
    text = decimal_text(count, decimals)
    assert Fraction(text) == Fraction(count, 10**decimals)
    assert len(text.partition(".")[2]) == decimals


@given(st.fractions())
def test_rounding_half_up_is_symmetric_about_zero(value):
    assert round_half_up(-value) == -round_half_up(value)


@given(st.integers(-(10**9), 10**9), st.integers(0, 4), st.fractions(Fraction(-1, 2), Fraction(1, 2)))
def test_a_printed_figure_stands_for_every_value_that_rounds_to_it(count, decimals, offset):
    figure = PrintedFigure.parse(decimal_text(count, decimals))
    exact = figure.value + offset / 10**decimals
    assert figure.holds(exact)
    assert figure.high - figure.low == Fraction(1, 10**decimals)
    assert not figure.holds(figure.high + Fraction(1, 10**9))
    assert not figure.holds(figure.low - Fraction(1, 10**9))


@given(st.fractions(min_value=-1000, max_value=1000), st.integers(0, 4))
def test_a_figure_printed_by_natres_holds_the_value_it_was_printed_from(exact, decimals):
    text = decimal_text(round_half_up(exact * 10**decimals), decimals)
    assert PrintedFigure.parse(text).holds(exact)


@pytest.mark.parametrize(
    ("text", "value", "decimals", "about"),
    [
        ("约215.5", "215.5", 1, True),
        ("约 215.5", "215.5", 1, True),
        ("２１１．３", "211.3", 1, False),
        ("－0.50", "-0.5", 2, False),
        ("6,520.05", "6520.05", 2, False),
        ("12，345，678", "12345678", 0, False),
        ("36.20", "36.2", 2, False),
        ("≈100", "100", 0, True),
    ],
)
def test_figures_are_understood_as_chinese_documents_print_them(text, value, decimals, about):
    figure = PrintedFigure.parse(text)
    assert (figure.value, figure.decimals, figure.about) == (Fraction(value), decimals, about)
    assert figure.text == text


@pytest.mark.parametrize(
    "text", ["", "约", "二百", "211.3平方公里", "1.2.3", "--1", "1e", ".5", "5.", "1/2", "0x10", "nan"]
)
def test_what_is_not_one_number_is_refused(text):
    with pytest.raises(BadUsage) as caught:
        PrintedFigure.parse(text)
    assert caught.value.code == "NUMBER"


@pytest.mark.parametrize("text", ["211,3", "211，3", "1,23,4", ",5", "5,"])
def test_a_comma_that_does_not_part_thousands_is_refused_and_never_dropped(text):
    # A decimal comma or a mistyped full-width one must not make 211.3 into 2113.
    with pytest.raises(BadUsage):
        PrintedFigure.parse(text)
