"""Areas of a legend: what is there never stands as 0.00."""

import pytest

from natres.presenters.maps import MapSet
from natres.presenters.maps.legend import Notes
from natres.presenters.table import Cell


@pytest.mark.parametrize(
    ("unit", "area_dm2", "said"),
    [
        ("ha", 2_038, "20.38 平方米"),
        ("ha", 4_999, "49.99 平方米"),
        ("ha", 5_000, "0.01 公顷"),
        ("km2", 300_000, "0.30 公顷"),
        ("km2", 2_038, "20.38 平方米"),
        ("ha", 0, "0.00 公顷"),
    ],
)
def test_an_area_that_rounds_to_nothing_is_said_in_a_finer_unit(unit, area_dm2, said):
    printed = {"zh": {"0601": (Cell("0.00", 0.0), {"ha": "公顷", "km2": "平方公里"}[unit])}}
    for own in (True, False):
        if own and area_dm2 == 5_000:
            continue  # as its table prints it
        notes = Notes(MapSet("zh", {"zh": None}), unit, printed)
        assert notes.category("0601", "工业用地", "#000000", area_dm2, own=own).note["zh"] == said
