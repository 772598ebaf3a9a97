"""How parcels cover their ground: what the faces between open edges are taken for."""

import numpy as np
import pytest
import shapely

from natres.core.coverage import compare_coverage


@pytest.mark.parametrize("turned", [False, True])
def test_a_face_over_two_parcels_is_no_overlap_where_its_middle_is_their_border(turned):
    """Without an outline a row of equal parcels is one face, whose middle may lie on the border of two of them."""
    row = [shapely.box(100 * i, 0, 100 * (i + 1), 100.1234) for i in range(4)]
    row[1] = shapely.difference(row[1], shapely.box(130, 30, 140.5678, 40))
    shapes = [shapely.transform(s, lambda p: p[:, ::-1]) if turned else s for s in row]
    for first in range(3):
        found = compare_coverage(np.array(shapes[first : first + 2], dtype=object))
        assert found.overlaps == ()
        assert found.residual_m2 == pytest.approx(0, abs=1e-6)


def test_an_overlap_across_two_parcels_is_told_of_both():
    below = [shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)]
    found = compare_coverage(np.array([*below, shapely.box(5, 2, 15, 8)], dtype=object))
    assert sum(o.area_m2 for o in found.overlaps) == pytest.approx(60)
