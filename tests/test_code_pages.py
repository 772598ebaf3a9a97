import re
import sys
import tomllib
from pathlib import Path

import pytest
from rich.cells import cell_len

import natres
from natres.checks import CATALOGUE
from natres.checks.catalogue import FAMILIES
from natres.errors import describe_code
from natres.labels.codes import code_page
from natres.presenters.code_pages import code_markdown, codes_index, explain_code

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(natres.__file__).parent / "labels" / "codes"
LANGUAGES = ("zh", "en")
KEYS = {"title", "about", "cause", "natres", "qgis", "example"}
PARTS = ("title", "about", "cause", "natres", "qgis")
#: Words in capitals with an underscore that are fields or formats, no codes.
NO_CODES = {"YU_BI_DU", "DI_LEI", "LD_QS", "LM_SUOYQ", "DLTB_2022", "TDDC_DLTB"}


def entries(language):
    """Entries by code; a code in two files would be one too many."""
    found = {}
    for file in sorted((FOLDER / language).glob("*.toml")):
        for code, entry in tomllib.loads(file.read_text("utf-8")).items():
            assert code not in found, code
            found[code] = (file.stem, entry)
    return found


ENTRIES = {language: entries(language) for language in LANGUAGES}
BOTH = pytest.mark.parametrize("language", LANGUAGES)
EVERY = pytest.mark.parametrize("code", CATALOGUE)


@BOTH
def test_every_code_of_the_catalogue_has_words_in_the_file_of_its_family(language):
    assert {code: stem for code, (stem, _) in ENTRIES[language].items()} == {
        code: rule.family for code, rule in CATALOGUE.items()
    }
    assert {file.stem for file in (FOLDER / language).iterdir()} == set(FAMILIES)


@EVERY
def test_both_languages_say_the_same_things(code):
    for language in LANGUAGES:
        entry = ENTRIES[language][code][1]
        assert set(entry) == KEYS
        assert all(entry[key].strip() == entry[key] != "" for key in PARTS)
    assert set(ENTRIES["zh"][code][1]["example"]) == set(ENTRIES["en"][code][1]["example"])


@BOTH
@EVERY
def test_the_example_names_its_file_and_leaves_no_fact_open(code, language):
    example = ENTRIES[language][code][1]["example"]
    page = code_page(code, language)
    assert page.message.startswith(code)
    assert example["file"] in page.message
    assert "—" not in page.message  # what a fact that is not known is written as
    assert not re.search(r"\{[a-z_]+\}", page.message)


@BOTH
@EVERY
def test_the_example_holds_no_fact_its_words_do_not_use(code, language):
    example = dict(ENTRIES[language][code][1]["example"])
    variant = example.pop("variant", "")
    place = {"file", "layer", "field", "row", "id", "at_line", "at_cell"}
    name = f"{code}.{variant}" if variant else code
    marks = {key: f"<{key}>" for key in example}
    said = " ".join(describe_code(name, language, **marks))
    # A value stands in every finding, whether its words repeat it or not.
    assert {key for key in example if f"<{key}>" not in said} <= place | {"value"}


@BOTH
@pytest.mark.parametrize("part", ["title", "about", "cause", "natres", "qgis"])
def test_no_two_codes_are_told_in_the_same_words(language, part):
    texts = [getattr(code_page(code, language), part) for code in CATALOGUE]
    assert len(set(texts)) == len(texts)


@BOTH
@EVERY
def test_the_words_are_plain(code, language):
    page = code_page(code, language)
    for part in PARTS:
        text = getattr(page, part)
        assert "—" not in text
        assert "\n" not in text
        assert text.count("`") % 2 == 0
        assert text.count("“") == text.count("”")
        assert not re.search(r"[{}]", re.sub(r"`[^`]*`", "", text))
    assert len(page.title) <= (20 if language == "zh" else 48)


@BOTH
@EVERY
def test_codes_that_are_named_exist(code, language):
    page = code_page(code, language)
    named = re.findall(r"\b[A-Z]+(?:_[A-Z0-9]+)+\b", " ".join(getattr(page, part) for part in PARTS))
    assert set(named) - NO_CODES <= set(CATALOGUE)


@BOTH
def test_options_that_are_named_exist(language):
    reference = (ROOT / "docs" / "cli.md").read_text("utf-8")
    said = " ".join(code_page(code, language).natres for code in CATALOGUE)
    assert set(re.findall(r"--[a-z-]+", said)) - {"--fix"} <= set(re.findall(r"--[a-z-]+", reference))


@BOTH
@EVERY
def test_a_page_on_disk_is_what_is_generated(code, language):
    page = (ROOT / "docs" / "codes" / language / f"{code}.md").read_text("utf-8")
    assert page == code_markdown(CATALOGUE[code], language)
    assert f"]({'../en' if language == 'zh' else '../zh'}/{code}.md)" in page
    assert "](README.md)" in page


@BOTH
def test_the_index_lists_every_code_once_and_no_page_is_left_over(language):
    folder = ROOT / "docs" / "codes" / language
    index = (folder / "README.md").read_text("utf-8")
    assert index == codes_index(CATALOGUE.values(), language)
    assert re.findall(r"\| \[([A-Z_0-9]+)\]\(\1\.md\) \|", index) == list(CATALOGUE)
    assert {file.stem for file in folder.iterdir()} == {*CATALOGUE, "README"}


@BOTH
@pytest.mark.parametrize("code", ["OVERLAP", "FILE_MISSING", "CODE_WIDE", "SCHEME_OTHER"])
@pytest.mark.parametrize("width", [40, 88])
def test_a_terminal_gets_lines_that_fit(code, language, width):
    page, text = code_page(code, language), explain_code(CATALOGUE[code], language, width)
    assert text.startswith(f"{code}  {page.title}")
    assert "`" not in text
    words = max((cell_len(word) for word in re.findall(r"[!-~]+", text)), default=0)
    # A sign that no line begins with may stand two columns out.
    assert max(cell_len(line) for line in text.splitlines()[1:]) <= max(width, words) + 4
    assert re.sub(r"[\s`]", "", page.qgis) in re.sub(r"\s", "", text)
    assert ("4101" in text) == (code == "OVERLAP")


@pytest.mark.parametrize(
    ("code", "said"),
    [("OVERLAP", "figures depend on it"), ("FILE_MISSING", "reads the file"), ("GEOM_SPIKE", "do not look for it")],
)
def test_a_page_tells_whether_figures_depend_on_it(code, said):
    assert said in code_markdown(CATALOGUE[code], "en")
    assert said in " ".join(explain_code(CATALOGUE[code], "en").split())


def test_a_code_or_a_language_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        code_page("NO_SUCH_CODE", "zh")
    with pytest.raises(FileNotFoundError):
        code_page("OVERLAP", "fr")


def test_a_page_that_was_changed_by_hand_is_found(tmp_path, monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    import build

    copy = tmp_path / "docs"
    (copy / "codes" / "zh").mkdir(parents=True)
    for name in (
        "architecture.md",
        "numbers.md",
        "forest.md",
        "wells.md",
        "ledgers.md",
        "cli.md",
        "acceptance.md",
        "acceptance.zh-CN.md",
    ):
        (copy / name).write_bytes((ROOT / "docs" / name).read_bytes())
    (copy / "codes" / "zh" / "GONE.md").write_text("old", "utf-8")
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "with_figures", lambda text: text)
    monkeypatch.setattr(sys, "argv", ["build.py"])
    assert build.main() == 0
    assert not (copy / "codes" / "zh" / "GONE.md").exists()
    monkeypatch.setattr(sys, "argv", ["build.py", "--check"])
    assert build.main() == 0
    (copy / "codes" / "en" / "GAP.md").write_text("by hand", "utf-8")
    assert build.main() == 1
    assert "docs/codes/en/GAP.md" in capsys.readouterr().out
