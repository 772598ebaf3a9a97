from hypothesis import given
from hypothesis import strategies as st

from natres.analyses.reruns import compare_figures, flatten_figures

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3)
TREES = st.recursive(
    LEAVES, lambda t: st.lists(t, max_size=3) | st.dictionaries(st.text("ab", min_size=1), t, max_size=3), max_leaves=12
)


@given(st.dictionaries(st.text("xy", min_size=1), TREES, max_size=4))
def test_results_agree_with_themselves(results):
    assert compare_figures(results, results)[0] == []


def test_an_entry_is_known_by_its_keys_so_that_another_order_is_no_difference():
    entries = [{"key": "state", "group": "unused", "area_m2": 1}, {"key": "other", "group": "unused", "area_m2": 2}]
    found, count = compare_figures({"ownership": entries}, {"ownership": entries[::-1]})
    assert found == []
    assert count == 6


def test_entries_that_share_their_keys_are_told_apart_by_their_place():
    twice = [{"key": "a", "n": 1}, {"key": "a", "n": 2}]
    assert flatten_figures({"rows": twice})["rows[1].n"] == 2


def test_a_figure_on_one_side_only_is_a_difference():
    found, _ = compare_figures({"a": 1, "gone": 2}, {"a": 1, "new": None})
    assert [(d.what, d.recorded, d.now) for d in found] == [("gone", "2", None), ("new", None, "None")]


def test_the_last_digit_counts():
    assert compare_figures({"a": 0.1 + 0.2}, {"a": 0.3})[0][0].recorded == "0.30000000000000004"


def test_an_empty_list_that_fills_is_a_difference():
    found, _ = compare_figures({"findings": []}, {"findings": [{"code": "WELL_ROLE", "well_id": "K1"}]})
    assert {d.what for d in found} == {
        "findings", "findings[WELL_ROLE].code", "findings[WELL_ROLE].well_id"
    }  # fmt: skip
