"""Registers as bureaus write them: encodings, headers of all kinds, totals and signatures, units and marks in cells."""

import datetime
import math

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from natres.errors import BadData, NotThere
from natres.readers import read_ledger, read_spec, read_wells
from natres.readers.tables.table_specs import LEDGER_KINDS, TABLE_KINDS
from tests.readers.workbooks import HEADER, WELLS, put_csv, put_xlsx


def codes(layer):
    return [(issue.code, issue.line, issue.cell, issue.value) for issue in layer.issues]


def repairs(layer):
    return {(r.code, r.field): (r.count, r.before, r.after) for r in layer.provenance.repairs}


def notices(layer):
    return {notice.code: notice.facts for notice in layer.provenance.notices}


@pytest.fixture
def expected(folder):
    return read_wells(put_csv(folder, [HEADER, *WELLS], name="标准.csv")).frame


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_register_says_the_same_in_every_encoding_and_with_every_separator(folder, expected, encoding, separator):
    layer = read_wells(put_csv(folder, [HEADER, *WELLS], encoding, separator))
    assert layer.frame.equals(expected)
    assert (layer.issues, layer.provenance.repairs, layer.provenance.notices) == ((), (), ())
    assert layer.lines == (2, 3, 4)


def test_a_workbook_says_the_same_as_a_csv_file(folder, expected):
    layer = read_wells(put_xlsx(folder, [HEADER, *WELLS]))
    assert layer.frame.equals(expected)
    assert (layer.issues, layer.provenance.repairs) == ((), ())
    assert (layer.provenance.layer, layer.provenance.driver) == ("地热井", "XLSX")


MERGED = [
    ["西青区地热井登记表（2022年）"],
    ["井号", "井别", "井深", "水量（万m³）", None, "坐标", None],
    [None, None, "(m)", "年开采量", "年回灌量", "经度", "纬度"],
    *WELLS,
    ["合计", None, None, 15.29, 13.91, None, None],
    ["填表人：张三", None, None, "审核：李四", None, None, "2023年1月5日"],
]
RANGES = ("A1:G1", "A2:A3", "B2:B3", "D2:E2", "F2:G2")


@pytest.mark.parametrize("put", [lambda f: put_xlsx(f, MERGED, merge=RANGES), lambda f: put_csv(f, MERGED)])
def test_title_two_row_header_total_and_signatures_are_no_data_and_the_groups_join(folder, expected, put):
    layer = read_wells(put(folder))
    assert layer.frame.equals(expected)
    assert layer.lines == (4, 5, 6)
    assert layer.issues == ()
    assert notices(layer)["ROWS_ASIDE"]["count"] == 2
    assert notices(layer)["ROWS_ASIDE"]["value"] == "合计"


def test_a_total_that_is_not_the_sum_is_said_with_both_figures_and_its_cell(folder):
    rows = [*MERGED[:6], ["合计", None, None, 15.92, 13.91, None, None]]
    layer = read_wells(put_xlsx(folder, rows, merge=RANGES))
    (issue,) = layer.issues
    assert (issue.code, issue.severity, issue.line, issue.cell) == ("LEDGER_SUM", "error", 7, "D7")
    assert (issue.value, issue.facts["sum"], issue.facts["text"]) == ("15.92", "15.29", "合计")


def test_subtotals_add_up_their_own_rows_and_a_total_all(folder):
    rows = [
        ["宗地编号", "出让方式", "出让面积(ha)"],
        ["一、住宅", None, None],
        ["G01", "挂牌", 1.5], ["G02", "拍卖", "2.25"], ["小计", None, 3.75],
        ["G03", "协议", 4], ["小计", None, 4], ["总  计", None, 7.75],
    ]  # fmt: skip
    layer = read_ledger("land_supply", put_csv(folder, rows))
    assert layer.frame["area_ha"].tolist() == [1.5, 2.25, 4.0]
    assert layer.frame["way"].tolist() == ["listing", "auction", "agreement"]
    assert layer.issues == ()
    rows[4][2] = 3.74
    assert [i.facts["sum"] for i in read_ledger("land_supply", put_csv(folder, rows)).issues] == ["3.75"]


@given(
    titles=st.lists(st.text("西青区地热井登记表年度单位：第页 ()0123456789", max_size=12), max_size=12), data=st.data()
)
def test_the_header_is_found_under_any_number_of_title_rows(tmp_path_factory, titles, data):
    empty = data.draw(st.integers(0, 2))
    rows = [[None] * empty + [title] for title in titles]
    rows += [[None] * empty + list(row) for row in [HEADER, *WELLS]]
    for put in (put_csv, put_xlsx):
        layer = read_wells(put(tmp_path_factory.mktemp("井"), rows))
        assert layer.frame["well_id"].tolist() == ["DR-01", "DR-02", "DR-03"]
        assert layer.lines == tuple(range(len(titles) + 2, len(titles) + 5))


def test_serial_numbers_numbered_columns_and_repeated_headers_are_no_data(folder):
    header = ["序号", *HEADER]
    rows = [header, ["甲", "乙", 1, 2, 3, 4, 5, 6], [1, *WELLS[0]], header, [2, *WELLS[1]], [3, *WELLS[2]]]
    layer = read_wells(put_csv(folder, rows))
    assert layer.frame["well_id"].tolist() == ["DR-01", "DR-02", "DR-03"]
    assert set(notices(layer)) == {"ROWS_ASIDE"}


def test_where_no_row_is_a_header_what_was_looked_for_is_named(folder):
    for put in (put_csv, put_xlsx):
        with pytest.raises(BadData) as caught:
            read_wells(put(folder, [["a", "b"], ["1", "2"]]))
        assert (caught.value.code, caught.value.facts["value"]) == ("HEADER", "井号、井别")


def test_columns_that_were_not_read_are_named(folder):
    rows = [[*HEADER, "许可开采亮"], *([*row, 3] for row in WELLS)]
    assert notices(read_wells(put_csv(folder, rows)))["FIELDS_ASIDE"]["value"] == "许可开采亮"


CUBIC_METRES = [
    "年开采量(m³)", "年开采量（立方米）", "年开采量_m3", "年开采量/m³", "年开采量\n（m³/a）", "年开采量【单位：m3】",
    "开采量 [m³/年]", "年开采量（实测，m³）", "年开采量m3",
]  # fmt: skip


@pytest.mark.parametrize("heading", CUBIC_METRES)
def test_another_unit_in_the_heading_is_converted_exactly_and_said(folder, heading):
    rows = [["井号", "井别", heading], ["K1", "开采", 152900], ["K2", "开采", "1"]]
    for put in (put_csv, put_xlsx):
        layer = read_wells(put(folder, rows))
        assert layer.frame["produced_1e4m3"].tolist() == [15.29, 0.0001]
        count, before, after = next(v for (code, _), v in repairs(layer).items() if code == "UNIT_CONVERTED")
        assert (count, before, after) == (2, "152900 m³", "15.29 万m³")


@pytest.mark.parametrize(
    ("heading", "value"),
    [("面积（亩）", 23.34), ("面积(公顷)", 1.556), ("面积㎡", 15560), ("违法面积/平方公里", 0.01556)],
)
def test_areas_in_any_unit_come_out_in_the_ledgers_own(folder, heading, value):
    path = put_csv(folder, [["案件编号", heading, "整改状态"], ["W1", value, "已整改"]])
    assert read_ledger("illegal_land", path).frame["area_mu"].tolist() == [23.34]


def test_of_two_columns_for_one_thing_the_one_in_the_ledgers_unit_counts(folder):
    path = put_csv(folder, [["案件编号", "面积(公顷)", "面积(亩)", "整改状态"], ["W1", 1, 15.01, "未整改"]])
    layer = read_ledger("illegal_land", path)
    assert layer.frame["area_mu"].tolist() == [15.01]
    assert notices(layer)["FIELDS_ASIDE"]["value"] == "面积(公顷)"


@pytest.mark.parametrize("line", ["单位：亩", "（单位：亩）", "面积单位:亩、万元", "填报单位：西青分局   单位：亩"])
def test_a_unit_said_above_the_table_counts_where_the_heading_names_none(folder, line):
    rows = [["台账"], [line], ["项目名称", "占补指标面积", "占用耕地面积（ha）"], ["甲", 350.1, 1]]
    layer = read_ledger("farmland_balance", put_csv(folder, rows))
    assert layer.frame["balance_ha"].tolist() == [23.34]
    assert layer.frame["cropland_ha"].tolist() == [1.0]
    assert [r.code for r in layer.provenance.repairs] == ["UNIT_CONVERTED"]


def test_a_group_heading_gives_its_name_and_unit_to_those_below(folder):
    rows = [
        ["井号", "井别", "水温(℃)", None, None, "取水段（m）", None],
        [None, None, "井口", "尾水", "回灌", "顶", "底"],
        ["K1", "开采", 90, 28, 25, 1000, 1500],
    ]
    merge = ("A1:A2", "B1:B2", "C1:E1", "F1:G1")
    for layer in (read_wells(put_csv(folder, rows)), read_wells(put_xlsx(folder, rows, merge=merge))):
        (row,) = layer.frame.drop(columns=["well_id", "role"]).to_dict("records")
        assert row == {"wellhead_c": 90, "tail_water_c": 28, "reinjection_c": 25, "top_m": 1000, "bottom_m": 1500}


def test_a_unit_that_fits_no_column_is_an_issue_of_the_heading(folder):
    rows = [["井号", "井别", "井深（ft）", "年开采量（亩）"], ["K1", "开采", 9000, 3]]
    found = [(i.code, i.field, i.value) for i in read_wells(put_csv(folder, rows)).issues]
    assert found == [("UNIT_MISMATCH", "井深（ft）", "ft"), ("UNIT_MISMATCH", "年开采量（亩）", "亩")]


def test_units_commas_and_full_width_digits_in_cells_are_read_and_logged_once_per_column(folder):
    rows = [
        ["井号", "井别", "井深（m）", "井口水温（℃）", "年开采量（万m³）"],
        ["K1", "开采", "1,234.5 m", "95.5℃", "12.3万m³"],
        ["K2", "开采", "１２３４．５", "95.5", "3000m³"],
        ["K3", "开采", "2 000", "—", "/"],
    ]
    layer = read_wells(put_csv(folder, rows))
    assert layer.frame["depth_m"].tolist() == [1234.5, 1234.5, 2000.0]
    assert layer.frame["wellhead_c"].tolist()[:2] == [95.5, 95.5]
    assert layer.frame["produced_1e4m3"].tolist()[:2] == [12.3, 0.3]
    assert layer.frame[["wellhead_c", "produced_1e4m3"]].iloc[2].isna().all()
    assert layer.issues == ()
    assert repairs(layer) == {
        ("NUMBER_TEXT", "井深（m）"): (3, "1,234.5 m", "1234.5"),
        ("NUMBER_TEXT", "井口水温（℃）"): (1, "95.5℃", "95.5"),
        ("EMPTY_MARK", "井口水温（℃）"): (1, "—", ""),
        ("NUMBER_TEXT", "年开采量（万m³）"): (1, "12.3万m³", "12.3"),
        ("UNIT_CONVERTED", "年开采量（万m³）"): (1, "3000m³", "0.3 万m³"),
        ("EMPTY_MARK", "年开采量（万m³）"): (1, "/", ""),
    }


def test_every_sign_for_nothing_that_was_met_is_named(folder):
    rows = [
        ["井号", "井别", "井深（m）"],
        *([f"K{i}", "开采", mark] for i, mark in enumerate(["无", "/", "无", 5, "—"])),
    ]
    assert repairs(read_wells(put_csv(folder, rows))) == {("EMPTY_MARK", "井深（m）"): (4, "无、/、—", "")}


def test_dates_are_read_in_every_style_and_months_and_impossible_days_are_issues(folder):
    good = ["2022-12-31", "2022/12/31", "2022.12.31", "2022年12月31日", "20221231", "2022-12-31 00:00:00", "44926"]
    bad = ["2022年12月", "2022-02-30", "22-12-31", "去年", "2022"]
    rows = [["井号", "井别", "数据日期"], *([f"K{i}", "开采", cell] for i, cell in enumerate([*good, *bad]))]
    layer = read_wells(put_csv(folder, rows))
    assert layer.frame["data_date"].tolist() == [datetime.date(2022, 12, 31)] * 7 + [None] * 5
    assert codes(layer) == [("DATE", 9 + i, f"C{9 + i}", cell) for i, cell in enumerate(bad)]
    assert repairs(layer) == {("DATE_SERIAL", "数据日期"): (1, "44926", "2022-12-31")}


@pytest.mark.parametrize(
    ("lon", "lat"),
    [("117°01′23.4″", "39°04′39″"), ("117度1分23.4秒", "39度4分39秒"), ("E117 01 23.4", "N39 04 39"),
     ("117°1'23.4\"E", "39°4'39''N"), ("东经117°01′23.4″", "北纬39°04′39″"), ("117:01:23.4", "39:04:39")],
)  # fmt: skip
def test_degrees_minutes_and_seconds_become_degrees(folder, lon, lat):
    layer = read_wells(put_csv(folder, [["井号", "井别", "经度", "纬度"], ["K1", "开采", lon, lat]]))
    assert layer.frame["longitude"][0] == pytest.approx(117 + 1 / 60 + 23.4 / 3600, abs=1e-12)
    assert layer.frame["latitude"][0] == pytest.approx(39 + 4 / 60 + 39 / 3600, abs=1e-12)
    assert {code for code, _ in repairs(layer)} == {"DMS"}


def test_packed_degrees_are_never_guessed(folder):
    rows = [["井号", "井别", "经度", "纬度"], ["K1", "开采", 1170123.4, 390439], ["K2", "开采", 117.1, 39.1]]
    layer = read_wells(put_csv(folder, rows))
    assert codes(layer) == [("DMS_PACKED", 2, "C2", "1170123.4"), ("DMS_PACKED", 2, "D2", "390439")]
    assert layer.frame["longitude"].tolist()[1] == 117.1


PLANE = [("K1", 39501300.0, 4326500.0), ("K2", 39509500.0, 4334800.0)]


@pytest.mark.parametrize(
    "names", [("横坐标", "纵坐标"), ("X坐标", "Y坐标"), ("经度", "纬度"), ("东坐标(m)", "北坐标(m)")]
)
@pytest.mark.parametrize("north_first", [False, True])
def test_plane_coordinates_become_longitude_and_latitude_whichever_way_x_is_meant(folder, names, north_first):
    rows = [["井号", "井别", *names]]
    rows += [[name, "开采", *((north, east) if north_first else (east, north))] for name, east, north in PLANE]
    layer = read_wells(put_csv(folder, rows), crs="EPSG:4527")
    back = gpd.GeoSeries([shapely.Point(x, y) for _, x, y in PLANE], crs=4527).to_crs(4490)
    assert layer.frame["longitude"].tolist() == pytest.approx(back.x.tolist(), abs=1e-9)
    assert layer.frame["latitude"].tolist() == pytest.approx(back.y.tolist(), abs=1e-9)
    assert {code for code, _ in repairs(layer)} >= {"CRS_PROJECTED"}
    (issue,) = read_wells(put_csv(folder, rows)).issues
    assert (issue.code, issue.facts["count"], issue.row) == ("CRS_MISSING", 2, 0)


def test_a_zone_prefix_that_the_system_does_not_have_is_named(folder):
    rows = [["井号", "井别", "横坐标", "纵坐标"], *([name, "开采", x, y] for name, x, y in PLANE)]
    (issue,) = read_wells(put_csv(folder, rows), crs="EPSG:4548").issues
    assert issue.code == "CRS_EASTING_PREFIX"


def test_points_of_a_layer_are_wells_with_the_places_of_their_shapes(folder):
    shapes = [shapely.Point(x, y) for _, x, y in PLANE]
    frame = gpd.GeoDataFrame(
        {"井号": ["K1", "K2"], "井别": ["开采", "回灌"], "井深_m": ["2,000 m", None], "经度": [117.2, None]},
        geometry=shapes, crs=4527,
    )  # fmt: skip
    lon = frame.to_crs(4490).geometry.x.tolist()
    for name in ("井.gpkg", "井.geojson", "井.shp", "井.parquet"):
        path = folder / name
        if name.endswith("parquet"):
            frame.to_parquet(path)
        else:
            written = {"encoding": "GBK"} if name.endswith("shp") else {}
            (frame.to_crs(4490) if name.endswith("json") else frame).to_file(path, **written)
        layer = read_wells(path)
        assert layer.frame["longitude"].tolist() == pytest.approx(lon, abs=1e-7)
        assert layer.frame["depth_m"].tolist()[0] == 2000.0
        assert layer.lines == ()
        assert {code for code, _ in repairs(layer)} == {"NUMBER_TEXT", "COORD_FROM_SHAPE"}
    squares = frame.set_geometry(frame.geometry.buffer(5))
    squares.to_file(folder / "面.gpkg")
    assert [i.code for i in read_wells(folder / "面.gpkg").issues] == ["GEOM_TYPE", "GEOM_TYPE"]


def test_choices_are_kept_by_their_meaning_and_other_words_are_issues(folder):
    rows = [["案件编号", "违法面积（亩）", "整改状态"], ["W1", 1, "已整改"], ["W2", 2, "整改到位"], ["W3", 3, "不知道"]]
    layer = read_ledger("illegal_land", put_csv(folder, rows))
    assert layer.frame["state"].tolist() == ["rectified", "rectified", ""]
    assert codes(layer) == [("CHOICE_UNKNOWN", 4, "C4", "不知道")]
    assert "整改中" in layer.issues[0].facts["allowed"]["zh"]
    assert repairs(layer) == {("CHOICE_ALIAS", "整改状态"): (1, "整改到位", "已整改")}


def test_a_number_that_was_an_id_has_lost_digits_only_where_it_is_long(folder):
    rows = [["许可证号", "井号", "井别"], ["1.20000e+21", 101, "开采"], ["C12", 102.0, "开采"]]
    layer = read_wells(put_xlsx(folder, rows))
    assert layer.frame["well_id"].tolist() == ["101", "102"]
    assert codes(layer) == [("ID_PRECISION", 2, "A2", "1.20000e+21")]
    assert ("CODE_TYPE", "井号") in repairs(layer)


def test_names_of_ones_own_are_taken_as_given_and_checked(folder):
    rows = [["代号", "类", "深"], ["K1", "开采", 5]]
    fields = {"well_id": "代号", "role": "类", "depth_m": "深"}
    assert read_wells(put_csv(folder, rows), fields=fields).frame["depth_m"].tolist() == [5.0]
    for wrong, code in (({**fields, "depth_m": "深度"}, "FIELD_MISSING"), ({"depth": "深"}, "FIELD_UNKNOWN")):
        with pytest.raises(BadData) as caught:
            read_wells(put_csv(folder, rows), fields=wrong)
        assert caught.value.code == code


def test_of_several_sheets_the_one_that_fits_is_read_and_two_that_fit_are_named(folder):
    note = ("说明", [["本表由各镇街填报"]])
    assert read_wells(put_xlsx(folder, [HEADER, *WELLS], more=[note])).provenance.layer == "地热井"
    twice = put_xlsx(folder, [HEADER, *WELLS], more=[("2021", [HEADER, WELLS[0]]), ("空表", [HEADER])])
    with pytest.raises(BadData) as caught:
        read_wells(twice)
    assert (caught.value.code, caught.value.facts["value"]) == ("LAYER_AMBIGUOUS", "地热井、2021")
    assert len(read_wells(twice, layer="2021").frame) == 1
    with pytest.raises(NotThere):
        read_wells(twice, layer="2020")


def test_every_kind_of_table_has_columns_that_no_spelling_confuses():
    for kind in TABLE_KINDS:
        spec = read_spec(kind)
        assert spec.required, kind
        for relation in spec.relations:
            assert all(spec.has(key) for key in (relation.left, relation.right, relation.less) if key)
        assert all(spec.has(key) for key in spec.identity)
        for column in spec.columns:
            assert (column.unit is not None) == (column.kind in ("area", "volume", "money") or bool(column.unit))
    with pytest.raises(BadData):
        read_ledger("wells", "x.csv")
    assert len(LEDGER_KINDS) == 8


TEXT = st.text(
    st.characters(codec="gb18030", categories=("Lu", "Ll", "Lo", "Nd")), min_size=1, max_size=8
).filter(lambda t: not t.isdigit()).map(lambda t: "井" + t)  # fmt: skip
NUMBER = st.none() | st.decimals(0, 9000, places=2).map(float)
ROWS = st.lists(st.tuples(TEXT, NUMBER, NUMBER, st.none() | st.dates()), min_size=1, max_size=6)


@given(rows=ROWS)
def test_any_table_comes_back_the_same_from_every_format_and_encoding(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("往返")
    table = [["井号", "井别", "井深（m）", "年开采量（万m³）", "数据日期"]]
    table += [[f"{name}{i}", "开采", depth, volume, day] for i, (name, depth, volume, day) in enumerate(rows)]
    paths = [put_csv(folder, table, encoding, name=f"{encoding}.csv") for encoding in ("gb18030", "utf-8", "utf-16")]
    first, *others = [read_wells(path) for path in (*paths, put_xlsx(folder, table))]
    assert first.frame["well_id"].tolist() == [row[0] for row in table[1:]]
    assert [None if math.isnan(v) else v for v in first.frame["depth_m"]] == [row[2] for row in table[1:]]
    assert first.frame["data_date"].tolist() == [row[4] for row in table[1:]]
    for layer in others:
        assert layer.frame.equals(first.frame)
        assert (layer.issues, layer.provenance.repairs) == ((), ())
