"""The fields of layer DLTB against the survey's rules, and towns and villages against their parcels."""

import numpy as np
import pandas as pd
import pytest
import shapely

from natres.sample.cover.refinement import refine
from natres.sample.layers.parcels import strip_width
from tests.sample.made import cents, district, frame

PARCELS = "landuse/parcels_2022.parquet"
MANDATORY = ["BSM", "YSDM", "TBBH", "DLBM", "DLMC", "QSXZ", "QSDWDM", "QSDWMC", "ZLDWDM", "ZLDWMC", "TBMJ",
             "TBDLMJ", "SJNF", "MSSM"]  # fmt: skip
OPTIONAL = ["TBYBH", "KCDLBM", "KCXS", "KCMJ", "GDLX", "GDPDJB", "XZDWKD", "TBXHDM", "TBXHMC", "ZZSXDM", "ZZSXMC",
            "GDDB", "FRDBS", "CZCSXM", "HDMC", "BZ"]  # fmt: skip
PLANTED = {"LS", "FLS", "LYFL", "XG", "LLJZ", "WG"}
INDUSTRY = {"HDGY", "GTGY", "MTGY", "SNGY", "BLGY", "DLGY"}
ORCHARDS, WOODS = {"0201", "0202", "0203", "0204"}, {"0301", "0302", "0305", "0307"}
STRIPS = {"1001", "1003", "1004", "1006", "1101", "1107", "1107A", "1109"}


@pytest.fixture(params=[("report", 1), ("random", 2)], ids=lambda p: p[0])
def sample(request):
    return district(*request.param)


def allowed(code: str) -> tuple[set[str], set[str]]:
    """Rule 6101: the refinements and the planting attributes a class may carry."""
    if code.startswith("01"):
        return {"HDGD", "HQGD", "LQGD", "MQGD", "SHGD", "SMGD"}, PLANTED
    if code in ORCHARDS:
        return {"LQYD"}, {"JKHF", "GCHF"}
    if code in WOODS | {"1104", "1104A"}:
        return set(), {"JKHF", "GCHF"}
    if code == "0404":
        return {"GCCD"}, {"GCHF"}
    return (INDUSTRY if code == "0601" else {"FQ"} if code in ("0602", "1001", "1003") else set()), set()


def test_every_field_of_the_survey_is_there_and_the_mandatory_ones_are_filled(sample):
    parcels = frame(sample, PARCELS)
    assert sorted(set(parcels.columns) - {"geometry"}) == sorted(MANDATORY + OPTIONAL)
    for name in MANDATORY:
        assert parcels[name].notna().all() and (parcels[name].astype(str) != "").all(), name
    assert set(parcels["YSDM"]) == {"2001010100"} and set(parcels["MSSM"]) == {"00"}
    assert parcels["TBBH"].str.fullmatch(r"[1-9]\d{0,7}").all()
    texts = parcels.drop(columns="geometry").select_dtypes(exclude="number")
    assert all(texts[name].map(type).eq(str).all() for name in texts)


def test_refinements_and_planting_fit_the_class(sample):
    parcels = frame(sample, PARCELS)
    seen = parcels.groupby(["DLBM", "TBXHDM", "ZZSXDM"]).size().reset_index()
    for code, refined, planted in zip(seen["DLBM"], seen["TBXHDM"], seen["ZZSXDM"], strict=True):
        refinements, plantings = allowed(code)
        assert refined in refinements | {""} and planted in plantings | {""}, (code, refined, planted)
    for code, name in (("TBXHDM", "TBXHMC"), ("ZZSXDM", "ZZSXMC")):
        pairs = parcels[[code, name]].drop_duplicates()
        assert pairs[code].is_unique and ((pairs[code] == "") == (pairs[name] == "")).all()
        off_crops = parcels.loc[~parcels["DLBM"].str.startswith("01"), code]
        assert 0 < (off_crops != "").mean() < 0.08


def test_the_whole_matrix_is_drawn_in_a_large_district():
    code = np.repeat(np.array(["0601", "0602", "0201", "0404", "1104A", "0301", "0201K", "0701"], dtype=object), 3000)
    made = refine(np.random.default_rng(5), code, np.full(len(code), shapely.box(0, 0, 9, 9)))
    seen = pd.DataFrame({"code": code, "x": made.refinement, "z": made.recovery})
    drawn = {c: (set(of["x"]) - {""}, set(of["z"]) - {""}) for c, of in seen.groupby("code")}
    assert drawn == {c: allowed(c) for c in set(code)} | {"0201K": (set(), set())}
    assert (seen.loc[seen["code"] == "0404", "x"] == "GCCD").mean() < 0.1


def test_cropland_by_the_river_is_river_cropland(sample):
    parcels = frame(sample, PARCELS)
    rivers = shapely.union_all(parcels.geometry[parcels["DLBM"] == "1101"].to_numpy())
    marked = parcels[parcels["TBXHDM"] == "HDGD"]
    assert len(marked) and (shapely.distance(marked.geometry.to_numpy(), rivers) < 40.01).all()


def test_cropland_alone_has_slope_and_quality_and_only_slopes_have_a_kind(sample):
    parcels = frame(sample, PARCELS)
    crop = parcels["DLBM"].str.startswith("01")
    assert parcels.loc[crop, "GDPDJB"].isin(["1", "2", "3", "4", "5"]).all()
    assert parcels.loc[crop, "GDDB"].between(1, 15).all()
    assert (parcels.loc[~crop, "GDPDJB"] == "").all() and parcels.loc[~crop, "GDDB"].isna().all()
    assert ((parcels["GDLX"] != "") == parcels["GDPDJB"].isin(["2", "3", "4", "5"])).all()
    assert set(parcels["GDLX"]) <= {"", "TT", "PD"}


def test_corridors_alone_state_a_width_and_it_is_that_of_a_strip(sample):
    parcels = frame(sample, PARCELS)
    strip = parcels["DLBM"].isin(list(STRIPS))
    assert (parcels["XZDWKD"].notna() == strip).all()
    assert (parcels.loc[strip, "XZDWKD"] >= 2).all() and (parcels.loc[strip, "XZDWKD"] < 9999.9).all()
    road = shapely.LineString([(0, 0), (900, 0), (900, 700)]).buffer(6, cap_style="flat", join_style="mitre")
    width = strip_width(np.array(["1003", "0102"], dtype=object), np.array([road, road], dtype=object))
    assert width[0] == pytest.approx(12, abs=0.2) and np.isnan(width[1])


def test_owners_fit_the_ownership_type(sample):
    parcels = frame(sample, PARCELS)
    kind, owner, place = parcels["QSXZ"], parcels["QSDWDM"], parcels["ZLDWDM"]
    assert parcels["QSDWMC"].str.len().max() <= 60
    in_town = kind.isin(["10", "20", "33"])
    assert (owner[in_town] == place[in_town].str[:9] + "0" * 10).all()
    assert (owner[~in_town].str[:12] == place[~in_town].str[:12]).all()
    group = kind == "31"
    assert owner[group].str[12:16].isin(["0001", "0002", "0003", "0004"]).all()
    assert (owner[~in_town & ~group].str[12:] == "0" * 7).all()
    assert parcels.loc[kind == "10", "QSDWMC"].str.contains("国有").all()
    names = parcels.groupby(["QSXZ", "QSDWDM", "DLBM"])["QSDWMC"].nunique()
    assert (names == 1).all()


@pytest.mark.parametrize(
    ("path", "code", "name", "digits", "zeros"),
    [("boundaries/XZQ.parquet", "XZQDM", "XZQMC", 9, 0), ("boundaries/CJDCQ.parquet", "ZLDWDM", "ZLDWMC", 12, 7)],
)
def test_towns_and_villages_are_unions_of_their_parcels_with_their_area(sample, path, code, name, digits, zeros):
    units, parcels = frame(sample, path), frame(sample, PARCELS)
    assert units["BSM"].is_unique and set(units["BSM"].str.len()) == {18} and set(units["YSDM"].str.len()) == {10}
    assert units[code].is_unique and units[code].is_monotonic_increasing and (units[name] != "").all()
    assert (units[code].str.len() == digits + zeros).all() and (units[code].str[digits:] == "0" * zeros).all()
    mine = parcels["ZLDWDM"].str[:digits]
    assert cents(parcels["TBMJ"]).groupby(mine).sum().to_dict() == dict(
        zip(units[code].str[:digits], cents(units["DCMJ"]), strict=True)
    )
    assert np.abs(units["JSMJ"] - units["DCMJ"]).max() < 5000
    assert shapely.coverage_is_valid(units.geometry.to_numpy())
    for row in (0, len(units) // 2, len(units) - 1):
        shape, own = units.geometry.iloc[row], parcels.geometry[mine == units[code].iloc[row][:digits]]
        assert shape.equals(shapely.union_all(own.to_numpy()))


def test_the_table_of_another_year_differs_in_its_year_alone(monkeypatch):
    from natres.sample import build, land

    before = frame(district(), PARCELS)
    made = land.parcel_table
    monkeypatch.setattr(land, "parcel_table", lambda *a: made(*a, year=2021))
    after = frame(build.build_sample(parcels=1000), PARCELS)
    assert set(after["SJNF"]) == {2021}
    pd.testing.assert_frame_equal(pd.DataFrame(before.drop(columns="SJNF")), pd.DataFrame(after.drop(columns="SJNF")))
