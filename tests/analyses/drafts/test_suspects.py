"""Where to look first: the one figure that would put right all that disagrees, and what it would have to be."""

from fractions import Fraction

import pytest

from natres.presenters.draft_words import suspicion
from tests.analyses.drafts.test_texts import audited

LAND = (
    "青河县土地总面积1204.50平方公里，其中农用地面积901.20平方公里，占全县土地总面积的74.82%；建设用地面积180.30平方公里，"
    "占全县土地总面积的14.97%；未利用地面积123.00平方公里，占全县土地总面积的10.21%。"
)


def only_suspect(text):
    audit = audited(text)
    (suspect,) = audit.suspects
    return audit, suspect, audit.figures[suspect.figure]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("123.00平方公里", "132.00平方公里"),
        ("901.20平方公里", "910.20平方公里"),
        ("1204.50平方公里", "1240.50平方公里"),
    ],
)
def test_the_figure_that_was_changed_is_named_with_what_it_was(right, wrong):
    audit, suspect, figure = only_suspect(LAND.replace(right, wrong))
    assert figure.text == wrong
    assert suspect.low <= Fraction(right.removesuffix("平方公里")) <= suspect.high
    assert {audit.relations[n].status for n in suspect.relations} == {"disagrees"}
    assert right.replace("平方公里", " 平方公里") in suspicion(suspect, audit, "zh")


def test_a_unit_that_was_mixed_up_is_told_by_its_factor():
    audit, suspect, figure = only_suspect(LAND.replace("1204.50平方公里", "1204.50公顷"))
    assert (figure.text, suspect.factor) == ("1204.50公顷", 100)
    assert "单位写错" in suspicion(suspect, audit, "zh")


def test_where_any_figure_of_a_sum_may_be_wrong_none_is_named():
    assert audited("林地总面积100.0公顷，其中国有林地40.0公顷、集体林地65.0公顷。").suspects == ()


def test_a_sound_text_has_no_suspect():
    assert audited(LAND).suspects == ()


def test_two_mistakes_in_two_paragraphs_are_two_suspects():
    other = "南山县土地总面积500.00平方公里，其中农用地面积300.00平方公里，占全县土地总面积的60.00%；建设用地面积150.00平方公里，占全县土地总面积的30.00%；未利用地面积50.00平方公里，占全县土地总面积的10.00%。"
    text = LAND.replace("123.00", "132.00") + "\n" + other.replace("150.00", "105.00")
    audit = audited(text)
    assert [audit.figures[s.figure].text for s in audit.suspects] == ["132.00平方公里", "105.00平方公里"]


def test_of_two_places_that_say_one_thing_differently_neither_is_blamed():
    text = "一、情况\n（一）资源\n全区土地总面积565.36平方公里。\n二、管理\n（一）规划\n全区土地总面积556.36平方公里。"
    audit = audited(text)
    assert [r.status for r in audit.relations] == ["disagrees"]
    assert audit.suspects == ()


def test_where_the_rate_may_be_wrong_no_amount_is_blamed():
    audit = audited("2021年资产总额800.00亿元。2022年资产总额841.00亿元，同比增长5.33%。")
    assert [r.kind for r in audit.relations if r.status == "disagrees"] == ["growth"]
    assert audit.suspects == ()
