"""The grid of a sheet: at least two numbered lines each way, whatever the scale, and none without its number."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from natres.presenters.drawing import Stroke, Text
from natres.presenters.sheets.grid import grid_marks
from natres.presenters.sheets.ground import Ground
from natres.presenters.sheets.layout import laid_out
from tests.presenters.sheets.test_long_names import text_box

PAPERS = st.tuples(st.sampled_from(["A4", "A3"]), st.sampled_from(["portrait", "landscape"]))


@given(PAPERS, st.sampled_from([20.0, 60.0, 95.0]), st.floats(0, 30_000), st.sampled_from([100, 175, 2_000, 160_000]))
def test_every_line_has_its_numbers_in_the_border_and_there_are_two_each_way(paper, side, east, scale):
    layout = laid_out(*paper, side)
    ground = Ground(39_500_000.0 + east, 4_330_000.0 + east / 3, scale, layout.map)
    marks = grid_marks(ground, layout.part, (layout.frame.width - layout.map.width) / 2)
    lines = [one.points for one in marks if isinstance(one, Stroke)]
    texts = [one for one in marks if isinstance(one, Text)]
    upright = sorted(points[0][0] for points in lines if points[0][0] == points[1][0])
    level = [points[0][1] for points in lines if points[0][1] == points[1][1]]
    assert min(len(upright), len(level)) >= 2
    eastings = [one for one in texts if not one.angle]
    assert sorted(one.x for one in eastings) == sorted([*upright, *upright])
    assert len(texts) - len(eastings) == 2 * len(level)
    metres = {round(one.x, 6): float(one.text) * 1000 for one in eastings}
    for x, said in metres.items():
        assert abs(ground.west + (x - layout.map.west) / ground.mm - said) < 1e-3
    assert len({len(re.sub(r"^\d+", "", one.text)) for one in texts}) == 1  # as many decimals everywhere
    assert all(layout.frame.holds(text_box(one)) for one in eastings)


def test_a_line_near_the_end_of_the_map_keeps_its_number():
    layout = laid_out("A3", "portrait", 60.0)
    east = 39_530_000.0 - (layout.map.width - 2.0) * 160.0
    marks = grid_marks(Ground(east, 4_337_000.0, 160_000, layout.map), layout.part, 5.0)
    assert "39530" in {one.text for one in marks if isinstance(one, Text)}
    xs = [one.points[0][0] for one in marks if isinstance(one, Stroke)]
    assert np.isclose(max(xs), layout.map.east - 2.0) or layout.map.east in xs
