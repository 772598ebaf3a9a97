"""Forest plots of the invented district: sums, ground, fields that fit each other, answers recomputed here."""

import hashlib
import itertools
from decimal import Decimal

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from natres.sample import build_sample
from natres.sample.layers.forest.borders import moved_borders
from natres.sample.layers.forest.matrix import LEAST_M2
from tests.sample.made import district, frame, truth

PLOTS, PARCELS = "forest/plots_2021.shp", "landuse/parcels_2022.parquet"
WOODS = {"0301", "0301K", "0302", "0302K", "0303", "0304", "0305", "0306", "0307", "0307K"}
KINDS = {"011": "forested", "013": "shrub", "015": "nursery", "016": "unstocked"}
# last years of the age groups young … mature of planted stands in the north
AGES = {
    **dict.fromkeys(("杨树", "旱柳", "刺槐"), (10, 15, 20, 30)), "油松": (20, 30, 40, 60), "侧柏": (30, 50, 70, 100),
    **dict.fromkeys(("国槐", "白蜡", "榆树", "臭椿"), (20, 40, 50, 70)),
}  # fmt: skip
MADE = [("report", 1, 1000), ("report", 4, 1000), ("random", 1, 1000), ("random", 2, 1000), ("report", 2, 4000)]


@pytest.fixture(params=MADE, ids=lambda p: f"{p[0]}-{p[1]}-{p[2]}", scope="module")
def sample(request):
    return district(*request.param)


@pytest.fixture
def plots(sample) -> gpd.GeoDataFrame:
    return frame(sample, PLOTS)


@pytest.fixture
def overlay(sample):
    """Plot, parcel and common plane area of every pair that shares ground."""
    above, below = frame(sample, PLOTS), frame(sample, PARCELS)
    shapes, ground = above.geometry.to_numpy(), below.geometry.to_numpy()
    plot, parcel = shapely.STRtree(ground).query(shapes)
    area = shapely.area(shapely.intersection(shapes[plot], ground[parcel]))
    return plot, parcel, area


def square_metres(plots: gpd.GeoDataFrame) -> pd.Series:
    return (plots["MIAN_JI"] * 10_000).round().astype("int64")


def hectares(m2: pd.Series, key) -> dict[str, Decimal]:
    sums = m2.groupby(np.asarray(key)).sum()
    return {str(k): Decimal(int(v)) / 10_000 for k, v in sums.items() if k != ""}


def classes(plots: gpd.GeoDataFrame) -> pd.Series:
    return plots["DI_LEI"].str[:3].map(KINDS).fillna("other")


def tenures(plots: gpd.GeoDataFrame) -> np.ndarray:
    return np.where(plots["LD_QS"].str[0] == "1", "state", "collective")


def test_every_cell_has_its_area_to_the_square_metre(sample, plots):
    cells = hectares(square_metres(plots), classes(plots) + " " + tenures(plots))
    wanted = {
        f"{name} {tenure}": Decimal(ha)
        for name, row in truth(sample)["forest"]["matrix"].items()
        for tenure, ha in row.items()
        if Decimal(ha)
    }
    assert cells == wanted
    assert sum(cells.values()) == Decimal(truth(sample)["forest"]["total_ha"])
    assert (plots["MIAN_JI"] == (plots["MIAN_JI"] * 10_000).round() / 10_000).all()


def test_plots_are_simple_and_no_two_share_ground(plots):
    shapes = plots.geometry.to_numpy()
    assert set(shapely.get_type_id(shapes)) == {3} and shapely.is_valid(shapes).all()
    one, other = shapely.STRtree(shapes).query(shapes)
    common = shapely.area(shapely.intersection(shapes[one], shapes[other]))[one != other]
    assert common.max() < 0.001 and common.sum() < 0.01
    assert plots["MIAN_JI"].min() >= 0.0667
    plane = shapely.area(shapes)  # the district lies within 25 km of the central meridian
    assert (np.abs(plane - square_metres(plots)) < 0.6 + 2e-5 * plane).all()


def test_most_plots_lie_on_the_surveys_woods_and_some_do_not(sample, plots, overlay):
    plot, parcel, area = overlay
    parcels = frame(sample, PARCELS)
    wooded = parcels["DLBM"].isin(WOODS).to_numpy()
    assert 0.03 < 1 - area[wooded[parcel]].sum() / area.sum() < 0.25
    assert abs(area.sum() - shapely.area(plots.geometry.to_numpy()).sum()) < 1
    covered = np.bincount(parcel, area, len(parcels))[wooded]
    assert 1 <= (covered < 1).sum() < 0.35 * wooded.sum()
    own = np.bincount(plot, np.where(wooded[parcel], area, 0), len(plots)) / shapely.area(plots.geometry.to_numpy())
    assert (own < 0.02).any(), "no plot lies on other land alone"
    assert ((own > 0.5) & (own < 0.999)).any(), "no plot reaches over the edge of its wood"
    assert (own > 0.9999).mean() > 0.5


def test_some_plots_stop_short_of_the_edge(sample, overlay):
    _, parcel, area = overlay
    parcels = frame(sample, PARCELS)
    covered = np.bincount(parcel, area, len(parcels)) / parcels["TBMJ"].to_numpy()
    wooded = parcels["DLBM"].isin(WOODS).to_numpy()
    assert ((covered > 0.6) & (covered < 0.9999) & wooded).sum() >= 3


def test_tenure_differs_from_the_surveys_in_places(sample, plots, overlay):
    plot, parcel, area = overlay
    survey = np.where(frame(sample, PARCELS)["QSXZ"].str[0].isin(["1", "2"]), "state", "collective")
    differs = survey[parcel] != tenures(plots)[plot]
    assert (0.01 if len(plots) > 500 else 0) * area.sum() < area[differs].sum() < 0.2 * area.sum()


def test_the_answers_about_the_survey_below_agree_with_an_overlay_made_here(sample, plots, overlay):
    plot, parcel, area = overlay
    parcels, answer = frame(sample, PARCELS), truth(sample)["forest"]["survey"]
    found = pd.Series(area).groupby(parcels["DLBM"].to_numpy()[parcel]).sum()
    for code, m2 in answer["by_class"].items():
        assert abs(found[code] - float(m2)) < 1 + 2e-5 * found[code]
    assert abs(sum(map(float, answer["by_class"].values())) - square_metres(plots).sum()) < 5
    wooded = parcels["DLBM"].isin(WOODS).to_numpy()
    covered = np.bincount(parcel, area, len(parcels))[wooded]
    assert answer["woods_without_plot"] == (covered < 1).sum()
    assert abs(float(answer["woods_m2"]) - covered.sum()) < 2e-5 * covered.sum()
    bare = parcels["TBMJ"][wooded].sum() - covered.sum()
    assert abs(float(answer["bare_woods_m2"]) - bare) < 2e-5 * covered.sum()
    survey = np.where(parcels["QSXZ"].str[0].isin(["1", "2"]), "state", "collective")
    for mine, row in answer["by_tenures"].items():
        for theirs, m2 in row.items():
            pair = (tenures(plots)[plot] == mine) & (survey[parcel] == theirs)
            assert abs(area[pair].sum() - float(m2)) < 1 + 2e-5 * area[pair].sum()


def test_the_answers_by_field_are_the_sums_of_the_plots(sample, plots):
    m2, answer = square_metres(plots), truth(sample)["forest"]
    forest = plots["DI_LEI"] == "0111"
    tenths = plots["SZ_ZC"].str.extract(r"^(\d+)", expand=False)
    keys = {
        "by_land": plots["DI_LEI"], "by_category": plots["SEN_LIN_LB"], "by_protection": plots["BH_DJ"],
        "by_benefit": np.where(plots["SEN_LIN_LB"].str[0] == "1", "public", "commercial"),
        "by_species": plots["YOU_SHI_SZ"], "by_age_group": plots["LING_ZU"],
        "by_mixture": np.where(forest, np.where(tenths.isin(["7", "8", "9", "10"]), "pure", "mixed"), ""),
    }  # fmt: skip
    for name, key in keys.items():
        assert {k: Decimal(v) for k, v in answer[name].items()} == hectares(m2, key), name
    assert set(answer["by_mixture"]) == {"pure", "mixed"} and set(answer["by_benefit"]) == {"public", "commercial"}
    by_town = hectares(m2, plots["XIANG_DM"] + " " + classes(plots) + " " + tenures(plots))
    assert {
        f"{town} {name} {tenure}": Decimal(ha)
        for town, rows in answer["by_town"].items()
        for name, row in rows.items()
        for tenure, ha in row.items()
    } == by_town
    assert answer["plots"] == len(plots)


def test_places_are_those_of_the_survey_and_numbers_run_through_a_village(sample, plots):
    parcels = frame(sample, PARCELS)
    towns = dict(zip(parcels["ZLDWDM"].str[:9], parcels["ZLDWMC"].str.split("示例").str[0], strict=True))
    assert set(plots["XIANG_DM"]) <= set(towns) and (plots["XIANG_DM"].map(towns) == plots["XIANG"]).all()
    assert set(plots["CUN"]) <= set(parcels["ZLDWMC"])
    assert set(plots["SHENG"]) == {"12"} and set(plots["XIAN"]) == set(plots["LIN_YE_JU"]) == {"120111"}
    numbers = plots.groupby("CUN")["XIAO_BAN"].apply(lambda n: sorted(n.astype(int)) == list(range(1, len(n) + 1)))
    assert numbers.all()
    assert (plots["LIN_BAN"].astype(int) == (plots["XIAO_BAN"].astype(int) - 1) // 20 + 1).all()
    assert plots["LZ_ZRQ"].str.contains("示例").all() and plots["LZ_ZRQ"].str.endswith("林长").all()
    assert ((plots["LIN_CHANG"] != "") == (plots["LD_QS"].str[0] == "1")).all()
    assert set(plots["SJ_NF"]) == {2021} and set(plots["GLLX"]) == {"10"}


def test_category_use_and_grade_fit_each_other(plots):
    category, public = plots["SEN_LIN_LB"], plots["SEN_LIN_LB"].isin(["11", "12"])
    national = plots["SHI_QUAN_D"] == "10"
    assert set(category) <= {"11", "12", "21", "22"}
    assert (plots["SHI_QUAN_D"].isin(["10", "20"]) == public).all() and (category[national] == "11").all()
    assert ((plots["GJGYL_BHDJ"] != "") == national).all() and set(plots["GJGYL_BHDJ"]) <= {"", "1", "2"}
    grades = {"11": {"Ⅰ", "Ⅱ"}, "12": {"Ⅱ", "Ⅲ"}, "21": {"Ⅲ"}, "22": {"Ⅳ"}}
    for code, allowed in grades.items():
        assert set(plots.loc[category == code, "BH_DJ"]) <= allowed
    assert (plots.loc[plots["BH_DJ"] == "Ⅰ", "GJGYL_BHDJ"] == "1").all()
    use = plots["LIN_ZHONG"]
    assert use[public & (use != "")].str[:2].isin(["11", "12"]).all()
    assert use[~public & (use != "")].str[:2].isin(["23", "25"]).all()
    assert set(plots["ZL_DJ"]) <= set("ⅠⅡⅢⅣⅤ") and plots["PO_DU"].between(0, 3).all()


def test_trees_stand_only_where_the_class_has_trees(plots):
    land, forest = plots["DI_LEI"], plots["DI_LEI"] == "0111"
    stand = land.isin(["0111", "0120", "0131", "0132", "0141"])
    fruit = plots["LIN_ZHONG"].str[:2] == "25"
    for field in ("LIN_ZHONG", "QI_YUAN", "SZ_ZC"):
        assert ((plots[field] != "") == stand).all(), field
    assert (plots["PINGJUN_NL"].notna() == stand).all()
    assert ((plots["YOU_SHI_SZ"] != "") == (stand | (land == "0150"))).all()
    assert ((plots["LM_SUOYQ"] != "") == (stand | (land == "0150"))).all()
    assert (plots["YU_BI_DU"].notna() == forest).all() and plots["YU_BI_DU"].dropna().between(0.20, 0.95).all()
    assert (plots["HUO_LMGQXJ"].notna() == (forest & ~fruit)).all()
    assert ((plots["LING_ZU"] != "") == (forest & ~fruit)).all()
    assert (plots["PINGJUN_XJ"].notna() == land.isin(["0111", "0120"])).all()
    assert (plots["MEI_GQ_ZS"].notna() == land.isin(["0111", "0120", "0141"])).all()
    assert plots.loc[land == "0141", "PINGJUN_NL"].between(1, 4).all()


def test_age_groups_follow_from_species_and_age_and_stock_from_the_trees(plots):
    timber = plots[plots["LING_ZU"] != ""]
    for species, age, group in zip(timber["YOU_SHI_SZ"], timber["PINGJUN_NL"], timber["LING_ZU"], strict=True):
        assert int(group) == 1 + sum(age > limit for limit in AGES[species])
    assert set(timber["LING_ZU"]) == set("12345")
    assert timber["HUO_LMGQXJ"].between(0.5, 500).all() and timber["HUO_LMGQXJ"].median() < 130
    basal = np.pi / 4 * (timber["PINGJUN_XJ"] / 100) ** 2 * timber["MEI_GQ_ZS"].astype(float)  # m²/ha
    height = timber["HUO_LMGQXJ"] / basal  # of a form height: 0.4 of the tree
    assert height.between(1.5, 14).all() and basal.max() < 60
    thick = timber.groupby("LING_ZU")["PINGJUN_XJ"].mean()
    assert (np.diff(thick[["1", "2", "3", "4"]]) > 0).all()


def test_compositions_add_up_to_ten_and_begin_with_the_leading_species(plots):
    words = plots.loc[plots["SZ_ZC"] != "", ["SZ_ZC", "YOU_SHI_SZ"]]
    letter: dict[str, str] = {}
    for word, species in words.itertuples(index=False):
        parts = pd.Series([word]).str.findall(r"(\d+)(\D)").iloc[0]
        assert "".join(f"{n}{s}" for n, s in parts) == word
        tenths = [int(n) for n, _ in parts]
        assert sum(tenths) == 10 and tenths[0] == max(tenths) and len({s for _, s in parts}) == len(parts)
        assert letter.setdefault(species, parts[0][1]) == parts[0][1]
    assert len(set(letter.values())) == len(letter)


def test_orchards_of_the_survey_carry_fruit_trees(sample, plots, overlay):
    plot, parcel, area = overlay
    code = frame(sample, PARCELS)["DLBM"].to_numpy()
    on_orchard = np.unique(plot[(np.char.startswith(code[parcel].astype(str), "02")) & (area > 1000)])
    inside = plots.iloc[on_orchard]
    inside = inside[inside["DI_LEI"] == "0111"]
    fruit = plots["LIN_ZHONG"] == "251"
    assert plots.loc[fruit, "YOU_SHI_SZ"].isin(["桃", "梨", "苹果", "枣"]).all() and fruit.mean() < 0.3
    if len(inside) >= 10:
        assert (inside["LIN_ZHONG"] == "251").mean() > 2 * fruit.mean()


def test_names_fit_a_shapefile_and_rows_stay_short(plots):
    fields = [c for c in plots.columns if c != "geometry"]
    assert all(len(f.encode("GBK")) <= 10 for f in fields)
    text = [f for f in fields if plots[f].dtype.kind not in "if"]
    longest = {f: plots[f].astype(str).map(lambda v: len(v.encode("GBK"))).max() for f in text}
    assert max(longest.values()) <= 24 and sum(longest.values()) <= 200, longest


def test_two_woods_never_move_into_the_same_neighbour():
    # a wood at every second place of a row; the lanes between them are narrower than many moves
    edges = np.cumsum([0, *([100, 6] * 40)])
    shapes = np.array([shapely.box(a, 0, b, 100) for a, b in itertools.pairwise(edges)], dtype=object)
    woods, free = np.arange(0, 80, 2), np.arange(80) % 2 == 1
    moved = np.zeros(2, dtype=int)
    for seed in range(20):
        result = moved_borders(np.random.default_rng(seed), shapes, woods, free)
        assert shapely.area(shapely.intersection(result[:-1], result[1:])).max() < 1e-6
        assert shapely.is_valid(result).all() and shapely.area(result).min() >= LEAST_M2
        change = shapely.area(result) - 10_000
        moved += np.array([(change > 1).sum(), (change < -1).sum()])
    assert moved[0] > 50 and moved[1] > 50


def test_the_same_arguments_give_the_same_plots():
    digests = set()
    for made in (build_sample(parcels=1000, seed=2, targets="random"), district("random", 2, 1000)):
        plots = frame(made, PLOTS)
        words = plots.drop(columns="geometry").to_csv() + repr(truth(made)["forest"])
        digests.add(hashlib.sha256(b"".join(plots.geometry.to_wkb()) + words.encode()).hexdigest())
    assert len(digests) == 1
