"""Illegal patches: cropland without ridges, approvals counted once, the ratio and its limit."""

from fractions import Fraction

import pytest

from natres.analyses.overlay import IllegalInput, illegal_land
from tests.analyses.overlay.laying import box, ledger_of, shapes_of, zone_layer
from tests.strategies import SCHEME, ZONE_39, parcel_frame


@pytest.fixture
def land():
    """A field with ridges of 10 %, and a homestead beside it, in two towns."""
    return parcel_frame(
        [box(0, 0, 100, 100), box(100, 0, 200, 100)],
        land_class=["0102", "0702"],
        unit_code=["1201111010010000000", "1201111020010000000"],
        deduction_ratio=[0.1, 0.0],
        deduction_class=["1203", ""],
    )


PATCHES = zone_layer("illegal_land", box(80, 0, 110, 50), box(10, 10, 20, 20), box(190, 0, 220, 10))
APPROVALS = zone_layer("approvals", box(85, 0, 105, 50), box(95, 0, 115, 50), box(10, 10, 20, 20))


def held(land, **given):
    given = {"patches": PATCHES, "approvals": APPROVALS, **given}
    return illegal_land(shapes_of(land), ZONE_39, ledger_of(land), SCHEME, IllegalInput(**given))


def test_a_patch_over_two_parcels_with_two_approvals_that_overlap(land):
    found = held(land, farmland=zone_layer("basic_farmland", box(0, 0, 90, 100)))
    patch, approved, outside = found.patches
    assert patch.area_m2 == pytest.approx(1500, rel=1e-5)
    assert patch.cropland_m2 == pytest.approx(900, rel=1e-5)  # 20 m × 50 m, less ridges of 10 %
    assert patch.approved_m2 == pytest.approx(1250, rel=1e-5)  # 85 to 110, though the approvals add up to 1750
    assert patch.approved_cropland_m2 == pytest.approx(675, rel=1e-5)
    assert [number for number, _ in patch.approvals] == ["approvals-1", "approvals-2"]
    assert [area for _, area in patch.approvals] == pytest.approx([1000, 750], rel=1e-5)
    assert patch.farmland_m2 == pytest.approx(500, rel=1e-5)
    assert (patch.town, patch.state) == ("120111101", "part")
    assert (approved.state, outside.state) == ("full", "none")
    assert outside.outside_m2 == pytest.approx(200)
    assert (outside.town, outside.cropland_m2) == ("120111102", 0)
    sums = found.sums()
    assert (sums["cases"], sums["unapproved_cases"]) == (3, 2)
    assert sums["unapproved_cropland_m2"] == pytest.approx(225, rel=1e-5)
    assert found.sums("120111102")["cases"] == 1


@pytest.mark.parametrize(
    ("taken", "status"), [(None, "not evaluated"), (1600.0, "within"), (1500.0, "exceeded"), (1400.0, "exceeded")]
)
def test_the_ratio_exceeds_its_limit_from_the_limit_on(land, taken, status):
    exact = held(land).sums()["unapproved_cropland_m2"]
    found = held(land, new_cropland_m2=None if taken is None else taken * exact / 225, limit=Fraction(15, 100))
    assert found.status == status or (taken == 1500.0 and found.ratio == pytest.approx(0.15))


def test_without_approvals_all_cropland_counts(land):
    found = held(land, approvals=None)
    sums = found.sums()
    assert not found.has_approvals
    assert sums["unapproved_cropland_m2"] == pytest.approx(sums["cropland_m2"])
    assert sums["unapproved_cases"] == 3
    assert [patch.farmland_m2 for patch in found.patches] == [None] * 3


def test_patches_that_overlap_are_told(land):
    twice = zone_layer("illegal_land", box(0, 0, 20, 20), box(10, 0, 30, 20))
    assert held(land, patches=twice).overlap_m2 == pytest.approx(200)


def test_a_row_without_a_shape_is_a_case_without_area(land):
    found = held(land, patches=zone_layer("illegal_land", None, box(0, 0, 10, 10)))
    assert [(patch.town, round(patch.area_m2)) for patch in found.patches] == [("", 0), ("120111101", 100)]
