"""Parcels parted by zones for a map: the areas of the tables, and shapes that make up every parcel once."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from natres.analyses.overlay import BETWEEN, overlay_parcels, zone_pieces
from tests.analyses.overlay.laying import box, ledger_of, shapes_of, zone_layer
from tests.strategies import ZONE_39, Mosaic, parcel_frame, parcel_mosaics


def parted(frame, layers):
    return zone_pieces(shapes_of(frame), ZONE_39, ledger_of(frame), layers)


def test_a_field_under_three_layers_as_worked_out_by_hand():
    """Farmland over all of a field, two zones of a red line that overlap, a boundary that only touches it."""
    field = parcel_frame(
        [box(0, 0, 100, 100)], land_class=["0102"], deduction_ratio=[0.03], deduction_class=["1203"]
    )  # fmt: skip
    layers = (
        zone_layer("basic_farmland", box(-5, -5, 105, 105)),
        zone_layer("ecological_red_line", box(60, 0, 80, 100), box(70, 0, 100, 100)),
        zone_layer("urban_boundary", box(100, 0, 200, 100)),
    )
    found = parted(field, layers).set_index("zones")
    both = BETWEEN.join(["basic_farmland", "ecological_red_line"])
    assert found["gross_dm2"].to_dict() == {"basic_farmland": 600_000, both: 400_000}
    assert found["deducted_dm2"].to_dict() == {"basic_farmland": 18_000, both: 12_000}
    assert (found["class_dm2"] + found["deducted_dm2"] == found["gross_dm2"]).all()
    assert found.geometry[both].equals(box(60, 0, 100, 100))
    assert found.geometry["basic_farmland"].equals(box(0, 0, 60, 100))


@given(parcel_mosaics(), st.integers(0, 2**31))
@settings(max_examples=15, deadline=None)
def test_pieces_are_the_parcels_and_add_up_to_the_tables(mosaic: Mosaic, seed: int):
    frame, draw = mosaic.frame, np.random.default_rng(seed)
    west, south, east, north = shapely.total_bounds(shapes_of(frame))

    def zones(count):
        corner = draw.uniform((west, south), (east, north), (count, 2))
        size = draw.uniform(0.1, 0.8, (count, 2)) * (east - west, north - south)
        return shapely.box(*corner.T, *(corner + size).T)

    layers = [zone_layer("a", *zones(2)), zone_layer("b", *zones(3)), zone_layer("c", *zones(1))]
    found = parted(frame, layers)
    ledger = ledger_of(frame)
    tables = overlay_parcels(shapes_of(frame), ZONE_39, ledger, layers)
    sums = found.groupby("zones")["gross_dm2"].sum()
    for one in tables.combinations:
        key = BETWEEN.join(one.layers)
        assert sums[key] == one.area.ledger_dm2
        drawn = float(found.geometry[found["zones"] == key].area.sum())
        assert drawn == pytest.approx(one.area.planar_m2, abs=0.02 * len(found) + 1e-4 * one.area.planar_m2)
    whole = found.groupby("parcel_id")[["gross_dm2", "deducted_dm2"]].sum()
    parcels = ledger.parcels.set_index("parcel_id").loc[whole.index]
    assert (whole == parcels[["gross_dm2", "deducted_dm2"]]).all(axis=None)
    for row, own in found.groupby("parcel_id"):
        shapes = [shape for shape in own.geometry if shape is not None]
        parcel = frame.geometry[frame["parcel_id"] == row].iloc[0]
        assert shapely.union_all(shapes).symmetric_difference(parcel).area < 0.05
        assert sum(shapely.area(shapes)) == pytest.approx(parcel.area, abs=0.05)
