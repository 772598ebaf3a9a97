"""The draw of a field inspection: what it promises of its shares, and of the order of rows."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from natres.analyses.field_sample import allocate, field_sample, field_verdict, share_interval
from natres.core.results.acceptance import DrawnParcel, FieldAnswer, FieldDraw
from natres.readers import read_scheme
from natres.readers.acceptance import read_plan_tables

SCHEME, TABLES = read_scheme(), read_plan_tables()
COUNTS = st.lists(st.integers(1, 5000), min_size=1, max_size=30)


@given(COUNTS, st.data())
def test_an_allocation_sums_up_and_no_stratum_gets_more_than_it_has(counts, data):
    total = data.draw(st.integers(0, sum(counts)))
    given_out = allocate(counts, total)
    assert sum(given_out) == total
    assert all(0 <= got <= count for got, count in zip(given_out, counts, strict=True))


@given(COUNTS, st.data())
def test_every_stratum_is_visited_where_the_sample_reaches(counts, data):
    if sum(counts) >= len(counts):
        total = data.draw(st.integers(len(counts), sum(counts)))
        assert min(allocate(counts, total)) >= 1


@given(COUNTS, st.data())
def test_a_larger_stratum_gets_no_less(counts, data):
    total = data.draw(st.integers(0, sum(counts)))
    pairs = sorted(zip(counts, allocate(counts, total), strict=True))
    for (small, few), (large, many) in pairwise(pairs):
        assert few <= many or small == large


def frame(rows, **columns):
    codes = [["0101", "0702", "1101", "0303"][i % 4 if i % 7 else 0] for i in range(rows)]
    towns = [f"12011110{i % 3}" + "010" for i in range(rows)]
    made = {"parcel_id": [f"{1201110000 + i}" for i in range(rows)], "land_class": codes, "unit_code": towns}
    return pd.DataFrame({**made, **columns})


@given(st.randoms(use_true_random=False), st.integers(0, 10**9), st.integers(1, 300))
def test_the_order_of_rows_changes_nothing(random, seed, rows):
    parcels = frame(rows)
    order = list(range(rows))
    random.shuffle(order)
    plan = TABLES.plan(rows, "4.0")
    first = field_sample(parcels, SCHEME, plan, seed=seed)
    again = field_sample(parcels.iloc[order].reset_index(drop=True), SCHEME, plan, seed=seed)
    assert [order[row] for row in again.rows] == list(first.rows)
    assert again.strata == first.strata
    assert again.stratum_of == first.stratum_of


@given(st.integers(1, 300), st.sampled_from(["missing", "blank", "one"]))
def test_rows_without_an_id_of_their_own_are_drawn_all_the_same(rows, how):
    parcels = frame(rows)
    parcels = parcels.drop(columns="parcel_id") if how == "missing" else parcels.assign(
        parcel_id="" if how == "blank" else "7"
    )  # fmt: skip
    sample = field_sample(parcels, SCHEME, TABLES.plan(rows, "4.0"))
    assert len(set(sample.rows)) == len(sample.rows) == sample.plan.sample_size
    assert sample == field_sample(parcels, SCHEME, TABLES.plan(rows, "4.0"))


def test_a_sample_counts_its_strata():
    parcels = frame(280)
    sample = field_sample(parcels, SCHEME, TABLES.plan(280, "4.0"))
    assert sum(s.lot for s in sample.strata) == 280
    assert sum(s.sample for s in sample.strata) == len(sample.rows) == 32
    for place, stratum in enumerate(sample.strata):
        rows = [row for row, of in zip(sample.rows, sample.stratum_of, strict=True) if of == place]
        assert len(rows) == stratum.sample
        for row in rows:
            assert parcels["unit_code"][row][:9] == stratum.town
            assert SCHEME.at_level(parcels["land_class"][row], 1) == stratum.main_class


def test_without_unit_codes_classes_alone_are_strata():
    sample = field_sample(frame(60).drop(columns="unit_code"), SCHEME, TABLES.plan(60, "4.0"))
    assert [(s.town, s.main_class) for s in sample.strata] == [("", "00"), ("", "01"), ("", "07"), ("", "11")]


def test_a_code_of_no_scheme_is_a_stratum_of_its_own():
    parcels = frame(60, land_class=["0101"] * 59 + ["9999"])
    sample = field_sample(parcels.drop(columns="unit_code"), SCHEME, TABLES.plan(60, "4.0"))
    assert [(s.main_class, s.sample) for s in sample.strata] == [("01", 12), ("", 1)]
    assert 59 in sample.rows


def test_another_seed_draws_others_and_seeds_share_parcels_evenly():
    parcels = frame(100, land_class=["0101"] * 100).drop(columns="unit_code")
    plan = TABLES.plan(100, "4.0")
    drawn = [row for seed in range(200) for row in field_sample(parcels, SCHEME, plan, seed=seed).rows]
    times = pd.Series(drawn).value_counts().reindex(range(100), fill_value=0)
    assert times.sum() == 200 * plan.sample_size
    # 40 times each on average; a spread far beyond chance would mean that some are drawn more easily.
    assert times.std() == pytest.approx((200 * 0.2 * 0.8) ** 0.5, rel=0.3)


def draw(count, aql="4.0", lot=500):
    plan = TABLES.plan(lot, aql)
    parcels = tuple(DrawnParcel(i + 1, str(i), "0101", "01", "120111101") for i in range(count))
    return FieldDraw(plan, 1, "图斑.gpkg", "", False, parcels)


@pytest.mark.parametrize(
    ("wrong", "blank", "status"),
    [
        (0, 0, "accept"),
        (5, 0, "accept"),
        (6, 0, "reject"),
        (6, 44, "reject"),
        (5, 1, "incomplete"),
        (0, 50, "incomplete"),
    ],
)
def test_a_lot_is_judged_by_its_faults(wrong, blank, status):
    verdicts = [False] * wrong + [None] * blank + [True] * (50 - wrong - blank)
    found = field_verdict(draw(50), [FieldAnswer(i + 1, verdict) for i, verdict in enumerate(verdicts)])
    assert (found.status, len(found.missing), found.judged) == (status, blank, 50 - blank)
    assert [parcel.number for parcel, _ in found.nonconforming] == list(range(1, wrong + 1))
    assert (found.share is None) == bool(blank)


def test_an_interval_holds_the_share_and_is_nothing_but_the_share_where_all_were_seen():
    low, high = share_interval(5, 50)
    assert low < 0.1 < high
    assert share_interval(50, 50)[1] == 1.0
    found = field_verdict(draw(10, "1.0", lot=10), [FieldAnswer(i + 1, i > 0) for i in range(10)])
    assert (found.low, found.share, found.high) == (0.1, 0.1, 0.1)


@given(st.integers(1, 300), st.data())
def test_an_interval_leaves_out_what_is_less_likely_than_one_in_forty(size, data):
    from scipy.stats import binom

    count = data.draw(st.integers(0, size))
    low, high = share_interval(count, size)
    assert low <= count / size <= high
    if count:
        assert binom.sf(count - 1, size, low) == pytest.approx(0.025, rel=1e-6)
    if count < size:
        assert binom.cdf(count, size, high) == pytest.approx(0.025, rel=1e-6)
