import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from natres.core.crs import geographic
from natres.core.datums import DatumShift, KnownPoint, PlaneShift, SpaceShift, ballpark, twin_crs
from natres.core.twins import datum_key
from natres.errors import BadData

XIAN, BEIJING = CRS.from_epsg(2384), CRS.from_epsg(2436)
ARC = np.pi / 180 / 3600
#: Semi-major axis and inverse flattening as the standards print them.
IAG75, KRASSOVSKY, CGCS2000 = (6378140.0, 298.257), (6378245.0, 298.3), (6378137.0, 298.257222101)
PLACES = np.array([[505_000.0, 4_322_000.0], [430_000.0, 4_300_000.0], [560_000.0, 4_400_000.0]])
WITH_PREFIX = np.array([39e6, 0.0])


def cartesian(lon_lat, height, ellipsoid):
    a, rf = ellipsoid
    e2 = (2 - 1 / rf) / rf
    lon, lat = np.radians(lon_lat).T
    n = a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
    return np.column_stack(
        [
            (n + height) * np.cos(lat) * np.cos(lon),
            (n + height) * np.cos(lat) * np.sin(lon),
            (n * (1 - e2) + height) * np.sin(lat),
        ]
    )


def geodetic(xyz, ellipsoid):
    a, rf = ellipsoid
    e2 = (2 - 1 / rf) / rf
    x, y, z = xyz.T
    p = np.hypot(x, y)
    lat = np.arctan2(z, p * (1 - e2))
    for _ in range(8):
        n = a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
        lat = np.arctan2(z + e2 * n * np.sin(lat), p)
    height = p / np.cos(lat) - a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
    return np.column_stack([np.degrees(np.arctan2(y, x)), np.degrees(lat)]), height


def helmert(xyz, method):
    """X' = T + (1 + s) (X ± r × X), written out."""
    sign = 1 if method.convention == "position_vector" else -1
    r = sign * ARC * np.array([method.rx_arcsec, method.ry_arcsec, method.rz_arcsec])
    t = np.array([method.dx_m, method.dy_m, method.dz_m])
    return t + (1 + method.scale_ppm * 1e-6) * (xyz + np.cross(r, xyz))


def by_hand(points, crs, ellipsoid, method):
    lon_lat = np.column_stack(Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True).transform(*points.T))
    return geodetic(helmert(cartesian(lon_lat, 0.0, ellipsoid), method), CGCS2000)[0]


def shift_of(crs, method, **more):
    facts = {"target": twin_crs(crs), "document": "made up", "accuracy_m": 0.1} | more
    return DatumShift(f"EPSG:{crs.to_epsg()}", crs, method=method, **facts)


METHODS = (
    SpaceShift(10.0, -120.0, -60.0),
    SpaceShift(15.0, -130.0, -70.0, 0.4, -1.2, 3.1, -2.5, "position_vector"),
    SpaceShift(15.0, -130.0, -70.0, 0.4, -1.2, 3.1, -2.5, "coordinate_frame"),
)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("crs", "ellipsoid"), [(XIAN, IAG75), (BEIJING, KRASSOVSKY)])
def test_a_shift_in_space_agrees_with_a_helmert_written_out(crs, ellipsoid, method):
    found, target = shift_of(crs, method).apply(PLACES, crs)
    wanted = by_hand(PLACES, crs, ellipsoid, method)
    plane = np.column_stack(Transformer.from_crs(4490, target, always_xy=True).transform(*wanted.T))
    assert np.abs(found - plane).max() < 1e-4
    assert np.hypot(*(found - PLACES).T).min() > 40


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("code", [2384, 2363, 2345, 4610])
def test_the_way_back_leads_to_the_same_tenth_of_a_millimetre(method, code):
    crs = CRS.from_epsg(code)
    lon_lat = np.column_stack(Transformer.from_crs(XIAN, XIAN.geodetic_crs, always_xy=True).transform(*PLACES.T))
    points = lon_lat
    if crs.is_projected:
        points = np.column_stack(Transformer.from_crs(XIAN.geodetic_crs, crs, always_xy=True).transform(*lon_lat.T))
    shift = shift_of(XIAN, method)
    back = shift.back(shift.apply(points, crs)[0], crs)
    assert np.abs(back - points).max() < (1e-4 if crs.is_projected else 1e-9)


def test_the_two_conventions_turn_opposite_ways():
    plain, one, other = (shift_of(XIAN, method).apply(PLACES, XIAN)[0] for method in METHODS[:3])
    turned = SpaceShift(15.0, -130.0, -70.0, -0.4, 1.2, -3.1, -2.5, "position_vector")
    assert shift_of(XIAN, turned).apply(PLACES, XIAN)[0] == pytest.approx(other, abs=1e-9)
    assert np.hypot(*(one - other).T).min() > 50
    assert np.hypot(*(one - plain).T).min() > 1


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("crs", [XIAN, CRS.from_epsg(2363), CRS.from_epsg(4610)])
def test_the_pipeline_of_the_log_does_what_was_done(method, crs):
    points = np.array([[117.05, 39.03]]) if crs.is_geographic else PLACES + WITH_PREFIX * (crs.to_epsg() == 2363)
    shift = shift_of(XIAN, method)
    way = Transformer.from_pipeline(shift.pipeline(crs))
    assert np.column_stack(way.transform(*points.T)) == pytest.approx(shift.apply(points, crs)[0], abs=1e-9)


@given(
    st.floats(-1e5, 1e5), st.floats(-1e5, 1e5), st.floats(-648_000, 648_000), st.floats(0.99, 1.01),
    st.sampled_from(["north", "east"]),
)  # fmt: skip
def test_four_parameters_are_undone_by_their_inverse(dx, dy, angle, scale, axis):
    plane = PlaneShift(dx, dy, angle, scale, axis)
    assert plane.inverse(plane.forward(PLACES)) == pytest.approx(PLACES, abs=1e-4)
    assert plane.forward(plane.inverse(PLACES)) == pytest.approx(PLACES, abs=1e-4)


def test_four_parameters_turn_from_x_towards_y():
    quarter = 90 * 3600.0
    north, east = (
        PlaneShift(0.0, 0.0, quarter, 1.0, axis).forward(np.array([[0.0, 10.0]])) for axis in ("north", "east")
    )
    assert north == pytest.approx(np.array([[10.0, 0.0]]))
    assert east == pytest.approx(np.array([[-10.0, 0.0]]))


def test_four_parameters_serve_other_planes_of_the_same_datum():
    plane = PlaneShift(12.0, 34.0, 1.5, 1.000002, "north")
    shift = shift_of(XIAN, plane)
    found, target = shift.apply(PLACES, XIAN)
    assert target.to_epsg() == 4548
    assert (found == plane.forward(PLACES)).all()
    prefixed, long = shift.apply(PLACES + WITH_PREFIX, CRS.from_epsg(2363))
    assert long.to_epsg() == 4527
    assert prefixed - WITH_PREFIX == pytest.approx(found, abs=1e-4)
    lon_lat, base = shift.apply(np.array([[117.05, 39.03]]), CRS.from_epsg(4610))
    assert base.to_epsg() == 4490
    assert shift.back(lon_lat, CRS.from_epsg(4610)) == pytest.approx(np.array([[117.05, 39.03]]), abs=1e-10)
    assert "k = 1.000002" in shift.pipeline(XIAN)


def test_a_local_grid_is_known_by_its_name():
    local = CRS.from_user_input('LOCAL_CS["天津90",UNIT["metre",1]]')
    plane = PlaneShift(4_300_000.0, 400_000.0, 0.0, 1.0, "north")
    check = KnownPoint("A", (1000.0, 2000.0), (401_000.0, 4_302_000.5))
    shift = DatumShift("天津90", None, CRS.from_epsg(4548), plane, "", 0.1, (check,))
    found, target = shift.apply(np.array([[1000.0, 2000.0]]), local)
    assert (found.tolist(), target.to_epsg()) == ([[401_000.0, 4_302_000.0]], 4548)
    assert shift.residuals_m() == pytest.approx([0.5], abs=1e-3)
    with pytest.raises(BadData) as caught:
        twin_crs(local)
    assert caught.value.variant == "CRS_DATUM.local"
    with pytest.raises(BadData, match="DATUM_SHIFT_OTHER"):
        shift.apply(PLACES, XIAN)


def test_parameters_of_one_datum_are_refused_for_another():
    for crs in (BEIJING, CRS.from_epsg(4527), CRS.from_epsg(4214)):
        with pytest.raises(BadData) as caught:
            shift_of(XIAN, METHODS[0]).apply(PLACES, crs)
        assert (caught.value.code, caught.value.facts["value"]) == ("DATUM_SHIFT_OTHER", crs.name)


def test_known_points_come_out_as_far_off_as_they_are():
    exact = shift_of(XIAN, METHODS[1]).apply(PLACES, XIAN)[0]
    checks = tuple(
        KnownPoint(str(n), tuple(a), (b[0] + 0.3 * n, b[1])) for n, (a, b) in enumerate(zip(PLACES, exact, strict=True))
    )
    assert shift_of(XIAN, METHODS[1], checks=checks).residuals_m() == pytest.approx([0.0, 0.3, 0.6], abs=1e-3)


def test_millions_of_points_and_none_are_both_answered():
    many = np.tile(PLACES, (100_000, 1))
    shift = shift_of(XIAN, METHODS[1])
    assert shift.apply(many, XIAN)[0].shape == (300_000, 2)
    assert shift.apply(np.empty((0, 2)), XIAN)[0].shape == (0, 2)
    assert shift.back(np.empty((0, 2)), XIAN).shape == (0, 2)


OLD = [*range(2327, 2391), *range(2401, 2443), *range(21413, 21424), *range(21453, 21464), *range(21473, 21484)]
NEW_BEIJING = [*range(4568, 4590), *range(4652, 4657), *range(4766, 4801), 4812, 4822]


@pytest.mark.parametrize("code", [*OLD, *NEW_BEIJING])
def test_every_zone_of_the_older_datums_has_its_twin(code):
    old = CRS.from_epsg(code)
    twin = twin_crs(old)
    new = CRS.from_epsg(twin.to_epsg())
    assert geographic(twin) is not None

    def parameters(crs):
        return {p.name: p.value for p in crs.coordinate_operation.params}

    assert parameters(new) == parameters(old)
    assert ("3-degree" in new.name) == ("3-degree" in old.name)
    # EPSG bounds a few western zones by different outlines of China: the middle must lie in both.
    was, now = old.area_of_use, new.area_of_use
    middle = (was.west + was.east) / 2
    assert now.west - 0.5 <= middle <= now.east + 0.5
    # The ellipsoids differ in size by 17 millionths at most, and lengths with them.
    line = np.array([[0, 4e6], [1e4, 4e6]]) + np.array([parameters(old)["False easting"], 0])
    moved = ballpark(line, old)[0]
    assert np.hypot(*(moved[1] - moved[0])) == pytest.approx(1e4, rel=2e-5)


def test_codes_far_apart_are_the_ones_the_surveys_know():
    pairs = {2363: 4527, 2384: 4548, 2345: 4509, 2334: 4498, 2415: 4527, 2436: 4548, 21420: 4498, 21460: 4509}
    pairs |= {21480: 4509, 4610: 4490, 4214: 4490, 4555: 4490, 4775: 4527, 4795: 4547, 4796: 4548, 4527: 4527}
    assert {code: twin_crs(CRS.from_epsg(code)).to_epsg() for code in pairs} == pairs


@pytest.mark.parametrize("code", [2384, 2363, 2345, 2436, 21420])
def test_the_prj_of_arcgis_has_the_same_twin(code):
    crs = CRS.from_epsg(code)
    assert twin_crs(CRS.from_wkt(crs.to_wkt("WKT1_ESRI"))).to_epsg() == twin_crs(crs).to_epsg()


def test_a_projection_of_its_own_is_kept_and_put_on_cgcs2000():
    text = XIAN.to_wkt().replace('"Longitude of natural origin",117', '"Longitude of natural origin",117.333')
    own = CRS.from_wkt(text.replace(',ID["EPSG",2384]', "").replace('"False easting",500000', '"False easting",300000'))
    twin = twin_crs(own)
    assert geographic(twin).to_epsg() == 4490
    values = {p.name: p.value for p in twin.coordinate_operation.params}
    assert (values["Longitude of natural origin"], values["False easting"]) == (117.333, 300000)
    lon_lat = np.column_stack(Transformer.from_crs(4490, twin, always_xy=True).transform([117.333], [39.0]))
    assert lon_lat[0] == pytest.approx([300_000.0, 4_318_503.98], abs=0.01)


def test_a_shift_to_wgs84_that_a_file_brings_along_is_not_used():
    bound = CRS.from_proj4("+proj=tmerc +lon_0=117 +x_0=500000 +ellps=krass +towgs84=15,-150,-80 +units=m +type=crs")
    assert bound.is_bound
    places, target = ballpark(PLACES, bound)
    assert places == pytest.approx(ballpark(PLACES, BEIJING)[0], abs=1e-6)
    assert target.to_epsg() in (4509, 4548)


def test_nothing_is_shifted_by_a_ballpark_unasked():
    for code in (4610, 4214, 2384, 2436):
        with pytest.raises(BadData, match="CRS_DATUM"):
            geographic(CRS.from_epsg(code))
        with pytest.raises(ProjError):
            Transformer.from_crs(code, 4490, always_xy=True, allow_ballpark=False)


def test_a_ballpark_keeps_longitude_and_latitude():
    places, target = ballpark(np.array([[117.1, 39.1]]), CRS.from_epsg(4214))
    assert (places.tolist(), target.to_epsg()) == ([[117.1, 39.1]], 4490)
    # The ellipsoids differ by 108 m in size, so plane numbers do change: this is not the error of the datum.
    moved = ballpark(PLACES[:1], BEIJING)[0] - PLACES[:1]
    assert np.hypot(*moved[0]) == pytest.approx(76.5, abs=0.5)


@pytest.mark.parametrize("name", ["D_Beijing_1954", "北京54", "1954年北京坐标系", "beijing 54"])
def test_a_datum_has_many_names(name):
    assert datum_key(name) == "beijing1954"
