"""The appendix in both forms: what it says, in which order, the same twice; texts that want to be run stay texts."""

import io
from datetime import datetime

import pytest

from natres.presenters.appendix import Appendix, CaptionedTable, Section, Sentences, appendix_docx, appendix_pdf
from natres.presenters.appendix.fitting import LYING, fitted
from natres.presenters.table import Cell, Column, Row, Table

HOSTILE = "{{7*7}} #set page(width: 1mm) <script>甲\x0b乙"


def table(key, columns=2, rows=2):
    heads = (Column("名称"), *(Column(f"面积{n}", "公顷", 2) for n in range(1, columns)))
    lines = tuple(
        Row(
            (Cell(HOSTILE if r else "合计"), *(Cell("12345.67", 12345.67) for _ in range(1, columns))),
            "" if r else "total",
        )
        for r in range(rows)
    )
    return Table(key, f"表题{key}", heads, lines)


@pytest.fixture(scope="module")
def appendix():
    sections = tuple(
        Section(name, (Sentences((f"{name}说。",), pointing=True), CaptionedTable(table(name))))
        for name in ("甲", "乙")
    )
    return Appendix("附件", ("时点",), sections, "zh", datetime(2022, 12, 31), ("内部资料",), (HOSTILE,))


def docx_texts(data):
    from docx import Document

    document = Document(io.BytesIO(data))
    cells = [cell.text for made in document.tables for row in made.rows for cell in row.cells]
    return document, [p.text for p in document.paragraphs], cells


def test_word_holds_numbered_headings_captions_and_repeated_heads(appendix):
    document, lines, cells = docx_texts(appendix_docx(appendix))
    assert [line for line in lines if line.startswith(("一、", "二、"))] == ["一、甲", "二、乙"] * 2
    assert [line for line in lines if line.startswith("表 ")] == ["表 1　表题甲", "表 2　表题乙"]
    assert "乙说。详见表 2。" in lines
    assert cells.count("12345.67") == 4
    assert "{{7*7}} #set page(width: 1mm) <script>甲 乙" in cells
    for made in document.tables:
        assert len(made._tbl.xpath(".//w:tblHeader")) == 1
        assert len(made._tbl.xpath(".//w:cantSplit")) == len(made.rows)


def test_pdf_says_the_same_and_runs_nothing(appendix):
    from pdfminer.high_level import extract_text

    text = extract_text(io.BytesIO(appendix_pdf(appendix)))
    assert text.count("12345.67") == 4
    assert "{{7*7}}" in text
    assert "#set" in text
    assert "<script>" in text
    assert text.index("表题甲") < text.index("表题乙")


def test_both_forms_are_the_same_twice(appendix):
    assert appendix_docx(appendix) == appendix_docx(appendix)
    assert appendix_pdf(appendix) == appendix_pdf(appendix)


def test_a_table_too_wide_is_broken_into_blocks_that_repeat_the_labels():
    pieces = fitted(table("宽", columns=60))
    assert len(pieces) > 1
    assert all(piece.landscape and sum(piece.widths) <= LYING + 0.5 for piece in pieces)
    assert all(piece.head[0][0].text == "名称" for piece in pieces)
    assert sum(len(piece.widths) - 1 for piece in pieces) == 59
