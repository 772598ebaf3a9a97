import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from natres.analyses.site import PlotLayer, near_wells, refuse_overlapping_parts, touched_plots
from natres.core.places import geodesic_m
from natres.errors import BadData
from natres.readers import read_forest_scheme, read_well_scheme
from tests.analyses.site.mosaics import ZONE, box, found, four, laid, layer, quota
from tests.strategies import EAST, NORTH, TOWNS, parcel_mosaics

RED, FARM, URBAN = "ecological_red_line", "basic_farmland", "urban_boundary"


def areas(lines):
    return {line.key: round(line.planar_m2, 4) for line in lines}


# --- land -----------------------------------------------------------------------------------------------------------


def test_land_by_class_owner_and_town_is_what_lies_under_the_site():
    result = found(four(), box(0, 0, 250, 100))
    assert areas(result.classes) == {"0101": 10000.0, "0702": 10000.0, "1101": 5000.0}
    assert areas(result.owners) == {"collective": 20000.0, "state": 5000.0}
    assert areas(result.towns) == {TOWNS[0]: 20000.0, TOWNS[1]: 5000.0}
    assert areas(result.groups) == {"agricultural": 10000.0, "construction": 10000.0, "unused": 5000.0}
    assert [(p.land_class, p.whole) for p in result.parcels] == [("0101", True), ("0702", True), ("1101", False)]


def test_ridges_are_taken_out_of_cropland_and_stand_under_their_own_class():
    result = found(four(), box(0, 0, 50, 100))
    by_class = {entry.land_class: entry.area_dm2 for entry in result.entries}
    assert sum(by_class.values()) == result.survey_dm2
    assert by_class["1203"] == pytest.approx(result.survey_dm2 * 0.1, abs=1)


def test_ground_without_a_parcel_is_its_own_line():
    result = found(four(), box(-50, 0, 50, 100))
    assert result.uncovered.planar_m2 == pytest.approx(5000.0)
    assert areas(result.classes) == {"0101": 5000.0}
    assert sum(entry.area_dm2 for entry in result.entries) + result.uncovered_dm2 == result.survey_dm2


def test_a_hole_is_no_part_of_the_site():
    result = found(four(), box(0, 0, 100, 100).difference(box(25, 25, 75, 75)))
    assert areas(result.classes) == {"0101": 7500.0}
    assert not result.parcels[0].whole


def test_parts_of_one_project_add_up_and_a_parcel_under_two_of_them_stands_once():
    result = found(four(), box(0, 0, 40, 100), box(60, 0, 150, 100))
    assert [round(part.planar_m2, 4) for part in result.parts] == [4000.0, 9000.0]
    assert [(p.land_class, round(p.planar_m2, 4)) for p in result.parcels] == [("0101", 8000.0), ("0702", 5000.0)]


def test_parts_that_share_ground_are_refused_with_their_names_and_area():
    with pytest.raises(BadData) as refused:
        refuse_overlapping_parts(np.array([box(0, 0, 50, 100), box(40, 0, 90, 100)]), ("甲", "乙"), "a.shp")
    assert refused.value.code == "SITE_OVERLAP"
    assert refused.value.facts["value"] == "1000.00"
    assert "“乙”（第 2 块）与“甲”（第 1 块）" in refused.value.sentence("zh")
    refuse_overlapping_parts(np.array([box(0, 0, 50, 100), box(50, 0, 90, 100)]), ("甲", "乙"), "a.shp")


@settings(max_examples=25)
@given(parcel_mosaics(), st.tuples(*[st.integers(-80, 420)] * 4))
def test_every_breakdown_is_the_site_less_what_no_parcel_covers(mosaic, corners):
    west, east = sorted(corners[:2])
    south, north = sorted(corners[2:])
    if east - west < 5 or north - south < 5:
        return
    zones = {RED: layer(box(0, 0, 60, 200)), FARM: layer(box(30, 10, 130, 90), box(100, 0, 300, 300))}
    pieces, result = laid(mosaic.frame, box(west, south, east, north), zones=zones)
    covered = result.planar_m2 - result.uncovered.planar_m2
    for lines in (result.classes, result.groups, result.owners, result.towns, result.villages):
        assert sum(line.planar_m2 for line in lines) == pytest.approx(covered, abs=1e-3)
    assert sum(entry.area_dm2 for entry in result.entries) + result.uncovered_dm2 == result.survey_dm2
    assert sum(ground.planar_m2 for ground in result.ground) == pytest.approx(result.planar_m2, abs=1e-3)
    for zone in result.zones:
        assert sum(line.planar_m2 for line in zone.by_class) == pytest.approx(zone.planar_m2, abs=1e-3)
    whole = [parcel.row for parcel in result.parcels if parcel.whole]
    booked = pieces.booked().assign(row=lambda t: pieces.pieces.second[t["piece"]]).groupby("row")["area_dm2"].sum()
    assert [int(booked[row]) for row in whole] == [mosaic.areas_dm2[row] for row in whole]


# --- zones ----------------------------------------------------------------------------------------------------------


def test_zones_are_counted_by_class_and_by_id_and_ground_under_two_of_them_once():
    zones = {RED: layer(box(0, 0, 60, 100), ids=["红1"]), FARM: layer(box(40, 0, 120, 100), ids=["田7"])}
    result = found(four(), box(0, 0, 200, 100), zones=zones)
    red, farm = result.zones
    assert (areas(red.zones), areas(farm.zones)) == ({"红1": 6000.0}, {"田7": 8000.0})
    assert areas(farm.by_class) == {"0101": 6000.0, "0702": 2000.0}
    assert red.share == pytest.approx(0.3)
    ground = {ground.layers: round(ground.planar_m2, 4) for ground in result.ground}
    assert ground == {(): 8000.0, (RED,): 4000.0, (FARM,): 6000.0, (RED, FARM): 2000.0}
    assert [(c.kind, c.key) for c in result.crossed] == [("inside", RED), ("inside", FARM)]


def test_zones_of_one_layer_that_overlap_count_their_ground_once_in_the_total():
    zones = {RED: layer(box(0, 0, 60, 100), box(40, 0, 100, 100))}
    (red,) = found(four(), box(0, 0, 200, 100), zones=zones).zones
    assert round(red.planar_m2, 4) == 10000.0
    assert round(sum(line.planar_m2 for line in red.zones), 4) == 12000.0


@pytest.mark.parametrize(("width", "height", "crossed"), [(0.09, 100, False), (0.2, 100, True), (0.9, 1.0, False)])
def test_noise_of_borders_is_shown_but_crosses_no_line(width, height, crossed):
    (red,) = found(four(), box(0, 0, 200, 100), zones={RED: layer(box(0, 0, width, height))}).zones
    result = found(four(), box(0, 0, 200, 100), zones={RED: layer(box(0, 0, width, height))})
    assert red.planar_m2 == pytest.approx(width * height, abs=1e-4)
    assert bool(result.crossed) is crossed


def test_a_strip_that_parcels_cut_into_crumbs_is_still_one_strip():
    crumbs = four()
    shapes = [box(x, 0, x + 1, 100) for x in range(100)]
    frame = pd.concat([crumbs.iloc[[0]]] * 100, ignore_index=True).set_geometry(shapes, crs=crumbs.crs)
    frame["parcel_id"] = [str(n) for n in range(100)]
    result = found(frame, box(0, 0, 100, 100), zones={RED: layer(box(0, 0, 100, 0.5))})
    assert [c.key for c in result.crossed] == [RED]  # each piece has 0.5 m², all of them 50


def test_outside_the_development_boundary_is_a_line_where_the_district_has_one():
    inside = found(four(), box(0, 0, 100, 100), zones={URBAN: layer(box(-10, -10, 300, 200))})
    outside = found(four(), box(0, 0, 100, 100), zones={URBAN: layer(box(0, 0, 60, 100))})
    assert inside.crossed == ()
    assert [(c.kind, c.key, round(c.area_m2, 2)) for c in outside.crossed] == [("outside", URBAN, 4000.0)]
    assert found(four(), box(0, 0, 100, 100)).crossed == ()


# --- quotas ---------------------------------------------------------------------------------------------------------


def test_what_is_not_construction_yet_becomes_it_and_cropland_is_lost():
    asked = (quota(20_000), quota(5_000, "floor", "cropland"))
    ceiling, floor = found(four(), box(0, 0, 250, 100), quotas=asked).quotas
    # paddy with its ridges 10,000 m² and half a river 5,000 m² are new; the homestead is construction land already
    assert (ceiling.check.actual_dm2, ceiling.change_dm2, ceiling.after_dm2) == (1_000_000, 1_500_000, 2_500_000)
    assert (ceiling.check.status, ceiling.status_after, ceiling.margin_after_dm2) == ("within", "exceeded", -500_000)
    assert (floor.check.actual_dm2, floor.change_dm2, floor.after_dm2) == (900_000, -900_000, 0)  # without ridges
    assert (floor.status_after, floor.margin_after_dm2) == ("exceeded", -500_000)


def test_a_quota_that_is_exceeded_once_the_site_is_built_is_a_line_unless_the_site_takes_nothing_of_it():
    became = found(four(), box(0, 0, 250, 100), quotas=[quota(20_000)])
    already = found(four(), box(0, 0, 250, 100), quotas=[quota(9_000)])
    kept = found(four(), box(0, 0, 250, 100), quotas=[quota(25_000)])
    assert [(c.kind, c.key, c.area_m2) for c in became.crossed] == [("quota", "urban_rural_construction", 5000.0)]
    assert already.quotas[0].check.status == already.quotas[0].status_after == "exceeded"
    assert [(c.kind, c.area_m2) for c in already.crossed] == [("quota_further", 15_000.0)]
    nothing = found(four(), box(110, 10, 190, 90), quotas=[quota(9_000)])  # the homestead is construction land
    assert (nothing.quotas[0].status_after, nothing.quotas[0].change_dm2) == ("exceeded", 0)
    assert nothing.crossed == kept.crossed == ()


def test_land_inside_the_settlement_scope_already_is_not_added_to_it_again():
    frame = four(settlement_code=["", "203", "203", ""])
    (scope,) = found(frame, box(0, 0, 300, 100), quotas=[quota(30_000, measure="settlement_scope")]).quotas
    assert (scope.check.actual_dm2, scope.change_dm2) == (2_000_000, 1_000_000)  # the paddy alone


def test_construction_land_that_no_settlement_holds_stays_what_it_is():
    frame = four(land_class=["1003", "0702", "1101", "0303"], deduction_ratio=[0.0] * 4)
    (ceiling,) = found(frame, box(0, 0, 100, 100), quotas=[quota(30_000)]).quotas
    assert ceiling.change_dm2 == 0


def test_a_quota_that_cannot_be_computed_stays_so_and_crosses_nothing():
    frame = four().drop(columns="settlement_code")
    result = found(frame, box(0, 0, 100, 100), quotas=[quota(1), quota(1, "floor", "basic_farmland")])
    assert [q.status_after for q in result.quotas] == ["not_computable", "not_computable"]
    assert [(q.change_dm2, q.after_dm2, q.margin_after_dm2) for q in result.quotas] == [(None, None, None)] * 2
    assert result.crossed == ()


def test_a_town_with_a_limit_of_its_own_is_told_before_and_after():
    limits = ((TOWNS[0], 1_500_000), (TOWNS[1], 900_000))
    (ceiling,) = found(four(), box(0, 0, 100, 100), quotas=[quota(90_000, unit_limits_dm2=limits)]).quotas
    assert [(t.code, t.change_dm2, t.status, t.status_after) for t in ceiling.towns] == [
        (TOWNS[0], 1_000_000, "within", "exceeded")
    ]


# --- plots and wells ------------------------------------------------------------------------------------------------


def test_plots_are_told_with_their_class_tenure_and_area_inside():
    frame = pd.DataFrame({"plot_id": ["12", "13"], "forest_class": ["0111", "0120"], "tenure_code": ["10", "20"]})
    plots = PlotLayer(frame, np.array([box(80, 0, 120, 100), box(900, 0, 950, 50)]), read_forest_scheme())
    (plot,) = touched_plots(np.array([box(0, 0, 100, 100)]), plots, ZONE)
    assert (plot.plot_id, plot.forest_class, plot.tenure, round(plot.planar_m2, 4)) == ("12", "forested", "state", 2000)
    assert not plot.whole


def test_wells_inside_are_at_no_distance_and_those_beyond_the_reach_are_left_out():
    from natres.core.crs import from_zone

    places = np.array([[EAST + 50, NORTH + 50], [EAST + 300, NORTH + 50], [EAST + 900, NORTH + 50], [EAST, NORTH]])
    lon, lat = from_zone(places.astype(float), ZONE).T
    lon[3] = np.nan
    wells = pd.DataFrame({"well_id": ["内", "近", "远", "无"], "role": ["开采", "回灌", "开采", "开采"],
                          "longitude": lon, "latitude": lat})  # fmt: skip
    near, lost = near_wells(np.array([box(0, 0, 100, 100)]), wells, read_well_scheme(), ZONE, 500.0)
    assert [(well.well_id, well.inside) for well in near] == [("内", True), ("近", False)]
    assert near[0].distance_m == 0.0
    assert near[1].distance_m == pytest.approx(200.0, rel=1e-3)
    edge = from_zone(np.array([[EAST + 100.0, NORTH + 50.0]]), ZONE)[0]
    assert near[1].distance_m == pytest.approx(geodesic_m((lon[1], lat[1]), tuple(edge)), abs=1e-4)
    assert (near[1].role, lost) == ("reinjection", 1)


def test_nothing_near_is_nothing():
    assert touched_plots(
        np.array([box(0, 0, 9, 9)]),
        PlotLayer(pd.DataFrame(), np.zeros(0, dtype=object), read_forest_scheme()), ZONE,
    ) == ()  # fmt: skip
