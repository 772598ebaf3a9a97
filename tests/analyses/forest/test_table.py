from collections import Counter

import geopandas as gpd
from hypothesis import given, settings
from hypothesis import strategies as st

from natres.analyses import forest_table
from natres.core.ledger import open_ledger
from natres.readers import read_forest_scheme
from tests.conftest import square
from tests.strategies import ZONE_39

FOREST = read_forest_scheme()
PLOT = st.tuples(
    st.sampled_from(sorted(FOREST.report_class)), st.sampled_from(["10", "20", "21", "", "90"]), st.integers(1, 9)
)


def table(plots, towns=None):
    codes, tenures, sizes = zip(*plots, strict=True)
    frame = gpd.GeoDataFrame(
        {"forest_class": codes, "tenure_code": tenures, **({"unit_name": towns} if towns else {})},
        geometry=[square(0, 0, 10 * size) for size in sizes],
        crs=ZONE_39,
    )
    return forest_table(open_ledger(frame, ZONE_39, kind="planar"), frame, FOREST)


@settings(max_examples=40)
@given(st.lists(PLOT, min_size=1, max_size=8))
def test_classes_tenures_and_matrix_add_up_to_the_total_and_outside_land_is_apart(plots):
    forest = table(plots)
    everything = sum(size * size * 10_000 for *_, size in plots)
    assert forest.total_dm2 + forest.outside_dm2 == everything
    assert sum(a for _, a in forest.by_tenure) == sum(a for *_, a in forest.matrix) == forest.total_dm2
    expected = Counter()
    for code, _, size in plots:
        expected[FOREST.report_class[code]] += size * size * 10_000
    assert dict(forest.by_class) == {c.key: expected[c.key] for c in FOREST.classes}
    assert forest.outside_dm2 == expected["outside"]


def test_the_order_of_plots_changes_nothing_and_towns_add_up():
    plots = [("0111", "10", 3), ("0131", "20", 2), ("0210", "20", 5), ("0150", "", 1)]
    towns = ["杨柳青镇", "中北镇", "中北镇", "杨柳青镇"]
    forest = table(plots, towns)
    assert table(plots[::-1], towns[::-1]) == forest
    assert sum(area for *_, area in forest.by_unit) == forest.total_dm2
    assert {(u, t): a for u, t, a in forest.by_unit}["杨柳青镇", "other"] == 10_000
    assert forest.plots == 3


def test_a_plot_without_tenure_is_undetermined_and_never_dropped():
    assert dict(table([("0111", "", 2)]).by_tenure) == {"state": 0, "collective": 0, "other": 40_000}


def test_an_accepted_unknown_class_counts_as_other_forest():
    assert dict(table([("9999", "10", 1)]).by_class)["other"] == 10_000
