from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
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
