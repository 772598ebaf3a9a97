import re

import pytest

from natres.errors import BadData, BadRows, BadUsage, NotThere, describe_code
from natres.readers.boundary_points import read_boundary_points
from tests.readers.boundary_points.test_variants import FAR, head
from tests.readers.boundary_points.writer import HEAD, INNER, SQUARE, Style, Written, put, text_of

SHIFTED = [(east + 50, north + 50) for east, north in SQUARE]
BOW = [(0.0, 0.0), (100.0, 100.0), (0.0, 100.0), (100.0, 0.0)]


def refused(folder, text, **options):
    """The errors as (code, line, field, value); every one has words in both languages with nothing left open."""
    with pytest.raises(BadRows) as caught:
        read_boundary_points(put(folder, text), **options)
    error = caught.value
    for issue in error.issues:
        assert issue.file == "勘测定界 界址点.txt"
        assert issue.severity == "error"
    for language in ("zh", "en"):
        said = error.sentence(language)
        assert "—" not in said.replace("—", "", said.count("X=—"))
        assert "{" not in said
        for issue in error.issues[:20]:
            code = f"{issue.code}.{issue.variant}" if issue.variant else issue.code
            assert describe_code(code, language)[1]
            assert issue.line is None or re.search(rf"\b(line )?{issue.line}\b", said)
    return [(i.code + (f".{i.variant}" if i.variant else ""), i.line, i.field, i.value) for i in error.issues]


def changed(old, new, plots=None, style=None):
    text = text_of(plots or [Written()], style)
    assert old in text
    return text.replace(old, new, 1)


# The description takes lines 1 to 7, [地块坐标] is line 8, the first plot line 9, its points lines 10 to 14.
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("J102,1,", "J102,", ("POINT_FIELDS", 11, "", "3")),
        ("J102,1,", "J102,1,7,", ("POINT_FIELDS", 11, "", "5")),
        ("J102,1,4305100.000", "J102,1,43051OO.000", ("POINT_NUMBER.letter", 11, "X", "43051OO.000")),
        ("J102,1,4305100.000", "J102,1,", ("POINT_NUMBER", 11, "X", "")),
        ("J102,1,4305100.000", "J102,1,北", ("POINT_NUMBER", 11, "X", "北")),
        ("J102,1,4305100.000", "J102,1,nan", ("POINT_NUMBER", 11, "X", "nan")),
        ("J102,1,4305100.000", "J102,1,4e6", ("POINT_NUMBER", 11, "X", "4e6")),
        ("J102,1,", "J102,l,", ("POINT_NUMBER.letter", 11, "地块圈号", "l")),
        ("J102,1,4305100.000", "J102,1,430510.000", ("RANGE.impossible", 11, "X", "430510.000")),
        ("J102,1,4305100.000", "J102,1,43051000.000", ("RANGE.impossible", 11, "X", "43051000.000")),
        ("5,1.0000,", "五,1.0000,", ("POINT_NUMBER", 9, "界址点数", "五")),
        ("5,1.0000,", "5,-1,", ("POINT_NUMBER", 9, "地块面积", "-1")),
        ("5,1.0000,", "5,15亩,", ("POINT_NUMBER", 9, "地块面积", "15亩")),
        ("5,1.0000,", "6,1.0000,", ("POINT_COUNT", 9, "界址点数", "6")),
        ("5,1.0000,", "3,1.0000,", ("POINT_COUNT", 9, "界址点数", "3")),
        (",甲地块,面,", ",甲,地块,面,", ("GEOM_TYPE.points", 9, "记录图形属性", "地块")),
        (",面,", ",线,", ("GEOM_TYPE.points", 9, "记录图形属性", "线")),
        ("5,1.0000,甲-01,甲地块,面,,工业用地,0601,@", "5,1@", ("POINT_FIELDS.plot", 9, "", "2")),
        ("J101,1,4305000.000,39519000.000\r\nJ102", "J101,1,39519000.000,4305000.000\r\nJ102",
         ("AXIS_SWAPPED.mixed", 10, "X, Y", "39519000.000, 4305000.000")),
        ("J102,1,4305100.000,39", "J102,1,4305100.000,38", ("CRS_EASTING_PREFIX.points", 11, "Y", "38519000.000")),
        ("J102,1,4305100.000,39", "J102,1,4305100.000,", ("CRS_EASTING_PREFIX.points", 11, "Y", "519000.000")),
        ("坐标系=2000国家大地坐标系", "坐标系=1980西安坐标系", ("CRS_DATUM.points", 3, "坐标系", "1980西安坐标系")),
        ("坐标系=2000国家大地坐标系", "坐标系=北京54", ("CRS_DATUM.points", 3, "坐标系", "北京54")),
        ("坐标系=2000国家大地坐标系", "坐标系=上海2000坐标系", ("CRS_DATUM.points", 3, "坐标系", "上海2000坐标系")),
        ("坐标系=2000国家大地坐标系", "坐标系=", ("CRS_MISSING.points", None, "", "")),
        ("几度分带=3", "几度分带=9", ("CHOICE_UNKNOWN", 4, "几度分带", "9")),
        ("几度分带=3", "几度分带=6", ("CHOICE_UNKNOWN", 7, "带号", "39")),
        ("投影类型=高斯克吕格", "投影类型=墨卡托", ("CHOICE_UNKNOWN", 5, "投影类型", "墨卡托")),
        ("计量单位=米", "计量单位=度", ("CHOICE_UNKNOWN", 6, "计量单位", "度")),
        ("带号=39", "带号=117", ("CHOICE_UNKNOWN", 7, "带号", "117")),
        ("带号=39", "带号=40", ("CRS_EASTING_PREFIX.points", 10, "Y", "39519000.000")),
        ("带号=39", "带号=39\r\n[项目信息]\r\n带号=39\r\nJ1,1,4305000,39519000",
         ("POINT_SECTION", 10, "", "J1,1,4305000,39519000")),
        ("带号=39", "带号=39\r\n带号=40", ("POINT_HEAD_TWICE", 8, "带号", "40")),
        ("[地块坐标]\r\n", "[地块坐标]\r\nJ9,1,4305000,39519000\r\n",
         ("POINT_SECTION.plot", 9, "", "J9,1,4305000,39519000")),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_value(folder, old, new, expected):
    assert refused(folder, changed(old, new)) == [expected]


def test_a_missing_line_is_a_missing_point(folder):
    text = changed("J102,1,4305100.000,39519000.000\r\n", "")
    assert refused(folder, text) == [("POINT_COUNT", 9, "界址点数", "5")]


def test_a_point_lost_is_found_though_the_count_fits_with_the_repeated_one(folder):
    plots = [Written(number=str(k)) for k in range(3)]
    text = text_of(plots, Style(counted=False))
    lost = text.rindex("J102")
    text = text[:lost] + text[text.index("\r\n", lost) + 2 :]
    assert refused(folder, text) == [("POINT_COUNT.other", 21, "界址点数", "4")]


def test_a_plot_without_points_is_never_left_out(folder):
    text = text_of([Written()]) + "0,1,乙,乙地块,@\r\n"
    assert ("RING_POINTS", 15, "地块圈号", "0") in refused(folder, text)


def test_a_ring_of_two_points_is_refused(folder):
    assert refused(folder, text_of([Written([SQUARE[:2]])])) == [("RING_POINTS", 10, "地块圈号", "2")]


def test_a_last_point_with_the_name_of_the_first_has_to_be_it(folder):
    text = text_of([Written()])
    cut = text[: text.rindex("0")] + "1\r\n"  # 39519000.001 is the same point, 39519000.01 is not
    assert len(read_boundary_points(put(folder, cut))[0]) == 1
    cut = text[: text.rindex("00")] + "1\r\n"
    assert refused(folder, cut) == [("RING_OPEN", 14, "X, Y", "4305000.000, 39519000.010")]


def test_a_ring_in_pieces_is_refused(folder):
    lines = text_of([Written([SQUARE, FAR])], Style(closed=False)).split("\r\n")
    lines[12], lines[14] = lines[14], lines[12]
    found = refused(folder, "\r\n".join(lines))
    assert {code for code, *_ in found} == {"RING_ORDER", "RING_POINTS"}


@pytest.mark.parametrize(
    ("rings", "code", "line"),
    [
        ([BOW], "GEOM_INVALID.points", 10),
        ([SQUARE, SHIFTED], "GEOM_INVALID.points", 9),
        ([SQUARE, INNER, INNER], "GEOM_INVALID.twice", 20),
    ],
)
def test_rings_that_cross_are_refused(folder, rings, code, line):
    found = refused(folder, text_of([Written(rings)]))
    assert [(c, n) for c, n, *_ in found] == [(code, line)]


def test_axes_that_cannot_be_told_are_refused(folder):
    text = text_of([Written()], Style(prefix=0)).replace(",4305", ",305").replace(",305", ",405")
    found = refused(folder, text)
    assert [(code, line) for code, line, *_ in found] == [("AXIS_SWAPPED.points", 10)]


def test_all_mistakes_of_a_file_are_told_in_one_go_by_line(folder):
    text = text_of([Written(), Written([BOW], number="乙"), Written(number="丙")])
    text = text.replace("带号=39", "带号=40").replace("J103,1,4305100", "J103,1,43O5100", 1)
    text = text[: text.rindex("J103")] + text[text.rindex("J104") :]
    found = [(code, line) for code, line, *_ in refused(folder, text)]
    assert found == [
        ("CRS_EASTING_PREFIX.points", 10), ("POINT_NUMBER.letter", 12),
        ("GEOM_INVALID.points", 16), ("POINT_COUNT", 21),
    ]  # fmt: skip


def test_without_zone_or_system_there_is_no_place(folder):
    no_zone = text_of([Written()], Style(prefix=0, head=head(带号="")))
    assert refused(folder, no_zone) == [("CRS_MISSING.points", 3, "带号", "")]
    assert read_boundary_points(put(folder, no_zone), crs="EPSG:4548")[0].crs == "EPSG:4548"
    nothing = text_of([Written()], Style(head=None))
    assert refused(folder, nothing) == [("CRS_MISSING.points", None, "", "")]


@pytest.mark.parametrize("crs", ["EPSG:4548", "EPSG:4528"])
def test_a_given_system_that_does_not_fit_the_eastings_is_refused(folder, crs):
    found = refused(folder, text_of([Written()], Style(head=None)), crs=crs)
    assert found == [("CRS_EASTING_PREFIX", 3, "Y", "39519000.000")]


@pytest.mark.parametrize(
    ("crs", "styled", "kind", "code"),
    [
        ("EPSG:4528", HEAD, BadUsage, "CRS_CONFLICT"),
        ("不存在", HEAD, BadUsage, "CRS_UNKNOWN"),
        ("EPSG:4490", None, BadData, "CRS_PROJECTED"),
        ("EPSG:2363", None, BadData, "CRS_DATUM"),
    ],
)
def test_a_given_system_that_cannot_be_is_refused(folder, crs, styled, kind, code):
    with pytest.raises(kind) as caught:
        read_boundary_points(put(folder, text_of([Written()], Style(head=styled))), crs=crs)
    assert caught.value.code == code


def test_files_that_are_none_are_refused(folder):
    for text in ("", "[地块坐标]\r\n", "西青区\r\n"):
        with pytest.raises(BadData) as caught:
            read_boundary_points(put(folder, text))
        assert caught.value.code == "LAYER_EMPTY"
    with pytest.raises(NotThere):
        read_boundary_points(folder / "没有.txt")
    with pytest.raises(BadData):
        read_boundary_points(put(folder, text_of([Written()])), encoding="ascii")
