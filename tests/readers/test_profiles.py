"""Profiles: the same codes, some of them in another group, and every output says so."""

import json
import re
import tomllib
from decimal import Decimal
from importlib.resources import files

import pytest

from natres.core.classification import Profile
from natres.errors import BadDistrictFile, NotThere
from natres.readers import read_scheme
from tests.workflows.command import run

PROFILE = "third-survey:0404-agricultural"
DECLARED = tomllib.loads(files("natres").joinpath("classifications", "third-survey.toml").read_text("utf-8"))[
    "profiles"
]


@pytest.fixture(scope="module")
def two(sample_dir):
    """Shares of the sample as the standard has them, and under the profile."""
    source = str(sample_dir / "xiqing.toml")
    answers = [run("shares", source, "--format", "json", "--lang", "zh", *more) for more in ((), ("--scheme", PROFILE))]
    return tuple(json.loads(answer.out) for answer in answers)


def by(rows, key="key"):
    return {row[key]: Decimal(str(row["area_m2"])) for row in rows}


def test_groups_differ_by_exactly_the_area_of_0404_and_nothing_else_does(two):
    plain, profiled = two
    grass = by(plain["classes"], "code")["0404"]
    assert grass > 0
    before, after = by(plain["groups"]), by(profiled["groups"])
    assert after["agricultural"] - before["agricultural"] == before["unused"] - after["unused"] == grass
    assert after["construction"] == before["construction"]
    assert sum(after.values()) == sum(before.values())
    assert by(plain["classes"], "code") == by(profiled["classes"], "code")
    assert by(plain["measures"]) == by(profiled["measures"])


def test_json_says_which_profile_and_the_title_what_it_changes(two):
    plain, profiled = (data["scheme"] for data in two)
    assert plain == {"key": "third-survey", "profile": None, "title": "第三次全国国土调查工作分类"}
    assert (profiled["key"], profiled["profile"]) == ("third-survey", "0404-agricultural")
    assert "0404" in profiled["title"] and "农用地" in profiled["title"]


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "分类口径 0404-agricultural"), ("en", "Profile 0404-agricultural")]
)
@pytest.mark.parametrize("command", ["shares", "quota"])
def test_every_table_states_the_profile_and_none_does_without(sample_dir, command, language, words):
    source = str(sample_dir / "xiqing.toml")
    said = run(command, source, "--scheme", PROFILE, "--lang", language).out
    silent = run(command, source, "--lang", language).out
    assert said.count(words) >= 3
    assert words not in silent


def test_a_report_states_the_profile_of_the_district_file_on_pages_tables_and_in_its_record(
    sample_dir, folder, monkeypatch
):  # fmt: skip
    monkeypatch.setattr("natres.workflows.folder.report_sheets", lambda parts: {})  # this is about pages and tables
    text = (sample_dir / "xiqing.toml").read_text("utf-8").replace('"third-survey"', f'"{PROFILE}"', 1)
    text = re.sub("(?m)^previous = .*$", "", text)  # last year's account was kept in the other profile
    for name in ("landuse", "boundaries", "forest", "geothermal", "landcover", "zones", "enforcement", "ledgers"):
        (folder / name).symlink_to(sample_dir / name)
    (folder / "区县.toml").write_text(text, "utf-8")
    assert run("report", str(folder / "区县.toml"), "-o", str(folder / "报告")).code == 0
    place = folder / "报告"
    assert json.loads((place / "run.json").read_text("utf-8"))["options"]["scheme"] == PROFILE
    results = json.loads((place / "results.json").read_text("utf-8"))["results"]
    assert results["shares"]["scheme"]["profile"] == "0404-agricultural"
    for table in ("land_groups", "land_classes", "land_ownership", "land_measures", "land_units", "quotas"):
        assert "0404-agricultural" in (place / "tables" / f"{table}.csv").read_text("utf-8-sig"), table
    assert "0404-agricultural" in (place / "index.html").read_text("utf-8")
    assert "0404-agricultural" in (place / "maps" / "landuse.html").read_text("utf-8")


def test_a_map_of_a_layer_alone_states_the_profile_too(sample_dir, folder):
    page = folder / "图.html"
    layer = str(sample_dir / "landuse" / "parcels_2022.parquet")
    assert run("map", layer, "--by", "group", "--scheme", PROFILE, "-o", str(page)).code == 0
    assert "0404-agricultural" in page.read_text("utf-8")


@pytest.mark.parametrize("name", ["third-survey:0404", "third-survey:", "third-survey:0404-AGRICULTURAL"])
def test_an_unknown_profile_is_refused_naming_those_there_are(name):
    with pytest.raises(NotThere) as caught:
        read_scheme(name)
    assert caught.value.code == "SCHEME_PROFILE"
    for language in ("zh", "en"):
        assert PROFILE in caught.value.sentence(language)


def test_an_unknown_profile_on_the_command_line_or_in_the_file_ends_with_66(sample_dir, folder):
    layer = str(sample_dir / "landuse" / "parcels_2022.parquet")
    told = run("shares", layer, "--scheme", "third-survey:none", "--lang", "zh")
    assert (told.code, "SCHEME_PROFILE" in told.err, PROFILE in told.err) == (66, True, True)
    text = (sample_dir / "xiqing.toml").read_text("utf-8").replace('"third-survey"', '"third-survey:none"', 1)
    (folder / "landuse").symlink_to(sample_dir / "landuse")
    (folder / "区县.toml").write_text(text, "utf-8")
    told = run("shares", str(folder / "区县.toml"), "--lang", "zh")
    assert (told.code, "SCHEME_PROFILE" in told.err, PROFILE in told.err) == (66, True, True)


@pytest.mark.parametrize("profile", DECLARED, ids=lambda p: p["key"])
def test_every_profile_names_only_known_codes_and_groups_and_speaks_both_languages(profile, scheme):
    assert profile["groups"]
    assert set(profile["groups"]) <= set(scheme.by_code)
    assert set(profile["groups"].values()) <= {g.key for g in scheme.groups}
    for words in (profile["label"], profile["reason"]):
        assert words["zh"] and words["en"]
    moved = read_scheme(f"third-survey:{profile['key']}")
    assert {c for c in scheme.by_code if moved.group_of(c) != scheme.group_of(c)} == scheme.under(profile["groups"])


@pytest.mark.parametrize("groups", [{"9999": "unused"}, {"0404": "wild"}])
def test_a_profile_with_an_unknown_code_or_group_is_refused(scheme, groups):
    with pytest.raises(BadDistrictFile) as caught:
        scheme.with_profile(Profile("p", {}, {}, groups))
    assert caught.value.code == "SCHEME_INVALID"


def test_a_profile_moves_what_lies_below_a_code_unless_it_says_otherwise(scheme):
    moved = scheme.with_profile(Profile("p", {}, {}, {"1104A": "construction", "1104": "unused"}))
    assert [moved.group_of(c) for c in ("1104", "1104K", "1104A", "1103")] == [
        "unused", "unused", "construction", "agricultural",
    ]  # fmt: skip


def test_the_file_that_init_writes_mentions_the_profile(folder):
    assert run("init", str(folder / "新区")).code == 0
    assert PROFILE in (folder / "新区" / "district.toml").read_text("utf-8")
