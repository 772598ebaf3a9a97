"""Laws of a change between two years, on mosaics with holes, multiparts, T-junctions and densified edges."""

from collections import Counter

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from natres.analyses.change import land_change, refuse_lost_ground, second_change
from natres.core.ledger import open_ledger
from natres.core.overlay import lay_over
from natres.core.results.change import NO_LAND, SliverRule
from natres.errors import BadData
from natres.presenters.change.printed import printed_accounts
from tests.core.test_overlay import two_mosaics
from tests.strategies import SCHEME, ZONE_39, parcel_frame

CODES = ("0101", "0103", "0201", "0307", "0404", "0601", "0702", "1104A", "1203")
CROPLAND = ("0101", "0103")
TOWNS = ("120111101", "120111102")


def years(draw, shapes):
    """Return parcels of a year: cropland loses a tenth to its ridges."""
    count = len(shapes)

    def column(values):
        return draw(st.lists(st.sampled_from(values), min_size=count, max_size=count))

    codes = column(CODES)
    ratio = [r if code in CROPLAND else 0.0 for code, r in zip(codes, column((0.0, 0.0333, 0.1)), strict=True)]
    return parcel_frame(
        list(shapes), land_class=codes, deduction_ratio=ratio,
        deduction_class=["1203" if r else "" for r in ratio], ownership_type=column(("10", "30", "")),
        unit_code=[town + "0010000000" for town in column(TOWNS)],
    )  # fmt: skip


@st.composite
def two_years(draw):
    (_, first), (_, second), _ = draw(two_mosaics())
    return years(draw, first), years(draw, second)


def compared(before, after, **options):
    shapes = [frame.geometry.to_numpy() for frame in (before, after)]
    laid = lay_over(shapes[0], before.crs, shapes[1], after.crs)
    ledgers = tuple(open_ledger(frame, frame.crs, kind="survey") for frame in (before, after))
    return land_change(laid, (before, after), ledgers, SCHEME, **options), laid, ledgers


def cells(change):
    return {(c.before, c.after): c for c in change.matrix.cells}


@given(two_years())
@settings(max_examples=12)
def test_rows_are_before_columns_are_after_and_the_other_way_round_is_the_transpose(drawn):
    before, after = drawn
    change, laid, _ = compared(before, after)
    back, _, _ = compared(after, before)
    found, turned = cells(change), cells(back)
    for a, b in set(found) | {(b, a) for a, b in turned}:
        there, here = found.get((a, b)), turned.get((b, a))
        for kind in ("planar_m2", "survey_m2"):
            assert abs(getattr(there, kind, 0.0) - getattr(here, kind, 0.0)) < 0.01
    for side, frame, whole in ((0, before, laid.first_m2), (1, after, laid.second_m2)):
        plane, sums = pd.Series(whole).groupby(frame["land_class"].to_numpy()).sum(), Counter()
        for pair, cell in found.items():
            sums[pair[side]] += cell.planar_m2
        for code, area in plane.items():
            assert abs(sums[code] - area) < 0.01
    common = sum(c.planar_m2 for pair, c in found.items() if NO_LAND not in pair)
    assert abs(common - change.matrix.common_m2) < 1e-6
    assert abs(change.matrix.residual_m2) < 0.01


@given(two_years())
@settings(max_examples=12)
def test_ledgers_stand_in_rows_accounts_close_and_headline_numbers_come_out_twice(drawn):
    change, laid, ledgers = compared(*drawn)
    the_earlier_ledger_stands_in_the_rows_to_the_last_digit(change, *ledgers)
    every_account_closes_and_gains_are_losses(change)
    cropland_goes_where_the_account_says(change)
    assert all(figure.agrees for figure in second_change(change, laid, drawn, ledgers))


def the_earlier_ledger_stands_in_the_rows_to_the_last_digit(change, one, two):
    gross = one.parcels.groupby("land_class")["gross_dm2"].sum().to_dict()
    rows = Counter()
    for cell in change.matrix.cells:
        rows[cell.before] += cell.area_dm2
    assert {code: rows[code] for code in gross} == gross
    net, flows = one.entries.groupby("land_class")["area_dm2"].sum(), Counter()
    for flow in change.flows:
        flows[flow.before] += flow.area_dm2
    assert {code: flows[code] for code in net.index} == net.to_dict()
    later = two.entries.groupby("land_class")["area_dm2"].sum().to_dict()
    assert {line.key: line.closing_dm2 for line in change.classes if line.closing_dm2} == {
        code: area for code, area in later.items() if area
    }


def every_account_closes_and_gains_are_losses(change):
    for lines in (change.classes, change.main_classes, change.groups, change.owners, change.assets, change.towns):
        for line in lines:
            assert line.closing_dm2 == (
                line.opening_dm2 + line.boundary_in_dm2 - line.boundary_out_dm2 - line.decrease_dm2
                + line.increase_dm2 + line.residual_dm2
            )  # fmt: skip
            assert line.opening_dm2 == line.persistence_dm2 + line.decrease_dm2 + line.boundary_out_dm2
            assert line.net_dm2 == line.increase_dm2 - line.decrease_dm2
            assert line.swap_dm2 == line.increase_dm2 + line.decrease_dm2 - abs(line.net_dm2)
        assert sum(line.increase_dm2 for line in lines) == sum(line.decrease_dm2 for line in lines)
    moved = sum(flow.area_dm2 for flow in change.town_flows if flow.before != flow.after)
    assert moved == sum(line.boundary_out_dm2 for line in change.towns) + sum(
        flow.area_dm2 for flow in change.town_flows if flow.before == NO_LAND
    )


def cropland_goes_where_the_account_says(change):
    sums = {way.key for way in SCHEME.cropland_flow.destinations if way.sum_of}
    crop = next((line for line in change.main_classes if line.key == "01"), None)
    parts = [row for row in change.outflow if row.key not in sums]
    assert sum(row.outflow_dm2 for row in parts) == (crop.decrease_dm2 if crop else 0)
    assert sum(row.inflow_dm2 for row in parts) == (crop.increase_dm2 if crop else 0)
    built = next((line for line in change.groups if line.key == "construction"), None)
    assert sum(row.area_dm2 for row in change.growth) == (built.increase_dm2 if built else 0)


@given(two_years(), st.sampled_from(["ha", "mu", "m2", "km2"]))
@settings(max_examples=8)
def test_printed_accounts_add_up_both_ways(drawn, unit):
    change, _, _ = compared(*drawn)
    from natres.presenters.change.accounts import sum_of

    lines = [sum_of(change.classes), *change.classes]
    printed = printed_accounts(lines, [-1, *(0 for _ in change.classes)], unit, "closed")
    total, *rest = (line.counts for line in printed)
    for count in (total, *rest):
        assert count["opening"] == count["persistence"] + count["decrease"] + count["boundary_out"]
        assert count["adjusted"] == count["opening"] + count["boundary_in"] - count["boundary_out"]
        assert count["closing"] == count["adjusted"] - count["decrease"] + count["increase"] + count["residual"]
    for part in ("opening", "increase", "decrease", "residual", "closing"):
        assert total[part] == sum(count[part] for count in rest)


def test_the_development_boundary_parts_new_construction_land():
    square = shapely.box(39_505_000, 4_322_000, 39_505_100, 4_322_100)
    before, after = parcel_frame([square], land_class=["0404"]), parcel_frame([square], land_class=["0601"])
    half = np.array([shapely.box(39_505_000, 4_322_000, 39_505_025, 4_322_100)])
    (row,) = compared(before, after, boundary=half)[0].growth
    assert (row.before, row.area_dm2) == ("04", 999_999)
    assert abs(row.inside_dm2 - row.area_dm2 / 4) <= 1
    assert compared(before, after)[0].growth[0].inside_dm2 is None


def test_ground_lost_in_cutting_is_refused_by_the_parcel_that_lost_most():
    a, b = (
        shapely.box(39_505_000, 4_322_000, 39_505_010, 4_322_010),
        shapely.box(39_505_005, 4_322_000, 39_505_010, 4_322_010),
    )
    twice = parcel_frame([a, b])
    laid = lay_over(twice.geometry.to_numpy(), ZONE_39, np.array([a], dtype=object), ZONE_39, clean=False)
    with pytest.raises(BadData) as caught:
        refuse_lost_ground(laid, (twice["parcel_id"], pd.Series(["X9"])), ("前.shp", "后.shp"))
    facts = caught.value.facts
    assert (caught.value.code, facts["file"], facts["row"], facts["id"]) == ("CHANGE_NOT_CONSERVED", "后.shp", 0, "X9")
    assert "50.0000" in caught.value.sentence("en")


def test_slivers_stay_in_the_matrix_and_are_told_apart():
    west, south = 39_505_000, 4_322_000
    before = parcel_frame(
        [shapely.box(west, south, west + 100, south + 100), shapely.box(west + 100, south, west + 200, south + 100)],
        land_class=["0103", "0601"],
    )
    moved = 100.4  # the border was measured 0.4 m farther east
    after = parcel_frame(
        [
            shapely.box(west, south, west + moved, south + 100),
            shapely.box(west + moved, south, west + 200, south + 100),
        ],
        land_class=["0103", "0601"],
    )
    change, _, _ = compared(before, after)
    (piece,) = change.pieces
    assert (piece.kind, piece.before, piece.after) == ("sliver", "0601", "0103")
    assert abs(cells(change)["0601", "0103"].slivers_m2 - 40.0) < 1e-3
    assert abs(change.matrix.changed_m2 - 40.0) < 1e-3
    assert change.parcels.kinds == {"same": 2}
    strict, _, _ = compared(before, after, slivers=SliverRule(0.1, 200.0))
    assert [p.kind for p in strict.pieces] == ["changed"]
    assert strict.parcels.kinds == {"reshaped": 2}


def test_a_narrow_parcel_that_was_reclassed_is_no_sliver():
    strip = shapely.box(39_505_000, 4_322_000, 39_505_100, 4_322_000.8)
    change, _, _ = compared(parcel_frame([strip], land_class=["1006"]), parcel_frame([strip], land_class=["1107"]))
    assert [piece.kind for piece in change.pieces] == ["changed"]
    assert change.sliver_count == 0
    assert change.parcels.kinds == {"reclassed": 1}


def boxes(*edges):
    return [shapely.box(39_505_000 + a, 4_322_000, 39_505_000 + b, 4_322_100) for a, b in edges]


def test_what_became_of_parcels():
    before = parcel_frame(
        boxes((0, 100), (100, 200), (200, 300), (300, 400), (400, 500), (500, 600), (600, 700), (700, 800), (900, 950)),
        land_class=["0103"] * 9, planting=["LS"] * 9,
    )  # fmt: skip
    after = parcel_frame(
        boxes((0, 100), (100, 200), (200, 300), (300, 350), (350, 400), (400, 600), (600, 720), (720, 800), (800, 850)),
        land_class=["0103", "0103", "0601", *["0103"] * 6], planting=["LS", "FLS", *["LS"] * 7],
        ownership_type=["20", "30", *["20"] * 7],
    )  # fmt: skip
    change, _, _ = compared(before, after)
    assert change.parcels.kinds == {
        "same": 1, "attributes": 1, "reclassed": 1, "split": 2, "merged": 1, "reshaped": 2, "new": 1,
    }  # fmt: skip
    assert change.parcels.fields == {"planting": 1, "ownership_type": 1}
    assert change.parcels.gone == 1
    kinds = [(p.before_id[-1:], p.after_id[-1:], p.kind, p.parcel, p.fields) for p in change.pieces]
    assert kinds == [
        ("2", "2", "changed", "reclassed", ()), ("8", "", "only_before", "gone", ()),
        ("", "8", "only_after", "new", ()), ("1", "1", "attributes", "attributes", ("ownership_type", "planting")),
    ]  # fmt: skip


def test_declared_areas_are_shared_out_by_largest_remainder():
    before = parcel_frame(boxes((0, 30)), land_class=["0103"], declared_area_m2=[100.0])
    after = parcel_frame(
        boxes((0, 10), (10, 20), (20, 30)), land_class=["0201", "0307", "0404"], declared_area_m2=[33.0, 33.0, 33.0]
    )
    shapes = [frame.geometry.to_numpy() for frame in (before, after)]
    laid = lay_over(shapes[0], ZONE_39, shapes[1], ZONE_39)
    ledgers = tuple(open_ledger(frame, ZONE_39, kind="declared") for frame in (before, after))
    change = land_change(laid, (before, after), ledgers, SCHEME)
    assert sorted(cell.area_dm2 for cell in change.matrix.cells) == [3333, 3333, 3334]
    residuals = {line.key: line.residual_dm2 for line in change.classes}
    assert sum(residuals.values()) == -100  # the later ledger has 1 m² less; a line says so
    assert residuals["0103"] == 0


def test_field_ridges_meet_field_ridges_first():
    square = boxes((0, 100))
    more = {"deduction_class": ["1203"], "land_class": ["0103"]}
    before = parcel_frame(square, **more, deduction_ratio=[0.1])
    after = parcel_frame(square, **more, deduction_ratio=[0.2])
    change, _, _ = compared(before, after)
    flows = {(flow.before, flow.after): flow.area_dm2 for flow in change.flows}
    assert flows == {("0103", "0103"): 799_999, ("0103", "1203"): 100_000, ("1203", "1203"): 100_000}
    (row,) = [row for row in change.outflow if row.key == "ridge"]
    assert row.outflow_dm2 == flows["0103", "1203"]


def test_the_matrix_is_that_of_geopandas(sample_dir):
    frames = []
    for year in (2021, 2022):
        frame = gpd.read_parquet(sample_dir / "landuse" / f"parcels_{year}.parquet")
        frame = frame[frame["ZLDWDM"].str.startswith("120111102")].reset_index(drop=True)
        frames.append(parcel_frame(frame.geometry, land_class=frame["DLBM"].tolist()))
    change, _, _ = compared(*frames)
    laid = gpd.overlay(
        frames[0][["land_class", "geometry"]], frames[1][["land_class", "geometry"]], keep_geom_type=True
    )
    expected = laid.geometry.area.groupby([laid["land_class_1"], laid["land_class_2"]]).sum()
    found = {pair: cell.planar_m2 for pair, cell in cells(change).items() if NO_LAND not in pair}
    assert {pair for pair, area in expected.items() if area > 0.01} == set(found)
    assert max(abs(found[pair] - expected[pair]) for pair in found) < 0.01


def test_a_tampered_matrix_is_noticed():
    square = boxes((0, 100))
    before, after = parcel_frame(square, land_class=["0103"]), parcel_frame(square, land_class=["0601"])
    change, laid, ledgers = compared(before, after)
    wrong = compared(before, parcel_frame(square, land_class=["0702"]))[0]
    assert all(figure.agrees for figure in second_change(change, laid, (before, after), ledgers))
    assert not all(figure.agrees for figure in second_change(wrong, laid, (before, after), ledgers))
