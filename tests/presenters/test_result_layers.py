"""The layers of results.gpkg where parcels count in part, mix shapes, or quotas have awkward keys."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely

from natres.analyses import check_quota
from natres.core.ledger import open_ledger
from natres.core.results import Quota
from natres.presenters.result_layers import layer_names, quota_layer
from tests.conftest import square
from tests.strategies import SCHEME, ZONE_39, parcel_frame


@pytest.fixture
def farm():
    """Two fields inside basic farmland, of the second only a quarter; a third outside."""
    double = shapely.union_all([square(1), square(5)])
    frame = parcel_frame([square(0), double, square(3)])
    ledger = open_ledger(frame, ZONE_39, kind="planar")
    counted = np.array([1_000_000, 500_000, 0])
    asked = Quota("耕地 保有量", "永久基本农田", "cropland", "floor", 1, "1", 0)
    check = check_quota(ledger, SCHEME, asked)
    check = replace(check, measured=replace(check.measured, area_dm2=1_500_000))
    return quota_layer(frame.geometry.to_numpy(), ZONE_39, ledger, SCHEME, check, counted, "zh"), check


def test_a_parcel_of_which_a_part_counts_is_said_to_and_hatched(farm):
    layer, _ = farm
    assert layer.frame["counted"].tolist() == ["whole", "part"]
    assert layer.frame["counted_area_m2"].tolist() == [10_000.0, 5_000.0]
    assert set(layer.frame.geom_type) == {"MultiPolygon"}
    (qml,) = layer.styles.values()
    symbols = ET.fromstring(qml).iter("symbol")
    styles = [next(o.get("value") for o in symbol.iter("Option") if o.get("name") == "style") for symbol in symbols]
    assert styles == ["solid", "b_diagonal"]
    assert "计入面积合计 15000.00 平方米" in layer.description


def test_layers_of_quotas_whose_keys_differ_in_case_or_hold_signs_have_names_of_their_own(farm):
    _, check = farm
    keys = ["urban", "Urban", "耕地 保有量", 'a"; DROP TABLE x']
    found = layer_names([replace(check, quota=replace(check.quota, key=key)) for key in keys])
    assert found == ["quota_urban", "quota_Urban_2", "quota_耕地_保有量", "quota_a_DROP_TABLE_x"]
