"""Figures that agree two by two and cannot all be true; growth rates that imply an impossible year before."""

from fractions import Fraction

import numpy as np
import pytest

from natres.analyses.drafts.verdicts.claims import Claim, judged, rows_of
from natres.analyses.drafts.verdicts.together import conflicts, possible
from natres.core.draft import Draft, DraftFigure
from natres.readers.reports.grammar import read_grammar
from tests.analyses.drafts.test_texts import audited


def figure(text, dimension="area"):
    value = Fraction(text)
    half = Fraction(1, 2) * Fraction(1, 10 ** len(text.partition(".")[2]))
    return DraftFigure(0, 1, text, text, "公顷", value, half, Fraction(1), dimension, "", text, "", (), "", 0, 0)


def test_a_conflict_of_two_is_named_by_its_two_claims():
    figures = [figure("100"), figure("60.3"), figure("40.1"), figure("60.2"), figure("39.4")]
    claims = [Claim("sum", (0, 1, 2)), Claim("sum", (0, 3, 4))]
    assert {judged(c, figures).status for c in claims} == {"within_rounding"}
    assert conflicts(claims, figures) == [(0, 1)]


def test_claims_that_share_no_figure_never_conflict():
    figures = [figure("100"), figure("60.3"), figure("40.1"), figure("100"), figure("60.2"), figure("39.4")]
    assert conflicts([Claim("sum", (0, 1, 2)), Claim("sum", (3, 4, 5))], figures) == []


@pytest.mark.parametrize("seed", range(30))
def test_rounded_truths_are_always_possible(seed):
    """Any true numbers, rounded to any digits: no claim about them is false, alone or together."""
    random = np.random.default_rng(seed)
    places = random.integers(0, 4, 8)
    parts = [Fraction(int(n), 1000) for n in random.integers(1000, 9_999_999, 4)]
    whole, split = sum(parts), [parts[0] + parts[1], parts[2] + parts[3]]
    shares = [p * 100 / whole for p in split]
    true = [whole, *parts, *split]
    printed = [figure(f"{float(v):.{max(int(k), 1)}f}") for v, k in zip(true, places, strict=False)]
    printed += [figure(f"{float(s):.2f}", "share") for s in shares]
    claims = [
        Claim("sum", (0, 1, 2, 3, 4)), Claim("sum", (0, 5, 6)), Claim("sum", (5, 1, 2)), Claim("sum", (6, 3, 4)),
        Claim("share", (7, 5, 0)), Claim("share", (8, 6, 0)), Claim("hundred", (7, 8)),
    ]  # fmt: skip
    assert {judged(c, printed).status for c in claims} <= {"agrees", "within_rounding"}
    assert possible([row for c in claims for row in rows_of(c, printed)], printed)
    assert conflicts(claims, printed) == []


COMPANY = "2022年末，区属企业资产总额{}亿元，同比增长{}；负债总额{}亿元，同比增长{}；所有者权益总额{}亿元，同比增长{}。"


def test_growth_rates_that_imply_a_year_before_without_balance_have_to_be_explained():
    text = COMPANY.format("1108.3", "14.08%", "336.26", "21.34%", "772.04", "11.06%")
    (implied,) = [r for r in audited(text).relations if r.kind == "implied"]
    assert implied.status == "to_be_explained"
    assert Fraction("0.6") < implied.apart < Fraction("0.9")
    assert implied.unit == "亿元"


def test_growth_rates_of_a_balanced_year_before_agree():
    before, now = (Fraction(900), Fraction(300), Fraction(600)), (Fraction(1000), Fraction(345), Fraction(655))
    rates = [f"{float((n / b - 1) * 100):.2f}%" for n, b in zip(now, before, strict=True)]
    text = COMPANY.format("1000.00", rates[0], "345.00", rates[1], "655.00", rates[2])
    assert [r.status for r in audited(text).relations if r.kind == "implied"] == ["agrees"]


def test_what_is_only_approximate_is_never_called_wrong():
    text = "全区林地总面积超过1000公顷，其中国有林地400公顷、集体林地500公顷。"
    assert {r.status for r in audited(text).relations} <= {"undecided"}


def test_terms_of_ones_own_are_added_to_the_shipped_ones(tmp_path):
    own = tmp_path / "本局用语.toml"
    own.write_text(
        '[area]\n"顷" = "66666.6666"\n[terms.reed]\nwords = ["芦苇地"]\nlabel = "芦苇地"\npublished = "land.reed"\n',
        "utf-8",
    )
    grammar = read_grammar(own)
    assert grammar.term_of("全区芦苇地") == "reed"
    assert grammar.term_of("全区土地总面积") == "land_total"
    assert Draft("", ()).text == ""
