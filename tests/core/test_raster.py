"""Cells and zones: exact shares against GEOS cell by cell, areas of cells against geodesics, windows, grids."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod

from natres.core.areas import ellipsoidal_area_m2, geodesic_area_dm2, survey_area_m2
from natres.core.crs import to_lon_lat
from natres.core.raster import (
    Grid,
    Tile,
    cell_areas,
    compare_grids,
    cover_cells,
    on_the_grid,
    straight_in,
    tiles_of,
)
from natres.core.raster.nearest import cells_under
from natres.errors import BadData

ZONE_39, LON_LAT, UTM_50 = (CRS.from_epsg(code) for code in (4527, 4490, 32650))
WIDE, HIGH = 7, 6
GEOD = Geod(a=6378137.0, rf=298.257222101)

#: Quarters of a cell lie on lines and corners of cells; thirds never do.
places = st.one_of(
    st.tuples(st.integers(0, 4 * WIDE), st.integers(0, 4 * HIGH)).map(lambda p: (p[0] / 4, p[1] / 4)),
    st.tuples(st.integers(0, 3 * WIDE), st.integers(0, 3 * HIGH)).map(lambda p: (p[0] / 3, p[1] / 3)),
)


@st.composite
def shapes(draw):
    """A valid shape of triangles and boxes, with holes and parts as they come."""
    shape = shapely.Polygon()
    for sign in draw(st.lists(st.sampled_from("++-"), min_size=1, max_size=5)):
        piece = shapely.convex_hull(shapely.MultiPoint(draw(st.lists(places, min_size=3, max_size=5))))
        if piece.geom_type == "Polygon":
            shape = shape.union(piece) if sign == "+" else shape.difference(piece)
    return shape if shape.geom_type in ("Polygon", "MultiPolygon") else shapely.Polygon()


def dense(cover, count, width=WIDE, height=HIGH, share="share"):
    found = np.zeros((count, height, width))
    np.add.at(found, (cover.shape, cover.row, cover.col), getattr(cover, share))
    for shape, row, start, stop in zip(cover.run_shape, cover.run_row, cover.start, cover.stop, strict=True):
        found[shape, row, start:stop] += 1.0
    return found


CELLS = np.array([[shapely.box(x, y, x + 1, y + 1) for x in range(WIDE)] for y in range(HIGH)])


@given(st.lists(shapes(), min_size=1, max_size=3))
def test_the_share_of_every_cell_is_that_of_geos(found):
    several = np.array(found, dtype=object)
    exact = np.array([shapely.area(shapely.intersection(CELLS, shape)) for shape in several])
    assert np.abs(dense(cover_cells(several, WIDE, HIGH), len(several)) - exact).max() < 1e-12


@given(shapes(), st.booleans())
def test_which_way_round_rings_run_and_where_they_begin_makes_no_difference(shape, clockwise):
    turned = shapely.orient_polygons(shapely.normalize(shape), exterior_cw=clockwise)
    one, other = (dense(cover_cells(np.array([s], dtype=object), WIDE, HIGH), 1) for s in (shape, turned))
    assert np.abs(one - other).max() < 1e-12


def test_a_shape_along_lines_of_cells_has_whole_cells_only():
    cover = cover_cells(np.array([shapely.box(1, 1, 4, 3).difference(shapely.box(2, 1, 3, 2))]), WIDE, HIGH)
    found = dense(cover, 1)[0]
    assert found[1:3, 1:4].tolist() == [[1, 0, 1], [1, 1, 1]]
    assert found.sum() == 5.0


def test_a_level_edge_inside_a_row_is_no_whole_row():
    """Its cells hang on no piece that drops, and yet they are covered in part."""
    assert dense(cover_cells(np.array([shapely.box(0.25, 0.25, 6.5, 1.5)]), WIDE, HIGH), 1)[0, 0, 3] == 0.75


def test_a_vertex_a_noise_beside_a_line_touches_no_cell_beyond():
    cover = cover_cells(np.array([shapely.box(1 - 1e-10, 1, 2, 2 + 1e-10)]), WIDE, HIGH, noise=1e-9)
    assert dense(cover, 1).sum() == 1.0
    assert len(cover.col) + int((cover.stop - cover.start).sum()) == 1


@given(st.lists(shapes(), min_size=1, max_size=3), st.integers(1, 4), st.integers(1, 5))
@settings(max_examples=20)
def test_windows_hold_every_cell_once(found, height, width):
    several = np.array(found, dtype=object)
    cover = cover_cells(several, WIDE, HIGH)
    whole = np.zeros((len(several), HIGH, WIDE))
    for part in tiles_of(cover, height, width):
        tile = part.tile
        assert (tile.height, tile.width) <= (height, width)
        window = whole[:, tile.row : tile.row + tile.height, tile.col : tile.col + tile.width]
        flat = np.zeros((len(part.shapes), tile.height * tile.width))
        np.add.at(flat, (part.edge_shape, part.edge), part.share)
        np.add.at(flat, (part.inside_shape, part.inside), 1.0)
        window[part.shapes] += flat.reshape(-1, tile.height, tile.width)
    assert np.abs(whole - dense(cover, len(several))).max() < 1e-15


def outlines(grid, tile):
    cells = [
        shapely.box(c, r, c + 1, r + 1)
        for r in range(tile.row, tile.row + tile.height)
        for c in range(tile.col, tile.col + tile.width)
    ]
    return shapely.transform(np.array(cells), grid.points_of)


def by_geodesics(shape, crs, steps):
    lon_lat = to_lon_lat(shapely.get_coordinates(shapely.segmentize(shape, shape.length / steps)), crs)
    return abs(GEOD.polygon_area_perimeter(lon_lat[:, 0], lon_lat[:, 1])[0])


ALBERS = CRS.from_proj4("+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +datum=WGS84 +units=m")
GRIDS = {
    "three-degree zone": Grid(4043, 3951, (10.0, 0.0, 39489080.0, 0.0, -10.0, 4338210.0), ZONE_39),
    "far from the meridian": Grid(60, 60, (1000.0, 0.0, 39700000.0, 0.0, -1000.0, 4338210.0), ZONE_39),
    "UTM": Grid(500, 400, (30.0, 0.0, 490000.0, 0.0, -30.0, 4338210.0), UTM_50),
    "equal area": Grid(900, 800, (30.0, 0.0, 1020000.0, 0.0, -30.0, 4338210.0), ALBERS),
    "turned": Grid(90, 80, (8.0, 6.0, 39489080.0, 6.0, -8.0, 4338210.0), ZONE_39),
    "south up": Grid(90, 80, (10.0, 0.0, 39489080.0, 0.0, 10.0, 4330000.0), ZONE_39),
    "degrees": Grid(400, 300, (0.00025, 0.0, 116.9, 0.0, -0.00025, 39.2), LON_LAT),
    "wide degrees": Grid(30, 30, (0.5, 0.0, 100.0, 0.0, -0.5, 45.0), LON_LAT),
}


@pytest.mark.parametrize("name", GRIDS)
def test_a_cell_is_as_large_as_its_outline_on_the_ellipsoid(name):
    grid = GRIDS[name]
    tile = Tile(grid.height // 3, grid.width // 2, 2, 3)
    areas = cell_areas(grid, Tile(0, 0, grid.height, grid.width))
    found = areas.of(tile)
    exact = ellipsoidal_area_m2(outlines(grid, tile), grid.crs).reshape(2, 3)
    if name != "wide degrees":  # a shape of 1,900 km² has no survey area in a zone
        assert np.abs(found / exact - 1).max() < 2e-9
    rows, cols = (axis.ravel() + start for axis, start in zip(np.indices((2, 3)), tile[:2], strict=True))
    assert np.abs(areas.at(rows, cols).reshape(2, 3) / found - 1).max() < 1e-12
    geodesic = by_geodesics(outlines(grid, tile)[0], grid.crs, 20_000 if grid.crs.is_geographic else 400)
    assert abs(found[0, 0] - geodesic) < max(1e-7 * geodesic, 1e-3)  # geodesics of centimetres are no better


def test_the_sphere_would_be_a_thousandth_off():
    """What the peer's spherical area gives, and what natres must not give."""
    grid = GRIDS["degrees"]
    found = float(cell_areas(grid, Tile(0, 0, 1, 1)).of(Tile(0, 0, 1, 1))[0, 0])
    top, bottom = np.radians(39.2), np.radians(39.2 - 0.00025)
    sphere = 6378137.0**2 * np.radians(0.00025) * (np.sin(top) - np.sin(bottom))
    assert abs(sphere / found - 1) > 1e-3


@pytest.mark.parametrize("name", ["three-degree zone", "UTM", "turned", "degrees"])
def test_cells_of_a_zone_add_up_to_its_outline(name):
    grid = GRIDS[name]
    wide, high = grid.width, grid.height
    ring = np.array([(0.11, 0.13), (0.87, 0.31), (0.71, 0.93), (0.33, 0.71)]) * [wide, high]
    hole = np.array([(0.45, 0.45), (0.55, 0.47), (0.5, 0.55)]) * [wide, high]
    zone = shapely.transform(np.array([shapely.Polygon(ring, [hole])]), grid.points_of)
    cells, beyond = on_the_grid(zone, grid)
    areas = cell_areas(grid, Tile(0, 0, high, wide))
    cover = cover_cells(cells, wide, high, noise=grid.noise, stretch=areas.stretch)
    whole = float((areas.at(cover.row, cover.col) * cover.ground).sum())
    dense_areas = areas.of(Tile(0, 0, high, wide))
    for row, start, stop in zip(cover.run_row, cover.start, cover.stop, strict=True):
        whole += dense_areas[row, start:stop].sum()
    assert beyond.tolist() == [None]
    exact = float(ellipsoidal_area_m2(zone, grid.crs)[0])
    assert abs(whole / exact - 1) < 2e-9
    if not grid.crs.is_geographic:  # long edges in degrees are not those of the survey, which are straight in a zone
        assert abs(exact / float(survey_area_m2(zone, grid.crs)[0]) - 1) < 1e-7


def test_the_ground_of_a_wide_cell_is_not_spread_evenly():
    """The northern half of a cell of half a degree holds less than half of it."""
    grid = GRIDS["wide degrees"]
    areas = cell_areas(grid, Tile(0, 0, 30, 30))
    half = shapely.transform(np.array([shapely.box(2, 3, 3, 3.5)]), grid.points_of)
    cover = cover_cells(on_the_grid(half, grid)[0], 30, 30, noise=grid.noise, stretch=areas.stretch)
    found = float((areas.at(cover.row, cover.col) * cover.ground).sum())
    assert cover.share.tolist() == [0.5]
    assert abs(found / by_geodesics(half[0], LON_LAT, 20_000) - 1) < 1e-6
    assert found < float(areas.at(cover.row, cover.col)[0]) / 2 * 0.999


def test_the_ellipsoidal_area_needs_no_rounding_and_agrees_with_geodesics():
    box = shapely.box(39505000, 4322000, 39506000, 4323000)
    found = float(ellipsoidal_area_m2([box], ZONE_39)[0])
    assert abs(found - by_geodesics(box, ZONE_39, 4000)) < 1e-4
    assert abs(found - geodesic_area_dm2([box], ZONE_39)[0] / 100) < 0.006
    assert ellipsoidal_area_m2([None, shapely.Polygon()], ZONE_39).tolist() == [0.0, 0.0]


def test_long_edges_stay_straight_in_their_own_system():
    square = np.array([shapely.box(116.8, 38.9, 117.3, 39.2)])
    moved = straight_in(square, LON_LAT, ZONE_39)
    dense_square = shapely.segmentize(square, 0.0001)
    exact = straight_in(dense_square, LON_LAT, ZONE_39)
    assert shapely.hausdorff_distance(moved[0].exterior, exact[0].exterior) < 1e-3
    assert abs(ellipsoidal_area_m2(moved, ZONE_39)[0] / ellipsoidal_area_m2(square, LON_LAT)[0] - 1) < 1e-8


def test_shapes_of_the_same_system_are_not_touched():
    square = np.array([shapely.box(39489080, 4330000, 39589080, 4338210)])
    assert straight_in(square, ZONE_39, ZONE_39)[0] is square[0]


def test_a_shape_that_has_no_place_in_the_other_system_is_refused_by_its_row():
    shapes = np.array([shapely.box(117, 39, 117.1, 39.1), shapely.box(-80, 39, -79, 40)])
    with pytest.raises(BadData, match="GEOM_WIDE") as caught:
        straight_in(shapes, LON_LAT, CRS.from_proj4("+proj=gnom +lat_0=39 +lon_0=117 +ellps=WGS84 +datum=WGS84"))
    assert caught.value.facts["row"] == 1


def test_what_lies_beyond_the_raster_is_given_back_in_its_system():
    grid = GRIDS["degrees"]
    reach = grid.outline()
    zone = np.array([shapely.box(116.8, 39.15, 116.95, 39.19), shapely.box(110, 30, 111, 31)])
    cells, beyond = on_the_grid(zone, grid)
    assert abs(beyond[0].area - zone[0].difference(reach).area) < 1e-12
    assert cells[1] is None
    assert abs(beyond[1].area - 1.0) < 1e-9


def test_grids_that_lie_cell_on_cell_may_differ_in_extent():
    here = GRIDS["three-degree zone"]
    part = replace(here, width=10, height=20, transform=(10.0, 0.0, 39489080.0 + 70, 0.0, -10.0, 4338210.0 - 30))
    assert compare_grids(here, part) == ((), (7, 3), (0.0, 0.0))
    assert compare_grids(here, here).what == ()


def test_what_two_grids_differ_in_is_named():
    here = GRIDS["three-degree zone"]
    a, b, c, d, e, f = here.transform
    others = {
        ("origin",): replace(here, transform=(a, b, c + 4.9, d, e, f)),
        ("cell",): replace(here, transform=(20.0, b, c, d, -20.0, f)),
        ("cell", "origin"): replace(here, transform=(30.0, b, c + 5, d, -30.0, f)),
        ("system",): replace(here, crs=UTM_50),
    }
    for what, other in others.items():
        assert compare_grids(here, other).what == what
    # A cell size that is off by a hundred-thousandth adds up to half a cell over 4,000 columns.
    assert compare_grids(here, replace(here, transform=(10.0001, b, c, d, e, f))).what == ("cell",)


def test_the_cell_under_a_middle_is_that_of_proj():
    first, second = GRIDS["three-degree zone"], GRIDS["degrees"]
    tile = Tile(1500, 300, 40, 50)
    rows, cols = cells_under(first, second, tile)
    r, c = np.indices((40, 50))
    middles = first.points_of(np.column_stack([c.ravel() + tile.col + 0.5, r.ravel() + tile.row + 0.5]))
    exact = second.cells_of(to_lon_lat(middles, ZONE_39))
    assert (np.floor(exact[:, 0]) == cols.ravel()).all()
    assert (np.floor(exact[:, 1]) == rows.ravel()).all()


def test_a_projection_that_is_not_smooth_there_is_refused():
    pole = CRS.from_proj4("+proj=gnom +lat_0=0 +lon_0=117 +ellps=WGS84 +datum=WGS84")
    grid = Grid(10, 10, (1e9, 0.0, -5e9, 0.0, -1e9, 5e9), pole)
    with pytest.raises(BadData, match="RASTER_PROJECTION"):
        cell_areas(grid, Tile(0, 0, 10, 10))
