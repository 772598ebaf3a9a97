import re
import string
import tomllib
from pathlib import Path

import pytest

import natres
from natres.checks import CATALOGUE
from natres.core.issues import Issue
from natres.errors import BadData, BadRows, BadUsage, NatresError, NotThere, OutputBusy, StorageFailed, describe_code
from natres.labels import words

SOURCE = Path(natres.__file__).parent
#: BadData("FILE_UNREADABLE.magic", …), Notice("CRS_WGS84", …), Repair("CODE_TYPE", …), Rule("GEOM_NULL", …)
_CALL = re.compile(
    r"\b(?:NatresError|BadUsage|BadData|BadDistrictFile|NotThere|CannotCreate|StorageFailed|OutputBusy"
    r'|Notice|Repair|Rule)\(\s*"([A-Z][A-Z0-9_]+(?:\.[a-z_]+)?)"'
)
#: subject.issues("CODE_UNKNOWN", …), place.issue("GAP", …)
_FOUND = re.compile(r'\.issues?\(\s*"([A-Z][A-Z0-9_]+)"')
#: code = "AXIS_SWAPPED" if … else "CRS_RANGE"
_CHOSEN = re.compile(r'\bcode = "([A-Z_0-9]+)" if .* else "([A-Z_0-9]+)"')


def raised() -> set[str]:
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(_CALL.findall(text)) | set(_FOUND.findall(text))
        found |= {code for pair in _CHOSEN.findall(text) for code in pair}
    return found


def catalogue(language: str) -> dict[str, dict[str, str]]:
    """Entries by code, variants as FILE_UNREADABLE.magic."""
    folder = SOURCE / "labels" / "errors" / language
    data = tomllib.loads("\n".join(file.read_text(encoding="utf-8") for file in sorted(folder.iterdir())))
    flat: dict[str, dict[str, str]] = {}
    for code, entry in data.items():
        flat[code] = {key: value for key, value in entry.items() if isinstance(value, str)}
        flat |= {f"{code}.{variant}": words for variant, words in entry.items() if isinstance(words, dict)}
    return flat


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


ZH, EN = catalogue("zh"), catalogue("en")


def test_codes_are_found_in_the_source():
    assert {"CODE_UNKNOWN", "LAYER_AMBIGUOUS", "AXIS_SWAPPED", "CRS_RANGE", "FILE_UNREADABLE.magic"} <= raised()


@pytest.mark.parametrize("code", sorted(raised() | set(CATALOGUE)))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_that_is_raised_has_a_problem_and_a_cure(code, language):
    problem, cure = describe_code(code, language)
    assert problem
    assert cure


def test_both_languages_know_the_same_codes():
    assert set(ZH) == set(EN)


@pytest.mark.parametrize("code", sorted(set(ZH) & set(EN)))
def test_both_languages_of_a_code_tell_the_same_facts(code):
    assert set(ZH[code]) == set(EN[code])
    for part in ZH[code]:
        assert slots(ZH[code][part]) == slots(EN[code][part]), part


def test_the_words_of_the_tables_are_the_same_in_both_languages():
    assert set(words("zh")) == set(words("en"))
    for key in words("zh"):
        assert slots(words("zh")[key]) == slots(words("en")[key]), key
        assert words("zh")[key].strip(), key
        assert words("en")[key].strip(), key


def test_every_word_the_source_asks_for_by_name_is_there():
    asked = re.compile(r'\bw\["([a-z_]+\.[a-z_0-9]+)"\]')
    used = {key for path in SOURCE.rglob("*.py") for key in asked.findall(path.read_text(encoding="utf-8"))}
    assert len(used) > 50
    assert used <= set(words("zh"))


def test_another_language_is_refused():
    with pytest.raises(BadUsage):
        words("fr")


def test_a_message_says_code_place_value_and_cure_on_one_line():
    error = BadData(
        "CODE_UNKNOWN", file="DLTB.gpkg", layer="DLTB", field="DLBM", row=2, id="1101090000000003", value="9999",
        scheme="third-survey",
    )  # fmt: skip
    for language in ("zh", "en"):
        text = error.sentence(language)
        places = [text.index(part) for part in ("CODE_UNKNOWN", "DLTB.gpkg", "DLBM", "2", "1101090000000003", "9999")]
        assert places == sorted(places)
        assert "\n" not in text
        assert error.cure(language) in text


def test_a_fact_with_braces_or_line_ends_does_not_break_its_message():
    error = BadData("DISTRICT_SYNTAX", file="{0}.toml", why="line 1\n{nothing}")
    assert "{0}.toml" in error.sentence("zh")
    assert "{nothing}" in error.sentence("zh")
    assert "\n" not in error.sentence("zh")


def test_a_fact_that_is_not_known_is_a_dash_and_never_a_second_mistake():
    assert "—" in describe_code("CODE_UNKNOWN", "zh")[0]


def test_a_variant_without_words_of_its_own_takes_those_of_its_code():
    assert describe_code("FILE_MISSING.anything", "zh") == describe_code("FILE_MISSING", "zh")
    error = NatresError("FILE_UNREADABLE.magic", value="GPKG")
    assert (error.code, error.variant) == ("FILE_UNREADABLE", "FILE_UNREADABLE.magic")


@pytest.mark.parametrize(
    ("kind", "code"), [(BadUsage, 2), (BadData, 65), (NotThere, 66), (StorageFailed, 74), (OutputBusy, 75)]
)
def test_every_kind_of_mistake_has_its_exit_code(kind, code):
    assert kind("FILE_MISSING").exit_code == code


def test_many_bad_rows_are_listed_up_to_twenty_and_then_counted():
    issues = [
        Issue("CODE_UNKNOWN", "error", "图斑.gpkg", "DLTB", "DLBM", row, str(row), "9999", {"scheme": "third-survey"})
        for row in range(37)
    ]
    error = BadRows(issues)
    lines = error.sentence("zh").split("\n")
    assert len(lines) == 21
    assert "37" in lines[-1]
    assert "17" in lines[-1]
    assert "third-survey" in lines[0]
    assert (error.code, error.exit_code, len(error.issues)) == ("CODE_UNKNOWN", 65, 37)
    assert len(BadRows(issues[:20]).sentence("en").split("\n")) == 20
