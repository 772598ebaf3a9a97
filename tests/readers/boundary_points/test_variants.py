import math

import geopandas as gpd
import pytest
import shapely

from natres.readers.boundary_points import is_boundary_points, read_boundary_points
from tests.readers.boundary_points.writer import EAST, HEAD, INNER, NORTH, SQUARE, Style, Written, put, text_of

FAR = [(300.0, 0.0), (300.0, 50.0), (350.0, 50.0), (350.0, 0.0)]


def head(**said):
    return tuple(
        f"{line.partition('=')[0]}={said.get(line.partition('=')[0], line.partition('=')[2])}" for line in HEAD
    )


def codes(records):
    return [record.code for record in records]


def ground(prefix=39):
    east = prefix * 1_000_000 + EAST
    return shapely.box(east, NORTH, east + 100, NORTH + 100)


def test_the_file_of_the_sample_is_its_polygon(sample_dir):
    frame, repairs, notices = read_boundary_points(sample_dir / "project" / "site_points.txt")
    truth = gpd.read_parquet(sample_dir / "project" / "site.parquet")
    assert frame.crs == truth.crs
    assert frame.geometry[0].normalize().equals_exact(truth.geometry[0].normalize(), 0.001)
    assert frame.declared_area_m2[0] == truth["面积_公顷"][0] * 10_000
    assert frame.point_count[0] == truth["界址点数"][0]
    assert (frame.plot_number[0], frame.plot_name[0]) == ("示例-01", "示例地块（虚构）")
    assert (repairs, notices) == ((), ())


@pytest.mark.parametrize("fields", [4, 9, 12])
@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_lines_of_plots_may_be_short_or_long_in_any_encoding(folder, fields, encoding):
    path = put(folder, text_of([Written()], Style(fields=fields)), encoding)
    frame, _, notices = read_boundary_points(path)
    row = frame.iloc[0]
    assert (row.plot_number, row.plot_name, row.declared_area_m2, row.point_count) == ("甲-01", "甲地块", 10_000, 4)
    assert (row.use, row.land_class, row.shape_kind) == (("", "", "") if fields == 4 else ("工业用地", "0601", "面"))
    assert codes(notices) == (["FIELDS_ASIDE.points"] if fields == 12 else [])
    assert row.geometry.equals(ground())


def test_a_line_of_plot_without_a_name_is_read(folder):
    text = text_of([Written()], Style(fields=4)).replace(",甲地块,@", ",@")
    assert read_boundary_points(put(folder, text))[0].plot_number[0] == "甲-01"


def test_empty_fields_are_empty_and_an_untold_count_is_told(folder):
    text = text_of([Written(number="", name="", hectares="", use="", land_class="")]).replace("5,,,,面", ",,,,面")
    frame, _, notices = read_boundary_points(put(folder, text))
    assert frame.iloc[0][["plot_number", "plot_name", "use", "land_class", "sheet"]].tolist() == [""] * 5
    assert math.isnan(frame.declared_area_m2[0])
    assert codes(notices) == ["POINT_COUNT.untold"]


@pytest.mark.parametrize(("counted", "newline"), [(True, "\n"), (False, "\r\n"), (True, "\r")])
def test_repeated_first_points_may_be_counted_or_not(folder, counted, newline):
    style = Style(counted=counted, newline=newline)
    frame, _, notices = read_boundary_points(put(folder, text_of([Written([SQUARE, INNER], hectares="0.96")], style)))
    assert (frame.point_count[0], notices) == (8, ())


def test_open_rings_are_closed_and_counted(folder):
    frame, repairs, _ = read_boundary_points(put(folder, text_of([Written([SQUARE, FAR])], Style(closed=False))))
    assert [(r.code, r.count, r.before, r.after) for r in repairs] == [("RING_CLOSED", 2, "J104", "J101")]
    assert frame.geometry[0].area == 12_500


def test_a_second_ring_inside_is_a_hole_and_one_outside_a_part(folder):
    island = [(45.0, 45.0), (45.0, 55.0), (55.0, 55.0), (55.0, 45.0)]
    frame, _, _ = read_boundary_points(put(folder, text_of([Written([INNER, SQUARE, FAR, island], hectares="1.22")])))
    shape = frame.geometry[0]
    assert shape.geom_type == "MultiPolygon"
    assert sorted((p.area, len(p.interiors)) for p in shape.geoms) == [(100, 0), (2500, 0), (9600, 1)]


def test_two_closed_rings_of_one_number_are_two_rings(folder):
    text = text_of([Written([SQUARE, FAR])]).replace(",2,4305", ",1,4305")
    assert read_boundary_points(put(folder, text))[0].geometry[0].area == 12_500


def test_wide_characters_blanks_comments_and_a_title_are_no_obstacle(folder):
    text = text_of([Written(number="Ａ-１", land_class="０６０１")])
    text = text.replace("[地块坐标]", "# 由外业导出\r\n\r\n【地块坐标】").replace("带号=39", "带 号 ＝ ３９ ")
    text = text.replace(",1,43050", "，１ ,\u3000４３０50").replace(",@", "，＠")
    frame, repairs, notices = read_boundary_points(put(folder, "界址点成果\r\n" + text + "\x1a"))
    assert frame.geometry[0].equals(ground())
    assert frame.iloc[0][["plot_number", "land_class"]].tolist() == ["A-1", "0601"]
    assert [(r.code, r.after, r.field) for r in repairs] == [
        ("CODE_WIDE", "A-1", "地块编号"), ("CODE_WIDE", "0601", "地类编码"),
    ]  # fmt: skip
    assert [(n.code, n.facts["count"], n.facts["value"]) for n in notices] == [("ROWS_ASIDE", 2, "界址点成果")]


def test_a_wide_comma_in_a_name_stays_in_it(folder):
    frame, _, _ = read_boundary_points(put(folder, text_of([Written(name="甲地块，南区")])))
    assert frame.plot_name[0] == "甲地块，南区"


def test_an_area_may_name_its_unit(folder):
    frame, _, notices = read_boundary_points(put(folder, text_of([Written(hectares="1.0公顷")])))
    assert (frame.declared_area_m2[0], notices) == (10_000, ())


@pytest.mark.parametrize(
    ("said", "prefix", "epsg"),
    [
        ({}, 39, 4527),
        ({}, 0, 4548),
        ({"几度分带": "3度带", "带号": "第39带", "坐标系": "CGCS2000"}, 39, 4527),
        ({"几度分带": "", "带号": ""}, 40, 4528),
        ({"几度分带": "", "带号": "20"}, 0, 4509),
        ({"几度分带": "6", "带号": "20"}, 20, 4498),
        ({"带号": "25"}, 25, 4513),
        ({"带号": "45"}, 0, 4554),
        ({"几度分带": "六", "带号": "23"}, 23, 4501),
        ({"投影类型": "", "计量单位": "", "坐标系": "WGS84"}, 39, 4527),
    ],
)
def test_the_system_follows_from_description_and_eastings(folder, said, prefix, epsg):
    style = Style(prefix=prefix, head=head(**said))
    frame, _, notices = read_boundary_points(put(folder, text_of([Written()], style)))
    assert frame.crs.to_epsg() == epsg
    assert codes(notices) == (["CRS_WGS84"] if said.get("坐标系") == "WGS84" else [])


@pytest.mark.parametrize(("prefix", "crs"), [(39, "EPSG:4527"), (0, "EPSG:4548"), (20, "EPSG:4498")])
def test_without_description_the_given_system_is_taken(folder, prefix, crs):
    frame, _, _ = read_boundary_points(put(folder, text_of([Written()], Style(prefix=prefix, head=None))), crs=crs)
    assert frame.crs == crs


def test_a_given_system_may_repeat_what_the_file_states(folder):
    assert read_boundary_points(put(folder, text_of([Written()])), crs="EPSG:4527")[0].crs == "EPSG:4527"


@pytest.mark.parametrize("prefix", [39, 0])
def test_exchanged_columns_are_read_right_and_told(folder, prefix):
    text = text_of([Written()], Style(prefix=prefix, exchanged=True))
    frame, _, notices = read_boundary_points(put(folder, text))
    assert frame.geometry[0].equals(ground(prefix))
    assert [(n.code, n.facts["count"], n.facts["at_line"]) for n in notices] == [("AXIS_SWAPPED.read", 1, 9)]


def test_only_the_plot_that_is_exchanged_is_turned(folder):
    text = text_of([Written()]) + text_of([Written(number="乙")], Style(exchanged=True))
    frame, _, notices = read_boundary_points(put(folder, text))
    assert all(shape.equals(ground()) for shape in frame.geometry)
    assert codes(notices) == ["AXIS_SWAPPED.read"]


def test_an_area_that_is_not_the_polygons_is_told_with_both(folder):
    plots = [Written(), Written(number="乙", hectares="1.0102"), Written(number="丙", hectares="1.0100")]
    _, _, notices = read_boundary_points(put(folder, text_of(plots)))
    facts = [(n.code, n.facts["id"], n.facts["value"], n.facts["measured"], n.facts["at_line"]) for n in notices]
    assert facts == [("AREA_MISMATCH.points", "乙", "1.0102", "1.0000", 15)]


def test_plots_of_one_number_are_told(folder):
    frame, _, notices = read_boundary_points(put(folder, text_of([Written(), Written(), Written(number="乙")])))
    assert [(n.code, n.facts["value"], n.facts["count"]) for n in notices] == [("ID_DUPLICATE.points", "甲-01", 2)]
    assert len(frame) == 3


def test_conversion_parameters_that_are_not_used_are_told(folder):
    for said, told in (("0,0,0,0,0,0,0", []), ("12.3,-4,5,,,,", ["POINT_PARAMETERS"])):
        text = text_of([Written()], Style(head=(*HEAD, f"转换参数={said}")))
        assert codes(read_boundary_points(put(folder, text))[2]) == told


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("[地块坐标]\r\n".encode("gbk"), True),
        ("\ufeff[属性描述]\n".encode(), True),
        ("标题\n【 地块坐标 】".encode("gb18030"), True),
        ("[属性描述]".encode("utf-16"), True),
        ("井号,井名".encode("gbk"), False),
        (b"\xff\xfe\xff", False),
        (b"PAR1\x00[\x80]", False),
        (b"", False),
    ],
)
def test_a_boundary_point_file_is_known_by_its_beginning(data, expected):
    assert is_boundary_points(data) is expected
