"""Long names of real places: a title clear of its marks, names of towns in several lines within the frame."""

from itertools import pairwise

import numpy as np
import pytest
import shapely

from natres.core.map_definition import SheetWish
from natres.presenters.drawing import Area, Text, text_width
from natres.presenters.sheets import compose_sheet
from natres.presenters.sheets.heading import head_marks
from natres.presenters.sheets.layout import Box, laid_out
from natres.presenters.sheets.names import Wanted, name_texts
from natres.presenters.sheets.wrapping import broken
from natres.presenters.web import BoundaryLayer
from tests.presenters.sheets.papers import box, degrees, sheet_material

SHUANGJIANG = "双江拉祜族佤族布朗族傣族自治县"
FARM = "新疆生产建设兵团第十师一八八团农牧团场及其代管的国有林场街道办事处管理委员会直属单位"


def text_box(text):
    wide = text_width(text.text, text.size) + text.tracking * max(len(text.text) - 1, 0)
    west = text.x - {"start": 0.0, "middle": wide / 2, "end": wide}[text.anchor]
    return Box(west, text.y - text.size * 0.88, west + wide, text.y + text.size * 0.12)


def ring_box(area):
    (west, top), (east, bottom) = area.rings[0].min(axis=0), area.rings[0].max(axis=0)
    return Box(west, top, east, bottom)


@pytest.mark.parametrize("name", ["西青区", SHUANGJIANG, "积石山保安族东乡族撒拉族自治县", FARM, FARM + FARM])
@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_a_title_keeps_clear_of_its_marks_and_of_the_frame(paper, name):
    for way in ("portrait", "landscape"):
        material, layout = (
            sheet_material(title=f"{name}管控线与土地利用现状图", whose=(name,)),
            laid_out(paper, way, 50.0),
        )
        marks = head_marks(material, layout)
        title = [one for one in marks if isinstance(one, Text) and one.tracking]
        assert "".join(one.text for one in title) == material.title
        others = [text_box(one) for one in marks if isinstance(one, Text) and not one.tracking]
        others += [ring_box(one) for one in marks if isinstance(one, Area)]
        assert len(others) == 4  # the plate and its words, the secrecy mark, the line below the title
        for line in map(text_box, title):
            assert layout.page.west <= line.west and line.east <= layout.page.east
            assert line.top > 0 and line.bottom < layout.frame.top
            assert not any(line.grown(0.2).meets(other) for other in others)
        assert all(one.bottom <= other.top for one, other in pairwise(map(text_box, title)))


def test_a_title_is_broken_behind_the_name_of_the_district():
    layout = laid_out("A4", "portrait", 50.0)
    marks = head_marks(sheet_material(title=f"{SHUANGJIANG}永久基本农田与土地利用现状图", whose=(SHUANGJIANG,)), layout)
    assert next(one.text for one in marks if isinstance(one, Text) and one.tracking) == SHUANGJIANG


def test_names_of_several_lines_stay_in_the_frame_wherever_their_town_lies():
    within = Box(0, 0, 120, 160)
    corners = [shapely.box(x, y, x + 6, y + 6) for x, y in ((0, 0), (114, 0), (0, 154), (114, 154), (60, 80))]
    wanted = [Wanted(FARM, corner) for corner in corners]
    texts = name_texts(wanted, [], within, 3.9, colour="#000", bold=True, must=True)
    assert len(texts) > 2 * len(wanted)
    assert "".join(one.text for one in reversed(texts[: len(texts) // 5])) == FARM
    assert all(within.holds(text_box(one)) for one in texts)


def test_a_name_that_can_be_wrapped_does_not_reach_over_its_neighbour():
    town, within = shapely.box(0, 0, 24, 20), Box(-50, -50, 90, 90)
    texts = name_texts([Wanted(SHUANGJIANG, town)], [], within, 3.0, colour="#000", bold=True, must=True)
    assert len(texts) > 1
    assert all(shapely.contains(town, shapely.box(*text_box(one))) for one in texts)


def test_lines_break_between_words_and_not_before_a_closing_mark():
    assert " ".join(broken("Lahu Va Blang and Dai Autonomous County", 3)) == "Lahu Va Blang and Dai Autonomous County"
    assert broken("杨柳青（东）镇", 2) == ("杨柳青", "（东）镇")
    assert broken("Zhongbei", 2) == ("Zhongbei",)


def test_each_large_part_of_a_town_that_lies_apart_bears_its_name():
    shapes = [
        shapely.union_all([box(0, 0, 6_000), box(2, 0, 6_000)]),  # two places, one name each
        shapely.union_all([box(1, 0, 6_000), box(1, 1.9, 600)]),  # a scrap without a name
        box(0, 1, 18_000, 5_000),
    ]
    names = ("大寺镇", "中北镇", "王稳庄镇")
    towns = BoundaryLayer("towns", "镇街界线", degrees(*shapes), names)
    page = sheet_material().page
    layers = tuple(towns if one.key == "towns" else one for one in page.layers)
    material = sheet_material(page=type(page)(page.language, page.faces, layers))
    sheet = compose_sheet(material, SheetWish("A4", "portrait"))
    said = [one for one in sheet.canvas.marks if isinstance(one, Text) and one.halo and one.text in names]
    assert sorted(one.text for one in said) == sorted([*names, "大寺镇"])
    apart = np.ptp([one.x for one in said if one.text == "大寺镇"])
    assert apart == pytest.approx(12_000 * sheet.ground.mm, rel=0.2)
