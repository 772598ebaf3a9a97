"""An office without parcels: what lies in its folder is known, and becomes tables, pages and sheets."""

import json
import shutil
import tomllib

import openpyxl
import pytest

from natres.errors import BadUsage
from natres.workflows import Options, init_district, print_layer, resources
from natres.workflows.looking import look_into


@pytest.fixture(scope="module")
def office(sample_dir, tmp_path_factory):
    """A folder of forest plots, wells and ledgers, with Chinese names, as a forester and a clerk keep them."""
    folder = tmp_path_factory.mktemp("林业站") / "2021 年资料"
    for name in ("forest", "geothermal", "ledgers"):
        shutil.copytree(sample_dir / name, folder / name)
    return folder


def test_ledgers_are_known_by_their_columns_and_written_into_the_file(office, tmp_path):
    look = look_into(office)
    assert {"forest", "wells", "rights", "illegal_land", "water_users", "plans"} <= set(look.layers)
    init_district(tmp_path / "区", source=office, name="西青区", code="120111", year="2021", language="zh")
    content = tomllib.loads((tmp_path / "区" / "district.toml").read_text("utf-8"))
    assert content["ledgers"]["illegal_land"]["path"].endswith("ledgers/违法用地台账.csv")
    assert set(content["layers"]) == {"forest", "wells", "rights"}
    again = look_into(tmp_path / "区")  # the empty forms beside it are no ledgers
    assert [path.name for path in again.districts] == ["district.toml"]


def test_a_folder_with_tables_pages_and_sheets_comes_out(office, sample_dir, tmp_path):
    init_district(tmp_path / "区", source=office, name="西青区", code="120111", year="2021", language="zh")
    answer = resources(tmp_path / "区" / "district.toml", tmp_path / "结果", Options(language="zh"))
    names = {path.relative_to(answer.folder).as_posix() for path in answer.folder.rglob("*") if path.is_file()}
    assert {"附表.xlsx", "results.json", "run.json", "网页地图/林地权属图.html", "打印图幅/林地权属图.pdf"} <= names
    results = json.loads((answer.folder / "results.json").read_text("utf-8"))["results"]
    assert results["forest"]["total_text"] == "6520.05"
    assert results["wells"]["counts"]["production"] == 22
    book = openpyxl.load_workbook(answer.folder / "附表.xlsx", read_only=True)
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert "林地面积（按地类与权属）" in cells
    assert 6520.05 in cells
    assert 154.33 in cells  # mu of illegal land: the ledger's sum


def test_a_file_without_any_of_them_is_refused(tmp_path):
    path = tmp_path / "district.toml"
    path.write_text('[district]\nname = "某区"\ncode = "120111"\nyear = 2022\n', "utf-8")
    with pytest.raises(BadUsage, match="RESOURCES_NONE"):
        resources(path, tmp_path / "结果")
    assert list(tmp_path.iterdir()) == [path]


def test_a_register_of_wells_alone_has_a_sheet(sample_dir, tmp_path):
    """Places without any ground below them: the sheet shows the ground around them."""
    print_layer(sample_dir / "geothermal" / "wells.csv", tmp_path / "井.pdf", "role", Options(language="zh"))
    assert (tmp_path / "井.pdf").read_bytes().startswith(b"%PDF")
