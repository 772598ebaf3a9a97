"""Units and formulas of geothermal heat."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natres.core.heat import (
    JOULES_PER,
    heat_text,
    in_heat_unit,
    parse_heat,
    standard_heat_mj,
    thermal_power_kw,
    to_joules,
    water_heat_j,
)
from natres.core.units import exact_text
from natres.errors import BadUsage


@pytest.mark.parametrize(
    ("joules", "decimals", "text"), [("47.2355e18 J", 3, "13.121e12 kWh"), ("1.9381e18 J", 4, "0.5384e12 kWh")]
)
def test_the_figures_of_the_report_convert(joules, decimals, text):
    figure, unit = parse_heat(joules)
    assert heat_text(to_joules(figure.value, unit), "kWh", 12, decimals) == text


def test_a_tonne_of_coal_equivalent_is_29_3076_gigajoules():
    assert to_joules(Fraction(1), "tce") == to_joules(Fraction("29.3076"), "GJ")
    assert round(float(in_heat_unit(Fraction("1.9381e18"), "tce")) / 1e7, 2) == 6.61


@pytest.mark.parametrize(
    "text", ["47.2355e18 J", "47.2355E18J", "47.2355×10^18 J", "47.2355 × 10¹⁸ J", "47.2355EJ", "４７.2355e18"]
)
def test_large_figures_are_read_as_documents_print_them(text):
    figure, unit = parse_heat(text)
    assert to_joules(figure.value, unit) == Fraction("47.2355e18")


@pytest.mark.parametrize("text", ["", "J", "12 34 kWh", "1e18 Btu", "10^18 J"])
def test_what_is_no_heat_is_refused(text):
    with pytest.raises(BadUsage):
        parse_heat(text)


def test_an_unknown_unit_is_refused():
    with pytest.raises(BadUsage) as caught:
        in_heat_unit(Fraction(1), "Btu")
    assert caught.value.code == "UNIT_UNKNOWN"


@given(st.fractions(), st.sampled_from(list(JOULES_PER)))
def test_there_and_back_is_the_same(value, unit):
    assert in_heat_unit(to_joules(value, unit), unit) == value


@given(st.decimals(0, 10**6, places=4), st.sampled_from(list(JOULES_PER)), st.integers(0, 18))
def test_what_is_printed_is_read_back(value, unit, power):
    joules = to_joules(Fraction(value) * 10**power, unit)
    figure, read = parse_heat(heat_text(joules, unit, power, 4))
    assert to_joules(figure.value, read) == joules


@given(st.decimals(-1000, 1000, places=6))
def test_exact_text_loses_no_digit(value):
    assert Decimal(exact_text(Fraction(value))) == value


def test_a_day_of_power_is_the_heat_of_its_water():
    """W over 24 h by the formula of power is the heat of 24 h of water by the formula of volume."""
    flow, hot, cold = Fraction("48.3"), Fraction("90.8"), Fraction(13)
    day_mj = standard_heat_mj(thermal_power_kw(flow, hot, cold), Fraction(1), Fraction(1))
    assert day_mj * 10**6 == water_heat_j(flow * 24, hot, cold)
