from fractions import Fraction

import pytest

from natres.district import quota_of, read_district
from natres.errors import BadData, BadDistrictFile, BadUsage, NotThere

HEAD = '[district]\nname = "西青区"\ncode = "120111"\nyear = 2022\n'
QUOTA = '[[quotas]]\nkey = "q"\nlabel = "规模"\nmeasure = "construction"\nkind = "ceiling"\nlimit_km2 = "211.3"\n'


def put(folder, text, encoding="utf-8"):
    path = folder / "西青 区.toml"
    path.write_bytes(text.encode(encoding))
    return path


def refused(folder, text, encoding="utf-8"):
    with pytest.raises(BadDistrictFile) as caught:
        read_district(put(folder, text, encoding))
    assert caught.value.facts["file"] == "西青 区.toml"
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_saved_by_notepad_with_its_mark_is_read(folder, encoding):
    district = read_district(put(folder, HEAD.replace("\n", "\r\n"), encoding))
    assert district.content.district.name == "西青区"


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_file_in_gbk_or_utf16_is_refused_with_the_cure(folder, encoding):
    assert refused(folder, HEAD, encoding).code == "DISTRICT_ENCODING"


def test_a_text_without_quotes_is_refused_with_its_line(folder):
    error = refused(folder, HEAD.replace('"西青区"', "西青区"))
    assert error.code == "DISTRICT_SYNTAX"
    assert "line 2" in error.facts["why"]


@pytest.mark.parametrize(
    ("text", "key", "nearest"),
    [
        (HEAD + "controll_area_m2 = 1\n", "district.controll_area_m2", "control_area_m2"),
        (HEAD + '[layers.parcel]\npath = "a"\n', "layers.parcel", "parcels"),
        (HEAD + '[layers.parcels]\npaht = "a"\n', "layers.parcels.paht", "path"),
        (HEAD + QUOTA + 'limit_km = "1"\n', "quotas.0.limit_km", "limit_km2"),
        (HEAD + "[[unit]]\n", "unit", "units"),
        (HEAD + "[wells]\ntail_water_limit = 30.0\n", "wells.tail_water_limit", "tail_water_limit_c"),
    ],
)
def test_a_misspelt_key_is_refused_with_the_nearest_known_one(folder, text, key, nearest):
    error = refused(folder, text)
    assert (error.code, error.facts["key"]) == ("DISTRICT_KEY", key)
    assert nearest in error.facts["nearest"]
    assert nearest in error.facts["allowed"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (HEAD.replace("120111", "12011"), "district.code"),
        (HEAD.replace('"120111"', "120111"), "district.code"),
        (HEAD.replace("2022", "22"), "district.year"),
        (HEAD.replace('name = "西青区"\n', ""), "district.name"),
        (HEAD + 'language = "fr"\n', "district.language"),
        (HEAD + "control_area_m2 = -1\n", "district.control_area_m2"),
        (HEAD + "control_area_m2 = nan\n", "district.control_area_m2"),
        (HEAD + "closing_tolerance = -0.1\n", "district.closing_tolerance"),
        (HEAD + QUOTA.replace("211.3", "二百"), "quotas.0.limit_km2"),
        (HEAD + QUOTA.replace("211.3", "211,3"), "quotas.0.limit_km2"),
        (HEAD + QUOTA.replace("211.3", "0"), "quotas.0.limit_km2"),
        (HEAD + QUOTA.replace('"211.3"', "211.3"), "quotas.0.limit_km2"),
        (HEAD + QUOTA.replace("ceiling", "roof"), "quotas.0.kind"),
        (HEAD + QUOTA + "warn_ratio = 1.5\n", "quotas.0.warn_ratio"),
        (HEAD + '[[units]]\ncode = "12011110"\nname = "镇"\nlevel = "town"\n', "units.0.code"),
        (HEAD + '[[units]]\ncode = "120111101"\nname = "镇"\nlevel = "village"\n', "units.0"),
        (HEAD + '[published.land]\nyear = 2022\ntotal = { value = "许多", unit = "km2" }\n', "total.value"),
        (HEAD + '[wells]\ntail_water_limit_c = "热"\n', "wells.tail_water_limit_c"),
    ],
)
def test_a_wrong_value_is_refused_with_its_key(folder, text, key):
    error = refused(folder, text)
    assert error.code == "DISTRICT_VALUE"
    assert error.facts["key"].endswith(key)


def test_a_required_rate_in_percent_is_refused_and_not_held_against_ratios(folder):
    assert refused(folder, HEAD + '[wells.required_rate]\n"雾迷山组" = 90\n').code == "DISTRICT_VALUE"


def test_a_unit_that_stands_twice_is_refused(folder):
    unit = '[[units]]\ncode = "120111101"\nname = "镇"\nlevel = "town"\n'
    assert refused(folder, HEAD + unit + unit).code == "DISTRICT_VALUE"


def test_a_file_that_is_missing_or_a_folder_is_told(folder):
    with pytest.raises(NotThere) as caught:
        read_district(folder / "没有.toml")
    assert caught.value.code == "FILE_MISSING"
    with pytest.raises(BadData) as not_file:
        read_district(folder)
    assert not_file.value.variant == "FILE_UNREADABLE.folder"


def test_areas_and_limits_are_exact_and_keep_their_digits(folder):
    text = HEAD + "control_area_m2 = 565360000.01\nclosing_tolerance = 0.05\n" + QUOTA
    district = read_district(put(folder, text + 'unit_limits_km2 = { "120111101" = "20.10" }\nwarn_ratio = 0.9\n'))
    assert district.control.area_dm2 == 56_536_000_001
    assert district.control.tolerance_dm2(7) == 35
    quota = district.quotas[0]
    assert (quota.limit_dm2, quota.limit_text, quota.limit_decimals) == (21_130_000_000, "211.3", 1)
    assert quota.warn_ratio == Fraction(9, 10)
    assert quota.unit_limits_dm2 == (("120111101", 2_010_000_000),)


def test_paths_start_at_the_folder_of_the_file(folder):
    district = read_district(put(folder, HEAD + '[layers.parcels]\npath = "图 斑/DLTB.gpkg"\n'))
    assert district.layer("parcels").path == str(folder / "图 斑/DLTB.gpkg")
    assert not district.has("forest")
    with pytest.raises(NotThere) as caught:
        district.layer("forest")
    assert (caught.value.code, caught.value.facts["value"]) == ("LAYER_NOT_GIVEN", "forest")


def test_a_scheme_of_ones_own_lies_beside_the_file_and_a_shipped_one_is_a_name(folder):
    own = read_district(put(folder, HEAD + 'scheme = "分类.csv"\n'))
    assert own.scheme_path == str(folder / "分类.csv")
    assert read_district(put(folder, HEAD)).scheme_path == "third-survey"


def test_figures_of_a_table_are_read_beside_its_date(folder):
    text = '[published.land]\nyear = 2022\ntotal = { value = "约565.4", unit = "km2", share = "100" }\n'
    table = read_district(put(folder, HEAD + text)).content.published["land"]
    assert (table.year, table.calibrated, table.figures["total"].value) == (2022, False, "约565.4")


def test_an_unknown_published_figure_is_refused_with_the_nearest_one(folder, sample_dir):
    from natres.analyses import class_shares
    from natres.core.ledger import open_ledger
    from natres.presenters.land_tables import LandPage
    from natres.workflows.published import check_published
    from tests.conftest import square
    from tests.strategies import SCHEME, ZONE_39, parcel_frame

    page = LandPage.of(class_shares(open_ledger(parcel_frame([square(0)]), ZONE_39), SCHEME), SCHEME, "zh")
    text = '[published.land]\nyear = 2022\nagricultual = { value = "1", unit = "km2" }\n'
    with pytest.raises(BadDistrictFile) as caught:
        check_published(read_district(put(folder, HEAD + text)), page, (), None, None)
    error = caught.value
    assert (error.code, error.facts["key"]) == ("DISTRICT_KEY", "published.land.agricultual")
    assert "agricultural" in error.facts["nearest"]


def test_a_table_that_natres_does_not_compute_is_stated_and_not_refused(folder):
    from natres.analyses import class_shares
    from natres.core.ledger import open_ledger
    from natres.presenters.land_tables import LandPage
    from natres.workflows.published import check_published
    from tests.conftest import square
    from tests.strategies import SCHEME, ZONE_39, parcel_frame

    page = LandPage.of(class_shares(open_ledger(parcel_frame([square(0)]), ZONE_39), SCHEME), SCHEME, "zh")
    text = '[published.heat]\nyear = 2021\nstored = { value = "47.2355e18", unit = "J" }\n'
    checks = check_published(read_district(put(folder, HEAD + text)), page, (), None, None)
    assert [(c.key, c.status) for c in checks] == [("heat.stored", "stated")]


@pytest.mark.parametrize("limit", ["abc", "", "0", "-1", "211,3"])
def test_a_limit_on_the_command_line_that_is_no_positive_number_is_refused(limit):
    with pytest.raises(BadUsage) as caught:
        quota_of("construction", limit)
    assert caught.value.code == "NUMBER"


def test_a_limit_on_the_command_line_keeps_its_digits():
    quota = quota_of("cropland", "112.70", kind="floor")
    assert (quota.kind, quota.limit_text, quota.limit_decimals) == ("floor", "112.70", 2)


def test_the_sample_district_is_marked_as_invented(sample_dir):
    assert read_district(sample_dir / "xiqing.toml").content.district.invented


@pytest.mark.parametrize(
    ("limit", "text", "unit", "km2"),
    [
        ('limit_km2 = "211.3"', "211.3", "km2", 211.3),
        ('limit = "17.43万亩"', "17.43", "1e4mu", 116.2),
        ('limit = "21130 公顷"', "21130", "ha", 211.3),
        ('limit = "316950亩"', "316950", "mu", 211.3),
    ],
)
def test_a_limit_keeps_the_digits_and_the_unit_its_paper_has(tmp_path, limit, text, unit, km2):
    quota = read_district(with_quota(tmp_path, limit)).quotas[0]
    assert (quota.limit_text, quota.limit_unit) == (text, unit)
    assert quota.limit_dm2 == round(km2 * 1e8)


@pytest.mark.parametrize("limit", ['limit = "多少亩"', 'limit = "-3万亩"', 'limit = "3亩"\nlimit_km2 = "3"', ""])
def test_a_limit_that_is_no_area_or_stands_twice_or_nowhere_is_refused(tmp_path, limit):
    with pytest.raises(BadDistrictFile) as caught:
        read_district(with_quota(tmp_path, limit))
    assert caught.value.code == "DISTRICT_VALUE"


def with_quota(folder, limit):
    path = folder / "区县.toml"
    head = '[district]\nname = "甲"\ncode = "120111"\nyear = 2022\n'
    path.write_text(
        f'{head}[[quotas]]\nkey = "q"\nlabel = "q"\nmeasure = "cropland"\nkind = "floor"\n{limit}\n', "utf-8"
    )
    return path
