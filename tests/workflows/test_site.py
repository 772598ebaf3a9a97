"""`natres site`: the sample's site against its truth, from a layer and from boundary points; refusals; the folder."""

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely

from natres.workflows import Options, site
from tests.pack_reader import read_page
from tests.strategies import EAST, NORTH
from tests.workflows.command import run

ROOT = Path(__file__).resolve().parents[2]
DISTRICT, SHAPE, POINTS = (str(ROOT / "data" / name) for name in
                           ("xiqing.toml", "project/site.parquet", "project/site_points.txt"))  # fmt: skip
TRUTH = json.loads((ROOT / "data" / "truth.json").read_text(encoding="utf-8"))["site"]


@pytest.fixture(scope="module")
def answers():
    return {name: site(path, DISTRICT, Options(language="zh")) for name, path in (("layer", SHAPE), ("txt", POINTS))}


@pytest.mark.parametrize("source", ["layer", "txt"])
def test_the_sample_site_is_its_truth_to_the_hundredth(answers, source):
    data = answers[source].data
    assert data["planar_m2"] == pytest.approx(float(TRUTH["planar_m2"]), abs=0.01)
    assert data["survey_m2"] == pytest.approx(float(TRUTH["survey_m2"]), abs=0.01)
    classes = {line["code"]: line["planar_m2"] for line in data["classes"]}
    assert classes == pytest.approx({code: float(area) for code, area in TRUTH["classes_m2"].items()}, abs=0.01)
    zones = {zone["zone_layer"]: zone["planar_m2"] for zone in data["zones"]}
    assert zones == pytest.approx({name: float(area) for name, area in TRUTH["zones_m2"].items()}, abs=0.01)
    assert [c["key"] for c in data["crossed"]] == ["basic_farmland", "urban_boundary", "urban_rural_construction"]
    assert answers[source].exit_code == 1


def test_layer_and_boundary_points_give_the_same_result(answers):
    one, two = ({k: v for k, v in a.data.items() if k not in ("inputs", "warnings")} for a in answers.values())
    assert json.loads(json.dumps(one)) == json.loads(json.dumps(two))


def test_shapes_far_away_were_not_looked_at_and_this_is_said(answers):
    said = {notice.code: notice.facts for notice in answers["layer"].notices}
    assert said["SITE_NEAR"]["count"] + said["SITE_NEAR"]["rest"] == 12_000


def test_looking_at_all_shapes_changes_no_figure_of_the_site(answers):
    data = site(SHAPE, DISTRICT, Options(language="zh", area="survey")).data
    for key in ("planar_m2", "classes", "zones", "combinations", "parcels", "taken"):
        assert data[key] == answers["layer"].data[key], key
    assert data["area_kind"] == "survey"
    assert not [w for w in data["warnings"] if w["code"] == "SITE_NEAR"]


# --- a district of four parcels -------------------------------------------------------------------------------------


def write(folder, name, *shapes, crs="EPSG:4527", **columns):
    path = folder / f"{name}.gpkg"
    gpd.GeoDataFrame({"DKMC": [f"地块{n}" for n in range(len(shapes))], **columns}, geometry=list(shapes),
                     crs=crs).to_file(path)  # fmt: skip
    return str(path)


def box(west, south, east, north):
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


@pytest.fixture
def district(folder, dltb):
    """The district file of four parcels with a red line over the first and quotas that just hold."""
    dltb.assign(TBMJ=10_000.0, KCXS=0.0).to_file(folder / "DLTB.gpkg", layer="DLTB")
    write(folder, "红线", box(0, 0, 50, 100), BSM=["<script>alert(1)</script>"])
    text = """
    [district]
    name = "示例区"
    code = "120111"
    year = 2022
    crs = "EPSG:4527"
    language = "zh"
    [layers.parcels]
    path = "DLTB.gpkg"
    year = 2022
    [layers.zones.ecological_red_line]
    path = "红线.gpkg"
    [[quotas]]
    key = "scale"
    label = "城乡建设用地规模"
    measure = "urban_rural_construction"
    kind = "ceiling"
    limit_km2 = "0.015"
    """
    path = folder / "区县.toml"
    path.write_text("\n".join(line.strip() for line in text.splitlines()), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("shape", "code", "crossed"),
    [
        (box(210, 10, 240, 90), 0, []),
        (box(0, 0, 20, 20), 1, ["ecological_red_line"]),
        (box(200, 0, 300, 100), 1, ["scale"]),  # 1 ha more than the half that is left
        (box(49.95, 0, 90, 90), 0, []),  # five centimetres of red line are noise
    ],
    ids=["nothing", "red line", "quota", "noise"],
)
def test_the_exit_code_is_whether_a_line_is_crossed(district, folder, shape, code, crossed):
    ran = run("site", write(folder, "项目", shape), district, "--format", "json")
    assert ran.code == code, ran.err
    assert [c["key"] for c in json.loads(ran.out)["crossed"]] == crossed


@pytest.mark.parametrize(
    ("shapes", "code"),
    [
        ([box(90_000, 0, 90_100, 100)], "SITE_OUTSIDE"),
        ([box(0, 0, 50, 50), box(40, 0, 90, 50)], "SITE_OVERLAP"),
        ([box(0, 0, 50, 50).boundary], "SITE_NO_AREA"),
        ([shapely.Polygon([(EAST, NORTH), (EAST + 90, NORTH + 90), (EAST + 90, NORTH), (EAST, NORTH + 90)])],
         "GEOM_INVALID"),
        ([box(0, 0, 50, 50), box(0, 0, 50, 50)], "GEOM_DUPLICATE"),
    ],
)  # fmt: skip
def test_a_site_that_cannot_be_judged_is_refused_by_name(district, folder, shapes, code):
    ran = run("site", write(folder, "项目", *shapes), district)
    assert ran.code == 65
    assert f" {code} " in ran.err
    assert "项目.gpkg" in ran.err
    assert "处理：" in ran.err


def test_a_layer_without_a_system_is_refused_and_read_with_one(district, folder):
    path = write(folder, "项目", box(210, 10, 240, 90), crs=None)
    ran = run("site", path, district)
    assert (ran.code, "CRS_MISSING" in ran.err) == (65, True)
    assert run("site", path, district, "--crs", "EPSG:4527").code == 0


def test_the_options_of_the_site_are_not_those_of_the_district(district, folder):
    """--layer and --crs say how the site is read; the parcels keep what their file says."""
    path = write(folder, "项目", *gpd.GeoSeries([box(210, 10, 240, 90)], crs=4527).to_crs(4490), crs="EPSG:4490")
    ran = run("site", path, district, "--layer", "项目", "--format", "json")
    assert ran.code == 0, ran.err
    data = json.loads(ran.out)
    assert data["planar_m2"] == pytest.approx(2400, abs=0.01)
    assert [p["parcel_id"] for p in data["parcels"]] == ["120111000000000003"]


def test_boundary_points_in_gbk_with_a_hole_are_read(district, folder):
    rings = {1: [(210, 10), (290, 10), (290, 90), (210, 90)], 2: [(230, 30), (250, 30), (250, 50), (230, 50)]}
    points = [(ring, x, y) for ring, corners in rings.items() for x, y in [*corners, corners[0]]]
    body = "\n".join(f"J{n},{ring},{NORTH + y},{EAST + x}" for n, (ring, x, y) in enumerate(points, 1))
    text = f"[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=39\n[地块坐标]\n10,0.6,1,甲地块,面,,,,@\n{body}"
    path = folder / "界址点.txt"
    path.write_bytes(text.encode("gbk"))
    ran = run("site", str(path), district, "--format", "json")
    assert json.loads(ran.out)["planar_m2"] == pytest.approx(6000, abs=0.01)


def test_ground_outside_the_parcels_is_a_row_and_said(district, folder):
    ran = run("site", write(folder, "项目", box(350, 0, 450, 100)), district, "--format", "json")
    data = json.loads(ran.out)
    assert data["uncovered"]["planar_m2"] == pytest.approx(5000, abs=0.01)
    said = run("site", write(folder, "项目", box(350, 0, 450, 100)), district).out
    assert "未核对：5000.00 平方米在区县图斑以外" in said


def test_a_parcel_near_the_site_that_crosses_itself_stops_it_and_one_far_away_does_not(district, folder, dltb):
    corners = [(5000, 0), (5100, 100), (5100, 0), (5000, 100)]
    bow = shapely.Polygon([(EAST + x, NORTH + y) for x, y in corners])
    near = shapely.transform(bow, lambda points: points - [4700, 0])
    path = write(folder, "项目", box(210, 10, 240, 90))
    for shape, code, ids in ((bow, 0, "SITE_NEAR"), (near, 65, "GEOM_INVALID")):
        frame = dltb.assign(TBMJ=10_000.0, KCXS=0.0)
        frame.loc[3, "geometry"] = shape
        frame.to_file(folder / "DLTB.gpkg", layer="DLTB")
        text = (
            Path(district)
            .read_text(encoding="utf-8")
            .replace('crs = "EPSG:4527"', 'crs = "EPSG:4527"\ncontrol_area_m2 = 40000.00', 1)
        )
        (folder / "另一.toml").write_text(text, encoding="utf-8")
        ran = run("site", path, str(folder / "另一.toml"))
        assert ran.code == code, ran.err
        assert ids in ran.err
    assert "行 3" in ran.err  # its number among all parcels, not among those near


def test_parts_are_named_by_what_tells_them_apart_and_the_project_by_what_they_share(district, folder):
    shapes = box(210, 10, 240, 90), box(250, 10, 280, 90)
    path = folder / "三地块.gpkg"
    for columns, names, title in (
        ({"DKMC": ["甲", "乙"], "XMMC": ["产业园"] * 2}, ["甲", "乙"], "产业园"),
        ({"XMMC": ["产业园"] * 2}, ["1", "2"], "产业园"),
        ({"DKMC": ["甲", None]}, ["甲", "2"], "三地块"),
    ):
        path.unlink(missing_ok=True)
        gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4527").to_file(path)
        answer = site(path, district, Options(language="zh"))
        assert [part["name"] for part in answer.data["parts"]] == names
        assert answer.sentences[0].startswith(f"{title}：")


def test_only_a_district_file_can_judge_a_site(folder):
    ran = run("site", write(folder, "项目", box(0, 0, 9, 9)), write(folder, "图斑", box(0, 0, 9, 9)))
    assert (ran.code, "SITE_DISTRICT" in ran.err) == (2, True)


def test_the_folder_holds_the_page_in_both_formats_the_tables_and_the_record(district, folder):
    out = folder / "核对结果"
    ran = run("site", write(folder, "项目", box(0, 0, 150, 100)), district, "-o", str(out))
    assert ran.code == 1
    assert sorted(path.name for path in out.iterdir()) == [
        "map.html", "run.json", "site.docx", "site.html", "site.json", "site.xlsx"
    ]  # fmt: skip
    html = (out / "site.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert "&#60;script&#62;" in html
    assert 'src="http' not in html and 'href="http' not in html
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert (record["command"], set(record["outputs"])) == (
        "site",
        {"map.html", "site.docx", "site.html", "site.json", "site.xlsx"},
    )
    assert openpyxl.load_workbook(out / "site.xlsx").sheetnames
    assert "word/media/image1.png" in zipfile.ZipFile(out / "site.docx").namelist()
    again = run("site", write(folder, "项目", box(0, 0, 150, 100)), district, "-o", str(out))
    assert again.code == 1  # replaced, not refused


def test_the_map_shows_the_ground_of_the_site_once_with_the_areas_of_its_tables(district, folder, tmp_path):
    """Half of the site lies on no parcel; the district's own definition says what it is coloured by."""
    (Path(district).parent / "maps").mkdir()
    own = 'layer = "site"\nby = "group"\nrecolour = ["subclass"]\ntables = ["site_taken"]\n[title]\nzh = "选址图"\n'
    (Path(district).parent / "maps" / "site.toml").write_text(own, encoding="utf-8")
    run("site", write(folder, "项目", box(350, 0, 450, 100)), district, "-o", str(tmp_path / "结果"))
    page = read_page((tmp_path / "结果" / "map.html").read_text(encoding="utf-8"))
    zh = page.head["languages"].index("zh")
    head, values = page.layer("site").head, page.layer("site").values
    notes = [[c["note"] if isinstance(c["note"], str) else c["note"][zh] for c in colouring["categories"]]
             for colouring in head["colourings"]]  # fmt: skip
    data = json.loads((tmp_path / "结果" / "site.json").read_text(encoding="utf-8"))
    assert [c["key"] for c in head["colourings"]] == ["group", "subclass"]
    for each in notes:
        areas = [float(note.split()[0]) for note in each]
        assert sum(areas) == pytest.approx(data["survey_m2"], abs=0.006)
        assert f"{data['uncovered']['survey_m2']:.2f} 平方米" in each
    assert sum(values["area_dm2"]) / 100 == pytest.approx(data["survey_m2"], abs=0.02)
    assert sorted(values["parcel_id"]) == ["-", "120111000000000004"]
    lines = {each["key"] for each in page.head["layers"] if each["kind"] == "boundary"}
    assert lines == {"zone_ecological_red_line", "zone_project"}


@pytest.mark.parametrize(("limit", "status", "crossed"), [("0.005", "within", False), ("0.012", "exceeded", True)])
def test_a_floor_of_basic_farmland_loses_what_the_site_takes_of_it(district, folder, limit, status, crossed):
    """Farmland over one parcel and a half, 15,000 m²; the site takes 4,000 m² of it and 4,000 m² beside it."""
    write(folder, "永农", box(0, 0, 150, 100), BSM=["1"])
    text = Path(district).read_text(encoding="utf-8") + "\n".join([
        "[layers.zones.basic_farmland]", 'path = "永农.gpkg"', "[[quotas]]", 'key = "farm"', 'label = "永久基本农田"',
        'measure = "basic_farmland"', 'kind = "floor"', f'limit_km2 = "{limit}"', "",
    ])  # fmt: skip
    (folder / "永农.toml").write_text(text, encoding="utf-8")
    ran = run("site", write(folder, "项目", box(110, 0, 190, 100)), str(folder / "永农.toml"), "--format", "json")
    data = json.loads(ran.out)
    farm = next(one for one in data["quotas"] if one["key"] == "farm")
    assert (farm["actual_m2"], farm["change_m2"], farm["status_after"]) == (15_000.0, -4_000.0, status)
    assert ("farm" in {one["key"] for one in data["crossed"]}) == crossed


def test_a_map_of_a_site_is_not_drawn_from_the_district_alone(district, folder):
    ran = run("map", district, "site", "-o", str(folder / "图.html"))
    assert (ran.code, "natres site" in ran.err) == (2, True)
