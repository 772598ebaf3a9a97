"""``natres forest --parcels``: plots beside the land survey, on the committed sample and on files as bureaus have."""

import json
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

from natres.labels import LANGUAGES
from tests.analyses.forest.woods import box, parcel_frame, plot_frame

from .command import run

DATA = Path(__file__).resolve().parents[2] / "data"
DISTRICT, PLOTS = DATA / "xiqing.toml", DATA / "forest" / "plots_2021.shp"
FORESTRY = ("on_both", "wetland_forest", "forestry_only", "outside")


def told(*arguments):
    answer = run("forest", *arguments, "--format", "json", "--lang", "en")
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


@pytest.fixture(scope="module")
def of_2022():
    """The plots on the parcels they were drawn on."""
    return told(PLOTS, "--parcels", DATA / "landuse" / "parcels_2022.parquet")


@pytest.fixture(scope="module")
def of_district():
    return told(DISTRICT, "--parcels")


@pytest.fixture(scope="module")
def survey():
    return json.loads((DATA / "truth.json").read_text(encoding="utf-8"))["forest"]["survey"]


def test_classes_under_the_plots_are_those_of_the_truth(of_2022, survey):
    """MIAN_JI shared to the pieces, class by class, to the truth's 0.1 m²."""
    found: dict[str, float] = {}
    for row in of_2022["reconciliation"]:
        if row["status"] in FORESTRY:
            found[row["land_class"]] = found.get(row["land_class"], 0.0) + row["declared_m2"]
    expected = {code: float(m2) for code, m2 in survey["by_class"].items()}
    assert {code: m2 for code, m2 in found.items() if m2 >= 0.05} == pytest.approx(expected, abs=0.1)


def test_woods_tenures_and_bare_woods_are_those_of_the_truth(of_2022, survey):
    totals = of_2022["reconciliation_totals"]
    woods = sum(totals["by_status"][status]["declared_m2"] for status in ("on_both", "wetland_forest"))
    assert woods == pytest.approx(float(survey["woods_m2"]), abs=0.1)
    tbmj = totals["survey_forest"]["declared_m2"] + totals["survey_wetland_forest"]["declared_m2"]
    assert tbmj - woods == pytest.approx(float(survey["bare_woods_m2"]), abs=0.1)
    assert totals["survey_forest_parcels_without_plot"] == survey["woods_without_plot"]
    tenures = {(r["tenure"], r["ownership"]): r["declared_m2"] for r in of_2022["reconciliation_by_tenure"]}
    expected = {(t, o): float(m2) for t, owners in survey["by_tenures"].items() for o, m2 in owners.items()}
    assert tenures == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("kind", ["planar_m2", "survey_m2", "declared_m2"])
def test_the_forestry_side_closes(of_district, kind):
    """In the plane, by survey and by declared areas, to half of 0.01 m²."""
    totals = of_district["reconciliation_totals"]
    parts = sum(row[kind] for row in of_district["reconciliation"] if row["status"] in FORESTRY)
    residual = totals["forestry_residual"].get(kind, 0.0)
    assert totals["forestry"][kind] == pytest.approx(parts + residual, abs=0.01, rel=0)
    assert abs(residual) <= 0.005
    if kind == "declared_m2":
        assert totals["forestry"][kind] == of_district["total_m2"]


@pytest.mark.parametrize("kind", ["planar_m2", "survey_m2"])
def test_the_surveys_side_closes(of_district, kind):
    totals = of_district["reconciliation_totals"]
    on = ("on_both", "wetland_forest", "survey_only", "survey_only_wetland")
    parts = sum(row[kind] for row in of_district["reconciliation"] if row["status"] in on)
    parts -= totals["counted_twice_on_survey_forest"][kind]
    whole = totals["survey_forest"][kind] + totals["survey_wetland_forest"][kind]
    residual = totals["survey_residual"][kind]
    assert whole == pytest.approx(parts + residual, abs=0.01, rel=0)
    assert abs(residual) <= 0.005


def test_a_district_takes_the_parcels_of_the_plots_year_and_says_so(of_district):
    assert of_district["reconciliation_totals"]["parcels_year"] == 2021
    notice = next(w for w in of_district["warnings"] if w["code"] == "FOREST_PARCELS")
    assert "2021" in notice["message"]
    assert "parcels_2021" in notice["message"]
    assert [i["year"] for i in of_district["inputs"]] == [2021, 2021, 2022]
    assert (of_district["encroachment"]["before_year"], of_district["encroachment"]["after_year"]) == (2021, 2022)


def test_encroachment_is_what_geopandas_finds(of_district):
    """The same question by two overlays of the library, without any of our own cutting."""
    plots = gpd.read_file(PLOTS, encoding="GBK").to_crs(4527)
    before, after = (gpd.read_parquet(DATA / "landuse" / f"parcels_{year}.parquet") for year in (2021, 2022))
    rows = of_district["encroachment"]["turned"]
    towns = {row["unit_code"] for row in rows}
    near = plots[plots["XIANG_DM"].isin(towns)]
    built = after[after["DLBM"].isin(["08H2", "0702"])].clip(near.total_bounds)
    open_land = before[before["DLBM"].isin(["0102"])].clip(near.total_bounds)
    common = gpd.overlay(near[["XIAO_BAN", "XIANG_DM", "geometry"]], built[["DLBM", "geometry"]], keep_geom_type=True)
    common = gpd.overlay(common, open_land[["geometry"]], keep_geom_type=True)
    sums = common.dissolve(["XIANG_DM", "XIAO_BAN", "DLBM"]).area
    expected = {key: area for key, area in sums.items() if area > 0.005}
    found = {(row["unit_code"], row["plot_id"], row["to"]): row["planar_m2"] for row in rows}
    assert found == pytest.approx(expected, abs=0.01)


@pytest.fixture
def own(folder):
    """Plots as a GBK shapefile and parcels as a GeoPackage, in a folder with a Chinese name."""
    plots = plot_frame([box(0, 0, 60, 100), box(50, 0, 150, 100), box(190, 0, 210, 100)])
    fields = {"plot_id": "XIAO_BAN", "forest_class": "DI_LEI", "tenure_code": "LD_QS"}
    frame = plots.rename(columns=fields).assign(XIANG="杨柳青镇", XIANG_DM="120111101", MIAN_JI=[0.6, 1.0, 0.2])
    pyogrio.write_dataframe(frame, folder / "小班.shp", encoding="GBK")
    parcels = parcel_frame([box(0, 0, 100, 100), box(100, 0, 200, 100)], land_class=["0301", "0306"])
    fields = {"parcel_id": "BSM", "land_class": "DLBM", "ownership_type": "QSXZ", "unit_code": "ZLDWDM"}
    pyogrio.write_dataframe(parcels[[*fields, "geometry"]].rename(columns=fields), folder / "图斑.gpkg", layer="DLTB")
    return folder


def test_files_of_ones_own_with_plots_that_overlap(own):
    """Overlaps stop a run; accepted, they are a line of their own, and the pieces can be looked at."""
    assert run("forest", own / "小班.shp", "--parcels", own / "图斑.gpkg").code == 65
    pieces = own / "对照.gpkg"
    data = told(own / "小班.shp", "--parcels", own / "图斑.gpkg", "--accept", "OVERLAP", "--pieces", pieces)
    rows = {(r["status"], r["land_class"]): round(r["planar_m2"], 3) for r in data["reconciliation"]}
    assert rows == {
        ("on_both", "0301"): 11000, ("wetland_forest", "0306"): 6000, ("outside", None): 1000,
        ("survey_only_wetland", "0306"): 4000,
    }  # fmt: skip
    (twice,) = data["reconciliation_counted_twice"]
    assert (twice["status"], round(twice["planar_m2"], 3)) == ("on_both", 1000)
    assert data["encroachment"] is None
    codes = {w["code"] for w in data["warnings"]}
    assert {"FOREST_PARCELS.undated", "FOREST_DOUBLED", "FOREST_ONE_YEAR.file", "ACCEPTED"} <= codes
    printed = run("forest", own / "小班.shp", "--parcels", own / "图斑.gpkg", "--accept", "OVERLAP", "--lang", "zh").out
    (line,) = [row.split() for row in printed.splitlines() if row.strip().startswith("其中：小班重叠")]
    assert line[1:] == ["0.10", "1.50", "1"]
    layer = gpd.read_file(pieces)
    assert layer.groupby("status")["planar_m2"].sum().round(3).to_dict() == {
        "on_both": 11000, "wetland_forest": 6000, "outside": 1000, "survey_only_wetland": 4000,
    }  # fmt: skip
    assert layer.area.to_numpy() == pytest.approx(layer["planar_m2"].to_numpy())
    again = run("forest", own / "小班.shp", "--parcels", own / "图斑.gpkg", "--accept", "OVERLAP", "--pieces", pieces)
    assert again.code == 73


def test_plots_that_lie_on_no_parcel_are_told(own):
    far = parcel_frame([box(5000, 0, 5100, 100)], land_class=["0301"])
    fields = {"parcel_id": "BSM", "land_class": "DLBM", "ownership_type": "QSXZ", "unit_code": "ZLDWDM"}
    pyogrio.write_dataframe(far[[*fields, "geometry"]].rename(columns=fields), own / "远.gpkg", layer="DLTB")
    data = told(own / "小班.shp", "--parcels", own / "远.gpkg", "--accept", "OVERLAP")
    assert "FOREST_NOWHERE" in {w["code"] for w in data["warnings"]}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((PLOTS, "--parcels"), 2, "FOREST_PARCELS_WANTED"),
        ((PLOTS, "--pieces", "a.gpkg"), 2, "FOREST_PIECES"),
        ((PLOTS, "--parcels", "没有.gpkg"), 66, "FILE_MISSING"),
        ((DISTRICT, "--parcels", "--pieces", "a.doc"), 2, "OUTPUT_FORMAT"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_cure(arguments, code, said):
    for language in LANGUAGES:
        answer = run("forest", *arguments, "--lang", language)
        assert answer.code == code, answer.err
        assert said in answer.err
        assert "—" not in answer.err


def test_a_scheme_that_does_not_say_what_forest_is(own):
    scheme = own / "我的分类.csv"
    scheme.write_text("code,name,parent,group\n0301,林,,绿\n0306,沼,,绿\n", encoding="utf-8")
    asked = (own / "小班.shp", "--parcels", own / "图斑.gpkg", "--accept", "OVERLAP", "--scheme", scheme)
    refused = run("forest", *asked, "--lang", "zh")
    assert (refused.code, "FOREST_LAND_UNKNOWN" in refused.err, "我的分类.forest.toml" in refused.err) == (
        65,
        True,
        True,
    )
    (own / "我的分类.forest.toml").write_text('classes = ["0301"]\nwetland = ["0306"]', encoding="utf-8")
    assert {row["status"] for row in told(*asked)["reconciliation"]} >= {"on_both", "wetland_forest"}
