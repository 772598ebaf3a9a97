"""Twelve wells whose every figure is worked out by hand in the comments."""

import math
from datetime import date
from fractions import Fraction

import pytest

from natres.presenters.wells import well_tables
from tests.analyses.wells.registers import SCHEME, twelve_table

#: Heat of 1 m³ of water for 1 K, in J.
WATER = Fraction(4_186_800)
TABLE = twelve_table()


def by(entries, name="well_id"):
    return {getattr(entry, name): entry for entry in entries}


def printed(key):
    (table,) = [t for t in well_tables(TABLE, SCHEME, "zh") if t.key == key]
    return [[cell.text for cell in row.cells] for row in table.rows]


def ellipsoidal_m(start, end):
    """Length of a short line by the radii of curvature at its middle (good to millimetres within 2 km)."""
    a, f = 6378137.0, 1 / 298.257222101
    e2, middle = f * (2 - f), math.radians((start[1] + end[1]) / 2)
    w = math.sqrt(1 - e2 * math.sin(middle) ** 2)
    north = a * (1 - e2) / w**3 * math.radians(end[1] - start[1])
    east = a / w * math.cos(middle) * math.radians(end[0] - start[0])
    return math.hypot(north, east)


def test_wells_and_rights_are_counted():
    assert dict(TABLE.counts) == {
        "production": 6, "reinjection": 5, "observation": 1, "mining_rights": 3, "exploration_rights": 1,
    }  # fmt: skip
    # K5 is stopped, K6 scrapped; of three mining rights C2 is over; G1 needs no group, K6 has none.
    assert dict(TABLE.further) == {
        "production_in_use": 4, "reinjection_in_use": 5, "mining_rights_valid": 2, "exploration_rights_valid": 1,
        "single_wells": 1, "unknown_role": 0,
    }  # fmt: skip


def test_reinjection_by_reservoir_and_in_all():
    # Wumishan: taken 10 + 25 + 5 = 40, given back 9 + 20 = 29 (72.5 %, 90 % asked).
    # Guantao: taken 8 + 2 = 10, given back 6 + 2 + 0 = 8 (80 %, exactly what is asked); the scrapped K6 owes nothing.
    assert printed("reinjection") == [
        ["雾迷山组", "400000", "290000", "72.5", "90.0", "未达到"],
        ["馆陶组", "100000", "80000", "80.0", "80.0", "达到"],
        ["全部", "500000", "370000", "74.0", "—", "未评价（没有规定要求）"],
    ]
    assert [r.why_not for r in TABLE.reinjection] == ["", ""]
    assert TABLE.reinjection_total.well_count_ratio == Fraction(5, 6)


def test_tail_water():
    assert [(t.well_id, t.tail_water_c, t.status) for t in TABLE.tail_water] == [
        ("K1", 30.0, "within"),  # exactly at the limit
        ("K2", 40.0, "exceeded"),
        ("K3", None, "not evaluated"),
        ("K4", 20.0, "within"),
        ("K5", 25.0, "within"),
        ("K6", None, "not evaluated"),
    ]


def test_doublets():
    found = {d.pair_id: (d.partner, d.reservoir, d.production, d.reinjection) for d in TABLE.doublets}
    assert found == {
        "D1": ("complete", "same", ("K1",), ("H1",)),  # Jxw and its Chinese name are one reservoir
        "D2": ("complete", "same", ("K2",), ("H2",)),
        "D3": ("no_reinjection", "not evaluated", ("K3",), ()),
        "D4": ("complete", "same", ("K4", "K5"), ("H4", "H5")),
        "D5": ("no_production", "not evaluated", (), ("H6",)),
    }
    assert TABLE.singles == ("K6",)


def test_distances_of_doublets():
    gaps = {(g.production, g.reinjection): g for d in TABLE.doublets for g in d.gaps}
    places = {
        ("K1", "H1"): ((117.000, 39.000), (117.000, 39.005)),  # 555 m
        ("K2", "H2"): ((117.010, 39.000), (117.010, 39.0145)),  # 1610 m: over 1500
        ("K4", "H4"): ((117.020, 39.000), (117.025, 39.000)),  # 433 m
        ("K4", "H5"): ((117.020, 39.000), (117.025, 39.001)),
        ("K5", "H4"): ((117.020, 39.001), (117.025, 39.000)),
        ("K5", "H5"): ((117.020, 39.001), (117.025, 39.001)),
    }
    assert set(gaps) == set(places)
    for pair, (start, end) in places.items():
        assert gaps[pair].distance_m == pytest.approx(ellipsoidal_m(start, end), abs=0.005), pair
    assert [pair for pair, gap in gaps.items() if gap.status == "unusual"] == [("K2", "H2")]
    assert printed("well_doublets")[:2] == [
        ["D1", "K1", "H1", "雾迷山组", "555", "齐全"],
        ["D2", "K2", "H2", "雾迷山组", "1610", "井距不在通常范围"],
    ]


def test_rights():
    assert [(r.right_id, r.status, r.wells) for r in TABLE.rights] == [
        ("C1", "valid", ("K1", "H1")),
        ("C2", "expired", ("K2",)),
        ("C3", "valid", ("K4", "K5")),
        ("T1", "valid", ()),
    ]
    assert [(r.well_id, r.status, r.orphan) for r in TABLE.well_rights] == [
        ("K1", "valid", False),
        ("K2", "expired", True),
        ("K3", "none", True),
        ("K4", "valid", False),
        ("K5", "valid", False),
        ("K6", "at_rest", False),  # scrapped: needs no right
    ]


def test_production_against_permit():
    assert [(p.well_id, p.status, p.excess_m3) for p in TABLE.permits] == [
        ("K1", "within", None),  # 10 of 10
        ("K2", "exceeded", 50_000),  # 25 of 20
        ("K3", "not evaluated", None),
        ("K4", "within", None),
        ("K5", "within", None),
        ("K6", "not evaluated", None),
    ]
    # K4 and K5 share C3: 8 + 4 permitted, 8 + 2 taken.
    assert [(p.right_id, p.wells, p.permit_m3, p.produced_m3, p.status) for p in TABLE.right_permits] == [
        ("C3", ("K4", "K5"), 120_000, 100_000, "within")
    ]


# q in L/s × kelvins above 10 °C: K1 10·80, K2 20·80, K3 10·50, K4 10·40, K5 5·30; W = 4.1868 × that.
POWER = {"K1": 800, "K2": 1600, "K3": 500, "K4": 400, "K5": 150, "K6": None}
# m³ × kelvins: produced K1 1e5·80, K2 2.5e5·80, K3 5e4·50, K4 8e4·40, K5 2e4·30; used K1 1e5·60, K2 2.5e5·50,
# K4 8e4·30, K5 2e4·15; K3 has no tail water.
PRODUCED = {"K1": 8_000_000, "K2": 20_000_000, "K3": 2_500_000, "K4": 3_200_000, "K5": 600_000, "K6": None}
USED = {"K1": 6_000_000, "K2": 12_500_000, "K3": None, "K4": 2_400_000, "K5": 300_000, "K6": None}
UTILISED = {"K1": Fraction(3, 4), "K2": Fraction(5, 8), "K3": None, "K4": Fraction(3, 4), "K5": Fraction(1, 2)}


@pytest.mark.parametrize("well", list(POWER))
def test_heat_of_every_well(well):
    heat = by(TABLE.heat)[well]
    power = POWER[well]
    assert heat.power_kw == (None if power is None else Fraction("4.1868") * power)
    # ΣW = 86.4 · 100 · W / 0.5 = 17280 · W
    assert heat.standard_mj == (None if power is None else 17_280 * Fraction("4.1868") * power)
    assert heat.produced_j == (None if PRODUCED[well] is None else PRODUCED[well] * WATER)
    assert heat.used_j == (None if USED[well] is None else USED[well] * WATER)
    assert heat.coal_saved_j == (None if USED[well] is None else 2 * USED[well] * WATER)
    assert heat.utilisation == UTILISED.get(well)


def test_grades_and_what_is_missing():
    found = by(TABLE.heat)
    assert [found[f"K{n}"].grade for n in range(1, 7)] == ["medium", "medium", "hot", "warm_hot", "warm_hot", ""]
    assert found["K3"].why_not == ("no_tail",)
    assert found["K6"].why_not == ("no_wellhead", "no_flow", "no_volume", "no_tail")


def test_heat_of_reservoirs_and_of_all():
    wumishan, guantao = by(TABLE.heat_sums, "reservoir")["雾迷山组"], by(TABLE.heat_sums, "reservoir")["馆陶组"]
    # Used 6 + 12.5 = 18.5 of 8 + 20 = 28 million m³·K; 2.4 + 0.3 = 2.7 of 3.2 + 0.6 = 3.8; 21.2 of 31.8 in all.
    assert (wumishan.utilisation, guantao.utilisation) == (Fraction(37, 56), Fraction(27, 38))
    assert TABLE.heat_whole.utilisation == Fraction(2, 3)
    assert (wumishan.evaluated, wumishan.not_evaluated) == (2, 1)
    assert (guantao.evaluated, guantao.not_evaluated) == (2, 1)
    # 31.8e6 · 4.1868e6 J = 133.14 TJ; 21.2e6 · 4.1868e6 J = 88.76 TJ; W = 3450 · 4.1868 = 14444 kW;
    # ΣW = 17280 · 14444.46 MJ = 249.60 TJ; coal 2 · 88.76 TJ / 29.3076 GJ = 6057.1 t.
    assert printed("reservoir_heat")[-1] == [
        "全部", "4", "2", "14444", "249.60", "133.14", "88.76", "66.7", "6057.1",
    ]  # fmt: skip


def test_heat_in_place():
    (found,) = TABLE.heat_in_place
    # 2.8e6 J/(m³·K) · 1e8 m² · 500 m · 75 K = 1.05e19 J; 15 % of it 1.575e18 J.
    assert (found.stored_j, found.recoverable_j) == (Fraction("1.05e19"), Fraction("1.575e18"))
    # 1.05e19 J = 2.9167e12 kWh = 35826.88e4 tce; 1.575e18 J = 0.4375e12 kWh = 5374.03e4 tce.
    assert printed("heat_in_place") == [
        ["雾迷山组", "10.5000", "2.9167", "35826.88", "15", "1.5750", "0.4375", "5374.03"]
    ]
    (table,) = [t for t in well_tables(TABLE, SCHEME, "zh") if t.key == "heat_in_place"]
    assert "[2500×1000×(1－0.2)＋1000×4000×0.2]×100000000 m²×500 m×(85－10) ℃＝10500000000000000000 J" in table.notes[1]


def test_places():
    found = by(TABLE.places)
    towns = {well: found[well].town_code[-1:] for well in found}
    assert towns == {
        "K1": "1", "H1": "1", "K2": "1", "H2": "1", "K3": "1", "G1": "1", "K4": "2", "K5": "2", "H4": "2", "H5": "2",
        "H6": "2", "K6": "",
    }  # fmt: skip
    assert (found["G1"].on_edge, found["K1"].on_edge) == (True, False)
    assert [w for w in found if found[w].agrees is False] == ["K3", "H6"]
    assert found["H6"].agrees is False  # one letter is too little to mean a town
    assert (found["K6"].status, found["K6"].in_district) == ("outside", False)
    # K1 is 0.01° from the western and from the southern line: 866 m west, 1110 m south.
    assert found["K1"].line_m == pytest.approx(ellipsoidal_m((117.0, 39.0), (116.99, 39.0)), abs=0.02)
    assert (found["K4"].next_well, found["K6"].next_well) == ("K5", "H6")
    assert found["K4"].next_well_m == pytest.approx(ellipsoidal_m((117.02, 39.0), (117.02, 39.001)), abs=0.005)
    assert {w for w in found if found[w].zones} == {"K1", "H1", "K2"}  # K1 and H1 lie on its edge


def test_findings():
    assert [(f.code, f.well_id or f.right_id) for f in TABLE.findings] == [
        ("WELL_OVER_PERMIT", "K2"),
        ("REINJECTION_BELOW", ""),
        ("TAIL_EXCEEDED", "K2"),
        ("TAIL_MISSING", "K3"),
        ("RIGHT_EXPIRED", "C2"),
        ("RIGHT_NO_WELL", "T1"),
        ("WELL_RIGHT_INVALID", "K2"),
        ("WELL_NO_RIGHT", "K3"),
        ("WELL_RIGHT_UNKNOWN", "K6"),
        ("DOUBLET_DISTANCE", "K2"),
        ("DOUBLET_NO_REINJECTION", "K3"),
        ("DOUBLET_NO_PRODUCTION", "H6"),
        ("WELL_TOWN", "K3"),
        ("WELL_TOWN", "H6"),
        ("WELL_OUTSIDE", "K6"),
    ]
    facts = {f.code: dict(f.facts) for f in TABLE.findings}
    assert facts["WELL_OVER_PERMIT"] == {"produced": 25, "permit": 20, "excess": 5}
    assert facts["RIGHT_EXPIRED"] == {"end": date(2021, 12, 31), "day": date(2022, 12, 31)}
