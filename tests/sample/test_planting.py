"""The planting attribute of the invented district, and the truth behind the survey's tables, by pandas alone."""

import json
from decimal import Decimal
from functools import cache

import geopandas as gpd
import pandas as pd
import pytest

from natres.sample import SampleDistrict, build_sample, land
from natres.sample.cover.planting import planting_stream

NAMES = {
    "LS": "种植粮食作物", "FLS": "种植非粮食作物", "LYFL": "粮与非粮轮作",
    "XG": "休耕", "LLJZ": "林粮间作", "WG": "未耕种", "": "",
}  # fmt: skip
WETLAND = {"0303", "0304", "0306", "0402", "0603", "1105", "1106", "1108"}


@cache
def district(targets: str) -> SampleDistrict:
    return build_sample(parcels=1000, seed=3, targets=targets)


@pytest.fixture(params=["report", "random"])
def sample(request) -> SampleDistrict:
    return district(request.param)


def parcels_of(sample: SampleDistrict) -> gpd.GeoDataFrame:
    frame = next(layer.frame for layer in sample.layers if "parcels" in layer.path)
    assert isinstance(frame, gpd.GeoDataFrame)
    return frame


def truth(sample: SampleDistrict) -> dict:
    return json.loads(sample.texts["truth.json"])


def bookings(parcels: pd.DataFrame) -> pd.DataFrame:
    """A parcel's net area under its class and its ridges under 1203, as rows of their own."""
    columns = ["QSXZ", "CZCSXM", "ZLDWDM"]
    net = parcels[columns].assign(code=parcels["DLBM"], area=parcels["TBDLMJ"])
    ridges = parcels[columns].assign(code=parcels["KCDLBM"], area=parcels["KCMJ"])[parcels["KCMJ"] > 0]
    rows = pd.concat([net, ridges])
    main = rows["code"].str[:2].where(~rows["code"].isin(list(WETLAND)), "00")
    return rows.assign(main=main, area=(rows["area"] * 100).round().astype("int64"))


def table(rows: pd.DataFrame, key: pd.Series, column: str = "main") -> dict[str, dict[str, Decimal]]:
    cells: dict[str, dict[str, Decimal]] = {}
    for (row, main), cents in rows.groupby([key, rows[column]])["area"].sum().items():
        cells.setdefault(str(row), {})[str(main)] = Decimal(int(cents)) / 100
    return cells


def as_numbers(cells: dict) -> dict:
    return {row: {k: Decimal(v) for k, v in of.items()} for row, of in cells.items()}


def test_cropland_has_a_planting_code_with_its_name_and_other_land_says_at_most_how_it_can_be_recovered(sample):
    parcels = parcels_of(sample)
    crop = parcels["DLBM"].str.startswith("01")
    assert set(parcels.loc[crop, "ZZSXDM"]) <= set(NAMES) - {""}
    assert set(parcels.loc[~crop, "ZZSXDM"]) == {"", "JKHF", "GCHF"}
    assert (parcels["ZZSXMC"] == parcels["ZZSXDM"].map(NAMES | {"JKHF": "即可恢复", "GCHF": "工程恢复"})).all()


def test_most_cropland_grows_grain_or_other_crops(sample):
    parcels = parcels_of(sample)
    planted = parcels.loc[parcels["DLBM"].str.startswith("01"), "ZZSXDM"]
    assert (planted == "LS").mean() > 0.4
    assert planted.isin(["LS", "FLS"]).mean() > 0.7


def test_the_planting_stream_moves_no_other_column(monkeypatch):
    before = parcels_of(district("report"))
    monkeypatch.setattr(land, "planting_stream", lambda seed: planting_stream(seed + 77))
    after = parcels_of(build_sample(parcels=1000, seed=3, targets="report"))
    planted = ["ZZSXDM", "ZZSXMC"]
    assert not before["ZZSXDM"].equals(after["ZZSXDM"])
    pd.testing.assert_frame_equal(pd.DataFrame(before.drop(columns=planted)), pd.DataFrame(after.drop(columns=planted)))


def test_the_truth_of_cropland_agrees_with_sums_made_here(sample):
    parcels, answer = parcels_of(sample), truth(sample)
    crop = parcels[parcels["DLBM"].str.startswith("01")].replace("", "none")
    rows = crop.assign(area=(crop["TBDLMJ"] * 100).round().astype("int64"))
    planted = {k: Decimal(int(v)) / 100 for k, v in rows.groupby("ZZSXDM")["area"].sum().items()}
    assert {k: Decimal(v) for k, v in answer["cropland"]["by_planting"].items()} == planted
    assert as_numbers(answer["cropland"]["by_slope"]) == table(rows, rows["GDPDJB"], "GDLX")
    assert sum(planted.values()) == Decimal(answer["measures"]["cropland"])


def test_the_truth_by_owner_and_settlement_code_agrees_with_sums_made_here(sample):
    answer, rows = truth(sample), bookings(parcels_of(sample))
    assert as_numbers(answer["by_ownership_code"]) == table(rows, rows["QSXZ"])
    assert as_numbers(answer["by_settlement_code"]) == table(rows, rows["CZCSXM"].replace("", "none"))
    for name in ("by_ownership_code", "by_settlement_code"):
        cells = as_numbers(answer[name])
        assert sum(sum(row.values()) for row in cells.values()) == Decimal("565360000.00")


def test_the_main_classes_of_units_agree_with_sums_made_here_and_add_up_to_the_district(sample):
    answer, rows = truth(sample), bookings(parcels_of(sample))
    units = as_numbers({code: unit["main_classes"] for code, unit in answer["units"].items()})
    assert units == table(rows, rows["ZLDWDM"].str[:9]) | table(rows, rows["ZLDWDM"].str[:12])
    for digits in (9, 12):
        sums = pd.DataFrame([of for code, of in units.items() if len(code) == digits]).fillna(Decimal(0)).sum()
        assert {k: str(v) for k, v in sums.items()} == answer["main_classes"]
