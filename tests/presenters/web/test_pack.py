"""The pack holds what was put in: every feature, hole and part, every text, every vertex within 5 cm per axis."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pack_reader import read_page
from web_pages import EVERYTHING, SIDE, SOUTH, WEST, holed, objects, sample, square

from natres.presenters.web import AreaColumn, AreaLayer, Category, CodeColumn, Colouring, MapPage, TextColumn
from natres.presenters.web.pack import areas, encode_page
from natres.presenters.web.pack.arcs import arcs_of
from natres.presenters.web.pack.quantise import EARTH_RADIUS_M, Rings, mercator_dm, morton_order, pack_rings
from natres.presenters.web.pack.streams import Block, varints, zigzag


def layer_of(*geometries, columns=(), index=None, **changes):
    count = len(geometries)
    colouring = Colouring("c", "t", (Category("a", "甲", "#123456"),), np.zeros(count, int) if index is None else index)
    names = TextColumn("n", "编号", [str(n) for n in range(count)])
    return AreaLayer("k", "t", objects(*geometries), (colouring,), (names, *columns), **changes)


def read_back(layer):
    return read_page(encode_page(MapPage("zh", {}, (layer,)))).layers[0]


def features(layer):
    """The features of an unpacked layer, in the order in which they were put in."""
    return [f for _, f in sorted(zip(map(int, layer.values["n"]), layer.polygons(), strict=True), key=lambda p: p[0])]


def exact_dm(geometry):
    """The same Mercator, unrounded and by another formula."""

    def project(lonlat):
        lon, lat = np.radians(lonlat).T
        return 10 * EARTH_RADIUS_M * np.column_stack([lon, np.log(np.tan(np.pi / 4 + lat / 2))])

    return shapely.transform(geometry, project)


@pytest.mark.parametrize("values", [[0, 1, 127, 128, 16383, 16384, 2**21, 2**28, 2**31 - 1, 2**40, 2**53 - 1], [], [7]])
def test_numbers_survive_the_byte_stream(values):
    text = varints(np.array(values, dtype=np.int64))
    found, value, shift = [], 0, 0
    for byte in text:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(value)
            value = shift = 0
    assert found == values


def test_zigzag_keeps_small_steps_small_on_both_sides():
    assert sorted(zigzag(np.arange(-3, 4)).tolist()) == list(range(7))


def test_a_block_of_nothing_is_a_block():
    block = Block(count=0)
    block.planes("x", np.zeros(0, dtype=np.int64))
    assert block.text().isascii()


CORNER = square(0, 0)
ISLAND = square(0.25, 0.25, 0.5)
SHAPES = {
    "square": [CORNER],
    "hole": [holed(0, 0)],
    "hole and what fills it": [holed(0, 0), ISLAND],
    "filled from another start": [holed(0, 0), shapely.Polygon(np.roll(ISLAND.exterior.coords[:-1], 2, axis=0))],
    "two parts": [shapely.MultiPolygon([square(0, 0, 0.4), holed(2, 2)])],
    "two holes": [shapely.Polygon(square(0, 0, 4).exterior, [square(1, 1).exterior, square(2.5, 2.5).exterior])],
    "island in a hole": [shapely.MultiPolygon([holed(0, 0), square(0.4, 0.4, 0.2)])],
    "reversed": [shapely.reverse(holed(0, 0))],
    "with heights": [shapely.force_3d(holed(0, 0), 7.5)],
    "the same parcel twice": [CORNER, CORNER],
    "neighbours": [square(0, 0), square(1, 0), square(0, 1), square(1, 1)],
    "a neighbour without the corner between": [square(0, 0, 2), square(2, 0), square(2, 1)],
    "a sliver closed by the grid beside a parcel": [
        shapely.Polygon([(WEST, SOUTH), (WEST + SIDE, SOUTH + SIDE / 9), (WEST + 2 * SIDE, SOUTH + 3 * SIDE),
                         (WEST + SIDE / 2, SOUTH + 3 * SIDE)]),
        shapely.Polygon([(WEST, SOUTH), (WEST, SOUTH - 2e-7), (WEST + SIDE, SOUTH + SIDE / 9 - 2e-7),
                         (WEST + SIDE, SOUTH + SIDE / 9)]),
    ],
    "a needle between neighbours": [
        shapely.Polygon([(WEST, SOUTH), (WEST + SIDE, SOUTH), (WEST + SIDE, SOUTH + SIDE / 2),
                         (WEST + SIDE / 9, SOUTH + SIDE / 2 - 1e-7), (WEST + SIDE / 9, SOUTH + SIDE / 2 + 1e-7),
                         (WEST + SIDE, SOUTH + SIDE / 2 + 2e-7), (WEST + SIDE, SOUTH + SIDE), (WEST, SOUTH + SIDE)]),
        shapely.Polygon([(WEST + SIDE, SOUTH + SIDE / 2), (WEST + 2 * SIDE, SOUTH + SIDE / 2),
                         (WEST + 2 * SIDE, SOUTH + SIDE), (WEST + SIDE, SOUTH + SIDE)]),
    ],
    "touching in a point": [square(0, 0), square(1, 1)],
    "a spike": [shapely.Polygon([(WEST, SOUTH), (WEST + SIDE, SOUTH), (WEST + 2 * SIDE, SOUTH), (WEST + SIDE, SOUTH),
                                 (WEST + SIDE, SOUTH + SIDE)])],
}  # fmt: skip


@pytest.mark.parametrize("shapes", SHAPES.values(), ids=SHAPES)
def test_shapes_come_back_within_the_rounding(shapes):
    for back, shape in zip(features(read_back(layer_of(*shapes))), shapes, strict=True):
        exact = exact_dm(shapely.force_2d(shape))
        assert shapely.get_num_geometries(back) == shapely.get_num_geometries(shape)
        assert holes(back) == holes(shape)
        assert shapely.hausdorff_distance(back, exact) <= 0.5 * np.sqrt(2) + 1e-6
        assert back.area == pytest.approx(exact.area, rel=1e-3, abs=2e4)  # 200 m² of a sliver of 2 cm


def holes(geometry):
    return int(shapely.get_num_interior_rings(shapely.get_parts(geometry)).sum())


@given(st.lists(st.lists(st.integers(0, 3), min_size=5, max_size=5), min_size=5, max_size=5), st.randoms())
@settings(max_examples=60, deadline=None)
def test_any_mosaic_comes_back_whole(cells, random):
    """Cells of one number are one parcel: holes, parts, points that touch; half of the rings start elsewhere."""
    grid = np.array(cells)
    parcels = []
    for number in np.unique(grid):
        whole = shapely.union_all([square(c, r) for r, c in zip(*np.nonzero(grid == number), strict=True)])
        parcels.append(whole if random.random() < 0.5 else shapely.reverse(whole))
    layer = read_back(layer_of(*parcels))
    for back, parcel in zip(features(layer), parcels, strict=True):
        assert shapely.equals_exact(shapely.normalize(back), shapely.normalize(rounded(parcel)), 0)
    edges = Counter(edge for p in features(layer) for edge in edges_of(p))
    assert all(count <= 2 for count in edges.values())


def rounded(parcel):
    """The parcel on the grid, as one of several parts."""

    def project(lonlat):
        return np.column_stack(mercator_dm(lonlat[:, 0], lonlat[:, 1]))

    on_grid = shapely.remove_repeated_points(shapely.transform(parcel, project))
    return shapely.MultiPolygon(shapely.get_parts(on_grid).tolist())


def edges_of(polygon):
    for ring in shapely.get_rings(polygon):
        places = [tuple(p) for p in shapely.get_coordinates(ring).astype(int).tolist()]
        yield from (tuple(sorted(edge)) for edge in pairwise(places))


def test_a_shared_boundary_is_kept_once():
    neighbours = [square(c, r) for r in range(6) for c in range(6)]
    arcs = arcs_of(pack_rings(objects(*neighbours)))
    stored = int((arcs.sizes - 1).sum())
    assert stored == 2 * 6 * 7  # every edge of the lattice, of 4 · 36 that the rings run


def test_neighbours_keep_their_shared_edge():
    left, right = features(read_back(layer_of(square(0, 0), square(1, 0))))
    assert left.touches(right)
    assert left.intersection(right).length == pytest.approx(right.bounds[3] - right.bounds[1])


def test_every_vertex_moves_less_than_half_a_decimetre_per_axis():
    rng = np.random.default_rng(0)
    lon, lat = rng.uniform(-180, 180, 5000), rng.uniform(-84, 84, 5000)
    x, y = mercator_dm(lon, lat)
    exact = exact_dm(shapely.MultiPoint(np.column_stack([lon, lat])))
    moved = np.abs(shapely.get_coordinates(exact) - np.column_stack([x, y]))
    assert moved.max() <= 0.5 + 1e-5


def test_missing_and_empty_shapes_keep_their_row():
    layer = read_back(layer_of(None, shapely.Polygon(), square(0, 0)))
    drawn = dict(zip(layer.values["n"], map(len, layer.rings), strict=True))
    assert drawn == {"0": 0, "1": 0, "2": 1}


def test_a_shape_below_the_grid_is_still_counted():
    rings = pack_rings(objects(square(0, 0, 1e-7), square(0, 0)))
    assert rings.counts.tolist() == [1, 1]
    assert rings.sizes.min() >= 3
    assert len(read_back(layer_of(square(0, 0, 1e-7), square(0, 0))).rings) == 2


def test_blocks_follow_each_other(monkeypatch):
    monkeypatch.setattr(areas, "BLOCK_FEATURES", 4)
    shapes = [square(c, r) for r in range(5) for c in range(5)]
    layer = read_back(layer_of(*shapes))
    assert len(layer.head["blocks"]) == 7
    for back, shape in zip(features(layer), shapes, strict=True):
        assert shapely.equals_exact(shapely.normalize(back), shapely.normalize(rounded(shape)), 0)


def test_what_lies_together_is_packed_together():
    shapes = objects(*(square(c, r) for r in range(8) for c in range(8)))
    order = morton_order(shapes)
    steps = np.abs(np.diff(np.column_stack([order % 8, order // 8]), axis=0)).sum(axis=1)
    assert sorted(order.tolist()) == list(range(64))
    assert steps.mean() < 2


def test_attributes_come_back_row_by_row():
    texts, codes = ["a", EVERYTHING, "c\x00", "", "e\ud800"], ["01", "03", "01", "", "01\x00"]
    big = np.array([0, 1, 2**31, 2**40, -5])
    layer = layer_of(
        *[square(k, 0) for k in range(5)],
        columns=(TextColumn("t", "文", texts), CodeColumn("c", "码", codes), AreaColumn("a", "面积", big)),
    )
    read = read_back(layer)
    order = [int(n) for n in read.values["n"]]
    assert read.values["t"] == [texts[k] for k in order]
    assert read.values["c"] == [codes[k] for k in order]
    assert read.values["a"] == [int(big[k]) for k in order]


def test_categories_come_back_and_none_is_minus_one():
    read = read_back(layer_of(square(0, 0), square(1, 0), index=np.array([-1, 0])))
    assert dict(zip(read.values["n"], read.index[0], strict=True)) == {"0": -1, "1": 0}


def test_a_sum_is_not_stored_but_added():
    read = read_page(encode_page(sample())).layer("parcels")
    assert read.values["gross_dm2"] == [
        a + b for a, b in zip(read.values["class_dm2"], read.values["deducted_dm2"], strict=True)
    ]


def test_a_point_without_a_place_keeps_its_row():
    wells = read_page(encode_page(sample())).layer("wells")
    assert wells.values["well_id"] == ["XQ-01", "XQ-02"]
    assert [len(places) for places in wells.rings] == [1, 0]


def test_an_empty_page_and_an_empty_layer_are_pages_too():
    assert read_page(encode_page(MapPage("en", {}))).layers == []
    assert read_back(layer_of()).head["extent"] is None


TWO = (square(0, 0), square(1, 0))
NOT_ITS_SUM = (AreaColumn("a", "a", np.array([1, 2])), AreaColumn("b", "b", np.array([1, 3]), of=("a",)))


@pytest.mark.parametrize(
    "broken",
    [
        lambda: layer_of(*TWO, index=np.array([0])),
        lambda: layer_of(*TWO, index=np.array([1, 0])),
        lambda: layer_of(*TWO, columns=(TextColumn("c", "c", []),)),
        lambda: layer_of(*TWO, columns=(AreaColumn("a", "a", np.array([2**52, 2**52])),)),
        lambda: layer_of(*TWO, columns=NOT_ITS_SUM),
        lambda: layer_of(shapely.box(500000, 4300000, 500100, 4300100)),
    ],
    ids=["few categories", "outside the legend", "few values", "too large", "not the sum", "metres for degrees"],
)  # fmt: skip
def test_a_description_that_contradicts_itself_is_refused(broken):
    with pytest.raises(ValueError, match=r"layer 'k'|degrees"):
        encode_page(MapPage("zh", {}, (broken(),)))


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=9), min_size=1, max_size=5)
)
@settings(max_examples=300, deadline=None)
def test_arcs_run_what_the_rings_run(walks):
    """However rings touch, cross, turn back on themselves or fall together: following the arcs gives them back."""
    places = [place for walk in walks for place in walk]
    x, y = (np.array(axis, dtype=np.int64) for axis in zip(*places, strict=True))
    sizes = np.array([len(walk) for walk in walks])
    arcs = arcs_of(Rings(x, y, sizes, np.array([len(walks)])))
    ends = np.cumsum(arcs.sizes)
    refs = iter(arcs.refs.tolist())
    for walk, count in zip(walks, arcs.ref_counts.tolist(), strict=True):
        told = []
        for _ in range(count):
            arc, back = divmod(next(refs), 2)
            run = list(zip(arcs.x[ends[arc] - arcs.sizes[arc] : ends[arc]].tolist(),
                           arcs.y[ends[arc] - arcs.sizes[arc] : ends[arc]].tolist(), strict=True))  # fmt: skip
            told += (run[::-1] if back else run)[:-1]
        assert any(told == walk[n:] + walk[:n] for n in range(len(walk)))
