"""Four areas of every parcel: which of them are outliers, in which order, with what beside them."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from natres.analyses import audit_parcels
from natres.core.areas import geodesic_area_dm2, planar_area_dm2, survey_area_dm2
from natres.core.closing import Control
from natres.core.crs import ComputingZone
from natres.core.ledger import close_ledger, open_ledger
from tests.conftest import square
from tests.strategies import EAST, NORTH, ZONE_39, parcel_frame

HECTARE_DM2 = 999_999  # a hectare of the plane measures 0.01 m² less on the ellipsoid here


def audited(frame, crs=ZONE_39, kind="survey", **more):
    return audit_parcels(open_ledger(frame, crs, kind=kind), frame.geometry.to_numpy(), crs, **more)


def with_declared(shapes, off_dm2):
    survey = survey_area_dm2(shapes, ZONE_39)
    return parcel_frame(shapes, declared_area_m2=(survey + np.array(off_dm2)) / 100)


def test_an_outlier_is_off_by_more_than_a_square_metre_and_more_than_a_thousandth():
    small, large = shapely.box(EAST, NORTH, EAST + 10, NORTH + 10), square(1, size=1000)
    assert survey_area_dm2([small, large], ZONE_39).tolist() == pytest.approx([10_000, 10**8], rel=1e-4)
    on = with_declared([small, small, large, large], [100, -100, 99_990, -99_990])
    assert audited(on).outliers == ()
    past = audited(with_declared([small, small, large, large], [101, -101, 100_020, -100_020]))
    assert [p.row for p in past.outliers] == [2, 3, 0, 1]
    assert [p.off_dm2 for p in past.outliers] == [100_020, -100_020, 101, -101]
    assert past.largest_off_dm2 == 100_020
    assert (past.outlier_m2, past.outlier_ratio) == (1.0, 0.001)


def test_each_outlier_stands_with_its_four_areas_and_who_it_is():
    frame = with_declared([square(0), square(1), square(2)], [0, 5_000, 0])
    frame["land_class"] = ["0101", "0702", "1101"]
    found = audited(frame)
    (one,) = found.outliers
    shape = [frame.geometry.iloc[1]]
    measured = [int(f(shape, ZONE_39)[0]) for f in (survey_area_dm2, geodesic_area_dm2, planar_area_dm2)]
    assert [one.survey_dm2, one.geodesic_dm2, one.planar_dm2] == measured
    assert one.planar_dm2 == 1_000_000
    assert one.declared_dm2 == one.survey_dm2 + 5_000
    assert (one.row, one.parcel_id, one.land_class) == (1, frame["parcel_id"].iloc[1], "0702")
    assert one.unit_code == frame["unit_code"].iloc[1]


def test_totals_are_those_of_all_parcels_and_not_of_the_outliers():
    frame = with_declared([square(i) for i in range(5)], [0, 0, 9_000, 0, 0])
    totals = dict(audited(frame).totals_dm2)
    shapes = frame.geometry.to_numpy()
    assert totals["survey"] == int(survey_area_dm2(shapes, ZONE_39).sum())
    assert totals["geodesic"] == int(geodesic_area_dm2(shapes, ZONE_39).sum())
    assert totals["planar"] == 5_000_000
    assert totals["declared"] == totals["survey"] + 9_000


def test_without_declared_areas_nothing_is_off_and_nothing_is_said_of_them():
    found = audited(parcel_frame([square(0), square(1)]))
    assert found.outliers == ()
    assert found.largest_off_dm2 is None
    assert "declared" not in dict(found.totals_dm2)


def test_at_the_edge_of_a_zone_the_plane_is_far_too_large_and_no_parcel_is_called_an_outlier_for_it():
    boxes = gpd.GeoSeries([shapely.box(118.45, 35.0, 118.46, 35.01)], crs=4490).to_crs(4527)
    frame = parcel_frame(boxes.to_list())
    found = audited(frame, zone=ComputingZone(117.0))
    totals = dict(found.totals_dm2)
    assert totals["planar"] / totals["survey"] - 1 == pytest.approx(0.00043, abs=0.00002)
    assert found.outliers == ()


def test_what_closing_gave_an_outlier_stands_beside_it():
    frame = with_declared([square(0), square(1)], [0, 5_000])
    ledger = open_ledger(frame, ZONE_39, kind="survey", control=Control(2 * HECTARE_DM2 + 6))
    closed = close_ledger(ledger)
    (one,) = audit_parcels(closed, frame.geometry.to_numpy(), ZONE_39).outliers
    given = (2 * HECTARE_DM2 + 6 - ledger.measured_dm2) // 2
    assert one.closing_dm2 == given
    assert given != 0


def test_outliers_that_are_equally_far_off_stand_in_the_order_of_their_rows():
    frame = with_declared([square(i) for i in range(4)], [7_000, -7_000, 0, 7_000])
    assert [p.row for p in audited(frame).outliers] == [0, 1, 3]
