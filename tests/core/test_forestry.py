import pytest

from natres.core.forestry import OUTSIDE
from natres.readers import read_forest_scheme

FOREST = read_forest_scheme()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("0111", "forested"), ("111", "forested"), ("0113", "forested"), ("0131", "shrub"), ("132", "shrub"),
        ("0150", "nursery"), ("150", "nursery"), ("0161", "unstocked"), ("0120", "other"), ("0141", "other"),
        ("0171", "other"), ("0180", "other"),
    ],
)  # fmt: skip
def test_forestry_codes_fold_to_the_five_classes_of_the_report(code, expected):
    assert FOREST.class_of(code) == expected


def test_land_that_is_no_forest_is_outside_and_an_unknown_code_is_nothing():
    assert FOREST.class_of("0210") == OUTSIDE
    assert FOREST.class_of("9999") is None


@pytest.mark.parametrize(
    ("code", "key"), [("10", "state"), ("20", "collective"), ("21", "collective"), ("", "other"), ("90", "other")]
)
def test_tenure_is_the_first_digit_and_nothing_is_dropped(code, key):
    assert FOREST.tenure_of(code) == key


def test_a_code_that_has_no_longer_form_is_left_as_it_is():
    assert FOREST.normal_code("999") == "999"
    assert FOREST.normal_code("0111") == "0111"


def test_every_class_a_code_folds_to_is_a_class_of_the_report():
    known = {c.key for c in FOREST.classes} | {OUTSIDE}
    assert set(FOREST.report_class.values()) <= known
