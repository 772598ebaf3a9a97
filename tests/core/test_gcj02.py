import math

import numpy as np
import pytest

from natres.core.gcj02 import gcj02_offset


def by_hand(lon, lat):
    """The field term by term, in metres."""
    x, y, pi = lon - 105, lat - 35, math.pi
    both = (20 * math.sin(6 * pi * x) + 20 * math.sin(2 * pi * x)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + both
    east += (20 * math.sin(pi * x) + 40 * math.sin(pi * x / 3)) * 2 / 3
    east += (150 * math.sin(pi * x / 12) + 300 * math.sin(pi * x / 30)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + both
    north += (20 * math.sin(pi * y) + 40 * math.sin(pi * y / 3)) * 2 / 3
    north += (160 * math.sin(pi * y / 12) + 320 * math.sin(pi * y / 30)) * 2 / 3
    return east, north


@pytest.mark.parametrize("place", [(117.05, 39.03), (87.6, 43.8), (104.9, 26.1), (121.47, 31.23), (105.0, 35.0)])
def test_the_field_is_the_known_one(place):
    assert gcj02_offset(np.array([place]))[0] == pytest.approx(by_hand(*place), abs=1e-9)


def test_a_published_pair_of_tiananmen_is_met():
    # 116.404, 39.915 is often printed as 116.41024, 39.91640 in GCJ-02.
    east, north = gcj02_offset(np.array([[116.404, 39.915]]))[0]
    assert east / (111_320 * math.cos(math.radians(39.915))) == pytest.approx(0.00624, abs=5e-5)
    assert north / 111_000 == pytest.approx(0.00140, abs=2e-5)


def test_there_is_no_field_outside_of_china_and_none_for_no_places():
    assert (gcj02_offset(np.array([[2.35, 48.85], [-117.0, 39.0], [117.0, -39.0]])) == 0).all()
    assert gcj02_offset(np.empty((0, 2))).shape == (0, 2)
