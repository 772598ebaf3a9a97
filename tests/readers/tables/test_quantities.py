"""Laws of single cells: angles, numbers in any dress, units by exact factors, dates."""

import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natres.readers.tables.cells import number_of, number_text
from natres.readers.tables.headings import match_heading
from natres.readers.tables.quantities import read_angle, read_date, read_number
from natres.readers.tables.table_specs import TABLE_KINDS, read_spec, read_table_words

UNITS = read_table_words().units


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 5999), st.sampled_from("°度"), st.booleans())
def test_an_angle_is_its_degrees_and_sixtieths_exactly(degrees, minutes, hundredths, mark, blanks):
    gap = " " if blanks else ""
    seconds = f"{hundredths // 100}.{hundredths % 100:02d}"
    ends = ("′", "″") if mark == "°" else ("分", "秒")
    read = read_angle(f"{degrees}{mark}{gap}{minutes:02d}{ends[0]}{gap}{seconds}{ends[1]}")
    assert read is not None
    assert read.value == degrees + Fraction(minutes, 60) + Fraction(hundredths, 360_000)
    assert read.repair == "DMS"


@pytest.mark.parametrize(
    "text", ["117°61′00″", "117°01′60″", "117°1.5′30″", "117-01-23-4", "117°01′23.4″东南", "约117°", ""]
)
def test_what_is_no_angle_is_none(text):
    assert read_angle(text) is None


@given(st.decimals(0, 10**9, places=3), st.booleans(), st.booleans())
def test_a_number_is_the_same_in_any_dress(value, commas, wide):
    text = f"{value:,}" if commas else str(value)
    if wide:
        text = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() or c in ",." else c for c in text)
    read = read_number(text)
    assert read is not None
    assert read.value == Fraction(value)
    assert (read.repair == "") == (not wide and "," not in text)
    assert Fraction(number_text(read.value)) == read.value


@given(st.decimals(0, 10**6, places=2), st.sampled_from(sorted(UNITS)), st.data())
def test_a_unit_is_converted_exactly_whether_it_stands_in_the_heading_or_in_the_cell(value, key, data):
    unit = UNITS[key]
    columns = [
        column for kind in TABLE_KINDS for column in read_spec(kind).columns
        if column.unit is not None and column.unit.family == unit.family and unit.family != "angle"
    ]  # fmt: skip
    if not columns:
        return
    column = data.draw(st.sampled_from(columns))
    spec = next(read_spec(kind) for kind in TABLE_KINDS if column in read_spec(kind).columns)
    exact = Fraction(value) * unit.factor / column.unit.factor
    word = data.draw(st.sampled_from(unit.words))
    heading = match_heading(f"{column.label['zh']}（{word}）", spec)
    plain = match_heading(column.label["zh"], spec)
    assert heading is not None
    assert plain is not None
    assert number_of(heading, str(value)).value == exact
    assert number_of(plain, f"{value}{word}").value == exact


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2100, 1, 1)))
def test_a_day_is_the_same_in_every_style(day):
    styles = (
        f"{day:%Y-%m-%d}", f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}", (day - datetime.date(1899, 12, 30)).days, datetime.datetime(day.year, day.month, day.day), day,
    )  # fmt: skip
    assert {read_date(style).value for style in styles} == {day}
