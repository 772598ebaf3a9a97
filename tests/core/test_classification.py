import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from natres.core.classification import build_classes
from natres.errors import BadDistrictFile
from tests.strategies import CODES, SCHEME, SETTLEMENT

CODE = st.sampled_from([c.code for c in SCHEME.classes])
WETLAND = {"0303", "0304", "0306", "0402", "0603", "1105", "1106", "1108"}
#: Written down from TD/T 1055-2019 table A.4, apart from the shipped table.
UNUSED = {"1105", "1106", "1108", "0404", "1101", "1102", "1110", "1204", "1205", "1206", "1207"}
AGRICULTURAL = {"0303", "0304", "0306", "0402", "0401", "0403", "1006", "1103", "1104", "1107", "1202", "1203"}


@pytest.mark.parametrize("code", sorted(WETLAND))
def test_wetland_is_found_by_parent_and_not_by_the_first_two_digits(code):
    assert SCHEME.at_level(code, 1) == "00" != code[:2]


def test_no_other_class_is_wetland():
    assert SCHEME.under(["00"]) - {"00"} == WETLAND


@pytest.mark.parametrize(
    ("code", "subclass", "main"),
    [
        ("0201K", "0201", "02"),
        ("08H2A", "08H2", "08"),
        ("0810A", "0810", "08"),
        ("1104K", "1104", "11"),
        ("09", "09", "09"),
    ],
)
def test_suffixed_codes_roll_up_to_their_subclass(code, subclass, main):
    assert (SCHEME.at_level(code, 2), SCHEME.at_level(code, 1)) == (subclass, main)


@given(CODE)
def test_a_class_stands_in_the_group_of_everything_below_it_or_in_none(code):
    below = {SCHEME.group_of(c) for c in SCHEME.under([code]) if not SCHEME.under([c]) - {c}}
    own = SCHEME.group_of(code)
    assert (own is None and len(below) > 1) or below == {own}


@given(CODE)
def test_groups_follow_the_standard(code):
    subclass = SCHEME.at_level(code, 2)
    if SCHEME.by_code[subclass].level < 2 and code != "09":
        return
    main = SCHEME.at_level(code, 1)
    if subclass in UNUSED:
        expected = "unused"
    elif subclass in AGRICULTURAL or main in ("01", "02") or (main == "03"):
        expected = "agricultural"
    else:
        expected = "construction"
    assert SCHEME.group_of(code) == expected


def test_the_scheme_has_13_main_classes_and_55_subclasses():
    levels = [c.level for c in SCHEME.classes]
    assert (levels.count(1), levels.count(2)) == (13, 55)


@given(CODE, CODE)
def test_what_is_under_a_class_is_exactly_what_rolls_up_to_it(code, above):
    chain = {code}
    while SCHEME.by_code[code].parent:
        code = SCHEME.by_code[code].parent
        chain.add(code)
    first = next(iter(c for c in chain if not chain & (SCHEME.under([c]) - {c})))
    assert (first in SCHEME.under([above])) == (above in chain)


@pytest.mark.parametrize(
    ("ownership_type", "key"),
    [
        ("10", "state"),
        ("20", "state"),
        ("30", "collective"),
        ("33", "collective"),
        ("40", "collective"),
        ("", "other"),
        ("9", "other"),
    ],
)
def test_ownership_is_the_first_digit_and_what_is_blank_is_other(ownership_type, key):
    assert SCHEME.ownership_of(ownership_type) == key


def counted(measure: str, code: str, settlement: str) -> bool:
    entries = pd.DataFrame({"land_class": [code], "settlement_code": [settlement]})
    return bool(SCHEME.selects(SCHEME.measure(measure), entries)[0])


@given(st.sampled_from(CODES), st.sampled_from(SETTLEMENT))
def test_every_definition_of_construction_land_is_its_written_rule(code, settlement):
    built = SCHEME.group_of(code) == "construction"
    urban_rural = built and settlement.rstrip("A") in ("201", "202", "203")
    assert counted("construction", code, settlement) == built
    assert counted("settlement_scope", code, settlement) == (settlement != "")
    assert counted("settlement_construction", code, settlement) == (built and settlement != "")
    assert counted("urban_rural_construction", code, settlement) == urban_rural
    with_mining = urban_rural or code == "0602"
    assert counted("urban_rural_construction_with_mining", code, settlement) == with_mining


def test_cropland_is_main_class_01_without_field_ridges():
    assert counted("cropland", "0103", "")
    assert not counted("cropland", "1203", "")
    assert not counted("cropland", "0201K", "")


def test_settlement_measures_say_that_they_need_settlement_codes():
    needing = {m.key for m in SCHEME.measures if m.needs_settlement}
    assert "construction" not in needing
    assert {"urban_rural_construction", "settlement_scope", "urban_rural_construction_with_mining"} <= needing


@pytest.mark.parametrize(
    "rows",
    [
        [{"code": "1", "name": "a"}, {"code": "1", "name": "b"}],
        [{"code": "11", "name": "a", "parent": "1"}],
        [{"code": "1", "name": "a", "parent": "2"}, {"code": "2", "name": "b", "parent": "1"}],
        [{"code": "1", "name": "a", "parent": "1"}],
    ],
    ids=["twice", "orphan", "circle", "own parent"],
)
def test_a_broken_tree_of_classes_is_refused(rows):
    with pytest.raises(BadDistrictFile) as caught:
        build_classes(rows, "我的分类.csv")
    assert caught.value.code == "SCHEME_INVALID"
    assert caught.value.facts["file"] == "我的分类.csv"


def test_a_child_may_stand_before_its_parent():
    classes = build_classes([{"code": "11", "name": "子", "parent": "1"}, {"code": "1", "name": "父"}], "x.csv")
    assert [c.level for c in classes] == [2, 1]
