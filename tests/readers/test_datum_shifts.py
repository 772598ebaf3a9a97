import re
import struct
from pathlib import Path

import numpy as np
import pytest
from pyproj import CRS

from natres.core.datums import GridShift, PlaneShift, SpaceShift
from natres.errors import BadData, BadRows, NotThere
from natres.readers.datum_shifts import read_datum_shift

HEAD = 'from = "EPSG:2384"\ndocument = "测绘院 2019-03"\naccuracy_m = 0.1\n'
SEVEN = """[seven_parameters]
dx_m = 15.0
dy_m = -130.0
dz_m = -70
rx_arcsec = 0.4
ry_arcsec = -1.2
rz_arcsec = 3.1
scale_ppm = -2.5
convention = "coordinate_frame"
"""
PLANE = """to = "EPSG:4548"
[plane_parameters]
dx_m = 12.5
dy_m = 110.25
rotation_arcsec = 1.5
scale_ppm = 2.0
x_axis = "north"
"""
PLACES = np.array([[505_000.0, 4_322_000.0], [430_000.0, 4_300_000.0]])
XIAN = CRS.from_epsg(2384)


def read(folder, text):
    file = folder / "参数.toml"
    file.write_text(text, encoding="utf-8")
    return read_datum_shift(file)


def findings(folder, text):
    with pytest.raises(BadRows) as caught:
        read(folder, text)
    assert caught.value.facts["file"] == "参数.toml"
    return {(issue.facts["key"], issue.code, issue.variant) for issue in caught.value.issues}


def with_checks(folder, text, *, off=(0.0, 0.0), swap=False):
    """Return the text with two known points as its own shift makes them, then ``off`` by some metres."""
    exact = read(folder, text).apply(PLACES, XIAN)[0] + np.array(off)
    turn = slice(None, None, -1) if swap else slice(None)
    entries = zip(PLACES.tolist(), exact.tolist(), "AB", strict=True)
    lines = [f'{{ name = "{name}", from = {a[turn]}, to = {b[turn]} }}' for a, b, name in entries]
    return f"checks = [{', '.join(lines)}]\n" + text


def test_seven_parameters_are_read_with_their_convention(tmp_path):
    shift = read(tmp_path, HEAD + SEVEN)
    assert shift.method == SpaceShift(15.0, -130.0, -70.0, 0.4, -1.2, 3.1, -2.5, "coordinate_frame")
    assert (shift.document, shift.accuracy_m, shift.file) == ("测绘院 2019-03", 0.1, "参数.toml")
    assert shift.apply(PLACES, XIAN)[1].to_epsg() == 4548


def test_three_parameters_serve_a_datum_named_in_words(tmp_path):
    text = HEAD.replace("EPSG:2384", "北京54") + "[three_parameters]\ndx_m = 1\ndy_m = 2\ndz_m = 3\n"
    shift = read(tmp_path, text)
    assert shift.method == SpaceShift(1.0, 2.0, 3.0)
    assert shift.apply(PLACES, CRS.from_epsg(2436))[1].to_epsg() == 4548
    with pytest.raises(BadData, match="DATUM_SHIFT_OTHER"):
        shift.apply(PLACES, XIAN)


def test_four_parameters_are_read_with_scale_as_ratio_or_in_millionths(tmp_path):
    wanted = PlaneShift(12.5, 110.25, 1.5, 1.000002, "north")
    assert read(tmp_path, HEAD + PLANE).method == wanted
    assert read(tmp_path, HEAD + PLANE.replace("scale_ppm = 2.0", "scale = 1.000002")).method == wanted


def test_a_local_grid_is_named_as_the_file_of_the_layer_names_it(tmp_path):
    shift = read(tmp_path, HEAD.replace("EPSG:2384", "天津90") + PLANE)
    assert shift.fits(CRS.from_user_input('LOCAL_CS["天津90",UNIT["metre",1]]'))
    assert not shift.fits(XIAN)


def write_grid(path, *, seconds=1.0):
    """Write an NTv2 grid of one constant shift over 116–118°E, 38–40°N (longitudes count westwards in it)."""

    def text(name, value):
        return name.ljust(8).encode() + value.ljust(8).encode()

    def whole(name, value):
        return name.ljust(8).encode() + struct.pack("<i4x", value)

    def real(name, value):
        return name.ljust(8).encode() + struct.pack("<d", value)

    south, north, east, west = 38 * 3600.0, 40 * 3600.0, -118 * 3600.0, -116 * 3600.0
    head = whole("NUM_OREC", 11) + whole("NUM_SREC", 11) + whole("NUM_FILE", 1) + text("GS_TYPE", "SECONDS")
    head += text("VERSION", "NTv2.0") + text("SYSTEM_F", "XIAN80") + text("SYSTEM_T", "CGCS2000")
    head += real("MAJOR_F", 6378140.0) + real("MINOR_F", 6356755.3) + real("MAJOR_T", 6378137.0)
    head += real("MINOR_T", 6356752.3)
    part = text("SUB_NAME", "TJ") + text("PARENT", "NONE") + text("CREATED", "2020") + text("UPDATED", "2020")
    part += real("S_LAT", south) + real("N_LAT", north) + real("E_LONG", east) + real("W_LONG", west)
    part += real("LAT_INC", 3600.0) + real("LONG_INC", 3600.0) + whole("GS_COUNT", 9)
    nodes = struct.pack("<4f", seconds, -4 * seconds, 0.1, 0.1) * 9
    path.write_bytes(head + part + nodes + text("END", ""))


def test_a_grid_lies_beside_its_file(tmp_path):
    folder = tmp_path / "转换 参数"
    folder.mkdir()
    write_grid(folder / "xian80 格网.gsb")
    shift = read(folder, 'grid = "xian80 格网.gsb"\n' + HEAD)
    assert isinstance(shift.method, GridShift)
    places = np.array([[117.05, 39.03], [116.5, 38.5]])
    moved, target = shift.apply(places, CRS.from_epsg(4610))
    assert target.to_epsg() == 4490
    assert (moved - places) * 3600 == pytest.approx(np.array([[4.0, 1.0], [4.0, 1.0]]), abs=1e-4)
    plane = shift.apply(PLACES, XIAN)[0]
    assert shift.back(plane, XIAN) == pytest.approx(PLACES, abs=1e-4)
    with pytest.raises(BadData) as caught:
        shift.apply(np.array([[117.05, 39.03], [121.0, 31.0]]), CRS.from_epsg(4610))
    assert (caught.value.code, caught.value.facts["count"]) == ("DATUM_SHIFT_OUTSIDE", 1)


@pytest.mark.parametrize("content", [None, b"", b"hello", b"NUM_OREC", b"II*\0broken"])
def test_a_grid_that_cannot_be_used_is_refused(tmp_path, content):
    if content is not None:
        (tmp_path / "g.gsb").write_bytes(content)
    assert findings(tmp_path, 'grid = "g.gsb"\n' + HEAD) == {("grid", "DATUM_SHIFT_VALUE", "grid")}


@pytest.mark.parametrize("name", ["https://cdn.proj.org/x.tif", "/vsicurl/http://x/y.gsb", "a,b.gsb", 'q\\".gsb'])
def test_a_grid_is_never_fetched_from_elsewhere(tmp_path, name):
    assert findings(tmp_path, f'grid = "{name}"\n' + HEAD) == {("grid", "DATUM_SHIFT_VALUE", "grid")}


def test_every_mistake_is_told_in_one_round(tmp_path):
    text = """from = "EPSG:999999"
accuracy_m = "0.1"
documents = "x"
[seven_parameters]
dx_m = 15.0
dy_m = 130000.0
dz_m = true
rx_arcsec = 0.4
ry_arcsec = nan
scale = 1
convention = "bursa-wolf"
"""
    assert findings(tmp_path, text) == {
        ("from", "DATUM_SHIFT_VALUE", ""),
        ("accuracy_m", "DATUM_SHIFT_VALUE", ""),
        ("documents", "DATUM_SHIFT_KEY", ""),
        ("document", "DATUM_SHIFT_VALUE", "missing"),
        ("seven_parameters.dy_m", "DATUM_SHIFT_VALUE", ""),
        ("seven_parameters.dz_m", "DATUM_SHIFT_VALUE", ""),
        ("seven_parameters.ry_arcsec", "DATUM_SHIFT_VALUE", ""),
        ("seven_parameters.rz_arcsec", "DATUM_SHIFT_VALUE", "missing"),
        ("seven_parameters.scale", "DATUM_SHIFT_KEY", ""),
        ("seven_parameters.scale_ppm", "DATUM_SHIFT_VALUE", "missing"),
        ("seven_parameters.convention", "DATUM_SHIFT_VALUE", ""),
    }


def test_the_message_names_file_key_value_and_what_is_possible(tmp_path):
    with pytest.raises(BadRows) as caught:
        read(tmp_path, HEAD + SEVEN.replace("coordinate_frame", "布尔莎"))
    for language in ("zh", "en"):
        text = caught.value.sentence(language)
        for part in ("参数.toml", "seven_parameters.convention", "布尔莎", "position_vector / coordinate_frame"):
            assert part in text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (HEAD, {("three_parameters / seven_parameters / plane_parameters / grid", "DATUM_SHIFT_VALUE", "way")}),
        (
            HEAD + SEVEN + "[three_parameters]\ndx_m = 1\ndy_m = 1\ndz_m = 1\n",
            {("seven_parameters", "DATUM_SHIFT_VALUE", "way")},
        ),
        (HEAD + SEVEN.replace('convention = "coordinate_frame"', ""), {
            ("seven_parameters.convention", "DATUM_SHIFT_VALUE", "missing")
        }),
        (HEAD + PLANE.replace('to = "EPSG:4548"', ""), {("to", "DATUM_SHIFT_VALUE", "missing")}),
        (HEAD + PLANE.replace("4548", "2384"), {("to", "DATUM_SHIFT_VALUE", "")}),
        (HEAD + PLANE.replace("4548", "4490"), {("to", "DATUM_SHIFT_VALUE", "")}),
        (HEAD + PLANE.replace("scale_ppm = 2.0", ""), {("plane_parameters.scale", "DATUM_SHIFT_VALUE", "way")}),
        (HEAD + PLANE.replace("x_axis", "axis"), {
            ("plane_parameters.axis", "DATUM_SHIFT_KEY", ""),
            ("plane_parameters.x_axis", "DATUM_SHIFT_VALUE", "missing"),
        }),
        (HEAD.replace("2384", "4610") + PLANE, {("from", "DATUM_SHIFT_VALUE", "")}),
        (HEAD.replace("2384", "4548") + SEVEN, {("from", "DATUM_SHIFT_VALUE", "modern")}),
        ("seven_parameters = 7\n" + HEAD, {("seven_parameters", "DATUM_SHIFT_VALUE", "")}),
        ("checks = 3\n" + HEAD + SEVEN, {("checks", "DATUM_SHIFT_VALUE", "")}),
        ("checks = [1]\n" + HEAD + SEVEN, {("checks.1", "DATUM_SHIFT_VALUE", "")}),
        ("checks = [{ from = [1, 2, 3], to = [1, '2'], at = 1 }]\n" + HEAD + SEVEN, {
            ("checks.1.from", "DATUM_SHIFT_VALUE", ""), ("checks.1.to", "DATUM_SHIFT_VALUE", ""),
            ("checks.1.at", "DATUM_SHIFT_KEY", ""),
        }),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_key(tmp_path, text, wanted):
    assert findings(tmp_path, text) == wanted


def test_a_file_that_is_no_toml_or_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadData, match="DATUM_SHIFT_SYNTAX"):
        read(tmp_path, "from = EPSG:2384")
    (tmp_path / "gbk.toml").write_bytes('document = "测绘院"'.encode("gbk"))
    with pytest.raises(BadData, match="DATUM_SHIFT_SYNTAX"):
        read_datum_shift(tmp_path / "gbk.toml")
    with pytest.raises(NotThere, match="FILE_MISSING"):
        read_datum_shift(tmp_path / "none.toml")
    with pytest.raises(BadData, match="DATUM_SHIFT_SYNTAX"):
        read(tmp_path, "a = " + "[" * 100_000)


@pytest.mark.parametrize("way", [SEVEN, PLANE])
def test_known_points_that_are_met_let_the_shift_pass(tmp_path, way):
    shift = read(tmp_path, with_checks(tmp_path, HEAD + way, off=(0.2, 0.1)))
    assert shift.residuals_m() == pytest.approx([0.2236] * 2, abs=1e-3)


def test_known_points_that_are_missed_are_told_each_with_its_residual(tmp_path):
    text = with_checks(tmp_path, HEAD + SEVEN, off=(3.0, 4.0))
    with pytest.raises(BadData) as caught:
        read(tmp_path, text)
    assert caught.value.variant == "DATUM_SHIFT_CHECK"
    assert caught.value.facts["value"] == "A 5.000 m; B 5.000 m"
    assert "0.3 m" in caught.value.sentence("zh")


@pytest.mark.parametrize(
    ("way", "right", "wrong", "variant"),
    [
        (SEVEN, "coordinate_frame", "position_vector", "convention"),
        (PLANE, '"north"', '"east"', "axis"),
        (PLANE, "= 1.5", "= -1.5", "rotation"),
    ],
)
def test_the_usual_mistake_behind_missed_points_is_named(tmp_path, way, right, wrong, variant):
    text = with_checks(tmp_path, HEAD + way).replace(right, wrong)
    with pytest.raises(BadData) as caught:
        read(tmp_path, text)
    assert caught.value.variant == f"DATUM_SHIFT_CHECK.{variant}"


def test_parameters_of_the_other_direction_are_named(tmp_path):
    signs = SEVEN.replace("15.0", "-15.0").replace("-130.0", "130.0").replace("-70", "70").replace("0.4", "-0.4")
    signs = signs.replace("-1.2", "1.2").replace("3.1", "-3.1").replace("-2.5", "2.5")
    checks = with_checks(tmp_path, HEAD + SEVEN).split("\n", 1)[0]
    with pytest.raises(BadData) as caught:
        read(tmp_path, f"{checks}\n{HEAD}{signs}")
    assert caught.value.variant == "DATUM_SHIFT_CHECK.inverse"


@pytest.mark.parametrize(("way", "variant"), [(SEVEN, "swapped"), (PLANE, "axis")])
def test_known_points_with_the_northing_first_are_named(tmp_path, way, variant):
    with pytest.raises(BadData) as caught:
        read(tmp_path, with_checks(tmp_path, HEAD + way, swap=True))
    assert caught.value.variant == f"DATUM_SHIFT_CHECK.{variant}"


def test_the_file_the_documents_show_is_read(tmp_path):
    page = (Path(__file__).resolve().parents[2] / "docs/datums.md").read_text("utf-8")
    (text,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    shift = read(tmp_path, text)
    assert shift.residuals_m().max() < 0.01
    assert shift.checks[0].name == "K1"
