"""Layers of other classifications end in one message that names the scheme, from the command line."""

import numpy as np
import pytest

from natres.errors import BadData, describe_code
from natres.readers import read_scheme
from natres.workflows import Options, shares
from tests.conftest import square
from tests.readers.files import write_shapefile
from tests.workflows.command import run

KEYS = [other.key for other in read_scheme().others]


def layer_of(dltb, codes, names=None):
    """Parcels with the survey's fields, one per code."""
    frame = dltb.iloc[np.resize(np.arange(len(dltb)), len(codes))].reset_index(drop=True)
    frame["geometry"] = [square(i % 50, i // 50) for i in range(len(codes))]
    frame["BSM"] = [f"1201110000{i:08d}" for i in range(len(codes))]
    return frame.assign(DLBM=codes, DLMC=names or "", TBMJ=10_000.0, KCXS=0.0)


SECOND = ["011"] * 30 + ["031"] * 12 + ["203"] * 8
LAYERS = {
    "second-survey": SECOND,
    "gbt-21010-2017": ["0101", "0404", "0501", "0803", "1107"] * 6,
    "land-sea-2023": ["0101", "060101", "070102", "100101", "1701"] * 6,
    "survey-patches": ["0101", "0404", "1301", "1302", "1107A"] * 6,
    "unclear": ["1301", "1302", "1304"] * 6,
}
WORDS = {
    "second-survey": ("第二次全国土地调查", "Second National Land Survey"),
    "gbt-21010-2017": ("GB/T 21010-2017", "GB/T 21010-2017"),
    "land-sea-2023": ("用地用海", "2023"),
    "survey-patches": ("1301 临时用地", "1301 temporary"),
    "unclear": ("1304 拆除未尽区", "2023"),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("which", LAYERS)
def test_a_layer_of_another_scheme_is_refused_by_one_message_in_either_language(dltb, folder, which, language):
    file = write_shapefile(layer_of(dltb, LAYERS[which]), folder / "二调 图斑.shp", cpg=None)
    answer = run("shares", file, "--lang", language)
    assert answer.code == 65
    assert answer.err.count("\n") == 1
    for part in (
        "SCHEME_OTHER",
        "二调 图斑.shp",
        "DLBM",
        WORDS[which][language == "en"],
        "--scheme" if which[0] in "glu" else "",
    ):
        assert part in answer.err
    assert "CODE_UNKNOWN" not in answer.err and "—" not in answer.err


def test_the_message_gives_the_evidence_codes_and_rows(dltb, folder):
    file = write_shapefile(layer_of(dltb, [*SECOND, "9999"]), folder / "图斑.shp")
    told = run("shares", file, "--lang", "zh").err
    assert "011, 031, 203" in told and "51 行中有 50 行" in told


@pytest.mark.parametrize("codes", [[11] * 5 + [12] * 3, [101, 102, 13, 31, 117, 203]])
def test_numbers_of_the_second_survey_are_refused_before_they_are_padded_into_ours(dltb, folder, codes):
    file = write_shapefile(layer_of(dltb, codes), folder / "图斑.shp")
    answer = run("shares", file, "--lang", "en")
    assert (answer.code, "SCHEME_OTHER" in answer.err, "Second National" in answer.err) == (65, True, True)


def test_numbers_of_the_third_survey_still_get_their_zeros_back(dltb, folder):
    file = write_shapefile(layer_of(dltb, [101, 102, 103, 201]), folder / "图斑.shp")
    answer = run("shares", file, "--lang", "en")
    assert (answer.code, "CODE_ZERO_PADDED" in answer.err) == (0, True)


def test_class_names_that_say_otherwise_are_refused_though_every_code_is_known(dltb, folder):
    codes, names = ["0101", "0303", "1101", "1201"] * 5, ["水田", "灌木林地", "物流仓储用地", "铁路用地"] * 5
    file = write_shapefile(layer_of(dltb, codes, names), folder / "用地用海.shp")
    answer = run("shares", file, "--lang", "zh")
    assert answer.code == 65
    assert "用地用海分类指南" in answer.err and "0303 灌木林地" in answer.err and "20 行中有 15 行" in answer.err


def test_class_names_in_other_words_are_no_reason_to_refuse(dltb, folder):
    names = ["耕地", "红树林地 ", "河流水面　", "空闲地（空闲）"] * 5
    file = write_shapefile(layer_of(dltb, ["0101", "0303", "1101", "1201"] * 5, names), folder / "图斑.shp")
    assert run("shares", file, "--lang", "zh").code == 0


def test_it_cannot_be_accepted(dltb, folder):
    file = write_shapefile(layer_of(dltb, SECOND), folder / "图斑.shp")
    for code in ("CODE_UNKNOWN", "SCHEME_OTHER", "SCHEME_OTHER.second-survey"):
        answer = run("shares", file, "--accept", code, "--lang", "en")
        assert (answer.code, "SCHEME_OTHER" in answer.err) == (65, True)


def test_a_few_foreign_codes_are_found_row_by_row_with_the_hint_and_can_be_accepted(dltb, folder):
    codes = ["0101"] * 200 + ["05H1"] * 20 + ["013", "0803", "9999"]
    file = write_shapefile(layer_of(dltb, codes), folder / "图斑.shp")
    told = run("shares", file, "--lang", "zh")
    lines = told.err.strip().splitlines()
    assert (told.code, len(lines)) == (65, 3)
    assert all("CODE_UNKNOWN" in line for line in lines)
    assert "第二次全国土地调查" in lines[0] and "GB/T 21010-2017" in lines[1] and "有这样的编码" not in lines[2]
    accepted = run("shares", file, "--accept", "CODE_UNKNOWN", "--lang", "zh")
    assert (accepted.code, "UNCLASSIFIED" in accepted.err) == (0, True)


@pytest.mark.parametrize("name", ["二调.csv", "third-survey.csv"])
def test_a_scheme_of_ones_own_is_never_second_guessed(dltb, folder, name):
    table = "code,name,parent,group\n011,水田,,农\n031,有林地,,农\n203,村庄,,建\n"
    (folder / name).write_text(table, encoding="utf-8")
    file = write_shapefile(layer_of(dltb, SECOND).drop(columns="CZCSXM"), folder / "图斑.shp")
    assert run("shares", file, "--scheme", folder / name, "--lang", "en").code == 0


def test_the_error_carries_its_facts_for_those_who_call_from_python(dltb, folder):
    file = write_shapefile(layer_of(dltb, SECOND), folder / "图斑.shp")
    with pytest.raises(BadData) as caught:
        shares(file, Options(language="zh"))
    error = caught.value
    assert (error.code, error.variant) == ("SCHEME_OTHER", "SCHEME_OTHER.second-survey")
    assert (error.facts["count"], error.facts["rows"]) == (50, 50)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("key", KEYS)
def test_every_scheme_that_can_be_recognised_has_a_cure_of_its_own(key, language):
    assert describe_code(f"SCHEME_OTHER.{key}", language)[1] != describe_code("SCHEME_OTHER", language)[1]
