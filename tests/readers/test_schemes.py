import pytest

from natres.errors import BadDistrictFile, NatresError, NotThere
from natres.readers import DEFAULT_SCHEME, land_cover_words, read_forest_scheme, read_scheme


def own(folder, text, encoding="utf-8", name="我的分类.csv"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


TABLE = "code,name,parent,group\nA,农,,绿\nA1,田,A,绿\nB,建,,灰\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_classification_of_ones_own_is_a_csv_in_any_usual_encoding(folder, encoding):
    scheme = read_scheme(own(folder, TABLE, encoding))
    assert scheme.key == "我的分类"
    assert [c.code for c in scheme.classes] == ["A", "A1", "B"]
    assert scheme.at_level("A1", 1) == "A"
    assert [g.key for g in scheme.groups] == ["绿", "灰"]
    assert len({g.colour for g in scheme.groups}) == 2


def test_the_usual_groups_have_the_colours_a_reader_of_maps_expects(folder):
    text = "code,name,parent,group\nA,耕,,agricultural\nB,建,,construction\nC,荒,,unused\nD,海,,sea\n"
    colours = {g.key: [int(g.colour[n : n + 2], 16) for n in (1, 3, 5)] for g in read_scheme(own(folder, text)).groups}
    red, green, blue = colours["agricultural"]
    assert green >= red > blue
    assert colours["construction"][0] > max(colours["construction"][1:]) * 2
    assert len({tuple(colour) for colour in colours.values()}) == 4


@pytest.mark.parametrize(
    "text",
    [
        "代码,名称\nA,农\n",
        "code,name,parent,group\n",
        "code,name\nA,农\n",
        "code,name,parent,group\nA,农,,绿\nA,又,,绿\n",
        "code,name,parent,group\nA,农,Z,绿\n",
        "code,name,parent,group\nA,农,,绿\n,,,\n",
    ],
    ids=["no code", "no row", "no group", "twice", "orphan", "blank code"],
)
def test_a_classification_that_cannot_be_used_is_refused_with_its_file(folder, text):
    with pytest.raises(BadDistrictFile) as caught:
        read_scheme(own(folder, text))
    assert caught.value.code == "SCHEME_INVALID"
    assert caught.value.facts["file"] == "我的分类.csv"


def test_a_name_that_is_no_scheme_and_no_file_is_refused_with_the_shipped_one():
    with pytest.raises(NotThere) as caught:
        read_scheme("fourth-survey")
    assert caught.value.code == "SCHEME_UNKNOWN"
    assert caught.value.facts["allowed"].split(", ") == [DEFAULT_SCHEME, f"{DEFAULT_SCHEME}:0404-agricultural"]
    with pytest.raises(NotThere) as missing:
        read_scheme("没有.csv")
    assert missing.value.code == "FILE_MISSING"


@pytest.mark.parametrize("name", ["../third-survey", "/etc/passwd", "https://example.invalid/a.csv"])
def test_a_scheme_name_is_no_way_out_of_the_folder(name):
    with pytest.raises(NatresError):
        read_scheme(name)


def test_every_class_has_names_in_both_languages_and_a_colour(scheme):
    for c in scheme.classes:
        assert c.name["zh"]
        assert c.name["en"]
        assert c.colour.startswith("#")
    assert all(g.label["zh"] and g.label["en"] for g in scheme.groups)
    assert all(m.label["zh"] and m.rule["en"] for m in scheme.measures)


def test_every_class_that_is_mapped_has_a_land_cover_with_a_name(scheme):
    words = land_cover_words()
    parents = {c.parent for c in scheme.classes}
    for c in scheme.classes:
        if c.code not in parents:
            assert c.land_cover in words


def test_the_usual_measure_of_quotas_is_one_of_the_scheme(scheme):
    measure = scheme.measure(scheme.usual_quota_measure)
    assert measure is not None
    assert measure.quota


def test_forestry_codes_have_names_in_both_languages():
    forest = read_forest_scheme()
    assert all(forest.names[code]["zh"] and forest.names[code]["en"] for code in forest.report_class)
