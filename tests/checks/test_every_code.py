"""Every code of the catalogue comes out of ``natres check``, with its place and its cure: one input for each."""

import json
import shutil
import sqlite3
from functools import partial
from pathlib import Path
from unittest.mock import patch

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import rasterio
import shapely
import shapely.affinity

from natres.checks import CATALOGUE
from natres.workflows import Options, check
from tests.catalogue import archives, layers, rasters, registers  # noqa: F401 - their cases are written down by that
from tests.catalogue.cases import CASES, base, by_check
from tests.catalogue.clarity import lacking
from tests.catalogue.layers import gpkg, shp
from tests.catalogue.rasters import tif
from tests.readers.workbooks import HEADER, WELLS, put_csv, put_xlsx

ROOT = Path(__file__).parents[2]
#: Said in reading, and no finding unless ``--strict`` makes it one.
REPAIRS = {
    "CODE_TYPE", "CODE_WIDE", "CODE_ZERO_PADDED", "DMS", "ENCODING_GUESSED", "FIELD_ALIAS", "NUMBER_TEXT",
}  # fmt: skip
#: About a file, a layer, a column or a sum, never about one row.
WHOLE = {
    *(code for code, rule in CATALOGUE.items() if rule.family in ("file", "system", "raster", "district")),
    "CONTROL_SUM", "FIELD_ALIAS", "FIELD_MISSING", "FIELD_TWICE", "FIELD_UNKNOWN", "GAP", "HEADER", "HIDDEN_ROWS",
    "LEDGER_SUM", "SCHEME_OTHER", "UNIT_MISMATCH", "UNIT_SUM",
}  # fmt: skip


def look(path, kind="parcels", **options):
    return check(path, Options(language="zh", **options), kind=kind).data


def of_case(name):
    """Take the input of a bad one of the catalogue."""

    def make(folder):
        with by_check():
            return next(case for case in CASES if case.name == name).make(folder).data

    return make


# --- parcels --------------------------------------------------------------------------------------------------------

VILLAGE = "1201110010010000000"


def full(**columns):
    """The sixteen parcels with every field of the survey, each as it should be."""
    usual = {
        "YSDM": ["2001010100"] * 16,
        "TBBH": [str(i + 1) for i in range(16)],
        "QSXZ": ["30"] * 16,
        "QSDWDM": [VILLAGE] * 16,
        "ZLDWDM": [VILLAGE] * 16,
        "TBDLMJ": [10000.0] * 16,
        "KCDLBM": [""] * 16,
        "KCXS": [0.0] * 16,
        "KCMJ": [0.0] * 16,
        "GDLX": [""] * 16,
        "GDPDJB": ["1"] * 8 + [""] * 8,
        "ZZSXDM": [""] * 16,
        "CZCSXM": [""] * 8 + ["203"] * 4 + [""] * 4,
        "SJNF": [2022] * 16,
    }
    return base(**usual, **{name: values for name, values in columns.items() if name not in usual}).assign(
        **{name: values for name, values in columns.items() if name in usual}
    )


def row(**cells):
    """The sixteen parcels with other cells in row 2."""

    def make(folder):
        frame = full()
        for name, value in cells.items():
            frame.loc[2, name] = value
        return look(gpkg(folder, frame))

    return make


def shape(new, at=2, **cells):
    """The sixteen parcels with another shape in row 2."""

    def make(folder):
        frame = full()
        shapes = frame.geometry.to_numpy().copy()
        shapes[at] = new(shapes[at])
        frame = frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs))
        for name, value in cells.items():
            frame.loc[at, name] = value
        return look(gpkg(folder, frame, geometry_type="Unknown"))

    return make


def _corners(box):
    west, south, east, north = box.bounds
    return (west, south), (east, south), (east, north), (west, north)


def bow_tie(box):
    a, b, c, d = _corners(box)
    return shapely.Polygon([a, c, b, d])


def two_parts(box):
    return shapely.MultiPolygon([shapely.affinity.scale(box, 0.4, 0.4), shapely.affinity.translate(box, 0, 900)])


def jag(*steps):
    """The shape with more vertices after its south-east corner, by their steps from there in metres."""

    def change(box):
        a, b, c, d = _corners(box)
        return shapely.Polygon([a, b, *((b[0] + east, b[1] + north) for east, north in steps), c, d])

    return change


def holed(box):
    """A hole that runs as its shell does."""
    inner = shapely.box(*box.centroid.buffer(10).bounds)
    shell, hole = (np.array(each.exterior.coords) for each in (box, inner))
    return shapely.Polygon(shell, [hole])


def twice(*keep):
    """The sixteen parcels and the first once more, with these of its cells its own."""

    def make(folder):
        more = full().iloc[[0]].assign(**dict(zip(keep, ("001101090000000099", "99"), strict=False)))
        return look(gpkg(folder, gpd.GeoDataFrame(pd.concat([full(), more], ignore_index=True), crs=4527)))

    return make


def renamed(folder):
    return look(gpkg(folder, full().rename(columns={"TBMJ": "图斑面积"})))


def second_survey(folder):
    return look(gpkg(folder, full(DLBM=["011"] * 8 + ["031"] * 4 + ["203"] * 4, DLMC=[""] * 16)))


def placed(crs, change=lambda p: p):
    def make(folder):
        frame = full()
        shapes = shapely.transform(frame.geometry.to_numpy(), change)
        return look(gpkg(folder, frame.set_geometry(gpd.GeoSeries(shapes, crs=crs))))

    return make


def wgs84(folder):
    return look(gpkg(folder, full().to_crs(4326)))


# --- files ----------------------------------------------------------------------------------------------------------


def missing_file(folder):
    return look([gpkg(folder, full()), folder / "没有.gpkg"])


def pending(folder):
    path = shp(folder, full())
    ready = path.with_name(f".{path.name}.ready")
    ready.mkdir()
    (ready / path.name).write_bytes(b"x")
    return look(path)


def opened(folder):
    path = gpkg(folder, full())
    other = sqlite3.connect(path)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("UPDATE gpkg_contents SET description = '改'")
    other.commit()
    try:
        return look(path)
    finally:
        other.close()


def too_large(folder):
    with patch("natres.readers.tables.sheets.MOST_ROWS", 2):
        return look(put_csv(folder, [HEADER, *WELLS]), "wells")


def no_such_layer(folder):
    return look(gpkg(folder, full()), layer="没有")


def no_geometry(folder):
    path = folder / "表.gpkg"
    pyogrio.write_dataframe(pd.DataFrame(full().drop(columns="geometry")), path, layer="DLTB", driver="GPKG")
    return look(path)


def no_encoding(folder):
    path = put_csv(folder, [HEADER, *WELLS])
    path.write_bytes(path.read_bytes() + b"\xff\xff")
    return look(path, "wells")


def other_encoding(folder):
    return look(put_csv(folder, [HEADER, *WELLS], "gbk"), "wells", encoding="utf-8")


def full_width(folder):
    return look(shp(folder, full(BZ=["备注" * 20 + "注" * 23 + "x" * 128] * 16)))


def driver_said(folder):
    feature = json.loads(full().iloc[:1].to_crs(4490).to_json())["features"][0]
    text = json.dumps({"type": "FeatureCollection", "features": [{**feature, "id": 7}, {**feature, "id": 7}]})
    path = folder / "图斑.geojson"
    path.write_text(text, "utf-8")
    return look(path)


def field_twice(folder):
    path = shp(folder, base())
    table = path.with_suffix(".dbf")
    data = bytearray(table.read_bytes())
    data[32:43] = data[64:75] = b"DLBM".ljust(11, b"\x00")
    table.write_bytes(data)
    return look(path)


def degrees(folder):
    path = tif(folder, crs="EPSG:4490", transform=rasterio.transform.from_origin(117, 39.1, 0.001, 0.001))
    return look(path, "raster")


# --- districts ------------------------------------------------------------------------------------------------------

TOML = '[district]\nname = "西青区"\ncode = "120111"\nyear = 2022\n'


def units(**columns):
    """Two villages of one town: the southern and the northern half of the sixteen parcels."""
    west, south, east, north = base().total_bounds
    middle = (south + north) / 2
    frame = {"XZQDM": ["120111001001", "120111001002"], "XZQMC": ["一村", "二村"], "DCMJ": [80000.0, 80000.0]}
    shapes = [shapely.box(west, south, east, middle), shapely.box(west, middle, east, north)]
    return gpd.GeoDataFrame({**frame, **columns}, geometry=shapes, crs=4527)


def of_units(more="", change=lambda frame: frame, named="units", wells=None, **columns):
    """A district of two villages, whose parcels are changed."""

    def make(folder):
        codes = ["1201110010010000000"] * 8 + ["1201110010020000000"] * 8
        change(full(ZLDWDM=codes)).to_parquet(folder / "parcels.parquet")
        units(**columns).to_parquet(folder / "units.parquet")
        text = TOML + more + '[layers.parcels]\npath = "parcels.parquet"\n'
        text += f'[layers.{named}]\npath = "units.parquet"\n'
        if wells is not None:
            text += f'[layers.wells]\npath = "{wells(folder).name}"\n'
        (folder / "区县.toml").write_text(text, "utf-8")
        return look(folder / "区县.toml", "")

    return make


def cells(row, **values):
    def change(frame):
        for name, value in values.items():
            frame.loc[row, name] = value
        return frame

    return change


def without(row):
    return lambda frame: frame.drop(index=row).reset_index(drop=True)


def crossing(frame):
    shapes = frame.geometry.to_numpy().copy()
    west, south, east, north = shapes[4].bounds
    shapes[4] = shapely.box(west, south, east, north + 20)  # row 8 is that much shorter
    shapes[8] = shapely.box(west, north + 20, east, north + 100)
    return frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs))


def other_town(folder):
    return put_csv(folder, [[*HEADER, "所在镇街"], ["K1", "开采", 2000, 1, None, 117.0579, 39.0335, "别镇"]])


def units_alone(**columns):
    def make(folder):
        path = folder / "村级调查区.gpkg"
        pyogrio.write_dataframe(units(**columns), path)
        return look(path, "units")

    return make


def district_file(text, encoding="utf-8"):
    def make(folder):
        (folder / "区县.toml").write_text(text, encoding)
        return look(folder / "区县.toml", "")

    return make


# --- forest ---------------------------------------------------------------------------------------------------------


def plot(**first):
    def make(folder):
        cells = {"XIAO_BAN": "1", "DI_LEI": "0111", "LD_QS": "21", "MIAN_JI": 1.0, "YU_BI_DU": 0.5}
        frame = {name: [first.get(name, value), value] for name, value in cells.items()}
        frame["XIAO_BAN"] = ["1", "2"]
        path = folder / "小班.gpkg"
        pyogrio.write_dataframe(gpd.GeoDataFrame(frame, geometry=list(base().geometry[:2]), crs=4527), path)
        return look(path, "forest")

    return make


# --- registers and ledgers ------------------------------------------------------------------------------------------

RIGHTS = ["许可证号", "类型", "有效期起", "有效期止"]
WIDE = [*HEADER, "井口水温", "尾水温度", "取水段顶", "取水段底", "数据日期", "所在镇街"]
ROWS = [[*well, 90, 28, 1000, 1500, "2022-12-31", "张家窝镇"] for well in WELLS]


def well(**cells):
    """A register of wells with other cells in its second row, by heading."""

    def make(folder):
        rows = [list(each) for each in ROWS]
        for name, value in cells.items():
            rows[1][next(i for i, heading in enumerate(WIDE) if heading.startswith(name))] = value
        return look(put_csv(folder, [WIDE, *rows]), "wells")

    return make


def ledger(kind, header, *rows):
    return lambda folder: look(put_csv(folder, [header, *rows]), kind)


def book(rows, kind="wells", **how):
    return lambda folder: look(put_xlsx(folder, rows, **how), kind)


def of_next_year(folder):
    rows = [list(each) for each in ROWS]
    rows[0][11] = "2023-05-01"
    return of_units(wells=lambda f: put_csv(f, [WIDE, *rows]))(folder)


def hidden(folder):
    return look(put_xlsx(folder, [HEADER, *WELLS], hide=(3,)), "wells")


MADE = {
    "FILE_MISSING": missing_file,
    "FILE_UNREADABLE": of_case("wrong_extension"),
    "FILE_TRUNCATED": of_case("trunc_dbf"),
    "FILE_PART_MISSING": of_case("missing_shx"),
    "FILE_PENDING": pending,
    "FILE_OPEN": opened,
    "DRIVER_NOT_ALLOWED": of_case("vrt_url"),
    "PATH_NOT_ALLOWED": of_case("path_conn_string"),
    "ARCHIVE_PATH": of_case("zip_slip"),
    "ARCHIVE_LINK": of_case("zip_link"),
    "ARCHIVE_RATIO": of_case("zip_of_too_many"),
    "ARCHIVE_CONTENT": of_case("zip_in_zip"),
    "XML_DTD": of_case("x_entities"),
    "TOO_LARGE": too_large,
    "VCT_SYNTAX": of_case("vct_bad_number"),
    "VCT_VERSION": of_case("vct_unknown_version"),
    "LAYER_MISSING": no_such_layer,
    "LAYER_EMPTY": of_case("empty_layer"),
    "LAYER_AMBIGUOUS": of_case("many_layers"),
    "LAYER_NO_GEOMETRY": no_geometry,
    "ENCODING_GUESSED": of_case("enc_cpg_lies_utf8"),
    "ENCODING_UNKNOWN": no_encoding,
    "ENCODING_MISMATCH": other_encoding,
    "TEXT_AT_WIDTH": full_width,
    "CURVE_LINEARISED": of_case("geom_curve"),
    "DRIVER_SAID": driver_said,
    "CRS_MISSING": of_case("crs_missing_lonlat_looks_projected"),
    "CRS_RANGE": placed(4490),
    "CRS_EASTING_PREFIX": of_case("crs_wrong_zone_prefixed_as_4548"),
    "CRS_DATUM": of_case("crs_xian80"),
    "CRS_WGS84": wgs84,
    "CRS_CONFLICT": lambda folder: look(gpkg(folder, base()), crs="EPSG:4548"),
    "CRS_UNKNOWN": lambda folder: look(gpkg(folder, base().set_crs(None, allow_override=True)), crs="EPSG:99999"),
    "CRS_OFFSET": of_case("crs_gcj02_as_wgs84"),
    "CRS_PROJECTED": degrees,
    "FIELD_MISSING": of_case("field_missing"),
    "FIELD_UNKNOWN": lambda folder: look(gpkg(folder, base()), fields={"landclass": "DLBM"}),
    "FIELD_TWICE": field_twice,
    "FIELD_ALIAS": renamed,
    "FIELD_TYPE": of_case("area_text_fullwidth"),
    "VALUE_MISSING": row(QSXZ=""),
    "CODE_LENGTH": row(BSM="12345"),
    "CODE_MISSING": row(DLBM=""),
    "CODE_UNKNOWN": row(DLBM="9999"),
    "CODE_NAME_MISMATCH": row(DLMC="旱地"),
    "CODE_TYPE": of_case("code_as_number"),
    "CODE_WIDE": plot(DI_LEI="０１１１"),
    "CODE_ZERO_PADDED": of_case("code_as_number"),
    "ATTRIBUTE_UNKNOWN": row(QSXZ="99"),
    "TENURE_UNKNOWN": plot(LD_QS="99"),
    "SCHEME_OTHER": second_survey,
    "CLASS_IN_NO_GROUP": row(DLBM="12"),
    "ID_DUPLICATE": row(BSM="001101090000000001"),
    "ID_PRECISION": of_case("id_float_precision"),
    "NUMBER_DUPLICATE": row(TBBH="1"),
    "UNIT_CODE": units_alone(XZQDM=["1201", "120111001002"]),
    "UNIT_UNKNOWN_CODE": of_units(change=cells(2, ZLDWDM="1201110090090000000")),
    "TOWN_UNKNOWN": of_units(named="towns", XZQDM=["120111001", "120111002"], wells=other_town),
    "AREA_INVALID": row(TBMJ=-5.0),
    "AREA_MISMATCH": row(TBMJ=12000.0, TBDLMJ=12000.0),
    "NET_AREA": row(TBDLMJ=9000.0),
    "RATIO_INVALID": row(KCXS=1.5, KCDLBM="1203"),
    "DEDUCTION_INVALID": row(KCMJ=-1.0),
    "DEDUCTION_OFF_RATIO": row(KCXS=0.1, KCMJ=500.0, KCDLBM="1203", TBDLMJ=9500.0),
    "DEDUCTION_UNBOOKED": row(KCXS=0.1, KCMJ=1000.0, TBDLMJ=9000.0),
    "UNIT_SUM": of_units(DCMJ=[90000.0, 80000.0]),
    "CONTROL_SUM": of_units("control_area_m2 = 150000\n"),
    "AREA_SMALL": shape(lambda box: shapely.box(*box.centroid.buffer(4).bounds), TBMJ=64.0, TBDLMJ=64.0),
    "SETTLEMENT_MISSING": row(DLBM="0702", DLMC="农村宅基地", GDPDJB=""),
    "SETTLEMENT_CLASS": row(CZCSXM="204"),
    "ATTRIBUTE_MISSING": row(GDPDJB=""),
    "ATTRIBUTE_EXCESS": row(GDLX="PD"),
    "ATTRIBUTE_CONFLICT": row(ZZSXDM="JKHF"),
    "YEAR_OTHER": row(SJNF=2019),
    "GEOM_NULL": shape(lambda box: None),
    "GEOM_TYPE": shape(lambda box: box.centroid),
    "GEOM_NONFINITE": of_case("geom_nan"),
    "GEOM_INVALID": shape(bow_tie),
    "GEOM_ZERO_AREA": of_case("geom_zero_area"),
    "GEOM_WIDE": shape(lambda box: shapely.box(box.bounds[0], box.bounds[1], box.bounds[0] + 1e10, box.bounds[3])),
    "GEOM_RING_DIRECTION": shape(holed),
    "GEOM_MULTIPART": shape(two_parts),
    "GEOM_REPEATED": shape(jag((0, 2e-5))),
    "GEOM_SHORT_EDGE": shape(jag((0, 5e-4))),
    "GEOM_SPIKE": shape(jag((9, 5e-4), (0, 1e-3)), at=3),
    "SLIVER": of_case("geom_sliver"),
    "ROW_DUPLICATE": twice(),
    "GEOM_DUPLICATE": twice("BSM", "TBBH"),
    "OVERLAP": of_case("geom_overlap"),
    "GAP": of_units(change=without(5)),
    "OUTSIDE_DISTRICT": of_case("geom_far_outlier"),
    "AXIS_SWAPPED": shape(lambda box: shapely.transform(box, lambda p: p[:, ::-1])),
    "UNIT_WRONG": of_units(change=cells(2, ZLDWDM="1201110010020000000")),
    "UNIT_CROSSED": of_units(change=crossing),
    "COORD_MISSING": well(经度=""),
    "HEADER": lambda folder: look(put_csv(folder, [["甲", "乙"], [1, 2]]), "wells"),
    "CSV_RAGGED": of_case("w_ragged"),
    "FORMULA_NO_VALUE": of_case("x_formula_no_cache"),
    "CELL_MERGED": book([WIDE, ROWS[0], [*ROWS[1][:2], None, *ROWS[1][3:]], ROWS[2]], merge=("C2:C3",)),
    "HIDDEN_ROWS": hidden,
    "NUL": well(所在镇街="张家窝\x00镇"),
    "DATE": well(数据日期="2022年12月"),
    "DATE_ORDER": ledger("rights", RIGHTS, ["C1", "采矿权", "2025-01-01", "2024-12-31"]),
    "DATE_FUTURE": of_next_year,
    "DATE_EARLY": well(数据日期="1905-07-14"),
    "CHOICE_UNKNOWN": ledger("illegal_land", ["案件编号", "违法面积(亩)", "整改状态"], ["W1", 1, "看看"]),
    "UNIT_MISMATCH": ledger("wells", ["井号", "井别", "井深（ft）"], ["K1", "开采", 9000]),
    "UNIT_SUSPECT": well(年开采量=152900),
    "DMS_PACKED": well(经度=1170123.4),
    "DMS": of_case("w_dms"),
    "NUMBER_TEXT": book([WIDE, [*ROWS[0][:2], "2614.6", *ROWS[0][3:]]]),
    "LEDGER_SUM": ledger("wells", HEADER, *WELLS, ["合计", None, None, 15.92, 13.91, None, None]),
    "LEDGER_RELATION": well(取水段底=2700),
    "ID_ALIKE": well(井号="ＤＲ-０１"),
    "ID_MISSING": well(井号=""),
    "RANGE": well(井口水温=401),
    "PARTIAL_COVER": of_case("r_partial_cover"),
    "NODATA_MISSING": of_case("r_nodata_nan_int"),
    "DISTRICT_SYNTAX": district_file(TOML + "[layers"),
    "DISTRICT_ENCODING": district_file(TOML, "gbk"),
    "DISTRICT_KEY": district_file(TOML + 'nmae = "x"\n'),
    "DISTRICT_VALUE": district_file(TOML.replace("2022", '"今年"')),
}  # fmt: skip


def test_each_code_has_its_input():
    assert list(MADE) == list(CATALOGUE)


@pytest.mark.parametrize("code", MADE)
def test_a_code_comes_out_of_check_with_its_place_and_its_cure(code, folder):
    data = MADE[code](folder)
    found = [issue for issue in data["issues"] if issue["code"] == code]
    repaired = [repair for one in data["inputs"] for repair in one["repairs"] if repair["code"] == code]
    told = [(issue["code"], issue["message"]) for issue in data["issues"]]
    assert found or (code in REPAIRS and repaired), told
    assert [lacking(issue) for issue in found if lacking(issue)] == [], found
    if found and code not in WHOLE:
        assert any(issue["row"] is not None for issue in found), found


@pytest.mark.parametrize("code", sorted(REPAIRS))
def test_a_repair_is_a_finding_under_strict(code, folder):
    with (
        patch(f"{__name__}.Options", partial(Options, strict=True)),
        patch("tests.catalogue.cases.Options", partial(Options, strict=True)),
    ):
        strict = MADE[code](folder)
    found = [issue for issue in strict["issues"] if issue["code"] == code]
    assert found
    assert all(issue["severity"] == "error" and issue["file"] and issue["cure"] for issue in found)


def test_sound_parcels_plots_units_and_wells_have_no_finding(folder):
    assert look(gpkg(folder, full()))["issues"] == []
    shutil.rmtree(folder)
    folder.mkdir()
    assert of_units()(folder)["issues"] == []
    assert plot()(folder)["issues"] == []
    assert units_alone()(folder)["issues"] == []
    assert well()(folder)["issues"] == []
