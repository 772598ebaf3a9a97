"""What a sheet promises, measured in its PDF: the bar, the grid, the names."""

import io
import itertools
import re

import numpy as np
import pytest
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTFigure, LTLine, LTRect, LTTextLine

from natres.core.map_definition import SheetWish
from natres.errors import BadData, BadUsage
from natres.presenters.drawing import Image, Text, canvas_pdf, canvas_png, text_width
from natres.presenters.sheets import compose_sheet
from tests.presenters.sheets.papers import TOWNS, sheet_material
from tests.strategies import EAST, NORTH

MM = 25.4 / 72
WAYS = [("A4", "portrait"), ("A3", "landscape")]


def inside(item):
    for part in item:
        yield part
        if isinstance(part, LTFigure):
            yield from inside(part)


@pytest.fixture(scope="module", params=WAYS, ids=[" ".join(way) for way in WAYS])
def printed(request):
    """A sheet, its bytes, and what pdfminer finds in them, in millimetres from the upper left."""
    sheet = compose_sheet(sheet_material(), SheetWish(*request.param))
    pdf = canvas_pdf(sheet.canvas)
    (page,) = extract_pages(io.BytesIO(pdf))
    return sheet, pdf, page


def millimetres(page, item):
    x0, y0, x1, y1 = item.bbox
    return x0 * MM, (page.height - y1) * MM, x1 * MM, (page.height - y0) * MM


def texts(page):
    """Return texts with the middle of their letters."""
    found = []
    for box in inside(page):
        for line in box if hasattr(box, "get_text") and not isinstance(box, LTTextLine) else []:
            if isinstance(line, LTTextLine):
                letters = [one for one in line if isinstance(one, LTChar)]
                west, east = min(one.x0 for one in letters), max(one.x1 for one in letters)
                found.append((line.get_text().strip(), (west + east) / 2 * MM, (page.height - line.y0) * MM))
    return found


def test_the_page_has_the_size_of_its_paper(printed):
    sheet, _, page = printed
    assert (page.width * MM, page.height * MM) == pytest.approx((sheet.canvas.width, sheet.canvas.height), abs=0.01)


def test_the_scale_bar_is_right_within_a_tenth_of_a_millimetre_for_its_labels(printed):
    sheet, _, page = printed
    foot = sheet.layout.frame.bottom
    bars = [millimetres(page, one) for one in inside(page) if isinstance(one, LTRect)]
    bars = [one for one in bars if one[1] > foot and abs(one[3] - one[1] - 1.4 * sheet.layout.part) < 0.01]
    assert len(bars) == 4
    west, east = min(one[0] for one in bars), max(one[2] for one in bars)
    labels = [(t, x) for t, x, y in texts(page) if y > bars[0][3] and re.fullmatch(r"[\d.]+( *千米)?", t)]
    values = [float(t.removesuffix("千米")) for t, _ in labels]
    assert len(labels) == 5
    assert [x for _, x in labels[:4]] == pytest.approx(np.linspace(west, east, 5)[:4], abs=0.1)
    assert np.diff(values) == pytest.approx([values[1]] * 4)
    assert labels[-1][0].endswith("千米")  # the unit stands after the last one
    assert east - west == pytest.approx(values[-1] * 1e6 / sheet.ground.scale, abs=0.1)
    assert f"1 : {sheet.ground.scale:,}".replace(",", " ") in {t for t, _, _ in texts(page)}


def test_the_grid_lies_within_a_metre_of_the_ground_its_labels_say(printed):
    sheet, _, page = printed
    lines = [millimetres(page, one) for one in inside(page) if isinstance(one, LTLine)]
    box, ground = sheet.layout.map, sheet.ground
    upright = sorted(
        one[0] for one in lines if one[0] == one[2] and one[3] - one[1] == pytest.approx(box.height, abs=0.01)
    )
    labels = {(t, round(x, 1)) for t, x, y in texts(page) if re.fullmatch(r"39\d{3}(\.\d)?", t)}
    assert len(labels) >= 2
    for said, x in labels:
        line = min(upright, key=lambda one: abs(one - x))
        easting = ground.west + (line - box.west) / ground.mm
        assert easting == pytest.approx(float(said) * 1000, abs=1.0)
    # The ground itself is where the material has it: the outline of the parcels, in the picture.
    corner = ground.on_paper(np.array([[float(EAST), NORTH + 12_000.0]]))[0]
    picture = next(mark for mark in sheet.canvas.marks if isinstance(mark, Image))
    pixel = picture.width / picture.pixels.shape[1]
    column, row = int((corner[0] - picture.x) / pixel), int((corner[1] - picture.y) / pixel)
    outside, ground_there = picture.pixels[row - 3, column - 3], picture.pixels[row + 4, column + 4]
    assert outside.tolist() != ground_there.tolist()


def test_title_and_every_town_are_found_as_text(printed):
    _, _, page = printed
    said = " ".join(t for t, _, _ in texts(page))
    for text in ("西青区土地利用现状图", "示例数据（虚构）", "内部资料", "时点 2022 年底", *TOWNS):
        assert text in said


def test_no_two_names_lie_over_one_another_or_leave_the_map(printed):
    sheet, _, _ = printed
    names = [mark for mark in sheet.canvas.marks if isinstance(mark, Text) and mark.halo]
    assert {*TOWNS} <= {name.text for name in names}
    assert len(names) > 6 + 20
    boxes = []
    for name in names:
        wide = text_width(name.text, name.size)
        west = name.x - {"start": 0, "middle": wide / 2}[name.anchor]
        boxes.append((west, name.y - name.size * 0.8, west + wide, name.y + name.size * 0.1))
    for one, other in itertools.combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart
    box = sheet.layout.map
    assert all(box.west <= b[0] and b[2] <= box.east and box.top <= b[1] and b[3] <= box.bottom for b in boxes)


def test_two_drawings_are_the_same_bytes(printed):
    sheet, pdf, _ = printed
    assert canvas_pdf(sheet.canvas) == pdf


def test_the_scale_that_fits_shows_all_ground_and_a_larger_one_is_refused():
    sheet = compose_sheet(sheet_material(), SheetWish("A4", "landscape"))
    west, south, east, north = sheet.ground.shown.bounds
    assert west < EAST and south < NORTH and east > EAST + 18_000 and north > NORTH + 12_000
    with pytest.raises(BadUsage) as refused:
        compose_sheet(sheet_material(), SheetWish("A4", "landscape", 25_000))
    assert refused.value.code == "SCALE_TOO_LARGE"
    assert 25_000 < refused.value.facts["least"] <= sheet.ground.scale


def test_a_letter_the_font_lacks_is_refused_with_its_code_point():
    sheet = compose_sheet(sheet_material(title="西青区\U0002a6d7图"), SheetWish("A4"))
    for draw in (canvas_pdf, canvas_png):
        with pytest.raises(BadData) as refused:
            draw(sheet.canvas)
        assert (refused.value.code, refused.value.facts["code_point"]) == ("GLYPH_MISSING", "U+2A6D7")
