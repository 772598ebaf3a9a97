import pytest

from natres.analyses.forest import find_encroachment, lay_later, survey_codes_of
from tests.strategies import SCHEME, ZONE_39

from .woods import box, laid_on, parcel_frame, plot_frame


def found_in(plots, before, after):
    laid, kept = laid_on(plots, before)
    built = after["land_class"].isin(survey_codes_of(SCHEME)).to_numpy()
    later = lay_later(laid, after.geometry.to_numpy(), ZONE_39, built)
    return find_encroachment(laid, later, kept, before, after, SCHEME, years=(2021, 2022))


BEFORE = parcel_frame(
    [box(0, 0, 100, 100), box(100, 0, 200, 100), box(200, 0, 300, 100)],
    parcel_id=["林", "房", "田"], land_class=["0301", "0702", "0102"],
)  # fmt: skip


def test_ground_turned_is_listed_by_plot_and_old_conflicts_apart():
    """A road of 30 m through the forest, a house that stood before, a works on former cropland in the plot."""
    after = parcel_frame(
        [box(0, 0, 30, 100), box(30, 0, 100, 100), box(100, 0, 200, 100), box(200, 0, 300, 100)],
        parcel_id=["路", "林", "房", "厂"], land_class=["1003", "0301", "0702", "0601"],
    )  # fmt: skip
    plots = plot_frame(
        [box(0, 0, 150, 100), box(250, 0, 300, 50)], plot_id=["甲", "乙"], compartment=["0007", "0008"],
        tenure_code=["10", "20"], forest_class=["0111", "0131"], protection_grade=["Ⅱ", "Ⅳ"],
        unit_code=["120111101", "120111102"], unit_name=["杨柳青镇", "中北镇"],
    )  # fmt: skip
    found = found_in(plots, BEFORE, after)
    first, second = found.turned
    assert (first.plot_id, first.compartment, first.before, first.after) == ("甲", "0007", "0301", "1003")
    assert (first.planar_m2, first.tenure, first.protection) == (pytest.approx(3000), "state", "Ⅱ")
    assert (first.town, first.town_code, first.forest_class, first.forest_code) == (
        "杨柳青镇", "120111101", "forested", "0111",
    )  # fmt: skip
    assert (first.before_parcels, first.after_parcels) == (("林",), ("路",))
    assert (second.plot_id, second.before, second.after) == ("乙", "0102", "0601")
    assert (second.planar_m2, second.plot_row) == (pytest.approx(2500), 1)
    assert [(r.plot_id, r.before, r.after) for r in found.already] == [("甲", "0702", "0702")]
    assert found.already[0].planar_m2 == pytest.approx(5000)
    assert (found.unknown, found.doubled_planar_m2, found.dust) == ((), 0.0, 0)
    assert (found.before_year, found.after_year) == (2021, 2022)


def test_a_farm_road_and_facility_land_are_no_construction():
    after = BEFORE.assign(land_class=["1006", "0702", "1202"])
    assert found_in(plot_frame([box(0, 0, 100, 100), box(200, 0, 300, 100)]), BEFORE, after).turned == ()


def test_ground_under_two_plots_is_listed_for_both_and_counted_once_in_the_note():
    after = BEFORE.assign(land_class=["0601", "0702", "0102"])
    found = found_in(plot_frame([box(0, 0, 60, 100), box(40, 0, 100, 100)]), BEFORE, after)
    assert [round(row.planar_m2) for row in found.turned] == [6000, 6000]
    assert found.doubled_planar_m2 == pytest.approx(2000)


def test_a_border_drawn_anew_is_a_strip_and_what_no_parcel_covered_is_unknown():
    """The house grows 5 cm into the forest along 100 m; a works stands where no parcel was."""
    after = parcel_frame(
        [box(0, 0, 99.95, 100), box(99.95, 0, 200, 100), box(300, 0, 400, 100)],
        parcel_id=["林", "房", "厂"], land_class=["0301", "0702", "0601"],
    )  # fmt: skip
    found = found_in(plot_frame([box(50, 0, 100, 100), box(310, 0, 320, 100)]), BEFORE, after)
    (strip,) = found.turned
    assert (strip.sliver, strip.planar_m2) == (True, pytest.approx(5.0))
    assert [(r.before, round(r.planar_m2), r.before_parcels) for r in found.unknown] == [(None, 1000, ())]


def test_pieces_below_a_square_centimetre_are_counted_and_not_listed():
    after = parcel_frame([box(0, 0, 99.99999, 100), box(99.99999, 0, 200, 100)], land_class=["0301", "0702"])
    found = found_in(plot_frame([box(0, 0, 100, 100)]), BEFORE, after)
    assert (found.turned, found.dust) == ((), 1)
    assert found.dust_planar_m2 == pytest.approx(0.001, rel=0.05)


def test_a_plot_with_the_shape_of_a_parcel_is_found_without_being_cut():
    after = BEFORE.assign(land_class=["0701", "0702", "0102"])
    (row,) = found_in(plot_frame([box(0, 0, 100, 100)]), BEFORE, after).turned
    assert (row.before, row.after, row.planar_m2, row.sliver) == ("0301", "0701", 10000.0, False)
