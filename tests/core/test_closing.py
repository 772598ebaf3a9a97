from collections import defaultdict
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from natres.core.closing import Control, check_controls, close_areas, close_to_controls
from natres.core.results import Unit
from natres.errors import BadData, BadDistrictFile, BadUsage
from tests.many import times

RULES = ("survey", "largest-remainder")
COUNTY = "120111"


class ThreeLevels:
    """A random district: parcels in villages in towns, control areas a little off, some of them not given."""

    def __init__(self, random: np.random.Generator) -> None:
        areas, codes = [], []
        self.village: dict[str, int] = {}
        self.town: dict[str, int] = defaultdict(int)
        for t in range(random.integers(1, 4)):
            for v in range(random.integers(1, 4)):
                code = f"{COUNTY}{101 + t}{1 + v:03d}"
                count = int(random.integers(1, 9))
                # Few distinct sizes, so that ties are common; some parcels as small as a closing can stand.
                own = random.choice([20, 21, 500, 40_000, 40_001, 9_999_999], count)
                miss = int(random.integers(-10 * count, 10 * count + 1))
                areas += own.tolist()
                codes += [code + "0000000"] * count
                self.village[code] = int(own.sum()) + miss
                self.town[code[:9]] += self.village[code]
        self.area = np.array(areas, dtype=np.int64)
        self.codes = np.array(codes)
        self.ids = np.array([f"{i:018d}" for i in random.permutation(10 * len(areas))[: len(areas)]])
        self.control = Control(sum(self.town.values()), 0.10)

    def units(self, given: set[str]) -> list[Unit]:
        control = {**self.town, **self.village}
        level = {9: "town", 12: "village"}
        return [Unit(c, c, level[len(c)], a if c in given else None) for c, a in control.items()]

    def sums(self, closed: np.ndarray, digits: int) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for code, area in zip(self.codes, closed.tolist(), strict=True):
            found[code[:digits]] += area
        return found


def test_thousands_of_random_closings_are_exact_on_every_level_and_blind_to_the_order_of_rows():
    random = np.random.default_rng(1)
    for _ in range(times(10_000, 2_500)):
        district = ThreeLevels(random)
        given = {c for c in (*district.town, *district.village) if random.random() < 0.8}
        rule = RULES[random.integers(2)]
        units = district.units(given)
        closing = close_to_controls(district.area, district.codes, district.ids, units, district.control, rule=rule)
        closed = closing.area_dm2
        assert closed.sum() == district.control.area_dm2
        towns, villages = district.sums(closed, 9), district.sums(closed, 12)
        assert all(towns[c] == district.town[c] for c in given & set(district.town))
        assert all(villages[c] == district.village[c] for c in given & set(district.village))
        assert (closed > 0).all()
        order = random.permutation(len(closed))
        again = close_to_controls(
            district.area[order], district.codes[order], district.ids[order], units[::-1], district.control, rule=rule
        )
        assert (again.area_dm2 == closed[order]).all()
        assert sum(u.given_dm2 for u in closing.units) == (closed - district.area).sum()


parts = st.lists(st.integers(50, 10**9), min_size=1, max_size=12)


@settings(max_examples=200)
@given(parts, st.integers(-40, 40))
def test_the_survey_rule_gives_all_the_same_and_one_unit_more_to_the_largest(areas, missing):
    closed = close_areas(np.array(areas), sum(areas) + missing, [str(i) for i in range(len(areas))])
    share = (closed - areas) * (1 if missing >= 0 else -1)
    each, rest = divmod(abs(missing), len(areas))
    assert sorted(share.tolist()) == [each] * (len(areas) - rest) + [each + 1] * rest
    more, less = (
        [a for a, s in zip(areas, share, strict=True) if s > each],
        [a for a, s in zip(areas, share, strict=True) if s == each],
    )
    assert not more or not less or min(more) >= max(less)


@settings(max_examples=200)
@given(parts, st.integers(-40, 40))
def test_the_largest_remainder_gives_every_parcel_its_part_to_less_than_a_unit(areas, missing):
    ids = [str(i) for i in range(len(areas))]
    closed = close_areas(np.array(areas), sum(areas) + missing, ids, rule="largest-remainder")
    for area, share in zip(areas, (closed - areas).tolist(), strict=True):
        assert abs(share - Fraction(area * missing, sum(areas))) < 1


def test_of_equal_parcels_the_smaller_id_comes_first_whatever_its_row():
    areas = np.array([5000, 5000, 5000])
    for rule in RULES:
        assert close_areas(areas, 15_001, ["c", "a", "b"], rule=rule).tolist() == [5000, 5001, 5000]


def test_a_unit_without_a_control_area_leaves_its_parcels_to_the_one_above():
    towns = [Unit("120111101", "甲镇", "town", 3000), Unit("120111102", "乙镇", "town")]
    codes = ["120111101001", "120111102001", "120111102002"]
    closing = close_to_controls(np.array([2999, 2000, 4000]), codes, ["1", "2", "3"], towns, Control(9001))
    assert closing.area_dm2.tolist() == [3000, 2000, 4001]
    assert [(u.code, u.target_dm2) for u in closing.units] == [("", 6001), ("120111101", 3000)]


def test_parcels_that_no_control_area_reaches_are_left_alone():
    towns = [Unit("120111101", "甲镇", "town", 3000), Unit("120111102", "乙镇", "town")]
    closing = close_to_controls(np.array([2999, 77]), ["120111101", "120111102"], ["1", "2"], towns, Control())
    assert closing.area_dm2.tolist() == [3000, 77]


def refused(*arguments, **options) -> BadData:
    with pytest.raises(BadData) as caught:
        close_to_controls(*arguments, **options)
    return caught.value


def test_what_misses_its_control_area_by_more_than_the_tolerance_is_refused_with_the_unit():
    towns = [Unit("120111101", "甲镇", "town", 100_021)]
    error = refused(np.array([50_000, 50_000]), ["120111101"] * 2, ["1", "2"], towns, Control(None, 0.10))
    assert error.code == "CLOSING_TOLERANCE"
    assert error.facts["key"] == "120111101"
    assert (error.facts["value"], error.facts["tolerance"]) == ("0.21", "0.20")
    towns = [Unit("120111101", "甲镇", "town", 100_020)]
    close_to_controls(np.array([50_000, 50_000]), ["120111101"] * 2, ["1", "2"], towns, Control(None, 0.10))


def test_a_parcel_that_a_closing_would_use_up_is_refused_with_its_row():
    error = refused(np.array([9, 900_000]), ["120111101"] * 2, ["b", "a"], [], Control(899_989, 0.10))
    assert error.code == "CLOSING_EMPTY"
    assert (error.facts["row"], error.facts["id"]) == (0, "b")


def test_a_repeated_and_a_missing_id_are_refused_because_a_tie_could_not_be_decided():
    area, codes = np.array([5000, 5000, 5000]), ["120111101"] * 3
    error = refused(area, codes, ["a", "b", "a"], [], Control(15_001))
    assert (error.code, error.facts["row"], error.facts["value"]) == ("ID_DUPLICATE", 2, "a")
    error = refused(area, codes, ["a", "", ""], [], Control(15_001))
    assert (error.code, error.facts["count"]) == ("ID_MISSING", 2)


def test_a_control_area_without_parcels_is_refused():
    towns = [Unit("120111101", "甲镇", "town", 5000), Unit("120111102", "乙镇", "town", 10)]
    error = refused(np.array([5000]), ["120111101"], ["1"], towns, Control(5010))
    assert (error.code, error.variant, error.facts["key"]) == ("CONTROL_SUM", "CONTROL_SUM.empty", "120111102")


@pytest.mark.parametrize(
    ("district", "town", "village", "fits"),
    [
        (100, (60, 40), (30, 30), True),
        (101, (60, 40), (30, 30), False),
        (100, (60, 40), (30, 31), False),
        (100, (60, None), (30, 30), True),
        (59, (60, None), (30, 30), False),
        (100, (None, 40), (30, 30), True),
        (100, (None, 40), (30, 31), False),
        (None, (60, 40), (30, 30), True),
        (None, (60, 40), (30, 20), False),
    ],
)
def test_given_control_areas_that_do_not_add_up_are_refused_and_none_is_changed(district, town, village, fits):
    units = [Unit(f"12011110{i}", "", "town", area) for i, area in enumerate(town, start=1)]
    units += [Unit(f"12011110100{i}", "", "village", area) for i, area in enumerate(village, start=1)]
    if fits:
        check_controls(units, district)
        return
    with pytest.raises(BadDistrictFile) as caught:
        check_controls(units, district, file="区县.toml", code=COUNTY)
    assert caught.value.code == "CONTROL_SUM"
    assert caught.value.facts["file"] == "区县.toml"


def test_an_unknown_rule_is_refused():
    with pytest.raises(BadUsage):
        close_areas(np.array([1]), 1, ["a"], rule="half")
