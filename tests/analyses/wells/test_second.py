"""The figures of wells a second time."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from natres.analyses import second_wells
from tests.analyses.wells.registers import SCHEME, twelve, twelve_rights, twelve_table
from tests.analyses.wells.test_laws import registers, table

TABLE = twelve_table()


def again(result, frame=None):
    return second_wells(result, twelve() if frame is None else frame, twelve_rights(), SCHEME)


def test_counts_volumes_heat_and_heat_in_place_are_computed_twice():
    figures = {f.key: f for f in again(TABLE)}
    assert all(f.agrees for f in figures.values())
    assert figures["wells.produced.雾迷山组"].second == 40_000_000
    assert figures["wells.reinjected."].second == 37_000_000
    assert figures["wells.utilisation."].second == 666_667
    assert figures["wells.stored.雾迷山组"].first == 1_050 * 10**16
    assert figures["wells.stored.雾迷山组"].tolerance == 1_050 * 10**4
    assert figures["wells.production"].second == 6


def wrong_reinjection(result):
    first = result.reinjection[0]
    return replace(result, reinjection=(replace(first, produced_m3=first.produced_m3 + 1), *result.reinjection[1:]))


def wrong_heat(result):
    return replace(result, heat_whole=replace(result.heat_whole, used_j=result.heat_whole.used_j + 1))


def wrong_place(result):
    first = result.heat_in_place[0]
    return replace(result, heat_in_place=(replace(first, stored_j=first.stored_j * (1 + Fraction(3, 10**12))),))


@pytest.mark.parametrize(
    ("spoil", "key"),
    [
        (wrong_reinjection, "wells.produced.雾迷山组"),
        (wrong_heat, "wells.heat_used."),
        (wrong_place, "wells.stored.雾迷山组"),
    ],
)
def test_a_figure_that_is_wrong_in_its_last_digit_is_found(spoil, key):
    assert key in {f.key for f in again(spoil(TABLE)) if not f.agrees}


@given(registers())
def test_both_agree_on_every_register(frame):
    figures = second_wells(table(frame), frame, twelve_rights(), SCHEME)
    assert [f.key for f in figures if not f.agrees] == []
