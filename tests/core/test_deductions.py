from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from natres.core.closing import Control
from natres.core.deductions import deducted_by_ratio, following, whole_dm2
from natres.core.ledger import close_ledger, open_ledger
from tests.strategies import ZONE_39, parcel_mosaics

areas = st.integers(1, 10**12)


@given(areas, st.integers(0, 9999))
def test_a_deduction_is_the_ratio_of_the_gross_area_half_up(gross, ratio):
    deducted = int(deducted_by_ratio(np.array([gross]), np.array([ratio / 10_000]))[0])
    assert 2 * abs(deducted * 10_000 - gross * ratio) <= 10_000
    assert deducted_by_ratio(np.array([50]), np.array([0.01])).tolist() == [1]


@given(areas, areas, st.integers(0, 10**12))
def test_a_declared_deduction_keeps_its_proportion_of_a_parcel_that_is_cut(before, after, deducted):
    deducted = min(deducted, before)
    kept = int(following(np.array([deducted]), np.array([before]), np.array([after]), np.zeros(1))[0])
    assert 0 <= kept <= after
    assert 2 * abs(kept * before - deducted * after) <= before or before == after
    if before == after:
        assert kept == deducted


@given(parcel_mosaics(deductions=True))
def test_net_and_deducted_areas_follow_their_parcel_through_a_closing_and_add_up_again(mosaic):
    frame, total = mosaic.frame, sum(mosaic.areas_dm2)
    wanted = Control(total + 3 * len(frame) + 1)
    ledger = close_ledger(open_ledger(frame, ZONE_39, kind="planar", control=wanted))
    parcels = ledger.parcels
    assert ledger.measured_dm2 == wanted.area_dm2
    assert (parcels["class_dm2"] + parcels["deducted_dm2"] == parcels["gross_dm2"]).all()
    assert parcels["measured_dm2"].tolist() == list(mosaic.areas_dm2)
    ratio = frame["deduction_ratio"].to_numpy()
    assert (parcels["deducted_dm2"].to_numpy() == deducted_by_ratio(parcels["gross_dm2"].to_numpy(), ratio)).all()
    assert ledger.sums["area_dm2"].sum() == wanted.area_dm2


@given(st.lists(st.decimals(0, 10**7, places=3), min_size=1, max_size=20))
def test_a_declared_area_with_more_than_two_decimals_is_rounded_half_up_by_its_printed_digits(areas):
    column = pd.Series([float(area) for area in areas])
    expected = [int(area.quantize(Decimal("0.01"), ROUND_HALF_UP) * 100) for area in areas]
    assert whole_dm2(column).tolist() == expected


@given(areas, st.integers(-50, 50), st.integers(1, 9_999), st.integers(0, 10**12))
def test_a_deduction_that_never_followed_its_ratio_keeps_its_proportion(before, given_dm2, ratio, deducted):
    after, deducted = max(before + given_dm2, 1), min(deducted, before)
    share = np.array([ratio / 10_000])
    kept = int(following(np.array([deducted]), np.array([before]), np.array([after]), share)[0])
    by_ratio = deducted_by_ratio(np.array([before]), share)[0] == deducted
    if by_ratio and before != after:
        assert kept == deducted_by_ratio(np.array([after]), share)[0]
    else:
        assert 2 * abs(kept * before - deducted * after) <= before


def test_two_hundredths_given_to_a_parcel_do_not_move_two_hundred_square_metres(parcels):
    frame = parcels.assign(declared_area_m2=1000.0, deduction_ratio=0.1, deducted_area_m2=300.0, deduction_class="1203")
    ledger = close_ledger(open_ledger(frame, ZONE_39, kind="declared", control=Control(400_008)))
    assert ledger.parcels["gross_dm2"].tolist() == [100_002] * 4
    assert ledger.parcels["deducted_dm2"].tolist() == [30_001] * 4


@pytest.mark.parametrize("kind", ["survey", "planar", "geodesic"])
def test_a_measured_area_divides_as_the_declared_one_does(parcels, kind):
    """By KCMJ, by TBMJ − TBDLMJ, by the ratio: the first of them that a row has."""
    frame = parcels.assign(declared_area_m2=1000.0, deduction_ratio=0.1, deduction_class="1203")
    frame["deducted_area_m2"] = [300.0, np.nan, np.nan, 100.0]
    frame["class_area_m2"] = [np.nan, 600.0, np.nan, 900.0]
    rows = open_ledger(frame, ZONE_39, kind=kind).parcels
    for part, gross, cut in zip((0.3, 0.4, 0.1, 0.1), rows["gross_dm2"], rows["deducted_dm2"], strict=True):
        assert abs(cut - gross * part) <= 0.5
