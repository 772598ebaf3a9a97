"""Laws that hold for every register."""

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import CRS
from shapely import Point, box

from natres.core.places import NamedShape, PlaceLayers, ShapeLayer
from tests.analyses.wells.registers import table_of, twelve, twelve_rights, twelve_table

RATES = {"雾迷山组": Fraction("0.9"), "馆陶组": Fraction("0.5")}
amounts = st.one_of(st.just(np.nan), st.integers(0, 4000).map(lambda n: n / 100))
degrees = st.one_of(st.just(np.nan), st.integers(0, 1200).map(lambda n: n / 10))


@st.composite
def registers(draw, size=6):
    n = draw(st.integers(1, size))

    def column(values):
        return draw(st.lists(values, min_size=n, max_size=n))

    return pd.DataFrame({
        "well_id": [f"W{i}" for i in range(n)],
        "role": column(st.sampled_from(["开采井", "回灌井", "观测井", "?"])),
        "pair_id": column(st.sampled_from(["", "D1", "D2"])),
        "right_id": column(st.sampled_from(["", "C1", "C2", "C9"])),
        "reservoir": column(st.sampled_from(["", "Jxw", "雾迷山组", "Ng", "未知组"])),
        "state": column(st.sampled_from(["", "在用", "停用", "报废"])),
        "flow_m3_h": column(amounts), "wellhead_c": column(degrees), "tail_water_c": column(degrees),
        "produced_1e4m3": column(amounts), "reinjected_1e4m3": column(amounts), "permit_1e4m3": column(amounts),
        "longitude": column(st.sampled_from([117.0, 117.01, 117.02, np.nan])),
        "latitude": column(st.sampled_from([39.0, 39.01])),
        "unit_name": column(st.sampled_from(["", "甲镇", "乙镇"])),
    }).astype(dict.fromkeys(("produced_1e4m3", "reinjected_1e4m3", "permit_1e4m3", "tail_water_c"), float))  # fmt: skip


def table(frame, **more):
    return table_of(frame, twelve_rights(), reference_c=Fraction(10), required_rate=RATES, **more)


def plain(result):
    """A table with everything in an order of its own."""
    parts = {name: getattr(result, name) for name in result.__dataclass_fields__}
    loose = {name: sorted(map(str, value)) for name, value in parts.items() if isinstance(value, tuple)}
    doublets = [
        replace(d, production=tuple(sorted(d.production)), reinjection=tuple(sorted(d.reinjection)),
                others=tuple(sorted(d.others)), gaps=tuple(sorted(d.gaps, key=str)))
        for d in result.doublets
    ]  # fmt: skip
    rights = sorted(str(replace(r, wells=tuple(sorted(r.wells)))) for r in result.rights)
    shared = sorted(str(replace(r, wells=tuple(sorted(r.wells)))) for r in result.right_permits)
    found = sorted((f.code, f.well_id, f.right_id) for f in result.findings if not f.code.startswith("DOUBLET_RES"))
    loose |= {"doublets": sorted(map(str, doublets)), "rights": rights, "right_permits": shared, "findings": found}
    return loose | {"whole": (result.heat_whole, result.reinjection_total)}


@given(registers(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_but_the_order(frame, order: random.Random):
    rows = list(range(len(frame)))
    order.shuffle(rows)
    shuffled = frame.iloc[rows].reset_index(drop=True)
    towns = LAYERS
    first = table_of(frame, twelve_rights(), towns, reference_c=Fraction(10), required_rate=RATES)
    again = table_of(shuffled, twelve_rights(), towns, reference_c=Fraction(10), required_rate=RATES)
    assert plain(first) == plain(again)


@given(registers(), st.sampled_from([2, 4, 8, 1024]))
def test_scaling_all_volumes_leaves_every_rate(frame, factor):
    columns = ["produced_1e4m3", "reinjected_1e4m3", "permit_1e4m3"]
    first, again = table(frame), table(frame.assign(**{name: frame[name] * factor for name in columns}))
    assert [(r.rate, r.status) for r in first.reinjection] == [(r.rate, r.status) for r in again.reinjection]
    assert [h.utilisation for h in first.heat] == [h.utilisation for h in again.heat]
    assert [p.status for p in first.permits] == [p.status for p in again.permits]


@given(registers(), st.sampled_from(["produced_1e4m3", "reinjected_1e4m3", "permit_1e4m3", "tail_water_c"]), st.data())
def test_what_is_missing_never_passes(frame, column, data):
    row = data.draw(st.integers(0, len(frame) - 1))
    frame.loc[row, column] = np.nan
    result, well = table(frame), f"W{row}"
    if column == "tail_water_c":
        assert {t.status for t in result.tail_water if t.well_id == well} <= {"not evaluated"}
        assert {h.utilisation for h in result.heat if h.well_id == well} <= {None}
    elif column in ("produced_1e4m3", "permit_1e4m3"):
        assert {p.status for p in result.permits if p.well_id == well} <= {"not evaluated"}
    for entry in result.reinjection:
        if well in entry.missing:
            assert (entry.status, entry.rate) == ("not evaluated", None)


@given(registers(), st.integers(1, 5000), st.data())
def test_giving_back_more_never_turns_a_met_rate_into_one_not_met(frame, more, data):
    row = data.draw(st.integers(0, len(frame) - 1))
    assume(not np.isnan(frame.loc[row, "reinjected_1e4m3"]))
    raised = frame.copy()
    raised.loc[row, "reinjected_1e4m3"] += more / 100
    for before, after in zip(table(frame).reinjection, table(raised).reinjection, strict=True):
        assert not (before.status == "within" and after.status != "within")


@given(registers())
def test_reservoirs_add_up_to_the_whole(frame):
    result = table(frame, heating_days=Fraction(100), boiler_efficiency=Fraction(1, 2))
    whole = result.reinjection_total
    assert sum(r.produced_m3 for r in result.reinjection) == whole.produced_m3
    assert sum(r.reinjected_m3 for r in result.reinjection) == whole.reinjected_m3
    assert sum(r.production_wells for r in result.reinjection) == whole.production_wells
    for name in ("produced_j", "used_j", "power_kw", "evaluated", "not_evaluated", "powered"):
        total = getattr(result.heat_whole, name) if result.heat_whole else 0
        assert sum(getattr(entry, name) for entry in result.heat_sums) == total


@given(registers())
def test_every_well_is_judged_once(frame):
    result = table(frame)
    producing = sum(frame["role"] == "开采井")
    assert len(result.permits) == len(result.heat) == len(result.well_rights) == producing
    # A well whose role is not known may be for production: its tail water stays in sight.
    assert len(result.tail_water) == producing + dict(result.further)["unknown_role"]
    assert {t.status for t in result.tail_water if frame["role"][int(t.well_id[1:])] == "?"} <= {"not evaluated"}
    assert {t.status for t in result.tail_water if frame["state"][int(t.well_id[1:])] == "报废"} <= {"not evaluated"}
    assert len(result.places) == len(frame)


def grid(crs, size, origin, step):
    """Towns as the cells of a square grid, codes against their order."""
    cells = [(i, j) for i in range(size) for j in range(size)]
    return ShapeLayer("towns", tuple(
        NamedShape(f"1201110{size * size - n:02d}", f"镇{n}", box(
            origin[0] + step * i, origin[1] + step * j, origin[0] + step * (i + 1), origin[1] + step * (j + 1)
        ))
        for n, (i, j) in enumerate(cells)
    ), CRS.from_user_input(crs))  # fmt: skip


LAYERS = PlaceLayers(grid(4490, 2, (116.99, 38.99), 0.02))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 9), st.integers(-1, 9)), min_size=1, max_size=12, unique=True))
def test_a_well_lies_in_exactly_one_town_when_it_lies_inside_and_else_in_none(points):
    # Towns of 0.01° in degrees; every second point of a grid of 0.005° lies on an edge, some on a corner of four.
    origin, step = (117.0, 39.0), 0.005
    towns = grid(4490, 4, origin, 2 * step)
    frame = pd.DataFrame({
        "well_id": [f"W{i}" for i in range(len(points))],
        "role": "开采井",
        "longitude": [origin[0] + step * x for x, _ in points],
        "latitude": [origin[1] + step * y for _, y in points],
    })  # fmt: skip
    places = table_of(frame, layers=PlaceLayers(towns)).places
    for (x, y), place in zip(points, places, strict=True):
        inside = 0 <= x <= 8 and 0 <= y <= 8
        spot = Point(frame.loc[int(place.well_id[1:]), "longitude"], frame.loc[int(place.well_id[1:]), "latitude"])
        holders = [s.code for s in towns.shapes if s.geometry.distance(spot) < 1e-9]
        assert bool(holders) == inside
        assert (place.status, place.town_code) == (("inside", min(holders)) if inside else ("outside", ""))
        assert place.on_edge == (len(holders) > 1)


def test_towns_in_metres_and_in_degrees_hold_the_same_wells():
    metres = CRS.from_epsg(4527)
    import geopandas as gpd

    from tests.analyses.wells.registers import LAYERS as DEGREES

    moved = gpd.GeoSeries([s.geometry for s in DEGREES.towns.shapes], crs=4490).to_crs(metres)
    shapes = tuple(NamedShape(s.code, s.name, g) for s, g in zip(DEGREES.towns.shapes, moved, strict=True))
    layers = replace(DEGREES, towns=ShapeLayer("towns", shapes, metres))
    codes = [p.town_code for p in twelve_table(layers=DEGREES).places]
    assert [p.town_code for p in twelve_table(layers=layers).places] == codes


def test_wells_at_one_place_and_a_well_alone():
    frame = twelve()
    frame.loc[frame["well_id"] == "H4", ["longitude", "latitude"]] = [117.020, 39.000]
    found = twelve_table(frame)
    assert {f.well_id for f in found.findings if f.code == "WELL_SAME_PLACE"} == {"K4", "H4"}
    alone = twelve_table(twelve().iloc[:1]).places[0]
    assert (alone.next_well, alone.next_well_m) == ("", None)
