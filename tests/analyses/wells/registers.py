"""Registers of wells for tests: four wells for single rules, and twelve whose every figure is worked out by hand."""

from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd
from pyproj import CRS
from shapely import box

from natres.analyses import well_table
from natres.core.places import NamedShape, PlaceLayers, ShapeLayer
from natres.core.wells import ReservoirModel, WellSettings
from natres.readers import read_well_scheme

SCHEME = read_well_scheme()
NONE = np.nan


def wells(**columns) -> pd.DataFrame:
    usual = {
        "well_id": ["津热-01", "津热-02", "津热-03", "津热-04"],
        "role": ["开采井", "回灌井", "开采", "监测井"],
        "reservoir": ["雾迷山组", "雾迷山组", "馆陶组", "馆陶组"],
        "produced_1e4m3": [10.0, NONE, 0.0, NONE],
        "reinjected_1e4m3": [NONE, 9.0, NONE, NONE],
        "permit_1e4m3": [10.0, NONE, 5.0, NONE],
        "tail_water_c": [30.0, NONE, NONE, 45.0],
        "right_id": ["C001", "", "C009", ""],
    }
    return pd.DataFrame({**usual, **columns})


RIGHTS = pd.DataFrame({"right_id": ["C001", "T001", "X"], "right_kind": ["采矿权", "探矿权", "其他"]})


def table_of(frame, rights=None, layers=None, **settings):
    """Return the table of a register under some settings, the shipped words understood."""
    return well_table(frame, rights, scheme=SCHEME, settings=WellSettings(**settings), layers=layers)


# Twelve wells. Produced, reinjected and permitted volumes in 10⁴ m³, flow in m³/h, temperatures in °C.
_ROWS = [
    # id, role, group, right, reservoir, flow, head, permit, produced, reinjected, tail, lon, lat, town, state
    ("K1", "开采井", "D1", "C1", "Jxw", 36, 90, 10, 10, NONE, 30, 117.000, 39.000, "甲镇", "在用"),
    ("H1", "回灌井", "D1", "C1", "雾迷山组", NONE, NONE, NONE, NONE, 9, NONE, 117.000, 39.005, "甲镇", "在用"),
    ("K2", "开采", "D2", "C2", "蓟县系雾迷山组", 72, 90, 20, 25, NONE, 40, 117.010, 39.000, "甲镇", "在用"),
    ("H2", "回灌", "D2", "", "雾迷山组", NONE, NONE, NONE, NONE, 20, NONE, 117.010, 39.0145, "甲镇", "在用"),
    ("K3", "生产井", "D3", "", "雾迷山组", 36, 60, NONE, 5, NONE, NONE, 117.005, 39.010, "乙镇", "在用"),
    ("G1", "观测井", "", "", "雾迷山组", NONE, NONE, NONE, NONE, NONE, NONE, 117.015, 39.005, "", "在用"),
    ("K4", "开采井", "D4", "C3", "Ng", 36, 50, 8, 8, NONE, 20, 117.020, 39.000, "乙镇", "在用"),
    ("K5", "开采井", "D4", "C3", "馆陶组", 18, 40, 4, 2, NONE, 25, 117.020, 39.001, "乙镇", "停用"),
    ("H4", "回灌井", "D4", "", "馆陶组", NONE, NONE, NONE, NONE, 6, NONE, 117.025, 39.000, "乙镇", "在用"),
    ("H5", "回灌井", "D4", "", "馆陶组", NONE, NONE, NONE, NONE, 2, NONE, 117.025, 39.001, "乙镇", "在用"),
    ("H6", "回灌井", "D5", "", "馆陶组", NONE, NONE, NONE, NONE, 0, NONE, 117.030, 39.010, "乙", "在用"),
    ("K6", "开采井", "", "C9", "馆陶组", NONE, NONE, NONE, NONE, NONE, NONE, 117.100, 39.000, "乙镇", "报废"),
]  # fmt: skip
_COLUMNS = [
    "well_id", "role", "pair_id", "right_id", "reservoir", "flow_m3_h", "wellhead_c", "permit_1e4m3", "produced_1e4m3",
    "reinjected_1e4m3", "tail_water_c", "longitude", "latitude", "unit_name", "state",
]  # fmt: skip


def twelve() -> pd.DataFrame:
    frame = pd.DataFrame(_ROWS, columns=_COLUMNS)
    numbers = [*_COLUMNS[5:13]]
    return frame.astype(dict.fromkeys(numbers, float))


def twelve_rights() -> pd.DataFrame:
    rows = [
        ("C1", "采矿权", "单位一", date(2020, 1, 1), date(2022, 12, 31)),  # valid on its last day
        ("C2", "采矿权", "单位二", date(2019, 1, 1), date(2021, 12, 31)),  # expired
        ("C3", "采矿权", "单位三", date(2022, 12, 31), date(2030, 12, 30)),  # valid on its first day
        ("T1", "探矿权", "单位四", date(2022, 1, 1), date(2024, 1, 1)),
    ]
    return pd.DataFrame(rows, columns=["right_id", "right_kind", "holder", "valid_from", "valid_to"])


#: ρ·c of rock 2500·1000 = 2.5e6, of water 1000·4000 = 4e6 J/(m³·K); φ = 0.2: 2.5e6·0.8 + 4e6·0.2 = 2.8e6.
MODEL = ReservoirModel(
    "雾迷山组", Fraction(10**8), Fraction(500), Fraction("0.2"), Fraction(2500), Fraction(1000), Fraction(1000),
    Fraction(4000), Fraction(85), Fraction("0.15"),
)  # fmt: skip
SETTINGS = {
    "reference_c": Fraction(10),
    "heating_days": Fraction(100),
    "boiler_efficiency": Fraction("0.5"),
    "required_rate": {"Jxw": Fraction("0.90"), "馆陶组": Fraction("0.80")},
    "reservoirs": (MODEL,),
    "on": date(2022, 12, 31),
}
_DEGREES = CRS.from_epsg(4490)
#: Two towns side by side that share the meridian of G1; the zone's western edge goes through K1.
TOWNS = ShapeLayer("towns", (
    NamedShape("120111002", "乙镇", box(117.015, 38.99, 117.05, 39.02)),
    NamedShape("120111001", "甲镇", box(116.99, 38.99, 117.015, 39.02)),
), _DEGREES)  # fmt: skip
OUTLINE = ShapeLayer("district", (NamedShape("120111", "某区", box(116.99, 38.99, 117.05, 39.02)),), _DEGREES)
ZONE = ShapeLayer("红线", (NamedShape("Z1", "", box(117.0, 38.995, 117.012, 39.006)),), _DEGREES)
LAYERS = PlaceLayers(TOWNS, OUTLINE, (ZONE,))


def twelve_table(frame=None, rights=None, layers=LAYERS, **settings):
    frame = twelve() if frame is None else frame
    return table_of(frame, twelve_rights() if rights is None else rights, layers, **{**SETTINGS, **settings})
