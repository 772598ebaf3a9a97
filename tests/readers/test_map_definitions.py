import pytest

from natres.core.map_definition import COLOURINGS
from natres.errors import BadDistrictFile, NotThere
from natres.readers.map_definitions import known_maps, read_map_definition

GOOD = 'key = "林地"\ntitle = "林地图"\nlayer = "forest"\nby = "tenure"\n'


def put(folder, text, name="林地", encoding="utf-8"):
    (folder / f"{name}.toml").write_bytes(text.encode(encoding))


@pytest.mark.parametrize("name", sorted(known_maps()))
def test_every_shipped_map_can_be_read_in_both_languages(name):
    definition = read_map_definition(name)
    assert definition.by in COLOURINGS[definition.layer]
    assert definition.title["zh"]
    assert definition.title["en"]


def test_a_districts_own_map_hides_the_shipped_one_of_that_name(folder):
    put(folder, 'title = "自有"\nlayer = "parcels"\nby = "ownership"\n', "landuse")
    assert read_map_definition("landuse", [folder]).title == {"zh": "自有", "en": "自有"}
    assert read_map_definition("landuse").by == "subclass"


def test_a_definition_saved_with_a_mark_is_read(folder):
    put(folder, GOOD, encoding="utf-8-sig")
    assert read_map_definition("林地", [folder]).layer == "forest"


@pytest.mark.parametrize(
    ("text", "encoding", "code"),
    [
        ("title = 林地图", "utf-8", "MAP_SYNTAX"),
        (GOOD, "gbk", "MAP_SYNTAX"),
        (GOOD + "colour = 1\n", "utf-8", "MAP_KEY"),
        (GOOD.replace("tenure", "subclass"), "utf-8", "MAP_VALUE"),
        (GOOD.replace("forest", "ocean"), "utf-8", "MAP_VALUE"),
        ("", "utf-8", "MAP_VALUE"),
    ],
)
def test_a_definition_that_is_not_understood_is_refused_with_its_file(folder, text, encoding, code):
    put(folder, text, encoding=encoding)
    with pytest.raises(BadDistrictFile) as caught:
        read_map_definition("林地", [folder])
    assert (caught.value.code, caught.value.facts["file"]) == (code, "林地.toml")


def test_an_unknown_map_is_refused_with_the_known_ones():
    with pytest.raises(NotThere) as caught:
        read_map_definition("地质图")
    assert caught.value.code == "MAP_UNKNOWN"
    assert "landuse" in caught.value.facts["allowed"]
