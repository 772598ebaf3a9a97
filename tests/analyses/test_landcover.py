from natres.analyses import compare_land_cover
from natres.core.ledger import open_ledger
from tests.conftest import square
from tests.strategies import SCHEME, ZONE_39, parcel_frame

FRAME = parcel_frame([square(i) for i in range(3)], land_class=["0102", "0301", "0303"])
LEDGER = open_ledger(FRAME, ZONE_39, kind="planar")


def look(counts, nodata=None):
    return compare_land_cover(LEDGER, SCHEME, counts, cell_m=20.0, cell_area_m2=400.0, nodata=nodata)


def test_parcels_fold_to_covers_and_cells_become_areas():
    found = {c.value: (c.raster_dm2, c.parcels_dm2) for c in look({10: 25, 20: 40, 80: 10}).covers}
    assert found == {10: (1_000_000, 1_000_000), 20: (1_600_000, 2_000_000), 80: (400_000, 0)}


def test_every_parcel_is_under_a_cover():
    assert sum(c.parcels_dm2 for c in look({}).covers) == LEDGER.measured_dm2


def test_cells_without_data_are_counted_as_unknown_whatever_their_value():
    for nodata in (0, 255):
        found = look({10: 5, nodata: 7}, nodata)
        assert (found.cells, found.unknown_cells) == (5, 7)


def test_values_that_no_cover_has_are_unknown():
    found = look({10: 5, 77: 3})
    assert (found.cells, found.unknown_cells) == (8, 3)
    assert 77 not in {c.value for c in found.covers}
