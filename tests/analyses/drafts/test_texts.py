"""Every paragraph: the figures with their values, units and names, the relations and no others, no false alarm."""

import re
from fractions import Fraction

import pytest

from natres.analyses.drafts import audit_draft
from natres.core.draft import Draft
from natres.readers.reports.grammar import read_grammar
from tests.analyses.drafts.texts import TEXTS

GRAMMAR = read_grammar()
#: Kinds whose figures stand in an order that means something.
ORDERED = ("share", "ratio", "growth", "step", "points", "within", "implied", "limit", "kept")


def audited(text):
    return audit_draft(Draft(text, (0,)), GRAMMAR)


def printed(figure):
    """The number as the text prints it, full-width digits made narrow."""
    plain = figure.text.translate(str.maketrans("０１２３４５６７８９．", "0123456789."))
    return re.match(r"[\d.,]+", plain).group()


def relations_of(audit):
    found = set()
    for relation in audit.relations:
        first, *rest = [printed(audit.figures[i]) for i in relation.figures]
        ordered = relation.kind in ORDERED
        found.add((relation.kind, first, tuple(rest if ordered else sorted(rest))))
    return found


def wanted(relation):
    kind, _, rest = relation.partition(": ")
    first, *others = rest.replace(" = ", " ").split()
    ordered = kind in ORDERED
    return kind, first, tuple(others if ordered else sorted(others))


def test_there_are_enough_paragraphs():
    assert len(TEXTS) >= 40


@pytest.mark.parametrize("name", list(TEXTS))
def test_every_figure_is_found_with_its_name_and_none_besides(name):
    truth, audit = TEXTS[name], audited(TEXTS[name].text)
    assert [f.text for f in audit.figures] == list(truth.figures)
    assert {f.text: f.name for f in audit.figures} == truth.figures


@pytest.mark.parametrize("name", list(TEXTS))
def test_every_relation_is_found_and_none_is_invented_and_nothing_is_called_wrong(name):
    truth, audit = TEXTS[name], audited(TEXTS[name].text)
    assert relations_of(audit) == {wanted(relation) for relation in truth.relations}
    assert {r.status for r in audit.relations} <= {"agrees", "within_rounding"}


@pytest.mark.parametrize("name", list(TEXTS))
def test_values_are_those_of_number_and_unit(name):
    size = {
        "平方公里": 10**6, "公顷": 10**4, "亩": Fraction(2000, 3), "平方米": 1, "亿元": 10**8, "万元": 10**4, "%": 1,
        "亿立方米": 10**8, "万立方米": 10**4, "户": 1, "宗": 1, "眼": 1, "家": 1, "人": 1, "名": 1, "℃": 1,
    }  # fmt: skip
    for figure in audited(TEXTS[name].text).figures:
        if figure.unit in size and "×" not in figure.number:
            number = printed(figure).replace(",", "")
            assert figure.value == Fraction(number) * size[figure.unit], figure
            last = Fraction(1, 10 ** len(number.partition(".")[2])) * size[figure.unit]
            assert figure.half == (0 if figure.dimension.startswith("count:") and not figure.inexact else last / 2)


def changed(text, figure, steps):
    """The text with one figure moved by so many units of its last digit."""
    number = printed(figure).replace(",", "")
    places = len(number.partition(".")[2])
    value = Fraction(number) + Fraction(steps, 10**places)
    if value <= 0:
        return None
    new = f"{int(value)}" if not places else f"{float(value):.{places}f}"
    return text[: figure.start] + new + text[figure.start + len(re.match(r"[\d.,０-９．]+", figure.text).group()) :]


def test_a_figure_that_is_twenty_last_digits_off_is_found():
    """Each figure that takes part in a relation, moved up and down, one at a time."""
    missed, tried = [], 0
    for name, truth in TEXTS.items():
        audit = audited(truth.text)
        tied = {i for r in audit.relations if r.kind not in ("part", "within", "limit", "kept") for i in r.figures}
        for i in sorted(tied):
            for steps in (20, -20):
                text = changed(truth.text, audit.figures[i], steps)
                if text is None:
                    continue
                tried += 1
                after = audited(text)
                if not any(r.status in ("disagrees", "to_be_explained") for r in after.relations):
                    missed.append((name, audit.figures[i].text, steps))
    assert tried > 150
    assert len(missed) <= 0.05 * tried, missed
