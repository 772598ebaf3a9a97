"""Other classifications are recognised from whole layers, and good layers never are."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natres.core.scheme_shapes import others_of, plain_name, recognise_codes, recognise_names
from tests.strategies import CODES, SCHEME

OWN, OTHERS = set(SCHEME.by_code), SCHEME.others
OWN_NAMES = {c.code: c.name["zh"] for c in SCHEME.classes}
DIGITS = [*(c for c in CODES if c.isdigit() and len(c) != 2), "09"]


def found(counts, *, numeric=False):
    answer = recognise_codes(counts, OWN, OTHERS, numeric=numeric)
    return answer.keys if answer else None


SECOND, NATIONAL, PLANNING, PATCHES = "second-survey", "gbt-21010-2017", "land-sea-2023", "survey-patches"

LAYERS = {
    "second survey": ({"011": 30, "013": 9, "104": 4, "114": 3, "203": 12}, SECOND),
    "second survey, only farmland": ({"011": 30, "012": 9, "013": 4}, SECOND),
    "second survey, one class only": ({"012": 5}, SECOND),
    "second survey with settlements": ({"201": 3, "202": 4, "203": 12, "204": 1, "205": 1, "012": 3}, SECOND),
    "second survey with convertible orchards": ({"021": 30, "021K": 3}, SECOND),
    "second survey, main classes": ({"1": 30, "2": 9, "3": 4, "20": 3}, SECOND),
    "second survey with one typo": ({"011": 60, "031": 9, "O12": 1}, SECOND),
    "second survey, half replaced": ({"011": 60, "031": 9, "0101": 60, "0301": 9}, SECOND),
    "national standard": ({"0101": 30, "0501": 4, "0604": 2, "0801": 3, "0803": 3, "0904": 1, "1006": 9}, NATIONAL),
    "national standard, rural": ({"0102": 900, "0404": 40, "1107": 30, "0501": 15, "0802": 10}, NATIONAL),
    "national standard with one typo": ({"0101": 60, "0404": 9, "0501": 9, "0806": 4, "80l": 1}, NATIONAL),
    "2023": ({"0101": 30, "060101": 4, "070102": 2, "100101": 3, "1701": 3, "1401": 1}, PLANNING),
    "2023, main classes": ({"01": 9, "07": 4, "13": 2, "14": 1, "17": 5, "23": 2}, PLANNING),
    "2023 with utilities": ({"0101": 60, "1301": 2, "1302": 2, "1305": 2, "1207": 9, "2303": 4}, PLANNING),
    "2023 with one typo": ({"0101": 60, "070102": 9, "1401": 9, "23O3": 1}, PLANNING),
    "patches among parcels": ({"0101": 60, "0404": 5, "1107A": 3, "1301": 9, "1303": 2}, PATCHES),
}


@pytest.mark.parametrize("name", LAYERS)
def test_another_scheme_is_recognised_by_its_codes(name):
    counts, expected = LAYERS[name]
    assert found(counts) == (expected,)


NUMBERS = {
    "second survey": ({"11": 30, "13": 9, "31": 4, "104": 3, "203": 12}, (SECOND,)),
    "second survey, only farmland": ({"11": 30, "12": 9, "13": 4}, (SECOND,)),
    "second survey, paddy and irrigated land": ({"11": 30, "12": 9}, (SECOND,)),
    "second survey that could be padded into ours": ({"101": 3, "102": 4, "104": 2, "117": 3, "21": 9}, (SECOND,)),
    "national standard": ({"101": 30, "501": 4, "604": 2, "803": 3, "1006": 9}, (NATIONAL,)),
    "2023": ({"101": 30, "60101": 4, "70102": 2, "1701": 3}, (PLANNING,)),
    "2023, main classes": ({"1": 30, "7": 4, "14": 2, "17": 3}, (PLANNING,)),
    "third survey": ({"101": 30, "102": 4, "301": 2, "1006": 3, "9": 1}, None),
    "third survey, only farmland": ({"101": 30, "102": 4, "103": 2, "201": 3}, None),
    "third survey, main classes": ({"1": 30, "2": 4, "3": 2, "10": 3, "11": 1, "12": 4}, None),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_that_lost_their_zeros_are_recognised_too(name):
    counts, expected = NUMBERS[name]
    assert found(counts, numeric=True) == expected


@pytest.mark.parametrize("counts", [{"1301": 9, "1302": 3}, {"1304": 1}])
def test_where_two_schemes_explain_a_layer_equally_both_are_named(counts):
    assert found(counts) == (PLANNING, PATCHES)


@pytest.mark.parametrize(
    "counts",
    [
        {},
        {"0101": 4},
        {"0101": 3, "0702": 1, "0501": 1},
        {"0101": 3, "0702": 1, "011": 1},
        {"9999": 5, "abc": 4},
        {"0101": 5000, "05H1": 200, "0801": 60, "0501": 60},
        {"0101": 5000, "0404": 300, "08H1": 200, "060101": 60, "1401": 45},
        {"0101": 5000, "1301": 20, "1302": 20},
        {"0303": 9, "0603": 2, "1101": 4, "1201": 3},
        {"0101": 900, "1301": 15, "1302": 15, "9999": 30},
    ],
    ids=["none", "ours", "one typo", "one code of three digits", "garbage", "a few of the standard among ours",
         "a few of 2023 among ours", "a few patches", "digits of both", "patches and as much garbage"],
)  # fmt: skip
def test_a_mistyped_code_or_a_few_foreign_ones_are_no_other_scheme(counts):
    assert found(counts) is None


FOREIGN = [
    "011",
    "127",
    "203",
    "1",
    "20",
    "0501",
    "0604",
    "0803",
    "0905",
    "1301",
    "1304",
    "060101",
    "1401",
    "2303",
    "13",
]


@given(
    rows=st.lists(st.sampled_from(CODES), min_size=1, max_size=600),
    noise=st.lists(st.one_of(st.sampled_from(FOREIGN), st.text("0123456789AHK", min_size=1, max_size=6)), max_size=6),
)
def test_our_own_codes_with_one_percent_of_noise_are_never_another_scheme(rows, noise):
    count = len(rows) // 100
    assert found(Counter([*rows, *noise[:count]])) is None


@given(
    rows=st.lists(st.sampled_from(DIGITS), min_size=1, max_size=600),
    noise=st.lists(st.integers(1, 999_999), max_size=6),
)
def test_our_own_codes_stored_as_numbers_with_one_percent_of_noise_are_never_another_scheme(rows, noise):
    count = len(rows) // 100
    numbers = [str(int(code)) for code in rows] + [str(n) for n in noise[:count]]
    assert found(Counter(numbers), numeric=True) is None


def test_the_evidence_counts_rows_and_shows_the_commonest_codes_first():
    counts = {"0102": 100, "0501": 3, "0802": 7, "0803": 5, "0804": 4, "0805": 3, "0806": 2, "0904": 1}
    answer = recognise_codes(counts, OWN, OTHERS)
    assert answer is not None
    assert (answer.count, answer.rows) == (25, 125)
    assert answer.evidence == "0802, 0803, 0804, 0501, 0805, 0806 …"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("0303", "灌木林地"),
        ("0603", "畜禽养殖设施建设用地"),
        ("1101", "物流仓储用地"),
        ("1201", "铁路用地"),
        ("1003", "盐 田　"),
    ],
)
def test_class_names_that_say_otherwise_are_recognised(code, name):
    answer = recognise_names({(code, name): 3}, OWN_NAMES, OTHERS, rows=60)
    assert answer is not None
    assert answer.keys == (PLANNING,)
    assert (answer.count, answer.rows, answer.evidence) == (3, 60, f"{code} {plain_name(name)}")


@pytest.mark.parametrize(
    "counts",
    [
        {("0303", "红树林"): 3, ("1101", "河流"): 4},
        {("1101", "河流水面 "): 3, ("1201", "空闲地　"): 4},
        {("1101", "水域及水利设施用地"): 30},
        {("0601", "工业用地"): 30, ("1101", "物流仓储用地"): 1},
        {("0601", "工业用地"): 30, ("1101", "物流仓储用地"): 8, ("1201", "铁路用地"): 8},
        {("1001", "铁路"): 30, ("1003", "公路"): 4, ("1202", "设施农用地（１）"): 4},
        {("0303", ""): 30},
        {},
    ],
)
def test_names_that_differ_in_wording_or_in_one_row_are_no_other_scheme(counts):
    assert recognise_names(counts, OWN_NAMES, OTHERS, rows=600) is None


def test_one_row_with_another_name_among_thousands_is_no_other_scheme():
    assert recognise_names({("0303", "灌木林地"): 1}, OWN_NAMES, OTHERS, rows=6000) is None


@pytest.mark.parametrize(
    ("code", "keys"),
    [("013", [SECOND]), ("0806", [NATIONAL, PLANNING]), ("1303", [PLANNING, PATCHES]), ("1302A", []), ("9999", [])],
)
def test_an_unknown_code_is_known_to_the_schemes_that_have_it(code, keys):
    assert [other.key for other in others_of(code, OTHERS)] == keys


def test_shapes_are_whole_patterns_with_titles_in_both_languages_and_telling_names_of_shared_codes():
    for other in OTHERS:
        assert re.compile(other.codes) and re.compile(other.mains)
        assert other.title["zh"] and other.title["en"]
        for code, fragments in other.names.items():
            assert code in OWN and other.has(code)
            assert fragments and not any(plain_name(f) in OWN_NAMES[code] for f in fragments), code


def test_the_national_standard_has_its_73_classes_and_no_suffixed_ones():
    national = next(other for other in OTHERS if other.key == NATIONAL)
    codes = [f"{n:04d}" for n in range(10_000) if national.has(f"{n:04d}", mains=False)]
    assert len(codes) == 73
    assert not any(national.has(code) for code in ("00", "05H1", "0201K", "1104A"))
