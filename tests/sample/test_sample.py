"""The invented district against its own promises, checked with shapely, pandas and pyproj alone."""

import json
import os
import subprocess
import sys
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod, Transformer

from natres.errors import BadUsage
from natres.sample import SampleDistrict, build_sample

GEOD = Geod(ellps="GRS80")
TO_LONLAT = Transformer.from_crs(4527, 4490, always_xy=True)
URBAN_RURAL = ["201", "201A", "202", "202A", "203", "203A"]
# classes by group, written down apart from the generator's table
UNUSED = {"1105", "1106", "1108", "0404", "1101", "1102", "1110", "1204", "1205", "1206", "1207"}
CONSTRUCTION = {
    "0603", "05H1", "0508", "0601", "0602", "0701", "0702", "08H1", "08H2", "08H2A", "0809", "0810",
    "0810A", "09",
    "1001", "1002", "1003", "1004", "1005", "1007", "1008", "1009", "1109", "1201",
}  # fmt: skip
SMALL = [("random", 1), ("random", 2), ("random", 3), ("report", 1), ("report", 4)]


@cache
def district(parcels: int = 1000, seed: int = 1, targets: str = "report") -> SampleDistrict:
    return build_sample(parcels=parcels, seed=seed, targets=targets)


def frame(sample: SampleDistrict, name: str):
    return next(layer.frame for layer in sample.layers if name in layer.path)


def truth(sample: SampleDistrict) -> dict:
    return json.loads(sample.texts["truth.json"])


def cents(column: pd.Series) -> pd.Series:
    return (column * 100).round().astype("int64")


def group_of(code: str) -> str:
    return "unused" if code in UNUSED else "construction" if code in CONSTRUCTION else "agricultural"


def ellipsoidal(shape: shapely.Geometry) -> float:
    total = 0.0
    for part in shapely.get_parts(shapely.segmentize(shape, 70.0)):
        for ring, sign in [(part.exterior, 1), *((hole, -1) for hole in part.interiors)]:
            lon, lat = TO_LONLAT.transform(*np.asarray(ring.coords).T)
            total += sign * abs(GEOD.polygon_area_perimeter(lon, lat)[0])
    return total


@pytest.fixture(params=SMALL, ids=lambda p: f"{p[0]}-{p[1]}")
def sample(request) -> SampleDistrict:
    return district(1000, request.param[1], request.param[0])


def test_the_parcels_cover_the_outline_without_gap_or_overlap(sample):
    parcels, whole = frame(sample, "parcels"), frame(sample, "district")
    shapes = parcels.geometry.to_numpy()
    assert abs(len(parcels) - 1000) <= 50
    assert shapely.is_valid(shapes).all()
    assert set(shapely.get_type_id(shapes)) == {3}
    assert shapely.coverage_is_valid(shapes)
    union = shapely.coverage_union_all(shapes)
    outline = whole.geometry.iloc[0]
    assert union.geom_type == "Polygon"
    assert union.equals(outline)
    points = shapely.get_coordinates(shapes)
    assert np.abs(points * 1000 - np.round(points * 1000)).max() < 1e-4
    assert whole["note"].iloc[0].startswith("示意")


def test_identifiers_are_unique_and_of_the_right_length(sample):
    parcels = frame(sample, "parcels")
    assert parcels["BSM"].is_unique
    assert set(parcels["BSM"].str.len()) == {18}
    assert set(parcels["ZLDWDM"].str.len()) == {19}
    assert set(parcels["QSDWDM"].str.len()) == {19}
    assert not parcels.duplicated(["ZLDWDM", "TBBH"]).any()
    assert set(parcels["QSXZ"]) <= {"10", "20", "30", "31", "32", "33", "34", "40"}
    assert set(parcels["SJNF"]) == {2022}


def test_areas_close_exactly_from_parcel_to_district(sample):
    parcels, towns, villages = (frame(sample, name) for name in ("parcels", "XZQ", "CJDCQ"))
    answer = truth(sample)
    size = cents(parcels["TBMJ"])
    assert int(size.sum()) == 56_536_000_000
    control = dict(zip(towns["XZQDM"], cents(towns["DCMJ"]), strict=True))
    control |= dict(zip(villages["ZLDWDM"].str[:12], cents(villages["DCMJ"]), strict=True))
    for digits in (9, 12):
        sums = size.groupby(parcels["ZLDWDM"].str[:digits]).sum()
        assert sums.to_dict() == {k: v for k, v in control.items() if len(k) == digits}
    assert {k: int(Decimal(u["control_area_m2"]) * 100) for k, u in answer["units"].items()} == control
    assert sum(len(k) == 9 for k in control) == 12
    declared = tomllib.loads(sample.texts["xiqing.toml"])["units"]
    assert {u["code"]: round(u["control_area_m2"] * 100) for u in declared} == control
    assert (parcels["TBMJ"] > 0).all()


def test_stated_areas_are_the_ellipsoidal_ones(sample):
    parcels = frame(sample, "parcels").iloc[::7]
    measured = np.array([ellipsoidal(shape) for shape in parcels.geometry])
    assert np.abs(measured - parcels["TBMJ"]).max() < 0.05


def test_deductions_follow_from_the_closed_area(sample):
    parcels = frame(sample, "parcels")
    ridge = parcels["KCXS"] > 0
    assert 1 <= ridge.sum() <= 0.03 * len(parcels)
    assert (parcels.loc[ridge, "KCDLBM"] == "1203").all() and (parcels.loc[~ridge, "KCDLBM"] == "").all()
    assert parcels.loc[ridge, "DLBM"].str.startswith("01").all()
    size, deducted = cents(parcels["TBMJ"]), cents(parcels["KCMJ"])
    assert (deducted == np.where(ridge, (size * 3 + 50) // 100, 0)).all()
    assert (cents(parcels["TBDLMJ"]) == size - deducted).all()


def test_settlement_codes_follow_the_survey_rules(sample):
    parcels = frame(sample, "parcels")
    code, mark = parcels["DLBM"], parcels["CZCSXM"]
    assert set(mark) <= {"", *URBAN_RURAL, "204", "205"}
    needs = code.str[:2].isin(["05", "06", "07", "08"]) | code.isin(["09", "1004", "1005", "1201"])
    assert (mark[needs] != "").all()
    assert (code[mark.isin(["201A", "202A", "203A"])] == "0601").all()
    assert code[mark == "204"].isin(["0602", "0603", "1201"]).all()
    assert (code[mark == "205"] == "09").all()
    assert not code[mark.str[:3] == "203"].isin(["1001", "1002", "1006", "1101"]).any()
    assert not (code[mark.str[:3].isin(["201", "202"])] == "1006").any()


def test_truth_agrees_with_sums_made_here(sample):
    parcels, answer = frame(sample, "parcels"), truth(sample)
    net, ridge = cents(parcels["TBDLMJ"]), int(cents(parcels["KCMJ"]).sum())
    classes = net.groupby(parcels["DLBM"]).sum().to_dict()
    classes["1203"] = classes.get("1203", 0) + ridge
    assert {c: int(Decimal(v) * 100) for c, v in answer["classes"].items()} == classes
    group = parcels["DLBM"].map(group_of)
    sums = net.groupby(group).sum()
    sums["agricultural"] += ridge
    assert {g: int(Decimal(v["area_m2"]) * 100) for g, v in answer["groups"].items()} == sums.to_dict()
    built, scoped = group == "construction", parcels["CZCSXM"] != ""
    town = built & parcels["CZCSXM"].isin(URBAN_RURAL)
    masks = {
        "construction": built, "settlement_scope": scoped, "settlement_construction": built & scoped,
        "urban_rural_construction": town,
        "urban_rural_construction_with_mining": town | (parcels["DLBM"] == "0602"),
        "cropland": parcels["DLBM"].str.startswith("01"),
    }  # fmt: skip
    assert {k: int(Decimal(v) * 100) for k, v in answer["measures"].items()} == {
        k: int(net[m].sum()) for k, m in masks.items()
    }
    assert sum(Decimal(v) for v in answer["main_classes"].values()) == Decimal("565360000.00")
    assert sum(Decimal(v["share"]) for v in answer["groups"].values()) == 100
    assert sum(Decimal(v["area_km2"]) for v in answer["groups"].values()) == Decimal("565.36")
    assert answer["quota"]["exceeded"] == (int(net[town].sum()) / 1e8 > float(answer["quota"]["limit_km2"]))


@pytest.mark.parametrize(("parcels", "seed"), [(1000, 1), (1000, 4), (3000, 5)])
def test_report_figures_are_met_inside_their_printed_intervals(parcels, seed):
    answer = truth(district(parcels, seed, "report"))
    area = {g: float(v["area_m2"]) / 1e6 for g, v in answer["groups"].items()}
    for group, printed in {"agricultural": 258.08, "construction": 271.08, "unused": 36.20}.items():
        assert abs(area[group] - printed) < 0.003
    assert [v["share"] for v in answer["groups"].values()] == ["45.65", "47.95", "6.40"]
    assert abs(float(answer["measures"]["urban_rural_construction"]) / 1e6 - 215.5) < 0.003
    limits = answer["quota"].pop("unit_limits_km2")
    assert sum(map(Decimal, limits.values())) == Decimal("211.3") and len(limits) == 12
    assert all(Decimal(limit) > 0 for limit in limits.values())
    assert answer["quota"] == {
        "limit_km2": "211.3",
        "actual_km2": "215.5",
        "excess_km2": "4.2",
        "exceeded": True,
    }
    state = sum(float(v) for v in answer["ownership"]["state"].values()) / 565.36e6
    assert 0.33 < state < 0.52


def test_forest_cells_are_exact(sample):
    plots, answer = frame(sample, "plots"), truth(sample)["forest"]
    kinds = {"011": "forested", "013": "shrub", "015": "nursery", "016": "unstocked"}
    kind = plots["DI_LEI"].str[:3].map(kinds).fillna("other")
    tenure = np.where(plots["LD_QS"].str[0] == "1", "state", "collective")
    measured = pd.Series([ellipsoidal(shape) for shape in plots.geometry])
    assert shapely.is_valid(plots.geometry.to_numpy()).all()
    assert np.abs(measured / 1e4 - plots["MIAN_JI"]).max() < 6.0e-5
    for name, row in answer["matrix"].items():
        for owner, ha in row.items():
            cell = (kind == name) & (tenure == owner)
            assert abs(measured[cell].sum() - float(ha) * 1e4) < 0.1
            assert Decimal(int((plots["MIAN_JI"][cell] * 1e4).round().sum())) == Decimal(ha) * 10_000
    assert all(len(c) <= 10 for c in plots.columns if c != "geometry")


def test_forest_prints_as_the_report():
    printed = truth(district())["forest"]["printed_ha"]
    assert printed == {
        "total": "6520.05", "forested": "6028.52", "shrub": "118.25", "nursery": "153.96",
        "unstocked": "0.09",
        "other": "219.25", "state": "792.13", "collective": "5727.92",
    }  # fmt: skip


def test_rare_codes_occur_at_the_committed_size():
    parcels = frame(district(6000), "parcels")
    assert len(parcels) == 6000
    assert {"1104A", "0201K", "1107A", "08H2A", "0810A", "1106", "0304"} <= set(parcels["DLBM"])
    least = parcels["DLBM"].map(
        lambda c: 200 if group_of(c) == "construction" or c == "1202" else 600 if group_of(c) == "unused" else 400
    )
    assert (parcels["TBMJ"] < least).mean() < 0.005
    assert shapely.coverage_is_valid(parcels.geometry.to_numpy())


def test_wells_stand_in_the_district_and_show_the_cases_a_check_must_tell_apart(sample):
    wells, rights, answer = frame(sample, "wells"), frame(sample, "rights"), truth(sample)["wells"]
    outline = frame(sample, "district").geometry.iloc[0]
    plane = Transformer.from_crs(4490, 4527, always_xy=True).transform(wells["经度"], wells["纬度"])
    assert shapely.contains_xy(outline, *plane).all()
    assert wells["井号"].is_unique
    tail = wells.loc[wells["井别"] == "开采", "尾水温度_℃"].astype(float)
    assert (tail > 30).sum() == len(answer["tail_water_exceeded"]) == 3
    assert (tail == 30.0).sum() == 1 and tail.isna().sum() == 1
    assert (wells["年开采量_万m3"].astype(float) > wells["许可开采量_万m3"].astype(float)).any()
    assert set(wells.loc[wells["井别"] != "观测", "许可证号"]) <= set(rights["许可证号"])
    pumped = wells["年开采量_万m3"].astype(float).sum()
    assert round(pumped * 1e4) == sum(int(v["produced_m3"]) for v in answer["reinjection"].values())


def test_the_report_district_has_the_printed_counts():
    assert truth(district())["wells"]["counts"] == {
        "production": 22, "reinjection": 20, "observation": 2, "mining_rights": 22, "exploration_rights": 2,
    }  # fmt: skip


def test_the_raster_shows_the_parcels_with_a_few_mistakes(sample):
    raster, parcels = sample.rasters[0], frame(sample, "parcels")
    values, counts = np.unique(raster.array, return_counts=True)
    assert set(values) <= {0, 10, 20, 30, 50, 60, 80, 90}
    found = {str(v): int(n) for v, n in zip(values, counts, strict=True) if v}
    assert found == truth(sample)["landcover"]
    assert abs(sum(found.values()) * 100 - 565.36e6) < 0.001 * 565.36e6
    a, _, x0, _, e, y0 = raster.transform
    water = parcels.loc[parcels["DLBM"] == "1101"].geometry.representative_point()
    seen = [raster.array[int((p.y - y0) / e), int((p.x - x0) / a)] for p in water]
    assert np.mean(np.array(seen) == 60) > 0.6


def test_the_district_file_names_every_layer_and_the_published_figures(sample):
    doc, answer = tomllib.loads(sample.texts["xiqing.toml"]), truth(sample)
    written = {layer.path for layer in sample.layers} | {raster.path for raster in sample.rasters}
    zones = doc["layers"].pop("zones")
    assert {entry["path"] for entry in [*doc["layers"].values(), *zones.values()]} <= written
    assert doc["district"]["control_area_m2"] == 565360000.0 and doc["district"]["invented"] is True
    for group in ("agricultural", "construction", "unused"):
        area, printed = Decimal(answer["groups"][group]["area_m2"]), doc["published"]["land"][group]
        assert abs(Decimal(printed["value"]) - area / 10**6) <= Decimal("0.005")
        assert abs(Decimal(printed["share"]) - area * 100 / 565_360_000) <= Decimal("0.005")
    towns = next(q for q in doc["quotas"] if q["kind"] == "ceiling")
    assert sum(map(Decimal, towns["unit_limits_km2"].values())) == Decimal(towns["limit_km2"])
    assert {k: v["value"] for k, v in doc["published"]["forest"].items() if isinstance(v, dict)} == (
        answer["forest"]["printed_ha"]
    )
    floor = next(q for q in doc["quotas"] if q["kind"] == "floor")
    assert float(floor["limit_km2"]) < float(answer["measures"]["cropland"]) / 1e6
    assert "虚构" in sample.texts["README.md"] and "MIT License" in sample.texts["boundaries/LICENSE"]


DIGEST = """
import hashlib, sys
from natres.sample import build_sample
d, h = build_sample(parcels=400, seed=3, targets=sys.argv[1]), hashlib.sha256()
for layer in d.layers:
    f = layer.frame
    if "geometry" in f: h.update(b"".join(f.geometry.to_wkb())); f = f.drop(columns="geometry")
    h.update(f.to_csv().encode())
h.update(d.rasters[0].array.tobytes()); h.update(repr((d.texts, d.rasters[0].transform)).encode())
print(h.hexdigest())
"""


def test_two_runs_give_the_same_bytes_whatever_the_hash_seed():
    root = Path(__file__).parents[2] / "src"
    seen = set()
    for number in ("1", "2"):
        env = os.environ | {"PYTHONHASHSEED": number, "PYTHONPATH": str(root)}
        done = subprocess.run(
            [sys.executable, "-c", DIGEST, "report"], env=env, capture_output=True, text=True, check=True
        )
        seen.add(done.stdout)
    assert len(seen) == 1


def test_sizes_and_targets_outside_the_promise_are_refused():
    for size in (299, 100_001):
        with pytest.raises(BadUsage) as caught:
            build_sample(parcels=size)
        assert caught.value.code == "SAMPLE_SIZE" and caught.value.facts["value"] == size
    with pytest.raises(BadUsage) as caught:
        build_sample(targets="truth")
    assert caught.value.code == "OPTION_VALUE"


def test_the_room_imports_nothing_of_natres_but_its_errors():
    room = Path(__file__).parents[2] / "src" / "natres" / "sample"
    lines = [line for path in room.rglob("*.py") for line in path.read_text(encoding="utf-8").splitlines()]
    used = {line.split()[1] for line in lines if line.startswith(("from natres", "import natres"))}
    assert {u for u in used if not u.startswith("natres.sample")} == {"natres.errors"}


def test_tables_are_geodataframes_in_the_promised_system(sample):
    for layer in sample.layers:
        if layer.kind == "csv":
            assert not isinstance(layer.frame, gpd.GeoDataFrame)
        else:
            assert layer.frame.crs.to_epsg() == 4527
        assert layer.metadata["invented"] == "true"
