import pytest
from pyproj import CRS

from natres.core.transform_record import transform_record
from natres.errors import BadData


def record(source, target):
    return transform_record(CRS.from_user_input(source), CRS.from_user_input(target))


def test_a_change_of_zone_is_named_with_its_accuracy_and_definition():
    text = record(4527, 4490)
    assert "3-degree Gauss-Kruger zone 39; accuracy: 0 m; definition: proj=pipeline step inv proj=tmerc" in text


def test_the_step_from_wgs84_to_cgcs2000_is_told():
    for source, target in ((32650, 4548), (4326, 4548), ("OGC:CRS84", 4490), (4527, 3857)):
        assert "CGCS2000 and WGS 84 taken as one; accuracy: some decimetres" in record(source, target)
    assert record(32650, 4548).count(" | ") == 2


def test_the_same_system_needs_no_operation():
    assert record(4527, 4527) == "no operation; accuracy: 0 m; definition: noop"


@pytest.mark.parametrize(("source", "target"), [(2384, 4548), (4548, 2384), (4610, 4610), (4214, 4326)])
def test_another_datum_is_refused(source, target):
    with pytest.raises(BadData, match="CRS_DATUM"):
        record(source, target)
