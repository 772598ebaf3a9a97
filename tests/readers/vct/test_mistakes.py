"""Each mistake has its code, its line and the line's text; damaged bytes give nothing but named mistakes."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import natres
from natres.errors import BadData, NatresError, NotThere, describe_code
from natres.readers.vct import look_into, read_table
from natres.readers.vct.example import EXAMPLE
from tests.readers.vct.test_grammar import BEGIN, EDGES, FAR, GOOD, HOLE, LABEL, SQUARE, file_of
from tests.readers.vct.test_round_trip import cell, of
from tests.readers.vct.writing import Style, VctLayer, vct_lines


def refused(folder: Path, text: str, layer: str = "DLTB", **options) -> NatresError:
    path = folder / "成果.vct"
    path.write_text(text, encoding="gb18030", newline="")
    with pytest.raises(NatresError) as caught:
        read_table(path, layer, **options)
    return caught.value


def line_of(text: str, line: str, nth: int = 0) -> int:
    return [number for number, each in enumerate(text.split("\n"), start=1) if each == line][nth]


@pytest.mark.parametrize(
    ("old", "new", "variant", "line"),
    [
        ("HeadBegin", "Head", "head", "Head"),
        ("HeadEnd\n", "HeadEnd\n12\n", "section", "12"),
        ("PolygonEnd\n", "PolygonEnd\nwhat\n", "section", "what"),
        ("PolygonEnd\n", "PolygonEnd\n线Begin\n", "section", "线Begin"),
        ("AttributeEnd\n", "AttributeEnd\n3,4\n", "section", "3,4"),
        ("Dim:2", "Dim 2", "key", "Dim 2"),
        ("Dim:2", "Dim:4", "dimensions", "Dim:4"),
        ("Offset:0,0", "Offset:0,500", "offset", "Offset:0,500"),
        ("Separator:,", "Separator:7", "separator", "Separator:7"),
        ("Separator:,", "Separator:||", "separator", "Separator:||"),
        ("XAxisDirection:E", "XAxisDirection:W", "axes", "XAxisDirection:W"),
        ("XYUnit:M", "XYUnit:英里", "unit", "XYUnit:英里"),
        ("CGCS2000,6378137.0", "CGCS2000,6378140", "spheroid", "Spheroid:CGCS2000,6378140,298.257222101"),
        ("Spheroid:CGCS2000,6378137.0,298.257222101", "Spheroid:某椭球", "spheroid", "Spheroid:某椭球"),
        ("Parameters:117,1,39500000,0,3,39", "Parameters:117,x", "parameters", "Parameters:117,x"),
        ("Parameters:117,1,39500000,0,3,39", "Parameters:117", "parameters", "Parameters:117"),
        ("Polygon,DLTB", "Polygon", "feature", "2001010100,地类图斑,Polygon"),
        ("FeatureCodeEnd", "2001010101,点,Point,DLTB\nFeatureCodeEnd", "kinds", "2001010101,点,Point,DLTB"),
        ("DLTB,1\n", "DLTB\n", "table", "DLTB"),
        ("DLTB,1\n", "DLTB,1000000000000\n", "table", "DLTB,1000000000000"),
        ("DLTB,1\n", "DLTB,2\n", "field", "0"),
        ("DLBM,Char,5", "DLBM,Blob", "field", "DLBM,Blob"),
        ("DLBM,Char,5", "DLBM,Char,5\nBZ,Char,5", "table_zero", "BZ,Char,5"),
        ("0\nTableStructureEnd", "0\nDLTB,0\n0\nTableStructureEnd", "table", "DLTB,0"),
        ("PolygonEnd", "8\nPolygonEnd", "object", "8"),
        ("\n7\n2001", "\n七\n2001", "id", "七"),
        ("unknown\n1\n", "unknown\n3\n", "polygon_type", "3"),
        ("unknown\n1\n", "unknown\n100\n", "by", "1"),
        (f"{LABEL}\n1\n", f"{LABEL}\n99999\n", "rings", "99999"),
        (f"{LABEL}\n1\n", f"{LABEL}\n2\n", "polyline", "0"),
        ("11\n5\n", "12\n5\n", "polyline", "12"),
        ("11\n5\n", "11\n1000000000000\n", "points", "1000000000000"),
        ("11\n5\n", "11\n-5\n", "points", "-5"),
        ("11\n5\n", "11\n4\n", "zero", SQUARE[4]),
        ("11\n5\n", "11\n6\n", "zero", "PolygonEnd"),
        (SQUARE[1], "39500000,43001oo", "coordinate", "39500000,43001oo"),
        (SQUARE[1], "39500000,", "coordinate", "39500000,"),
        (SQUARE[1], "39500000,nan", "coordinate", "39500000,nan"),
        (SQUARE[1], "39500000,1e300", "coordinate", "39500000,1e300"),
        (SQUARE[1], "39500000,43,0", "coordinate", "39500000,43,0"),
        (f"{SQUARE[4]}\n0", "39500000,4300000.0011\n0", "ring_open", SQUARE[0]),
        ("5\n" + "\n".join(SQUARE), "2\n" + "\n".join([SQUARE[0]] * 2), "ring_short", SQUARE[0]),
        ("5\n" + "\n".join(SQUARE), "1\n" + SQUARE[0], "ring_short", SQUARE[0]),
        ("7,0102", "7,0102,1", "cells", "7,0102,1"),
        ("7,0102", "七,0102", "row_id", "七,0102"),
        ("7,0102", "8,0102", "no_object", "8,0102"),
        ("7,0102", "7,0102\n7,0103", "row_twice", "7,0103"),
        ("7,0102\n", "", "no_row", "7"),
        ("\nPolygonEnd", "\n" + "\n".join(GOOD) + "\nPolygonEnd", "object_twice", "7"),
    ],
)
def test_what_the_grammar_does_not_have_is_named_with_its_line(folder, old, new, variant, line):
    text = file_of(GOOD)
    assert old in text
    broken = text.replace(old, new, 1)
    error = refused(folder, broken)
    assert error.variant == f"VCT_SYNTAX.{variant}"
    number = error.facts["at_line"]
    assert broken.split("\n")[number - 1] == line
    assert error.facts["value"] == line
    for language, words in (("zh", f"第 {number} 行"), ("en", f"line {number}")):
        assert words in error.sentence(language)
        assert "—" not in error.sentence(language)


@pytest.mark.parametrize(
    ("references", "variant"),
    [
        (["1000000000000", "1,-2"], "references"),
        (["999999999999", "1,-2"], "references"),
        (["3", "1,-2"], "references"),
        (["1", "1,-2"], "references"),
        (["2", "1,x"], "reference"),
        (["x", "1,-2"], "references"),
        (["2", "0,0"], "references"),
        (["2", "1,-9"], "no_such"),
        (["2", "1,2"], "ring_open"),
        (["2", "1,4"], "ring_open"),
        (["1", "1"], "ring_open"),
    ],
)
def test_references_that_lead_nowhere_or_do_not_close_are_named(folder, references, variant):
    text = file_of([*BEGIN, "100", LABEL, "21", *references, "0"], lines=EDGES)
    error = refused(folder, text)
    begun = line_of(text, "21")
    assert error.variant == f"VCT_SYNTAX.{variant}"
    assert error.facts["at_line"] == begun + (2 if variant == "reference" else 1)
    if variant in ("no_such", "ring_open"):
        assert "（7）" in error.sentence("zh")


def test_a_gap_of_a_millimetre_between_two_lines_is_closed_and_a_wider_one_is_not(folder):
    objects = [*BEGIN, "100", LABEL, "21", "2", "1,-2", "0"]

    def text(northing: str) -> str:
        edges = list(EDGES)
        edges[9] = f"39500100,{northing}"
        return file_of(objects, lines=edges)

    path = folder / "缝.vct"
    path.write_text(text("4300100.0009"), encoding="utf-8")
    assert read_table(path, "DLTB").geometry.iloc[0].area == 10_000
    assert refused(folder, text("4300100.0021")).variant == "VCT_SYNTAX.ring_open"


def by(kind, number, references):
    count = str(references.count(",") + 1)
    return [str(number), "2001010100", "unknown", "100", *kind, count, references, "0"]


def test_objects_made_of_themselves_or_of_one_another_are_refused(folder):
    rows = ["7,a", "8,b"]
    for kind, section in (([LABEL, "22"], "Polygon"), ([], "Line")):
        for objects in (by(kind, 7, "7"), [*by(kind, 7, "8"), *by(kind, 8, "-7")]):
            assert refused(folder, file_of(objects, rows=rows, kind=section)).variant == "VCT_SYNTAX.cycle"
    twice = [*EDGES, *EDGES[:11], *by([], 7, "1")]
    assert refused(folder, file_of(twice, kind="Line")).variant == "VCT_SYNTAX.ambiguous"


def test_long_chains_of_references_are_followed_and_explosive_ones_refused(folder):
    chain, bomb = list(EDGES), list(EDGES)
    for number in range(10, 5000):
        chain += by([], number, str(number - 1 if number > 10 else 1))
    for number in range(10, 70):
        before = number - 1 if number > 10 else 1
        bomb += by([], number, f"{before},-{before}")
    path = folder / "链.vct"
    path.write_text(file_of(by([LABEL, "21"], 7, "4999,-2"), lines=chain), encoding="utf-8")
    assert read_table(path, "DLTB").geometry.iloc[0].area == 10_000
    error = refused(folder, file_of(by([LABEL, "21"], 7, "69"), lines=bomb))
    assert error.variant == "VCT_SYNTAX.too_many"
    doubled = list(GOOD)
    for number in range(100, 160):
        before = number - 1 if number > 100 else 7
        doubled += by([LABEL, "22"], number, f"{before},{before}")
    path.write_text(file_of(doubled, rows=[f"{n},x" for n in (7, *range(100, 160))]), encoding="utf-8")
    assert set(read_table(path, "DLTB").area) == {10_000.0}


def test_rings_that_lie_over_one_another_without_end_are_refused_in_time(folder):
    rings = []
    for step in range(3000):
        low, high = 39_500_000 + step, 39_510_000 - step
        corners = [f"{low},{low}", f"{high},{low}", f"{high},{high}", f"{low},{low}"]
        rings += ["11", "4", *corners]
    error = refused(folder, file_of([*BEGIN, "1", LABEL, "3000", *rings, "0"]))
    assert error.variant == "VCT_SYNTAX.too_deep"


@pytest.mark.parametrize(
    ("body", "variant", "kind"),
    [
        (["9", "1", SQUARE[0]], "point_type", "Point"),
        (["1", "1", "39500000;4300000"], "coordinate", "Point"),
        (["5", "1", "11", "2", *FAR[:2]], "line_type", "Line"),
        (["1", "77", "11", "2", *FAR[:2]], "segments", "Line"),
        (["1", "1", "11", "1", *FAR[:1]], "line_short", "Line"),
        (["100", "1", "0"], "references", "Line"),
        (["100", "2", "1,0"], "no_such", "Line"),
        (["1", "1", "13", "3", *HOLE[:3]], "polyline", "Line"),
    ],
)
def test_points_and_lines_are_checked_too(folder, body, variant, kind):
    objects = [*(EDGES if kind == "Line" else []), *BEGIN, *body, "0"]
    assert refused(folder, file_of(objects, kind=kind)).variant == f"VCT_SYNTAX.{variant}"


@pytest.mark.parametrize(
    ("kind", "value", "variant"),
    [
        ("Int4", "十", "whole"),
        ("Int4", "1.5", "whole"),
        ("Int8", "9" * 30, "whole"),
        ("Float,15,2", "1_0", "number"),
        ("Double", "nan", "number"),
        ("Numeric", "1e999", "number"),
    ],
)
def test_numbers_that_are_none_are_named_with_field_and_line(folder, kind, value, variant):
    text = file_of(GOOD, rows=[f"7,{value}"]).replace("DLBM,Char,5", f"DLBM,{kind}")
    error = refused(folder, text)
    assert error.variant == f"VCT_SYNTAX.{variant}"
    assert error.facts["field"] == "DLBM"
    assert value in error.sentence("zh")
    assert error.facts["at_line"] == line_of(text, f"7,{value}")


def test_the_line_is_that_of_the_file_with_blank_lines_and_comments_counted(folder):
    text = file_of(GOOD).replace("HeadEnd\n", "HeadEnd\n\nCommentBegin\n说明\nCommentEnd\n\n").replace(SQUARE[1], "x,y")
    assert refused(folder, text).facts["at_line"] == line_of(text, "x,y")
    assert refused(folder, text.replace("\n", "\r\n")).facts["at_line"] == line_of(text, "x,y")


def test_a_long_line_is_shown_by_its_beginning(folder):
    error = refused(folder, file_of(GOOD).replace(SQUARE[1], "\x07" + "土" * 500))
    assert error.facts["value"] == "·" + "土" * 59


@pytest.mark.parametrize("end", ["HeadEnd", "FeatureCodeEnd", "TableStructureEnd", "PolygonEnd", "AttributeEnd"])
def test_a_section_without_its_end_is_a_truncated_file(folder, end):
    text = file_of(GOOD)
    error = refused(folder, text[: text.index(end)])
    assert error.code == "FILE_TRUNCATED"
    assert end in error.sentence("zh")


def test_a_table_or_a_comment_without_its_end_is_a_truncated_file_too(folder):
    text = file_of(GOOD)
    assert refused(folder, text.replace("TableEnd\n", "")).facts["value"] == "TableEnd"
    assert refused(folder, "CommentBegin\n" + text).facts["value"] == "CommentEnd"


@pytest.mark.parametrize(
    "head",
    [
        {"Version": "2.0"},
        {"Version": "1.0"},
        {"Version": None},
        {"DataMark": "CNSDTF-RAS"},
        {"DataMark": None},
        {"DataMark": "CNSDTF-VCT", "Version": "2.0", "Unit": "M", "Topo": "0", "Meridian": "117", "ScaleM": "2000"},
    ],
)
def test_other_versions_and_marks_are_refused_by_what_they_say(folder, head):
    path = folder / "旧.vct"
    path.write_text(file_of(GOOD, head=head), encoding="gb18030")
    for read in (look_into, lambda file: read_table(file, "DLTB")):
        with pytest.raises(BadData) as caught:
            read(path)
        assert caught.value.code == "VCT_VERSION"
        assert (head.get("Version") or "VCT") in caught.value.sentence("zh")
        assert caught.value.facts["at_line"] > 1


def test_a_colour_in_the_feature_codes_is_an_older_version(folder):
    text = file_of(GOOD).replace("Polygon,DLTB", "Polygon,16711680,DLTB")
    assert refused(folder, text).code == "VCT_VERSION"


def test_what_is_no_such_file_layer_field_or_text(folder):
    text = file_of(GOOD)
    error = refused(folder, text, "XZQ")
    assert isinstance(error, NotThere)
    assert (error.code, error.facts["present"]) == ("LAYER_MISSING", "DLTB")
    error = refused(folder, text, columns=["DLMC"])
    assert (error.code, error.facts["present"]) == ("FIELD_MISSING", "DLBM")
    with pytest.raises(BadData) as caught:
        look_into(folder / "没有.vct")
    assert caught.value.code == "FILE_UNREADABLE"
    path, content = folder / "坏.vct", text.encode("gb18030")
    path.write_bytes(content + b"\xff\xff\n")
    with pytest.raises(BadData) as caught:
        look_into(path)
    assert (caught.value.code, caught.value.facts["value"]) == ("ENCODING_UNKNOWN", len(content))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x00" * 50, b"PK\x03\x04", b"0\n0\n", b"HeadBegin\nHeadEnd\n"])
def test_what_is_no_vct_file_at_all_is_refused(folder, content):
    path = folder / "不是.vct"
    path.write_bytes(content)
    with pytest.raises(NatresError):
        look_into(path)


def test_many_ids_are_told_by_the_first_and_their_number(folder):
    error = refused(folder, file_of(GOOD, rows=["7,a", *[f"{n},x" for n in range(100, 150)]]))
    assert (error.facts["ids"], error.facts["count"]) == ("100, 101, 102, 103, 104 …", 50)


def test_every_mistake_has_words_of_its_own():
    folder = Path(natres.__file__).parent / "readers" / "vct"
    source = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    asked = set(re.findall(r'(?:\.wrong|_word|_count)\(\s*"([a-z_]+)"', source))
    asked |= {"references", "reference", "ring_open", "ring_short", "line_short", "section", "head"}
    assert len(asked) > 35
    for language in ("zh", "en"):
        plain = describe_code("VCT_SYNTAX", language)
        for what in asked:
            assert describe_code(f"VCT_SYNTAX.{what}", language) != plain, what


def small_files() -> list[bytes]:
    shapes = [cell(0, 0, 3) - cell(1, 1), cell(1, 1), cell(3, 0)]
    layers = [VctLayer("DLTB", of(shapes, MJ=[1.5, None, 2.25]))]
    texts = ["\n".join(vct_lines(layers, Style(indirect=indirect))) for indirect in (False, True)]
    composed = file_of([*GOOD, *by([LABEL, "22"], 8, "7")], rows=["7,a", "8,b"])
    return [text.encode("gb18030") for text in (EXAMPLE, *texts, composed)]


FILES = small_files()
PIECES = [b"\n", b"0\n", b"9", b",", b"\n100\n", b"999999999999", b"-", b"\n11\n", b"\n22\n", b"e99", b" "]


@settings(max_examples=100)
@given(st.data())
def test_damaged_bytes_are_a_named_mistake_or_are_read(tmp_path_factory, data):
    content = bytearray(data.draw(st.sampled_from(FILES)))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        how = data.draw(st.sampled_from(["set", "cut", "insert", "copy"]))
        if how == "set":
            content[place] = data.draw(st.sampled_from(b"0123456789-,.\n\r eE\x00\xff\x81\tx"))
        elif how == "cut":
            del content[place : place + data.draw(st.integers(1, 40))]
        elif how == "insert":
            content[place:place] = data.draw(st.sampled_from(PIECES))
        else:
            content[place:place] = content[place : place + data.draw(st.integers(1, 80))]
        content = content or bytearray(b"\n")
    path = tmp_path_factory.getbasetemp() / "损坏.vct"
    path.write_bytes(bytes(content))
    for read in (look_into, lambda file: read_table(file, "DLTB"), lambda file: read_table(file, "QSDW")):
        try:
            read(path)
        except NatresError as error:
            assert error.sentence("zh")
            assert error.sentence("en")
