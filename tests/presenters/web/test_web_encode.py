"""The data block holds what was put in: every feature, every hole, every text, every vertex within 5 cm."""

import numpy as np
import pytest
import shapely
from web_pages import holed, numbers, objects, polygons, sample, square, unpack_block

from natres.presenters.web import AreaLayer, Category, Column, MapPage
from natres.presenters.web.encode import encode_page
from natres.presenters.web.quantise import EARTH_RADIUS_M, mercator_dm, pack_rings, varints, zigzag


def layer_of(*geometries, **changes):
    count = len(geometries)
    values = {"category": np.zeros(count, int), "categories": (Category("a", "甲", "#123456"),)} | changes
    return AreaLayer("k", "t", objects(*geometries), **values)


def read_back(layer):
    return unpack_block(encode_page(MapPage("t", "", "zh", (layer,))))[1][0]


def exact_dm(geometry):
    """The same Mercator, unrounded and by another formula."""

    def project(lonlat):
        lon, lat = np.radians(lonlat).T
        return 10 * EARTH_RADIUS_M * np.column_stack([lon, np.log(np.tan(np.pi / 4 + lat / 2))])

    return shapely.transform(geometry, project)


def test_numbers_survive_the_byte_stream():
    values = np.array([0, 1, 127, 128, 16383, 16384, 2**21, 2**28, 2**31 - 1])
    data = varints(values)
    assert numbers(data, [0, len(data)]) == values.tolist()


def test_zigzag_keeps_small_steps_small_on_both_sides():
    assert sorted(zigzag(np.arange(-3, 4)).tolist()) == list(range(7))


@pytest.mark.parametrize(
    "geometry",
    [
        square(0, 0),
        holed(0, 0),
        shapely.MultiPolygon([square(0, 0, 0.4), holed(2, 2)]),
        shapely.Polygon(shapely.box(116.9, 38.9, 117.1, 39.1).exterior, [square(0, 0).exterior, square(2, 2).exterior]),
        shapely.reverse(holed(0, 0)),
        shapely.force_3d(holed(0, 0), 7.5),
    ],
    ids=["square", "hole", "two parts", "two holes", "reversed", "with heights"],
)
def test_shapes_come_back_within_the_rounding(geometry):
    (back,) = polygons(read_back(layer_of(geometry)))
    exact = exact_dm(shapely.force_2d(geometry))
    assert back.is_valid
    assert shapely.get_num_interior_rings(shapely.get_parts(back)).sum() == (
        shapely.get_num_interior_rings(shapely.get_parts(geometry)).sum()
    )
    assert shapely.get_num_geometries(back) == shapely.get_num_geometries(geometry)
    assert shapely.hausdorff_distance(back, exact) <= 0.5 * np.sqrt(2) + 1e-6
    assert back.area == pytest.approx(exact.area, rel=1e-3)


def test_every_vertex_moves_less_than_half_a_decimetre_per_axis():
    rng = np.random.default_rng(0)
    lon, lat = rng.uniform(-180, 180, 5000), rng.uniform(-84, 84, 5000)
    x, y = mercator_dm(lon, lat)
    exact = exact_dm(shapely.MultiPoint(np.column_stack([lon, lat])))
    moved = np.abs(shapely.get_coordinates(exact) - np.column_stack([x, y]))
    assert moved.max() <= 0.5 + 1e-5


def test_neighbours_keep_their_shared_edge():
    left, right = polygons(read_back(layer_of(square(0, 0), square(1, 0))))
    assert left.touches(right)
    assert left.intersection(right).length == pytest.approx(right.bounds[3] - right.bounds[1])


def test_missing_and_empty_shapes_keep_their_place():
    layer = layer_of(None, shapely.Polygon(), square(0, 0), columns=(Column("c", ["a", "b", "c"]),))
    read = read_back(layer)
    assert read["counts"] == [0, 0, 1]
    assert read["values"] == [["a", "b", "c"]]


def test_a_shape_below_the_grid_is_still_counted():
    rings = pack_rings(objects(square(0, 0, 1e-7), square(0, 0)))
    assert rings.counts.tolist() == [1, 1]
    assert rings.sizes.min() >= 3


def test_attributes_come_back_row_by_row():
    texts = ["耕地", "林地", "耕地", "", "耕地"]
    layer = layer_of(*[square(k, 0) for k in range(5)], columns=(Column("地类", texts),))
    read = read_back(layer)
    assert read["values"] == [texts]
    assert read["columns"][0]["texts"] == ["耕地", "林地", ""]


def test_categories_come_back_and_none_is_zero():
    read = read_back(layer_of(square(0, 0), square(1, 0), category=np.array([-1, 0])))
    assert read["category"] == [0, 1]


def test_an_empty_page_and_an_empty_layer_are_pages_too():
    assert unpack_block(encode_page(MapPage("t", "", "en", ())))[1] == []
    assert read_back(layer_of())["extent"] is None


@pytest.mark.parametrize(
    "broken",
    [
        layer_of(square(0, 0), category=np.array([0, 0])),
        layer_of(square(0, 0), category=np.array([1])),
        layer_of(square(0, 0), columns=(Column("c", []),)),
        layer_of(shapely.box(500000, 4300000, 500100, 4300100)),
    ],
    ids=["category count", "category index", "column count", "metres"],
)
def test_what_does_not_fit_is_refused(broken):
    with pytest.raises(ValueError):
        read_back(broken)


def test_lines_and_areas_both_make_boundaries():
    line = shapely.LineString([(117, 39), (117.1, 39.1)])
    boundary = sample().layers[1]
    both = type(boundary)("b", "b", objects(line, holed(0, 0), None), ["a", "b", "c"], 1.0)
    read = read_back(both)
    assert read["counts"] == [1, 2, 0]
    assert [len(seat) for seat in read["seats"]] == [2, 2, 0]
