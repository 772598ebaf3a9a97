"""Twenty plots in three families of codes, worked out by hand.

Every plot is a square of CGCS2000 zone 39; its stated area (MIAN_JI, hectares) is chosen so that sums are easy:

plot  code    family      class      tenure  town        ha    benefit grade   species  composition age canopy stock
 1    0111    map         forested   10      A (…101)    1.00  11      1          杨树     10杨        1   0.85   50
 2    0111    map         forested   20      A           2.00  12      2          杨树     7杨3槐      2   0.70   60
 3    0113    map         forested   21      B (…102)    0.50  21      3          竹       -           -   0.69   -
 4    0120    map         other      10      B           0.25  22      4          -        -           -   0.15   -
 5    0131    map         shrub      23      A           0.40  22      4          柽柳     -           -   -      -
 6    0150    map         nursery    20      A           0.30  -       -          -        -           -   -      -
 7    0161    map         unstocked  20      B           0.09  -       -          -        -           -   -      -
 8    0220    map         (outside)  20      B           5.00  -       -          -        -           -   -      -
 9    111     short       forested   22      B           1.50  12      2          国槐     6槐4杨      3   0.40   40
10    112     short       forested   20      A           0.50  12      3          国槐     5槐5杨      4   0.39   30
11    131     short       shrub      10      B           0.10  22      4          -        -           -   -      -
12    161     short       unstocked  90      B           0.01  -       -          -        -           -   -      -
13    180     short       other      (blank) A           0.05  -       -          -        -           -   -      -
14    1111    inventory   forested   10      A           0.80  11      1          白蜡     10蜡        5   0.20   70
15    1500    inventory   nursery    20      B           0.20  -       -          -        -           -   -      -
16    1620    inventory   unstocked  20      A           0.02  -       -          -        -           -   -      -
17    030100  monitoring  forested   20      B           1.20  22      2          杨树     9杨9槐      9   0.55   -
18    030301  monitoring  shrub      20      B           0.30  21      3          -        -           -   -      -
19    030402  monitoring  other      20      A           0.40  22      4          -        -           -   -      -
20    0111    map, GLLX 20 (not forest land)  20  A      0.60  12      2          杨树     10杨        1   0.80   45

forested: state 1.00 + 0.80 = 1.80; collective 2.00 + 0.50 + 1.50 + 0.50 + 1.20 = 5.70; 7.50 in all
shrub:    state 0.10; collective 0.40 + 0.30 = 0.70; 0.80
nursery:  collective 0.30 + 0.20 = 0.50
unstocked: collective 0.09 + 0.02 = 0.11; undetermined 0.01; 0.12
other:    state 0.25; collective 0.40; undetermined 0.05; 0.70
total 7.50 + 0.80 + 0.50 + 0.12 + 0.70 = 9.62; state 2.15, collective 7.41, undetermined 0.06
"""

import geopandas as gpd
import pytest
import shapely

from natres.workflows import Options, forest
from tests.strategies import ZONE_39

TOWN = {"A": ("120111101", "杨柳青镇"), "B": ("120111102", "辛口镇")}
NONE = float("nan")
PLOTS = [
    ("0111", "10", "A", 1.00, "11", "1", "杨树", "10杨", "1", 0.85, 50.0, "10"),
    ("0111", "20", "A", 2.00, "12", "2", "杨树", "7杨3槐", "2", 0.70, 60.0, "10"),
    ("0113", "21", "B", 0.50, "21", "3", "竹", "", "", 0.69, NONE, "10"),
    ("0120", "10", "B", 0.25, "22", "4", "", "", "", 0.15, NONE, "10"),
    ("0131", "23", "A", 0.40, "22", "4", "柽柳", "", "", NONE, NONE, "10"),
    ("0150", "20", "A", 0.30, "", "", "", "", "", NONE, NONE, "10"),
    ("0161", "20", "B", 0.09, "", "", "", "", "", NONE, NONE, "10"),
    ("0220", "20", "B", 5.00, "", "", "", "", "", NONE, NONE, "10"),
    ("111", "22", "B", 1.50, "12", "2", "国槐", "6槐4杨", "3", 0.40, 40.0, "10"),
    ("112", "20", "A", 0.50, "12", "3", "国槐", "5槐5杨", "4", 0.39, 30.0, "10"),
    ("131", "10", "B", 0.10, "22", "4", "", "", "", NONE, NONE, "10"),
    ("161", "90", "B", 0.01, "", "", "", "", "", NONE, NONE, "10"),
    ("180", "", "A", 0.05, "", "", "", "", "", NONE, NONE, "10"),
    ("1111", "10", "A", 0.80, "11", "1", "白蜡", "10蜡", "5", 0.20, 70.0, "10"),
    ("1500", "20", "B", 0.20, "", "", "", "", "", NONE, NONE, "10"),
    ("1620", "20", "A", 0.02, "", "", "", "", "", NONE, NONE, "10"),
    ("030100", "20", "B", 1.20, "22", "2", "杨树", "9杨9槐", "9", 0.55, NONE, "10"),
    ("030301", "20", "B", 0.30, "21", "3", "", "", "", NONE, NONE, "10"),
    ("030402", "20", "A", 0.40, "22", "4", "", "", "", NONE, NONE, "10"),
    ("0111", "20", "A", 0.60, "12", "2", "杨树", "10杨", "1", 0.80, 45.0, "20"),
]
FIELDS = ("DI_LEI", "LD_QS", "XIANG_DM", "XIANG", "MIAN_JI", "SEN_LIN_LB", "BH_DJ", "YOU_SHI_SZ", "SZ_ZC", "LING_ZU",
          "YU_BI_DU", "HUO_LMGQXJ", "GLLX")  # fmt: skip


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    """The twenty plots as a shapefile in GBK, read back."""
    rows = [(code, tenure, *TOWN[town], *rest) for code, tenure, town, *rest in PLOTS]
    columns = dict(zip(FIELDS, map(list, zip(*rows, strict=True)), strict=True))
    sides = [(row[4] * 10_000) ** 0.5 for row in rows]
    west, south = 39_500_000, 4_320_000
    shapes = [shapely.box(west + 500 * i, south, west + 500 * i + a, south + a) for i, a in enumerate(sides)]
    path = tmp_path_factory.mktemp("林业") / "小班.shp"
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=ZONE_39)
    frame.insert(0, "XIAO_BAN", [f"{n:04d}" for n in range(1, 21)])
    frame.to_file(path, encoding="GBK")
    return forest(path, Options(language="zh", area="declared"))


def hectares(rows, key="key"):
    return {row[key]: round(row["area_m2"] / 10_000, 4) for row in rows}


def test_classes_and_tenures(answer):
    data = answer.data
    assert hectares(data["by_class"]) == {
        "forested": 7.5,
        "shrub": 0.8,
        "nursery": 0.5,
        "unstocked": 0.12,
        "other": 0.7,
    }
    assert hectares(data["by_tenure"]) == {"state": 2.15, "collective": 7.41, "other": 0.06}
    assert data["total_m2"] == 96_200
    assert data["outside_m2"] == 56_000  # 5.00 ha of pasture, 0.60 ha of woods on land that is no forest land
    assert data["unmanaged_m2"] == 6_000
    matrix = {(c["forest_class"], c["tenure"]): c["area_m2"] for c in data["matrix"] if c["area_m2"]}
    assert matrix == {
        ("forested", "state"): 18_000, ("forested", "collective"): 57_000, ("shrub", "state"): 1_000,
        ("shrub", "collective"): 7_000, ("nursery", "collective"): 5_000, ("unstocked", "collective"): 1_100,
        ("unstocked", "other"): 100, ("other", "state"): 2_500, ("other", "collective"): 4_000, ("other", "other"): 500,
    }  # fmt: skip


def test_towns_by_class_and_tenure(answer):
    found = {
        (c["unit_code"][-1], c["forest_class"], c["tenure"]): (c["plots"], c["area_m2"]) for c in answer.data["cells"]
    }
    assert found["1", "forested", "collective"] == (2, 25_000)  # plots 2 and 10
    assert found["2", "forested", "collective"] == (3, 32_000)  # plots 3, 9 and 17
    assert sum(area for _, area in found.values()) == 96_200
    assert [row.cells[0].text for row in table(answer, "forest_units").rows] == ["", "120111101", "120111102"]


def table(answer, key):
    return next(t for t in answer.tables if t.key == key)


def test_the_printed_table_in_hectares_and_mu(answer):
    rows = [[cell.plain for cell in row.cells] for row in table(answer, "forest").rows]
    assert rows[0] == ["林地总面积", "2.15", "7.41", "0.06", "9.62", "100.00", "144.30"]
    assert rows[1] == ["有林地", "1.80", "5.70", "0.00", "7.50", "77.96", "112.50"]
    assert rows[6] == ["林地总面积（亩）", "32.25", "111.15", "0.90", "144.30", "", ""]
    towns = [[cell.plain for cell in row.cells] for row in table(answer, "forest_units").rows]
    assert towns[1] == ["120111101", "杨柳青镇", "1.80", "3.62", "0.05", "5.47", "27.00", "54.30", "0.75", "82.05"]


def breakdown(answer, key):
    found = next(b for b in answer.data["breakdowns"] if b["key"] == key)
    assert sum(row["area_m2"] for row in found["rows"]) == found["total_m2"]
    return {row["key"]: round(row["area_m2"] / 10_000, 4) for row in found["rows"]}


def test_benefit_protection_and_species_are_of_all_forest_land(answer):
    assert breakdown(answer, "benefit") == {"public": 5.8, "commercial": 3.15, "blank": 0.67}
    assert breakdown(answer, "category") == {"11": 1.8, "12": 4.0, "21": 0.8, "22": 2.35, "blank": 0.67}
    assert breakdown(answer, "protection") == {"1": 1.8, "2": 4.7, "3": 1.3, "4": 1.15, "blank": 0.67}
    assert list(breakdown(answer, "species")) == ["杨树", "国槐", "白蜡", "竹", "柽柳", "blank"]
    assert breakdown(answer, "species")["杨树"] == 4.2


def test_mixture_age_and_canopy_are_of_forested_land(answer):
    assert breakdown(answer, "mixture") == {"pure": 3.8, "mixed": 2.0, "odd": 1.2, "blank": 0.5}
    assert breakdown(answer, "age_group") == {
        "1": 1.0, "2": 2.0, "3": 1.5, "4": 0.5, "5": 0.8, "odd": 1.2, "blank": 0.5,
    }  # fmt: skip
    assert breakdown(answer, "canopy") == {"below": 0.0, "low": 1.3, "medium": 3.2, "high": 3.0}


def test_stock_is_that_of_the_plots_that_state_it(answer):
    # 50·1.00 + 60·2.00 + 40·1.50 + 30·0.50 + 70·0.80 = 50 + 120 + 60 + 15 + 56 = 301 m³; 0.50 + 1.20 ha state none
    stock = answer.data["stock"]
    assert stock["by_class"] == [{"forest_class": "forested", "plots": 5, "area_m2": 58_000, "stock_m3": 301.0}]
    assert {s["species"]: s["stock_m3"] for s in stock["by_species"]} == {"杨树": 170.0, "国槐": 75.0, "白蜡": 56.0}
    assert stock["without_m2"] == 17_000


def test_tenure_codes_keep_their_detail_and_a_blank_one_is_kept(answer):
    found = {(row["tenure"], row["code"]): row["area_m2"] for row in answer.data["by_tenure_code"]}
    assert found["collective", "21"] == 5_000
    assert found["collective", "22"] == 15_000
    assert found["collective", "23"] == 4_000
    assert found["other", "90"] == 100
    assert found["other", ""] == 500


def test_both_areas_are_shown_and_the_families_are_said(answer):
    kinds = {kind["kind"]: sum(row["area_m2"] for row in kind["by_class"]) for kind in answer.data["by_area_kind"]}
    assert kinds["declared"] == 96_200
    assert kinds["survey"] == pytest.approx(96_200, rel=1e-3)
    assert kinds["survey"] != 96_200
    said = next(n for n in answer.notices if n.code == "FOREST_CODES").facts["value"]["zh"]
    assert (
        said
        == "林地一张图（4 位，0 开头） 9，3 位编码 5，森林资源规划设计调查（4 位，1、2 开头） 3，林草综合监测（6 位） 3"
    )


def test_a_town_prints_the_same_in_every_table(sample_dir):
    answer = forest(sample_dir / "forest" / "plots_2021.shp", Options(language="zh"))
    towns = {row.cells[0].text: row for row in table(answer, "forest_units").rows[1:]}
    heads = [row for row in table(answer, "forest_town_classes").rows[1:] if row.indent == 0]
    assert len(heads) == len(towns) == 12
    for row in heads:
        assert [c.plain for c in row.cells[3:]] == [c.plain for c in towns[row.cells[0].text].cells[2:]]
