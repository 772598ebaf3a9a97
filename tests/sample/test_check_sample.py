"""The independent check of an invented district passes it, and fails a district that was tampered with."""

import importlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import natres

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
command: Any = importlib.import_module("check_sample.command")
folder_module: Any = importlib.import_module("check_sample.folder")
outcome_module: Any = importlib.import_module("check_sample.outcome")

PARCELS = 1000
TARGETS = ("report", "random")
NAMES = [name for name, _ in command.all_checks(folder_module.Folder(ROOT), overlay=True)]


@cache
def sample(targets: str) -> Path:
    place = Path(mkdtemp()) / "示例 sample"
    natres.make_sample(place, parcels=PARCELS, seed=1, targets=targets)
    return place


@cache
def outcomes(targets: str) -> dict[str, Any]:
    return {o.name: o for o in command.run(folder_module.Folder(sample(targets)), overlay=True)}


@pytest.fixture(scope="module", autouse=True)
def no_folders_left():
    yield
    if sample.cache_info().currsize:
        for targets in TARGETS:
            shutil.rmtree(sample(targets).parent, ignore_errors=True)


@pytest.mark.parametrize("targets", TARGETS)
@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_district_passes(name, targets):
    outcome = outcomes(targets)[name]
    assert not outcome.problems, f"{targets}: {outcome}"


@pytest.mark.parametrize("targets", TARGETS)
def test_sizes_and_vertices_are_printed_beside_their_targets(targets):
    lines = [note for name in ("size.areas 2022", "size.vertices 2022") for note in outcomes(targets)[name].notes]
    sys.stdout.write("\n".join([f"\n{targets}, {PARCELS} parcels:", *lines]) + "\n")
    assert all(f"p{q} " in lines[0] for q in (0, 1, 5, 25, 50, 75, 95, 99, 100))
    assert "(~22)" in lines[1]
    assert "parcels with holes" in lines[2]


def test_the_command_counts_what_passed_and_ends_with_1_on_any_failure(capsys, tmp_path):
    place = tmp_path / "copy"
    shutil.copytree(sample("report"), place)
    (place / "README.md").write_text("natres sample", encoding="utf-8")
    assert command.main([str(place), "--quick"]) == 1
    said = capsys.readouterr().out
    assert "FAIL  side.marks" in said
    assert said.rstrip().endswith("checks passed")


def test_nothing_of_natres_is_imported():
    code = "import sys; sys.path.insert(0, 'tools'); import check_sample.command; print('natres' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def parcels_but(
    change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame | None], year: int = 2022, targets: str = "report"
) -> Any:
    """A folder whose parcels were changed in memory."""
    folder = folder_module.Folder(sample(targets))
    frame = folder.parcels(year).frame.copy()
    changed = change(frame)
    folder.tables[year] = folder_module.Parcels(frame if changed is None else changed, year)
    return folder


def run_one(folder: Any, name: str) -> Any:
    outcome = outcome_module.Outcome(name)
    dict(command.all_checks(folder, overlay=True))[name](outcome)
    return outcome


def row_of(frame: gpd.GeoDataFrame, *classes: str) -> int:
    """The largest parcel of one of some classes, without holes."""
    whole = shapely.get_num_interior_rings(frame.geometry.values) == 0
    return int(frame["TBMJ"].where(frame["DLBM"].isin(classes) & whole, 0).idxmax())


def move_a_vertex(frame):
    row = row_of(frame, "0102")
    points = shapely.get_coordinates(frame.geometry[row]).copy()
    points[2] += (0.001, 0.0)
    frame.loc[[row], "geometry"] = gpd.GeoSeries([shapely.Polygon(points)], index=[row], crs=frame.crs)


def move_off_the_grid(frame):
    row = row_of(frame, "0102")
    points = shapely.get_coordinates(frame.geometry[row]).copy()
    points[2] += (0.0004, 0.0)
    frame.loc[[row], "geometry"] = gpd.GeoSeries([shapely.Polygon(points)], index=[row], crs=frame.crs)


def add_a_point_on_an_edge(frame):
    row = row_of(frame, "0102")
    points = shapely.get_coordinates(frame.geometry[row])
    points = np.insert(points, 1, points[:2].mean(axis=0).round(3), axis=0)
    frame.loc[[row], "geometry"] = gpd.GeoSeries([shapely.Polygon(points)], index=[row], crs=frame.crs)


def drop_a_parcel(frame):
    return frame.drop(index=row_of(frame, "1202", "0201"))


def to_two_parts(frame):
    row = row_of(frame, "0102")
    west, south, east, north = frame.geometry[row].bounds
    left = shapely.intersection(frame.geometry[row], shapely.box(west, south, (west + east) / 2, north))
    parts = shapely.MultiPolygon([*shapely.get_parts(left), shapely.box(east + 1e5, south, east + 2e5, north)])
    frame.loc[[row], "geometry"] = gpd.GeoSeries([parts], index=[row], crs=frame.crs)


def setting(column: str, value: Any, *classes: str) -> Callable[[gpd.GeoDataFrame], None]:
    def change(frame):
        frame.loc[row_of(frame, *(classes or ("0102",))), column] = value

    return change


def one_cent_more(frame):
    frame.loc[row_of(frame, "0102"), ["TBMJ", "TBDLMJ"]] += 0.01


def ten_square_metres_elsewhere(frame):
    place = frame["ZLDWDM"] == frame["ZLDWDM"].mode()[0]
    first, second = frame.index[place][:2]
    frame.loc[first, ["TBMJ", "TBDLMJ"]] += 10
    frame.loc[second, ["TBMJ", "TBDLMJ"]] -= 10


def same_id_twice(frame):
    frame.loc[1, "BSM"] = frame.loc[0, "BSM"]


def same_number_twice(frame):
    place = frame["ZLDWDM"] == frame["ZLDWDM"].mode()[0]
    first, second = frame.index[place][:2]
    frame.loc[second, "TBBH"] = frame.loc[first, "TBBH"]


def into_another_village(frame):
    frame.loc[0, ["ZLDWDM", "ZLDWMC"]] = frame.loc[len(frame) - 1, ["ZLDWDM", "ZLDWMC"]].to_numpy()


def a_false_deduction(frame):
    row = row_of(frame, "0102")
    frame.loc[row, ["KCDLBM", "KCXS", "KCMJ"]] = ["1203", 0.03, round(frame.loc[row, "TBMJ"] * 0.03, 2) + 0.01]
    frame.loc[row, "TBDLMJ"] = round(frame.loc[row, "TBMJ"] - frame.loc[row, "KCMJ"], 2)


def a_small_parcel(frame):
    frame.loc[row_of(frame, "0404"), "TBMJ"] = 599.99


TAMPERED = [
    ("coverage.clean 2022", move_a_vertex, "edges break the coverage"),
    ("coverage.edges 2022", move_a_vertex, "edges used once that are not on the outline"),
    ("coverage.edges 2022", add_a_point_on_an_edge, "edges used once that are not on the outline"),
    ("coverage.clean 2022", drop_a_parcel, "not topologically equal"),
    ("coverage.villages 2022", into_another_village, "villages are not the union"),
    ("coverage.polygons 2022", move_off_the_grid, "off the 1 mm grid"),
    ("coverage.polygons 2022", to_two_parts, "not a Polygon"),
    ("size.areas 2022", a_small_parcel, "below the minimum mapped area"),
    ("fields.ids 2022", same_id_twice, "BSM not unique"),
    ("fields.ids 2022", same_number_twice, "TBBH not unique"),
    ("fields.layout 2022", setting("BSM", "12011100000000001"), "BSM is not 18 digits"),
    ("fields.layout 2022", setting("TBMJ", 50000.123), "more than 2 decimals"),
    ("fields.filled 2022", setting("QSDWMC", ""), "QSDWMC empty"),
    ("fields.codes 2022", setting("DLMC", "旱地"), "DLMC does not match DLBM"),
    ("fields.codes 2022", setting("YSDM", "2001010200"), "YSDM is not"),
    ("fields.codes 2022", setting("QSXZ", "21"), "QSXZ unknown"),
    ("fields.codes 2022", setting("SJNF", 2021), "SJNF is not 2022"),
    ("rules.scope 2022", setting("CZCSXM", "", "0601"), "CZCSXM missing"),
    ("rules.scope 2022", setting("CZCSXM", "202A", "0701"), "202A only for"),
    ("rules.scope 2022", setting("CZCSXM", "203", "1101"), "203 with"),
    ("rules.scope 2022", setting("CZCSXM", "201", "1006"), "201 with"),
    ("rules.scope 2022", setting("CZCSXM", "201", "09"), "204 or 205 elsewhere"),
    ("rules.refined 2022", setting("TBXHDM", "GTGY"), "TBXHDM not for this class"),
    ("rules.refined 2022", setting("ZZSXDM", "LS", "0301"), "ZZSXDM not for this class"),
    ("rules.deduction 2022", a_false_deduction, "KCMJ is not TBMJ × KCXS"),
    ("rules.deduction 2022", setting("KCDLBM", "1203", "0601"), "KCDLBM without cropland"),
    ("rules.cropland 2022", setting("GDDB", 16), "GDDB outside"),
    ("rules.cropland 2022", setting("GDPDJB", "1", "0301"), "without cropland"),
    ("rules.owners 2022", setting("QSXZ", "30", "1101"), "not of the state"),
    ("rules.widths 2022", setting("XZDWKD", 3.0, "1003"), "far from the width"),
    ("areas.closed 2022", one_cent_more, "ΣTBMJ against DCMJ by ZLDWDM"),
    ("areas.measured 2022", ten_square_metres_elsewhere, "TBMJ is not the ellipsoidal area"),
    ("figures.land", setting("DLBM", "0701", "0102"), "construction, km²"),
    ("truth.land", one_cent_more, "classes"),
    ("truth.units", into_another_village, "village: control_area_m2"),
    ("change.closes", setting("DLBM", "0103"), "declared_m2 of 2022"),
    ("change.matrix", setting("DLBM", "0103"), "planar_m2"),
    ("change.overlay", setting("DLBM", "0103"), "planar_m2"),
]


@pytest.mark.parametrize(
    ("name", "change", "words"), TAMPERED, ids=[f"{name}-{i}" for i, (name, *_) in enumerate(TAMPERED)]
)
def test_a_tampered_table_fails_the_named_check(name, change, words):
    outcome = run_one(parcels_but(change), name)
    assert any(words in problem for problem in outcome.problems), str(outcome)


def test_ids_kept_from_the_year_before_are_found():
    folder = folder_module.Folder(sample("report"))
    old = folder.parcels(2021).frame["BSM"]
    tampered = parcels_but(lambda frame: frame.__setitem__("BSM", old.reindex(frame.index)))
    assert any("BSM in both years" in problem for problem in run_one(tampered, "change.tables").problems)


def own_scopes(folder: Any) -> gpd.GeoDataFrame:
    """Settlement scopes by the rules: what touches and has one code, with the sum of its parcels."""
    parcels = folder.parcels(2022)
    rows = []
    for code, group in parcels.frame.groupby(parcels.text("CZCSXM").replace("", np.nan)):
        union = shapely.coverage_union_all(group.geometry.to_numpy())
        points = shapely.point_on_surface(group.geometry.to_numpy())
        for part in shapely.get_parts(union):
            inside = shapely.contains(part, points)
            number = {"201": "120111" + "0" * 13, "202": "120111001" + "0" * 10}.get(code[:3], "120111001201" + "0" * 7)
            rows.append((code, number, "示例", round(group["TBMJ"].to_numpy()[inside].sum(), 2), part))
    frame = pd.DataFrame(rows, columns=["CZCLX", "CZCDM", "CZCMC", "CZCMJ", "geometry"])
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=parcels.frame.crs)


def scopes_but(change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame | None], *, whole: bool = False) -> Any:
    folder = folder_module.Folder(sample("report"))
    layer = own_scopes(folder)
    if whole:
        layer = layer[shapely.get_num_interior_rings(layer.geometry.values) == 0].reset_index(drop=True)
    changed = change(layer)
    folder.__dict__["scopes"] = layer if changed is None else changed
    return folder


def punch(layer):
    row = int(layer.area.idxmax())
    hole = layer.geometry[row].representative_point().buffer(1).exterior
    holed = shapely.Polygon(layer.geometry[row].exterior, [hole.coords])
    layer.loc[[row], "geometry"] = gpd.GeoSeries([holed], index=[row], crs=layer.crs)


def off_the_edges(layer):
    layer.loc[[0], "geometry"] = layer.geometry[:1].buffer(0.5)


def other_code(layer):
    layer.loc[layer.index[layer["CZCLX"] == "201"][0], ["CZCLX", "CZCDM"]] = ["202", "1201110010010000000"]


def a_cent_less(layer):
    layer.loc[0, "CZCMJ"] -= 0.01


@pytest.mark.parametrize("name", ["scopes.shapes", "scopes.codes", "scopes.contents"])
def test_scopes_by_the_rules_pass(name):
    outcome = run_one(scopes_but(lambda layer: None, whole=name == "scopes.shapes"), name)
    assert not outcome.problems, str(outcome)


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("scopes.shapes", punch, "a hole"),
        ("scopes.shapes", off_the_edges, "edges that are no parcel's"),
        ("scopes.codes", other_code, "202 with digits"),
        ("scopes.contents", other_code, "in a scope of another code"),
        ("scopes.contents", a_cent_less, "CZCMJ is not the sum"),
        ("scopes.contents", lambda layer: layer.iloc[1:].reset_index(drop=True), "in no scope"),
    ],
)
def test_tampered_scopes_fail_the_named_check(name, change, words):
    outcome = run_one(scopes_but(change, whole=name == "scopes.shapes"), name)
    assert any(words in problem for problem in outcome.problems), str(outcome)


def other_file(attribute: str, change: Callable[[Any], None]) -> Any:
    folder = folder_module.Folder(sample("report"))
    changed = getattr(folder, attribute).copy()
    change(changed)
    folder.__dict__[attribute] = changed
    return folder


@pytest.mark.parametrize(
    ("name", "attribute", "change", "words"),
    [
        ("forest.areas", "plots", lambda f: f.__setitem__("MIAN_JI", f["MIAN_JI"] + 0.0002), "MIAN_JI is not"),
        ("figures.forest", "plots", lambda f: f.__setitem__("LD_QS", "10"), "collective, ha"),
        ("truth.forest", "plots", lambda f: f.__setitem__("DI_LEI", "0111"), "by class"),
        ("forest.codes", "plots", lambda f: f.__setitem__("DI_LEI", "0300"), "DI_LEI unknown"),
        ("forest.shapes", "plots", lambda f: f.__setitem__("geometry", f.buffer(1)), "pairs overlap"),
        ("wells.cases", "wells", lambda f: f.__setitem__("尾水温度_℃", 30.0), "no tail water"),
        ("wells.places", "wells", lambda f: f.__setitem__("纬度", f["纬度"] + 1), "outside their town"),
        ("figures.wells", "rights", lambda f: f.__setitem__("类型", "采矿权"), "wells and rights"),
        ("areas.closed 2022", "towns", lambda f: f.__setitem__("DCMJ", f["DCMJ"] + 0.01), "by XZQDM"),
        ("units.nested", "villages", lambda f: f.__setitem__("DCMJ", f["DCMJ"] + 0.01), "ΣDCMJ"),
        ("units.clean", "towns", lambda f: f.__setitem__("geometry", f.buffer(0.5)), "coverage_is_valid"),
    ],
)
def test_another_tampered_file_fails_the_named_check(name, attribute, change, words):
    outcome = run_one(other_file(attribute, change), name)
    assert any(words in problem for problem in outcome.problems), str(outcome)


def with_text(place: Path, path: str, change: Callable[[str], str], encoding: str = "utf-8") -> Any:
    """A copy of the folder in which the text of one file was changed."""
    shutil.copytree(sample("report"), place)
    text = (place / path).read_bytes().decode(encoding)
    changed = change(text)
    assert changed != text
    (place / path).write_bytes(changed.encode(encoding))
    return folder_module.Folder(place)


def in_first_row(column: str, value: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        lines = text.split("\r\n")
        cells = lines[1].split(",")
        cells[lines[0].lstrip("\ufeff").split(",").index(column)] = value
        return "\r\n".join([lines[0], ",".join(cells), *lines[2:]])

    return change


CASES, WOODS, TOML = "ledgers/违法用地台账.csv", "ledgers/新增造林台账.csv", "xiqing.toml"
RESULTS = "accounts/results_2021.json"


@pytest.mark.parametrize(
    ("name", "path", "encoding", "change", "words"),
    [
        ("ledgers.report", CASES, "GBK", in_first_row("违法面积（亩）", "999.99"), "protection"),
        ("ledgers.sums", CASES, "GBK", in_first_row("违法面积（亩）", "999.99"), "illegal_land: sums"),
        ("ledgers.published", CASES, "GBK", in_first_row("违法面积（亩）", "999.99"), "illegal_area"),
        ("ledgers.arithmetic", CASES, "GBK", in_first_row("其中耕地（亩）", "999.99"), "more cropland"),
        ("ledgers.arithmetic", CASES, "GBK", in_first_row("结案日期", "2022-01-01"), "closed before"),
        ("ledgers.layout", CASES, "GBK", in_first_row("整改状态", "整改"), "values of state"),
        ("ledgers.layout", CASES, "GBK", in_first_row("立案日期", "2021-12-31"), "dates outside"),
        ("ledgers.layout", WOODS, "utf-8", in_first_row("备注", ""), "do not say that they are invented"),
        ("ledgers.places", WOODS, "utf-8", in_first_row("所在镇街", "某镇"), "towns unknown"),
        ("ledgers.places", WOODS, "utf-8", in_first_row("纬度", "38.5"), "on no parcel"),
        ("stocks.water", TOML, "utf-8", lambda t: t.replace('total = "0.6457亿', 'total = "0.6458亿'), "sum of the"),
        ("stocks.inspections", TOML, "utf-8", lambda t: t.replace("inspected = 34", "inspected = 36"), "quarter 3"),
        ("stocks.heat", TOML, "utf-8", lambda t: t.replace('"482.846"', '"482.847"'), "in all"),
        ("stocks.report", "truth.json", "utf-8", lambda t: t.replace('j": "472354', 'j": "472364'), "does not print"),
        ("stocks.accounts", RESULTS, "utf-8", lambda t: t.replace('"closing": ', '"closing": 1'), "last year's"),
        ("stocks.accounts", TOML, "utf-8", lambda t: t.replace('inflow = "', 'inflow = "1'), "water: closing"),
        ("stocks.land", RESULTS, "utf-8", lambda t: t.replace('"closing_m2": ', '"closing_m2": 1'), "closings of"),
        ("wells.heat", "truth.json", "utf-8", lambda t: t.replace('heat_used_j": "', 'heat_used_j": "1'), "used_j"),
        ("truth.stands", "truth.json", "utf-8", lambda t: t.replace('stock_m3": "', 'stock_m3": "1'), "stock"),
    ],
)
def test_a_tampered_text_fails_the_named_check(tmp_path, name, path, encoding, change, words):
    outcome = run_one(with_text(tmp_path / "示例", path, change, encoding), name)
    assert any(words in problem for problem in outcome.problems), str(outcome)
