"""Finding the tables of a report: Word with merged cells, text with bars, tabs or blanks; prose is no table."""

import docx
import pytest
from docx.oxml import parse_xml

from natres.readers.reports.documents import open_docx, paragraphs_of, read_document, text_of

LAND = "地类{0}面积（公顷）{0}占比（%）\n农用地{0}901.20{0}75.1\n建设用地{0}298.80{0}24.9\n合计{0}1200.00{0}100.0"


def read(folder, text, encoding="utf-8", name="稿.txt"):
    (folder / name).write_bytes(text.encode(encoding))
    return read_document(folder / name)


def texts(draft, number=0):
    return [[draft.text[a:b].strip() for a, b in row] for row in draft.tables[number].rows]


@pytest.mark.parametrize("mark", ["\t", "|", " | ", "   ", "\u3000\u3000", "│"])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_table_of_text_is_found_by_what_parts_its_cells(folder, mark, encoding):
    draft = read(folder, f"表1 柳河县土地\n{LAND.format(mark)}\n\n以上为快报数。", encoding)
    assert texts(draft)[1] == ["农用地", "901.20", "75.1"]
    assert len(draft.tables[0].rows) == 4
    a, b = draft.tables[0].caption
    assert draft.text[a:b] == "表1 柳河县土地"


def test_rules_frames_and_spread_words_of_drawn_tables_are_no_cells(folder):
    markdown = "| 地类 | 面积（公顷） |\n| --- | ---: |\n| 水田 | 10.0 |\n|  | 5.0 |\n| 合  计 | 15.0 |\n"
    assert texts(read(folder, markdown)) == [
        ["地类", "面积（公顷）"], ["水田", "10.0"], ["", "5.0"], ["合  计", "15.0"],
    ]  # fmt: skip
    drawn = "┌──┬──┐\n│地类│面积│\n├──┼──┤\n│水田│10.0│\n│旱地│5.0│\n└──┴──┘\n"
    assert texts(read(folder, drawn)) == [["地类", "面积"], ["水田", "10.0"], ["旱地", "5.0"]]
    spread = "地  类    面  积\n水田    10.0\n合    计    10.0\n"
    assert [row[0] for row in texts(read(folder, spread))] == ["地  类", "水田", "合    计"]


def test_cells_that_are_missing_among_blanks_are_placed_by_where_the_others_stand(folder):
    rows = "地类      2021年    2022年\n水田      10.0      12.0\n旱地                 5.0\n合计      10.0      17.0\n"
    assert texts(read(folder, rows))[2] == ["旱地", "", "5.0"]


@pytest.mark.parametrize(
    "text",
    [
        "目    录\n一、总体情况    1\n二、自然资源    5\n三、下一步打算    9\n",
        "一、总体情况\t1\n二、自然资源\t5\n三、问题\t9\n",
        "甲方：柳河县自然资源局    乙方：某测绘院\n日期：2022年5月    地点：柳河县\n",
        "全县耕地面积320.50公顷，  其中水田200.00公顷。\n全县林地面积100.00公顷，  其中国有50.00公顷。\n",
        "　　耕地  面积  增加\n　　林地  面积  减少\n",
        "水田 10.0\n旱地 20.0\n",
        "一|二|三\n四|五|六\n",
    ],
)
def test_prose_lists_of_contents_and_signatures_are_no_tables(folder, text):
    assert read(folder, text).tables == ()


def word(folder, build):
    document = docx.Document()
    document.add_paragraph("表2 林地权属")
    document.add_paragraph("单位：公顷")
    build(document)
    document.add_paragraph("以上为快报数。")
    document.save(str(folder / "稿.docx"))
    draft = read_document(folder / "稿.docx")
    paragraphs = paragraphs_of(open_docx(folder / "稿.docx"))
    lines = [text_of(paragraph) for paragraph in paragraphs]
    assert [draft.text[start : start + len(line)] for start, line in zip(draft.starts, lines, strict=True)] == lines
    return draft


def fill(table, rows):
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text


def test_merged_cells_of_word_stand_in_several_places_with_one_span(folder):
    def build(document):
        table = document.add_table(4, 3)
        fill(table, [["乡镇", "林地", ""], ["", "国有", "集体"], ["甲镇", "1.0", "2.0"], ["乙镇", "3.0", "4.0"]])
        table.cell(0, 1).merge(table.cell(0, 2))
        table.cell(0, 0).merge(table.cell(1, 0))

    draft = word(folder, build)
    rows = draft.tables[0].rows
    assert rows[0][1] == rows[0][2]
    assert rows[0][0] == rows[1][0]
    assert texts(draft)[0] == ["乡镇", "林地", "林地"]
    a, b = draft.tables[0].caption
    assert draft.text[a:b] == "表2 林地权属\n单位：公顷"


def test_cells_of_several_lines_keep_all_of_them(folder):
    def build(document):
        table = document.add_table(3, 2)
        fill(table, [["地类", "面积\n（公顷）"], ["水田", "1.0"], ["旱地", "3.0"]])
        table.cell(1, 0).add_paragraph("（含梯田）")

    assert texts(word(folder, build))[1] == ["水田\n（含梯田）", "1.0"]


def test_a_table_that_lays_out_another_is_read_through(folder):
    def build(document):
        outer = document.add_table(2, 2)
        fill(outer, [["左", "右"], ["1", "2"]])
        fill(outer.cell(0, 1).add_table(3, 2), [["地类", "面积"], ["水田", "1.0"], ["旱地", "3.0"]])

    draft = word(folder, build)
    assert [texts(draft, n) for n in range(len(draft.tables))] == [[["地类", "面积"], ["水田", "1.0"], ["旱地", "3.0"]]]


def test_a_table_of_prose_stays_prose_and_broken_merges_stop_nothing(folder):
    def build(document):
        fill(document.add_table(2, 2), [["类别", "情况"], ["耕地", "全县耕地面积320.50公顷，比上年增加1公顷。"]])
        broken = document.add_table(2, 2)
        fill(broken, [["a", "1"], ["b", "2"]])
        names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        broken.cell(0, 0)._tc.get_or_add_tcPr().append(parse_xml(f"<w:vMerge {names}/>"))
        broken._tbl.tr_lst[1].remove(broken._tbl.tr_lst[1].tc_lst[1])

    draft = word(folder, build)
    assert draft.tables == ()
    assert "全县耕地面积320.50公顷" in draft.text
