"""The second computation agrees where both are right, and finds what is wrong in the first."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from natres.analyses import class_shares, second_land, second_shapes
from natres.analyses import shares as shares_module
from natres.core.classification import Scheme
from natres.core.closing import Control
from natres.core.ledger import close_ledger, open_ledger
from natres.core.results import Unit
from natres.readers import read_scheme
from tests.conftest import square
from tests.random_land import random_land
from tests.strategies import SCHEME, TOWNS, ZONE_39, parcel_frame

UNITS = tuple(Unit(code, f"{code}镇", "town") for code in TOWNS)


def fields(**more):
    """Six parcels of 100 m: cropland with ridges, a village, a mangrove, a mine, a river, water beside a dam."""
    columns = {
        "land_class": ["0101", "0102", "0702", "0303", "0602", "1101"],
        "ownership_type": ["30", "10", "32", "20", "", "9"],
        "settlement_code": ["", "", "203", "", "204", ""],
        "unit_code": [TOWNS[0] + "0010000000"] * 3 + [TOWNS[1] + "0010000000"] * 3,
        "deduction_ratio": [0.0333, 0.125, 0.0, 0.0, 0.0, 0.0],
        "deduction_class": ["1203", "1203", "", "", "", ""],
    }
    return parcel_frame([square(i) for i in range(6)], **columns | more)


def again(frame, *, kind="auto", control=None, closing=False, scheme=SCHEME, units=UNITS, crs=ZONE_39):
    """Return both computations of the rows, and those of the shapes."""
    control = control or Control()
    ledger = open_ledger(frame, crs, kind=kind, control=control)
    ledger = close_ledger(ledger, units) if closing else ledger
    shares = class_shares(ledger, scheme, units=units)
    return second_land(shares, (), ledger, scheme, frame), second_shapes(shares, ledger, scheme, frame, control)


def differing(figures) -> set[str]:
    return {figure.key for figure in figures if not figure.agrees}


@pytest.mark.parametrize("kind", ["survey", "geodesic", "planar"])
def test_both_agree_on_measured_areas(kind):
    rows, shapes = again(fields(), kind=kind)
    assert differing(rows) == differing(shapes) == set()
    assert {"total", "class.00", "group.construction", "owner.other", f"unit.{TOWNS[0]}"} <= {f.key for f in rows}
    assert {figure.key for figure in shapes} == {f.key for f in rows if f.key.startswith(("total", "class", "group"))}


def test_both_agree_after_a_closing():
    survey = open_ledger(fields(), ZONE_39, kind="survey").measured_dm2
    rows, shapes = again(fields(), kind="survey", control=Control(survey + 13), closing=True)
    assert differing(rows) == differing(shapes) == set()
    assert rows[0].first == survey + 13


def declared(**more):
    area = [9993.45, 9993.46, 9993.47, 9993.48, 9993.49, 9993.5]
    return fields(declared_area_m2=area, **more)


def test_both_agree_on_deductions_by_ratio_as_declared_and_by_the_class_area_alone():
    cut = [333.11, 1249.18, 0.0, 0.0, 0.0, 0.0]
    net = [round(a - c, 2) for a, c in zip(declared()["declared_area_m2"], cut, strict=True)]
    without = declared(class_area_m2=net).drop(columns="deduction_ratio")
    for frame in (
        declared(),
        declared(deducted_area_m2=cut),
        declared(deducted_area_m2=cut, class_area_m2=net),
        without,
    ):
        rows, _ = again(frame, kind="declared")
        assert differing(rows) == set()
    ridge = next(figure for figure in again(without, kind="declared")[0] if figure.key == "class.12")
    assert ridge.first == 33_311 + 124_918


@pytest.mark.parametrize("area", [9993.125, 9993.135, 1.005, 0.285, 123_456.785, 9993.4567])
def test_both_agree_on_declared_areas_of_more_than_two_decimals(area):
    rows, _ = again(declared().assign(declared_area_m2=area), kind="declared")
    assert differing(rows) == set()


@pytest.mark.parametrize("ratio", [0.00015, 0.12345, 0.033350, 0.5])
def test_both_agree_on_ratios_of_more_than_four_decimals(ratio):
    rows, _ = again(declared(deduction_ratio=[ratio, ratio, 0, 0, 0, 0]), kind="declared")
    assert differing(rows) == set()


def test_both_agree_on_land_without_a_class_and_without_units():
    rows, shapes = again(fields(land_class=["", "0102", "0702", "0303", "0602", "1101"]), units=())
    assert differing(rows) == differing(shapes) == set()
    assert {"group.unclassified", "class."} <= {figure.key for figure in rows}


def test_both_agree_under_a_classification_of_ones_own(folder):
    path = folder / "自定.csv"
    path.write_text("code,name,parent,group\nA,农,,绿\nA1,田,A,\nA11,水田,A1,灰\nB,建,,灰\n", "utf-8")
    frame = fields(land_class=["A", "A1", "A11", "B", "B", "A1"], deduction_ratio=0.0, deduction_class="")
    rows, shapes = again(frame, scheme=read_scheme(path))
    assert differing(rows) == differing(shapes) == set()


def test_both_agree_in_longitude_and_latitude():
    frame = fields().to_crs(4490)
    rows, shapes = again(frame, crs=frame.crs)
    assert differing(rows) == differing(shapes) == set()


def test_large_holed_and_divided_parcels_agree_by_the_formula_and_by_pyproj():
    ring = shapely.box(39_505_000, 4_322_000, 39_525_000, 4_342_000)
    hole = shapely.box(39_510_000, 4_327_000, 39_515_000, 4_332_000)
    islands = shapely.MultiPolygon([square(0), square(3)])
    shapes = [shapely.difference(ring, hole), hole, shapely.Polygon(islands.geoms[0]), islands]
    rows, figures = again(parcel_frame(shapes), kind="survey")
    assert differing(rows) == differing(figures) == set()
    assert abs(figures[0].first - figures[0].second) < 10 * len(shapes)


def test_random_districts_agree_in_every_row():
    random = np.random.default_rng(8)
    for _ in range(12):
        land = random_land(random)
        frame = land.ledger.parcels
        filed = {"declared_area_m2": frame["gross_dm2"] / 100, "deducted_area_m2": frame["deducted_dm2"] / 100}
        frame = frame.assign(**filed)
        assert differing(second_land(land.shares(), (), land.ledger, land.scheme, frame)) == set()


def test_a_class_rolled_up_to_the_wrong_main_class_is_found(monkeypatch):
    monkeypatch.setattr(shares_module, "_classes", by_first_two_digits(shares_module._classes))
    rows, shapes = again(fields())
    assert differing(rows) == {"class.00", "class.03"}
    assert differing(shapes) == {"class.00", "class.03"}


def by_first_two_digits(classes):
    """Book wetland (0303) to forest land: the mistake the survey's codes invite."""

    def wrong(entries, scheme):
        right = {c.code: c for c in classes(entries, scheme)}
        moved = right["00"].area_dm2 if "00" in right else 0
        wet, forest = right.get("00"), right.get("03")
        if wet is None:
            return tuple(right.values())
        forest = replace(wet, code="03", area_dm2=(forest.area_dm2 if forest else 0) + moved)
        return (*(c for c in right.values() if c.code not in ("00", "03")), replace(wet, area_dm2=0), forest)

    return wrong


def test_a_measure_that_forgets_a_settlement_code_is_found(monkeypatch):
    right = Scheme.selects

    def wrong(self, measure, entries):
        narrower = replace(measure, settlement=measure.settlement - {"203"})
        return right(self, narrower if measure.key == "urban_rural_construction" else measure, entries)

    monkeypatch.setattr(Scheme, "selects", wrong)
    assert "measure.urban_rural_construction" in differing(again(fields())[0])


def test_an_owner_taken_for_another_is_found(monkeypatch):
    right = Scheme.ownership_of
    monkeypatch.setattr(Scheme, "ownership_of", lambda self, code: "state" if code == "30" else right(self, code))
    assert differing(again(fields())[0]) == {"owner.state", "owner.collective"}


def test_a_wrong_sum_of_a_group_is_found(monkeypatch):
    right = shares_module._by_group
    monkeypatch.setattr(
        shares_module, "_by_group", lambda *given: {k: a + (k == "construction") for k, a in right(*given).items()}
    )
    rows, shapes = again(fields())
    found = differing(rows)
    assert "group.construction" in found  # 0.01 m² is too much
    assert not {key for key in found if key.startswith(("class.", "unit.", "measure."))}
    assert differing(shapes) == set()


def test_a_town_that_lost_a_parcel_is_found(monkeypatch):
    right = shares_module._rows

    def wrong(*arguments):
        district, first, *others = right(*arguments)
        return [district, replace(first, area_dm2=first.area_dm2 - 1), *others]

    monkeypatch.setattr(shares_module, "_rows", wrong)
    assert differing(again(fields())[0]) == {f"unit.{TOWNS[0]}"}


def test_areas_of_some_parcels_scaled_are_found_in_the_shapes_and_not_in_the_rows():
    frame = fields()
    ledger = open_ledger(frame, ZONE_39, kind="survey")
    parcels = ledger.parcels.copy()
    parcels.loc[[2, 3], ["gross_dm2", "measured_dm2", "class_dm2"]] *= 15
    odd = replace(ledger, parcels=parcels)
    shares = class_shares(odd, SCHEME, units=UNITS)
    assert differing(second_land(shares, (), odd, SCHEME, frame)) == set()
    found = differing(second_shapes(shares, odd, SCHEME, frame, Control()))
    assert {"total", "class.07", "class.00"} <= found
    assert "class.01" not in found


def test_declared_areas_may_lie_the_tolerance_from_their_shapes_and_no_further():
    survey = open_ledger(fields(), ZONE_39, kind="survey").parcels["gross_dm2"].to_numpy() / 100
    near, far = survey + 0.09, survey + 0.12
    for area, expected in ((near, set()), (far, {"total"})):
        frame = fields(declared_area_m2=pd.Series(area).round(2).tolist(), deduction_ratio=0.0, deduction_class="")
        _, shapes = again(frame, kind="declared", control=Control(None, 0.10))
        assert expected <= differing(shapes)
        assert bool(expected) == bool(differing(shapes))


@pytest.mark.parametrize("kind", ["survey", "declared"])
@pytest.mark.parametrize("closed", [False, True])
def test_a_deduction_that_the_first_computation_loses_is_found_whatever_the_area(parcels, kind, closed):
    frame = parcels.assign(deduction_ratio=0.1, deduction_class="1203", declared_area_m2=10_000.0)
    frame["deducted_area_m2"] = [1000.0, 1000.0, 1234.56, np.nan]
    frame["class_area_m2"] = [9000.0, np.nan, np.nan, np.nan]
    ledger = open_ledger(frame, ZONE_39, kind=kind, control=Control(4_000_007))
    ledger = close_ledger(ledger) if closed else ledger
    agreed = second_land(class_shares(ledger, SCHEME), (), ledger, SCHEME, frame)
    assert all(figure.agrees for figure in agreed)
    lost = ledger.parcels.assign(deducted_dm2=0, class_dm2=ledger.parcels["gross_dm2"])
    wrong = replace(ledger, parcels=lost)
    found = second_land(class_shares(wrong, SCHEME), (), wrong, SCHEME, frame)
    assert {"class.12", "class.01"} & {figure.key for figure in found if not figure.agrees}
    shapes = second_shapes(class_shares(wrong, SCHEME), wrong, SCHEME, frame, Control())
    assert any(not figure.agrees for figure in shapes)
