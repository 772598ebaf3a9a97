"""Land inside zones: a case worked out by hand, laws on random mosaics, areas by a union computed on its own."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from natres.analyses.overlay import answer_questions, bookings_inside, net_inside, overlay_parcels
from natres.core.results.overlay import summed, total
from tests.analyses.overlay.laying import box, ledger_of, shapes_of, zone_layer
from tests.strategies import SCHEME, ZONE_39, Mosaic, parcel_frame, parcel_mosaics


def by_layers(found, kind="planar_m2"):
    return {one.layers: getattr(one.area, kind) for one in found.combinations}


@pytest.fixture
def field_and_yard():
    """A field of 100 m × 100 m with field ridges of 3 %, and a homestead of the same size east of it."""
    return parcel_frame(
        [box(0, 0, 100, 100), box(100, 0, 200, 100)],
        land_class=["0102", "0702"],
        ownership_type=["32", "20"],
        unit_code=["1201111010010000000", "1201111020010000000"],
        deduction_ratio=[0.03, 0.0],
        deduction_class=["1203", ""],
    )


@pytest.fixture
def three_layers():
    """Farmland over all of the field; a red line over columns 60–140; a boundary of two zones that overlap, 120–220."""
    return (
        zone_layer("basic_farmland", box(0, 0, 100, 100)),
        zone_layer("ecological_red_line", box(60, 0, 140, 100), names=("甲",)),
        zone_layer("urban_boundary", box(120, 0, 180, 100), box(160, 0, 220, 100)),
    )


def test_three_overlapping_layers_as_worked_out_by_hand(field_and_yard, three_layers):
    found = overlay_parcels(shapes_of(field_and_yard), ZONE_39, ledger_of(field_and_yard), three_layers)
    farm, red, urban = (layer.key for layer in three_layers)
    assert by_layers(found) == pytest.approx({
        (farm,): 6000, (red,): 2000, (urban,): 6000, (farm, red): 4000, (red, urban): 2000,
    })  # fmt: skip
    assert {layer.key: round(layer.area.planar_m2, 6) for layer in found.layers} == {
        farm: 10000,
        red: 8000,
        urban: 8000,
    }
    boundary = found.layer(urban)
    assert [round(total(zone.cells).planar_m2, 6) for zone in boundary.zones] == [6000, 4000]
    assert [round(zone.outside_m2, 6) for zone in boundary.zones] == [0, 2000]
    assert boundary.overlap_m2 == pytest.approx(2000)
    assert boundary.planar_m2 == pytest.approx(12000)
    # The ledger's areas: ridges (3 % of 100 a) go along with the field, 40 % of them under the red line.
    in_red = {cell.land_class: cell.area.ledger_dm2 for cell in found.layer(red).cells}
    assert in_red == {"0102": 388_000, "0702": 400_000, "1203": 12_000}
    in_farm = {(cell.land_class, cell.town): cell.area for cell in found.layer(farm).cells}
    assert in_farm["1203", "120111101"].ledger_dm2 == 30_000
    assert in_farm["1203", "120111101"].planar_m2 == 0  # plane areas stand under the parcel's own class
    assert in_farm["0102", "120111101"].planar_m2 == pytest.approx(10_000)


def test_the_questions_of_the_field(field_and_yard, three_layers):
    found = overlay_parcels(shapes_of(field_and_yard), ZONE_39, ledger_of(field_and_yard), three_layers)
    asked = {answer.key: answer.area.ledger_dm2 for answer in answer_questions(found, SCHEME)}
    assert asked == {
        "construction_in_red_line": 400_000,
        "cropland_outside_basic_farmland": 0,
        "other_in_basic_farmland": 0,  # ridges of a field are no breach
        "construction_outside_urban_boundary": 200_000,
    }
    alone = overlay_parcels(shapes_of(field_and_yard), ZONE_39, ledger_of(field_and_yard), three_layers[:1])
    assert [answer.key for answer in answer_questions(alone, SCHEME) if answer.cells is None] == [
        "construction_in_red_line", "construction_outside_urban_boundary",
    ]  # fmt: skip


@st.composite
def layers(draw):
    """Draw up to four layers of boxes that cross cells, parcels and one another."""
    found = []
    for number in range(draw(st.integers(1, 4))):
        boxes = []
        for _ in range(draw(st.integers(1, 3))):
            west, south = draw(st.integers(-50, 450)), draw(st.integers(-50, 450))
            boxes.append(box(west, south, west + draw(st.integers(1, 300)), south + draw(st.integers(1, 300))))
        found.append(zone_layer(f"layer{number}", *boxes))
    return tuple(found)


@given(parcel_mosaics(), layers())
def test_every_piece_of_ground_counts_once_and_the_layers_add_up(mosaic: Mosaic, drawn):
    shapes, ledger = shapes_of(mosaic.frame), ledger_of(mosaic.frame)
    found = overlay_parcels(shapes, ZONE_39, ledger, drawn)
    whole = total([cell for one in found.combinations for cell in one.cells])
    assert whole.ledger_dm2 == found.whole.ledger_dm2 == mosaic.whole_dm2
    assert whole.planar_m2 == pytest.approx(found.whole.planar_m2, abs=1e-3)
    assert whole.survey_m2 == pytest.approx(found.whole.survey_m2, abs=1e-2)
    booked = summed([cell for one in found.combinations for cell in one.cells], "land_class")
    sums = ledger.sums.groupby("land_class")["area_dm2"].sum().to_dict()
    assert {code: area.ledger_dm2 for code, area in booked.items() if area.ledger_dm2} == {
        code: area for code, area in sums.items() if area
    }
    for layer, given_layer in zip(found.layers, drawn, strict=True):
        mine = found.under([layer.key])
        assert total(mine).ledger_dm2 == layer.area.ledger_dm2
        assert total(mine).planar_m2 == pytest.approx(layer.area.planar_m2, abs=1e-3)
        # A union nobody of ours computed: the zones, then every class of the parcels.
        ground = shapely.union_all(given_layer.shapes)
        for code, area in summed(layer.cells, "land_class").items():
            land = shapely.union_all(shapes[(mosaic.frame["land_class"] == code).to_numpy()])
            assert area.planar_m2 == pytest.approx(shapely.intersection(ground, land).area, abs=1e-3)
        for zone, shape in zip(layer.zones, given_layer.shapes, strict=True):
            assert total(zone.cells).planar_m2 + zone.outside_m2 == pytest.approx(shape.area, abs=1e-2)


@given(parcel_mosaics(), layers(), st.randoms())
def test_the_order_of_the_layers_changes_nothing(mosaic: Mosaic, drawn, random):
    shapes, ledger = shapes_of(mosaic.frame), ledger_of(mosaic.frame)
    turned = list(drawn)
    random.shuffle(turned)
    one, other = (overlay_parcels(shapes, ZONE_39, ledger, each) for each in (drawn, turned))
    areas = [{frozenset(name): area for name, area in by_layers(found).items()} for found in (one, other)]
    assert areas[0] == pytest.approx(areas[1], abs=1e-3)
    for layer in one.layers:
        assert abs(layer.area.ledger_dm2 - other.layer(layer.key).area.ledger_dm2) <= len(shapes)


def test_a_layer_in_degrees_lies_where_its_twin_lies(field_and_yard, three_layers):
    move = Transformer.from_crs(4527, 4490, always_xy=True)
    red = three_layers[1]
    degrees = shapely.transform(red.shapes, lambda points: np.column_stack(move.transform(*points.T)))
    twin = zone_layer(red.key, *degrees, crs=CRS.from_epsg(4490))
    one, other = (
        overlay_parcels(shapes_of(field_and_yard), ZONE_39, ledger_of(field_and_yard), [layer]) for layer in (red, twin)
    )
    assert by_layers(other) == pytest.approx(by_layers(one), abs=0.02)  # 0.1 mm of the survey's grid round 80 m × 100 m


def test_rows_without_ground_and_layers_elsewhere_have_nothing(field_and_yard):
    nothing = zone_layer("somewhere", None, box(50_000, 0, 50_100, 100))
    found = overlay_parcels(shapes_of(field_and_yard), ZONE_39, ledger_of(field_and_yard), [nothing])
    assert [one.layers for one in found.combinations] == [()]
    assert found.layers[0].cells == ()
    assert [round(zone.outside_m2) for zone in found.layers[0].zones] == [0, 10_000]


def test_more_than_ten_layers_each_keep_their_own(field_and_yard):
    strips = [zone_layer(f"strip{n}", box(10 * n, 0, 10 * n + 15, 100)) for n in range(12)]
    found = overlay_parcels(shapes_of(field_and_yard), ZONE_39, ledger_of(field_and_yard), strips)
    assert [round(layer.area.planar_m2, 6) for layer in found.layers] == [1500] * 12
    pairs = {one.layers: round(one.area.planar_m2, 6) for one in found.combinations if len(one.layers) == 2}
    assert pairs == {(f"strip{n}", f"strip{n + 1}"): 500 for n in range(11)}


def test_what_lies_inside_of_every_parcel_adds_up_to_the_bookings(field_and_yard):
    farm = zone_layer("basic_farmland", box(0, 0, 50, 100), box(40, 0, 120, 100))
    given = (shapes_of(field_and_yard), ZONE_39, ledger_of(field_and_yard), farm)
    assert net_inside(*given).tolist() == [970_000, 200_000]  # a field without its ridges, a fifth of the yard
    assert bookings_inside(*given)["area_dm2"].sum() == 1_170_000
