"""Empty forms: what is filled in is read back without a repair; the same bytes each time; nothing in them runs."""

import datetime
import io

import openpyxl
import pytest

from natres.checks import check_register
from natres.presenters.templates import template_bytes, template_name
from natres.readers import TABLE_KINDS, read_ledger, read_rights, read_spec, read_wells

DAY = datetime.date(2022, 6, 30)


def read(kind, path):
    readers = {"wells": read_wells, "rights": read_rights}
    return readers[kind](path) if kind in readers else read_ledger(kind, path)


def filled(spec, language, path):
    """Fill in two rows as a clerk does, and a total."""
    book = openpyxl.load_workbook(io.BytesIO(template_bytes(spec, language)))
    sheet = book.worksheets[0]
    columns = [column for column in spec.columns if column.kind not in ("x", "y")]
    for place, column in enumerate(columns, start=1):
        for row, number in ((3, 2.5), (4, 3.25)):
            cell = sheet.cell(row, place)
            if column.kind in ("longitude", "latitude"):
                cell.value = {"longitude": 117.1, "latitude": 39.1}[column.kind]
            elif column.key == "bottom_m":
                cell.value = number - 0.1
            elif column.key in ("top_m", "supplied_ha", "net_income_1e8cny", "cropland_mu", "tail_water_c"):
                cell.value = 1.5
            elif column.key == "unsupplied_ha":
                cell.value = number - 1.5
            elif column.is_number:
                cell.value = number
            elif column.kind == "date":
                cell.value = DAY
            elif column.choices:
                cell.value = column.choices[0].label[language]
            else:
                cell.value = f"甲{row}"
        sheet.cell(5, place).value = 5.75 if column.summed and sheet.cell(3, place).value == 2.5 else None
    sheet.cell(5, 1).value = {"zh": "合计", "en": "Total"}[language]
    book.save(path)
    return columns


@pytest.mark.parametrize("kind", TABLE_KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_form_that_was_filled_in_is_read_without_a_repair(folder, kind, language):
    spec = read_spec(kind)
    path = folder / template_name(spec, language)
    columns = filled(spec, language, path)
    layer = read(kind, path)
    assert list(layer.frame) == [column.key for column in columns]
    assert len(layer.frame) == 2
    assert layer.lines == (3, 4)
    assert layer.provenance.repairs == ()
    assert check_register(layer, spec) == []
    for column in columns:
        first = layer.frame[column.key][0]
        if column.kind == "date":
            assert first == DAY
        elif column.choices:
            assert first == column.choices[0].key


@pytest.mark.parametrize("kind", TABLE_KINDS)
def test_a_form_is_the_same_each_time_and_holds_no_formula(kind):
    spec = read_spec(kind)
    for language in ("zh", "en"):
        data = template_bytes(spec, language)
        assert data == template_bytes(spec, language)
        book = openpyxl.load_workbook(io.BytesIO(data))
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f"]


def test_a_form_marks_what_is_required_and_offers_the_words_of_choices():
    spec = read_spec("illegal_land")
    book = openpyxl.load_workbook(io.BytesIO(template_bytes(spec, "zh")))
    form, guide = book.worksheets
    headings = [str(cell.value).replace("\n", "") for cell in form[2]]
    assert headings[:5] == ["★案件编号", "违法主体", "所在镇街", "★违法面积（亩）", "其中耕地（亩）"]
    lists = [rule.formula1 for rule in form.data_validations.dataValidation if rule.type == "list"]
    assert lists == ['"已整改,整改中,未整改"']
    assert "已整改、整改中、未整改" in form["H2"].comment.text
    texts = [str(cell.value) for row in guide.iter_rows() for cell in row if cell.value]
    assert any("合计" in text for text in texts)
    assert {column.label["zh"] for column in spec.columns if column.kind not in ("x", "y")} <= set(texts)
