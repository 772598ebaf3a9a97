"""Rules over rows: each planted defect is one root finding with its place, and sound rows have none."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from natres.checks import Against, ForestCodes, RuleSet, Subject, check_forest_plots, check_parcels, repair_codes
from natres.checks.catalogue import CATALOGUE, rules_for
from natres.core.provenance import Layer, Provenance
from natres.core.results import Unit
from natres.readers import read_forest_scheme
from natres.readers.fields import known_fields
from tests.conftest import square
from tests.strategies import EAST, NORTH, SCHEME, ZONE_39

NAMES = {column: names[0] for column, names in known_fields("parcels+").items()}
UNITS = (Unit("120111101", "杨柳青镇", "town"),)
ROW = 2
WHOLE = 10_000.0
#: What of a delivered layer a check looks at beside the columns of the fixture.
DELIVERED = {
    "parcel_number": ["1", "2", "3", "4"],
    "feature_code": ["2001010100"] * 4,
    "owner_code": ["1201111010010000000"] * 4,
    "class_name": ["水田", "农村宅基地", "河流水面", "红树林地"],
    "slope_grade": ["1", "", "", ""],
    "cropland_type": [""] * 4,
    "planting": ["LS", "", "", ""],
    "refinement": [""] * 4,
    "island_mark": ["00"] * 4,
    "data_year": [2022.0] * 4,
}


def find(frame, units=UNITS, *, rules=None, whole=False, **against):
    """The root findings about parcels: of the rules that figures depend on, or of all."""
    layer = Layer(frame, Provenance("三调 成果/地类图斑.gpkg", "DLTB", year=2022), ZONE_39)
    rules = rules or RuleSet(numbers=not whole)
    subject = Subject(layer, "parcels", "parcel_id", NAMES, SCHEME, rules, Against(units=units, **against))
    return [issue for issue in check_parcels(subject).issues if issue.cause is None]


@pytest.fixture
def delivered(parcels):
    """The four parcels with everything a survey delivers, areas those of their shapes."""
    areas = Subject(Layer(parcels, Provenance("a"), ZONE_39), "parcels").measured_m2.round(2)
    return parcels.assign(
        **DELIVERED, declared_area_m2=areas, class_area_m2=areas, deducted_area_m2=0.0, deduction_ratio=0.0,
        deduction_class="",
    )  # fmt: skip


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


def here(*points):
    """A polygon of points counted from the corner of the planted row."""
    return shapely.Polygon([(EAST + 200 + x, NORTH + y) for x, y in points])


BOWTIE = here((0, 0), (100, 100), (100, 0), (0, 100))
FLAT = here((0, 0), (100, 0), (50, 0))
NAN = here((0, 0), (100, 0), (np.nan, 100))
BAD_ID = "120111000000000000"

PLANTED = [
    ("GEOM_NULL", "", "", with_shape(None)),
    ("GEOM_NULL", "", "", with_shape(shapely.Polygon())),
    ("GEOM_TYPE", "", "Point", with_shape(shapely.Point(EAST + 250, NORTH + 50))),
    ("GEOM_TYPE", "", "LineString", with_shape(shapely.LineString([(EAST + 200, NORTH), (EAST + 201, NORTH + 1)]))),
    ("GEOM_NONFINITE", "", "", with_shape(NAN)),
    ("GEOM_INVALID", "", "", with_shape(BOWTIE)),
    ("GEOM_DUPLICATE", "", "", with_shape(square(1))),
    ("OVERLAP", "", "", with_shape(here((-20, 0), (100, 0), (100, 100), (-20, 100)))),
    ("SLIVER", "", "", with_shape(here((0, 0), (0.3, 0), (0.3, 100), (0, 100)))),
    ("AXIS_SWAPPED", "", "4322050.0, 39505250.0", with_shape(shapely.transform(square(2), lambda p: p[:, ::-1]))),
    ("OUTSIDE_DISTRICT", "", "39505250.0, 5322050.0", with_shape(square(2, 10_000))),
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
SPIKE = here((0, 0), (100, 0), (100, 50), (130, 50), (100, 50.0004), (100, 100), (0, 100))
HOLED = [(20, 20), (40, 20), (40, 40), (20, 40)]
TURNED = shapely.Polygon(square(2).exterior.coords[::-1], [[(EAST + 200 + x, NORTH + y) for x, y in HOLED[::-1]]])
TWO = shapely.MultiPolygon([here((0, 0), (40, 0), (40, 100), (0, 100)), here((60, 0), (100, 0), (100, 100), (60, 100))])

#: What only a check looks for; the rest of the cell's row is as delivered.
CHECKED = [
    ("VALUE_MISSING", "QSXZ", "", with_value("ownership_type", "")),
    ("VALUE_MISSING", "TBMJ", "", with_value("declared_area_m2", np.nan)),
    ("VALUE_MISSING", "ZLDWDM", "", with_value("unit_code", "")),
    ("VALUE_MISSING", "TBBH", "", with_value("parcel_number", "")),
    ("CODE_LENGTH", "BSM", "1201110000000000", with_value("parcel_id", "1201110000000000")),
    ("CODE_LENGTH", "QSDWDM", "120111101001", with_value("owner_code", "120111101001")),
    ("NUMBER_DUPLICATE", "TBBH", "1", with_value("parcel_number", "1")),
    ("CODE_NAME_MISMATCH", "DLMC", "水田", with_value("class_name", "水田")),
    ("ATTRIBUTE_UNKNOWN", "QSXZ", "50", with_value("ownership_type", "50")),
    ("ATTRIBUTE_UNKNOWN", "YSDM", "2001010200", with_value("feature_code", "2001010200")),
    ("ATTRIBUTE_UNKNOWN", "MSSM", "02", with_value("island_mark", "02")),
    ("ATTRIBUTE_EXCESS", "GDPDJB", "1", with_value("slope_grade", "1")),
    ("ATTRIBUTE_EXCESS", "ZZSXDM", "LS", with_value("planting", "LS")),
    ("ATTRIBUTE_CONFLICT", "TBXHDM", "LQYD", with_value("refinement", "LQYD")),
    ("SETTLEMENT_CLASS", "CZCSXM", "203", with_value("settlement_code", "203")),
    ("SETTLEMENT_CLASS", "CZCSXM", "201A", with_value("settlement_code", "201A")),
    ("YEAR_OTHER", "SJNF", "2021", with_value("data_year", 2021.0)),
    ("AREA_MISMATCH", "TBMJ", "10001.00", with_value("declared_area_m2", 10_001.0)),
    ("AREA_MISMATCH", "TBMJ", "1.00", with_value("declared_area_m2", 1.0)),
    ("NET_AREA", "TBDLMJ", "9990.0", with_value("class_area_m2", 9_990.0)),
    ("DEDUCTION_OFF_RATIO", "KCMJ", "30.0", booked(with_value("deducted_area_m2", 30.0, 0.0))),
    ("GEOM_SPIKE", "", "", with_shape(SPIKE)),
    ("GEOM_RING_DIRECTION", "", "", with_shape(TURNED)),
    ("GEOM_REPEATED", "", "", with_shape(here((0, 0), (100, 0), (100, 0), (100, 100), (0, 100)))),
    ("GEOM_SHORT_EDGE", "", "", with_shape(here((0, 0), (100, 0), (100, 0.0005), (100, 100), (0, 100)))),
    ("GEOM_MULTIPART", "", "", with_shape(TWO)),
    ("AREA_SMALL", "TBMJ", "9999.99", with_shape(here((0, 0), (20, 0), (20, 20), (0, 20)))),
]
#: What the shape lost is ground nobody has, and its declared area no longer fits: findings of their own.
_BESIDE = {"GEOM_MULTIPART", "GEOM_RING_DIRECTION", "AREA_SMALL"}


def named(cases):
    return [f"{code}-{value or number}" for number, (code, _, value, _) in enumerate(cases)]


def judge(found, code, field, value, frame):
    assert [i.code for i in found] == [code]
    (issue,) = found
    assert (issue.file, issue.layer, issue.field, issue.row) == ("地类图斑.gpkg", "DLTB", field, ROW)
    assert issue.id == frame["parcel_id"].iloc[ROW]
    assert issue.value == value


@pytest.mark.parametrize(("code", "field", "value", "plant"), PLANTED, ids=named(PLANTED))
def test_a_planted_defect_is_found_once_with_file_field_row_id_and_value(parcels, code, field, value, plant):
    frame = plant(parcels)
    found = find(frame)
    judge(found, code, field, value, frame)
    assert found[0].severity == CATALOGUE[code].severity


@pytest.mark.parametrize(("code", "field", "value", "plant"), CHECKED, ids=named(CHECKED))
def test_a_check_finds_once_what_no_table_needs(delivered, code, field, value, plant):
    frame = plant(delivered)
    beside = ("AREA_MISMATCH", "GAP") if code in _BESIDE else ()
    found = [issue for issue in find(frame, whole=True) if issue.code not in beside]
    judge(found, code, field, value, frame)


@pytest.mark.parametrize("flat", [FLAT, here((0, 0), (1, 1), (0, 0), (0, 0))])
def test_a_parcel_without_area_is_found_as_invalid_or_flat_but_only_once(parcels, flat):
    issues = find(with_shape(flat)(parcels))
    assert len(issues) == 1
    assert issues[0].code in ("GEOM_INVALID", "GEOM_ZERO_AREA")
    assert issues[0].row == ROW


def test_every_rule_over_parcels_that_figures_depend_on_has_a_planted_defect():
    planted = {code for code, *_ in PLANTED}
    depends = {rule.code for rule in rules_for("parcels") if rule.numbers}
    # GEOS calls every flat polygon invalid, so that rule is a second net; cells are the readers' to find; the same
    # row twice stands below.
    assert planted | {"GEOM_ZERO_AREA", "FIELD_TYPE", "ID_PRECISION", "ROW_DUPLICATE"} == depends


def test_the_same_row_twice_is_one_finding_with_what_it_breaks_below_it(parcels):
    twice = pd.concat([parcels, parcels.iloc[[1]]], ignore_index=True)
    layer = Layer(gpd.GeoDataFrame(twice, crs=ZONE_39), Provenance("a.gpkg"), ZONE_39)
    subject = Subject(layer, "parcels", "parcel_id", NAMES, SCHEME, RuleSet(numbers=True))
    found = check_parcels(subject).issues
    assert [(i.code, i.row, i.root.code) for i in found] == [
        ("ROW_DUPLICATE", 4, "ROW_DUPLICATE"), ("ID_DUPLICATE", 4, "ROW_DUPLICATE"), ("OVERLAP", 4, "ROW_DUPLICATE"),
    ]  # fmt: skip


def test_what_a_class_area_leaves_of_its_parcel_is_booked_to_a_class_too(parcels):
    frame = parcels.assign(declared_area_m2=10_000.0, class_area_m2=[10_000.0, 10_000.0, 9_000.0, np.nan])
    assert [(i.code, i.row) for i in find(frame)] == [("DEDUCTION_UNBOOKED", 2)]
    assert [(i.code, i.row, i.field) for i in find(frame.assign(declared_area_m2=9_500.0, deduction_class="1203"))] == [
        ("DEDUCTION_INVALID", 0, "TBDLMJ"),
        ("DEDUCTION_INVALID", 1, "TBDLMJ"),
    ]


def test_sound_parcels_have_no_finding(parcels, delivered):
    assert find(parcels) == []
    assert find(parcels, ()) == []
    assert find(delivered, whole=True) == []


def test_a_whole_column_in_mu_in_hectares_or_on_the_plane_is_one_finding(delivered):
    areas = delivered["declared_area_m2"]
    for factor, unit in ((3 / 2000, "亩"), (1e-4, "公顷")):
        wrong = (areas * factor).round(4)
        found = find(delivered.assign(declared_area_m2=wrong, class_area_m2=wrong), whole=True)
        assert [(i.code, i.variant, i.facts["unit"]["zh"], i.facts["count"]) for i in found] == [
            ("AREA_MISMATCH", "all_unit", unit, 4)
        ]
    wide = delivered.set_geometry(delivered.geometry.translate(150_000)).assign(
        declared_area_m2=WHOLE, class_area_m2=WHOLE
    )
    assert [(i.code, i.variant) for i in find(wide, whole=True)] == [("AREA_MISMATCH", "planar")]


def test_a_parcel_in_another_town_and_one_across_the_line_are_told_from_each_other(delivered):
    towns = (Unit("120111101", "甲镇", "town"), Unit("120111102", "乙镇", "town"))
    left, right = (
        shapely.box(EAST, NORTH, EAST + 200, NORTH + 100),
        shapely.box(EAST + 200, NORTH, EAST + 400, NORTH + 100),
    )
    shapes = {"120111101": left, "120111102": right}
    whole = shapely.box(EAST, NORTH, EAST + 400, NORTH + 100)
    codes = ["1201111010010000000"] * 2 + ["1201111020010000000"] * 2
    right_ones = delivered.assign(unit_code=codes)
    assert find(right_ones, towns, whole=True, shapes=shapes, outline=whole) == []
    wrong = right_ones.assign(unit_code=[codes[0], codes[2], *codes[2:]])
    (issue,) = find(wrong, towns, whole=True, shapes=shapes, outline=whole)
    assert (issue.code, issue.row, issue.facts["found"]) == ("UNIT_WRONG", 1, "甲镇 120111101")
    border = shapely.box(EAST + 190, NORTH, EAST + 200, NORTH + 100)
    moved = {"120111101": left - border, "120111102": right | border}
    (issue,) = find(right_ones, towns, whole=True, shapes=moved, outline=whole)
    assert (issue.code, issue.row, issue.facts["area"]) == ("UNIT_CROSSED", 1, "1000.00")


def test_a_missing_parcel_is_a_gap_and_the_sums_that_fall_short_hang_below_it(delivered):
    towns = (Unit("120111101", "甲镇", "town", round(delivered["declared_area_m2"].sum() * 100)),)
    whole = shapely.box(EAST, NORTH, EAST + 400, NORTH + 100)
    against = {"shapes": {"120111101": whole}, "outline": whole, "control_dm2": towns[0].control_dm2}
    assert find(delivered, towns, whole=True, **against) == []
    layer = Layer(delivered.drop(index=1).reset_index(drop=True), Provenance("a.gpkg", year=2022), ZONE_39)
    subject = Subject(layer, "parcels", "parcel_id", NAMES, SCHEME, against=Against(units=towns, **against))
    found = check_parcels(subject).issues
    assert [(i.code, i.root.code) for i in found] == [("GAP", "GAP"), ("UNIT_SUM", "GAP"), ("UNIT_SUM", "GAP")]
    assert found[0].facts["area"] == "10000.00"


def test_an_endless_area_hides_nothing_else(delivered):
    frame = delivered.assign(
        declared_area_m2=[np.inf, *delivered["declared_area_m2"][1:]], land_class=["0101", "9999", "1101", "0303"]
    )
    assert [(i.code, i.row) for i in find(frame, whole=True)] == [("AREA_INVALID", 0), ("CODE_UNKNOWN", 1)]


def test_a_column_in_another_unit_explains_what_does_not_come_out_with_it(delivered):
    found = find(delivered.assign(declared_area_m2=(delivered["declared_area_m2"] * 3 / 2000).round(4)), whole=True)
    assert [(i.code, i.variant) for i in found] == [("AREA_MISMATCH", "all_unit")]


def test_a_code_with_a_blank_behind_it_is_told_as_that_and_a_settlement_code_with_those_there_are(parcels):
    (issue,) = find(with_value("land_class", "1101 ")(parcels))
    assert (issue.variant, issue.facts["plain"]) == ("spaced", "1101")
    (issue,) = find(with_value("settlement_code", "206")(parcels))
    assert issue.variant == "column" and issue.facts["allowed"].startswith("201、201A")


def test_a_vertex_between_two_neighbours_is_one_finding_of_the_parcel_that_moved(delivered):
    shapes = delivered.geometry.to_numpy().copy()
    shapes[1] = shapely.Polygon(
        [(EAST + 95, NORTH), (EAST + 195, NORTH), (EAST + 195, NORTH + 100), (EAST + 95, NORTH + 100)]
    )
    whole = shapely.box(EAST, NORTH, EAST + 400, NORTH + 100)
    frame = delivered.set_geometry(gpd.GeoSeries(shapes, crs=delivered.crs))
    codes = [(i.code, i.row) for i in find(frame, whole=True, outline=whole)]
    assert codes == [("OVERLAP", 1), ("GAP", None)]  # the area of a parcel that was shifted stays what it was


def test_rules_can_be_switched_off_or_to_another_severity(parcels):
    frame = with_value("land_class", "9999")(parcels)
    assert find(frame, rules=RuleSet({"CODE_UNKNOWN": "off"}, numbers=True)) == []
    assert [i.severity for i in find(frame, rules=RuleSet({"CODE_UNKNOWN": "info"}, numbers=True))] == ["info"]


def test_all_rows_of_all_rules_are_found_and_not_only_the_first(parcels):
    frame = parcels.assign(land_class=["9999", "", "0101", "8888"], settlement_code=["", "999", "", ""])
    found = sorted((i.code, i.row) for i in find(frame))
    assert found == [("CODE_MISSING", 1), ("CODE_UNKNOWN", 0), ("CODE_UNKNOWN", 1), ("CODE_UNKNOWN", 3)]


def test_of_several_equal_ids_the_first_is_no_finding_and_blank_ids_are_none(parcels):
    frame = parcels.assign(parcel_id=["a", "a", "a", "b"])
    assert [(i.code, i.row, i.facts["other"]) for i in find(frame)] == [("ID_DUPLICATE", 1, 0), ("ID_DUPLICATE", 2, 0)]
    assert find(parcels.assign(parcel_id="")) == []


def test_a_missing_declared_area_or_ratio_is_no_wrong_one(parcels):
    assert find(parcels.assign(declared_area_m2=np.nan, deduction_ratio=np.nan)) == []


def test_units_are_matched_at_the_length_they_are_given_in(parcels):
    villages = (*UNITS, Unit("120111101001", "一村", "village"))
    assert find(parcels, villages) == []
    other = (*UNITS, Unit("120111101002", "二村", "village"))
    assert {i.code for i in find(parcels, other)} == {"UNIT_UNKNOWN_CODE"}


def test_the_reason_of_an_invalid_shape_is_told_with_its_place(parcels):
    issue = find(with_shape(BOWTIE)(parcels))[0]
    assert issue.facts["why"]["en"].startswith("Self-intersection at (")
    assert issue.facts["why"]["zh"].startswith("自相交，在（")
    assert shapely.distance(issue.at, BOWTIE) < 1e-6


def test_checking_changes_nothing(parcels):
    before = parcels.copy(deep=True)
    find(parcels.assign(land_class="9999"))
    pd.testing.assert_frame_equal(pd.DataFrame(parcels), pd.DataFrame(before))


def find_forest(**columns):
    usual = {"plot_id": ["1", "2", "3"], "forest_class": ["0111"] * 3, "declared_area_m2": [10_000.0] * 3}
    frame = gpd.GeoDataFrame({**usual, **columns}, geometry=[square(i) for i in range(3)], crs=ZONE_39)
    names = {column: spellings[0] for column, spellings in known_fields("forest").items()}
    layer = Layer(frame, Provenance("小班.shp", "小班"), ZONE_39)
    known = ForestCodes(frozenset(read_forest_scheme().report_class), frozenset({"10", "20"}))
    return list(check_forest_plots(Subject(layer, "forest", "plot_id", names), known).issues)


def test_forest_plots_are_checked_for_codes_and_areas():
    assert find_forest() == []
    found = find_forest(forest_class=["", "9999", "0210"], declared_area_m2=[10_000.0, 10_000.0, 0.0])
    assert [(i.code, i.row, i.id) for i in found] == [
        ("CODE_MISSING", 0, "1"),
        ("CODE_UNKNOWN", 1, "2"),
        ("AREA_INVALID", 2, "3"),
    ]
    assert found[1].field == "DI_LEI"
    found = find_forest(tenure_code=["10", "", "99"], canopy_cover=[0.2, 65.0, 0.7])
    assert [(i.code, i.row, i.severity) for i in found] == [
        ("RANGE", 1, "error"), ("TENURE_UNKNOWN", 1, "warning"), ("TENURE_UNKNOWN", 2, "warning"),
    ]  # fmt: skip


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
