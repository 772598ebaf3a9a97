"""Single sampling plans: the table against the rule it is built by, and against cells known from the standard."""

from itertools import pairwise

import pytest

from natres.core.acceptance import DOWN, UP
from natres.errors import BadUsage
from natres.readers.acceptance import read_plan_tables

TABLES = read_plan_tables()
#: What stands to the right of acceptance number 0 in a line: two arrows, then the numbers.
DIAGONAL = ["0", UP, DOWN, "1", "2", "3", "5", "7", "10", "14", "21"]


def test_sample_sizes_follow_the_fifth_root_of_ten():
    sizes = [row.sample_size for row in TABLES.rows]
    assert "".join(row.letter for row in TABLES.rows) == "ABCDEFGHJKLMNPQR"
    for i, size in enumerate(sizes):
        assert size == pytest.approx(2 * 10 ** (i / 5), rel=0.08), size


def test_limits_follow_the_fifth_root_of_ten_too():
    for i, limit in enumerate(TABLES.aql):
        assert float(limit) == pytest.approx(0.01 * 10 ** (i / 5), rel=0.09), limit


@pytest.mark.parametrize("row", TABLES.rows, ids=lambda row: row.letter)
def test_a_line_is_one_step_of_the_diagonal(row):
    """A sample one size larger has the same number one limit lower: n × AQL is nearly the same."""
    place = TABLES.rows.index(row)
    for column, cell in enumerate(row.cells):
        step = column - (14 - place)
        expected = DOWN if step < 0 else UP if step > 10 else DIAGONAL[step]
        if (place, step) == (0, 1):
            expected = DOWN  # there is no plan above A
        if (place, step) == (15, 2):
            expected = UP  # and none below R
        assert cell == expected, TABLES.aql[column]


def test_equal_numbers_stand_on_diagonals_of_equal_expectation():
    """AQL × sample size is about the same in all cells of one acceptance number, and rises with the number."""
    found: dict[int, list[float]] = {}
    for row in TABLES.rows:
        for limit, cell in zip(TABLES.aql, row.cells, strict=True):
            if cell not in (UP, DOWN):
                found.setdefault(int(cell), []).append(float(limit) / 100 * row.sample_size)
    assert sorted(found) == [0, 1, 2, 3, 5, 7, 10, 14, 21]
    for products in found.values():
        assert max(products) / min(products) < 1.15
    middles = [sum(p) / len(p) for _, p in sorted(found.items())]
    assert middles == sorted(middles)


def test_letters_rise_with_the_lot_and_with_the_level():
    order = "ABCDEFGHJKLMNPQR"
    sizes = [largest for largest, _ in TABLES.lots]
    assert sizes[:-1] == sorted(sizes[:-1])
    assert sizes[-1] == 0
    for (_, small), (_, large) in pairwise(TABLES.lots):
        assert all(0 <= order.index(large[k]) - order.index(small[k]) <= 1 for k in TABLES.levels)
    for _, letters in TABLES.lots:
        general = [order.index(letters[k]) for k in ("I", "II", "III")]
        special = [order.index(letters[k]) for k in ("S-1", "S-2", "S-3", "S-4", "I")]
        assert general == sorted(general)
        assert special == sorted(special)
        assert general[2] == general[1] + 1


@pytest.mark.parametrize(
    ("lot", "level", "aql", "expected"),
    [
        (60_000, "II", "1.0", ("N", 500, 10, 11)),
        (1_200, "II", "2.5", ("J", 80, 5, 6)),
        (500, "II", "4.0", ("H", 50, 5, 6)),
        (50, "II", "1.5", ("D", 8, 0, 1)),
        (50, "II", "2.5", ("C", 5, 0, 1)),  # the arrow up takes the sample size of C
        (50, "II", "4.0", ("E", 13, 1, 2)),  # and the arrow down that of E
        (12_000, "II", "4.0", ("M", 315, 21, 22)),
        (12_000, "II", "6.5", ("L", 200, 21, 22)),
        (4_000, "S-2", "6.5", ("D", 8, 1, 2)),
        (2_000_000, "III", "0.015", ("P", 800, 0, 1)),
        (2_000_000, "III", "0.010", ("Q", 1250, 0, 1)),
        (6, "II", "1.0", ("E", 6, 0, 1)),  # thirteen of six: all of them
        (6, "II", "10", ("C", 5, 1, 2)),
    ],
)
def test_plans_are_those_of_the_standard(lot, level, aql, expected):
    plan = TABLES.plan(lot, aql, level)
    assert (plan.letter, plan.sample_size, plan.accept, plan.reject) == expected


@pytest.mark.parametrize("lot", [1, 2, 8, 9, 90, 91, 3_200, 35_001, 500_000, 500_001, 10**7])
def test_every_lot_level_and_limit_has_a_plan(lot):
    for level in TABLES.levels:
        for aql in TABLES.aql:
            plan = TABLES.plan(lot, aql, level)
            assert 1 <= plan.sample_size <= lot
            assert plan.reject == plan.accept + 1


def test_the_chance_to_accept_falls_with_the_faults():
    plan = TABLES.plan(60_000, "1.0")
    chances = [plan.accepts_at(p / 1000) for p in range(0, 60, 5)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == 1.0
    assert plan.accepts_at(plan.quality_accepted_at(0.1)) == pytest.approx(0.1)
    assert plan.accepts_at(0.01) > 0.9


def test_where_all_is_inspected_nothing_is_left_to_chance():
    plan = TABLES.plan(10, "1.0")
    assert plan.whole
    assert [plan.accepts_at(p) for p in (0.0, 0.1)] == [1.0, 0.0]


@pytest.mark.parametrize("aql", ["4", "4.00", " 4.0 ", "4%"])
def test_a_limit_may_be_written_in_other_ways(aql):
    assert TABLES.plan(500, aql).aql == "4.0"


@pytest.mark.parametrize(("aql", "level"), [("3.0", "II"), ("x", "II"), ("15", "II"), ("4.0", "IV"), ("4.0", "2")])
def test_what_the_tables_do_not_have_is_refused_with_what_they_have(aql, level):
    with pytest.raises(BadUsage) as caught:
        TABLES.plan(500, aql, level)
    assert ("2.5" if level == "II" else "S-1, S-2") in caught.value.cure("zh")


def test_an_empty_lot_has_no_plan():
    with pytest.raises(BadUsage):
        TABLES.plan(0, "4.0")
