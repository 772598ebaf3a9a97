"""Laws: what a writer writes is read as it was; damaged bytes give a named mistake and never a traceback."""

import math
import tempfile
from fractions import Fraction
from pathlib import Path

import shapely
from hypothesis import given
from hypothesis import strategies as st

from natres.errors import NatresError
from natres.readers.boundary_points import is_boundary_points, read_boundary_points
from tests.readers.boundary_points.writer import EAST, HEAD, INNER, NORTH, SQUARE, Style, Written, put, text_of

NAMES = st.text(st.sampled_from("西青区示例地块甲乙丙（虚构），-01A"), max_size=8)


@st.composite
def rings(draw, middle, low, high):
    """A ring around a middle, seen from which its corners come in order: never crossing itself."""
    count = draw(st.integers(3, 9))
    found = []
    for k in range(count):
        turn = 2 * math.pi * (k + draw(st.floats(0.0, 0.5))) / count
        far = draw(st.floats(low, high))
        found.append((round(middle + far * math.cos(turn), 3), round(500 + far * math.sin(turn), 3)))
    return found


@st.composite
def plots(draw, row):
    # The nearest edge to the middle of a triangle of radius 200 may be 200·cos(90°) away: holes stay off it by size.
    own = []
    for part in range(draw(st.integers(1, 2))):
        middle = 1000.0 * part + 500
        outer = draw(rings(middle, 200.0, 400.0))
        own.append(outer)
        hole = draw(rings(middle, 5.0, 20.0))
        if draw(st.booleans()) and shapely.Polygon(outer).contains_properly(shapely.Polygon(hole)):
            own.append(hole)
    texts = [draw(NAMES).strip() for _ in range(2)]
    return Written(own, f"{row}号", *texts[:1], f"{shape_of(own, 0).area / 10_000:.4f}", texts[1], "0102")


def shape_of(own, prefix):
    """The rings' exclusive union, the second computation: a hole is what is covered twice."""
    east = prefix * 1_000_000 + EAST
    moved = [shapely.Polygon([(round(east + x, 3), round(NORTH + y, 3)) for x, y in ring]) for ring in own]
    shape = moved[0]
    for other in moved[1:]:
        shape = shape.symmetric_difference(other)
    return shape


@given(
    st.integers(1, 4).flatmap(lambda n: st.tuples(*(plots(row) for row in range(n)))),
    st.builds(
        Style, st.sampled_from([4, 9, 12]), st.booleans(), st.booleans(), st.sampled_from([0, 39]), st.booleans(),
        st.sampled_from(["\n", "\r\n"]),
    ),
    st.sampled_from(["gbk", "utf-8", "utf-8-sig"]),
)  # fmt: skip
def test_what_was_written_is_read(written, style, encoding):
    text = text_of(list(written), style)
    assert is_boundary_points(text.encode(encoding))
    with tempfile.TemporaryDirectory(prefix="界址点") as folder:
        frame, repairs, notices = read_boundary_points(put(Path(folder), text, encoding))
    assert frame.crs.to_epsg() == (4527 if style.prefix else 4548)
    assert frame.plot_number.tolist() == [plot.number for plot in written]
    assert frame.plot_name.tolist() == [plot.name for plot in written]
    assert frame.point_count.tolist() == [sum(map(len, plot.rings)) for plot in written]
    assert frame.declared_area_m2.tolist() == [float(Fraction(plot.hectares) * 10_000) for plot in written]
    for plot, shape in zip(written, frame.geometry, strict=True):
        assert shape.normalize().equals_exact(shape_of(plot.rings, style.prefix).normalize(), 1e-6)
        if style.fields > 4:
            assert (plot.use, "0102") == tuple(
                frame.loc[frame.plot_number == plot.number, ["use", "land_class"]].iloc[0]
            )
    assert sum(r.count for r in repairs) == (0 if style.closed else sum(len(plot.rings) for plot in written))
    told = {"AXIS_SWAPPED.read"} if style.exchanged else set()
    assert {n.code for n in notices} == told | ({"FIELDS_ASIDE.points"} if style.fields == 12 else set())


GOOD = text_of([Written([SQUARE, INNER], hectares="0.96"), Written(number="乙")], Style(head=(*HEAD, "转换参数=,,,")))


@given(
    st.sampled_from(["gbk", "utf-8", "utf-16"]),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 3), st.binary(min_size=1, max_size=3)), max_size=6),
    st.sampled_from([None, "EPSG:4527"]),
)
def test_damaged_bytes_are_a_named_mistake_or_valid_plots(encoding, harm, crs):
    data = bytearray(GOOD.encode(encoding))
    for place, removed, put_in in harm:
        at = place % len(data)
        data[at : at + removed] = put_in
    _only_named_mistakes(bytes(data), crs)


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_a_named_mistake(data, marked):
    _only_named_mistakes(("[地块坐标]\n".encode() if marked else b"") + data, "EPSG:4527")


@given(st.text(st.sampled_from("[]地块坐标属性描述=,，@JＯ0139.\n２面\u2028\x85\x00 "), max_size=200))
def test_any_text_of_its_characters_is_a_named_mistake(text):
    _only_named_mistakes(("[地块坐标]\n" + text).encode(), None)


def _only_named_mistakes(data, crs):
    is_boundary_points(data)
    with tempfile.TemporaryDirectory(prefix="界址点") as folder:
        path = Path(folder) / "损坏.txt"
        path.write_bytes(data)
        try:
            frame, _, _ = read_boundary_points(path, crs=crs)
        except NatresError as error:
            assert error.sentence("zh")
            assert error.sentence("en")
        else:
            assert frame.geometry.is_valid.all()
            assert (frame.geometry.area > 0).all()
