import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from natres.analyses.forest import is_woods, reconcile_woods
from natres.core.results import FORESTRY, SURVEY
from natres.errors import BadDistrictFile
from natres.readers import read_scheme
from tests.strategies import EAST, NORTH, SCHEME, parcel_mosaics

from .woods import box, laid_on, parcel_frame, planar, plot_frame, reconciled


def row_of_parcels(*codes, **columns):
    """Return parcels of 100 m × 100 m side by side."""
    return parcel_frame([box(100 * n, 0, 100 * n + 100, 100) for n in range(len(codes))], land_class=codes, **columns)


def test_each_status_has_its_own_rows():
    """A plot over five parcels and beyond: forest land, wetland with forest by its parent, other wetland, cropland."""
    parcels = row_of_parcels("0301K", "0304", "0402", "0102", "0307")
    plots = plot_frame([box(50, 0, 350, 100), box(350, 0, 400, 120)], forest_class=["0111", "0131"])
    found = reconciled(plots, parcels)
    assert planar(found) == {
        ("on_both", "forested", "0301K"): 5000.0,
        ("wetland_forest", "forested", "0304"): 10000.0,
        ("forestry_only", "forested", "0402"): 10000.0,
        ("forestry_only", "forested", "0102"): 5000.0,
        ("forestry_only", "shrub", "0102"): 5000.0,
        ("outside", "shrub", ""): 1000.0,
        ("survey_only", "", "0301K"): 5000.0,
        ("survey_only", "", "0307"): 10000.0,
    }
    assert [row.status for row in found.rows] == sorted([r.status for r in found.rows], key=(*FORESTRY, *SURVEY).index)
    assert found.without_plot == 1
    assert (found.survey_forest.planar_m2, found.survey_wetland.planar_m2) == pytest.approx((20000, 10000))


def test_ground_under_two_plots_has_a_line_of_its_own_and_both_sides_close():
    """Three plots on one parcel of forest: 20 m × 100 m lie under two of them, 10 m × 100 m under all three."""
    parcels = row_of_parcels("0301", "0102")
    plots = plot_frame([box(0, 0, 60, 100), box(40, 0, 80, 100), box(50, 0, 150, 100)])
    found = reconciled(plots, parcels)
    assert planar(found)["on_both", "forested", "0301"] == 6000 + 4000 + 5000
    assert [(r.status, r.land_class, round(r.ground.planar_m2, 6)) for r in found.doubled] == [
        ("on_both", "0301", 5000)
    ]
    assert found.of(*SURVEY).planar_m2 == 0.0
    assert found.survey_residual.planar_m2 == pytest.approx(0.0, abs=1e-6)
    assert found.forestry_residual.planar_m2 == pytest.approx(0.0, abs=1e-6)


@st.composite
def scattered_plots(draw):
    """Boxes of whole metres over a corner of the mosaics, over one another and beyond the parcels as they come."""
    spans = st.tuples(st.integers(-20, 160), st.integers(1, 120))
    corners = draw(st.lists(st.tuples(spans, spans), min_size=1, max_size=5))
    shapes = [box(w, s, w + width, s + height) for (w, width), (s, height) in corners]
    codes = draw(st.lists(st.sampled_from(["0111", "0150", "0210"]), min_size=len(shapes), max_size=len(shapes)))
    declared = draw(st.lists(st.integers(0, 10**7), min_size=len(shapes), max_size=len(shapes)))
    return plot_frame(shapes, forest_class=codes, declared_area_m2=[area / 100 for area in declared])


@settings(max_examples=60)
@given(parcel_mosaics(codes=("0301", "0305", "0304", "0306", "0102", "0701"), deductions=False), scattered_plots())
def test_both_sides_close_whatever_lies_on_whatever(mosaic, plots):
    """Against unions worked out apart: forestry = its parts, the survey's forest = once covered + bare."""
    parcels = mosaic.frame
    found = reconciled(plots, parcels)
    kept = plots[plots["forest_class"] != "0210"]
    wooded = is_woods(parcels, SCHEME)
    cover, woods = shapely.union_all(kept.geometry.to_numpy()), shapely.union_all(parcels.geometry.to_numpy()[wooded])
    assert found.of(*FORESTRY).planar_m2 == pytest.approx(kept.area.sum(), abs=1e-3)
    assert found.forestry_residual.survey_m2 == pytest.approx(0.0, abs=1e-4)
    assert found.of(*SURVEY).planar_m2 == pytest.approx(woods.difference(cover).area, abs=1e-3)
    assert found.survey_residual.planar_m2 == pytest.approx(0.0, abs=1e-3)
    assert found.survey_residual.survey_m2 == pytest.approx(0.0, abs=1e-4)
    assert found.doubled_on(*FORESTRY).planar_m2 == pytest.approx(kept.area.sum() - cover.area, abs=1e-3)
    assert found.forestry_residual.declared_dm2 == 0
    assert sum(t.ground.planar_m2 for t in found.tenures) == pytest.approx(kept.area.sum(), abs=1e-3)
    by_town = sum(t.ground.planar_m2 for t in found.towns if t.status in FORESTRY)
    assert by_town == pytest.approx(kept.area.sum(), abs=1e-3)


def test_survey_areas_close_where_plots_have_vertices_on_edges_of_kilometres():
    """The formula takes an edge as straight in latitude and longitude: 3 km cut up measure 0.1 m² otherwise."""
    parcels = parcel_frame(
        [box(3000 * n, 0, 3000 * n + 3000, 3000) for n in range(3)], land_class=["0301", "0304", "0102"]
    )
    fans = [shapely.Polygon([(0, 0), (3000, 200 * n), (3000, 200 * n + 200)]) for n in range(15)]
    plots = plot_frame([shapely.affinity.translate(fan, EAST, NORTH) for fan in fans] + [box(2500, 2000, 7000, 2100)])
    found = reconciled(plots, parcels)
    assert found.forestry_residual.survey_m2 == pytest.approx(0.0, abs=1e-4)
    assert found.survey_residual.survey_m2 == pytest.approx(0.0, abs=1e-4)
    wetland = found.of("wetland_forest", "survey_only_wetland").survey_m2 - found.doubled_on("wetland_forest").survey_m2
    assert wetland == pytest.approx(found.survey_wetland.survey_m2, abs=1e-4)


def test_the_order_of_plots_and_parcels_changes_no_area():
    parcels = row_of_parcels("0301", "0102", "0304")
    plots = plot_frame([box(50, 0, 120, 100), box(110, 10, 260, 90)], forest_class=["0111", "0131"])
    assert planar(reconciled(plots[::-1], parcels[::-1])) == planar(reconciled(plots, parcels))


def test_mian_ji_goes_to_the_pieces_by_largest_remainder():
    """100.00 m² declared over three equal pieces: 33.34 + 33.33 + 33.33, and nothing is lost."""
    parcels = row_of_parcels("0301", "0102", "0304")
    found = reconciled(plot_frame([box(0, 0, 300, 50)], declared_area_m2=[100.0]), parcels)
    assert sorted(r.ground.declared_dm2 for r in found.rows if r.status in FORESTRY) == [3333, 3333, 3334]
    assert found.forestry.declared_dm2 == 10000


def test_a_plot_without_mian_ji_is_in_no_declared_sum_and_is_told():
    parcels = row_of_parcels("0301", "0301")
    plots = plot_frame([box(0, 0, 100, 100), box(100, 0, 200, 100)], declared_area_m2=[9999.0, None])
    found = reconciled(plots, parcels)
    assert (found.undeclared.pieces, round(found.undeclared.planar_m2, 6)) == (1, 10000.0)
    assert found.of("on_both").declared_dm2 == found.forestry.declared_dm2 == 999_900
    assert not reconciled(plot_frame([box(0, 0, 9, 9)]), parcels).has_declared


def test_tbmj_of_bare_forest_is_its_share_of_the_parcel():
    parcels = row_of_parcels("0301", "0301", declared_area_m2=[10_001.0, 9_999.0])
    found = reconciled(plot_frame([box(75, 0, 100, 100)]), parcels)
    assert found.of("survey_only").declared_dm2 == 750_075 + 999_900
    assert found.survey_forest.declared_dm2 == 2_000_000


def test_tenures_that_agree_and_differ_are_told_apart():
    parcels = row_of_parcels("0301", "0301", ownership_type=["20", "30"])
    plots = plot_frame([box(0, 0, 150, 100), box(150, 0, 220, 100)], tenure_code=["10", "21"])
    found = {(t.tenure, t.ownership): round(t.ground.planar_m2, 6) for t in reconciled(plots, parcels).tenures}
    assert found == {
        ("state", "state"): 10000.0, ("state", "collective"): 5000.0,
        ("collective", "collective"): 5000.0, ("collective", ""): 2000.0,
    }  # fmt: skip


def test_towns_are_those_of_the_parcel_and_outside_those_of_the_plot():
    parcels = row_of_parcels("0301", "0102", unit_code=["1201111010010000000", "1201111020010000000"])
    plots = plot_frame([box(90, 0, 210, 100)], unit_code=["120111103"], unit_name=["大寺镇"])
    found = {(t.code, t.status): round(t.ground.planar_m2, 6) for t in reconciled(plots, parcels).towns}
    assert found == {
        ("120111101", "on_both"): 1000.0, ("120111101", "survey_only"): 9000.0, ("120111101", "survey_forest"): 10000.0,
        ("120111102", "forestry_only"): 10000.0, ("120111103", "outside"): 1000.0,
    }  # fmt: skip


def test_parcels_that_lie_over_one_another_show_in_the_residual():
    """A plot with the very shape of one of two doubled parcels: without the shortcut it lies on both."""
    twice = parcel_frame([box(0, 0, 100, 100), box(0, 0, 100, 100), box(90, 0, 200, 100)], land_class=["0301"] * 3)
    found = reconciled(plot_frame([box(0, 0, 100, 100)]), twice, clean=False)
    assert found.of("on_both").planar_m2 == pytest.approx(10000 + 10000 + 1000)
    assert found.forestry_residual.planar_m2 == pytest.approx(-11000)


def test_no_plots_leave_all_of_the_surveys_forest_bare():
    found = reconciled(plot_frame([box(0, 0, 1, 1)], forest_class=["0210"]), row_of_parcels("0301", "0102"))
    assert planar(found) == {("survey_only", "", "0301"): 10000.0}
    assert (found.plots, found.forestry.planar_m2, found.without_plot) == (0, 0.0, 1)


def test_a_scheme_of_ones_own_says_what_is_forest_or_is_refused(folder):
    own = folder / "我的分类.csv"
    own.write_text("code,name,parent,group\nF,林,,绿\nW,湿林,,绿\nB,房,,灰\n", encoding="gbk")
    parcels = row_of_parcels("F", "W", "B")
    with pytest.raises(BadDistrictFile) as refused:
        is_woods(parcels, read_scheme(own))
    assert refused.value.code == "FOREST_LAND_UNKNOWN"
    beside = folder / "我的分类.forest.toml"
    beside.write_text('classes = ["F"]\nwetland = ["W"]\nlost_to = ["灰"]\n', encoding="utf-8")
    scheme = read_scheme(own)
    assert is_woods(parcels, scheme).tolist() == [True, True, False]
    plain = row_of_parcels("0301", "0304", "0701")
    laid, plots = laid_on(plot_frame([box(0, 0, 300, 100)]), plain)
    found = reconcile_woods(laid, plots, parcels, scheme)
    assert [r.status for r in found.rows] == ["on_both", "wetland_forest", "forestry_only"]


@pytest.mark.parametrize(
    "text", ['classes = ["X"]', 'wetland = ["W"]', 'classes = ["F"]\nlost = ["灰"]', "classes = F", 'classes = "F"']
)
def test_what_a_scheme_says_of_forest_is_read_strictly(folder, text):
    own = folder / "我的分类.csv"
    own.write_text("code,name,parent,group\nF,林,,绿\nW,湿林,,绿\n", encoding="utf-8")
    (folder / "我的分类.forest.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadDistrictFile) as refused:
        read_scheme(own)
    assert (refused.value.code, refused.value.facts["file"]) == ("SCHEME_INVALID", "我的分类.forest.toml")


def test_layers_in_longitude_and_latitude_and_in_a_zone_give_the_same_rows():
    parcels = row_of_parcels("0301", "0102")
    plots = plot_frame([box(50, 0, 150, 100)])
    here = planar(reconciled(plots, parcels))
    laid, kept = laid_on(plots, parcels)
    assert laid.zone.central_meridian == 117.0
    from natres.analyses.forest import lay_woods

    degrees = plots.to_crs(4490)
    other = lay_woods(
        degrees.geometry.to_numpy(), degrees.crs, parcels.geometry.to_numpy(), parcels.crs, is_woods(parcels, SCHEME)
    )
    there = planar(reconcile_woods(other, kept, parcels, SCHEME))
    assert there == pytest.approx(here, abs=0.01)
    assert shapely.bounds(other.pieces.shape[0])[0] == pytest.approx(EAST + 50, abs=1e-3)
    assert shapely.bounds(other.pieces.shape[0])[1] == pytest.approx(NORTH, abs=1e-3)
