import pytest

from natres.errors import BadData
from natres.readers.fields import known_fields, map_fields


def mapped(present, given=None, required=(), kind="parcels"):
    return map_fields(kind, present, given or {}, required, file="图斑.gpkg")


def test_the_standard_name_wins_over_an_alias():
    mapping, repairs = mapped(["地类编码", "DLBM"])
    assert mapping == {"DLBM": "land_class"}
    assert repairs == []


def test_names_are_matched_in_any_case_and_the_files_own_spelling_is_kept():
    assert mapped(["dlbm", "Tbmj"])[0] == {"dlbm": "land_class", "Tbmj": "declared_area_m2"}


def test_of_two_fields_that_differ_only_in_case_the_first_is_taken():
    assert mapped(["DLBM", "dlbm"])[0] == {"DLBM": "land_class"}


def test_one_field_never_serves_two_columns():
    mapping, _ = mapped(["XZQDM", "name"], kind="units")
    assert sorted(mapping.values()) == ["unit_code", "unit_name"]
    mapping, _ = mapped(["TBMJ"], {"class_area_m2": "TBMJ"})
    assert mapping == {"TBMJ": "class_area_m2"}


def test_a_given_name_that_is_not_in_the_file_is_refused_with_those_that_are():
    with pytest.raises(BadData) as caught:
        mapped(["DLBM", "TBMJ"], {"land_class": "BGHDLBM"})
    assert caught.value.code == "FIELD_MISSING"
    assert caught.value.facts["present"] == "DLBM, TBMJ"
    assert caught.value.facts["field"] == "BGHDLBM"


def test_a_given_column_that_natres_does_not_have_is_refused():
    with pytest.raises(BadData) as caught:
        mapped(["DLBM"], {"landclass": "DLBM"})
    assert caught.value.code == "FIELD_UNKNOWN"
    assert "land_class" in caught.value.facts["allowed"]


def test_a_required_column_that_is_missing_is_named_by_the_surveys_own_name():
    with pytest.raises(BadData) as caught:
        mapped(["TBMJ"], required=("land_class",))
    assert (caught.value.code, caught.value.facts["field"]) == ("FIELD_MISSING", "DLBM")


@pytest.mark.parametrize("kind", ["parcels", "forest", "units", "wells", "rights"])
def test_no_spelling_stands_for_two_columns_of_one_kind(kind):
    names = [name.casefold() for spellings in known_fields(kind).values() for name in set(map(str.casefold, spellings))]
    assert len(names) == len(set(names))
