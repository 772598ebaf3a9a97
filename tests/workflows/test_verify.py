"""A recorded report repeated: everything as recorded, or what is not and by how much."""

import json
import shutil
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from .command import run

pytestmark = pytest.mark.usefixtures("undrawn")

DISTRICT = """[district]
name = "示例区"
code = "120111"
year = 2022
language = "zh"

[layers.parcels]
path = "数据/图斑.parquet"
"""


@pytest.fixture
def place(tmp_path):
    """A district of three parcels with its report, in one folder."""
    shapes = [shapely.box(39505000 + 100 * i, 4322000, 39505100 + 100 * i, 4322130) for i in range(3)]
    frame = gpd.GeoDataFrame({"BSM": ["1", "2", "3"], "DLBM": ["0101", "0702", "1101"]}, geometry=shapes, crs=4527)
    frame["TBMJ"] = 13000.0
    (tmp_path / "数据").mkdir()
    frame.to_parquet(tmp_path / "数据" / "图斑.parquet")
    (tmp_path / "区县.toml").write_text(DISTRICT, "utf-8")
    assert report(tmp_path).code == 0
    return tmp_path


def report(place: Path, *options: str):
    return run("report", place / "区县.toml", "-o", place / "报告", *options)


def differences(place: Path, code: int = 1) -> dict[str, tuple]:
    answer = run("verify", place / "报告" / "run.json", "--format", "json")
    assert answer.code == code, answer.err
    found = json.loads(answer.out)["differences"]
    return {d["what"]: (d["kind"], d["recorded"], d["now"]) for d in found}


def change(place: Path, name: str, old: str, new: str) -> None:
    path = place / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_report_left_alone_is_as_recorded(place):
    answer = run("verify", place / "报告" / "run.json")
    assert answer.code == 0, answer.err
    assert "全部一致：输入 2 个" in answer.out
    assert run("verify", place / "报告").code == 0


def test_a_report_moved_with_its_data_can_still_be_repeated(place):
    moved = place.with_name(place.name + "-别处")
    shutil.move(place, moved)
    assert run("verify", moved / "报告" / "run.json").code == 0


def test_the_options_of_the_run_are_those_it_is_repeated_with(place):
    assert report(place, "--area", "survey", "--rounding", "plain", "--lang", "en").code == 0
    record = json.loads((place / "报告" / "run.json").read_text("utf-8"))
    assert record["options"]["area"] == "survey"
    assert record["district"] == "../区县.toml"
    answer = run("verify", place / "报告" / "run.json", "--lang", "en")
    assert answer.code == 0, answer.out
    assert "all agree" in answer.out


def test_a_figure_changed_in_the_results_is_named_with_both_values(place):
    change(place, "报告/results.json", '"measured_area_m2": 39000.0', '"measured_area_m2": 39000.01')
    found = differences(place)
    assert found["shares.measured_area_m2"] == ("figure", "39000.01", "39000.0")
    assert found["results.json"][0] == "output"
    assert len(found) == 2
    answer = run("verify", place / "报告" / "run.json")
    assert "39000.01" in answer.out
    assert "2 处与记录不同" in answer.out


def test_an_output_changed_missing_or_added_is_named(place):
    folder = place / "报告"
    with (folder / "tables" / "land_groups.csv").open("a", encoding="utf-8") as stream:
        stream.write("x")
    (folder / "index.html").unlink()
    (folder / "手记.txt").write_text("mine", "utf-8")
    found = differences(place)
    assert set(found) == {"tables/land_groups.csv", "index.html", "手记.txt"}
    assert found["index.html"][2] is None
    assert found["手记.txt"][1] is None


def test_an_input_changed_since_is_named_with_the_figures_it_moves(place):
    layer = place / "数据" / "图斑.parquet"
    frame = gpd.read_parquet(layer)
    frame.loc[1, "TBMJ"] = 13000.03
    frame.to_parquet(layer)
    found = differences(place)
    assert found["数据/图斑.parquet"][0] == "input"
    assert found["shares.groups[construction].area_m2"][1:] == ("13000.0", "13000.03")
    assert "shares.groups[unused].area_m2" not in found


def test_an_input_that_no_longer_makes_a_report_is_named_with_the_reason(place):
    layer = place / "数据" / "图斑.parquet"
    gpd.read_parquet(layer).assign(DLBM=["9999", "0702", "1101"]).to_parquet(layer)
    found = differences(place)
    assert "CODE_UNKNOWN" in found["results.json"][2]


def test_a_part_of_a_shapefile_is_an_input_too(place):
    frame = gpd.read_parquet(place / "数据" / "图斑.parquet")
    frame.to_file(place / "数据" / "图斑.shp", encoding="GBK")
    change(place, "区县.toml", "图斑.parquet", "图斑.shp")
    assert report(place).code == 0
    assert differences(place, 0) == {}
    table = place / "数据" / "图斑.dbf"
    table.write_bytes(table.read_bytes().replace(b"0702", b"0701"))
    assert {"数据/图斑.dbf", "shares.classes[0701].area_m2"} <= set(differences(place))


def test_a_scheme_of_ones_own_is_part_of_the_record(place, monkeypatch):
    rows = ["code,name,parent,group", "0101,田,,甲", "0702,宅,,乙", "1101,水,,乙"]
    (place / "我的.csv").write_text("\n".join(rows), "utf-8")
    monkeypatch.chdir(place)
    assert report(place, "--scheme", "我的.csv").code == 0
    monkeypatch.chdir(place.parent)
    assert differences(place, 0) == {}
    change(place, "我的.csv", "宅,,乙", "宅,,甲")
    found = differences(place)
    assert found["../我的.csv"][0] == "input"
    assert found["shares.groups[甲].area_m2"][1:] == ("13000.0", "26000.0")


def test_an_input_or_district_file_that_is_gone_ends_with_66(place):
    (place / "数据" / "图斑.parquet").unlink()
    answer = run("verify", place / "报告" / "run.json")
    assert answer.code == 66
    assert "图斑.parquet" in answer.err
    (place / "区县.toml").unlink()
    assert run("verify", place / "报告" / "run.json").code == 66
    assert run("verify", place / "没有.json").code == 66


@pytest.mark.parametrize(
    ("text", "word"),
    [("not json", "RUN_RECORD"), ("[]", "RUN_RECORD"),
     ('{"natres": "0", "command": "sample", "outputs": {}}', "sample"),
     ('{"natres": "0.0.9", "command": "report", "outputs": {}}', "0.0.9")],
)  # fmt: skip
def test_what_is_no_record_of_a_report_is_refused(place, text, word):
    (place / "报告" / "run.json").write_text(text, "utf-8")
    answer = run("verify", place / "报告" / "run.json")
    assert answer.code == 65
    assert word in answer.err


def test_another_version_is_said_but_is_no_difference(place):
    record = json.loads((place / "报告" / "run.json").read_text("utf-8"))
    change(place, "报告/run.json", f'"natres": "{record["natres"]}",\n "command"', '"natres": "0.0.1",\n "command"')
    answer = run("verify", place / "报告" / "run.json")
    assert answer.code == 0, answer.out
    assert "0.0.1" in answer.err


def test_options_of_computing_are_refused_for_a_recorded_run(place):
    for options in (("--sql", place / "x.sql"), ("--area", "survey"), ("--accept", "CODE_UNKNOWN"), ("--strict",)):
        assert run("verify", place / "报告" / "run.json", *options).code == 2
    assert not (place / "x.sql").exists()
