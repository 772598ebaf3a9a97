"""Rows whose coordinates are exchanged, in metres and in degrees."""

import geopandas as gpd
import pytest
import shapely

from natres.checks import Subject, check_places
from natres.core.provenance import Layer, Provenance


@pytest.mark.parametrize("crs", [4527, 4490, 4549])
def test_a_row_with_exchanged_coordinates_is_told_in_any_system(crs):
    shapes = [shapely.box(39505000 + 100 * i, 4322000, 39505100 + 100 * i, 4322100) for i in range(6)]
    frame = gpd.GeoDataFrame(geometry=shapes, crs=4527).to_crs(crs)
    turned = frame.geometry.to_numpy().copy()
    turned[2] = shapely.transform(turned[2], lambda p: p[:, ::-1])
    frame = frame.set_geometry(gpd.GeoSeries(turned, crs=crs))
    issues = check_places(Subject(Layer(frame, Provenance("a.gpkg"), frame.crs), "parcels"))
    assert [(issue.code, issue.row) for issue in issues] == [("AXIS_SWAPPED", 2)]
