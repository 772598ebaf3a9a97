"""The command `natres change`, on the committed sample and on small layers of its own."""

import json
import shutil
import sqlite3
from decimal import Decimal
from pathlib import Path

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
import shapely

import natres
from natres.sample import build_sample
from tests.sample.made import frame, truth
from tests.strategies import EAST, NORTH

from .command import run

ROOT = Path(__file__).resolve().parents[2]
DISTRICT = ROOT / "data" / "xiqing.toml"


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """What the sample's two years give, as JSON and as a folder."""
    folder = tmp_path_factory.mktemp("变化") / "年度变化"
    answer = run("change", DISTRICT, "--format", "json", "-o", folder, "--pieces", folder.with_name("图斑.parquet"))
    assert answer.code == 0, answer.err
    return json.loads(answer.out), folder


def layer(rows, *, year=None):
    """Return parcels with the survey's field names; a row is (id, class, west, east)."""
    frame = gpd.GeoDataFrame(
        {
            "BSM": [f"12011100000000000{n}" for n, *_ in rows],
            "DLBM": [code for _, code, *_ in rows],
            "QSXZ": ["20"] * len(rows),
            "ZLDWDM": ["1201111010010000000"] * len(rows),
        },
        geometry=[shapely.box(EAST + a, NORTH, EAST + b, NORTH + 100) for *_, a, b in rows],
        crs="EPSG:4527",
    )
    return frame if year is None else frame.assign(SJNF=year)


BEFORE = [(1, "0103", 0, 100), (2, "0103", 100, 200), (3, "0702", 200, 300)]
AFTER = [(1, "0103", 0, 100), (2, "0601", 100, 160), (4, "0307", 160, 200), (3, "0702", 200, 300)]


@pytest.fixture
def two(folder):
    """Two years in two formats, two encodings and two coordinate systems, under a Chinese path with a blank."""
    before, after = folder / "图斑 2021.shp", folder / "图斑2022.gpkg"
    pyogrio.write_dataframe(layer(BEFORE), before, driver="ESRI Shapefile", encoding="GBK")
    degrees = layer(AFTER).to_crs(4490)
    degrees["geometry"] = shapely.transform(degrees.geometry.to_numpy(), lambda points: points.round(10))
    pyogrio.write_dataframe(degrees, after, layer="DLTB", driver="GPKG")
    return before, after


def changed(*arguments, code=0):
    answer = run("change", *arguments, "--format", "json", "--lang", "en")
    assert answer.code == code, answer.err
    return json.loads(answer.out) if code == 0 else answer.err


def test_the_matrix_of_the_sample_is_the_truths(sample):
    data, _ = sample
    expected = json.loads((ROOT / "data" / "truth.json").read_text("utf-8"))["change"]
    same_as_truth({(c["from"], c["to"]): (c["planar_m2"], c["survey_m2"]) for c in data["matrix"]}, expected["matrix"])
    of_parcels = {k: v for k, v in expected["changed_2022"].items() if k in data["parcels"]["kinds"]}
    assert of_parcels == {k: v for k, v in data["parcels"]["kinds"].items() if k != "same"}


def same_as_truth(found, matrix):
    expected = {(a, b): cell for a, row in matrix.items() for b, cell in row.items()}
    assert set(found) == set(expected)
    for pair, (plane, survey) in found.items():
        assert abs(plane - float(expected[pair]["planar_m2"])) <= 0.01
        assert abs(survey - float(expected[pair]["survey_m2"])) <= 0.01


def test_another_seed_from_python_where_most_changed_in_attributes_alone(tmp_path):
    """Two thirds of the parcels differ, most of them in owner or planting alone, as in a real year."""
    made = build_sample(parcels=1000, seed=4, targets="random", change=0.67)
    layers = []
    for year in (2021, 2022):
        frame(made, f"landuse/parcels_{year}.parquet").to_parquet(tmp_path / f"{year}.parquet")
        layers.append(natres.read_parcels(tmp_path / f"{year}.parquet"))
    change = natres.transition_matrix(*layers, natres.read_scheme())
    expected = truth(made)["change"]
    cells = {(c.before, c.after): (c.planar_m2, c.survey_m2) for c in change.matrix.cells}
    same_as_truth(cells, expected["matrix"])
    assert change.matrix.common_m2 == pytest.approx(change.matrix.before_m2, abs=0.01)
    found = {**change.parcels.kinds, "restated": change.parcels.kinds["attributes"]}
    counts = {kind: n for kind, n in expected["changed_2022"].items() if n and kind != "all"}
    assert {kind: found[kind] for kind in counts} == counts
    assert set(change.parcels.fields) == {"owner_name", "planting"}
    assert sum(change.parcels.fields.values()) == counts["restated"]


def test_json_keeps_its_promise_and_its_sums(sample):
    data, _ = sample
    assert {"before_m2", "after_m2", "common_m2", "only_before_m2", "only_after_m2", "residual_m2"} <= set(data)
    assert {"from", "to", "planar_m2", "survey_m2", "declared_m2"} <= set(data["matrix"][0])
    line = {"code", "before_m2", "after_m2", "gain_m2", "loss_m2", "net_m2", "swap_m2", "persistence_m2"}
    assert line <= set(data["classes"][0])
    assert {"to", "area_m2"} <= set(data["cropland_outflow"][0])
    assert sum(c["planar_m2"] for c in data["matrix"]) == pytest.approx(data["common_m2"], abs=0.01)
    assert all(figure["agrees"] for figure in data["second_computation"])
    shares = [json.loads(run("shares", ROOT / "data" / "landuse" / f"parcels_{year}.parquet", "--format", "json").out)
              for year in (2021, 2022)]  # fmt: skip
    for key, year in zip(("before_m2", "after_m2"), shares, strict=True):
        groups = {group["key"]: group["area_m2"] for group in year["groups"]}
        assert {group["key"]: group[key] for group in data["groups"]} == {k: a for k, a in groups.items() if a}
    ways = {row["to"]: row for row in data["cropland_outflow"]}
    assert ways["trees"]["area_m2"] == pytest.approx(ways["orchard"]["area_m2"] + ways["forest"]["area_m2"])
    built = sum(row["area_m2"] for row in data["new_construction"])
    assert built == pytest.approx(next(g["gain_m2"] for g in data["groups"] if g["key"] == "construction"))
    assert all(0 <= row["inside_urban_boundary_m2"] <= row["area_m2"] for row in data["new_construction"])


def test_a_folder_holds_tables_and_a_layer_that_add_up_to_the_matrix(sample):
    data, folder = sample
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"run.json", "results.json", "tables.xlsx", "changes.gpkg", "tables/changes.csv"} <= names
    changes = gpd.read_file(folder / "changes.gpkg", layer="changes")
    assert len(changes) == len(data["changes"])
    assert changes.crs.to_epsg() == 4527
    assert changes.geometry.area.sum() == pytest.approx(data["changed_m2"], abs=0.05)
    assert (changes.geometry.area - changes["planar_m2"]).abs().max() < 0.01
    outflow = {row["to"]: row["area_m2"] for row in data["cropland_outflow"]}
    went = changes[changes["destination"] == "construction"]
    assert went["area_m2"].sum() == pytest.approx(outflow["construction"], abs=0.01)
    with sqlite3.connect(folder / "changes.gpkg") as database:
        ((style,),) = database.execute("SELECT styleQML FROM layer_styles").fetchall()
    assert set(changes["kind"]) <= {kind for kind in ("changed", "sliver", "attributes") if f'value="{kind}"' in style}
    other = gpd.read_parquet(folder.with_name("图斑.parquet"))
    assert other["after_id"].tolist() == changes["after_id"].tolist()
    book = openpyxl.load_workbook(folder / "tables.xlsx", read_only=True)
    assert len(book.sheetnames) == len([name for name in names if name.startswith("tables/")])


def test_printed_tables_agree_with_one_another(sample):
    """Opening and closing print as in `natres shares`, the outflow as in the account, new construction as in both."""
    _, folder = sample

    def rows(name):
        text = (folder / "tables" / f"{name}.csv").read_text("utf-8-sig")
        return {line.split(",")[0].strip(): line.split(",")[1:] for line in text.splitlines() if "," in line}

    groups, mains, flow, growth = (
        rows(n) for n in ("change_groups", "change_main_classes", "cropland_flow", "urban_growth")
    )
    assert [groups[name][7] for name in ("农用地", "建设用地", "未利用地")] == ["25808.00", "27108.01", "3619.99"]
    for line in (*groups.values(), *mains.values()):
        if line[0][:1].isdigit():
            opening, into, out, adjusted, gain, loss, rest, closing = map(Decimal, line[:8])
            assert adjusted == opening + into - out
            assert closing == adjusted + gain - loss + rest
    assert flow["耕地合计"][:2] == [mains["01 耕地"][5], mains["01 耕地"][4]]
    assert flow["非农建设"][0] == growth["01 耕地"][2]
    assert growth["合计"][2] == groups["建设用地"][4]
    matrix = rows("change_matrix_main")
    assert matrix["01 耕地"][-1].strip() or matrix["01 耕地"][-2] == mains["01 耕地"][0]


def test_a_shapefile_in_gbk_against_degrees_in_a_geopackage(two):
    data = changed(*two)
    cells = {(c["from"], c["to"]): c for c in data["matrix"]}
    assert {pair: round(cell["planar_m2"], 1) for pair, cell in cells.items()} == {
        ("0103", "0103"): 10000.0, ("0103", "0601"): 6000.0, ("0103", "0307"): 4000.0, ("0702", "0702"): 10000.0,
    }  # fmt: skip
    assert data["vertices_rounded"] is True
    assert data["parcels"]["kinds"] == {"same": 2, "split": 2}
    assert cells["0103", "0601"]["declared_m2"] is None
    assert abs(data["residual_m2"]) < 0.01
    back = changed(two[1], two[0])
    turned = {(c["to"], c["from"]): c["planar_m2"] for c in back["matrix"]}
    assert all(abs(cell["planar_m2"] - turned[pair]) < 0.01 for pair, cell in cells.items())


def test_outlines_that_differ_are_rows_of_their_own(folder):
    layer(BEFORE).to_parquet(folder / "a.parquet")
    layer([*AFTER[1:], (5, "1101", 300, 340)]).to_parquet(folder / "b.parquet")
    answer = run("change", folder / "a.parquet", folder / "b.parquet", "--format", "json", "--lang", "zh")
    data = json.loads(answer.out)
    assert "CHANGE_OUTLINES" in answer.err
    assert round(data["only_before_m2"]) == 10000
    assert round(data["only_after_m2"]) == 4000
    cells = {(c["from"], c["to"]): round(c["planar_m2"]) for c in data["matrix"]}
    assert cells["0103", None] == 10000
    assert cells[None, "1101"] == 4000
    crop = next(line for line in data["main_classes"] if line["code"] == "01")
    assert crop["adjusted_m2"] == round(crop["before_m2"] - crop["boundary_out_m2"], 2)
    assert crop["loss_m2"] == pytest.approx(10000, abs=1)
    assert {piece["kind"] for piece in data["changes"]} == {"changed", "only_before", "only_after"}


def test_an_unknown_class_is_refused_and_once_accepted_a_row(folder):
    layer(BEFORE).to_parquet(folder / "a.parquet")
    layer([(1, "9999", 0, 100), *AFTER[1:]]).to_parquet(folder / "b.parquet")
    assert "9999" in changed(folder / "a.parquet", folder / "b.parquet", code=65)
    data = changed(folder / "a.parquet", folder / "b.parquet", "--accept", "CODE_UNKNOWN")
    cell = next(c for c in data["matrix"] if c["to"] == "")
    assert (cell["from"], round(cell["planar_m2"])) == ("0103", 10000)
    assert any(g["key"] == "unclassified" and g["gain_m2"] > 9999 for g in data["groups"])


def test_doubled_ground_is_refused_and_once_accepted_a_residual(folder):
    layer([*BEFORE, (9, "0404", 290, 300)]).to_parquet(folder / "a.parquet")
    layer(AFTER).to_parquet(folder / "b.parquet")
    assert "OVERLAP" in changed(folder / "a.parquet", folder / "b.parquet", code=65)
    data = changed(folder / "a.parquet", folder / "b.parquet", "--accept", "OVERLAP")
    assert round(data["after_residual_m2"]) == -1000


def test_what_is_wrong_with_the_pair_is_said(folder):
    layer(BEFORE, year=2022).to_parquet(folder / "a.parquet")
    layer(AFTER, year=2021).to_parquet(folder / "b.parquet")
    text = changed(folder / "a.parquet", folder / "b.parquet", code=65)
    assert "CHANGE_YEARS" in text
    assert "2022" in text
    same = run("change", folder / "a.parquet", folder / "a.parquet", "--lang", "zh")
    assert same.code == 0
    assert "CHANGE_SAME_FILE" in same.err
    assert "CHANGE_AFTER" in changed(folder / "a.parquet", code=2)
    assert "CHANGE_AFTER" in changed(DISTRICT, folder / "a.parquet", code=2)
    assert changed(folder / "a.parquet", folder / "没有.parquet", code=66)
    assert "--by" in changed(folder / "a.parquet", folder / "a.parquet", "--by", "village", code=2)
    assert "--rounding" in changed(folder / "a.parquet", folder / "a.parquet", "--rounding", "survey", code=2)
    far = layer(AFTER)
    far["geometry"] = far.geometry.translate(5000, 0)
    far.to_parquet(folder / "c.parquet")
    assert "CHANGE_APART" in run("change", folder / "a.parquet", folder / "c.parquet").err


def test_years_in_the_rows_are_believed_before_those_of_the_district_file(folder):
    """Two paths exchanged in the district file: what it states is in order, what all rows say is not."""
    layer(AFTER, year=2022).to_parquet(folder / "a.parquet")
    layer(BEFORE, year=2021).to_parquet(folder / "b.parquet")
    (folder / "区县.toml").write_text(
        '[district]\nname = "示例区"\ncode = "120111"\nyear = 2022\n[layers.parcels_before]\npath = "a.parquet"\n'
        'year = 2021\n[layers.parcels]\npath = "b.parquet"\nyear = 2022\n', "utf-8",
    )  # fmt: skip
    assert "CHANGE_YEARS" in changed(folder / "区县.toml", code=65)


def test_a_scheme_of_ones_own_has_no_cropland_and_says_so(folder):
    scheme = folder / "分类.csv"
    scheme.write_text("code,name,parent,group\n0103,旱地,,绿\n0307,林地,,绿\n0601,工业,,灰\n0702,宅基地,,灰\n", "utf-8")
    layer(BEFORE).to_parquet(folder / "a.parquet")
    layer(AFTER).to_parquet(folder / "b.parquet")
    answer = run("change", folder / "a.parquet", folder / "b.parquet", "--scheme", scheme, "--lang", "zh")
    assert answer.code == 0
    assert "CHANGE_NO_RULES" in answer.err
    assert "绿" in answer.out
    assert "耕地流出" not in answer.out


def test_two_layers_of_one_file_and_fields_of_ones_own(folder):
    path = folder / "两年.gpkg"
    rename = {"DLBM": "类", "BSM": "号"}
    pyogrio.write_dataframe(layer(BEFORE).rename(columns=rename), path, layer="前", driver="GPKG")
    pyogrio.write_dataframe(layer(AFTER).rename(columns=rename), path, layer="后", driver="GPKG", append=True)
    data = changed(path, path, "--before-layer", "前", "--layer", "后", "--class-field", "类", "--id-field", "号")
    assert [record["layer"] for record in data["inputs"]] == ["前", "后"]
    assert data["parcels"]["kinds"] == {"same": 2, "split": 2}
    assert {piece["before_id"][-1] for piece in data["changes"]} == {"2"}


def test_tables_by_town_and_in_other_units(two):
    answer = run("change", *two, "--by", "unit", "--unit", "mu", "--rounding", "plain", "--lang", "en")
    assert answer.code == 0
    assert "Yearly account of land by town and group" in answer.out
    assert "15.00" in answer.out  # 1 ha is 15 mu
    assert "*" not in answer.out.replace("\\", "")


def test_output_as_a_workbook_or_where_something_stands_already(two, folder):
    assert run("change", *two, "--format", "xlsx").code == 2
    assert run("change", *two, "--format", "xlsx", "-o", folder / "变化.xlsx", "--lang", "zh").code == 0
    assert "变化图斑清单" in " ".join(openpyxl.load_workbook(folder / "变化.xlsx", read_only=True).sheetnames)
    (folder / "别人的").mkdir()
    (folder / "别人的" / "a.txt").write_text("x")
    assert run("change", *two, "-o", folder / "别人的").code == 73
    assert run("change", *two, "--pieces", folder / "变化.doc").code == 2
    shutil.rmtree(folder / "别人的")


def test_a_scheme_of_ones_own_may_say_where_cropland_goes(folder):
    scheme = folder / "分类.csv"
    scheme.write_text("code,name,parent,group\n0103,旱地,,绿\n0307,林地,,绿\n0601,工业,,灰\n0702,宅基地,,灰\n", "utf-8")
    rules = folder / "分类.change.toml"
    rules.write_text(
        'construction = "灰"\n[cropland_flow]\nclasses = ["0103"]\n[[cropland_flow.destinations]]\nkey = "built"\n'
        'label = "建设"\ngroups = ["灰"]\n[[cropland_flow.destinations]]\nkey = "rest"\nlabel = "其余"\n',
        "utf-8",
    )
    layer(BEFORE).to_parquet(folder / "a.parquet")
    layer(AFTER).to_parquet(folder / "b.parquet")
    data = changed(folder / "a.parquet", folder / "b.parquet", "--scheme", scheme)
    assert {row["to"]: round(row["area_m2"]) for row in data["cropland_outflow"]} == {"built": 6000, "rest": 4000}
    assert [round(row["area_m2"]) for row in data["new_construction"]] == [6000]
    for wrong in ('classes = ["0103"]', 'classes = ["9999"]'), ('groups = ["灰"]', 'groups = ["红"]'), ("key", "kee"):
        rules.write_text(rules.read_text("utf-8").replace(*wrong), "utf-8")
        assert "分类.change.toml" in changed(folder / "a.parquet", folder / "b.parquet", "--scheme", scheme, code=65)
        rules.write_text(rules.read_text("utf-8").replace(*reversed(wrong)), "utf-8")
