"""What a run cannot compute is not drawn and said; what a district's own map misspells is refused."""

import json

import geopandas as gpd
import pytest
import shapely

from natres.errors import BadUsage
from natres.workflows import draw_map
from tests.pack_reader import read_page

from .command import run

pytestmark = pytest.mark.usefixtures("no_sheets")

DISTRICT = """[district]
name = "示例区"
code = "120111"
year = 2022
language = "zh"

[layers.parcels]
path = "数据/图斑.parquet"

[[quotas]]
key = "扩展边界"
label = "城乡建设用地指标"
measure = "urban_rural_construction"
kind = "ceiling"
limit_km2 = "0.03"
"""
OWN = 'title = "自有图"\nlayer = "parcels"\nby = "measure"\nmeasure = "{}"\ntables = ["{}"]\n'


@pytest.fixture
def place(tmp_path):
    """A district of three parcels whose layer has no settlement codes."""
    shapes = [shapely.box(39505000 + 100 * i, 4322000, 39505100 + 100 * i, 4322130) for i in range(3)]
    frame = gpd.GeoDataFrame({"BSM": ["1", "2", "3"], "DLBM": ["0101", "0702", "1101"]}, geometry=shapes, crs=4527)
    frame["TBMJ"] = 13000.0
    (tmp_path / "数据").mkdir()
    (tmp_path / "maps").mkdir()
    frame.to_parquet(tmp_path / "数据" / "图斑.parquet")
    (tmp_path / "区县.toml").write_text(DISTRICT, "utf-8")
    return tmp_path


def own(place, measure, table="quotas"):
    (place / "maps" / "自有.toml").write_text(OWN.format(measure, table), "utf-8")


def legend(html, colouring):
    """Return label and area of each category of a page."""
    page = read_page(html)
    found = next(c for c in page.layer("parcels").head["colourings"] if c["key"] == colouring)
    zh = page.head["languages"].index("zh")
    return {c["label"][zh]: c["note"][zh] for c in found["categories"]}


def test_a_report_without_settlement_codes_has_no_map_of_what_counts(place):
    assert run("report", place / "区县.toml", "-o", place / "报告").code == 0
    assert (place / "报告" / "maps" / "landuse.html").is_file()
    assert not (place / "报告" / "maps" / "quota.html").exists()
    assert "quota.html" not in (place / "报告" / "index.html").read_text("utf-8")
    assert json.loads((place / "报告" / "results.json").read_text("utf-8"))["results"]["quotas"][0]["actual_m2"] is None


def test_the_maps_of_a_district_say_which_one_is_missing_and_why(place):
    answer = run("map", place / "区县.toml", "-o", place / "图")
    assert answer.code == 0, answer.err
    assert sorted(p.name for p in (place / "图").glob("*.html")) == ["landuse.html"]
    assert "MAP_NOT_COMPUTABLE" in answer.err
    assert "城乡建设用地指标图" in answer.err
    assert "CZCSXM" in answer.err


@pytest.mark.parametrize(("name", "code"), [("quota", "MAP_NOT_COMPUTABLE"), ("forest", "MAP_EMPTY")])
def test_a_map_asked_for_by_name_that_cannot_be_drawn_is_refused(place, name, code):
    answer = run("map", place / "区县.toml", name, "-o", place / "图")
    assert (answer.code, (place / "图").exists()) == (2, False)
    assert code in answer.err
    with pytest.raises(BadUsage) as caught:
        draw_map(place / "区县.toml", name)
    assert caught.value.code == code


def test_a_scheme_without_the_measure_makes_a_report_all_the_same(place):
    rows = ["code,name,parent,group", "0101,田,,甲", "0702,宅,,乙", "1101,水,,乙"]
    (place / "我的.csv").write_text("\n".join(rows), "utf-8")
    (place / "区县.toml").write_text(DISTRICT.split("[[quotas]]", maxsplit=1)[0], "utf-8")
    answer = run("report", place / "区县.toml", "-o", place / "报告", "--scheme", place / "我的.csv")
    assert answer.code == 0, answer.err
    assert [p.stem for p in (place / "报告" / "maps").iterdir()] == ["landuse"]


def test_what_counts_by_class_needs_no_settlement_codes(place):
    own(place, "cropland")
    drawn = legend(draw_map(place / "区县.toml", "自有").html, "measure")
    assert drawn == {
        "计入 · 0101 水田": "0.01 平方公里",
        "不计入 · 建设用地": "0.02* 平方公里",  # 0.039 in all prints 0.04
        "不计入 · 非建设用地": "0.01 平方公里",
    }


def test_a_measure_misspelt_in_a_districts_own_map_is_refused_with_the_nearest(place):
    own(place, "crop_land")
    answer = run("map", place / "区县.toml", "自有", "-o", place / "图")
    assert answer.code == 65
    assert "自有.toml" in answer.err
    assert "可用：cropland" in answer.err


@pytest.mark.parametrize(("table", "code"), [("quota_扩展边界_units", 0), ("quotaz", 65), ("land_clases", 65)])
def test_a_table_this_run_lacks_may_be_named_and_one_nobody_knows_may_not(place, table, code):
    own(place, "cropland", table)
    answer = run("map", place / "区县.toml", "自有", "-o", place / "图")
    assert answer.code == code, answer.err


@pytest.mark.parametrize(("by", "why"), [("settlement", "CZCSXM"), ("ownership", "QSXZ")])
def test_a_map_by_a_field_the_parcels_lack_is_left_out_and_the_field_named(place, by, why):
    (place / "maps" / "自有.toml").write_text(f'title = "自有图"\nlayer = "parcels"\nby = "{by}"\n', "utf-8")
    answer = run("map", place / "区县.toml", "自有", "landuse", "-o", place / "图")
    assert answer.code == 0
    assert [p.name for p in (place / "图").glob("*.html")] == ["landuse.html"]
    assert "MAP_NOT_COMPUTABLE" in answer.err
    assert why in answer.err


def test_an_own_map_of_a_layer_the_run_lacks_is_left_out(place):
    (place / "maps" / "林图.toml").write_text(
        'title = "林图"\nlayer = "forest"\nby = "tenure"\nstyle.colours = { state = "#0000ff" }\n', "utf-8"
    )
    text = (place / "区县.toml").read_text("utf-8") + '\n[maps]\ndraw = ["landuse", "林图"]\n'
    (place / "区县.toml").write_text(text, "utf-8")
    assert run("report", place / "区县.toml", "-o", place / "报告").code == 0
    answer = run("map", place / "区县.toml", "林图", "-o", place / "图.html")
    assert (answer.code, "MAP_EMPTY" in answer.err, (place / "图.html").exists()) == (2, True, False)


def test_where_no_map_can_be_drawn_nothing_is_written(place):
    text = (place / "区县.toml").read_text("utf-8") + '\n[maps]\ndraw = ["quota"]\n'
    (place / "区县.toml").write_text(text, "utf-8")
    answer = run("map", place / "区县.toml", "-o", place / "图.html")
    assert (answer.code, "CZCSXM" in answer.err, (place / "图.html").exists()) == (2, True, False)
    report = run("report", place / "区县.toml", "-o", place / "报告")
    assert (report.code, "MAP_NOT_COMPUTABLE" in report.err) == (0, True)
    record = json.loads((place / "报告" / "run.json").read_text("utf-8"))
    assert "MAP_NOT_COMPUTABLE" in {warning["code"] for warning in record["warnings"]}


def test_a_table_nobody_knows_is_said_and_does_not_stop_the_map(place):
    own(place, "cropland", "nonsense")
    answer = run("map", place / "区县.toml", "自有", "-o", place / "图")
    assert (answer.code, "MAP_TABLE" in answer.err, "nonsense" in answer.err) == (0, True, True)


def test_a_layer_by_a_field_it_lacks_is_refused_with_the_field(place):
    answer = run("map", place / "数据" / "图斑.parquet", "--by", "城镇村", "-o", place / "图.html", "--lang", "zh")
    assert (answer.code, "CZCSXM" in answer.err, (place / "图.html").exists()) == (2, True, False)
