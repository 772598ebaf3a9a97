from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natres.analyses import PublishedFigure, check_figures
from natres.core.units import PrintedFigure, decimal_text, round_half_up


def verdict(text, exact, closed=None, calibrated=False):
    figure = PublishedFigure("land.x", PrintedFigure.parse(text), "km2", calibrated)
    computed = {} if exact is None else {"land.x": Fraction(exact)}
    printed = {} if closed is None else {"land.x": Fraction(closed)}
    return check_figures([figure], computed, printed)[0].status


@pytest.mark.parametrize(
    ("text", "exact", "closed", "status"),
    [
        ("36.2", "36.2009", None, "agrees"),
        ("36.20", "36.2009", None, "agrees"),
        ("36.20", "36.2051", None, "disagrees"),
        ("36.20", "36.2051", "36.20", "within_rounding"),
        ("36.20", "36.2051", "36.21", "disagrees"),
        ("36.20", "36.205", None, "agrees"),
        ("约215.5", "215.4998", None, "agrees"),
        ("约215.5", "215.56", None, "disagrees"),
        ("211.3", None, None, "stated"),
    ],
)
def test_a_figure_agrees_where_the_exact_value_rounds_to_it(text, exact, closed, status):
    assert verdict(text, exact, closed) == status


def test_a_figure_the_input_was_made_to_fit_is_never_counted_as_agreement():
    assert verdict("36.2", "36.2009", calibrated=True) == "by_construction"
    assert verdict("36.20", "36.2051", "36.20", calibrated=True) == "within_rounding"
    assert verdict("36.20", "36.30", calibrated=True) == "disagrees"
    assert verdict("36.20", None, calibrated=True) == "stated"


@given(st.fractions(0, 1000), st.integers(0, 3))
def test_a_value_agrees_with_its_own_print_in_any_number_of_digits(exact, decimals):
    assert verdict(decimal_text(round_half_up(exact * 10**decimals), decimals), exact) == "agrees"


def test_every_figure_gets_a_verdict_in_its_place():
    figures = [PublishedFigure(key, PrintedFigure.parse("1"), "count") for key in ("b", "a", "c")]
    checks = check_figures(figures, {"a": Fraction(1), "c": Fraction(3)})
    assert [(c.key, c.status) for c in checks] == [("b", "stated"), ("a", "agrees"), ("c", "disagrees")]
