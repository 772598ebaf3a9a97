"""The committed sample: every number that a map page shows stands on rows that add up to it."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from natres import maps_dir
from natres.core.basis import Difference, Given, Quotient, Rows
from natres.core.basis_value import value_of
from natres.core.units import DM2_PER
from natres.errors import OwnFault
from natres.presenters.table import Cell
from natres.presenters.web.figures import Figure
from natres.presenters.web.figures_json import figures_json
from natres.readers.map_definitions import read_map_definition
from natres.workflows import district_maps
from natres.workflows.bases import books_of, refuse_wrong_basis

#: Tables maps show, and others that say where the land is; (table, column) → why a number has no basis.
SHOWN = {
    "land_groups", "land_classes", "land_ownership", "land_units", "quotas", "quota_urban_rural_construction_measures",
    "quota_urban_rural_construction_units", "quota_cropland_units", "forest", "forest_units", "forest_by_mixture",
    "forest_by_age_group", "wells", "reinjection", "tail_water", "reservoir_heat", "well_findings", "ledgers",
}  # fmt: skip
EXCEPTIONS = {
    ("quota_urban_rural_construction_units", "序"): "a rank is an order: nothing is added up",
    ("quota_cropland_units", "序"): "a rank is an order: nothing is added up",
}


@pytest.fixture(scope="module")
def parts(district_parts):
    return district_parts


@pytest.fixture(scope="module")
def books(parts):
    return books_of(parts.land, parts.woods, parts.register, parts.books.opened)


@pytest.fixture(scope="module")
def tables(parts):
    return {table.key: table for table in parts.tables}


def numbers(table):
    return [(column.heading, cell) for row in table.rows for column, cell in zip(table.columns, row.cells, strict=True)
            if cell.number is not None]  # fmt: skip


#: Tables of two years and of zones: their numbers are shares of pieces, without rows behind them in a report.
WITHOUT_ROWS = {
    "change_groups", "cropland_flow", "urban_growth", "overlay_questions", "overlay_questions_town",
    "overlay_combinations", "overlay_layers",
    "site_parts", "site_taken", "site_zones", "site_quotas",  # of one project, which is in no report
}  # fmt: skip


def test_the_tables_of_every_shipped_map_are_among_those_that_are_tested():
    drawn = {key for path in maps_dir().glob("*.toml") for key in read_map_definition(path.stem).tables}
    assert drawn - WITHOUT_ROWS <= SHOWN


@pytest.mark.parametrize("key", sorted(SHOWN))
def test_every_number_has_a_basis_that_comes_to_it(tables, books, key):
    table = tables[key]
    bare = {(key, heading) for heading, cell in numbers(table) if cell.basis is None}
    assert bare <= set(EXCEPTIONS)
    refuse_wrong_basis([table], books)
    for _, cell in numbers(table):
        if cell.basis is not None:
            assert cell.basis.rule.endswith("。") and "{" not in cell.basis.rule
            assert cell.basis.rule.count("。") == 1 + cell.moved


def test_every_other_number_with_a_basis_comes_to_it_too(parts, books):
    refuse_wrong_basis(parts.tables, books)


def rows_of(how):
    if isinstance(how, Rows):
        return [how]
    return [rows for part in vars(how).values() if hasattr(part, "__dataclass_fields__") for rows in rows_of(part)]


def test_codes_are_named_as_they_stand_in_the_rows(parts, tables, books):
    columns = {
        "parcels": parts.land.ledger.entries,
        **{key: books[key].frame for key in ("forest", "wells", "ledgers")},
    }
    for key in SHOWN:
        for _, cell in numbers(tables[key]):
            for rows in rows_of(cell.basis.how) if cell.basis else ():
                for alternative in rows.where:
                    for column, codes in alternative.items():
                        known = set(columns[rows.layer][column])
                        assert set(codes) <= known or value_of(rows, books) == 0, (key, cell.text, column)


def test_the_rows_are_those_a_reader_would_add_up_parcel_by_parcel(parts, tables):
    urban = next(row.cells for row in tables["quotas"].rows if row.cells[0].text == "城乡建设用地规模")
    (where,) = urban[3].basis.how.where
    total = 0
    for row in parts.land.ledger.parcels.itertuples():
        if row.settlement_code in where["settlement_code"]:
            total += row.class_dm2 * (row.land_class in where["land_class"])
            total += row.deducted_dm2 * (row.deduction_class in where["land_class"])
    assert total == next(c.actual_dm2 for c in parts.checks if c.quota.key == "urban_rural_construction")
    towns = {row.cells[1].text: row.cells[2] for row in tables["quota_urban_rural_construction_units"].rows}
    (where,) = towns["杨柳青镇"].basis.how.where
    assert {code[:9] for code in where["unit_code"]} == {"120111101"}


def test_a_share_is_a_quotient_a_margin_a_difference_and_a_limit_is_given(tables):
    for row in tables["land_groups"].rows:
        area, share = row.cells[1].basis, row.cells[2].basis
        assert share.how == Quotient(area.how, Given(Fraction(56536000000), "565.36 km²", "xiqing.toml"), 100)
    for row in tables["quotas"].rows:
        limit, actual, margin, ratio = (cell.basis.how for cell in row.cells[2:6])
        assert limit.source == "xiqing.toml" and limit.text == f"{row.cells[2].text} km²"
        floor = row.cells[0].text == "耕地保有量"
        assert margin == (Difference(actual, limit) if floor else Difference(limit, actual))
        assert ratio == Quotient(actual, limit, 100)
    for row in tables["reinjection"].rows:
        taken, back, rate = (cell.basis.how for cell in row.cells[1:4])
        assert rate == Quotient(back, taken, 100)


def with_how(table, place, how):
    """The table with another basis under one of its cells."""
    row, column = place
    cell = table.rows[row].cells[column]
    changed = Cell(cell.text, cell.number, lambda: replace(cell.basis, how=how(cell.basis.how)))
    cells = (*table.rows[row].cells[:column], changed, *table.rows[row].cells[column + 1 :])
    rows = (*table.rows[:row], replace(table.rows[row], cells=cells), *table.rows[row + 1 :])
    return replace(table, rows=rows)


def without_a_code(rows, column):
    (where,) = rows.where
    return replace(rows, where=({**where, column: where[column][1:]},))


@pytest.mark.parametrize(
    ("key", "place", "column"),
    [
        ("land_groups", (1, 1), "land_class"),
        ("land_ownership", (0, 3), "ownership_type"),
        ("quotas", (0, 3), "settlement_code"),
        ("forest", (0, 4), "forest_class"),
        ("wells", (0, 1), "role"),
        ("ledgers", (0, 3), "kind"),
    ],
)
def test_a_code_left_out_is_noticed(tables, books, key, place, column):
    wrong = with_how(tables[key], place, lambda how: without_a_code(how, column))
    with pytest.raises(OwnFault) as caught:
        refuse_wrong_basis([wrong], books)
    facts = caught.value.facts
    assert caught.value.code == "BASIS_DISAGREES"
    assert facts["printed"] == tables[key].rows[place[0]].cells[place[1]].text
    assert facts["column"] == tables[key].columns[place[1]].heading and facts["table"] == tables[key].title
    for language in ("zh", "en"):
        text = caught.value.sentence(language)
        assert facts["value"] in text and facts["printed"] in text and "—" not in facts["value"]


def test_a_column_that_is_not_there_and_a_share_of_nothing_are_noticed(tables, books):
    for how in (
        lambda _: Rows("parcels", ({"DLBM": ("0101",)},)),
        lambda _: Rows("mines"),
        lambda rows: Quotient(rows, Rows("parcels", ({"land_class": ()},)), 100),
    ):
        with pytest.raises(OwnFault):
            refuse_wrong_basis([with_how(tables["land_groups"], (1, 1), how)], books)


def test_a_wrong_digit_is_noticed_though_the_number_behind_it_is_right(tables, books):
    table = tables["land_groups"]
    cell = table.rows[1].cells[1]
    assert cell.text == "258.08"
    wrong = Cell("258.10", cell.number, lambda: cell.basis)
    row = replace(table.rows[1], cells=(table.rows[1].cells[0], wrong, *table.rows[1].cells[2:]))
    with pytest.raises(OwnFault):
        refuse_wrong_basis([replace(table, rows=(table.rows[0], row))], books)


def test_no_map_is_drawn_where_a_number_beside_it_is_wrong(parts):
    broken = [
        with_how(t, (1, 1), lambda how: without_a_code(how, "land_class")) if t.key == "land_groups" else t
        for t in parts.tables
    ]
    with pytest.raises(OwnFault):
        district_maps.draw_maps(replace(parts, tables=tuple(broken)), ("landuse",))


def worked_out(how, books):
    """What a page does with the JSON: an evaluation of its own, over plain rows."""
    (kind,) = set(how) - {"factor"}
    if kind in ("given", "worked"):
        return Fraction(how[kind]["value"])
    if kind == "over":
        above, below = (worked_out(part, books) for part in how["over"])
        return above / below * how["factor"]
    if kind == "minus":
        whole, less = (worked_out(part, books) for part in how["minus"])
        return whole - less
    assert set(how[kind]) == {"layer", "where", "value"}
    rows = how[kind]
    where = tuple({column: tuple(codes) for column, codes in one.items()} for one in rows["where"])
    return value_of(Rows(rows["layer"], where, rows["value"]), books)


@pytest.mark.parametrize("key", ["land_groups", "quotas", "reinjection", "reservoir_heat", "ledgers"])
def test_the_json_of_a_number_comes_to_the_number(tables, books, key):
    for _, cell in numbers(tables[key]):
        (figure,) = figures_json([Figure({"zh": key}, {"zh": cell.text}, {"zh": cell.basis})])
        how = json.loads(json.dumps(figure["how"], ensure_ascii=False))
        value = worked_out(how, books) / DM2_PER.get(cell.basis.unit, 1)
        assert float(value) == pytest.approx(cell.number, rel=1e-12, abs=1e-12)
