"""How ground becomes pixels: every sample has one owner, hatches repeat without a seam."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from natres.presenters.sheets.hatches import hatch_tile
from natres.presenters.sheets.painting import Painted, paint
from natres.presenters.sheets.scanlines import NOTHING, Frame, edges_of, strips
from tests.strategies import EAST, NORTH, SCHEME, parcel_mosaics

HATCHES = sorted({known.hatch for known in SCHEME.by_code.values() if known.hatch})


def owners(shapes, frame, height=7):
    return np.vstack([rows for _, rows in strips(edges_of(shapes, frame), frame, height)])


@settings(max_examples=25)
@given(parcel_mosaics(), st.floats(0.0, 0.9), st.integers(3, 40))
def test_the_samples_of_a_mosaic_are_shared_out_none_twice_none_left(mosaic, shift, height):
    shapes = mosaic.frame.geometry.to_numpy()
    west, south, east, north = shapely.total_bounds(shapes)
    size = (east - west) / 23.7
    frame = Frame(west - shift * size, north + shift * size, size, 26, int((north - south) / size) + 3)
    seen = owners(shapes, frame, height)
    columns, rows = np.meshgrid(np.arange(frame.columns), np.arange(frame.rows))
    x, y = frame.west + (columns + 0.5) * size, frame.north - (rows + 0.5) * size
    near = shapely.dwithin(shapely.union_all(shapely.boundary(shapes)), shapely.points(x, y), 1e-6)
    for number, shape in enumerate(shapes):
        assert ((seen == number) == shapely.contains_xy(shape, x, y))[~near].all()
    within = (x > west) & (x < east) & (y > south) & (y < north)
    union = shapely.union_all(shapes)
    if union.area == pytest.approx((east - west) * (north - south)):
        assert (seen[within] != NOTHING).all()


@settings(max_examples=25)
@given(parcel_mosaics())
def test_counts_of_samples_are_the_areas_where_samples_fit_the_cells(mosaic):
    shapes = mosaic.frame.geometry.to_numpy()
    frame = Frame(EAST, NORTH + 500.0, 1.0, 500, 500)
    counts = np.bincount(owners(shapes, frame, 64).ravel() + 1, minlength=len(shapes) + 1)[1:]
    assert counts.tolist() == [area / 100 for area in mosaic.areas_dm2]


def test_a_shape_with_a_hole_and_one_over_another_are_seen_as_they_lie():
    ring = shapely.box(0, 0, 6, 6).difference(shapely.box(2, 2, 4, 4))
    seen = owners(np.array([ring, shapely.box(5, 0, 8, 3)]), Frame(0.0, 6.0, 1.0, 8, 6))
    assert (seen[2:4, 2:4] == NOTHING).all()
    assert (seen[3:, 5:] == 1).all()
    assert (seen[:3, 6:] == NOTHING).all()


@pytest.mark.parametrize("name", HATCHES)
def test_a_hatch_repeats_without_a_seam(name):
    tile = hatch_tile(name, 48)
    twice = np.tile(tile, (2, 2))
    # Across the seam ink changes no more than it does anywhere within.
    for axis in (0, 1):
        steps = np.abs(np.diff(twice, axis=axis))
        seam = np.take(steps, 47, axis=axis)
        assert seam.max() <= np.delete(steps, 47, axis=axis).max() + 1e-9
    assert 0.015 < tile.mean() < 0.35


def test_every_hatch_looks_different():
    tiles = [hatch_tile(name, 48) for name in HATCHES]
    for n, one in enumerate(tiles):
        assert all(np.abs(one - other).mean() > 0.02 for other in tiles[:n])


def test_neighbours_of_one_colour_show_no_seam_between_them():
    pair = np.array([shapely.box(0, 0, 503, 1000), shapely.box(503, 0, 1000, 1000)])
    picture = paint([Painted(pair, np.array([0, 0]), ["#3366aa"], outline="")], 0.0, 1000.0, 100_000, (10.0, 10.0))
    assert np.unique(picture.pixels[2:-2, 2:-2].reshape(-1, 3), axis=0).tolist() == [[0x33, 0x66, 0xAA]]
