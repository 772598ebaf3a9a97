import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from natres.checks import check_forest_plots, check_parcels, repair_codes
from natres.checks.catalogue import CATALOGUE, LAYER_RULES
from natres.core.provenance import Layer, Provenance
from natres.core.results import Unit
from natres.readers import read_forest_scheme
from natres.readers.fields import known_fields
from tests.conftest import square
from tests.strategies import SCHEME, ZONE_39

NAMES = {column: names[0] for column, names in known_fields("parcels").items()}
UNITS = (Unit("120111101", "杨柳青镇", "town"),)
ROW = 2


def find(frame, units=UNITS):
    layer = Layer(frame, Provenance("三调 成果/地类图斑.gpkg", "DLTB"), ZONE_39)
    return check_parcels(layer, SCHEME, NAMES, units)


def with_shape(shape):
    def plant(frame):
        shapes = frame.geometry.to_numpy().copy()
        shapes[ROW] = shape
        return frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs))

    return plant


def with_value(column, value, default=None):
    def plant(frame):
        values = [default] * len(frame) if default is not None else frame[column].tolist()
        values[ROW] = value
        return frame.assign(**{column: values})

    return plant


def booked(plant):
    return lambda frame: plant(frame).assign(deduction_class="1203")


BOWTIE = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
FLAT = shapely.Polygon([(0, 0), (100, 0), (50, 0)])
NAN = shapely.Polygon([(0, 0), (100, 0), (np.nan, 100)])
BAD_ID = "120111000000000000"

PLANTED = [
    ("GEOM_NULL", "", "", with_shape(None)),
    ("GEOM_NULL", "", "", with_shape(shapely.Polygon())),
    ("GEOM_TYPE", "", "", with_shape(shapely.Point(0, 0))),
    ("GEOM_TYPE", "", "", with_shape(shapely.LineString([(0, 0), (1, 1)]))),
    ("GEOM_NONFINITE", "", "", with_shape(NAN)),
    ("GEOM_INVALID", "", "", with_shape(BOWTIE)),
    ("CODE_MISSING", "DLBM", "", with_value("land_class", "")),
    ("CODE_UNKNOWN", "DLBM", "9999", with_value("land_class", "9999")),
    ("CODE_UNKNOWN", "DLBM", "0201A", with_value("land_class", "0201A")),
    ("CODE_UNKNOWN", "DLBM", "013", with_value("land_class", "013")),
    ("CODE_UNKNOWN", "CZCSXM", "206", with_value("settlement_code", "206")),
    ("CODE_UNKNOWN", "KCDLBM", "1299", with_value("deduction_class", "1299", "")),
    ("ID_DUPLICATE", "BSM", BAD_ID, with_value("parcel_id", BAD_ID)),
    ("AREA_INVALID", "TBMJ", "0.0", with_value("declared_area_m2", 0.0, 1.0)),
    ("AREA_INVALID", "TBMJ", "-3.5", with_value("declared_area_m2", -3.5, 1.0)),
    ("AREA_INVALID", "TBMJ", "inf", with_value("declared_area_m2", np.inf, 1.0)),
    ("RATIO_INVALID", "KCXS", "1.0", booked(with_value("deduction_ratio", 1.0, 0.0))),
    ("RATIO_INVALID", "KCXS", "-0.1", with_value("deduction_ratio", -0.1, 0.0)),
    ("RATIO_INVALID", "KCXS", "33.3", booked(with_value("deduction_ratio", 33.3, 0.0))),
    ("DEDUCTION_INVALID", "KCMJ", "-1.0", with_value("deducted_area_m2", -1.0, 0.0)),
    ("DEDUCTION_INVALID", "TBDLMJ", "-1.0", with_value("class_area_m2", -1.0, np.nan)),
    ("DEDUCTION_INVALID", "TBDLMJ", "0.0", with_value("class_area_m2", 0.0, np.nan)),
    ("DEDUCTION_INVALID", "TBDLMJ", "inf", with_value("class_area_m2", np.inf, np.nan)),
    ("AREA_INVALID", "TBMJ", "1e+17", with_value("declared_area_m2", 1e17, 1.0)),
    ("DEDUCTION_UNBOOKED", "KCDLBM", "", with_value("deduction_ratio", 0.03, 0.0)),
    ("UNIT_UNKNOWN_CODE", "ZLDWDM", "1201121010010000000", with_value("unit_code", "1201121010010000000")),
    ("UNIT_UNKNOWN_CODE", "ZLDWDM", "", with_value("unit_code", "")),
]


@pytest.mark.parametrize(
    ("code", "field", "value", "plant"), PLANTED, ids=[f"{c}-{v or i}" for i, (c, _, v, _) in enumerate(PLANTED)]
)
def test_a_planted_defect_is_found_once_with_file_field_row_id_and_value(parcels, code, field, value, plant):
    frame = plant(parcels)
    issues = find(frame)
    assert [i.code for i in issues] == [code]
    issue = issues[0]
    assert (issue.file, issue.layer, issue.field, issue.row) == ("地类图斑.gpkg", "DLTB", field, ROW)
    assert issue.id == frame["parcel_id"].iloc[ROW]
    assert issue.value == value
    assert issue.severity == CATALOGUE[code].severity == "error"


@pytest.mark.parametrize("flat", [FLAT, shapely.Polygon([(0, 0), (1, 1), (0, 0), (0, 0)])])
def test_a_parcel_without_area_is_found_as_invalid_or_flat_but_only_once(parcels, flat):
    issues = find(with_shape(flat)(parcels))
    assert len(issues) == 1
    assert issues[0].code in ("GEOM_INVALID", "GEOM_ZERO_AREA")
    assert issues[0].row == ROW


def test_every_rule_of_the_catalogue_has_a_planted_defect():
    planted = {code for code, *_ in PLANTED}
    # GEOS calls every flat polygon invalid, so that rule is a second net: see the test above.
    assert planted | {"GEOM_ZERO_AREA"} == set(LAYER_RULES)


def test_what_a_class_area_leaves_of_its_parcel_is_booked_to_a_class_too(parcels):
    frame = parcels.assign(declared_area_m2=10_000.0, class_area_m2=[10_000.0, 10_000.0, 9_000.0, np.nan])
    assert [(i.code, i.row) for i in find(frame)] == [("DEDUCTION_UNBOOKED", 2)]
    assert [(i.code, i.row, i.field) for i in find(frame.assign(declared_area_m2=9_500.0, deduction_class="1203"))] == [
        ("DEDUCTION_INVALID", 0, "TBDLMJ"),
        ("DEDUCTION_INVALID", 1, "TBDLMJ"),
    ]


def test_sound_parcels_have_no_finding(parcels):
    assert find(parcels) == []
    assert find(parcels, ()) == []


def test_all_rows_of_all_rules_are_found_and_not_only_the_first(parcels):
    frame = parcels.assign(land_class=["9999", "", "0101", "8888"], settlement_code=["", "999", "", ""])
    found = sorted((i.code, i.row) for i in find(frame))
    assert found == [("CODE_MISSING", 1), ("CODE_UNKNOWN", 0), ("CODE_UNKNOWN", 1), ("CODE_UNKNOWN", 3)]


def test_of_several_equal_ids_the_first_is_no_finding_and_blank_ids_are_none(parcels):
    frame = parcels.assign(parcel_id=["a", "a", "a", "b"])
    assert [(i.code, i.row) for i in find(frame)] == [("ID_DUPLICATE", 1), ("ID_DUPLICATE", 2)]
    assert find(parcels.assign(parcel_id="")) == []


def test_a_missing_declared_area_or_ratio_is_no_wrong_one(parcels):
    assert find(parcels.assign(declared_area_m2=np.nan, deduction_ratio=np.nan)) == []


def test_units_are_matched_at_the_length_they_are_given_in(parcels):
    villages = (*UNITS, Unit("120111101001", "一村", "village"))
    assert find(parcels, villages) == []
    other = (*UNITS, Unit("120111101002", "二村", "village"))
    assert {i.code for i in find(parcels, other)} == {"UNIT_UNKNOWN_CODE"}


def test_the_reason_of_an_invalid_shape_is_told(parcels):
    issue = find(with_shape(BOWTIE)(parcels))[0]
    assert issue.facts["why"]["en"].startswith("Self-intersection at (")
    assert issue.facts["why"]["zh"].startswith("自相交，在（")


def test_checking_changes_nothing(parcels):
    before = parcels.copy(deep=True)
    find(parcels.assign(land_class="9999"))
    pd.testing.assert_frame_equal(pd.DataFrame(parcels), pd.DataFrame(before))


def find_forest(**columns):
    usual = {"plot_id": ["1", "2", "3"], "forest_class": ["0111"] * 3, "declared_area_m2": [1.0] * 3}
    frame = gpd.GeoDataFrame({**usual, **columns}, geometry=[square(i) for i in range(3)], crs=ZONE_39)
    names = {column: spellings[0] for column, spellings in known_fields("forest").items()}
    layer = Layer(frame, Provenance("小班.shp", "小班"), ZONE_39)
    return check_forest_plots(layer, read_forest_scheme().report_class, names)


def test_forest_plots_are_checked_for_codes_and_areas():
    assert find_forest() == []
    found = find_forest(forest_class=["", "9999", "0210"], declared_area_m2=[1.0, 1.0, 0.0])
    assert [(i.code, i.row, i.id) for i in found] == [
        ("CODE_MISSING", 0, "1"),
        ("CODE_UNKNOWN", 1, "2"),
        ("AREA_INVALID", 2, "3"),
    ]
    assert found[1].field == "DI_LEI"


def test_a_leading_zero_that_a_spreadsheet_took_is_given_back_and_logged():
    codes = pd.Series(["101", "0102", "303", "9999", "999", "", "1101", "101"])
    fixed, repairs = repair_codes(codes, SCHEME)
    assert fixed.tolist() == ["0101", "0102", "0303", "9999", "999", "", "1101", "0101"]
    assert [(r.code, r.count, r.before, r.after) for r in repairs] == [("CODE_ZERO_PADDED", 3, "101", "0101")]
    assert codes.tolist()[0] == "101"


def test_codes_that_lost_nothing_are_left_alone_without_a_word():
    codes = pd.Series(["0101", "08H2A", "09"])
    fixed, repairs = repair_codes(codes, SCHEME)
    assert fixed.tolist() == codes.tolist()
    assert repairs == []
