"""Charts: what they show is what they are given, and nothing of it runs."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natres.presenters.web import BarChart, PointChart, PointSeries, Series
from natres.presenters.web.charts import _Axis, chart_html


def bars(values, limits=(), colours=()):
    series = Series("回灌率", "#1f6fb2", tuple(values), tuple(f"{v:g} %" for v in values), colours)
    return BarChart("b", "各热储层回灌率", "%", (series,), tuple(f"层{i}" for i in range(len(values))), limits)


def svg(chart):
    return ElementTree.fromstring(re.search(r"<svg.*</svg>", chart_html(chart), re.DOTALL)[0])


def test_bars_are_as_long_as_their_numbers_and_the_limit_stands_where_it_belongs():
    drawn = svg(bars((50.0, 100.0), (75.0, None)))
    widths = [float(bar.get("width")) for bar in drawn.iter("rect")]
    assert widths[1] == pytest.approx(2 * widths[0], abs=0.2)
    limits = [float(line.get("x1")) for line in drawn.iter("line")]
    left = float(next(drawn.iter("rect")).get("x"))
    assert limits == [pytest.approx(left + widths[1] * 0.75, abs=0.2)]


def test_a_bar_of_nothing_is_a_hair_and_its_number_is_still_there():
    drawn = svg(bars((0.0, 10.0)))
    assert float(next(drawn.iter("rect")).get("width")) == 2.0
    assert "0 %" in [text.text for text in drawn.iter("text")]


def test_stacked_bars_stand_behind_one_another():
    series = tuple(Series(name, "#336699", (size,), (str(size),)) for name, size in (("国有", 1.0), ("集体", 3.0)))
    first, second = svg(BarChart("t", "林地", "公顷", series, ("甲镇",), totals=("4.00",))).iter("rect")
    assert float(second.get("x")) == pytest.approx(float(first.get("x")) + float(first.get("width")), abs=0.1)
    assert float(second.get("width")) == pytest.approx(3 * float(first.get("width")), abs=0.3)


def test_a_depth_grows_downwards():
    points = (PointSeries("层", "#336699", ((40.0, 1000.0, "浅"), (90.0, 3000.0, "深"))),)
    shallow, deep = svg(PointChart("d", "井深", "℃", "m", points, down=True)).iter("circle")
    assert float(shallow.get("cy")) < float(deep.get("cy"))
    assert float(shallow.get("cx")) < float(deep.get("cx"))
    up, higher = svg(PointChart("d", "井深", "℃", "m", points)).iter("circle")
    assert float(up.get("cy")) > float(higher.get("cy"))


def test_nothing_of_one_kind_among_others_is_not_drawn():
    series = tuple(Series(name, "#336699", (size,), (str(size),)) for name, size in (("国有", 0.0), ("集体", 3.0)))
    assert len(list(svg(BarChart("t", "林地", "公顷", series, ("甲镇",))).iter("rect"))) == 1


@given(st.floats(-1e6, 1e6), st.floats(0.001, 1e6), st.integers(2, 8))
def test_ticks_lie_on_the_axis_and_are_not_too_many(low, span, count):
    axis = _Axis(low, low + span, 0.0, 100.0)
    ticks = axis.ticks(count)
    assert all(low - 1e-6 * span <= tick <= low + span * (1 + 1e-6) for tick in ticks)
    assert len(ticks) <= count + 1


def test_one_point_and_no_point():
    one = PointChart("d", "井", "℃", "m", (PointSeries("层", "#336699", ((50.0, 2000.0, "K1"),)),))
    assert len(list(svg(one).iter("circle"))) == 1
    assert "<svg" not in chart_html(PointChart("d", "井", "℃", "m", ()))


def test_a_colour_is_a_colour():
    with pytest.raises(ValueError, match="#rrggbb"):
        chart_html(bars((1.0,), colours=("red;x",)))
