"""Eastings of another zone than their system's: one finding at the root, and none of what follows from it."""

import pytest

from natres.checks import check_register
from natres.readers import read_spec, read_wells
from tests.readers.workbooks import put_csv

PLANE = [("K1", 39501300.0, 4326500.0), ("K2", 39509500.0, 4334800.0), ("K3", 39505500.0, 4330800.0)]


def found(folder, points, crs):
    rows = [["井号", "井别", "横坐标", "纵坐标"], *([name, "开采", *place] for name, *place in points)]
    layer = read_wells(put_csv(folder, rows), crs=crs)
    issues = check_register(layer, read_spec("wells"))
    return layer, [(i.code, i.id, i.facts.get("count")) for i in issues]


@pytest.mark.parametrize("north_first", [False, True])
@pytest.mark.parametrize(
    ("move", "crs"), [(0, "EPSG:4548"), (-39_000_000, "EPSG:4527"), (1_000_000, "EPSG:4527"), (0, "EPSG:4528")]
)
def test_a_wrong_prefix_is_found_once_and_no_row_lacks_coordinates_for_it(folder, move, crs, north_first):
    points = [(name, *((y, x + move) if north_first else (x + move, y))) for name, x, y in PLANE]
    _, issues = found(folder, points, crs)
    assert issues == [("CRS_EASTING_PREFIX", "K1", 3)]


def test_only_the_rows_with_another_prefix_are_meant_and_an_empty_row_is_still_told(folder):
    points = [PLANE[0], ("K2", 509500.0, 4334800.0), PLANE[2], ("K4", "", "")]
    layer, issues = found(folder, points, "EPSG:4527")
    assert issues == [("CRS_EASTING_PREFIX", "K2", 1), ("COORD_MISSING", "K4", None)]
    assert layer.frame["longitude"].isna().tolist() == [False, True, False, True]


def test_without_a_system_an_empty_row_is_told_beside_it(folder):
    _, issues = found(folder, [*PLANE, ("K4", "", "")], None)
    assert issues == [("CRS_MISSING", "K1", 3), ("COORD_MISSING", "K4", None)]
