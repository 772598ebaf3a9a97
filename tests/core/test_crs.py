import numpy as np
import pytest
from pyproj import CRS, Transformer

from natres.core.crs import ComputingZone, from_zone, geographic, is_wgs84, to_lon_lat, to_zone, zone_for
from natres.errors import BadData

POINT = np.array([[39_505_000.0, 4_322_000.0]])


@pytest.mark.parametrize(
    ("epsg", "meridian"), [(4527, 117), (4548, 117), (4526, 114), (4547, 114), (4528, 120), (4498, 117)]
)
def test_a_gauss_kruger_zone_is_measured_in_itself(epsg, meridian):
    assert zone_for(CRS.from_epsg(epsg)).central_meridian == meridian


@pytest.mark.parametrize(
    ("longitude", "meridian"), [(117.2, 117), (115.4, 114), (115.6, 117), (121.6, 123), (75.1, 75)]
)
def test_longitude_and_latitude_are_measured_in_the_nearest_zone(longitude, meridian):
    assert zone_for(CRS.from_epsg(4490), longitude).central_meridian == meridian


def test_a_layer_far_from_the_meridian_of_its_own_system_is_measured_where_it_lies():
    assert zone_for(CRS.from_epsg(4528), 117.2).central_meridian == 117
    assert zone_for(CRS.from_epsg(32650), 117.2).central_meridian == 117


def test_a_projected_system_without_a_place_is_refused():
    with pytest.raises(BadData) as caught:
        zone_for(CRS.from_epsg(32650))
    assert caught.value.code == "CRS_PROJECTED"


def test_a_layer_in_its_own_zone_is_at_most_shifted_and_not_recomputed():
    own = CRS.from_epsg(4527)
    assert to_zone(POINT, own, zone_for(own)).tolist() == POINT.tolist()
    short = CRS.from_epsg(4548)
    assert to_zone(POINT - [39_000_000, 0], short, zone_for(short)).tolist() == POINT.tolist()


def test_longitude_comes_first_whatever_the_axis_order_of_the_authority():
    lon, lat = to_lon_lat(POINT, CRS.from_epsg(4527))[0]
    assert 117.0 < lon < 117.1
    assert 39.0 < lat < 39.1
    zone = to_zone(np.array([[lon, lat]]), CRS.from_epsg(4490), zone_for(CRS.from_epsg(4490), lon))
    assert zone[0] == pytest.approx([39_505_000.0, 4_322_000.0], abs=1e-5)


def test_wgs84_is_read_as_cgcs2000_without_a_shift():
    lon_lat = np.array([[117.05, 39.03]])
    zone = zone_for(CRS.from_epsg(4490), 117.05)
    same = [to_zone(lon_lat, CRS.from_user_input(name), zone) for name in ("EPSG:4490", "EPSG:4326", "OGC:CRS84")]
    assert (same[0] == same[1]).all()
    assert (same[0] == same[2]).all()
    assert is_wgs84(CRS.from_epsg(32650))
    assert not is_wgs84(CRS.from_epsg(4548))


def test_utm_coordinates_reach_the_zone_through_longitude_and_latitude():
    utm = CRS.from_epsg(32650)
    east, north = Transformer.from_crs(4326, utm, always_xy=True).transform(117.05, 39.03)
    zone = zone_for(utm, 117.05)
    direct = to_zone(np.array([[117.05, 39.03]]), CRS.from_epsg(4490), zone)
    assert to_zone(np.array([[east, north]]), utm, zone) == pytest.approx(direct, abs=1e-4)


ESRI_NAMES = (
    'PROJCS["CGCS2000_3_Degree_GK_Zone_39",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",'
    'DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",39500000.0],'
    'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",117.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


def test_the_prj_of_arcgis_is_known_as_zone_39_of_cgcs2000():
    crs = CRS.from_wkt(ESRI_NAMES)
    assert geographic(crs) is not None
    assert zone_for(crs).central_meridian == 117
    assert to_zone(POINT, crs, zone_for(crs)).tolist() == POINT.tolist()


@pytest.mark.parametrize(
    "text", ["EPSG:4214", "EPSG:4610", "EPSG:2435", "EPSG:4269", 'LOCAL_CS["天津90",UNIT["metre",1]]']
)
def test_other_datums_and_local_grids_are_refused_with_their_name(text):
    crs = CRS.from_user_input(text)
    with pytest.raises(BadData) as caught:
        geographic(crs, "图斑.shp")
    assert caught.value.code == "CRS_DATUM"
    assert caught.value.facts == {"file": "图斑.shp", "value": crs.name}


@pytest.mark.parametrize("ending", ["", " +towgs84=15,-150,-80"])
def test_a_shift_to_wgs84_in_the_text_does_not_make_a_datum_wgs84(ending):
    with pytest.raises(BadData, match="CRS_DATUM"):
        geographic(CRS.from_proj4(f"+proj=tmerc +lon_0=117 +x_0=500000 +ellps=krass +units=m{ending}"))


@pytest.mark.parametrize(
    ("meridian", "number"), [(3, 1), (117, 39), (135, 45), (180, 60), (-177, 61), (0, 120), (-3, 119), (-180, 60)]
)
def test_zones_of_three_degrees_are_numbered_eastwards_from_three_degrees(meridian, number):
    zone = ComputingZone(float(meridian))
    assert zone.number == number
    assert zone.false_easting_m == number * 1e6 + 5e5


def test_the_way_into_a_zone_and_back_is_the_same():
    zone = ComputingZone(117.0)
    lon_lat = np.array([[118.4, 35.0], [115.6, -35.0], [117.0, 0.0]])
    back = from_zone(to_zone(lon_lat, CRS.from_epsg(4490), zone), zone)
    assert back == pytest.approx(lon_lat, abs=1e-11)


def test_longitudes_beyond_180_degrees_are_measured_in_the_zone_they_mean():
    assert zone_for(CRS.from_epsg(4490), 181.2).central_meridian == -180
    assert zone_for(CRS.from_epsg(4490), 182.0).central_meridian == -177
