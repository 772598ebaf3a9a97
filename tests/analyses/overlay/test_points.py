"""Points: each in one parcel, on a shared border in the first, in every zone that holds it; none is lost."""

import numpy as np
import shapely
from pyproj import CRS, Transformer

from natres.analyses.overlay import PointInput, place_points
from natres.core.ledger import open_ledger
from tests.analyses.overlay.laying import box, ledger_of, shapes_of, zone_layer
from tests.strategies import EAST, NORTH, ZONE_39, parcel_frame

TO_DEGREES = Transformer.from_crs(4527, 4490, always_xy=True)
DEGREES = CRS.from_epsg(4490)


def test_every_point_lies_in_one_parcel_or_in_none():
    land = parcel_frame(
        [box(0, 0, 100, 100), box(100, 0, 200, 100)],
        land_class=["0102", "0702"],
        unit_code=["1201111010010000000", "1201111020010000000"],
    )
    zones = [zone_layer("a", box(0, 0, 60, 100), box(40, 0, 100, 100)), zone_layer("b", box(150, 0, 300, 100))]
    places = np.array([(50.0, 50.0), (180.0, 50.0), (250.0, 50.0)])
    degrees = np.column_stack(TO_DEGREES.transform(EAST + places[:, 0], NORTH + places[:, 1]))
    given = PointInput(tuple("甲乙丙丁"), np.vstack([degrees, [np.nan, 39.0]]))
    found = place_points(shapes_of(land), ZONE_39, ledger_of(land), zones, given)
    assert [(p.land_class, p.town, p.inside, p.placed) for p in found.points] == [
        ("0102", "120111101", True, True),
        ("0702", "120111102", True, True),
        ("", "", False, True),
        ("", "", False, False),
    ]
    assert [[(layer, code) for layer, code, _ in p.zones] for p in found.points] == [
        [("a", "a-1"), ("a", "a-2")], [("b", "b-1")], [("b", "b-1")], [],
    ]  # fmt: skip
    assert [point.name for point in found.outside] == ["丙"]


def test_a_corner_that_four_parcels_share_counts_in_the_first_of_them():
    x, y, step = 117.1, 39.0, 0.001
    four = [
        shapely.box(x - step, y - step, x, y), shapely.box(x, y - step, x + step, y),
        shapely.box(x - step, y, x, y + step), shapely.box(x, y, x + step, y + step),
    ]  # fmt: skip
    for order in ([0, 1, 2, 3], [3, 1, 0, 2]):
        frame = parcel_frame([four[n] for n in order], land_class=["0101", "0102", "0103", "0301"])
        land = frame.set_crs(DEGREES, allow_override=True)
        ledger = open_ledger(land, DEGREES, kind="planar")
        corner = PointInput(("角",), np.array([[x, y]]))
        found = place_points(shapes_of(land), DEGREES, ledger, [zone_layer("z", *land.geometry, crs=DEGREES)], corner)
        assert found.points[0].land_class == "0101"
        assert [code for _, code, _ in found.points[0].zones] == ["z-1"]
