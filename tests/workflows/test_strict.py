"""With --strict each repair is an error with its code; without it the same input is read and the repair is logged."""

import json
import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from tests.catalogue.cases import base
from tests.readers.boundary_points.writer import Style, Written, text_of
from tests.readers.workbooks import HEADER, WELLS, put_csv, put_xlsx

from .command import run


def layer(folder, name="图斑.gpkg", **columns):
    path = folder / name
    how = {"driver": "ESRI Shapefile", "encoding": "GBK"} if name.endswith(".shp") else {"driver": "GPKG"}
    pyogrio.write_dataframe(base(**columns), path, **how)
    return path


def lying_cpg(folder):
    path = layer(folder, "图斑.shp")
    path.with_suffix(".cpg").write_text("UTF-8")
    return "shares", path


def cut_texts(folder):
    path = layer(folder, "图斑.shp", DLMC=["水田" * 20] * 16)
    table, whole = path.with_suffix(".dbf"), ("水田" * 20).encode("gbk")
    table.write_bytes(table.read_bytes().replace(whole, b"x" + whole[:-1], 1))
    return "shares", path


def alias(folder):
    frame = base().rename(columns={"TBMJ": "图斑面积"})
    pyogrio.write_dataframe(frame, folder / "a.gpkg")
    return "shares", folder / "a.gpkg"


def numbers_for_ids(folder):
    return "shares", layer(folder, BSM=list(range(16)))


def numbers_for_classes(folder):
    return "shares", layer(folder, DLBM=[101] * 8 + [702] * 4 + [1101] * 4)


def wide_codes(folder):
    plots = gpd.GeoDataFrame(
        {"XIAO_BAN": ["1", "2"], "DI_LEI": ["１１１０", "1110"], "LD_QS": ["10", "20"], "MIAN_JI": [1.0, 1.0]},
        geometry=list(base().geometry[:2]), crs=4527,
    )  # fmt: skip
    pyogrio.write_dataframe(plots, folder / "小班.gpkg")
    return "forest", folder / "小班.gpkg"


def wells(folder, at, value, column, put=put_xlsx, header=HEADER, **how):
    rows = [list(header), *[list(well) for well in WELLS]]
    rows[at][column] = value
    return "wells", put(folder, rows, **how)


def long_names(folder):
    pyogrio.write_dataframe(base().rename(columns={"DLMC": "land_class_name"}), folder / "长名.gpkg")
    return "convert", folder / "长名.gpkg", folder / "短名.shp"


def open_ring(folder):
    path = folder / "界址点.txt"
    path.write_text(text_of([Written()], Style(closed=False)), "gbk")
    return "convert", path, folder / "地块.gpkg"


def wide_land_class(folder):
    path = folder / "界址点.txt"
    path.write_text(text_of([Written(land_class="０６０１")]), "gbk")
    return "convert", path, folder / "地块.gpkg"


def other_word(folder):
    table = put_csv(folder, [["案件编号", "违法面积（亩）", "整改状态"], ["W1", 1, "整改到位"]], name="违法用地.csv")
    head = '[district]\nname = "西青区"\ncode = "120111"\nyear = 2022\n'
    text = f'{head}[layers.parcels]\npath = "a.gpkg"\n[ledgers.illegal_land]\npath = "{table.name}"\nyear = 2022\n'
    (folder / "区县.toml").write_text(text, "utf-8")
    return "ledgers", folder / "区县.toml"


def merged_downwards(folder):
    rows = [[*HEADER, "热储层"], *[[*well, "馆陶组" if i == 0 else None] for i, well in enumerate(WELLS)]]
    return "wells", put_xlsx(folder, rows, merge=("H2:H4",))


def points(folder):
    frame = gpd.GeoDataFrame(
        {"井号": ["DR-01"], "井别": ["开采"], "经度": [117.2], "纬度": [39.0]},
        geometry=shapely.points([[39505000.0, 4322000.0]]),
        crs=4527,
    )
    pyogrio.write_dataframe(frame, folder / "井.gpkg")
    return "wells", folder / "井.gpkg"


def plane_places(folder):
    rows = [["井号", "井别", "X坐标", "Y坐标"], ["DR-01", "开采", 4322000.0, 39505000.0]]
    return "wells", put_csv(folder, rows), "--crs", "EPSG:4527"


def dates(folder):
    frame = base(GXSJ=pd.to_datetime(["2022-12-31"] * 16))
    pyogrio.write_dataframe(frame, folder / "更新.gpkg")
    return "convert", folder / "更新.gpkg", folder / "更新.shp"


def blanks(folder):
    pyogrio.write_dataframe(base(BZ=[" 备注"] * 16), folder / "空格.gpkg")
    return "convert", folder / "空格.gpkg", folder / "空格.shp"


CASES = {
    "DATE_AS_TEXT": dates,
    "BLANKS_LOST": blanks,
    "ENCODING_GUESSED": lying_cpg,
    "TEXT_AT_WIDTH": cut_texts,
    "FIELD_ALIAS": alias,
    "CODE_TYPE": numbers_for_ids,
    "CODE_ZERO_PADDED": numbers_for_classes,
    "CODE_WIDE": wide_codes,
    "CODE_WIDE 界址点": wide_land_class,
    "RING_CLOSED": open_ring,
    "FIELD_TRUNCATED": long_names,
    "EMPTY_MARK": lambda folder: wells(folder, 1, "—", 2),
    "NUMBER_TEXT": lambda folder: wells(folder, 1, "２６１４．６", 2),
    "UNIT_CONVERTED": lambda folder: wells(folder, 1, "152900 m³", 3),
    "DMS": lambda folder: wells(folder, 1, "117°0′53.64″", 5),
    "CHOICE_ALIAS": other_word,
    "CELL_MERGED": merged_downwards,
    "COORD_FROM_SHAPE": points,
    "CRS_PROJECTED": plane_places,
}


def repairs_of(answer):
    return {repair["code"] for one in json.loads(answer.out)["inputs"] for repair in one["repairs"]}


@pytest.mark.parametrize("name", CASES)
def test_a_repair_is_logged_and_with_strict_it_is_an_error(folder, name):
    code = name.split()[0]
    command = CASES[name](folder)
    if command[0] == "convert":
        answer = run(*command, "--strict", "--lang", "zh")
        assert not Path(command[2]).exists()
    else:
        answer = run(*command, "--strict", "--lang", "zh")
    assert answer.code == 65, answer.out + answer.err
    assert f" {code}" in answer.err
    assert "--strict" in answer.err
    if command[0] == "convert":
        answer = run(*command)
        assert (answer.code, code in answer.err) == (0, True), answer.err
    else:
        answer = run(*command, "--format", "json")
        assert answer.code == 0, answer.err
        assert code in repairs_of(answer)
    accepted = run(*command, "--strict", "--accept", code, *(["--force"] if command[0] == "convert" else []))
    assert f"{code} file" not in accepted.err


def test_all_repairs_of_an_input_are_named_at_once(folder):
    path = layer(folder, DLBM=[101] * 8 + [702] * 4 + [1101] * 4, BSM=list(range(16)))
    answer = run("shares", path, "--strict", "--lang", "zh")
    assert (answer.code, "CODE_TYPE" in answer.err, "CODE_ZERO_PADDED" in answer.err) == (65, True, True)


def test_every_repair_natres_knows_is_tried_here():
    """A new repair comes with its case."""
    known = set()
    for path in Path("src/natres").rglob("*.py"):
        text = path.read_text("utf-8")
        known |= set(re.findall(r'(?:Repair|repaired|\.repair)\(\s*"([A-Z_]+)"', text))
        known |= set(re.findall(r'repair(?:=|: str = | = )"([A-Z_]+)"', text))
    assert known - {name.split()[0] for name in CASES} <= {"DATE_SERIAL"}
    assert len(known) > 10
