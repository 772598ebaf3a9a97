"""Legends that keep their groups, names that keep their areas."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from natres.core.map_definition import SheetWish
from natres.presenters.drawing import text_width
from natres.presenters.sheets import arranging
from natres.presenters.sheets.arranging import arranged
from natres.presenters.sheets.content import content_of
from natres.presenters.sheets.layout import Box
from natres.presenters.sheets.legend import Entry, legend_size
from natres.presenters.sheets.names import Wanted, name_texts, point_texts
from tests.presenters.sheets.papers import sheet_material

GROUPS = st.lists(st.integers(1, 9), min_size=1, max_size=5)


def entries(groups):
    return [
        entry
        for number, size in enumerate(groups)
        for entry in [Entry(f"组{number}", "公顷", kind="head"), *[Entry(f"地类 {n}", "12.34") for n in range(size)]]
    ]


@given(GROUPS, st.integers(1, 5))
def test_a_legend_has_every_row_once_and_no_heading_at_the_foot_of_a_column(groups, columns):
    legend = legend_size(entries(groups), "图例", 1.0, columns=columns)
    assert legend.columns <= columns
    assert len(set(legend.places)) == len(legend.places) == sum(groups) + len(groups)
    assert list(legend.places) == sorted(legend.places)
    feet = {}
    for entry, place in zip(legend.entries, legend.places, strict=True):
        feet[place.column] = entry
    assert all(entry.kind != "head" for entry in feet.values())


@given(st.integers(2, 8), st.integers(1, 5))
def test_as_many_columns_as_groups_of_a_size_break_none(size, count):
    legend = legend_size(entries([size] * count), "图例", 1.0, columns=count)
    assert (legend.splits, legend.rows, legend.columns) == (0, size + 1, count)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30), st.integers(1, 6))
def test_no_column_breaks_between_a_class_and_its_finer_ones(finer, columns):
    rows = [Entry("地类", "公顷", kind="head")]
    for number in finer:
        rows += [Entry("1104 坑塘水面", "12.34"), *[Entry("1104A 养殖坑塘", "1.23", kind="part")] * number]
    legend = legend_size([*rows, Entry("镇街界线", kind="line")], "图例", 1.0, columns=columns)
    assert legend.columns <= columns and len(set(legend.places)) == len(legend.entries)
    tops = [entry.kind for entry, place in zip(legend.entries, legend.places, strict=True) if place.row == 0]
    assert "part" not in tops
    # One class with its finer ones is at most what a column is longer than the shortest there could be.
    assert legend.rows <= max(-(-len(legend.entries) // columns) + 5, 6) * 1.5


def test_a_group_that_is_a_little_longer_than_the_rest_is_kept_whole():
    legend = legend_size(entries([4, 2]), "图例", 1.0, columns=2)
    assert [place.column for place in legend.places] == [0] * 5 + [1] * 3
    long = legend_size(entries([20, 2]), "图例", 1.0, columns=3)
    assert (long.splits, long.rows) == (2, 8)


@given(GROUPS, st.integers(1, 5))
def test_words_and_numbers_of_a_legend_stay_within_their_column(groups, columns):
    legend = legend_size(entries(groups), "图例", 0.78, columns=columns)
    for entry, place in zip(legend.entries, legend.places, strict=True):
        wide = text_width(entry.label, legend.text) + text_width(entry.note, legend.text)
        wide += 0 if entry.kind == "head" else legend.swatch
        assert wide < legend.column(place.column)
    assert legend.width >= legend.left(legend.columns - 1) + legend.column(legend.columns - 1) - 1e-9


def test_a_name_becomes_smaller_rather_than_to_reach_over_the_border():
    narrow = shapely.union_all([shapely.box(0, 0, 16, 8), shapely.box(0, 8, 40, 9)])
    (text,) = name_texts(
        [Wanted("西营门街道", narrow)], [], Box(-50, -50, 90, 90), 4.0, colour="#000", bold=True, must=True
    )
    half = text_width(text.text, text.size) / 2
    assert text.size < 4.0
    assert shapely.contains(narrow, shapely.box(text.x - half, text.y - text.size, text.x + half, text.y))


def test_a_name_without_room_is_left_out_unless_it_must_stand():
    small, within = [Wanted("0102", shapely.box(0, 0, 2, 2))], Box(-9, -9, 9, 9)
    assert name_texts(small, [], within, 2.0, colour="#000", bold=False, must=False) == []
    assert len(name_texts(small, [], within, 2.0, colour="#000", bold=False, must=True)) == 1


def test_a_name_of_a_point_stands_off_the_lines_where_it_can():
    line = shapely.multilinestrings([shapely.linestrings([(12.0, -50.0), (12.0, 50.0)])])
    places, within = [(10.0, 0.0, "H11")], Box(-90, -90, 90, 90)
    (beside,) = point_texts(places, [], within, 2.0, 1.5, "#000", line)
    assert beside.x + text_width("H11", 2.0) <= 12.0 or beside.x >= 12.0
    (free,) = point_texts(places, [], within, 2.0, 1.5, "#000")
    assert free.x == 11.5  # at the right, the usual place
    assert np.isfinite(free.y)


def test_a_legend_below_the_map_is_set_smaller_where_that_shows_the_ground_larger(monkeypatch):
    long = [("0101A Vacant land (inside urban and mining areas)", "1234.56 公顷")] * 5
    material = sheet_material(inset=None, finer=dict.fromkeys(sheet_material().hatches, long))
    content, wish = content_of(material), SheetWish("A4", "portrait")
    west, south, east, _ = shapely.total_bounds(content.shapes).tolist()
    bounds = (west, south, east, south + (east - west))
    smaller = arranged(material, content, bounds, wish)
    monkeypatch.setattr(arranging, "_SQUEEZES", (1.0,))
    usual = arranged(material, content, bounds, wish)
    assert smaller.ground.scale < usual.ground.scale
    assert smaller.legend.text < usual.legend.text
    assert smaller.legend.columns > usual.legend.columns
    assert smaller.legend.width <= smaller.legend_box.width
