import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from natres.presenters.sql.quoting import name, remark, text

WORDS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["'; DROP TABLE t; --", "''", "\\'", '"; SELECT 1', "a\r\nb", "$$", "--", "/*", "'\n.shell ls\n"]
)


@given(WORDS)
def test_a_literal_is_the_value_and_nothing_else(value):
    literal = text(value)
    assert duckdb.execute(f"SELECT {literal} AS it").fetchall() == [(value,)]
    assert "\n" not in literal
    assert "\r" not in literal


@given(WORDS.filter(bool))
def test_an_identifier_is_the_name_and_nothing_else(value):
    result = duckdb.execute(f"SELECT {name(value)} FROM (SELECT 1 AS {name(value)})")
    assert result.fetchall() == [(1,)]


@given(st.lists(WORDS, min_size=1, max_size=3))
def test_a_comment_never_ends_before_its_line(lines):
    found = remark(*lines)
    assert duckdb.execute(f"{found}\nSELECT 7").fetchall() == [(7,)]
    assert all(line.startswith("--") for line in found.splitlines())
    assert len(found.split("\n")) == len(lines)


@pytest.mark.parametrize("ending", ["\n", "\r", "\x0b", "\x85", " "])
def test_no_line_end_of_any_kind_survives_in_a_comment(ending):
    assert remark(f"a{ending}DROP TABLE t") == "-- a DROP TABLE t"
