"""The words of well registers: each means one thing, and the second count finds it by another road."""

import pytest

from natres.readers import read_well_scheme

SCHEME = read_well_scheme()


@pytest.mark.parametrize(("table", "keys"), [
    ("roles", ("production", "reinjection", "observation")), ("right_kinds", ("mining_rights", "exploration_rights")),
])  # fmt: skip
def test_every_word_holds_a_trace_of_its_own_meaning_and_of_no_other(table, keys):
    for word, key in getattr(SCHEME, table).items():
        held = {k for k in keys if any(trace in word for trace in SCHEME.traces[k])}
        assert held == {key}, word


@pytest.mark.parametrize("word", ["Jxw", "Ng", "Nm", "Ed", "O", "∈", "蓟县系雾迷山组"])
def test_the_signs_of_reservoirs_have_a_name(word):
    name = SCHEME.reservoir_of(word)
    assert name != word
    assert SCHEME.reservoir_of(name) == name


def test_no_reservoir_is_two():
    assert len({SCHEME.reservoir_of(word) for word in SCHEME.reservoirs}) == 6


def test_grades_rise_and_have_words_in_both_languages():
    bounds = [grade.from_c for grade in SCHEME.grades]
    assert bounds == sorted(bounds)
    assert bounds[1:] == [25, 40, 60, 90, 150]
    assert all(set(grade.label) == {"zh", "en"} for grade in SCHEME.grades)


def test_a_well_at_rest_is_sealed_or_scrapped():
    assert {SCHEME.state_of(word) for word in ("封存", "报废")} == SCHEME.at_rest
    assert SCHEME.state_of("停用") not in SCHEME.at_rest
