"""What an appendix tells: each subject under its own date, figures as printed, beside what was published."""

from types import SimpleNamespace

import pytest

from natres.core.units import PrintedFigure
from natres.presenters.appendix.sentences import Teller
from natres.presenters.table import Cell, Column, Row, Table


def cell(text):
    return Cell(text, float(text.rstrip("*"))) if text[:1].isdigit() else Cell(text)


def table(key, columns, *rows):
    """Rows of (mark, indent, text …); columns are labels, or (label, unit)."""
    heads = tuple(Column(*c) if isinstance(c, tuple) else Column(c) for c in columns)
    return Table(key, key, heads, tuple(Row(tuple(map(cell, texts)), mark, depth) for mark, depth, *texts in rows))


def teller(*tables, **known):
    return Teller("某区", "zh", {t.key: t for t in tables}, {"land": 2022, "water": 2020, "wells": 2021}, **known)


def check(label, margin, kind="ceiling"):
    quota = SimpleNamespace(label=label, kind=kind, key="q")
    return SimpleNamespace(quota=quota, margin_dm2=margin)


QUOTAS = ("指标", "口径", ("控制数", "平方公里"), ("现状", "平方公里"), ("余量", "平方公里"), "结论", "依据")


def test_neighbouring_quotas_say_their_date_once_and_again_after_one_without():
    rows = [("", 0, name, "口径", "9", "10.00", "-1.0", "已突破", "") for name in "甲乙丙丁"]
    told = teller(table("quotas", QUOTAS, *rows)).quotas(
        [check("甲", -1), check("乙", -1), check("丙", None), check("丁", 1)]
    )
    assert [text.startswith("截至 2022 年底，") for text in told] == [True, False, False, True]


@pytest.mark.parametrize(("kind", "word"), [("ceiling", "突破控制数"), ("floor", "低于下限")])
def test_towns_over_their_part_are_told_by_the_name_of_the_quota(kind, word):
    towns = table("quota_q_units", ("序", "单位"), ("alert", 0, "1", "甲镇"), ("", 0, "2", "乙镇"))
    assert teller(towns).quota_units(check("建设规模", -1, kind)) == (
        f"分镇街看，建设规模有 1 个镇街（单位）{word}，依次是甲镇。",
    )


def test_zones_have_their_own_year_and_none_where_none_is_known():
    layers = table("overlay_layers", ("图层", "个数", ("面积", "公顷")), ("", 0, "红线", "3", "1.50"))
    assert teller(layers, zone_years=(2019, 2021)).overlay() == (
        "截至 2022 年底，各管控图层（管控线 2019、2021 年）内的土地为红线 1.50 公顷。",
    )
    assert teller(layers).overlay() == ("截至 2022 年底，各管控图层内的土地为红线 1.50 公顷。",)


@pytest.mark.parametrize(
    ("years", "said"),
    [
        (("2021", "2021"), "2021 年度共汇总管理台账 2 本：甲 3 行、乙 3 行。"),
        (("2021", "2020"), "共汇总管理台账 2 本：甲（2021 年度）3 行、乙（2020 年度）3 行。"),
        (("—", "2021"), "共汇总管理台账 2 本：甲 3 行、乙（2021 年度）3 行。"),
        (("—", "—"), "共汇总管理台账 2 本：甲 3 行、乙 3 行。"),
    ],
)
def test_ledgers_are_told_under_their_own_years(years, said):
    rows = [("total", 0, name, year, "行数", "3", "", "") for name, year in zip("甲乙", years, strict=True)]
    assert teller(table("ledgers", ("台账", "年度", "项目", "数量", "单位", "折合"), *rows)).ledgers() == (said,)


def test_a_published_figure_with_another_last_digit_stands_beside_the_printed_one():
    forest = table(
        "forest", ("类别", ("国有", "公顷"), ("合计", "公顷"), ("占比", "%")),
        ("total", 0, "总面积", "0.30", "0.30", "100.00"),
        ("", 1, "甲地", "0.08*", "0.08*", "26.67"),
        ("", 1, "乙地", "0.22", "0.22", "73.33"),
        ("", 0, "占比（%）", "100.00", "100.00", ""),
    )  # fmt: skip
    published = {"甲地": PrintedFigure.parse("0.09"), "乙地": PrintedFigure.parse("0.2")}
    first, why, _ = teller(forest, published=published).forest()
    assert "甲地 0.08 公顷（公布数 0.09 公顷）、乙地 0.22 公顷。" in first
    assert "调平" in why
    assert len(teller(forest).forest()) == 2


def test_water_tells_its_sources_the_cut_and_the_account_each_with_a_year():
    amount = ("水量", "万立方米")
    water = table(
        "water", ("来源", "类别", amount, ("占比", "%")),
        ("total", 0, "总量", "", "5.00", "100.00"),
        ("", 1, "甲水", "地表水", "5.00", "100.00"),
    )  # fmt: skip
    places = [("", 1, "甲厂", "1.00"), ("", 1, "乙厂", "2.00")]
    cut = table("water_cut", ("单位", amount), ("total", 0, "合计", "3.00"), *places)
    moves = [("", 0, "存量增加", "0.0"), ("", 0, "存量减少", "1.5")]
    stock = table("account_water", ("项目", amount), ("total", 0, "期初", "7.0"), *moves, ("total", 0, "期末", "5.5"))
    told = teller(water, cut, stock, stock_years={"water": (2019, 2020)}).water()
    assert told == (
        "2020 年，某区水资源总量 5.00 万立方米，其中甲水 5.00 万立方米，占 100.00%。",
        "2020 年压采深层地下水 3.00 万立方米，涉及 2 个单位、项目，最多的是乙厂 2.00 万立方米。",
        "水资源存量 2019 年末为 7.0 万立方米，2020 年末为 5.5 万立方米，年内减少 1.5 万立方米。",
    )
    assert len(teller(water, cut, stock).water()) == 2
