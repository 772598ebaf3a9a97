"""Repairs: every repairable case in one layer, in three formats; what changed is logged, and nothing else changed."""

import csv
import json
from decimal import Decimal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from natres.errors import BadData, BadUsage, CannotCreate, OwnFault
from natres.readers.layers.looking import read_plain_layer
from natres.sample import build_sample
from natres.workflows import Options, check, fix_layer
from natres.workflows import fixing as fixing_module

from .command import run

EAST, NORTH = 39_505_000, 4_322_000
REPAIRABLE = {
    "AXIS_SWAPPED", "GEOM_INVALID", "GEOM_RING_DIRECTION", "GEOM_REPEATED", "CODE_WIDE", "CODE_ZERO_PADDED", "SLIVER",
}  # fmt: skip
UNIT = "1201111010010000000"


def at(points, holes=()):
    moved = [[(EAST + x, NORTH + y) for x, y in ring] for ring in (points, *holes)]
    return shapely.Polygon(moved[0], moved[1:])


def box(column, *, x=0.0, width=100.0):
    left = 100 * column + x
    return at([(left, 0), (left, 100), (left + width, 100), (left + width, 0)])


def ring(column, points):
    return [(100 * column + x, y) for x, y in points]


HOLE = [(40, 40), (60, 40), (60, 60), (40, 60)]
SHELL = [(0, 0), (0, 100), (100, 100), (100, 0)]
SPIKE = [(0, 0), (0, 100), (50, 100), (50, 160), (50, 100), (100, 100), (100, 0)]
REPEATED = [(0, 0), (0, 100), (50, 100), (50.00002, 100), (100, 100), (100, 0), (100, 0)]
#: row → shape that can be repaired; the others are whole parcels side by side.
CASES = {
    "whole": box(0),
    "bow_tie": at(ring(1, [(0, 0), (100, 100), (100, 0), (0, 100)])),
    "spike": at(ring(2, SPIKE)),
    "hole_outside": at(ring(3, SHELL), [ring(3, [(40, 300), (60, 300), (60, 320), (40, 320)])]),
    "turned_hole": at(ring(4, SHELL), [ring(4, HOLE[::-1])]),
    "repeated": at(ring(5, REPEATED)),
    "swapped": shapely.transform(box(6), lambda p: p[:, ::-1]),
    "wide": box(7),
    "blank": box(8),
    "sliver": box(9, width=0.25),
    "beside": box(9, x=0.25, width=99.75),
    "apart": box(10),
    "last": box(11),
}
NAMES = list(CASES)


def parcels(**more):
    count = len(CASES)
    frame = {
        "BSM": [f"{120111000000000000 + i:018d}" for i in range(count)],
        "YSDM": ["2001010100"] * count,
        "DLBM": ["0102"] * count,
        "DLMC": ["水浇地"] * count,
        "QSXZ": ["30"] * count,
        "ZLDWDM": [UNIT] * count,
        "CZCSXM": [""] * count,
        "TBMJ": [10000.0] * count,
        "KCXS": [0.0] * count,
        "KCMJ": [0.0] * count,
        "TBDLMJ": [10000.0] * count,
        "名称": ["西青区"] * count,
        "BZ": ["=1+1"] * count,
    } | more  # fmt: skip
    frame = gpd.GeoDataFrame(frame, geometry=list(CASES.values()), crs=4527)
    row = NAMES.index("wide")
    frame.loc[row, ["DLBM", "CZCSXM"]] = ["０１０２", "２０３Ａ"]
    frame.loc[NAMES.index("blank"), ["DLBM", "BSM"]] = ["　0102", "　120111000000000008"]
    frame.loc[NAMES.index("sliver"), ["DLBM", "DLMC", "TBMJ", "TBDLMJ"]] = ["0101", "水田", 25.13, 25.13]
    frame.loc[NAMES.index("beside"), ["DLBM", "DLMC", "TBMJ", "TBDLMJ"]] = ["0101", "水田", 9974.88, 9974.88]
    return frame


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "三调 成果"
    folder.mkdir()
    return folder


def written(frame, path):
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    elif path.suffix == ".shp":  # GBK, and nothing says so
        pyogrio.write_dataframe(frame, path, driver="ESRI Shapefile", encoding="GBK")
        path.with_suffix(".cpg").unlink()
    else:
        pyogrio.write_dataframe(frame, path, driver="GPKG", layer="DLTB")
    return path


def log_of(path):
    text = path.with_name(f"{path.stem}.repairs.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def codes_in(answer):
    return {issue["code"] for issue in answer.data["issues"]}


def same_cell(one, other):
    return (pd.isna(one) and pd.isna(other)) or one == other


def changed_cells(before, after, rows):
    """(row of the source, field) of every cell and shape that is not what it was."""
    found = set()
    for new, row in enumerate(rows):
        for name in before.columns:
            old, now = before[name].iloc[row], after[name].iloc[new]
            if name == "geometry":
                one, other = as_multi(old), as_multi(now)
                same = shapely.to_wkb(one) == shapely.to_wkb(other) or bool(shapely.equals_exact(one, other))
            else:
                same = same_cell(old, now)
            if not same:
                found.add((row, name))
    return found


def as_multi(shape):
    """Formats that have one kind of shape a layer make multipolygons of all."""
    return shapely.multipolygons([shape]) if shape is not None and shape.geom_type == "Polygon" else shape


def oriented(frame):
    """A shapefile gives every ring its direction."""
    return frame.set_geometry(gpd.GeoSeries(shapely.orient_polygons(frame.geometry.to_numpy()), crs=frame.crs))


@pytest.mark.parametrize("suffix", [".gpkg", ".parquet", ".shp"])
def test_each_repairable_case_is_repaired_logged_and_gone(place, suffix):
    frame = parcels()  # a shapefile that natres writes has Latin names
    source = written(frame.rename(columns={"名称": "MC"}) if suffix == ".shp" else frame, place / f"地类图斑{suffix}")
    stored = {path.name: path.read_bytes() for path in place.iterdir()}
    target = place / "修好" / f"地类图斑{suffix}"
    answer = fix_layer(source, target, Options(language="zh"))
    assert {name: (place / name).read_bytes() for name in stored} == stored  # the source is what it was
    before, after = read_plain_layer(source).frame, read_plain_layer(target).frame
    repairs = answer.data["repairs"]

    wanted = REPAIRABLE - {"CODE_ZERO_PADDED"}
    if suffix == ".shp":  # GDAL turns rings in writing one
        wanted = (wanted - {"GEOM_RING_DIRECTION"}) | {"ENCODING_GUESSED"}
    assert {r["code"] for r in repairs} == wanted
    assert [r["code"] for r in repairs if r["row"] is None] == (["ENCODING_GUESSED"] if suffix == ".shp" else [])

    # Every changed cell is in the log, and nothing else changed.
    sliver = NAMES.index("sliver")
    rows = [row for row in range(len(before)) if row != sliver]
    one, other = (oriented(before), oriented(after)) if suffix == ".shp" else (before, after)
    logged = {(r["row"], r["field"]) for r in repairs if r["row"] is not None}
    assert changed_cells(one, other, rows) == logged - {(sliver, "geometry")}
    assert len(log_of(target)) == len(repairs)
    assert [str(dtype) for dtype in before.dtypes] == [str(dtype) for dtype in after.dtypes]
    assert after.crs == before.crs

    # Totals: rows, ground, declared areas.
    assert (answer.data["rows_in"], answer.data["rows_out"], len(after)) == (len(before), len(before) - 1, len(after))
    for name in ("TBMJ", "KCMJ", "TBDLMJ"):
        assert sum(Decimal(str(v)) for v in before[name]) == sum(Decimal(str(v)) for v in after[name])
    assert answer.data["declared_before_m2"] == answer.data["declared_after_m2"]
    assert after.area.sum() == pytest.approx(answer.data["area_after_m2"], rel=1e-9)
    moved = sum(r["difference_m2"] or 0 for r in repairs)
    assert answer.data["area_before_m2"] + moved == pytest.approx(answer.data["area_after_m2"], rel=1e-9)

    # A second check finds none of it, a second repair does nothing.
    assert not codes_in(check(target)) & REPAIRABLE
    again = fix_layer(target, place / f"再修{suffix}", Options(language="zh"))
    assert again.data["repairs"] == []
    assert "照原样" in " ".join(again.sentences)


def test_what_each_case_became(place):
    source = written(parcels(), place / "a.gpkg")
    answer = fix_layer(source, place / "b.gpkg", Options(language="en"))
    after = read_plain_layer(place / "b.gpkg").frame
    row = {name: n for n, name in enumerate(name for name in NAMES if name != "sliver")}
    area = after.area.to_numpy()
    assert area[row["bow_tie"]] == pytest.approx(5000)
    assert area[row["spike"]] == pytest.approx(10000)
    assert area[row["hole_outside"]] == pytest.approx(10000)
    assert area[row["turned_hole"]] == pytest.approx(9600)
    assert area[row["beside"]] == pytest.approx(10000)
    assert after["DLBM"].tolist() == ["0102"] * 9 + ["0101"] + ["0102"] * 2
    assert after["CZCSXM"].iloc[row["wide"]] == "203A"
    assert after["TBMJ"].iloc[row["beside"]] == 10000.01
    bow = next(r for r in answer.data["repairs"] if r["row"] == NAMES.index("bow_tie"))
    assert (bow["area_before_m2"], bow["area_after_m2"]) == pytest.approx((0, 5000), abs=1e-6)
    assert bow["signed_before_m2"] == pytest.approx(0, abs=1e-6)
    assert "signed area" in " ".join(answer.sentences)
    merged = [r for r in answer.data["repairs"] if r["code"] == "SLIVER"]
    assert merged[0]["id"] == "120111000000000009"
    assert merged[0]["other_id"] == "120111000000000010"
    assert {r["field"] for r in merged} == {"geometry", "TBMJ", "TBDLMJ"}


def test_a_layer_with_exchanged_axes_is_put_right(place):
    whole = parcels()[:1].copy()
    frame = pd.concat([whole] * 3, ignore_index=True)
    turned = [shapely.transform(box(i), lambda p: p[:, ::-1]) for i in range(3)]
    frame = frame.assign(BSM=[f"{i:018d}" for i in range(3)]).set_geometry(gpd.GeoSeries(turned, crs=4527))
    source = written(frame, place / "a.gpkg")
    with pytest.raises(BadData, match="AXIS_SWAPPED"):
        read_plain_layer(source)
    answer = fix_layer(source, place / "b.gpkg")
    assert [r["code"] for r in answer.data["repairs"]] == ["AXIS_SWAPPED"] * 3
    after = read_plain_layer(place / "b.gpkg").frame
    assert shapely.equals(after.geometry.to_numpy(), np.array([box(i) for i in range(3)])).all()
    assert "AXIS_SWAPPED" not in codes_in(check(place / "b.gpkg"))


def test_longitude_and_latitude_exchanged_in_one_row_or_all(place):
    frame = parcels()[:1]
    frame = pd.concat([frame] * 5, ignore_index=True).set_geometry(gpd.GeoSeries([box(i) for i in range(5)], crs=4527))
    frame = frame.assign(BSM=[f"{i:018d}" for i in range(5)]).to_crs(4490)
    right = frame.geometry.to_numpy()
    for rows in ([2], range(5)):
        shapes = right.copy()
        for row in rows:
            shapes[row] = shapely.transform(right[row], lambda p: p[:, ::-1])
        source = place / f"{len(list(rows))}.gpkg"
        written(frame.set_geometry(gpd.GeoSeries(shapes, crs=4490)), source)
        answer = fix_layer(source, source.with_name(f"fixed-{source.name}"))
        assert [r["row"] for r in answer.data["repairs"]] == list(rows)
        after = read_plain_layer(source.with_name(f"fixed-{source.name}")).frame
        assert shapely.equals_exact(after.geometry.to_numpy(), right, 1e-12).all()


def test_codes_stored_as_numbers_get_their_zeros_and_their_type(place):
    codes = [102, 101, 1101] + [102] * (len(CASES) - 3)
    frame = parcels()[["BSM", "TBMJ", "geometry"]].assign(DLBM=codes)
    source = written(frame, place / "a.gpkg")
    answer = fix_layer(source, place / "b.gpkg", Options(language="en"))
    after = read_plain_layer(place / "b.gpkg").frame
    assert after["DLBM"].iloc[:3].tolist() == ["0102", "0101", "1101"]
    padded = [r for r in answer.data["repairs"] if r["code"] == "CODE_ZERO_PADDED"]
    assert len(padded) == len(CASES) - 1
    assert [r["row"] for r in answer.data["repairs"] if r["code"] == "CODE_TYPE"] == [None]
    assert not [r for r in check(place / "b.gpkg").data["inputs"] if r["repairs"]]


def test_what_cannot_be_repaired_stays_and_is_listed(place):
    frame = parcels()
    shapes = [box(i) for i in range(len(CASES))]
    shapes[1] = None
    shapes[2] = at([(200, 0), (250, 50), (300, 100), (200, 0)])  # a line
    shapes[4] = box(4, x=-50, width=150)  # over its neighbour
    plain = parcels().assign(DLBM="0102", CZCSXM="", BSM=[f"{i:018d}" for i in range(len(CASES))])
    frame = plain.set_geometry(gpd.GeoSeries(shapes, crs=4527))
    source = written(frame, place / "a.gpkg")
    answer = fix_layer(source, place / "b.gpkg")
    assert answer.data["repairs"] == []
    assert answer.exit_code == 1
    assert {"GEOM_NULL", "GEOM_ZERO_AREA", "OVERLAP"} <= {one["code"] for one in answer.data["left"]}
    assert {one["file"] for one in answer.data["left"]} == {"b.gpkg"}  # whose rows they count
    after = read_plain_layer(place / "b.gpkg").frame
    assert changed_cells(read_plain_layer(source).frame, after, range(len(after))) == set()


def test_accepted_codes_are_left_alone(place):
    source = written(parcels(), place / "a.gpkg")
    answer = fix_layer(source, place / "b.gpkg", Options(accept=frozenset({"SLIVER", "GEOM_INVALID"})))
    assert not {r["code"] for r in answer.data["repairs"]} & {"SLIVER", "GEOM_INVALID"}
    assert answer.data["rows_in"] == answer.data["rows_out"]


def test_a_formula_in_a_code_is_text_in_the_log(place):
    frame = parcels()
    frame.loc[0, "DLBM"] = "＝cmd|' /C calc'!A0"
    source = written(frame, place / "a.gpkg")
    fix_layer(source, place / "b.gpkg", Options(language="en"))
    line = next(one for one in log_of(place / "b.gpkg") if one["Row (from 0)"] == "0")
    assert line["After"].startswith("'=cmd")


def test_the_source_is_never_the_output(place):
    source = written(parcels(), place / "a.gpkg")
    with pytest.raises(BadUsage, match="FIX_SOURCE"):
        fix_layer(source, source, force=True)
    with pytest.raises(BadUsage, match="FIX_SOURCE"):
        fix_layer(source, place / ".." / place.name / "a.gpkg", force=True)
    written(parcels(), place / "b.shp")
    with pytest.raises(BadUsage, match="FIX_SOURCE"):
        fix_layer(place / "b.shp", place / "b.SHP", force=True)
    with pytest.raises(BadUsage, match="OUTPUT_FORMAT"):
        fix_layer(source, place / "c.csv")


def test_neither_file_is_replaced_without_being_asked(place):
    source = written(parcels(), place / "a.gpkg")
    log = place / "b.repairs.csv"
    log.write_text("mine", encoding="utf-8")
    with pytest.raises(CannotCreate, match="OUTPUT_EXISTS"):
        fix_layer(source, place / "b.gpkg")
    assert log.read_text(encoding="utf-8") == "mine"
    assert not (place / "b.gpkg").exists()
    fix_layer(source, place / "b.gpkg", force=True)
    assert log.read_text(encoding="utf-8-sig") != "mine"


def test_what_is_not_conserved_writes_nothing(place, monkeypatch):
    source = written(parcels(), place / "a.gpkg")

    def lost(*_, **__):
        raise OwnFault("FIX_NOT_CONSERVED", file="a.gpkg", value="area", before="1", after="2")

    monkeypatch.setattr(fixing_module, "check_conserved", lost)
    with pytest.raises(OwnFault):
        fix_layer(source, place / "b.gpkg")
    assert sorted(path.name for path in place.iterdir()) == ["a.gpkg"]


def test_the_command_writes_both_files_and_prints_json(place):
    source = written(parcels(), place / "a.gpkg")
    done = run("check", source, "--fix", place / "b.gpkg", "--format", "json")
    data = json.loads(done.out)
    assert done.code == (1 if any(one["severity"] == "error" for one in data["left"]) else 0)
    assert {"rows_in", "rows_out", "repairs", "left", "area_before_m2", "area_after_m2"} <= set(data)
    assert (place / "b.repairs.csv").is_file()


def test_a_shape_that_is_nowhere_goes_only_where_it_can_stay(place):
    frame = parcels()
    shapes = frame.geometry.to_numpy().copy()
    shapes[0] = shapely.Polygon([(0, 0), (100, 0), (np.nan, 100)])
    source = written(frame.set_geometry(gpd.GeoSeries(shapes, crs=4527)), place / "a.gpkg")
    for suffix in (".shp", ".geojson"):
        with pytest.raises(BadUsage, match="OUTPUT_FORMAT"):
            fix_layer(source, place / f"b{suffix}")
    answer = fix_layer(source, place / "b.gpkg")
    assert "GEOM_NONFINITE" in {one["code"] for one in answer.data["left"]}
    assert np.isnan(shapely.get_coordinates(read_plain_layer(place / "b.gpkg").frame.geometry.iloc[0])).any()


def test_planted_errors_are_repaired_as_far_as_they_can_be(place):
    made = build_sample(parcels=400, seed=5, targets="random", defects=40)
    source = place / "地类图斑.parquet"
    next(layer.frame for layer in made.layers if "parcels_2022" in layer.path).to_parquet(source)
    answer = fix_layer(source, place / "修好.parquet")
    assert len({r["code"] for r in answer.data["repairs"]} & REPAIRABLE) > 2
    found = [(i["code"], i["row"], i["value"]) for i in check(place / "修好.parquet").data["issues"]]
    assert found == [(i["code"], i["row"], i["value"]) for i in answer.data["left"]]
    again = fix_layer(place / "修好.parquet", place / "再修.parquet")
    assert again.data["repairs"] == []
    before, after = read_plain_layer(source).frame, read_plain_layer(place / "修好.parquet").frame
    gone = {r["row"] for r in answer.data["repairs"] if r["field"] == "geometry" and not r["after"]}
    rows = [row for row in range(len(before)) if row not in gone]
    logged = {(r["row"], r["field"]) for r in answer.data["repairs"]}
    assert changed_cells(before, after, rows) == {cell for cell in logged if cell[0] not in gone}
