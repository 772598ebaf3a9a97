from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from natres.core.areas import survey_area_dm2
from natres.core.closing import Control
from natres.core.ledger import open_ledger
from natres.errors import BadData, BadUsage
from tests.strategies import ZONE_39, Mosaic, parcel_mosaics


def declared(parcels: pd.DataFrame, **columns) -> pd.DataFrame:
    exact = survey_area_dm2(parcels.geometry.to_numpy(), ZONE_39) / 100
    return parcels.assign(**{"declared_area_m2": exact, **columns})


@settings(max_examples=25)
@given(parcel_mosaics())
def test_every_parcel_is_booked_whole_class_area_and_ridges_together(mosaic: Mosaic):
    ledger = open_ledger(mosaic.frame, ZONE_39, kind="planar")
    assert tuple(ledger.parcels["gross_dm2"]) == mosaic.areas_dm2
    assert ledger.measured_dm2 == mosaic.whole_dm2 == int(ledger.entries["area_dm2"].sum())
    both = ledger.parcels["class_dm2"] + ledger.parcels["deducted_dm2"]
    assert (both == ledger.parcels["gross_dm2"]).all()


@settings(max_examples=25)
@given(parcel_mosaics())
def test_deductions_are_the_ratio_half_up_and_stand_under_the_ridge_class(mosaic: Mosaic):
    ledger = open_ledger(mosaic.frame, ZONE_39, kind="planar")
    ratios = [Fraction(str(r)) for r in mosaic.frame["deduction_ratio"]]
    expected = [int(a * r + Fraction(1, 2)) for a, r in zip(mosaic.areas_dm2, ratios, strict=True)]
    assert ledger.parcels["deducted_dm2"].tolist() == expected
    ridges = ledger.entries.iloc[len(mosaic.areas_dm2) :]
    assert set(ridges["land_class"]) <= {"1203"}
    assert int(ridges["area_dm2"].sum()) == sum(expected)


def test_the_callers_frame_is_left_alone(parcels):
    before = parcels.copy(deep=True)
    open_ledger(parcels, ZONE_39)
    pd.testing.assert_frame_equal(pd.DataFrame(parcels), pd.DataFrame(before))


def test_auto_takes_declared_areas_that_fit_the_control_area(parcels):
    frame = declared(parcels)
    control = round(frame["declared_area_m2"].sum() * 100)
    ledger = open_ledger(frame, ZONE_39, control=Control(control))
    assert (ledger.area_kind, ledger.measured_dm2, ledger.residual_dm2) == ("declared", control, 0)
    assert "survey" in ledger.other_totals_dm2


@pytest.mark.parametrize(("miss_dm2", "kind"), [(40, "declared"), (-40, "declared"), (41, "survey"), (-41, "survey")])
def test_the_tolerance_is_a_tenth_of_a_square_metre_for_each_parcel_and_includes_its_end(parcels, miss_dm2, kind):
    # Four parcels: 4 × 0.10 m² = 40 × 0.01 m².
    frame = declared(parcels)
    total = round(frame["declared_area_m2"].sum() * 100)
    assert open_ledger(frame, ZONE_39, control=Control(total + miss_dm2)).area_kind == kind


def test_without_a_control_area_declared_areas_are_held_against_the_survey_total(parcels):
    near = declared(parcels)
    far = near.assign(declared_area_m2=near["declared_area_m2"] + 0.11)
    assert open_ledger(near, ZONE_39).area_kind == "declared"
    ledger = open_ledger(far, ZONE_39)
    assert ledger.area_kind == "survey"
    assert ledger.other_totals_dm2 == {"declared": ledger.measured_dm2 + 44}
    assert ledger.residual_dm2 == 0


def test_one_missing_declared_area_makes_auto_measure_and_declared_refuse(parcels):
    frame = declared(parcels)
    frame.loc[2, "declared_area_m2"] = np.nan
    assert open_ledger(frame, ZONE_39).area_kind == "survey"
    with pytest.raises(BadData) as caught:
        open_ledger(frame, ZONE_39, kind="declared")
    assert caught.value.code == "AREA_MISSING"


def test_declared_parts_that_do_not_add_up_are_refused_with_row_and_parcel(parcels):
    frame = declared(parcels, deducted_area_m2=[0.0, 0.0, 100.0, 0.0])
    frame["class_area_m2"] = frame["declared_area_m2"] - [0, 0, 100.01, 0]
    with pytest.raises(BadData) as caught:
        open_ledger(frame, ZONE_39, kind="declared")
    error = caught.value
    assert (error.code, error.facts["row"], error.facts["id"]) == ("AREA_MISMATCH", 2, "120111000000000002")
    assert error.facts["count"] == 1


def test_declared_deductions_win_over_the_ratio_and_a_missing_one_is_computed(parcels):
    frame = declared(
        parcels, deduction_ratio=0.1, deduction_class="1203", deducted_area_m2=[1000.0, np.nan, 999.0, 0.0]
    )
    ledger = open_ledger(frame, ZONE_39, kind="declared")
    first = ledger.parcels["deducted_dm2"].tolist()
    assert [first[0], first[2], first[3]] == [100_000, 99_900, 0]
    assert first[1] == (int(ledger.parcels["gross_dm2"][1]) * 1000 + 5000) // 10_000


def test_ridges_without_a_ridge_class_are_never_lost_from_the_sum(parcels):
    ledger = open_ledger(parcels.assign(deduction_ratio=0.05), ZONE_39, kind="planar")
    assert int(ledger.entries["area_dm2"].sum()) == ledger.measured_dm2


@pytest.mark.parametrize("kind", ["survey", "geodesic", "planar"])
def test_a_measured_kind_says_what_it_is(parcels, kind):
    ledger = open_ledger(declared(parcels), ZONE_39, kind=kind)
    assert ledger.area_kind == kind
    assert set(ledger.other_totals_dm2) == {"declared"}


def test_an_unknown_kind_and_a_layer_without_coordinate_system_are_refused(parcels):
    with pytest.raises(BadUsage) as caught:
        open_ledger(parcels, ZONE_39, kind="ellipsoidal")
    assert caught.value.code == "OPTION_VALUE"
    with pytest.raises(BadData) as missing:
        open_ledger(parcels, None)
    assert missing.value.code == "CRS_MISSING"


def test_settlement_and_ownership_count_as_present_only_where_something_is_filled_in(parcels):
    bare = parcels.drop(columns=["settlement_code"]).assign(ownership_type="")
    ledger = open_ledger(bare, ZONE_39)
    assert (ledger.has_settlement, ledger.has_ownership) == (False, False)
    full = open_ledger(parcels, ZONE_39)
    assert (full.has_settlement, full.has_ownership) == (True, True)


def test_an_index_that_is_not_counted_from_zero_changes_nothing(parcels):
    moved = parcels.set_index(pd.Index([7, 3, 9, 100]))
    assert open_ledger(moved, ZONE_39).parcels["gross_dm2"].tolist() == (
        open_ledger(parcels, ZONE_39).parcels["gross_dm2"].tolist()
    )
