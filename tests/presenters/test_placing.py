"""Rows without coordinates: not among the dots of a legend, counted in a note, still rows of the page."""

import numpy as np
import pandas as pd
import pytest

from natres.core.basis_value import Book, value_of
from natres.presenters.maps import LedgerMaterial, MapSet
from natres.presenters.maps.placing import shown_places, unplaced_note
from natres.presenters.maps.points import ledger_layer

MAPS = MapSet("zh", {"zh": None, "en": None})


def ledger(key, title, places):
    lon = np.array(places, dtype=float)
    names = tuple(f"{key} {n}" for n in range(len(lon)))
    said = {language: ("",) * len(lon) for language in ("zh", "en")}
    return LedgerMaterial(key, {"zh": title, "en": key}, lon, np.where(np.isfinite(lon), 39.0, np.nan), names, said)


@pytest.fixture
def layer():
    nan = np.nan
    return ledger_layer(
        MAPS,
        [
            ledger("plans", "规划编制台账", [nan] * 13),
            ledger("illegal_land", "违法用地台账", [117.0, 117.1, nan]),
            ledger("land_supply", "土地供应台账", [117.2, 117.3]),
        ],
    )


def test_a_legend_of_places_lists_what_is_drawn_and_the_note_the_rest(layer):
    shown = shown_places(layer, MAPS)
    (colouring,) = shown.colourings
    assert [(c.key, c.note) for c in colouring.categories] == [("illegal_land", "2"), ("land_supply", "2")]
    assert colouring.index.tolist() == [-1] * 13 + [0] * 3 + [1] * 2
    assert len(shown.lon) == 18
    assert unplaced_note([layer], "zh") == "规划编制台账 13 项、违法用地台账 1 项没有坐标，未上图"
    assert unplaced_note([layer], "en").endswith("plans 13, illegal_land 1")


def test_the_rows_behind_a_number_of_such_a_legend_come_to_it(layer):
    shown = shown_places(layer, MAPS)
    book = Book(pd.DataFrame({c.key: list(c.values) for c in shown.columns}))
    for category in shown.colourings[0].categories:
        for basis in category.basis.values():
            assert value_of(basis.how, {"ledgers": book}) == int(category.note)
    assert "placed" in shown.colourings[0].categories[0].basis["zh"].how.where[0]


def test_where_all_have_places_nothing_is_changed():
    layer = ledger_layer(MAPS, [ledger("land_supply", "土地供应台账", [117.2, 117.3])])
    assert shown_places(layer, MAPS) is layer
    assert unplaced_note([layer], "zh") == ""
