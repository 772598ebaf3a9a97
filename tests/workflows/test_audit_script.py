"""The script that recomputes a report, run in DuckDB, against natres and against the generator's own truth."""

import json
import shutil
from decimal import Decimal
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from natres.workflows import make_sample
from tests.duck import run_script
from tests.many import times

from .command import run

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"

#: Two parcels of each town: code, owner, settlement code, unit, ridge ratio.
ROWS = [
    ("0101", "30", "", "120111101201", 0.05),
    ("0303", "10", "", "120111101201", 0.0),
    ("0602", "20", "204", "120111101201", 0.0),
    ("0701", "30", "203", "120111102201", 0.0),
    ("1101", "10", "", "120111102201", 0.0),
    ("0103", "40", "203", "120111102201", 0.0333),
]


def parcels(**more) -> gpd.GeoDataFrame:
    """Six parcels of 100 m by 130 m, with the fields of the survey."""
    shapes = [shapely.box(39505000 + 100 * i, 4322000, 39505100 + 100 * i, 4322130) for i in range(len(ROWS))]
    frame = gpd.GeoDataFrame(ROWS, columns=["DLBM", "QSXZ", "CZCSXM", "ZLDWDM", "KCXS"], geometry=shapes, crs=4527)
    frame.insert(0, "BSM", [f"1201110000000{i:05d}" for i in range(len(frame))])
    frame["TBMJ"] = [12999.98, 13000.01, 13000.0, 13000.0, 12999.99, 13000.02]
    frame["KCDLBM"] = ["1203" if ratio else "" for ratio in frame["KCXS"]]
    frame["KCMJ"] = (frame["TBMJ"] * frame["KCXS"]).round(2)
    frame["TBDLMJ"] = (frame["TBMJ"] - frame["KCMJ"]).round(2)
    frame["ZLDWDM"] = frame["ZLDWDM"] + "0000000"
    return gpd.GeoDataFrame(frame.assign(**more), crs=4527)


def district(folder: Path, layer: str, extra: str = "", name: str = "示例区", head: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "区县.toml"
    text = f"""[district]
name = "{name}"
code = "120111"
year = 2022
{head}
[layers.parcels]
{layer}
{extra}
"""
    path.write_text(text, "utf-8")
    return path


QUOTA = """
[[quotas]]
key = "urban_rural_construction"
label = "规模"
measure = "urban_rural_construction"
kind = "ceiling"
limit_km2 = "0.0135"
"""


def audited(path: Path, *options: str):
    """Write the script beside the district file and run it."""
    script = path.with_name("复核.sql")
    answer = run("verify", path, "--sql", script, "--force", *options)
    assert answer.code == 0, answer.err
    return run_script(script)


def against_truth(compared, truth):
    """Every figure the generator knows is what the script recomputed, to the last digit."""
    found = compared.value
    assert found("rows.parcels") == str(truth["parcels"])
    assert found("land.control") == found("land.measured") == truth["control_area_m2"]
    for key, group in truth["groups"].items():
        assert found(f"group.{key}") == group["area_m2"]
        assert abs(Decimal(found(f"share.{key}")) - Decimal(group["share"])) < Decimal("0.01")
    mains = {key.removeprefix("main."): row["recomputed"] for key, row in compared.figures.items() if "main." in key}
    assert mains == truth["main_classes"]
    for owner, groups in truth["ownership"].items():
        assert {g: found(f"owner.{owner}.{g}") for g in groups} == groups
    assert {key: found(f"measure.{key}") for key in truth["measures"]} == truth["measures"]
    towns = {code: unit for code, unit in truth["units"].items() if unit["level"] == "town"}
    assert {code: found(f"unit.{code}") for code in towns} == {c: u["control_area_m2"] for c, u in towns.items()}
    verdict = found("quota.urban_rural_construction.verdict")
    assert (verdict in ("已突破", "exceeded")) == truth["quota"]["exceeded"]
    limit = Decimal(truth["quota"]["limit_km2"]) * 1_000_000
    margin = limit - Decimal(truth["measures"]["urban_rural_construction"])
    assert Decimal(found("quota.urban_rural_construction.margin")) == margin
    forest = truth["forest"]
    in_ha = {"total": forest["total_ha"]}
    in_ha |= {f"class.{key}": value for key, value in forest["by_class"].items()}
    in_ha |= {f"tenure.{key}": value for key, value in forest["by_tenure"].items()}
    for key, hectares in in_ha.items():
        assert Decimal(found(f"forest.{key}")) == Decimal(hectares) * 10_000, key
    wells = truth["wells"]
    assert {key: int(found(f"wells.{key}")) for key in wells["counts"]} == wells["counts"]
    for reservoir, volumes in wells["reinjection"].items():
        assert Decimal(found(f"produced.{reservoir}")) == Decimal(volumes["produced_m3"])
        assert Decimal(found(f"reinjected.{reservoir}")) == Decimal(volumes["reinjected_m3"])


@pytest.fixture(scope="module")
def committed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("复核")
    shutil.copytree(DATA, folder / "data")
    return folder, audited(folder / "data" / "xiqing.toml")


def test_the_committed_sample_agrees_in_every_figure_and_with_the_generator(committed):
    _, compared = committed
    assert compared.differing() == set()
    assert len(compared.figures) > 90
    against_truth(compared, json.loads((DATA / "truth.json").read_text("utf-8")))
    assert compared.connection.execute("SELECT count(*) FROM odd_parcels").fetchone() == (0,)


def test_shapes_give_the_same_areas_by_another_formula_within_a_metre_per_square_kilometre(committed):
    _, compared = committed
    row = compared.figures["shape.survey"]
    assert row["recomputed"] != row["natres"]
    assert abs(row["difference"]) < 5
    assert row["tolerance"] < 1000


@pytest.mark.parametrize("seed", times([5, 23], [23]))
def test_a_random_sample_agrees_with_the_generator(tmp_path, seed):
    folder = make_sample(tmp_path / "样例", parcels=3000, seed=seed, targets="random").folder
    assert folder is not None
    (path,) = folder.glob("*.toml")
    compared = audited(path, "--lang", "en")
    assert compared.differing() == set()
    against_truth(compared, json.loads((folder / "truth.json").read_text("utf-8")))


def test_a_parcel_area_changed_after_the_run_shows_in_every_figure_it_enters(committed, tmp_path):
    folder, _ = committed
    data = tmp_path / "改动"
    shutil.copytree(folder / "data", data)
    layer = data / "landuse" / "parcels_2022.parquet"
    frame = gpd.read_parquet(layer)
    place = int(frame.index[(frame["DLBM"] == "0702") & (frame["CZCSXM"] == "203") & (frame["KCMJ"] == 0)][0])
    frame.loc[place, ["TBMJ", "TBDLMJ"]] += 0.01
    frame.to_parquet(layer)
    script = data / "复核.sql"
    text = script.read_text("utf-8").replace((folder / "data").as_posix(), data.as_posix())
    script.write_text(text, "utf-8")
    compared = run_script(script)
    town = f"unit.{frame.loc[place, 'ZLDWDM'][:9]}"
    assert {"land.measured", "land.residual", "group.construction", "main.07", town} <= compared.differing()
    assert {"measure.urban_rural_construction", "quota.urban_rural_construction.margin"} <= compared.differing()
    assert sum(key.endswith(".sha256") for key in compared.differing()) == 1
    assert "group.unused" not in compared.differing()
    assert compared.figures["land.measured"]["difference"] == Decimal("0.01")


def test_a_parcel_whose_declared_area_is_not_that_of_its_shape_is_listed(tmp_path):
    frame = parcels()
    frame.loc[3, ["TBMJ", "TBDLMJ"]] = 13500.0
    frame.to_parquet(tmp_path / "a.parquet")
    compared = audited(district(tmp_path, 'path = "a.parquet"'), "--area", "declared")
    assert compared.figures["land.measured"]["verdict"] == "一致"
    listed = compared.connection.execute("SELECT parcel_id, round(difference_m2) FROM odd_parcels").fetchall()
    assert listed == [(frame.loc[3, "BSM"], 500.0)]
    assert compared.figures["shape.measured"]["verdict"] == "不一致"


@pytest.mark.parametrize("form", ["gpkg", "geojson", "shp", "parquet"])
def test_every_format_is_read_by_the_script_as_natres_reads_it(tmp_path, form):
    folder = tmp_path / "数 据's [1]"
    folder.mkdir()
    frame, layer = parcels(), ""
    if form == "gpkg":
        frame.iloc[:1].to_file(folder / "图斑.gpkg", layer="别的")
        frame.to_file(folder / "图斑.gpkg", layer="DLTB'一")
        layer = 'layer = "DLTB\'一"'
    elif form == "parquet":
        frame.rename_geometry("形状").to_parquet(folder / "图斑.parquet")
    elif form == "geojson":
        frame.to_crs(4490).to_file(folder / "图斑.geojson", driver="GeoJSON")
    else:
        frame.to_file(folder / "图斑.shp", encoding="UTF-8")
    compared = audited(district(folder, f'path = "图斑.{form}"\n{layer}', QUOTA))
    assert compared.differing() == set()
    assert compared.value("land.measured") == "78000.00"
    assert compared.value("main.00") == "13000.01"
    assert compared.value("main.12") == "1082.90"  # the ridges of two parcels: 650.00 and 432.90
    assert compared.value("quota.urban_rural_construction.actual") == "13000.00"


def test_a_gbk_shapefile_with_field_names_of_its_own_in_a_chinese_folder_agrees(tmp_path):
    own = {"BSM": "编号", "DLBM": "地类", "QSXZ": "权属", "CZCSXM": "城镇码", "ZLDWDM": "坐落", "TBMJ": "面积m2"}
    frame = parcels(备注="国有水田、鱼塘").rename(columns=own)
    folder = tmp_path / "调查成果 二〇二二"
    folder.mkdir()
    frame.to_file(folder / "地类图斑.shp", encoding="GBK")
    (folder / "地类图斑.cpg").unlink(missing_ok=True)
    columns = ("parcel_id", "land_class", "ownership_type", "settlement_code", "unit_code", "declared_area_m2")
    fields = ", ".join(f'{column} = "{name}"' for column, name in zip(columns, own.values(), strict=True))
    path = district(folder, f'path = "地类图斑.shp"\nfields = {{ {fields} }}', QUOTA, head="")
    compared = audited(path)
    assert compared.differing() == set()
    assert compared.value("owner.collective.construction") == "13000.00"
    assert compared.value("main.01") == "24917.10"
    script = path.with_name("复核.sql").read_text("utf-8")
    assert 'code("地类") AS code_in_file' in script
    assert "ENCODING=ISO-8859-1" in script


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig", "utf-8", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_registers_in_any_encoding_and_delimiter_are_counted_alike(tmp_path, encoding, delimiter):
    parcels().to_parquet(tmp_path / "a.parquet")
    wells = [
        ["井号", "井别", "热储层", "年开采量_万m3", "年回灌量_万m3", ""],
        ["甲1", " 开采 ", "雾迷山组", "12.34", "", ""],
        ["甲2", "回灌", "雾迷山组", "", "11.1", ""],
        ["甲3", "Production", "“奥陶、系”", "0.01", "", ""],
        ["甲4", "观测井", "", "", "", ""],
        ["", "", "", "", "", ""],
        ["甲5", "废弃", "雾迷山组", "", "", ""],
        ["甲6", "回灌", "Jxw", "", "1", ""],
        ["甲7", "回灌", "　雾　迷山组 （Jxw）　", "", "1", ""],
        ["甲8", "回灌", "沙 三 段", "", "1", ""],
        ["甲9", "回灌", "沙三（段）", "", "1", ""],
    ]
    rights = [["许可证号", "类型"], ["C1", "采矿权"], ["T1", "探矿权"], ["T2", "探矿权"]]
    for name, rows in (("井.csv", wells), ("权.csv", rights)):
        text = "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"
        (tmp_path / name).write_bytes(text.encode(encoding))
    extra = '[layers.wells]\npath = "井.csv"\n[layers.rights]\npath = "权.csv"\n'
    compared = audited(district(tmp_path, 'path = "a.parquet"', extra))
    assert compared.differing() == set()
    keys = ("production", "reinjection", "observation", "mining_rights", "exploration_rights")
    assert [compared.value(f"wells.{key}") for key in keys] == ["2", "5", "1", "1", "2"]
    assert compared.value("produced.雾迷山组") == "123400.00"
    assert compared.value("reinjected.雾迷山组") == "131000.00"
    assert compared.value("reinjected.沙三段") == "20000.00"
    assert compared.value("produced.“奥陶、系”") == "100.00"


def test_codes_stored_as_numbers_get_their_lost_zero_back_in_the_script_too(tmp_path):
    frame = parcels().assign(DLBM=[101, 303, 602, 701, 1101, 103], QSXZ=[30, 10, 20, 30, 10, 40])
    frame.to_parquet(tmp_path / "a.parquet")
    compared = audited(district(tmp_path, 'path = "a.parquet"'))
    assert compared.differing() == set()
    assert compared.value("main.00") == "13000.01"
    assert "group.unclassified" not in compared.figures
    assert "'0' || code_in_file" in (tmp_path / "复核.sql").read_text("utf-8")


@pytest.mark.parametrize("kind", ["survey", "geodesic", "planar"])
def test_areas_of_shapes_agree_within_the_stated_tolerance(tmp_path, kind):
    frame = parcels()
    frame.to_parquet(tmp_path / "a.parquet")
    compared = audited(district(tmp_path, 'path = "a.parquet"', QUOTA), "--area", kind)
    assert compared.differing() == set()
    assert 0 < compared.figures["land.measured"]["tolerance"] < 2
    assert compared.value("declared.total") == "78000.00"
    ridges = 13000 * (0.05 + 0.0333)
    assert float(compared.value("main.12")) == pytest.approx(ridges, abs=0.1)


def test_a_layer_without_declared_areas_is_measured_from_its_shapes(tmp_path):
    bare = parcels()[["BSM", "DLBM", "ZLDWDM", "geometry"]]
    bare.to_parquet(tmp_path / "a.parquet")
    compared = audited(district(tmp_path, 'path = "a.parquet"'))
    assert compared.differing() == set()
    assert "measure.construction" in compared.figures
    assert "measure.urban_rural_construction" not in compared.figures
    assert "不可计算" in (tmp_path / "复核.sql").read_text("utf-8")


def test_a_classification_of_ones_own_brings_its_own_groups(tmp_path):
    frame = parcels().assign(DLBM=["W1", "W1", "F", "F", "W", "F"], KCDLBM="", KCXS=0.0, KCMJ=0.0)
    frame["TBDLMJ"] = frame["TBMJ"]
    frame.to_parquet(tmp_path / "a.parquet")
    rows = ["code,name,parent,group", "W,Water,,blue's", "W1,River,W,", "F,Forest,,green"]
    (tmp_path / "mine.csv").write_text("\n".join(rows), "utf-8")
    compared = audited(district(tmp_path, 'path = "a.parquet"', head='scheme = "mine.csv"'))
    assert compared.differing() == set()
    assert compared.value("group.blue's") == "38999.98"
    assert compared.value("main.W") == "38999.98"
    assert not any(key.startswith(("owner.", "measure.")) for key in compared.figures)


def test_accepted_codes_stand_as_unclassified_on_both_sides(tmp_path):
    frame = parcels()
    frame.loc[4, "DLBM"] = "9999"
    frame.to_parquet(tmp_path / "a.parquet")
    compared = audited(district(tmp_path, 'path = "a.parquet"'), "--accept", "CODE_UNKNOWN")
    assert compared.differing() == set()
    assert compared.value("group.unclassified") == compared.value("main.") == "12999.99"


def test_no_word_of_the_inputs_becomes_sql(tmp_path):
    attack = "x'); DROP TABLE natres; --"
    folder = tmp_path / "a'; DROP TABLE parcels; --"
    folder.mkdir()
    parcels().to_parquet(folder / "a.parquet")
    wells = f'井号,井别,热储层,年开采量,年回灌量\nK1,开采,"{attack}\nSELECT 1;",1,\n'
    (folder / "w.csv").write_bytes(wells.encode())
    extra = QUOTA.replace('"规模"', '"""规模\nDROP TABLE natres;\n--"""').replace(
        'key = "urban', f'key = "{attack}urban'
    )
    extra += 'document = """\'\n;DROP TABLE natres;"""\n[layers.wells]\npath = "w.csv"\n'
    # Named by the district, the reservoir keeps its blanks and brackets.
    extra += f'[wells.required_rate]\n"{attack}\\nSELECT 1;" = 0.5\n'
    extra += f'[[units]]\ncode = "120111101"\nname = "{attack}"\nlevel = "town"\n'
    extra += '[[units]]\ncode = "120111102"\nname = "乙"\nlevel = "town"\n'
    compared = audited(district(folder, 'path = "a.parquet"', extra, name=f"区{attack}"))
    assert compared.differing() == set()
    assert compared.value(f"produced.{attack}\nSELECT 1;") == "10000.00"
    assert compared.value("unit.120111101") == "38999.99"
    for line in (folder / "复核.sql").read_text("utf-8").splitlines():
        assert not line.lstrip().startswith(("DROP", ";DROP"))


def test_field_names_that_differ_only_in_case_are_told_apart_by_their_place(tmp_path):
    parcels().assign(dlbm="备查", tbmj=0.0).to_parquet(tmp_path / "a.parquet")
    compared = audited(district(tmp_path, 'path = "a.parquet"'))
    assert compared.differing() == set()
    assert compared.value("land.measured") == "78000.00"


def test_the_script_needs_one_edit_on_another_machine(tmp_path):
    parcels().to_parquet(tmp_path / "a.parquet")
    path = district(tmp_path, 'path = "a.parquet"')
    audited(path)
    script = path.with_name("复核.sql").read_text("utf-8")
    assert script.count(tmp_path.as_posix()) == 1
    assert "import natres" not in script
    assert "INSTALL" not in "".join(line for line in script.splitlines() if not line.startswith("--"))
    moved = tmp_path.with_name(tmp_path.name + "-moved")
    shutil.copytree(tmp_path, moved)
    (moved / "复核.sql").write_text(script.replace(tmp_path.as_posix(), moved.as_posix()), "utf-8")
    shutil.rmtree(tmp_path)
    assert run_script(moved / "复核.sql").differing() == set()


def test_an_existing_script_is_replaced_only_when_forced(tmp_path):
    parcels().to_parquet(tmp_path / "a.parquet")
    path, script = district(tmp_path, 'path = "a.parquet"'), tmp_path / "x.sql"
    script.write_text("mine", "utf-8")
    answer = run("verify", path, "--sql", script)
    assert answer.code == 73
    assert script.read_text("utf-8") == "mine"
    assert run("verify", path, "--sql", script, "--force").code == 0
    assert script.read_text("utf-8").startswith("--")


def test_a_district_file_alone_says_what_else_to_give(tmp_path):
    answer = run("verify", DATA / "xiqing.toml", "--lang", "en")
    assert answer.code == 2
    assert "--sql" in answer.err
    assert "run.json" in answer.err


def test_a_register_that_is_not_there_is_left_out(tmp_path):
    parcels().to_parquet(tmp_path / "a.parquet")
    compared = audited(district(tmp_path, 'path = "a.parquet"'))
    assert not any(key.startswith(("wells.", "forest.", "quota.", "unit.")) for key in compared.figures)
    assert "land.control" not in compared.figures


def test_the_words_of_the_script_are_those_of_the_language(tmp_path):
    parcels().to_parquet(tmp_path / "a.parquet")
    path = district(tmp_path, 'path = "a.parquet"', QUOTA)
    compared = audited(path, "--lang", "en")
    assert compared.figures["land.measured"]["verdict"] == "agrees"
    assert compared.figures["quota.urban_rural_construction.verdict"]["recomputed"] == "near"
    assert "-- Parcels, one a row." in path.with_name("复核.sql").read_text("utf-8")


def test_the_head_names_every_input_with_its_checksum(committed):
    folder, _ = committed
    head = (folder / "data" / "复核.sql").read_text("utf-8").split("SET VARIABLE")[0]
    truth = json.loads((DATA / "run.json").read_text("utf-8"))["outputs"]
    for name in ("landuse/parcels_2022.parquet", "forest/plots_2021.dbf", "geothermal/wells.csv"):
        assert f"-- {name} | " in head
        assert truth[name] in head


LOCAL = (
    'PROJCS["local",GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",'
    'SPHEROID["CGCS2000",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",117.3],'
    'PARAMETER["scale_factor",1],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]'
)


@pytest.mark.parametrize("system", ["EPSG:4490", "EPSG:4326", "EPSG:4548", "EPSG:32650", "EPSG:4526", LOCAL])
@pytest.mark.parametrize("kind", ["survey", "planar"])
def test_shapes_in_any_system_with_holes_and_parts_are_measured_alike(tmp_path, system, kind):
    frame = parcels()
    outer = shapely.box(39505000, 4323000, 39506500, 4324000)
    frame.loc[0, "geometry"] = outer - shapely.box(39505400, 4323400, 39505500, 4323500)
    frame.loc[1, "geometry"] = shapely.union_all([frame.geometry[1], shapely.box(39507000, 4325000, 39507100, 4325200)])
    frame.to_crs(system).to_parquet(tmp_path / "a.parquet")
    head = 'crs = "EPSG:4527"'
    compared = audited(district(tmp_path, 'path = "a.parquet"', head=head), "--area", kind)
    land = {key for key in compared.figures if key.startswith(("land.", "group.", "main."))}
    assert compared.differing() & land == set()
    assert float(compared.value("land.measured")) == pytest.approx(1_500_000 - 10_000 + 20_000 + 13_000 * 5, abs=12)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("control", ["78_000.00", "78000", "7.8e4"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_control_area_is_read_however_the_district_file_is_written(tmp_path, encoding, control, line_end):
    parcels().to_parquet(tmp_path / "a.parquet")
    path = district(tmp_path, 'path = "a.parquet"', head=f"# control_area_m2 = 1.00\ncontrol_area_m2 = {control}")
    path.write_bytes(path.read_text("utf-8").replace("\n", line_end).encode(encoding))
    compared = audited(path)
    assert compared.differing() == set()
    assert compared.value("land.control") == "78000.00"
    assert compared.value("land.residual") == "0.00"


@pytest.mark.parametrize("rule", ["survey", "largest-remainder"])
@pytest.mark.parametrize(
    "towns", [{"120111101": "39000.02", "120111102": "38999.99"}, {"120111101": "", "120111102": "38999.93"}, {}]
)
def test_the_script_closes_parcels_as_the_district_file_asks(tmp_path, rule, towns):
    frame = parcels()
    frame.loc[0, ["KCMJ", "TBDLMJ"]] = [700.0, 12999.98 - 700]  # not that of its ratio: keeps its proportion
    frame.to_file(tmp_path / "图斑.gpkg", layer="DLTB")
    whole = "78000.01" if all(towns.values()) and towns else "78000.05"
    unit = '[[units]]\ncode = "{}"\nname = "镇"\nlevel = "town"\n{}'
    units = "\n".join(unit.format(code, f"control_area_m2 = {area}" if area else "") for code, area in towns.items())
    head = f'control_area_m2 = {whole}\nclosing = "{rule}"'
    path = district(tmp_path, 'path = "图斑.gpkg"\nlayer = "DLTB"', units + QUOTA, head=head)
    compared = audited(path)
    assert compared.differing() == set()
    assert compared.value("land.measured") == whole
    assert all(compared.value(f"unit.{code}") == area for code, area in towns.items() if area)
